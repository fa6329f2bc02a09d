"""Distributions of quantities: each knows its quantile function on an allowed range.

All are frozen values. `ppf(u)` maps probabilities in (0, 1), any shape, to values of the same shape
(float64). Distributions that would leave the allowed range are cut off there (the remaining part is
scaled to one), as `lower` and `upper` say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

# NumPy is imported where numbers are made: `detente check` reads distributions but draws nothing.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[np.float64]

#: An elicited interval holds the middle 80%: its ends are the 10th and 90th percentiles.
TAIL = 0.1


@dataclass(frozen=True, slots=True)
class Exact:
    """A number without spread."""

    number: float

    def ppf(self, u: Array) -> Array:
        """Return the number for every probability."""
        import numpy as np

        return np.full(np.shape(u), self.number, dtype=np.float64)

    def widened(self, factor: float) -> Exact:  # noqa: ARG002 - an exact number has no width
        """Return itself."""
        return self

    @property
    def centre(self) -> float:
        """The number."""
        return self.number


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value between `low` and `high` alike."""

    low: float
    high: float
    lower: float = -math.inf
    upper: float = math.inf

    def ppf(self, u: Array) -> Array:
        """Return `low + u (high − low)`."""
        return self.low + u * (self.high - self.low)

    def widened(self, factor: float) -> Uniform:
        """Stretch about the middle, cut off at the allowed range."""
        half = 0.5 * (self.high - self.low) * factor
        return replace(
            self,
            low=max(self.lower, self.centre - half),
            high=min(self.upper, self.centre + half),
        )

    @property
    def centre(self) -> float:
        """The middle."""
        return 0.5 * (self.low + self.high)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Triangle from `low` over `mode` to `high`, cut off at [`lower`, `upper`]."""

    low: float
    mode: float
    high: float
    lower: float = -math.inf
    upper: float = math.inf

    def cdf(self, x: float) -> float:
        """Return the probability of a value up to `x` before the cut."""
        if x <= self.low:
            return 0.0
        if x >= self.high:
            return 1.0
        width = self.high - self.low
        if x <= self.mode:
            return (x - self.low) / width * ((x - self.low) / (self.mode - self.low))
        return 1.0 - (self.high - x) / width * ((self.high - x) / (self.high - self.mode))

    def ppf(self, u: Array) -> Array:
        """Return the quantiles of the cut-off triangle."""
        import numpy as np

        start, stop = self.cdf(self.lower), self.cdf(self.upper)
        width = self.high - self.low
        v = start + u * (stop - start)
        turn = (self.mode - self.low) / width
        # The radicand is chosen before the root is taken, so that one root serves both sides.
        left = v < turn
        radicand = np.where(
            left,
            v * (width * (self.mode - self.low)),
            (1.0 - v) * (width * (self.high - self.mode)),
        )
        root = np.sqrt(radicand, out=radicand)
        values: Array = np.where(left, self.low + root, self.high - root)
        if (start, stop) != (0.0, 1.0):
            np.clip(values, self.lower, self.upper, out=values)
        return values

    def widened(self, factor: float) -> Triangular:
        """Stretch about the mode; the cut stays at the allowed range."""
        return replace(
            self,
            low=self.mode - factor * (self.mode - self.low),
            high=self.mode + factor * (self.high - self.mode),
        )

    @property
    def centre(self) -> float:
        """The mode."""
        return self.mode


def elicited(p10: float, mode: float, p90: float, lower: float, upper: float) -> Triangular:
    """Return the triangle whose 10th and 90th percentiles and mode are given.

    With x and y the distances of the mode from the ends, p and q its distances from the
    percentiles and s = x + y: (x − p)² = .1 s x and (y − q)² = .1 s y. The root in s is found by
    bisection; the triangle is then cut off at [lower, upper], so that a percentile that lies on
    the edge of the allowed range is met only nearly.
    """
    p, q = mode - p10, p90 - mode

    def ends(s: float) -> tuple[float, float]:
        root = math.sqrt(TAIL * s)
        x = 0.25 * (root + math.sqrt(TAIL * s + 4.0 * p)) ** 2
        y = 0.25 * (root + math.sqrt(TAIL * s + 4.0 * q)) ** 2
        return x, y

    low, high = p + q, 100.0 * (p + q)
    for _ in range(60):
        middle = 0.5 * (low + high)
        if sum(ends(middle)) > middle:
            low = middle
        else:
            high = middle
    x, y = ends(0.5 * (low + high))
    return Triangular(mode - x, mode, mode + y, lower, upper)


@dataclass(frozen=True, slots=True)
class Normal:
    """Normal with `mean` and `sd`, cut off at [`lower`, `upper`]."""

    mean: float
    sd: float
    lower: float = -math.inf
    upper: float = math.inf

    def ppf(self, u: Array) -> Array:
        """Return the quantiles of the cut-off normal."""
        import numpy as np
        from scipy.special import ndtr, ndtri

        start = ndtr((self.lower - self.mean) / self.sd)
        stop = ndtr((self.upper - self.mean) / self.sd)
        values: Array = self.mean + self.sd * ndtri(start + u * (stop - start))
        return np.clip(values, self.lower, self.upper)

    def widened(self, factor: float) -> Normal:
        """Multiply the standard deviation."""
        return replace(self, sd=self.sd * factor)

    @property
    def centre(self) -> float:
        """The mean before the cut."""
        return self.mean


@dataclass(frozen=True, slots=True)
class LogNormal:
    """exp of a normal: `median` and the standard deviation `sigma` of the logarithm."""

    median: float
    sigma: float
    lower: float = 0.0
    upper: float = math.inf

    def ppf(self, u: Array) -> Array:
        """Return the quantiles of the cut-off lognormal."""
        import numpy as np

        floor = math.log(self.lower) if self.lower > 0 else -math.inf
        ceiling = math.log(self.upper) if self.upper < math.inf else math.inf
        values: Array = np.exp(Normal(math.log(self.median), self.sigma, floor, ceiling).ppf(u))
        return np.clip(values, self.lower, self.upper)

    def widened(self, factor: float) -> LogNormal:
        """Multiply the standard deviation of the logarithm."""
        return replace(self, sigma=self.sigma * factor)

    @property
    def centre(self) -> float:
        """The median before the cut."""
        return self.median


# Inverting the incomplete gamma and beta functions costs a microsecond a value. Their logarithms
# (logits) are smooth functions of the normal quantile, so a table of 4,097 exact values serves;
# linear interpolation is then off by less than 1e-5 of a value, far below any sampling error.
_GRID = 4097
_REACH = 8.0


def _interpolated(u: Array, nodes: Array, values: Array) -> Array:
    import numpy as np
    from scipy.special import ndtri

    result: Array = np.interp(ndtri(u), nodes, values)
    return result


@lru_cache(maxsize=512)
def _gamma_table(shape: float) -> tuple[Array, Array]:
    import numpy as np
    from scipy.special import gammaincinv, ndtr

    nodes = np.linspace(-_REACH, _REACH, _GRID)
    values = np.log(np.maximum(gammaincinv(shape, ndtr(nodes)), 1e-300))
    return nodes, values


@lru_cache(maxsize=512)
def _beta_table(a: float, b: float) -> tuple[Array, Array]:
    import numpy as np
    from scipy.special import betaincinv, ndtr

    nodes = np.linspace(-_REACH, _REACH, _GRID)
    # The upper tail is taken from the mirrored function, where 1 − x would lose its digits.
    below = np.maximum(betaincinv(a, b, ndtr(nodes)), 1e-300)
    above = np.maximum(betaincinv(b, a, ndtr(-nodes)), 1e-300)
    return nodes, np.log(below) - np.log(above)


@dataclass(frozen=True, slots=True)
class Beta:
    """Beta(a, b) stretched over [`lower`, `upper`]."""

    a: float
    b: float
    lower: float = 0.0
    upper: float = 1.0

    def ppf(self, u: Array) -> Array:
        """Return `lower + (upper − lower) I⁻¹(u; a, b)`."""
        import numpy as np

        logit = _interpolated(u, *_beta_table(self.a, self.b))
        return self.lower + (self.upper - self.lower) / (1.0 + np.exp(-logit))

    def widened(self, factor: float) -> Beta:
        """Divide the weight of evidence a + b by factor² (the spread grows about by the factor)."""
        return replace(self, a=self.a / factor**2, b=self.b / factor**2)

    @property
    def centre(self) -> float:
        """The mean."""
        return self.lower + (self.upper - self.lower) * self.a / (self.a + self.b)


@dataclass(frozen=True, slots=True)
class Dirichlet:
    """Shares of labels that add up to one."""

    labels: tuple[str, ...]
    weights: tuple[float, ...]

    def component(self, index: int, u: Array) -> Array:
        """Return the gamma variate of one label; shares are these divided by their sum."""
        import numpy as np

        return np.exp(_interpolated(u, *_gamma_table(self.weights[index])))

    def widened(self, factor: float) -> Dirichlet:
        """Divide the weight of evidence by factor²."""
        return replace(self, weights=tuple(w / factor**2 for w in self.weights))

    @property
    def centre(self) -> float:
        """The mean share of the first label (shares have no single centre)."""
        return self.weights[0] / sum(self.weights)

    def means(self) -> dict[str, float]:
        """Return the mean share of each label."""
        total = sum(self.weights)
        return {
            label: weight / total for label, weight in zip(self.labels, self.weights, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Categorical:
    """One of several labels; drawn as the index of the label."""

    labels: tuple[str, ...]
    chances: tuple[float, ...]

    def ppf(self, u: Array) -> Array:
        """Return the index of the label in which the cumulated chance passes `u`."""
        import numpy as np

        edges = np.cumsum(self.chances)[:-1]
        return np.searchsorted(edges, u, side="right").astype(np.float64)

    def widened(self, factor: float) -> Categorical:  # noqa: ARG002 - chances have no width
        """Return itself."""
        return self

    @property
    def centre(self) -> float:
        """The index of the likeliest label."""
        return float(max(range(len(self.chances)), key=self.chances.__getitem__))


Scalar: TypeAlias = Exact | Uniform | Triangular | Normal | LogNormal | Beta | Categorical
Distribution: TypeAlias = Scalar | Dirichlet
