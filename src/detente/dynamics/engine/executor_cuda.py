"""The executor for a graphics card: one thread per world, every row of the workspace in its memory.

It runs the same kernels as the tile executor, written for threads instead of vectors, with the same
tables in the same order; the bits are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.dynamics.engine import recording
from detente.dynamics.engine.batching import Batches, Floats
from detente.dynamics.engine.generating import Module
from detente.dynamics.engine.grid_kernels import (
    count_kernel,
    fill_kernel,
    key_kernel,
    record_kernel,
    total_kernel,
)
from detente.dynamics.engine.noise import seed_words
from detente.dynamics.engine.nvidia import Device, Launch, first_card, launch
from detente.dynamics.engine.outcome import Outcome
from detente.dynamics.engine.program import Program
from detente.dynamics.engine.recording import Tally
from detente.dynamics.engine.scheduling import CHECK, COUNT, KEY, OTHER, OWN, Call, Schedule

_BYTES = 4  # literal-ok: of a float32
#: Worlds of a batch at most: more keep a card no busier.
_MOST_WORLDS = 1 << 20  # literal-ok: a size
#: Share of the free memory that the workspace may take.
_SHARE = 0.5
#: Entities that one launch can hold.
_MOST_ENTITIES = 65535  # literal-ok: of the cards


class _Memory:
    """What lies in the memory of the card, given back together."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.taken: list[int] = []

    def empty(self, size: int) -> int:
        """Return the address of so many bytes."""
        self.taken.append(self.device.allocate(size))
        return self.taken[-1]

    def zeros(self, values: npt.NDArray[Any]) -> int:
        """Return the address of zeros, as many bytes as an array has."""
        address = self.empty(values.nbytes)
        self.device.clear(address, values.nbytes)
        return address

    def copy(self, values: npt.ArrayLike, kind: Any) -> int:
        """Return the address of a copy of an array."""
        array = np.ascontiguousarray(values, kind)
        address = self.empty(array.nbytes)
        self.device.upload(address, array)
        return address

    def release(self) -> None:
        """Give everything back."""
        while self.taken:
            self.device.free(self.taken.pop())


@contextmanager
def _memory(device: Device) -> Iterator[_Memory]:
    memory = _Memory(device)
    try:
        yield memory
    finally:
        memory.release()


