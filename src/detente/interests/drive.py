"""What the present course rests on: behaviour with and without the leaders' drive.

After the action–reaction model with inertia φ and reciprocity ρ (Goldstein and Freeman): a
standing push of size u by one side moves its own behaviour in the long run by

    (1 − φ) u / [(1 − φ)² − ρ²]      and the other side's by      ρ u / [(1 − φ)² − ρ²].

A leader's push is u = β (1 − ι) λ: drive λ, less the share ι lost in the apparatus, times the
weight β of leaders, on which the experts disagree. Taking the push away gives the course without
it. One closed form: nothing else reacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.interests.intervals import Interval, quantiles
from detente.interests.obstacles import declared_shift
from detente.interests.under import under
from detente.mechanisms.reciprocity import standing_response
from detente.scenario.draws import Draws

Array: TypeAlias = npt.NDArray[np.float64]


def push(weight: Array, drag: Array, drive: Array) -> Array:
    """Return β (1 − ι) λ, in SD of flow.

    Args:
        weight: β, SD of flow per SD of drive, 0–1.
        drag: ι, share lost in the apparatus, 0–1.
        drive: λ, SD units.
    """
    return weight * (1 - drag) * drive


@dataclass(frozen=True, slots=True)
class Drive:
    """The course of one pair with and without one leader's drive, under one viewpoint.

    Attributes:
        viewpoint: whose weight of leaders is used; None: the declared range.
        actor: whose leader's drive is taken away.
        with_drive, without: mean behaviour of the pair, quantiles 10, 50, 90% over draws.
        share_with, share_without: share of draws in which mean behaviour is friendly (above 0).
        share_with_widened, share_without_widened: the same with stretched widths.
    """

    viewpoint: str | None
    actor: str
    with_drive: Interval
    without: Interval
    share_with: float
    share_without: float
    share_with_widened: float
    share_without_widened: float


def drives(draws: Draws, wide: Draws, pair: tuple[str, str]) -> tuple[Drive, ...]:
    """Return the course of a pair with and without each leader's drive, by viewpoint.

    Empty where the scenario declares no behaviour of the pair in both directions.

    Args:
        draws: as declared.
        wide: with judged and assumed widths stretched, same seed.
        pair: two principals.
    """
    one, other = pair
    needed = [f"relations.{a}>{b}" for a, b in ((one, other), (other, one))]
    if not all(
        key.removeprefix("relations.") in draws.scenario.content.relations for key in needed
    ):
        return ()
    found = []
    for viewpoint in (None, *draws.scenario.content.viewpoints):
        samples = under(draws, viewpoint), under(wide, viewpoint)
        for actor, counterpart in ((one, other), (other, one)):
            drive = _drive(samples, viewpoint, actor, counterpart)
            if drive is not None:
                found.append(drive)
    return tuple(found)


def _drive(
    samples: tuple[Draws, Draws], viewpoint: str | None, actor: str, counterpart: str
) -> Drive | None:
    mean, without = _course(samples[0], actor, counterpart)
    wide_mean, wide_without = _course(samples[1], actor, counterpart)
    if not (mean.size and wide_mean.size):
        return None  # behaviour has no long run in any draw; the warning of the findings says so
    return Drive(
        viewpoint=viewpoint,
        actor=actor,
        with_drive=quantiles(mean),
        without=quantiles(without),
        share_with=float((mean > 0).mean()),
        share_without=float((without > 0).mean()),
        share_with_widened=float((wide_mean > 0).mean()),
        share_without_widened=float((wide_without > 0).mean()),
    )


def _course(draws: Draws, actor: str, counterpart: str) -> tuple[Array, Array]:
    """Return mean behaviour of a pair with and without a leader's push, where a long run exists."""
    here = f"relations.{actor}>{counterpart}"
    there = f"relations.{counterpart}>{actor}"
    drag = draws[f"actors.{actor}.bureaucratic_drag"] + declared_shift(draws, "drag", actor)
    force = push(
        draws["parameters.leader_weight"],
        np.clip(drag, 0, 1),
        draws[f"{here}.leader_drive"],
    )
    own, reply = standing_response.core(
        draws["parameters.flow_inertia"], draws["parameters.flow_reciprocity"]
    )
    mean = 0.5 * (draws[f"{here}.flow"] + draws[f"{there}.flow"])
    without = mean - 0.5 * (own + reply) * force
    stable = ~np.isnan(without)
    return mean[stable], without[stable]
