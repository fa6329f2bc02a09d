"""Where an equation of the month restates a published model, both give the same numbers.

The models stand in `detente.mechanisms` with their own tests; the equations are called in double
precision, as they stand, at random arguments.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from month_worlds import work_out

from detente.dynamics.codes import AGREED, RATIFIED, SIGNED, WATERED_DOWN
from detente.dynamics.month import (
    flows,
    keeping,
    leaders,
    observing,
    regimes,
    slow,
    status,
    talks,
    trust,
    worth,
)
from detente.mechanisms.leaders import (
    disposition_after_turnover,
    trust_after_turnover,
    turnover_probability,
)
from detente.mechanisms.linkage import deal_value, nash_transfer, optimal_depth
from detente.mechanisms.monitoring import (
    cooperation_threshold,
    detection_probability,
    false_alarm_probability,
)
from detente.mechanisms.opinion import accustomed_update, opinion_half_life, opinion_update
from detente.mechanisms.ratification import (
    ratification_probability,
    ratified_depth,
    watered_down_probability,
)
from detente.mechanisms.reciprocity import eigenvalues
from detente.mechanisms.regimes import next_regime, regime_step
from detente.mechanisms.sanctions import relief_credibility, sanction_leverage
from detente.mechanisms.spillover import experience_update, fence_under_tension
from detente.mechanisms.triangle import balance_update, courting_update, triangle_type
from detente.mechanisms.trust import minimum_trust, updated_trust

SIZE = 400
#: The smallest chance told apart, as declared.
SMALLEST = 1e-4
seeds = st.integers(0, 2**32 - 1)
many = settings(max_examples=25, deadline=None)


class Numbers:
    """Random arguments: `n("share", 0, 1)` is the same however often it is asked for."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.drawn: dict[str, Any] = {}

    def __call__(self, name: str, low: float = 0.0, high: float = 1.0) -> Any:
        if name not in self.drawn:
            self.drawn[name] = self.rng.uniform(low, high, SIZE)
        return self.drawn[name]

    def normal(self, name: str) -> Any:
        if name not in self.drawn:
            self.drawn[name] = self.rng.normal(size=SIZE)
        return self.drawn[name]


def share(log_odds: Any) -> Any:
    return 1 / (1 + np.exp(-log_odds))


def same(found: Any, expected: Any, tolerance: float = 1e-9) -> None:
    np.testing.assert_allclose(
        found, np.broadcast_to(expected, np.shape(found)), atol=tolerance, rtol=1e-9
    )


@many
@given(seed=seeds)
def test_trust_in_a_new_leader_and_its_drive(seed: int) -> None:
    n = Numbers(seed)
    found = work_out(
        leaders.trust_in_new_leader,
        trust=n("trust", -5, 5),
        trust_base=n("base", -5, 5),
        other__leader_changed=1.0,
        trust_reset=n("loss"),
    )
    expected = trust_after_turnover.core(n("trust"), n("base"), n("loss"))
    same(found["trust"], expected)
    found = work_out(
        leaders.new_drive,
        leader_drive=n("drive", -2, 2),
        actor__leader_changed=1.0,
        drive_kept=n("kept"),
        standard_drive=n("standard", -1, 1),
        leader_spread=n("spread"),
        luck_drive=n.normal("luck"),
    )
    expected = disposition_after_turnover.core(
        n("drive"), n("standard"), n("kept"), n("spread"), n.normal("luck")
    )
    same(found["leader_drive"], expected)


@many
@given(seed=seeds, due=st.booleans())
def test_a_leader_changes_with_the_published_chance(seed: int, due: bool) -> None:
    n = Numbers(seed)
    chance = np.asarray(
        turnover_probability.core(0.0 if due else 5.0, n("exit"), n("hazard", 0, 1.0))
    )
    for luck, changes in ((chance - 1e-9, 1.0), (chance + 1e-9, 0.0)):
        found = work_out(
            leaders.leader_change,
            months_to_turnover=1.0 if due else 6.0,
            turnover_period=48.0,
            turnover=12 * n("hazard"),
            turnover_at_term=n("exit"),
            luck_turnover=luck,
        )
        assert (found["leader_changed"] == changes).all()
        assert (found["months_to_turnover"] == (48.0 if due else 5.0)).all()


