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
from scipy import stats

from detente.dynamics.codes import (
    AGREED,
    CHANGES_WANTED,
    IN_FORCE,
    NO_OBJECTION,
    OPENED,
    RATIFIED,
    REJECTED,
    REJECTION,
    SIGNED,
    SUSPENDED,
    SUSPENSION,
    WATERED_DOWN,
)
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
from detente.dynamics.month.reading import of_the_unwilling
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
        detection_span=n("span", 1, 24),
        smallest_chance=1e-30,
    )
    seen = np.asarray(detection_probability.core(n("verification"), n("means")))
    same(found["detection"], seen)
    same(found["found_in_time"], 1 - (1 - seen) ** n("span"))
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
        is_party=1.0,
    )
    cheats = 1 - found["keeps_it"]
    threshold = np.asarray(cooperation_threshold.core(1.0, gain, seen, alarms))
    np.testing.assert_array_equal(cheats <= 0.05, discount * (1 - hazard) >= threshold)


@many
@given(seed=seeds)
def test_depth_and_value_of_a_deal(seed: int) -> None:
    """With a fixed cost and without deterrence they are those of the small-steps model."""
    n = Numbers(seed)
    gain, loss = n("gain", -0.5, 2), n("loss", 0, 3)
    belief = work_out(trust.belief, trust=n("trust", -4, 4))["belief"]
    found = work_out(
        worth.depth_wanted,
        worth_alone=gain,
        deal__worth_mean=gain,
        belief=belief,
        deal__found_in_time=n("seen"),
        deal__verification=n("verification"),
        exploitation_loss=loss,
        political_cost=n("cost", 0, 0.3),
        fixed_cost_share=1.0,
        smallest_chance=1e-12,
    )
    expected = optimal_depth.core(belief, gain, loss, n("verification"))
    same(found["depth_wanted"], expected, 1e-7)
    same(found["keeps"], share(n("trust")))
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
    seen = work_out(
        worth.monitoring, verification=n("seen"), detection_span=span, smallest_chance=1e-300
    )["found_in_time"]
    found = work_out(
        worth.depth_wanted, belief=belief, deal__found_in_time=seen, deterrence=n("deterrence"),
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
            stake__worth=margin,
            asked=1.0,
            pivot_uncertainty=spread,
            watering_band=band,
            smallest_chance=SMALLEST,
        )
        for margin in margins
    ]
    both = np.prod(
        [
            work_out(talks.all_ratifiers, pass_chance=side["pass_chance"])["deal__all_pass"]
            for side in sides
        ],
        axis=0,
    )
    whole = ratification_probability.core(offer, *pivots, spread, spread)
    same(both, whole, 3e-7)
    at_all = sides[0]["amend_chance"] * sides[1]["amend_chance"]
    expected = watered_down_probability.core(offer, *pivots, spread, spread, band)
    same(at_all - both, expected, 6e-7)
    same(sides[0]["margin"], margins[0])


@many
@given(seed=seeds)
def test_a_ratifier_who_is_known_passes_exactly_what_clears_it(seed: int) -> None:
    n = Numbers(seed)
    found = work_out(
        talks.ratifier,
        stake__worth=n("worth", -1, 1),
        asked=1.0,
        watering_band=0.1,
        smallest_chance=SMALLEST,
    )
    np.testing.assert_array_equal(found["pass_chance"], np.where(n("worth") >= 0, 1.0, 0.0))
    np.testing.assert_array_equal(found["amend_chance"], np.where(n("worth") + 0.1 >= 0, 1.0, 0.0))


@many
@given(seed=seeds)
def test_what_a_ratifier_has_against_a_text_has_its_chances(seed: int) -> None:
    """Of evenly spread luck P(whole) objects to nothing and P(amended) − P(whole) to parts of it."""
    rng = np.random.default_rng(seed)
    whole, amended = np.sort(rng.uniform(0, 1, 2))
    luck = (np.arange(SIZE) + 0.5) / SIZE
    found = work_out(keeping.vote, pass_chance=whole, amend_chance=amended, stake__luck_act=luck)
    np.testing.assert_array_equal(found["stake__objection"], found["deal__objection"])
    for code, chance in (
        (NO_OBJECTION, whole),
        (CHANGES_WANTED, amended - whole),
        (REJECTION, 1 - amended),
    ):
        assert abs((found["deal__objection"] == code).mean() - chance) <= 1 / SIZE


