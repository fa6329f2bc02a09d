"""The five concepts of stability, for every state and preference world at once.

With u the rank of a state to decision maker i, R its reach, and L(s1) the least that its opponents
can bring about from s1, a state s is stable for i where no s1 in R(s) with u(s1) > u(s) has
L(s1) > u(s). In which

* `nash`: there are no countermoves, L = u;
* `gmr`, general metarationality: opponents make any moves, L is the least u;
* `smr`, symmetric metarationality: as gmr, but i may escape once more, so that what counts of a
  state is the greater of u and the best that i reaches from it;
* `seq`, sequential stability: as gmr, and every countermove must be preferred by its mover;
* `sseq`, symmetric sequential stability: as seq, with smr's escape.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.stability.flooding import least_reached
from detente.stability.moves import Moves, Numbers
from detente.stability.states import Flags

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
#: Concepts in which opponents move only where they prefer it.
CREDIBLE = ("seq", "sseq")
#: Concepts in which the one who moved first may move once more.
ESCAPING = ("smr", "sseq")


def sorted_members(moves: Moves, ranks: Numbers) -> Numbers:
    """Return the states by group and by rank within a group, (owner, world, state)."""
    members = np.empty_like(ranks)
    for owner, own in enumerate(ranks):
        grouped = moves.members[owner].astype(np.int64)
        span = np.int64(own.max()) + 1
        keys = moves.group[owner][grouped] * span + np.take(own, grouped, axis=-1)
        members[owner] = grouped[np.argsort(keys, axis=-1, kind="stable")]
    return members


def sanctions(
    moves: Moves,
    ranks: Numbers,
    owner: int,
    concept: str,
    members: Numbers | None = None,
) -> Numbers:
    """Return L: the least that an owner can be brought to from each state, (world, state).

    Args:
        moves: who can move where.
        ranks: (owner, world, state) preferences.
        owner: the decision maker who moved there.
        concept: one of the five.
        members: `sorted_members`, where they are known already.

    Source: fang1993 (nash, gmr, smr, seq), rego2017 (sseq).
    """
    values: Numbers = ranks[owner]
    if concept == "nash":
        return values
    if concept in ESCAPING:
        values = moves.highest(owner, values)
    movers = tuple(other for other in range(len(ranks)) if other != owner)
    if members is None:
        members = sorted_members(moves, ranks)
    return least_reached(moves, movers, values, ranks, members, improving=concept in CREDIBLE)


def stable_states(
    moves: Moves, ranks: Numbers, concepts: tuple[str, ...]
) -> Iterator[tuple[str, int, Flags]]:
    """Yield concept, owner, and where the owner's states are stable, (world, state).

    Args:
        moves: who can move where.
        ranks: (owner, world, state) preferences.
        concepts: of the five.

    Source: fang1993, rego2017.
    """
    members = sorted_members(moves, ranks) if set(concepts) - {"nash"} else None
    for owner, own in enumerate(ranks):
        for concept in concepts:
            least = sanctions(moves, ranks, owner, concept, members)
            # An improvement counts for no more than what it is worth itself, which also keeps
            # moves that are no improvement from counting at all.
            yield concept, owner, moves.highest(owner, np.minimum(own, least)) <= own