@many
@given(seed=seeds)
def test_opinion_and_what_it_is_used_to(seed: int) -> None:
    n = Numbers(seed)
    half_life = n("half life", 1, 240)
    found = work_out(
        slow.opinion,
        opinion=n("opinion", -1, 1),
        opinion_base=n("base", -1, 1),
        opinion_half_life=half_life,
        reverse__flow=n("theirs", -2, 2),
        reverse__flow_usual=n("usual", -2, 2),
        flow=n("own", -2, 2),
        accustomed_flow=n("accustomed", -2, 2),
        opinion_news=n("news", 0, 0.1),
        media_weight=n("media", 0, 0.1),
        actor__media_tone=n("tone", -1, 1),
        thermostat=n("thermostat", 0, 0.1),
        accustoming=n("adaptation"),
    )
    inertia = 0.5 ** (1 / half_life)
    same(opinion_half_life(inertia), half_life, 1e-6)
    expected = opinion_update.core(
        n("opinion"), inertia, n("base"), n("theirs") - n("usual"), n("news"),
        n("tone"), n("media"), n("own"), n("accustomed"), n("thermostat"),
    )  # fmt: skip
    same(found["opinion"], np.clip(expected, -2.5, 2.5))
    same(
        found["accustomed_flow"], accustomed_update.core(n("accustomed"), n("own"), n("adaptation"))
    )
    found = work_out(
        slow.flow_usual, flow=n("own"), flow_usual=n("usual"), accustoming=n("adaptation")
    )
    same(found["flow_usual"], accustomed_update.core(n("usual"), n("own"), n("adaptation")))


@many
@given(seed=seeds)
def test_experience_and_the_fence(seed: int) -> None:
    n = Numbers(seed)
    active = np.round(n("active"))
    found = work_out(
        slow.experience,
        experience=n("experience"),
        active=active,
        experience_gain=n("gain", 0, 0.5),
        experience_decay=n("decay"),
    )
    same(
        found["experience"],
        experience_update.core(n("experience"), n("decay"), 0.0, n("gain") * active),
    )
    found = work_out(
        slow.fence,
        fence=n("fence"),
        tension=n("tension"),
        tension_start=n("start"),
        fence_gain=n("gain"),
        fence_decay=n("decay"),
    )
    above = np.clip(n("tension") - n("start"), 0, 1)
    same(found["fence"], fence_under_tension.core(n("fence"), n("decay"), above, n("gain")))


@many
@given(seed=seeds, rung=st.integers(0, 3))
def test_a_step_on_the_ladder(seed: int, rung: int) -> None:
    n = Numbers(seed)
    worse, better, luck = n("worse", -6, 4), n("better", -6, 4), n("luck")
    rungs = {f"severity_{k}": float(k) for k in range(5)} | {
        f"regime_flow_{k}": -0.5 * k for k in range(5)
    }
    found = work_out(
        regimes.regime_step,
        regime=float(rung),
        worsen_logit=worse,
        improve_logit=better,
        luck_regime=luck,
        regime_top=3.0,
        **rungs,
    )
    up, _, down = regime_step.core(float(rung), worse, better, 3.0)
    expected = np.asarray(next_regime.core(float(rung), up, down, luck))
    same(found["regime"], expected)
    same(found["severity"], expected)
    same(found["regime_mean"], -0.5 * expected)


