"""Preference worlds: every combination of what each decision maker may prefer.

Orders that rank all states alike are one preference and count once, so that no count is inflated
by ways of saying the same.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.library.conventions import conventions
from detente.stability.analysis.modelling import Ranks, Side
from detente.stability.analysis.orders import (
    Order,
    count_anywhere,
    drawn_orders,
    orders_anywhere,
    orders_in_one_place,
)

Reach: TypeAlias = Literal["in one place", "anywhere"]
#: How far from the declared order preferences may lie: as declared, and as with doubled widths.
REACHES: tuple[Reach, ...] = ("in one place", "anywhere")
#: Worlds times states that are held at once at most.
MOST_CELLS = 1 << 21  # literal-ok: a size


@dataclass(frozen=True, eq=False)
class Preferences:
    """The distinct preferences of one decision maker.

    Attributes:
        decision_maker: its id.
        orders: the first order found for each, the declared one first.
        names: of the declared alternative that each stands for; empty for others.
        ranks: (preference, state), higher is better.
        complete: whether these are all that the rule allows.
    """

    decision_maker: str
    orders: tuple[Order, ...]
    names: tuple[str, ...]
    ranks: Ranks
    complete: bool

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.orders)


@dataclass(frozen=True, eq=False)
class Worlds:
    """Preference worlds of a conflict.

    Attributes:
        reach: `in one place` or `anywhere`.
        preferences: of each decision maker.
        rows: which of its preferences each decision maker has, (world, owner).
        complete: whether these are all worlds; else they are drawn evenly by the seed.
        possible: how many there are in all; where a decision maker has more preferences than are
            listed, of those listed.
    """

    reach: Reach
    preferences: tuple[Preferences, ...]
    rows: npt.NDArray[np.int64]
    complete: bool
    possible: int

    def __len__(self) -> int:
        """Return the number of worlds worked out."""
        return len(self.rows)

    def ranks(self, begin: int, stop: int) -> Ranks:
        """Return the rank of every state in some worlds, (owner, world, state)."""
        rows = self.rows[begin:stop]
        return np.stack([own.ranks[rows[:, k]] for k, own in enumerate(self.preferences)])


def worlds_within(
    sides: Sequence[Side], reach: Reach, draws: int, seed: int, key: str, states: int
) -> Worlds:
    """Return the worlds that lie within a reach of the declared orders.

    All are gone through where there are no more than the declared bound; else `draws` of them are
    drawn evenly: each decision maker has each of its preferences equally often.

    Args:
        sides: what each decision maker may prefer.
        reach: as in `REACHES`.
        draws, seed: how many worlds are drawn where there are too many, and by which luck.
        key: the conflict, by which its luck differs from that of others.
        states: how many states each world ranks.
    """
    most = int(conventions()["preference_worlds"])
    most, drawn = (max(1, min(size, MOST_CELLS // states)) for size in (most, draws))
    found = tuple(
        preferences_within(side, reach, most, _luck(seed, key, reach, side.decision_maker, "order"))
        for side in sides
    )
    possible = math.prod(len(own) for own in found)
    if possible <= most:
        grid = np.indices([len(own) for own in found]).reshape(len(found), -1).T
        complete = all(own.complete for own in found)
        return Worlds(reach, found, grid.astype(np.int64), complete, possible)
    columns = []
    for own in found:
        luck = _luck(seed, key, reach, own.decision_maker, "world")
        # Whole rounds through all preferences, the last one cut by chance, then shuffled.
        rounds = -(-drawn // len(own))
        dealt = np.concatenate([luck.permutation(len(own)) for _ in range(rounds)])[:drawn]
        columns.append(luck.permutation(dealt))
    return Worlds(reach, found, np.stack(columns, axis=1), False, possible)


def preferences_within(
    side: Side, reach: Reach, most: int, luck: np.random.Generator
) -> Preferences:
    """Return the distinct preferences of one decision maker within a reach.

    Args:
        side: what it may prefer.
        reach: as in `REACHES`.
        most: orders that are gone through; where there are more, so many are drawn.
        luck: by which they are drawn.
    """
    complete = True
    if reach == "in one place":
        orders = orders_in_one_place(side.supports)
    elif count_anywhere(side.supports) <= most:
        orders = list(islice(orders_anywhere(side.supports), most))
    else:
        orders, complete = drawn_orders(side.supports, most, luck), False
    named = [("", order) for order in orders] + list(side.alternatives.items())
    ranks = side.ranks([order for _, order in named])
    _, first = np.unique(ranks, axis=0, return_index=True)
    kept = np.sort(first)
    return Preferences(
        side.decision_maker,
        tuple(named[k][1] for k in kept),
        tuple(named[k][0] for k in kept),
        ranks[kept],
        complete,
    )


def _luck(seed: int, *words: str) -> np.random.Generator:
    """Return chance that hangs on the seed and some names alone."""
    digest = hashlib.sha256(":".join((str(seed), *words)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
