"""What is kept of the worlds: exact counts and sums that do not depend on the order of adding.

Sums are kept as whole numbers (fixed point), because a sum of floats would depend on how the
worlds are split into chunks. `bin_of` and `fixed` are written like equations and bound by every
executor; the rest is for NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.dynamics.engine.machine import Number, floor, integer
from detente.dynamics.engine.outcome import Outcome
from detente.dynamics.engine.primitives import clip
from detente.dynamics.engine.program import BINS, Band, Program

Counts = npt.NDArray[np.int64]

#: Units of the monthly sums and of the totals; powers of two, so that scaling is exact.
SUM_SCALE = 65536.0  # literal-ok: 2^16
TOTAL_SCALE = 256.0  # literal-ok: 2^8
#: Values beyond this many units are clipped, so that 2^23 worlds fit into a sum of 64 bits.
LIMIT = 1099511627776.0  # literal-ok: 2^40


def draw_numbers(first: int | npt.NDArray[np.uint32], count: int) -> npt.NDArray[np.int64]:
    """Return the numbers of draws, (draw,): in a row from the first on, or those given."""
    if isinstance(first, np.ndarray):
        return first.astype(np.int64)
    return first + np.arange(count, dtype=np.int64)


def bin_of(value: Number, low: Number, scale: Number) -> Number:
    """Return the bin of a value; `scale` is bins per unit, values outside go to the ends."""
    last = 127.0  # literal-ok: BINS − 1
    return integer(clip((value - low) * scale, 0.0, last))


def fixed(value: Number, scale: Number) -> Number:
    """Return the value in units of 1 / scale, rounded to a whole number, still as a float."""
    edge = LIMIT / scale
    return floor(clip(value, -edge, edge) * scale + 0.5)


def month_of(value: Number, months: Number) -> Number:
    """Return a month between 0 and `months` as a whole number."""
    return integer(clip(value, 0.0, months))


def band_scales(bands: tuple[Band, ...]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the lower end and the bins per unit of every band, in float32."""
    low = np.array([band.low for band in bands], dtype=np.float32)
    scale = np.array([BINS / (band.high - band.low) for band in bands], dtype=np.float32)
    return low, scale


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts and sums over worlds, to be filled in place.

    Attributes:
        histograms: (months, bands, BINS).
        sums: (months, bands), in units of 1 / SUM_SCALE.
        first_histogram: (first months, months + 1).
        totals: one per row, in units of 1 / TOTAL_SCALE.
    """

    histograms: Counts
    sums: Counts
    first_histogram: Counts
    totals: Counts

    @classmethod
    def empty(cls, program: Program, months: int) -> Tally:
        """Return a tally of no worlds."""
        bands, firsts = len(program.bands), len(program.first_months)
        return cls(
            np.zeros((months, bands, BINS), np.int64),
            np.zeros((months, bands), np.int64),
            np.zeros((firsts, months + 1), np.int64),
            np.zeros(len(program.totals), np.int64),
        )

    def add(self, other: Tally) -> None:
        """Add the worlds of another tally."""
        self.histograms[...] += other.histograms
        self.sums[...] += other.sums
        self.first_histogram[...] += other.first_histogram
        self.totals[...] += other.totals

    def outcome(
        self,
        finals: npt.NDArray[np.float32] | None,
        series: npt.NDArray[np.float32] | None,
        executor: str,
        warnings: tuple[str, ...] = (),
    ) -> Outcome:
        """Return the result of a run with these counts."""
        return Outcome(
            finals,
            series,
            self.histograms,
            self.sums,
            self.first_histogram,
            self.totals,
            executor,
            warnings,
        )


def kept(
    program: Program, worlds: int, months: int, keep: bool
) -> tuple[npt.NDArray[np.float32] | None, npt.NDArray[np.float32] | None]:
    """Return the arrays for finals and series, or None twice."""
    if not keep:
        return None, None
    finals = np.empty((len(program.finals), worlds), np.float32)
    return finals, np.empty((months, len(program.series), worlds), np.float32)
