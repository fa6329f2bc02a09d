"""Every term of the month has a value at which it is off, and there it has no effect.

A parameter says so in its note ("Off: 0"). The table below says for each of them which arguments of
which equation no longer matter then: they are changed at will, and the result keeps its bits. Away
from that value they do matter, so that an entry cannot be empty. A parameter without an entry fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from month_worlds import PAIR, TRIO, declared, off_value, run, scene, term_named, terms, worlds

from detente.dynamics.codes import LAPSED, OPENED, RATIFIED, WATERED_DOWN
from detente.dynamics.columns import beginning
from detente.dynamics.cuts import CUTS
from detente.dynamics.ladder import ladder
from detente.dynamics.structure import structure
from detente.scenario.draws import draw

SIZE = 3000
DECLARED = declared()
OFF = {name: value for name, entry in DECLARED.items() if (value := off_value(entry)) is not None}

#: How an argument is drawn: from low to high, or one of several values.
Drawn = tuple[float, float] | list[float]


@dataclass(frozen=True)
class Idle:
    """What does not matter in one equation while a parameter is off.

    Attributes:
        term: the equation.
        inputs: arguments that are changed at will, and how they are drawn.
        fixed: arguments that have to have a value for the term to be in play.
        of: which of its results (default: all).
        on: a value at which the term is in play.
    """

    term: str
    inputs: dict[str, Drawn]
    fixed: dict[str, Any] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    on: float = 0.8


UNIT: Drawn = (0.0, 1.0)
SIGNED: Drawn = (-1.0, 1.0)
CALM: Drawn = (-3.4, 0.0)
WORSE, BETTER = ("worsen_logit",), ("improve_logit",)
RUNG = {"regime": 1.0}
STEP = {"sanctions_step": 0.1, "sanctions": 0.5, "sanctions_push": 0.0}
SLOT = {"status": 0.0, "may_open": 1.0, "pending": 0.0, "talks_offer": 0.0, "wide_format": 0.0}
TEXT = {"asked": 1.0, "pivot_uncertainty": 0.3}
BOUND = {"deal__status": 3.0, "party_share": 0.5, "refusal": 0.0}
TERM_ENDS = {"may_extend": 1.0, "extension_offer": 0.0, "calm": -1.0}
FORCE = {"status": 3.0, "wants_out": 0.0, "standing_order": 0.0, "months_left": 9.0}
WORTH = {"actor__capability": 1.0}


def worth(**inputs: Drawn) -> Idle:
    return Idle("worth", inputs, WORTH if "actor__capability" not in inputs else {})


TABLE: dict[str, tuple[Idle, ...]] = {
    # behaviour
    "crisis_reciprocity": (Idle("flow", {"pair__severity": (0, 3.4)}),),
    "triangle_courting": (Idle("triangle_pull", {"near__affinity": SIGNED}, {"triangle_balance": 0.0}),),
    "triangle_balance": (Idle("triangle_pull", {"far__affinity": SIGNED}),),
    "opinion_weight": (Idle("flow", {"opinion": SIGNED, "opinion_base": SIGNED}),),
    "shock_weight": (Idle("flow", {"pair__net_shock": SIGNED}),),
    "outside_crisis_weight": (
        Idle("net_shock", {"outside": UNIT}),
        Idle("ladder_logits", {"outside": UNIT}, RUNG),
    ),
    "economic_effect": (Idle("net_shock", {"hardship": UNIT}),),
    "pressure_response": (
        Idle("flow", {"reverse__sanctions": UNIT, "reverse__sanctions_start": UNIT, "harm": UNIT, "enforcement_laxity": UNIT}),
    ),
    "cooperation_weight": (Idle("flow", {"pair__cooperation": UNIT}),),
    "frustration_weight": (Idle("flow", {"frustration": UNIT, "frustration_threshold": UNIT}),),
    "frustration_gain": (Idle("frustration", {"thwarted": UNIT, "pair__new_outside": UNIT}),),
    # regimes
    "worsening_flow": (Idle("ladder_logits", {"flow_mean": SIGNED}, RUNG, WORSE),),
    "worsening_shock": (Idle("ladder_logits", {"incident": UNIT, "outside": UNIT}, RUNG, WORSE),),
    "worsening_guardrail": (
        Idle("ladder_logits", {"guardrail": UNIT, "channel": UNIT, "channel_base": UNIT}, RUNG, WORSE),
    ),
    "improving_flow": (Idle("ladder_logits", {"flow_mean": SIGNED}, RUNG, BETTER),),
    "improving_trust": (Idle("ladder_logits", {"belief_low": UNIT, "belief_base": UNIT}, RUNG, BETTER),),
    "improving_drive": (Idle("ladder_logits", {"drive_mean": SIGNED}, RUNG, BETTER),),
    "improving_threat": (Idle("ladder_logits", {"threat": UNIT, "goodwill": UNIT}, RUNG, BETTER),),
    "direct_jump": (Idle("regime_step", {"luck_jump": UNIT}, {"regime": 1.0, "regime_top": 3.0, "forced_regime": 0.0}),),
    # leaders
    "leader_spread": (Idle("new_drive", {"luck_drive": SIGNED}, {"actor__leader_changed": 1.0}),),
    "trust_reset": (Idle("trust_in_new_leader", {"other__leader_changed": [0, 1], "trust_base": SIGNED}),),
    "horizon_change": (
        Idle("new_horizon", {"leader_changed": [0, 1], "luck_first": UNIT, "luck_second": UNIT, "luck_third": UNIT}),
    ),
    "election_window": (Idle("election_clock", {"months_to_election": [1, 2, 3, 9]}, {"election_period": 48.0}, ("election_near",), 3.0),),
    # sanctions
    "sanctions_flow": (Idle("sanction_step", {"flow": SIGNED}, STEP | {"relief_flow": 0.0}),),
    "sanctions_incident": (Idle("sanction_step", {"pair__incident": UNIT}, STEP),),
    "sanctions_opinion": (Idle("sanction_step", {"opinion": SIGNED}, STEP),),
    "sanctions_severity": (Idle("sanction_step", {"pair__severity": (0, 3)}, STEP),),
    "relief_drive": (Idle("sanction_step", {"drive_felt": SIGNED}, STEP),),
    "relief_flow": (Idle("sanction_step", {"flow": SIGNED}, STEP | {"sanctions_flow": 0.0}),),
    "relief_settlement": (Idle("sanction_step", {"pair__settled": UNIT}, STEP),),
    "relief_worth": (worth(relief=UNIT),),
    # talks
    "talks_channel": (Idle("opening", {"channel": UNIT}, SLOT | {"failover_threshold": 0.0}),),
    "talks_drive": (Idle("opening", {"drive_of_all": SIGNED}, SLOT),),
    "talks_experience": (Idle("opening", {"experience": UNIT}, SLOT),),
    "threat_opening": (Idle("opening", {"threat": UNIT}, SLOT),),
    "crisis_talks": (Idle("opening", {"calm": CALM}, SLOT),),
    "successor_talks": (Idle("opening", {"expiring": [0, 1]}, SLOT),),
    "election_drag": (Idle("opening", {"election": [0, 1]}, SLOT),),
    "crisis_breakoff": (Idle("event_before_force", {"calm": CALM}, {"status": 1.0}),),
    "hopeless_breakoff": (Idle("event_before_force", {"binding": [1, 3, 8]}, {"status": 1.0}),),
    "talk_effect": (Idle("trust", {"pair__open_talks": UNIT}),),
    "experience_worth": (worth(deal__experience=UNIT),),
    "spillover_gain": (worth(deal__low_experience=UNIT, deal__is_high=[0, 1]),),
    "fence_coupling": (worth(deal__fence=UNIT, deal__is_technology=[0, 1]),),
    "drive_worth": (worth(drive=SIGNED),),
    "threat_worth": (worth(deal__threat=UNIT),),
    "power_shift_weight": (worth(rival_capability=(0.5, 1.5), actor__capability=(0.5, 1.5)),),
    "project_spread": (Idle("move", {"luck_exit": UNIT, "is_open_slot": [0, 1]}, {"event": OPENED, "smallest_chance": 1e-4}),),
    "deterrence": (Idle("depth_wanted", {"deal__found_in_time": UNIT}),),
    "smallest_depth": (
        Idle("binding_constraint", {"depth_now": UNIT}, {"status": 1.0, "first_constraint": 1e9, "least_ratification": 0.0, "failover_threshold": 0.0}),
        Idle("constraint_of_side", {"deal__depth_now": UNIT, "depth_wanted": UNIT}),
    ),
    "least_ratification": (Idle("binding_constraint", {"all_pass": UNIT}, {"status": 1.0, "first_constraint": 1e9}),),
    "multilateral_dilution": (worth(deal__wider=[0, 1]),),
    "failover_threshold": (
        Idle("opening", {"multilateral_opening": SIGNED}, SLOT),
        Idle("binding_constraint", {"channel": UNIT, "wider": [0, 1]}, {"status": 1.0, "first_constraint": 1e9}),
    ),
    # ratification
    "opinion_at_home": (Idle("ratifier", {"stake__opinion": SIGNED}, TEXT),),
    "depth_at_home": (Idle("ratifier", {"deal__depth": UNIT, "deal__depth_now": UNIT, "deal__status": [1, 2]}, TEXT),),
    "hawk_bonus": (Idle("ratifier", {"stake__drive": SIGNED}, TEXT),),
    "watering_loss": (Idle("move", {"event": [RATIFIED, WATERED_DOWN]}, {"status": 2.0}),),
    # keeping
    "cheating_rate": (
        Idle("compliance", {"deal__detection": UNIT, "deal__false_alarms": UNIT, "monthly_discount": (0.5, 0.99), "cheating_gain": UNIT, "cheating_scale": (0.1, 1), "actor__turnover": UNIT}, BOUND | {"is_party": 1.0}, ("keeps_it",)),
    ),
    "suspension_after_alarm": (Idle("event_in_force", {"alarm": [0, 1]}, FORCE),),
    "collapse_chance": (Idle("event_in_force", {"luck_exit": UNIT}, FORCE | {"status": 4.0, "repair_chance": 0.1}),),
    "withdrawal_worth": (Idle("compliance", {"deal__depth": UNIT}, BOUND, ("wants_out",)),),
    "withdrawal_flow": (Idle("compliance", {"deal__flow": SIGNED}, BOUND, ("wants_out",)),),
    "withdrawal_leader": (Idle("compliance", {"actor__leader_changed": [0, 1]}, BOUND, ("wants_out",)),),
    "renewal_trust": (Idle("extension", {"belief_gain": SIGNED}, TERM_ENDS),),
    "renewal_drive": (Idle("extension", {"drive_of_all": SIGNED}, TERM_ENDS),),
    "renewal_flow": (Idle("extension", {"flow": SIGNED}, TERM_ENDS),),
    "renewal_worth": (Idle("extension", {"worth_low": SIGNED}, TERM_ENDS),),
    # trust
    "trust_gain": (
        Idle("trust", {"reverse__surprise": (-2, 2), "negativity": (1, 3), "mean_bad_news": UNIT, "excuse": UNIT, "pair__hardship": UNIT, "pair__outside": UNIT}),
    ),
    "mean_bad_news": (Idle("trust", {"negativity": (1, 3)}),),  # surprises are good here
    "excuse": (Idle("trust", {"pair__hardship": UNIT, "pair__outside": UNIT}, {"reverse__surprise": -1.0}),),
    "trust_decay": (Idle("trust", {"trust_base": SIGNED}),),
    "untrustworthy_cheating": (
        Idle("evidence", {"detection": UNIT, "false_alarms": UNIT}, {"smallest_chance": 1e-4}),
    ),
    "ratified_news": (Idle("news_of_a_deal", {"event": [0, RATIFIED, WATERED_DOWN]}),),
    "failure_news": (
        Idle("news_of_a_deal", {"event": [0, LAPSED]}),
        Idle("news_for_partners", {"counter__at_fault": [0, 1]}),
    ),
    "gesture_effect": (Idle("trust", {"reverse__gesture": [0, 1]}),),
    "gesture_rate": (Idle("gesture", {"drive_felt": SIGNED, "luck_gesture": UNIT}, {"forced_gesture": 0.0}),),
    # slow variables
    "opinion_news": (Idle("opinion", {"reverse__flow": SIGNED, "reverse__flow_usual": SIGNED}, {"opinion_half_life": 20.0}),),
    "media_weight": (Idle("opinion", {"actor__media_tone": SIGNED}, {"opinion_half_life": 20.0}),),
    "thermostat": (Idle("opinion", {"flow": SIGNED, "accustomed_flow": SIGNED}, {"opinion_half_life": 20.0}, ("opinion",)),),
    "experience_gain": (Idle("experience", {"active": [0, 1]}),),
    "fence_gain": (Idle("fence", {"tension": UNIT, "tension_start": UNIT}),),
    "channel_recovery": (
        Idle("channel", {"channel_base": UNIT, "channel_push": SIGNED, "severity": (0, 3), "severity_start": (0, 3), "channel_per_rung": UNIT}),
    ),
    "channel_per_rung": (Idle("channel", {"severity": (0, 3), "severity_start": (0, 3)}),),
    "summit_drive": (Idle("summit", {"drive_mean": SIGNED}),),
    "summit_flow": (Idle("summit", {"flow_mean": SIGNED}),),
    "summit_channel": (Idle("channel", {"summit": [0, 1]}, {"channel": 0.3}),),
    "summit_goodwill": (Idle("summit", {"luck_summit": UNIT, "forced_summit": [0, 1]}, {}, ("goodwill",)),),
}  # fmt: skip

#: Parameters whose term is no product with something else; each has a test of its own below.
ALONE = {
    "enforcement_laxity": ("flow", "ties_at_stake"),
    "sanctions_lock": ("sanction_step",),
    "watering_band": ("ratifier",),
    "experience_decay": ("experience",),
    "reset_gain": (),
    "confrontation_loss": (),
    "crisis_loss": (),
    "package_share": (),
}
#: Equations in which the off value of a parameter of the table is shown below.
ALSO = {"smallest_depth": ("move",)}


def random_arguments(names: tuple[str, ...], rng: np.random.Generator) -> dict[str, Any]:
    return {name: rng.uniform(0, 1, SIZE) for name in names}


def drawn(how: Drawn, rng: np.random.Generator) -> Any:
    return rng.choice(how, SIZE) if isinstance(how, list) else rng.uniform(*how, SIZE)


def results(term: str, arguments: dict[str, Any], of: tuple[str, ...]) -> list[Any]:
    equation = term_named(term)
    found = equation.function(**arguments)
    values = found if isinstance(found, tuple) else (found,)
    named = dict(zip(equation.writes, values, strict=True))
    return [np.broadcast_to(named[name], SIZE) for name in of or equation.writes]


def test_every_parameter_that_says_it_can_be_off_is_in_the_table() -> None:
    assert set(TABLE) | set(ALONE) == set(OFF)
    assert not set(TABLE) & set(ALONE)


@pytest.mark.parametrize("name", OFF)
def test_the_table_names_every_equation_that_reads_the_parameter(name: str) -> None:
    reading = {term.name for term in terms() if name in term.reads}
    shown = (
        {idle.term for idle in TABLE.get(name, ())}
        | set(ALONE.get(name, ()))
        | set(ALSO.get(name, ()))
    )
    assert reading == shown


CASES = [(name, idle) for name, idles in TABLE.items() for idle in idles]


@pytest.mark.parametrize(("name", "idle"), CASES, ids=[f"{n}-{i.term}" for n, i in CASES])
def test_off_means_without_effect(name: str, idle: Idle) -> None:
    rng = np.random.default_rng(crc32(f"{name} {idle.term}".encode()))
    first = random_arguments(term_named(idle.term).reads, rng) | idle.fixed
    first |= {argument: drawn(how, rng) for argument, how in idle.inputs.items()}
    second = first | {argument: drawn(how, rng) for argument, how in idle.inputs.items()}
    off = {name: OFF[name]}
    for a, b in zip(
        results(idle.term, first | off, idle.of),
        results(idle.term, second | off, idle.of),
        strict=True,
    ):
        np.testing.assert_array_equal(a, b)
    on = {name: idle.on}
    changed = [
        (a != b).any()
        for a, b in zip(
            results(idle.term, first | on, idle.of),
            results(idle.term, second | on, idle.of),
            strict=True,
        )
    ]
    assert any(changed), "it makes no difference when it is on either"


def one(term: str, **arguments: Any) -> list[Any]:
    rng = np.random.default_rng(8)
    return results(term, random_arguments(term_named(term).reads, rng) | arguments, ())


def test_without_laxity_the_whole_level_is_felt() -> None:
    full = one("flow", enforcement_laxity=0.0, harm=0.3)
    half = one("flow", enforcement_laxity=0.5, harm=0.6)
    np.testing.assert_allclose(full, half, rtol=1e-12)
    whole = one("ties_at_stake", enforcement_laxity=0.0, back__sanctions=0.3)
    lax = one("ties_at_stake", enforcement_laxity=0.5, back__sanctions=0.6)
    np.testing.assert_allclose(whole, lax, rtol=1e-12)
    assert (one("flow", enforcement_laxity=0.9, harm=0.3)[0] != full[0]).any()


def test_without_a_lock_relief_has_its_full_chance() -> None:
    luck = np.linspace(0, 1, SIZE)
    given = {
        "sanctions_step": 0.1,
        "sanctions": 0.1,
        "sanctions_push": 0.0,
        "rise_logit": -80.0,
        "luck_sanctions": luck,
    }
    given |= {
        "relief_logit": 0.0,
        "relief_drive": 0.0,
        "relief_flow": 0.0,
        "relief_settlement": 0.0,
    }
    given |= {
        "sanctions_flow": 0.0,
        "sanctions_incident": 0.0,
        "sanctions_opinion": 0.0,
        "sanctions_severity": 0.0,
    }
    for lock, chance in ((0.0, 0.5), (0.4, 0.3), (1.0, 0.0)):
        level = one("sanction_step", sanctions_lock=lock, **given)[0]
        assert (level < 0.1).mean() == pytest.approx(chance, abs=2 / SIZE)


def test_without_a_band_nothing_passes_with_changes() -> None:
    _, whole, amended = one("ratifier", watering_band=0.0, asked=1.0)
    np.testing.assert_array_equal(whole, amended)
    _, whole, amended = one("ratifier", watering_band=0.1, asked=1.0)
    assert (amended > whole).any()


def test_without_decay_experience_is_never_lost() -> None:
    (after,) = one("experience", experience_decay=0.0, active=0.0, experience=0.37)
    assert (after == 0.37).all()
    (after,) = one("experience", experience_decay=0.1, active=0.0, experience=0.37)
    assert (after < 0.37).all()


def test_without_a_smallest_depth_a_text_is_as_deep_as_what_is_on_offer() -> None:
    depth = one("move", smallest_depth=0.0, event=3.0, status=1.0, depth_now=0.01)[3]
    assert (depth == 0.01).all()


@pytest.mark.parametrize(
    ("name", "upper"), [("reset_gain", 0), ("confrontation_loss", 1), ("crisis_loss", 2)]
)
def test_without_a_gain_or_loss_two_regimes_mean_the_same_behaviour(name: str, upper: int) -> None:
    for value, equal in ((0, True), (0.3, False)):
        flow = ladder(draw(scene(PAIR, **{name: value}), 5, 1)).flow
        assert (flow[upper] == flow[upper + 1]).all() == equal


def test_without_a_share_no_files_are_bargained_as_a_package() -> None:
    for share, packaged in ((0, 0.0), (1, 1.0)):
        sample = draw(scene(TRIO, package_share=share), 5, 1)
        parts = structure(sample.scenario)
        may_open = beginning(sample, parts).columns["deal", "may_open"]
        for deal, value in zip(parts.deals, may_open, strict=True):
            if deal.is_package:
                assert np.all(value == packaged)
            elif deal.agreement is None and set(deal.parties) == {"aland", "borland"}:
                assert np.all(value == 1 - packaged)
            else:
                assert np.all(value == 1)


#: Loops that are cut, what is changed in them, and what must then stay as it was to the bit.
LOOPS: dict[str, tuple[tuple[tuple[str, str], float], tuple[str, str], str]] = {
    "opinion": ((("world", "opinion_news"), 0.3), ("dyad", "flow"), "aland>borland"),
    "triangle": ((("world", "affinity_slope"), 4.0), ("dyad", "flow"), "aland>borland"),
    "trust": ((("world", "negativity"), 5.0), ("dyad", "trust"), "aland>borland"),
    "frustration": ((("world", "frustration_threshold"), 0.0), ("dyad", "flow"), "aland>borland"),
    "regime": ((("pair", "belief_base"), 0.9), ("pair", "regime"), "aland-borland"),
    "drive": ((("world", "drive_kept"), 0.1), ("dyad", "flow"), "aland>borland"),
    "shocks": ((("shock", "persistence"), 0.1), ("dyad", "flow"), "aland>borland"),
}


@pytest.mark.parametrize("cut", LOOPS)
def test_a_loop_that_is_cut_carries_nothing(cut: str) -> None:
    (changed, value), (over, name), key = LOOPS[cut]
    trio = scene(TRIO)
    without = dict.fromkeys(CUTS[cut].fields, 0.0)
    # What also hangs on affinity and on the start: duties to third parties, drift of trust.
    without |= {("world", "obligation_weight"): 0.0, ("world", "improving_trust"): 0.0}
    plain, other = (
        run(trio, without | more, draws=6, months=30, series=[(over, name)], executor="tile")
        for more in ({}, {changed: value})
    )
    np.testing.assert_array_equal(worlds(plain, name, key), worlds(other, name, key))
    kept = {("world", "obligation_weight"): 0.0}
    if cut != "regime":
        kept[("world", "improving_trust")] = 0.0
    moved = [
        run(trio, kept | more, draws=6, months=30, series=[(over, name)], executor="tile")
        for more in ({}, {changed: value})
    ]
    assert (worlds(moved[0], name, key) != worlds(moved[1], name, key)).any()


def test_the_loops_of_this_file_are_loops_of_the_model() -> None:
    assert set(LOOPS) <= set(CUTS)
