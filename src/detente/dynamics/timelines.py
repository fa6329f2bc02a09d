"""What levers and given events do to fields over time, brought together into changes.

Several levers may hold one field at once: what is added adds up, what is put replaces the value the
field began with, and when all have ended the field is what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from detente.dynamics.assembling import Change
from detente.dynamics.columns import Beginning, Value
from detente.dynamics.structure import Structure

#: (index set, entity, field).
Spot: TypeAlias = tuple[str, str, str]

#: No month of a run lies beyond this.
LAST = 1200  # literal-ok: months of a century

#: Fields that stay within a range, whatever is added to them.
RANGES: Mapping[str, tuple[float, float]] = {
    "verification": (0.0, 1.0),
    "sanctions_lock": (0.0, 1.0),
    "extension_offer": (-1.0, 1.0),
    "talks_offer": (0.0, 1.0),
}


@dataclass(frozen=True, eq=False)
class _Hold:
    first: int
    end: int
    value: Value
    adds: bool

    def covers(self, month: int) -> bool:
        return self.first <= month < self.end


@dataclass(eq=False)
class Timeline:
    """Fields that are held from outside, month by month.

    Attributes:
        parts: the index sets.
        start: the values a run begins with.
    """

    parts: Structure
    start: Beginning
    held: dict[Spot, list[_Hold]] = field(default_factory=dict)
    assigned: list[Change] = field(default_factory=list)

    def add(self, spot: Spot, value: Value, first: int, end: int) -> None:
        """Add to a field from the first month to the month before `end`."""
        self.held.setdefault(spot, []).append(_Hold(first, end, value, adds=True))

    def put(self, spot: Spot, value: Value, first: int, end: int) -> None:
        """Put a value in the place of a field's own; of several the one declared last counts."""
        self.held.setdefault(spot, []).append(_Hold(first, end, value, adds=False))

    def strike(self, spot: Spot, value: Value, month: int) -> None:
        """Add to a field in one month only."""
        self.add(spot, value, month, month + 1)

    def assign(self, spot: Spot, value: Value, month: int) -> None:
        """Set a state once; from then on the model moves it."""
        over, key, name = spot
        self.assigned.append(Change(month, over, key, name, value))

    def own(self, spot: Spot) -> Value:
        """Return what a field begins with."""
        over, key, name = spot
        entries = self.start.columns.get((over, name))
        return entries[self.parts.keys(over).index(key)] if entries is not None else 0.0

    def value(self, spot: Spot, month: int) -> Value:
        """Return what a field is held at in a month."""
        found = self.own(spot)
        holds = [hold for hold in self.held.get(spot, ()) if hold.covers(month)]
        for hold in holds:
            found = found if hold.adds else hold.value
        for hold in holds:
            found = np.asarray(found + hold.value) if hold.adds else found
        low, high = RANGES.get(spot[-1], (-np.inf, np.inf))
        return np.clip(found, low, high) if holds else found

    def changes(self) -> tuple[Change, ...]:
        """Return the changes, in the order of months."""
        found = list(self.assigned)
        for spot, holds in self.held.items():
            turns = sorted({turn for hold in holds for turn in (hold.first, hold.end)})
            found += [Change(month, *spot, self.value(spot, month)) for month in turns]
        within = [change for change in found if change.month <= LAST]
        return tuple(sorted(within, key=lambda change: change.month))
