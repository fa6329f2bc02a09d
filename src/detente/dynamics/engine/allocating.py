"""Rows of the workspace: as few as possible, so that many worlds fit into the cache of a core.

A value that nothing changes during a run has one row, however many entities hold it. A field that
is written anew every month before it is read needs its rows only between the two, and shares them
with fields that live at other times of the month.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Rows: TypeAlias = npt.NDArray[np.int32]
Field: TypeAlias = tuple[str, str]


@dataclass(frozen=True, order=True)
class Life:
    """From which to which term of the month a field is needed.

    Attributes:
        first: place of the term that writes it first; −1: it is filled before the first term.
        last: place of the last term that reads it; beyond the last term: it is kept.
    """

    first: int
    last: int


def shared(
    values: Mapping[Field, Sequence[Hashable]], first_row: int
) -> tuple[dict[Field, Rows], int]:
    """Give one row to every distinct value.

    Args:
        values: field → a value per entity that tells equal values apart from different ones.
        first_row: the first row to give away.

    Returns:
        Rows of each field, and the first row that is still free.
    """
    rows: dict[Hashable, int] = {}
    found = {}
    for field, entries in values.items():
        found[field] = np.array(
            [rows.setdefault(value, first_row + len(rows)) for value in entries], np.int32
        )
    return found, first_row + len(rows)


def packed(
    sizes: Mapping[Field, int], lives: Mapping[Field, Life], first_row: int
) -> tuple[dict[Field, Rows], int]:
    """Give rows to fields so that those that live at one time do not overlap.

    Args:
        sizes: field → number of its rows.
        lives: field → when it is needed.
        first_row: the first row to give away.

    Returns:
        Rows of each field, and the first row that is still free.
    """
    fields = tuple(sizes)
    starts, top = _starts(
        tuple(sizes[field] for field in fields), tuple(lives[field] for field in fields), first_row
    )
    return {
        field: np.arange(start, start + sizes[field], dtype=np.int32)
        for field, start in zip(fields, starts, strict=True)
    }, top


# Many runs of one scenario in a row need the same fields.
@lru_cache(maxsize=64)  # literal-ok: scenarios at once
def _starts(
    sizes: tuple[int, ...], lives: tuple[Life, ...], first_row: int
) -> tuple[tuple[int, ...], int]:
    """Return the first row of each field, and the first row that is still free."""
    found = [0] * len(sizes)
    placed: list[tuple[int, int, Life]] = []
    top = first_row
    for place in sorted(range(len(sizes)), key=lambda one: (lives[one], -sizes[one])):
        size, life = sizes[place], lives[place]
        # A term may not read one field and write another in the same rows: lives that touch clash.
        taken = sorted((a, b) for a, b, other in placed if _clash(life, other))
        found[place] = _gap(taken, size, first_row)
        placed.append((found[place], found[place] + size, life))
        top = max(top, found[place] + size)
    return tuple(found), top


def _clash(one: Life, other: Life) -> bool:
    return one.first <= other.last and other.first <= one.last


def _gap(taken: Iterable[tuple[int, int]], size: int, start: int) -> int:
    """Return where the first gap of a size begins, from `start` on."""
    for low, high in taken:
        if low - start >= size:
            break
        start = max(start, high)
    return start
