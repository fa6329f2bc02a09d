"""Which quantities a run reads, in groups by kind and provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.columns import LOGITS, beginning
from detente.dynamics.month.order import ORDER
from detente.dynamics.structure import Structure
from detente.scenario.draws import Draws
from detente.scenario.model import Scenario

Column: TypeAlias = npt.NDArray[np.float64]

#: Groups of quantities by the section of the scenario in which they stand.
SECTIONS: Mapping[str, str] = {
    "issues": "what deals are worth",
    "relations": "relations at the start",
    "actors": "states and leaders",
    "agreements": "texts of treaties",
    "shocks": "shocks from outside",
}
#: Groups of parameters by the step of the month that reads them first.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "rules of leaders and shocks": ("leaders", "shocks"),
    "rules of behaviour and regimes": ("standing", "regimes", "flows", "sanctions"),
    "rules of talks and deals": ("worth", "talks", "ratification", "keeping", "moves"),
    "rules of trust and slow change": ("trust", "slow variables", "noting"),
}
#: Parameters on which levels of a switch differ.
DISPUTED = "what the experts dispute"
#: Parameters that only lengths of spells and means of regimes rest on.
LADDER = "rules of behaviour and regimes"


class _Noting(dict[str, Column]):
    """Columns that note which of them are read."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        super().__init__(columns)
        self.read: dict[str, None] = {}

    def __getitem__(self, key: str) -> Column:
        self.read[key] = None
        return super().__getitem__(key)

    def get(self, key: str, default: Column | None = None) -> Column | None:  # type: ignore[override]
        self.read[key] = None
        return super().get(key, default)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run reads.

    Attributes:
        columns: addresses of the columns read that vary, in the order of the draws.
        defaults: addresses of quantities that a default stands in for.
    """

    columns: tuple[str, ...]
    defaults: tuple[str, ...]


def inputs_read(sample: Draws, parts: Structure, regimes: int) -> Inputs:
    """Return which columns of some draws the monthly model reads.

    Args:
        sample: draws, under the viewpoint and switches of the run.
        parts: index sets of the scenario.
        regimes: rungs of the ladder.
    """
    columns = _Noting(sample.columns)
    start = beginning(replace(sample, columns=columns), parts, regimes)
    return Inputs(tuple(a for a in sample.columns if a in columns.read), start.defaults)


def group_of(scenario: Scenario, address: str) -> str:
    """Return the group of a quantity: its kind, and where its value comes from."""
    section, _, rest = address.partition(".")
    if section == "parameters":
        if any(
            address in level.sets
            for switch in scenario.content.switches.values()
            for level in switch.levels.values()
        ):
            return DISPUTED
        return f"{_family(rest)} ({_provenance(scenario, address)})"
    return f"{SECTIONS.get(section, section)} ({_provenance(scenario, address)})"


def _provenance(scenario: Scenario, address: str) -> str:
    """Return measured, judged or assumed; shares have the provenance of their whole."""
    whole = address.rpartition(".")[0]
    found = scenario.quantities.get(address) or scenario.quantities.get(whole)
    return found.provenance.value if found is not None else "assumed"


def _family(parameter: str) -> str:
    fields = {parameter, *(field for field, (name, _) in LOGITS.items() if name == parameter)}
    for step in ORDER:
        if any(fields & {read.split("__")[-1] for read in term.reads} for term in step.terms):
            return next(name for name, steps in FAMILIES.items() if step.name in steps)
    return LADDER


def grouped(scenario: Scenario, addresses: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return addresses by group, groups in the order in which they come first."""
    found: dict[str, list[str]] = {}
    for address in addresses:
        found.setdefault(group_of(scenario, address), []).append(address)
    return {name: tuple(members) for name, members in found.items()}
