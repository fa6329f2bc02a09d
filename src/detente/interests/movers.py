"""Which inputs move a finding most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.library.conventions import conventions
from detente.scenario.draws import Draws

Mask: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mover:
    """An input and its effect.

    Attributes:
        address: the quantity.
        effect: share of draws in which the finding holds when the input lies in its upper third,
            minus the share when it lies in its lower third; −1 … 1.
    """

    address: str
    effect: float


def noise(holds: Mask, lower: int, upper: int) -> float:
    """Return the effect that an input without any effect stays under in nearly all samples.

    Args:
        holds: in which draws the finding holds.
        lower, upper: number of draws in the lower and the upper third.
    """
    share = float(holds.mean())
    spread = np.sqrt(share * (1 - share) * (1 / lower + 1 / upper))
    return float(conventions()["noise_spreads"] * spread)


def movers(
    draws: Draws, holds: Mask, addresses: Iterable[str], most: int | None = None
) -> tuple[Mover, ...]:
    """Return the inputs that move a finding, strongest first.

    Args:
        draws: the draws on which the finding was computed.
        holds: in which draws the finding holds, shape (draw,).
        addresses: the quantities it depends on; exact ones have no effect and are left out.
        most: how many at most (default: all above the declared floor).
    """
    declared = conventions()
    found: list[Mover] = []
    for address in addresses:
        column = draws.columns.get(address)
        if column is None:
            continue
        low, high = np.quantile(column, [declared["outer_share"], 1 - declared["outer_share"]])
        lower, upper = holds[column <= low], holds[column >= high]
        if not (lower.size and upper.size):
            continue
        effect = float(upper.mean() - lower.mean())
        if abs(effect) >= max(declared["effect_floor"], noise(holds, lower.size, upper.size)):
            found.append(Mover(address, effect))
    found.sort(key=lambda mover: -abs(mover.effect))
    return tuple(found[:most])
