"""Which inputs move an outcome most, read off the draws of a run: a cheap screening.

The draws of a run differ in all quantities at once. Cutting them into thirds by one quantity shows
how the outcome goes with it: the mean over the draws in which it is high, less that where it is
low. Interactions and combined effects stay hidden; `sensitivity` looks for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import course_run, draws_of, is_conditioned
from detente.dynamics.headlines import headlines
from detente.dynamics.inputs import inputs_read
from detente.dynamics.readings import Labelled
from detente.dynamics.simulating import with_switches
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.library.conventions import conventions
from detente.scenario.distributions import Dirichlet
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]

#: How many inputs are named beside a probability.
MOST = 1 + 2


@dataclass(frozen=True, slots=True)
class Mover:
    """An input and how an outcome goes with it.

    Attributes:
        address: the quantity.
        words: its name and whose it is.
        effect: mean outcome over the draws in the input's upper third, less that in its lower.
        error: standard error of the effect.
        low, middle, high: mean outcome in the three thirds.
    """

    address: str
    words: str
    effect: float
    error: float
    low: float
    middle: float
    high: float


def movers(simulation: Simulation, headline: str, most: int | None = MOST) -> tuple[Mover, ...]:
    """Return the inputs that move one outcome of a run most.

    An input is named only if its effect stands out from chance although so many were tried: the
    bound on the standard errors grows with their number (Bonferroni), from the declared one for a
    single input on.

    Args:
        simulation: the run; its worlds must have been kept.
        headline: id of an outcome, such as "hostile" (see `headlines`).
        most: how many at most (default: three; None: all).

    Raises:
        KeyError: there is no such outcome.
        ValueError: only sums were kept; one line.
    """
    return movers_by_outcome(simulation, [headline], most)[headline]


def movers_by_outcome(
    simulation: Simulation, wanted: Sequence[str] | None = None, most: int | None = MOST
) -> dict[str, tuple[Mover, ...]]:
    """Return the inputs that move each of some outcomes most; arguments and errors as `movers`.

    Args:
        simulation: the run.
        wanted: ids of outcomes (default: all that vary).
        most: how many at most for each.
    """
    scenario = simulation.scenario
    regimes = int(simulation.origin.options["regimes"])
    known = {h.id: h for h in headlines(scenario, structure(scenario), regimes)}
    for name in wanted or ():
        if name not in known:
            raise KeyError(f"no outcome '{name}' – there are {', '.join(known)}")
    worlds = Labelled(simulation)
    values = {name: known[name].read(worlds).mean(axis=1) for name in wanted or known}
    if wanted is None:
        values = {name: means for name, means in values.items() if np.ptp(means) > 0}
    inputs = inputs_of(simulation)
    return {name: screen(scenario, inputs, means, most) for name, means in values.items()}


def inputs_of(simulation: Simulation) -> dict[str, Array]:
    """Return every quantity that varies and that the model reads, by draw of the run."""
    course = course_run(simulation)
    sample = with_switches(draws_of(simulation), course)
    read = inputs_read(sample, structure(simulation.scenario), course.regimes)
    # Where worlds were sorted out, a draw may stand in several places.
    place = simulation.data.coords["draw_number"].values if is_conditioned(simulation) else ...
    return {a: sample.columns[a][place] for a in read.columns if np.ptp(sample.columns[a]) > 0}


def screen(
    scenario: Scenario, inputs: Mapping[str, Array], values: Array, most: int | None = MOST
) -> tuple[Mover, ...]:
    """Return the inputs that move any outcome most.

    Args:
        scenario: names the inputs.
        inputs: as `inputs_of` gives them.
        values: mean outcome of every draw, (draw,).
        most: how many at most (None: all).
    """
    if not inputs:
        return ()
    means, errors = _thirds(np.stack(list(inputs.values())), np.asarray(values, np.float64))
    effects = means[:, 2] - means[:, 0]
    told = (errors > 0) & (np.abs(effects) > bonferroni(len(inputs)) * errors)
    addresses = list(inputs)
    found = [
        Mover(
            addresses[place],
            input_words(scenario, addresses[place]),
            float(effects[place]),
            float(errors[place]),
            *(float(mean) for mean in means[place]),
        )
        for place in np.flatnonzero(told)
    ]
    found.sort(key=lambda mover: -abs(mover.effect))
    return tuple(found[:most])


def bonferroni(inputs: int) -> float:
    """Return the bound on standard errors for so many inputs at the declared level for one."""
    from scipy.special import ndtr, ndtri

    single = 2 * ndtr(-conventions()["noise_spreads"])
    return float(-ndtri(0.5 * single / max(inputs, 1)))


def _thirds(columns: Array, values: Array) -> tuple[Array, Array]:
    """Return the mean outcome in the thirds of each input, and the error of high less low.

    Args:
        columns: inputs by draw, (input, draw).
        values: mean outcome of every draw, (draw,).

    Returns:
        Means, (input, third), and errors, (input,); an error is 0 where a third holds no two draws.
    """
    outer = conventions()["outer_share"]
    low, high = np.quantile(columns, [outer, 1 - outer], axis=1)[..., None]
    below, above = columns <= low, columns >= high
    masks = np.stack([below, ~(below | above), above]).astype(np.float64)
    counts = masks.sum(axis=2)
    centred = values - values.mean()
    means = (masks @ centred) / np.maximum(counts, 1)
    left = np.maximum(counts - 1, 1)
    spread = np.maximum(masks @ centred**2 - counts * means**2, 0.0) / left
    outside = spread[::2] / np.maximum(counts[::2], 1)
    known = (counts[::2] >= 2).all(axis=0)
    errors = np.where(known, np.sqrt(outside.sum(axis=0)), 0.0)
    return (means + values.mean()).T, errors


def input_words(scenario: Scenario, address: str) -> str:
    """Return a quantity in words: what it is, and whose."""
    section, *rest = address.split(".")
    content = scenario.content
    if section == "parameters" and rest[0] in content.parameters:
        return content.parameters[rest[0]].name
    quantity = _quantity(scenario, address)
    what = quantity or rest[-1].replace("_", " ")
    if section == "issues" and len(rest) > 3:  # literal-ok: parts of an address
        issue, _, who = rest[:3]  # literal-ok: parts of an address
        entry = content.issues[issue]
        return f"{what}, {_who(scenario, who)}, {entry.short or entry.name}"
    if section == "agreements" and rest[0] in content.agreements:
        return f"{what}, {content.agreements[rest[0]].name}"
    if section == "shocks" and rest[0] in content.shocks:
        return f"{what}, {content.shocks[rest[0]].name}"
    return f"{what}, {_who(scenario, rest[0])}" if rest else what


def _who(scenario: Scenario, key: str) -> str:
    names = [scenario.name_of(actor) for actor in key.replace(">", "-").split("-")]
    return (" toward " if ">" in key else " and ").join(names)


def _quantity(scenario: Scenario, address: str) -> str:
    found = scenario.quantities.get(address)
    if found is not None:
        return found.kind.label
    holder, _, label = address.rpartition(".")
    shares = scenario.quantities.get(holder)
    if shares is not None and isinstance(shares.distribution, Dirichlet):
        return f"share of {label.replace('_', ' ')}"
    return ""
