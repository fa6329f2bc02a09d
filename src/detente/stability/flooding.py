"""The least that opponents can bring about from every state, in one pass over their moves.

The worst states are taken first, and from each the moves that lead there are followed backwards:
whoever is reached first from a state of some value can be brought to that value, and to nothing
lower. Every state is labelled once and every group of states is gone through once per opponent, so
the work grows with the number of states, not with the number of moves, and needs no repetition.
Small models are done in rounds over whole arrays instead, which need no compiler (`rounds`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.bargaining.kernels import Kernel, over_rows
from detente.stability.moves import Moves, Numbers
from detente.stability.rounds import least_by_rounds

#: States times movers that are done in rounds before a compiler is loaded.
FEW = 1 << 21  # literal-ok: a size
#: Steps in the kernel's innermost loop that a state costs a mover, roughly.
STEPS = 60  # literal-ok: a size


def least_reached(
    moves: Moves,
    movers: tuple[int, ...],
    values: Numbers,
    ranks: Numbers,
    members: Numbers,
    *,
    improving: bool,
) -> Numbers:
    """Return the least value among each state and all that the movers together can reach from it.

    Args:
        moves: who can move where.
        movers: numbers of those who move, in any legal sequence; may be empty.
        values: (world, state) what is to be least.
        ranks: (owner, world, state) preferences.
        members: (owner, world, state) states by group, and by rank within a group.
        improving: whether every step must be preferred by its mover.
    """
    if not movers:
        return values.copy()
    worlds, states = values.shape
    if not flood.ready and worlds * states * len(movers) <= FEW:
        found = least_by_rounds(moves, movers, values, ranks, improving=improving)
        if found is not None:
            return found
    order = np.argsort(values, axis=-1, kind="stable").astype(np.int32)
    out = np.empty_like(values)
    over_rows(
        flood,
        worlds,
        worlds * states * len(movers) * STEPS,
        np.array(movers, np.int64),
        improving,
        np.ascontiguousarray(values),
        order,
        ranks,
        members,
        moves.group,
        moves.first,
        moves.end,
        moves.source_first,
        moves.sources,
        out,
    )
    return out


@Kernel
def flood(
    start: int,
    stop: int,
    movers: Any,
    improving: bool,
    values: Any,
    order: Any,
    ranks: Any,
    members: Any,
    group: Any,
    first: Any,
    end: Any,
    source_first: Any,
    sources: Any,
    out: Any,
) -> None:
    """Fill rows start to stop of `out`, (world, state); arguments as in `least_reached`."""
    states = values.shape[1]
    queue = np.empty(states, np.int64)
    for world in range(start, stop):
        done = first.copy()
        labelled = np.zeros(states, np.bool_)
        for place in range(states):
            worst = order[world, place]
            if labelled[worst]:
                continue
            value = values[world, worst]
            labelled[worst] = True
            out[world, worst] = value
            queue[0] = worst
            head, tail = 0, 1
            while head < tail:
                there = queue[head]
                head += 1
                for mover in movers:
                    into = group[mover, there]
                    rank = ranks[mover, world, there]
                    for entry in range(source_first[into], source_first[into + 1]):
                        whence = sources[entry]
                        # Members come by rank, so those who would improve stand first, and
                        # those gone through before need not be looked at again.
                        at = done[whence]
                        while at < end[whence]:
                            here = members[mover, world, at]
                            if improving and ranks[mover, world, here] >= rank:
                                break
                            at += 1
                            if not labelled[here]:
                                labelled[here] = True
                                out[world, here] = value
                                queue[tail] = here
                                tail += 1
                        done[whence] = at
