"""Block 2.3: bargaining range, commitment, holding out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers import compiles_and_works_elementwise, models_of
from hypothesis import given
from hypothesis import strategies as st

from detente.mechanisms import bargaining_range as module
from detente.mechanisms.bargaining_range import (
    agreement_probability,
    agreement_speed,
    bargaining_range,
    best_demand,
    concession_probability,
    declining_side_fights,
    declining_side_fights_lasting_cost,
)
from detente.mechanisms.validated import Model

DRAWS = 100_000
PROBABILITY = st.floats(0, 1)
COST = st.floats(0, 0.5)
SHARE = st.floats(0.05, 5)
PATIENCE = st.floats(0.5, 0.99)


def test_t_f1_agreement_is_certain_with_complete_information_and_no_shift() -> None:
    """T-F1: the range is never empty, the best demand lies in it and is always accepted."""
    rng = np.random.default_rng(1)
    p, one, other = rng.uniform(size=DRAWS), *rng.uniform(0, 0.5, (2, DRAWS))
    low, high = bargaining_range(p, one, other)
    assert np.allclose(high - low, one + other)
    assert (agreement_probability(p, one, other, 0.0) == 1).all()
    demand = best_demand(p, one, other, 0.0)
    assert np.allclose(demand, np.minimum(high, 1))
    assert (declining_side_fights(p, p, other, 0.95) == 0).all()


def test_t_f1_private_information_makes_it_uncertain() -> None:
    """The contrast to T-F1: the best demand found on a grid, against B's cost drawn at random."""
    rng = np.random.default_rng(2)
    costs = rng.uniform(size=4000)
    asked = np.linspace(0, 1, 2001)
    for p, own, least, width in rng.uniform(0.05, 0.4, (25, 4)):
        taken = np.clip((least + width - (asked - p)) / width, 0, 1)
        worth = taken * asked + (1 - taken) * (p - own)
        demand = float(best_demand(p, own, least, width))
        assert demand == pytest.approx(asked[np.argmax(worth)], abs=1e-3)
        drawn = np.mean(demand <= p + least + width * costs)
        error = 4 * 0.5 / np.sqrt(len(costs))
        assert agreement_probability(p, own, least, width) == pytest.approx(drawn, abs=error)
    assert agreement_probability(0.3, 0.0, 0.0, 0.4) == 0.5


