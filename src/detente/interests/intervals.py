"""Ranges of a finding over draws."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.library.conventions import conventions

#: Lower end, middle and upper end of the declared interval.
Interval: TypeAlias = tuple[float, float, float]


def quantiles(values: npt.NDArray[np.float64]) -> Interval:
    """Return the ends and the middle of the declared interval; NaN where there are no values."""
    if not values.size:
        return (np.nan, np.nan, np.nan)
    tail = 0.5 * (1 - conventions()["interval"])
    low, middle, high = np.quantile(values, [tail, 0.5, 1 - tail])
    return float(low), float(middle), float(high)
