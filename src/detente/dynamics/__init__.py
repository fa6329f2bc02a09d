"""Room `dynamics`: the monthly model, its equations and what runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.dynamics.engine.execution import execute
    from detente.dynamics.engine.outcome import NumericalError, Outcome, merge
    from detente.dynamics.engine.program import Band, Bound, Override, Program, Site
    from detente.dynamics.engine.terms import Term, equation, term
    from detente.dynamics.simulating import simulate
    from detente.dynamics.simulation import Simulation
    from detente.dynamics.viewing import across

# Looked up on first use: whoever writes an equation needs nothing that runs it.
_HOMES = {
    "Band": "detente.dynamics.engine.program",
    "Bound": "detente.dynamics.engine.program",
    "NumericalError": "detente.dynamics.engine.outcome",
    "Outcome": "detente.dynamics.engine.outcome",
    "Override": "detente.dynamics.engine.program",
    "Program": "detente.dynamics.engine.program",
    "Simulation": "detente.dynamics.simulation",
    "Site": "detente.dynamics.engine.program",
    "Term": "detente.dynamics.engine.terms",
    "across": "detente.dynamics.viewing",
    "equation": "detente.dynamics.engine.terms",
    "execute": "detente.dynamics.engine.execution",
    "merge": "detente.dynamics.engine.outcome",
    "simulate": "detente.dynamics.simulating",
    "term": "detente.dynamics.engine.terms",
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
