"""With and without: the same worlds with a loop cut, a switch turned, a leader's drive taken away.

Every contrast shares its luck with the run it is held against, world by world, so that small
differences show in few draws. A contrast therefore uses the first draws of a run only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import again, course_run, is_conditioned
from detente.dynamics.assembling import Change
from detente.dynamics.cuts import CUTS
from detente.dynamics.headlines import Headline, headlines, needed, read_all
from detente.dynamics.ranges import Range, number_range, parts
from detente.dynamics.readings import Labelled
from detente.dynamics.simulating import Course
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.findings import Findings, Origin
from detente.library.conventions import conventions
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

Array: TypeAlias = npt.NDArray[np.float64]
Kind: TypeAlias = Literal["cut", "switch", "leader", "policy"]

#: Draws and repeats of a contrast: paired worlds need few.
CONTRAST_DRAWS = 250  # literal-ok: a size
CONTRAST_REPEATS = 4  # literal-ok: a size


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change does to one outcome.

    Attributes:
        headline: which outcome.
        base, changed: its mean in the run, and with the change, over the same worlds.
        difference: changed less base, world by world: mean, Monte Carlo error, range over draws.
        size: the mean difference in standard deviations of the outcome over the worlds of the run.
    """

    headline: Headline
    base: float
    changed: float
    difference: Range
    size: float

    @property
    def clear(self) -> bool:
        """Whether the mean difference stands out from its Monte Carlo error."""
        bound = conventions()["noise_spreads"] * self.difference.error
        return abs(self.difference.mean) > max(bound, 0.0)


@dataclass(frozen=True, slots=True)
class Contrast:
    """One change and all that it does.

    Attributes:
        id: such as `cut:drive`, `switch:triangle=balance`, `leader:a>b`.
        kind: sort of change.
        words: the change, such as "without the drive of leaders".
        effects: one per outcome, in the order of the declared list.
    """

    id: str
    kind: Kind
    words: str
    effects: tuple[Effect, ...]

    @property
    def size(self) -> float:
        """The largest size of any of its effects that stands out from its error."""
        return max((abs(e.size) for e in self.effects if e.clear), default=0.0)

    def effect(self, headline: str) -> Effect:
        """Return the effect on one outcome; raises KeyError."""
        for found in self.effects:
            if found.headline.id == headline:
                return found
        raise KeyError(f"no outcome '{headline}'")


@dataclass(frozen=True, repr=False)
class ContrastFindings(Findings):
    """What a run owes to each loop, switch and leader.

    `data` holds difference (contrast, outcome, draw): means over repeats, chance not taken out.

    Attributes:
        contrasts: largest first.
        scenario: of the run.
    """

    contrasts: tuple[Contrast, ...]
    scenario: Scenario

    references: ClassVar[tuple[str, ...]] = ("saltelli2010",)

    def contrast(self, name: str) -> Contrast:
        """Return a contrast by its id; raises KeyError."""
        for found in self.contrasts:
            if found.id == name:
                return found
        raise KeyError(f"no contrast '{name}'")

    def of(self, headline: str) -> tuple[tuple[Contrast, Effect], ...]:
        """Return every contrast with its effect on one outcome, largest first."""
        found = [(contrast, contrast.effect(headline)) for contrast in self.contrasts]
        return tuple(sorted(found, key=lambda pair: -abs(pair[1].difference.mean)))

    def table(self) -> pd.DataFrame:
        """Return one row a contrast and outcome, largest contrasts first."""
        from detente.dynamics.tables import contrast_table

        return contrast_table(self)

    def plot(self) -> Figure:
        """Return what moves the first outcome most."""
        from detente.dynamics.pictures_contrasts import contrast_picture

        return contrast_picture(self)


def contrasts(
    simulation: Simulation,
    *,
    cuts: Sequence[str] | None = None,
    switches: Sequence[str] | None = None,
    leaders: bool = True,
    draws: int = CONTRAST_DRAWS,
    repeats: int = CONTRAST_REPEATS,
    widened: bool = False,
    progress: Callable[[float], None] | None = None,
) -> ContrastFindings:
    """Hold a run against the same worlds with one thing changed.

    Args:
        simulation: the run; its worlds must have been kept.
        cuts: loops to cut, one by one (default: all).
        switches: switches to turn to each of their levels (default: all).
        leaders: whether to take away the drive of each leader of the focus pair.
        draws, repeats: how many of the run's worlds to use.
        widened: whether to repeat everything with stretched widths (twice the time).
        progress: called with the share done.

    Raises:
        ValueError: only sums were kept, or an unknown cut or switch; one line.
    """
    begin = time.perf_counter()
    rows = min(draws, simulation.rows[1] - simulation.rows[0])
    runner = _Runner(simulation, rows, min(repeats, simulation.repeats), widened)
    wanted = list(changes(simulation, cuts, switches, leaders=leaders))
    found, differences = [], []
    for number, (name, kind, words, course) in enumerate(wanted):
        contrast, values = runner.contrast(name, kind, words, course)
        found.append(contrast)
        differences.append(values)
        if progress is not None:
            progress((number + 1) / len(wanted))
    order = sorted(range(len(found)), key=lambda place: -found[place].size)
    return ContrastFindings(
        data=_dataset([found[place] for place in order], [differences[place] for place in order]),
        origin=_origin(simulation, "with and without", rows, runner.repeats, begin),
        contrasts=tuple(found[place] for place in order),
        scenario=simulation.scenario,
    )


