r"""What a forecast is held against: the status quo, climatology, and the pair's own history.

Climatology of a rate. Of treaties that stood for T treaty-years before the date, n ended. With
Jeffreys' prior for a rate, Gamma(½, 0), the rate is Gamma(n + ½, T), and the chance that one ends
within t years, the rate unknown, is

    p = 1 − (T / (T + t))^(n + ½)

Climatology of windows. Of windows of the same length before the date a share s saw the event; they
overlap, so that they tell no more than m = span / length windows would. With Jeffreys' prior for a
share, Beta(½, ½), the chance is (s m + ½) / (m + 1).

Only what lies before the date enters. Source: jeffreys1946 for the priors.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from detente.forecasts.history import Date, Treaty, months_later

DAYS_OF_A_YEAR = 365.25
MONTHS_OF_A_YEAR = 12
#: Jeffreys' prior, in events.
JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class Baselines:
    """Probabilities of one question without the model; None where there is none.

    Attributes:
        status_quo: things stay as they are.
        climatology: what usually becomes of things of this class.
        own_history: what became of them between these two.
    """

    status_quo: float | None = None
    climatology: float | None = None
    own_history: float | None = None

    def named(self) -> dict[str, float | None]:
        """Return the baselines by name."""
        return {name: getattr(self, name) for name in NAMES}


NAMES = ("status_quo", "climatology", "own_history")
WORDS = {
    "status_quo": "the status quo",
    "climatology": "climatology",
    "own_history": "the pair's own history",
}


def chance_of_rate(
    events: float, exposure: float, years: float, prior: float = JEFFREYS
) -> float | None:
    """Return the chance of at least one event within some years, the rate unknown.

    Args:
        events: n, counted before; 0 or more.
        exposure: T, years over which they were counted; 0 tells nothing.
        years: t, length of the window; 0 or more.
        prior: events that the prior adds.

    Returns:
        A probability, or None where there is no exposure.

    Raises:
        ValueError: a negative argument.
    """
    if min(events, exposure, years, prior) < 0:
        raise ValueError(
            f"events, exposure, years and prior are {events}, {exposure}, {years}, {prior}; "
            "none may be negative"
        )
    if exposure == 0:
        return None
    return float(1 - (exposure / (exposure + years)) ** (events + prior))


def chance_of_share(share: float, windows: float, prior: float = JEFFREYS) -> float:
    """Return the chance of an event that a share of past windows saw.

    Args:
        share: of windows with the event, 0 to 1.
        windows: how many windows side by side the past holds.
        prior: what the prior adds on either side, in windows.

    Raises:
        ValueError: an argument out of its range.
    """
    if not 0 <= share <= 1 or windows < 0 or prior < 0 or windows + prior == 0:
        raise ValueError(
            f"share, windows and prior are {share}, {windows}, {prior}; a share lies in 0 to 1, "
            "the others are 0 or more and not both 0"
        )
    return (share * windows + prior) / (windows + 2 * prior)


def years_between(start: Date, end: Date) -> float:
    """Return the years from one day to another; 0 where they are not in order."""
    return max((end - start).days, 0) / DAYS_OF_A_YEAR


Ending = Callable[[Treaty], datetime.date | None]


def treaty_years(treaties: Iterable[Treaty], day: Date, ending: Ending) -> tuple[int, float]:
    """Return how many treaties met an event before a day, and the years until it or the day.

    Args:
        treaties: those of the class; ones that never were in force count for nothing.
        day: the information date; nothing after it is looked at.
        ending: treaty → the day of the event, or None. A treaty that ends without the event is
            counted up to its end.
    """
    events, years = 0, 0.0
    for one in treaties:
        if one.in_force is None or one.in_force >= day:
            continue
        when = ending(one)
        hit = when is not None and when <= day
        stops = [day, *(d for d in (when, one.ended) if d is not None)]
        events += hit
        years += years_between(one.in_force, min(stops))
    return events, years


def ended(treaty: Treaty) -> Date | None:
    """Return the day on which a treaty ended."""
    return treaty.ended


def left_force(treaty: Treaty) -> Date | None:
    """Return the day on which a treaty ended or was suspended, whichever came first."""
    found = [day for day in (treaty.ended, treaty.suspended) if day is not None]
    return min(found, default=None)


def term_years(treaties: Iterable[Treaty], day: Date) -> tuple[int, float]:
    """Return how often terms were prolonged before a day, and the years under a running term."""
    events, years = 0, 0.0
    for one in treaties:
        if one.in_force is None or one.in_force >= day or one.term is None:
            continue
        stop = day if one.ended is None else min(day, one.ended)
        start, term = one.in_force, one.end_of_term(one.in_force)
        for extended, until in one.extensions:
            if extended > stop:
                break
            events += 1
            years += years_between(start, extended)
            start, term = extended, until
        if term is not None:
            years += years_between(start, min(stop, term))
    return events, years


def window_share(
    happened: Callable[[Date, Date], Sequence[Date]], start: Date, day: Date, months: int
) -> tuple[float, float]:
    """Return the share of past windows that saw an event, and how many fit side by side.

    Args:
        happened: (after, until) → days on which it happened.
        start: first day looked back to.
        day: the information date.
        months: length of a window.
    """
    found = counts_of_windows(happened, start, day, months)
    if not found:
        return 0.0, 0.0
    span = years_between(start, day) * MONTHS_OF_A_YEAR
    return sum(count > 0 for count in found) / len(found), span / months


def counts_of_windows(
    happened: Callable[[Date, Date], Sequence[Date]], start: Date, day: Date, months: int
) -> list[int]:
    """Return how often it happened in each window of a length that ends by a day, month by month.

    Arguments as `window_share`; the latest window first.
    """
    return [len(days) for _, days in past_windows(happened, start, day, months)]


def past_windows(
    happened: Callable[[Date, Date], Sequence[Date]], start: Date, day: Date, months: int
) -> list[tuple[Date, Sequence[Date]]]:
    """Return the windows of a length that lie between two days: where each begins, what happened.

    Arguments as `window_share`; the latest window first, each a month before the last.
    """
    found = []
    back = months
    while (begin := months_later(day, -back)) >= start:
        found.append((begin, happened(begin, months_later(day, months - back))))
        back += 1
    return found