@many
@given(seed=seeds)
def test_reciprocity_with_inertia(seed: int) -> None:
    """The common mood is multiplied by φ + ρ, the imbalance by φ − ρ; in crisis only the latter moves."""
    n = Numbers(seed)
    own, other, inertia, reciprocity = (
        n("own", -1, 1), n("other", -1, 1), n("φ", 0, 0.6), n("ρ", -0.3, 0.3),
    )  # fmt: skip
    for severity, shift in ((2.0, 0.0), (3.0, 0.1)):

        def step(mine: Any, theirs: Any, severity: float = severity) -> Any:
            return work_out(
                flows.flow,
                flow=mine,
                reverse__flow=theirs,
                pair__severity=severity,
                flow_inertia=inertia,
                flow_reciprocity=reciprocity,
                crisis_reciprocity=0.1,
                flow_noise=1.0,
            )["flow_expected"]

        here, there = step(own, other), step(other, own)
        mood, imbalance = eigenvalues.core(inertia - shift, reciprocity + shift)
        same(here + there, mood * (own + other))
        same(here - there, imbalance * (own - other))


@many
@given(seed=seeds)
def test_surprise_is_what_the_noise_brought(seed: int) -> None:
    n = Numbers(seed)
    shared = n("shared", -0.9, 0.9)
    given_ = {
        "pair__regime_mean": n("mean", -1, 1),
        "flow_noise": n("noise", 0.1, 0.8),
        "flow_noise_shared": shared,
        "pair__luck_one": n("one", -2, 2),
        "pair__luck_two": n("two", -2, 2),
    }
    first, second = (work_out(flows.flow, is_second=place, **given_) for place in (0.0, 1.0))
    same(first["surprise"], n("one"))
    same(second["surprise"], shared * n("one") + np.sqrt(1 - shared**2) * n("two"))
    same(first["flow_expected"], n("mean"))


@many
@given(seed=seeds)
def test_balance_and_courting(seed: int) -> None:
    n = Numbers(seed)
    near, far = n("near", -1, 1), n("far", -1, 1)
    found = work_out(
        flows.triangle_pull,
        share=1.0,
        near__affinity=near,
        far__affinity=far,
        triangle_balance=n("balance"),
        triangle_courting=n("courting"),
    )
    expected = np.asarray(balance_update.core(near, far, n("balance")))
    expected = expected + np.asarray(courting_update.core(near, n("courting")))
    same(found["dyad__triangle_pull"], expected)


@many
@given(seed=seeds)
def test_the_type_of_a_triangle(seed: int) -> None:
    n = Numbers(seed)
    sides = [n(name, -1, 1) for name in ("first", "second", "third")]
    found = work_out(
        observing.triangle_pattern,
        first__affinity=sides[0],
        second__affinity=sides[1],
        third__affinity=sides[2],
        triangle_band=0.1,
    )["pattern"]
    expected = np.asarray(triangle_type.core(*sides, 0.1))
    enmities = np.array([bin(int(code)).count("1") for code in found], np.float64)
    np.testing.assert_array_equal(np.where(found == 8, np.nan, enmities), expected)


@many
@given(seed=seeds)
def test_detection_and_false_alarms(seed: int) -> None:
    n = Numbers(seed)
    found = work_out(
        worth.monitoring,
        verification=n("verification"),
        national_means=n("means"),
        false_alarm=n("alarms"),
    )
    same(found["detection"], detection_probability.core(n("verification"), n("means")))
    same(found["false_alarms"], false_alarm_probability.core(n("verification"), n("alarms")))


@many
@given(seed=seeds)
def test_compliance_turns_at_the_published_threshold(seed: int) -> None:
    """Half of those who could cheat do so where δ (1 − h) = g / [(η − ε) + (1 − ε) g]."""
    n = Numbers(seed)
    seen, alarms = n("seen", 0.2, 1), n("alarms", 0, 0.15)
    gain, discount, hazard = n("gain", 0.2, 3), n("discount", 0.9, 0.999), n("hazard", 0, 0.05)
    found = work_out(
        keeping.compliance,
        worth=1.0,
        actor__turnover=12 * hazard,
        deal__detection=seen,
        deal__false_alarms=alarms,
        monthly_discount=discount,
        cheating_gain=gain,
        cheating_scale=0.05,
        cheating_rate=0.1,
        smallest_chance=SMALLEST,
    )
    cheats = 1 - np.exp(found["cheats_log"])
    threshold = np.asarray(cooperation_threshold.core(1.0, gain, seen, alarms))
    np.testing.assert_array_equal(cheats <= 0.05, discount * (1 - hazard) >= threshold)


