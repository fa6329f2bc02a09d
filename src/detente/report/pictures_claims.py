"""Pictures for a memo: claims under viewpoints, and the record beside the best baseline."""

from __future__ import annotations

from matplotlib.figure import Figure

from detente.interests.sheet import BOLD, HEAD, MARGIN, SMALL, Pen, Sheet, Track, style
from detente.report.figures_claims import NO_RECORD
from detente.report.lexicon import upper_first
from detente.report.pictures_rows import opened, reading, viewpoint_name
from detente.report.tables_claims import MatrixCell, MatrixRow, matrix
from detente.report.words_record import Scored, by_horizon, classes, record_of, verdict_words
from detente.study import Study

#: Width of a claim, of its verdict, and height of a lane, in pixels.
_CLAIM, _VERDICT, _LANE = 205, 190, 17
_CELL = Pen(12)


def claims(study: Study, title: str = "") -> Figure:
    """Draw the claims on which viewpoints differ most, viewpoints as columns."""
    found = study.claims
    with style():
        sheet = opened(study, title)
        if found is None:
            return sheet.closed_with(f"No claims to show: {study.no_claims}.")
        rows = matrix(found)
        if not rows:
            return sheet.closed_with("No claim that can fail was found.")
        reading(
            sheet,
            "Disc: holds; half disc: depends; ring: fails; square: silent; dash: never asked. "
            "Boxed: the author’s own viewpoint.",
        )
        left, right = MARGIN + _CLAIM + 14, sheet.width - MARGIN - _VERDICT - 14
        step = (right - left) / max(len(found.viewpoints), 1)
        names = [viewpoint_name(study.scenario, view) for view in found.viewpoints]
        ends = [
            sheet.paragraph(left + step * place, sheet.y, name, step - 8, HEAD)
            for place, name in enumerate(names)
        ]
        sheet.text(right + 14, sheet.y, "Verdict, and what it hinges on", HEAD)
        sheet.y = max(ends)
        for row in rows:
            _claim(sheet, row, left, step)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _claim(sheet: Sheet, row: MatrixRow, left: float, step: float) -> None:
    sheet.rule(sheet.y)
    top = sheet.y + 18
    bottom = sheet.paragraph(MARGIN, top, row.statement, _CLAIM, Pen(12, True))
    for place, cell in enumerate(row.cells):
        _cell(sheet, cell, left + step * place, top, step)
    aside = sheet.width - MARGIN - _VERDICT
    below = sheet.paragraph(aside, top, f"{row.verdict}.", _VERDICT, Pen(12, True))
    below = sheet.paragraph(aside, below, row.hinge, _VERDICT, _CELL)
    sheet.y = max(bottom, below) - 6


def _cell(sheet: Sheet, cell: MatrixCell, x: float, y: float, step: float) -> None:
    middle, centre = y - 4, x + 5
    if cell.glyph == "q":
        sheet.square(centre, middle, 4.5, "ink2", fill=False)
    elif cell.glyph == "none":
        sheet.line((centre - 5, centre + 5), (middle + 3, middle + 3), "ink", 1.6)
    else:
        sheet.disc(centre, middle, 5, fill=cell.glyph == "lasting")
    if cell.glyph == "parts_later":
        half = [(centre, middle - 5), (centre - 4, middle - 3), (centre - 5, middle)]
        sheet.polygon([*half, (centre - 4, middle + 3), (centre, middle + 5)])
    sheet.paragraph(x + 15, y, cell.word, step - 17, _CELL)
    if cell.own:
        ends, rows = (x - 5, x + min(step - 5, 76)), (y - 16, y + 6)
        for row in rows:
            sheet.line(ends, (row, row), "ink", 1.2)
        for end in ends:
            sheet.line((end, end), rows, "ink", 1.2)


def record(study: Study, title: str = "") -> Figure:
    """Draw by class and horizon how much better or worse the scores are than the best baseline."""
    known = record_of(study.scenario)
    with style():
        sheet = opened(study, title)
        if known is None:
            return sheet.closed_with(f"No record to show: {NO_RECORD}.")
        reading(
            sheet,
            "Right of the line: better than the best baseline. Disc and line: mean and interval; "
            "ring: too few families for an interval.",
        )
        found = [
            (one, by_horizon(known, one.group)) for one in classes(known) if one.score == "Brier"
        ]
        values = [
            -value
            for whole, horizons in found
            for one in (whole, *horizons)
            for value in one.difference
            if value is not None
        ]
        track = Track.around_zero(MARGIN + 330, sheet.width - MARGIN - _VERDICT - 20, values)
        zero = track.at(0)
        for words, x, align in (
            ("◂ worse", track.left, "left"),
            ("as good", zero, "center"),
            ("better ▸", track.right, "right"),
        ):
            sheet.text(x, sheet.y, words, SMALL, align)  # type: ignore[arg-type]
        sheet.y += 8
        for whole, horizons in found:
            _class(sheet, whole, horizons, track)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _class(sheet: Sheet, whole: Scored, horizons: tuple[Scored, ...], track: Track) -> None:
    sheet.rule(sheet.y)
    top = sheet.y
    under = sheet.paragraph(MARGIN, top + 22, upper_first(whole.name), 210, BOLD)
    counts = f"{whole.answered} of {whole.asked} answered"
    if whole.changes is not None:
        counts += f", {whole.changes} of them changes"
    under = sheet.paragraph(MARGIN, under, counts, 210, SMALL)
    beside = sheet.paragraph(
        sheet.width - MARGIN - _VERDICT, top + 22, verdict_words(whole), _VERDICT, _CELL
    )
    lane = top + 18
    for one in (whole, *horizons):
        name = "all horizons" if one.months is None else f"{one.months} months"
        sheet.text(MARGIN + 230, lane + 4, name, HEAD if one.months is None else SMALL)
        mean, low, high = one.difference
        if low is not None and high is not None:
            thick = 1.8 if one.months is None else 1.1
            sheet.line((track.at(-high), track.at(-low)), (lane, lane), "ink", thick)
        sheet.disc(track.at(-mean), lane, 4 if one.months is None else 3, fill=low is not None)
        lane += _LANE
    sheet.y = max(under, beside, lane) - 2
    sheet.line((track.at(0), track.at(0)), (top, sheet.y), "rule2", behind=True)
