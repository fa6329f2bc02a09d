"""The findings on conflicts as four tables; counts of worlds are exact, so nothing is rounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from detente.stability.analysis.phrases import state_words
from detente.stability.model import checked_words

if TYPE_CHECKING:
    import pandas as pd

    from detente.stability.analysis.findings import ConflictFindings


def conflict_table(found: ConflictFindings, what: str) -> pd.DataFrame:
    """Return one of the tables; raises ValueError for one that there is not."""
    import pandas as pd

    (chosen,) = checked_words((what,), tuple(_ROWS), "table")
    columns, rows = _ROWS[chosen]
    return pd.DataFrame(list(rows(found)), columns=list(columns))


def _equilibria(found: ConflictFindings) -> Iterator[tuple[Any, ...]]:
    for one in found.conflicts:
        for concept, standings in one.standings.items():
            for held in standings:
                yield (
                    one.conflict,
                    concept,
                    held.state,
                    state_words(found.scenario, one, held.state),
                    held.declared,
                    held.count,
                    len(one.worlds),
                    held.wide,
                    len(one.wide),
                    held.state == one.status_quo,
                )


def _verdicts(found: ConflictFindings) -> Iterator[tuple[Any, ...]]:
    for one in found.conflicts:
        for concept, states in one.declared.verdicts.items():
            for state, verdicts in states.items():
                for place, verdict in enumerate(verdicts):
                    who = verdict.decision_maker
                    distance = one.declared.distances[concept][state][place]
                    yield (
                        one.conflict,
                        concept,
                        state,
                        who,
                        verdict.reason,
                        verdict.improvements,
                        verdict.open[0] if verdict.open else "",
                        "; ".join(_answer(d.improvement, d.chain) for d in verdict.deterred),
                        one.stable[concept][who].get(state),
                        len(one.worlds),
                        None if distance is None else distance.pairs,
                        None if distance is None else distance.exact,
                    )


def _answer(improvement: str, chain: tuple[tuple[str, str], ...]) -> str:
    steps = ", ".join(f"{mover} {state}" for mover, state in chain)
    return f"{improvement} answered by {steps}" if steps else f"{improvement} not worth it"


def _ways(found: ConflictFindings) -> Iterator[tuple[Any, ...]]:
    for one in found.conflicts:
        for concept, ways in one.declared.ways.items():
            for way in ways.reachable:
                steps = "; ".join(f"{mover} {state}" for mover, state in way.shortest)
                movers = "; ".join(", ".join(who) for who in way.movers)
                yield one.conflict, concept, way.state, "one by one", movers, steps, None
            for joint in one.declared.joint.get(concept, ()):
                steps = "; ".join(f"{m} {state}" for m, state in (*joint.chain, *joint.onward))
                who = ", ".join(joint.coalition)
                yield one.conflict, concept, joint.state, "together", who, steps, joint.deterred


def _hinges(found: ConflictFindings) -> Iterator[tuple[Any, ...]]:
    for one in found.conflicts:
        for concept, states in one.hinges.items():
            for state, hinges in states.items():
                for hinge in hinges:
                    yield (
                        one.conflict,
                        concept,
                        state,
                        hinge.decision_maker,
                        hinge.statement,
                        hinge.over,
                        hinge.holds_with,
                        hinge.worlds_with,
                        hinge.holds_without,
                        hinge.worlds_without,
                    )


_ROWS: Mapping[str, tuple[tuple[str, ...], Callable[[Any], Iterator[tuple[Any, ...]]]]] = {
    "equilibria": (
        (
            "conflict", "concept", "state", "in words", "declared", "worlds in which it holds",
            "worlds", "wide worlds in which it holds", "wide worlds", "status quo",
        ),
        _equilibria,
    ),
    "verdicts": (
        (
            "conflict", "concept", "state", "decision maker", "reason", "improvements",
            "open improvement", "deterred", "worlds in which stable", "worlds", "distance", "exact",
        ),
        _verdicts,
    ),
    "ways": (
        ("conflict", "concept", "to", "how", "whose moves are enough", "steps", "can be spoilt"),
        _ways,
    ),
    "hinges": (
        (
            "conflict", "concept", "state", "decision maker", "ranks higher", "than",
            "holds with", "worlds with", "holds without", "worlds without",
        ),
        _hinges,
    ),
}  # fmt: skip
