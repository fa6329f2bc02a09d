"""How much of a scenario is evidence: its quantities counted by support and by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from detente.scenario.model import Scenario
from detente.scenario.quantities import SUPPORTS, VALUES, Quantity


@dataclass(frozen=True, slots=True)
class Evidence:
    """Counts of quantities.

    Attributes:
        total: all quantities, defaults included.
        defaults: those that the scenario leaves to the default of their kind.
        support: stated, inferred, background, none → count.
        value: measured, fitted, judged, assumed → count.
        reported: how many rest on a view that the author only reports.
        by_kind: kind → counts of support.
        by_source: source → number of quantities that cite it.
        coded: how many carry the numbers of more than one coder.
    """

    total: int
    defaults: int
    support: Mapping[str, int]
    value: Mapping[str, int]
    reported: int
    by_kind: Mapping[str, Mapping[str, int]]
    by_source: Mapping[str, int]
    coded: int


def evidence(scenario: Scenario) -> Evidence:
    """Count the quantities of a scenario by provenance."""
    return count(scenario.quantities.values())


def count(quantities: Iterable[Quantity]) -> Evidence:
    """Count quantities by provenance."""
    every = list(quantities)
    by_kind: dict[str, Counter[str]] = {}
    by_source: Counter[str] = Counter()
    for quantity in every:
        by_kind.setdefault(quantity.kind.label, Counter())[quantity.provenance.support] += 1
        by_source.update({citation.source for citation in quantity.provenance.citations})
    support: Counter[str] = Counter(quantity.provenance.support for quantity in every)
    value: Counter[str] = Counter(quantity.provenance.value for quantity in every)
    return Evidence(
        total=len(every),
        defaults=sum(not quantity.declared for quantity in every),
        support={name: support[name] for name in SUPPORTS},
        value={name: value[name] for name in VALUES},
        reported=sum(quantity.provenance.voice == "reported" for quantity in every),
        by_kind={label: dict(counts) for label, counts in by_kind.items()},
        by_source=dict(by_source.most_common()),
        coded=sum(len(quantity.provenance.coded) > 1 for quantity in every),
    )
