"""What a run gives back, and the one thing that can go wrong in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


class NumericalError(RuntimeError):
    """A term gave a number that is not finite; one line names world, month, term and entity."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """Worlds run for some months. A world is draw · repeats + repeat.

    Attributes:
        finals: (finals, worlds), or None if worlds were not kept.
        series: (months, series, worlds), or None.
        histograms: (months, bands, 128), worlds per bin.
        sums: (months, bands): sums over worlds of round(value · 2^16).
        first_histogram: (first months, months + 1), worlds by month of a first event; 0 = never.
        totals: sums over worlds at the end of round(value · 2^8).
        executor: what ran it.
        warnings: one line each.
    """

    finals: npt.NDArray[np.float32] | None
    series: npt.NDArray[np.float32] | None
    histograms: npt.NDArray[np.int64]
    sums: npt.NDArray[np.int64]
    first_histogram: npt.NDArray[np.int64]
    totals: npt.NDArray[np.int64]
    executor: str
    warnings: tuple[str, ...] = ()


def merge(outcomes: Sequence[Outcome]) -> Outcome:
    """Return one outcome for the draws of several, in the order given.

    Counts and sums are whole numbers, so the result is the same as if all had been run at once.

    Raises:
        ValueError: nothing to merge, or the outcomes differ in months or in what is kept.
    """
    if not outcomes:
        raise ValueError("no outcomes to merge")
    first = outcomes[0]
    if len(outcomes) == 1:
        return first
    for other in outcomes[1:]:
        for name in ("histograms", "first_histogram", "totals"):
            if getattr(first, name).shape != getattr(other, name).shape:
                raise ValueError(f"outcomes with different {name} cannot be merged")
        if (first.finals is None) != (other.finals is None):
            raise ValueError("outcomes with and without worlds cannot be merged")
    finals = [one.finals for one in outcomes if one.finals is not None]
    series = [one.series for one in outcomes if one.series is not None]
    return Outcome(
        np.concatenate(finals, axis=-1) if finals else None,
        np.concatenate(series, axis=-1) if series else None,
        np.sum([one.histograms for one in outcomes], axis=0),
        np.sum([one.sums for one in outcomes], axis=0),
        np.sum([one.first_histogram for one in outcomes], axis=0),
        np.sum([one.totals for one in outcomes], axis=0),
        "+".join(dict.fromkeys(one.executor for one in outcomes)),
        tuple(dict.fromkeys(line for one in outcomes for line in one.warnings)),
    )
