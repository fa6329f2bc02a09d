"""Block 2.15: the ladder of regimes and its filter."""

from __future__ import annotations

import itertools
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from detente.mechanisms import regimes as block
from detente.mechanisms.regimes import (
    forward_filter,
    ladder_transition,
    logit_from_spell,
    means_in_order,
    next_regime,
    normal_log_density,
    regime_order,
    regime_step,
    spell_length,
    stationary_regimes,
)
from detente.mechanisms.validated import Model

MOVES = arrays(np.float64, 3, elements=st.floats(0.01, 0.5))
LOGIT = st.floats(-40, 40)
MEANS = np.array([0.5, 0.0, -0.5, -1.2])


@given(MOVES, MOVES)
def test_t_h1_stationary_distribution_of_the_ladder(up: np.ndarray, down: np.ndarray) -> None:
    """T-H1: π_{z+1}/π_z = u_z/d_{z+1}; the same as the chain's own long run."""
    shares = stationary_regimes(up, down)
    assert shares.sum() == pytest.approx(1)
    assert shares[1:] / shares[:-1] == pytest.approx(up / down)
    transition = ladder_transition(up, down)
    assert transition.sum(axis=-1) == pytest.approx(np.ones(4))
    assert shares @ transition == pytest.approx(shares)


def test_t_h1_is_what_a_walk_on_the_ladder_shows() -> None:
    """T-H1, the long way: worlds climb by `regime_step` and `next_regime`."""
    rng = np.random.default_rng(1)
    logits = rng.uniform(-3, -1, (2, 4))
    up, _, down = regime_step(np.arange(4.0), logits[0], logits[1], 3.0)
    expected = stationary_regimes(np.asarray(up)[:3], np.asarray(down)[1:])
    regime = np.zeros(20_000)
    for _ in range(300):
        here = regime.astype(int)
        rise, _, fall = regime_step(regime, logits[0, here], logits[1, here], 3.0)
        moved = np.asarray(next_regime(regime, rise, fall, rng.random(len(regime))))
        assert np.abs(moved - regime).max() <= 1
        regime = moved
    shares = np.bincount(regime.astype(int), minlength=4) / len(regime)
    assert np.abs(shares - expected).max() < 4 * np.sqrt(0.25 / len(regime))


@given(MOVES, MOVES)
def test_t_h1_turning_the_ladder_over_turns_the_shares_over(
    up: np.ndarray, down: np.ndarray
) -> None:
    turned = stationary_regimes(down[::-1], up[::-1])
    assert turned == pytest.approx(stationary_regimes(up, down)[::-1])


def test_t_h1_rungs_out_of_reach_are_empty_and_draws_stand_in_front() -> None:
    assert stationary_regimes(np.array([0.1, 0.0]), np.array([0.1, 0.2])) == pytest.approx(
        [0.5, 0.5, 0]
    )
    rng = np.random.default_rng(2)
    up, down = rng.uniform(0.01, 0.4, (2, 5, 6, 3))
    assert stationary_regimes(up, down)[2, 3] == pytest.approx(
        stationary_regimes(up[2, 3], down[2, 3])
    )
    assert ladder_transition(up, down).shape == (5, 6, 4, 4)


def enumerate_paths(
    logs: np.ndarray, transitions: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, float]:
    """Log-likelihood and the last month's filtered probabilities, path by path."""
    months, regimes = logs.shape
    paths = np.array(list(itertools.product(range(regimes), repeat=months)))
    chance = start[paths[:, 0]] * np.exp(logs[0, paths[:, 0]])
    for month in range(1, months):
        chance = chance * transitions[month - 1][paths[:, month - 1], paths[:, month]]
        chance = chance * np.exp(logs[month, paths[:, month]])
    last = np.bincount(paths[:, -1], weights=chance, minlength=regimes)
    return last / last.sum(), float(np.log(last.sum()))