@many
@given(seed=seeds)
def test_who_is_not_asked_passes_everything(seed: int) -> None:
    n = Numbers(seed)
    found = work_out(
        talks.ratifier, stake__worth=n("worth", -1, 1), pivot_uncertainty=n("spread", 0, 0.5),
        asked=0.0, smallest_chance=SMALLEST,
    )  # fmt: skip
    same(found["pass_chance"], 1.0)
    same(found["amend_chance"], 1.0)
    same(found["margin"], n("worth"))


def test_the_worst_objection_decides() -> None:
    """Each of two sides against each: the codes are in the order of how much they stop."""
    assert NO_OBJECTION < CHANGES_WANTED < REJECTION
    assert keeping.vote.combine == "max"
    events = {
        objection: float(
            work_out(
                status.event_before_force, status=SIGNED, objection=objection, vote_chance=1.0
            )["event_early"]
        )
        for objection in (NO_OBJECTION, CHANGES_WANTED, REJECTION)
    }
    assert list(events.values()) == [RATIFIED, WATERED_DOWN, REJECTED]


@many
@given(seed=seeds)
def test_an_alarm_suspends_with_its_share_though_one_number_decides_both(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chance, share_ = rng.uniform(0, 1, 2)
    luck = (np.arange(SIZE) + 0.5) / SIZE
    rung = work_out(
        keeping.alarm, status=IN_FORCE, all_keep=1.0, false_alarms=chance, luck_move=luck
    )
    same(rung["alarm_chance"], chance)
    assert abs(rung["alarm"].mean() - chance) <= 1 / SIZE
    event = work_out(
        status.event_in_force, status=IN_FORCE, months_left=9.0, alarm=rung["alarm"],
        alarm_chance=chance, suspension_after_alarm=share_, luck_move=luck,
    )["event_late"]  # fmt: skip
    assert abs((event == SUSPENSION).mean() - chance * share_) <= 1 / SIZE
    assert (rung["alarm"][event == SUSPENSION] == 1).all()
    calm = work_out(keeping.alarm, status=SUSPENDED, false_alarms=chance, luck_move=luck)
    assert calm["alarm"].max() == 0


@many
@given(seed=seeds)
def test_the_worth_of_a_project_is_logistic_with_its_standard_deviation(seed: int) -> None:
    n = Numbers(seed)
    spread, before = n("spread", 0, 0.5), n("project", -1, 1)
    # The inverse of the logistic distribution whose scale gives this standard deviation.
    luck = n("luck", 0.001, 0.999)
    scale = np.sqrt(3) / np.pi
    assert stats.logistic.std(scale=scale) == pytest.approx(1.0)
    expected = spread * stats.logistic.ppf(luck, scale=scale)
    given_ = {"project": before, "project_spread": spread, "luck_exit": luck}
    for event, slot, worth_ in (
        (OPENED, 1.0, expected),
        (OPENED, 0.0, 0.0),  # a named text has no project of its own
        (AGREED, 1.0, before),
    ):
        found = work_out(
            status.move, event=event, is_open_slot=slot, smallest_chance=SMALLEST, **given_
        )
        same(found["project"], worth_)
    ends = work_out(
        status.move, event=OPENED, is_open_slot=1.0, project_spread=1.0, smallest_chance=SMALLEST,
        luck_exit=np.array([2.0**-24, 1 - 2.0**-24]),
    )["project"]  # fmt: skip
    assert np.isfinite(ends).all()
    assert ends[0] == pytest.approx(-ends[1])
    # What is cut off at the smallest chance told apart is next to nothing of the spread.
    even = (np.arange(200_000) + 0.5) / 200_000
    drawn = work_out(
        status.move, event=OPENED, is_open_slot=1.0, project_spread=1.0, smallest_chance=SMALLEST,
        luck_exit=even,
    )["project"]  # fmt: skip
    assert drawn.std() == pytest.approx(1.0, abs=0.005)


@many
@given(seed=seeds)
def test_an_offer_takes_away_its_share_of_the_reluctance(seed: int) -> None:
    """p^(1 − s): nobody has agreed beforehand, all have, a half has; no chance is told from 0."""
    n = Numbers(seed)
    chance = n("chance", 2 * SMALLEST, 1)
    same(of_the_unwilling(chance, 0.0, SMALLEST), chance)
    same(of_the_unwilling(chance, 1.0, SMALLEST), 1.0)
    same(of_the_unwilling(chance, 0.5, SMALLEST), np.sqrt(chance))
    same(of_the_unwilling(chance, n("share"), SMALLEST), chance ** (1 - n("share")))
    same(of_the_unwilling(0.0 * chance, n("share"), SMALLEST), SMALLEST ** (1 - n("share")))


@many
@given(seed=seeds)
def test_belief_is_the_share_of_the_log_odds_and_the_weaker_one_counts(seed: int) -> None:
    n = Numbers(seed)
    beliefs = [work_out(trust.belief, trust=n(name, -5, 5))["belief"] for name in ("one", "other")]
    same(beliefs[0], share(n("one")))
    found = work_out(regimes.pair_summary, first__belief=beliefs[0], second__belief=beliefs[1])
    same(found["belief_low"], share(np.minimum(n("one"), n("other"))))
    same(work_out(worth.belief_at_stake, dyad__belief=beliefs[0])["stake__belief"], beliefs[0])
    assert worth.belief_at_stake.combine == "min"


@many
@given(seed=seeds)
def test_who_only_consents_cannot_cheat(seed: int) -> None:
    n = Numbers(seed)
    given_ = {
        "worth": n("worth", -1, 1), "cheating_gain": n("gain", 0, 2), "cheating_scale": n("scale", 0.05, 1),
        "cheating_rate": n("rate"), "monthly_discount": 0.95,
    }  # fmt: skip
    thirds = work_out(keeping.compliance, is_party=0.0, **given_)["keeps_it"]
    party = work_out(keeping.compliance, is_party=1.0, **given_)["keeps_it"]
    same(thirds, 1.0)
    assert (party < 1).all()
    same(work_out(keeping.compliance_of_all, keeps_it=party)["deal__all_keep"], party)
    assert keeping.compliance_of_all.combine == "product"


@many
@given(seed=seeds)
def test_the_depth_that_comes_out_of_ratification(seed: int) -> None:
    n = Numbers(seed)
    margin, depth, loss = n("margin", -0.3, 0.3), n("depth"), n("loss")
    band = 0.1
    for event, within in ((RATIFIED, margin > 0), (WATERED_DOWN, (margin <= 0) & (margin > -band))):
        found = work_out(
            status.move, status=SIGNED, event=event, depth=depth, watering_loss=loss,
            luck_exit=0.5, smallest_chance=SMALLEST,
        )  # fmt: skip
        expected = np.asarray(ratified_depth.core(depth, margin, band, loss))
        same(found["depth"][within], expected[within])
    signed = work_out(
        status.move, status=1.0, event=AGREED, depth=0.9, depth_now=depth,
        luck_exit=0.5, smallest_chance=SMALLEST,
    )  # fmt: skip
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
    tells = work_out(
        trust.evidence,
        detection=seen,
        false_alarms=alarms,
        untrustworthy_cheating=cheating,
        smallest_chance=SMALLEST,
    )
    for alarm, (trustworthy, untrustworthy) in likelihoods.items():
        news = work_out(trust.news_of_a_deal, status=3.0, alarm=alarm, **tells)["news"]
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
        dyad__belief=work_out(trust.belief, trust=n("trust"))["belief"],
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
        is_party=np.round(n("is party")),
    )["keeps_it"]  # fmt: skip
    for chance in (opened, extended, kept):
        assert np.isfinite(chance).all()
        assert ((chance >= 0) & (chance <= 1)).all()


@pytest.mark.parametrize("watched", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("alarms", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("cheating", [0.0, 0.4, 1.0])
def test_news_of_a_treaty_is_finite_at_the_ends_of_every_range(
    watched: float, alarms: float, cheating: float
) -> None:
    tells = work_out(
        trust.evidence, detection=watched, false_alarms=alarms, untrustworthy_cheating=cheating,
        smallest_chance=SMALLEST,
    )  # fmt: skip
    assert all(np.isfinite(tell) for tell in tells.values())
    for alarm in (0.0, 1.0):
        for bound in (0.0, 1.0):
            news = work_out(
                trust.news_of_a_deal, status=3.0, bound_at_start=bound, alarm=alarm, **tells
            )["news"]
            assert np.isfinite(news)
