"""Room `scenario`: the file, its checks, its quantities, and their draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.scenario.draws import Draws, chunks, draw
    from detente.scenario.loading import build, load, loads, shipped
    from detente.scenario.model import Scenario
    from detente.scenario.problems import InvalidInputError, Problem
    from detente.scenario.quantities import Citation, Provenance, Quantity

_HOMES = {
    "Citation": "detente.scenario.quantities",
    "Draws": "detente.scenario.draws",
    "InvalidInputError": "detente.scenario.problems",
    "Problem": "detente.scenario.problems",
    "Provenance": "detente.scenario.quantities",
    "Quantity": "detente.scenario.quantities",
    "Scenario": "detente.scenario.model",
    "build": "detente.scenario.loading",
    "chunks": "detente.scenario.draws",
    "draw": "detente.scenario.draws",
    "load": "detente.scenario.loading",
    "loads": "detente.scenario.loading",
    "shipped": "detente.scenario.loading",
}

__all__ = [
    "Citation",
    "Draws",
    "InvalidInputError",
    "Problem",
    "Provenance",
    "Quantity",
    "Scenario",
    "build",
    "chunks",
    "draw",
    "load",
    "loads",
    "shipped",
]

__getattr__ = attributes(__name__, _HOMES)
