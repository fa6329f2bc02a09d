"""Block 2.12: spillover between issues, and the ratchet of the fence."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.mechanisms import spillover as block
from detente.mechanisms.spillover import (
    experience_update,
    fence_path,
    fence_under_tension,
    fence_update,
    long_run_effect,
    spectral_radius,
    spillover_is_bounded,
)
from detente.mechanisms.validated import Model

SHARE = st.floats(0, 1)
DECAYS = arrays(np.float64, 3, elements=st.floats(0.05, 0.9))
LINKS = arrays(np.float64, (3, 3), elements=st.floats(-0.2, 0.2))
LOW, HIGH = 0, 2  # low politics, high politics


@given(DECAYS, LINKS)
def test_t_w1_bounded_as_the_powers_say(decay: np.ndarray, links: np.ndarray) -> None:
    """T-W1: bounded iff the spectral radius of I − D + W is below 1."""
    radius = float(spectral_radius(decay, links))
    assume(abs(radius - 1) > 0.05)
    power = np.linalg.matrix_power(np.eye(3) - np.diag(decay) + links, 200)
    assert bool(spillover_is_bounded(decay, links)) == (np.abs(power).max() < 1)


@settings(deadline=None)
@given(DECAYS, LINKS, st.integers(0, 2))
def test_t_w1_long_run_effect_is_where_a_simulation_settles(
    decay: np.ndarray, links: np.ndarray, issue: int
) -> None:
    """T-W1: the effect of a lasting input e_k is column k of (D − W)^{−1}."""
    radius = float(spectral_radius(decay, links))
    found = long_run_effect(decay, links, issue)
    if radius >= 1:
        assert np.isnan(found).all()
        return
    assume(radius < 0.97)
    inverse = np.linalg.inv(np.diag(decay) - links)[:, issue]
    assert found == pytest.approx(inverse, rel=1e-6, abs=1e-9)
    x, unit, step = np.zeros(3), np.eye(3)[issue], np.eye(3) - np.diag(decay) + links
    for _ in range(800):
        x = step @ x + unit
    assert x == pytest.approx(found, rel=1e-6, abs=1e-6)


def test_t_w1_the_monthly_update_settles_there_too() -> None:
    """Inside [0, 1] the elementwise update is the same linear system."""
    decay = np.array([0.05, 0.1, 0.08])
    links = np.array([[0.0, 0.01, 0.0], [0.02, 0.0, 0.0], [0.01, 0.02, 0.0]])
    gain = np.array([0.01, 0.0, 0.0])
    x = np.zeros(3)
    for _ in range(2000):
        x = np.asarray(experience_update(x, decay, links @ x, gain))
    assert x == pytest.approx(0.01 * long_run_effect(decay, links, 0))


def test_t_w2_success_in_low_politics_raises_high_politics() -> None:
    """T-W2 (Haas): with W ≥ 0, also through an issue between; a negative link turns it (fence)."""
    decay = np.full(3, 0.1)
    chain = np.array([[0.0, 0.0, 0.0], [0.04, 0.0, 0.0], [0.0, 0.04, 0.0]])
    assert long_run_effect(decay, chain, LOW)[HIGH] == pytest.approx(10 * 0.4 * 0.4)
    assert long_run_effect(decay, chain, HIGH)[LOW] == 0
    assert long_run_effect(decay, np.zeros((3, 3)), LOW)[HIGH] == 0
    fenced = chain * np.array([[1.0], [1.0], [-1.0]])
    assert long_run_effect(decay, fenced, LOW)[HIGH] < 0


@given(DECAYS, LINKS, st.integers(0, 2), st.floats(0, 0.05))
def test_t_w2_positive_links_only_help_and_stronger_ones_help_more(
    decay: np.ndarray, links: np.ndarray, issue: int, more: float
) -> None:
    positive = np.abs(links)
    assume(spillover_is_bounded(decay, positive + more) == 1)
    assume(spectral_radius(decay, positive + more) < 0.999)
    weak, strong = (long_run_effect(decay, w, issue) for w in (positive, positive + more))
    assert (weak >= -1e-9).all()
    assert (strong >= weak * (1 - 1e-9) - 1e-9).all()


@given(DECAYS, LINKS, st.permutations(range(3)), st.integers(0, 2))
def test_relabelling_issues_permutes(
    decay: np.ndarray, links: np.ndarray, order: list[int], issue: int
) -> None:
    radius = float(spectral_radius(decay, links))
    assume(abs(radius - 1) > 1e-3)
    moved = long_run_effect(decay[order], links[np.ix_(order, order)], order.index(issue))
    expected = long_run_effect(decay, links, issue)[order]
    assert np.allclose(moved, expected, rtol=1e-6, equal_nan=True)


def test_draws_stand_in_front() -> None:
    rng = np.random.default_rng(1)
    decay, links = rng.uniform(0.1, 0.5, (5, 4, 3)), rng.uniform(-0.1, 0.1, (5, 4, 3, 3))
    bounded, effect = spillover_is_bounded(decay, links), long_run_effect(decay, links, 1)
    assert bounded.shape == (5, 4)
    assert effect.shape == (5, 4, 3)
    assert effect[2, 3] == pytest.approx(long_run_effect(decay[2, 3], links[2, 3], 1))


def mean_fence(level: float, volatility: float, decay: float = 0.01) -> float:
    """Mean fence of 400 runs of 300 months under rivalry of this level and monthly volatility."""
    changes = np.random.default_rng(7).standard_normal((300, 400))
    rivalry = level + volatility * np.cumsum(changes, axis=0)
    before = np.vstack([np.full((1, 400), level), rivalry[:-1]])
    return float(fence_path(0.0, decay, rivalry - before).mean())


def test_t_w3_the_mean_fence_measures_volatility_not_rivalry() -> None:
    """T-W3: with d small beside u the mean fence grows with volatility, whatever the level."""
    quiet, restless = mean_fence(0.3, 0.0005), mean_fence(0.3, 0.001)
    assert restless == pytest.approx(2 * quiet)
    assert quiet > 0.01
    assert mean_fence(0.9, 0.001) == pytest.approx(restless)
    assert mean_fence(0.3, 0.0) == pytest.approx(0, abs=1e-12)


def test_t_w3_without_a_ratchet_there_is_no_such_effect() -> None:
    """The contrast: a fence that comes down as fast as it goes up follows rivalry, nothing more."""
    pushes = 0.001 * np.random.default_rng(7).standard_normal((300, 400))
    follows = 0.5 + np.cumsum(pushes, axis=0)
    assert fence_path(0.5, 1.0, pushes) == pytest.approx(follows)
    assert follows.mean() == pytest.approx(0.5, abs=0.002)
    assert fence_path(0.5, 0.0, pushes).mean() > 0.55


def test_t_w3_under_tension_both_volatility_and_level_count() -> None:
    """In the form of the monthly model, R' = max[(1 − d) R, κ T], the level of T counts as well."""
    luck = np.random.default_rng(8).uniform(-1, 1, (600, 400))

    def mean(level: float, swing: float) -> float:
        fence, total = np.zeros(400), 0.0
        for month in luck:
            fence = np.asarray(fence_under_tension(fence, 0.01, level + swing * month, 0.8))
            total += float(fence.mean())
        return total / len(luck)

    assert mean(0.4, 0.3) > mean(0.4, 0.1) > mean(0.4, 0.0)
    assert mean(0.4, 0.0) == pytest.approx(0.8 * 0.4)
    assert mean(0.6, 0.3) > mean(0.4, 0.3)


