"""The few operations that every executor must supply itself, here for NumPy and plain Python.

Everything else (exp, log, Threefry …) is written once on top of them, in `arithmetic`, and so has
the same bits wherever it runs. `minimum` and `maximum` an executor may supply, with their rule for
NaN and for equal values.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from detente.dynamics.engine.rules import primitive

#: A float, an array of floats, or a value inside a compiled kernel.
Number: TypeAlias = Any
#: The outcome of a comparison between such numbers.
Condition: TypeAlias = Any


@primitive("condition", "number", "number")
def choose(condition: Condition, a: Number, b: Number) -> Number:
    """Return `a` where the condition holds and `b` elsewhere; both are computed."""
    chosen = np.asarray(np.where(condition, a, b))
    return chosen[()]


@primitive("number")
def sqrt(x: Number) -> Number:
    """Return the square root; NaN below zero."""
    return np.sqrt(x)


@primitive("number")
def floor(x: Number) -> Number:
    """Return the largest whole number that is not above `x`, as a float."""
    return np.floor(x)


@primitive("number")
def word(x: Number) -> Number:
    """Return the last 32 bits of a whole number, without sign."""
    return np.asarray(x).astype(np.uint32, copy=False)


@primitive("number")
def integer(x: Number) -> Number:
    """Return a float without its fraction, or the last 32 bits of a whole number, with sign."""
    return np.asarray(x).astype(np.int32, copy=False)


@primitive("number")
def number(x: Number) -> Number:
    """Return a whole number as float32."""
    return np.asarray(x).astype(np.float32)


@primitive("number")
def bits(x: Number) -> Number:
    """Return the bits of a float32 as a whole number with sign."""
    return np.asarray(x, np.float32).view(np.int32)


@primitive("number")
def from_bits(x: Number) -> Number:
    """Return the float32 that has these bits."""
    return np.asarray(x, np.int32).view(np.float32)


@primitive("number", "number", own=True)
def minimum(a: Number, b: Number) -> Number:
    """Return `b` if it is below `a`, else `a` (so a NaN in `a` comes through)."""
    return choose(b < a, b, a)


@primitive("number", "number", own=True)
def maximum(a: Number, b: Number) -> Number:
    """Return `b` if it is above `a`, else `a` (so a NaN in `a` comes through)."""
    return choose(b > a, b, a)
