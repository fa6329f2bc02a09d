"""Claims as propositions: what is measured in which setting, and what it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from detente.claims.holding import Bounds
from detente.dynamics.moments import month_of
from detente.library.conventions import conventions
from detente.scenario import event_grammar as words
from detente.scenario.checking_claims import DEFAULT_HORIZON, atoms, viewpoints_of
from detente.scenario.claim_grammar import Gain, Level, Setting, parse_mean, parse_setting
from detente.scenario.claims import Claim, Test
from detente.scenario.event_grammar import Event, Plain
from detente.scenario.events import parse_event
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, nearest

Sort: TypeAlias = Literal["event", "level", "gain", "objective", "standoff"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured in a run, or without one.

    Attributes:
        sort: a chance, a level, a worth, what objectives make of a course, or an equilibrium.
        what: the event, the level or gain, or the actor whose objectives are meant.
        months: how far it looks ahead.
    """

    sort: Sort
    what: Event | Level | Gain | str
    months: int

    @property
    def needs_run(self) -> bool:
        """Whether the monthly model has to run for it."""
        return self.sort in ("event", "level", "objective")


@dataclass(frozen=True, slots=True)
class Side:
    """A measure in a setting."""

    measure: Measure
    setting: Setting = field(default_factory=Setting)


@dataclass(frozen=True, slots=True)
class Proposition:
    """A claim that can be tested.

    Attributes:
        id, claim: which.
        viewpoint: whose premises it stands on.
        first, second: what is measured, and what it is held against (None: the bounds alone).
        bounds: of the number, or of first less second.
        months: how far it looks ahead.
    """

    id: str
    claim: Claim
    viewpoint: str
    first: Side
    second: Side | None
    bounds: Bounds
    months: int

    @property
    def test(self) -> Test:
        """The test as declared."""
        assert self.claim.test is not None
        return self.claim.test

    @property
    def sides(self) -> tuple[Side, ...]:
        """What is measured."""
        return (self.first,) if self.second is None else (self.first, self.second)

    @property
    def is_share(self) -> bool:
        """Whether chances are measured."""
        return self.first.measure.sort in ("event", "standoff")

    @property
    def wants_more(self) -> bool | None:
        """Whether a larger number speaks for it; None where both ends speak against it."""
        if self.bounds.within is not None or None not in (self.bounds.above, self.bounds.below):
            return None
        return self.bounds.above is not None


def viewpoint_of(claim: Claim, scenario: Scenario) -> str:
    """Return whose premises a claim stands on: declared, else those of its source; or ""."""
    if claim.viewpoint is not None:
        return claim.viewpoint
    return next(iter(viewpoints_of(claim, scenario.content)), "")


def chosen(scenario: Scenario, claim: str | None) -> dict[str, Claim]:
    """Return the claims that are asked for.

    Raises:
        InvalidInputError: there is no such claim, or none at all; one line.
    """
    known = scenario.content.claims
    if claim is None:
        if not known:
            raise InvalidInputError.single(
                "declares no claims – list them under 'claims'", file=scenario.name
            )
        return dict(known)
    if claim not in known:
        raise InvalidInputError.single(
            f"claim '{claim}' is not declared{nearest(claim, known)}", file=scenario.name
        )
    return {claim: known[claim]}


def propositions(scenario: Scenario, claims: Mapping[str, Claim]) -> dict[str, Proposition]:
    """Return the claims that are tested, as propositions."""
    return {
        key: proposition(scenario, key, claim)
        for key, claim in claims.items()
        if claim.test is not None
    }


def proposition(scenario: Scenario, key: str, claim: Claim) -> Proposition:
    """Return one tested claim as a proposition."""
    test = claim.test
    assert test is not None
    months = claim.horizon_months or DEFAULT_HORIZON
    setting = parse_setting(test.under) if test.under else Setting()
    first = Side(_measure(scenario, test.event, test.mean, test.objective, months), setting)
    second: Side | None = None
    if test.than_event is not None or test.than_mean is not None:
        than = _measure(scenario, test.than_event, test.than_mean, None, months)
        second = Side(than, setting)
    elif test.under is not None:
        second = Side(first.measure, parse_setting(test.against) if test.against else Setting())
    bounds = _bounds(test, _floor(scenario, test), of_two=second is not None)
    return Proposition(key, claim, viewpoint_of(claim, scenario), first, second, bounds, months)


def _floor(scenario: Scenario, test: Test) -> float:
    """Return the smallest difference that counts where a test says 0.

    Of chances the declared floor; of objectives as much as if the weightiest wish came about so
    much oftener; of levels none.
    """
    floor = conventions()["effect_floor"]
    if test.objective is not None:
        wishes = scenario.content.objectives[test.objective]
        return floor * max((abs(weight) for weight in wishes.values()), default=0.0)
    return floor if test.event is not None else 0.0


def _bounds(test: Test, floor: float, *, of_two: bool) -> Bounds:
    """Return what is held against; of two, a bound of 0 stands for the smallest that counts."""
    if not of_two:
        return Bounds(test.above, test.below)
    if test.within is not None:
        return Bounds(within=test.within)
    if test.below is not None:
        return Bounds(below=test.below or -floor)
    return Bounds(above=test.above or floor)


def _measure(
    scenario: Scenario, event: str | None, mean: str | None, actor: str | None, months: int
) -> Measure:
    if event is not None:
        asked = parse_event(event)
        if any(atom.kind == "equilibrium" for atom in atoms(asked)):
            return Measure("standoff", asked, months)
        return Measure("event", windowed(asked, scenario, months), months)
    if mean is not None:
        found = parse_mean(mean)
        if isinstance(found, Gain):
            return Measure("gain", found, months)
        if not found.timing:
            found = replace(found, timing="within", months=months)
        return Measure("level", found, months)
    assert actor is not None
    return Measure("objective", actor, months)


def windowed(event: Event, scenario: Scenario, months: int) -> Event:
    """Return an event of which every statement without an end is looked at up to a horizon.

    Args:
        event: an event.
        scenario: whose date `from` counts from.
        months: the horizon.
    """

    def fill(part: Plain) -> Plain:
        match part:
            case words.Atom(_, window):
                if window.by or window.at or window.within:
                    return part
                begin = 1 if window.start is None else month_of(scenario.as_of, window.start.first)
                return replace(part, window=replace(window, within=months - begin + 1))
            case words.Not(inner):
                return words.Not(fill(inner))
            case words.And(parts):
                return words.And(tuple(map(fill, parts)))
            case words.Or(parts):
                return words.Or(tuple(map(fill, parts)))

    if isinstance(event, words.Given):
        return words.Given(fill(event.event), fill(event.condition))
    return fill(event)


def settings_needed(
    found: Iterable[Proposition],
) -> dict[tuple[Setting, int], tuple[Measure, ...]]:
    """Return what has to be run: setting and months → what is measured in it.

    What looks ahead less far is read off the longest run in the same setting; only objectives,
    which weigh the whole of a course, have runs of their own length.
    """
    sides = [side for one in found for side in one.sides if side.measure.needs_run]
    longest: dict[Setting, int] = {}
    for side in sides:
        if side.measure.sort != "objective":
            longest[side.setting] = max(longest.get(side.setting, 0), side.measure.months)
    jobs: dict[tuple[Setting, int], dict[Measure, None]] = {}
    for side in sides:
        own = side.measure.sort == "objective"
        months = side.measure.months if own else longest[side.setting]
        jobs.setdefault((side.setting, months), {})[side.measure] = None
    return {job: tuple(measures) for job, measures in jobs.items()}
