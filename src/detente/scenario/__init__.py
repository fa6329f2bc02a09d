"""Room `scenario`: the file, its checks, its quantities, and their draws."""

from detente.scenario.loading import build, load, loads, shipped, with_changes, with_viewpoint
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, Problem
from detente.scenario.quantities import Citation, Provenance, Quantity

__all__ = [
    "Citation",
    "InvalidInputError",
    "Problem",
    "Provenance",
    "Quantity",
    "Scenario",
    "build",
    "load",
    "loads",
    "shipped",
    "with_changes",
    "with_viewpoint",
]
