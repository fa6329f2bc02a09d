"""Prior predictive checks: what the declared ranges produce, against what was expected beforehand.

The expectations stand in the library (`detente.library.expectations`) and were fixed before the
model was first run. Each holds where the median over draws of its statistic lies in its range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import STATUSES
from detente.dynamics.predictive_statistics import History
from detente.dynamics.structure import Deal, Structure
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    from detente.dynamics.simulation import Simulation

DEFAULT_CHECK_DRAWS = 200  # literal-ok: a size
DEFAULT_CHECK_REPEATS = 4  # literal-ok: a size
#: Months of a run, by the definition of the expectations.
CHECK_MONTHS = 360  # literal-ok: of the definition
#: Draws run at once, to bound memory.
SLICE = 50  # literal-ok: a size
#: Share of draws in the interval shown.
OUTER = (0.05, 0.95)  # literal-ok: of the interval shown

#: What is kept of every month, and for which entities of the focus pair.
SERIES = (
    ("dyad", "flow"),
    ("dyad", "opinion"),
    ("dyad", "sanctions"),
    ("dyad", "trust"),
    ("pair", "regime"),
    ("deal", "status"),
)


@dataclass(frozen=True)
class Focus:
    """The focus pair in the index sets of a scenario.

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

    status = entities("status", [deal.id for deal in focus.deals]).astype(np.int8)
    first = np.empty((*status.shape[:-1], 1), np.int8)
    for place, deal in enumerate(focus.deals):
        first[place] = STATUSES.index(deal.agreement.status) if deal.agreement else 0
    return History(
        flow=entities("flow", list(focus.dyads)).astype(np.float64),
        opinion=entities("opinion", list(focus.dyads)).astype(np.float64),
        sanctions=entities("sanctions", list(focus.dyads)).astype(np.float64),
        trust=entities("trust", list(focus.dyads)).astype(np.float64),
        regime=entities("regime", [focus.pair])[0].astype(np.int8),
        status=np.concatenate([first, status], axis=-1),
        roles=focus.roles,
        summits=np.asarray(data["summits"].sel(pair=focus.pair).values, dtype=np.float64),
        binding=np.asarray(
            data["binding"].sel(deal=[d.id for d in focus.deals]).values, dtype=np.float64
        ),
        regimes=tuple(data.attrs["regimes"]),
    )
