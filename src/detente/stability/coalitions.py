"""What several decision makers can do together that none would do, or dare, alone.

A *joint improvement* of a coalition H at a state s is a state that H's members can bring about by
moves of their own, one after another, and that each of them prefers to s. A state is stable for H

* under `nash` if H has no joint improvement;
* under `gmr` if outsiders can answer each by moves after which some member does not prefer where
  things stand to s;
* under `smr` if, besides, H cannot get away from there to a state that all members prefer to s;
* under `seq` as under `gmr`, but outsiders answer only by joint improvements of their own, of one
  of them or of several together, one after another (class coalitional improvements);
* under `sseq` as under `seq`, with `smr`'s last move.

A coalition of all has no outsiders, so nothing deters it. For a coalition of one, `nash`, `gmr` and
`smr` are those of a decision maker; `seq` is easier to meet, as outsiders may join forces.

One coalition's moves are transitive and so are its joint improvements, so the rule that none moves
twice in a row takes nothing away, and outsiders' answers are the closure of single steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from detente.stability.concepts import CONCEPTS, CREDIBLE, ESCAPING
from detente.stability.flooding import least_reached
from detente.stability.model import checked_words
from detente.stability.solving import Stability
from detente.stability.spreading import Step, steps_from, traced
from detente.stability.states import Flags

#: Concepts that are defined for coalitions.
COALITION_CONCEPTS = CONCEPTS
#: Decision makers up to whom all subsets are gone through.
MOST_OWNERS = 12  # literal-ok: 2^12 subsets


@dataclass(frozen=True, slots=True)
class CoalitionImprovement:
    """A state that all members of a coalition prefer, and to which their moves alone lead.

    Attributes:
        coalition: its members.
        state: where they can go together.
        chain: their moves there, a shortest legal sequence; single steps need not be preferred.
        deterred: whether outsiders can answer it, in the sense that was asked for.
    """

    coalition: tuple[str, ...]
    state: str
    chain: tuple[Step, ...]
    deterred: bool


def coalition_improvements(
    solved: Stability,
    state: str,
    coalition: Iterable[str] | None = None,
    *,
    concept: str = "gmr",
) -> tuple[CoalitionImprovement, ...]:
    """Return the joint improvements from a state.

    Args:
        solved: a solution.
        state: from where.
        coalition: whose; None: of every coalition of two or more.
        concept: in which sense outsiders may answer; under `nash` nothing is an answer.

    Raises:
        ValueError: an infeasible state, an unknown or repeated member, nobody, another concept, or
            more than 12 decision makers where every coalition is asked for.

    Source: kilgour2001, inohara2008.
    """
    checked_words((concept,), COALITION_CONCEPTS, "concept for coalitions")
    start = solved.model.number(state)
    return tuple(
        found
        for members in _coalitions(solved, coalition)
        for found in _of(solved, start, members, concept)
    )


def coalition_stable(
    solved: Stability, state: str, concept: str = "nash", coalition: Iterable[str] | None = None
) -> bool:
    """Return whether no coalition upsets a state; the concepts are defined above.

    Of single decision makers nothing is said, unless one is named as the coalition.

    Args:
        solved: a solution.
        state: which.
        concept: `nash`, `gmr`, `smr`, `seq` or `sseq`.
        coalition: whose; None: of every coalition of two or more.

    Raises:
        ValueError: as `coalition_improvements`.

    Source: kilgour2001 (nash); inohara2008 (gmr, smr, seq); recalled. sseq: by analogy.
    """
    found = coalition_improvements(solved, state, coalition, concept=concept)
    return all(improvement.deterred for improvement in found)


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


def _of(
    solved: Stability, start: int, members: tuple[int, ...], concept: str
) -> list[CoalitionImprovement]:
    model, ranks = solved.model, solved.ranks[:, 0]
    steps = steps_from(model.moves, ranks, start, members, improving=False)
    preferred = np.logical_and.reduce([ranks[who] > ranks[who, start] for who in members])
    better = np.flatnonzero(preferred & (steps > 0))
    if not better.size:
        return []
    deterred = _deterred(solved, better, preferred, members, concept)
    return [
        CoalitionImprovement(
            tuple(model.decision_makers[member] for member in members),
            model.state(int(to)),
            traced(model, ranks, steps, int(to), members, improving=False),
            bool(answered),
        )
        for to, answered in zip(better, deterred, strict=True)
    ]


def _deterred(
    solved: Stability,
    better: npt.NDArray[np.int64],
    preferred: Flags,
    members: tuple[int, ...],
    concept: str,
) -> Flags:
    """Return which joint improvements outsiders can answer, (improvement,).

    Args:
        solved: a solution.
        better: numbers of the joint improvements.
        preferred: (state,) which states all members prefer to where they stand.
        members: of the coalition.
        concept: how outsiders may answer.
    """
    if concept == "nash":
        return np.zeros(len(better), np.bool_)
    outsiders = tuple(k for k in range(len(solved.ranks)) if k not in members)
    punishing = ~preferred
    if concept in ESCAPING:
        punishing = ~_leading_to(solved, preferred, members, improving=False)
    answered = _leading_to(solved, punishing, outsiders, improving=concept in CREDIBLE)[better]
    if concept in CREDIBLE and len(outsiders) > 1:
        joint = _Joint(solved, outsiders, punishing)
        for place in np.flatnonzero(~answered):
            answered[place] = joint.leads(int(better[place]))
    return answered


def _leading_to(
    solved: Stability, wanted: Flags, movers: tuple[int, ...], *, improving: bool
) -> Flags:
    """Return from which states movers, each for itself, can reach a wanted one, or are there."""
    values = np.where(wanted, 0, 1).astype(np.int32)[None]
    moves, ranks = solved.model.moves, solved.ranks
    least = least_reached(moves, movers, values, ranks, solved.members, improving=improving)
    return np.asarray(least[0] == 0, np.bool_)


class _Joint:
    """What outsiders reach by joint improvements of any of their coalitions, one after another."""

    def __init__(self, solved: Stability, outsiders: tuple[int, ...], wanted: Flags) -> None:
        self.moves, self.ranks = solved.model.moves, solved.ranks[:, 0]
        self.groups = [
            who for size in range(1, len(outsiders) + 1) for who in combinations(outsiders, size)
        ]
        self.wanted = wanted
        #: States from which nothing wanted is reached.
        self.vain: set[int] = set()

    def leads(self, start: int) -> bool:
        """Return whether a wanted state is reached from a state in one step or more."""
        seen, todo = {start}, [start]
        while todo:
            here = todo.pop()
            for there in self.steps(here):
                if self.wanted[there]:
                    return True
                if there not in seen and there not in self.vain:
                    seen.add(there)
                    todo.append(there)
        self.vain |= seen
        return False

    def steps(self, here: int) -> Iterable[int]:
        """Return the joint improvements at a state."""
        found = np.zeros(self.ranks.shape[1], np.bool_)
        for who in self.groups:
            liked = [self.ranks[member] > self.ranks[member, here] for member in who]
            wanted = np.logical_and.reduce(liked)
            if wanted.any():
                steps = steps_from(self.moves, self.ranks, here, who, improving=False)
                found |= wanted & (steps > 0)
        return [int(state) for state in np.flatnonzero(found)]
