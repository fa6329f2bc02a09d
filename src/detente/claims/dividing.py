"""What divides the authors: single switches turned, for the claims on which viewpoints differ.

A quick look (`judge_claims(quick=True)`) turns no single switch, so that it cannot say which
premise divides two authors. This adds it for claims that are measured on the plain course, which
all share their runs, and for the few others on which viewpoints differ most. One of them, the most
instructive, is debugged in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from detente.claims.debugging import debug, movers
from detente.claims.disagreeing import disagreements
from detente.claims.findings import ClaimFinding, ClaimFindings, Placebo
from detente.claims.judging import judge_claims
from detente.claims.premises import switch_words
from detente.claims.propositions import Proposition, propositions
from detente.claims.running import Bench, Executor
from detente.claims.verdicts import can_fail, placed, switches_that_matter, verdict_of
from detente.claims.viewing import Plan, Sizes, Views
from detente.claims.words import spoken
from detente.dynamics.viewing import latin_sample
from detente.library.conventions import conventions
from detente.scenario.claim_grammar import Setting
from detente.scenario.model import Scenario

#: Sets of premises that are tried for the one claim at most.
BUDGET = 10
#: Quantities that are named where no switch matters.
_NAMED = 2
#: Claims that need runs of their own, at most; those on which viewpoints differ most.
_FURTHER = 4


def glance(
    scenario: Scenario, draws: int, seed: int, *, samples: int, executor: Executor | None = None
) -> ClaimFindings:
    """Return a quick look at all claims, and what divides the authors.

    Args:
        scenario: declares claims and viewpoints.
        draws: under every viewpoint, at most; a quick look takes fewer.
        seed: of draws and chance.
        samples: settings of all switches at once.
        executor: what runs the months (default: the quicker one).

    Raises:
        InvalidInputError: as `judge_claims`.
    """
    tested = propositions(scenario, scenario.content.claims)
    bench = Bench(scenario, list(tested.values()), seed, executor=executor)
    quick = judge_claims(scenario, None, draws, seed=seed, samples=samples, quick=True, bench=bench)
    return divide(quick, bench)


def divide(found: ClaimFindings, bench: Bench, *, budget: int = BUDGET) -> ClaimFindings:
    """Return findings of a quick look with the switches that divide viewpoints, one claim debugged.

    Args:
        found: findings of a quick look; others are returned as they are.
        bench: on which they were judged: what it ran is not run again.
        budget: sets of premises that are tried for the one claim at most.
    """
    known = {one.id: one for one in found.claims}
    if not found.quick:
        return found
    found = replace(found, placebos=found.placebos or exchanged(found))
    chosen = _turnable(found, known)
    if not chosen:
        return spoken(found)
    views = _views(found, chosen, bench)
    settings = tuple(latin_sample(found.scenario, _samples(found), found.origin.seed))
    turned = {key: _turned(views, one, known[key], settings) for key, one in chosen.items()}
    best = instructive(tuple(turned.values()))
    if best is not None:
        turned[best.id] = debug(views, chosen[best.id], best, budget)
    claims = tuple(turned.get(one.id, one) for one in found.claims)
    return spoken(
        replace(found, claims=claims, disagreements=disagreements(found.scenario, claims))
    )


def exchanged(found: ClaimFindings) -> tuple[Placebo, ...]:
    """Return how many claims come out differently on the next author's premises, off the matrix.

    The same as the placebo of that name in `judge_claims`; no run is needed for it, because every
    claim was judged under every viewpoint already. Empty with fewer than two viewpoints.

    Args:
        found: findings on claims.
    """
    order = found.viewpoints
    if len(order) < 2:
        return ()
    after = dict(zip(order, (*order[1:], order[0]), strict=True))
    cells = [
        (one.own.declared.cell, one.view(after[one.viewpoint]).declared.cell)
        for one in found.claims
        if one.own is not None and one.views
    ]
    judged = [pair for pair in cells if "never asked" not in pair]
    changed = sum(own != other for own, other in judged)
    return (Placebo("another author's premises", changed, len(judged)),)


def _samples(found: ClaimFindings) -> int:
    count = found.origin.options["samples"]
    assert isinstance(count, int)
    return count


def _turnable(found: ClaimFindings, known: Mapping[str, ClaimFinding]) -> dict[str, Proposition]:
    """Return the claims that differ between viewpoints and that are worth their runs."""
    declared = found.scenario.content.claims
    least = conventions()["switch_matters"]
    apart = [key for key, one in known.items() if one.counted and gap(one) >= least]
    asked = propositions(found.scenario, {key: declared[key] for key in apart})
    run = {key: one for key, one in asked.items() if all(s.measure.needs_run for s in one.sides)}
    own = [key for key, one in run.items() if any(s.setting != Setting() for s in one.sides)]
    left = sorted(own, key=lambda key: spread(known[key]), reverse=True)[_FURTHER:]
    return {key: one for key, one in run.items() if key not in left}


def spread(one: ClaimFinding) -> tuple[int, float]:
    """Return how much viewpoints disagree on a claim: pairs whose verdicts differ, then the gap."""
    cells = [view.cell for view in one.views if view.cell in ("holds", "depends", "fails")]
    return sum(a != b for a, b in combinations(cells, 2)), gap(one)


def gap(one: ClaimFinding) -> float:
    """Return how far apart a claim comes out under two viewpoints at most."""
    shares = [view.declared.share for view in one.views if view.declared.asked]
    return max(shares) - min(shares) if shares else 0.0


def _views(found: ClaimFindings, chosen: Mapping[str, Proposition], bench: Bench) -> Views:
    """Run what these claims share, in as many worlds as the quick look."""
    origin = found.origin
    repeats = origin.options["repeats"]
    assert isinstance(repeats, int)
    sizes = Sizes.of(origin.draws, repeats, quick=True)
    return Views(Plan(bench, sizes, (), quick=False), chosen, lambda _: None)


def _turned(
    views: Views,
    one: Proposition,
    before: ClaimFinding,
    settings: tuple[Mapping[str, str], ...],
) -> ClaimFinding:
    """Return a finding with what every single turn of a switch makes of the claim."""
    turns = views.turns(one)
    matter = switches_that_matter(turns)
    moving = () if matter else movers(views, one)[:_NAMED]
    finding = replace(
        before,
        own=views.view(one, one.viewpoint),
        views=tuple(
            placed(views.view(one, viewpoint), matter, turns, views.scenario)
            for viewpoint in views.viewpoints
        ),
        turns=turns,
        hinges_on=matter or tuple(mover.address for mover in moving),
        hinge_words=tuple(mover.words for mover in moving),
    )
    if matter:
        finding = replace(finding, hinge_words=_asked(views, matter))
    finding = replace(finding, can_fail=can_fail(views.scenario, finding, settings))
    return replace(finding, verdict=verdict_of(finding, None, None, False, True))


def _asked(views: Views, switches: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(switch_words(views.scenario, switch) for switch in switches)


def instructive(claims: tuple[ClaimFinding, ...]) -> ClaimFinding | None:
    """Return the claim that teaches most: it holds on its own premises, can fail, others object.

    Claims that follow come before those that hold with declared widths only, these before open
    ones; then those to which more viewpoints object at a premise, and that fail in more settings.
    None where no claim that counts can fail.
    """
    fit = [
        one
        for one in claims
        if one.counted and one.own is not None and one.can_fail and one.can_fail.possible
    ]
    return max(fit, key=_teaches, default=None)


def _teaches(one: ClaimFinding) -> tuple[int, int, int]:
    assert one.own is not None
    assert one.can_fail is not None
    follows = 2 * (one.own.cell == "holds") + (one.own.declared.cell == "holds")
    objections = sum(bool(view.through) for view in one.views)
    return follows, objections, one.can_fail.settings