def changes(
    simulation: Simulation,
    cuts: Sequence[str] | None = None,
    switches: Sequence[str] | None = None,
    *,
    leaders: bool = True,
) -> Iterator[tuple[str, Kind, str, Course]]:
    """Yield (id, kind, words, course) of every change asked for; arguments as `contrasts`."""
    course, scenario = course_run(simulation), simulation.scenario
    for name in CUTS if cuts is None else cuts:
        if name not in CUTS:
            raise ValueError(f"there is no loop '{name}' to cut – there are {', '.join(CUTS)}")
        fields = {**course.fields, **dict.fromkeys(CUTS[name].fields, 0.0)}
        yield f"cut:{name}", "cut", f"without {CUTS[name].what}", replace(course, fields=fields)
    if leaders:
        yield from _without_leaders(simulation, course)
    declared = scenario.content.switches
    for switch in declared if switches is None else switches:
        if switch not in declared:
            known = ", ".join(declared) or "none"
            raise ValueError(f"there is no switch '{switch}' – there are {known}")
        for level, entry in declared[switch].levels.items():
            turned = replace(course, switches={**course.switches, switch: level})
            yield f"switch:{switch}={level}", "switch", entry.name, turned


def _without_leaders(
    simulation: Simulation, course: Course
) -> Iterator[tuple[str, Kind, str, Course]]:
    """Yield the courses without the drive of each present leader of the focus pair.

    Only the present leader's drive is taken away: whoever follows brings an own one.
    """
    scenario = simulation.scenario
    for actor, other in (scenario.focus, scenario.focus[::-1]):
        dyad = f"{actor}>{other}"
        if dyad not in simulation.data["dyad"]:
            continue
        taken = Change(1, "dyad", dyad, "leader_drive", 0.0)
        leaders = [a for a in scenario.content.actors.values() if a.of == actor]
        named = [a.in_sentence or a.name for a in leaders if a.kind == "leader"]
        who = named[0] if named else f"the present leader of {scenario.name_of(actor)}"
        changed = replace(course, changes=(*course.changes, taken))
        yield f"leader:{dyad}", "leader", f"without the drive of {who}", changed


class _Runner:
    """Runs changed courses and reads the outcomes of the same worlds."""

    def __init__(self, simulation: Simulation, rows: int, repeats: int, widened: bool) -> None:
        self.simulation, self.rows, self.repeats = simulation, rows, repeats
        scenario = simulation.scenario
        regimes = int(simulation.origin.options["regimes"])
        self.headlines = headlines(scenario, structure(scenario), regimes)
        self.factors = (1.0, conventions()["widening"]) if widened else (1.0,)
        self.bases = [self.base(factor) for factor in self.factors]

    def base(self, factor: float) -> Mapping[str, Array]:
        """Return the outcomes of the run itself; read off it where that holds the same worlds."""
        sorted_out = is_conditioned(self.simulation)
        if factor == 1.0 and not sorted_out and _has_series(self.simulation, self.headlines):
            return read_all(self.headlines, Labelled(self.simulation, self.rows, self.repeats))
        return self.run(course_run(self.simulation), factor)

    def run(self, course: Course, factor: float) -> Mapping[str, Array]:
        """Return the outcomes of a course."""
        series, only = needed(self.headlines)
        found = again(
            self.simulation,
            # Worlds that do not fit given events differ from course to course: all are compared.
            course=replace(course, conditioned=False),
            rows=self.rows,
            repeats=self.repeats,
            widened=factor,
            keep="worlds",
            series=series,
            only=only,
        )
        return read_all(self.headlines, Labelled(found))

    def contrast(self, name: str, kind: Kind, words: str, course: Course) -> tuple[Contrast, Array]:
        """Return a contrast, and its mean differences (outcome, draw)."""
        changed = [self.run(course, factor) for factor in self.factors]
        effects = tuple(self.effect(headline, changed) for headline in self.headlines)
        values = [changed[0][h.id] - self.bases[0][h.id] for h in self.headlines]
        return Contrast(name, kind, words, effects), np.stack([v.mean(axis=1) for v in values])

    def effect(self, headline: Headline, changed: Sequence[Mapping[str, Array]]) -> Effect:
        before, after = self.bases[0][headline.id], changed[0][headline.id]
        differences = [
            new[headline.id] - old[headline.id]
            for new, old in zip(changed, self.bases, strict=True)
        ]
        found = number_range(*differences)
        spread = float(before.std())
        size = found.mean / spread if spread else float(np.sign(found.mean))
        return Effect(headline, float(before.mean()), float(after.mean()), found, size)


