"""Block 2.2: graduated reciprocation in tension reduction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers import compiles_and_works_elementwise, models_of
from hypothesis import given
from hypothesis import strategies as st

from detente.mechanisms import grit as module
from detente.mechanisms.grit import (
    GritRule,
    cumulative_response,
    gestures_needed,
    grand_gesture_succeeds,
    grit_succeeds,
    run_grit,
)
from detente.mechanisms.trust import updated_trust
from detente.mechanisms.validated import Model

BELIEF = st.floats(0.02, 0.98)
EVIDENCE = st.floats(0.02, 1)
RULE = GritRule(
    opening_steps=2,
    first_size=0.2,
    growth=1.25,
    largest_size=0.5,
    reciprocity_asked=0.5,
    patience=4,
    months_between=2,
)


class Target:
    """Updates its trust by Bayes at every gesture; answers in full once it trusts enough."""

    def __init__(self, trust: float, minimum: float, evidence: float) -> None:
        self.trust, self.minimum = trust, minimum
        self.likelihoods = (0.5 * np.exp(min(evidence, 0)), 0.5 * np.exp(-max(evidence, 0)))

    def __call__(self, gesture: float) -> float:
        self.trust = float(updated_trust(self.trust, *self.likelihoods))
        return gesture if self.trust >= self.minimum else 0.0


def steps_until_trusted(trust: float, minimum: float, evidence: float, limit: int) -> float:
    """Count gestures by updating trust one at a time."""
    target = Target(trust, minimum, evidence)
    for steps in range(limit + 1):
        if target.trust >= minimum:
            return steps
        target(1.0)
    return np.inf


def test_t_g1_gestures_needed() -> None:
    """T-G1: n* is where step-by-step updating crosses m; GRIT succeeds iff M ≥ n*."""
    rng = np.random.default_rng(1)
    for _ in range(300):
        trust, minimum = rng.uniform(0.05, 0.9, 2)
        evidence = rng.uniform(0.05, 1)
        counted = steps_until_trusted(trust, minimum, evidence, 200)
        assert gestures_needed(trust, minimum, evidence) == counted
        patience = int(rng.integers(1, 12))
        assert grit_succeeds(patience, trust, minimum, evidence) == (patience >= counted)


def test_t_g1_the_rule_is_answered_iff_its_patience_suffices() -> None:
    """T-G1: the whole algorithm, against a target that updates by Bayes."""
    rng = np.random.default_rng(2)
    outcomes = set()
    for _ in range(300):
        trust, evidence = rng.uniform(0.05, 0.5), rng.uniform(0.05, 1)
        course = run_grit(RULE, Target(trust, 0.6, evidence), months=60)
        succeeds = bool(grit_succeeds(RULE.patience, trust, 0.6, evidence))
        assert succeeds == (max(course.responses) > 0) == (not course.gave_up)
        outcomes.add(succeeds)
    assert outcomes == {True, False}


def test_t_g1_a_grand_gesture_does_at_once_what_steps_add_up_to() -> None:
    """T-G1: Λ is enough iff it closes the gap in log-odds; one update by Bayes agrees."""
    rng = np.random.default_rng(3)
    for _ in range(300):
        trust, minimum = rng.uniform(0.05, 0.95, 2)
        evidence = rng.uniform(-2, 4)
        target = Target(trust, minimum, evidence)
        target(1.0)
        assert (target.trust >= minimum) == bool(grand_gesture_succeeds(trust, minimum, evidence))


@pytest.mark.parametrize(("inertia", "reciprocity"), [(0.4, 0.25), (0.7, 0.2), (0.5, -0.3)])
def test_t_g2_the_cumulative_response(inertia: float, reciprocity: float) -> None:
    """T-G2: gestures put into the simulated flow model bring back the closed form in all."""
    gestures, size, total = 5, 0.2, 0.0
    one = other = 0.0
    for month in range(3000):
        given_now = size if month % 3 == 0 and month < 3 * gestures else 0.0
        one, other = (
            inertia * one + reciprocity * other + given_now,
            inertia * other + reciprocity * one,
        )
        total += other
    assert total == pytest.approx(float(cumulative_response(gestures, size, inertia, reciprocity)))


def test_t_g2_has_no_limit_where_the_relation_is_not_stable() -> None:
    assert np.isnan(cumulative_response(1, 0.2, 0.6, 0.4))
    assert np.isnan(cumulative_response(1, 0.2, 0.6, -0.5))


@pytest.mark.parametrize("evidence", [0.0, -0.1, -1.0])
def test_t_g3_gestures_read_as_weakness_never_work(evidence: float) -> None:
    """T-G3: λ = 0 never works, λ < 0 backfires: trust falls with every step."""
    assert gestures_needed(0.3, 0.6, evidence) == np.inf
    assert grit_succeeds(10**6, 0.3, 0.6, evidence) == 0
    target = Target(0.3, 0.6, evidence)
    course = run_grit(RULE, target, months=100)
    assert course.gave_up
    assert set(course.responses) == {0.0}
    assert target.trust == pytest.approx(0.3) if evidence == 0 else target.trust < 0.3


def test_the_rule_grows_when_answered_and_stays_below_its_cap() -> None:
    course = run_grit(RULE, lambda gesture: gesture, months=20)
    assert course.gestures[:5] == pytest.approx((0.2, 0.2, 0.25, 0.3125, 0.390625))
    assert course.gestures[-1] == 0.5
    assert course.months == tuple(range(0, 20, 2))
    assert not course.gave_up


def test_the_rule_returns_exploitation_once_in_kind_and_resumes() -> None:
    course = run_grit(RULE, lambda _: -0.3, months=40)
    # two opening steps whatever happens, one return in kind, a step, and so on until patience ends
    assert course.gestures == (0.2, 0.2, -0.3, 0.2, -0.3, 0.2)
    assert course.gave_up


def test_the_rule_makes_its_opening_steps_whatever_happens() -> None:
    stubborn = GritRule(5, 0.2, 1.2, 0.5, 0.5, 3, 1)
    course = run_grit(stubborn, lambda _: -1.0, months=40)
    assert course.gestures == (0.2,) * 5
    assert course.gave_up


@given(BELIEF, BELIEF, EVIDENCE, st.floats(0.01, 0.5))
def test_more_telling_gestures_need_fewer(
    trust: float, minimum: float, evidence: float, more: float
) -> None:
    needed = gestures_needed(trust, minimum, evidence)
    assert gestures_needed(trust, minimum, evidence + more) <= needed
    assert grit_succeeds(needed, trust, minimum, evidence) == 1
    if needed > 0:
        assert grit_succeeds(needed - 1, trust, minimum, evidence) == 0
    if abs(trust - minimum) > 1e-9:
        assert (needed == 0) == (trust > minimum)


@given(st.floats(0, 0.6), st.floats(0, 0.3), st.floats(0.01, 0.05))
def test_more_reciprocity_brings_back_more(inertia: float, low: float, more: float) -> None:
    less = cumulative_response(3, 0.2, inertia, low)
    assert cumulative_response(3, 0.2, inertia, low + more) > less
    assert cumulative_response(3, 0.2, inertia, -low) == pytest.approx(-less)
    assert cumulative_response(6, 0.1, inertia, low) == pytest.approx(less)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: gestures_needed(0.0, 0.5, 0.1), r"gestures_needed: trust is 0; .*\(0, 1\)"),
        (lambda: gestures_needed(0.5, 1.0, 0.1), r"minimum is 1; it must lie in \(0, 1\)"),
        (lambda: grit_succeeds(-1, 0.5, 0.6, 0.1), r"patience is -1; it must lie in \[0, ∞\)"),
        (lambda: grand_gesture_succeeds(0.5, 0.6, np.inf), r"gesture_evidence is inf; .*\(−∞, ∞\)"),
        (lambda: cumulative_response(1, 0.2, 1.0, 0.1), r"inertia is 1; it must lie in \[0, 1\)"),
        (lambda: cumulative_response(1, 0.2, 0.5, -2), r"reciprocity is -2; .*\[-1, 1\]"),
        (lambda: GritRule(2, 0.0, 1.2, 0.5, 0.5, 3, 1), r"GritRule: first_size is 0; .*\(0, ∞\)"),
        (lambda: GritRule(2, 0.2, 0.9, 0.5, 0.5, 3, 1), r"GritRule: growth is 0.9; .*\[1, ∞\)"),
        (lambda: GritRule(2, 0.2, 1.2, 0.5, 0.5, 3, 0), r"GritRule: months_between is 0"),
    ],
)
def test_refuses_what_makes_no_sense(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        call()


SAMPLES: dict[Model[..., Any], tuple[tuple[float, float], ...]] = {
    gestures_needed: ((0.05, 0.95), (0.05, 0.95), (0.0, 1)),
    grit_succeeds: ((0, 8), (0.05, 0.95), (0.05, 0.95), (-0.5, 1)),
    grand_gesture_succeeds: ((0.05, 0.95), (0.05, 0.95), (-1, 3)),
    cumulative_response: ((0, 6), (0, 1), (0, 0.9), (-1, 1)),
}


def test_every_function_is_sampled() -> None:
    assert models_of(module) == set(SAMPLES)


@pytest.mark.parametrize("model", SAMPLES, ids=lambda model: model.core.__name__)
def test_the_core_compiles_and_works_elementwise(model: Model[..., Any]) -> None:
    compiles_and_works_elementwise(model, SAMPLES[model])
