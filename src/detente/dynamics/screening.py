"""Which inputs move an outcome most, read off the draws of a run: a cheap screening.

The draws of a run differ in all quantities at once. Cutting them into thirds by one quantity shows
how the outcome goes with it: the mean over the draws in which it is high, less that where it is
low. Interactions and combined effects stay hidden; `sensitivity` looks for them.
"""

from __future__ import annotations

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
    scenario = simulation.scenario
    regimes = int(simulation.origin.options["regimes"])
    known = {h.id: h for h in headlines(scenario, structure(scenario), regimes)}
    if headline not in known:
        raise KeyError(f"no outcome '{headline}' – there are {', '.join(known)}")
    values = known[headline].read(Labelled(simulation)).mean(axis=1)
    return movers_of(simulation, values, most)


def movers_of(simulation: Simulation, values: Array, most: int | None = MOST) -> tuple[Mover, ...]:
    """Return the inputs that move any outcome most; only what the model reads is tried.

    Args:
        simulation: the run.
        values: mean outcome of every draw, (draw,).
        most: how many at most (None: all).
    """
    course = course_run(simulation)
    sample = with_switches(draws_of(simulation), course)
    read = inputs_read(sample, structure(simulation.scenario), course.regimes)
    # Where worlds were sorted out, a draw may stand in several places.
    place = simulation.data.coords["draw_number"].values if is_conditioned(simulation) else ...
    inputs = {a: sample.columns[a][place] for a in read.columns if np.ptp(sample.columns[a]) > 0}
    bound = bonferroni(len(inputs))
    found = []
    for address, column in inputs.items():
        effect = _thirds(column, values)
        if effect is None:
            continue
        means, error = effect
        difference = means[2] - means[0]
        if error > 0 and abs(difference) > bound * error:
            words = input_words(simulation.scenario, address)
            found.append(Mover(address, words, difference, error, *means))
    found.sort(key=lambda mover: -abs(mover.effect))
    return tuple(found[:most])


def bonferroni(inputs: int) -> float:
    """Return the bound on standard errors for so many inputs at the declared level for one."""
    from scipy.special import ndtr, ndtri

    single = 2 * ndtr(-conventions()["noise_spreads"])
    return float(-ndtri(0.5 * single / max(inputs, 1)))


def _thirds(column: Array, values: Array) -> tuple[tuple[float, float, float], float] | None:
    """Return the mean outcome in the thirds of an input, and the error of high less low."""
    outer = conventions()["outer_share"]
    low, high = np.quantile(column, [outer, 1 - outer])
    parts = [
        values[column <= low],
        values[(column > low) & (column < high)],
        values[column >= high],
    ]
    if min(len(parts[0]), len(parts[2])) < 2:
        return None
    middle = float(parts[1].mean()) if parts[1].size else float(values.mean())
    error = float(np.sqrt(sum(part.var(ddof=1) / len(part) for part in (parts[0], parts[2]))))
    return (float(parts[0].mean()), middle, float(parts[2].mean())), error


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
