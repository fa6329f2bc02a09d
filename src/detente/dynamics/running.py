"""Courses run side by side: the same worlds under policies, viewpoints and settings of switches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.conditioning import evenly
from detente.dynamics.courses import course_of
from detente.dynamics.givens import IMPOSED, facts_of
from detente.dynamics.headlines import Headline, read_all
from detente.dynamics.headlines import needed as needed_by
from detente.dynamics.objectives import came_about, keeping, value, watch
from detente.dynamics.readings import Labelled
from detente.dynamics.simulating import Course, run_course
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import Structure
from detente.dynamics.viewing import latin_sample
from detente.dynamics.watching import UnwatchedError
from detente.library.conventions import conventions
from detente.scenario.draws import Draws, draw
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError

Array: TypeAlias = npt.NDArray[np.float64]

#: The option of doing nothing that is not declared.
DECLARED = "as declared"


@dataclass(frozen=True)
class Setting:
    """Under whose switches a comparison is run.

    Attributes:
        id: of the viewpoint, or such as `sample 3`.
        words: what a person reads.
        viewpoint: whose switches are applied.
        switches: switch → level, applied after it.
        widths: factor on judged and assumed widths.
    """

    id: str
    words: str
    viewpoint: str | None = None
    switches: Mapping[str, str] = field(default_factory=dict)
    widths: float = 1.0

    def course(self, scenario: Scenario, policy: str | None) -> Course:
        """Return the course of a policy; worlds that do not fit given events are left in.

        Raises:
            InvalidInputError: an unknown viewpoint; one line.
        """
        course = course_of(scenario, self.viewpoint, self.switches, policy)
        return replace(course, conditioned=False)


@dataclass(frozen=True, eq=False)
class Worlds:
    """What is read off the worlds of one course.

    Attributes:
        outcomes: id → x[draw, repeat].
        objectives: actor → what its objectives make of each world, x[draw, repeat].
        unjudged: actor → wishes that cannot be judged.
        fits: whether each world fits the given events that cannot be imposed, (draw, repeat).
        numbers: which draw stands in each place, (draw,).
    """

    outcomes: Mapping[str, Array]
    objectives: Mapping[str, Array]
    unjudged: Mapping[str, tuple[str, ...]]
    fits: npt.NDArray[np.bool_]
    numbers: npt.NDArray[np.intp]

    def at(self, worlds: npt.NDArray[np.intp]) -> Worlds:
        """Return some worlds in the place of all."""
        shape = self.fits.shape

        def taken(values: Array) -> Array:
            return np.asarray(values.reshape(-1)[worlds].reshape(shape))

        return Worlds(
            {key: taken(values) for key, values in self.outcomes.items()},
            {key: taken(values) for key, values in self.objectives.items()},
            self.unjudged,
            np.ones(shape, np.bool_),
            worlds[:: shape[1]] // shape[1],
        )


def settings_of(
    scenario: Scenario,
    viewpoint: str | None,
    viewpoints: Sequence[str] | Literal["all"] | None,
    switches_sample: int,
    seed: int,
    *,
    widened: bool,
) -> tuple[Setting, ...]:
    """Return the settings of a comparison, the run itself first; arguments as `compare`.

    Raises:
        InvalidInputError: an unknown viewpoint; one line.
    """
    known = scenario.content.viewpoints
    own = viewpoint or DECLARED
    found = [Setting(own, known[own].name if own in known else own, viewpoint)]
    if widened:
        widths = conventions()["widening"]
        found.append(Setting("wide", "widths doubled", viewpoint, widths=widths))
    names = list(known) if viewpoints == "all" else list(viewpoints or ())
    for name in names:
        if name != viewpoint:
            words = known[name].name if name in known else name
            found.append(Setting(name, words, name))
    for place, levels in enumerate(latin_sample(scenario, switches_sample, seed), start=1):
        found.append(Setting(f"sample {place}", f"setting {place} of all switches", None, levels))
    for setting in found:
        setting.course(scenario, None)
    return tuple(found)


@dataclass(eq=False)
class Runner:
    """Runs courses and reads what policies are compared by.

    Attributes:
        scenario, parts: what is run.
        found: the outcomes.
        repeats, months: of each run.
        notes: what the reader has to know.
    """

    scenario: Scenario
    parts: Structure
    found: tuple[Headline, ...]
    repeats: int
    months: int
    notes: list[str] = field(default_factory=list)

    @staticmethod
    def part(sample: Draws, rows: int, widths: float = 1.0) -> Draws:
        """Return the first rows of some draws, with widths stretched by a factor."""
        stop = min(sample.start + rows, sample.stop)
        if widths != 1.0:
            part = slice(sample.start, stop)
            factor = sample.widened * widths
            return draw(sample.scenario, sample.count, sample.seed, rows=part, widened=factor)
        columns = {key: column[: stop - sample.start] for key, column in sample.columns.items()}
        return replace(sample, stop=stop, columns=columns)

    def run(self, setting: Setting, policy: str | None, rows: Draws) -> Worlds:
        """Run a policy, or the course as declared, and read it."""
        series, only = self.series()
        simulation = run_course(
            self.scenario,
            setting.course(self.scenario, policy),
            rows,
            self.repeats,
            self.months,
            keep="worlds",
            series=series,
            only=only,
            options={"policy": policy, "cut": ()},
        )
        if policy is None:
            where = "" if setting.words == DECLARED else f" ({setting.words})"
            self.notes += [f"{note}{where}" for note in simulation.origin.warnings]
        return self.read(simulation)

    def series(self) -> tuple[list[tuple[str, str]], dict[str, frozenset[str]]]:
        """Return the series that everything needs, and the entities."""
        series, only = needed_by(self.found)
        wishes = [text for own in self.scenario.content.objectives.values() for text in own]
        _, conditions = facts_of(self.scenario)
        events = [*wishes, *(fact.event for fact in conditions)]
        more, entities = keeping(events, self.scenario, self.months)
        for over, keys in entities.items():
            only[over] = only.get(over, frozenset()) | keys
        series += more
        return list(dict.fromkeys(series)), only

    def read(self, simulation: Simulation) -> Worlds:
        """Read outcomes and objectives off a run, and which worlds fit the given events."""
        seen = watch(simulation)
        objectives, unjudged = {}, {}
        for actor, wishes in self.scenario.content.objectives.items():
            objectives[actor], missing = value(wishes, seen)
            if missing:
                unjudged[actor] = missing
        fits = np.ones(seen.never().shape[1:], np.bool_)
        _, conditions = facts_of(self.scenario)
        for fact in conditions:
            if fact.month <= self.months:
                try:
                    fits = fits & came_about(fact.event, seen)
                except UnwatchedError as problem:
                    fact.refuse(f"{problem.problems[0].message}; {IMPOSED}")
        outcomes = read_all(self.found, Labelled(simulation))
        return Worlds(outcomes, objectives, unjudged, fits, np.arange(len(fits)))

    def fitting(self, runs: Mapping[str, Worlds]) -> dict[str, Worlds]:
        """Return the worlds that fit the given events as declared, of every course the same.

        Raises:
            InvalidInputError: none fits; one line.
        """
        fits = runs[DECLARED].fits
        if fits.all():
            return dict(runs)
        if not fits.any():
            raise InvalidInputError.single(
                f"none of {fits.size:,} worlds fits the given events – run more draws, or leave "
                "some out",
                file=self.scenario.name,
                path="given",
            )
        self.notes.append(
            f"{int(fits.sum()):,} of {fits.size:,} worlds fit the given events that cannot be "
            "imposed; they stand for all"
        )
        worlds = evenly(fits)
        return {option: found.at(worlds) for option, found in runs.items()}
