"""The engine of the monthly model: compiled against NumPy against plain Python, and what it costs.

.venv/bin/python -m benchmarks.engine
"""

from __future__ import annotations

import math
import operator
import os
import re
import subprocess
import sys
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from benchmarks.measuring import best, line

CASE = "russia-us-2025"
DRAWS, REPEATS, MONTHS = 1024, 2, 60
HOW: dict[str, Any] = {"first_draw": 0, "seed": 1, "repeats": REPEATS, "keep_worlds": False}


class Captured(BaseException):
    """Carries what `simulate` was about to run."""


def case() -> tuple[Any, Any]:
    """Return the program of the shipped case and the values of its draws."""
    import detente
    from detente.dynamics import simulating

    def stop(program: Any, values: Any, **_: Any) -> None:
        raise Captured(program, values)

    scenario = detente.load(CASE)
    with mock.patch.object(simulating, "execute", stop):
        try:
            simulating.simulate(scenario, DRAWS, REPEATS, MONTHS)
        except Captured as found:
            program, values = found.args
            return program, values
    raise RuntimeError("simulate ran nothing")


OPERATION = re.compile(
    r"= (f[a-z]+|select|call|add|sub|mul|and|or|xor|shl|lshr|ashr|\w+toi|\w+tofp)\b"
)


def operations(program: Any) -> int:
    """Return how many operations one world costs in a month, counted in the kernels."""
    from detente.dynamics.engine.scheduling import Schedule
    from detente.dynamics.engine.tracing import WIDTH

    total = 0
    for call in Schedule(program).month:
        lines = call.module.text.splitlines()
        vectors = [one for one in lines if f"<{WIDTH} x" in one]
        total += len(call.table) * sum(1 for one in vectors if OPERATION.search(one))
    return total


PYTHON: dict[str, Callable[..., Any]] = {
    "choose": lambda condition, a, b: a if condition else b,
    "sqrt": math.sqrt,
    "floor": math.floor,
    "exp": lambda x: math.exp(min(max(x, -80.0), 80.0)),
    "log": lambda x: math.log(x) if x > 0.0 else -math.inf,
    "absolute": abs,
}


def plain(program: Any, values: Any) -> Callable[[int], None]:
    """Return what runs one world as an agent-based model would: entity by entity, in floats."""
    import random

    from detente.dynamics.engine.binding import REQUIRED, Binder, Dialect

    missing: dict[str, Callable[..., Any]] = dict.fromkeys(REQUIRED, float)
    bind = Binder(Dialect("python", missing | PYTHON, literal=float))
    steps = [
        (
            bind(b.term.function),
            len(b.term.reads),
            b.term.combine,
            b.resets.tolist(),
            b.table.tolist(),
        )
        for _, step in program.steps
        for b in step
    ]
    joined = {"sum": operator.add, "product": operator.mul, "min": min, "max": max}
    first = {"sum": 0.0, "product": 1.0, "min": 1e9, "max": -1e9}
    work = [0.0] * program.rows
    for row, value in zip(program.columns.tolist(), values[:, 0].tolist(), strict=True):
        work[row] = value

    def run(months: int) -> None:
        for month in range(1, months + 1):
            work[program.month_row] = float(month)
            for site in program.sites:
                for row in site.rows:
                    work[row] = random.random() if site.kind == "uniform" else random.gauss()
            for function, reads, combine, resets, table in steps:
                for row in resets:
                    work[row] = first[combine]
                for rows in table:
                    found = function(*[work[row] for row in rows[:reads]])
                    parts = found if isinstance(found, tuple) else (found,)
                    for row, value in zip(rows[reads:], parts, strict=True):
                        work[row] = joined[combine](work[row], value) if combine else value

    return run


