"""One source, several executors: functions rebound to an executor's own operations.

A dialect says how an executor spells the primitives and what it does with a rebound function
(nothing, or compile it). A binder walks through an equation and all it calls, gives every function
the primitives of the dialect in place of those it was written with, and turns every literal into
float32. The source itself is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import RLock
from types import CellType, FunctionType
from typing import Any

import numpy as np

from detente.dynamics.engine.rules import lookup, primitive_of

#: What every dialect must supply. It may also supply any other primitive (`minimum`, `exp` …),
#: if the bits are the same.
REQUIRED = ("bits", "choose", "floor", "from_bits", "integer", "number", "sqrt", "word")


def unchanged(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function itself: what a dialect does that compiles nothing."""
    return function


@dataclass(frozen=True)
class Dialect:
    """How an executor spells the operations.

    Attributes:
        name: for messages.
        primitives: name of a primitive → what to call.
        compiled: turns a rebound function into what its callers call.
        literal: turns a number of the source into a number of the executor.
    """

    name: str
    primitives: Mapping[str, Callable[..., Any]]
    compiled: Callable[[Callable[..., Any]], Callable[..., Any]] = unchanged
    literal: Callable[[float], Any] = np.float32

    def __post_init__(self) -> None:
        missing = sorted(set(REQUIRED) - set(self.primitives))
        if missing:
            raise ValueError(f"the dialect {self.name} lacks {', '.join(missing)}")


class Binder:
    """Rebinds functions to a dialect, each of them once, for any thread that asks."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._bound: dict[FunctionType, Callable[..., Any]] = {}
        self._open: list[FunctionType] = []
        self._lock = RLock()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function in this dialect, with all that it calls.

        Args:
            function: an equation (`term.function`), a primitive, or a function of `arithmetic`,
                `noise` or `recording`.

        Raises:
            ValueError: the function calls itself, through others or directly.
        """
        known = primitive_of(function)
        if known is not None and known.name in self.dialect.primitives:
            return self.dialect.primitives[known.name]
        source = _source(function)
        with self._lock:
            if source not in self._bound:
                if source in self._open:
                    raise ValueError(f"{source.__name__} calls itself")
                self._open.append(source)
                try:
                    self._bound[source] = self.dialect.compiled(self._rebind(source))
                finally:
                    self._open.pop()
            return self._bound[source]

    def _rebind(self, source: FunctionType) -> FunctionType:
        code = source.__code__
        names: dict[str, Any] = {"__name__": source.__module__}
        for name in code.co_names:
            names[name] = self._value(lookup(source, name))
        cells = tuple(CellType(self._value(lookup(source, name))) for name in code.co_freevars)
        constants = tuple(self._value(constant) for constant in code.co_consts)
        bound = FunctionType(
            code.replace(co_consts=constants), names, source.__name__, None, cells or None
        )
        bound.__doc__ = None
        return bound

    def _value(self, value: object) -> Any:
        if isinstance(value, FunctionType):
            return self(value)
        if isinstance(value, tuple):
            return tuple(self._value(part) for part in value)
        return self.dialect.literal(value) if isinstance(value, float) else value


def _source(function: Callable[..., Any]) -> FunctionType:
    """Return the function to bind: that of a primitive may be written apart."""
    known = primitive_of(function)
    found = function if known is None or known.source is None else known.source
    if not isinstance(found, FunctionType):
        raise TypeError(f"{found!r} is no plain function")
    return found
