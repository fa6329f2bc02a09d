"""The month beyond which a run says no more than climatology.

Climatology is what the same draws give when the start is forgotten: their worlds in months 240 to
360. What a month of the run still says beyond it is the Kullback–Leibler divergence of the month's
distribution over worlds from climatology, in nats. Finitely many worlds make every divergence too
large by about (bins − 1) / (2 worlds), which is taken off (Miller 1955, Madow).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import again
from detente.dynamics.pair_courses import counted_months
from detente.dynamics.phrases import dyad_name, pair_name
from detente.dynamics.simulation import Simulation
from detente.library.conventions import conventions
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]

#: Worlds of the long run; sums only are kept.
LONG_WORLDS = 2000  # literal-ok: a size
#: Bins into which a scale is put together, so that each holds worlds enough.
COARSE = 16  # literal-ok: a size


@dataclass(frozen=True, slots=True)
class Horizon:
    """How long a run says something about one field of one entity.

    Attributes:
        field, key: such as "flow", "russia>united_states".
        nats: what each month of the run says beyond climatology, no less than 0.
        month: the last month that says at least the declared bound; 0 where none does.
        informative: whether the last month of the run still does.
        bound: the declared bound in nats.
    """

    field: str
    key: str
    nats: Array
    month: int
    informative: bool
    bound: float


def horizons(
    simulation: Simulation,
    *,
    worlds: int = LONG_WORLDS,
    progress: Callable[[float], None] | None = None,
) -> tuple[Horizon, ...]:
    """Return the horizon of the focus pair's behaviour in both directions and of its regime.

    The draws of the run are run on to the last month of climatology.

    Args:
        simulation: the run; sums suffice.
        worlds: of the long run, about.
        progress: called with the share done.
    """
    focus = pair_key("-".join(simulation.scenario.focus))
    if focus not in simulation.data["pair"]:
        return ()
    one, other = focus.split("-")
    wanted = (("flow", f"{one}>{other}"), ("flow", f"{other}>{one}"), ("regime", focus))
    long = long_run(simulation, worlds, progress)
    return tuple(horizon(simulation, long, field, key) for field, key in wanted)


def long_run(
    simulation: Simulation,
    worlds: int = LONG_WORLDS,
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Run the draws of a run, or the first of them, on to the last month of climatology."""
    rows = min(worlds, simulation.rows[1] - simulation.rows[0])
    return again(
        simulation,
        rows=rows,
        repeats=-(-worlds // rows),
        months=int(conventions()["climatology_until"]),
        keep="sums",
        progress=progress,
    )


def horizon(simulation: Simulation, long: Simulation, field: str, key: str) -> Horizon:
    """Return the horizon of one field.

    Args:
        simulation: the run.
        long: its draws up to the last month of climatology (see `long_run`).
        field, key: which field of whom.

    Raises:
        ValueError: the long run is too short; one line.
    """
    declared = conventions()
    first, last = int(declared["climatology_from"]), int(declared["climatology_until"])
    if long.months < last:
        raise ValueError(f"climatology needs a run of {last} months, not {long.months}")
    counts, pool = (counted_months(one, field, key)[0] for one in (simulation, long))
    # Codes lie whole bins apart already; a scale is put together to fewer bins.
    if field != "regime":
        counts, pool = coarse(counts), coarse(pool)
    nats = information(counts, pool[first - 1 : last].sum(axis=0))
    bound = declared["informative_nats"]
    said = np.flatnonzero(nats >= bound)
    month = int(said[-1]) + 1 if said.size else 0
    return Horizon(field, key, nats, month, month >= simulation.months, bound)


def coarse(counts: Array) -> Array:
    """Return counts by month in fewer bins."""
    return np.asarray(counts.reshape(len(counts), COARSE, -1).sum(axis=2))


def information(counts: Array, climatology: Array) -> Array:
    """Return what each month says beyond climatology, in nats.

    D(p ‖ c) = Σ p ln (p / c) − (k − 1) / 2n, no less than 0; k bins hold the n worlds of the month.

    Args:
        counts: worlds by month and bin.
        climatology: worlds by bin, over all months of climatology.
    """
    worlds = counts.sum(axis=1, keepdims=True)
    shares = counts / worlds
    # A bin that climatology never sees counts as if half a world of one month were in it.
    usual = np.maximum(climatology, 0.5) / climatology.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(shares > 0, shares * np.log(shares / usual), 0.0)
    excess = ((counts > 0).sum(axis=1) - 1) / (2 * worlds[:, 0])
    return np.asarray(np.maximum(each.sum(axis=1) - excess, 0.0))


def horizon_words(scenario: Scenario, found: Horizon) -> str:
    """Say how long a run says something, in one sentence."""
    if found.field == "flow":
        text = f"Behaviour of {dyad_name(scenario, found.key)}"
    else:
        text = f"Regime of {pair_name(scenario, found.key)}"
    if found.informative:
        return f"{text}: the run departs from climatology up to its last month."
    if not found.month:
        return f"{text}: no month says more than climatology."
    return f"{text}: beyond month {found.month} the run says no more than climatology."
