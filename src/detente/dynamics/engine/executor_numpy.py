"""The reference: worlds in chunks, every term on arrays of (entities, worlds).

It needs no compiler and is what the other executors are checked against, bit by bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from detente.dynamics.engine import machine, noise, recording
from detente.dynamics.engine.binding import REQUIRED, Binder, Dialect
from detente.dynamics.engine.chunking import run_chunks
from detente.dynamics.engine.outcome import NumericalError, Outcome
from detente.dynamics.engine.program import BINS, Bound, Program, Rows
from detente.dynamics.engine.recording import Tally
from detente.dynamics.engine.terms import BIG

Floats = npt.NDArray[np.float32]
#: What picks rows of the workspace: a slice (no copy) or row numbers.
Picker = slice | Rows

#: Worlds per chunk: large enough to hide the cost of a call, small enough for the cache.
LANES = 1024  # literal-ok: measured


def _choose(condition: Any, a: Any, b: Any) -> Any:
    """Return what np.where would, by masks: its loops are vectorised, those of np.where not."""
    first, second = (np.asarray(x, np.float32).view(np.int32) for x in (a, b))
    mixed = (first ^ second) * np.asarray(condition).astype(np.int32)
    return (mixed ^ second).view(np.float32)


def _plain(x: Any) -> bool:
    """Return whether NumPy's minimum and maximum keep our rule with `x` as the second argument.

    They do with a literal, as long as it is not 0, whose sign they may lose.
    """
    return isinstance(x, np.float32) and bool(x != 0)


def _minimum(a: Any, b: Any) -> Any:
    return np.minimum(a, b) if _plain(b) else _choose(b < a, b, a)


def _maximum(a: Any, b: Any) -> Any:
    return np.maximum(a, b) if _plain(b) else _choose(b > a, b, a)


#: NumPy's own operations, with quicker ones for three of them.
NUMPY = Dialect(
    "numpy",
    {name: getattr(machine, name) for name in REQUIRED}
    | {"absolute": np.absolute, "choose": _choose, "minimum": _minimum, "maximum": _maximum},
)
_RESET = {"sum": 0.0, "product": 1.0, "min": BIG, "max": -BIG}


def picker(rows: Rows) -> Picker:
    """Return the cheapest way to pick these rows; one row for all entities is picked once."""
    if len(rows) and (rows == rows[0]).all():
        return slice(int(rows[0]), int(rows[0]) + 1)
    if len(rows) and (np.diff(rows) == 1).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def _rounds(rows: Rows) -> list[tuple[Rows, Rows]]:
    """Return (entities, rows) per round: in round r, those that are the r-th of their row."""
    seen: dict[int, int] = {}
    rounds: list[list[int]] = []
    for entity, row in enumerate(rows.tolist()):
        turn = seen.get(row, 0)
        seen[row] = turn + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(entity)
    return [(np.array(r, dtype=np.int32), rows[np.array(r)]) for r in rounds]


class _Step:
    """A bound term, ready to run on a workspace."""

    def __init__(self, bound: Bound, binder: Binder) -> None:
        self.bound = bound
        self.function = binder(bound.term.function)
        self.inputs = [picker(column) for column in bound.reads.T]
        self.outputs = [picker(column) for column in bound.targets.T]
        self.rounds = [_rounds(column) for column in bound.targets.T]
        self.combine = bound.term.combine

    def run(self, work: Floats) -> tuple[Any, ...]:
        """Run the term and return what it gave, one array per write."""
        found = self.function(*[work[rows] for rows in self.inputs])
        given: tuple[Any, ...] = found if isinstance(found, tuple) else (found,)
        if len(given) > 1 and any(getattr(one, "base", None) is not None for one in given):
            # A result may be a view of a row that an earlier write of this term changes.
            given = tuple(np.array(one) for one in given)
        if self.combine is None:
            for rows, one in zip(self.outputs, given, strict=True):
                work[rows] = one
        else:
            self._combine(work, given)
        return given

    def _combine(self, work: Floats, given: tuple[Any, ...]) -> None:
        shape = (self.bound.entities, work.shape[1])
        work[self.bound.resets] = _RESET[self.combine or "sum"]
        for rounds, one in zip(self.rounds, given, strict=True):
            values = np.broadcast_to(one, shape)
            for entities, rows in rounds:
                old, new = work[rows], values[entities]
                if self.combine == "sum":
                    work[rows] = old + new
                elif self.combine == "product":
                    work[rows] = old * new
                elif self.combine == "min":
                    work[rows] = np.where(new < old, new, old)
                else:
                    work[rows] = np.where(new > old, new, old)

    def finite(self, work: Floats, given: tuple[Any, ...]) -> npt.NDArray[np.bool_] | None:
        """Return per write, entity and world whether all is finite; None if everything is."""
        parts = [np.isfinite(one) for one in given]
        if self.combine is not None:
            parts = [
                p & np.isfinite(work[t]) for p, t in zip(parts, self.bound.targets.T, strict=True)
            ]
        if all(part.all() for part in parts):
            return None
        shape = (self.bound.entities, work.shape[1])
        return np.stack([np.broadcast_to(part, shape) for part in parts])


@dataclass(frozen=True, eq=False)
class _Draws:
    """The sites of one kind: their words, and where their numbers go."""

    pair: Callable[..., tuple[Floats, Floats]]
    words: npt.NDArray[np.uint32]
    places: tuple[tuple[npt.NDArray[Any], npt.NDArray[Any]], ...]

    def run(self, work: Floats, count: Any, keys: tuple[Any, Any]) -> None:
        for (sites, rows), values in zip(
            self.places, self.pair(count, self.words, *keys), strict=True
        ):
            work[rows] = values[sites]


class Plan:
    """A program made ready for NumPy."""

    def __init__(self, program: Program) -> None:
        binder = Binder(NUMPY)
        self.program = program
        self.start = [_Step(bound, binder) for bound in program.start]
        self.month = [_Step(bound, binder) for _, step in program.steps for bound in step]
        self.draws = []
        for kind, pair in (("uniform", noise.uniform_pair), ("normal", noise.normal_pair)):
            sites = [site for site in program.sites if site.kind == kind]
            if sites:
                words = np.array([[noise.site_hash(site.id)] for site in sites], dtype=np.uint32)
                rows = np.array([site.rows for site in sites], dtype=np.int32)
                places = tuple((np.flatnonzero(r != -1), r[r != -1]) for r in rows.T)
                self.draws.append(_Draws(binder(pair), words, places))
        self.counter = binder(noise.counter)
        self.key = binder(noise.world_key)
        self.bin_of = binder(recording.bin_of)
        self.fixed = binder(recording.fixed)
        self.month_of = binder(recording.month_of)
        self.band_rows = np.array([band.row for band in program.bands], dtype=np.int32)
        self.low, self.scale = (a[:, None] for a in recording.band_scales(program.bands))
        self.offsets = BINS * np.arange(len(program.bands))[:, None]


class Worlds:
    """A chunk of worlds that walks through the months."""

    def __init__(
        self,
        plan: Plan,
        values: Floats,
        draws: npt.NDArray[Any],
        repeats: npt.NDArray[Any],
        seed: int,
    ) -> None:
        """Fill the columns; `values` has one column per world."""
        self.plan = plan
        self.work = np.zeros((plan.program.rows, values.shape[1]), np.float32)
        self.work[plan.program.columns] = values
        low, high = (np.array([w], dtype=np.uint32) for w in noise.seed_words(seed))
        self.keys = plan.key(draws.astype(np.uint32), low, high)
        self.repeats = repeats.astype(np.uint32)
        self.bad = np.zeros(values.shape[1], bool)
        self.lost: Callable[[Bound, npt.NDArray[np.bool_], int], None] | None = None

    def begin(self) -> None:
        """Run the terms of the start."""
        self._run(self.plan.start, 0)

    def step(self, month: int) -> None:
        """Run one month."""
        program = self.plan.program
        for override in program.overrides:
            if override.month == month:
                self.work[override.row] = self.work[override.source]
        self.work[program.month_row] = month
        count = self.plan.counter(self.repeats, np.array([month], dtype=np.uint32))
        for draws in self.plan.draws:
            draws.run(self.work, count, self.keys)
        self._run(self.plan.month, month)

    def _run(self, steps: list[_Step], month: int) -> None:
        for step in steps:
            finite = step.finite(self.work, step.run(self.work))
            if finite is not None:
                # The worlds that are lost; the others go on.
                self.bad |= ~finite.all(axis=(0, 1))
                if self.lost is not None:
                    self.lost(step.bound, finite, month)

    def record(self, month: int, tally: Tally) -> None:
        """Count the bands of a month."""
        plan, bands = self.plan, len(self.plan.program.bands)
        if bands:
            values = self.work[plan.band_rows]
            bins = plan.bin_of(values, plan.low, plan.scale) + plan.offsets
            found = np.bincount(bins.ravel(), minlength=bands * BINS)
            tally.histograms[month - 1] += found.reshape(bands, BINS)
            units = plan.fixed(values, np.float32(recording.SUM_SCALE)).astype(np.int64)
            tally.sums[month - 1] += units.sum(axis=1)

    def end(self, months: int, tally: Tally) -> None:
        """Count what is counted at the end."""
        plan, program = self.plan, self.plan.program
        for place, row in enumerate(program.first_months):
            found = plan.month_of(self.work[row], np.float32(months))
            tally.first_histogram[place] += np.bincount(found, minlength=months + 1)
        units = plan.fixed(self.work[program.totals], np.float32(recording.TOTAL_SCALE))
        tally.totals[...] += units.astype(np.int64).sum(axis=1)


def replay(
    program: Program, values: Floats, draw: int, repeat: int, *, seed: int, months: int
) -> NoReturn:
    """Run one world again and say where it fails.

    Args:
        program: the program.
        values: the values of this draw, one per column.
        draw: number of the draw, counted as in the key of its worlds.
        repeat: number of the repeat.
        seed: the seed of the run.
        months: how many months were run.

    Raises:
        NumericalError: always; one line with draw, repeat, month, term and entity.
    """
    place = f"draw {draw}, repeat {repeat}"

    def lost(bound: Bound, finite: npt.NDArray[np.bool_], month: int) -> NoReturn:
        entity, write = np.argwhere(~finite[:, :, 0].T)[0]
        when = f"month {month}" if month else "before the first month"
        raise NumericalError(
            f"{place}, {when}: {bound.term.name} gives no finite number "
            f"for {program.name(bound.targets[entity, write])}"
        )

    column = np.asarray(values, np.float32).reshape(-1, 1)
    with np.errstate(all="ignore"):
        world = Worlds(Plan(program), column, np.array([draw]), np.array([repeat]), seed)
        world.lost = lost
        world.begin()
        for month in range(1, months + 1):
            world.step(month)
    raise NumericalError(f"{place}: a number that is not finite, not found again")


def run_numpy(
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
) -> Outcome:
    """Run a program in NumPy; arguments as for `execute`.

    Raises:
        NumericalError: a term gave a number that is not finite.
    """
    plan, lanes, count = Plan(program), lanes or LANES, values.shape[1] * repeats
    chunks = -(-count // lanes)
    threads = min(threads or 1, chunks)
    numbers = recording.draw_numbers(first_draw, values.shape[1])
    finals, series = recording.kept(program, count, months, keep_worlds)
    tallies = [Tally.empty(program, months) for _ in range(threads)]

    def chunk(number: int, thread: int) -> int | None:
        these = np.arange(number * lanes, min(count, (number + 1) * lanes))
        part = slice(int(these[0]), int(these[-1]) + 1)
        draws = these // repeats
        with np.errstate(all="ignore"):
            worlds = Worlds(plan, values[:, draws], numbers[draws], these % repeats, seed)
            worlds.begin()
            for month in range(1, months + 1):
                worlds.step(month)
                # A number that is not finite has no bin, and a run with one ends in an error.
                if not worlds.bad.any():
                    worlds.record(month, tallies[thread])
                if series is not None:
                    series[month - 1, :, part] = worlds.work[program.series]
            if not worlds.bad.any():
                worlds.end(months, tallies[thread])
        if finals is not None:
            finals[:, part] = worlds.work[program.finals]
        return int(these[worlds.bad.argmax()]) if worlds.bad.any() else None

    failed = run_chunks(chunks, threads, chunk, progress)
    if failed is not None:
        draw, repeat = divmod(failed, repeats)
        replay(program, values[:, draw], int(numbers[draw]), repeat, seed=seed, months=months)
    for other in tallies[1:]:
        tallies[0].add(other)
    return tallies[0].outcome(finals, series, "numpy")


def seconds_per_month(program: Program, values: Floats, *, repeats: int, seed: int) -> float:
    """Return the measured time of one month of a full chunk of `LANES` worlds, in seconds."""
    plan = Plan(program)
    draws = np.arange(min(LANES, values.shape[1] * repeats)) // repeats
    with np.errstate(all="ignore"):
        worlds = Worlds(plan, values[:, draws], draws, draws, seed)
        worlds.begin()
        worlds.step(1)
        start = time.perf_counter()
        worlds.step(2)
        return time.perf_counter() - start