def peaceful_and_war(
    p1: np.ndarray, p2: np.ndarray, now: np.ndarray, later: np.ndarray, delta: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """B's best peace and its war now, as sums over the periods."""
    war = (1 - p1) / (1 - delta) - now
    held_to = np.maximum((1 - p2) / (1 - delta) - later, 0)
    return 1 + delta * held_to, war


@pytest.mark.parametrize("lasting", [False, True])
def test_t_f2_the_declining_side_fights_beyond_the_threshold(lasting: bool) -> None:
    """T-F2: 100,000 draws, payoffs summed directly; both ways of paying for the fight."""
    rng = np.random.default_rng(3)
    p1, p2 = rng.uniform(size=(2, DRAWS))
    delta = rng.uniform(0.3, 0.995, DRAWS)
    cost = rng.uniform(0, 0.6, DRAWS) if lasting else rng.exponential(2, DRAWS)
    total = cost / (1 - delta) if lasting else cost
    peace, war = peaceful_and_war(p1, p2, total, total, delta)
    model = declining_side_fights_lasting_cost if lasting else declining_side_fights
    fights = model(p1, p2, cost, delta) == 1
    clear = np.abs(war - peace) > 1e-9
    assert np.array_equal(fights[clear], (war > peace)[clear])
    assert 0.02 < fights.mean() < 0.98


def test_t_f2_the_published_form_holds_while_fighting_later_would_be_worth_something() -> None:
    """T-F2: δp₂ − p₁ > c(1 − δ)² exactly where c(1 − δ) ≤ 1 − p₂; beyond, it fights too often."""
    rng = np.random.default_rng(4)
    p1, p2 = rng.uniform(size=(2, DRAWS))
    delta, cost = rng.uniform(0.3, 0.995, DRAWS), rng.exponential(2, DRAWS)
    fights = declining_side_fights(p1, p2, cost, delta) == 1
    published = delta * p2 - p1 > cost * (1 - delta) ** 2
    holds = cost * (1 - delta) <= 1 - p2
    clear = np.abs(delta * p2 - p1 - cost * (1 - delta) ** 2) > 1e-9
    assert np.array_equal(fights[holds & clear], published[holds & clear])
    assert (published[clear] >= fights[clear]).all()
    assert (published & ~fights).any()
    assert declining_side_fights(0.0, 0.9, 1.2, 0.5) == 0 < 0.5 * 0.9 - 1.2 * 0.25


def held_out_for(months: int, p: float, a: float, b: float, c: float, delta: float) -> float:
    """Worth of holding out so many months and then giving in, against a rival who gives in w.p. p."""
    win, lose = a / (1 - delta), b / (1 - delta)
    worth = p * (win + lose) / 2 + (1 - p) * lose
    for _ in range(months):
        worth = p * win + (1 - p) * (-c + delta * worth)
    return worth


@given(SHARE, SHARE, st.floats(0, 3), PATIENCE)
def test_t_f3_nobody_can_gain_by_holding_out_longer_or_shorter(
    prize: float, b: float, c: float, delta: float
) -> None:
    """T-F3: against the concession probability all plans are worth the same: an equilibrium."""
    p = float(concession_probability(prize, b, c, delta))
    assert 0 < p < 1
    plans = [held_out_for(months, p, b + prize, b, c, delta) for months in (0, 1, 2, 7, 40)]
    assert plans == pytest.approx([plans[0]] * len(plans), rel=1e-8)


def test_t_f3_agreement_speed_is_not_monotone_in_patience() -> None:
    """T-F3: none below the enforcement threshold, fastest at it, ever slower above."""
    delta = np.linspace(0.5, 0.999, 500)
    speed = agreement_speed(1.0, 1.0, 0.5, 3.0, delta)
    kept = delta >= 3 / 4
    assert (speed[~kept] == 0).all()
    assert (speed[kept] > 0).all()
    assert (np.diff(speed[kept]) < 0).all()
    assert agreement_speed(1.0, 1.0, 0.5, 3.0, 1 - 1e-9) < 1e-6
    assert 0 < np.argmax(speed) < len(delta) - 1


def test_t_f3_the_speed_is_that_of_simulated_standoffs() -> None:
    """T-F3: months until one gives in, 20,000 standoffs, within four standard errors."""
    rng = np.random.default_rng(5)
    prize, b, c, g, delta = 1.0, 1.0, 0.5, 2.0, 0.95
    p = float(concession_probability(prize, b, c, delta))
    months = np.minimum(*rng.geometric(p, (2, 20_000)))
    speed = float(agreement_speed(prize, b, c, g, delta))
    error = 4 * np.std(months) / np.sqrt(len(months))
    assert np.mean(months) == pytest.approx(1 / speed, abs=error)


@given(PROBABILITY, COST, COST)
def test_relabelling_mirrors_the_range(p: float, one: float, other: float) -> None:
    low, high = bargaining_range(p, one, other)
    assert np.allclose(bargaining_range(1 - p, other, one), (1 - high, 1 - low))
    assert high >= low


@given(PROBABILITY, PROBABILITY, st.floats(0, 5), st.floats(0.1, 0.99), st.floats(1e-6, 1))
def test_a_larger_shift_never_calms_and_a_dearer_fight_never_provokes(
    p1: float, p2: float, cost: float, delta: float, more: float
) -> None:
    for model in (declining_side_fights, declining_side_fights_lasting_cost):
        fights = model(p1, p2, cost, delta)
        assert model(p1, min(p2 + more, 1), cost, delta) >= fights
        assert model(p1, p2, cost + more, delta) <= fights


@given(SHARE, SHARE, st.floats(0, 3), PATIENCE, st.floats(0.1, 10))
def test_standoffs_do_not_know_the_unit_of_payoff(
    prize: float, b: float, c: float, delta: float, unit: float
) -> None:
    p = concession_probability(prize, b, c, delta)
    assert concession_probability(unit * prize, unit * b, unit * c, delta) == pytest.approx(p)
    assert concession_probability(prize * 1.5, b, c, delta) < p
    assert concession_probability(prize, b, c + 0.5, delta) > p


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: bargaining_range(1.1, 0, 0), r"bargaining_range: victory_probability is 1.1"),
        (lambda: bargaining_range(0.5, -0.1, 0), r"cost_one is -0.1; it must lie in \[0, ∞\)"),
        (lambda: best_demand(0.5, 0.1, 0.1, -1), r"cost_uncertainty is -1; .*\[0, ∞\)"),
        (lambda: agreement_probability(0.5, 0.1, np.nan, 0), r"responder_cost is nan"),
        (lambda: declining_side_fights(0.2, 0.5, 0.1, 1.0), r"discount is 1; .*\[0, 1\)"),
        (lambda: declining_side_fights_lasting_cost(0.2, 2, 0.1, 0.9), r"probability_later is 2"),
        (lambda: concession_probability(0.0, 1, 0, 0.9), r"prize is 0; it must lie in \(0, ∞\)"),
        (lambda: agreement_speed(1, 1, 0, -1, 0.9), r"cheating_gain is -1; .*\[0, ∞\)"),
    ],
)
def test_refuses_what_makes_no_sense(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        call()


SAMPLES: dict[Model[..., Any], tuple[tuple[float, float], ...]] = {
    bargaining_range: ((0, 1), (0, 0.5), (0, 0.5)),
    best_demand: ((0, 1), (0, 0.5), (0, 0.5), (0, 0.5)),
    agreement_probability: ((0, 1), (0, 0.5), (0, 0.5), (0, 0.5)),
    declining_side_fights: ((0, 1), (0, 1), (0, 3), (0, 0.99)),
    declining_side_fights_lasting_cost: ((0, 1), (0, 1), (0, 0.5), (0, 0.99)),
    concession_probability: ((0.05, 3), (0.05, 3), (0, 2), (0, 0.99)),
    agreement_speed: ((0.05, 3), (0.05, 3), (0, 2), (0, 3), (0, 0.99)),
}


def test_every_function_is_sampled() -> None:
    assert models_of(module) == set(SAMPLES)


@pytest.mark.parametrize("model", SAMPLES, ids=lambda model: model.core.__name__)
def test_the_core_compiles_and_works_elementwise(model: Model[..., Any]) -> None:
    compiles_and_works_elementwise(model, SAMPLES[model])
