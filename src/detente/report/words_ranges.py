"""Ranges over draws in words: as declared, with widths doubled, and how firmly they speak."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from detente.dynamics.headlines import Headline
from detente.dynamics.phrases import hundred, share_words
from detente.dynamics.ranges import Range
from detente.dynamics.screening import Mover
from detente.interests.verdicts import Firmness
from detente.library.conventions import conventions
from detente.report.lexicon import MONTHS, lower_first, upper_first
from detente.report.places import place_words
from detente.report.sentences import strength_of
from detente.scenario.model import Scenario

Way: TypeAlias = Literal["up", "down", "open"]

_ORDINALS = ("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_MONTHS_A_YEAR = 12


def direction(found: Range) -> tuple[Way, Firmness]:
    """Return which way a difference goes, and how firmly that may be said.

    Settled: the range over draws lies on one side of zero, also with widths doubled; leaning: only
    as declared.
    """
    if not found.told:
        return "open", "open"
    for ends, strength in ((found.ends, "settled"), ((found.low, found.high), "leaning")):
        if ends[0] > 0 or ends[1] < 0:
            # A range alone is as declared; without a wide run nothing is settled.
            firm: Firmness = "settled" if strength == "settled" and found.wide else "leaning"
            return ("up" if ends[0] > 0 else "down"), firm
    return "open", "open"


def in_most(found: Range) -> Firmness:
    """Return how firmly a chance may be called high: by the lower end of its range."""
    return _by_end(found.low, found.ends[0]) if found.told else "open"


def in_few(found: Range) -> Firmness:
    """Return how firmly a chance may be called low: by the upper end of its range."""
    return _by_end(1 - found.high, 1 - found.ends[1]) if found.told else "open"


def _by_end(share: float, widened: float) -> Firmness:
    # A range whose end was wide as well must lean the same way to be stated at all.
    strength = strength_of(share, widened)
    return "open" if widened <= 0.5 else strength


def sure(found: Range) -> bool:
    """Whether one figure may stand for a chance: the range is narrow, also with widths doubled."""
    return found.narrow()


def chance_words(found: Range) -> str:
    """Return a chance as a range, with what doubled widths make of it."""
    return share_words(found)


def number_range_words(found: Range, digits: int = 1) -> str:
    """Return a number as a range over draws, with what doubled widths make of it."""
    if not found.told:
        return f"about {signed(found.mean, digits)} (range over draws not known)"
    words = _ends_words(found, digits)
    if found.wide is not None and found.wide.told:
        words += f" ({_ends_words(found.wide, digits)} with widths doubled)"
    return words


def _ends_words(found: Range, digits: int) -> str:
    one, other = signed(found.low, digits), signed(found.high, digits)
    return one if one == other else f"{one} to {other}"


def signed(value: float, digits: int = 1) -> str:
    """Return a number with a proper minus sign and no sign on zero."""
    text = f"{value:.{digits}f}"
    if not float(text):
        text = text.removeprefix("-")
    return text.replace("-", "−")


def outcome_words(headline: Headline, found: Range) -> str:
    """Return an outcome as a range, by its kind."""
    return chance_words(found) if headline.kind == "share" else number_range_words(found)


def mover_words(scenario: Scenario, movers: Sequence[Mover]) -> str:
    """Return the inputs that move an outcome most, with the way they move it."""
    if not movers:
        return "no single number stands out"
    parts = (f"{input_words(scenario, m)}\u00a0{'↑' if m.effect > 0 else '↓'}" for m in movers)
    return "; ".join(parts)


def input_words(scenario: Scenario, mover: Mover) -> str:
    """Return an input as a sentence names it."""
    return lower_first(scenario, place_words(scenario, mover.address))


def year_words(months: int) -> str:
    """Return the last year of a run: `the fifth year`."""
    year = -(-months // _MONTHS_A_YEAR)
    return f"the {_ORDINALS[year]} year" if year < len(_ORDINALS) else f"year {year}"


def month_after(scenario: Scenario, month: int) -> datetime.date:
    """Return the first day of a month of the run; month 1 is the one after the date."""
    start = scenario.as_of
    count = start.year * _MONTHS_A_YEAR + start.month - 1 + month
    return datetime.date(count // _MONTHS_A_YEAR, count % _MONTHS_A_YEAR + 1, 1)


def month_date(scenario: Scenario, month: int) -> str:
    """Return a month of the run as `September 2028`."""
    day = month_after(scenario, month)
    return f"{MONTHS[day.month - 1]} {day.year}"


def span_words(found: Range) -> str:
    """Return the ends of a chance in worlds of a hundred, without words."""
    if not found.told:
        return str(hundred(found.mean))
    low, high = hundred(min(found.low, found.mean)), hundred(max(found.high, found.mean))
    return str(low) if low == high else f"{low}–{high}"


def effect_floor() -> float:
    """Return the smallest effect on a share that is shown."""
    return float(conventions()["effect_floor"])


def brief_list(items: Iterable[str]) -> str:
    """Return items as a cell lists them, the first with a capital."""
    return upper_first("; ".join(items))
