"""Block 2.1: trust and reassurance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from helpers import compiles_and_works_elementwise, models_of
from hypothesis import given
from hypothesis import strategies as st

from detente.mechanisms import trust as module
from detente.mechanisms.trust import (
    cooperates,
    minimum_trust,
    separating_signal_window,
    signal_separates,
    smallest_trust_for_signal,
    updated_trust,
)
from detente.mechanisms.validated import Model

GAMES = 20_000
STAKE = st.floats(0.05, 5)
BELIEF = st.floats(0.01, 0.99)


def trustworthy(rng: np.random.Generator, n: int) -> tuple[np.ndarray, ...]:
    """Return random S < P < T < R."""
    return tuple(np.sort(rng.normal(size=(4, n)), axis=0))


def untrustworthy(rng: np.random.Generator, n: int) -> tuple[np.ndarray, ...]:
    """Return random S' < P' < R' < T'."""
    return tuple(np.sort(rng.normal(size=(4, n)), axis=0))


def two_rounds(
    share: np.ndarray, belief: np.ndarray, first: str, payoff: dict[str, np.ndarray], last: str
) -> np.ndarray:
    """Expected payoff of playing `first` in round one, written out move by move.

    The trustworthy partner cooperates first and repeats iff it saw cooperation; the untrustworthy
    one always defects. In round two one answers a trustworthy partner's move with `last` if that
    partner will cooperate, and defects otherwise.
    """
    total = np.zeros_like(belief)
    for partner_trustworthy, weight in ((True, belief), (False, 1 - belief)):
        his_first = "C" if partner_trustworthy else "D"
        his_second = "C" if partner_trustworthy and first == "C" else "D"
        my_second = last if his_second == "C" else "D"
        total = total + weight * (
            share * payoff[first + his_first] + (1 - share) * payoff[my_second + his_second]
        )
    return total


def test_t_k1_cooperation_switches_exactly_at_the_minimum() -> None:
    """T-K1: expected payoffs compared directly in random games change sides at m, nowhere else."""
    rng = np.random.default_rng(1)
    s, p, t, r = trustworthy(rng, GAMES)
    minimum = minimum_trust(r - t, p - s)
    belief = rng.uniform(size=GAMES)
    pays = belief * r + (1 - belief) * s >= belief * t + (1 - belief) * p
    assert np.array_equal(pays, cooperates(belief, minimum) == 1)
    at = 0.6
    assert [float(cooperates(x, at)) for x in (np.nextafter(at, 0), at, np.nextafter(at, 1))] == [
        0,
        1,
        1,
    ]


def test_t_k2_the_window_of_separating_signals() -> None:
    """T-K2: in random two-round games a signal separates iff it lies in the window."""
    rng = np.random.default_rng(2)
    s, p, t, r = trustworthy(rng, GAMES)
    s2, p2, r2, t2 = untrustworthy(rng, GAMES)
    belief, share = rng.uniform(0.01, 0.99, GAMES), rng.uniform(size=GAMES)
    good = {"CC": r, "CD": s, "DC": t, "DD": p}
    bad = {"CC": r2, "CD": s2, "DC": t2, "DD": p2}
    dares = two_rounds(share, belief, "C", good, "C") >= two_rounds(share, belief, "D", good, "C")
    abstains = two_rounds(share, belief, "D", bad, "D") >= two_rounds(share, belief, "C", bad, "D")
    low, high = separating_signal_window(belief, r - p, r - t, p - s, t2 - p2, t2 - r2, p2 - s2)
    assert np.array_equal(dares & abstains, signal_separates(share, low, high) == 1)
    assert 0.05 < np.mean(dares & abstains) < 0.95  # the comparison has both kinds of game


def test_t_k2_no_window_when_the_untrustworthy_are_as_willing_to_take_risks() -> None:
    """T-K2: as S′ → P′ and T′ → R′ the smallest honest signal tends to the whole stake."""
    lows = [
        float(separating_signal_window(0.3, 1.0, 0.5, 1.0, 1.0, gap, gap)[0])
        for gap in (1.0, 0.1, 0.01, 0.0)
    ]
    assert lows == sorted(lows)
    assert lows[-1] == 1
    low, high = separating_signal_window(0.3, 1.0, 0.5, 1.0, 1.0, 0.01, 0.01)
    assert low > high


@given(BELIEF, STAKE, STAKE, STAKE)
def test_t_k3_the_trust_a_signal_takes(
    share: float, mutual: float, premium: float, loss: float
) -> None:
    """T-K3: the one-shot threshold at α = 1, less below if R − P > R − T, nothing as α → 0."""
    mutual = premium + mutual  # P < T
    one_shot = minimum_trust(premium, loss)
    assert smallest_trust_for_signal(1.0, mutual, premium, loss) == pytest.approx(one_shot)
    assert smallest_trust_for_signal(share, mutual, premium, loss) < one_shot
    assert smallest_trust_for_signal(1e-12, mutual, premium, loss) < 1e-9


def test_t_k3_is_the_upper_end_of_the_window_read_the_other_way() -> None:
    """T-K3: t is enough for α exactly when α ≤ α_max(t); and cheap signals are mimicked."""
    rng = np.random.default_rng(3)
    s, p, t, r = trustworthy(rng, GAMES)
    belief, share = rng.uniform(0.01, 0.99, GAMES), rng.uniform(0.01, 1, GAMES)
    low, high = separating_signal_window(belief, r - p, r - t, p - s, 1.0, 0.5, 0.5)
    enough = belief >= smallest_trust_for_signal(share, r - p, r - t, p - s)
    assert np.array_equal(enough, share <= high)
    assert (low > 0).all()


def signals(rng: np.random.Generator, kinds: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the probabilities of some signals under either type."""
    return rng.dirichlet(np.ones(kinds)), rng.dirichlet(np.ones(kinds))