@many
@given(seed=seeds)
def test_depth_and_value_of_a_deal(seed: int) -> None:
    """With a fixed cost and without deterrence they are those of the small-steps model."""
    n = Numbers(seed)
    trust_, gain, loss = n("trust", -4, 4), n("gain", -0.5, 2), n("loss", 0, 3)
    found = work_out(
        worth.depth_wanted,
        worth_alone=gain,
        deal__worth_mean=gain,
        trust=trust_,
        deal__detection=n("seen"),
        deal__verification=n("verification"),
        exploitation_loss=loss,
        political_cost=n("cost", 0, 0.3),
        fixed_cost_share=1.0,
        smallest_chance=1e-12,
    )
    belief = share(trust_)
    expected = optimal_depth.core(belief, gain, loss, n("verification"))
    same(found["depth_wanted"], expected, 1e-7)
    same(found["keeps"], belief)
    depth = n("depth")
    value = work_out(
        worth.value_at_depth,
        worth=found["worth"],
        keeps=found["keeps"],
        risk=found["risk"],
        deal__depth_now=depth,
        deal__per_issue=1.0,
        political_cost=n("cost"),
        fixed_cost_share=1.0,
    )["value"]
    same(value, deal_value.core(depth, belief, gain, loss, n("verification"), n("cost")))


@many
@given(seed=seeds)
def test_a_full_deal_needs_the_least_trust_of_the_published_game(seed: int) -> None:
    """T-K1: without cost or verification it is worth having from t = ℓ / (u + ℓ) on."""
    n = Numbers(seed)
    gain, loss = n("gain", 0.05, 2), n("loss", 0.05, 3)
    threshold = np.asarray(minimum_trust.core(gain, loss))
    for nudge, worth_having in ((1e-6, True), (-1e-6, False)):
        belief = threshold + nudge
        value = work_out(
            worth.value_at_depth,
            worth=gain,
            keeps=belief,
            risk=loss * (1 - belief),
            deal__depth_now=1.0,
        )["value"]
        assert ((value > 0) == worth_having).all()


@many
@given(seed=seeds)
def test_deterrence_stands_in_for_trust(seed: int) -> None:
    """k = b + (1 − b) D [1 − (1 − η)^m]: the same depth as for a side that trusts so much."""
    n = Numbers(seed)
    belief, span = share(n("trust", -4, 4)), n("span", 1, 24)
    kept = belief + (1 - belief) * n("deterrence") * (1 - (1 - n("seen", 0, 0.999)) ** span)
    given_ = {
        "worth_alone": n("gain", 0, 2),
        "deal__worth_mean": n("gain"),
        "exploitation_loss": n("loss", 0, 3),
    }
    found = work_out(
        worth.depth_wanted, trust=n("trust"), deal__detection=n("seen"), deterrence=n("deterrence"), detection_span=span,
        fixed_cost_share=1.0, smallest_chance=1e-12, **given_,
    )  # fmt: skip
    same(found["keeps"], kept)
    same(found["depth_wanted"], optimal_depth.core(kept, n("gain"), n("loss"), 0.0), 1e-7)


def paid(alone: Any, limit: Any) -> Any:
    """Return side payments received within one deal, (side, case)."""
    sides = len(alone)
    mean = alone.mean(axis=0)
    asked, offered = (
        sum(work_out(worth.payments, worth_alone=one, deal__worth_mean=mean, transfer_limit=limit)[name]
            for one in alone)
        for name in ("deal__asked", "deal__offered")
    )  # fmt: skip
    found = [
        work_out(
            worth.depth_wanted, worth_alone=alone[side], deal__worth_mean=mean, deal__asked=asked,
            deal__offered=offered, transfer_limit=limit, smallest_chance=1e-12,
        )["worth"]
        for side in range(sides)
    ]  # fmt: skip
    return np.array(found) - alone