@given(SHARE, SHARE, SHARE, SHARE)
def test_a_fence_under_tension_is_the_ratchet_pushed_to_the_floor(
    fence: float, decay: float, tension: float, gain: float
) -> None:
    found = fence_under_tension(fence, decay, tension, gain)
    assert found == pytest.approx(fence_update(fence, decay, gain * tension - fence))


@given(SHARE, SHARE, st.floats(-2, 2), st.floats(0, 0.5))
def test_a_fence_stays_in_range_and_never_falls_faster_than_it_wears_off(
    fence: float, decay: float, push: float, more: float
) -> None:
    found = fence_update(fence, decay, push)
    assert (1 - decay) * fence <= found <= 1
    assert fence_update(fence, decay, push + more) >= found
    assert fence_update(fence, min(1.0, decay + more), push) <= found


@given(SHARE, SHARE, st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1))
def test_experience_stays_in_range_and_grows_with_what_feeds_it(
    experience: float, decay: float, spill: float, gain: float, more: float
) -> None:
    found = experience_update(experience, decay, spill, gain)
    assert 0 <= found <= 1
    assert experience_update(experience, decay, spill + more, gain) >= found
    assert experience_update(experience, decay, 0.0, 0.0) == pytest.approx((1 - decay) * experience)


GRID = np.linspace(0, 1, 9)
CASES: list[tuple[Any, tuple[Any, ...]]] = [
    (experience_update, (GRID, GRID[::-1].copy(), GRID - 0.5, 0.2 * GRID)),
    (fence_update, (GRID, GRID[::-1].copy(), GRID - 0.5)),
    (fence_under_tension, (GRID, GRID / 4, GRID[::-1].copy(), GRID)),
]
OF_MATRICES = {"spectral_radius", "spillover_is_bounded", "long_run_effect", "fence_path"}


