"""The orders that a decision maker's statements may stand in, by what supports each.

Declared rule. *In one place*: the order is as declared or changed once: an inferred statement
changes places with a neighbour, or one without support stands elsewhere or is missing. *Anywhere*:
every inferred or unsupported statement stands anywhere or is missing, all at once. What a source
states, and what is general background, keeps its order among itself in both. Something is always
said: no order is empty.

An order is a tuple of numbers of statements, the most important first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations
from typing import TypeAlias

import numpy as np

Order: TypeAlias = tuple[int, ...]

#: Statements that keep their order among themselves.
FIRM = ("stated", "background")


def orders_in_one_place(supports: Sequence[str | None]) -> list[Order]:
    """Return the declared order and those that differ from it in one place, without repeats.

    Args:
        supports: what supports each statement, in the declared order; None counts as `none`.
    """
    declared = tuple(range(len(supports)))
    found = [declared]
    for place in declared[:-1]:
        if "inferred" in (supports[place], supports[place + 1]):
            pair = declared[place + 1], place
            found.append((*declared[:place], *pair, *declared[place + 2 :]))
    unsupported = [number for number in declared if supports[number] in (None, "none")]
    others = {number: (*declared[:number], *declared[number + 1 :]) for number in unsupported}
    for number, rest in others.items():
        found += [(*rest[:place], number, *rest[place:]) for place in declared]
    found += [rest for rest in others.values() if rest]
    return list(dict.fromkeys(found))


def count_anywhere(supports: Sequence[str | None]) -> int:
    """Return how many orders there are with every soft statement anywhere or missing."""
    sizes = _sizes(supports)
    return sum(sizes) - (not any(support in FIRM for support in supports))


def orders_anywhere(supports: Sequence[str | None]) -> Iterator[Order]:
    """Yield every order with soft statements anywhere or missing, the declared one first.

    Args:
        supports: as in `orders_in_one_place`.
    """
    firm, soft = _parted(supports)
    declared = tuple(range(len(supports)))
    yield declared
    for size in range(len(soft), -1, -1):
        length = size + len(firm)
        for chosen in combinations(soft, size):
            for arranged in permutations(chosen):
                for places in combinations(range(length), size):
                    order = _interleaved(firm, arranged, places)
                    if order and order != declared:
                        yield order


def drawn_orders(
    supports: Sequence[str | None], count: int, luck: np.random.Generator
) -> list[Order]:
    """Draw orders evenly from those of `orders_anywhere`, the declared one first.

    Args:
        supports: as in `orders_in_one_place`.
        count: how many are drawn; repeats are struck out.
        luck: the source of chance.
    """
    firm, soft = _parted(supports)
    sizes = _sizes(supports)
    if not firm:
        sizes[0] = 0  # something is always said
    shares = np.array([size / sum(sizes) for size in sizes])
    found = [tuple(range(len(supports)))]
    for size in luck.choice(len(sizes), count, p=shares):
        arranged = luck.permutation(soft)[:size]
        places = sorted(luck.choice(size + len(firm), size, replace=False))
        found.append(_interleaved(firm, [int(k) for k in arranged], [int(p) for p in places]))
    return list(dict.fromkeys(found))


def _parted(supports: Sequence[str | None]) -> tuple[list[int], list[int]]:
    firm = [number for number, support in enumerate(supports) if support in FIRM]
    return firm, [number for number in range(len(supports)) if number not in firm]


def _sizes(supports: Sequence[str | None]) -> list[int]:
    """Return how many orders hold 0, 1, 2, … of the soft statements."""
    firm, soft = _parted(supports)
    return [
        math.comb(len(soft), size) * math.perm(len(firm) + size, size)
        for size in range(len(soft) + 1)
    ]


def _interleaved(firm: Sequence[int], soft: Sequence[int], places: Sequence[int]) -> Order:
    """Put soft statements at the places given, and the firm ones, in their order, elsewhere."""
    taken, rest = dict(zip(places, soft, strict=True)), iter(firm)
    return tuple(
        taken[place] if place in taken else next(rest) for place in range(len(firm) + len(soft))
    )
