"""Public functions of this room: a branch-free core, and a wrapper that refuses nonsense.

    @validated(trust=UNIT, gain=POSITIVE)
    def some_model(trust: Numbers, gain: Numbers) -> Numbers: ...

`some_model(…)` checks its arguments, then calls the core; `some_model.core` is the bare function,
which works elementwise on scalars and arrays, compiles under numba, and is what the monthly model
calls. A core uses arithmetic and elementwise NumPy functions only (np.where, np.exp, np.minimum …),
no branch on data and no loop over elements.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = float | npt.NDArray[np.float64]

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Interval:
    """The valid range of an argument."""

    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False
    infinite: bool = False

    def __str__(self) -> str:
        """Write as in mathematics: `(0, 1]`."""
        left = "(" if self.open_low or math.isinf(self.low) else "["
        right = ")" if self.open_high or (math.isinf(self.high) and not self.infinite) else "]"
        return f"{left}{_number(self.low)}, {_number(self.high)}{right}"

    def outside(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Return which values lie outside (NaN always does)."""
        below = values <= self.low if self.open_low else values < self.low
        above = values >= self.high if self.open_high else values > self.high
        bad = below | above | np.isnan(values)
        return bad if self.infinite else bad | np.isinf(values)


def _number(value: float) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:g}"


REAL = Interval()
UNIT = Interval(0, 1)
OPEN_UNIT = Interval(0, 1, open_low=True, open_high=True)
#: A discount factor: below 1, so that sums converge.
DISCOUNT = Interval(0, 1, open_high=True)
POSITIVE = Interval(0, math.inf, open_low=True)
NONNEGATIVE = Interval(0, math.inf)
SIGNED_UNIT = Interval(-1, 1)


class Model(Generic[P, R]):
    """A validated function with its bare core."""

    def __init__(self, core: Callable[P, R], ranges: dict[str, Interval]) -> None:
        self.core = core
        self.ranges = ranges
        self.signature = inspect.signature(core)
        unknown = set(ranges) - set(self.signature.parameters)
        if unknown:
            raise TypeError(f"{core.__name__} has no argument {sorted(unknown)}")
        functools.update_wrapper(cast(Any, self), core)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Check the arguments against their ranges, then call the core.

        Raises:
            ValueError: an argument out of its range, named with the range.
        """
        bound = self.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        for name, interval in self.ranges.items():
            values = np.asarray(bound.arguments[name], dtype=np.float64)
            bad = interval.outside(values)
            if bad.any():
                worst = values[bad].flat[0] if values.ndim else float(values)
                raise ValueError(
                    f"{self.core.__name__}: {name} is {worst:g}; it must lie in {interval}"
                )
        return self.core(*args, **kwargs)


def validated(**ranges: Interval) -> Callable[[Callable[P, R]], Model[P, R]]:
    """Return a decorator that turns a core into a validated function.

    Args:
        ranges: argument → its valid range; arguments not named are not checked.
    """

    def decorate(core: Callable[P, R]) -> Model[P, R]:
        return Model(core, ranges)

    return decorate
