"""What happened in a run, in the event language; and what an actor makes of it.

`holds` says world by world whether an event came about, `judged` also among which worlds it is
asked, `value` what an actor's objectives make of each world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import course_run, draws_of
from detente.dynamics.columns import Columns
from detente.dynamics.moments import date_of, month_of
from detente.dynamics.readings import Labelled, Readings
from detente.dynamics.simulating import start_of
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import Structure, structure
from detente.dynamics.watching import Bools, Entry, UnwatchedError, Watch
from detente.scenario import event_grammar as words
from detente.scenario.event_grammar import Event, Plain
from detente.scenario.events import parse_event
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]


def watch(simulation: Simulation) -> Watch:
    """Return a run as events look at it.

    Raises:
        ValueError: only sums were kept of it; one line.
    """
    parts = structure(simulation.scenario)
    begun: dict[str, Columns] = {}

    def start(over: str, name: str, key: str) -> npt.ArrayLike:
        if "" not in begun:
            _, found = start_of(draws_of(simulation), parts, course_run(simulation))
            begun[""] = dict(found.columns)
        value = begun[""][over, name][parts.keys(over).index(key)]
        rows = simulation.data.coords.get("draw_number")
        return value if rows is None or not np.ndim(value) else np.asarray(value)[rows.values]

    regimes = tuple(simulation.data.attrs["regimes"])
    return Watch(simulation.scenario, parts, Labelled(simulation), regimes, start)


def holds(event: Event | str, simulation: Simulation) -> Bools:
    """Return whether an event came about in each world, (draw, repeat).

    Args:
        event: an event, or its text.
        simulation: a run of which the worlds were kept.

    Raises:
        UnwatchedError: the model does not carry it, the run did not keep it or is too short; or it
            is an event `given` another, for which `judged` says among which worlds it is asked.
        EventError: the text is no event.
    """
    asked = parse_event(event) if isinstance(event, str) else event
    seen = watch(simulation)
    if isinstance(asked, words.Given):
        seen.refuse(asked, "'given' asks among some worlds only – use 'judged'")
    return came_about(asked, seen)


def judged(event: Event | str, simulation: Simulation) -> tuple[Bools, Bools]:
    """Return whether an event came about, and in which worlds it is asked, both (draw, repeat).

    Without `given` it is asked in all worlds. Arguments and errors as `holds`.
    """
    asked = parse_event(event) if isinstance(event, str) else event
    seen = watch(simulation)
    if isinstance(asked, words.Given):
        return came_about(asked.event, seen), came_about(asked.condition, seen)
    found = came_about(asked, seen)
    return found, np.ones_like(found)


def came_about(event: Plain, seen: Watch) -> Bools:
    """Return whether an event without `given` came about in each world, (draw, repeat)."""
    match event:
        case words.Atom():
            return _atom(event, seen)
        case words.Not(part):
            return np.logical_not(came_about(part, seen))
        case words.And(parts):
            return np.asarray(np.all([came_about(part, seen) for part in parts], axis=0))
        case words.Or(parts):
            return np.asarray(np.any([came_about(part, seen) for part in parts], axis=0))


def _atom(atom: words.Atom, seen: Watch) -> Bools:
    first, last = span(atom, seen)
    short = first == 1
    if _in_final(atom, last, seen):
        return _final(atom.statement, seen)
    within = seen.months(atom.statement, from_start=short)[first - 1 : last]
    if atom.persistence is None:
        return np.asarray(within.any(axis=0))
    return np.asarray(longest(within) >= atom.persistence)


def span(atom: words.Atom, seen: Watch) -> tuple[int, int]:
    """Return the first and the last month in which a statement is looked at.

    Raises:
        UnwatchedError: that is before the scenario or beyond the run.
    """
    as_of, window, end = seen.scenario.as_of, atom.window, seen.worlds.months
    for moment in (window.by, window.at):
        if moment is not None and moment.last <= as_of:
            seen.refuse(atom, f"{moment} is not after the scenario's date ({as_of})")
    if window.at is not None:
        first = last = month_of(as_of, window.at.first)
    else:
        first = 1 if window.start is None else month_of(as_of, window.start.first)
        last = end if window.by is None else month_of(as_of, window.by.last)
        if window.within is not None:
            last = first + window.within - 1
    if max(first, last) > end:
        seen.refuse(
            atom,
            f"the run ends after {end} months ({date_of(as_of, end):%Y-%m}) – "
            f"run {max(first, last)} months",
        )
    return first, last


#: Counts of months that are kept of every world, so that no months need to be.
_COUNTS = {
    "in force": "months_in_force",
    "in talks": "months_talks",
    "suspended": "months_suspended",
}


def _in_final(atom: words.Atom, last: int, seen: Watch) -> bool:
    """Whether the counts of a whole run answer it."""
    said = atom.statement
    return (
        isinstance(said, words.AgreementStatus)
        and said.verb in _COUNTS
        and not said.actor
        and atom.window == words.Window()
        and atom.persistence is None
        and last == seen.worlds.months
        and any(deal.id == said.agreement for deal in seen.parts.deals)
    )


def _final(said: words.Statement, seen: Watch) -> Bools:
    assert isinstance(said, words.AgreementStatus)
    return seen.worlds.final("deal", _COUNTS[said.verb], said.agreement) > 0.5


def longest(months: Bools) -> npt.NDArray[np.int64]:
    """Return the longest unbroken run of months, per world.

    Args:
        months: (month, draw, repeat).
    """
    best = np.zeros(months.shape[1:], np.int64)
    current = np.zeros_like(best)
    for month in months:
        current = np.where(month, current + 1, 0)
        best = np.maximum(best, current)
    return best


def value(wishes: Mapping[str, float], seen: Watch) -> tuple[Array, tuple[str, ...]]:
    """Return what an actor's objectives make of each world, and the wishes that cannot be judged.

    A wish counts with its weight where it comes about. A state without a time counts with the share
    of months in which it holds, so that what lasts longer counts for more.

    Args:
        wishes: event → weight.
        seen: the run.
    """
    total: Array | None = None
    unjudged = []
    for text, weight in wishes.items():
        try:
            met = _met(parse_event(text), seen)
        except UnwatchedError as problem:
            unjudged.append(f"{text}: {problem.problems[0].message}")
            continue
        total = weight * met if total is None else total + weight * met
    if total is None:
        total = np.zeros(seen.never().shape[1:])
    return total, tuple(unjudged)


def _met(event: Event, seen: Watch) -> Array:
    if isinstance(event, words.Given):
        seen.refuse(event, "a wish cannot be 'given' something – join the two with 'and'")
    if not _lasting(event):
        return came_about(event, seen).astype(np.float64)
    if isinstance(event, words.Atom) and _in_final(event, seen.worlds.months, seen):
        said = event.statement
        assert isinstance(said, words.AgreementStatus)
        months = seen.worlds.final("deal", _COUNTS[said.verb], said.agreement)
        return np.asarray(months / seen.worlds.months)
    return np.asarray(_by_month(event, seen).mean(axis=0))


def _lasting(event: Plain) -> bool:
    """Whether an event is made of states only, none of which has a time."""
    match event:
        case words.Atom():
            state = event.statement.time == "state"
            return state and event.window == words.Window() and event.persistence is None
        case words.Not(part):
            return _lasting(part)
        case words.And(parts) | words.Or(parts):
            return all(_lasting(part) for part in parts)


def _by_month(event: Plain, seen: Watch) -> Bools:
    match event:
        case words.Atom():
            return seen.months(event.statement)
        case words.Not(part):
            return np.logical_not(_by_month(part, seen))
        case words.And(parts):
            return np.asarray(np.all([_by_month(part, seen) for part in parts], axis=0))
        case words.Or(parts):
            return np.asarray(np.any([_by_month(part, seen) for part in parts], axis=0))


@dataclass(frozen=True)
class _Blank:
    """Readings of no worlds: they only show what is asked for."""

    months: int

    def final(self, over: str, field: str, key: str) -> Array:
        """Return nothing, whatever is asked."""
        del over, field, key
        return np.zeros((0, 0))

    def course(self, over: str, field: str, key: str) -> Array:
        """Return nothing, whatever is asked."""
        del over, field, key
        return np.zeros((self.months, 0, 0))


def needed(
    events: Iterable[Event | str], scenario: Scenario, parts: Structure, months: int
) -> tuple[Entry, ...]:
    """Return the series that events need: (index set, field, entity).

    What cannot be judged at all needs nothing here; judging it says why.

    Args:
        events: events or their texts.
        scenario, parts: whose.
        months: of the run.
    """
    from detente.dynamics.ladder import NAMES

    names = tuple(dict.fromkeys(name for rungs in NAMES.values() for name in rungs))
    blank: Readings = _Blank(months)
    nothing: Callable[[str, str, str], Array] = lambda *_: np.zeros(0)  # noqa: E731
    seen = Watch(scenario, parts, blank, names, nothing)
    for event in events:
        asked = parse_event(event) if isinstance(event, str) else event
        plain = (asked.event, asked.condition) if isinstance(asked, words.Given) else (asked,)
        for part in plain:
            _look(part, seen)
    return tuple(seen.asked)


def keeping(
    events: Iterable[Event | str], scenario: Scenario, months: int
) -> tuple[list[tuple[str, str]], dict[str, frozenset[str]]]:
    """Return `series` and `only` for `run_course`, so that events can be judged from the run.

    Args:
        events: events or their texts.
        scenario: what is run.
        months: of the run.
    """
    series: dict[tuple[str, str], None] = {}
    only: dict[str, frozenset[str]] = {}
    for over, name, key in needed(events, scenario, structure(scenario), months):
        series[over, name] = None
        only[over] = only.get(over, frozenset()) | {key}
    return list(series), only


def _look(event: Plain, seen: Watch) -> None:
    match event:
        case words.Atom():
            try:
                _atom(event, seen)
                if _lasting(event) and not _in_final(event, seen.worlds.months, seen):
                    _by_month(event, seen)
            except UnwatchedError:
                return
        case words.Not(part):
            _look(part, seen)
        case words.And(parts) | words.Or(parts):
            for part in parts:
                _look(part, seen)
