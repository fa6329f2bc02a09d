"""What several decision makers can do together that none would do, or dare, alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from detente.stability.flooding import least_reached
from detente.stability.model import checked_words
from detente.stability.solving import Stability
from detente.stability.spreading import Step, steps_from, traced

#: Concepts that are defined for coalitions here.
COALITION_CONCEPTS = ("nash", "gmr")
#: Decision makers up to whom all subsets are gone through.
MOST_OWNERS = 12  # literal-ok: 2^12 subsets


@dataclass(frozen=True, slots=True)
class CoalitionImprovement:
    """A state that all members of a coalition prefer, and to which their moves alone lead.

    Attributes:
        coalition: its members.
        state: where they can go together.
        chain: their moves there, a shortest legal sequence; single steps need not be preferred.
        deterred: whether outsiders can answer with moves after which some member is no better off
            than before.
    """

    coalition: tuple[str, ...]
    state: str
    chain: tuple[Step, ...]
    deterred: bool


def coalition_improvements(
    solved: Stability, state: str, coalition: Iterable[str] | None = None
) -> tuple[CoalitionImprovement, ...]:
    """Return the joint improvements from a state.

    Args:
        solved: a solution.
        state: from where.
        coalition: whose; None: of every coalition of two or more.

    Raises:
        ValueError: an infeasible state, an unknown or repeated member, nobody, or more than 12
            decision makers where every coalition is asked for.

    Source: kilgour2001.
    """
    start = solved.model.number(state)
    return tuple(
        found for members in _coalitions(solved, coalition) for found in _of(solved, start, members)
    )


def coalition_stable(
    solved: Stability, state: str, concept: str = "nash", coalition: Iterable[str] | None = None
) -> bool:
    """Return whether no coalition upsets a state.

    `nash`: no coalition has a joint improvement. `gmr`: outsiders can answer every one of them by
    moves after which some member does not prefer the outcome to the state. A coalition of all has
    no outsiders, so nothing deters it. Of single decision makers nothing is said here.

    Args:
        solved: a solution.
        state: which.
        concept: `nash` or `gmr`.
        coalition: whose; None: of every coalition of two or more.

    Raises:
        ValueError: as `coalition_improvements`, or another concept.

    Source: kilgour2001 (nash); inohara2008 (gmr); both definitions recalled.
    """
    checked_words((concept,), COALITION_CONCEPTS, "concept for coalitions")
    found = coalition_improvements(solved, state, coalition)
    return not any(concept == "nash" or not improvement.deterred for improvement in found)


def _coalitions(solved: Stability, coalition: Iterable[str] | None) -> list[tuple[int, ...]]:
    owners = range(len(solved.model.decision_makers))
    if coalition is not None:
        if isinstance(coalition, str):
            raise ValueError("coalition is a single name – give a list of decision makers")
        members = [solved.model.options.owner_number(who, "coalition") for who in coalition]
        if not members or len(set(members)) < len(members):
            raise ValueError("coalition: name each member once, and at least one")
        return [tuple(sorted(members))]
    if len(owners) > MOST_OWNERS:
        raise ValueError(
            f"{len(owners)} decision makers have too many coalitions – name the coalition"
        )
    return [who for size in owners if size > 0 for who in combinations(owners, size + 1)]


def _of(solved: Stability, start: int, members: tuple[int, ...]) -> list[CoalitionImprovement]:
    model, ranks = solved.model, solved.ranks[:, 0]
    steps = steps_from(model.moves, ranks, start, members, improving=False)
    preferred = [ranks[member] > ranks[member, start] for member in members]
    better = np.flatnonzero(np.logical_and.reduce(preferred) & (steps > 0))
    if not better.size:
        return []
    outsiders = tuple(k for k in range(len(ranks)) if k not in members)
    deterred = np.zeros(len(better), np.bool_)
    for member in members:
        least = least_reached(
            model.moves,
            outsiders,
            solved.ranks[member],
            solved.ranks,
            solved.members,
            improving=False,
        )[0]
        deterred |= least[better] <= ranks[member, start]
    return [
        CoalitionImprovement(
            tuple(model.decision_makers[member] for member in members),
            model.state(int(to)),
            traced(model, ranks, steps, int(to), members, improving=False),
            bool(answered),
        )
        for to, answered in zip(better, deterred, strict=True)
    ]
