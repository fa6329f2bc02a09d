"""Which fields of the workspace a run keeps for its findings."""

from __future__ import annotations

from detente.dynamics.assembling import Kept
from detente.dynamics.codes import CONSTRAINTS, EVENTS

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
    *(("triad", f"months_pattern_{code}") for code in range(8)),  # literal-ok: patterns of three signs
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


def kept(series: bool, only: dict[str, frozenset[str]] | None = None) -> Kept:
    """Return what a run keeps.

    Args:
        series: whether every world's months are kept, beside their histograms.
        only: entities to keep, by index set (default: all).
    """
    return Kept(FINALS, tuple(SERIES) if series else (), SERIES, only or {})
