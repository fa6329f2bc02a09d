"""What runs out, what renews, who votes: the dated entries of a scenario in order."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.scenario.fields import When
from detente.scenario.model import Scenario
from detente.scenario.schema import Agreement, Measure

Sort: TypeAlias = Literal["agreement", "measure", "event"]


@dataclass(frozen=True, slots=True)
class Span:
    """A treaty or a measure that holds over time.

    Attributes:
        id, name, sort, issue: what it is.
        solid: in force; otherwise suspended, signed, under notice or in talks.
        status: in the words of the scenario.
        start: when it was signed, came into force or began; None where unknown.
        end: its scheduled end, or None.
        renewals: scheduled renewals up to the end of the timeline.
        extendable: whether its term may be extended; None where unknown.
        statute: fixed in law.
        note: what the scenario says about it.
    """

    id: str
    name: str
    sort: Sort
    issue: str
    solid: bool
    status: str
    start: When | None
    end: When | None
    renewals: tuple[datetime.date, ...] = ()
    extendable: bool | None = None
    statute: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A scheduled, expected or proposed event."""

    id: str
    name: str
    when: When
    kind: str
    certainty: str
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """The next date that presses on an issue.

    Attributes:
        id, name: the agreement or measure.
        issue: on what.
        date: when it ends or comes up for renewal.
        sort: ends | renews.
        months: whole months from the scenario's date.
        extendable: whether its term may be extended; None where unknown.
    """

    id: str
    name: str
    issue: str
    date: datetime.date
    sort: Literal["ends", "renews"]
    months: int
    extendable: bool | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All dated entries from the scenario's date to a horizon."""

    start: datetime.date
    end: datetime.date
    spans: tuple[Span, ...]
    moments: tuple[Moment, ...]
    clocks: tuple[Clock, ...]

    def clock(self, issue: str) -> Clock | None:
        """Return the next clock on an issue; an end counts before a mere renewal."""
        found = [clock for clock in self.clocks if clock.issue == issue]
        return min(found, key=lambda c: (c.sort != "ends", c.date), default=None)


def timeline(scenario: Scenario, years: int = 4) -> Timeline:
    """Return the dated entries of a scenario for the years after its date."""
    start = scenario.as_of
    end = _plus_months(start, 12 * years)
    spans = [*_agreements(scenario), *_measures(scenario, end)]
    moments = sorted(
        (
            Moment(key, e.short or e.name, e.date, e.kind, e.certainty, e.actors)
            for key, e in scenario.content.calendar.items()
            if e.date.last >= start and e.date.day <= end
        ),
        key=lambda moment: moment.when.day,
    )
    clocks = sorted(_clocks(spans, start), key=lambda clock: clock.date)
    return Timeline(start, end, tuple(spans), tuple(moments), tuple(clocks))


def _agreements(scenario: Scenario) -> Iterator[Span]:
    for key, agreement in scenario.content.agreements.items():
        if agreement.status in ("none", "ended"):
            continue
        yield Span(
            id=key,
            name=agreement.short or agreement.name,
            sort="agreement",
            issue=agreement.issue,
            solid=agreement.status == "in_force",
            status=_status(scenario, agreement),
            start=agreement.in_force or agreement.signed,
            end=agreement.expires,
            extendable=agreement.extendable,
            note=agreement.note or "",
        )


def _status(scenario: Scenario, agreement: Agreement) -> str:
    words = {
        "talks": "in talks",
        "signed": "signed, not yet in force",
        "in_force": "in force",
        "suspended": "suspended",
        "notice": "under notice",
    }[agreement.status]
    if agreement.status == "suspended" and agreement.suspended_by:
        return f"{words} by {scenario.name_of(agreement.suspended_by)}"
    return words


def _measures(scenario: Scenario, end: datetime.date) -> Iterator[Span]:
    for key, measure in scenario.content.measures.items():
        if measure.until is not None and measure.until.last < scenario.as_of:
            continue
        yield Span(
            id=key,
            name=measure.short or measure.name,
            sort="measure",
            issue=measure.issue,
            solid=True,
            status=_measure_status(scenario, measure),
            start=measure.since,
            end=measure.until,
            renewals=tuple(_renewals(measure, end)),
            statute=measure.statute,
            note=measure.note or "",
        )


def _measure_status(scenario: Scenario, measure: Measure) -> str:
    if measure.statute:
        holder = measure.lifted_by or scenario.legislature_of(measure.by[0])
        by_whom = scenario.name_of(holder) if holder else "the legislature"
        return f"fixed in law; {by_whom} has to lift it"
    if measure.renews_every_months:
        months = measure.renews_every_months
        return "renewed every year" if months == 12 else f"renewed every {months} months"
    return "no end date"


def _renewals(measure: Measure, end: datetime.date) -> Iterator[datetime.date]:
    if measure.next_renewal is None:
        return
    date, step = measure.next_renewal.day, measure.renews_every_months
    if measure.until is not None:
        end = min(end, measure.until.last)
    count = 0
    while date <= end:
        yield date
        if step is None:
            return
        count += 1
        date = _plus_months(measure.next_renewal.day, step * count)


def _clocks(spans: list[Span], start: datetime.date) -> Iterator[Clock]:
    for span in spans:
        if span.end is not None and span.end.last >= start:
            yield _clock(span, span.end.day, "ends", start)
        upcoming = [date for date in span.renewals if date >= start]
        if upcoming:
            yield _clock(span, upcoming[0], "renews", start)


def _clock(
    span: Span, date: datetime.date, sort: Literal["ends", "renews"], start: datetime.date
) -> Clock:
    months = 12 * (date.year - start.year) + date.month - start.month - (date.day < start.day)
    return Clock(span.id, span.name, span.issue, date, sort, months, span.extendable)


def _plus_months(date: datetime.date, months: int) -> datetime.date:
    year, month = divmod(12 * date.year + date.month - 1 + months, 12)
    following = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(date.day, last))
