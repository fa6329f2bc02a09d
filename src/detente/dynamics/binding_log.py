"""What keeps open talks from a signature: the log of binding constraints, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import CONSTRAINTS
from detente.dynamics.phrases import CONDITION_WORDS, deal_name, likely, listed
from detente.dynamics.readings import needs_worlds
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import Deal, structure
from detente.interests.verdicts import Firmness, firmness
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]

#: Conditions that a side fails by itself, so that somebody can be named.
OF_A_SIDE = ("surplus", "obligation", "trust", "fixed_cost", "consent")


@dataclass(frozen=True, slots=True)
class Binding:
    """What binds one deal while talks are open.

    Attributes:
        deal: id, as in `Simulation.data`.
        months: months of open talks without a signature, mean over all worlds.
        shares: condition → share of those months in which it is the one that binds; sums to 1.
        first: the condition that binds most often.
        first_share, first_widened: share of the draws with talks in which it binds most often, as
            declared and with stretched widths (NaN without a wide run).
        firm: how firmly that may be said.
        blockers: actor → share of the months of talks in which this side's own condition failed.
        blocker: the actor who blocks most often; None where no side's own condition binds.
        blocker_share: share of the draws with talks in which this actor blocks most often.
        without_talks: share of draws in which no world sees talks; they say nothing here.
    """

    deal: str
    months: float
    shares: Mapping[str, float]
    first: str
    first_share: float
    first_widened: float
    firm: Firmness
    blockers: Mapping[str, float]
    blocker: str | None
    blocker_share: float
    without_talks: float


def binding_log(
    simulation: Simulation, wide: Simulation | None = None, deals: Sequence[str] | None = None
) -> tuple[Binding, ...]:
    """Return what binds each deal that sees open talks, in the order of the deals.

    In each month of open talks the first condition that fails is the one that binds, in the order
    surplus, duty, trust, political cost, consent, ratifier, channel; where all are met, only time
    is missing.

    Args:
        simulation: the run; its worlds must have been kept.
        wide: the same with stretched widths.
        deals: only these (default: all).

    Raises:
        ValueError: only sums were kept.
    """
    needs_worlds(simulation)
    found = []
    for deal in structure(simulation.scenario).deals:
        if deals is not None and deal.id not in deals:
            continue
        entry = _binding(simulation, wide, deal)
        if entry is not None:
            found.append(entry)
    return tuple(found)


def _months(simulation: Simulation, deal: str) -> Array:
    """Return months by condition and draw, (constraint, draw), mean over repeats."""
    data = simulation.data["binding"].sel(deal=deal)
    return np.asarray(data.mean("repeat").values, dtype=np.float64)


def _most_often(months: Array) -> npt.NDArray[np.intp]:
    """Return the place of the condition that binds most often in every draw with talks."""
    return np.asarray(months[:, months.sum(axis=0) > 0].argmax(axis=0))


def _binding(simulation: Simulation, wide: Simulation | None, deal: Deal) -> Binding | None:
    months = _months(simulation, deal.id)
    talks = months.sum(axis=0)
    if not talks.any():
        return None
    total = months.sum(axis=1)
    place = int(total.argmax())
    share = float((_most_often(months) == place).mean())
    widened = np.nan
    if wide is not None:
        stretched = _most_often(_months(wide, deal.id))
        widened = float((stretched == place).mean()) if stretched.size else 0.0
    blockers, blocker, blocker_share = _blockers(simulation, deal, talks)
    return Binding(
        deal=deal.id,
        months=float(talks.mean()),
        shares=dict(zip(CONSTRAINTS[1:], (total / total.sum()).tolist(), strict=True)),
        first=CONSTRAINTS[1 + place],
        first_share=share,
        first_widened=widened,
        firm=firmness(share, share if np.isnan(widened) else widened),
        blockers=blockers,
        blocker=blocker,
        blocker_share=blocker_share,
        without_talks=float((talks == 0).mean()),
    )


def _blockers(
    simulation: Simulation, deal: Deal, talks: Array
) -> tuple[dict[str, float], str | None, float]:
    """Return how often each side blocks, the one that does most often, and in which share."""
    keys = [f"{deal.id}|{actor}" for actor in deal.required]
    data = simulation.data["blocking"].sel(stake=keys).mean("repeat")
    months = np.asarray(data.values, dtype=np.float64)
    total = months.sum(axis=1)
    shares = dict(zip(deal.required, (total / talks.sum()).tolist(), strict=True))
    if not total.any():
        return shares, None, 0.0
    place = int(total.argmax())
    held = months[:, months.sum(axis=0) > 0]
    return shares, deal.required[place], float((held.argmax(axis=0) == place).mean())


def binding_words(scenario: Scenario, found: Binding) -> str:
    """Say in one sentence what binds a deal, and at whom, no firmer than the finding."""
    deal = next(d for d in structure(scenario).deals if d.id == found.deal)
    name = deal_name(scenario, deal)
    if found.first == "chance":
        return f"{name}: once talks are open, {likely(found.firm)}nothing but time is missing."
    where = ""
    if found.first in OF_A_SIDE and found.blocker is not None:
        strength = firmness(found.blocker_share, found.blocker_share)
        if strength != "open":
            where = (
                f", {likely(strength)}most often on the side of {scenario.name_of(found.blocker)}"
            )
    if found.firm == "open":
        others = sorted(found.shares, key=lambda name: -found.shares[name])[:2]
        words = listed((CONDITION_WORDS[name] for name in others), "or")
        return f"{name}: no single condition holds talks up; mostly {words}{where}."
    what = CONDITION_WORDS[found.first]
    return f"{name}: {likely(found.firm)}{what} holds talks up{where}."
