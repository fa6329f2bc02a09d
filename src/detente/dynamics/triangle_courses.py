"""The declared triangles in a run: types and roles, under both rival theories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import again, course_run
from detente.dynamics.codes import PATTERNS
from detente.dynamics.ranges import Range, share_range
from detente.dynamics.readings import needs_worlds
from detente.dynamics.simulation import Simulation
from detente.mechanisms.triangle import ROLES, TRIANGLE_TYPES
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]

#: The strengths of the two theories; a switch whose levels set both is the one about the triangle.
RIVALS = ("parameters.triangle_balance", "parameters.triangle_courting")


@dataclass(frozen=True, slots=True)
class TriangleCourse:
    """A triangle over the months of a run. To be compared between theories, not quoted alone.

    Attributes:
        triad, members: which.
        types: configuration → share of months; with the ambiguous ones they add up to 1.
        roles: member → role → share of months.
        ambiguous: share of months in which some side is neither friendly nor hostile.
    """

    triad: str
    members: tuple[str, str, str]
    types: Mapping[str, Range]
    roles: Mapping[str, Mapping[str, Range]]
    ambiguous: Range


def signs_of(code: int) -> tuple[int, int, int]:
    """Return which sides of a pattern are hostile: first–second, first–third, second–third."""
    last = code % 2
    middle = (code // 2) % 2
    return code // 2 // 2, middle, last


def type_of(code: int) -> str:
    """Return the configuration of a pattern of signs."""
    return TRIANGLE_TYPES[sum(signs_of(code))]


def roles_of(code: int) -> tuple[str, str, str]:
    """Return the roles of the three members in a pattern of signs."""
    ab, ac, bc = signs_of(code)
    corners = ((ab, ac, bc), (ab, bc, ac), (ac, bc, ab))
    first, second, third = (ROLES[2 * (one + two) + 1 - away] for one, two, away in corners)
    return first, second, third


def triangle_courses(
    simulation: Simulation, wide: Simulation | None = None
) -> tuple[TriangleCourse, ...]:
    """Return every triangle of a run; empty where none can be carried.

    Args:
        simulation: the run; its worlds must have been kept.
        wide: the same with stretched widths.
    """
    needs_worlds(simulation)
    if "pattern_months" not in simulation.data:
        return ()
    return tuple(
        _triangle(simulation, wide, str(triad)) for triad in simulation.data["triad"].values
    )


def _triangle(simulation: Simulation, wide: Simulation | None, triad: str) -> TriangleCourse:
    members = simulation.scenario.content.triads[triad].members
    tables = [_months(one, triad) for one in (simulation, wide) if one is not None]

    def share(chosen: Sequence[bool]) -> Range:
        codes = [code for code in range(PATTERNS) if chosen[code]]
        return share_range(*(table[codes].sum(axis=0) for table in tables))

    types = [type_of(code) for code in range(PATTERNS)]
    roles = [roles_of(code) for code in range(PATTERNS)]

    return TriangleCourse(
        triad=triad,
        members=members,
        types={name: share([name == found for found in types]) for name in TRIANGLE_TYPES},
        roles={
            member: {role: share([role == found[place] for found in roles]) for role in ROLES}
            for place, member in enumerate(members)
        },
        ambiguous=share_range(*(1 - table.sum(axis=0) for table in tables)),
    )


def _months(simulation: Simulation, triad: str) -> Array:
    """Return the share of months in each pattern, (pattern, draw, repeat)."""
    found = simulation.data["pattern_months"].sel(triad=triad).values
    return np.asarray(found, dtype=np.float64) / simulation.months


def triangle_switch(scenario: Scenario) -> str | None:
    """Return the switch on which the theories of the triangle disagree; found by what it sets."""
    for key, switch in scenario.content.switches.items():
        if all(set(RIVALS) <= set(level.sets) for level in switch.levels.values()):
            return key
    return None


def triangle_rivals(
    simulation: Simulation, rows: int | None = None
) -> Mapping[str, tuple[TriangleCourse, ...]]:
    """Run the same worlds under every level of the switch on the triangle.

    Args:
        simulation: the run.
        rows: how many of its draws (default: all).

    Returns:
        Level → its triangles; empty where the scenario declares no such switch or no triangle.
    """
    switch = triangle_switch(simulation.scenario)
    if switch is None or not simulation.data["triad"].size:
        return {}
    course = course_run(simulation)
    found = {}
    for level in simulation.scenario.content.switches[switch].levels:
        turned = replace(course, switches={**course.switches, switch: level})
        rival = again(simulation, course=turned, rows=rows, keep="worlds", series=[])
        found[level] = triangle_courses(rival)
    return found
