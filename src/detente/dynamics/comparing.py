"""`compare`: what policies change against the course as declared, under the same luck.

Every policy runs through the same worlds as the scenario as declared: the same draws and the same
chance in every month. Differences are therefore taken world by world, and show in few draws.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.courses import acted
from detente.dynamics.differences import Difference, difference
from detente.dynamics.givens import facts_of
from detente.dynamics.headlines import Headline
from detente.dynamics.policies import first_month, label_of, policy_of
from detente.dynamics.regret import Regret, regrets
from detente.dynamics.running import DECLARED, Runner, Setting, Worlds, settings_of
from detente.dynamics.simulating import DEFAULT_MONTHS, DEFAULT_REPEATS, Course, start_of
from detente.dynamics.structure import structure
from detente.dynamics.yardsticks import yardsticks
from detente.findings import Findings, Origin, origin_of
from detente.scenario.draws import DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

Array: TypeAlias = npt.NDArray[np.float64]

#: Paired worlds need few draws.
COMPARE_DRAWS = 500  # literal-ok: a size
#: Draws under each further viewpoint or setting of the switches.
SETTING_DRAWS = 200  # literal-ok: a size


@dataclass(frozen=True, repr=False)
class Comparison(Findings):
    """Policies held against the course as declared, world by world.

    `data` holds, over draws (means over repeats, chance not taken out):
        difference (policy, outcome, draw): policy less as declared.
        objective (policy, actor, draw): the same for what an actor's objectives make of a world.
        setting_difference (setting, policy, outcome), setting_objective (setting, policy, actor):
            means under each viewpoint and setting of the switches; the first is the run itself.
        draw_number (draw): which draw of the design stands in each place.

    Attributes:
        scenario: what was run.
        policies: ids, in the order asked for.
        outcomes: policy → differences of every outcome.
        objectives: policy → actor → difference of what its objectives make of the worlds.
        regrets: per actor and option, as declared among them.
        settings: id → words, the run itself first.
        labels: policy → what has to be said of it, or nothing.
        begins: policy → the first month in which it does anything.
        unjudged: actor → wishes that the model cannot judge, with the reason.
    """

    scenario: Scenario
    policies: tuple[str, ...]
    outcomes: Mapping[str, tuple[Difference, ...]]
    objectives: Mapping[str, Mapping[str, Difference]]
    regrets: tuple[Regret, ...]
    settings: Mapping[str, str]
    labels: Mapping[str, str]
    begins: Mapping[str, int]
    unjudged: Mapping[str, tuple[str, ...]]

    references: ClassVar[tuple[str, ...]] = ("kydd2005", "putnam1988")

    def outcome(self, policy: str, name: str) -> Difference:
        """Return what a policy does to one outcome, such as `signed:truce`.

        Raises:
            KeyError: there is none of this id.
        """
        for found in self.outcomes[policy]:
            if found.headline.id == name:
                return found
        raise KeyError(f"no outcome '{name}'")

    def table(self) -> pd.DataFrame:
        """Return one row a policy and outcome, clear and large differences first."""
        from detente.dynamics.tables_compare import comparison_table

        return comparison_table(self)

    def plot(self) -> Figure:
        """Return what each policy does to each actor's objectives."""
        from detente.dynamics.pictures_compare import objectives_picture

        return objectives_picture(self)


def compare(
    scenario: Scenario,
    policies: Sequence[str] | None = None,
    draws: int | Draws = COMPARE_DRAWS,
    repeats: int = DEFAULT_REPEATS,
    months: int = DEFAULT_MONTHS,
    seed: int = DEFAULT_SEED,
    *,
    viewpoint: str | None = None,
    viewpoints: Sequence[str] | Literal["all"] | None = None,
    switches_sample: int = 0,
    setting_draws: int = SETTING_DRAWS,
    widened: bool = True,
    progress: Callable[[float], None] | None = None,
) -> Comparison:
    """Hold policies against the course as declared, in the same worlds.

    Args:
        scenario: the scenario; it must declare relations and policies.
        policies: ids of its policies (default: all).
        draws, repeats, months, seed: as in `simulate`.
        viewpoint: whose switches are applied throughout.
        viewpoints: under whose switches the comparison is repeated, or "all".
        switches_sample: under how many settings of all switches it is repeated.
        setting_draws: draws of each repetition.
        widened: whether it is repeated with judged and assumed widths doubled.
        progress: called with the share done.

    Raises:
        InvalidInputError: an unknown policy or viewpoint, a lever that the model cannot carry out;
            one line.
        ValueError: a number out of its range; one line.
    """
    begin = time.perf_counter()
    asked = _asked(scenario, policies)
    sample = draw(scenario, draws, seed)
    settings = settings_of(
        scenario, viewpoint, viewpoints, switches_sample, sample.seed, widened=widened
    )
    _try(scenario, asked, sample, settings[0])
    parts = structure(scenario)
    found = yardsticks(scenario, parts, Course().regimes)
    runner = Runner(scenario, parts, found, repeats, months)
    steps = len(settings) * (1 + len(asked))
    every: list[dict[str, Worlds]] = []
    for place, setting in enumerate(settings):
        rows = runner.part(sample, setting_draws, setting.widths) if place else sample
        runs = {}
        for option in (DECLARED, *asked):
            runs[option] = runner.run(setting, None if option == DECLARED else option, rows)
            if progress is not None:
                progress((len(every) * (1 + len(asked)) + len(runs)) / steps)
        every.append(runner.fitting(runs))
    return _comparison(scenario, asked, sample, settings, found, every, runner, begin)


