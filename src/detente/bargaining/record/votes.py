"""Capability of the Union's actors: votes in the Council, in percent of the largest state present.

Until the end of 2004 the votes of the Treaty of Amsterdam, from 2005 those of the Treaty of Nice,
from November 2014 population; the day of introduction decides. A state that the table does not list
for a period gets the lowest listed number among the states present. Commission and Parliament are
set to the largest state. Votes are a convention for power, not a measurement, and not part of the
deposit.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from detente.bargaining.record.negotiations import SCALE

if TYPE_CHECKING:
    from detente.bargaining.prediction import Array, Flags

#: Institutions that have no vote in the Council.
INSTITUTIONS = ("com", "ep")


@dataclass(frozen=True, slots=True)
class Period:
    """Votes by state, from one day to another (both included).

    Attributes:
        first, last: days, as 2004-07-14.
        votes: by state.
        majority: share of the votes that a qualified majority needs (62 of 87, 255 of 345, 65% of
            the population; the further counts of states are left out).
        source: of the votes.
    """

    first: str
    last: str
    votes: dict[str, float]
    majority: float
    source: str


@cache
def periods() -> tuple[Period, ...]:
    """Return the shipped periods in their order."""
    table = resources.files("detente.library").joinpath("data/council_votes.csv")
    found: dict[tuple[str, str, float, str], dict[str, float]] = {}
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            key = (row["first_day"], row["last_day"], float(row["majority"]), row["source"])
            found.setdefault(key, {})[row["state"]] = float(row["votes"])
    return tuple(
        Period(first, last, votes, majority, source)
        for (first, last, majority, source), votes in found.items()
    )


def period_of(day: str) -> Period:
    """Return the period of a day, as 2004-07-14; before the first one, the first."""
    return next((one for one in reversed(periods()) if one.first <= day), periods()[0])


def capabilities(day: str, actors: Sequence[str], present: Flags) -> Array:
    """Return each actor's capability, (actor,), in percent of the largest state present.

    Args:
        day: of introduction, as 2004-07-14.
        actors: ids as in the table; `com` and `ep` are the Commission and the Parliament.
        present: (actor,) who takes part; an absent actor gets 0.
    """
    votes = period_of(day).votes
    state = np.array([actor not in INSTITUTIONS for actor in actors])
    known = np.array([votes.get(actor, np.nan) for actor in actors])
    listed = present & state & ~np.isnan(known)
    if not listed.any():  # institutions among themselves, or states of no listed number
        equal: Array = np.where(present, SCALE[1], 0.0)
        return equal
    held = np.where(np.isnan(known), known[listed].min(), known)
    share = SCALE[1] * held / known[listed].max()
    found: Array = np.where(present, np.where(state, share, SCALE[1]), 0.0)
    return found
