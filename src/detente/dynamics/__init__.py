"""Room `dynamics`: the monthly model, its equations and what runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.dynamics.execution import execute
    from detente.dynamics.outcome import NumericalError, Outcome, merge
    from detente.dynamics.program import Band, Bound, Override, Program, Site
    from detente.dynamics.simulating import simulate
    from detente.dynamics.simulation import Simulation
    from detente.dynamics.terms import Term, equation, term
    from detente.dynamics.viewing import across

# Looked up on first use: whoever writes an equation needs nothing that runs it.
_HOMES = {
    "Band": "detente.dynamics.program",
    "Bound": "detente.dynamics.program",
    "NumericalError": "detente.dynamics.outcome",
    "Outcome": "detente.dynamics.outcome",
    "Override": "detente.dynamics.program",
    "Program": "detente.dynamics.program",
    "Simulation": "detente.dynamics.simulation",
    "Site": "detente.dynamics.program",
    "Term": "detente.dynamics.terms",
    "across": "detente.dynamics.viewing",
    "equation": "detente.dynamics.terms",
    "execute": "detente.dynamics.execution",
    "merge": "detente.dynamics.outcome",
    "simulate": "detente.dynamics.simulating",
    "term": "detente.dynamics.terms",
}

__all__ = [
    "Band",
    "Bound",
    "NumericalError",
    "Outcome",
    "Override",
    "Program",
    "Simulation",
    "Site",
    "Term",
    "across",
    "equation",
    "execute",
    "merge",
    "simulate",
    "term",
]

__getattr__ = attributes(__name__, _HOMES)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
