"""Block 2.11: reciprocity with inertia, noisy tit-for-tat, the Bayesian autoregression."""

from __future__ import annotations

import itertools
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.interests.drive import standing_response as response_of_interests
from detente.mechanisms import reciprocity as block
from detente.mechanisms.reciprocity import (
    ShrinkagePrior,
    autoregression,
    cooperation_under_noise,
    eigenvalues,
    generous_probability,
    half_life_of_imbalance,
    half_life_of_mood,
    noisy_tit_for_tat,
    reciprocity_is_stable,
    reciprocity_response,
    standing_response,
    tit_for_tat_move,
)
from detente.mechanisms.validated import Model

INERTIA = st.floats(0, 1)
RECIPROCITY = st.floats(-1, 1)
#: design, 2.11: own lag .5, overall .2, cross .5; the rest is ours.
STIPULATED = ShrinkagePrior(
    own_mean=0.5, overall=0.2, cross=0.5, decay=1.0, constant=1.0, weight=4.0
)


def matrix(inertia: float, reciprocity: float) -> np.ndarray:
    return np.array([[inertia, reciprocity], [reciprocity, inertia]])


def simulate(inertia: float, reciprocity: float, push: np.ndarray, months: int) -> np.ndarray:
    """Behaviour after so many months of a standing push, the long way."""
    y = np.zeros(2)
    for _ in range(months):
        y = matrix(inertia, reciprocity) @ y + push
    return y


@given(INERTIA, RECIPROCITY)
def test_t_v1_eigenvalues(inertia: float, reciprocity: float) -> None:
    """T-V1: eigenvalues φ ± ρ; stable iff φ + |ρ| < 1."""
    roots = np.linalg.eigvalsh(matrix(inertia, reciprocity))
    assert np.sort(eigenvalues(inertia, reciprocity)) == pytest.approx(roots)
    largest = np.abs(roots).max()
    assume(abs(largest - 1) > 1e-9)
    assert bool(reciprocity_is_stable(inertia, reciprocity)) == (largest < 1)


@pytest.mark.parametrize(
    ("inertia", "reciprocity"), [(0.45, 0.2), (0.6, -0.3), (0.1, 0.8), (0.0, 0.0)]
)
def test_t_v1_long_run_and_half_lives_are_what_a_simulation_shows(
    inertia: float, reciprocity: float
) -> None:
    reached = simulate(inertia, reciprocity, np.array([1.0, 0.0]), 2000)
    assert reached == pytest.approx(standing_response(inertia, reciprocity))
    for start, half_life in (
        (np.array([1.0, 1.0]), half_life_of_mood(inertia, reciprocity)),
        (np.array([1.0, -1.0]), half_life_of_imbalance(inertia, reciprocity)),
    ):
        after = np.abs(matrix(inertia, reciprocity) @ start)[0]
        assert after == pytest.approx(0.5 ** (1 / half_life) if half_life > 0 else 0)


@given(st.floats(0, 0.9), st.floats(-0.6, 0.6), st.integers(0, 40))
def test_step_response_is_what_a_simulation_shows(
    inertia: float, reciprocity: float, months: int
) -> None:
    found = reciprocity_response(inertia, reciprocity, months)
    expected = simulate(inertia, reciprocity, np.array([1.0, 0.0]), months)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


@given(st.floats(0, 0.7), st.floats(-0.25, 0.25))
def test_step_response_tends_to_the_standing_response(inertia: float, reciprocity: float) -> None:
    found = reciprocity_response(inertia, reciprocity, 1000)
    assert found == pytest.approx(standing_response(inertia, reciprocity))


def test_step_response_at_the_edge_grows_by_the_month() -> None:
    assert reciprocity_response(0.6, 0.4, 0) == (0, 0)
    own, other = reciprocity_response(1.0, 0.0, 12)
    assert (own, other) == (12, 0)
    own, other = reciprocity_response(0.5, 0.5, 12)
    assert (own, other) == (6.5, 5.5)


