"""The least that opponents can bring about, in rounds over whole arrays, without a compiler.

One opponent alone: a state's least is the least among all that it can move to, or prefers to move
to. Within a group of states sorted by rank, what is preferred to a state is what comes after it, so
the least of it is a running minimum from the end. Several opponents take turns until nothing falls
any more. For a model that is solved once this is done before a compiler would be loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.stability.moves import Moves, Numbers
from detente.stability.states import Flags

#: Rounds after which something else is tried; few conflicts need more than five.
MOST_ROUNDS = 40  # literal-ok: a size


@dataclass(frozen=True, eq=False)
class Turn:
    """One decision maker's moves, laid out group by group.

    Attributes:
        states: (world, entry) what the members of a group can move or stay to, by rank.
        group: (entry,) the group, numbered from 0.
        first: (group,) where a group's entries begin.
        of: (state,) group of each state.
        after: (world, state) entry from which on all is preferred to the state.
        some: (world, state) whether there is any.
    """

    states: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64] | None
    some: Flags | None

    def lowered(self, values: npt.NDArray[np.int64], span: int) -> npt.NDArray[np.int64]:
        """Return the least of each state and what one move leads to, (world, state).

        Args:
            values: (world, state) from 0 to span − 1.
            span: more than any value.
        """
        if self.after is not None:
            return np.minimum(values, self.beyond(values, span))
        there = np.take_along_axis(values, self.states, -1)
        return np.minimum.reduceat(there, self.first, axis=-1)[:, self.of]

    def beyond(self, values: npt.NDArray[np.int64], span: int) -> npt.NDArray[np.int64]:
        """Return the least of what a move to something preferred leads to; span: there is none.

        Args:
            values: (world, state) from 0 to span − 1.
            span: more than any value.

        Raises:
            ValueError: the moves are laid out without regard to what is preferred.
        """
        if self.after is None or self.some is None:
            raise ValueError("these moves are not laid out by rank")
        # Earlier groups get lower numbers, so that a running minimum from the end starts anew.
        there = np.take_along_axis(values, self.states, -1) + self.group * span
        least = np.minimum.accumulate(there[:, ::-1], axis=-1)[:, ::-1]
        found = np.take_along_axis(least, self.after, -1) - self.of * span
        return np.where(self.some, found, span)


def least_by_rounds(
    moves: Moves,
    movers: tuple[int, ...],
    values: Numbers,
    ranks: Numbers,
    *,
    improving: bool,
) -> Numbers | None:
    """Return what `flooding.least_reached` returns; None where too many rounds are needed.

    Args:
        moves: who can move where.
        movers: numbers of those who move.
        values: (world, state) what is to be least, 0 or more.
        ranks: (owner, world, state) preferences.
        improving: whether every step must be preferred by its mover.
    """
    turns = [turn_of(moves, mover, ranks[mover], improving) for mover in movers]
    span = int(values.max()) + 1
    least = values.astype(np.int64)
    for _ in range(MOST_ROUNDS):
        before = least
        for turn in turns:
            least = turn.lowered(least, span)
        if len(turns) == 1 or np.array_equal(least, before):
            return least.astype(np.int32)
    return None


def turn_of(moves: Moves, mover: int, rank: Numbers, improving: bool) -> Turn:
    """Lay out one decision maker's moves.

    Args:
        moves: who can move where.
        mover: who moves.
        rank: (world, state) the mover's preferences.
        improving: whether every step must be preferred.
    """
    begin, stop = moves.group_first[mover], moves.group_first[mover + 1]
    row, of = moves.members[mover], moves.group[mover].astype(np.int64) - begin
    around = moves.targets[moves.target_first[begin] : moves.target_first[stop]]
    whose = np.repeat(np.arange(stop - begin), np.diff(moves.target_first[begin : stop + 1]))
    size = (moves.end - moves.first)[around].astype(np.int64)
    group = np.repeat(whose, size)
    # Entry by entry through the members of each group that is led to.
    offset = np.arange(len(group)) - np.repeat(np.cumsum(size) - size, size)
    states = row[np.repeat(moves.first[around].astype(np.int64), size) + offset].astype(np.int64)
    first = np.searchsorted(group, np.arange(stop - begin))
    if not improving:
        return Turn(np.broadcast_to(states, (len(rank), len(states))), group, first, of, None, None)
    keys = group * (int(rank.max()) + 1) + rank[:, states]
    order = np.argsort(keys, axis=-1, kind="stable")
    by_rank = np.take_along_axis(keys, order, -1)
    states = states[order]
    entries = len(group)
    starts = np.ones(keys.shape, np.bool_)
    starts[:, 1:] = by_rank[:, 1:] != by_rank[:, :-1]
    following = np.where(starts, np.arange(entries), entries)
    following = np.minimum.accumulate(following[:, ::-1], axis=-1)[:, ::-1]
    following = np.append(following[:, 1:], np.full((len(rank), 1), entries), axis=-1)
    # Of a state's entries only the one in its own group says what it can move to.
    own = of[states] == group
    after = np.empty(rank.shape, np.int64)
    after[np.nonzero(own)[0], states[own]] = following[own]
    some = after < np.append(first, entries)[of + 1]
    return Turn(states, group, first, of, np.minimum(after, entries - 1), some)
