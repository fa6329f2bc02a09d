"""Block 2.7: linkage, depth, small steps and grand bargains."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from test_normal import keeps_contract, public_models

from detente.mechanisms import linkage
from detente.mechanisms.linkage import (
    deal_exists,
    deal_value,
    feasible_alone,
    grand_bargain_value,
    largest_safe_step_ratio,
    linkage_surplus,
    nash_transfer,
    optimal_depth,
    package_feasible,
    package_payoffs,
    small_steps_beat_grand_bargain,
    small_steps_value,
)

GAIN = st.floats(-2, 2)
LIMIT = st.floats(0, 2)
SHARE = st.floats(0, 1)
Array = npt.NDArray[np.float64]

TWO = np.array([2.0, -1.0]), np.array([-1.0, 2.0]), np.array([0.1, 0.2])
NONE = np.array([1.0, -2.0]), np.array([-2.0, 1.0]), np.array([0.1, 0.2])
CASES = {
    "feasible_alone": ((0.5, -0.2, 0.3), (0.5, -0.2, 0.1), (-0.5, 0.2, 1.0)),
    "nash_transfer": ((0.5, -0.2, 0.3), (0.5, -0.2, 1.0), (-0.2, 0.5, 0.1)),
    "package_feasible": (TWO, NONE),
    "package_payoffs": (TWO, NONE),
    "linkage_surplus": (TWO, NONE),
    "optimal_depth": ((0.5, 1.0, 2.0, 0.3), (0.5, 1.0, 2.0, 1.0), (0.5, -1.0, 2.0, 0.3)),
    "deal_value": ((0.4, 0.5, 1.0, 2.0, 0.3, 0.1), (0.4, 0.5, -1.0, 2.0, 0.3, 0.0)),
    "deal_exists": ((0.5, 1.0, 2.0, 0.3, 0.01), (0.5, 1.0, 2.0, 0.3, 0.5), (1.0, 1.0, 2.0, 0.3, 1.0)),
    "small_steps_value": ((1.0, 3.0, 0.5, 0.1, 0.05), (1.0, 1.0, 1.0, 0.0, 0.0)),
    "grand_bargain_value": ((1.0, 3.0, 0.5, 0.1, 0.05), (1.0, 1.0, 1.0, 0.0, 0.0)),
    "small_steps_beat_grand_bargain": (
        (1.0, 0.0, 3.0, 0.5, 0.5, 0.1, 0.0),
        (1.0, 0.0, 3.0, 0.5, 0.5, 0.0, 0.1),
    ),
    "largest_safe_step_ratio": ((1.0, 0.2, 0.9), (1.0, 1.5, 0.9)),
}  # fmt: skip

#: Tried on arrays under numba as well.
ARRAYS = ("nash_transfer", "optimal_depth")


def test_every_public_function_has_a_case() -> None:
    assert public_models(linkage) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_contract(name: str) -> None:
    keeps_contract(getattr(linkage, name), *CASES[name], arrays=name in ARRAYS)


# Linkage


def population(size: int, seed: int) -> tuple[Array, Array]:
    """Two issues, gains normal with mean .1 and standard deviation 1 (test T-L1)."""
    luck = np.random.default_rng(seed)
    return luck.normal(0.1, 1, (size, 2)), luck.normal(0.1, 1, (size, 2))


@pytest.mark.parametrize(
    ("limit", "share"), [(0.0, 0.035), (0.25, 0.030), (0.5, 0.019), (1.0, 0.005), (5.0, 0.0)]
)
def test_t_l1_linkage_creates_only_where_transfers_are_limited(limit: float, share: float) -> None:
    """T-L1: the share of cases in which only the package works, to the printed digit."""
    size = 400_000
    one, other = population(size, 6)
    limits = np.full_like(one, limit)
    alone = feasible_alone(one, other, limits).max(axis=-1)
    only = package_feasible(one, other, limits) * (1 - alone)
    error = 0.0005 + 4 * math.sqrt(share * (1 - share) / size)
    assert only.mean() == pytest.approx(share, abs=error)


def test_t_l1_unlimited_transfers_leave_nothing_to_linkage() -> None:
    one, other = population(100_000, 7)
    limits = np.full_like(one, 1e6)
    alone = feasible_alone(one, other, limits).max(axis=-1)
    assert not (package_feasible(one, other, limits) > alone).any()
    assert (linkage_surplus(one, other, limits) <= 1e-12).all()


def test_t_l2_all_or_nothing_destroys_more_than_it_creates() -> None:
    """T-L2: some single deal in 49.8%, the package in 31.0%, without transfers."""
    size = 400_000
    one, other = population(size, 8)
    limits = np.zeros_like(one)
    error = 0.0005 + 4 * 0.5 / math.sqrt(size)
    any_single = feasible_alone(one, other, limits).max(axis=-1)
    assert any_single.mean() == pytest.approx(0.498, abs=error)
    assert package_feasible(one, other, limits).mean() == pytest.approx(0.310, abs=error)
    assert linkage_surplus(one, other, limits).mean() < 0


@given(st.floats(0.01, 2), st.floats(0.01, 2))
def test_t_l3_the_two_issue_cross(gain: float, loss: float) -> None:
    """T-L3: (a, −b), (−b, a): nothing alone, together a − b each, iff a > b."""
    assume(abs(gain - loss) > 1e-9)
    one, other, none = np.array([gain, -loss]), np.array([-loss, gain]), np.zeros(2)
    assert (feasible_alone(one, other, none) == 0).all()
    assert package_feasible(one, other, none) == (gain > loss)
    worth = max(0.0, gain - loss)
    assert package_payoffs(one, other, none) == pytest.approx((worth, worth))
    assert linkage_surplus(one, other, none) == pytest.approx(2 * worth)


@given(GAIN, GAIN, LIMIT)
def test_a_feasible_deal_leaves_nobody_worse_off(one: float, other: float, limit: float) -> None:
    paid = nash_transfer(one, other, limit)
    assert abs(paid) <= limit
    assert nash_transfer(other, one, limit) == -paid
    least = min(one + paid, other - paid)
    if abs(least) > 1e-9:
        assert feasible_alone(one, other, limit) == (least > 0)


@given(GAIN, GAIN, LIMIT)
def test_the_transfer_is_the_best_for_the_nash_product(
    one: float, other: float, limit: float
) -> None:
    assume(feasible_alone(one, other, limit) == 1)
    paid = np.linspace(-limit, limit, 4_001)
    possible = (one + paid >= 0) & (other - paid >= 0)
    best = nash_transfer(one, other, limit)
    product = max(0.0, one + best) * max(0.0, other - best)
    assert product >= np.where(possible, (one + paid) * (other - paid), 0).max() - 1e-9


@given(st.lists(st.tuples(GAIN, GAIN, LIMIT), min_size=2, max_size=5))
def test_relabelling_actors_and_issues_changes_nothing(
    issues: list[tuple[float, float, float]],
) -> None:
    one, other, limits = (np.array(column) for column in zip(*issues, strict=True))
    order = np.arange(len(issues))[::-1]
    surplus = linkage_surplus(one, other, limits)
    assume(abs((one + other).sum()) > 1e-9)
    assume(abs(min(one.sum(), other.sum()) + limits.sum()) > 1e-9)
    assert linkage_surplus(other, one, limits) == pytest.approx(surplus)
    assert linkage_surplus(one[order], other[order], limits[order]) == pytest.approx(surplus)


# Depth


def test_t_s1_depth_is_the_best_of_a_grid_and_the_closed_form_decides() -> None:
    """T-S1: q° and the condition for a deal, against search over depths."""
    luck = np.random.default_rng(9)
    n = 2_000
    b, v = luck.uniform(0, 1, (2, n))
    u, loss, cost = luck.uniform(0, 2, n), luck.uniform(0.1, 6, n), luck.uniform(0, 0.6, n)
    q = np.linspace(0, 1, 2_001)[:, None]
    worth = deal_value(q, b, u, loss, v, cost)
    best = optimal_depth(b, u, loss, v)
    assert np.abs(q[worth.argmax(axis=0), 0] - best).max() <= 0.5001 / 2_000
    top = deal_value(best, b, u, loss, v, cost)
    clear = np.abs(top) > 1e-9
    exists = deal_exists(b, u, loss, v, cost)
    assert ((top > 0) == (exists == 1))[clear].all()
    inside = (best < 1) & clear
    closed = b**2 * u**2 / (4 * (1 - b) * loss * (1 - v)) >= cost
    assert inside.sum() > 500
    assert (closed == (exists == 1))[inside].all()
    assert 0.2 < exists.mean() < 0.9


def test_low_trust_shallow_deals_very_low_trust_none() -> None:
    trust = np.linspace(0, 1, 101)
    depth = optimal_depth(trust, 1.0, 3.0, 0.2)
    assert (np.diff(depth) >= 0).all()
    assert depth[0] == 0
    assert depth[-1] == 1
    exists = deal_exists(trust, 1.0, 3.0, 0.2, 0.1)
    assert exists[0] == 0
    assert (np.diff(exists) >= 0).all()


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0.1, 2), st.floats(0.5, 5))
def test_verification_substitutes_for_trust(b: float, v: float, u: float, loss: float) -> None:
    """Same b u, same product (1 − b)(1 − v): same depth."""
    half = optimal_depth(b, u, loss, v)
    c = 1 - (1 - b) / 1.5
    w = 1 - (1 - v) * (1 - b) / (1 - c)
    assume(0 <= w <= 1)
    assert optimal_depth(c, u * b / c, loss, w) == pytest.approx(half)


# Steps


@given(
    st.floats(0.1, 5), st.integers(1, 6), st.floats(0.05, 1), st.floats(0.05, 1), st.floats(0, 0.9)
)
def test_t_s2_steps_win_iff(v: float, n: int, p: float, package: float, d: float) -> None:
    """T-S2: steps win iff p > P(1 − d)^{n−1}; so always where P ≤ p, but for equality."""
    threshold = package * (1 - d) ** (n - 1)
    assume(abs(p - threshold) > 1e-9)
    wins = small_steps_beat_grand_bargain(v, 0.0, float(n), p, package, d, 0.0)
    assert wins == (p > threshold)
    if package <= p:
        assert wins == 1


def test_t_s2_what_lets_the_package_win() -> None:
    """T-S2: only linkage gain, or a fixed cost paid once, (n − 1)F."""
    assert small_steps_beat_grand_bargain(1.0, 0.0, 4, 0.6, 0.6, 0.05, 0.0) == 1
    assert small_steps_beat_grand_bargain(1.0, 0.5, 4, 0.6, 0.6, 0.05, 0.0) == 0
    assert small_steps_beat_grand_bargain(1.0, 0.0, 4, 0.6, 0.6, 0.05, 0.05) == 0
    gain = grand_bargain_value(1.0, 4, 1.0, 0.0, 0.1) - small_steps_value(1.0, 4, 1.0, 0.0, 0.1)
    assert gain == pytest.approx(3 * 0.1)


def test_t_s2_values_are_those_of_the_simulated_ladder() -> None:
    luck = np.random.default_rng(10)
    size, n, p, package, d, cost = 200_000, 3, 0.6, 0.5, 0.15, 0.02
    worth = np.array([0.5, 0.3, 0.2])
    kept = luck.random((size, n)) >= d
    steps = (worth * kept * (luck.random((size, n)) < p)).sum(axis=1) - n * cost
    whole = worth.sum() * kept.all(axis=1) * (luck.random(size) < package) - cost
    error = 4 * 0.5 / math.sqrt(size)
    assert steps.mean() == pytest.approx(small_steps_value(1.0, n, p, d, cost), abs=error)
    assert whole.mean() == pytest.approx(grand_bargain_value(1.0, n, package, d, cost), abs=error)


@given(st.floats(0.1, 2), st.floats(0, 2), st.floats(0.3, 1), st.floats(0.1, 4))
def test_t_s3_betrays_now_iff_stakes_rise_slowly(g: float, c: float, d: float, r: float) -> None:
    """T-S3: on a path growing by r, betraying at once is best iff r ≤ (g − c)/(δg)."""
    limit = largest_safe_step_ratio(g, c, d)
    assume(abs(r - limit) > 1e-6)
    stakes = r ** np.arange(12)
    weight = d ** np.arange(12)
    cooperated = np.concatenate([[0.0], np.cumsum(weight * c * stakes)[:-1]])
    payoff = cooperated + weight * g * stakes
    assert (payoff.argmax() == 0) == (r < limit)


def test_t_s3_a_patient_partner_hides_longer() -> None:
    assert largest_safe_step_ratio(1.0, 0.2, 0.5) > largest_safe_step_ratio(1.0, 0.2, 0.9)
    assert largest_safe_step_ratio(1.0, 0.2, 0.9) > largest_safe_step_ratio(1.0, 0.6, 0.9)


@given(SHARE, SHARE, st.floats(0, 1))
def test_breach_never_helps(p: float, d: float, more: float) -> None:
    worse = d + (1 - d) * more
    for value in (small_steps_value, grand_bargain_value):
        assert value(1.0, 3, p, worse, 0.1) <= value(1.0, 3, p, d, 0.1) + 1e-12


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(ValueError, match=r"optimal_depth: belief is 1.2; it must lie in \[0, 1\]"):
        optimal_depth(1.2, 1.0, 1.0, 0.0)
    with pytest.raises(
        ValueError, match=r"small_steps_value: issues is 0; it must lie in \[1, ∞\)"
    ):
        small_steps_value(1.0, 0, 0.5, 0.1, 0.0)
    with pytest.raises(ValueError, match=r"package_feasible: transfer_limits is -1"):
        package_feasible(np.ones(2), np.ones(2), np.array([0.0, -1.0]))
