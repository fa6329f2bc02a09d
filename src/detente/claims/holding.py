"""In which share of the draws a proposition holds, with chance taken out.

What is measured gives x[draw, repeat]; a conditional event is asked in some worlds only. Over the
draws the number has a mean M and a variance that is ignorance and chance together. With n worlds
asked in a draw, m their mean, and the sums running over draws (analysis of variance):

    within  W = Σ Σ (x − m)² / (N − D)          between  S = Σ n (m − M)² / (D − 1)
    ignorance  B = max(0, (S − W) / n₀),        n₀ = (N − Σ n² / N) / (D − 1)

With the same n in every draw this is the B of `dynamics.ranges`. A bound on a chance is held
against the Beta distribution with mean M and variance B; levels and differences are drawn towards
their mean by √(B / (B + W / n)), and the share is that of the draws beyond the bound. The Monte
Carlo error of the share comes from drawing the draws again (bootstrap, by a declared seed). Where
B is close to none the share jumps between 0 and 1 from sample to sample, and the error says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.library.conventions import conventions

Array: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Cell: TypeAlias = Literal["holds", "depends", "fails", "never asked"]

#: Variances below this are none: rounding.
_NOTHING = 1e-12
#: A Beta distribution with a smaller weight is a coin: all of it lies at 0 and 1.
_COIN = 1e-6
#: So many Monte Carlo errors have to lie between a share and one half for it to say anything.
_ERRORS = 2
#: A difference of two conditional events is judged where both are asked in at least so many draws.
_FEWEST_DRAWS = 10
#: Times the draws are drawn again for the Monte Carlo error, and the seed of that.
_AGAIN = 120
_SEED = 1


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What was measured in one setting.

    Attributes:
        values: x[draw, repeat]; of an event 0 or 1.
        asked: in which worlds, (draw, repeat); None: in all.
        share: whether it is an event, whose chance is meant.
        exact: whether there is no chance in it: one column, one number a draw.
    """

    values: Array
    asked: Bools | None = None
    share: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the number, or the difference of two, is held against; all exclusive but `within`.

    Attributes:
        above, below: it is larger, smaller than this, or None.
        within: it lies no further than this from 0, or None.
    """

    above: float | None = None
    below: float | None = None
    within: float | None = None

    def met(self, values: Array) -> Bools:
        """Return where values keep within the bounds."""
        found = np.ones(np.shape(values), np.bool_)
        if self.above is not None:
            found &= values > self.above
        if self.below is not None:
            found &= values < self.below
        if self.within is not None:
            found &= np.abs(values) <= self.within
        return found


@dataclass(frozen=True, slots=True)
class Holding:
    """How far a proposition holds in one setting.

    Attributes:
        share: share of the draws in which it holds; NaN where it was never asked.
        error: Monte Carlo error of that share, one standard error.
        first, second: means over worlds of what was measured; NaN where there is no second.
        worlds: in how many worlds it was asked (the fewer of two).
    """

    share: float
    error: float
    first: float
    second: float
    worlds: int

    @property
    def asked(self) -> bool:
        """Whether it could be judged."""
        return not np.isnan(self.share)

    @property
    def cell(self) -> Cell:
        """Holds, fails, or depends, by the declared share; or never asked.

        A share that chance alone may have put on its side of one half decides nothing.
        """
        if not self.asked:
            return "never asked"
        bound = conventions()["claim_share"]
        if abs(self.share - 0.5) <= _ERRORS * self.error:
            return "depends"
        if self.share >= bound:
            return "holds"
        return "fails" if self.share <= 1 - bound else "depends"


def together(declared: Holding, wide: Holding | None) -> Cell:
    """Return the cell of a setting: holds or fails only if it does so with stretched widths too."""
    if wide is None or not wide.asked:
        return declared.cell
    return declared.cell if declared.cell == wide.cell else "depends"


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """One measured number by draw: worlds asked, mean, sum of squares about it."""

    count: Array
    mean: Array
    squares: Array

    @classmethod
    def of(cls, values: Array, asked: Bools | None) -> _Draws:
        if asked is None:
            count = np.full(len(values), float(values.shape[1]))
            mean = values.mean(axis=1)
            return cls(count, mean, ((values - mean[:, None]) ** 2).sum(axis=1))
        count = asked.sum(axis=1).astype(np.float64)
        mean = np.where(asked, values, 0.0).sum(axis=1) / np.maximum(count, 1.0)
        squares = np.where(asked, (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
        return cls(count, mean, squares)


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Mean, chance within and ignorance between draws, each (sample,)."""

    mean: Array
    chance: Array
    ignorance: Array


