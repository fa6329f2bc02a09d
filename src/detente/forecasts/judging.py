"""Events judged in a run, and in a world in which nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.dynamics.courses import course_of
from detente.dynamics.objectives import came_about, keeping, watch
from detente.dynamics.ranges import Range, share_range
from detente.dynamics.simulating import Course, run_course, start_of
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.dynamics.watching import Array, Bools, UnwatchedError, Watch
from detente.scenario import event_grammar as words
from detente.scenario.draws import Draws
from detente.scenario.event_grammar import Event, Plain
from detente.scenario.model import Scenario

#: Worlds in which a condition must hold before a share among them means anything.
LEAST_WORLDS = 30


@dataclass(frozen=True)
class Judged:
    """What a run says of one event.

    Attributes:
        share: of the worlds in which it is asked.
        range: over draws; not told where the event has a condition.
        by_draw: share of the repeats of each draw, (draw,); NaN where it is asked in none.
        asked: share of all worlds in which it is asked.
    """

    share: float
    range: Range
    by_draw: npt.NDArray[np.float64]
    asked: float


def run_for(
    events: Sequence[Event],
    scenario: Scenario,
    draws: Draws,
    repeats: int,
    months: int,
    viewpoint: str | None = None,
    more: Sequence[tuple[str, str, str]] = (),
) -> Simulation:
    """Run a scenario so that events can be judged, with nothing kept that they do not need.

    Args:
        events: with their windows.
        scenario, draws, repeats, months, viewpoint: of the run.
        more: further series to keep, (index set, field, entity).
    """
    series, only = keeping(events, scenario, months)
    for over, name, key in more:
        series = list(dict.fromkeys([*series, (over, name)]))
        only[over] = only.get(over, frozenset()) | {key}
    course = course_of(scenario, viewpoint)
    return run_course(
        scenario, course, draws, repeats, months, keep="worlds", series=series, only=only
    )


def judge_all(events: Sequence[Event], run: Simulation) -> list[Judged | str]:
    """Return for each event what a run says of it, or in words why it says nothing."""
    seen = watch(run)
    found: list[Judged | str] = []
    for event in events:
        try:
            found.append(_judge(event, seen))
        except UnwatchedError as problem:
            found.append(problem.problems[0].message)
    return found


def _judge(event: Event, seen: Watch) -> Judged | str:
    if not isinstance(event, words.Given):
        happened = came_about(event, seen).astype(np.float64)
        return Judged(float(happened.mean()), share_range(happened), happened.mean(axis=1), 1.0)
    asked = came_about(event.condition, seen)
    happened = (came_about(event.event, seen) & asked).astype(np.float64)
    worlds = int(asked.sum())
    if worlds < LEAST_WORLDS:
        return f"its condition holds in {worlds} of {asked.size} worlds – too few to judge among"
    share = float(happened.sum() / worlds)
    counts = asked.sum(axis=1)
    by_draw = np.full(len(counts), np.nan)
    np.divide(happened.sum(axis=1), counts, out=by_draw, where=counts > 0)
    error = float(np.sqrt(share * (1 - share) / worlds))
    told = Range(share, error, np.nan, np.nan)
    return Judged(share, told, by_draw, worlds / asked.size)


class _Still:
    """Readings of worlds in which every month is like the start and nothing happens."""

    #: Fields that say what happens in a month; the others last.
    HAPPENINGS = ("event", "summit", "leader_changed")

    def __init__(self, months: int, start: dict[tuple[str, str, str], Array], draws: int) -> None:
        self.months = months
        self.start = start
        self.draws = draws

    def final(self, over: str, field: str, key: str) -> Array:
        """Return that it never happened."""
        del over, field, key
        return np.zeros((self.draws, 1))

    def course(self, over: str, field: str, key: str) -> Array:
        """Return the start, month after month."""
        shape = (self.months, self.draws, 1)
        if field in self.HAPPENINGS:
            return np.zeros(shape)
        return np.broadcast_to(self.start[over, field, key][:, None], shape)


def unchanged(events: Sequence[Event], draws: Draws, months: int) -> list[float | None]:
    """Return for each event the share of draws in which it comes about if nothing changes.

    Args:
        events: with their windows.
        draws: where the start is uncertain, the share is over them.
        months: the longest window.

    Returns:
        A share, or None where the start does not say, or the event has a condition.
    """
    scenario = draws.scenario
    parts = structure(scenario)
    _, begun = start_of(draws, parts, Course())
    values = {
        (over, name, key): np.broadcast_to(np.asarray(column[place], np.float64), (len(draws),))
        for (over, name), column in begun.columns.items()
        for place, key in enumerate(parts.keys(over))
    }
    still = _Still(months, values, len(draws))
    seen = Watch(scenario, parts, still, begun.ladder.names, lambda *entry: values[entry])
    return [_share(event, seen) for event in events]


def _share(event: Event, seen: Watch) -> float | None:
    if isinstance(event, words.Given):
        return None
    plain: Plain = event
    try:
        happened: Bools = came_about(plain, seen)
    except (UnwatchedError, KeyError):
        return None
    return float(happened.mean())