@pytest.mark.parametrize("seed", range(20))
def test_t_k4_trust_is_a_martingale_under_bayes_and_not_under_negativity(seed: int) -> None:
    """T-K4: E[t′] = t exactly over all signals; a negativity bias drags it below."""
    rng = np.random.default_rng(seed)
    belief = rng.uniform(0.05, 0.8)
    p_good, p_bad = signals(rng, 5)
    predicted = belief * p_good + (1 - belief) * p_bad
    bayes = updated_trust(np.full(5, belief), p_good, p_bad)
    biased = updated_trust(np.full(5, belief), p_good, p_bad, 1.5)
    assert predicted @ bayes == pytest.approx(belief, abs=1e-12)
    assert predicted @ biased < belief - 1e-6


def test_t_k4_the_biased_rule_says_that_it_is_not_bayesian() -> None:
    assert "not Bayesian" in (updated_trust.__doc__ or "")


def test_separating_signals_settle_trust_and_impossible_ones_have_no_answer() -> None:
    assert updated_trust(0.3, 0.4, 0.0) == 1
    assert updated_trust(0.3, 0.0, 0.4) == 0
    assert np.isnan(updated_trust(0.3, 0.0, 0.0))
    assert np.isnan(updated_trust(1.0, 0.0, 0.5))


@given(BELIEF, BELIEF, BELIEF, st.floats(1, 3))
def test_updating_adds_to_the_log_odds(t: float, p: float, q: float, bias: float) -> None:
    weight = bias if p < q else 1.0
    odds = np.log(t / (1 - t)) + weight * np.log(p / q)
    assert updated_trust(t, p, q, bias) == pytest.approx(1 / (1 + np.exp(-odds)))


@given(BELIEF, BELIEF, BELIEF)
def test_calling_the_types_by_each_others_name_mirrors_trust(t: float, p: float, q: float) -> None:
    assert updated_trust(1 - t, q, p) == pytest.approx(1 - updated_trust(t, p, q))


@given(STAKE, STAKE, st.floats(0.01, 2))
def test_more_to_lose_takes_more_trust(premium: float, loss: float, more: float) -> None:
    assert minimum_trust(premium, loss + more) > minimum_trust(premium, loss)
    assert minimum_trust(premium + more, loss) < minimum_trust(premium, loss)
    assert minimum_trust(premium, loss) == pytest.approx(1 - minimum_trust(loss, premium))


@given(BELIEF, STAKE, STAKE, STAKE, STAKE, STAKE, STAKE, st.floats(0.1, 10))
def test_the_unit_of_payoffs_does_not_matter(
    t: float, a: float, b: float, c: float, d: float, e: float, f: float, unit: float
) -> None:
    window = separating_signal_window(t, a, b, c, d, e, f)
    scaled = separating_signal_window(t, *(unit * x for x in (a, b, c, d, e, f)))
    assert np.allclose(window, scaled)
    assert all(0 <= x <= 1 for x in window)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: minimum_trust(0.0, 1.0), r"minimum_trust: cooperation_premium is 0; .*\(0, ∞\)"),
        (lambda: minimum_trust(1.0, -1.0), r"exploitation_loss is -1; it must lie in \(0, ∞\)"),
        (lambda: cooperates(1.2, 0.5), r"cooperates: trust is 1.2; it must lie in \[0, 1\]"),
        (lambda: separating_signal_window(0.0, 1, 1, 1, 1, 1, 1), r"trust is 0; .*\(0, 1\)"),
        (lambda: separating_signal_window(0.5, 1, 1, 1, 1, -1, 1), r"mimic_forgone is -1"),
        (lambda: signal_separates(np.nan, 0.1, 0.2), r"signal is nan; it must lie in \[0, 1\]"),
        (lambda: smallest_trust_for_signal(0.0, 1, 1, 1), r"signal is 0; .*\(0, 1\]"),
        (lambda: updated_trust(0.5, 0.2, 1.5), r"likelihood_untrustworthy is 1.5; .*\[0, 1\]"),
        (lambda: updated_trust(0.5, 0.2, 0.5, 0.5), r"negativity is 0.5; it must lie in \[1, ∞\)"),
    ],
)
def test_refuses_what_makes_no_sense(call: Callable[[], Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        call()


SAMPLES: dict[Model[..., Any], tuple[tuple[float, float], ...]] = {
    minimum_trust: ((0.1, 2), (0.1, 2)),
    cooperates: ((0, 1), (0, 1)),
    separating_signal_window: ((0.01, 0.99), *[(0.1, 2.0)] * 6),
    signal_separates: ((0, 1), (0, 1), (0, 1)),
    smallest_trust_for_signal: ((0.01, 1), (0.1, 2), (0.1, 2), (0.1, 2)),
    updated_trust: ((0, 1), (0, 1), (0, 1), (1, 3)),
}


def test_every_function_is_sampled() -> None:
    assert models_of(module) == set(SAMPLES)


@pytest.mark.parametrize("model", SAMPLES, ids=lambda model: model.core.__name__)
def test_the_core_compiles_and_works_elementwise(model: Model[..., Any]) -> None:
    compiles_and_works_elementwise(model, SAMPLES[model])