def _moments(found: _Draws, weights: Array) -> _Moments:
    """Return the moments under weights of draws, (sample, draw)."""
    n, m = found.count, found.mean
    worlds, draws = weights @ n, weights @ (n > 0)
    mean = weights @ (n * m) / np.maximum(worlds, 1.0)
    chance = weights @ found.squares / np.maximum(worlds - draws, 1.0)
    spread = weights @ (n * m**2) - worlds * mean**2
    between = np.maximum(spread, 0.0) / np.maximum(draws - 1, 1.0)
    usual = (worlds - weights @ n**2 / np.maximum(worlds, 1.0)) / np.maximum(draws - 1, 1.0)
    ignorance = np.maximum((between - chance) / np.maximum(usual, _NOTHING), 0.0)
    return _Moments(mean, chance, ignorance)


def _weights(draws: int) -> Array:
    """Return how often each draw counts: once, and then drawn again; (sample, draw)."""
    luck = np.random.default_rng(_SEED)
    again = luck.multinomial(draws, np.full(draws, 1 / draws), size=_AGAIN)
    return np.concatenate([np.ones((1, draws)), again]).astype(np.float64)


def hold(
    first: Sample, second: Sample | None, bounds: Bounds, rows: Bools | None = None
) -> Holding:
    """Return how far a proposition holds.

    Args:
        first: what was measured.
        second: what it is held against, in the same worlds, or None.
        bounds: of the number, or of first less second.
        rows: which draws count (default: all).
    """
    one = _picked(first, rows)
    other = None if second is None else _picked(second, rows)
    counts = [_Draws.of(s.values, s.asked) for s in (one, other) if s is not None]
    means = [float((c.count @ c.mean) / max(c.count.sum(), 1.0)) for c in counts]
    worlds = min(int(c.count.sum()) for c in counts)
    means += [np.nan] * (2 - len(means))
    if not _enough(counts, [s for s in (one, other) if s is not None]):
        return Holding(np.nan, np.nan, means[0], means[1], worlds)
    if other is None:
        shares = _of_one(one, counts[0], bounds)
    elif one.asked is None and other.asked is None:
        differing = Sample(one.values - other.values, exact=one.exact and other.exact)
        shares = _of_one(differing, _Draws.of(differing.values, None), bounds)
    else:
        shares = _of_two(counts[0], counts[1], bounds)
    error = 0.0 if one.exact and one.share else float(shares[1:].std())
    return Holding(float(shares[0]), error, means[0], means[1], worlds)


def _picked(sample: Sample, rows: Bools | None) -> Sample:
    if rows is None:
        return sample
    asked = None if sample.asked is None else sample.asked[rows]
    return Sample(sample.values[rows], asked, sample.share, sample.exact)


def _enough(counts: list[_Draws], samples: list[Sample]) -> bool:
    """Whether what is asked in some worlds only is asked in enough of them to be judged."""
    least = conventions()["least_asked"]
    for count, sample in zip(counts, samples, strict=True):
        if sample.asked is None:
            continue
        worlds, draws = count.count.sum(), (count.count > 0).sum()
        if worlds < least or worlds <= draws:
            return False
    if len(counts) > 1 and any(sample.asked is not None for sample in samples):
        both = (counts[0].count > 0) & (counts[1].count > 0)
        return bool(both.sum() >= _FEWEST_DRAWS)
    return True


