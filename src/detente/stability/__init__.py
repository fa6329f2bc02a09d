"""Room `stability`: which states of a conflict hold, by the graph model for conflict resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.stability.analysis import ConflictFindings, ConflictSolution, solve_conflicts
    from detente.stability.coalitions import (
        CoalitionImprovement,
        coalition_improvements,
        coalition_stable,
    )
    from detente.stability.concepts import CONCEPTS
    from detente.stability.distances import Distance
    from detente.stability.ensembles import Ensemble
    from detente.stability.gmcr_files import GmcrFile, read_gmcr
    from detente.stability.hypergames import (
        Hypergame,
        HypergameStability,
        Surprise,
        solve_hypergame,
    )
    from detente.stability.inverting import Inverse, inverse_query
    from detente.stability.merging import Merged, merged
    from detente.stability.model import GraphModel
    from detente.stability.reasons import Verdict
    from detente.stability.shares import Shares, solve_ensemble
    from detente.stability.solving import Stability, solve
    from detente.stability.strengths import StrengthStability, Strong, solve_strengths
    from detente.stability.unknown import Unknown, UnknownStability, solve_unknown
    from detente.stability.ways_out import Paths, StatusQuo, paths, status_quo

_HOMES = {
    "CONCEPTS": "detente.stability.concepts",
    "CoalitionImprovement": "detente.stability.coalitions",
    "ConflictFindings": "detente.stability.analysis",
    "ConflictSolution": "detente.stability.analysis",
    "Distance": "detente.stability.distances",
    "Ensemble": "detente.stability.ensembles",
    "GmcrFile": "detente.stability.gmcr_files",
    "GraphModel": "detente.stability.model",
    "Hypergame": "detente.stability.hypergames",
    "HypergameStability": "detente.stability.hypergames",
    "Inverse": "detente.stability.inverting",
    "Merged": "detente.stability.merging",
    "Paths": "detente.stability.ways_out",
    "Shares": "detente.stability.shares",
    "Stability": "detente.stability.solving",
    "StatusQuo": "detente.stability.ways_out",
    "StrengthStability": "detente.stability.strengths",
    "Strong": "detente.stability.strengths",
    "Surprise": "detente.stability.hypergames",
    "Unknown": "detente.stability.unknown",
    "UnknownStability": "detente.stability.unknown",
    "Verdict": "detente.stability.reasons",
    "coalition_improvements": "detente.stability.coalitions",
    "coalition_stable": "detente.stability.coalitions",
    "inverse_query": "detente.stability.inverting",
    "merged": "detente.stability.merging",
    "paths": "detente.stability.ways_out",
    "read_gmcr": "detente.stability.gmcr_files",
    "solve": "detente.stability.solving",
    "solve_conflicts": "detente.stability.analysis",
    "solve_ensemble": "detente.stability.shares",
    "solve_hypergame": "detente.stability.hypergames",
    "solve_strengths": "detente.stability.strengths",
    "solve_unknown": "detente.stability.unknown",
    "status_quo": "detente.stability.ways_out",
}

__all__ = [
    "CONCEPTS",
    "CoalitionImprovement",
    "ConflictFindings",
    "ConflictSolution",
    "Distance",
    "Ensemble",
    "GmcrFile",
    "GraphModel",
    "Hypergame",
    "HypergameStability",
    "Inverse",
    "Merged",
    "Paths",
    "Shares",
    "Stability",
    "StatusQuo",
    "StrengthStability",
    "Strong",
    "Surprise",
    "Unknown",
    "UnknownStability",
    "Verdict",
    "coalition_improvements",
    "coalition_stable",
    "inverse_query",
    "merged",
    "paths",
    "read_gmcr",
    "solve",
    "solve_conflicts",
    "solve_ensemble",
    "solve_hypergame",
    "solve_strengths",
    "solve_unknown",
    "status_quo",
]

__getattr__ = attributes(__name__, _HOMES)
