"""Block 2.8: sanctions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_normal import keeps_contract, public_models

from detente.mechanisms import sanctions
from detente.mechanisms.sanctions import (
    concession_at_threat,
    concession_if_imposed,
    concession_if_imposed_given,
    deadlock_value,
    largest_concession,
    median_duration_with_lock,
    relief_credibility,
    sanction_leverage,
    sender_initiates,
)

COST = st.floats(0, 5)
SHARE = st.floats(0, 1)
EXPECTED = st.floats(0, 4)
SPREAD = st.floats(0.2, 2)

CASES = {
    "concession_at_threat": ((1.0, 0.6, 0.0, 1.0, 1.0), (1.0, 0.0, 0.3, 1.0, 0.5)),
    "concession_if_imposed": ((1.0, 0.6, 0.0, 1.0, 1.0), (0.0, 0.5, 0.3, 1.0, 0.5)),
    "concession_if_imposed_given": ((0.5, 0.3), (0.3, 0.5), (1.0, 1.0)),
    "deadlock_value": ((0.2, 1.0, 0.5), (1.0, 0.2, 0.5)),
    "sender_initiates": ((0.2, 1.0, 0.5), (1.0, 0.2, 0.5)),
    "largest_concession": ((0.2, 1.0, 0.5), (5.0, 0.2, 0.5)),
    "median_duration_with_lock": ((0.02, 0.8), (0.02, 1.0)),
    "relief_credibility": ((0.8, 0.5), (1.0, 0.5)),
    "sanction_leverage": ((1.0, 0.2, 0.8, 0.5), (3.0, 0.0, 1.0, 0.5)),
}

#: Tried on arrays under numba as well.
ARRAYS = ("median_duration_with_lock", "largest_concession")


def test_every_public_function_has_a_case() -> None:
    assert public_models(sanctions) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_contract(name: str) -> None:
    keeps_contract(getattr(sanctions, name), *CASES[name], arrays=name in ARRAYS)


def test_t_n1_sanctions_that_would_work_work_as_threats() -> None:
    """T-N1 (Lacy and Niou 2004): .305 at the threat, .281 once imposed, and by simulation."""
    threat = concession_at_threat(1.0, 0.6, 0.0, 1.0, 1.0)
    imposed = concession_if_imposed(1.0, 0.6, 0.0, 1.0, 1.0)
    assert round(float(threat), 3) == 0.305
    assert round(float(imposed), 3) == 0.281
    resolve = np.random.default_rng(11).lognormal(0, 1, 400_000)
    left = resolve[resolve >= 0.6]
    assert (resolve < 0.6).mean() == pytest.approx(threat, abs=4 * 0.5 / math.sqrt(400_000))
    assert (left < 1).mean() == pytest.approx(imposed, abs=4 * 0.5 / math.sqrt(left.size))


def test_t_n1_holds_for_suitable_distributions_only() -> None:
    """A threat hardly believed is withstood by nearly all, and the sanctions then work more."""
    threat = concession_at_threat(1.0, 0.1, 0.0, 1.0, 1.0)
    assert concession_if_imposed(1.0, 0.1, 0.0, 1.0, 1.0) > threat


@given(st.floats(0.05, 5), st.floats(0.05, 0.95), EXPECTED, SPREAD)
def test_the_lognormal_form_is_the_general_one(c: float, r: float, e: float, s: float) -> None:
    at_threat = concession_at_threat(c, r, e, 1.0, s)
    in_full = concession_at_threat(c, 1.0, e, 1.0, s)
    assume(at_threat < 1 - 1e-6)
    general = concession_if_imposed_given(in_full, at_threat)
    assert concession_if_imposed(c, r, e, 1.0, s) == pytest.approx(general, abs=1e-8)
    assert general <= in_full + 1e-12, "selection: the resolute are left"


@given(COST, SHARE, EXPECTED, st.floats(0.2, 3), SPREAD, st.floats(0, 2))
def test_t_n2_expected_conflict_makes_targets_concede_less(
    c: float, r: float, e: float, median: float, s: float, more: float
) -> None:
    """T-N2 (Drezner), first sign: the chance of concession falls with expected conflict."""
    before = concession_at_threat(c, r, e, median, s)
    assert concession_at_threat(c, r, e + more, median, s) <= before + 1e-12
    scaled = concession_at_threat(c, r, 0.0, median * (1 + e), s)
    assert before == pytest.approx(scaled, abs=1e-9), "e multiplies the resolve by 1 + e"


@given(COST, COST, EXPECTED, st.floats(0.01, 2))
def test_t_n2_and_senders_more_willing(sender: float, target: float, e: float, more: float) -> None:
    """T-N2 (Drezner), both signs, by the model specified here: willing senders, small concessions."""
    if target >= sender:
        assert deadlock_value(sender, target, e + more) >= deadlock_value(sender, target, e) - 1e-12
        assert sender_initiates(sender, target, e + more) >= sender_initiates(sender, target, e)
    assert (
        largest_concession(sender, target, e + more)
        <= largest_concession(sender, target, e) + 1e-12
    )


def test_t_n2_the_paradox_in_a_population() -> None:
    """T-N2: more attempts, each bringing less, as expected conflict grows."""
    target, sender = np.random.default_rng(12).uniform(0, 1, (2, 50_000))
    attempts, yields = [], []
    for e in (0.1, 0.5, 1.0, 3.0):
        tried = sender_initiates(sender, target, e) == 1
        attempts.append(tried.mean())
        yields.append((largest_concession(sender, target, e) / target)[tried].mean())
    assert (np.diff(attempts) > 0).all()
    assert (np.diff(yields) < 0).all()
    # few conflicts ahead: only if it costs the sender little and the target much
    cheap = (sender_initiates(sender, target, 0.1) == 1).nonzero()
    assert (sender[cheap] / target[cheap]).max() < 0.1


def test_t_n2_the_largest_concession_is_where_the_target_is_indifferent() -> None:
    sender, target, e = 0.2, 1.0, 0.7
    demand = np.linspace(0, 2, 200_001)
    conceding = -demand - e * 2 * demand
    enduring = -target - e * (target - sender)
    accepted = demand[conceding >= enduring].max()
    assert largest_concession(sender, target, e) == pytest.approx(accepted, abs=2e-5)


def test_t_n3_the_lock_scales_the_median_life() -> None:
    """T-N3: median ∝ 1/(1 − ℓ), and as simulated month by month in small steps."""
    lock = np.array([0.0, 0.5, 0.8, 0.95])
    life = median_duration_with_lock(0.05, lock)
    assert life * (1 - lock) == pytest.approx(np.full(4, life[0]))
    assert median_duration_with_lock(0.05, 1.0) == math.inf
    steps = 50  # per month
    spells = np.random.default_rng(13).geometric(0.05 * (1 - 0.8) / steps, 100_000) / steps
    assert np.median(spells) == pytest.approx(life[2], rel=0.02)


@given(SHARE, SHARE, SHARE, st.floats(0, 5))
def test_eternal_sanctions_buy_nothing(lock: float, belief: float, lax: float, s: float) -> None:
    assert sanction_leverage(s, lax, 1.0, belief) == 0
    assert sanction_leverage(s, lax, lock, 0.0) == 0
    assert sanction_leverage(s, 0.0, lock, belief) == pytest.approx(
        s * relief_credibility(lock, belief)
    )
    assert relief_credibility(lock, belief) <= belief


@given(COST, SHARE, SHARE, SPREAD)
def test_a_better_believed_threat_never_works_less(c: float, r: float, m: float, s: float) -> None:
    low, high = sorted((r, m))
    assert concession_at_threat(c, low, 0.0, 1.0, s) <= concession_at_threat(c, high, 0.0, 1.0, s)


def test_unit_of_cost_does_not_matter() -> None:
    assert concession_if_imposed(5.0, 0.6, 0.2, 5.0, 1.0) == pytest.approx(
        concession_if_imposed(1.0, 0.6, 0.2, 1.0, 1.0)
    )


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(
        ValueError, match=r"concession_at_threat: resolve_median is 0; it must lie in \(0, ∞\)"
    ):
        concession_at_threat(1.0, 0.5, 0.0, 0.0, 1.0)
    with pytest.raises(ValueError, match=r"median_duration_with_lock: lock is 1.5; .* \[0, 1\]"):
        median_duration_with_lock(0.1, 1.5)
