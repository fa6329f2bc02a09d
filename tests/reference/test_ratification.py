"""Block 2.6: two-level games."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_normal import keeps_contract, public_models

from detente.mechanisms import ratification
from detente.mechanisms.normal import normal_cdf
from detente.mechanisms.ratification import (
    agreement_feasible,
    best_concession,
    concession_for_probability,
    nash_split,
    ratification_probability,
    ratified_depth,
    rejection_when_signed,
    supermajority_pivot,
    tied_hands,
    watered_down_probability,
)

OFFER = st.floats(0, 1)
PIVOT = st.floats(-0.5, 1.5)
SPREAD = st.floats(0.05, 0.5)

CASES = {
    "agreement_feasible": ((0.3, 0.6), (0.6, 0.3)),
    "ratification_probability": ((0.5, 0.3, 0.8, 0.1, 0.2), (0.5, 0.5, 0.4, 0.0, 0.2)),
    "supermajority_pivot": ((0.5, 0.2, 2 / 3), (0.1, 0.0, 0.5)),
    "nash_split": ((0.3, 0.2), (0.7, 0.6)),
    "tied_hands": ((0.4, 0.3, 0.2), (0.0, 0.3, 0.1)),
    "watered_down_probability": ((0.5, 0.55, 0.8, 0.1, 0.2, 0.1), (0.5, 0.5, 0.4, 0.0, 0.2, 0.1)),
    "ratified_depth": ((0.8, 0.1, 0.1, 0.3), (0.8, -0.05, 0.1, 0.3), (0.8, -0.1, 0.1, 0.3)),
    "rejection_when_signed": (
        (0.5, 0.3, 0.8, 0.1, 0.2, 0.5),
        (0.5, 0.6, 0.8, 0.1, 0.2, 0.5),
    ),
    "concession_for_probability": ((-0.1, 0.2, 0.8), (0.5, 0.2, 0.6)),
    "best_concession": ((-0.1, 0.2, 1.0, 2.0), (-0.1, 0.2, 9.0, 2.0), (-1.5, 0.2, 1.0, 1.2)),
}

#: Tried on arrays under numba as well.
ARRAYS = ("agreement_feasible", "nash_split")


def test_every_public_function_has_a_case() -> None:
    assert public_models(ratification) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_contract(name: str) -> None:
    keeps_contract(getattr(ratification, name), *CASES[name], arrays=name in ARRAYS)


# The draw, simulated


def test_probabilities_are_those_of_the_simulated_draw() -> None:
    """Draw both pivots with their errors and count: whole, reduced, rejected."""
    offer, one, other, s1, s2, band = 0.55, 0.45, 0.7, 0.15, 0.1, 0.12
    luck, n = np.random.default_rng(1), 400_000
    worse = np.minimum(
        offer - (one + s1 * luck.standard_normal(n)), other + s2 * luck.standard_normal(n) - offer
    )
    depth = ratified_depth(0.8, worse, band, 0.25)
    whole, reduced = (depth == 0.8).mean(), np.isclose(depth, 0.6).mean()
    error = 4 * 0.5 / math.sqrt(n)
    assert abs(whole - ratification_probability(offer, one, other, s1, s2)) < error
    assert abs(reduced - watered_down_probability(offer, one, other, s1, s2, band)) < error


def test_supermajority_pivot_is_the_sixty_seventh_senator() -> None:
    """Of a large chamber, the share κ stands at or above the pivot."""
    support = np.random.default_rng(2).normal(0.2, 0.5, 400_000)
    pivot = supermajority_pivot(0.2, 0.5, 2 / 3)
    assert (support >= pivot).mean() == pytest.approx(2 / 3, abs=4 * 0.5 / math.sqrt(400_000))
    assert supermajority_pivot(0.2, 0.5, 0.5) == pytest.approx(0.2)


# Published results


def test_t_p1_complete_information_never_fails() -> None:
    """T-P1 (Iida 1993): no rejection after signature as σ → 0; with uncertainty there is."""
    offers = np.linspace(0, 1, 101)
    for least in (0.2, 0.7):
        risk = [
            np.nan_to_num(rejection_when_signed(offers, 0.203, 0.797, s, s, least)).max()
            for s in (0.15, 0.1, 0.01, 1e-4, 0.0)
        ]
        assert risk[0] > 0.05
        assert risk[3] < 1e-10
        assert risk[4] == 0
    assert rejection_when_signed(0.1, 0.35, 0.65, 0.0, 0.0, 0.0) == 1, "naive: signs anything"


@given(OFFER, PIVOT, PIVOT, SPREAD, SPREAD, st.floats(0, 1))
def test_anticipation_bounds_rejection(
    x: float, one: float, other: float, s1: float, s2: float, least: float
) -> None:
    risk = rejection_when_signed(x, one, other, s1, s2, least)
    assert np.isnan(risk) or risk <= 1 - least + 1e-12


def test_t_p2_tied_hands_move_the_split_by_half_and_risk_the_deal() -> None:
    """T-P2 (Schelling, Putnam): +½ per unit of constraint, and agreement less likely."""
    assert nash_split(0.3, 0.2) - nash_split(0.1, 0.2) == pytest.approx(0.5 * 0.2)
    constraint = np.linspace(0, 1, 201)
    agreement, share = tied_hands(constraint, 0.4, 0.15)
    assert (np.diff(agreement) < 0).all()
    # Mo 1994; Milner and Rosendorff 1997: not a hard-wired advantage
    best = share.argmax()
    assert 0 < best < 200
    assert (np.diff(share)[:best] > 0).all()
    assert (np.diff(share)[best:] < 0).all()


def test_tied_hands_are_those_of_the_simulated_bargain() -> None:
    n = 400_000
    other = np.random.default_rng(3).normal(0.4, 0.15, n)
    for own in (0.1, 0.5, 0.8):
        share = np.where(own + other <= 1, (1 + own - other) / 2, 0.0)
        agreement, expected = tied_hands(own, 0.4, 0.15)
        assert (own + other <= 1).mean() == pytest.approx(agreement, abs=2 / math.sqrt(n))
        assert share.mean() == pytest.approx(expected, abs=2 / math.sqrt(n))


def test_t_p3_doves_succeed_alike_and_pay_more() -> None:
    """T-P3 (Kreps, Saunders and Schultz 2018), by the model specified here.

    Doves start from a worse margin. Without side payments they fail more; with them success rates
    meet while the dove's mean payment is higher.
    """
    luck = np.random.default_rng(4)
    hawk = luck.normal(0.05, 0.05, 20_000)
    dove = hawk - 0.2
    paid_hawk, success_hawk = best_concession(hawk, 0.15, 1.0, 3.0)
    paid_dove, success_dove = best_concession(dove, 0.15, 1.0, 3.0)
    gap_without = (normal_cdf(hawk / 0.15) - normal_cdf(dove / 0.15)).mean()
    assert gap_without > 0.3
    assert abs(success_hawk.mean() - success_dove.mean()) < 0.001
    assert paid_dove.mean() > paid_hawk.mean() + 0.19
    wanted = concession_for_probability(dove, 0.15, 0.9) - concession_for_probability(
        hawk, 0.15, 0.9
    )
    assert (wanted >= 0).all()
    assert wanted.mean() > 0.15


@given(st.floats(-1, 0.6), SPREAD, st.floats(0.2, 5), st.floats(0.2, 5))
def test_best_concession_is_the_best_of_a_grid(
    margin: float, spread: float, cost: float, prize: float
) -> None:
    grid = np.linspace(0, 5, 20_001)
    worth = prize * normal_cdf((margin + grid) / spread) - cost * grid
    paid, success = best_concession(margin, spread, cost, prize)
    assert prize * success - cost * paid >= worth.max() - 1e-9
    assert success == pytest.approx(normal_cdf((margin + paid) / spread))


def test_t_p4_two_sided_constraints_are_more_equitable() -> None:
    """T-P4 (Iida 1996): bound on both sides, the split is nearer to a half than on one."""
    luck = np.random.default_rng(5)
    one, other = luck.uniform(0, 0.5, (2, 100_000))
    alone = np.abs(nash_split(one, np.zeros_like(one)) - 0.5)
    both = np.abs(nash_split(one, other) - 0.5)
    assert both.mean() < 0.75 * alone.mean()
    assert both.mean() == pytest.approx(0.5 / 6, abs=0.001), "½ E|r₁ − r₂| of two uniforms"
    assert nash_split(0.4, 0.4) == pytest.approx(0.5)


# Properties


@given(OFFER, PIVOT, PIVOT, SPREAD, SPREAD)
def test_relabelling_the_sides_changes_nothing(
    x: float, one: float, other: float, s1: float, s2: float
) -> None:
    here = ratification_probability(x, one, other, s1, s2)
    assert ratification_probability(1 - x, 1 - other, 1 - one, s2, s1) == pytest.approx(here)
    if abs(one - other) > 1e-9:
        assert agreement_feasible(1 - other, 1 - one) == agreement_feasible(one, other)


@given(OFFER, PIVOT, PIVOT, SPREAD, SPREAD, st.floats(0, 0.5))
def test_a_harder_pivot_never_helps(
    x: float, one: float, other: float, s1: float, s2: float, more: float
) -> None:
    before = ratification_probability(x, one, other, s1, s2)
    assert ratification_probability(x, one + more, other, s1, s2) <= before + 1e-15
    assert ratification_probability(x, one, other - more, s1, s2) <= before + 1e-15
    reduced = watered_down_probability(x, one, other, s1, s2, more)
    assert -1e-15 <= reduced <= 1 - before + 1e-12


@given(st.floats(0, 1), st.floats(0, 1))
def test_split_lies_between_the_reservations(one: float, other: float) -> None:
    x = nash_split(one, other)
    if one + other <= 1:
        assert one - 1e-12 <= x <= 1 - other + 1e-12
        assert nash_split(other, one) == pytest.approx(1 - x)
    else:
        assert np.isnan(x)


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(
        ValueError, match=r"ratification_probability: spread_one is -0.1; it must lie in \[0, ∞\)"
    ):
        ratification_probability(0.5, 0.3, 0.7, -0.1, 0.1)
    with pytest.raises(ValueError, match=r"share_needed is 1; it must lie in \(0, 1\)"):
        supermajority_pivot(0.5, 0.1, 1.0)
