"""Convergence, divergence and ambivalence between actors, in the manner of MACTOR.

Each issue is an objective. An actor takes a side on it (−1, 0, +1: below, near or above the middle
between the poles) with an intensity from 0 to 4 (how far from the middle, times salience). Two
actors converge on an issue when their sides agree and diverge when they are opposite:

    2CAA = ½ Σ_{same side} (|s_i| + |s_j|),   2DAA = ½ Σ_{opposite} (|s_i| + |s_j|)

3CAA and 3DAA weigh each intensity by the actor's relative power; 1CAA and 1DAA count issues.
Ambivalence of an actor: 1 − Σ_k |CAA_ik − DAA_ik| / Σ_k (CAA_ik + DAA_ik).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from detente.findings import Findings, origin_of
from detente.library.conventions import conventions
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Array: TypeAlias = npt.NDArray[np.float64]
Order: TypeAlias = Literal["count", "intensity", "power"]


def stakes(position: Array, salience: Array, neutral: float, levels: float) -> Array:
    """Return the signed intensity of an actor on an issue, −levels … levels.

    Args:
        position: 0–100 between the poles.
        salience: 0–1.
        neutral: distance from the middle within which no side is taken.
        levels: intensity at a pole with full salience.
    """
    middle = 0.5 * 100  # literal-ok: the scale of positions runs to 100 by definition
    offset = position - middle
    signed: Array = levels * salience * offset / middle
    return np.where(np.abs(offset) > neutral, signed, 0.0)


def convergence(stake: Array, *, count: bool = False) -> tuple[Array, Array]:
    """Return convergence and divergence between all actors.

    Args:
        stake: signed intensities, shape (…, actor, issue); NaN where an actor is not concerned.
        count: count issues (order 1) instead of adding intensities.

    Returns:
        Two arrays of shape (…, actor, actor), symmetric, zero on the diagonal.
    """
    side = np.nan_to_num(np.sign(stake))
    size = np.nan_to_num(np.abs(stake))
    one, other = side[..., :, None, :], side[..., None, :, :]
    mean = 0.5 * (size[..., :, None, :] + size[..., None, :, :])
    amount = np.ones_like(mean) if count else mean
    agree = np.where(one * other > 0, amount, 0.0).sum(axis=-1)
    oppose = np.where(one * other < 0, amount, 0.0).sum(axis=-1)
    off = 1.0 - np.eye(stake.shape[-2])
    return agree * off, oppose * off


def ambivalence(agree: Array, oppose: Array) -> Array:
    """Return 1 − Σ|CAA − DAA| / Σ(CAA + DAA) per actor; NaN where an actor meets nobody.

    Args:
        agree, oppose: shape (…, actor, actor).
    """
    total = (agree + oppose).sum(axis=-1)
    gap = np.abs(agree - oppose).sum(axis=-1)
    share: Array = np.divide(gap, total, out=np.full_like(total, np.nan), where=total > 0)
    return 1.0 - share


def relative_power(capability: Array) -> Array:
    """Return each actor's mean capability over its issues, scaled to a mean of 1.

    Args:
        capability: shape (…, actor, issue), NaN where not concerned.
    """
    known = ~np.isnan(capability)
    own = np.nansum(capability, axis=-1) / np.maximum(known.sum(axis=-1), 1)
    mean = own.mean(axis=-1, keepdims=True)
    scaled: Array = np.divide(own, mean, out=np.ones_like(own), where=mean > 0)
    return scaled


@dataclass(frozen=True, repr=False)
class ConvergenceFindings(Findings):
    """Who stands with whom: convergence and divergence (draw, actor, other), ambivalence."""

    references: ClassVar[tuple[str, ...]] = ("godet1991",)

    def table(self) -> pd.DataFrame:
        """Return mean convergence and divergence per pair, and their share of difference."""
        import pandas as pd

        data = self.data
        rows = []
        actors = [str(a) for a in data.actor.values]
        for place, one in enumerate(actors):
            for other in actors[place + 1 :]:
                cell = data.sel(actor=one, other=other)
                rows.append(
                    {
                        "actor": one,
                        "other": other,
                        "convergence": round(float(cell.convergence.mean()), 2),
                        "divergence": round(float(cell.divergence.mean()), 2),
                        "closer": round(float((cell.convergence > cell.divergence).mean()), 2),
                    }
                )
        return pd.DataFrame(rows)

    def plot(self) -> Figure:
        """Return the finding as a picture."""
        from detente.interests.pictures import convergence_picture

        return convergence_picture(self)


def converge(
    scenario: Scenario,
    draws: int | Draws = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    *,
    order: Order = "power",
) -> ConvergenceFindings:
    """Find convergence, divergence and ambivalence between all principals.

    Args:
        scenario: the scenario.
        draws, seed: as in `detente.draw`.
        order: count issues, add intensities, or weigh them by power (MACTOR's 1, 2 and 3).
    """
    import xarray as xr

    if order not in get_args(Order):
        raise ValueError(f"order is '{order}'; it must be count, intensity or power")
    begin = time.perf_counter()
    sample = draw(scenario, draws, seed)
    actors, issues = scenario.principals, tuple(scenario.content.issues)
    declared = conventions()
    shape = (len(sample), len(actors), len(issues))
    stake, capability = np.full(shape, np.nan), np.full(shape, np.nan)
    for row, actor in enumerate(actors):
        for column, issue in enumerate(issues):
            if actor in scenario.content.issues[issue].actors:
                cell = f"issues.{issue}.actors.{actor}"
                stake[:, row, column] = stakes(
                    sample[f"{cell}.position"],
                    sample[f"{cell}.salience"],
                    declared["neutral_band"],
                    declared["intensity_levels"],
                )
                capability[:, row, column] = sample[f"{cell}.capability"]
    if order == "power":
        stake = stake * relative_power(capability)[..., None]
    agree, oppose = convergence(stake, count=order == "count")
    data = xr.Dataset(
        {
            "convergence": (("draw", "actor", "other"), agree),
            "divergence": (("draw", "actor", "other"), oppose),
            "ambivalence": (("draw", "actor"), ambivalence(agree, oppose)),
            "stake": (("draw", "actor", "issue"), stake),
        },
        coords={"actor": list(actors), "other": list(actors), "issue": list(issues)},
    )
    elapsed = time.perf_counter() - begin
    origin = origin_of(sample, "convergence", options={"order": order}, elapsed=elapsed)
    return ConvergenceFindings(data, origin)