def _has_series(simulation: Simulation, found: tuple[Headline, ...]) -> bool:
    worlds = Labelled(simulation)
    try:
        for over, field, key in (entry for one in found for entry in one.series):
            worlds.course(over, field, key)
    except ValueError:
        return False
    return True


def _dataset(found: Sequence[Contrast], differences: Sequence[Array]) -> xr.Dataset:
    import xarray as xr

    outcomes = [effect.headline.id for effect in found[0].effects] if found else []
    values = np.stack(differences) if differences else np.empty((0, 0, 0))
    return xr.Dataset(
        {"difference": (("contrast", "outcome", "draw"), values)},
        coords={"contrast": [contrast.id for contrast in found], "outcome": outcomes},
    )


def _origin(simulation: Simulation, method: str, rows: int, repeats: int, begin: float) -> Origin:
    options = {**simulation.origin.options, "repeats": repeats, "draws_used": rows}
    warnings = simulation.origin.warnings
    if is_conditioned(simulation):
        warnings += ("compared over all worlds, those that do not fit the given events among them",)
    elapsed = time.perf_counter() - begin
    return replace(
        simulation.origin, method=method, options=options, warnings=warnings, elapsed=elapsed
    )


@dataclass(frozen=True, slots=True)
class Rests:
    """What the present course rests on: the outcomes of the focus pair without a drive.

    Attributes:
        contrast: the change: all leaders' drive, or one leader's.
        turns: share of draws in which mean behaviour of the focus pair is friendly with the drive
            and hostile without, or the other way round; as declared and with stretched widths.
        friendly, friendly_without: share of draws in which it is friendly, chance taken out, with
            the drive and without; likewise.
    """

    contrast: Contrast
    turns: tuple[float, float]
    friendly: tuple[float, float]
    friendly_without: tuple[float, float]


def rests_on(
    simulation: Simulation,
    *,
    draws: int = CONTRAST_DRAWS,
    repeats: int = CONTRAST_REPEATS,
) -> tuple[Rests, ...]:
    """Return what becomes of the course of the focus pair without the leaders' drive.

    All leaders' at once, then each present leader's of the focus pair alone, as declared and with
    stretched widths. Empty where the focus pair has no declared relation.

    Args:
        simulation: the run; its worlds must have been kept.
        draws, repeats: how many of the run's worlds to use.
    """
    if pair_key("-".join(simulation.scenario.focus)) not in simulation.data["pair"]:
        return ()
    rows = min(draws, simulation.rows[1] - simulation.rows[0])
    runner = _Runner(simulation, rows, min(repeats, simulation.repeats), widened=True)
    found = []
    for name, kind, words, course in changes(simulation, ["drive"], []):
        changed = [runner.run(course, factor) for factor in runner.factors]
        effects = tuple(runner.effect(headline, changed) for headline in runner.headlines)
        turned = [
            float(((old["flow"].mean(axis=1) > 0) != (new["flow"].mean(axis=1) > 0)).mean())
            for old, new in zip(runner.bases, changed, strict=True)
        ]
        shares = [
            (friendly_share(worlds[0]["flow"]), friendly_share(worlds[1]["flow"]))
            for worlds in (runner.bases, changed)
        ]
        contrast = Contrast(name, kind, words, effects)
        found.append(Rests(contrast, (turned[0], turned[1]), *shares))
    return tuple(found)


def friendly_share(values: Array) -> float:
    """Return the share of draws of x[draw, repeat] whose mean is above 0, chance taken out."""
    found = parts(values)
    if np.isnan(found.ignorance):
        return float((found.means > 0).mean())
    shrink = np.sqrt(found.ignorance / found.raw) if found.raw > 0 else 0.0
    return float((found.mean + shrink * (found.means - found.mean) > 0).mean())
