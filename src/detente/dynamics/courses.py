"""What a run changes against the scenario: viewpoint, switches, policy, givens, cuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.dynamics.assembling import Change, Kept
from detente.dynamics.columns import Beginning
from detente.dynamics.conditioning import Sieve
from detente.dynamics.cuts import CUTS
from detente.dynamics.engine.terms import Term
from detente.dynamics.givens import facts_of, impose
from detente.dynamics.policies import enact, label_of, policy_of
from detente.dynamics.simulating import Course, unknown
from detente.dynamics.structure import Structure
from detente.dynamics.timelines import Timeline
from detente.scenario.draws import Draws
from detente.scenario.model import Scenario
from detente.scenario.viewpoints import levels_of


def course_of(
    scenario: Scenario,
    viewpoint: str | None = None,
    switches: Mapping[str, str] | None = None,
    policy: str | None = None,
    cut: Sequence[str] = (),
    regimes: int = 4,  # literal-ok: number of rungs
    extra: Mapping[str, Sequence[Term]] | None = None,
) -> Course:
    """Return the course of a run; arguments and errors as `simulate`."""
    if viewpoint is not None and viewpoint not in scenario.content.viewpoints:
        raise unknown("viewpoint", viewpoint, list(scenario.content.viewpoints), scenario)
    levels_of(scenario, switches or {})
    if policy is not None:
        policy_of(scenario, policy)
    facts_of(scenario)
    fields = {}
    for name in cut:
        if name not in CUTS:
            raise unknown("cut", name, list(CUTS), scenario)
        fields.update(dict.fromkeys(CUTS[name].fields, 0.0))
    return Course(
        viewpoint=viewpoint,
        switches=dict(switches or {}),
        policy=policy,
        fields=fields,
        regimes=regimes,
        extra=extra or {},
    )


def acted(course: Course, sample: Draws, parts: Structure, start: Beginning) -> tuple[Change, ...]:
    """Return what given events and the policy of a course change.

    Args:
        course: the course.
        sample: the draws, under its viewpoint and switches.
        parts: the index sets.
        start: where it starts on them.

    Raises:
        InvalidInputError: a given event or a lever that the model cannot carry out; one line.
    """
    timeline = Timeline(parts, start)
    if course.given:
        imposed, _ = facts_of(sample.scenario)
        impose(imposed, timeline)
    if course.policy is not None:
        enact(course.policy, timeline, sample)
    return timeline.changes()


def notes_of(scenario: Scenario, course: Course, months: int) -> tuple[str, ...]:
    """Return what has to be said of a run: the label of its policy, given events beyond its end."""
    notes = []
    if course.policy is not None:
        label = label_of(policy_of(scenario, course.policy))
        notes += [f"policy {course.policy}: {label}"] if label else []
    if course.given:
        late = [fact for facts in facts_of(scenario) for fact in facts if fact.month > months]
        for place in dict.fromkeys(fact.place for fact in late):
            given = scenario.content.given[place]
            notes.append(
                f"'{given.event}' ({given.date}) lies beyond the {months} months of the run"
            )
    return tuple(notes)


def sieve_of(
    scenario: Scenario,
    parts: Structure,
    course: Course,
    chosen: Kept,
    worlds_kept: bool,
    repeats: int,
    months: int,
) -> Sieve | None:
    """Return what sorts out worlds that do not fit the given events; None where all fit."""
    if not (course.given and course.conditioned):
        return None
    _, conditions = facts_of(scenario)
    due = tuple(fact for fact in conditions if fact.month <= months)
    if not due:
        return None
    return Sieve(scenario, parts, due, chosen, worlds_kept, repeats, months)