@given(INERTIA, RECIPROCITY, st.floats(0, 0.3))
def test_more_reciprocity_more_answer_and_longer_moods(
    inertia: float, reciprocity: float, more: float
) -> None:
    assume(inertia + reciprocity >= 0)
    assert half_life_of_mood(inertia, reciprocity + more) >= half_life_of_mood(inertia, reciprocity)
    stronger = reciprocity_is_stable(inertia, abs(reciprocity) + more)
    assert stronger <= reciprocity_is_stable(inertia, reciprocity)
    if stronger:
        own, other = standing_response(inertia, abs(reciprocity))
        own_more, other_more = standing_response(inertia, abs(reciprocity) + more)
        assert own_more >= own * (1 - 1e-12)
        assert other_more >= other * (1 - 1e-12)


@given(INERTIA, RECIPROCITY)
def test_bullying_mirrors_reciprocity(inertia: float, reciprocity: float) -> None:
    """Calling one side's friendly direction its hostile one turns ρ into −ρ and nothing else."""
    own, other = standing_response(inertia, reciprocity)
    assert np.array_equal(
        standing_response(inertia, -reciprocity), (own, -np.asarray(other)), equal_nan=True
    )
    mirrored = half_life_of_imbalance(inertia, -reciprocity)
    assert half_life_of_mood(inertia, reciprocity) == mirrored


def test_half_lives_at_the_limits() -> None:
    assert half_life_of_mood(0.3, -0.3) == 0
    assert half_life_of_mood(0.8, 0.2) == np.inf
    assert half_life_of_imbalance(0.3, 0.3) == 0
    assert half_life_of_mood(0.3, 0.2) == pytest.approx(1)


def test_interests_use_the_same_formula() -> None:
    grid = np.meshgrid(np.linspace(0, 1, 21), np.linspace(-1, 1, 41))
    assert np.array_equal(response_of_interests(*grid), standing_response(*grid), equal_nan=True)


