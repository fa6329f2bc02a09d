"""Prior predictive checks: what the declared ranges produce, against what was expected beforehand.

The expectations stand in the library (`detente.library.expectations`) and were fixed before the
model was first run. Each holds where the median over draws of its statistic lies in its range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import STATUSES
from detente.dynamics.ladder import ladder
from detente.dynamics.predictive_reasons import Facts, reason
from detente.dynamics.predictive_statistics import STATISTICS, Floats, History
from detente.dynamics.simulating import Course, run_course
from detente.dynamics.structure import Deal, Structure, structure
from detente.findings import Origin
from detente.library.expectations import Expectation, expectations
from detente.scenario.draws import DEFAULT_SEED, Draws, draw
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from detente.dynamics.simulation import Simulation

DEFAULT_CHECK_DRAWS = 200  # literal-ok: a size
DEFAULT_CHECK_REPEATS = 4  # literal-ok: a size
#: Months of a run, by the definition of the expectations.
CHECK_MONTHS = 360  # literal-ok: of the definition
#: Draws run at once, to bound memory.
SLICE = 50  # literal-ok: a size
#: The interval shown holds the draws between these shares.
OUTER = (0.05, 0.95)  # literal-ok: of the interval shown
#: Behaviour beyond it has hit the end of its scale.
FLOW_EDGE = 3.9999  # literal-ok: range of a flow

#: What is kept of every month, for the entities of the focus pair.
SERIES = (
    ("dyad", "flow"),
    ("dyad", "opinion"),
    ("dyad", "sanctions"),
    ("dyad", "trust"),
    ("pair", "regime"),
    ("pair", "incident"),
    ("deal", "status"),
)


@dataclass(frozen=True)
class Check:
    """One expectation and what came of it.

    Attributes:
        id, name, unit: of the expectation.
        median: over draws, of the side that lies farther from the middle of the range.
        draws_low, draws_high: 5th and 95th percentile over draws.
        low, high: ends of the range expected.
        place: where the median lies: below, within, above, or undefined.
        defined: draws in which the statistic is defined.
        draws: draws run.
        note: why it fails, as far as the run shows it; empty where it holds.
    """

    id: str
    name: str
    unit: str
    median: float
    draws_low: float
    draws_high: float
    low: float
    high: float
    place: str
    defined: int
    draws: int
    note: str

    @property
    def holds(self) -> bool:
        """Whether the median lies in the range."""
        return self.place == "within"


@dataclass(frozen=True)
class Predictive:
    """What the declared ranges of a scenario produce, against what was expected.

    Attributes:
        scenario: what was run.
        origin: how it was sampled.
        pair: key of the pair that the statistics are about.
        checks: one an expectation, in the order of the table.
        spread: median over draws of the standard deviation of behaviour within a world.
        clipped: share of the months in which behaviour of the pair hit the end of its scale.
    """

    scenario: Scenario
    origin: Origin
    pair: str
    checks: tuple[Check, ...]
    spread: float
    clipped: float

    @property
    def failed(self) -> tuple[Check, ...]:
        """Those that do not hold."""
        return tuple(check for check in self.checks if not check.holds)

    def table(self) -> pd.DataFrame:
        """Return one row per expectation."""
        import pandas as pd

        names = [name for name in Check.__dataclass_fields__ if name != "id"]
        rows = [{name: getattr(check, name) for name in names} for check in self.checks]
        return pd.DataFrame(rows, index=pd.Index([check.id for check in self.checks], name="id"))


@dataclass(frozen=True)
class Focus:
    """The pair that the statistics are about, in the index sets of a scenario.

    Attributes:
        pair: its key.
        dyads: the two directions.
        deals: those to which both are parties.
        roles: of the issues of each deal.
    """

    pair: str
    dyads: tuple[str, str]
    deals: tuple[Deal, ...]
    roles: tuple[tuple[str, ...], ...]


def predictive_checks(
    scenario: Scenario,
    draws: int | Draws = DEFAULT_CHECK_DRAWS,
    repeats: int = DEFAULT_CHECK_REPEATS,
    months: int = CHECK_MONTHS,
    seed: int = DEFAULT_SEED,
    *,
    executor: Literal["auto", "numpy", "tile"] = "auto",
    progress: Callable[[float], None] | None = None,
) -> Predictive:
    """Run a scenario as declared and hold it to the expectations of the library.

    Args:
        scenario: the scenario; it must declare relations.
        draws: number of draws, or draws of this scenario.
        repeats: runs of chance within a draw.
        months: months of a run; the expectations are defined for 360.
        seed: as in `detente.draw`; it also keys the chance of every month.
        executor: which executor; results are the same.
        progress: called with the share done.

    Raises:
        InvalidInputError: no relations; one line.
        ValueError: a number out of its range; one line.
    """
    parts = structure(scenario)
    focus = focus_of(scenario, parts)
    histories, origin = [], None
    slices = list(_slices(scenario, draws, seed))
    for number, sample in enumerate(slices):
        found = run_course(
            scenario,
            Course(),
            sample,
            repeats,
            months,
            seed,
            executor=executor,
            series=SERIES,
            only=_only(focus),
        )
        histories.append(history_of(found, focus))
        origin = origin or found.origin
        if progress is not None:
            progress((number + 1) / len(slices))
    assert origin is not None  # there is one draw at least
    history = History.joined(histories)
    origin = replace(origin, method="prior predictive checks", draws=history.draws, warnings=())
    facts = Facts(history, ladder(_whole(scenario, draws, seed)))
    return Predictive(
        scenario=scenario,
        origin=origin,
        pair=focus.pair,
        checks=tuple(check(history, entry, facts) for entry in expectations().values()),
        spread=float(np.median(history.flow.std(axis=-1).mean(axis=(0, 2)))),
        clipped=float((np.abs(history.flow) > FLOW_EDGE).mean()),
    )


def check(history: History, expected: Expectation, facts: Facts) -> Check:
    """Hold what a pair did to one expectation."""
    sides = STATISTICS[expected.id](history)
    middle = 0.5 * (expected.low + expected.high)
    medians = np.array([_quantile(side, 0.5) for side in sides])
    known = ~np.isnan(medians)
    worst = int(np.where(known, np.abs(medians - middle), -1.0).argmax())
    median = float(medians[worst])
    place = expected.place(median)
    defined = int((~np.isnan(sides[worst])).sum())
    return Check(
        id=expected.id,
        name=expected.name,
        unit=expected.unit,
        median=median,
        draws_low=_quantile(sides[worst], OUTER[0]),
        draws_high=_quantile(sides[worst], OUTER[1]),
        low=expected.low,
        high=expected.high,
        place=place,
        defined=defined,
        draws=history.draws,
        note="" if place == "within" else reason(expected.id, facts),
    )


def _quantile(values: Floats, share: float) -> float:
    """Return a quantile of what is defined: one of the values, since some are infinite."""
    known = values[~np.isnan(values)]
    if not known.size:
        return float("nan")
    if np.isfinite(known).all():
        return float(np.quantile(known, share))
    return float(np.quantile(known, share, method="inverted_cdf"))


def focus_of(scenario: Scenario, parts: Structure) -> Focus:
    """Return the focus pair; the first declared one where the focus has no relation."""
    declared = parts.keys("pair")
    pair = pair_key("-".join(scenario.focus))
    pair = pair if pair in declared else declared[0]
    one, other = pair.split("-")
    deals = tuple(deal for deal in parts.deals if {one, other} <= set(deal.parties))
    roles = tuple(
        tuple(scenario.content.issues[issue].role for issue in deal.issues) for deal in deals
    )
    return Focus(pair, (f"{one}>{other}", f"{other}>{one}"), deals, roles)


def history_of(found: Simulation, focus: Focus) -> History:
    """Return what the focus pair did in a run that kept `SERIES`."""
    data = found.data

    def entities(name: str, keys: list[str]) -> npt.NDArray[Any]:
        """Return (entity, draw, repeat, month)."""
        if not keys:
            return np.zeros((0, *data["summits"].shape[1:], found.months))
        values = data[name]
        picked = values.sel({values.dims[1]: keys})
        return np.moveaxis(np.asarray(picked.values), 0, -1)

    names = [deal.id for deal in focus.deals]
    status = entities("status", names).astype(np.int8)
    first = np.zeros((*status.shape[:-1], 1), np.int8)
    for place, deal in enumerate(focus.deals):
        if deal.agreement is not None:
            first[place] = STATUSES.index(deal.agreement.status)
    return History(
        flow=entities("flow", list(focus.dyads)).astype(np.float64),
        opinion=entities("opinion", list(focus.dyads)).astype(np.float64),
        sanctions=entities("sanctions", list(focus.dyads)).astype(np.float64),
        trust=entities("trust", list(focus.dyads)).astype(np.float64),
        regime=entities("regime", [focus.pair])[0].astype(np.int8),
        incident=entities("incident", [focus.pair])[0].astype(np.float64),
        status=np.concatenate([first, status], axis=-1),
        roles=focus.roles,
        open_slots=tuple(deal.agreement is None for deal in focus.deals),
        summits=np.asarray(data["summits"].sel(pair=focus.pair).values, dtype=np.float64),
        binding=np.asarray(data["binding"].sel(deal=names).values, dtype=np.float64),
        regimes=tuple(data.attrs["regimes"]),
    )


def _only(focus: Focus) -> dict[str, frozenset[str]]:
    return {
        "dyad": frozenset(focus.dyads),
        "pair": frozenset({focus.pair}),
        "deal": frozenset(deal.id for deal in focus.deals),
    }


def _whole(scenario: Scenario, draws: int | Draws, seed: int) -> Draws:
    return draws if isinstance(draws, Draws) else draw(scenario, draws, seed)


def _slices(scenario: Scenario, draws: int | Draws, seed: int) -> Iterator[Draws]:
    """Return draws in parts that are small enough."""
    whole = draw(scenario, draws, seed)
    for first in range(0, len(whole), SLICE):
        last = min(first + SLICE, len(whole))
        columns = {address: column[first:last] for address, column in whole.columns.items()}
        yield replace(whole, start=whole.start + first, stop=whole.start + last, columns=columns)