@many
@given(seed=seeds)
def test_side_payments_between_two_are_those_of_the_nash_bargain(seed: int) -> None:
    n = Numbers(seed)
    alone = np.array([n("one", -1, 2), n("other", -1, 2)])
    found = paid(alone, n("limit", 0, 0.5))
    expected = np.asarray(nash_transfer.core(alone[0], alone[1], n("limit")))
    same(found, np.array([expected, -expected]), 1e-9)


@many
@given(seed=seeds, sides=st.integers(2, 5))
def test_what_one_side_receives_another_pays(seed: int, sides: int) -> None:
    rng = np.random.default_rng(seed)
    alone = rng.uniform(-1, 2, (sides, SIZE))
    limit = rng.uniform(0, 0.5, SIZE)
    found = paid(alone, limit)
    same(found.sum(axis=0), 0.0, 1e-9)
    assert (np.abs(found) <= limit + 1e-12).all()
    assert (found * (alone.mean(axis=0) - alone) >= -1e-12).all()


@many
@given(seed=seeds)
def test_ratification_of_two_sides(seed: int) -> None:
    n = Numbers(seed)
    offer, pivots = n("offer"), (n("pivot one"), n("pivot other"))
    spread, band = n("spread", 0.01, 0.5), n("band", 0, 0.3)
    margins = (offer - pivots[0], pivots[1] - offer)
    sides = [
        work_out(
            talks.ratifier,
            worth=margin,
            needs_ratifier=1.0,
            pivot_uncertainty=spread,
            watering_band=band,
            smallest_chance=SMALLEST,
        )
        for margin in margins
    ]
    log = sum(
        work_out(talks.all_ratifiers, pass_chance=side["pass_chance"], smallest_chance=1e-30)[
            "deal__pass_log"
        ]
        for side in sides
    )
    whole = ratification_probability.core(offer, *pivots, spread, spread)
    same(np.exp(log), whole, 3e-7)
    at_all = sides[0]["amend_chance"] * sides[1]["amend_chance"]
    expected = watered_down_probability.core(offer, *pivots, spread, spread, band)
    same(at_all - np.exp(log), expected, 6e-7)
    same(sides[0]["margin"], margins[0])


@many
@given(seed=seeds)
def test_a_ratifier_who_is_known_passes_exactly_what_clears_it(seed: int) -> None:
    n = Numbers(seed)
    found = work_out(
        talks.ratifier,
        worth=n("worth", -1, 1),
        needs_ratifier=1.0,
        watering_band=0.1,
        smallest_chance=SMALLEST,
    )
    np.testing.assert_array_equal(found["pass_chance"], np.where(n("worth") >= 0, 1.0, 0.0))
    np.testing.assert_array_equal(found["amend_chance"], np.where(n("worth") + 0.1 >= 0, 1.0, 0.0))


@many
@given(seed=seeds)
def test_the_depth_that_comes_out_of_ratification(seed: int) -> None:
    n = Numbers(seed)
    margin, depth, loss = n("margin", -0.3, 0.3), n("depth"), n("loss")
    band = 0.1
    for event, within in ((RATIFIED, margin > 0), (WATERED_DOWN, (margin <= 0) & (margin > -band))):
        found = work_out(status.move, status=SIGNED, event=event, depth=depth, watering_loss=loss)
        expected = np.asarray(ratified_depth.core(depth, margin, band, loss))
        same(found["depth"][within], expected[within])
    signed = work_out(status.move, status=1.0, event=AGREED, depth=0.9, depth_now=depth)
    same(signed["depth"], depth)


