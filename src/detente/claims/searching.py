"""Searches over premises, whatever judges them: smallest sets, smallest changes, the least push.

Each search asks a function and counts how often; the answers are remembered by whoever gives them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Smallest(Generic[T]):
    """A set that cannot lose a member.

    Attributes:
        kept: what is left, in the order given.
        asked: how many sets were asked about.
        complete: whether every single member was shown to be needed; else the asking was cut off.
    """

    kept: tuple[T, ...]
    asked: int
    complete: bool


def smallest_set(
    members: Sequence[T], follows: Callable[[tuple[T, ...]], bool], most: int
) -> Smallest[T]:
    """Return an inclusion-minimal set that still follows, by backward elimination.

    Members are taken out from the first on: give the least influential first. Many are tried at
    once while that works, then fewer, at last one by one, until no single one can go. That no
    single one can go is so whatever `follows` is like; where `follows` can only lose by losing
    members, no smaller part of what is found follows either.

    Args:
        members: all of them; the whole set follows.
        follows: whether a set of members, in the order given, is enough.
        most: how many sets are asked about at most.
    """
    kept = list(members)
    asked, size = 0, len(kept)
    while size:
        removed, place = False, 0
        while place < len(kept):
            if asked >= most:
                return Smallest(tuple(kept), asked, False)
            part = kept[place : place + size]
            rest = kept[:place] + kept[place + size :]
            asked += 1
            if follows(tuple(rest)):
                kept, removed = rest, True
            else:
                place += len(part)
        if size == 1 and not removed:
            return Smallest(tuple(kept), asked, True)
        size = 1 if size == 1 else max(min(size // 2, -(-len(kept) // 2)), 1)
        if not kept:
            break
    return Smallest(tuple(kept), asked, True)


def smallest_change(
    changes: Sequence[T], reverses: Callable[[tuple[T, ...]], bool], most: int
) -> tuple[T, ...] | None:
    """Return one change that reverses, else two together; None: nothing within the budget does.

    Args:
        changes: single changes, the most promising first.
        reverses: whether some changes together reverse.
        most: how many pairs are tried at most, those of the most promising first.
    """
    for change in changes:
        if reverses((change,)):
            return (change,)
    pairs = sorted(combinations(range(len(changes)), 2), key=lambda pair: (sum(pair), pair))
    for first, second in pairs[:most]:
        if reverses((changes[first], changes[second])):
            return (changes[first], changes[second])
    return None


def least_push(reverses: Callable[[float], bool], steps: int) -> float | None:
    """Return the smallest fraction of the whole way that reverses, by bisection; None: none does.

    The answer reverses; the fraction less 2^-steps did not when it was asked.

    Args:
        reverses: whether a push by a fraction from 0 to 1 reverses; 0 does not.
        steps: halvings.
    """
    if not reverses(1.0):
        return None
    low, high = 0.0, 1.0
    for _ in range(steps):
        middle = (low + high) / 2
        if reverses(middle):
            high = middle
        else:
            low = middle
    return high


def by_influence(members: Iterable[T], influence: Callable[[T], float]) -> tuple[T, ...]:
    """Return members with the least influential first; equals keep their order."""
    return tuple(sorted(members, key=influence))
