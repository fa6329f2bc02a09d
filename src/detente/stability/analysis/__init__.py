"""Conflicts of a scenario: which states hold, over every declared world of preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.stability.analysis.analysing import solve_conflicts
    from detente.stability.analysis.declared import DeclaredSolution, Joint
    from detente.stability.analysis.findings import ConflictFindings, ConflictSolution, Standing
    from detente.stability.analysis.hinges import Hinge
    from detente.stability.analysis.worlds import Worlds

_HOMES = {
    "ConflictFindings": "detente.stability.analysis.findings",
    "ConflictSolution": "detente.stability.analysis.findings",
    "DeclaredSolution": "detente.stability.analysis.declared",
    "Hinge": "detente.stability.analysis.hinges",
    "Joint": "detente.stability.analysis.declared",
    "Standing": "detente.stability.analysis.findings",
    "Worlds": "detente.stability.analysis.worlds",
    "solve_conflicts": "detente.stability.analysis.analysing",
}

__all__ = [
    "ConflictFindings",
    "ConflictSolution",
    "DeclaredSolution",
    "Hinge",
    "Joint",
    "Standing",
    "Worlds",
    "solve_conflicts",
]

__getattr__ = attributes(__name__, _HOMES)
