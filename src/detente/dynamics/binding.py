"""One source, several executors: functions rebound to an executor's own operations.

A dialect says how an executor spells the primitives and what it does with a rebound function
(nothing, or compile it). A binder walks through an equation and all it calls, gives every function
the primitives of the dialect in place of those it was written with, and turns every literal into
float32. The source itself is never touched.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import CellType, CodeType, FunctionType
from typing import Any

import numpy as np

from detente.dynamics.rules import lookup, primitive_of

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
    """Rebinds functions to a dialect, each of them once."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._bound: dict[FunctionType, Callable[..., Any]] = {}
        self._open: list[FunctionType] = []

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
        names = {"__name__": source.__module__, "__builtins__": source.__globals__["__builtins__"]}
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


def _mentioned(source: FunctionType) -> Iterator[tuple[str, object]]:
    """Yield the free names of a function with what they stand for."""
    for name in (*source.__code__.co_names, *source.__code__.co_freevars):
        yield name, lookup(source, name)


def reached(function: Callable[..., Any]) -> tuple[FunctionType, ...]:
    """Return a function and all that it calls, directly or not, callees first.

    Primitives that every dialect supplies are left out; of the others the source is given.
    """
    found: list[FunctionType] = []

    def visit(one: Callable[..., Any]) -> None:
        known = primitive_of(one)
        if known is not None and known.name in REQUIRED:
            return
        source = _source(one)
        if source in found:
            return
        for _, value in _mentioned(source):
            if isinstance(value, FunctionType) and value is not source:
                visit(value)
        found.append(source)

    visit(function)
    return tuple(found)


def _described(code: CodeType) -> tuple[object, ...]:
    literals = tuple(repr(c) for c in code.co_consts if not isinstance(c, str))
    return code.co_argcount, code.co_code.hex(), literals, code.co_names, code.co_varnames


def fingerprint(function: Callable[..., Any]) -> str:
    """Return a hash of a function and all that it calls: equal hash, equal machine code.

    It covers instructions, literals and global numbers, not text: a changed comment or docstring
    changes nothing. The version of Python is part of it, because the instructions are its own.
    """
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for source in reached(function):
        numbers = [
            (name, repr(value) if not callable(value) else getattr(value, "__name__", ""))
            for name, value in _mentioned(source)
        ]
        digest.update(repr((source.__name__, _described(source.__code__), numbers)).encode())
    return digest.hexdigest()
