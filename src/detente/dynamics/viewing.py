"""All viewpoints in one call, and a designed sample over the switches, under the same luck."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import quick_executor
from detente.dynamics.courses import course_of
from detente.dynamics.headlines import Headline, headlines, needed, read_all
from detente.dynamics.ranges import Range, number_range, share_range
from detente.dynamics.readings import Labelled
from detente.dynamics.simulating import DEFAULT_MONTHS, Course, run_course
from detente.dynamics.structure import structure
from detente.findings import Findings, origin_of
from detente.scenario.draws import DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

Array: TypeAlias = npt.NDArray[np.float64]

#: Draws and repeats of each view, and sizes of the sample over the switches.
VIEW_DRAWS = 200  # literal-ok: a size
VIEW_REPEATS = 4  # literal-ok: a size
SAMPLES = 32  # literal-ok: a size
#: Samples over the switches of which the best is taken.
TRIES = 200  # literal-ok: a size


@dataclass(frozen=True, slots=True)
class View:
    """A run under one viewpoint, or under one setting of all switches.

    Attributes:
        viewpoint: whose, or None.
        switches: switch → level, where the sample sets them.
        outcomes: id of an outcome → its range over draws.
    """

    viewpoint: str | None
    switches: Mapping[str, str]
    outcomes: Mapping[str, Range]


@dataclass(frozen=True, slots=True)
class LevelEffect:
    """What a level of a switch does, over the sample.

    Attributes:
        switch, level: which.
        outcome: id.
        difference: mean outcome with this level, less the mean over its other levels, the other
            switches alike.
        error: standard error of the fit over settings.
    """

    switch: str
    level: str
    outcome: str
    difference: float
    error: float


@dataclass(frozen=True, repr=False)
class AcrossFindings(Findings):
    """The same worlds under every viewpoint and over a sample of settings of all switches.

    `data` holds mean (view, outcome, draw), means over repeats: first the declared ranges, then the
    viewpoints, then the sample.

    Attributes:
        scenario: what was run.
        declared: with every switch left open.
        viewpoints: one view per viewpoint, in the order of the scenario.
        sample: settings of all switches.
        headlines: the outcomes, by id.
        levels: what each level does over the sample, largest first within each outcome.
    """

    scenario: Scenario
    declared: View
    viewpoints: tuple[View, ...]
    sample: tuple[View, ...]
    headlines: Mapping[str, Headline]
    levels: tuple[LevelEffect, ...]

    references: ClassVar[tuple[str, ...]] = ("saltelli2010",)

    def spread(self, outcome: str) -> tuple[float, float]:
        """Return the smallest and the largest mean of an outcome over viewpoints and sample."""
        views = (*self.viewpoints, *self.sample) or (self.declared,)
        means = [view.outcomes[outcome].mean for view in views]
        return min(means), max(means)

    def table(self) -> pd.DataFrame:
        """Return one row a view, one column an outcome."""
        from detente.dynamics.tables import across_table

        return across_table(self)

    def plot(self) -> Figure:
        """Return the viewpoints side by side."""
        from detente.dynamics.pictures_views import viewpoints_picture

        return viewpoints_picture(self)


def across(
    scenario: Scenario,
    draws: int | Draws = VIEW_DRAWS,
    repeats: int = VIEW_REPEATS,
    months: int = DEFAULT_MONTHS,
    seed: int = DEFAULT_SEED,
    *,
    samples: int = SAMPLES,
    regimes: int = 4,  # literal-ok: number of rungs
    progress: Callable[[float], None] | None = None,
) -> AcrossFindings:
    """Run a scenario under every viewpoint, and over a designed sample of all switches.

    The sample is a Latin hypercube: every level of every switch comes equally often. All views have
    the same luck, so that they differ by nothing but their switches.

    Args:
        scenario: the scenario; it must declare relations.
        draws, repeats, months, seed: of each view.
        samples: settings of all switches; 0: viewpoints only.
        regimes: rungs of the ladder.
        progress: called with the share done.

    Raises:
        InvalidInputError, ValueError: as `simulate`.
    """
    begin = time.perf_counter()
    if isinstance(samples, bool) or not isinstance(samples, int) or samples < 0:
        raise ValueError(f"samples is {samples!r}; it must be a whole number from 0 on")
    drawn = draw(scenario, draws, seed)
    settings = latin_sample(scenario, samples, drawn.seed)
    wanted: list[tuple[str | None, Mapping[str, str]]] = [(None, {})]
    wanted += [(viewpoint, {}) for viewpoint in scenario.content.viewpoints]
    wanted += [(None, setting) for setting in settings]
    found = headlines(scenario, structure(scenario), regimes)
    views, means = [], []
    for number, (viewpoint, switches) in enumerate(wanted):
        course = course_of(scenario, viewpoint, switches, regimes=regimes)
        values = _outcomes(scenario, course, drawn, repeats, months, found)
        outcomes = {h.id: _range(h, values[h.id]) for h in found}
        views.append(View(viewpoint, dict(switches), outcomes))
        means.append(np.stack([values[h.id].mean(axis=1) for h in found]))
        if progress is not None:
            progress((number + 1) / len(wanted))
    last = 1 + len(scenario.content.viewpoints)
    options = {"repeats": repeats, "months": months, "regimes": regimes, "samples": samples}
    return AcrossFindings(
        data=_dataset(views, found, np.stack(means)),
        origin=origin_of(
            drawn,
            "monthly model, across views",
            options=options,
            elapsed=time.perf_counter() - begin,
        ),
        scenario=scenario,
        declared=views[0],
        viewpoints=tuple(views[1:last]),
        sample=tuple(views[last:]),
        headlines={h.id: h for h in found},
        levels=level_effects(views[last:], found),
    )


def latin_sample(scenario: Scenario, samples: int, seed: int) -> tuple[dict[str, str], ...]:
    """Return settings of all switches in which every level comes equally often.

    Of several such samples the one is taken in which the switches go least together, so that their
    effects can be told apart.
    """
    luck = np.random.default_rng(seed)
    levels = {key: list(entry.levels) for key, entry in scenario.content.switches.items()}
    if not levels or not samples:
        return ()

    def places() -> npt.NDArray[np.int64]:
        return np.stack([luck.permutation(samples) * len(v) // samples for v in levels.values()])

    best = min((places() for _ in range(TRIES)), key=_togetherness)
    return tuple(
        {key: names[place] for (key, names), place in zip(levels.items(), row, strict=True)}
        for row in best.T
    )


def _togetherness(places: npt.NDArray[np.int64]) -> float:
    """Return how far the rows of a sample go together: the sum of their squared correlations."""
    centred = places - places.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    scaled = centred / np.maximum(length, 1e-12)  # literal-ok: numerical
    return float(((scaled @ scaled.T) ** 2).sum())


def _outcomes(
    scenario: Scenario,
    course: Course,
    drawn: Draws,
    repeats: int,
    months: int,
    found: tuple[Headline, ...],
) -> Mapping[str, Array]:
    series, only = needed(found)
    run = run_course(
        scenario,
        course,
        drawn,
        repeats,
        months,
        keep="worlds",
        series=series,
        only=only,
        executor=quick_executor(),
    )
    return read_all(found, Labelled(run))


def _range(headline: Headline, values: Array) -> Range:
    return share_range(values) if headline.kind == "share" else number_range(values)


def _dataset(views: list[View], found: tuple[Headline, ...], means: Array) -> xr.Dataset:
    import xarray as xr

    sampled = iter(range(len(views)))
    names = [
        view.viewpoint or (f"sample {next(sampled)}" if view.switches else "declared")
        for view in views
    ]
    return xr.Dataset(
        {"mean": (("view", "outcome", "draw"), means)},
        coords={"view": names, "outcome": [h.id for h in found]},
    )


def level_effects(sample: list[View], found: tuple[Headline, ...]) -> tuple[LevelEffect, ...]:
    """Return what each level of each switch does over a sample, largest first by outcome.

    A least-squares fit of the mean outcome to the levels of all switches at once, so that switches
    that happen to go together in the sample are not taken for each other. Empty where the sample is
    too small for that.
    """
    if not sample:
        return ()
    levels = dict.fromkeys((s, view.switches[s]) for view in sample for s in view.switches)
    first = dict(reversed(levels))
    free = [(s, level) for s, level in levels if first[s] != level]
    table = np.array(
        [[1.0, *(float(view.switches[s] == level) for s, level in free)] for view in sample]
    ).reshape(len(sample), -1)
    spare = len(table) - table.shape[1]
    if spare < 1 or np.linalg.matrix_rank(table) < table.shape[1]:
        return ()
    covariance = np.linalg.inv(table.T @ table)
    effects = []
    for headline in found:
        values = np.array([view.outcomes[headline.id].mean for view in sample])
        fitted = covariance @ table.T @ values
        noise = float(((values - table @ fitted) ** 2).sum()) / spare
        own = []
        for switch, level in levels:
            contrast = _against_others(switch, level, levels, free)
            error = np.sqrt(noise * contrast @ covariance @ contrast)
            own.append(
                LevelEffect(switch, level, headline.id, float(contrast @ fitted), float(error))
            )
        effects += sorted(own, key=lambda effect: -abs(effect.difference))
    return tuple(effects)


def _against_others(
    switch: str, level: str, levels: Iterable[tuple[str, str]], free: list[tuple[str, str]]
) -> Array:
    """Return the weights by which a fit gives a level against the mean of the others."""
    own = [name for key, name in levels if key == switch]
    weight = {name: 1.0 if name == level else -1 / max(len(own) - 1, 1) for name in own}
    return np.array([0.0, *(weight[name] if key == switch else 0.0 for key, name in free)])
