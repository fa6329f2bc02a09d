"""The picture of the record: intervals of the difference to the best baseline, by horizon."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from detente.report.svg import Scale, disc, line, picture, scenery, text
from detente.report.words_record import Scored, verdict_words

_LANE, _MARGIN = 19, 6
#: Room for the names of lanes, as a share of the scale.
_NAMES = 0.3


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One class of questions: name, counts, picture, words."""

    name: str
    counts: str
    picture: Markup
    words: str


def scale_of(found: tuple[tuple[Scored, tuple[Scored, ...]], ...]) -> Scale:
    """Return one scale for all rows: how much better than the best baseline, to the right."""
    ends = [
        -value
        for whole, horizons in found
        for one in (whole, *horizons)
        for value in one.difference
        if value is not None
    ]
    whole = Scale.around(ends)
    # The names of the horizons stand at the left.
    return Scale(whole.low - _NAMES * (whole.high - whole.low), whole.high)


def head(scale: Scale) -> Markup:
    """Return what the sides of the scale mean."""
    return scenery(
        (
            text("◂ worse", "0", 18, "n t2"),
            text("as good", scale.at(0), 18, "n t2 m"),
            text("better ▸", "100%", 18, "n t2 e"),
        ),
        height=24,
    )


def rows(found: tuple[tuple[Scored, tuple[Scored, ...]], ...]) -> tuple[RecordRow, ...]:
    """Return one row a class: a lane for all horizons together, then one for each."""
    scale = scale_of(found)
    return tuple(_row(whole, horizons, scale) for whole, horizons in found)


def _row(whole: Scored, horizons: tuple[Scored, ...], scale: Scale) -> RecordRow:
    lanes = (whole, *horizons)
    shapes = [line((scale.at(0), scale.at(0)), ("0", "100%"), "z")]
    for place, one in enumerate(lanes):
        shapes += _lane(one, _MARGIN + _LANE * (place + 0.5), scale)
    words = verdict_words(whole)
    said = "; ".join(f"{_horizon(one)}: {verdict_words(one)}" for one in lanes)
    label = f"{whole.name}, against the best baseline: {said}"
    changed = "" if whole.changes is None else f", {whole.changes} of them changes"
    counts = f"{whole.answered} of {whole.asked} answered{changed}"
    drawn = picture(shapes, label=label, height=2 * _MARGIN + _LANE * len(lanes))
    return RecordRow(whole.name, counts, drawn, words)


def _lane(one: Scored, y: float, scale: Scale) -> list[Markup]:
    """Return one lane: horizon, interval, mean; a ring for the mean where there is no interval."""
    mean, low, high = one.difference
    heavy = one.months is None
    shapes = [text(_horizon(one), "0", y + 4, "n b" if heavy else "n t2")]
    if low is not None and high is not None:
        ends = scale.at(-high), scale.at(-low)
        shapes.append(line(ends, (y, y), "ki" if heavy else "ki w"))
    x, radius = scale.at(-mean), 4.5 if heavy else 3.5
    shapes.append(disc(x, y, radius, "k" if low is not None else "ok"))
    return shapes


def _horizon(one: Scored) -> str:
    return "all horizons" if one.months is None else f"{one.months} months"