def cooperated(moves: np.ndarray) -> np.ndarray:
    """Share of cooperation per game, first tenth of the months left out."""
    return moves[len(moves) // 10 :].mean(axis=(0, 1))


def test_t_v3_one_slip_starts_a_vendetta_that_generosity_ends() -> None:
    """T-V3: pure tit-for-tat echoes one slip for ever, in turns; one act of mercy ends it."""
    luck = np.full((40, 2, 2), 0.99)
    luck[3, 0, 1] = 0.0  # one slip, by the first player
    moves = noisy_tit_for_tat(0.05, 0.0, luck)
    assert moves[:3].all()
    assert np.array_equal(moves[3::2], np.tile([0, 1], (19, 1)))
    assert np.array_equal(moves[4::2], np.tile([1, 0], (18, 1)))
    luck[10, :, 0] = 0.1  # and in month 10 both are in a forgiving mood
    assert noisy_tit_for_tat(0.05, 0.3, luck)[10:].all()
    assert np.array_equal(noisy_tit_for_tat(0.05, 0.0, luck), moves)


@pytest.mark.parametrize(
    ("error", "generosity"), [(0.01, 0.0), (0.05, 0.0), (0.05, 0.1), (0.01, 0.3)]
)
def test_t_v3_cooperation_under_noise_is_what_play_shows(error: float, generosity: float) -> None:
    """T-V3: ½ without generosity however rare the slips; restored by generosity."""
    luck = np.random.default_rng(11).random((2000, 2, 2, 200))
    shares = cooperated(noisy_tit_for_tat(error, generosity, luck))
    expected = cooperation_under_noise(error, generosity)
    standard_error = shares.std(ddof=1) / np.sqrt(len(shares))
    assert abs(shares.mean() - expected) < 4 * standard_error
    if generosity == 0:
        assert expected == pytest.approx(0.5)


@given(st.floats(1e-6, 0.5), st.floats(0, 1), st.floats(0, 1))
def test_t_v3_more_generosity_more_cooperation(error: float, one: float, two: float) -> None:
    less, more = sorted((one, two))
    low, high = cooperation_under_noise(error, less), cooperation_under_noise(error, more)
    assert low <= high + 1e-12
    assert cooperation_under_noise(error, 1.0) == pytest.approx(1 - error)
    assert cooperation_under_noise(0.0, max(more, 0.01)) == pytest.approx(1)


def best_against(generosity: float, t: float, r: float, p: float, s: float) -> float:
    """Best average payoff any deterministic rule gets against generous tit-for-tat."""
    best = -np.inf
    for after_c, after_d in itertools.product((1, 0), repeat=2):
        for first in (1, 0):
            last, visits = first, []
            for _ in range(4):
                last = after_c if last else after_d
                visits.append(last)
            cycle = visits[2:]  # period 1 or 2 after two months
            total = 0.0
            for month in range(2):
                before, now = cycle[month - 1], cycle[month]
                kind = 1.0 if before else generosity
                total += kind * (r if now else t) + (1 - kind) * (s if now else p)
            best = max(best, total / 2)
    return best


@given(st.floats(0, 1), st.floats(0.05, 1), st.floats(0.05, 1), st.floats(0.05, 1))
def test_generous_probability_is_the_most_that_nobody_exploits(
    exploited: float, first: float, second: float, third: float
) -> None:
    punishment = exploited + first
    reward = punishment + second
    temptation = reward + third
    found = generous_probability(temptation, reward, punishment, exploited)
    if 2 * reward <= temptation + exploited:
        assert np.isnan(found)
        return
    payoffs = (temptation, reward, punishment, exploited)
    assert 0 <= found < 1
    assert best_against(float(found), *payoffs) == pytest.approx(reward)
    if found < 0.99:
        assert best_against(float(found) + 0.01, *payoffs) > reward


def test_generous_probability_in_the_usual_game() -> None:
    assert generous_probability(5.0, 3.0, 1.0, 0.0) == pytest.approx(1 / 3)
    assert np.isnan(generous_probability(5.0, 3.0, 1.0, 2.0))


def series(
    rng: np.random.Generator, lag: np.ndarray, constant: np.ndarray, noise: np.ndarray, months: int
) -> np.ndarray:
    """Flows, shape (month, 2), after 50 months to settle; games in front: (game, month, 2)."""
    y = np.zeros((months + 50, *noise.shape))
    shocks = rng.standard_normal(y.shape) * noise
    for month in range(1, len(y)):
        y[month] = constant + (lag @ y[month - 1][..., None])[..., 0] + shocks[month]
    return np.moveaxis(y[50:], 0, -2)


def coverage(prior: ShrinkagePrior, inertia: float, reciprocity: float, games: int) -> np.ndarray:
    """Share of repetitions whose 90% intervals hold φ, ρ, ρ, φ."""
    truth = matrix(inertia, reciprocity)
    held = np.zeros((2, 2))
    for flows in series(np.random.default_rng(2), truth, np.zeros(2), np.ones((games, 2)), 400):
        low, high = autoregression(flows, prior).interval(0.9)
        held += (low[:, 1:] <= truth) & (truth <= high[:, 1:])
    return held / games


@pytest.mark.parametrize(("inertia", "reciprocity"), [(0.45, 0.2), (0.6, 0.1), (0.3, -0.15)])
def test_t_v2_intervals_hold_inertia_and_reciprocity(inertia: float, reciprocity: float) -> None:
    """T-V2: 400 months, 90% intervals at nominal coverage; cross-lags shrunk as own lags are."""
    loose = ShrinkagePrior(
        own_mean=0.5, overall=0.2, cross=1.0, decay=1.0, constant=1.0, weight=4.0
    )
    games = 300
    held = coverage(loose, inertia, reciprocity, games)
    assert np.abs(held - 0.9).max() < 3.5 * np.sqrt(0.9 * 0.1 / games)


def test_t_v2_nominal_over_worlds_drawn_from_the_stipulated_prior() -> None:
    """T-V2: with truths drawn from the prior itself the intervals are exact."""
    prior = ShrinkagePrior(
        own_mean=0.5, overall=0.2, cross=0.5, decay=1.0, constant=0.2, weight=40.0
    )
    rng, games = np.random.default_rng(3), 300
    noise = np.sqrt(40.0 / rng.chisquare(40.0, (games, 2)))
    spread = prior.overall * noise[..., None] * np.where(np.eye(2, dtype=bool), 1, prior.cross)
    lag = 0.5 * np.eye(2) + spread * rng.standard_normal((games, 2, 2))
    settles = np.abs(np.linalg.eigvals(lag)).max(axis=-1) < 1
    assert settles.mean() > 0.95  # the few worlds that run away are left out
    lag, noise = lag[settles], noise[settles]
    constant = prior.constant * noise * rng.standard_normal(noise.shape)
    held = []
    for game, flows in enumerate(series(rng, lag, constant, noise, 400)):
        low, high = autoregression(flows, prior, scales=np.ones(2)).interval(0.9)
        truth = np.column_stack([constant[game], lag[game]])
        held.append((low <= truth) & (truth <= high))
    shares = np.mean(held, axis=0)
    assert np.abs(shares - 0.9).max() < 3.5 * np.sqrt(0.09 / len(held))


def test_t_v2_the_stipulated_cross_tightness_hides_strong_reciprocity() -> None:
    """A warning kept as a test: cross .5 puts ρ = .2 two prior SD away, and the intervals miss."""
    held = coverage(STIPULATED, 0.45, 0.2, 200)
    reciprocity = 0.5 * (held[0, 1] + held[1, 0])
    assert 0.7 < reciprocity < 0.87


def test_posterior_mean_is_least_squares_with_dummy_months() -> None:
    """The prior as extra observations (Sims and Zha), solved by another route."""
    rng = np.random.default_rng(4)
    flows = series(rng, matrix(0.4, 0.2), np.array([0.1, 0.0]), np.array([1.0, 2.0]), 60)
    scales = np.array([1.0, 2.0])
    found = autoregression(flows, STIPULATED, lags=2, scales=scales)
    design = np.column_stack([np.ones(58), flows[1:-1], flows[:-2]])
    for one in range(2):
        own = np.where(np.arange(2) == one, 1.0, 0.5)
        spread = np.concatenate([[1.0], 0.2 * own / scales, 0.2 * own / 2 / scales])
        centre = np.zeros(5)
        centre[1 + one] = 0.5
        stacked = np.vstack([design, np.diag(1 / spread)])
        target = np.concatenate([flows[2:, one], centre / spread])
        expected = np.linalg.lstsq(stacked, target, rcond=None)[0]
        assert found.mean[one] == pytest.approx(expected)
    assert np.array_equal(found.lag(2), found.mean[:, 3:])


def test_relabelling_and_rescaling_the_flows_permutes_and_rescales_the_posterior() -> None:
    flows = series(np.random.default_rng(5), matrix(0.4, 0.2), np.zeros(2), np.ones(2), 80)
    plain = autoregression(flows, STIPULATED)
    swapped = autoregression(flows[:, ::-1], STIPULATED)
    assert swapped.lag() == pytest.approx(plain.lag()[::-1, ::-1])
    scaled = autoregression(flows * np.array([1.0, 10.0]), STIPULATED)
    assert scaled.lag() == pytest.approx(plain.lag() * np.array([[1, 0.1], [10, 1]]))


def test_without_months_the_prior_speaks_and_with_many_the_data() -> None:
    flows = series(np.random.default_rng(6), matrix(0.2, 0.3), np.zeros(2), np.ones(2), 20_000)
    assert autoregression(flows, STIPULATED).lag() == pytest.approx(matrix(0.2, 0.3), abs=0.03)
    tight = ShrinkagePrior(0.5, 1e-4, 0.5, 1.0, 1.0, 4.0)
    assert autoregression(flows[:50], tight).lag() == pytest.approx(matrix(0.5, 0.0), abs=1e-3)


GRID = np.linspace(0, 1, 7)
CASES: list[tuple[Any, tuple[Any, ...]]] = [
    (eigenvalues, (GRID, GRID - 0.5)),
    (reciprocity_is_stable, (GRID, GRID - 0.5)),
    (standing_response, (GRID, GRID - 0.5)),
    (reciprocity_response, (GRID, GRID - 0.5, np.arange(7.0))),
    (half_life_of_mood, (GRID, GRID - 0.5)),
    (half_life_of_imbalance, (GRID, GRID)),
    (generous_probability, (GRID + 4, GRID + 2.5, GRID + 1, 2 * GRID)),
    (cooperation_under_noise, (GRID / 2, GRID)),
    (tit_for_tat_move, (np.round(GRID), GRID / 2, GRID, GRID[::-1].copy(), GRID)),
]


@pytest.mark.parametrize(
    ("model", "arguments"), CASES, ids=lambda case: getattr(case, "__name__", "")
)
def test_cores_compile_and_agree(model: Any, arguments: tuple[np.ndarray, ...]) -> None:
    compiled = numba.njit(model.core)
    expected = np.asarray(model(*arguments))
    assert np.allclose(compiled(*arguments), expected, rtol=1e-12, equal_nan=True)
    for place in range(len(arguments[0])):
        scalars = [float(argument[place]) for argument in arguments]
        one = np.asarray(compiled(*scalars))
        assert np.allclose(one, expected[..., place], rtol=1e-12, equal_nan=True)
        assert np.allclose(one, np.asarray(model(*scalars)), rtol=1e-12, equal_nan=True)


def test_every_elementwise_function_is_among_the_compiled() -> None:
    public = {name for name, value in vars(block).items() if isinstance(value, Model)}
    assert public == {model.core.__name__ for model, _ in CASES}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: standing_response(1.2, 0.1),
            r"standing_response: inertia is 1.2; it must lie in \[0, 1\]",
        ),
        (
            lambda: reciprocity_response(0.5, 0.1, -1),
            r"reciprocity_response: months is -1; it must lie in \[0, 1000\]",
        ),
        (
            lambda: reciprocity_response(0.5, 1.5, 1),
            r"reciprocity_response: reciprocity is 1.5; it must lie in \[-1, 1\]",
        ),
        (lambda: eigenvalues(np.nan, 0.1), r"eigenvalues: inertia is nan; it must lie in \[0, 1\]"),
        (
            lambda: cooperation_under_noise(0.7, 0.1),
            r"cooperation_under_noise: error is 0.7; it must lie in \[0, 0.5\]",
        ),
        (
            lambda: generous_probability(np.inf, 3, 1, 0),
            r"generous_probability: temptation is inf; it must lie in \(−∞, ∞\)",
        ),
        (lambda: noisy_tit_for_tat(0.1, 0.1, np.zeros((5, 2))), r"luck has shape \(5, 2\)"),
        (
            lambda: noisy_tit_for_tat(0.1, 1.1, np.zeros((5, 2, 2))),
            r"generosity is 1.1; it must lie in \[0, 1\]",
        ),
        (lambda: ShrinkagePrior(0.5, 0.0, 0.5, 1, 1, 4), r"overall .* it must lie in \(0, ∞\)"),
        (lambda: autoregression(np.zeros((3, 2)), STIPULATED), "3 months are too few for 1 lags"),
        (lambda: autoregression(np.ones((30, 2)), STIPULATED), r"scales .* must lie in \(0, ∞\)"),
        (
            lambda: autoregression(np.full((30, 2), np.nan), STIPULATED),
            r"flows .* must lie in \(−∞, ∞\)",
        ),
        (
            lambda: autoregression(np.random.default_rng(0).random((30, 2)), STIPULATED).interval(
                1.0
            ),
            r"probability .* must lie in \(0, 1\)",
        ),
    ],
)
def test_refuses_what_makes_no_sense(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
