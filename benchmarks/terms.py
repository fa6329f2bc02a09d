"""Where a month of the shipped case goes: nanoseconds of every kernel for one world.

.venv/bin/python -m benchmarks.terms
"""

from __future__ import annotations

import ctypes
import time
from collections import defaultdict

import numpy as np

from benchmarks.engine import MONTHS, case

#: Times that a tile is run; the least of each kernel's timings counts.
REPEATS = 8


def terms(shown: int = 30) -> None:
    """Walk one tile through the months, kernel by kernel, and print the dearest."""
    from detente.dynamics.engine import compiling, noise
    from detente.dynamics.engine.executor_tile import LANES, _aligned
    from detente.dynamics.engine.scheduling import CHECK, COUNT, KEY, OTHER, OWN, Schedule

    program, values = case()
    schedule = Schedule(program)
    addresses = compiling.addresses(schedule.modules())
    kind = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3, *[ctypes.c_int64] * 2)
    own = program.rows
    space = _aligned((own + OWN) * LANES)
    work = space.reshape(-1, LANES)
    worlds = np.arange(LANES, dtype=np.uint32)
    words = work.view(np.uint32)
    low, _ = noise.seed_words(1)

    calls = [
        (call, kind(addresses[call.module.name]), call.table.ctypes.data) for call in schedule.month
    ]
    least = np.full((len(calls), MONTHS), np.inf)
    check = work[own + CHECK :].ctypes.data
    for _ in range(REPEATS):
        work[:] = 0.0
        work[program.columns] = np.repeat(values, 8, axis=1)[:, :LANES]
        words[own + KEY], words[own + OTHER] = worlds // 8, low
        words[own + COUNT] = worlds % 8 * noise.MONTHS
        for call in schedule.start:
            table = call.table.ctypes.data
            kind(addresses[call.module.name])(
                space.ctypes.data, check, table, len(call.table), LANES
            )
        for month in range(MONTHS):
            for place, (call, function, table) in enumerate(calls):
                begin = time.perf_counter()
                function(space.ctypes.data, check, table, len(call.table), LANES)
                least[place, month] = min(least[place, month], time.perf_counter() - begin)
    spent: dict[str, float] = defaultdict(float)
    entities: dict[str, int] = defaultdict(int)
    for (call, _, _), seconds in zip(calls, least.sum(axis=1), strict=True):
        name = call.module.name.rpartition("_")[0]
        spent[name] += seconds
        entities[name] += len(call.table)
    worlds_months = MONTHS * LANES
    total = sum(spent.values())
    print(f"all {total / worlds_months * 1e9:,.0f} ns per world and month")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1])[:shown]:
        each = seconds / worlds_months * 1e9
        print(
            f"{name:<26}{each:8.1f} ns {seconds / total:6.1%} "
            f"{entities[name]:5} entities {each / entities[name]:6.2f} ns each"
        )


if __name__ == "__main__":
    terms()