def random_case(seed: int, months: int, moving: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    logs = np.asarray(normal_log_density(rng.normal(0, 1, (months, 1)), MEANS, 0.5))
    size = (months - 1, 3) if moving else (3,)
    transitions = ladder_transition(rng.uniform(0, 0.4, size), rng.uniform(0.01, 0.4, size))
    return logs, transitions, rng.dirichlet(np.ones(4))


@pytest.mark.parametrize("moving", [False, True], ids=["fixed", "moved by covariates"])
@pytest.mark.parametrize("months", range(1, 9))
def test_t_h2_filter_equals_enumeration(months: int, moving: bool) -> None:
    """T-H2: every path of up to eight months, 4⁸ of them, against the filter."""
    logs, transitions, start = random_case(months, months, moving)
    filtered, total = forward_filter(logs, transitions, start)
    every = transitions if moving else np.broadcast_to(transitions, (months - 1, 4, 4))
    for month in range(1, months + 1):
        last, likelihood = enumerate_paths(logs[:month], every[: month - 1], start)
        assert filtered[month - 1] == pytest.approx(last)
    assert total == pytest.approx(likelihood)


def test_t_h2_filter_over_draws_is_the_filter_of_each() -> None:
    rng = np.random.default_rng(3)
    logs = rng.normal(-1, 1, (24, 5, 4))
    transitions = ladder_transition(rng.uniform(0, 0.4, (5, 3)), rng.uniform(0, 0.4, (5, 3)))
    start = rng.dirichlet(np.ones(4), 5)
    filtered, total = forward_filter(logs, transitions, start)
    for draw in range(5):
        one, likelihood = forward_filter(logs[:, draw], transitions[draw], start[draw])
        assert filtered[:, draw] == pytest.approx(one)
        assert total[draw] == pytest.approx(likelihood)
    moving, same = forward_filter(logs, np.broadcast_to(transitions, (23, 5, 4, 4)), start)
    assert moving == pytest.approx(filtered)
    assert same == pytest.approx(total)


def test_t_h2_filter_survives_far_tails_and_names_the_impossible() -> None:
    transition, start = ladder_transition(np.full(3, 0.1), np.full(3, 0.1)), np.full(4, 0.25)
    logs, _, _ = random_case(1, 6, False)
    filtered, total = forward_filter(logs, transition, start)
    low, far = forward_filter(logs - 5000, transition, start)
    assert low == pytest.approx(filtered)
    assert far == pytest.approx(total - 6 * 5000)
    only_crisis = np.full((2, 4), -np.inf)
    only_crisis[:, 3] = 0.0
    certain, chance = forward_filter(only_crisis, transition, start)
    assert certain == pytest.approx(np.array([[0, 0, 0, 1], [0, 0, 0, 1]]))
    assert chance == pytest.approx(np.log(0.25 * 0.9))
    never, nothing = forward_filter(only_crisis, transition, np.array([1.0, 0, 0, 0]))
    assert nothing == -np.inf
    assert np.isnan(never).all()


def test_t_h3_order_of_means_fixes_the_labels() -> None:
    """T-H3: the likelihood cannot tell labels apart; μ_0 > μ_1 > μ_2 > μ_3 can."""
    assert means_in_order(MEANS) == 1
    assert means_in_order(np.array([0.5, 0.0, 0.0, -1.2])) == 0
    flows = np.random.default_rng(4).normal(0, 1, (30, 1))
    transition = ladder_transition(np.array([0.1, 0.2, 0.3]), np.array([0.3, 0.1, 0.2]))
    start = np.array([0.4, 0.3, 0.2, 0.1])
    filtered, total = forward_filter(
        np.asarray(normal_log_density(flows, MEANS, 0.5)), transition, start
    )
    for order in itertools.permutations(range(4)):
        mixed = MEANS[list(order)]
        relabelled, same = forward_filter(
            np.asarray(normal_log_density(flows, mixed, 0.5)),
            transition[np.ix_(order, order)],
            start[list(order)],
        )
        assert same == pytest.approx(total)
        assert bool(means_in_order(mixed)) == (order == (0, 1, 2, 3))
        back = regime_order(mixed)
        assert np.array_equal(mixed[back], MEANS)
        assert relabelled[:, back] == pytest.approx(filtered)


@given(arrays(np.float64, (5, 4), elements=st.floats(-2, 2)))
def test_t_h3_sorted_means_are_in_order_unless_two_are_equal(means: np.ndarray) -> None:
    ordered = np.take_along_axis(means, regime_order(means), axis=-1)
    distinct = np.array([len(set(row)) == 4 for row in means.tolist()])
    assert np.array_equal(means_in_order(ordered) == 1, distinct)


@given(st.integers(0, 3), LOGIT, LOGIT)
def test_a_step_is_at_most_one_rung_and_stays_on_the_ladder(
    regime: int, up_logit: float, down_logit: float
) -> None:
    up, stay, down = (float(x) for x in regime_step(regime, up_logit, down_logit, 3))
    assert min(up, stay, down) >= 0
    assert up + stay + down == pytest.approx(1)
    assert regime < 3 or up == 0
    assert regime > 0 or down == 0
    wanted = [1 / (1 + np.exp(-x)) for x in (up_logit, down_logit)]
    if 0 < regime < 3 and sum(wanted) <= 1:
        assert (up, down) == pytest.approx(tuple(wanted))
    if 0 < regime < 3 and sum(wanted) > 1:
        assert up * wanted[1] == pytest.approx(down * wanted[0])
        assert stay == pytest.approx(0)


@given(st.integers(0, 3), LOGIT, LOGIT, st.floats(0, 5))
def test_more_push_up_never_makes_falling_likelier(
    regime: int, up_logit: float, down_logit: float, more: float
) -> None:
    up, _, down = regime_step(regime, up_logit, down_logit, 3)
    up_more, _, down_more = regime_step(regime, up_logit + more, down_logit, 3)
    assert up_more >= up - 1e-12
    assert down_more <= down + 1e-12


@given(st.floats(1.01, 500), st.floats(0.05, 1))
def test_logits_from_spells_give_those_spells_back(months: float, share: float) -> None:
    up_logit = logit_from_spell(months, share)
    down_logit = logit_from_spell(months, max(1 - share, 1e-9))
    up, _, down = regime_step(1, up_logit, down_logit, 3)
    assert spell_length(up, down) == pytest.approx(months, rel=1e-6)
    assert up * months == pytest.approx(share, rel=1e-6)
    assert logit_from_spell(months + 1, share) < up_logit


def test_spells_are_what_a_simulation_shows() -> None:
    up, _, down = regime_step(2, logit_from_spell(30.0, 0.3), logit_from_spell(30.0, 0.7), 3)
    rng = np.random.default_rng(5)
    lengths = rng.geometric(float(up) + float(down), 20_000)
    assert lengths.mean() == pytest.approx(spell_length(up, down), rel=0.03)
    assert spell_length(0.0, 0.0) == np.inf


def test_normal_log_density_is_that_of_the_normal() -> None:
    from statistics import NormalDist

    values = np.linspace(-3, 3, 13)
    expected = np.log([NormalDist(0.4, 0.7).pdf(value) for value in values])
    assert normal_log_density(values, 0.4, 0.7) == pytest.approx(expected)


GRID = np.linspace(0, 1, 9)
CASES: list[tuple[Any, tuple[Any, ...]]] = [
    (regime_step, (np.arange(9.0) % 4, 900 * GRID - 450, 2 - 4 * GRID, 3 + 0 * GRID)),
    (next_regime, (np.arange(9.0) % 4, GRID / 2, 0.5 - GRID / 2, GRID[::-1].copy())),
    (logit_from_spell, (60 * GRID + 1.5, 0.9 * GRID + 0.1)),
    (spell_length, (GRID / 2, GRID / 2)),
    (normal_log_density, (GRID, GRID - 0.5, GRID + 0.1)),
]
OVER_REGIMES = {
    "stationary_regimes",
    "ladder_transition",
    "forward_filter",
    "means_in_order",
    "regime_order",
}


@pytest.mark.parametrize(
    ("model", "arguments"), CASES, ids=lambda case: getattr(case, "__name__", "")
)
def test_cores_compile_and_agree(model: Any, arguments: tuple[np.ndarray, ...]) -> None:
    compiled = numba.njit(model.core)
    expected = np.asarray(model(*arguments))
    assert np.allclose(compiled(*arguments), expected, rtol=1e-12)
    for place in range(len(arguments[0])):
        scalars = [float(argument[place]) for argument in arguments]
        assert np.allclose(compiled(*scalars), expected[..., place], rtol=1e-12)
        assert np.allclose(model(*scalars), expected[..., place], rtol=1e-12)


def test_every_elementwise_function_is_among_the_compiled() -> None:
    public = {name for name, value in vars(block).items() if isinstance(value, Model)}
    assert public == {model.core.__name__ for model, _ in CASES} | OVER_REGIMES


EVEN = np.full((4, 4), 0.25)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: regime_step(-1, 0.0, 0.0, 3),
            r"regime_step: regime is -1; it must lie in \[0, ∞\)",
        ),
        (
            lambda: logit_from_spell(1.0),
            r"logit_from_spell: months is 1; it must lie in \(1, ∞\)",
        ),
        (
            lambda: logit_from_spell(24.0, 0.0),
            r"logit_from_spell: share is 0; it must lie in \(0, 1\]",
        ),
        (
            lambda: next_regime(1, 0.1, 1.1, 0.5),
            r"next_regime: down is 1.1; it must lie in \[0, 1\]",
        ),
        (
            lambda: spell_length(-0.1, 0.1),
            r"spell_length: up is -0.1; it must lie in \[0, 1\]",
        ),
        (
            lambda: normal_log_density(0.0, 0.0, 0.0),
            r"normal_log_density: spread is 0; it must lie in \(0, ∞\)",
        ),
        (
            lambda: stationary_regimes(np.full(3, 0.1), np.array([0.1, 0.0, 0.1])),
            r"stationary_regimes: down is 0; it must lie in \(0, 1\]",
        ),
        (
            lambda: stationary_regimes(np.full(3, 0.1), np.full(2, 0.1)),
            r"up has shape \(3,\) and down \(2,\)",
        ),
        (
            lambda: ladder_transition(np.full(3, 0.6), np.full(3, 0.6)),
            "the moves out of one regime add to more than 1",
        ),
        (
            lambda: forward_filter(np.full((3, 4), np.inf), EVEN, EVEN[0]),
            r"forward_filter: log_densities is inf; it must lie in",
        ),
        (
            lambda: forward_filter(np.zeros((3, 4)), EVEN * 0.5, EVEN[0]),
            "rows of transition do not add to 1",
        ),
        (
            lambda: forward_filter(np.zeros((3, 4)), EVEN, EVEN[0] * 0.5),
            "rows of start do not add to 1",
        ),
        (
            lambda: forward_filter(np.zeros((3, 3)), EVEN, EVEN[0]),
            "transition and start do not fit the regimes",
        ),
        (
            lambda: forward_filter(np.zeros((3, 4)), np.broadcast_to(EVEN, (3, 4, 4)), EVEN[0]),
            "3 transitions for 2 steps",
        ),
        (
            lambda: means_in_order(np.array([0.1, np.nan])),
            r"means_in_order: means is nan; it must lie in \(−∞, ∞\)",
        ),
    ],
)
def test_refuses_what_makes_no_sense(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
