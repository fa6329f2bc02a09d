"""Published signs and small exact results that the assembled model has to show."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from month_worlds import PAIR, TRIO, at_end, near, quiet, run, scene, worlds

from detente.dynamics.assembling import Change
from detente.mechanisms.leaders import variance_added_by_turnover
from detente.mechanisms.opinion import thermostat_response
from detente.mechanisms.ratification import ratification_probability
from detente.mechanisms.sanctions import (
    concession_at_threat,
    concession_if_imposed,
    median_duration_with_lock,
)
from detente.mechanisms.spillover import fence_path

MANY: dict[str, Any] = {"draws": 2000, "repeats": 8}


def rises(*groups: Any) -> None:
    """Means over worlds that share their luck rise from group to group, beyond doubt."""
    for lower, higher in pairwise(groups):
        gap = np.asarray(higher, np.float64) - np.asarray(lower, np.float64)
        assert gap.mean() > 5 * gap.std() / np.sqrt(gap.size) > 0


def test_more_verification_means_longer_survival() -> None:
    """False alarms fall, and cheating is seen and so avoided."""
    pair = scene(PAIR)
    found = []
    for verification in (0.0, 0.4, 0.9):
        fields = quiet(pair) | {
            ("deal", "verification"): verification,
            ("world", "false_alarm"): 0.1,
            ("world", "national_means"): 0.3,
            ("world", "cheating_rate"): 0.1,
            ("world", "suspension_after_alarm"): 0.3,
            ("world", "collapse_chance"): 0.1,
            ("deal", "months_left"): 1e9,
        }
        run_ = run(pair, fields, draws=500, repeats=4, months=120)
        found.append(at_end(run_, "months_in_force", deal="pact"))
    rises(*found)


SLOT = "trade:aland-borland"


def test_more_uncertainty_about_the_ratifier_means_more_rejections() -> None:
    """Naive negotiators, a ratifier that on the best estimate would accept."""
    trio, margin = scene(TRIO), 0.2
    found = []
    for spread in (0.12, 0.25, 0.5):
        fields = quiet(trio) | {
            ("world", "talks_logit"): 4.0,
            ("world", "sign_chance"): 0.9,
            ("world", "vote_chance"): 0.9,
            ("world", "deterrence"): 0.9,
            ("world", "political_cost"): 0.0,
            ("world", "transfer_limit"): 0.0,
            ("world", "pivot_uncertainty"): spread,
            ("cell", "tactical_gain"): 0.3,
            ("cell", "strategic_cost"): 0.0,
            ("cell", "hurdle"): 0.3 - margin,
            ("deal", "depth_cap"): 0.5,
        }
        run_ = run(trio, fields, draws=1200, repeats=4, months=14)
        first = run_.data["first_month"].sel(deal=SLOT)
        refused = first.sel(event="rejected").values.ravel().astype(float)
        passed = first.sel(event="ratified_whole").values.ravel().astype(float)
        refused[refused == 0], passed[passed == 0] = 99, 99
        voted = np.minimum(refused, passed) < 99
        assert voted.mean() > 0.75
        exact = 1 - float(ratification_probability(0.5, 0.5 - margin, 0.5 + margin, spread, spread))
        near((refused < passed)[voted], exact, 0.008)
        found.append(exact)
    assert found[0] < found[1] < found[2]


def test_threats_work_at_least_as_often_as_sanctions_in_place() -> None:
    """T-N1, in the published block: whoever would yield yields to the threat.

    For sanctions that hurt as much as the median target resists; not for pinpricks, where next to
    nobody yields to either.
    """
    for credibility in (0.6, 0.8, 1.0):
        for cost in (1.0, 2.0, 5.0):
            threat = concession_at_threat(cost, credibility, 0.0, 1.0, 1.0)
            assert threat >= concession_if_imposed(cost, credibility, 0.0, 1.0, 1.0)
    assert concession_at_threat(0.3, 0.6, 0.0, 1.0, 1.0) < concession_if_imposed(
        0.3, 0.6, 0.0, 1.0, 1.0
    )


def test_sanctions_that_cannot_be_lifted_buy_nothing() -> None:
    """With the lock at 1 a deal is worth as much as if relief were worth nothing; less lock, more."""
    trio = scene(TRIO)
    base = quiet(trio) | {
        ("dyad", "sanctions"): 0.6,
        ("dyad", "sanctions_start"): 0.6,
        ("world", "obligation_weight"): 0.0,
        ("world", "transfer_limit"): 0.0,
    }
    kept = [("stake", "worth"), ("stake", "depth_wanted")]

    def worth(lock: float, relief: float) -> Any:
        fields = base | {("dyad", "sanctions_lock"): lock, ("world", "relief_worth"): relief}
        return run(trio, fields, draws=60, repeats=1, months=2, series=kept)

    locked, useless, open_ = worth(1.0, 0.5), worth(0.3, 0.0), worth(0.3, 0.5)
    key = f"{SLOT}|aland"
    np.testing.assert_array_equal(worlds(locked, "worth", key), worlds(useless, "worth", key))
    trust = run(trio, base, draws=60, repeats=1, months=2, series=[("dyad", "trust")])
    belief = 1 / (1 + np.exp(-worlds(trust, "trust", "aland>borland")))
    gain = worlds(open_, "worth", key) - worlds(locked, "worth", key)
    np.testing.assert_allclose(gain, 0.5 * 0.6 * 0.7 * belief, atol=1e-5)
    arms = "arms:aland-borland|aland"
    np.testing.assert_array_equal(worlds(open_, "worth", arms), worlds(locked, "worth", arms))
    assert (worlds(open_, "depth_wanted", key) >= worlds(locked, "depth_wanted", key)).all()


@pytest.mark.parametrize("lock", [0.0, 0.5, 0.8])
def test_a_lock_stretches_the_life_of_sanctions(lock: float) -> None:
    """T-N3: the chance of relief a month falls by 1 − ℓ, the median grows by 1 / (1 − ℓ)."""
    pair, chance = scene(PAIR), 0.1
    fields = quiet(pair) | {
        ("world", "relief_logit"): float(np.log(chance / (1 - chance))),
        ("world", "sanctions_step"): 0.1,
        ("dyad", "sanctions"): 0.1,
        ("dyad", "sanctions_start"): 0.1,
        ("dyad", "sanctions_lock"): lock,
    }
    found = run(pair, fields, draws=800, repeats=8, months=400)
    eased = at_end(found, "first_eased", dyad="aland>borland")
    assert (eased > 0).mean() > 0.999
    each = chance * (1 - lock)
    near(eased[eased > 0], 1 / each, 0.7 / (1 - lock))
    # The published form is in continuous time: a rate whose chance a month is the one here.
    median = float(median_duration_with_lock(-np.log(1 - each) / (1 - lock), lock))
    assert abs(np.median(eased) - median) < 1.5 + 0.05 * median


@pytest.mark.parametrize("spread", [0.1, 0.6])
def test_a_change_of_leader_adds_the_published_variance(spread: float) -> None:
    pair, weight, drag, inertia, months = scene(PAIR), 0.5, 0.25, 0.6, 6
    noise = 0.3
    fields = quiet(pair) | {
        ("world", "flow_inertia"): inertia,
        ("world", "flow_noise"): noise,
        ("world", "leader_weight"): weight,
        ("world", "leader_spread"): spread,
        ("world", "drive_kept"): 0.0,
        ("world", "standard_drive"): 0.0,
        ("actor", "bureaucratic_drag"): drag,
        ("actor", "drag_shift"): 0.0,
    }
    changes = (
        Change(1, "actor", "aland", "forced_change", 1.0),
        Change(2, "actor", "aland", "forced_change", 0.0),
    )
    found = run(pair, fields, months=months, changes=changes, series=[("dyad", "flow")], **MANY)
    own = noise**2 * (1 - inertia ** (2 * months)) / (1 - inertia**2)
    added = float(variance_added_by_turnover(weight, drag, spread, inertia, months))
    near(worlds(found, "flow", "aland>borland")[-1] ** 2, own + added, 0.01)
    near(worlds(found, "flow", "borland>aland")[-1] ** 2, own, 0.01)
    assert (at_end(found, "first_leader_change", actor="aland") == 1).all()
    assert (at_end(found, "first_leader_change", actor="borland") == 0).all()


def test_where_leaders_differ_more_behaviour_varies_more() -> None:
    """In the whole model, with all else as declared."""
    variance = []
    for spread in (0.0, 0.6, 2.0):
        fields = {
            ("world", "leader_spread"): spread,
            ("world", "leader_weight"): 0.5,
            ("actor", "turnover"): 2.0,
        }
        found = run(scene(TRIO), fields, draws=500, repeats=4, months=24, series=[("dyad", "flow")])
        flow = worlds(found, "flow", "aland>borland")[-1]
        variance.append((flow - flow.mean()) ** 2)
    rises(*variance)


@pytest.mark.parametrize("reset", [0.0, 0.4, 1.0])
def test_trust_survives_a_change_of_leader_by_what_is_not_reset(reset: float) -> None:
    """T-D1: χ = 0 makes trust independent of turnover, χ = 1 brings it back to its base."""
    pair = scene(PAIR)
    fields = quiet(pair) | {
        ("dyad", "trust"): 2.0,
        ("dyad", "trust_base"): -1.0,
        ("world", "trust_reset"): reset,
    }
    changes = (
        Change(3, "actor", "aland", "forced_change", 1.0),
        Change(4, "actor", "aland", "forced_change", 0.0),
    )
    found = run(pair, fields, draws=2, months=5, changes=changes, series=[("dyad", "trust")])
    about = worlds(found, "trust", "borland>aland")[:, 0]
    np.testing.assert_allclose(about, [2, 2, *[2 - 3 * reset] * 3], atol=1e-6)
    np.testing.assert_allclose(worlds(found, "trust", "aland>borland"), 2.0, atol=1e-6)


def test_low_trust_makes_deals_shallower() -> None:
    depths = []
    for trust in (-2.0, -0.5, 1.0):
        found = run(
            scene(TRIO), {("dyad", "trust"): trust, ("world", "deterrence"): 0.5}, draws=200, repeats=2,
            months=1, series=[("deal", "depth_now")],
        )  # fmt: skip
        depths.append(worlds(found, "depth_now", SLOT)[0])
    assert (depths[0] <= depths[1]).all()
    assert (depths[1] <= depths[2]).all()
    rises(*depths)


def test_verification_stands_in_for_trust() -> None:
    """T-S1: (1 − b)(1 − v) enters as a product."""
    found = []
    for trust, verification in ((0.0, 0.5), (np.log(3.0), 0.0)):  # (1 − b)(1 − v) = ¼ in both
        fields = quiet(scene(TRIO)) | {
            ("dyad", "trust"): float(trust),
            ("deal", "verification"): verification,
            ("world", "political_cost"): 0.0,
            ("world", "exploitation_loss"): 3.0,
            ("world", "transfer_limit"): 0.0,
        }
        run_ = run(
            scene(TRIO),
            fields,
            draws=40,
            repeats=1,
            months=1,
            series=[("stake", "depth_wanted"), ("stake", "keeps")],
        )
        key = f"{SLOT}|aland"
        found.append(worlds(run_, "depth_wanted", key)[0] / worlds(run_, "keeps", key)[0])
    inside = (found[0] > 0) & (found[0] < 1)
    assert inside.sum() > 5
    np.testing.assert_allclose(found[0][inside], found[1][inside], rtol=1e-4)


def test_a_departure_of_opinion_halves_in_its_half_life() -> None:
    """T-O1."""
    pair = scene(PAIR)
    fields = quiet(pair) | {
        ("dyad", "opinion"): 1.5,
        ("dyad", "opinion_base"): 0.5,
        ("dyad", "opinion_half_life"): 20.0,
    }
    found = run(pair, fields, draws=1, months=40, series=[("dyad", "opinion")])
    opinion = worlds(found, "opinion", "aland>borland")[:, 0]
    np.testing.assert_allclose(opinion[[19, 39]], [1.0, 0.75], atol=1e-5)


def test_the_thermostat_answers_a_standing_policy_and_falls_silent() -> None:
    """T-O2: of opposite sign at first, gone in the end, month by month as published."""
    pair, weight, used = scene(PAIR), 0.05, 0.1
    fields = quiet(pair) | {
        ("world", "flow_noise"): 1e-6,
        ("world", "thermostat"): weight,
        ("world", "accustoming"): used,
        ("dyad", "opinion"): 0.0,
        ("dyad", "opinion_base"): 0.0,
        ("dyad", "opinion_half_life"): 15.0,
        ("world", "regime_flow_0"): 1.0,
        ("world", "regime_flow_1"): 1.0,
        ("world", "regime_flow_2"): 1.0,
    }
    found = run(pair, fields, draws=1, months=90, series=[("dyad", "opinion")])
    opinion = worlds(found, "opinion", "aland>borland")[:, 0]
    expected = thermostat_response(0.5 ** (1 / 15), weight, used, np.arange(1, 91))
    np.testing.assert_allclose(opinion, expected, atol=1e-4)
    assert opinion.min() < -0.2
    assert abs(opinion[-1]) < 0.02


def test_the_fence_follows_tension_up_and_wears_off_slowly() -> None:
    """T-W3: the ratchet R' = max[(1 − d) R, κ (T − T̄)] as the published path."""
    pair = scene(PAIR)
    fields = quiet(pair) | {
        ("world", "fence_gain"): 0.8,
        ("world", "fence_decay"): 0.02,
        ("world", "flow_noise"): 0.7,
        ("pair", "fence"): 0.1,
        ("pair", "tension_start"): 0.3,
    }
    found = run(pair, fields, draws=3, months=60, series=[("pair", "fence"), ("pair", "tension")])
    tension = worlds(found, "tension", "aland-borland")
    push, fence = 0.8 * np.clip(tension - 0.3, 0, 1), worlds(found, "fence", "aland-borland")
    before = np.vstack([np.full((1, fence.shape[1]), 0.1), fence[:-1]])
    np.testing.assert_allclose(fence, np.maximum(0.98 * before, push), atol=1e-5)
    path = fence_path(0.1, 0.02, push - before)
    np.testing.assert_allclose(fence, path, atol=1e-5)


def test_the_leverage_of_the_pivot_rises_with_hostility_of_the_other_two() -> None:
    """E20 and E23 over years: the regime of two moves what they show the third, by courting alone."""
    trio = scene(TRIO)
    shown: dict[tuple[float, float], Any] = {}
    for courting in (0.0, 0.25):
        for regime in (1.0, 4.0):
            fields = quiet(trio) | {
                ("world", "triangle_courting"): courting,
                ("world", "flow_noise"): 0.5,
                ("world", "flow_inertia"): 0.4,
                **{("world", f"regime_flow_{rung}"): 0.5 - 0.6 * rung for rung in range(4)},
            }
            changes = (
                Change(1, "pair", "borland-celand", "forced_regime", regime),
                Change(1, "pair", "aland-borland", "forced_regime", 2.0),
                Change(1, "pair", "aland-celand", "forced_regime", 2.0),
            )
            found = run(
                trio, fields, draws=200, months=24, changes=changes, series=[("dyad", "flow")]
            )
            shown[courting, regime] = worlds(found, "flow", "borland>aland")[12:].mean(axis=0)
    np.testing.assert_array_equal(shown[0.0, 1.0], shown[0.0, 4.0])
    rises(shown[0.25, 1.0], shown[0.25, 4.0])
