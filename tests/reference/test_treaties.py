"""Block 2.5: treaties with exit and expiry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers import compiles_and_works_elementwise, models_of
from hypothesis import given
from hypothesis import strategies as st

from detente.mechanisms import treaties as module
from detente.mechanisms.treaties import (
    IN_FORCE,
    LAPSED,
    WITHDRAWN,
    effective_discount_near_expiry,
    expected_treaty_life,
    future_worth_near_expiry,
    run_treaty_clock,
    treaty_survival,
)
from detente.mechanisms.validated import Model

HAZARD = st.floats(0.001, 0.1)
TERM = st.integers(1, 240)
UNIT = st.floats(0, 1)


def test_t_e1_expected_life_against_the_sum_of_survival() -> None:
    """T-E1: the closed form is the sum of S(t) over all months."""
    rng = np.random.default_rng(1)
    months = np.arange(60_000.0)
    for _ in range(100):
        hazard, term = rng.uniform(0.001, 0.05), float(rng.integers(1, 240))
        renewal = rng.uniform()
        total = treaty_survival(months, hazard, term, renewal).sum()
        assert expected_treaty_life(hazard, term, renewal) == pytest.approx(total)


def test_t_e1_expected_life_against_simulated_treaties() -> None:
    """T-E1: the design's example, 151.7 months; 20,000 treaties month by month, four standard errors."""
    rng = np.random.default_rng(2)
    lives = []
    for _ in range(10):
        course = run_treaty_clock(
            rng.uniform(size=(1800, 2000)),
            rng.uniform(size=(15, 2000)),
            hazard=0.004,
            term=120,
            renewal=0.6,
        )
        lives.append(np.minimum(course.end, 1800))
    life = np.concatenate(lives)
    error = 4 * life.std() / np.sqrt(life.size)
    expected = float(expected_treaty_life(0.004, 120, 0.6))
    assert round(expected, 1) == 151.7
    assert life.mean() == pytest.approx(expected, abs=error)
    assert error < 5


def test_t_e1_survival_and_notice_against_simulated_treaties() -> None:
    """T-E1: S(t) month by month, and the months that notice adds to withdrawals only."""
    rng = np.random.default_rng(3)
    terms = {"hazard": 0.02, "term": 24, "renewal": 0.5}
    exits, renewals = rng.uniform(size=(600, 10_000)), rng.uniform(size=(25, 10_000))
    course = run_treaty_clock(exits, renewals, **terms)
    assert (course.cause != IN_FORCE).all()
    for month in (0, 1, 23, 24, 25, 48, 100):
        survival = float(treaty_survival(month, *terms.values()))
        error = 4 * np.sqrt(survival * (1 - survival) / 10_000) + 1e-12
        assert course.in_force(month).mean() == pytest.approx(survival, abs=error)
    noticed = run_treaty_clock(exits, renewals, notice=6, **terms)
    assert np.array_equal(noticed.end - course.end, 6.0 * (course.cause == WITHDRAWN))
    expected = float(expected_treaty_life(*terms.values(), 6.0))
    error = 4 * noticed.end.std() / 100
    assert noticed.end.mean() == pytest.approx(expected, abs=error)


def test_t_e1_limits() -> None:
    """T-E1: no term or certain renewal leaves 1/h, no exit leaves the terms, neither is for ever."""
    assert expected_treaty_life(0.01, 120, 1.0) == pytest.approx(100)
    assert expected_treaty_life(0.01, 1e6, 0.0) == pytest.approx(100)
    assert expected_treaty_life(0.0, 120, 0.75) == pytest.approx(480)
    assert expected_treaty_life(1e-12, 120, 0.75) == pytest.approx(480)
    assert expected_treaty_life(0.0, 120, 1.0) == np.inf


def test_t_e2_only_the_last_month_is_discounted_more() -> None:
    """T-E2: δ_eff(L) = δ while L > 1 and δϱ in the last month."""
    left = np.arange(1.0, 13.0)
    assert np.allclose(effective_discount_near_expiry(0.98, 0.3, left), [0.98 * 0.3, *[0.98] * 11])
    assert np.allclose(effective_discount_near_expiry(0.98, 1.0, left), 0.98)


@pytest.mark.parametrize("renewal", [0.0, 0.3, 0.9])
def test_t_e2_temptation_rises_as_the_months_run_out(renewal: float) -> None:
    """T-E2: what cheating would cost, computed backwards month by month with δ_eff."""
    reward, discount, term = 1.0, 0.98, 60
    left = np.arange(1.0, term + 1)
    worth = future_worth_near_expiry(reward, discount, renewal, term, left)
    assert (np.diff(worth) > 0).all()  # more months left, more to lose
    after = reward + worth[-1]  # a renewed treaty starts a full term
    for months_left, future in zip(left, worth, strict=True):
        weight = effective_discount_near_expiry(discount, renewal, months_left)
        assert weight * after == pytest.approx(future, abs=1e-12)
        after = reward + future


def test_t_e2_a_doubtful_renewal_makes_cheating_pay_before_the_end() -> None:
    """T-E2: with a low ϱ the same gain tempts near the end and not before; with a high ϱ never."""
    left = np.arange(1.0, 61.0)
    tempted = future_worth_near_expiry(1.0, 0.98, 0.05, 60, left) < 5
    assert tempted[0]
    assert not tempted[-1]
    assert np.array_equal(tempted, np.sort(tempted)[::-1])
    assert not (future_worth_near_expiry(1.0, 0.98, 0.95, 60, left) < 5).any()


