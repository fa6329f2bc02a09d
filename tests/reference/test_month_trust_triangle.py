"""Trust alone and the triangle alone, against the published forms (blocks 2.1, 2.2 and 2.9)."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from month_worlds import PAIR, TRIO, at_end, near, quiet, run, scene, worlds

from detente.dynamics.assembling import Change
from detente.mechanisms.grit import gestures_needed
from detente.mechanisms.linkage import optimal_depth
from detente.mechanisms.normal import normal_cdf
from detente.mechanisms.triangle import (
    balance_update,
    courting_update,
    is_balanced,
    pivot_payoff,
    triangle_type,
)


def share(log_odds: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(log_odds)))


@pytest.mark.parametrize("evidence", [0.1, 0.37, 0.2])
def test_gestures_win_trust_after_as_many_as_published(evidence: float) -> None:
    """T-G1: n* = ⌈(logit m − logit t₀) / λ⌉ gestures, one a month."""
    pair, start, minimum = scene(PAIR), -1.3, 0.55
    fields = quiet(pair) | {
        ("world", "gesture_effect"): evidence,
        ("dyad", "forced_gesture"): 1.0,
        ("dyad", "trust"): start,
        ("dyad", "trust_base"): start,
    }
    found = run(pair, fields, months=40, draws=3, series=[("dyad", "trust")])
    trust = worlds(found, "trust", "aland>borland")
    month = 1 + (share(trust) >= minimum).argmax(axis=0)
    assert set(month) == {int(gestures_needed(float(share(start)), minimum, evidence))}


@pytest.mark.parametrize("evidence", [0.0, -0.2])
def test_gestures_that_say_nothing_or_the_wrong_thing_never_win_trust(evidence: float) -> None:
    """T-G3."""
    pair = scene(PAIR)
    fields = quiet(pair) | {("world", "gesture_effect"): evidence, ("dyad", "forced_gesture"): 1.0}
    fields |= {("dyad", "trust"): -1.0, ("dyad", "trust_base"): -1.0}
    found = run(pair, fields, months=30, draws=3, series=[("dyad", "trust")])
    trust = worlds(found, "trust", "aland>borland")
    np.testing.assert_allclose(
        trust[:, 0], np.maximum(-1.0 + evidence * np.arange(1, 31), -5), atol=1e-5
    )


def test_months_until_trust_suffices_for_a_depth() -> None:
    """The month in which the depth of the small-steps model is first reached (T-S1 with T-G1)."""
    pair, evidence, start = scene(PAIR), 0.15, -2.0
    gain, loss, verification, depth = 0.5, 1.2, 0.3, 0.2
    fields = quiet(pair) | {
        ("world", "gesture_effect"): evidence,
        ("world", "reference_depth"): depth,
        ("world", "exploitation_loss"): loss,
        ("world", "political_cost"): 0.0,
        ("world", "transfer_limit"): 0.0,
        ("dyad", "forced_gesture"): 1.0,
        ("dyad", "trust"): start,
        ("dyad", "trust_base"): start,
        ("cell", "tactical_gain"): gain,
        ("cell", "strategic_cost"): 0.0,
        ("cell", "obligation"): 0.0,
        ("deal", "verification"): verification,
    }
    found = run(pair, fields, months=60, draws=3)
    # Conditions of a month are judged before its gestures are made.
    trust = share(start + evidence * np.arange(60))
    enough = np.asarray(optimal_depth(trust, gain, loss, verification)) >= depth
    assert set(at_end(found, "first_depth", deal="arms:aland-borland")) == {1.0 + enough.argmax()}


def test_trust_that_learns_from_surprises_drifts_nowhere() -> None:
    """ν > 1 counts bad news more; the mean of an ordinary month is taken out again."""
    pair = scene(PAIR)
    fields = quiet(pair) | {
        ("world", "trust_gain"): 0.1,
        ("world", "negativity"): 2.0,
        ("world", "mean_bad_news"): 0.3905,
        ("dyad", "trust"): 0.0,
        ("dyad", "trust_base"): 0.0,
    }
    found = run(pair, fields, months=40, draws=1500, repeats=8, series=[("dyad", "trust")])
    near(worlds(found, "trust", "aland>borland")[-1], 0, 0.01)
    # The surprise is clipped at two: E[w²] − E[w]² of ν-weighed normal noise, month by month.
    z = np.linspace(-8, 8, 400_001)
    weights = np.exp(-0.5 * z * z) * (z[1] - z[0]) / np.sqrt(2 * np.pi)
    weighed = np.clip(z, -2, 2) * np.where(z < 0, 2.0, 1.0)
    variance = float((weights * weighed**2).sum() - (weights * weighed).sum() ** 2)
    near(worlds(found, "trust", "aland>borland")[-1] ** 2, 40 * 0.01 * variance, 0.02)
    assert (weights * np.clip(-z, 0, 2)).sum() == pytest.approx(0.3905, abs=1e-4)
    assert float(normal_cdf(2.0)) > 0.97


def test_trust_returns_to_its_base() -> None:
    pair = scene(PAIR)
    fields = quiet(pair) | {("world", "trust_decay"): 0.1, ("dyad", "trust_base"): 1.0}
    fields |= {("dyad", "trust"): -1.0}
    found = run(pair, fields, months=30, draws=2, series=[("dyad", "trust")])
    trust = worlds(found, "trust", "aland>borland")[:, 0]
    np.testing.assert_allclose(trust, 1 - 2 * 0.9 ** np.arange(1, 31), atol=1e-5)


PAIRS = ("aland-borland", "aland-celand", "borland-celand")


def starting(flows: Any) -> tuple[Change, ...]:
    """Return changes that set the behaviour of three pairs: (draw, pair) or (pair,)."""
    return tuple(
        Change(1, "dyad", f"{i}>{j}", "flow", value)
        for pair, value in zip(PAIRS, np.asarray(flows, np.float64).T, strict=True)
        for i, j in (pair.split("-"), pair.split("-")[::-1])
    )


def triangle_alone(flows: Any, months: int, **world: float) -> np.ndarray[Any, Any]:
    """Return the mean flows of the three pairs, (month, draw, pair), without noise."""
    trio, starts = scene(TRIO), np.atleast_2d(flows)
    given = {"flow_inertia": 1.0, "flow_noise": 1e-6, "affinity_slope": 1.0} | world
    fields = quiet(trio) | {("world", name): value for name, value in given.items()}
    found = run(
        trio, fields, months=months, draws=len(starts), repeats=1, changes=starting(starts),
        series=[("dyad", "flow"), ("triad", "pattern")], executor="numpy",
    )  # fmt: skip
    flow = np.stack(
        [
            0.5 * (worlds(found, "flow", f"{i}>{j}") + worlds(found, "flow", f"{j}>{i}"))
            for i, j in combinations(("aland", "borland", "celand"), 2)
        ],
        axis=-1,
    )
    final = np.tanh(flow)
    signs = (final < 0) @ np.array([4, 2, 1])
    expected = np.where(np.abs(final).min(axis=-1) <= 0.1, 8, signs)
    sure = np.abs(np.abs(final) - 0.1).min(axis=-1) > 1e-3
    pattern = worlds(found, "pattern", "three")
    np.testing.assert_array_equal(pattern[sure], expected[sure])
    return flow


def test_balance_alone_ends_every_generic_start_in_balance() -> None:
    """T-T2: β_C = 0, β_B large, no noise; and month by month the published update."""
    strength = 0.5
    starts = np.random.default_rng(4).uniform(-1, 1, (200, 3))
    starts = starts[np.abs(starts).min(axis=1) > 0.1]
    flow = triangle_alone(starts, 80, triangle_balance=strength)
    final = np.tanh(flow[-1])
    assert (np.asarray(is_balanced(*final.T, 0.1)) == 1).all()
    unbalanced = np.asarray(is_balanced(*np.tanh(starts).T, 0.05)) == 0
    assert unbalanced.sum() > 20  # so that something had to change
    before = np.concatenate([starts[None], flow[:-1]])
    inside = np.abs(flow).max(axis=-1) < 3.99
    for edge, (one, other) in enumerate(((1, 2), (0, 2), (0, 1))):
        expected = balance_update(*np.tanh(before[..., [one, other]]).transpose(2, 0, 1), strength)
        moved = (flow - before)[..., edge]
        np.testing.assert_allclose(moved[inside], np.asarray(expected)[inside], atol=1e-4)


def test_courting_alone_gives_the_third_its_leverage() -> None:
    """T-T3: hostility of the other two raises what both show the third; reconciliation lowers it."""
    strength, seen = 0.3, []
    for hostility in (-1.5, -0.8, -0.2, 0.0, 0.5):
        flow = triangle_alone((0.4, 0.3, hostility), 1, triangle_courting=strength)[0, 0]
        expected = float(courting_update(float(np.tanh(hostility)), strength))
        np.testing.assert_allclose(flow[:2], [0.4 + expected / 2, 0.3 + expected / 2], atol=1e-4)
        seen.append(flow[0])
    assert sorted(seen, reverse=True) == seen
    assert seen[0] > seen[2] > seen[3] == pytest.approx(seen[4], abs=1e-5)


def test_only_the_two_at_odds_court_the_third() -> None:
    """The mean of a pair moves by half: the pivot itself has no rift to make up for."""
    trio = scene(TRIO)
    fields = quiet(trio) | {("world", "triangle_courting"): 0.3, ("world", "flow_inertia"): 1.0}
    fields |= {("world", "flow_noise"): 1e-6, ("world", "affinity_slope"): 1.0}
    found = run(
        trio, fields, months=1, draws=1, repeats=1, changes=starting((0.4, 0.3, -1.0)),
        series=[("dyad", "flow")], executor="numpy",
    )  # fmt: skip
    rise = 0.3 * np.tanh(1.0)
    flows = {d: worlds(found, "flow", d)[0, 0] for d in found.data["dyad"].values}
    assert flows["borland>aland"] == pytest.approx(0.4 + rise, abs=1e-4)
    assert flows["celand>aland"] == pytest.approx(0.3 + rise, abs=1e-4)
    assert flows["aland>borland"] == pytest.approx(0.4, abs=1e-4)
    assert flows["aland>celand"] == pytest.approx(0.3, abs=1e-4)
    assert flows["borland>celand"] == pytest.approx(-1.0, abs=1e-4)


def test_courting_keeps_the_pivot_that_balance_destroys() -> None:
    """The romantic triangle: under courting its pivot stays ahead, under balance it ends."""
    start = (0.5, 0.45, -0.6)
    courting = triangle_alone(start, 40, triangle_courting=0.2, flow_inertia=0.8)
    balance = triangle_alone(start, 60, triangle_balance=0.5)
    assert triangle_type(*np.tanh(start), 0.1) == 1
    assert float(pivot_payoff(*np.tanh(courting[5, 0]))) > 0.3
    assert triangle_type(*np.tanh(balance[-1, 0]), 0.1) in (0, 2)
