"""Treaties and ratification alone, against the published forms (blocks 2.4 to 2.6)."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from month_worlds import NEVER_LOGIT, PAIR, TRIO, at_end, near, quiet, run, scene, worlds

from detente.dynamics.codes import EVENTS, NEVER
from detente.dynamics.columns import months_between
from detente.dynamics.structure import structure
from detente.mechanisms.monitoring import false_alarm_probability, spell_length
from detente.mechanisms.ratification import clears
from detente.mechanisms.treaties import expected_treaty_life, treaty_survival
from detente.scenario import load

HAZARD, TERM, RENEWAL, NOTICE = 0.01, 40, 0.6, 3


def log_odds(chance: float) -> float:
    inside = min(max(chance, 1e-30), 1 - 1e-12)
    return float(np.log(inside / (1 - inside)))


def treaty(hazard: float, renewal: float, term: int = TERM, **how: Any) -> Any:
    """Run a treaty of two parties that nothing else touches."""
    pair = scene(PAIR)
    # Either party may leave: together they leave with the hazard.
    each = 2 * (1 - np.sqrt(1 - hazard))
    fields = quiet(pair) | {
        ("world", "withdrawal_logit"): log_odds(each),
        ("world", "extension_logit"): log_odds(renewal),
        ("deal", "months_left"): float(term),
        ("deal", "extension_term"): float(term),
        **how.pop("fields", {}),
    }
    given = {"draws": 800, "repeats": 8, "months": 360} | how
    return run(pair, fields, **given)


def first(found: Any, event: str, deal: str = "pact") -> np.ndarray[Any, Any]:
    return np.asarray(at_end(found, "first_month", deal=deal, event=event))


def test_a_treaty_lives_as_long_as_hazard_term_and_renewal_say() -> None:
    """T-E1: survival (1 − h)^t ϱ^⌊t/D⌋ in every month, and the expected life."""
    found = treaty(HAZARD, RENEWAL)
    end = np.where(first(found, "withdrawn") > 0, first(found, "withdrawn"), NEVER)
    lapsed = first(found, "lapsed")
    end = np.where((lapsed > 0) & (lapsed < end), lapsed, end)
    for month in (1, 5, TERM - 1, TERM, TERM + 1, 2 * TERM, 3 * TERM + 7):
        near(end > month, float(treaty_survival(month, HAZARD, TERM, RENEWAL)), 0.0065)
    beyond = float(treaty_survival(np.arange(360, 3000), HAZARD, TERM, RENEWAL).sum())
    life = float(expected_treaty_life(HAZARD, TERM, RENEWAL))
    assert beyond < 0.01 * life
    near(np.minimum(end, 360), life - beyond, 0.7)


def test_without_withdrawal_only_the_renewal_decides_and_only_in_the_last_month() -> None:
    """T-E3."""
    found = treaty(0, RENEWAL, months=TERM + 3, draws=500, series=[("deal", "status")])
    status = worlds(found, "status", "pact")
    assert (status[: TERM - 1] == 3).all()
    near(status[TERM - 1] == 3, RENEWAL, 0.01)
    assert set(np.unique(first(found, "extended"))) == {0, TERM}
    assert set(np.unique(first(found, "lapsed"))) == {0, TERM}


@pytest.mark.parametrize(("notice", "months"), [(1.0, 1), (3.0, 3), (3.4, 4), (6.0, 6)])
def test_notice_runs_its_full_months(notice: float, months: int) -> None:
    """Leaving takes effect after the notice, or with the end of the term if that comes first."""
    found = treaty(0.05, 1.0, months=130, draws=300, fields={("deal", "notice_term"): notice})
    left, ended, lapsed = (first(found, event) for event in ("withdrawn", "ended", "lapsed"))
    gave = (left > 0) & (left < 130 - months)
    assert gave.sum() > 1000
    within = np.ceil(left / TERM) * TERM <= left + months - 1  # the term ends during the notice
    np.testing.assert_array_equal(ended[gave & ~within], left[gave & ~within] + months)
    late = gave & within & (left % TERM > 0)
    np.testing.assert_array_equal(lapsed[late], (np.ceil(left / TERM) * TERM)[late])
    assert (ended[ended > 0] >= left[ended > 0] + notice).all()


def test_a_party_that_would_rather_leave_does_not_extend() -> None:
    wants_out = {("stake", "refusal"): 1.0}
    found = treaty(0, 1.0, months=3, term=1, draws=5, fields=wants_out)
    assert (first(found, "lapsed") == 1).all()
    assert (first(found, "extended") == 0).all()
    kept = treaty(0, 1.0, months=3, term=1, draws=5)
    assert (first(kept, "extended") == 1).all()


CLOCKS = {
    "russia-us-2017": 45,
    "russia-us-2018": 27,
    "russia-us-2020-spring": 9,
    "russia-us-2020-autumn": 3,
    "russia-us-2025": 10,
}


@pytest.mark.parametrize(("name", "month"), CLOCKS.items(), ids=CLOCKS)
def test_new_start_runs_out_in_the_calendar_month_of_its_date(name: str, month: int) -> None:
    """Month m is the m-th calendar month after that of the scenario's date."""
    scenario = load(name)
    date = scenario.content.agreements["new_start"].expires
    assert date is not None
    later = scenario.as_of.year * 12 + scenario.as_of.month - 1 + month
    assert (later // 12, later % 12 + 1) == (date.day.year, date.day.month)
    assert months_between(scenario.as_of, date.day) == month
    found = run(
        scenario, {("world", "withdrawal_logit"): NEVER_LOGIT}, draws=15, months=month + 2,
        executor="numpy",
    )  # fmt: skip
    ran_out = np.maximum(first(found, "lapsed", "new_start"), 0)
    extended = first(found, "extended", "new_start")
    assert set(np.unique(ran_out)) | set(np.unique(extended)) == {0, month}
    # Whatever was still alive came to its end then; what collapsed before did not.
    over = (ran_out > 0) | (extended > 0) | (first(found, "ended", "new_start") > 0)
    assert over.all()


def test_months_between_dates_are_calendar_months() -> None:
    day = datetime.date
    assert months_between(day(2020, 5, 1), day(2021, 2, 5)) == 9
    assert months_between(day(2020, 5, 31), day(2020, 6, 1)) == 1
    assert months_between(day(2020, 5, 1), day(2020, 5, 31)) == 0
    assert months_between(day(2020, 5, 1), day(2019, 5, 1)) == -12


def test_a_treaty_under_notice_ends_on_its_date() -> None:
    noticed = (
        "status: in_force, signed: 2011-02-05, expires: 2021-02-05",
        "status: notice, expires: 2020-08-02",
    )
    pair = scene(PAIR, noticed)
    found = run(pair, quiet(pair), months=6, draws=5)
    assert (first(found, "ended") == 3).all()
    assert (first(found, "lapsed") == 0).all()
    undated = ("status: in_force, signed: 2011-02-05, expires: 2021-02-05", "status: notice")
    found = run(scene(PAIR, undated), quiet(pair), months=6, draws=5)
    assert (first(found, "ended") == 3).all()  # its three months, counted from the scenario's date


@pytest.mark.parametrize("verification", [0.0, 0.6])
def test_false_alarms_end_spells_of_cooperation_as_published(verification: float) -> None:
    """T-M2: 1 / ε(v) months under compliance; with full suspension the first alarm is the end."""
    alarms = 0.08
    fields = {
        ("world", "false_alarm"): alarms,
        ("world", "national_means"): 0.2,
        ("deal", "verification"): verification,
        ("world", "suspension_after_alarm"): 1.0,
    }
    found = treaty(0, 1.0, term=2000, months=500, draws=500, fields=fields)
    spell = first(found, "suspended")
    assert (spell > 0).all()
    near(spell, float(spell_length(false_alarm_probability(verification, alarms))), 0.8)


def talks(scenario: Any, **world: float) -> dict[Any, Any]:
    """Talks open, texts are signed and voted on; what a deal is worth stays as it was drawn."""
    given = {
        "talks_logit": 3.0,
        "sign_chance": 0.5,
        "vote_chance": 0.5,
        "political_cost": 0.02,
        "deterrence": 0.9,
        "obligation_weight": 0.0,
        "transfer_limit": 0.0,
    } | world
    fields = quiet(scenario) | {("world", name): value for name, value in given.items()}
    return fields | {("dyad", "trust"): 1.0, ("cell", "strategic_cost"): 0.0}


#: The third state has a legislature too: whatever is no executive agreement comes to a vote.
COUNCIL = (
    "  diet: {name: the Diet, kind: legislature, of: borland}",
    "  diet: {name: the Diet, kind: legislature, of: borland}\n"
    "  council: {name: the Council, kind: legislature, of: celand}",
)


def votes(found: Any, deal: str) -> tuple[Any, Any]:
    """Return whether a first vote took place, and whether it rejected the text."""
    refused, passed = first(found, "rejected", deal), first(found, "ratified_whole", deal)
    refused, passed = (np.where(month > 0, month, NEVER) for month in (refused, passed))
    return np.minimum(refused, passed) < NEVER, refused < passed


SLOT = "trade:aland-borland"


def test_who_knows_the_ratifier_and_minds_it_is_never_rejected() -> None:
    """T-P1 (Iida 1993): σ = 0 and p̲ > 0. Naive negotiators are rejected though they know."""
    trio = scene(TRIO, COUNCIL)
    ballots = structure(trio).keys("ballot")
    assert {key.split("|")[1] for key in ballots} == {"aland", "borland", "celand"}
    knowing = run(trio, talks(trio, pivot_uncertainty=0.0, least_ratification=0.5), months=60)
    naive = run(trio, talks(trio, pivot_uncertainty=0.0), months=60)
    for deal in knowing.data["deal"].values:
        assert (first(knowing, "rejected", deal) == 0).all(), deal
        assert (first(knowing, "watered_down", deal) == 0).all(), deal
    assert (first(knowing, "ratified_whole", SLOT) > 0).mean() > 0.1
    voted, refused = votes(naive, SLOT)
    assert voted.sum() > 500
    assert 0.1 < refused[voted].mean() < 0.9


def test_where_nobody_is_asked_every_text_that_is_signed_comes_into_force() -> None:
    """The cut of the ratifiers: margins are as before, but no vote is lost, no text held back."""
    trio = scene(TRIO, COUNCIL)
    fields = talks(trio, pivot_uncertainty=0.25, least_ratification=0.6)
    kept = [("ballot", "margin"), ("deal", "all_pass")]
    asked, unasked = (
        run(trio, fields | more, months=60, series=kept)
        for more in ({}, {("ballot", "asked"): 0.0})
    )
    assert (worlds(unasked, "margin", f"{SLOT}|aland") < 0).any()
    assert (worlds(asked, "all_pass", SLOT) < 0.6).any()
    for deal in unasked.data["deal"].values:
        assert (worlds(unasked, "all_pass", deal) == 1).all()
        assert (first(unasked, "rejected", deal) == 0).all()
        assert (first(unasked, "watered_down", deal) == 0).all()
    assert float(unasked.data["binding"].sel(constraint="pivot").sum()) == 0
    assert float(asked.data["binding"].sel(constraint="pivot").sum()) > 100
    assert (first(asked, "rejected", SLOT) > 0).any()


def test_a_deal_without_a_ballot_passes_next_to_deals_with_one() -> None:
    """Executive agreements (technology), and deals of states without a legislature."""
    trio = scene(TRIO)
    ballots = {key.split("|")[0] for key in structure(trio).keys("ballot")}
    assert "space:aland-borland" not in ballots
    assert {SLOT, "pact", "trade:aland-celand"} <= ballots
    assert "trade:aland-celand|celand" not in structure(trio).keys("ballot")
    fields = talks(trio, pivot_uncertainty=0.25, least_ratification=0.6)
    found = run(trio, fields, months=60, series=[("deal", "all_pass"), ("deal", "objection")])
    for deal in set(found.data["deal"].values) - ballots:
        assert (worlds(found, "all_pass", deal) == 1).all()
        assert (worlds(found, "objection", deal) == 0).all()
        assert (first(found, "rejected", deal) == 0).all()
    assert (first(found, "ratified_whole", "space:aland-borland") > 0).mean() > 0.2
    assert worlds(found, "all_pass", SLOT).min() < 0.5
    assert set(np.unique(worlds(found, "objection", SLOT))) == {0.0, 2.0}  # without a band


def test_where_no_state_has_a_legislature_texts_are_signed_all_the_same() -> None:
    pair = scene(PAIR)
    assert structure(pair).keys("ballot") == ()
    slot = "arms:aland-borland"
    found = run(pair, talks(pair, least_ratification=0.6), months=40)
    free = run(pair, talks(pair, least_ratification=0.0), months=40)
    assert (first(free, "ratified_whole", slot) > 0).mean() > 0.2
    np.testing.assert_array_equal(
        first(found, "ratified_whole", slot), first(free, "ratified_whole", slot)
    )
    assert float(found.data["binding"].sel(constraint="pivot").sum()) == 0


@pytest.mark.parametrize("least", [0.0, 0.6])
def test_votes_fail_as_often_as_the_error_about_the_ratifiers_says(least: float) -> None:
    """P(ratified | signed) is the product over the sides; who minds it signs above p̲ only."""
    trio = scene(TRIO, COUNCIL)
    fields = talks(trio, pivot_uncertainty=0.25, least_ratification=least)
    kept = [("ballot", "margin"), ("deal", "all_pass")]
    found = run(trio, fields, months=60, draws=600, repeats=8, series=kept)
    voted, refused = votes(found, SLOT)
    sides = [worlds(found, "margin", f"{SLOT}|{side}")[-1] for side in ("aland", "borland")]
    passes = np.asarray(clears(sides[0], 0.25)) * np.asarray(clears(sides[1], 0.25))
    np.testing.assert_allclose(worlds(found, "all_pass", SLOT)[-1], passes, atol=1e-6)
    near((refused - (1 - passes))[voted], 0, 0.015)
    assert passes[voted].min() >= least - 1e-4
    assert voted.sum() > 700


def test_a_deal_whose_ratifiers_fall_short_by_little_passes_with_changes() -> None:
    """The band: rejected less often, watered down instead, at the share of depth that is lost."""
    trio, band, loss = scene(TRIO, COUNCIL), 0.1, 0.3
    fields = talks(trio, pivot_uncertainty=0.1) | {("deal", "depth_cap"): 0.5}
    fields |= {("world", "watering_band"): band, ("world", "watering_loss"): loss}
    kept = [("deal", "depth"), ("deal", "status"), ("ballot", "margin")]
    found = run(trio, fields, months=60, draws=600, series=kept)
    depth, status = worlds(found, "depth", SLOT), worlds(found, "status", SLOT)
    became = (status[1:] == 3) & (status[:-1] == 2)
    ratio = depth[1:][became] / depth[:-1][became]
    assert set(np.round(np.unique(ratio), 5)) == {1.0, round(1 - loss, 5)}
    margins = [worlds(found, "margin", f"{SLOT}|{side}")[-1] for side in ("aland", "borland")]
    whole, at_all = (
        np.prod([np.asarray(clears(m + more, 0.1)) for m in margins], axis=0)
        for more in (0.0, band)
    )
    chance = (
        np.broadcast_to(whole, became.shape)[became] / np.broadcast_to(at_all, became.shape)[became]
    )
    near((ratio > 0.99) - chance, 0, 0.012)


def test_the_events_of_a_run_are_those_of_the_codes() -> None:
    found = treaty(HAZARD, RENEWAL, months=2, draws=2)
    assert tuple(found.data["event"].values) == EVENTS[1:]


def test_alarms_ring_for_cheating_of_any_party_as_often_as_published() -> None:
    """ε + [1 − Π (1 − c_i)] (η − ε), c = π_c σ(−margin / τ_c); who only consents cannot cheat."""
    treaty_of_two = ("status: talks}", "status: in_force}")
    trio = scene(TRIO, treaty_of_two)
    seen, alarms, discount, gain, scale, rate = 0.4, 0.08, 0.95, 1.0, 0.2, 0.3
    fields = quiet(trio) | {
        ("world", "national_means"): seen,
        ("world", "false_alarm"): alarms,
        ("world", "monthly_discount"): discount,
        ("world", "cheating_gain"): gain,
        ("world", "cheating_scale"): scale,
        ("world", "cheating_rate"): rate,
        ("deal", "verification"): 0.0,
        ("cell", "tactical_gain"): 0.5,
        ("cell", "strategic_cost"): 0.0,
        ("world", "suspension_after_alarm"): 1.0,
    }
    found = run(trio, fields, draws=1500, repeats=4, months=3, series=[("deal", "alarm_chance")])
    margin = discount * (seen - alarms) - gain * (1 - discount * (1 - alarms))
    cheats = rate / (1 + np.exp(margin / scale))
    for deal, parties in (("truce", 2), ("pact", 2), ("league", 3)):
        expected = alarms + (1 - (1 - cheats) ** parties) * (seen - alarms)
        np.testing.assert_allclose(worlds(found, "alarm_chance", deal), expected, atol=1e-6)
        near(first(found, "suspended", deal) == 1, expected, 0.005)
