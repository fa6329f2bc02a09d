"""The declared triangles: their configuration and each corner's role (mechanisms 21–23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.interests.obstacles import affinity
from detente.mechanisms.triangle import (
    ROLES,
    TRIANGLE_TYPES,
    is_balanced,
    triangle_role,
    triangle_type,
)
from detente.scenario.draws import Draws

Array: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Triangle:
    """A declared triangle as its members behave at the scenario's date.

    Attributes:
        triad, members: which.
        types: configuration → share of draws; what is left is ambiguous (an affinity near zero).
        roles: member → role → share of draws.
        ambiguous: share of draws in which some affinity has no sign.
        balanced: share of the unambiguous draws in which Heider's theory calls it balanced; None
            where all are ambiguous.
        types_widened: as types, with stretched widths.
    """

    triad: str
    members: tuple[str, str, str]
    types: Mapping[str, float]
    roles: Mapping[str, Mapping[str, float]]
    ambiguous: float
    balanced: float | None
    types_widened: Mapping[str, float]


def triangles(draws: Draws, wide: Draws) -> tuple[Triangle, ...]:
    """Describe every declared triangle whose members' behaviour is declared in all directions."""
    found = []
    for key, triad in draws.scenario.content.triads.items():
        edges = _edges(draws, triad.members)
        wide_edges = _edges(wide, triad.members)
        if edges is not None and wide_edges is not None:
            found.append(_triangle(draws, wide, key, triad.members, edges, wide_edges))
    return tuple(found)


def _edges(draws: Draws, members: tuple[str, str, str]) -> tuple[Array, Array, Array] | None:
    """Return the affinities first–second, first–third, second–third."""
    a, b, c = members
    slope = draws["parameters.affinity_slope"]
    found = []
    for one, other in ((a, b), (a, c), (b, c)):
        forth, back = f"relations.{one}>{other}.flow", f"relations.{other}>{one}.flow"
        if forth not in draws or back not in draws:
            return None
        found.append(affinity(draws[forth], draws[back], slope))
    return found[0], found[1], found[2]


def _triangle(
    draws: Draws,
    wide: Draws,
    key: str,
    members: tuple[str, str, str],
    edges: tuple[Array, Array, Array],
    wide_edges: tuple[Array, Array, Array],
) -> Triangle:
    band = draws["parameters.triangle_band"]
    ab, ac, bc = edges
    corners = {members[0]: (ab, ac, bc), members[1]: (ab, bc, ac), members[2]: (ac, bc, ab)}
    kinds = np.asarray(triangle_type.core(ab, ac, bc, band))
    clear = ~np.isnan(kinds)
    balanced = np.asarray(is_balanced.core(ab, ac, bc, band))[clear]
    return Triangle(
        triad=key,
        members=members,
        types=_shares(kinds, TRIANGLE_TYPES),
        roles={
            actor: _shares(np.asarray(triangle_role.core(*own, band)), ROLES)
            for actor, own in corners.items()
        },
        ambiguous=float(1 - clear.mean()),
        balanced=float(balanced.mean()) if balanced.size else None,
        types_widened=_shares(
            np.asarray(triangle_type.core(*wide_edges, wide["parameters.triangle_band"])),
            TRIANGLE_TYPES,
        ),
    )


def _shares(codes: Array, names: tuple[str, ...]) -> dict[str, float]:
    return {name: float((codes == place).mean()) for place, name in enumerate(names)}
