"""The compiled executor: tiles of worlds, walked through the months by machine code.

Every equation is compiled once, for vectors of worlds; what a program adds are tables of rows. The
bits are those of the NumPy executor, because both run the same operations in the same order.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.dynamics.engine import compiling, recording
from detente.dynamics.engine.batching import Batches, Floats
from detente.dynamics.engine.chunking import run_chunks
from detente.dynamics.engine.driving import PLAN, driver, recorder
from detente.dynamics.engine.execution import available_threads
from detente.dynamics.engine.generating import Module
from detente.dynamics.engine.outcome import Outcome
from detente.dynamics.engine.program import Program
from detente.dynamics.engine.scheduling import CHECK, COUNT, KEY, OTHER, OWN, SPARE, Call, Schedule
from detente.dynamics.engine.tracing import WIDTH

#: Worlds of a tile: long rows hide what an entity costs, short ones stay in the cache.
LANES = 64  # literal-ok: measured, for workspaces of 50 and of 10,000 rows
#: Worlds times months of a batch: enough to hide Python, few enough for an interruption.
_BATCH = 1 << 16  # literal-ok: half a second of a large model
#: Batches that every thread should get, if there are worlds enough, so that all end together.
_SHARE = 4  # literal-ok: at most a quarter of the work is waited for at the end
_ALIGNED = 64  # literal-ok: bytes of a cache line
_SECONDS = 0.02  # literal-ok: measured, to compile one kernel
_SECONDS_AT_LEAST = 0.2  # literal-ok: measured, to load the compiler


def modules_of(program: Program) -> tuple[Module, ...]:
    """Return all that must be compiled for a program."""
    return _with_driver(Schedule(program))


def _with_driver(schedule: Schedule) -> tuple[Module, ...]:
    return (*schedule.modules(), recorder(), driver())


def cached(program: Program) -> bool:
    """Return whether all that a program needs has been compiled before, on this machine."""
    return all(compiling.is_compiled(module) for module in modules_of(program))


def compile_estimate(program: Program) -> float:
    """Return the seconds that compiling a program will take, about."""
    missing = [m for m in modules_of(program) if not compiling.is_compiled(m)]
    return _SECONDS_AT_LEAST + _SECONDS * len(missing) if missing else 0.0


def tile_lanes(wanted: int | None, worlds: int) -> int:
    """Return the worlds of a tile: a multiple of WIDTH, no more than there are to fill it."""
    return -(-min(wanted or LANES, worlds) // WIDTH) * WIDTH


def _aligned(count: int) -> Floats:
    """Return an array of zeros that begins at a cache line."""
    size = np.dtype(np.float32).itemsize
    whole = np.zeros(count + _ALIGNED // size, np.float32)
    shift = -whole.ctypes.data % _ALIGNED // size
    return whole[shift : shift + count]


def _calls(calls: Sequence[Call], addresses: dict[str, int]) -> npt.NDArray[np.int64]:
    """Return calls as the driver reads them: address, table, entities."""
    return np.array(
        [(addresses[c.module.name], c.table.ctypes.data, len(c.table)) for c in calls],
        dtype=np.int64,
    )


class _Run(Batches):
    """A run with its compiled kernels and a workspace for every thread."""

    def prepare(self, lanes: int | None, contract: bool) -> None:
        """Compile what is missing, and write down what all batches share."""
        rows, threads = self.program.rows + OWN, len(self.tallies)
        self.lanes = tile_lanes(lanes, self.worlds)
        share = -(-self.worlds // (threads * _SHARE))
        self.size = max(1, min(share, _BATCH // self.months) // self.lanes) * self.lanes
        self.count = -(-self.worlds // self.size)
        self.schedule = Schedule(self.program, contract=contract)
        self.addresses = compiling.addresses(_with_driver(self.schedule))
        self.drive = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self.addresses[driver().name])
        self.workspaces = [_aligned(rows * self.lanes) for _ in range(threads)]
        self.plan = self._rows() | self._overrides() | self._bands()

    def _rows(self) -> dict[str, Any]:
        own = self.program.rows
        columns = [*self.program.columns, own + KEY, own + OTHER, own + COUNT]
        kept, series = [own + CHECK, *self.kept_rows()], self.series_rows()
        return {
            "rows": own + OWN,
            "check": own + CHECK,
            "bins": own + SPARE,
            "lanes": self.lanes,
            "months": self.months,
            "columns": len(columns),
            "column_rows": np.array(columns, dtype=np.int32),
            "start": _calls(self.schedule.start, self.addresses),
            "start_calls": len(self.schedule.start),
            "month": _calls(self.schedule.month, self.addresses),
            "month_calls": len(self.schedule.month),
            "series": len(series),
            "series_rows": series,
            "series_step": self.worlds,
            "kept": len(kept),
            "kept_rows": np.array(kept, dtype=np.int32),
        }

    def _overrides(self) -> dict[str, Any]:
        return {
            "copy": self.addresses[self.schedule.copy.name],
            "overrides": self.schedule.overrides,
            "override_places": self.schedule.override_places(self.months),
        }

    def _bands(self) -> dict[str, Any]:
        bands = self.program.bands
        return {
            "record": self.addresses[recorder().name],
            "bands": len(bands),
            "band_rows": np.array([band.row for band in bands], dtype=np.int32),
            "band_scales": np.stack(recording.band_scales(bands), axis=1),
        }

    def batch(self, number: int, thread: int) -> int | None:
        """Run a batch; return the lowest world in it that failed."""
        first = number * self.size
        count = min(self.size, self.worlds - first)
        tiles = -(-count // self.lanes)
        # Idle lanes of the last tile repeat the last world.
        worlds = first + np.minimum(np.arange(tiles * self.lanes), count - 1)
        columns = np.empty((self.plan["columns"], len(worlds)), np.float32)
        own = len(self.program.columns)
        self.fill(worlds, columns[:own], columns[own:].view(np.uint32))
        kept = np.empty((self.plan["kept"], len(worlds)), np.float32)
        tally = self.tallies[thread]
        plan = self.plan | {
            "workspace": self.workspaces[thread],
            "tiles": tiles,
            "worlds": count,
            "column_values": columns,
            "counts": tally.histograms,
            "sums": tally.sums,
            "series_values": 0 if self.series is None else self.series[:, :, first:],
            "kept_values": kept,
        }
        told = np.array([_number(plan[name]) for name in PLAN], dtype=np.int64)
        self.drive(told.ctypes.data)
        failed = self.failed(first, kept[0, :count])
        if failed is None:
            self.end(first, kept[1:, :count], tally)
        return failed


def _number(value: Any) -> int:
    """Return what the driver is told: the address of an array, or the number itself."""
    return int(value.ctypes.data) if isinstance(value, np.ndarray) else int(value)


def run_tile(
    program: Program,
    values: Floats,
    *,
    first_draw: int | npt.NDArray[np.uint32],
    seed: int,
    repeats: int,
    months: int,
    keep_worlds: bool,
    lanes: int | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
    strict: bool = True,
) -> Outcome:
    """Run a program with compiled kernels; arguments as for `execute`.

    Args:
        strict: give the bits of the NumPy executor; without, multiplications and additions may
            fuse, which is quicker and changes last bits.

    Raises:
        NumericalError: a term gave a number that is not finite.
    """
    threads = threads or available_threads()
    run = _Run(
        program,
        values,
        first_draw=first_draw,
        seed=seed,
        repeats=repeats,
        months=months,
        keep_worlds=keep_worlds,
        threads=threads,
    )
    run.prepare(lanes, contract=not strict)
    failed = run_chunks(run.count, min(threads, run.count), run.batch, progress)
    if failed is not None:
        run.explain(failed)
    return run.outcome("tile")
