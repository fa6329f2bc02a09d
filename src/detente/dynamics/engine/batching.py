"""What compiled executors share: the worlds of a batch, and what is counted at its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from detente.dynamics.engine import noise, recording
from detente.dynamics.engine.binding import Binder
from detente.dynamics.engine.executor_numpy import NUMPY, replay
from detente.dynamics.engine.outcome import Outcome
from detente.dynamics.engine.program import Program, Rows
from detente.dynamics.engine.recording import Tally

Floats = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint32]


@lru_cache(maxsize=1)
def _functions() -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    """Return what is worked out once per batch, in NumPy."""
    bind = Binder(NUMPY)
    return bind(noise.world_key), bind(recording.month_of), bind(recording.fixed)


class Batches:
    """A run, cut into batches of worlds in ascending order."""

    def __init__(
        self,
        program: Program,
        values: Floats,
        *,
        first_draw: int | npt.NDArray[np.uint32],
        seed: int,
        repeats: int,
        months: int,
        keep_worlds: bool,
        threads: int,
    ) -> None:
        self.program, self.values = program, values
        self.numbers = recording.draw_numbers(first_draw, values.shape[1])
        self.seed, self.repeats, self.months = seed, repeats, months
        self.worlds = values.shape[1] * repeats
        self.finals, self.series = recording.kept(program, self.worlds, months, keep_worlds)
        self.tallies = [Tally.empty(program, months) for _ in range(threads)]
        self._seed_words = tuple(np.array([w], np.uint32) for w in noise.seed_words(seed))

    def kept_rows(self) -> Rows:
        """Return the rows whose last values `end` wants, in order."""
        parts = [self.program.first_months, self.program.totals]
        if self.finals is not None:
            parts.append(self.program.finals)
        return np.concatenate(parts).astype(np.int32)

    def series_rows(self) -> Rows:
        """Return the rows whose values are kept every month."""
        rows = self.program.series if self.series is not None else self.program.series[:0]
        return np.ascontiguousarray(rows, np.int32)

    def fill(self, worlds: npt.NDArray[np.int64], columns: Floats, words: Words) -> None:
        """Write what the worlds begin with.

        Args:
            worlds: their numbers.
            columns: (columns, worlds), to be filled.
            words: (3, worlds), to be filled with the two words of the key and the counter of the
                noise before the first month.
        """
        key, _, _ = _functions()
        draws = worlds // self.repeats
        np.take(self.values, draws, axis=1, out=columns)
        words[0], words[1] = key(self.numbers[draws].astype(np.uint32), *self._seed_words)
        words[2] = worlds % self.repeats * noise.MONTHS

    def end(self, first: int, kept: Floats, tally: Tally) -> None:
        """Count what is counted at the end.

        Args:
            first: the first world of the batch.
            kept: the last values of `kept_rows`, (rows, worlds).
            tally: what to add to.
        """
        _, month_of, fixed = _functions()
        firsts = len(self.program.first_months)
        totals = firsts + len(self.program.totals)
        if firsts:
            found = month_of(kept[:firsts], np.float32(self.months))
            found = found + (self.months + 1) * np.arange(firsts)[:, None]
            counts = np.bincount(found.ravel(), minlength=tally.first_histogram.size)
            tally.first_histogram[...] += counts.reshape(tally.first_histogram.shape)
        units = fixed(kept[firsts:totals], np.float32(recording.TOTAL_SCALE))
        tally.totals[...] += units.astype(np.int64).sum(axis=1)
        if self.finals is not None:
            self.finals[:, first : first + kept.shape[1]] = kept[totals:]

    @staticmethod
    def failed(first: int, check: Floats) -> int | None:
        """Return the lowest world that failed: `check` is NaN there."""
        lost = np.isnan(check)
        return first + int(lost.argmax()) if lost.any() else None

    def explain(self, world: int) -> NoReturn:
        """Raise the error of a world that failed."""
        draw, repeat = divmod(world, self.repeats)
        replay(
            self.program,
            self.values[:, draw],
            int(self.numbers[draw]),
            repeat,
            seed=self.seed,
            months=self.months,
        )

    def outcome(self, executor: str) -> Outcome:
        """Return the result of all batches."""
        for other in self.tallies[1:]:
            self.tallies[0].add(other)
        return self.tallies[0].outcome(self.finals, self.series, executor)
