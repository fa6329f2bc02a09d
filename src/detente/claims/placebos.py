"""The same claims on premises that nobody holds: what does not change says little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from detente.claims.findings import ClaimFinding, Placebo
from detente.claims.holding import Cell, Holding
from detente.claims.premises import only, own_situation, premises_of
from detente.claims.propositions import Proposition
from detente.claims.situations import Situation
from detente.claims.viewing import Views
from detente.scenario.distributions import Dirichlet
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario


def placebos_of(views: Views, findings: Sequence[ClaimFinding]) -> tuple[Placebo, ...]:
    """Return how many claims come out differently on premises that nobody holds.

    Args:
        views: runs and measures.
        findings: the claims, judged on their own premises.
    """
    asked = [found for found in findings if found.own is not None and found.own.declared.asked]
    ones = [views.found[found.id] for found in asked]
    views.bench.prefetch(
        [
            (made(views.scenario, one), views.small)
            for one in ones
            for made in (_shuffled, _another, _priors)
        ],
        ones,
    )
    return (
        _counted(views, ones, "actors shuffled", _shuffled),
        _counted(views, ones, "another author's premises", _another),
        _counted(views, ones, "priors only", _priors),
    )


def _counted(
    views: Views,
    ones: Sequence[Proposition],
    name: object,
    made: Callable[[Scenario, Proposition], Situation],
) -> Placebo:
    """Count the claims whose cell differs, both judged in as many worlds."""
    changed = judged = 0
    for one in ones:
        before = _cell(views, one, own_situation(views.scenario, one.viewpoint))
        after = _cell(views, one, made(views.scenario, one))
        if "never asked" in (before, after):
            continue
        judged += 1
        changed += before != after
    return Placebo(name, changed, judged)  # type: ignore[arg-type]


def _cell(views: Views, one: Proposition, premises: Situation) -> Cell:
    found: Holding = views.bench.judge(one, premises, views.small)
    return found.cell


def _priors(scenario: Scenario, one: Proposition) -> Situation:
    """Nothing that the document says: every premise of the viewpoint at the prior."""
    return only(scenario, premises_of(scenario, one.viewpoint), ())


def _another(scenario: Scenario, one: Proposition) -> Situation:
    """The switches of the viewpoint that stands next in the file."""
    known = list(scenario.content.viewpoints)
    after = known[(known.index(one.viewpoint) + 1) % len(known)]
    return own_situation(scenario, after)


def _shuffled(scenario: Scenario, one: Proposition) -> Situation:
    """Every principal with the numbers of the next one, where it has such numbers."""
    return replace(own_situation(scenario, one.viewpoint), swapped=shuffled_addresses(scenario))


def shuffled_addresses(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """Return address → the address of which it takes the numbers: each actor's of the next one.

    Args:
        scenario: the scenario; only numbers of the same kind change places.
    """
    actors = scenario.principals
    after = {actor: actors[(place + 1) % len(actors)] for place, actor in enumerate(actors)}
    found = []
    for address, quantity in scenario.quantities.items():
        other = ".".join(_renamed(step, after) for step in address.split("."))
        taken = scenario.quantities.get(other)
        if isinstance(quantity.distribution, Dirichlet) or taken is None:
            continue
        if other != address and taken.kind == quantity.kind:
            found.append((address, other))
    return tuple(found)


def _renamed(step: str, after: dict[str, str]) -> str:
    for mark in (">", "-"):
        if mark in step:
            ends = [after.get(end, end) for end in step.split(mark)]
            return pair_key(mark.join(ends)) if mark == "-" else mark.join(ends)
    return after.get(step, step)
