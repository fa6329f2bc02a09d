"""The findings as plain values, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from detente.stability.analysis.phrases import state_words

if TYPE_CHECKING:
    from detente.scenario.model import Scenario
    from detente.stability.analysis.findings import ConflictFindings, ConflictSolution
    from detente.stability.analysis.worlds import Worlds


def plain_findings(found: ConflictFindings) -> dict[str, Any]:
    """Return everything as mappings, lists, words and numbers."""
    return {
        "origin": asdict(found.origin),
        "conflicts": [_conflict(found.scenario, one) for one in found.conflicts],
        "sentences": {key: list(texts) for key, texts in found.sentences().items()},
        "references": list(found.works),
    }


def _conflict(scenario: Scenario, one: ConflictSolution) -> dict[str, Any]:
    declared = one.declared
    told = {state for c in one.concepts for state in one.stable[c][one.decision_makers[0]]}
    return {
        "conflict": one.conflict,
        "title": one.title,
        "decision_makers": list(one.decision_makers),
        "options": list(one.options),
        "states": one.states,
        "status_quo": one.status_quo,
        "leading": one.leading,
        "worlds": _worlds(one.worlds),
        "wide": _worlds(one.wide),
        "in_words": {state: state_words(scenario, one, state) for state in sorted(told)},
        "equilibria": {c: [asdict(s) for s in found] for c, found in one.standings.items()},
        "stable": {c: {who: dict(s) for who, s in own.items()} for c, own in one.stable.items()},
        "worlds_without_equilibrium": dict(one.empty),
        "hinges": {
            c: {state: [asdict(h) for h in found] for state, found in own.items()}
            for c, own in one.hinges.items()
        },
        "declared": {
            "equilibria": {c: list(states) for c, states in declared.equilibria.items()},
            "verdicts": {
                c: [asdict(v) for verdicts in own.values() for v in verdicts]
                for c, own in declared.verdicts.items()
            },
            "distances": {
                c: {
                    state: {
                        who: None if d is None else asdict(d)
                        for who, d in zip(one.decision_makers, distances, strict=True)
                    }
                    for state, distances in own.items()
                }
                for c, own in declared.distances.items()
            },
            "ways": {c: asdict(ways) for c, ways in declared.ways.items()},
            "joint": {c: [asdict(j) for j in joint] for c, joint in declared.joint.items()},
        },
    }


def _worlds(worlds: Worlds) -> dict[str, Any]:
    return {
        "reach": worlds.reach,
        "worlds": len(worlds),
        "complete": worlds.complete,
        "possible": worlds.possible,
        "preferences": {own.decision_maker: len(own) for own in worlds.preferences},
    }
