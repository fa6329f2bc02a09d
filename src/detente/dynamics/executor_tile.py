"""The compiled executor: tiles of worlds, walked through the months by machine code.

Every equation is compiled once, for vectors of worlds; what a program adds are tables of rows. The
bits are those of the NumPy executor, because both run the same operations in the same order.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.dynamics import compiling, noise, recording
from detente.dynamics.assembly import WIDTH
from detente.dynamics.binding import Binder
from detente.dynamics.chunking import run_chunks
from detente.dynamics.driving import PLAN, driver, recorder
from detente.dynamics.executor_numpy import NUMPY, replay
from detente.dynamics.generating import (
    Module,
    copy_kernel,
    month_kernel,
    noise_kernel,
    reset_kernel,
    term_kernel,
)
from detente.dynamics.outcome import Outcome
from detente.dynamics.program import Bound, Program, Rows
from detente.dynamics.recording import Tally

Floats = npt.NDArray[np.float32]

#: Bytes of a workspace that stay in the cache of a core next to tables and counts.
_CACHE = 1 << 18  # literal-ok: half of a small second-level cache
_MOST_LANES = 256  # literal-ok: more gains nothing
#: Worlds of a batch: long enough to hide Python, short enough for progress and interruption.
_BATCH = 4096  # literal-ok: some tenths of a second
#: Batches that every thread should get, if there are worlds enough, so that all end together.
_SHARE = 4  # literal-ok: a quarter of the work at the end is the most that one waits for
_ALIGNED = 64  # literal-ok: bytes of a cache line
_SECONDS = 0.02  # literal-ok: measured, to compile one kernel
_SECONDS_AT_LEAST = 0.3  # literal-ok: measured, to load the compiler

#: Rows behind those of the program that only this executor uses.
_CHECK, _KEY, _OTHER, _COUNT, _NOWHERE, _BINS = range(6)  # literal-ok: their number
_OWN = 6  # literal-ok: their number


@dataclass(frozen=True, eq=False)
class Call:
    """One kernel with the table that it runs over."""

    module: Module
    table: Rows


def _noise_calls(program: Program) -> list[Call]:
    """Return what draws the numbers of all sites."""
    calls = []
    for kind in ("uniform", "normal"):
        sites = [site for site in program.sites if site.kind == kind]
        if sites:
            table = np.empty((len(sites), 6), np.int32)  # literal-ok: columns of the noise kernel
            table[:, :3] = np.array([_COUNT, _KEY, _OTHER]) + program.rows  # literal-ok: read
            words = np.array([noise.site_hash(site.id) for site in sites], dtype=np.uint32)
            table[:, 3] = words.view(np.int32)  # literal-ok: the column of the hash
            rows = np.array([site.rows for site in sites], dtype=np.int32)
            table[:, 4:] = np.where(rows == -1, program.rows + _NOWHERE, rows)  # literal-ok: rest
            calls.append(Call(noise_kernel(kind), table))
    return calls


def _term_calls(terms: Iterable[Bound], contract: bool) -> list[Call]:
    """Return what runs terms in order, with the resets that some need."""
    calls = []
    for bound in terms:
        if bound.term.combine is not None:
            table = np.ascontiguousarray(bound.resets, np.int32).reshape(-1, 1)
            calls.append(Call(reset_kernel(bound.term.combine), table))
        table = np.ascontiguousarray(bound.table, np.int32)
        calls.append(Call(term_kernel(bound.term, contract), table))
    return calls


class Schedule:
    """A program made ready for the driver: what to call in which order, with which rows."""

    def __init__(self, program: Program, *, contract: bool = False) -> None:
        months = np.array([[program.month_row, program.rows + _COUNT] * 2], dtype=np.int32)
        self.start = _term_calls(program.start, contract)
        self.month = [Call(month_kernel(), months), *_noise_calls(program)]
        terms = (bound for _, step in program.steps for bound in step)
        self.month += _term_calls(terms, contract)
        self.fixed = (copy_kernel(), recorder(), driver())

    def modules(self) -> tuple[Module, ...]:
        """Return all that must be compiled, each once."""
        called = (call.module for call in (*self.start, *self.month))
        return tuple(dict.fromkeys((*called, *self.fixed)))


def cached(program: Program) -> bool:
    """Return whether all that a program needs has been compiled before, on this machine."""
    return all(compiling.is_compiled(module) for module in Schedule(program).modules())


def compile_estimate(program: Program) -> float:
    """Return the seconds that compiling a program will take, about."""
    missing = [m for m in Schedule(program).modules() if not compiling.is_compiled(m)]
    return _SECONDS_AT_LEAST + _SECONDS * len(missing) if missing else 0.0


def _numbers(calls: Sequence[Call], addresses: dict[str, int]) -> npt.NDArray[np.int64]:
    """Return calls as the driver reads them: address, table, entities."""
    rows = [(addresses[c.module.name], c.table.ctypes.data, len(c.table)) for c in calls]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)  # literal-ok: numbers per call


def aligned(count: int) -> Floats:
    """Return an array of zeros that begins at a cache line."""
    size = np.dtype(np.float32).itemsize
    whole = np.zeros(count + _ALIGNED // size, np.float32)
    shift = -whole.ctypes.data % _ALIGNED // size
    return whole[shift : shift + count]


def tile_lanes(rows: int, wanted: int | None, worlds: int) -> int:
    """Return the worlds of a tile: a multiple of WIDTH that lets a workspace stay in the cache."""
    fitting = _CACHE // (rows * np.dtype(np.float32).itemsize)
    most = min(wanted or min(fitting, _MOST_LANES), worlds)
    up = most if wanted or most == worlds else most // WIDTH * WIDTH
    return max(-(-up // WIDTH) * WIDTH, WIDTH)


@lru_cache(maxsize=1)
def _ending() -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    """Return the functions for the ends of a batch, in NumPy."""
    bind = Binder(NUMPY)
    return bind(noise.world_key), bind(recording.month_of), bind(recording.fixed)


class Run:
    """A program with values, months and threads: what all batches share."""

    def __init__(
        self,
        program: Program,
        values: Floats,
        *,
        first_draw: int,
        seed: int,
        repeats: int,
        months: int,
        keep_worlds: bool,
        lanes: int | None,
        threads: int,
        contract: bool,
    ) -> None:
        self.program, self.values, self.months = program, values, months
        self.first_draw, self.repeats = first_draw, repeats
        self.words = tuple(np.array([w], dtype=np.uint32) for w in noise.seed_words(seed))
        self.worlds = values.shape[1] * repeats
        self.lanes = tile_lanes(program.rows + _OWN, lanes, self.worlds)
        share = -(-self.worlds // (threads * _SHARE))
        self.tiles = max(1, min(share, _BATCH) // self.lanes)
        self.batches = -(-self.worlds // (self.tiles * self.lanes))
        self.schedule = Schedule(program, contract=contract)
        self.addresses = compiling.addresses(self.schedule.modules())
        self.drive = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(self.addresses[driver().name])
        self.finals, self.series = recording.kept(program, self.worlds, months, keep_worlds)
        self.tallies = [Tally.empty(program, months) for _ in range(threads)]
        self.workspaces = [aligned((program.rows + _OWN) * self.lanes) for _ in range(threads)]
        self.shared = self._shared()

    def _shared(self) -> dict[str, Any]:
        """Return the part of the plan that is the same for all batches."""
        program, own = self.program, self.program.rows
        overrides = sorted(program.overrides, key=lambda one: one.month)
        pairs = np.array([(o.source, o.row) for o in overrides], dtype=np.int32)
        when = [override.month for override in overrides]
        places = np.searchsorted(when, np.arange(1, self.months + 2)).astype(np.int64)
        extra = np.array([_KEY, _OTHER, _COUNT], dtype=np.int32) + own
        kept = np.concatenate(
            [[own + _CHECK], program.first_months, program.totals, program.finals]
        )
        if self.finals is None:
            kept = kept[: len(kept) - len(program.finals)]
        column_rows = np.concatenate([program.columns, extra]).astype(np.int32)
        bands = np.array([band.row for band in program.bands], dtype=np.int32)
        scales = np.stack(recording.band_scales(program.bands), axis=1)
        series = program.series if self.series is not None else program.series[:0]
        return {
            "rows": own + _OWN,
            "check": own + _CHECK,
            "bins": own + _BINS,
            "lanes": self.lanes,
            "months": self.months,
            "columns": len(column_rows),
            "column_rows": column_rows,
            "start": _numbers(self.schedule.start, self.addresses),
            "start_calls": len(self.schedule.start),
            "month": _numbers(self.schedule.month, self.addresses),
            "month_calls": len(self.schedule.month),
            "copy": self.addresses[copy_kernel().name],
            "overrides": pairs,
            "override_places": places,
            "record": self.addresses[recorder().name],
            "bands": len(bands),
            "band_rows": bands,
            "band_scales": scales,
            "series": len(series),
            "series_rows": np.ascontiguousarray(series, np.int32),
            "series_step": self.worlds,
            "kept": len(kept),
            "kept_rows": kept.astype(np.int32),
        }

    def batch(self, number: int, thread: int) -> int | None:
        """Run a batch; return the lowest world in it that failed."""
        first = number * self.tiles * self.lanes
        count = min(self.tiles * self.lanes, self.worlds - first)
        tiles = -(-count // self.lanes)
        # Idle lanes of the last tile repeat the last world.
        worlds = first + np.minimum(np.arange(tiles * self.lanes), count - 1)
        columns = self._columns(worlds)
        kept = np.empty((self.shared["kept"], len(worlds)), np.float32)
        tally = self.tallies[thread]
        plan = self.shared | {
            "workspace": self.workspaces[thread],
            "tiles": tiles,
            "worlds": count,
            "columns_values": columns,
            "counts": tally.histograms,
            "sums": tally.sums,
            "series_values": 0 if self.series is None else self.series[:, :, first:],
            "kept_values": kept,
        }
        told = np.array([_address(plan[name]) for name in PLAN], dtype=np.int64)
        self.drive(told.ctypes.data)
        return self._end(kept[:, :count], first, tally)

    def _columns(self, worlds: npt.NDArray[np.int64]) -> Floats:
        """Return the values that fill the workspace at the start, with keys and counters."""
        key, _, _ = _ending()
        draws = worlds // self.repeats
        columns = np.empty((self.shared["columns"], len(worlds)), np.float32)
        np.take(self.values, draws, axis=1, out=columns[:-3])  # literal-ok: key, key, counter
        whole = columns[-3:].view(np.uint32)  # literal-ok: the same
        whole[0], whole[1] = key((draws + self.first_draw).astype(np.uint32), *self.words)
        whole[2] = worlds % self.repeats * noise.MONTHS
        return columns

    def _end(self, kept: Floats, first: int, tally: Tally) -> int | None:
        """Count what is counted at the end of a batch; return the lowest world that failed."""
        _, month_of, fixed = _ending()
        failed = np.isnan(kept[0])
        if failed.any():
            return first + int(failed.argmax())
        firsts = 1 + len(self.program.first_months)
        totals = firsts + len(self.program.totals)
        for place, row in enumerate(kept[1:firsts]):
            found = month_of(row, np.float32(self.months))
            tally.first_histogram[place] += np.bincount(found, minlength=self.months + 1)
        units = fixed(kept[firsts:totals], np.float32(recording.TOTAL_SCALE))
        tally.totals[...] += units.astype(np.int64).sum(axis=1)
        if self.finals is not None:
            self.finals[:, first : first + kept.shape[1]] = kept[totals:]
        return None


def _address(value: Any) -> int:
    return int(value.ctypes.data) if isinstance(value, np.ndarray) else int(value)


def run_tile(
    program: Program,
    values: Floats,
    *,
    first_draw: int,
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
        strict: the bits of the NumPy executor; without, multiplications and additions may fuse,
            which is quicker and changes last bits.

    Raises:
        NumericalError: a term gave a number that is not finite.
    """
    if threads is None:
        threads = os.cpu_count() or 1
    run = Run(
        program,
        values,
        first_draw=first_draw,
        seed=seed,
        repeats=repeats,
        months=months,
        keep_worlds=keep_worlds,
        lanes=lanes,
        threads=threads,
        contract=not strict,
    )
    failed = run_chunks(run.batches, min(threads, run.batches), run.batch, progress)
    if failed is not None:
        draw, repeat = divmod(failed, repeats)
        replay(program, values[:, draw], first_draw + draw, repeat, seed=seed, months=months)
    for other in run.tallies[1:]:
        run.tallies[0].add(other)
    return run.tallies[0].outcome(run.finals, run.series, "tile")
