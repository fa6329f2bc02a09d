"""What decides between the worlds: on whose ranking of which statements a state's holding hangs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.library.conventions import conventions
from detente.stability.analysis.modelling import Side
from detente.stability.analysis.orders import Order
from detente.stability.analysis.worlds import Preferences, Worlds
from detente.stability.states import Flags


@dataclass(frozen=True, slots=True)
class Hinge:
    """A feature of one decision maker's ranking with which a state holds oftener or more seldom.

    Association within the declared worlds, no more.

    Attributes:
        decision_maker: whose ranking.
        feature: `above` (one statement ranks above another, against the declared order) or
            `alternative` (a declared other ordering).
        statement: in words what ranks higher; or the name of the alternative.
        over: in words what it ranks above; empty for an alternative.
        holds_with, worlds_with: in how many of the worlds with the feature the state holds.
        holds_without, worlds_without: and of the rest.
    """

    decision_maker: str
    feature: str
    statement: str
    over: str
    holds_with: int
    worlds_with: int
    holds_without: int
    worlds_without: int

    @property
    def difference(self) -> float:
        """Return how much oftener the state holds with the feature, as a share."""
        return self.holds_with / self.worlds_with - self.holds_without / self.worlds_without


def hinges(sides: Sequence[Side], worlds: Worlds, holds: Flags) -> tuple[Hinge, ...]:
    """Return what a state's holding hangs on: one feature a decision maker, the strongest first.

    Statements that are missing count as below all others. Orders of a declared alternative take no
    part in comparisons of two statements: they are features of their own.

    Args:
        sides: what each decision maker may prefer.
        worlds: the preference worlds.
        holds: in which of them the state holds, (world,).
    """
    if holds.all() or not holds.any():
        return ()
    found = []
    for owner, (side, own) in enumerate(zip(sides, worlds.preferences, strict=True)):
        mine = worlds.rows[:, owner]
        total = np.bincount(mine, minlength=len(own))
        held = np.bincount(mine, weights=holds, minlength=len(own)).round().astype(np.int64)
        for feature, statement, over, with_, without in _features(side, own):
            if total[with_].sum() and total[without].sum():
                whole = (held[with_].sum(), total[with_].sum())
                rest = (held[without].sum(), total[without].sum())
                counts = (int(count) for count in (*whole, *rest))
                found.append(Hinge(side.decision_maker, feature, statement, over, *counts))
    floor = conventions()["effect_floor"]
    strong = [hinge for hinge in found if abs(hinge.difference) >= floor]
    best: dict[str, Hinge] = {}
    for hinge in sorted(strong, key=lambda hinge: -abs(hinge.difference)):
        best.setdefault(hinge.decision_maker, hinge)
    return tuple(best.values())


def _features(
    side: Side, own: Preferences
) -> Iterator[tuple[str, str, str, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]]:
    """Yield each feature with the preferences that have it, and those that do not."""
    base = np.array([not name for name in own.names])
    for number, name in enumerate(own.names):
        if name:
            alone = np.arange(len(own)) == number
            yield "alternative", name, "", alone, ~alone
    count = len(side.supports)
    # Neighbours first: of equal features the smaller change is told.
    pairs = sorted(
        ((a, b) for a in range(count) for b in range(a + 1, count)), key=lambda p: p[1] - p[0]
    )
    for upper, lower in pairs:
        turned = np.array([_above(order, lower, upper) for order in own.orders]) & base
        if turned.any():
            yield "above", side.words[lower], side.words[upper], turned, base & ~turned


def _above(order: Order, one: int, other: int) -> bool:
    if one not in order:
        return False
    return other not in order or order.index(one) < order.index(other)
