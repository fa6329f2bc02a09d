"""How many moves away every state is, level by level over all states at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.stability.model import GraphModel
from detente.stability.moves import Moves, Numbers
from detente.stability.states import Flags

#: Who moves, and the state it leads to.
Step: TypeAlias = tuple[str, str]
#: Higher than every rank.
NEVER = np.iinfo(np.int32).max


def steps_from(
    moves: Moves, ranks: Numbers, start: int, movers: Sequence[int], *, improving: bool
) -> npt.NDArray[np.int32]:
    """Return the least number of moves to every state by legal sequences; −1: out of reach.

    As one decision maker's moves are transitive, a shortest sequence has nobody moving twice in a
    row, so that the rule need not be looked after.

    Args:
        moves: who can move where.
        ranks: (owner, state) preferences.
        start: number of the first state.
        movers: numbers of those who may move.
        improving: whether every move must be preferred by its mover.
    """
    steps = np.full(ranks.shape[1], -1, np.int32)
    steps[start] = 0
    front = np.array([start])
    level = 0
    while front.size:
        level += 1
        new = np.zeros(len(steps), np.bool_)
        for mover in movers:
            new |= _entered(moves, ranks[mover], front, mover, improving)
        new &= steps < 0
        steps[new] = level
        front = np.flatnonzero(new)
    return steps


def _entered(
    moves: Moves, rank: Numbers, front: npt.NDArray[np.int64], mover: int, improving: bool
) -> Flags:
    """Return which states a mover can enter from some state of the front, (state,)."""
    begin, stop = moves.group_first[mover], moves.group_first[mover + 1]
    # Whoever enters a group comes from the state that its mover likes least.
    least = np.full(stop - begin, NEVER, np.int32)
    np.minimum.at(least, moves.group[mover, front] - begin, rank[front] if improving else -1)
    low, high = moves.source_first[begin], moves.source_first[stop]
    if high - low > stop - begin:
        from_sources = least[moves.sources[low:high] - begin]
        least = np.minimum.reduceat(from_sources, moves.source_first[begin:stop] - low)
    return np.asarray(rank > least[moves.group[mover] - begin], np.bool_)


def traced(
    model: GraphModel,
    ranks: Numbers,
    steps: npt.NDArray[np.int32],
    target: int,
    movers: Sequence[int],
    *,
    improving: bool,
) -> tuple[Step, ...]:
    """Return a shortest sequence to a state: who moves, and where to.

    Args:
        model, ranks, movers, improving: as in `steps_from`.
        steps: what that returned; the target is in reach.
        target: number of the last state.

    Raises:
        ValueError: the steps are those of other moves or movers.
    """
    found: list[Step] = []
    while steps[target] > 0:
        before = np.flatnonzero(steps == steps[target] - 1)
        for mover in movers:
            possible = before[can_move(model, mover, before, target)]
            if improving:
                possible = possible[ranks[mover, possible] < ranks[mover, target]]
            if possible.size:
                found.append((model.decision_makers[mover], model.state(target)))
                target = int(possible[0])
                break
        else:
            raise ValueError("these steps were counted with other moves or movers")
    return tuple(reversed(found))


def can_move(model: GraphModel, mover: int, whence: npt.NDArray[np.int64], target: int) -> Flags:
    """Return from which of some states a mover can move to another, (n,)."""
    known = model.options
    here, there = model.codes[whence], model.codes[target]
    changed = here ^ there
    wrong = (changed & ~known.bits_of(mover)) | (changed & here & known.forward)
    return np.asarray((wrong | (changed & ~here & known.back)) == 0, np.bool_)