def _of_one(sample: Sample, found: _Draws, bounds: Bounds) -> Array:
    """Return the share of draws in which a number keeps within bounds, (sample,)."""
    weights = _weights(len(found.mean))
    if sample.exact:
        met = bounds.met(found.mean).astype(np.float64)
        return np.asarray(weights @ met / weights.sum(axis=1))
    moments = _moments(found, weights)
    if sample.share:
        return _beta(moments, bounds)
    raw = moments.ignorance + moments.chance / found.count.mean()
    kept = np.sqrt(moments.ignorance / np.maximum(raw, _NOTHING))
    kept = np.where(raw > _NOTHING, kept, 1.0)
    middle = moments.mean[:, None]
    values = middle + kept[:, None] * (found.mean - middle)
    return np.asarray((weights * bounds.met(values)).sum(axis=1) / weights.sum(axis=1))


def _beta(moments: _Moments, bounds: Bounds) -> Array:
    """Return the probability that a chance keeps within bounds, as a Beta distribution has it."""
    from scipy.special import betainc

    mean, variance = moments.mean, moments.ignorance
    spread = mean * (1 - mean)
    point = (variance <= _NOTHING) | (spread <= _NOTHING)
    weight = np.maximum(spread / np.maximum(variance, _NOTHING) - 1, _COIN)
    a, b = np.maximum(mean * weight, _NOTHING), np.maximum((1 - mean) * weight, _NOTHING)
    low = 0.0 if bounds.above is None else min(max(bounds.above, 0.0), 1.0)
    high = 1.0 if bounds.below is None else min(max(bounds.below, 0.0), 1.0)
    inside = betainc(a, b, high) - betainc(a, b, low)
    # The variance of a chance cannot reach that of a coin that falls on 0 or 1.
    ends = bounds.met(np.array([0.0, 1.0]))
    inside = np.where(weight > _COIN, inside, (1 - mean) * ends[0] + mean * ends[1])
    return np.asarray(np.where(point, bounds.met(mean), np.clip(inside, 0.0, 1.0)))


def _of_two(one: _Draws, other: _Draws, bounds: Bounds) -> Array:
    """Return the share for the difference of two chances that are asked in different worlds.

    A draw counts by n₁ n₂ / (n₁ + n₂), that is by how much it tells about the difference.
    """
    both = (one.count > 0) & (other.count > 0)
    n1, n2 = np.where(both, one.count, 1.0), np.where(both, other.count, 1.0)
    precision = np.where(both, n1 * n2 / (n1 + n2), 0.0)
    gap = np.where(both, one.mean - other.mean, 0.0)
    weights = _weights(len(gap))
    chances = [_moments(side, weights).chance[:, None] for side in (one, other)]
    noise = chances[0] / n1 + chances[1] / n2
    g = weights * precision
    total = np.maximum(g.sum(axis=1), _NOTHING)
    mean = (g @ gap) / total
    centred = gap - mean[:, None]
    spread = (g * centred**2).sum(axis=1)
    expected = (g * noise * (1 - g / total[:, None])).sum(axis=1)
    scale = total - (g**2).sum(axis=1) / total
    ignorance = np.maximum((spread - expected) / np.maximum(scale, _NOTHING), 0.0)[:, None]
    kept = np.sqrt(ignorance / np.maximum(ignorance + noise, _NOTHING))
    values = mean[:, None] + kept * centred
    return np.asarray((g * bounds.met(values)).sum(axis=1) / total)


def by_draw(first: Sample, second: Sample | None) -> Array:
    """Return the number, or the difference, in every draw, (draw,); NaN where it was not asked."""
    sides = [_Draws.of(s.values, s.asked) for s in (first, second) if s is not None]
    values = [np.where(side.count > 0, side.mean, np.nan) for side in sides]
    return values[0] if second is None else values[0] - values[1]
