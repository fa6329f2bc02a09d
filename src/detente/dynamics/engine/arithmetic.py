"""Elementary functions in float32, of additions, multiplications and shifts only.

Libraries differ in the last bits of exp, log, sin and cos, and so would the worlds that two
executors compute. These are written once and bound to the operations of each executor; with IEEE
arithmetic, and without contraction into fused operations, the bits are the same everywhere.

The coefficients are those of the Cephes library (S. L. Moshier, expf, logf, sinf). Threefry is
that of Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
Whole numbers in here wrap around at 32 bits; `word` and `integer` say so at every step, because
some executors compute them wider.
"""

from __future__ import annotations

import math

from detente.dynamics.engine.machine import (
    Number,
    bits,
    choose,
    floor,
    from_bits,
    integer,
    maximum,
    minimum,
    number,
    word,
)

INFINITE = math.inf
MINUS_INFINITE = -math.inf
NOT_A_NUMBER = math.nan


def exp(x: Number) -> Number:
    """Return e to the power of `x`, which is clipped into ±80; NaN stays NaN."""
    x = minimum(maximum(x, -80.0), 80.0)  # literal-ok: keeps the exponent inside float32
    twos = floor(x * 1.44269504088896341 + 0.5)  # literal-ok: 1 / ln 2
    # A NaN has no whole part; as the second argument it is dropped here, and stays in `rest`.
    twos = maximum(-128.0, twos)  # literal-ok: below every power that can occur
    rest = x - twos * 0.693359375  # literal-ok: ln 2, first part, exact in float32
    rest = rest + twos * 2.12194440e-4  # literal-ok: first part − ln 2
    value = rest * 1.9875691500e-4 + 1.3981999507e-3  # literal-ok: Cephes expf
    value = value * rest + 8.3334519073e-3  # literal-ok: Cephes expf
    value = value * rest + 4.1665795894e-2  # literal-ok: Cephes expf
    value = value * rest + 1.6666665459e-1  # literal-ok: Cephes expf
    value = value * rest + 5.0000001201e-1  # literal-ok: Cephes expf
    value = value * (rest * rest) + rest + 1.0
    exponent = integer(twos) + 127  # literal-ok: bias of the exponent in float32
    return value * from_bits(integer(exponent << 23))  # literal-ok: place of the exponent


def log_positive(x: Number) -> Number:
    """Return the natural logarithm of a positive, normal, finite number."""
    pattern = bits(x)
    # 0x3f3504f3 is √½: the fraction lies between √½ and √2, where the polynomial is good.
    above = integer(pattern - 0x3F3504F3)  # literal-ok: bits of √½
    twos = integer(above >> 23)  # literal-ok: place of the exponent
    whole = integer(twos << 23)  # literal-ok: place of the exponent
    part = from_bits(integer(pattern - whole)) - 1.0
    value = part * 7.0376836292e-2 - 1.1514610310e-1  # literal-ok: Cephes logf
    value = value * part + 1.1676998740e-1  # literal-ok: Cephes logf
    value = value * part - 1.2420140846e-1  # literal-ok: Cephes logf
    value = value * part + 1.4249322787e-1  # literal-ok: Cephes logf
    value = value * part - 1.6668057665e-1  # literal-ok: Cephes logf
    value = value * part + 2.0000714765e-1  # literal-ok: Cephes logf
    value = value * part - 2.4999993993e-1  # literal-ok: Cephes logf
    value = value * part + 3.3333331174e-1  # literal-ok: Cephes logf
    square = part * part
    exponent = number(twos)
    value = value * part * square - exponent * 2.12194440e-4  # literal-ok: first part − ln 2
    value = value - 0.5 * square
    return part + value + exponent * 0.693359375  # literal-ok: ln 2, first part


def log(x: Number) -> Number:
    """Return the natural logarithm: −∞ at zero, NaN below."""
    small = x < 1.17549435e-38  # literal-ok: smallest normal float32
    scaled = choose(small, x * 16777216.0, x)  # literal-ok: 2²⁴
    value = log_positive(scaled)
    value = choose(small, value - 16.635532333438686, value)  # literal-ok: 24 ln 2
    value = choose(x < INFINITE, value, x)
    below = choose(x == 0.0, MINUS_INFINITE, NOT_A_NUMBER)
    return choose(x > 0.0, value, below)


def circle(random: Number) -> tuple[Number, Number]:
    """Return sine and cosine of an angle that a random word picks on the whole circle."""
    quarter = integer(random >> 30)  # literal-ok: the first two bits
    steps = integer(integer(random >> 7) & 0x7FFFFF)  # literal-ok: the next 23 bits
    turn = number(steps) * 1.1920928955078125e-7 - 0.5  # literal-ok: 2⁻²³
    turn = turn + 5.9604644775390625e-8  # literal-ok: half a step, 2⁻²⁴
    angle = turn * 1.5707963267948966  # literal-ok: π/2
    square = angle * angle
    sine = square * -1.9515295891e-4 + 8.3321608736e-3  # literal-ok: Cephes sinf
    sine = sine * square - 1.6666654611e-1  # literal-ok: Cephes sinf
    sine = sine * square * angle + angle
    cosine = square * 2.443315711809948e-5 - 1.388731625493765e-3  # literal-ok: Cephes cosf
    cosine = cosine * square + 4.166664568298827e-2  # literal-ok: Cephes cosf
    cosine = cosine * (square * square) - 0.5 * square + 1.0
    odd = integer(quarter & 1) == 1
    first = choose(odd, cosine, sine)
    second = choose(odd, sine, cosine)
    lower = integer(quarter & 2) == 2
    left = integer(integer(quarter + 1) & 2) == 2
    return choose(lower, -first, first), choose(left, -second, second)


def turned(x: Number, places: int) -> Number:
    """Return a word with its bits moved to the left, those that fall off coming in again."""
    return word(word(x << places) | word(x >> (32 - places)))  # literal-ok: bits of a word


def mixed(x: Number, y: Number, places: int) -> tuple[Number, Number]:
    """Return one round of Threefry."""
    x = word(x + y)
    return x, word(turned(y, places) ^ x)


def threefry(x: Number, y: Number, key: Number, other: Number) -> tuple[Number, Number]:
    """Return two random words for a counter (x, y) under a key: Threefry-2x32, 13 rounds."""
    third = word(word(key ^ other) ^ 0x1BD11BDA)  # literal-ok: Threefish's parity constant
    x, y = word(x + key), word(y + other)
    x, y = mixed(x, y, 13)  # literal-ok: rotation of Threefry-2x32
    x, y = mixed(x, y, 15)  # literal-ok: rotation
    x, y = mixed(x, y, 26)  # literal-ok: rotation
    x, y = mixed(x, y, 6)  # literal-ok: rotation
    x, y = word(x + other), word(y + word(third + 1))
    x, y = mixed(x, y, 17)  # literal-ok: rotation
    x, y = mixed(x, y, 29)  # literal-ok: rotation
    x, y = mixed(x, y, 16)  # literal-ok: rotation
    x, y = mixed(x, y, 24)  # literal-ok: rotation
    x, y = word(x + third), word(y + word(key + 2))
    x, y = mixed(x, y, 13)  # literal-ok: rotation
    x, y = mixed(x, y, 15)  # literal-ok: rotation
    x, y = mixed(x, y, 26)  # literal-ok: rotation
    x, y = mixed(x, y, 6)  # literal-ok: rotation
    x, y = word(x + key), word(y + word(other + 3))  # literal-ok: third injection of the key
    return mixed(x, y, 17)  # literal-ok: rotation
