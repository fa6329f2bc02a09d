"""Scores of one contender over the issues of a split, with intervals and paired differences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.bargaining.record.intervals import (
    Interval,
    interval,
    median,
    resample,
    root_mean_square,
)
from detente.bargaining.record.negotiations import PROCEDURES, Negotiations

if TYPE_CHECKING:
    from detente.bargaining.prediction import Array, Flags

#: A point counts as a hit within so many points of the outcome.
HITS = (5, 10)  # literal-ok: how far off still counts as right, a convention
#: Differences below this are rounding of the models' own numbers, and count as none.
ROUNDING = 1e-3  # literal-ok: a thousandth of a point of the scale
#: The split that holds every issue.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Score:
    """How one contender did on the issues of a split.

    Attributes:
        issues, answered: in the split, and of these answered.
        mean_error, root_mean_square, median_error: of |point − outcome|, in points of the scale.
        within_5, within_10: share of answered issues.
        crps: of the distribution; of a point its absolute error.
        from_compromise: mean absolute error less that of the compromise model, on the issues that
            both answer; below 0 the contender is nearer.
        from_positions: CRPS less that of the weighted positions, likewise.
        shared: issues that both answer.
    """

    issues: int
    answered: int
    mean_error: Interval
    root_mean_square: Interval
    median_error: Interval
    within_5: Interval
    within_10: Interval
    crps: Interval
    from_compromise: Interval
    from_positions: Interval
    shared: int

    def as_dict(self) -> dict[str, Any]:
        """Return plain values; an interval as value, low, high, and null where undefined."""
        return {
            key: [plain(part) for part in value] if isinstance(value, tuple) else value
            for key, value in asdict(self).items()
        }


def plain(value: float) -> float | None:
    """Return a number as JSON can hold it."""
    return None if math.isnan(value) else float(value)


def splits(known: Negotiations) -> Mapping[str, Flags]:
    """Return split → issues (issue,): all, by procedure, and binary or graded positions."""
    procedures = np.array(known.procedures)
    found: dict[str, Flags] = {ALL: np.ones(len(known), np.bool_)}
    usual = [name for name in PROCEDURES if name in known.procedures]
    for name in (*usual, *sorted(set(known.procedures) - set(usual))):
        found[PROCEDURES.get(name, name)] = procedures == name
    found["binary"], found["graded"] = ~known.graded, known.graded
    return {name: flags for name, flags in found.items() if flags.any()}


def score(
    known: Negotiations,
    flags: Flags,
    errors: Array,
    ranked: Array,
    yardsticks: tuple[Array, Array],
    *,
    resamples: int,
    seed: int,
) -> Score:
    """Score one contender on one split.

    Args:
        known: the negotiations.
        flags: (issue,) the split.
        errors, ranked: (issue,) absolute errors and CRPS; NaN where it says nothing.
        yardsticks: (issue,) errors of the compromise model, CRPS of the weighted positions.
        resamples, seed: of the bootstrap over dossiers.
    """

    def over(values: Array, *statistic: Any) -> Interval:
        rows = flags & ~np.isnan(values)
        dossiers = [known.dossiers[row] for row in np.flatnonzero(rows)]
        several = len(set(dossiers)) > 1
        drawn = resample(dossiers, resamples, seed) if several else None
        return interval(values[rows], drawn, *statistic)

    hits = [np.where(np.isnan(errors), np.nan, errors <= margin) for margin in HITS]
    return Score(
        issues=int(flags.sum()),
        answered=int((flags & ~np.isnan(ranked)).sum()),
        mean_error=over(errors),
        root_mean_square=over(errors, root_mean_square),
        median_error=over(errors, median),
        within_5=over(hits[0]),
        within_10=over(hits[1]),
        crps=over(ranked),
        from_compromise=over(_difference(errors, yardsticks[0])),
        from_positions=over(_difference(ranked, yardsticks[1])),
        shared=int((flags & ~np.isnan(ranked - yardsticks[1])).sum()),
    )


def _difference(one: Array, other: Array) -> Array:
    """Return one − other, (issue,), with what is rounding set to 0."""
    difference: Array = one - other
    return np.where(np.abs(difference) < ROUNDING, 0.0, difference)
