"""Block 2.4: cooperation under imperfect monitoring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers import compiles_and_works_elementwise, models_of
from hypothesis import given
from hypothesis import strategies as st

from detente.mechanisms import monitoring as module
from detente.mechanisms.monitoring import (
    cooperation_threshold,
    cooperation_value,
    detection_probability,
    false_alarm_probability,
    shortest_sufficient_punishment,
    spell_length,
    sustains_cooperation,
    verification_window,
)
from detente.mechanisms.validated import Model

UNIT = st.floats(0, 1)
GAIN = st.floats(0.1, 3)
PATIENCE = st.floats(0.5, 0.995)


def worth_of(
    r: float, g: float, delta: float, eta: float, eps: float, months: int
) -> tuple[float, float]:
    """Worth of complying, and of cheating in every cooperative month, solved state by state.

    State 0 is cooperation, 1…T the months of punishment left over. The one-shot deviation
    principle makes the second the test of the first: a policy that always cheats beats complying
    iff one deviation does.
    """

    def solve(payoff: float, alarm: float) -> float:
        moves = np.zeros((months + 1, months + 1))
        moves[0, 0] += 1 - alarm
        moves[0, months] += alarm  # with T = 0 this is state 0 itself
        for state in range(1, months + 1):
            moves[state, state - 1] = 1
        flow = np.zeros(months + 1)
        flow[0] = payoff
        return float(np.linalg.solve(np.eye(months + 1) - delta * moves, flow)[0])

    return solve(r, eps), solve(r + g, eta)


def random_game(rng: np.random.Generator) -> tuple[float, float, float, float, float]:
    """Return r, g, δ, η, ε; false alarms rarer than true ones."""
    eta = rng.uniform(0.05, 1)
    return 1.0, rng.uniform(0.2, 3), rng.uniform(0.5, 0.995), eta, eta * rng.uniform(0, 0.8)


def test_the_value_and_the_incentive_condition_against_the_solved_game() -> None:
    """Block 2.4: V and the condition, against a linear system over all states of the game."""
    rng = np.random.default_rng(1)
    outcomes = []
    for _ in range(800):
        r, g, delta, eta, eps = random_game(rng)
        months = int(rng.integers(0, 30))
        comply, cheat = worth_of(r, g, delta, eta, eps, months)
        assert cooperation_value(r, delta, eps, months) == pytest.approx(comply)
        if abs(comply - cheat) > 1e-9:
            kept = bool(sustains_cooperation(r, g, delta, eta, eps, months))
            assert kept == (comply > cheat)
            outcomes.append(kept)
    assert 0.1 < np.mean(outcomes) < 0.9


def play_the_trigger(
    rng: np.random.Generator, games: int, delta: float, eps: float, months: int
) -> np.ndarray:
    """Discounted payoffs of complying (r = 1) in simulated games with false alarms."""
    total, left, weight = np.zeros(games), np.zeros(games, dtype=int), 1.0
    while weight > 1e-6:
        cooperating = left == 0
        total += weight * cooperating
        alarm = cooperating & (rng.uniform(size=games) < eps)
        left = np.where(alarm, months, np.maximum(left - 1, 0))
        weight *= delta
    return total


def test_the_value_against_simulated_trigger_strategies() -> None:
    """Block 2.4: within four standard errors of 20,000 simulated games."""
    worth = play_the_trigger(np.random.default_rng(2), 20_000, 0.95, 0.1, 6)
    error = 4 * worth.std() / np.sqrt(len(worth))
    assert cooperation_value(1.0, 0.95, 0.1, 6) == pytest.approx(worth.mean(), abs=error)
    assert error < 0.1


def test_the_threshold_against_the_solved_game_with_endless_punishment() -> None:
    """Block 2.4: just above δ* a very long punishment sustains cooperation, just below none does."""
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(1000):
        r, g, _, eta, eps = random_game(rng)
        threshold = float(cooperation_threshold(r, g, eta, eps))
        assert (threshold < 1) == ((eta - eps) * r > eps * g)
        if threshold >= 0.99:
            continue
        inside += 1
        assert sustains_cooperation(r, g, threshold + 1e-3, eta, eps, np.inf) == 1
        assert not np.any(sustains_cooperation(r, g, threshold - 1e-3, eta, eps, np.arange(200.0)))
    assert inside > 100
    assert cooperation_threshold(1.0, 0.5, 1.0, 0.0) == pytest.approx(0.5 / 1.5)
    assert cooperation_threshold(1.0, 0.5, 0.2, 1.0) == np.inf


def test_the_shortest_punishment_against_a_search() -> None:
    """Block 2.4: 5,000 random games; T* is the first T of a search that keeps both honest."""
    rng = np.random.default_rng(4)
    lengths = np.arange(0.0, 3000.0)
    finite = 0
    for _ in range(5000):
        game = random_game(rng)
        shortest = float(shortest_sufficient_punishment(*game))
        works = sustains_cooperation(*game, lengths) == 1
        if np.isinf(shortest):
            assert not works.any()
            assert game[2] < cooperation_threshold(game[0], game[1], *game[3:]) + 1e-9
        else:
            finite += 1
            assert shortest == np.argmax(works)
    assert finite > 500


def test_t_m1_the_threshold_falls_with_verification() -> None:
    """T-M1: δ*(v) strictly decreasing, for random technical means and false alarms."""
    rng = np.random.default_rng(5)
    v = np.linspace(0, 1, 101)
    for _ in range(300):
        g, eta0, eps0 = rng.uniform((0.2, 0.05, 0), (3, 0.6, 0.15))
        eta, eps = detection_probability(v, eta0), false_alarm_probability(v, eps0)
        threshold = cooperation_threshold(1.0, g, eta, eps)
        reachable = threshold[np.isfinite(threshold)]
        assert (np.diff(reachable) < 0).all()
        assert np.isfinite(threshold[len(v) - len(reachable) :]).all()  # ∞ only at the start
        assert threshold[-1] == pytest.approx(g / (1 + g))


@pytest.mark.parametrize("verification", [0.0, 0.5, 0.9])
def test_t_m2_the_length_of_a_cooperative_spell(verification: float) -> None:
    """T-M2: months to the first false alarm, 20,000 spells played month by month."""
    rng = np.random.default_rng(6)
    eps = float(false_alarm_probability(verification, 0.12))
    length, running = np.zeros(20_000), np.ones(20_000, dtype=bool)
    while running.any():
        length[running] += 1
        running &= rng.uniform(size=running.size) >= eps
    error = 4 * length.std() / np.sqrt(length.size)
    assert spell_length(eps) == pytest.approx(length.mean(), abs=error)


def test_t_m2_without_false_alarms_a_spell_never_ends() -> None:
    assert spell_length(false_alarm_probability(1.0, 0.12)) == np.inf


def test_t_m3_losing_inspections_can_end_cooperation_at_unchanged_patience() -> None:
    """T-M3: the same two sides keep the same agreement with inspections and not without."""
    delta, gain, eta0, eps0 = 0.985, 2.0, 0.1, 0.05
    kept = [
        float(
            sustains_cooperation(
                1.0,
                gain,
                delta,
                detection_probability(v, eta0),
                false_alarm_probability(v, eps0),
                np.inf,
            )
        )
        for v in (0.8, 0.0)
    ]
    assert kept == [1, 0]


def test_t_m4_the_window_of_acceptable_verification() -> None:
    """T-M4: v_min is where a search first finds cooperation kept, v_max where its cost equals r."""
    rng = np.random.default_rng(7)
    grid = np.linspace(0, 1, 2001)
    empty = 0
    for _ in range(500):
        g, delta, eta0, eps0, kappa = rng.uniform(
            (0.2, 0.3, 0.05, 0.0, 0.0), (3, 0.995, 0.6, 0.15, 8)
        )
        low, high = (float(x) for x in verification_window(1.0, g, delta, eta0, eps0, kappa))
        eta, eps = detection_probability(grid, eta0), false_alarm_probability(grid, eps0)
        kept = sustains_cooperation(1.0, g, delta, eta, eps, np.inf) == 1
        first = grid[np.argmax(kept)] if kept.any() else np.inf
        borne = grid[kappa * grid**2 <= 1].max()
        assert high == pytest.approx(borne, abs=1e-3)
        if np.isinf(first):
            assert low > 1 - 1e-9
        else:
            assert low == pytest.approx(first, abs=1e-3)
        empty += low > high
    assert 50 < empty < 450  # the window may be empty, and need not be


def test_t_m4_secrets_dear_enough_leave_no_window() -> None:
    """T-M4: cheap transparency leaves room, dear transparency leaves none at the same δ, g."""
    low, high = verification_window(1.0, 1.5, 0.9, 0.1, 0.1, 0.5)
    assert low < high == 1
    low, high = verification_window(1.0, 1.5, 0.9, 0.1, 0.1, 60.0)
    assert low > high
    assert verification_window(1.0, 1.0, 0.1, 1.0, 0.0, 0.0)[0] == np.inf


def test_punishments_occur_although_all_comply_and_lower_payoffs() -> None:
    """Green and Porter: with false alarms the worth of cooperation falls short of r/(1 − δ)."""
    assert cooperation_value(1.0, 0.98, 0.05, 6) < cooperation_value(1.0, 0.98, 0.0, 6)
    assert cooperation_value(1.0, 0.98, 0.0, 6) == pytest.approx(50)
    assert cooperation_value(1.0, 0.98, 0.05, np.inf) < cooperation_value(1.0, 0.98, 0.05, 6)


@given(UNIT, UNIT, UNIT)
def test_verification_reveals_and_calms(v: float, eta0: float, eps0: float) -> None:
    assert detection_probability(0.0, eta0) == pytest.approx(eta0)
    assert detection_probability(1.0, eta0) == 1
    assert detection_probability(v, eta0) >= eta0 - 1e-12
    assert false_alarm_probability(0.0, eps0) == eps0
    assert false_alarm_probability(1.0, eps0) == 0
    assert false_alarm_probability(v, eps0) <= eps0


@given(GAIN, PATIENCE, st.floats(0.1, 1), UNIT, st.integers(0, 60), st.floats(0.1, 10))
def test_only_the_ratio_of_gain_to_reward_matters(
    g: float, delta: float, eta: float, part: float, months: int, unit: float
) -> None:
    eps = 0.8 * eta * part
    threshold = cooperation_threshold(1.0, g, eta, eps)
    assert cooperation_threshold(unit, unit * g, eta, eps) == pytest.approx(threshold)
    value = cooperation_value(1.0, delta, eps, months)
    assert cooperation_value(unit, delta, eps, months) == pytest.approx(unit * value)
    assert cooperation_threshold(1.0, g + 0.5, eta, eps) > threshold


@given(GAIN, st.floats(0.3, 0.99), st.floats(0.05, 0.6), st.floats(0, 0.15), st.floats(0, 5))
def test_the_window_narrows_as_cheating_or_openness_gets_dearer(
    g: float, delta: float, eta0: float, eps0: float, kappa: float
) -> None:
    low, high = verification_window(1.0, g, delta, eta0, eps0, kappa)
    assert verification_window(1.0, g + 0.3, delta, eta0, eps0, kappa)[0] >= low
    assert verification_window(1.0, g, delta, eta0, eps0, kappa + 1)[1] <= high
    assert verification_window(1.0, g, delta + 0.005, eta0, eps0, kappa)[0] <= low


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: detection_probability(1.1, 0.2), r"detection_probability: verification is 1.1"),
        (lambda: false_alarm_probability(0.5, -0.1), r"unverified_false_alarm is -0.1; .*\[0, 1\]"),
        (lambda: cooperation_value(1.0, 1.0, 0.1, 3), r"discount is 1; it must lie in \[0, 1\)"),
        (lambda: cooperation_value(1.0, 0.9, 0.1, -1), r"punishment is -1; .*\[0, ∞\]"),
        (lambda: sustains_cooperation(0, 1, 0.9, 0.5, 0.1, 3), r"reward is 0; .*\(0, ∞\)"),
        (lambda: cooperation_threshold(1, 0, 0.5, 0.1), r"cheating_gain is 0; .*\(0, ∞\)"),
        (lambda: shortest_sufficient_punishment(1, 1, 0, 0.5, 0.1), r"discount is 0; .*\(0, 1\)"),
        (lambda: spell_length(2.0), r"spell_length: false_alarm is 2; it must lie in \[0, 1\]"),
        (lambda: verification_window(1, 1, 0.9, 0.1, 0.1, -1), r"transparency_cost is -1"),
    ],
)
def test_refuses_what_makes_no_sense(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        call()


SAMPLES: dict[Model[..., Any], tuple[tuple[float, float], ...]] = {
    detection_probability: ((0, 1), (0, 1)),
    false_alarm_probability: ((0, 1), (0, 1)),
    cooperation_value: ((0.1, 2), (0, 0.99), (0, 1), (0, 40)),
    sustains_cooperation: ((0.1, 2), (0, 2), (0, 0.99), (0, 1), (0, 1), (0, 40)),
    cooperation_threshold: ((0.1, 2), (0.1, 2), (0, 1), (0, 1)),
    shortest_sufficient_punishment: ((0.1, 2), (0.1, 2), (0.01, 0.99), (0.3, 1), (0, 0.3)),
    spell_length: ((0, 1),),
    verification_window: ((0.1, 2), (0.1, 2), (0.01, 0.99), (0, 1), (0, 0.3), (0, 5)),
}


def test_every_function_is_sampled() -> None:
    assert models_of(module) == set(SAMPLES)


@pytest.mark.parametrize("model", SAMPLES, ids=lambda model: model.core.__name__)
def test_the_core_compiles_and_works_elementwise(model: Model[..., Any]) -> None:
    compiles_and_works_elementwise(model, SAMPLES[model])
