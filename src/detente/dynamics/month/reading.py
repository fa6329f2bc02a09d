"""How equations read codes and places on the ladder."""

from __future__ import annotations

from detente.dynamics.codes import CRISIS, IN_FORCE, TALKS
from detente.dynamics.engine.primitives import choose, exp, hyperbolic_tangent, log, maximum
from detente.dynamics.engine.terms import equation


@equation
def is_status(status, code):
    """Whether a status, an event or a condition has a code: 1 or 0."""
    return choose(status == code, 1.0, 0.0)


@equation
def binds(status):
    """Whether a deal is in force: 1 or 0."""
    return is_status(status, IN_FORCE)


@equation
def in_talks(status):
    """Whether talks on a deal are open: 1 or 0."""
    return is_status(status, TALKS)


@equation
def in_crisis(severity):
    """Whether a regime is a crisis: 1 or 0."""
    return choose(severity > CRISIS - 0.5, 1.0, 0.0)


@equation
def of_the_unwilling(chance, willing, smallest):
    """Chance that all agree when the share s of them has agreed beforehand: p^(1 − s)."""
    return exp((1.0 - willing) * log(maximum(chance, smallest)))


@equation
def affinity_of(mean_flow, slope):
    """Affinity of a pair, between −1 and 1: tanh(s ȳ)."""
    return hyperbolic_tangent(slope * mean_flow)
