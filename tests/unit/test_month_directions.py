"""Which way every influence in an equation of the month works, one line each.

Written from the design of the model, not from the equations: a sign that is turned round fails.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np
import pytest
from month_worlds import term_named

from detente.dynamics.codes import LAPSED, RATIFIED

SIZE = 4000
#: Half a unit more of the influence: enough to show in results that jump.
STEP = 0.5

#: What a deal goes through, as influences on what it shows about its partners.
EVENTS_NOW = {"ratified_event": RATIFIED, "lapsed_event": LAPSED}
#: Those that would leave their range by as much.
STEPS = {"all_keep": -0.3, "asked": -1.0, "is_party": -1.0}

#: What has to have a value for the influences of an equation to be in play.
SETTINGS: dict[str, dict[str, float | tuple[float, float]]] = {
    "flow": {"pressure_response": 0.3, "frustration": 0.9, "frustration_threshold": 0.2, "flow_noise": 0.5},
    "ladder_logits": {"regime": 1.0},
    "regime_step": {"regime": 1.0, "regime_top": 3.0, "forced_regime": 0.0, "direct_jump": 0.0}
    | {f"severity_{rung}": float(rung) for rung in range(5)}
    | {f"regime_flow_{rung}": -float(rung) for rung in range(5)},
    "sanction_step": {"sanctions": 0.5, "sanctions_step": 0.1, "sanctions_push": 0.0, "sanctions_lock": 0.3, "rise_logit": -1.0, "relief_logit": -3.0},
    "worth": {"deal__is_high": 1.0, "deal__is_technology": 1.0, "deal__wider": 0.0, "deal__low_experience": 0.2},
    "depth_wanted": {"consent_given": 0.0, "transfer_limit": 0.0, "exploitation_loss": 5.0, "smallest_chance": 1e-4, "deal__asked": 0.0, "deal__offered": 0.0, "deal__found_in_time": 0.1, "deal__verification": 0.1, "political_cost": 0.05},
    "value_at_depth": {"consent_given": 0.0, "risk": 0.1, "deal__per_issue": 1.0},
    "ratifier": {"asked": 1.0, "stake__drive": (-0.4, 0.6), "pivot_uncertainty": 0.5, "deal__status": 1.0, "smallest_chance": 1e-4},
    "opening": {"status": 0.0, "may_open": 1.0, "pending": 0.0, "talks_offer": 0.0, "wide_format": 0.0, "failover_threshold": 0.0, "calm": -1.0, "smallest_chance": 1e-4},
    "event_before_force": {"status": 1.0, "ready": 0.0, "binding": 1.0, "calm": -1.0, "breakoff_logit": -2.0},
    "compliance": {"worth": 0.4, "is_party": 1.0, "deal__status": 3.0, "party_share": 0.5, "refusal": 0.0, "withdrawal_logit": 0.0, "deal__false_alarms": 0.05, "cheating_scale": 1.0, "actor__turnover": 0.1, "monthly_discount": 0.95, "deal__detection": 0.3},
    "extension": {"may_extend": 1.0, "extension_offer": 0.0, "calm": -1.0, "smallest_chance": 1e-4},
    "alarm": {"status": 3.0, "all_keep": 0.4, "detection": 0.3, "false_alarms": 0.01},
    "trust": {"reverse__surprise": 0.1, "negativity": 1.5},
    "monitoring": {"verification": 0.2, "national_means": 0.2, "false_alarm": 0.05, "detection_span": 6.0, "smallest_chance": 1e-4},
    "evidence": {"detection": 0.3, "smallest_chance": 1e-4, "untrustworthy_cheating": 0.1, "false_alarms": 0.05},
    "news_of_a_deal": {"status": 3.0, "bound_at_start": (0.0, 1.0), "event": 0.0, "alarm": 0.3, "silence_tells": (0.0, 0.2), "alarm_tells": (-2.0, -1.0)},
    "move": {"event": 1.0, "luck_exit": (0.6, 0.9), "smallest_chance": 1e-4},
    "opinion": {"opinion": 0.0, "opinion_base": 0.0, "opinion_half_life": 20.0},
    "fence": {"fence": 0.0, "tension": 0.4, "tension_start": 0.2, "fence_gain": 0.5},
    "frustration": {"frustration": 0.1, "frustration_decay": 0.1, "thwarted": 0.0, "pair__new_outside": 0.0, "frustration_gain": 0.3},
    "summit": {"summit_logit": -1.0, "forced_summit": 0.0},
    "channel": {"channel": 0.4, "channel_base": 0.4, "channel_push": 0.0, "severity": 1.0, "severity_start": 1.0, "summit": 0.0, "channel_per_rung": 0.2, "channel_recovery": 0.3, "summit_channel": 0.2},
    "experience": {"experience": 0.2, "experience_gain": 0.2, "active": 0.0},
    "gesture": {"drive_felt": (-0.4, 0.6), "forced_gesture": 0.0, "gesture_rate": 3.0},
    "tension": {"first__flow": 0.0, "second__flow": 0.0},
    "ties_at_stake": {"deal__is_economic": 1.0},
    "triangle_pull": {"triangle_balance": 0.0, "near__affinity": -0.6, "far__affinity": 0.3, "share": 1.0},
    "leader_change": {"months_to_turnover": 9.0, "forced_change": 0.0, "turnover": 2.0},
    "capability_drift": {"capability": 1.0, "capability_drift": 0.1},
    "drive_felt": {"leader_drive": 0.5, "actor__bureaucratic_drag": 0.2, "actor__drag_shift": 0.0},
}  # fmt: skip

#: equation → result → what raises it (+) and what lowers it (−).
DIRECTIONS: dict[str, dict[str, str]] = {
    "leader_change": {"leader_changed": "+turnover"},
    "capability_drift": {"capability": "+capability_drift"},
    "drive_felt": {"drive_felt": "+leader_drive -actor__bureaucratic_drag -actor__drag_shift"},
    "net_shock": {"net_shock": "+threat +goodwill -incident -outside +hardship"},
    "ladder_logits": {
        "worsen_logit": "-flow_mean +incident +outside -guardrail -channel +channel_base",
        "improve_logit": "+flow_mean +belief_low -belief_base +drive_mean +threat +goodwill",
    },
    "regime_step": {"regime": "+worsen_logit -improve_logit", "regime_mean": "-worsen_logit +improve_logit"},
    "triangle_pull": {"dyad__triangle_pull": "-near__affinity"},
    "flow": {
        "flow_expected": "+flow +reverse__flow +pair__regime_mean +triangle_pull +drive_felt +opinion -opinion_base "
        "+pair__net_shock +reverse__sanctions -reverse__sanctions_start +pair__cooperation -frustration",
        "flow_next": "+drive_felt +pair__net_shock",
    },
    "tension": {"tension": "-first__flow -second__flow", "affinity": "+first__flow +second__flow"},
    "sanction_step": {"sanctions": "-flow +pair__incident -opinion +pair__severity -drive_felt -pair__settled +sanctions_lock"},
    "ties_at_stake": {
        "stake__relief": "+back__sanctions -back__sanctions_lock +dyad__belief -enforcement_laxity",
        "stake__opinion": "+dyad__opinion -dyad__opinion_base",
        "stake__drive": "+dyad__drive_felt",
        "stake__rival_capability": "+other__capability",
    },
    "strands": {
        "stake__gain": "+cell__tactical_gain",
        "stake__cost": "+cell__strategic_cost",
        "stake__duty": "+cell__obligation +duty_weight",
        "stake__hurdle": "+cell__hurdle +cell__hurdle_shift",
    },
    "worth": {
        "worth_free": "+gain -cost -actor__horizon +actor__capability -rival_capability +deal__experience "
        "+deal__low_experience -deal__fence +drive +deal__threat +relief +side_payment +deal__project",
        "worth_alone": "-duty -obligation_weight +gain",
    },
    "depth_wanted": {"depth_wanted": "+worth_alone +belief -exploitation_loss +deal__verification -political_cost +deterrence +deal__found_in_time"},
    "value_at_depth": {"value": "+worth +keeps -risk -political_cost"},
    "ratifier": {
        "margin": "+stake__worth +stake__opinion -deal__depth_now -stake__hurdle -stake__drive",
        "pass_chance": "+stake__worth -stake__hurdle -asked",
        "amend_chance": "+stake__worth -stake__hurdle +watering_band -asked",
    },
    "opening": {
        "open_chance": "+channel +drive_of_all +experience +threat +expiring -election -crisis_talks_now +talks_logit -pending",
    },
    "compliance": {
        "keeps_it": "+deal__detection -cheating_gain -deal__false_alarms -actor__turnover +monthly_discount -cheating_rate -is_party",
        "wants_out": "-deal__depth -deal__flow +actor__leader_changed +party_share",
    },
    "alarm": {"alarm": "+detection +false_alarms -all_keep"},
    "extension": {"extend_chance": "+belief_gain +drive_of_all +flow +worth_low +extension_offer"},
    "trust": {"trust": "+reverse__surprise +news +pair__open_talks +reverse__gesture +trust_base"},
    "belief": {"belief": "+trust"},
    "pair_summary": {"belief_low": "+first__belief +second__belief"},
    "monitoring": {
        "detection": "+verification +national_means",
        "false_alarms": "+false_alarm -verification",
        "found_in_time": "+verification +national_means +detection_span",
    },
    "vote": {"deal__objection": "-pass_chance -amend_chance +stake__luck_act"},
    "evidence": {
        "silence_tells": "+detection +untrustworthy_cheating -false_alarms",
        "alarm_tells": "-detection -untrustworthy_cheating +false_alarms",
    },
    "news_of_a_deal": {"news": "-alarm +silence_tells +ratified_event -lapsed_event +alarm_chance"},
    "move": {"project": "+luck_exit +project_spread"},
    "news_for_partners": {"dyad__news": "+deal__news -counter__at_fault"},
    "gesture": {"gesture": "+gesture_rate +drive_felt"},
    "opinion": {"opinion": "+reverse__flow -reverse__flow_usual +actor__media_tone -flow +accustomed_flow +opinion_base"},
    "experience": {"experience": "+active +experience"},
    "fence": {"fence": "+tension -tension_start"},
    "frustration": {"frustration": "+thwarted +pair__new_outside"},
    "summit": {"summit": "+drive_mean +flow_mean", "goodwill": "+goodwill"},
    "channel": {"channel": "-severity +severity_start +summit +channel_push +channel_base"},
}  # fmt: skip

CASES = [
    (equation, result, word[1:], 1 if word[0] == "+" else -1)
    for equation, results in DIRECTIONS.items()
    for result, words in results.items()
    for word in words.split()
]


def mean_of(equation: str, result: str, arguments: dict[str, Any]) -> float:
    term = term_named(equation)
    found = term.function(**arguments)
    values = found if isinstance(found, tuple) else (found,)
    return float(
        np.mean(np.broadcast_to(dict(zip(term.writes, values, strict=True))[result], SIZE))
    )


@pytest.mark.parametrize(
    ("equation", "result", "influence", "sign"), CASES, ids=[f"{e}-{r}-{i}" for e, r, i, _ in CASES]
)
def test_an_influence_works_the_way_it_is_meant_to(
    equation: str, result: str, influence: str, sign: int
) -> None:
    rng = np.random.default_rng(crc32(equation.encode()))
    given = {name: rng.uniform(0, 1, SIZE) for name in term_named(equation).reads}
    for name, value in SETTINGS.get(equation, {}).items():
        low, high = value if isinstance(value, tuple) else (value, value)
        given[name] = rng.uniform(low, high, SIZE)
    if influence == "crisis_talks_now":
        more = given | {"calm": given["calm"] - 2.0}
    elif influence in EVENTS_NOW:
        more = given | {"event": EVENTS_NOW[influence]}
    else:
        assert influence in given, f"{equation} does not read {influence}"
        step = STEPS.get(influence, STEP)
        more = given | {influence: given[influence] + step}
        sign = sign if step > 0 else -sign
    moved = mean_of(equation, result, more) - mean_of(equation, result, given)
    assert sign * moved > 1e-6, f"{influence} moves {result} by {moved:+.4f}"


def test_a_hawk_has_its_bonus_and_a_dove_has_not() -> None:
    given = dict.fromkeys(term_named("ratifier").reads, 0.0) | {
        "hawk_bonus": 0.1,
        "smallest_chance": 1e-4,
    }
    for drive, bonus in ((-0.2, 0.1), (0.0, 0.0), (0.2, 0.0)):
        margin = term_named("ratifier").function(**(given | {"stake__drive": drive}))[0]
        assert margin == pytest.approx(bonus)
