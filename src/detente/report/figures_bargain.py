"""The figure of bargaining: what it is called, its table and its caption."""

from __future__ import annotations

from collections.abc import Iterable

from detente.report.figure_specs import FigureSpec, Row, columns_of, range_words
from detente.study import Study


def _rows(study: Study) -> Iterable[Row]:
    """Yield positions of the focus pair, outcomes by model, and what came of it, by issue."""
    found = study.bargain
    if found is None:
        return
    # Sides are drawn by the same function as on the page, so that the numbers are the same.
    from detente.report.svg_bargain import standing_at

    for issue in found.issues:
        for actor in study.scenario.focus:
            if actor in issue.actors:
                own = standing_at(study.scenario, issue.issue, actor)
                yield issue.issue, "position", actor, *own, None, None, None, None
        for one in issue.outcomes:
            yield issue.issue, "outcome", one.name, *one.outcome, *one.widened, one.refused
        if issue.known is not None and issue.known.position is not None:
            known = (None, issue.known.position, None)
            yield issue.issue, "known", "", *known, None, None, None, None


def _caption(study: Study) -> str:
    if study.bargain is None:
        return f"Nothing to bargain about: {study.no_bargain}."
    origin = study.bargain.origin
    return (
        f"Outcomes between the poles of each issue, 0 to 100, by {origin.draws:,} draws of their "
        f"own. Ranges hold {range_words()} as declared, and show ignorance, not chance. The models "
        "disagree and are not averaged. Each says what would come out if all bargained as it "
        "supposes, not what will; no model has seen what came of an issue."
    )


BARGAIN_SPEC = FigureSpec(
    "bargain",
    "What a bargain would look like",
    "issues as lines between two poles: what both sides want, where each model puts the outcome",
    columns_of("issue sort name outcome: doubled: refused"),
    _rows,
    _caption,
    bargaining=True,
)
