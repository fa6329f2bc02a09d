"""Names and ranges in words, for findings about runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from detente.dynamics.ranges import Range
from detente.dynamics.structure import Deal
from detente.interests.verdicts import Firmness
from detente.scenario.model import Scenario

#: Conditions that keep open talks from a signature, by their name in the log.
CONDITION_WORDS = {
    "surplus": "too little gain for a side",
    "obligation": "a duty to a third party",
    "trust": "too little trust",
    "fixed_cost": "the political cost of any deal",
    "consent": "a consent that is missing",
    "pivot": "ratifiers at home",
    "channel": "no working channel",
    "chance": "nothing but time",
}
#: Regimes as sentences name them.
REGIME_WORDS = {
    "reset": "reset",
    "guardrailed_rivalry": "guardrailed rivalry",
    "rivalry": "rivalry",
    "estrangement": "estrangement",
    "confrontation": "confrontation",
    "crisis": "crisis",
}


def listed(items: Iterable[str], last: str = "and") -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def pair_name(scenario: Scenario, pair: str, short: bool = False) -> str:
    """Return `Russia and the United States`, the focus pair in its declared order."""
    members: Sequence[str] = pair.replace(">", "-").split("-")
    if set(members) == set(scenario.focus):
        members = scenario.focus
    if short:
        return "–".join(scenario.short_name(actor) for actor in members)
    return listed(scenario.name_of(actor) for actor in members)


def dyad_name(scenario: Scenario, dyad: str) -> str:
    """Return `Russia toward the United States`."""
    one, other = dyad.split(">")
    return f"{scenario.name_of(one)} toward {scenario.name_of(other)}"


def deal_name(scenario: Scenario, deal: Deal, short: bool = False) -> str:
    """Return how a table names a deal: an agreement by its name, a slot by issue and pair."""
    if deal.agreement is not None:
        return (deal.agreement.short if short else None) or deal.agreement.name
    pair = pair_name(scenario, "-".join(deal.parties), short=True)
    if deal.is_package:
        return f"Package of all files ({pair})"
    entry = scenario.content.issues[deal.issues[0]]
    words = (entry.short or entry.name) if short else (entry.deal or f"a deal on {entry.name}")
    return f"{capital(words)} ({pair})"


def viewpoint_name(scenario: Scenario, viewpoint: str) -> str:
    """Return how a table names a viewpoint."""
    entry = scenario.content.viewpoints[viewpoint]
    return entry.short or entry.name


def likely(strength: Firmness) -> str:
    """Return the adverb that a firmness demands, with a space after it."""
    return {"settled": "", "leaning": "probably ", "open": "perhaps "}[strength]


def hundred(share: float) -> int:
    """Return a share as a whole number of worlds in a hundred."""
    return round(100 * share)  # literal-ok: of percent


def share_words(found: Range) -> str:
    """Return a chance as a range: `in 12–40 of 100 worlds (5–52 with widths doubled)`.

    A single figure stands only where the range is narrow, also with doubled widths.
    """
    if not found.told:
        return f"in about {hundred(found.mean)} of 100 worlds (range over draws not known)"
    if found.mean == 0 and (found.wide is None or found.wide.mean == 0):
        return "in none of the worlds"
    if found.narrow():
        return f"in {_hundredths(found.mean)} of 100 worlds"
    words = f"in {_span(found)} of 100 worlds"
    if found.wide is not None and found.wide.told:
        words += f" ({_span(found.wide)} with widths doubled)"
    return words


def _hundredths(share: float) -> str:
    if share and hundred(share) == 0:
        return "fewer than 1"
    if share < 1 and hundred(share) == 100:  # literal-ok: of percent
        return "more than 99"
    return f"about {hundred(share)}"


def _span(found: Range) -> str:
    """Return the ends of a range; a mean beyond them, of very rare or sure events, is an end."""
    one, other = hundred(min(found.low, found.mean)), hundred(max(found.high, found.mean))
    return str(one) if one == other else f"{one}–{other}"


def short_range(found: Range) -> str:
    """Return a chance for a table: `12–40`, or one figure where the range is narrow."""
    if not found.told or found.narrow():
        share = hundred(found.mean)
        return "<1" if share == 0 < found.mean else str(share)
    return _span(found)


def number_words(value: float, error: float) -> str:
    """Return a number with no more digits than its error allows, with its sign."""
    if not np.isfinite(value):
        return "–"
    places = 2 if error <= 0 else max(0, -int(np.floor(np.log10(error))))
    shown = f"{value:+.{min(places, 2)}f}"
    return shown.replace("-", "−") if float(shown) else shown.lstrip("+-")
