"""détente: a laboratory for relations between states.

A scenario is declared once, in a readable file; every analysis is a pure function from it and its
draws to findings:

    import detente

    scenario = detente.load("russia-us-2025")
    print(detente.map_interests(scenario).table())
    detente.write_report(scenario, "report.html")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.bargaining import bargain
    from detente.claims import judge_claims
    from detente.dynamics.comparing import compare
    from detente.dynamics.simulating import simulate
    from detente.forecasts.forecasting import forecast
    from detente.interests import converge, diff, map_interests, weigh_deals
    from detente.report import write_report
    from detente.scenario import InvalidInputError, Scenario, load, shipped
    from detente.scenario.draws import Draws, chunks, draw
    from detente.stability.analysis import solve_conflicts
    from detente.study import Study, study

__version__ = "0.1.0"

# Looked up on first use, because the analyses need libraries that take seconds to import.
_HOMES = {
    "Draws": "detente.scenario.draws",
    "InvalidInputError": "detente.scenario",
    "Scenario": "detente.scenario",
    "Study": "detente.study",
    "bargain": "detente.bargaining",
    "chunks": "detente.scenario.draws",
    "compare": "detente.dynamics.comparing",
    "converge": "detente.interests",
    "diff": "detente.interests",
    "draw": "detente.scenario.draws",
    "forecast": "detente.forecasts.forecasting",
    "judge_claims": "detente.claims",
    "load": "detente.scenario",
    "map_interests": "detente.interests",
    "shipped": "detente.scenario",
    "simulate": "detente.dynamics.simulating",
    "solve_conflicts": "detente.stability.analysis",
    "study": "detente.study",
    "weigh_deals": "detente.interests",
    "write_report": "detente.report",
}

__all__ = [
    "Draws",
    "InvalidInputError",
    "Scenario",
    "Study",
    "bargain",
    "chunks",
    "compare",
    "converge",
    "diff",
    "draw",
    "forecast",
    "judge_claims",
    "load",
    "map_interests",
    "shipped",
    "simulate",
    "solve_conflicts",
    "study",
    "weigh_deals",
    "write_report",
]


__getattr__ = attributes(__name__, _HOMES)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*__all__, "__version__"])
