"""Questions of a backtest, made mechanically by rules: events and non-events alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.dynamics.moments import month_of
from detente.forecasts.baselines import Baselines, past_windows
from detente.forecasts.history import Date, Treaty, met, months_later
from detente.forecasts.reference_classes import (
    TreatyClass,
    looked_back_to,
    meeting_baselines,
    treaty_baselines,
)
from detente.forecasts.rules import MEETING_CLASSES, NUMBER_CLASSES, TREATY_CLASSES, Rules
from detente.scenario.event_grammar import pair_id


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A yes/no question that rules made.

    Attributes:
        id: class, subject, vintage and horizon.
        group: class.
        subject: the treaty, or what kind of meeting.
        family: what it stands or falls with: the treaty, or the year of the vintage for meetings.
        vintage, horizon: scenario, and months.
        until: closing day.
        event: for the scenario; empty where the rules name no agreement of it.
        outcome: 1 for yes, 0 for no.
        baselines: from before the date.
    """

    id: str
    group: str
    subject: str
    family: str
    vintage: str
    horizon: int
    until: Date
    event: str
    outcome: int
    baselines: Baselines


@dataclass(frozen=True, slots=True)
class MadeNumber:
    """A question whose answer is a number: how many meetings, or in which month the first.

    Attributes:
        id, group, family, vintage, horizon, until: as of `MadeQuestion`.
        observed: the number; for months 0 where there was no meeting.
        status_quo: the number of the window before.
        climatology, own_history: the numbers of all past windows, or of the last years'.
    """

    id: str
    group: str
    family: str
    vintage: str
    horizon: int
    until: Date
    observed: float
    status_quo: float
    climatology: tuple[float, ...]
    own_history: tuple[float, ...]


def _windows(rules: Rules, day: Date) -> Iterator[tuple[int, Date]]:
    """Yield the windows from a day that close by the cutoff."""
    for months in rules.file.horizons:
        until = months_later(day, months)
        if until <= rules.file.cutoff.last:
            yield months, until


def yes_no_questions(rules: Rules, vintage: str, day: Date) -> list[MadeQuestion]:
    """Return the yes/no questions of a vintage.

    Args:
        rules: with their tables.
        vintage: name of the scenario.
        day: its date; whether a question is asked depends on nothing after it but the cutoff.
    """
    found: list[MadeQuestion] = []
    for months, until in _windows(rules, day):
        for name in rules.file.classes:
            if name in TREATY_CLASSES:
                found += _of_treaties(rules, name, vintage, day, months, until)  # type: ignore[arg-type]
            elif name in MEETING_CLASSES:
                found += _of_meetings(rules, name, vintage, day, months, until)
    return found


def _of_treaties(
    rules: Rules, asked: TreatyClass, vintage: str, day: Date, months: int, until: Date
) -> Iterator[MadeQuestion]:
    usual = treaty_baselines(asked, rules.codes, day, until, rules.tables)
    for one in rules.tables.treaties:
        both = one.binds(rules.codes, rules.file.multilateral == "both")
        if not both or not _may_be_asked(asked, one, day):
            continue
        agreement = rules.file.agreements.get(one.short, "")
        words = {
            "treaty_in_force": f"in force at {until:%Y-%m}",
            "treaty_ended": f"ended by {until}",
            "treaty_extended": f"extended by {until}",
        }[asked]
        yield MadeQuestion(
            id=f"{asked}/{one.short}/{vintage}/{months}",
            group=asked,
            subject=one.short,
            family=one.short,
            vintage=vintage,
            horizon=months,
            until=until,
            event=f"{agreement} {words}" if agreement else "",
            outcome=int(_came_out(asked, one, day, until)),
            baselines=usual,
        )


def _may_be_asked(asked: TreatyClass, treaty: Treaty, day: Date) -> bool:
    """Whether a class can be asked of a treaty, by what is known on a day."""
    if asked == "treaty_in_force":
        return treaty.in_force_at(day)
    if asked == "treaty_ended":
        return treaty.stands(day)
    end = treaty.end_of_term(day)
    return treaty.stands(day) and end is not None and end > day


def _came_out(asked: TreatyClass, treaty: Treaty, day: Date, until: Date) -> bool:
    if asked == "treaty_in_force":
        return treaty.in_force_at(until)
    if asked == "treaty_ended":
        return treaty.ended_in(day, until)
    return treaty.extended_in(day, until)


def _of_meetings(
    rules: Rules, asked: str, vintage: str, day: Date, months: int, until: Date
) -> Iterator[MadeQuestion]:
    kinds = rules.kinds(asked)
    yield MadeQuestion(
        id=f"{asked}/{vintage}/{months}",
        group=asked,
        subject=asked,
        family=_year(day),
        vintage=vintage,
        horizon=months,
        until=until,
        event=f"summit {pair_id(*rules.file.pair)} held by {until}",
        outcome=int(bool(met(rules.tables.meetings, rules.codes, kinds)(day, until))),
        baselines=meeting_baselines(kinds, rules.codes, day, months, rules.tables),
    )


def _year(day: Date) -> str:
    """Return the family of windows that begin in one year."""
    return f"meetings from {day.year}"


def number_questions(rules: Rules, vintage: str, day: Date) -> list[MadeNumber]:
    """Return the questions of a vintage whose answer is a number; arguments as above."""
    found: list[MadeNumber] = []
    back = looked_back_to(rules.codes, day, rules.tables)
    if back is None:
        return found
    for months, until in _windows(rules, day):
        found += [
            _number(rules, asked, vintage, day, months, until, back)
            for asked in rules.file.classes
            if asked in NUMBER_CLASSES
        ]
    return found


def _number(
    rules: Rules,
    asked: str,
    vintage: str,
    day: Date,
    months: int,
    until: Date,
    back: tuple[Date, Date],
) -> MadeNumber:
    happened = met(rules.tables.meetings, rules.codes, rules.kinds(asked))
    read = _count if asked == "meetings_counted" else _first_month

    def past(start: Date) -> tuple[float, ...]:
        return tuple(
            read(begin, days) for begin, days in past_windows(happened, start, day, months)
        )

    before = months_later(day, -months)
    return MadeNumber(
        id=f"{asked}/{vintage}/{months}",
        group=asked,
        family=_year(day),
        vintage=vintage,
        horizon=months,
        until=until,
        observed=read(day, happened(day, until)),
        status_quo=read(before, happened(before, day)),
        climatology=past(back[0]),
        own_history=past(back[1]),
    )


def _count(begin: Date, days: Sequence[Date]) -> float:
    del begin
    return float(len(days))


def _first_month(begin: Date, days: Sequence[Date]) -> float:
    """Return the month of the first meeting, counted as the monthly model counts; 0 for none."""
    return float(month_of(begin, days[0])) if days else 0.0
