"""Means over issues with intervals that know that issues of one dossier belong together.

Dossiers are drawn with replacement, all issues of a drawn dossier come along (a bootstrap of
clusters). The same draws serve every model, so that differences between models are paired. The
interval holds the middle share of the resamples.

Source: cameron2008.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from detente.bargaining.prediction import Array

#: Resamples where nobody says otherwise, and the share of them an interval holds.
RESAMPLES = 2000  # literal-ok: sets the rounding of an interval's ends, not a model
HELD = 0.95  # literal-ok: the customary share


class Interval(NamedTuple):
    """A statistic and the ends of its interval; NaN where it is undefined."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Say whether the interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


def resample(clusters: Sequence[str], resamples: int, seed: int) -> Array:
    """Return how often each issue counts in each resample, (resample, issue).

    Args:
        clusters: dossier of each issue; dossiers are numbered in the order of their names, so that
            the order of the issues does not matter.
        resamples: 1 or more.
        seed: of the draws.
    """
    return _drawn(tuple(clusters), resamples, seed)


@lru_cache(maxsize=4)  # literal-ok: a split's issues are drawn once for all contenders
def _drawn(clusters: tuple[str, ...], resamples: int, seed: int) -> Array:
    names, member = np.unique(np.array(clusters), return_inverse=True)
    share = np.full(len(names), 1 / len(names))
    drawn = np.random.default_rng(seed).multinomial(len(names), share, size=resamples)
    counts: Array = drawn[:, member].astype(np.float64)
    counts.flags.writeable = False
    return counts


Statistic = Callable[["Array", "Array"], "Array"]


def mean(values: Array, counts: Array) -> Array:
    """Return the mean of values, (issue,), under counts (resample, issue)."""
    found: Array = counts @ values / counts.sum(axis=-1)
    return found


def root_mean_square(values: Array, counts: Array) -> Array:
    """Return √ of the mean of squares under counts."""
    return np.sqrt(mean(values**2, counts))


def median(values: Array, counts: Array) -> Array:
    """Return the median under counts: with an even number the middle of the two middle values."""
    order = np.argsort(values, kind="stable")
    held, ranked = np.cumsum(counts[:, order], axis=-1), values[order]
    total = held[:, -1]
    lower = (held > np.floor((total - 1) / 2)[:, None]).argmax(axis=-1)
    upper = (held > np.floor(total / 2)[:, None]).argmax(axis=-1)
    found: Array = 0.5 * (ranked[lower] + ranked[upper])
    return found


def interval(values: Array, counts: Array | None, statistic: Statistic = mean) -> Interval:
    """Return a statistic of values with its interval over resamples.

    Args:
        values: (issue,), none of them NaN.
        counts: (resample, issue) from `resample`; None where a single dossier tells nothing about
            the spread between dossiers, so that the interval is undefined.
        statistic: of values under counts.
    """
    if not len(values):
        return Interval(math.nan, math.nan, math.nan)
    whole = float(statistic(values, np.ones((1, len(values))))[0])
    if counts is None:
        return Interval(whole, math.nan, math.nan)
    tail = 0.5 * (1 - HELD)
    low, high = np.quantile(statistic(values, counts), [tail, 1 - tail])
    return Interval(whole, float(low), float(high))