def _asked(scenario: Scenario, policies: Sequence[str] | None) -> tuple[str, ...]:
    declared = scenario.content.policies
    if not declared:
        raise InvalidInputError.single(
            "declares no policies – add some under 'policies'", file=scenario.name, path="policies"
        )
    asked = tuple(dict.fromkeys(declared if policies is None else policies))
    if not asked:
        raise ValueError("name at least one policy to compare")
    for policy in asked:
        policy_of(scenario, policy)
    return asked


def _try(scenario: Scenario, asked: Sequence[str], sample: Draws, setting: Setting) -> None:
    """Refuse levers that the model cannot carry out before anything is run."""
    parts = structure(scenario)
    one = Runner.part(sample, 1)
    for policy in asked:
        course = setting.course(scenario, policy)
        turned, start = start_of(one, parts, course)
        acted(course, turned, parts, start)


def _comparison(
    scenario: Scenario,
    asked: tuple[str, ...],
    sample: Draws,
    settings: tuple[Setting, ...],
    found: tuple[Headline, ...],
    every: list[dict[str, Worlds]],
    runner: Runner,
    begin: float,
) -> Comparison:
    first = every[0]
    names = [setting.id for setting in settings]

    def outcome(policy: str, headline: Headline) -> Difference:
        key = headline.id
        pairs = [(runs[DECLARED].outcomes[key], runs[policy].outcomes[key]) for runs in every]
        return difference(headline, pairs, names)

    def objective(policy: str, actor: str) -> Difference:
        pairs = [
            (runs[DECLARED].objectives[actor], runs[policy].objectives[actor]) for runs in every
        ]
        return difference(_objective(scenario, actor), pairs, names)

    actors = first[DECLARED].objectives
    outcomes = {policy: tuple(outcome(policy, one) for one in found) for policy in asked}
    objectives = {policy: {actor: objective(policy, actor) for actor in actors} for policy in asked}
    begins = {policy: first_month(scenario, policy) for policy in asked}
    return Comparison(
        data=_dataset(asked, found, outcomes, objectives, settings, first[DECLARED].numbers),
        origin=_origin(scenario, asked, sample, settings, runner, begins, begin),
        scenario=scenario,
        policies=asked,
        outcomes=outcomes,
        objectives=objectives,
        regrets=regrets(every, settings),
        settings={setting.id: setting.words for setting in settings},
        labels={policy: label_of(policy_of(scenario, policy)) for policy in asked},
        begins=begins,
        unjudged=first[DECLARED].unjudged,
    )


def _objective(scenario: Scenario, actor: str) -> Headline:
    name = scenario.name_of(actor)
    words = f"what {name} wants"
    return Headline(f"objective:{actor}", words, "weight of wishes met", "number", _unread)


def _unread(_: object) -> Array:
    raise ValueError("what an actor wants is judged by `objectives.value`")


def _dataset(
    asked: tuple[str, ...],
    found: tuple[Headline, ...],
    outcomes: Mapping[str, tuple[Difference, ...]],
    objectives: Mapping[str, Mapping[str, Difference]],
    settings: tuple[Setting, ...],
    numbers: npt.NDArray[np.intp],
) -> xr.Dataset:
    import xarray as xr

    actors = list(objectives[asked[0]])
    rows = [[found.by_draw for found in outcomes[policy]] for policy in asked]
    wishes = [[objectives[policy][actor].by_draw for actor in actors] for policy in asked]
    draws = len(rows[0][0])
    means = [
        [[one.settings[s.id].mean for one in outcomes[policy]] for policy in asked]
        for s in settings
    ]
    wished = [
        [[objectives[policy][a].settings[s.id].mean for a in actors] for policy in asked]
        for s in settings
    ]
    shape = (len(asked), len(actors), draws)
    return xr.Dataset(
        {
            "difference": (("policy", "outcome", "draw"), np.array(rows)),
            "objective": (("policy", "actor", "draw"), np.array(wishes).reshape(shape)),
            "setting_difference": (("setting", "policy", "outcome"), np.array(means)),
            "setting_objective": (
                ("setting", "policy", "actor"),
                np.array(wished).reshape(len(settings), *shape[:2]),
            ),
        },
        coords={
            "policy": list(asked),
            "outcome": [headline.id for headline in found],
            "actor": actors,
            "setting": [setting.id for setting in settings],
            "draw_number": ("draw", numbers),
        },
    )


def _origin(
    scenario: Scenario,
    asked: tuple[str, ...],
    sample: Draws,
    settings: tuple[Setting, ...],
    runner: Runner,
    begins: Mapping[str, int],
    begin: float,
) -> Origin:
    notes = list(runner.notes)
    _, conditions = facts_of(scenario)
    last = max((fact.month for fact in conditions), default=0)
    for policy, month in begins.items():
        if month <= last:
            notes.append(
                f"{policy} begins in month {month}, before the given events that choose the "
                "worlds: the worlds are those that fit as declared"
            )
    return origin_of(
        sample,
        "monthly model, policies compared",
        options={
            "repeats": runner.repeats,
            "months": runner.months,
            "policies": asked,
            "settings": tuple(setting.id for setting in settings),
        },
        warnings=tuple(dict.fromkeys(notes)),
        elapsed=time.perf_counter() - begin,
    )
