"""Rows of the workspace: as few as possible, so that many worlds fit into the cache of a core.

A value that nothing changes during a run has one row, however many entities hold it. A field that
is written anew every month before it is read needs its rows only between the two, and shares them
with fields that live at other times of the month.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    found: dict[Field, Rows] = {}
    placed: list[tuple[int, int, Life]] = []
    top = first_row
    for field in sorted(sizes, key=lambda key: (lives[key], -sizes[key])):
        size, life = sizes[field], lives[field]
        # A term may not read one field and write another in the same rows: lives that touch clash.
        taken = sorted((a, b) for a, b, other in placed if _clash(life, other))
        start = _gap(taken, size, first_row)
        placed.append((start, start + size, life))
        found[field] = np.arange(start, start + size, dtype=np.int32)
        top = max(top, start + size)
    return found, top


def _clash(one: Life, other: Life) -> bool:
    return one.first <= other.last and other.first <= one.last


def _gap(taken: Iterable[tuple[int, int]], size: int, start: int) -> int:
    """Return where the first gap of a size begins, from `start` on."""
    for low, high in taken:
        if low - start >= size:
            break
        start = max(start, high)
    return start
