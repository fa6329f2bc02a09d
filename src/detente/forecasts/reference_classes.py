"""Baselines of the classes of events that the tables know: treaties, and meetings of leaders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from detente.forecasts.baselines import (
    JEFFREYS,
    Baselines,
    chance_of_rate,
    chance_of_share,
    ended,
    left_force,
    term_years,
    treaty_years,
    window_share,
    years_between,
)
from detente.forecasts.history import (
    KINDS,
    Date,
    Meeting,
    Treaty,
    met,
    months_later,
    shipped_meetings,
    shipped_treaties,
)
from detente.scenario import event_grammar as words
from detente.scenario.event_grammar import Event
from detente.scenario.model import Scenario
from detente.scenario.reading import read_text

TreatyClass = Literal["treaty_in_force", "treaty_ended", "treaty_extended"]

#: The pair's own history of meetings looks back so many years, unless said otherwise.
RECENT_YEARS = 10


@dataclass(frozen=True)
class Tables:
    """What happened, and how baselines are made of it.

    Attributes:
        treaties, meetings: the tables.
        prior: events that the prior of a rate, or of a share on either side, adds.
        recent_years: the pair's own history of meetings looks back so far.
    """

    treaties: tuple[Treaty, ...]
    meetings: tuple[Meeting, ...]
    prior: float = JEFFREYS
    recent_years: int = RECENT_YEARS


@cache
def shipped_tables() -> Tables:
    """Return the shipped tables."""
    return Tables(shipped_treaties(), shipped_meetings())


def treaty_baselines(
    asked: TreatyClass,
    codes: tuple[str, str],
    day: Date,
    until: Date,
    tables: Tables,
    opens: Date | None = None,
) -> Baselines:
    """Return the baselines of what becomes of a treaty.

    Climatology counts all rows before the day, the pair's own history those to which the two alone
    are parties.

    Args:
        asked: in force and not suspended at the end, ended by then, or its term prolonged by then.
        codes: of the pair in the tables.
        day, until: the information date and the closing day.
        tables: what happened.
        opens: first day on which a prolongation counts, where that is later than `day`. That a
            treaty has ended, or is in force, lasts: when it came about makes no difference.
    """
    own = [one for one in tables.treaties if set(one.parties) == set(codes)]
    years = years_between(day, until)

    def chance(treaties: Sequence[Treaty]) -> float | None:
        if asked == "treaty_extended":
            window = years_between(opens or day, until)
            return chance_of_rate(*term_years(treaties, day), window, tables.prior)
        ending = ended if asked == "treaty_ended" else left_force
        found = chance_of_rate(*treaty_years(treaties, day, ending), years, tables.prior)
        return 1 - found if found is not None and asked == "treaty_in_force" else found

    return Baselines(float(asked == "treaty_in_force"), chance(tables.treaties), chance(own))


def meeting_baselines(
    kinds: tuple[str, ...], codes: tuple[str, str], day: Date, months: int, tables: Tables
) -> Baselines:
    """Return the baselines of a meeting of two leaders within some months.

    The status quo is what the window of the same length before the day saw. The tables hold the
    meetings of one pair, so that climatology and the pair's own history differ only in how far they
    look back: to the first row, or over the last years.

    Args:
        kinds: which meetings count.
        codes, day, tables: as above.
        months: length of the window.
    """
    happened = met(tables.meetings, codes, kinds)
    first = _first(happened, day)
    if first is None:
        return Baselines()
    recent = max(first, months_later(day, -12 * tables.recent_years))
    before = happened(months_later(day, -months), day)

    def chance(start: Date) -> float | None:
        share, windows = window_share(happened, start, day, months)
        return chance_of_share(share, windows, tables.prior) if windows else None

    return Baselines(float(bool(before)), chance(first), chance(recent))


def _first(happened: Callable[[Date, Date], tuple[Date, ...]], day: Date) -> Date | None:
    return next(iter(happened(Date.min, day)), None)


def looked_back_to(codes: tuple[str, str], day: Date, tables: Tables) -> tuple[Date, Date] | None:
    """Return where climatology and the pair's own history of meetings begin, or None."""
    first = _first(met(tables.meetings, codes, KINDS), day)
    if first is None:
        return None
    return first, max(first, months_later(day, -12 * tables.recent_years))


@cache
def codes_of_actors() -> Mapping[str, str]:
    """Return actor → its code in the tables, the first where it has several."""
    text = resources.files("detente.library").joinpath("names.yaml").read_text("utf-8")
    named = read_text(text, "names.yaml").value["actors"]["tables"]
    found: dict[str, str] = {}
    for code, actor in named.items():
        if actor is not None:
            found.setdefault(actor, code)
    return found


def class_baselines(event: Event, scenario: Scenario, day: Date, tables: Tables) -> Baselines:
    """Return the baselines of an event whose class the tables know; None for what they do not.

    Known are a treaty that ends, is in force on a day, or is prolonged, and a meeting of leaders;
    each plainly, or denied with `not`. The status quo of what lasts is left to the scenario.

    Args:
        event: with its window filled in.
        scenario: whose names it uses.
        day: where information ends; nothing in the tables after it is looked at.
        tables: what happened.
    """
    if isinstance(event, words.Not):
        sides = class_baselines(event.part, scenario, day, tables).named().values()
        return Baselines(*(None if side is None else 1 - side for side in sides))
    if not isinstance(event, words.Atom) or event.persistence is not None:
        return Baselines()
    said, (start, end) = event.statement, _span(event.window, day)
    found = Baselines()
    if end is None or end <= day:
        return found
    if isinstance(said, words.AgreementStatus) and not said.actor:
        asked = _treaty_class(said, event.window, scenario)
        if asked is not None:
            codes = _codes(_parties(said.agreement, scenario))
            usual = treaty_baselines(asked, codes, day, end, tables, start)
            found = Baselines(None, usual.climatology, usual.own_history)
    elif isinstance(said, words.Summit):
        one, other = said.pair.split("-")
        months = max(round(years_between(start, end) * 12), 1)
        found = meeting_baselines(KINDS, _codes((one, other)), day, months, tables)
    return found


def _span(window: words.Window, day: Date) -> tuple[Date, Date | None]:
    """Return where a window begins and ends; information may end later than it begins."""
    start = day if window.start is None else max(day, window.start.first)
    if window.within is not None:
        return start, months_later(start, window.within)
    last = window.by or window.at
    return start, None if last is None else last.last


def _treaty_class(
    said: words.AgreementStatus, window: words.Window, scenario: Scenario
) -> TreatyClass | None:
    status = scenario.content.agreements[said.agreement].status
    if said.verb == "ended" and status in ("in_force", "suspended", "notice"):
        return "treaty_ended"
    if said.verb == "in force" and status == "in_force" and window.at is not None:
        return "treaty_in_force"
    if said.verb == "extended" and status in ("in_force", "suspended"):
        return "treaty_extended"
    return None


def _parties(agreement: str, scenario: Scenario) -> tuple[str, str]:
    """Return the two parties of an agreement, or the focus pair where it has more."""
    parties = scenario.content.agreements[agreement].parties
    return (parties[0], parties[1]) if len(parties) == 2 else scenario.focus


def _codes(pair: tuple[str, str]) -> tuple[str, str]:
    known = codes_of_actors()
    return known.get(pair[0], pair[0]), known.get(pair[1], pair[1])
