"""What becomes of deals: events, months, shares of time in force, survival of treaties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import EVENTS, NEVER
from detente.dynamics.columns import months_between
from detente.dynamics.ranges import Range, known_mean, share_range
from detente.dynamics.readings import Labelled
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import Deal, structure
from detente.library.conventions import conventions

Array: TypeAlias = npt.NDArray[np.float64]

#: Statuses of an agreement that has been concluded and not ended.
STANDING = ("in_force", "suspended", "notice")


@dataclass(frozen=True, slots=True)
class DealEvent:
    """One kind of event of a deal.

    Attributes:
        event: such as `signed`.
        chance: that it happens at least once, over draws.
        months: given that it happens, the first month: lower end, median and upper end of the
            declared interval over worlds; None where it never does.
    """

    event: str
    chance: Range
    months: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class DealCourse:
    """What becomes of one deal.

    Attributes:
        deal: id, as in `Simulation.data`.
        parties, required: who signs, and whose consent is needed.
        issues: on what.
        status: at the scenario's date; "none" for an open slot.
        named: whether it is a named agreement.
        talks: chance of talks, those that go on at the start among them.
        events: every kind of event.
        in_force: share of months in force.
        suspended: share of months suspended.
        withdrawn_by, rejected_by: actor → chance that this side was the first to give notice, or
            to vote a text down.
    """

    deal: str
    parties: tuple[str, ...]
    required: tuple[str, ...]
    issues: tuple[str, ...]
    status: str
    named: bool
    talks: Range
    events: Mapping[str, DealEvent]
    in_force: Range
    suspended: Range
    withdrawn_by: Mapping[str, float]
    rejected_by: Mapping[str, float]


def deal_courses(
    simulation: Simulation, wide: Simulation | None = None, deals: Sequence[str] | None = None
) -> tuple[DealCourse, ...]:
    """Return what becomes of every deal, named agreements first.

    Args:
        simulation: the run.
        wide: the same with stretched widths (see `again.widened`).
        deals: only these (default: all).
    """
    chosen = [d for d in structure(simulation.scenario).deals if deals is None or d.id in deals]
    return tuple(_course(simulation, wide, deal) for deal in chosen)


def _course(simulation: Simulation, wide: Simulation | None, deal: Deal) -> DealCourse:
    status = deal.agreement.status if deal.agreement else "none"
    events = {
        event: DealEvent(
            event, _chance(simulation, wide, deal, event), _when(simulation, deal, event)
        )
        for event in EVENTS[1:]
    }
    in_force, suspended = (
        _time(simulation, wide, deal, f"months_{word}") for word in ("in_force", "suspended")
    )
    # Talks that go on at the start are no event of the run.
    talks = Range(1.0, 0.0, 1.0, 1.0) if status == "talks" else events["opened"].chance
    return DealCourse(
        deal=deal.id,
        parties=deal.parties,
        required=deal.required,
        issues=deal.issues,
        status=status,
        named=deal.agreement is not None,
        talks=talks,
        events=events,
        in_force=in_force,
        suspended=suspended,
        withdrawn_by=_by(simulation, deal, "withdrawn_by"),
        rejected_by=_by(simulation, deal, "rejected_by"),
    )


def _chance(simulation: Simulation, wide: Simulation | None, deal: Deal, event: str) -> Range:
    if not simulation.kept:
        counts = simulation.data["first_count"].sel(deal=deal.id, event=event).values
        return known_mean(float(counts[1:].sum() / counts.sum()), int(counts.sum()))
    found = [_happens(one, deal, event) for one in (simulation, wide) if one is not None]
    return share_range(*found)


def _happens(simulation: Simulation, deal: Deal, event: str) -> Array:
    first = Labelled(simulation).final("deal", f"first_{event}", deal.id)
    return np.asarray(first > 0, dtype=np.float64)


def _when(simulation: Simulation, deal: Deal, event: str) -> tuple[float, float, float] | None:
    counts = simulation.data["first_count"].sel(deal=deal.id, event=event).values[1:]
    total = counts.sum()
    if not total:
        return None
    tail = 0.5 * (1 - conventions()["interval"])
    reached = np.cumsum(counts) / total
    low, middle, high = (
        float(np.searchsorted(reached, share) + 1) for share in (tail, 0.5, 1 - tail)
    )
    return low, middle, high


def _time(simulation: Simulation, wide: Simulation | None, deal: Deal, field: str) -> Range:
    if not simulation.kept:
        total = float(simulation.data[f"total_{field}"].sel(deal=deal.id))
        return known_mean(total / (simulation.worlds * simulation.months), simulation.worlds)
    found = [
        Labelled(one).final("deal", field, deal.id) / one.months
        for one in (simulation, wide)
        if one is not None
    ]
    return share_range(*found)


def _by(simulation: Simulation, deal: Deal, field: str) -> dict[str, float]:
    """Return the chance that each side was the first; sides of the same month share it."""
    sides = [actor for actor in deal.required if f"{deal.id}|{actor}" in simulation.data["stake"]]
    if not simulation.kept:
        counts = {a: simulation.data[f"count_{field}"].sel(stake=f"{deal.id}|{a}") for a in sides}
        return {a: float(c[1:].sum() / c.sum()) for a, c in counts.items()}
    months = np.stack([simulation.data[field].sel(stake=f"{deal.id}|{a}").values for a in sides])
    when = np.where(months > 0, months, NEVER)
    first = (when == when.min(axis=0)) & (months > 0)
    share = first / np.maximum(first.sum(axis=0), 1)
    return {actor: float(share[place].mean()) for place, actor in enumerate(sides)}


@dataclass(frozen=True, slots=True)
class Survival:
    """How long a treaty in force now stays.

    Attributes:
        deal: id of the agreement.
        months: 0 … months of the run.
        alive: share of worlds in which it has not ended by the end of each month.
        low, high: the range over draws; NaN without worlds.
        expires: month in which its term ends, or None.
    """

    deal: str
    months: npt.NDArray[np.int64]
    alive: Array
    low: Array
    high: Array
    expires: int | None


def survival(simulation: Simulation) -> tuple[Survival, ...]:
    """Return the survival of every agreement that has been concluded and has not ended.

    A treaty under suspension or notice is alive until it ends or lapses; whether it is in force is
    told by `DealCourse.in_force`.
    """
    return tuple(
        _survival(simulation, deal)
        for deal in structure(simulation.scenario).deals
        if deal.agreement is not None and deal.agreement.status in STANDING
    )


def _survival(simulation: Simulation, deal: Deal) -> Survival:
    assert deal.agreement is not None
    count = simulation.months + 1
    month = np.arange(count)
    if simulation.kept:
        worlds = Labelled(simulation)
        ends = [worlds.final("deal", f"first_{event}", deal.id) for event in ("lapsed", "ended")]
        end = np.minimum(*(np.where(e > 0, e, NEVER) for e in ends))
        found = [share_range(np.asarray(end > m, dtype=np.float64)) for m in month]
        alive, low, high = (
            np.array([getattr(r, n) for r in found]) for n in ("mean", "low", "high")
        )
    else:
        # A named agreement ends once only, so that its ends may be added.
        counts = simulation.data["first_count"].sel(deal=deal.id, event=["lapsed", "ended"])
        gone = counts.values[:, 1:].sum(axis=0).cumsum() / simulation.worlds
        alive = np.concatenate([[1.0], 1 - gone])
        low = high = np.full(count, np.nan)
    expires = deal.agreement.expires
    left = months_between(simulation.scenario.as_of, expires.day) if expires else None
    return Survival(deal.id, month, alive, low, high, left)
