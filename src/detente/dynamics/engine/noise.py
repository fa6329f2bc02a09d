"""Random numbers that depend on nothing but their address: seed, draw, repeat, month and site.

Threefry turns the address into two words, so that no number depends on how many were drawn before
it, on the order of the worlds, or on which executor ran them. The key of a world is made of the
seed and the number of the draw; the counter of the repeat, the month and a hash of the site.
"""

from __future__ import annotations

import hashlib

from detente.dynamics.engine.arithmetic import circle, log_positive, threefry
from detente.dynamics.engine.machine import Number, integer, number, sqrt, word

#: One more than the largest month, and the largest number of repeats: their product fills a word.
MONTHS = 4096  # literal-ok: 12 bits of the counter
REPEATS = 1 << 20  # literal-ok: the other 20 bits
DRAWS = 1 << 32  # literal-ok: the draw is one word of the counter
SEEDS = 1 << 64  # literal-ok: the seed fills the two words of the key


def site_hash(text: str) -> int:
    """Return the word that stands for a site in the counter."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return int.from_bytes(digest[:4], "little")  # literal-ok: bytes of a word


def seed_words(seed: int) -> tuple[int, int]:
    """Return the low and the high word of a seed.

    Raises:
        ValueError: the seed is negative or has more than 64 bits.
    """
    if not 0 <= seed < SEEDS:
        raise ValueError(f"the seed is {seed}; it must lie between 0 and 2^64 − 1")
    return seed & (DRAWS - 1), seed >> 32  # literal-ok: bits of a word


def world_key(draw: Number, low: Number, high: Number) -> tuple[Number, Number]:
    """Return the key of all worlds of a draw, from the two words of the seed."""
    return threefry(draw, word(draw ^ draw), low, high)


def counter(repeat: Number, month: Number) -> Number:
    """Return the first word of the counter."""
    return word(word(repeat * 4096) + month)  # literal-ok: MONTHS


def uniform(random: Number) -> Number:
    """Return a number strictly between 0 and 1 from the first 23 bits of a word."""
    steps = number(integer(random >> 9))  # literal-ok: 32 − 23 bits
    return steps * 1.1920928955078125e-7 + 5.9604644775390625e-8  # literal-ok: 2⁻²³ and 2⁻²⁴


def uniform_pair(count: Number, site: Number, key: Number, other: Number) -> tuple[Number, Number]:
    """Return two independent uniform numbers of a site."""
    a, b = threefry(count, site, key, other)
    return uniform(a), uniform(b)


def normal_pair(count: Number, site: Number, key: Number, other: Number) -> tuple[Number, Number]:
    """Return two independent standard normal numbers of a site (Box and Muller, 1958).

    None is farther out than 5.8, because the uniform number behind it is no less than 2⁻²⁴.
    """
    a, b = threefry(count, site, key, other)
    radius = sqrt(-2.0 * log_positive(uniform(a)))
    sine, cosine = circle(b)
    return radius * sine, radius * cosine
