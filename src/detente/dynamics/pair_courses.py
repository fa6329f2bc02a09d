"""What becomes of dyads and pairs: fans, regimes, spells, months until trust suffices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.headlines import hostile_rungs
from detente.dynamics.ranges import Range, number_range, share_range
from detente.dynamics.readings import Labelled, axis_of
from detente.dynamics.simulation import Simulation
from detente.library.conventions import conventions

Array: TypeAlias = npt.NDArray[np.float64]

#: Shares of worlds below the lines of a fan.
FAN = (0.1, 0.25, 0.5, 0.75, 0.9)  # literal-ok: lines of a picture


@dataclass(frozen=True, slots=True)
class Fan:
    """One field of one entity, month by month.

    Attributes:
        field, key: such as "flow", "russia>united_states".
        months: 1 … months of the run.
        lines: share of worlds → value below which it lies; chance and ignorance together.
        mean: over all worlds.
        low, high: the range over draws of the mean of a draw, chance taken out: ignorance alone;
            NaN where the months of every world were not kept.
    """

    field: str
    key: str
    months: npt.NDArray[np.int64]
    lines: Mapping[float, Array]
    mean: Array
    low: Array
    high: Array


def fan(simulation: Simulation, field: str, key: str) -> Fan:
    """Return the fan of a field.

    Args:
        simulation: the run.
        field: flow, trust, opinion, sanctions, frustration (of a dyad), tension, channel, fence,
            cooperation (of a pair).
        key: the dyad or pair.

    Raises:
        ValueError: there is no such field or entity; one line.
    """
    counts, low, high = counted_months(simulation, field, key)
    over = str(simulation.data[f"count_{field}"].dims[1])
    return Fan(
        field=field,
        key=key,
        months=np.arange(1, simulation.months + 1),
        lines={share: quantile_of_counts(counts, low, high, share) for share in FAN},
        mean=np.asarray(simulation.data[f"mean_{field}"].sel({over: key}).values),
        **_ends(simulation, field, key),
    )


def counted_months(simulation: Simulation, field: str, key: str) -> tuple[Array, float, float]:
    """Return worlds by month and bin, and the ends of the bins; arguments and errors as `fan`."""
    data, name = simulation.data, f"count_{field}"
    known = [str(n).removeprefix("count_") for n in data if "low" in data[n].attrs]
    if field not in known:
        raise ValueError(f"no months of '{field}' are counted – there are {', '.join(known)}")
    over = str(data[name].dims[1])
    if key not in data[over]:
        raise ValueError(f"there is no {over} '{key}'")
    found = data[name]
    counts = np.asarray(found.sel({over: key}).values, dtype=np.float64)
    return counts, float(found.attrs["low"]), float(found.attrs["high"])


def _ends(simulation: Simulation, field: str, key: str) -> dict[str, Array]:
    """Return the range over draws of every month, where the months of worlds were kept."""
    unknown = np.full(simulation.months, np.nan)
    if (
        field not in simulation.data
        or key not in simulation.data[field][axis_of(simulation.data[field])]
    ):
        return {"low": unknown, "high": unknown}
    found = [number_range(month) for month in Labelled(simulation).course("", field, key)]
    return {name: np.array([getattr(one, name) for one in found]) for name in ("low", "high")}


def quantile_of_counts(counts: Array, low: float, high: float, share: float) -> Array:
    """Return the value below which a share of worlds lies, evenly spread within each bin.

    Args:
        counts: worlds by month and bin.
        low, high: ends of the bins.
        share: 0 to 1.
    """
    bins = counts.shape[1]
    width = (high - low) / bins
    below = np.cumsum(counts, axis=1)
    target = share * below[:, -1]
    place = np.minimum((below < target[:, None]).sum(axis=1), bins - 1)
    months = np.arange(len(counts))
    here = counts[months, place]
    before = below[months, place] - here
    within = (target - before) / np.maximum(here, 1)
    return np.asarray(low + width * (place + np.clip(within, 0.0, 1.0)))


@dataclass(frozen=True, slots=True)
class Spell:
    """Spells of one regime.

    Attributes:
        months: months spent in it, mean over worlds.
        length: months in it per exit, over all worlds: the mean spell, those cut off by the end of
            the run included; NaN where nobody leaves it.
    """

    months: float
    length: float


@dataclass(frozen=True, slots=True)
class RegimeCourse:
    """The regimes of a pair. To be compared between worlds, not quoted to the percent.

    Attributes:
        pair: whose.
        names: regimes, best first.
        shares: share of worlds in each regime by month, (month, regime).
        spells: regime → spells; empty where the months of worlds were not kept.
        hostile_first, hostile_last: share of months in confrontation or crisis in the first and in
            the last year; None likewise.
        change: the second less the first, world by world; None likewise.
        mostly_hostile: share of draws in which more than half of the last year's months are so, as
            declared and with stretched widths (NaN without a wide run); None likewise.
    """

    pair: str
    names: tuple[str, ...]
    shares: Array
    spells: Mapping[str, Spell]
    hostile_first: Range | None
    hostile_last: Range | None
    change: Range | None
    mostly_hostile: tuple[float, float] | None


def regime_course(
    simulation: Simulation, pair: str, wide: Simulation | None = None
) -> RegimeCourse:
    """Return the regimes of a pair.

    Args:
        simulation: the run.
        pair: such as "russia-united_states", in alphabetical order.
        wide: the same with stretched widths.

    Raises:
        ValueError: there is no such pair; one line.
    """
    names = tuple(simulation.data.attrs["regimes"])
    counts, low, high = counted_months(simulation, "regime", pair)
    width = round(counts.shape[1] / (high - low))
    by_rung = counts.reshape(len(counts), -1, width).sum(axis=2)[:, : len(names)]
    shares = by_rung / by_rung.sum(axis=1, keepdims=True)
    if (
        "regime" not in simulation.data
        or pair not in simulation.data["regime"][axis_of(simulation.data["regime"])]
    ):
        return RegimeCourse(pair, names, shares, {}, None, None, None, None)
    months = Labelled(simulation).course("pair", "regime", pair)
    first, last = _hostile_years(months, len(names))
    wide_last = wide_change = None
    if wide is not None:
        course = Labelled(wide).course("pair", "regime", pair)
        wide_first, wide_last = _hostile_years(course, len(names))
        wide_change = wide_last - wide_first
    return RegimeCourse(
        pair=pair,
        names=names,
        shares=shares,
        spells=_spells(months, names),
        hostile_first=share_range(first),
        hostile_last=share_range(last, wide_last),
        change=number_range(last - first, wide_change),
        mostly_hostile=(_mostly(last), np.nan if wide_last is None else _mostly(wide_last)),
    )


def _hostile_years(months: Array, regimes: int) -> tuple[Array, Array]:
    """Return the share of hostile months in the first and in the last year, (draw, repeat)."""
    year = int(conventions()["last_year"])
    hostile = np.isin(months, hostile_rungs(regimes))
    return hostile[:year].mean(axis=0), hostile[-year:].mean(axis=0)


def _mostly(share: Array) -> float:
    return float((share.mean(axis=1) > 0.5).mean())


def _spells(months: Array, names: tuple[str, ...]) -> dict[str, Spell]:
    """Return spells by regime; the length is months spent per exit, so that no end is missed."""
    found = {}
    for rung, name in enumerate(names):
        here = months == rung
        exits = (here[:-1] & ~here[1:]).sum()
        spent = here[:-1].sum()
        length = float(spent / exits) if exits else np.nan
        found[name] = Spell(float(here.sum(axis=0).mean()), length)
    return found


@dataclass(frozen=True, slots=True)
class TrustWait:
    """How much sooner trust bears a deal in one run than in another.

    Attributes:
        deal: which.
        sooner: months by which it comes sooner in the second run, mean over worlds; a world in
            which it never does counts the length of the run.
        error: Monte Carlo error of it.
        low, high: range over draws.
    """

    deal: str
    sooner: float
    error: float
    low: float
    high: float


def compare_waits(
    one: Simulation, other: Simulation, deals: tuple[str, ...] | None = None
) -> tuple[TrustWait, ...]:
    """Compare two runs in the months until trust bears a deal of the depth of reference.

    The months mean little by themselves, because the scale of trust is a convention; a difference
    between runs that share their luck does.

    Args:
        one, other: runs of the same draws, repeats and months.
        deals: which (default: all of the first run).

    Raises:
        ValueError: the runs do not have the same worlds.
    """
    first, second = Labelled(one), Labelled(other)
    if (one.rows, one.repeats, one.months) != (other.rows, other.repeats, other.months):
        raise ValueError("the two runs have different draws, repeats or months")
    found = []
    for deal in deals if deals is not None else tuple(one.data["deal"].values.tolist()):
        waits = [w.final("deal", "first_depth", deal) for w in (first, second)]
        never = [np.where(wait > 0, wait, one.months) for wait in waits]
        gained = number_range(never[0] - never[1])
        found.append(TrustWait(deal, gained.mean, gained.error, gained.low, gained.high))
    return tuple(found)
