"""Who is pivotal: who sits on the weighted median, and what the outcome owes to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.bargaining.analysis.contenders import Contender, ask
from detente.bargaining.analysis.outcomes import known_quantiles
from detente.bargaining.analysis.tableau import Tableau
from detente.bargaining.prediction import Array
from detente.interests.intervals import Interval

#: Points of the scale below which two positions are one.
SAME = 1e-9  # literal-ok: rounding


@dataclass(frozen=True, slots=True)
class Pivot:
    """How far the outcome on an issue hangs on one actor.

    Attributes:
        actor: who.
        on_median, on_median_widened: share of draws in which the actor sits on the weighted median
            (capability × salience; the lower one of two), and with stretched widths. Actors at one
            position share it, so that shares may add up to more than 1.
        shift: model → points by which the outcome lies further toward the second pole because the
            actor is there: the outcome with it, less the outcome when it is left out and all else
            stays; quantiles over draws.
        pull: model → points by which it lies nearer to the actor's own position.
    """

    actor: str
    on_median: float
    on_median_widened: float
    shift: Mapping[str, Interval]
    pull: Mapping[str, Interval]


def on_median(known: Tableau, median: Array) -> Array:
    """Return the share of rows in which each actor sits on the median, (actor,)."""
    share: Array = (np.abs(known.positions - median[:, None]) <= SAME).mean(axis=0)
    return share


def leverage(contender: Contender, known: Tableau, outcome: Array) -> tuple[Array, Array]:
    """Return shift and pull, (actor, row), of leaving each actor out.

    Args:
        contender: a model of single issues.
        known: who stands where.
        outcome: (row,) what the model says with everybody.
    """
    count = len(known.actors)
    absent = np.eye(count, dtype=np.bool_)[:, None, :]
    positions = np.where(absent, np.nan, known.positions)
    shape = positions.shape
    without = ask(
        contender,
        positions,
        np.broadcast_to(known.salience, shape),
        np.broadcast_to(known.capability, shape),
        known.reference,
    ).point
    own = known.positions.T
    return outcome - without, np.abs(own - without) - np.abs(own - outcome)


def pivots(
    known: Tableau,
    shares: tuple[Array, Array],
    moved: Mapping[str, tuple[Array, Array]],
) -> tuple[Pivot, ...]:
    """Sum up over draws, the most pivotal actor first.

    Args:
        known: who stands where.
        shares: of draws on the median, (actor,), as declared and with stretched widths.
        moved: model → shift and pull, (actor, row) each.
    """
    found = [
        Pivot(
            actor=actor,
            on_median=float(shares[0][place]),
            on_median_widened=float(shares[1][place]),
            shift={name: known_quantiles(both[0][place]) for name, both in moved.items()},
            pull={name: known_quantiles(both[1][place]) for name, both in moved.items()},
        )
        for place, actor in enumerate(known.actors)
    ]
    return tuple(sorted(found, key=lambda pivot: -pivot.on_median))


def most_pivotal(found: Sequence[Pivot]) -> tuple[Pivot, ...]:
    """Return who sits on the median most often; several where they share a position."""
    if not found:
        return ()
    best = max(pivot.on_median for pivot in found)
    return tuple(pivot for pivot in found if pivot.on_median >= best - SAME and best > 0)
