"""Policies of a scenario as changes of the monthly model."""

from __future__ import annotations

from collections.abc import Iterator

from detente.dynamics.entries import set_entry
from detente.dynamics.levers import MOVES, Move, first_of_all
from detente.dynamics.moments import month_of
from detente.dynamics.timelines import LAST, Timeline
from detente.scenario.draws import Draws
from detente.scenario.model import Scenario
from detente.scenario.policies import LEVER_KINDS, Lever, Policy, changes_incentives
from detente.scenario.problems import InvalidInputError, nearest

#: What is said of a policy that changes what actors gain or risk.
HELD_FIXED = "behavioural rule held fixed"
#: Never within a run.
BEYOND = LAST + 1


def policy_of(scenario: Scenario, policy: str) -> Policy:
    """Return a declared policy.

    Raises:
        InvalidInputError: there is none of this id; one line.
    """
    known = scenario.content.policies
    if policy not in known:
        remedy = nearest(policy, known) or (
            f" – declared: {', '.join(known)}" if known else " – the scenario declares none"
        )
        raise InvalidInputError.single(
            f"policy '{policy}' is not declared{remedy}", file=scenario.name
        )
    return known[policy]


def label_of(policy: Policy) -> str:
    """Return the label that a policy carries, or nothing."""
    return HELD_FIXED if changes_incentives(policy) else ""


def sets_entries(scenario: Scenario, policy: str) -> bool:
    """Whether a policy sets entries of the scenario anew, beside or without levers."""
    declared = policy_of(scenario, policy)
    return bool(declared.sets) or any(lever.lever == "set" for lever in declared.does)


def first_month(scenario: Scenario, policy: str) -> int:
    """Return the first month in which a policy does anything."""
    declared = policy_of(scenario, policy)
    begins = _begins(scenario, declared)
    months = [_span(scenario, lever, begins)[0] for lever in declared.does]
    return min([*months, *([begins] if declared.sets else [])])


def enact(policy: str, timeline: Timeline, sample: Draws) -> None:
    """Carry a policy out.

    Args:
        policy: id of a declared policy.
        timeline: what it moves.
        sample: the draws of the run, with its viewpoint and switches applied.

    Raises:
        InvalidInputError: a lever that the model cannot carry out; one line.
    """
    scenario = sample.scenario
    declared = policy_of(scenario, policy)
    begins = _begins(scenario, declared)
    for written, raw in declared.sets.items():
        if not set_entry(timeline, sample, written, raw, begins, BEYOND):
            path = ("policies", policy, "sets", written)
            text = "nothing in the monthly model changes with this entry"
            raise InvalidInputError([scenario.tree.problem(path, text)])
    moves = list(_moves(policy, declared, timeline, sample))
    for move in moves:
        first_of_all(move)
    for move in moves:
        MOVES[move.lever.lever](move)


def _moves(policy: str, declared: Policy, timeline: Timeline, sample: Draws) -> Iterator[Move]:
    scenario = sample.scenario
    actor = scenario.content.actors.get(declared.by or "")
    by = actor.of or declared.by if actor is not None else None
    begins = _begins(scenario, declared)
    for place, lever in enumerate(declared.does):
        first, end = _span(scenario, lever, begins)
        path = ("policies", policy, "does", place)
        yield Move(lever, by, path, first, end, timeline, sample)


def _begins(scenario: Scenario, policy: Policy) -> int:
    if policy.begins is None:
        return 1
    return month_of(scenario.as_of, policy.begins.day)


def _span(scenario: Scenario, lever: Lever, begins: int) -> tuple[int, int]:
    """Return the month in which a lever begins, and that from which on it no longer holds."""
    first = begins + (lever.after_months or 0)
    if lever.date is not None:
        first = month_of(scenario.as_of, lever.date.day)
    if not LEVER_KINDS[lever.lever].lasts:
        return first, BEYOND
    if lever.until is not None:
        return first, max(month_of(scenario.as_of, lever.until.day), first + 1)
    return first, first + lever.for_months if lever.for_months else BEYOND
