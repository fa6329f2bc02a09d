"""`study`: every analysis of a scenario, run once, ready for the report."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

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
from detente.scenario.problems import InvalidInputError
from detente.scenario.timeline import Timeline, timeline
from detente.scenario.viewpoints import Quarrel, quarrels

if TYPE_CHECKING:
    from detente.bargaining.analysis import BargainFindings
    from detente.claims import ClaimFindings
    from detente.forecasts import ForecastFindings
    from detente.stability.analysis import ConflictFindings
    from detente.study_courses import CourseStudy

#: Findings on claims or why there are none, and the same on questions.
_Tested: TypeAlias = "tuple[ClaimFindings | None, str, ForecastFindings | None, str]"
_UNTESTED: _Tested = (None, "they were not asked for", None, "they were not asked for")
#: Told what is being worked on, such as "the same worlds under each viewpoint".
Progress = Callable[[str], None]

#: Draws of the analysis of bargaining at most. Every model is asked again for each step that an
#: actor could take; more draws would hardly move the ranges and cost seconds.
BARGAIN_DRAWS = 250
#: Worlds of preferences drawn at most, where they are too many to go through.
CONFLICT_DRAWS = 2000


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
        bargain: which deals the models of bargaining expect; None where there is nothing to bargain
            about, or it was not asked for.
        no_bargain: why there is none, as one clause; empty where there is.
        conflicts: which standoffs hold; None where none is declared, or they were not asked for.
        no_conflicts: why there are none, as one clause; empty where there are.
        claims: which claims of experts hold from which premises; None where none is declared, or
            they were not tested.
        no_claims: why there are none, as one clause; empty where there are.
        forecasts: what the scenario says of the questions it declares; None where it declares none.
        no_forecasts: why there are none, as one clause; empty where there are.
        courses: findings of the monthly model; None where it was not run.
        no_courses: why it was not run, as one clause; empty where it was.
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
    bargain: BargainFindings | None
    no_bargain: str
    conflicts: ConflictFindings | None
    no_conflicts: str
    claims: ClaimFindings | None
    no_claims: str
    forecasts: ForecastFindings | None
    no_forecasts: str
    courses: CourseStudy | None
    no_courses: str
    elapsed: float


def study(
    scenario: Scenario,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    *,
    monthly: bool = True,
    bargaining: bool = True,
    standoffs: bool = True,
    claims: bool | None = None,
    progress: Progress | None = None,
) -> Study:
    """Run every analysis of a scenario on one set of draws.

    Args:
        scenario: the scenario.
        draws, seed: as in `detente.draw`.
        monthly: whether to run the monthly model too, which takes most of the time.
        bargaining: whether to ask the models of bargaining, on at most `BARGAIN_DRAWS` draws.
        standoffs: whether to solve the declared conflicts.
        claims: whether to test the declared claims and to answer the declared questions, by runs of
            their own of the monthly model (default: where `monthly`).
        progress: told what is being worked on.
    """
    begin = time.perf_counter()
    say = progress or _silent
    say("where interests meet")
    sample = draw(scenario, draws, seed)
    interests = map_interests(scenario, sample, seed)
    say("who stands with whom, what deals would need")
    convergence, deals = converge(scenario, sample, seed), weigh_deals(scenario, sample, seed)
    bargain, no_bargain = None, "it was not asked for"
    if bargaining:
        say("what a bargain would look like")
        bargain, no_bargain = _bargain(scenario, min(draws, BARGAIN_DRAWS), seed)
    conflicts, no_conflicts = None, "they were not asked for"
    if standoffs:
        say("which standoffs hold")
        conflicts, no_conflicts = _conflicts(scenario, draws, seed)
    courses, why = None, "it was not asked for"
    if monthly:
        # The monthly model is loaded only where it is run.
        from detente.study_courses import study_courses

        courses, why = study_courses(scenario, draws, seed, say)
    asked = monthly if claims is None else claims
    tested = _tested(scenario, draws, seed, say) if asked else _UNTESTED
    return Study(
        scenario=scenario,
        interests=interests,
        convergence=convergence,
        deals=deals,
        evidence=evidence(scenario),
        timeline=timeline(scenario),
        facts=facts(scenario),
        quarrels=quarrels(scenario),
        bargain=bargain,
        no_bargain=no_bargain,
        conflicts=conflicts,
        no_conflicts=no_conflicts,
        claims=tested[0],
        no_claims=tested[1],
        forecasts=tested[2],
        no_forecasts=tested[3],
        courses=courses,
        no_courses=why,
        elapsed=time.perf_counter() - begin,
    )


def _bargain(scenario: Scenario, draws: int, seed: int) -> tuple[BargainFindings | None, str]:
    """Return what the models of bargaining say, or why there is nothing to ask them."""
    # The models are loaded only where they are asked.
    from detente.bargaining.analysis import bargain

    try:
        return bargain(scenario, draws=draws, seed=seed), ""
    except InvalidInputError as problem:
        return None, problem.problems[0].message


def _conflicts(scenario: Scenario, draws: int, seed: int) -> tuple[ConflictFindings | None, str]:
    """Return which standoffs hold, or why there is nothing to say of them."""
    if not scenario.content.conflicts:
        return None, "none is declared"
    from detente.stability.analysis import solve_conflicts

    try:
        return solve_conflicts(scenario, draws=min(draws, CONFLICT_DRAWS), seed=seed), ""
    except InvalidInputError as problem:
        return None, problem.problems[0].message


def _tested(scenario: Scenario, draws: int, seed: int, say: Progress) -> _Tested:
    """Return what becomes of claims and of questions, or why nothing does."""
    if not (scenario.content.claims or scenario.content.questions):
        return None, "none is declared", None, "none is declared"
    from detente.study_claims import study_claims, study_forecasts

    say("which claims of the experts follow from which premises")
    return *study_claims(scenario, draws, seed), *study_forecasts(scenario, draws, seed)


def _silent(_: str) -> None:
    """Say nothing."""
