"""What a run changes against the scenario: viewpoint, switches, policy, givens, cuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.dynamics.cuts import CUTS
from detente.dynamics.simulating import Course, unknown
from detente.dynamics.terms import Term
from detente.scenario.model import Scenario
from detente.scenario.viewpoints import levels_of


def course_of(
    scenario: Scenario,
    viewpoint: str | None = None,
    switches: Mapping[str, str] | None = None,
    policy: str | None = None,
    cut: Sequence[str] = (),
    regimes: int = 4,  # literal-ok: number of rungs
    extra: Mapping[str, Sequence[Term]] | None = None,
) -> Course:
    """Return the course of a run; arguments and errors as `simulate`."""
    if viewpoint is not None and viewpoint not in scenario.content.viewpoints:
        raise unknown("viewpoint", viewpoint, list(scenario.content.viewpoints), scenario)
    levels_of(scenario, switches or {})
    fields = {}
    for name in cut:
        if name not in CUTS:
            raise unknown("cut", name, list(CUTS), scenario)
        fields.update(dict.fromkeys(CUTS[name].fields, 0.0))
    return Course(
        viewpoint=viewpoint,
        switches=dict(switches or {}),
        fields=fields,
        regimes=regimes,
        extra=extra or {},
    )
