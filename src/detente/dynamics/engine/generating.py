"""The text of the kernels: one for every equation, and the few that every program needs.

A kernel belongs to an equation, never to a scenario: which rows it reads and writes stands in a
table that it is given. All kernels are called alike:

    kernel(workspace, check, table, entities, lanes)

The workspace holds `lanes` worlds in every row. For each entity the kernel runs through the lanes,
WIDTH at a time: load, compute, store. `check` is a row that gathers value · 0 of all that terms
store: it stays 0 until a value is not finite, and is NaN from then on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from detente.dynamics.engine.binding import Binder, Dialect
from detente.dynamics.engine.grid import Grid
from detente.dynamics.engine.noise import normal_pair, uniform_pair
from detente.dynamics.engine.primitives import maximum, minimum
from detente.dynamics.engine.terms import BIG, Combine, Term
from detente.dynamics.engine.tracing import OPERATIONS, Body, Kind, Traced

ARGUMENTS = "ptr %workspace, ptr %check, ptr %table, i64 %entities, i64 %lanes"

_FLOAT: Kind = "float"
_WORD: Kind = "word"

#: Binds equations to the instructions of LLVM.
bind = Binder(Dialect("tile", OPERATIONS))


@dataclass(frozen=True)
class Module:
    """A piece of assembly that is compiled on its own.

    Attributes:
        name: the function in it that others call.
        text: all of it.
    """

    name: str
    text: str


def module(label: str, body: Body, arguments: str, declared: str = "") -> Module:
    """Return a module for one function, named after what it is and what it says."""
    text = body.declared() + declared + body.text("kernel", arguments)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]  # literal-ok: digits of a name
    name = f"{label}_{digest}"
    return Module(name, text.replace("@kernel(", f"@{name}("))


def _add(old: Any, value: Any) -> Any:
    return old + value


def _multiply(old: Any, value: Any) -> Any:
    return old * value


_COMBINED: dict[Combine, Callable[..., Any]] = {
    "sum": _add,
    "product": _multiply,
    "min": minimum,
    "max": maximum,
}


def kernel(
    body: Body,
    label: str,
    function: Callable[..., Any],
    reads: tuple[Kind, ...],
    writes: int,
    *,
    given: int = 0,
    combine: Combine | None = None,
    checked: bool = False,
    in_order: bool = False,
) -> Module:
    """Return the kernel of a function.

    A row of its table holds the rows read, then `given` words, then the rows written.

    Args:
        body: what to write it into; for tiles or for a graphics card.
        label: start of its name.
        function: what is computed; not yet bound.
        reads: the kind of every row read.
        writes: number of values returned.
        given: words of the table that the function takes after the rows.
        combine: how a value joins the one that stands in the row.
        checked: watch for values that are not finite.
        in_order: one entity changes what the next one finds, as in every combination.
    """
    columns = len(reads) + given + writes
    with body.entities(in_order=in_order or combine is not None) as entity:
        first = body.multiply(entity, columns)
        rows = []
        for column in range(columns):
            place = body.add(first, column)
            if len(reads) <= column < len(reads) + given:
                rows.append(body.load("i32", "%table", place))
                continue
            row = body.multiply(body.load_row("%table", place), "%lanes")
            rows.append(body.place("float", "%workspace", row))
        words = [body.spread("word", value) for value in rows[len(reads) : len(reads) + given]]
        with body.worlds() as lane:
            values = [
                body.load_lanes(kind, row, lane) for kind, row in zip(reads, rows, strict=False)
            ]
            found = bind(function)(*values, *words)
            _store(body, found, rows[len(reads) + given :], lane, combine, checked)
    return module(label, body, ARGUMENTS)


def _store(
    body: Body, found: Any, rows: list[str], lane: str, combine: Combine | None, checked: bool
) -> None:
    """Write what puts the values found into their rows."""
    values = found if isinstance(found, tuple) else (found,)
    shown = []
    for value, row in zip(values, rows, strict=True):
        stored = value
        if combine is not None:
            stored = bind(_COMBINED[combine])(body.load_lanes("float", row, lane), value)
        body.store_lanes(stored, row, lane)
        # A sum shows what is added, and may itself overflow; a minimum hides NaN.
        shown.append(stored if combine in ("sum", "product") else value)
    if checked:
        body.watch([value for value in shown if isinstance(value, Traced)], lane)


@cache
def term_kernel(term: Term, *, contract: bool = False, grid: bool = False) -> Module:
    """Return the kernel of a term.

    Args:
        term: the equation.
        contract: allow multiplication and addition to fuse (in tiles only).
        grid: for a graphics card.
    """
    return kernel(
        Grid() if grid else Body(contract=contract),
        term.name,
        term.function,
        tuple(_FLOAT for _ in term.reads),
        len(term.writes),
        combine=term.combine,
        checked=True,
    )


def _body(grid: bool) -> Body:
    return Grid() if grid else Body()


def _copy(value: Any) -> Any:
    return value


def _zero() -> Any:
    return 0.0


def _one() -> Any:
    return 1.0


def _low() -> Any:
    return -BIG


def _high() -> Any:
    return BIG


def _next_month(month: Any, count: Any) -> Any:
    return month + 1.0, count + 1


#: What a row is reset to before values are combined into it.
_RESETS: dict[Combine, Callable[..., Any]] = {
    "sum": _zero,
    "product": _one,
    "min": _high,
    "max": _low,
}


@cache
def copy_kernel(*, grid: bool = False) -> Module:
    """Return the kernel that copies rows in order: (source, target)."""
    return kernel(_body(grid), "copy", _copy, (_FLOAT,), 1, in_order=True)


@cache
def reset_kernel(combine: Combine, *, grid: bool = False) -> Module:
    """Return the kernel that resets rows before a combining term."""
    return kernel(_body(grid), f"reset_{combine}", _RESETS[combine], (), 1)


@cache
def month_kernel(*, grid: bool = False) -> Module:
    """Return the kernel that moves the month and the counter of the noise on by one."""
    return kernel(_body(grid), "month", _next_month, (_FLOAT, _WORD), 2)


@cache
def noise_kernel(kind: str, *, grid: bool = False) -> Module:
    """Return the kernel of the sites of a kind: (counter, key, key, hash, row, row)."""
    function = _normal if kind == "normal" else _uniform
    return kernel(_body(grid), kind, function, (_WORD, _WORD, _WORD), 2, given=1)


def _uniform(count: Any, key: Any, other: Any, site: Any) -> Any:
    return uniform_pair(count, site, key, other)


def _normal(count: Any, key: Any, other: Any, site: Any) -> Any:
    return normal_pair(count, site, key, other)