@many
@given(seed=seeds)
def test_what_a_treaty_tells_is_bayes_rule(seed: int) -> None:
    """Silence and alarm move trust as signals of the published likelihoods do (2.1 and step 9)."""
    n = Numbers(seed)
    alarms, seen, cheating = n("alarms", 0.001, 0.3), n("seen", 0.3, 0.999), n("cheating", 0, 0.2)
    before = n("trust", -3, 3)
    likelihoods = {
        0.0: (1 - alarms, (1 - cheating) * (1 - alarms) + cheating * (1 - seen)),
        1.0: (alarms, (1 - cheating) * alarms + cheating * seen),
    }
    for alarm, (trustworthy, untrustworthy) in likelihoods.items():
        news = work_out(
            trust.news_of_a_deal,
            status=3.0,
            alarm=alarm,
            detection=seen,
            false_alarms=alarms,
            untrustworthy_cheating=cheating,
            smallest_chance=SMALLEST,
        )["news"]
        after = work_out(trust.trust, trust=before, news=news, negativity=1.0)["trust"]
        expected = np.asarray(updated_trust.core(share(before), trustworthy, untrustworthy))
        same(share(after), share(np.clip(np.log(expected / (1 - expected)), -5, 5)))


@many
@given(seed=seeds)
def test_bad_surprises_count_as_the_negativity_says(seed: int) -> None:
    n = Numbers(seed)
    surprise, weight, gain = n("surprise", -3, 3), n("weight", 1, 3), n("gain", 0, 0.1)
    after = work_out(trust.trust, reverse__surprise=surprise, negativity=weight, trust_gain=gain)[
        "trust"
    ]
    clipped = np.clip(surprise, -2, 2)
    same(after, gain * np.where(surprise < 0, weight, 1.0) * clipped)


@many
@given(seed=seeds)
def test_sanctions_are_worth_as_leverage_what_relief_is_believed(seed: int) -> None:
    n = Numbers(seed)
    lock, belief = n("lock"), share(n("trust", -4, 4))
    found = work_out(
        worth.ties_at_stake,
        share=1.0,
        dyad__trust=n("trust"),
        back__sanctions=n("level"),
        back__sanctions_lock=lock,
        enforcement_laxity=n("laxity"),
        deal__is_economic=1.0,
    )["stake__relief"]
    same(found, sanction_leverage.core(n("level"), n("laxity"), lock, belief))
    same(found, n("level") * (1 - n("laxity")) * np.asarray(relief_credibility.core(lock, belief)))


@many
@given(seed=seeds)
def test_chances_stay_chances(seed: int) -> None:
    """Whatever the arguments within their ranges."""
    n = Numbers(seed)
    opened = work_out(
        talks.opening, may_open=1.0, channel=n("channel"), talks_logit=n("logit", -8, 8),
        talks_channel=n("weight", 0, 5), election=np.round(n("election")), election_drag=n("drag"),
        talks_offer=np.round(n("offer")) * n("part"), smallest_chance=SMALLEST,
    )["open_chance"]  # fmt: skip
    extended = work_out(
        keeping.extension, may_extend=1.0, extension_logit=n("push", -8, 8), flow=n("flow", -4, 4),
        renewal_flow=n("weight"), extension_offer=n("offered", -2, 2), smallest_chance=SMALLEST,
    )["extend_chance"]  # fmt: skip
    kept = work_out(
        keeping.compliance, worth=n("worth", -1, 2), deal__detection=n("seen"), actor__turnover=n("turnover", 0, 40),
        deal__false_alarms=n("alarms"), monthly_discount=n("discount", 0.5, 0.9999),
        cheating_gain=n("gain", 0.01, 20), cheating_scale=n("scale", 0.001, 2), cheating_rate=n("rate"),
        smallest_chance=SMALLEST,
    )["cheats_log"]  # fmt: skip
    for chance in (opened, extended, np.exp(kept)):
        assert np.isfinite(chance).all()
        assert ((chance >= 0) & (chance <= 1)).all()


@pytest.mark.parametrize("watched", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("alarms", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("cheating", [0.0, 0.4, 1.0])
def test_news_of_a_treaty_is_finite_at_the_ends_of_every_range(
    watched: float, alarms: float, cheating: float
) -> None:
    for alarm in (0.0, 1.0):
        for bound in (0.0, 1.0):
            news = work_out(
                trust.news_of_a_deal, status=3.0, bound_at_start=bound, alarm=alarm, detection=watched,
                false_alarms=alarms, untrustworthy_cheating=cheating, smallest_chance=SMALLEST,
            )["news"]  # fmt: skip
            assert np.isfinite(news)
