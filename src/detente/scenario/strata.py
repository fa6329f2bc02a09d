"""Stratified uniforms by a keyed permutation that is computed, not stored.

Column by column, row r of N gets u = (π(r) + j(r)) / N, where π is a permutation of 0 … N−1 and
j a jitter in (0, 1), both functions of a key and the row alone. Hence every column is stratified
(one value in each N-th part), and any slice of rows can be computed alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Words: TypeAlias = npt.NDArray[np.uint32]
Array: TypeAlias = npt.NDArray[np.float64]

#: The permutation works on 32-bit words.
MAXIMUM_ROWS = 2**31
#: Rows are worked off in blocks: large ones, because each step of a block costs a call.
BLOCK = 1 << 17
#: Rows so few that their uniforms are kept, and how many columns of them.
_FEW, _KEPT = 512, 8192
_ROUNDS = 3


def column_key(address: str, seed: int) -> bytes:
    """Return the 64-byte key of a column, a hash of its address and the seed."""
    return hashlib.blake2b(
        address.encode(), digest_size=64, key=seed.to_bytes(8, "little")
    ).digest()


def uniforms(address: str, seed: int, count: int, start: int, stop: int) -> Array:
    """Return the stratified uniforms of rows `start` … `stop`−1 of a column of `count` rows.

    Args:
        address: the quantity's address; it keys the column.
        seed: 0 … 2⁶⁴−1.
        count: number of rows N of the whole design, 1 … 2³¹.
        start, stop: the slice wanted.

    Returns:
        Values in (0, 1), shape (stop − start,).
    """
    return mapped(address, seed, count, start, stop, lambda u: u)


def mapped(
    address: str,
    seed: int,
    count: int,
    start: int,
    stop: int,
    quantile: Callable[[Array], Array],
) -> Array:
    """Return a quantile function of the uniforms of a column; arguments as `uniforms`.

    Worked off block by block, because the temporaries of a quantile function then stay in cache:
    twice as quick on large designs.
    """
    if stop - start <= _FEW:
        return np.array(quantile(_few(address, seed, count, start, stop).copy()), dtype=np.float64)
    words = np.frombuffer(column_key(address, seed), dtype=np.uint32)
    values = np.empty(stop - start, dtype=np.float64)
    for begin in range(start, stop, BLOCK):
        end = min(begin + BLOCK, stop)
        values[begin - start : end - start] = quantile(_block(words, count, begin, end))
    return values


@lru_cache(maxsize=_KEPT)
def _few(address: str, seed: int, count: int, start: int, stop: int) -> Array:
    """Return the uniforms of a few rows; the same columns are asked for in many small runs."""
    words = np.frombuffer(column_key(address, seed), dtype=np.uint32)
    values = _block(words, count, start, stop)
    values.setflags(write=False)
    return values


def _block(words: Words, count: int, begin: int, end: int) -> Array:
    """Return the uniforms of one block of rows."""
    rows = np.arange(begin, end, dtype=np.uint32)
    block: Array = np.multiply(_mixed(rows, words[9:]), 2.0**-32)
    block += 2.0**-33
    block += _permuted(rows, words[:9], count)
    block /= count
    return block


def together(addresses: Sequence[str], seed: int, count: int, start: int, stop: int) -> Array:
    """Return the uniforms of several columns, one per row: quicker for short slices.

    Args:
        addresses: the columns; other arguments as `uniforms`.

    Returns:
        Shape (addresses, stop − start); the numbers are those of `uniforms`.
    """
    found = np.empty((len(addresses), stop - start), dtype=np.float64)
    rows = np.arange(start, stop, dtype=np.uint32)
    size = max(BLOCK // max(stop - start, 1), 1)
    for begin in range(0, len(addresses), size):
        keys = b"".join(column_key(a, seed) for a in addresses[begin : begin + size])
        words = np.frombuffer(keys, dtype=np.uint32).reshape(-1, 16).T[:, :, None]
        block = np.multiply(_mixed(rows, words[9:]), 2.0**-32)
        block += 2.0**-33
        block += _permuted(rows, words[:9], count)
        block /= count
        found[begin : begin + size] = block
    return found


def _permuted(rows: Words, words: Words, count: int) -> Words:
    """Permute rows within 0 … count−1, under one key or under several, one per row of the result.

    A bijection of k-bit words is walked until it lands below `count` (fewer than two steps on
    average, because 2^k is the next power of two).
    """
    bits = max((count - 1).bit_length(), 1)
    values = _scrambled(rows, words, bits)
    flat = values.reshape(-1)
    outside = np.flatnonzero(flat >= count)
    while outside.size:
        # The key of a number is that of its row in the result.
        own = words if words.ndim == 1 else words[:, outside // len(rows), 0]
        again = _scrambled(flat[outside], own, bits)
        flat[outside] = again
        outside = outside[again >= count]
    return values


def _scrambled(values: Words, words: Words, bits: int) -> Words:
    """Apply a keyed bijection of `bits`-bit words: add, multiply by an odd number, fold."""
    mask = np.uint32((1 << bits) - 1 if bits < 32 else 0xFFFFFFFF)
    fold = np.uint32(max(bits // 2, 1))
    x: Words = values + words[0]
    shifted = np.empty_like(x)
    for step in range(_ROUNDS):
        if step:
            x += words[3 * step]
        x *= words[3 * step + 1] | np.uint32(1)
        x &= mask
        np.right_shift(x, fold, out=shifted)
        x ^= shifted
    return x


def _mixed(rows: Words, words: Words) -> Words:
    """Hash rows to 32 bits: enough for a jitter, which only moves values within their stratum."""
    x: Words = rows * (words[0] | np.uint32(1))
    x += words[1]
    x ^= x >> np.uint32(15)
    x *= np.uint32(0xC2B2AE35)
    return x
