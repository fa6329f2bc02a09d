"""Timing, and one line for each result."""

from __future__ import annotations

import time
from collections.abc import Callable


def best(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the least of several timings: the one that the machine disturbed least."""
    timings = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        timings.append(time.perf_counter() - begin)
    return min(timings)


def line(name: str, seconds: float, note: str = "") -> None:
    print(f"{name:<46}{seconds:9.3f} s   {note}")
