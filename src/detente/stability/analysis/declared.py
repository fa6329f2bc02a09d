"""The conflict under the orders as declared: verdicts with reasons, and the ways out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.stability.coalitions import MOST_OWNERS, coalition_improvements
from detente.stability.distances import SMALL, Distance
from detente.stability.reasons import Verdict
from detente.stability.solving import Stability
from detente.stability.spreading import Step
from detente.stability.ways_out import StatusQuo, status_quo

#: Deterred improvements of a verdict whose chains are worked out, the best first.
MOST_CHAINS = 3  # literal-ok: a size
#: Larger models, and further joint moves, are not searched for what they open.
MOST_STATES = 4096  # literal-ok: a size
MOST_MOVES = 64  # literal-ok: a size
#: Up to so many states all rankings are tried in no time.
QUICK = 5  # literal-ok: 541 rankings


@dataclass(frozen=True, slots=True)
class Joint:
    """An equilibrium that opens once several move together, to the liking of each.

    Attributes:
        state: the equilibrium.
        coalition: who move together, a smallest such set.
        chain: a shortest sequence of their moves.
        onward: further moves from there to the equilibrium, each to its mover's liking; empty where
            the joint moves lead there.
        deterred: whether outsiders could answer the joint moves so that some member is no better
            off than before.
    """

    state: str
    coalition: tuple[str, ...]
    chain: tuple[Step, ...]
    onward: tuple[Step, ...]
    deterred: bool


@dataclass(frozen=True, slots=True)
class DeclaredSolution:
    """What the declared orders come to.

    Attributes:
        equilibria: concept → states, as Y/N strings, sorted.
        verdicts: concept → state → one `Verdict` a decision maker, for the states told of.
        distances: the same, with one `Distance` a decision maker, or None where it would take
            long: ask `Stability.distance`.
        ways: concept → what can become of the status quo; empty where none is declared.
        joint: concept → equilibria that joint moves from the status quo open.
    """

    equilibria: Mapping[str, tuple[str, ...]]
    verdicts: Mapping[str, Mapping[str, tuple[Verdict, ...]]]
    distances: Mapping[str, Mapping[str, tuple[Distance | None, ...]]]
    ways: Mapping[str, StatusQuo]
    joint: Mapping[str, tuple[Joint, ...]]


def as_declared(solved: Stability, told: Iterable[str], start: str | None) -> DeclaredSolution:
    """Work out what the declared orders come to.

    Args:
        solved: the solution under the declared orders.
        told: states whose verdicts are wanted.
        start: the status quo, or None.
    """
    who, states = solved.model.decision_makers, tuple(told)
    return DeclaredSolution(
        equilibria={c: tuple(sorted(solved.equilibria[c])) for c in solved.concepts},
        verdicts={
            c: {
                s: tuple(solved.verdict(s, owner, c, limit=MOST_CHAINS) for owner in who)
                for s in states
            }
            for c in solved.concepts
        },
        distances={
            c: {s: tuple(_distance(solved, s, owner, c) for owner in who) for s in states}
            for c in solved.concepts
        },
        ways={} if start is None else {c: status_quo(solved, start, c) for c in solved.concepts},
        joint={} if start is None else _joint(solved, start),
    )


def _distance(solved: Stability, state: str, owner: str, concept: str) -> Distance | None:
    """Return a distance; None where every ranking of many states would have to be tried."""
    slow = QUICK < len(solved.model.codes) <= SMALL
    return None if slow and concept != "nash" else solved.distance(state, owner, concept)


def _joint(solved: Stability, start: str) -> dict[str, tuple[Joint, ...]]:
    """Return which equilibria joint moves from the status quo open, concept by concept."""
    model = solved.model
    if len(model.decision_makers) > MOST_OWNERS or len(model.codes) > MOST_STATES:
        return dict.fromkeys(solved.concepts, ())
    # Coalitions come by size, so that smaller ones are taken first.
    first = coalition_improvements(solved, start)[:MOST_MOVES]
    found: dict[str, tuple[Joint, ...]] = {}
    for concept in solved.concepts:
        best: dict[str, Joint] = {}
        for one in first:
            for way in status_quo(solved, one.state, concept).reachable:
                joint = Joint(way.state, one.coalition, one.chain, way.shortest, one.deterred)
                known = best.get(way.state)
                if way.state != start and (known is None or _length(joint) < _length(known)):
                    best[way.state] = joint
        found[concept] = tuple(best[state] for state in sorted(best))
    return found


def _length(joint: Joint) -> tuple[int, int, int]:
    """Return how much a joint way asks: members, then further moves, then their own."""
    return len(joint.coalition), len(joint.onward), len(joint.chain)
