"""The picture of deals: chances as ranges over draws, as declared and with doubled widths."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from detente.dynamics.ranges import Range
from detente.report.svg import Scale, bar, line, picture, scenery, text
from detente.report.words_signed import SignedRow

#: From no world to all worlds.
SCALE = Scale(-0.02, 1.02)
_LANE, _MARGIN = 16, 9


@dataclass(frozen=True, slots=True)
class Row:
    """One deal: its words and its picture."""

    words: SignedRow
    picture: Markup


def head() -> Markup:
    """Return the ends of the scale."""
    return scenery(
        (
            text("no world", SCALE.at(0), 18, "n t2"),
            text("half", SCALE.at(0.5), 18, "n t2 m"),
            text("all worlds", SCALE.at(1), 18, "n t2 e"),
        ),
        height=24,
    )


def rows(found: tuple[SignedRow, ...]) -> tuple[Row, ...]:
    """Return deals with their pictures."""
    return tuple(Row(row, chances(row)) for row in found)


def chances(row: SignedRow) -> Markup:
    """Return the chances of a deal, one lane each: solid above, hatched below."""
    height = 2 * _MARGIN + _LANE * len(row.chances)
    shapes = [
        line((SCALE.at(x), SCALE.at(x)), ("0", "100%"), "g" if x != 0.5 else "g d")
        for x in (0.0, 0.5, 1.0)
    ]
    for place, chance in enumerate(row.chances):
        y = _MARGIN + _LANE * place
        shapes += lane(chance.range_, y, "kl" if place == 0 else "kh")
    label = f"{row.name}: " + "; ".join(f"{c.name} {c.words}" for c in row.chances)
    return picture(shapes, label=label, height=height)


def lane(found: Range, y: float, fill: str, scale: Scale = SCALE) -> list[Markup]:
    """Return one range: a bar as declared, a thin line with doubled widths, a tick at the mean."""
    shapes = []
    middle = y + _LANE / 2
    if found.wide is not None and found.wide.told:
        ends = (scale.at(found.wide.low), scale.at(found.wide.high))
        shapes.append(line(ends, (middle, middle), "kt"))
    if found.told:
        shapes.append(bar(scale, found.low, found.high, middle - 5, 10, fill))
    x = scale.at(found.mean)
    shapes.append(line((x, x), (middle - 6, middle + 6), "ko"))
    shapes.append(line((x, x), (middle - 6, middle + 6), "ki w"))
    return shapes
