"""How far preferences are from turning a verdict, and what would turn it.

The *threshold* of a state for a decision maker is the level at which it must at least rank the
state for it to be stable, all else as it is. It answers at once how far the state may fall, or must
rise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from detente.stability.concepts import CREDIBLE, sanctions, sorted_members
from detente.stability.model import checked_words
from detente.stability.moves import Numbers
from detente.stability.solving import Stability

#: Up to this many states every ranking is tried; of 8 states there are 545,835, ties included.
SMALL = 8  # literal-ok: a size


@dataclass(frozen=True, slots=True)
class Distance:
    """How far preferences are from turning a verdict.

    Attributes:
        pairs: the smallest number of pairs of states whose order must change in one decision
            maker's ranking for the verdict to change (an order becoming a tie counts, and the
            reverse); None where no such change was found.
        exact: whether it is the smallest number, or, where `pairs` is None, whether there is none;
            else `pairs` is an upper bound.
        whose: in whose ranking.
    """

    pairs: int | None
    exact: bool
    whose: str


def threshold(solved: Stability, state: int, owner: int, concept: str) -> int:
    """Return the least rank of a state at which it is stable for an owner; −1: at any rank.

    Only the state's own place in the owner's ranking is varied. The state is stable where no move
    from it leads to something that is better and stays so, so the threshold is the best that any
    move secures. Opponents cannot take the owner's move back, so none of this depends on where the
    state itself stands. −1 means that the owner has no move.

    Args:
        solved: a solution.
        state, owner: numbers.
        concept: one of the five.
    """
    rank, least = solved.ranks[owner, 0], solved.sanctions(owner, concept)
    reach = solved.model.moves.reach(owner, state)
    return int(np.minimum(rank[reach], least[reach]).max(initial=-1))


def pairs_to_threshold(solved: Stability, state: int, owner: int, level: int) -> int:
    """Return how many pairs change if a state moves to, or falls just below, a level."""
    rank = solved.ranks[owner, 0]
    low, high = sorted((level, int(rank[state])))
    return int(((rank >= low) & (rank <= high)).sum()) - 1


def distance(solved: Stability, state: str, decision_maker: str, concept: str) -> Distance:
    """Return how far preferences are from turning a verdict.

    Exact for Nash stability, which hangs on the owner's ranking alone: to free a state of its
    improvements it must rise to the level of the best; to give it one, it must fall below the best
    that can be reached; and for every state on the way some pair has to change whatever else is
    moved. Exact for other concepts in models of at most 8 states, by trying every ranking of every
    decision maker in turn. Else a bound, from moving the state itself in the owner's ranking.

    Args:
        solved: a solution.
        state, decision_maker, concept: of which verdict.

    Raises:
        ValueError: an unknown decision maker or state, or a concept that was not solved.
    """
    model = solved.model
    owner = model.options.owner_number(decision_maker, "decision_maker")
    checked_words((concept,), solved.concepts, "concept among those solved")
    here = model.number(state)
    if concept != "nash" and len(model.codes) <= SMALL:
        return _by_search(solved, here, owner, concept)
    level = threshold(solved, here, owner, concept)
    if level < 0:
        return Distance(None, True, decision_maker)  # without a move nothing can turn it
    pairs = pairs_to_threshold(solved, here, owner, level)
    return Distance(pairs, concept == "nash" or pairs == 1, decision_maker)


def _by_search(solved: Stability, state: int, owner: int, concept: str) -> Distance:
    model = solved.model
    moves, names = model.moves, model.decision_makers
    every = weak_orders(len(model.codes))
    ranks = np.repeat(solved.ranks, len(every), axis=1)
    stable = bool(solved.flags[concept, owner][state])
    best = Distance(None, True, names[owner])
    # Opponents' preferences count only where their countermoves must be improvements.
    for whose in range(len(names)) if concept in CREDIBLE else (owner,):
        tried = ranks.copy()
        tried[whose] = every
        least = sanctions(moves, tried, owner, concept, sorted_members(moves, tried))
        own = tried[owner]
        turned = (moves.highest(owner, np.minimum(own, least)) <= own)[:, state] != stable
        if turned.any():
            pairs = int(changed_pairs(every[turned], solved.ranks[whose, 0]).min())
            if best.pairs is None or pairs < best.pairs:
                best = Distance(pairs, True, names[whose])
    return best


def changed_pairs(rows: Numbers, ranks: Numbers) -> npt.NDArray[np.int64]:
    """Return in how many pairs of states each of some rankings differs from another, (row,).

    Args:
        rows: (row, state) ranks.
        ranks: (state,) ranks to compare with.
    """
    count = np.zeros(len(rows), np.int64)
    for one, other in combinations(range(len(ranks)), 2):
        before = np.sign(int(ranks[one]) - int(ranks[other]))
        count += np.sign(rows[:, one] - rows[:, other]) != before
    return count


@cache
def weak_orders(count: int) -> Numbers:
    """Return every ranking of `count` states with ties, as ranks, (ranking, state)."""
    by_levels: dict[int, Numbers] = {0: np.zeros((1, 0), np.int32)}
    for _ in range(count):
        grown: dict[int, list[Numbers]] = {}
        for levels, rows in by_levels.items():
            for level in range(levels):
                grown.setdefault(levels, []).append(_with(rows, level))
            for gap in range(levels + 1):
                apart = rows + (rows >= gap).astype(np.int32)
                grown.setdefault(levels + 1, []).append(_with(apart, gap))
        by_levels = {levels: np.concatenate(parts) for levels, parts in grown.items()}
    every = np.concatenate(list(by_levels.values()))
    every.setflags(write=False)
    return every


def _with(rows: Numbers, level: int) -> Numbers:
    return np.concatenate([rows, np.full((len(rows), 1), level, np.int32)], axis=1)
