"""`judge_claims`: which claims follow from which premises, and what they hang on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.claims.debugging import debug
from detente.claims.disagreeing import disagreements
from detente.claims.findings import ClaimFinding, ClaimFindings, ViewCell
from detente.claims.holding import Holding
from detente.claims.placebos import placebos_of
from detente.claims.propositions import Proposition, chosen, propositions, viewpoint_of
from detente.claims.running import Bench, Executor
from detente.claims.situations import Situation
from detente.claims.verdicts import (
    can_fail,
    can_fail_standoff,
    placed,
    switches_over,
    switches_that_matter,
    verdict_of,
)
from detente.claims.viewing import Plan, Sizes, Views
from detente.claims.words import spoken
from detente.dynamics.viewing import latin_sample
from detente.dynamics.watching import UnwatchedError
from detente.findings import origin_of
from detente.library.conventions import conventions
from detente.scenario.claims import Claim
from detente.scenario.draws import DEFAULT_SEED, Draws
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError

if TYPE_CHECKING:
    import xarray as xr

#: Worlds under every viewpoint, and in each of the many other settings.
CLAIM_DRAWS, CLAIM_REPEATS = 120, 5
#: Settings of all switches at once, and the same for a quick look.
SAMPLES, QUICK_SAMPLES = 16, 6
#: What a claim about a standoff hangs on, in words.
PREFERENCES = "how the decision makers rank outcomes"
#: Sets of premises that are tried for one claim at most.
BUDGET = 20


def judge_claims(
    scenario: Scenario,
    claim: str | None = None,
    draws: int | Draws = CLAIM_DRAWS,
    repeats: int = CLAIM_REPEATS,
    seed: int = DEFAULT_SEED,
    *,
    samples: int | None = None,
    budget: int = BUDGET,
    quick: bool = False,
    placebos: bool = False,
    executor: Executor | None = None,
    progress: Callable[[float], None] | None = None,
    bench: Bench | None = None,
) -> ClaimFindings:
    """Judge the claims of a scenario: from which premises they follow, and on what they hang.

    Args:
        scenario: declares claims and viewpoints.
        claim: one claim (default: all).
        draws, repeats: worlds under every viewpoint; settings beside these have fewer. Draws give
            their number and seed.
        seed: of draws and chance.
        samples: settings of all switches at once (default: 16; quick: 6).
        budget: sets of premises that are tried for one claim at most.
        quick: leave out smallest sets and smallest changes, and take fewer worlds.
        placebos: whether to judge the claims on premises that nobody holds.
        executor: what runs the months (default: the quicker one).
        progress: called with the share done.
        bench: made for the same scenario, claims and seed, so that its runs serve again later;
            executor and progress are then its own.

    Raises:
        InvalidInputError: no claims, no such claim, no viewpoint, or no relations; one line.
        ValueError: a number out of its range; one line.
    """
    begin = time.perf_counter()
    if isinstance(draws, Draws):
        seed = draws.seed
    size = draws.count if isinstance(draws, Draws) else draws
    wanted = chosen(scenario, claim)
    count = samples if samples is not None else (QUICK_SAMPLES if quick else SAMPLES)
    _refuse(scenario, wanted, size, repeats, count, budget)
    found = propositions(scenario, wanted)
    sizes = Sizes.of(size, repeats, quick=quick)
    told = _Told(progress, quick)
    if bench is None:
        bench = Bench(scenario, list(found.values()), seed, executor=executor, progress=told.ran)
    plan = Plan(bench, sizes, tuple(latin_sample(scenario, count, seed)), quick)
    views = Views(plan, found, told.expect)
    findings = tuple(
        _finding(views, key, entry, found.get(key), budget, told, place / len(wanted))
        for place, (key, entry) in enumerate(wanted.items())
    )
    tried = placebos_of(views, findings) if placebos else ()
    threshold = conventions()["claim_share"]
    options = {
        "threshold": threshold,
        "repeats": sizes.main.repeats,
        "samples": count,
        "budget": budget,
        "quick": quick,
    }
    whole = ClaimFindings(
        data=_dataset(scenario, findings),
        origin=origin_of(
            bench.base(sizes.main),
            "claims as tests",
            options={**options, "claim": claim, "runs": bench.runs},
            warnings=_warnings(scenario),
            elapsed=time.perf_counter() - begin,
        ),
        scenario=scenario,
        claims=findings,
        viewpoints=tuple(scenario.content.viewpoints),
        disagreements=disagreements(scenario, findings),
        placebos=tried,
        quick=quick,
    )
    told.done()
    return spoken(whole)


def _refuse(
    scenario: Scenario,
    wanted: Mapping[str, Claim],
    draws: int,
    repeats: int,
    samples: int,
    budget: int,
) -> None:
    for name, number, low in (
        ("draws", draws, 10),
        ("repeats", repeats, 2),
        ("samples", samples, 0),
        ("budget", budget, 0),
    ):
        if isinstance(number, bool) or not isinstance(number, int) or number < low:
            raise ValueError(f"{name} is {number!r}; it must be a whole number from {low} on")
    for key, claim in wanted.items():
        if claim.test is not None and not viewpoint_of(claim, scenario):
            raise InvalidInputError.single(
                "no viewpoint is declared from whose premises it could follow",
                file=scenario.name,
                path=f"claims.{key}",
            )


class _Told:
    """Turns what is done into a share that only grows."""

    def __init__(self, progress: Callable[[float], None] | None, quick: bool) -> None:
        self.progress, self.quick = progress, quick
        self.runs, self.expected, self.share = 0, 1, 0.0

    def expect(self, runs: int) -> None:
        """Say how many runs the first part has."""
        self.expected = max(runs, 1)

    def ran(self, runs: int) -> None:
        """Count a run of the first part, in which all is known that will be run."""
        first = 1.0 if self.quick else 0.5
        if runs <= self.expected:
            self.reached(first * runs / self.expected)

    def searched(self, share: float) -> None:
        """Say how many of the claims are searched."""
        if not self.quick:
            self.reached(0.5 + 0.5 * share)

    def reached(self, share: float) -> None:
        """Tell a share, if it is more than before."""
        if self.progress is not None and share > self.share:
            self.share = share
            self.progress(min(share, 1.0))

    def done(self) -> None:
        """Tell that all is done."""
        self.reached(1.0)


def _finding(
    views: Views,
    key: str,
    claim: Claim,
    one: Proposition | None,
    budget: int,
    told: _Told,
    share: float,
) -> ClaimFinding:
    """Return what becomes of one claim."""
    blank = _untested(views.scenario, key, claim)
    told.searched(share)
    if one is None:
        return replace(blank, reason=claim.outside or "")
    try:
        own = views.view(one, one.viewpoint)
    except UnwatchedError as problem:
        return replace(blank, reason=problem.problems[0].message)
    finding = replace(
        blank, own=own, months=one.months, verdict="never asked", reason=_never(own.declared)
    )
    if one.first.measure.sort == "standoff":
        return _of_standoff(views, one, finding)
    turns = views.turns(one)
    sample = views.sample(one)
    matter = switches_that_matter(turns) or switches_over(views.plan.settings, sample)
    finding = replace(
        finding,
        open=views.bench.judge(one, Situation(), views.main),
        views=tuple(
            placed(views.view(one, viewpoint), matter, turns, views.scenario)
            for viewpoint in views.viewpoints
        ),
        turns=turns,
        sample=sample,
        hinges_on=matter,
    )
    if not own.declared.asked:
        return finding
    can = can_fail(views.scenario, finding, views.plan.settings)
    return debug(views, one, replace(finding, can_fail=can), budget)


def _of_standoff(views: Views, one: Proposition, finding: ClaimFinding) -> ClaimFinding:
    """Return what becomes of a claim about a standoff: no viewpoint says anything about it.

    It hangs on how the decision makers rank outcomes, which is declared once for all viewpoints.
    """
    assert finding.own is not None
    own = finding.own
    cells = tuple(
        own
        if viewpoint == one.viewpoint
        else replace(own, viewpoint=viewpoint, own=False, cell="silent")
        for viewpoint in views.viewpoints
    )
    told = replace(
        finding, views=cells, can_fail=can_fail_standoff(own), hinge_words=(PREFERENCES,), reason=""
    )
    return replace(told, verdict=verdict_of(told, None, None, False, False))


def _untested(scenario: Scenario, key: str, claim: Claim) -> ClaimFinding:
    return ClaimFinding(
        id=key,
        statement=claim.statement,
        kind=claim.kind,
        voice=claim.voice,
        hedge=claim.hedge or "",
        source=", ".join(str(citation) for citation in claim.citations),
        viewpoint=viewpoint_of(claim, scenario),
        months=claim.horizon_months or 0,
        verdict="outside the model",
        reason="",
        own=None,
        open=None,
        views=(),
        turns=(),
        sample=(),
        hinges_on=(),
        hinge_words=(),
        can_fail=None,
        needs=None,
        reversal=None,
        hidden=None,
        settled_by=claim.settled_by or "",
    )


def _never(holding: Holding) -> str:
    least = round(conventions()["least_asked"])
    return (
        f"its condition comes about in {holding.worlds} worlds only, and {least} are needed"
        if not holding.asked
        else ""
    )


def _warnings(scenario: Scenario) -> tuple[str, ...]:
    if scenario.content.given:
        return ("worlds that do not fit given events are not left out when claims are judged",)
    return ()


def _dataset(scenario: Scenario, findings: Sequence[ClaimFinding]) -> xr.Dataset:
    import xarray as xr

    views = list(scenario.content.viewpoints)
    tested = [found for found in findings if found.views]

    def numbers(read: Callable[[ViewCell], float]) -> Any:
        rows = [[read(view) for view in found.views] for found in tested]
        return np.array(rows, np.float64).reshape(len(tested), len(views))

    dims = ("claim", "viewpoint")
    return xr.Dataset(
        {
            "share": (dims, numbers(lambda view: view.declared.share)),
            "error": (dims, numbers(lambda view: view.declared.error)),
            "share_wide": (
                dims,
                numbers(lambda view: np.nan if view.wide is None else view.wide.share),
            ),
        },
        coords={"claim": [found.id for found in tested], "viewpoint": views},
    )
