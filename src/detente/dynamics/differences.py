"""A difference between two courses, world by world, and how firmly it may be stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.headlines import Headline
from detente.dynamics.ranges import Range, number_range, share_range
from detente.library.conventions import conventions

Array: TypeAlias = npt.NDArray[np.float64]
Pair: TypeAlias = tuple[Array, Array]
#: clear, probable: which way it goes; depends: it goes both ways, over draws or under other
#: switches; unmoved: too small to be shown; open: lost in the noise.
Verdict: TypeAlias = Literal["clear", "probable", "depends", "unmoved", "open"]


@dataclass(frozen=True, slots=True)
class Spread:
    """A mean difference under one viewpoint or setting of the switches.

    Attributes:
        mean: over all worlds.
        error: its Monte Carlo error.
        unit: what it is measured by before it is compared with the declared floor: 1 for shares,
            for numbers their standard deviation over worlds.
    """

    mean: float
    error: float
    unit: float

    @property
    def size(self) -> float:
        """The mean in its unit."""
        return self.mean / self.unit

    @property
    def noise(self) -> float:
        """How large a mean may be by chance alone."""
        return conventions()["noise_spreads"] * self.error

    @property
    def stands_out(self) -> bool:
        """Whether it stands out from its error and is large enough to be shown."""
        return abs(self.mean) > self.noise and abs(self.size) >= conventions()["effect_floor"]

    @property
    def small(self) -> bool:
        """Whether it is too small to be shown, whatever chance has done."""
        clear = abs(self.mean) > self.noise
        most = abs(self.size) if clear else abs(self.size) + self.noise / self.unit
        return most < conventions()["effect_floor"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a policy does to one outcome.

    Attributes:
        headline: which outcome.
        base: the outcome as declared, over draws.
        range: policy less as declared, world by world: mean, Monte Carlo error, range over draws
            with chance taken out.
        size: the mean difference, of numbers in standard deviations of the outcome over worlds.
        more_worlds, less_worlds: share of worlds in which the policy gives more, or less.
        more_draws, less_draws: share of draws in which it gives more, or less, on average.
        settings: setting → the mean difference under it, the run itself first.
        by_draw: the mean difference of each draw, (draw,).
    """

    headline: Headline
    base: Range
    range: Range
    size: float
    more_worlds: float
    less_worlds: float
    more_draws: float
    less_draws: float
    settings: Mapping[str, Spread]
    by_draw: Array = field(repr=False, compare=False)

    @property
    def rises(self) -> bool:
        """Whether the policy gives more on average."""
        return self.range.mean > 0

    @property
    def agreement(self) -> float:
        """Share of the draws that it moves in which it goes the way of the mean."""
        with_it = self.more_draws if self.rises else self.less_draws
        moved = self.more_draws + self.less_draws
        return with_it / moved if moved else 0.0

    @property
    def over_settings(self) -> tuple[float, float]:
        """The smallest and the largest mean difference over viewpoints and settings."""
        means = [spread.mean for spread in self.settings.values()]
        return min(means), max(means)

    @property
    def disputed(self) -> bool:
        """Whether it clearly goes the other way under some viewpoint or setting."""
        return any(
            spread.stands_out and (spread.mean > 0) != self.rises
            for spread in self.settings.values()
        )

    @property
    def verdict(self) -> Verdict:
        """How firmly it may be said which way it goes."""
        declared = conventions()
        own = next(iter(self.settings.values()))
        if not own.stands_out:
            return "unmoved" if own.small else "open"
        if self.disputed or self.agreement < declared["leaning_share"]:
            return "depends"
        return "clear" if self.agreement >= declared["settled_share"] else "probable"


def difference(headline: Headline, pairs: Sequence[Pair], settings: Sequence[str]) -> Difference:
    """Return what a policy does to one outcome.

    Args:
        headline: which outcome.
        pairs: (as declared, policy), each x[draw, repeat], under every setting, the run itself
            first.
        settings: ids of the settings.
    """
    before, after = pairs[0]
    found = after - before
    by_draw = found.mean(axis=1)
    base = share_range(before) if headline.kind == "share" else number_range(before)
    spreads = {
        setting: _spread(headline, *pair) for setting, pair in zip(settings, pairs, strict=True)
    }
    return Difference(
        headline=headline,
        base=base,
        range=number_range(found),
        size=spreads[settings[0]].size,
        more_worlds=float((found > 0).mean()),
        less_worlds=float((found < 0).mean()),
        more_draws=float((by_draw > 0).mean()),
        less_draws=float((by_draw < 0).mean()),
        settings=spreads,
        by_draw=by_draw,
    )


def _spread(headline: Headline, before: Array, after: Array) -> Spread:
    found = number_range(after - before)
    width = float(np.concatenate([before, after]).std())
    unit = 1.0 if headline.kind == "share" or width == 0 else width
    return Spread(found.mean, found.error, unit)