#: New START as signed: ten years, one extension of at most five.
NEW_START = {"hazard": 0.0, "term": 120, "extension": 60, "extensions": 1}


def test_t_e3_new_start_replay() -> None:
    """T-E3: with withdrawal off, only the extension draw decides the state at month 120."""
    rng = np.random.default_rng(4)
    extension_draw = rng.uniform(size=(1, 5000))
    replays = [
        run_treaty_clock(rng.uniform(size=(240, 5000)), extension_draw, renewal=0.4, **NEW_START)
        for _ in range(3)
    ]
    extended = extension_draw[0] < 0.4
    for course in replays:
        assert course.in_force(119).all()
        assert np.array_equal(course.in_force(120), extended)
        assert np.array_equal(course.end, np.where(extended, 180, 120))
        assert (course.cause == LAPSED).all()


def test_t_e3_a_longer_look_does_not_change_what_has_happened() -> None:
    """T-E3: the first months are the same however many are played."""
    rng = np.random.default_rng(5)
    exits, renewals = rng.uniform(size=(240, 500)), rng.uniform(size=(1, 500))
    terms = {**NEW_START, "hazard": 0.003}
    long = run_treaty_clock(exits, renewals, renewal=0.4, **terms)
    short = run_treaty_clock(exits[:130], renewals, renewal=0.4, **terms)
    assert np.array_equal(short.in_force(129), long.in_force(129))
    assert set(np.unique(long.cause)) == {WITHDRAWN, LAPSED}


@given(HAZARD, TERM, st.floats(0, 0.9), st.floats(0.001, 0.05))
def test_treaties_live_longer_with_fewer_exits_and_surer_renewals(
    hazard: float, term: int, renewal: float, more: float
) -> None:
    life = expected_treaty_life(hazard, term, renewal)
    assert expected_treaty_life(hazard + more, term, renewal) < life + 1e-12
    assert expected_treaty_life(hazard, term, renewal + more) >= life
    assert expected_treaty_life(hazard, term, renewal, 6.0) >= life
    assert life <= 1 / hazard + 1e-9


@given(st.integers(0, 500), HAZARD, TERM, UNIT)
def test_survival_is_a_probability_that_falls(
    month: int, hazard: float, term: int, renewal: float
) -> None:
    now = treaty_survival(month, hazard, term, renewal)
    assert 0 <= treaty_survival(month + 1, hazard, term, renewal) <= now <= 1
    assert treaty_survival(0, hazard, term, renewal) == 1


@given(st.permutations(range(6)))
def test_relabelling_treaties_permutes_their_courses(order: list[int]) -> None:
    rng = np.random.default_rng(6)
    exits, renewals = rng.uniform(size=(60, 6)), rng.uniform(size=(5, 6))
    terms = {"hazard": 0.03, "term": 12, "renewal": 0.5, "notice": 3}
    course = run_treaty_clock(exits, renewals, **terms)
    other = run_treaty_clock(exits[:, order], renewals[:, order], **terms)
    assert np.array_equal(other.end, course.end[order])
    assert np.array_equal(other.cause, course.cause[order])


def clock(**changes: Any) -> Any:
    terms = {"hazard": 0.01, "term": 12, "renewal": 0.5, **changes}
    return run_treaty_clock(np.ones((24, 2)), np.zeros((1, 2)), **terms)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: treaty_survival(-1, 0.1, 12, 0.5), r"treaty_survival: months is -1; .*\[0, ∞\)"),
        (lambda: treaty_survival(1, 1.0, 12, 0.5), r"hazard is 1; it must lie in \[0, 1\)"),
        (lambda: expected_treaty_life(0.1, 0, 0.5), r"term is 0; it must lie in \[1, ∞\)"),
        (lambda: expected_treaty_life(0.1, 12, 1.5), r"renewal is 1.5; it must lie in \[0, 1\]"),
        (lambda: expected_treaty_life(0.1, 12, 0.5, -1), r"notice is -1; .*\[0, ∞\)"),
        (lambda: effective_discount_near_expiry(0.9, 0.5, 0), r"months_left is 0; .*\[1, ∞\)"),
        (lambda: future_worth_near_expiry(0, 0.9, 0.5, 12, 3), r"reward is 0; .*\(0, ∞\)"),
        (lambda: clock(hazard=-0.1), r"run_treaty_clock: hazard is -0.1; .*\[0, 1\)"),
        (lambda: clock(extension=0), r"run_treaty_clock: extension is 0; .*\[1, ∞\)"),
        (clock, r"run_treaty_clock: renewal_draws has no row for month 24"),
    ],
)
def test_refuses_what_makes_no_sense(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        call()


SAMPLES: dict[Model[..., Any], tuple[tuple[float, float], ...]] = {
    treaty_survival: ((0, 300), (0, 0.1), (1, 120), (0, 1)),
    expected_treaty_life: ((0, 0.1), (1, 120), (0, 1), (0, 12)),
    effective_discount_near_expiry: ((0, 0.99), (0, 1), (1, 24)),
    future_worth_near_expiry: ((0.1, 2), (0, 0.99), (0, 1), (24, 120), (1, 24)),
}


def test_every_function_is_sampled() -> None:
    assert models_of(module) == set(SAMPLES)


@pytest.mark.parametrize("model", SAMPLES, ids=lambda model: model.core.__name__)
def test_the_core_compiles_and_works_elementwise(model: Model[..., Any]) -> None:
    compiles_and_works_elementwise(model, SAMPLES[model])
