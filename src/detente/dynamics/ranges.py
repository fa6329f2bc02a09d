"""Ranges over draws, with chance taken out.

A run gives x[draw, repeat]. The mean over the repeats of a draw still carries chance: with R
repeats its variance over draws is B + W / R, where W is the variance within draws. Hence

    B = max(0, Var over draws of the means − W / R)

is what ignorance contributes, and a range over draws is that of a distribution with this variance,
not of the raw means. For shares it is the Beta distribution with the same mean and variance (what
the draws' chances would be if they had that form); for other numbers the means are drawn together
by √(B / (B + W / R)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.library.conventions import conventions

Array: TypeAlias = npt.NDArray[np.float64]

#: Variances below this are none: rounding.
_NOTHING = 1e-12  # literal-ok: numerical


@dataclass(frozen=True, slots=True)
class Range:
    """A number over the draws of a run.

    Attributes:
        mean: over all worlds.
        error: Monte Carlo error of the mean (one standard error).
        low, high: ends of the declared interval over draws, chance taken out; NaN where it cannot
            be told from chance (a single repeat, or sums only).
        wide: the same with judged and assumed widths stretched, or None where that was not run.
    """

    mean: float
    error: float
    low: float
    high: float
    wide: Range | None = None

    @property
    def told(self) -> bool:
        """Whether there is a range."""
        return not (np.isnan(self.low) or np.isnan(self.high))

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the range, as declared or with stretched widths, whichever are wider."""
        if self.wide is None or not self.wide.told:
            return self.low, self.high
        return min(self.low, self.wide.low), max(self.high, self.wide.high)

    def narrow(self, bound: float | None = None) -> bool:
        """Whether one number may stand for the range, also with stretched widths.

        Args:
            bound: widest range that counts as narrow (default: the declared one, for shares).
        """
        limit = conventions()["narrow_range"] if bound is None else bound
        low, high = self.ends
        return self.told and high - low <= limit


@dataclass(frozen=True, slots=True)
class Parts:
    """Mean and variances of an outcome x[draw, repeat].

    Attributes:
        mean: over all worlds.
        chance: variance within draws; NaN with a single repeat.
        ignorance: variance between draws, chance taken out and no less than 0; NaN likewise.
        raw: variance over draws of the means over repeats.
        means: the means over repeats, (draw,).
    """

    mean: float
    chance: float
    ignorance: float
    raw: float
    means: Array


def parts(values: npt.ArrayLike) -> Parts:
    """Split the variance of an outcome.

    Args:
        values: x[draw, repeat].
    """
    x = np.asarray(values, dtype=np.float64)
    means = x.mean(axis=1)
    raw = float(means.var(ddof=1)) if len(means) > 1 else 0.0
    if x.shape[1] < 2:
        return Parts(float(means.mean()), np.nan, np.nan, raw, means)
    chance = float(x.var(axis=1, ddof=1).mean())
    return Parts(float(means.mean()), chance, max(raw - chance / x.shape[1], 0.0), raw, means)


def share_range(values: npt.ArrayLike, wide: npt.ArrayLike | None = None) -> Range:
    """Return the range over draws of a chance or a share, by the Beta distribution.

    Args:
        values: x[draw, repeat] in [0, 1]; 0 and 1 for an event.
        wide: the same with stretched widths.
    """
    found = parts(values)
    low, high = _beta_ends(found.mean, found.ignorance)
    return Range(found.mean, _error(found), low, high, None if wide is None else share_range(wide))


def number_range(values: npt.ArrayLike, wide: npt.ArrayLike | None = None) -> Range:
    """Return the range over draws of a number; arguments as `share_range`, without bounds."""
    found = parts(values)
    ends = (np.nan, np.nan)
    if not np.isnan(found.ignorance):
        shrink = float(np.sqrt(found.ignorance / found.raw)) if found.raw > _NOTHING else 0.0
        tail = _tail()
        low, high = np.quantile(found.means, [tail, 1 - tail]) - found.mean
        ends = (found.mean + shrink * float(low), found.mean + shrink * float(high))
    return Range(found.mean, _error(found), *ends, None if wide is None else number_range(wide))


def known_mean(share: float, worlds: int) -> Range:
    """Return what sums alone tell: a mean share without a range over draws."""
    return Range(share, float(np.sqrt(max(share * (1 - share), 0.0) / worlds)), np.nan, np.nan)


def _tail() -> float:
    return 0.5 * (1 - conventions()["interval"])


def _error(found: Parts) -> float:
    return float(np.sqrt(found.raw / len(found.means)))


def _beta_ends(mean: float, variance: float) -> tuple[float, float]:
    """Return the ends of the declared interval of a Beta distribution."""
    from scipy.special import betaincinv

    if np.isnan(variance):
        return np.nan, np.nan
    spread = mean * (1 - mean)
    if variance <= _NOTHING or spread <= _NOTHING:
        return mean, mean
    # The variance of a share cannot reach that of a coin that falls on 0 or 1.
    weight = max(spread / variance - 1, _NOTHING)
    tail = _tail()
    low, high = betaincinv(mean * weight, (1 - mean) * weight, [tail, 1 - tail])
    if np.isnan(low) or np.isnan(high):  # so U-shaped that it is a coin
        return float(mean > 1 - tail), float(mean >= tail)
    return float(low), float(high)
