"""The monthly model's part of a study: one run, and everything that is read off it.

The run itself uses as many draws as asked for. What is held against it world by world (loops cut,
switches turned, viewpoints, wide ranges) needs fewer, because it shares its luck; how many were
used stands in the findings and on the page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import again
from detente.dynamics.binding_log import Binding, binding_log
from detente.dynamics.contrasts import ContrastFindings, Rests, contrasts, rests_on
from detente.dynamics.deal_courses import DealCourse, Survival, deal_courses, survival
from detente.dynamics.horizon import Horizon, horizon, long_run
from detente.dynamics.pair_courses import (
    FAN,
    Fan,
    RegimeCourse,
    counted_months,
    fan,
    quantile_of_counts,
    regime_course,
)
from detente.dynamics.parting import Parting, parting
from detente.dynamics.ranges import Range, number_range, share_range
from detente.dynamics.readings import Labelled
from detente.dynamics.screening import Mover, inputs_of, screen
from detente.dynamics.simulating import DEFAULT_MONTHS, DEFAULT_REPEATS, simulate
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import Deal, Structure, structure
from detente.dynamics.triangle_courses import TriangleCourse, triangle_rivals
from detente.dynamics.variance import Split, splits
from detente.dynamics.viewing import AcrossFindings, across
from detente.library.conventions import conventions
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError

Array: TypeAlias = npt.NDArray[np.float64]

#: Draws of the run at most, and of the same with stretched widths.
RUN_DRAWS, WIDE_DRAWS = 2000, 500
#: Draws and repeats of what shares its luck with the run, world by world.
PAIRED_DRAWS, PAIRED_REPEATS = 60, 4
#: Draws with and without a leader's drive over the first year.
DRIVE_DRAWS = 150
#: Settings of all switches beside the viewpoints.
SAMPLES = 8
#: Draws under each theory of the triangle.
RIVAL_DRAWS = 60
#: Worlds of the long run that says what is usual.
LONG_WORLDS = 500
#: Draws and repeats of what a bundle repeats.
REPEATED_DRAWS, REPEATED_REPEATS = 100, 4
#: The open slots of other pairs that are shown, the most active first.
OTHER_SLOTS = 6
#: Fields of which every month of every world is kept.
SERIES = (("dyad", "flow"), ("pair", "regime"))


@dataclass(frozen=True)
class Usual:
    """What the same draws give when the start is forgotten (climatology).

    Attributes:
        flow: dyad → share of worlds → value below which behaviour lies.
        regimes: share of months in each regime, best first.
    """

    flow: Mapping[str, Mapping[float, float]]
    regimes: Array


@dataclass(frozen=True)
class CourseStudy:
    """What the monthly model finds about a scenario whose focus pair has a declared relation.

    Attributes:
        run, wide: the run, and the same with stretched widths on its first draws.
        pair, dyads: the focus pair, and both directions of it in the scenario's order.
        fans: behaviour of the focus pair, both directions.
        usual: climatology.
        horizons: how long the run says something.
        regimes: of the focus pair.
        deals: named agreements, the slots of the focus pair, the most active of others.
        ratified: of each of them, the chance that a text is ratified, whole or changed.
        shown: of each sort of deal: "named", "focus", "other" → ids.
        survival: of treaties in force.
        binding: what binds talks, for the deals above.
        outcomes: id of an outcome → its range over draws, with stretched widths.
        movers: id of an outcome, or of a deal for its signature → inputs that move it most.
        splits: chance and ignorance.
        drive: with and without the leaders' drive, over the first year.
        drive_run: draws and repeats of it.
        contrasts: with and without every loop, switch and leader, at the end of the run.
        views: every viewpoint, and a sample over the switches.
        rivals: theory of the triangle → triangles.
        rival_draws: draws under each theory.
        parting: a typical and an opposite world; None where there are no two to tell apart.
        no_parting: why not, one clause.
        elapsed: part → seconds.
    """

    run: Simulation
    wide: Simulation
    pair: str
    dyads: tuple[str, str]
    fans: tuple[Fan, ...]
    usual: Usual
    horizons: tuple[Horizon, ...]
    regimes: RegimeCourse
    deals: tuple[DealCourse, ...]
    ratified: Mapping[str, Range]
    shown: Mapping[str, tuple[str, ...]]
    survival: tuple[Survival, ...]
    binding: tuple[Binding, ...]
    outcomes: Mapping[str, Range]
    movers: Mapping[str, tuple[Mover, ...]]
    splits: tuple[Split, ...]
    drive: tuple[Rests, ...]
    drive_run: tuple[int, int]
    contrasts: ContrastFindings
    views: AcrossFindings
    rivals: Mapping[str, tuple[TriangleCourse, ...]]
    rival_draws: int
    parting: Parting | None
    no_parting: str
    elapsed: Mapping[str, float]

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.run.scenario

    @property
    def parts(self) -> Structure:
        """The index sets of the run."""
        return structure(self.scenario)

    def deal(self, name: str) -> Deal:
        """Return a deal by its id; raises StopIteration."""
        return next(deal for deal in self.parts.deals if deal.id == name)


def study_courses(
    scenario: Scenario, draws: int, seed: int, say: Callable[[str], None]
) -> tuple[CourseStudy | None, str]:
    """Run the monthly model and everything that is read off it.

    Args:
        scenario: the scenario.
        draws, seed: as in `detente.draw`.
        say: told what is being worked on.

    Returns:
        The findings, or None and why there are none: no relation of the focus pair is declared, or
        the model cannot carry the scenario.
    """
    pair = pair_key("-".join(scenario.focus))
    try:
        if pair not in structure(scenario).keys("pair"):
            one, other = (scenario.name_of(actor) for actor in scenario.focus)
            return None, f"no relation between {one} and {other} is declared"
        return _Studying(scenario, draws, seed, say).all(), ""
    except InvalidInputError as error:
        return None, error.problems[0].message


class _Studying:
    """Works through the analyses of one run, one step after the other."""

    def __init__(
        self, scenario: Scenario, draws: int, seed: int, say: Callable[[str], None]
    ) -> None:
        self.scenario, self.seed, self.say = scenario, seed, say
        self.draws = min(draws, RUN_DRAWS)
        self.paired = min(draws, PAIRED_DRAWS)
        one, other = scenario.focus
        self.pair = pair_key(f"{one}-{other}")
        self.dyads = (f"{one}>{other}", f"{other}>{one}")
        self.elapsed: dict[str, float] = {}

    @contextmanager
    def part(self, name: str, words: str) -> Iterator[None]:
        """Say what is being worked on, and note how long it took."""
        self.say(words)
        begin = time.perf_counter()
        yield
        self.elapsed[name] = time.perf_counter() - begin

    def all(self) -> CourseStudy:
        """Return everything."""
        with self.part("run", f"relations through {self.draws * DEFAULT_REPEATS:,} worlds"):
            sizes = self.draws, DEFAULT_REPEATS
            run = simulate(self.scenario, *sizes, seed=self.seed, series=SERIES)
        with self.part("wide", "the same with widths doubled"):
            wide = self.widened(run)
        with self.part("long run", "the long run"):
            usual, until = self.long(run)
        with self.part("deals", "deals, and what binds talks"):
            shown = self.chosen(run)
            every = [deal for deals in shown.values() for deal in deals]
            deals, binding = deal_courses(run, wide, every), binding_log(run, wide, every)
        with self.part("inputs", "which inputs matter"):
            found = splits(run)
            moving = self.movers(run, found, shown["focus"])
        with self.part("drive", "the course with and without the leaders’ drive"):
            drive = self.drive(run)
        with self.part("contrasts", "the same worlds with each loop cut and each switch turned"):
            changed = contrasts(run, draws=self.paired, repeats=PAIRED_REPEATS)
        with self.part("viewpoints", "the same worlds under each viewpoint"):
            views = self.views()
        with self.part("triangle", "the triangle under both theories"):
            rivals = triangle_rivals(run, min(RIVAL_DRAWS, self.draws))
        with self.part("two worlds", "two worlds"):
            worlds, why = self.parting(run)
        return CourseStudy(
            run=run,
            wide=wide,
            pair=self.pair,
            dyads=self.dyads,
            fans=tuple(fan(run, "flow", dyad) for dyad in self.dyads),
            usual=usual,
            horizons=until,
            regimes=regime_course(run, self.pair, wide),
            deals=deals,
            ratified={deal: _ratified(run, wide, deal) for deal in every},
            shown=shown,
            survival=survival(run),
            binding=binding,
            outcomes=outcomes(run, wide, found),
            movers=moving,
            splits=found,
            drive=drive,
            drive_run=(min(DRIVE_DRAWS, self.draws), DEFAULT_REPEATS),
            contrasts=changed,
            views=views,
            rivals=rivals,
            rival_draws=min(RIVAL_DRAWS, self.draws),
            parting=worlds,
            no_parting=why,
            elapsed=self.elapsed,
        )

    def widened(self, run: Simulation) -> Simulation:
        """Return the run with stretched widths, on its first draws."""
        rows = min(WIDE_DRAWS, self.draws)
        return again(run, rows=rows, widened=conventions()["widening"], series=SERIES)

    def long(self, run: Simulation) -> tuple[Usual, tuple[Horizon, ...]]:
        """Return what is usual in the long run, and how long the run says more."""
        long = long_run(run, LONG_WORLDS)
        wanted = [("flow", dyad) for dyad in self.dyads] + [("regime", self.pair)]
        until = tuple(horizon(run, long, field, key) for field, key in wanted)
        declared = conventions()
        months = slice(int(declared["climatology_from"]) - 1, int(declared["climatology_until"]))
        flow = {dyad: _pooled(long, dyad, months) for dyad in self.dyads}
        regimes = regime_course(long, self.pair).shares[months].mean(axis=0)
        return Usual(flow, regimes), until

    def chosen(self, run: Simulation) -> dict[str, tuple[str, ...]]:
        """Return which deals are shown: named, of the focus pair, the most active of others."""
        both = set(self.scenario.focus)
        every = structure(self.scenario).deals
        slots = [deal for deal in every if deal.agreement is None]
        focus = tuple(deal.id for deal in slots if set(deal.parties) == both)
        others = [deal.id for deal in slots if deal.id not in focus]
        signed = run.data["total_signatures"]
        others.sort(key=lambda name: -float(signed.sel(deal=name)))
        return {
            "named": tuple(deal.id for deal in every if deal.agreement is not None),
            "focus": focus,
            "other": tuple(others[:OTHER_SLOTS]),
        }

    def movers(
        self, run: Simulation, found: tuple[Split, ...], slots: tuple[str, ...]
    ) -> dict[str, tuple[Mover, ...]]:
        """Return the inputs that move each outcome, and the signature of each slot, most."""
        worlds, inputs = Labelled(run), inputs_of(run)
        means = {s.headline.id: s.headline.read(worlds).mean(axis=1) for s in found}
        means |= {deal: run.share(deal, "signed") for deal in slots}
        return {
            name: screen(self.scenario, inputs, values)
            for name, values in means.items()
            if np.ptp(values) > 0
        }

    def drive(self, run: Simulation) -> tuple[Rests, ...]:
        """Return the first year with and without the leaders' drive."""
        rows = min(DRIVE_DRAWS, self.draws)
        year = again(
            run, rows=rows, months=int(conventions()["last_year"]), keep="worlds", series=SERIES
        )
        return rests_on(year, draws=rows, repeats=DEFAULT_REPEATS)

    def views(self) -> AcrossFindings:
        """Return the same worlds under every viewpoint and over a sample of the switches."""
        sizes = self.paired, PAIRED_REPEATS, DEFAULT_MONTHS
        return across(self.scenario, *sizes, seed=self.seed, samples=SAMPLES)

    def parting(self, run: Simulation) -> tuple[Parting | None, str]:
        """Return where two worlds part, or why that cannot be told."""
        try:
            return parting(run), ""
        except ValueError as error:
            return None, str(error)