def speed() -> None:
    """The shipped case: nanoseconds per world and month."""
    from detente.dynamics.engine.executor_numpy import run_numpy
    from detente.dynamics.engine.executor_tile import run_tile

    program, values = case()
    worlds = DRAWS * REPEATS * MONTHS
    counted = operations(program)
    bound = list(program.bound())
    print(
        f"{CASE}: {program.rows:,} rows, {len(bound)} terms over "
        f"{sum(b.entities for b in bound):,} entities, {len(program.sites)} sites, "
        f"{counted:,} operations per world and month"
    )
    run_tile(program, values, months=1, **HOW)
    one = best(lambda: run_tile(program, values, months=MONTHS, threads=1, **HOW))
    note = f"{one / worlds * 1e9:.0f} ns per world-month, {counted * worlds / one / 1e9:.1f} G op/s"
    line(f"tile, one thread, {DRAWS * REPEATS:,} worlds x {MONTHS} months", one, note)
    loose = best(lambda: run_tile(program, values, months=MONTHS, threads=1, strict=False, **HOW))
    line("  with fused multiplication and addition", loose, f"{one / loose:.2f}x")
    two = best(lambda: run_tile(program, values, months=MONTHS, threads=2, **HOW))
    line("  two threads", two, f"{one / two:.2f}x one thread")
    few = values[:, : DRAWS // 4]
    slow = 4 * best(lambda: run_numpy(program, few, months=MONTHS, **HOW), 1)
    line("  NumPy, one thread (a quarter, times four)", slow, f"tile is {slow / one:.0f}x")
    agents = plain(program, values)
    seconds = best(lambda: agents(5)) / 5 * worlds
    line("  plain Python (one world, extrapolated)", seconds, f"tile is {seconds / one:,.0f}x")


def lanes() -> None:
    """Worlds of a tile."""
    from detente.dynamics.engine.executor_tile import run_tile

    program, values = case()
    for wide in (16, 32, 64, 128, 256):
        seconds = best(
            lambda wide=wide: run_tile(program, values, months=MONTHS, threads=1, lanes=wide, **HOW)
        )
        each = seconds / (DRAWS * REPEATS * MONTHS) * 1e9
        line(f"  tiles of {wide} worlds", seconds, f"{each:.0f} ns per world-month")


START = """
import sys, time
begin = time.perf_counter()
import numpy
from detente.dynamics.engine import executor_tile, compiling
from benchmarks.engine import case
program, values = case()
ready = time.perf_counter()
modules = executor_tile.modules_of(program)
compiling.addresses(modules)
print(time.perf_counter() - ready, len(modules))
"""


def compiling() -> None:
    """Compiling all kernels of the case, with an empty and with a filled cache."""
    with TemporaryDirectory() as folder:
        for name in ("cold", "cached"):
            found = subprocess.run(
                [sys.executable, "-c", START],
                check=True,
                capture_output=True,
                text=True,
                env=os.environ | {"DETENTE_CACHE_DIR": folder},
            ).stdout.split()
            line(f"kernels of the case, {name}", float(found[0]), f"{found[1]} kernels")


MILLION = """
import resource, sys, time
import numpy as np
sys.path.insert(0, "tests")
from engine_toys import walk, walk_values
from detente.dynamics.engine.execution import execute
values = walk_values(1_000_000)
how = dict(first_draw=0, seed=1, repeats=1, months=120, keep_worlds=False, executor="tile")
begin = time.perf_counter()
execute(walk(), values, **how)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.perf_counter() - begin, peak / 1024)
"""


def memory() -> None:
    """A million worlds of a small program."""
    found = subprocess.run(
        [sys.executable, "-c", MILLION], check=True, capture_output=True, text=True
    ).stdout.split()
    note = f"peak {float(found[1]):.0f} MB, budget 1024"
    line("1,000,000 worlds x 120 months, small program", float(found[0]), note)


def engine() -> None:
    """Print all of it."""
    for group in (speed, lanes, compiling, memory):
        group()


if __name__ == "__main__":
    engine()
