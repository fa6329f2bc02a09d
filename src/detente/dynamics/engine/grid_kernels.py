"""Kernels for a graphics card besides those of the equations: beginning, counting."""

from __future__ import annotations

from functools import cache
from typing import Any

from detente.dynamics.engine import noise, recording
from detente.dynamics.engine.generating import Module, bind, module
from detente.dynamics.engine.grid import Grid
from detente.dynamics.engine.machine import choose
from detente.dynamics.engine.program import BINS
from detente.dynamics.engine.tracing import Traced, converted

_WORLD = "i64 %first, i64 %repeats, i64 %lanes"


@cache
def fill_kernel() -> Module:
    """Return the kernel that fills a column, given values per draw."""
    body = Grid()
    draw = body.value(f"udiv i64 {body.add('%first', body.world)}, %repeats")
    place = body.add(body.multiply(body.entity, "%draws"), draw)
    value = body.load("float", "%values", place)
    row = body.row(body.load_row("%rows", body.entity))
    body.store_lanes(Traced(body, "float", value), row, body.world)
    return module("fill", body, f"ptr %workspace, ptr %values, ptr %rows, i64 %draws, {_WORLD}")


@cache
def key_kernel() -> Module:
    """Return the kernel that writes keys and counters of the noise before the first month."""
    body = Grid()
    number = body.add("%first", body.world)
    draw = body.value(f"udiv i64 {number}, %repeats")
    repeat = body.value(f"urem i64 {number}, %repeats")
    low, high = (_word(body, f"%{name}") for name in ("low", "high"))
    key, other = bind(noise.world_key)(_word(body, body.add("%origin", draw)), low, high)
    begun = bind(noise.counter)(_word(body, repeat), 0)
    for name, value in (("key", key), ("other", other), ("count", begun)):
        body.store_lanes(value, body.row(f"%{name}"), body.world)
    return module(
        "key",
        body,
        "ptr %workspace, i64 %key, i64 %other, i64 %count, i64 %origin, i64 %low, i64 %high, "
        + _WORLD,
    )


def _word(body: Grid, number: str) -> Traced:
    return Traced(body, "word", body.value(f"trunc i64 {number} to i32"))


def _zero_for_nan(value: Any) -> Any:
    return choose(value == value, value, 0.0)


def _value(body: Grid) -> Traced:
    """Return this world's value in the row of this entity; worlds with NaN are reported anyway."""
    row = body.row(body.load_row("%rows", body.entity))
    found: Traced = bind(_zero_for_nan)(body.load_lanes("float", row, body.world))
    return found


def _whole(body: Grid, value: Traced, instruction: str) -> str:
    return body.value(f"{instruction} {body.types[value.kind]} {value.name} to i64")


@cache
def record_kernel() -> Module:
    """Return the kernel that counts the bands of a month."""
    body = Grid()
    value = _value(body)
    first = body.multiply(body.entity, 2)
    low, scale = (
        Traced(body, "float", body.load("float", "%scales", body.add(first, n))) for n in (0, 1)
    )
    found = bind(recording.bin_of)(value, low, scale)
    place = body.add(body.multiply(body.entity, BINS), _whole(body, found, "zext"))
    body.increase("%counts", place, 1)
    units = bind(recording.fixed)(value, recording.SUM_SCALE)
    body.increase("%sums", body.entity, _whole(body, units, "fptosi"))
    return module(
        "record", body, "ptr %workspace, ptr %rows, ptr %scales, ptr %counts, ptr %sums, i64 %lanes"
    )


@cache
def count_kernel() -> Module:
    """Return the kernel that counts worlds by the month of a first event."""
    body = Grid()
    months = converted(Traced(body, "integer", "%months"), "float", "sitofp")
    found = bind(recording.month_of)(_value(body), months)
    size = body.add(body.value("zext i32 %months to i64"), 1)
    place = body.add(body.multiply(body.entity, size), _whole(body, found, "zext"))
    body.increase("%counts", place, 1)
    return module("count", body, "ptr %workspace, ptr %rows, ptr %counts, i32 %months, i64 %lanes")


@cache
def total_kernel() -> Module:
    """Return the kernel that adds rows up over worlds."""
    body = Grid()
    units = bind(recording.fixed)(_value(body), recording.TOTAL_SCALE)
    body.increase("%sums", body.entity, _whole(body, units, "fptosi"))
    return module("total", body, "ptr %workspace, ptr %rows, ptr %sums, i64 %lanes")
