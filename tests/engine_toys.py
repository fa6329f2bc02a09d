"""Small programs that the tests of the engine share. Terms must stand in a file to be read."""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.dynamics.engine.primitives import (
    Number,
    absolute,
    choose,
    clip,
    exp,
    floor,
    hyperbolic_tangent,
    log,
    logistic,
    maximum,
    minimum,
    normal_share,
    sqrt,
)
from detente.dynamics.engine.program import Band, Bound, Override, Program, Site
from detente.dynamics.engine.terms import Term, equation, term

HALF = 0.5


def rows(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.int32)


def table(*entities: tuple[int, ...]) -> Any:
    return np.array(entities, dtype=np.int32)


def program(rows_: int, *bounds: Bound, **parts: Any) -> Program:
    """A program of one step; row 0 is the month."""
    given: dict[str, Any] = {
        "rows": rows_,
        "month_row": 0,
        "start": (),
        "steps": (("all", bounds),),
        "sites": (),
        "overrides": (),
        "columns": rows(),
        "names": {},
        "finals": rows(),
        "series": rows(),
        "bands": (),
        "first_months": rows(),
        "totals": rows(),
    }
    return Program(**(given | parts))


@term(over="one", writes=("x",))
def autoregression(x: Number, shock: Number, memory: Number) -> Number:
    return memory * x + shock


@term(over="dyad", writes=("next",))
def mutual(flow: Number, reverse__flow: Number, gain: Number) -> Number:
    """Reads the other direction, writes elsewhere."""
    return clip(flow + gain * (reverse__flow - flow), -4.0, 4.0)


@term(over="dyad", writes=("flow",))
def advance(next: Number) -> Number:
    return next


@term(over="agreement", writes=("pair__load",), combine="sum")
def add_load(weight: Number) -> Number:
    return weight


@term(over="agreement", writes=("pair__all",), combine="product")
def multiplied(weight: Number) -> Number:
    return weight


@term(over="agreement", writes=("pair__lowest",), combine="min")
def lowest(weight: Number) -> Number:
    return weight


@term(over="agreement", writes=("pair__highest", "pair__twice"), combine="max")
def highest(weight: Number) -> tuple[Number, Number]:
    return weight, 2.0 * weight


@term(over="one", writes=("a", "b"))
def swap(a: Number, b: Number) -> tuple[Number, Number]:
    return b, a


@term(over="one", writes=("first",))
def first_crossing(first: Number, x: Number, month: Number) -> Number:
    return choose((first == 0.0) & (x > 1.0), month, first)


@term(over="one", writes=("root",))
def risky_root(x: Number) -> Number:
    return sqrt(x + 2.0)


@equation
def bent(x: Number, upwards: Number) -> tuple[Number, Number]:
    return choose(upwards, x, -x), HALF * x


@term(over="one", writes=("p", "q", "r", "s", "t", "u", "v", "w"))
def everything(x: Number, y: Number) -> tuple[Number, ...]:
    """Every primitive at least once."""
    a, b = bent(x, (x > y) | (y >= 0.0) & (x != HALF))
    p = exp(x) + exp(y * 0.0)
    q = log(absolute(y))
    r = choose(x <= y, a, b) + floor(x)
    s = minimum(x, y) - maximum(y, x)
    t = clip(x, -1.0, 1.0) / (1.0 + absolute(y))
    u = logistic(y) * hyperbolic_tangent(x)
    v = normal_share(x) + sqrt(absolute(x))
    w = choose(x == y, minimum(p, 3.0), maximum(q, -3.0)) + choose(x < 1.5, 1.0, 2.0)
    return p, q, r, s, t, u, v, w


def walk(entities: int = 3) -> Program:
    """AR(1) processes with bands, first crossings, totals and an override in month 4.

    Rows: 0 month, 1 memory, 2 what the override puts in, then x, shock and first per entity.
    """
    x = [3 + i for i in range(entities)]
    shock = [3 + entities + i for i in range(entities)]
    first = [3 + 2 * entities + i for i in range(entities)]
    both = list(zip(x, shock, first, strict=True))
    return program(
        3 + 3 * entities,
        Bound(autoregression, table(*((a, s, 1, a) for a, s, _ in both)), rows()),
        Bound(first_crossing, table(*((f, a, 0, f) for a, _, f in both)), rows()),
        sites=tuple(Site(f"shock[{i}]", "normal", (s, -1)) for i, s in enumerate(shock)),
        overrides=(Override(4, x[0], 2),),
        columns=rows(1, 2),
        names={a: f"one.x[{i}]" for i, a in enumerate(x)},
        finals=rows(*x, *first),
        series=rows(*x),
        bands=tuple(Band(a, -4.0, 4.0) for a in x),
        first_months=rows(*first),
        totals=rows(*x),
    )


def walk_values(draws: int, seed: int = 5) -> Any:
    rng = np.random.default_rng(seed)
    return np.stack([rng.uniform(0.2, 0.8, draws), rng.normal(size=draws)]).astype(np.float32)


def every_primitive() -> Program:
    """Columns x (row 1) and y (row 2), results in rows 3 … 10."""
    return program(
        11,
        Bound(everything, table((1, 2, *range(3, 11))), rows()),
        columns=rows(1, 2),
        finals=rows(*range(3, 11)),
    )


def risky() -> Program:
    """√(x + 2) of an AR(1) process with a shock of its own: fails sooner or later."""
    return program(
        8,
        Bound(autoregression, table((2, 4, 1, 2), (3, 5, 1, 3)), rows()),
        Bound(risky_root, table((2, 6), (3, 7)), rows()),
        sites=(Site("a", "normal", (4, 5)),),
        columns=rows(1),
        names={6: "one.root[left]", 7: "one.root[right]"},
    )


def combining() -> Program:
    """Five agreements of two pairs: weights in rows 1 … 5, results in rows 6 … 15.

    The products stand in rows 14 and 15; a third product, row 16, is reached by no agreement.
    """
    pair = (0, 1, 0, 0, 1)
    return program(
        17,
        Bound(add_load, table(*((1 + i, 6 + p) for i, p in enumerate(pair))), rows(6, 7)),
        Bound(lowest, table(*((1 + i, 8 + p) for i, p in enumerate(pair))), rows(8, 9)),
        Bound(
            highest,
            table(*((1 + i, 10 + p, 12 + p) for i, p in enumerate(pair))),
            rows(10, 11, 12, 13),
        ),
        Bound(multiplied, table(*((1 + i, 14 + p) for i, p in enumerate(pair))), rows(14, 15, 16)),
        columns=rows(1, 2, 3, 4, 5),
        finals=rows(*range(6, 17)),
    )


TERMS: tuple[Term, ...] = (
    autoregression,
    mutual,
    advance,
    add_load,
    multiplied,
    lowest,
    highest,
    swap,
)
