"""A question put to a scenario: the event that is judged, over which months, or why not.

A question is asked from where the scenario's information ends to its closing day. The monthly model
knows months: the closing day stands for its month.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from detente.dynamics.moments import date_of, month_of
from detente.dynamics.simulating import LONGEST
from detente.scenario import event_grammar as words
from detente.scenario.checking_events import check_event
from detente.scenario.event_grammar import Event, Plain
from detente.scenario.events import parse_event
from detente.scenario.model import Scenario
from detente.scenario.schema import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a scenario is asked it.

    Attributes:
        id, question: the question.
        event: what is judged, its window filled in; None where it is not asked.
        months: of the run that is needed.
        reason: why it is not asked; empty where it is.
        notes: what the reader has to know about the window.
    """

    id: str
    question: Question
    event: Event | None
    months: int = 0
    reason: str = ""
    notes: tuple[str, ...] = ()


def information_date(scenario: Scenario) -> datetime.date:
    """Return the last day that a scenario knows of: its date, or that of its last given event."""
    given = [one.date.last for one in scenario.content.given]
    return max([scenario.as_of, *given])


def put(key: str, question: Question, scenario: Scenario) -> Asked:
    """Return a question as a scenario is asked it.

    Without words of time, an event is looked at from the opening of the question to its closing;
    with them, what happens before the opening does not count either. A question that opened earlier
    is asked for the rest of its window; one that closed, or was settled, before the information
    ends is not asked.

    Args:
        key: its id.
        question: its event is in the language.
        scenario: what it is asked of.
    """
    known = information_date(scenario)
    closes, opens = question.closes.last, question.opens
    problems = [message for _, message in check_event((), question.event, scenario.content)]
    if problems:
        return Asked(key, question, None, reason=problems[0])
    if closes <= known:
        return Asked(key, question, None, reason=f"it closes on {closes}; information ends {known}")
    if question.resolved is not None and question.resolved.last <= known:
        reason = f"it was settled on {question.resolved}; information ends {known}"
        return Asked(key, question, None, reason=reason)
    months = month_of(scenario.as_of, closes)
    if months > LONGEST:
        reason = f"it closes {months} months ahead; at most {LONGEST} are run"
        return Asked(key, question, None, reason=reason)
    notes, start = [], None
    if opens is not None and opens.day > scenario.as_of:
        start = words.Moment(opens.day.year, opens.day.month, opens.day.day)
        notes.append(f"opens on {opens}: what happens before does not count")
    elif opens is not None and opens.last < known:
        notes.append(f"opened on {opens}: asked for what is left of its window")
    until = words.Moment(closes.year, closes.month, closes.day)
    frame = _Frame(scenario.as_of, start, until)
    event = _with_window(parse_event(question.event), frame)
    beyond = _beyond(event, scenario, months)
    if beyond:
        reason = f"'{beyond}' looks beyond its closing day ({closes})"
        return Asked(key, question, None, reason=reason)
    if _early(event, frame):
        reason = f"'{question.event}' is over before the question opens ({opens})"
        return Asked(key, question, None, reason=reason)
    return Asked(key, question, event, months, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class _Frame:
    """The window of a question: from which date months count, its opening if ahead, its closing."""

    as_of: datetime.date
    start: words.Moment | None
    until: words.Moment


def _with_window(event: Event, frame: _Frame) -> Event:
    if isinstance(event, words.Given):
        return words.Given(_dated(event.event, frame), _dated(event.condition, frame))
    return _dated(event, frame)


def _dated(event: Plain, frame: _Frame) -> Plain:
    """Fill the window of a question into statements: an end that is missing, and its opening."""
    match event:
        case words.Atom():
            if event.window.at or event.statement.time == "timeless":
                return event
            return replace(event, window=_narrowed(event.window, frame))
        case words.Not(part):
            return words.Not(_dated(part, frame))
        case words.And(parts):
            return words.And(tuple(_dated(part, frame) for part in parts))
        case words.Or(parts):
            return words.Or(tuple(_dated(part, frame) for part in parts))


def _narrowed(window: words.Window, frame: _Frame) -> words.Window:
    """Return a window that begins no earlier than its question opens, and has an end."""
    if frame.start is None or (window.start and window.start.first >= frame.start.first):
        return window if window.by or window.within else replace(window, by=frame.until)
    if window.within is None:
        return words.Window(start=frame.start, by=window.by or frame.until)
    # Its months count from its own start or the scenario's date, so that its end stays where it is.
    first = 1 if window.start is None else month_of(frame.as_of, window.start.first)
    last = date_of(frame.as_of, first + window.within - 1)
    return words.Window(start=frame.start, by=words.Moment(last.year, last.month))


def _early(event: Event, frame: _Frame) -> bool:
    """Whether a statement is over before its question opens."""
    if frame.start is None:
        return False
    ends = [atom.window.by or atom.window.at for atom in atoms(event)]
    return any(end is not None and end.last < frame.start.first for end in ends)


def atoms(event: Event) -> tuple[words.Atom, ...]:
    """Return the statements of an event, in order."""
    match event:
        case words.Atom():
            return (event,)
        case words.Not(part):
            return atoms(part)
        case words.And(parts) | words.Or(parts):
            return tuple(atom for part in parts for atom in atoms(part))
        case words.Given(consequence, condition):
            return (*atoms(consequence), *atoms(condition))


def _beyond(event: Event, scenario: Scenario, months: int) -> words.Atom | None:
    """Return the first statement that looks further than some months."""
    for atom in atoms(event):
        window = atom.window
        first = month_of(scenario.as_of, window.start.first) if window.start else 1
        last = 0
        if window.within is not None:
            last = first + window.within - 1
        for moment in (window.by, window.at):
            if moment is not None:
                last = max(last, month_of(scenario.as_of, moment.last))
        if last > months:
            return atom
    return None
