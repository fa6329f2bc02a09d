"""Room `stability`: which states of a conflict hold, by the graph model for conflict resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.stability.coalitions import (
        CoalitionImprovement,
        coalition_improvements,
        coalition_stable,
    )
    from detente.stability.concepts import CONCEPTS
    from detente.stability.distances import Distance
    from detente.stability.ensembles import Ensemble
    from detente.stability.inverting import Inverse, inverse_query
    from detente.stability.model import GraphModel
    from detente.stability.reasons import Verdict
    from detente.stability.shares import Shares, solve_ensemble
    from detente.stability.solving import Stability, solve
    from detente.stability.ways_out import Paths, StatusQuo, paths, status_quo

_HOMES = {
    "CONCEPTS": "detente.stability.concepts",
    "CoalitionImprovement": "detente.stability.coalitions",
    "Distance": "detente.stability.distances",
    "Ensemble": "detente.stability.ensembles",
    "GraphModel": "detente.stability.model",
    "Inverse": "detente.stability.inverting",
    "Paths": "detente.stability.ways_out",
    "Shares": "detente.stability.shares",
    "Stability": "detente.stability.solving",
    "StatusQuo": "detente.stability.ways_out",
    "Verdict": "detente.stability.reasons",
    "coalition_improvements": "detente.stability.coalitions",
    "coalition_stable": "detente.stability.coalitions",
    "inverse_query": "detente.stability.inverting",
    "paths": "detente.stability.ways_out",
    "solve": "detente.stability.solving",
    "solve_ensemble": "detente.stability.shares",
    "status_quo": "detente.stability.ways_out",
}

__all__ = [
    "CONCEPTS",
    "CoalitionImprovement",
    "Distance",
    "Ensemble",
    "GraphModel",
    "Inverse",
    "Paths",
    "Shares",
    "Stability",
    "StatusQuo",
    "Verdict",
    "coalition_improvements",
    "coalition_stable",
    "inverse_query",
    "paths",
    "solve",
    "solve_ensemble",
    "status_quo",
]

__getattr__ = attributes(__name__, _HOMES)
