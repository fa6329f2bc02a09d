"""The picture of a record: errors, differences from the compromise model, and CRPS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from detente.bargaining.record.contenders import POINT_YARDSTICK, SPREAD_YARDSTICK, Contender
from detente.bargaining.record.intervals import Interval
from detente.bargaining.record.scores import ALL, Score
from detente.interests.sheet import BOLD, HEAD, MARGIN, QUIET, SMALL, Sheet, Track, style

if TYPE_CHECKING:
    from detente.bargaining.record.benchmarking import RecordFindings

_ROW, _TEXT = 26.0, 5.0
_LEFTS, _WIDE = (262.0, 502.0, 734.0), 190.0
_COLOURS = {"model": "#0f5b97", "baseline": "#57544e", "oracle": "#8f8a80", "pool": "#a83f0b"}
_GROUPS = {
    "model": "Models",
    "baseline": "Baselines",
    "oracle": "An oracle: it knows the outcome",
    "pool": "Fitted on other dossiers",
}


class _Column(NamedTuple):
    head: str
    take: Callable[[Score], Interval]
    track: Track
    ticks: Sequence[float]
    mark: float | None


def record_picture(
    found: RecordFindings,
    *,
    title: str = "How far off the models were on real negotiations",
    subtitle: str = "",
) -> Figure:
    """Draw one row a contender: mean error, difference from the compromise model, and CRPS.

    Args:
        found: the record.
        title, subtitle: set above; where no subtitle is given, what was scored.
    """
    known, table = found.negotiations, found.scores[ALL]
    said = subtitle or (
        f"{len(known)} issues in {len(set(known.dossiers))} dossiers. Points of a scale from 0 to "
        "100; lower is better. Dot: average; line: 95% interval, dossiers resampled."
    )
    with style():
        sheet = Sheet(title, said)
        columns = _columns(table, [one.name for one in found.contenders])
        _heads(sheet, columns)
        kind = ""
        for one in found.contenders:
            if one.kind != kind:
                kind = one.kind
                sheet.y += 22
                sheet.text(MARGIN, sheet.y, _GROUPS[kind], HEAD)
                sheet.y += 6
            _row(sheet, columns, one, table[one.name])
        sheet.rule(sheet.y + 4)
        words = (
            "Dashed: the compromise model, no difference, and the weighted positions. A hollow dot "
            "is of a contender that does not answer every issue. The CRPS of a point is its "
            "absolute error."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y + 24, words, pen=QUIET) + 8
        return sheet.close()


def _columns(table: Mapping[str, Score], names: Sequence[str]) -> tuple[_Column, ...]:
    marks = (
        table[POINT_YARDSTICK].mean_error.value,
        0.0,
        table[SPREAD_YARDSTICK].crps.value,
    )
    heads = ("mean error", "difference from compromise", "CRPS")
    takes: tuple[Callable[[Score], Interval], ...] = (
        lambda score: score.mean_error,
        lambda score: score.from_compromise,
        lambda score: score.crps,
    )
    found = []
    for left, head, take, mark in zip(_LEFTS, heads, takes, marks, strict=True):
        ends = [end for name in names for end in take(table[name]) if np.isfinite(end)]
        track = Track.around_zero(left, left + _WIDE, ends)
        found.append(_Column(head, take, track, _ticks(track), mark))
    return tuple(found)


def _ticks(track: Track) -> list[float]:
    step = 10 if track.high - track.low < 60 else 20
    first = int(np.ceil(track.low / step)) * step
    return [float(value) for value in range(first, int(track.high) + 1, step)]


def _heads(sheet: Sheet, columns: Sequence[_Column]) -> None:
    sheet.y += 8
    for column in columns:
        sheet.text(column.track.left, sheet.y, column.head, BOLD)
        for value in column.ticks:
            sheet.text(column.track.at(value), sheet.y + 18, f"{value:g}", SMALL, "center")
    sheet.y += 26
    sheet.rule(sheet.y)


def _row(sheet: Sheet, columns: Sequence[_Column], one: Contender, score: Score) -> None:
    middle = sheet.y + 0.5 * _ROW
    sheet.text(MARGIN, middle + _TEXT, one.label)
    colour = _COLOURS[one.kind]
    for column in columns:
        track = column.track
        if column.mark is not None:
            place = track.at(column.mark)
            sheet.line((place, place), (sheet.y, sheet.y + _ROW), "rule2", dashed=True, behind=True)
        found = column.take(score)
        if np.isnan(found.value):
            continue
        if np.isfinite(found.low):
            sheet.line((track.at(found.low), track.at(found.high)), (middle, middle), colour, 1.6)
        whole = score.answered == score.issues
        sheet.disc(track.at(found.value), middle, 4.5, colour, fill=whole)
    sheet.y += _ROW
