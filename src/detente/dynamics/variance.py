"""Chance and ignorance: how much of an outcome's spread more knowledge could take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.headlines import Headline, headlines
from detente.dynamics.ranges import parts
from detente.dynamics.readings import Labelled
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure

Array: TypeAlias = npt.NDArray[np.float64]

#: Groups of draws that are left out in turn to find the error of a share.
GROUPS = 20  # literal-ok: a size


@dataclass(frozen=True, slots=True)
class Split:
    """The variance of an outcome over worlds.

    Attributes:
        headline: which outcome.
        chance: variance within draws: the same numbers, other luck.
        ignorance: variance between draws, chance taken out: other numbers.
        share: ignorance as a share of both; NaN where nothing varies.
        error: standard error of the share, by leaving out groups of draws in turn.
    """

    headline: Headline
    chance: float
    ignorance: float
    share: float
    error: float


def splits(simulation: Simulation) -> tuple[Split, ...]:
    """Return for every outcome what of its variance is chance and what is ignorance.

    For an event the two are the mean of p (1 − p) and the variance of p over draws, p being the
    chance in a draw. Both are unbiased for any number of repeats from 2 on.

    Args:
        simulation: the run; its worlds must have been kept, with 2 repeats or more.

    Raises:
        ValueError: only sums were kept, or there is a single repeat; one line.
    """
    scenario = simulation.scenario
    regimes = int(simulation.origin.options["regimes"])
    worlds = Labelled(simulation)
    return tuple(
        _split(headline, headline.read(worlds))
        for headline in headlines(scenario, structure(scenario), regimes)
    )


def _split(headline: Headline, values: Array) -> Split:
    if values.shape[1] < 2:
        raise ValueError(
            "chance and ignorance cannot be told apart with 1 repeat – run with 2 or more"
        )
    found = parts(values)
    share = ignorance_share(values)
    return Split(headline, found.chance, found.ignorance, share, jackknife(values, ignorance_share))


def ignorance_share(values: Array) -> float:
    """Return ignorance / (ignorance + chance) of x[draw, repeat]; NaN where nothing varies."""
    found = parts(values)
    total = found.ignorance + found.chance
    return found.ignorance / total if total > 0 else float("nan")


def jackknife(values: Array, statistic: Callable[[Array], float]) -> float:
    """Return the standard error of a statistic of x[draw, …] by leaving out groups of draws."""
    groups = min(GROUPS, len(values))
    if groups < 2:
        return float("nan")
    member = np.arange(len(values)) % groups
    found = np.array([statistic(values[member != group]) for group in range(groups)])
    return float(np.sqrt((groups - 1) / groups * ((found - found.mean()) ** 2).sum()))
