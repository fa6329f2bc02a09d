"""The picture of what binds talks: one disc for each condition, as for what blocks each deal."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from detente.dynamics.binding_log import Binding
from detente.report.svg import disc, line, percent, picture, scenery, text
from detente.report.words_binding import LABELS, row_name, row_words, shown
from detente.study_courses import CourseStudy

#: Radius of a disc that stands for every month of talks; height of a row.
LARGEST, HEIGHT = 17, 42


@dataclass(frozen=True, slots=True)
class BindingRow:
    """One deal of the picture: name, discs, what binds, at whom, months of talks."""

    deal: str
    name: str
    picture: Markup
    what: str
    where: str
    months: str


def heads() -> Markup:
    """Return the names of the conditions above their columns."""
    return scenery(
        (
            text(word, percent(_x(place)), 14, "m n t2")
            for place, word in enumerate(LABELS.values())
        ),
        height=22,
    )


def _x(place: int) -> float:
    return 100 * (place + 0.5) / len(LABELS)


def rows(study: CourseStudy) -> tuple[BindingRow, ...]:
    """Return the rows of the picture."""
    return tuple(_row(study, found) for found in shown(study))


def _row(study: CourseStudy, found: Binding) -> BindingRow:
    what, where, months = row_words(study.scenario, found)
    name = row_name(study, found.deal)
    drawn = picture(_discs(found), label=f"{name}: {what}; {where}", height=HEIGHT)
    return BindingRow(found.deal, name, drawn, what, where, months)


def _discs(found: Binding) -> list[Markup]:
    middle = HEIGHT / 2
    shapes = [line(("0", "100%"), (middle, middle), "g")]
    for place, name in enumerate(LABELS):
        radius = LARGEST * math.sqrt(found.shares[name])
        if radius < 1.5:
            continue
        # Only what can be named is filled.
        fill = "k" if name == found.first and found.firm != "open" else "ok"
        shapes.append(disc(percent(_x(place)), middle, radius, fill))
    return shapes