@pytest.mark.parametrize(
    ("model", "arguments"), CASES, ids=lambda case: getattr(case, "__name__", "")
)
def test_cores_compile_and_agree(model: Any, arguments: tuple[np.ndarray, ...]) -> None:
    compiled = numba.njit(model.core)
    expected = np.asarray(model(*arguments))
    assert np.allclose(compiled(*arguments), expected, rtol=1e-12)
    for place in range(len(arguments[0])):
        scalars = [float(argument[place]) for argument in arguments]
        assert np.asarray(compiled(*scalars)) == pytest.approx(expected[place])
        assert np.asarray(model(*scalars)) == pytest.approx(expected[place])


def test_every_elementwise_function_is_among_the_compiled() -> None:
    public = {name for name, value in vars(block).items() if isinstance(value, Model)}
    assert public == {model.core.__name__ for model, _ in CASES} | OF_MATRICES


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: experience_update(1.2, 0.1, 0.0, 0.0),
            r"experience_update: experience is 1.2; it must lie in \[0, 1\]",
        ),
        (
            lambda: fence_update(0.5, -0.1, 0.0),
            r"fence_update: decay is -0.1; it must lie in \[0, 1\]",
        ),
        (
            lambda: fence_under_tension(0.5, 0.1, 2.0, 0.5),
            r"fence_under_tension: tension is 2; it must lie in \[0, 1\]",
        ),
        (
            lambda: fence_path(0.5, 0.1, np.array([np.nan])),
            r"fence_path: pushes is nan; it must lie in \(−∞, ∞\)",
        ),
        (
            lambda: spillover_is_bounded(np.array([2.0]), np.zeros((1, 1))),
            r"spillover_is_bounded: decay is 2; it must lie in \[0, 1\]",
        ),
        (
            lambda: spectral_radius(np.zeros(2), np.zeros((3, 3))),
            r"links has shape \(3, 3\) and decay \(2,\)",
        ),
        (
            lambda: spectral_radius(np.zeros(2), np.zeros((3, 2))),
            r"links has shape \(3, 2\) and decay \(2,\)",
        ),
        (
            lambda: long_run_effect(np.full(2, 0.1), np.zeros((2, 2)), 2),
            r"long_run_effect: issue is 2; it must lie in \[0, 1\]",
        ),
    ],
)
def test_refuses_what_makes_no_sense(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
