"""Loops over rows that are compiled where there is enough to do, and run as they stand where not.

A kernel is a plain function on arrays. Called, it runs in Python; `compiled` is the same function
in machine code. Both give the same numbers, so that a single case starts at once and ten thousand
draws are quick. What is compiled is kept between runs in `$DETENTE_CACHE_DIR`, else
`$XDG_CACHE_HOME/detente`, else `~/.cache/detente`, under a name that changes with the source.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

#: Innermost steps that plain Python ends sooner than a compiler is loaded.
FEW_STEPS = 300_000  # literal-ok: a size
_lock = RLock()


class Kernel:
    """A function that other kernels may call, in Python and compiled.

    numba asks an object it does not know for `_numba_type_`; only then is this compiled.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__doc__ = function.__doc__
        self._inner: Any = None
        self._entry: Any = None

    def __call__(self, *arguments: Any) -> Any:
        """Run the plain function."""
        return self.function(*arguments)

    @property
    def compiled(self) -> Any:
        """Return the compiled function, kept on disk; it lets other threads run meanwhile."""
        import numba

        config: Any = numba.config
        with _lock:
            if self._entry is None:
                # numba looks at the folder only while it makes the function. Its own check for
                # changes sees one file; what is kept here rests on several.
                before, config.CACHE_DIR = config.CACHE_DIR, str(_folder())
                try:
                    self._entry = numba.njit(self.function, cache=True, nogil=True)
                finally:
                    config.CACHE_DIR = before
            return self._entry

    @property
    def ready(self) -> bool:
        """Return whether this process has the compiled function already."""
        return self._entry is not None

    @property
    def _numba_type_(self) -> Any:
        from numba import njit, types

        with _lock:
            if self._inner is None:
                self._inner = njit(self.function)
        return types.Dispatcher(self._inner)


@cache
def _folder() -> Path:
    """Return the folder of compiled kernels of this very source; a temporary one if need be."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    chosen, shared = os.environ.get("DETENTE_CACHE_DIR"), os.environ.get("XDG_CACHE_HOME")
    name = f"bargaining-{digest[:12]}"  # literal-ok: digits of a name
    for place in (
        Path(chosen) if chosen else None,
        Path(shared) / "detente" if shared else None,
        Path(os.path.expanduser("~")) / ".cache" / "detente",
        Path(tempfile.gettempdir()) / "detente",
    ):
        if place is not None:
            try:
                (place / name).mkdir(parents=True, exist_ok=True)
            except OSError:
                continue
            if os.access(place / name, os.W_OK):
                return place / name
    return Path(tempfile.mkdtemp())


def over_rows(kernel: Kernel, rows: int, steps: float, *arguments: Any) -> None:
    """Run a kernel(start, stop, …) that fills rows of its arguments, in threads where it pays.

    Args:
        kernel: called with the first and the last row (excluded), then the arguments.
        rows: how many rows there are.
        steps: innermost steps of all rows together, roughly.
        arguments: what the kernel reads and writes.
    """
    if steps < FEW_STEPS and not kernel.ready:
        kernel(0, rows, *arguments)
        return
    run = kernel.compiled
    threads = min(_threads(), rows)
    if threads < 2:
        run(0, rows, *arguments)
        return
    # Compiled once before the threads start, so that they do not all wait for the compiler.
    run(0, 1, *arguments)
    size = -(-(rows - 1) // (threads * 4))  # literal-ok: a size, so that slow rows even out
    with ThreadPoolExecutor(threads) as pool:
        starts = range(1, rows, size)
        list(pool.map(lambda start: run(start, min(start + size, rows), *arguments), starts))


def _threads() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
