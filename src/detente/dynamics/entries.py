"""An entry of the scenario that is set anew in the middle of a run.

A parameter, or a number of an actor, an issue or an agreement, holds from its month on. A state,
such as trust or the channel, is set once and then runs on; what it is measured against stays what
it was at the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from detente.dynamics.columns import Value, beginning
from detente.dynamics.engine.terms import split_name
from detente.dynamics.month.order import ORDER
from detente.dynamics.structure import Structure
from detente.dynamics.timelines import Spot, Timeline
from detente.scenario.draws import Draws
from detente.scenario.merging import canonical, kind_at
from detente.scenario.quantities import Quantity, parse_entry

#: What states are measured against: it stays what it was at the start of the run.
REFERENCES = frozenset(
    (
        "trust_base",
        "belief_base",
        "opinion_base",
        "channel_base",
        "sanctions_start",
        "tension_start",
        "regime_start",
        "severity_start",
        "flow_shown",
        "flow_usual",
        "accustomed_flow",
        "bound_at_start",
    )
)


def set_entry(timeline: Timeline, sample: Draws, path: str, raw: Any, first: int, end: int) -> bool:
    """Set an entry from a month to the month before `end`; return whether anything changes.

    Args:
        timeline: where to put it.
        sample: the draws of the run.
        path: of a quantity of the scenario.
        raw: the new quantity, as written.
        first, end: months of the run.
    """
    address = canonical(path)
    kind = kind_at(sample.scenario.tree.value, address)
    entry = parse_entry(raw, kind)
    changed = sample.replaced(
        {address: Quantity(address, kind, entry.distribution, entry.provenance)}
    )
    found = list(_differing(timeline, sample, changed))
    for spot, value in found:
        if _is_state(timeline.parts, spot):
            timeline.assign(spot, value, first)
        else:
            timeline.put(spot, value, first, end)
    return bool(found)


def is_state_entry(timeline: Timeline, sample: Draws, path: str, raw: Any) -> bool:
    """Whether an entry sets nothing but states, which are set once and run on."""
    other = Timeline(timeline.parts, timeline.start)
    set_entry(other, sample, path, raw, 1, 2)
    return bool(other.assigned) and not other.held


def _differing(timeline: Timeline, sample: Draws, changed: Draws) -> Iterator[tuple[Spot, Value]]:
    parts, rungs = timeline.parts, timeline.start.ladder.rungs
    # Not against the start of the run itself: a cut may have taken other fields out of it.
    old, new = (beginning(draws, parts, rungs).columns for draws in (sample, changed))
    for (over, name), entries in new.items():
        if name in REFERENCES:
            continue
        for key, before, after in zip(parts.keys(over), old[over, name], entries, strict=True):
            if not np.array_equal(before, after):
                yield (over, key, name), after


def _is_state(parts: Structure, spot: Spot) -> bool:
    over, _, name = spot
    return (over, name) in _written(_links(parts))


def _links(parts: Structure) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (name, link, other)
        for name, entities in parts.sets.items()
        for link, (other, _) in entities.links.items()
    )


@cache
def _written(links: frozenset[tuple[str, str, str]]) -> frozenset[tuple[str, str]]:
    """Return the fields that the month writes itself."""
    homes = {(over, link): other for over, link, other in links}
    found = set()
    for step in ORDER:
        for term in step.terms:
            for written in term.writes:
                link, name = split_name(written)
                found.add((homes.get((term.over, link), term.over) if link else term.over, name))
    return frozenset(found)
