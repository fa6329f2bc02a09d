"""`study`: every analysis of a scenario, run once, ready for the report."""

from __future__ import annotations

import time
from dataclasses import dataclass

from detente.interests import (
    ConvergenceFindings,
    DealFindings,
    InterestFindings,
    converge,
    map_interests,
    weigh_deals,
)
from detente.library.facts import CheckedFact, facts
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED, draw
from detente.scenario.evidence import Evidence, evidence
from detente.scenario.model import Scenario
from detente.scenario.timeline import Timeline, timeline
from detente.scenario.viewpoints import Quarrel, quarrels


@dataclass(frozen=True)
class Study:
    """All findings on one scenario; the report reads these and computes nothing.

    Attributes:
        scenario: what was studied.
        interests, convergence, deals: findings of room `interests`.
        evidence: quantities counted by provenance.
        timeline: dated entries.
        facts: stated figures and their checks.
        quarrels: switches and what each viewpoint makes of them.
        elapsed: seconds.
    """

    scenario: Scenario
    interests: InterestFindings
    convergence: ConvergenceFindings
    deals: DealFindings
    evidence: Evidence
    timeline: Timeline
    facts: tuple[CheckedFact, ...]
    quarrels: tuple[Quarrel, ...]
    elapsed: float


def study(scenario: Scenario, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED) -> Study:
    """Run every analysis of a scenario on one set of draws.

    Args:
        scenario: the scenario.
        draws, seed: as in `detente.draw`.
    """
    begin = time.perf_counter()
    sample = draw(scenario, draws, seed)
    return Study(
        scenario=scenario,
        interests=map_interests(scenario, sample, seed),
        convergence=converge(scenario, sample, seed),
        deals=weigh_deals(scenario, sample, seed),
        evidence=evidence(scenario),
        timeline=timeline(scenario),
        facts=facts(scenario),
        quarrels=quarrels(scenario),
        elapsed=time.perf_counter() - begin,
    )
