"""The figure of standoffs: what it is called, its table and its caption."""

from __future__ import annotations

from collections.abc import Iterable

from detente.report.figure_specs import FigureSpec, Row, columns_of
from detente.study import Study


def _rows(study: Study) -> Iterable[Row]:
    """Yield every state that holds in some world, by conflict and concept."""
    found = study.conflicts
    if found is None:
        return
    for one in found.conflicts:
        for concept, standings in one.standings.items():
            for held in standings:
                now = held.state == one.status_quo
                near, wide = len(one.worlds), len(one.wide)
                counts = (held.count, near, held.wide, wide)
                yield one.conflict, concept, held.state, now, held.declared, *counts


def _caption(study: Study) -> str:
    if study.conflicts is None:
        return f"No standoff to show: {study.no_conflicts}."
    return (
        "In how many preference worlds each outcome is an equilibrium, by sequential stability: a "
        "move is deterred by answers that all who give them prefer. Bars: orders of preferences as "
        "declared or changed in one place. Marks: with all that the sources do not state standing "
        "anywhere or missing. One coder’s declared worlds are no sample, so there is no interval."
    )


STANDOFFS_SPEC = FigureSpec(
    "stability",
    "Which standoffs hold",
    "outcomes of each declared standoff, and in how many worlds of preferences each holds",
    columns_of("conflict concept state status_quo declared holds worlds holds_anywhere drawn"),
    _rows,
    _caption,
    standoffs=True,
)