def _pooled(long: Simulation, dyad: str, months: slice) -> dict[float, float]:
    """Return the lines below which behaviour lies over all months of climatology."""
    counts, low, high = counted_months(long, "flow", dyad)
    pool = counts[months].sum(axis=0, keepdims=True)
    return {share: float(quantile_of_counts(pool, low, high, share)[0]) for share in FAN}


def _ratified(run: Simulation, wide: Simulation, deal: str) -> Range:
    """Return the chance that a text is ratified in the run, whole or changed."""

    def happens(one: Simulation) -> Array:
        first = [
            Labelled(one).final("deal", f"first_{event}", deal)
            for event in ("ratified_whole", "watered_down")
        ]
        return np.asarray(np.maximum(*first) > 0, np.float64)

    return share_range(happens(run), happens(wide))


def outcomes(
    run: Simulation, wide: Simulation | None, found: tuple[Split, ...]
) -> dict[str, Range]:
    """Return the range over draws of every outcome by which runs are compared.

    Args:
        run: the run; its worlds must have been kept.
        wide: the same with stretched widths.
        found: names the outcomes.
    """
    made = {}
    for headline in (split.headline for split in found):
        values = [headline.read(Labelled(one)) for one in (run, wide) if one is not None]
        made[headline.id] = (share_range if headline.kind == "share" else number_range)(*values)
    return made


def repeated(scenario: Scenario, draws: int, seed: int) -> dict[str, float]:
    """Return the mean of every outcome over a few worlds: what a bundle holds and repeats.

    Empty where the monthly model cannot be run.
    """
    pair = pair_key("-".join(scenario.focus))
    try:
        if pair not in structure(scenario).keys("pair"):
            return {}
        rows = min(draws, REPEATED_DRAWS)
        run = simulate(scenario, rows, REPEATED_REPEATS, seed=seed, series=SERIES)
    except InvalidInputError:
        return {}
    return {name: found.mean for name, found in outcomes(run, None, splits(run)).items()}