class _Run(Batches):
    """A run on a card."""

    def prepare(self, memory: _Memory, lanes: int | None) -> None:
        """Load the kernels, and put tables, values and counts on the card."""
        program, self.device = self.program, memory.device
        filled = (program.columns, program.bands, program.first_months, program.totals)
        if max(len(rows) for rows in filled) > _MOST_ENTITIES:
            raise ValueError(f"a card fills and counts at most {_MOST_ENTITIES} rows")
        self.schedule = Schedule(program, grid=True)
        fixed = (fill_kernel(), key_kernel(), record_kernel(), count_kernel(), total_kernel())
        self.kernels = self.device.load((*self.schedule.modules(), *fixed))
        calls = (*self.schedule.start, *self.schedule.month)
        self.tables = {id(call): memory.copy(call.table, np.int32) for call in calls}
        self.overrides = memory.copy(self.schedule.overrides, np.int32)
        self.places = self.schedule.override_places(self.months).tolist()
        self.column_rows = memory.copy(program.columns, np.int32)
        self.column_values = memory.copy(self.values, np.float32)
        self.band_rows = memory.copy([band.row for band in program.bands], np.int32)
        self.scales = memory.copy(np.stack(recording.band_scales(program.bands), 1), np.float32)
        self.first_rows = memory.copy(program.first_months, np.int32)
        self.total_rows = memory.copy(program.totals, np.int32)
        tally = self.tallies[0]
        self.counts = {name: memory.zeros(array) for name, array in _parts(tally)}
        rows = program.rows + OWN
        fitting = int(self.device.room() * _SHARE) // (rows * _BYTES)
        self.size = max(1, min(lanes or min(_MOST_WORLDS, fitting), self.worlds))
        self.workspace = memory.empty(rows * self.size * _BYTES)

    def launches(self, calls: Sequence[Call], worlds: int) -> list[Launch]:
        """Return what runs kernels over their tables."""
        made: list[Launch] = []
        for call in calls:
            made += self.over(
                call.module, self.tables[id(call)], call.table.shape, worlds, call.in_order
            )
        return made

    def over(
        self,
        module: Module,
        table: int,
        shape: tuple[int, ...],
        worlds: int,
        in_order: bool = False,
    ) -> Iterator[Launch]:
        """Yield what runs a kernel over a table, in parts if it is long."""
        kernel, check = self.kernels[module.name], self.row(CHECK, worlds)
        step = shape[0] if in_order else _MOST_ENTITIES
        for first in range(0, shape[0], step or 1):
            count = min(step, shape[0] - first)
            place = table + first * shape[1] * _BYTES
            arguments = (self.workspace, check, place, count, worlds)
            yield launch(kernel, worlds, 1 if in_order else count, arguments)

    def row(self, own: int, worlds: int) -> int:
        """Return the address of one of the executor's own rows."""
        return self.address(self.program.rows + own, worlds)

    def address(self, row: int, worlds: int) -> int:
        """Return the address of a row."""
        return self.workspace + row * worlds * _BYTES

    def counting(self, module: Module, entities: int, worlds: int, *arguments: int) -> None:
        """Run a kernel that counts, a world and an entity per thread."""
        if entities:
            given = (self.workspace, *arguments, worlds)
            self.device.run(launch(self.kernels[module.name], worlds, entities, given))

    def batch(self, first: int, tell: Callable[[int], None]) -> int | None:
        """Run the worlds from `first` on; return the lowest that failed."""
        device, program = self.device, self.program
        worlds = min(self.size, self.worlds - first)
        device.clear(self.workspace, (program.rows + OWN) * worlds * _BYTES)
        own = [program.rows + one for one in (KEY, OTHER, COUNT)]
        origin = (first, self.repeats)
        self.counting(
            fill_kernel(),
            len(program.columns),
            worlds,
            self.column_values,
            self.column_rows,
            self.values.shape[1],
            *origin,
        )
        words = seed_words(self.seed)
        self.counting(key_kernel(), 1, worlds, *own, int(self.numbers[0]), *words, *origin)
        for call in self.launches(self.schedule.start, worlds):
            device.run(call)
        month = self.launches(self.schedule.month, worlds)
        for number in range(self.months):
            self.month(number, month, first, worlds)
            tell(number + 1)
        check = np.empty(worlds, np.float32)
        device.download(self.row(CHECK, worlds), check)
        failed = self.failed(first, check)
        if failed is None:
            self.finish(first, worlds)
        return failed

    def month(self, number: int, calls: Sequence[Launch], first: int, worlds: int) -> None:
        """Run a month."""
        device, tally = self.device, self.tallies[0]
        begin, end = self.places[number : number + 2]
        if end > begin:
            pairs = self.overrides + begin * 2 * _BYTES
            # One by one: a later override may copy what an earlier one has set.
            for call in self.over(self.schedule.copy, pairs, (end - begin, 2), worlds, True):
                device.run(call)
        for call in calls:
            device.run(call)
        counts = self.counts["histograms"] + number * tally.histograms[0].nbytes
        sums = self.counts["sums"] + number * tally.sums[0].nbytes
        bands = len(self.program.bands)
        self.counting(record_kernel(), bands, worlds, self.band_rows, self.scales, counts, sums)
        if self.series is not None:
            for place, row in enumerate(self.program.series.tolist()):
                kept = self.series[number, place, first : first + worlds]
                device.download(self.address(row, worlds), kept)

    def finish(self, first: int, worlds: int) -> None:
        """Count and keep what stands at the end."""
        program = self.program
        firsts, totals = len(program.first_months), len(program.totals)
        counts = self.counts["first_histogram"]
        self.counting(count_kernel(), firsts, worlds, self.first_rows, counts, self.months)
        self.counting(total_kernel(), totals, worlds, self.total_rows, self.counts["totals"])
        if self.finals is not None:
            for place, row in enumerate(program.finals.tolist()):
                kept = self.finals[place, first : first + worlds]
                self.device.download(self.address(row, worlds), kept)

    def collect(self) -> None:
        """Fetch the counts from the card."""
        for name, array in _parts(self.tallies[0]):
            self.device.download(self.counts[name], array)


def _parts(tally: Tally) -> tuple[tuple[str, npt.NDArray[np.int64]], ...]:
    names = ("histograms", "sums", "first_histogram", "totals")
    return tuple((name, getattr(tally, name)) for name in names)


def run_cuda(
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
    device: Device | None = None,
) -> Outcome:
    """Run a program on a graphics card; arguments as for `execute`.

    Args:
        threads: without meaning here.
        device: what to run on; None: the first NVIDIA card.

    Raises:
        ValueError: there is no card; one line.
        NumericalError: a term gave a number that is not finite.
    """
    del threads
    run = _Run(
        program,
        values,
        first_draw=first_draw,
        seed=seed,
        repeats=repeats,
        months=months,
        keep_worlds=keep_worlds,
        threads=1,
    )
    with _memory(device or first_card()) as memory:
        run.prepare(memory, lanes)
        for first in range(0, run.worlds, run.size):

            def tell(month: int, first: int = first) -> None:
                if progress is not None:
                    worlds = min(run.size, run.worlds - first)
                    progress((first + worlds * month / months) / run.worlds)

            failed = run.batch(first, tell)
            if failed is not None:
                run.explain(failed)
        run.collect()
    return run.outcome("cuda")
