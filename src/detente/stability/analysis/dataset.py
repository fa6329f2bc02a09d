"""The shares of worlds as labelled arrays, one pair for each conflict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from detente.stability.analysis.worlds import REACHES

if TYPE_CHECKING:
    import xarray as xr

    from detente.stability.analysis.findings import ConflictSolution


def shares_of(solved: Iterable[ConflictSolution]) -> xr.Dataset:
    """Return shares of preference worlds, 0–1, labelled by conflict."""
    import xarray as xr

    found = xr.Dataset()
    found.attrs["unit"] = "share of declared preference worlds"
    for one in solved:
        key = one.conflict
        # Each concept lists the states that hold under it; the status quo is among the stable.
        states = sorted({s for c in one.concepts for s in one.stable[c][one.decision_makers[0]]})
        coords: dict[str, list[str]] = {
            "reach": list(REACHES),
            "concept": list(one.concepts),
            f"decision_maker_{key}": list(one.decision_makers),
            f"state_{key}": states,
        }
        held = {
            (c, one_state.state): one_state for c in one.concepts for one_state in one.standings[c]
        }
        totals = np.array([len(one.worlds), len(one.wide)], np.float64)
        counts = np.zeros((len(REACHES), len(one.concepts), len(states)))
        stable = np.full((len(one.concepts), len(one.decision_makers), len(states)), np.nan)
        for k, concept in enumerate(one.concepts):
            for place, state in enumerate(states):
                if (concept, state) in held:
                    standing = held[concept, state]
                    counts[:, k, place] = standing.count, standing.wide
                for owner, who in enumerate(one.decision_makers):
                    if state in one.stable[concept][who]:
                        stable[k, owner, place] = one.stable[concept][who][state] / totals[0]
        shares = counts / totals[:, None, None]
        found[f"equilibrium_{key}"] = xr.DataArray(
            shares,
            dims=("reach", "concept", f"state_{key}"),
            coords=_some(coords, "reach", "concept", f"state_{key}"),
        )
        found[f"stable_{key}"] = xr.DataArray(
            stable,
            dims=("concept", f"decision_maker_{key}", f"state_{key}"),
            coords=_some(coords, "concept", f"decision_maker_{key}", f"state_{key}"),
        )
    return found


def _some(coords: dict[str, list[str]], *names: str) -> dict[str, list[str]]:
    return {name: coords[name] for name in names}
