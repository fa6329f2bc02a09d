"""The order of the month, its clocks and its index sets: who acts when, on whom, on what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from month_worlds import PAIR, TRIO, at_end, quiet, run, scene, terms, work_out, worlds

from detente.dynamics.assembling import LEVERS, Change
from detente.dynamics.codes import (
    EVENTS,
    FIXED_COST,
    MET,
    NEVER,
    NO_CONSENT,
    NO_SURPLUS,
    NO_TRUST,
    OBLIGATION,
)
from detente.dynamics.columns import beginning
from detente.dynamics.engine.terms import split_name
from detente.dynamics.luck import LUCK
from detente.dynamics.month import talks
from detente.dynamics.month.order import ORDER
from detente.dynamics.structure import structure
from detente.scenario import load
from detente.scenario.draws import draw


def test_the_steps_stand_in_the_declared_order() -> None:
    assert [step.name for step in ORDER] == [
        "leaders", "shocks", "standing", "regimes", "flows", "sanctions", "worth", "talks",
        "ratification", "keeping", "moves", "trust", "slow variables", "noting",
    ]  # fmt: skip
    names = [term.name for term in terms()]
    assert len(names) == len(set(names))
    for step in ORDER:
        assert step.what[0].isupper()
        assert all(1 <= number <= 49 for number in step.mechanisms)


def test_what_a_month_finds_was_left_by_the_one_before_or_declared() -> None:
    """A field that is read before anything sets it in a month begins at a declared value or counts
    from 0; nothing is left at 0 by oversight."""
    sample = draw(load("russia-us-2025"), 2, 1)
    parts = structure(sample.scenario)

    def meant(over: str, name: str) -> tuple[str, str]:
        link, bare = split_name(name)
        return (parts.sets[over].links[link][0] if link else over, bare)

    known = set(beginning(sample, parts).columns)
    known |= {(one.over, name) for one in LUCK for name in one.fields if name}
    known |= {(over, name) for over, names in LEVERS.items() for name in names}
    written = {meant(term.over, name) for term in terms() for name in term.writes}
    early = set()
    for term in terms():
        found = {meant(term.over, name) for name in term.reads if name != "month"}
        early |= {field for field in found if field in written and field not in known}
        known |= {meant(term.over, name) for name in term.writes}
    counted = {field for field in early if field[1].startswith(("first_", "months_", "log_"))}
    assert early - counted == {
        ("shock", "level"),
        ("pair", "goodwill"),
        ("pair", "summits"),
        ("dyad", "clip_hits"),
        ("dyad", "gestures"),
        ("deal", "project"),
        ("deal", "wider"),
        ("deal", "signatures"),
        ("deal", "ratifications"),
        ("deal", "endings"),
        ("actor", "tenure"),
    }


# --- timing ------------------------------------------------------------------------------------


def test_behaviour_answers_last_month_and_all_sides_move_at_once() -> None:
    trio = scene(TRIO)
    fields = quiet(trio) | {
        ("world", "flow_inertia"): 0.5,
        ("world", "flow_reciprocity"): 0.2,
        ("world", "triangle_balance"): 0.3,
        ("world", "affinity_slope"): 1.0,
        ("world", "flow_noise"): 0.4,
    }
    series = [("dyad", "flow"), ("pair", "luck_one")]
    found = run(trio, fields, draws=3, months=12, series=series)
    y = {dyad: worlds(found, "flow", dyad) for dyad in found.data["dyad"].values}
    near_, far = (
        0.5 * (y[f"{a}>{b}"] + y[f"{b}>{a}"])
        for a, b in (("aland", "celand"), ("celand", "borland"))
    )
    expected = 0.5 * y["aland>borland"][:-1] + 0.2 * y["borland>aland"][:-1]
    expected = expected + 0.3 * np.tanh(near_[:-1]) * np.tanh(far[:-1])
    expected = expected + 0.4 * worlds(found, "luck_one", "aland-borland")[1:]
    np.testing.assert_allclose(y["aland>borland"][1:], expected, atol=1e-5)


def test_opinion_answers_the_behaviour_of_the_same_month() -> None:
    pair = scene(PAIR)
    fields = quiet(pair) | {
        ("world", "flow_noise"): 0.5,
        ("world", "opinion_news"): 0.2,
        ("world", "accustoming"): 0.1,
        ("dyad", "opinion"): 0.0,
        ("dyad", "opinion_base"): 0.0,
        ("dyad", "opinion_half_life"): 1e9,
    }
    series = [("dyad", name) for name in ("flow", "flow_usual", "opinion")]
    found = run(pair, fields, draws=3, months=12, series=series)
    theirs, usual = (worlds(found, name, "borland>aland") for name in ("flow", "flow_usual"))
    opinion = worlds(found, "opinion", "aland>borland")
    usual_before = np.vstack([np.zeros((1, usual.shape[1])), usual[:-1]])
    before = np.vstack([np.zeros((1, usual.shape[1])), opinion[:-1]])
    np.testing.assert_allclose(opinion, before + 0.2 * (theirs - usual_before), atol=1e-5)


def test_experience_in_low_politics_counts_from_the_first_month() -> None:
    found = run(
        scene(TRIO),
        draws=5,
        months=2,
        series=[("pair", "low_experience"), ("matter", "experience")],
    )
    mean = np.mean(
        [worlds(found, "experience", f"{issue}:aland-borland")[0] for issue in ("trade", "space")],
        axis=0,
    )
    # Known at the beginning of the month, before this month's experience.
    assert (worlds(found, "low_experience", "aland-borland")[0] > 0).all()
    np.testing.assert_allclose(worlds(found, "low_experience", "aland-borland")[1], mean, atol=1e-6)


# --- clocks -------------------------------------------------------------------------------------

INAUGURATIONS = {
    "russia-us-2017": (44, 92),
    "russia-us-2018": (26, 74),
    "russia-us-2020-spring": (8, 56),
    "russia-us-2020-autumn": (2, 50),
    "russia-us-2025": (45, 93),
}


@pytest.mark.parametrize("name", INAUGURATIONS)
def test_an_inauguration_comes_in_the_calendar_month_that_holds_it(name: str) -> None:
    first, second = INAUGURATIONS[name]
    scenario = load(name)
    years, months = divmod(scenario.as_of.month - 1 + first, 12)
    assert months == 0  # January
    assert scenario.as_of.year + years in (2021, 2029)
    fields = {("actor", "turnover"): 0.0, ("actor", "turnover_at_term"): 1.0}
    found = run(scenario, fields, draws=2, months=second + 1, series=[("actor", "leader_changed")])
    changed = worlds(found, "leader_changed", "united_states")
    assert [1 + month for month in np.flatnonzero(changed[:, 0])] == [first, second]
    assert worlds(found, "leader_changed", "china").max() == 0


ELECTIONS = {
    "russia-us-2018": [22, 23, 24, 46, 47, 48],  # that of the day after is over
    "russia-us-2020-spring": [4, 5, 6, 28, 29, 30],
    "russia-us-2020-autumn": [22, 23, 24, 46, 47, 48],
    "russia-us-2025": [17, 18, 19, 41, 42, 43],
}


@pytest.mark.parametrize("name", ELECTIONS)
def test_an_election_season_ends_with_the_month_of_the_vote(name: str) -> None:
    scenario = load(name)
    fields = {("world", "election_window"): 3.0}
    found = run(
        scenario, fields, draws=1, repeats=1, months=50, series=[("actor", "election_near")]
    )
    near_ = worlds(found, "election_near", "united_states")[:, 0]
    assert [1 + month for month in np.flatnonzero(near_)] == ELECTIONS[name]


def test_without_a_calendar_nothing_is_scheduled() -> None:
    fields = {
        ("actor", "turnover"): 0.0,
        ("actor", "turnover_at_term"): 1.0,
        ("world", "election_window"): 24.0,
    }
    series = [("actor", "election_near"), ("actor", "leader_changed")]
    found = run(scene(TRIO), fields, draws=2, months=60, series=series)
    assert float(found.data["election_near"].max()) == 0
    assert float(found.data["leader_changed"].max()) == 0


def test_deals_without_a_term_never_run_out() -> None:
    trio = scene(TRIO)
    found = run(trio, quiet(trio), draws=1, months=300, series=[("deal", "months_left")])
    assert (worlds(found, "months_left", "league") == np.float32(NEVER)).all()
    pact = worlds(found, "months_left", "pact")[:, 0]
    assert pact[:8].tolist() == [8, 7, 6, 5, 4, 3, 2, 1]
    assert (at_end(found, "first_month", deal="pact", event="lapsed") == 9).all()
    assert (at_end(found, "first_month", deal="league", event="lapsed") == 0).all()


def test_in_a_crisis_no_treaty_is_extended() -> None:
    pair = scene(PAIR)
    sure = quiet(pair) | {("world", "extension_logit"): 30.0}
    crisis = (Change(1, "pair", "aland-borland", "forced_regime", 4.0),)
    calm = (Change(1, "pair", "aland-borland", "forced_regime", 3.0),)
    for changes, event in ((crisis, "lapsed"), (calm, "extended")):
        found = run(pair, sure, draws=2, months=10, changes=changes)
        assert (at_end(found, "first_month", deal="pact", event=event) == 9).all()


def test_a_suspended_treaty_lapses_at_the_end_of_its_term() -> None:
    pair = scene(PAIR, ("status: in_force", "status: suspended"))
    found = run(
        pair,
        quiet(pair) | {("world", "extension_logit"): 30.0, ("world", "repair_chance"): 0.0},
        draws=2,
        months=10,
    )
    assert (at_end(found, "first_month", deal="pact", event="lapsed") == 9).all()


def test_an_open_slot_starts_anew_and_a_named_treaty_does_not() -> None:
    trio = scene(TRIO)
    ends = EVENTS.index("ended")
    changes = tuple(
        change
        for deal in ("pact", "trade:aland-borland")
        for change in (
            Change(2, "deal", deal, "forced_event", ends),
            Change(3, "deal", deal, "forced_event", 0.0),
        )
    )
    found = run(trio, quiet(trio), draws=1, months=5, changes=changes, series=[("deal", "status")])
    assert worlds(found, "status", "pact")[:, 0].tolist() == [3, 6, 6, 6, 6]
    assert worlds(found, "status", "trade:aland-borland")[:, 0].tolist() == [0, 6, 0, 0, 0]


@pytest.mark.parametrize("event", range(1, len(EVENTS)))
def test_a_forced_event_happens_in_its_month(event: int) -> None:
    trio = scene(TRIO)
    changes = (
        Change(3, "deal", "league", "forced_event", float(event)),
        Change(4, "deal", "league", "forced_event", 0.0),
    )
    found = run(trio, quiet(trio), draws=1, months=5, changes=changes)
    months = found.data["first_month"].sel(deal="league").values[:, 0, 0]
    assert months[event - 1] == 3
    assert (np.delete(months, event - 1)[[0, 1, 2, 3, 4, 5]] == 0).all() or event > 6


# --- index sets -----------------------------------------------------------------------------------


def test_files_are_bargained_as_a_package_or_one_by_one_never_both() -> None:
    trio = scene(TRIO, package_share=0.5)
    found = run(trio, {("world", "talks_logit"): 2.0}, draws=60, months=24)
    opened = found.data["first_month"].sel(event="opened")
    package = (opened.sel(deal="package:aland-borland") > 0).values
    slots = [
        deal.id
        for deal in structure(trio).deals
        if deal.agreement is None and deal.parties == ("aland", "borland") and not deal.is_package
    ]
    assert len(slots) == 4
    any_slot = (opened.sel(deal=slots) > 0).any("deal").values
    assert not (package & any_slot).any()
    assert package.any()
    assert any_slot.any()
    others = (opened.sel(deal="trade:aland-celand") > 0).values
    assert (others & package).any()


def test_a_package_needs_everybody_whose_consent_one_of_its_files_needs() -> None:
    trio = scene(TRIO)
    parts = structure(trio)
    (package,) = (deal for deal in parts.deals if deal.is_package)
    assert package.required == ("aland", "borland", "celand")
    strands = [key for key in parts.keys("strand") if key.startswith("package:")]
    assert [key.split("|")[2] for key in strands if "|celand|" in key] == ["acute"]
    ties = [key for key in parts.keys("tie") if key.startswith("package:")]
    assert {key.split("|")[1] for key in ties if "celand" in key} == {
        "acute:aland-celand",
        "acute:borland-celand",
    }
    assert sum("aland-borland" in key.split("|")[1] for key in ties) == 4
    real = structure(load("russia-us-2025"))
    (package,) = (deal for deal in real.deals if deal.is_package)
    assert "ukraine" in package.required


def test_the_fixed_cost_of_a_package_is_paid_once() -> None:
    """T-S2: with n issues the package saves (n − 1) F."""
    trio = scene(TRIO, political_cost=0.2, fixed_cost_share=1, package_share=1)
    series = [("stake", name) for name in ("value", "worth", "keeps", "risk")] + [
        ("deal", "depth_now")
    ]
    found = run(trio, draws=10, months=1, series=series)
    for deal, issues in (("package:aland-borland", 4), ("trade:aland-borland", 1)):
        value, gain, keeps, risk = (
            worlds(found, name, f"{deal}|aland")
            for name, _ in zip(("value", "worth", "keeps", "risk"), range(4), strict=True)
        )
        depth = worlds(found, "depth_now", deal)
        np.testing.assert_allclose(
            value, keeps * gain * depth - risk * depth**2 - 0.2 / issues, atol=1e-6
        )


OWED = "actors: {aland: {third_party_obligation: 0.6, obligation_to: [celand, borland]}, borland: {}, celand: {}}}\n  space"


def test_nobody_owes_a_party_to_stay_away_from_a_deal_with_it() -> None:
    trio = scene(TRIO, ("actors: {aland: {}, borland: {}, celand: {}}}\n  space", OWED))
    assert [key for key in structure(trio).keys("duty") if key.startswith("trade:")] == [
        "trade:aland-borland|aland|trade>celand",
        "trade:aland-celand|aland|trade>borland",
    ]
    found = run(
        trio,
        {("dyad", "flow"): 1.0},
        draws=3,
        months=1,
        series=[("stake", "duty"), ("pair", "affinity")],
    )
    weight = np.maximum(worlds(found, "affinity", "aland-celand"), 0)
    np.testing.assert_allclose(
        worlds(found, "duty", "trade:aland-borland|aland"), 0.6 * weight, atol=1e-6
    )
    assert worlds(found, "duty", "trade:borland-celand|borland").max() == 0
    orders = structure(load("russia-us-2020-spring")).keys("duty")
    assert "order:china-russia|russia|order>china" not in orders
    assert "order:russia-united_states|russia|order>china" in orders


def test_a_deal_needs_two_parties_who_have_a_relation() -> None:
    apart = scene(TRIO, ("  aland-borland: {}\n", ""), ("triads:\n  three: {members: [aland, borland, celand]}\n", ""),
                  ("pairs: [aland-borland]}\n  incident", "pairs: [aland-celand]}\n  incident"),
                  ("pairs: [aland-borland, aland-celand]", "pairs: [aland-celand]"),
                  ("kind: third_party_crisis, pairs: [aland-borland]", "kind: third_party_crisis, pairs: [aland-celand]"),
                  ("pairs: [aland-borland, borland-celand]", "pairs: [borland-celand]"))  # fmt: skip
    parts = structure(apart)
    ids = [deal.id for deal in parts.deals]
    assert "pact" not in ids
    assert "truce" not in ids  # its parties are joined through a third only
    assert "league" in ids
    assert [line for line in parts.left_out if "fewer than two" in line] == [
        "agreement pact: fewer than two parties whose relation is declared",
        "agreement truce: fewer than two parties whose relation is declared",
    ]


def test_consents_that_the_model_cannot_ask_for_are_told() -> None:
    outside = scene(
        TRIO,
        (
            "  celand: {name: Celand, kind: state}",
            "  celand: {name: Celand, kind: state}\n  delta: {name: Delta, kind: state, principal: false}",
        ),
        ("role: economic, ", "role: economic, consents: [delta], "),
    )
    assert (
        "new deals on trade between aland and borland: consent of delta not carried"
        in structure(outside).left_out
    )


def test_shares_of_regimes_that_are_not_all_named_count() -> None:
    some = scene(
        PAIR,
        ("  aland-borland: {}", "  aland-borland: {regime: {dirichlet: {reset: 30, crisis: 10}}}"),
    )
    found = beginning(draw(some, 4000, 1), structure(some)).columns["pair", "regime"][0]
    assert set(np.unique(found)) == {0, 3}
    assert np.mean(found == 3) == pytest.approx(0.25, abs=0.02)


def test_declared_shares_decide_the_regime_at_the_start() -> None:
    shares = "{reset: 10, guardrailed_rivalry: 20, confrontation: 40, crisis: 10}"
    declared = scene(
        PAIR, ("  aland-borland: {}", f"  aland-borland: {{regime: {{dirichlet: {shares}}}}}")
    )
    found = beginning(draw(declared, 4000, 1), structure(declared)).columns["pair", "regime"][0]
    share = [np.mean(found == rung) for rung in range(4)]
    np.testing.assert_allclose(share, [0.125, 0.25, 0.5, 0.125], atol=0.02)


# --- what binds -------------------------------------------------------------------------------------

SIDE: dict[str, Any] = {
    "worth_free": 0.5, "worth_alone": 0.5, "worth": 0.5, "keeps": 0.8, "value": 0.1, "depth_wanted": 0.6,
    "is_party": 1.0, "political_cost": 0.2, "fixed_cost_share": 0.0, "deal__depth_now": 0.4, "smallest_depth": 0.05,
}  # fmt: skip
#: What is changed in a side that is content, and what then binds it.
BINDS = [
    ({}, MET),
    ({"value": -0.1}, FIXED_COST),
    ({"value": -0.1, "worth": 0.15, "worth_alone": 0.15, "worth_free": 0.15}, NO_SURPLUS),
    # A side payment covers what is lacking: not the surplus but trust is what binds.
    (
        {"value": -0.1, "worth": 0.3, "worth_alone": 0.15, "worth_free": 0.15, "keeps": 0.4},
        NO_TRUST,
    ),
    ({"value": -0.1, "worth": 0.15, "worth_alone": 0.1, "worth_free": 0.4}, OBLIGATION),
    ({"value": -0.1, "keeps": 0.3}, NO_TRUST),
    ({"value": -0.1, "keeps": 0.3, "is_party": 0.0}, NO_CONSENT),
    # The deal on offer is too shallow because of the others: this side fails nothing.
    ({"deal__depth_now": 0.0, "value": -0.01}, MET),
    ({"deal__depth_now": 0.0, "value": -0.01, "depth_wanted": 0.01, "keeps": 0.3}, NO_TRUST),
]


@pytest.mark.parametrize(("changed", "code"), BINDS)
def test_the_condition_that_binds_one_side(changed: dict[str, float], code: float) -> None:
    assert work_out(talks.constraint_of_side, **(SIDE | changed))["constraint"] == code


def test_only_the_side_that_does_not_want_is_counted_as_blocking() -> None:
    trio = scene(TRIO)
    changes = (
        Change(1, "dyad", "aland>borland", "trust", 3.0),
        Change(1, "dyad", "borland>aland", "trust", -5.0),
    )
    fields = quiet(trio) | {
        ("world", "talks_logit"): 4.0,
        ("cell", "tactical_gain"): 0.6,
        ("cell", "strategic_cost"): 0.0,
        ("world", "political_cost"): 0.1,
        ("world", "smallest_depth"): 0.05,
        ("world", "pivot_uncertainty"): 0.2,
    }
    slot = "space:aland-borland"
    found = run(trio, fields, draws=4, months=20, changes=changes)
    assert (at_end(found, "first_month", deal=slot, event="opened") > 0).any()
    months = found.data["months_talks"].sel(deal=slot)
    here = {
        side: found.data["blocking"].sel(stake=f"{slot}|{side}") for side in ("aland", "borland")
    }
    assert float(here["aland"].sum()) == 0
    # Conditions are judged while talks are open: not yet in the month in which they open.
    np.testing.assert_array_equal(here["borland"].values, np.maximum(months.values - 1, 0))
    trust = found.data["binding"].sel(deal=slot, constraint="trust")
    np.testing.assert_array_equal(trust.values, here["borland"].values)


def test_where_next_to_nothing_is_attainable_the_cost_binds() -> None:
    trio = scene(TRIO)
    fields = quiet(trio) | {
        ("world", "talks_logit"): 4.0,
        ("cell", "tactical_gain"): 0.6,
        ("cell", "strategic_cost"): 0.0,
        ("dyad", "trust"): 2.0,
        ("world", "smallest_depth"): 0.05,
        ("deal", "depth_cap"): 0.01,
    }
    found = run(trio, fields, draws=4, months=20)
    log = found.data["binding"].sel(deal="space:aland-borland").sum(("draw", "repeat"))
    assert float(log.sel(constraint="fixed_cost")) == float(log.sum()) > 0
    assert float(found.data["signatures"].sum()) == 0


def test_the_text_that_was_signed_is_what_comes_to_a_vote() -> None:
    """A ratifier who dislikes depth judges the depth of the signed text."""
    given = {
        "stake__worth": 0.5,
        "depth_at_home": 1.0,
        "deal__depth": 0.3,
        "deal__depth_now": 0.1,
        "smallest_chance": 1e-4,
    }
    signed, before = (
        work_out(talks.ratifier, deal__status=code, **given)["margin"] for code in (2.0, 1.0)
    )
    assert signed == pytest.approx(0.2)
    assert before == pytest.approx(0.4)
