"""Runs of the monthly model that several tests read."""

from __future__ import annotations

from functools import cache

from helpers import MINIMAL

from detente.dynamics.simulating import simulate
from detente.dynamics.simulation import Simulation
from detente.scenario import Scenario, load, loads


@cache
def great_powers() -> Scenario:
    """Return a shipped scenario with everything in it."""
    return load("russia-us-2025")


@cache
def run() -> Simulation:
    """Return a small run of it."""
    return simulate(great_powers(), 40, 4, 18, executor="numpy")


@cache
def sums() -> Simulation:
    """Return the same run with sums only."""
    return simulate(great_powers(), 40, 4, 18, executor="numpy", keep="sums")


@cache
def river() -> Scenario:
    """Return the smallest scenario."""
    return loads(MINIMAL, "minimal.yaml")


@cache
def river_run() -> Simulation:
    """Return a small run of the smallest scenario."""
    return simulate(river(), 24, 4, 12, executor="numpy")
