"""Which fields of the workspace a run keeps for its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from detente.dynamics.assembling import Kept
from detente.dynamics.codes import CONSTRAINTS, EVENTS, PATTERNS
from detente.dynamics.structure import Structure
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario

#: Fields of the end of a run: first months (0: never), counts and end states.
FINALS: tuple[tuple[str, str], ...] = (
    *(("deal", f"first_{event}") for event in EVENTS[1:]),
    ("deal", "first_depth"),
    *(("deal", f"months_{status}") for status in ("talks", "in_force", "suspended")),
    *(("deal", name) for name in ("signatures", "ratifications", "endings", "status", "depth")),
    *(("deal", f"log_{word}") for word in CONSTRAINTS[1:]),
    ("stake", "months_blocking"),
    ("stake", "first_rejected"),
    ("stake", "first_withdrawn"),
    ("dyad", "first_eased"),
    ("dyad", "first_tightened"),
    ("dyad", "gestures"),
    ("dyad", "clip_hits"),
    *(("pair", name) for name in ("first_best", "first_worst", "first_worse", "first_better")),
    *(("pair", name) for name in ("months_worst", "months_best", "summits", "first_summit")),
    *(("triad", f"months_pattern_{code}") for code in range(PATTERNS)),
    ("triad", "months_ambiguous"),
    ("actor", "first_leader_change"),
)

#: Fields of every month, with the range in which they are counted.
SERIES: dict[tuple[str, str], tuple[float, float]] = {
    ("dyad", "flow"): (-4.0, 4.0),  # literal-ok: range of the scale
    ("dyad", "trust"): (-5.0, 5.0),  # literal-ok: range of the scale
    ("dyad", "opinion"): (-2.5, 2.5),  # literal-ok: range of the scale
    ("dyad", "sanctions"): (0.0, 1.0),
    ("dyad", "frustration"): (0.0, 1.0),
    ("pair", "regime"): (0.0, 8.0),  # literal-ok: codes fall into the middle of bins
    ("pair", "tension"): (0.0, 1.0),
    ("pair", "channel"): (0.0, 1.0),
    ("pair", "fence"): (0.0, 1.0),
    ("pair", "cooperation"): (0.0, 1.0),
    ("deal", "status"): (0.0, 8.0),  # literal-ok: codes fall into the middle of bins
    ("triad", "pattern"): (0.0, 16.0),  # literal-ok: codes fall into the middle of bins
}


#: Fields counted for every entity; the others for what is in view only, where that is given.
COUNTED_EVERYWHERE = frozenset({("dyad", "flow"), ("pair", "regime"), ("pair", "tension")})

#: Fields whose every month is kept for every world, as far as memory allows.
WHOLE_SERIES: tuple[tuple[str, str], ...] = (
    ("dyad", "flow"),
    ("dyad", "trust"),
    ("dyad", "opinion"),
    ("dyad", "sanctions"),
    ("pair", "regime"),
    ("pair", "tension"),
    ("deal", "status"),
    ("triad", "pattern"),
)


def kept(
    series: Sequence[tuple[str, str]] = (), only: Mapping[str, frozenset[str]] | None = None
) -> Kept:
    """Return what a run keeps.

    Args:
        series: fields of which every world's months are kept, beside their histograms.
        only: entities of those, and of most that are counted, by index set (default: all).
    """
    return Kept(FINALS, tuple(series), SERIES, only or {}, COUNTED_EVERYWHERE)


def in_view(scenario: Scenario, parts: Structure) -> dict[str, frozenset[str]]:
    """Return the entities that stories are told about: the focus pair, triads, named agreements."""
    groups = [scenario.focus, *(triad.members for triad in scenario.content.triads.values())]
    pairs = {pair_key(f"{a}-{b}") for group in groups for a, b in combinations(group, 2)}
    dyads = {key for key in parts.keys("dyad") if pair_key(key.replace(">", "-")) in pairs}
    named = {deal.id for deal in parts.deals if deal.agreement is not None}
    return {
        "dyad": frozenset(dyads),
        "pair": frozenset(pairs & set(parts.keys("pair"))),
        "deal": frozenset(named),
    }
