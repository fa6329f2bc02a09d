"""Every lever of a policy: which field it moves and when, and what it does to the worlds."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from policy_case import with_levers

import detente
from detente.dynamics.assembling import LEVERS, Change
from detente.dynamics.courses import acted, course_of
from detente.dynamics.levers import MOVES
from detente.dynamics.moments import date_of, month_of
from detente.dynamics.simulating import simulate, start_of
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.dynamics.timelines import Timeline
from detente.scenario import Scenario, loads
from detente.scenario.draws import draw
from detente.scenario.policies import LEVER_KINDS

SERIES = (
    ("dyad", "flow"),
    ("dyad", "trust"),
    ("dyad", "opinion"),
    ("dyad", "sanctions"),
    ("pair", "regime"),
    ("pair", "channel"),
    ("pair", "summit"),
    ("deal", "status"),
)


def changes(scenario: Scenario, policy: str = "trial") -> tuple[Change, ...]:
    sample = draw(scenario, 6, 1)
    parts = structure(scenario)
    course = course_of(scenario, policy=policy)
    turned, start = start_of(sample, parts, course)
    return acted(course, turned, parts, start)


def run(scenario: Scenario, policy: str | None = "trial", months: int = 14, draws: int = 20):
    return simulate(scenario, draws, 2, months, 3, policy=policy, series=SERIES, executor="numpy")


@cache
def declared(months: int = 14, draws: int = 20) -> Simulation:
    return run(with_levers("lever: small_steps"), None, months, draws)


def course(simulation: Simulation, field: str, key: str) -> np.ndarray:
    found = simulation.data[field]
    return np.asarray(found.sel({found.dims[1]: key}).values)


def first(simulation: Simulation, deal: str, event: str) -> np.ndarray:
    return np.asarray(simulation.data["first_month"].sel(deal=deal, event=event).values)


# Which field moves, in which month, to which value (None: not a plain number).
MOVED = [
    ("lever: offer_extension, agreement: treaty", "deal.treaty.extension_offer", 1, 1.0),
    (
        "lever: offer_extension, agreement: treaty, actor: south",
        "deal.treaty.extension_offer",
        1,
        0.5,
    ),
    ("lever: withhold_extension, agreement: treaty", "deal.treaty.extension_offer", 1, -1.0),
    ("lever: add_verification, agreement: treaty, amount: 0.3", "deal.treaty.verification", 1, 0.7),
    ("lever: add_verification, agreement: treaty, amount: 0.9", "deal.treaty.verification", 1, 1.0),
    ("lever: cut_verification, agreement: treaty, amount: 0.3", "deal.treaty.verification", 1, 0.1),
    ("lever: add_verification, issue: arms, amount: 0.3", "deal.forever.verification", 1, 0.6),
    (
        "lever: tighten_sanctions, dyad: south>north, amount: 0.2",
        "dyad.south>north.sanctions_push",
        1,
        0.2,
    ),
    (
        "lever: tighten_sanctions, dyad: south>north, amount: 0.2, lock: 0.9",
        "dyad.south>north.sanctions_lock",
        1,
        0.9,
    ),
    (
        "lever: lock_sanctions, dyad: south>north, lock: 0",
        "dyad.south>north.sanctions_lock",
        1,
        0.0,
    ),
    (
        "lever: ease_sanctions, dyad: south>north, amount: 0.2, lock: 0",
        "dyad.south>north.sanctions_push",
        1,
        -0.2,
    ),
    (
        "lever: ease_sanctions, dyad: south>north, amount: 0.2",
        "dyad.south>north.sanctions_push",
        1,
        None,
    ),
    (
        "lever: open_channel, pair: south-north, amount: 0.3",
        "pair.north-south.channel_push",
        1,
        0.3,
    ),
    ("lever: close_channel, pair: north-south", "pair.north-south.channel_push", 1, -1.0),
    (
        "lever: gestures, dyad: north>south, after_months: 4",
        "dyad.north>south.forced_gesture",
        5,
        1.0,
    ),
    ("lever: summits, pair: north-south, date: 2020-09", "pair.north-south.forced_summit", 4, 1.0),
    ("lever: small_steps", "deal.package:north-south.may_open", 1, 0.0),
    ("lever: small_steps", "deal.arms:north-south.may_open", 1, 1.0),
    ("lever: one_package", "deal.package:north-south.may_open", 1, 1.0),
    ("lever: one_package", "deal.arms:north-south.may_open", 1, 0.0),
    ("lever: widen, issue: arms", "deal.arms:north-south.wide_format", 1, 1.0),
    ("lever: widen, agreement: ceasefire", "deal.ceasefire.wider", 1, 1.0),
    ("lever: restrain_media, actor: north, amount: 0.5", "actor.north.media_tone", 1, 0.5),
    (
        "lever: side_payment, agreement: ceasefire, actor: east, amount: 0.2",
        "stake.ceasefire|east.side_payment",
        1,
        0.2,
    ),
    (
        "lever: side_payment, agreement: ceasefire, actor: east, payer: south, amount: 0.2",
        "stake.ceasefire|south.side_payment",
        1,
        -0.2,
    ),
    (
        "lever: win_consent, agreement: ceasefire, actor: east",
        "stake.ceasefire|east.consent_given",
        1,
        1.0,
    ),
    (
        "lever: win_consent, issue: strait, actor: east",
        "stake.strait:north-south|east.consent_given",
        1,
        1.0,
    ),
    ("lever: open_talks, issue: trade", "deal.trade:north-south.talks_offer", 1, 1.0),
    ("lever: open_talks, issue: trade, actor: north", "deal.trade:north-south.talks_offer", 1, 0.5),
    ("lever: suspend, agreement: treaty", "deal.treaty.standing_order", 1, -1.0),
    ("lever: resume, agreement: halted", "deal.halted.standing_order", 1, 1.0),
    ("lever: withdraw, agreement: treaty, actor: south", "stake.treaty|south.refusal", 1, 1.0),
    ("lever: set, path: parameters.leader_weight, to: 0.4", "world.world.leader_weight", 1, 0.4),
    ("lever: set, path: relations.north>south.trust, to: 2", "dyad.north>south.trust", 1, 2.0),
    (
        "lever: set, path: agreements.treaty.verification, to: 0.9",
        "deal.treaty.verification",
        1,
        0.9,
    ),
]


@pytest.mark.parametrize(("lever", "spot", "month", "value"), MOVED)
def test_a_lever_moves_its_field_in_its_month(lever: str, spot: str, month: int, value) -> None:
    over, rest = spot.split(".", 1)
    key, _, field = rest.rpartition(".")
    found = [
        c for c in changes(with_levers(lever)) if (c.over, c.key, c.field) == (over, key, field)
    ]
    assert found, f"{spot} does not move"
    assert found[0].month == month
    if value is not None:
        assert np.allclose(found[0].value, value)


def test_every_lever_has_a_move_and_a_test() -> None:
    assert set(MOVES) == set(LEVER_KINDS)
    tried = {lever.split(",")[0].removeprefix("lever: ") for lever, *_ in MOVED}
    assert tried == set(LEVER_KINDS)


def test_fields_that_only_levers_set_are_listed() -> None:
    moved = {spot.split(".", 1)[0] + "." + spot.rpartition(".")[2] for _, spot, *_ in MOVED}
    given = {"actor.forced_change", "pair.forced_regime", "deal.forced_event"}
    listed = {f"{over}.{name}" for over, names in LEVERS.items() for name in names}
    assert listed <= moved | given


class TestTime:
    def test_a_lever_ends(self) -> None:
        scenario = with_levers(
            "lever: open_channel, pair: north-south, amount: 0.3, date: 2020-08, until: 2020-11"
        )
        assert [(c.month, float(c.value)) for c in changes(scenario)] == [(3, 0.3), (6, 0.0)]

    def test_the_policy_s_beginning_counts(self) -> None:
        scenario = with_levers(
            "lever: open_channel, pair: north-south, after_months: 2, for_months: 3",
            begins="2021-05",
        )
        assert [c.month for c in changes(scenario)] == [14, 17]

    def test_levers_on_one_field_add_up_and_give_way(self) -> None:
        scenario = with_levers(
            "lever: open_channel, pair: north-south, amount: 0.3, for_months: 6",
            "lever: open_channel, pair: north-south, amount: 0.2, after_months: 3, for_months: 6",
        )
        found = [(c.month, round(float(c.value), 6)) for c in changes(scenario)]
        assert found == [(1, 0.3), (4, 0.5), (7, 0.2), (10, 0.0)]

    def test_one_refusal_outweighs_every_offer(self) -> None:
        scenario = with_levers(
            "lever: offer_extension, agreement: treaty",
            "lever: withhold_extension, agreement: treaty, actor: south",
        )
        assert [float(c.value) for c in changes(scenario)] == [-1.0]

    def test_a_series_happens_so_often(self) -> None:
        scenario = with_levers("lever: summits, pair: north-south, every_months: 5, times: 3")
        on = [c.month for c in changes(scenario) if float(c.value) == 1.0]
        off = [c.month for c in changes(scenario) if float(c.value) == 0.0]
        assert on == [1, 6, 11]
        assert off == [2, 7, 12]

    def test_months_and_dates(self) -> None:
        as_of = with_levers("lever: small_steps").as_of
        assert month_of(as_of, as_of) == 1
        for month in (1, 7, 8, 20):
            assert month_of(as_of, date_of(as_of, month)) == month

    def test_what_is_put_outweighs_what_a_field_began_with(self) -> None:
        scenario = with_levers("lever: small_steps")
        parts = structure(scenario)
        _, start = start_of(draw(scenario, 3, 1), parts, course_of(scenario))
        timeline = Timeline(parts, start)
        spot = ("deal", "treaty", "verification")
        timeline.put(spot, 0.2, 3, 9)
        timeline.add(spot, 0.5, 5, 9)
        months = [2, 3, 4, 5, 8, 9]
        assert [round(float(np.max(timeline.value(spot, m))), 6) for m in months] == [
            0.4, 0.2, 0.2, 0.7, 0.7, 0.4,
        ]  # fmt: skip


class TestExtension:
    due = 9  # February 2021

    def test_offered_by_both_it_is_extended_wherever_it_still_binds(self) -> None:
        found = run(with_levers("lever: offer_extension, agreement: treaty"))
        before = course(found, "status", "treaty")[self.due - 2]
        calm = course(found, "regime", "north-south")[self.due - 1] < 3
        extended = first(found, "treaty", "extended")
        assert (extended[(before == 3) & calm] == self.due).all()
        assert not extended[before != 3].any()

    def test_withheld_it_is_never_extended(self) -> None:
        found = run(with_levers("lever: withhold_extension, agreement: treaty"))
        assert not first(found, "treaty", "extended").any()
        assert (first(found, "treaty", "lapsed") > 0).any()

    def test_one_offer_only_adds_worlds(self) -> None:
        found = run(with_levers("lever: offer_extension, agreement: treaty", by="south"))
        both = run(with_levers("lever: offer_extension, agreement: treaty"))
        none = first(declared(), "treaty", "extended") > 0
        one = first(found, "treaty", "extended") > 0
        assert (one | ~none).all()
        assert none.sum() < one.sum() < (first(both, "treaty", "extended") > 0).sum()


class TestSanctions:
    key = "south>north"

    def test_tightened_by_the_amount(self) -> None:
        found = run(with_levers(f"lever: tighten_sanctions, dyad: {self.key}, amount: 0.2"))
        new, old = (
            course(found, "sanctions", self.key)[0],
            course(declared(), "sanctions", self.key)[0],
        )
        assert np.allclose(new, np.minimum(old + 0.2, 1), atol=1e-6)

    def test_eased_by_what_the_law_leaves(self) -> None:
        scenario = with_levers(f"lever: ease_sanctions, dyad: {self.key}, amount: 0.3")
        lock = draw(scenario, 20, 3)["parameters.sanctions_lock"][:, None]
        new, old = (course(r, "sanctions", self.key)[0] for r in (run(scenario), declared()))
        assert np.allclose(new, np.maximum(old - 0.3 * (1 - lock), 0), atol=1e-6)

    def test_without_the_lock_wholly_and_for_good(self) -> None:
        eased = f"lever: ease_sanctions, dyad: {self.key}, amount: 0.3"
        alone, by_law = run(with_levers(eased)), run(with_levers(f"{eased}, lock: 0"))
        month = course(by_law, "sanctions", self.key)[0]
        least = np.maximum(course(declared(), "sanctions", self.key)[0] - 0.3, 0)
        step = 0.1  # without the lock the executive may add a step of its own at once
        assert (month <= least + 1e-6).all()
        assert (month >= least - step - 1e-6).all()
        assert (
            course(by_law, "sanctions", self.key).mean()
            < course(alone, "sanctions", self.key).mean()
        )

    def test_a_lock_keeps_them_up(self) -> None:
        locked = run(with_levers(f"lever: lock_sanctions, dyad: {self.key}, lock: 1"))
        free = run(with_levers(f"lever: lock_sanctions, dyad: {self.key}, lock: 0"))
        steps = np.diff(course(locked, "sanctions", self.key), axis=0)
        assert (steps > -1e-6).all()
        assert (
            course(free, "sanctions", self.key).mean()
            < course(locked, "sanctions", self.key).mean()
        )


class TestFormats:
    def test_files_or_a_package_never_both(self) -> None:
        steps = run(with_levers("lever: small_steps"))
        package = run(with_levers("lever: one_package"))
        slots = ["arms:north-south", "trade:north-south", "strait:north-south"]
        assert not first(steps, "package:north-south", "opened").any()
        assert all(not first(package, slot, "opened").any() for slot in slots)
        assert any(first(steps, slot, "opened").any() for slot in slots)
        assert first(package, "package:north-south", "opened").any()

    def test_a_wider_format_does_without_the_channel(self) -> None:
        shut = (
            "lever: set, path: relations.north-south.channel, to: 0",
            "lever: close_channel, pair: north-south",
            "lever: win_consent, agreement: ceasefire, actor: east",
        )
        wide = run(with_levers(*shut, "lever: widen, agreement: ceasefire"), draws=60)
        narrow = run(with_levers(*shut), draws=60)
        waits = [
            r.data["binding"].sel(deal="ceasefire", constraint="channel").sum().item()
            for r in (wide, narrow)
        ]
        assert waits[0] == 0 < waits[1]

    def test_talks_open_where_both_offer_them(self) -> None:
        steps, slot = "lever: small_steps", "trade:north-south"
        both = run(with_levers(steps, "lever: open_talks, issue: trade"))
        one = run(with_levers(steps, "lever: open_talks, issue: trade", by="north"))
        none = run(with_levers(steps))
        assert (first(both, slot, "opened") == 1).all()
        early = [(first(r, slot, "opened") == 1).mean() for r in (none, one, both)]
        assert early[0] < early[1] < early[2]


class TestContacts:
    def test_channels(self) -> None:
        base = course(declared(), "channel", "north-south")
        up = course(
            run(with_levers("lever: open_channel, pair: north-south")), "channel", "north-south"
        )
        down = course(
            run(with_levers("lever: close_channel, pair: north-south")), "channel", "north-south"
        )
        assert (down[0] < base[0]).all()
        assert (base[0] < up[0]).all()
        assert down[-1].mean() < base[-1].mean() < up[-1].mean()

    def test_summits_are_held_in_their_months(self) -> None:
        found = run(with_levers("lever: summits, pair: north-south, every_months: 5, times: 2"))
        held = course(found, "summit", "north-south") > 0.5
        assert held[[0, 5]].all()
        assert not held.all()

    def test_gestures_are_made(self) -> None:
        found = run(with_levers("lever: gestures, dyad: north>south, every_months: 4, times: 3"))
        made, before = (
            r.data["gestures"].sel(dyad="north>south").values for r in (found, declared())
        )
        assert (made >= 3).all()
        assert (made - before).mean() > 2
        trusting = draw(found.scenario, 20, 3)["parameters.gesture_effect"]
        moved = (
            course(found, "trust", "south>north")[0] - course(declared(), "trust", "south>north")[0]
        )
        assert np.allclose(moved, np.where(declared_gesture(), 0, trusting[:, None]), atol=1e-5)

    def test_restrained_media_warm_opinion(self) -> None:
        found = run(with_levers("lever: restrain_media, actor: north"))
        new, old = (
            course(found, "opinion", "north>south"),
            course(declared(), "opinion", "north>south"),
        )
        assert (new[0] > old[0]).all()
        assert np.array_equal(
            course(found, "opinion", "east>south")[0],
            course(declared(), "opinion", "east>south")[0],
        )


def declared_gesture() -> np.ndarray:
    """Where North makes a gesture in the first month by its own drive."""
    return declared(1).data["gestures"].sel(dyad="north>south").values > 0


class TestDeals:
    def test_more_verification_deepens_deals_on_average(self) -> None:
        shares = []
        for amount in ("cut_verification", "add_verification"):
            lever = f"lever: {amount}, agreement: ceasefire, amount: 0.7"
            found = run(with_levers(lever), months=24, draws=60)
            shares.append((first(found, "ceasefire", "signed") > 0).mean())
        assert shares[0] < shares[1]

    def test_a_side_payment_or_a_won_consent_removes_the_third_s_veto(self) -> None:
        lever = "agreement: ceasefire, actor: east"
        paid = run(with_levers(f"lever: side_payment, amount: 0.5, {lever}"), months=24)
        won = run(with_levers(f"lever: win_consent, {lever}"), months=24)
        blocked = [
            r.data["blocking"].sel(stake="ceasefire|east").sum().item()
            for r in (declared(24), paid, won)
        ]
        signed = [(first(r, "ceasefire", "signed") > 0).mean() for r in (declared(24), won)]
        assert blocked[0] > blocked[1]
        assert blocked[2] == 0
        assert signed[0] < signed[1]

    def test_the_payer_pays(self) -> None:
        lever = "lever: side_payment, agreement: ceasefire, actor: east, amount: 0.5"
        free = run(with_levers(lever), months=24)
        paid = run(with_levers(f"{lever}, payer: north"), months=24)
        blocked = [
            r.data["blocking"].sel(stake="ceasefire|north").sum().item() for r in (free, paid)
        ]
        assert blocked[0] < blocked[1]

    def test_suspended_as_long_as_the_order_stands(self) -> None:
        found = run(
            with_levers("lever: suspend, agreement: forever, date: 2020-07, until: 2020-10")
        )
        status, before = course(found, "status", "forever"), course(declared(), "status", "forever")
        bound = before[0] == 3
        assert (status[1:3][:, bound & (before[3] == 3)] == 4).mean() > 0.9
        assert (status[1:4][:, bound] != 3).all()
        assert (status[4:] == 3).any()

    def test_resumed(self) -> None:
        found = run(with_levers("lever: resume, agreement: halted"))
        stays = course(found, "status", "halted")[0]
        assert set(np.unique(stays)) <= {3, 5}
        assert (stays == 3).mean() > (course(declared(), "status", "halted")[0] == 3).mean()

    def test_who_withdraws_is_blamed(self) -> None:
        found = run(with_levers("lever: withdraw, agreement: forever, actor: south, date: 2020-08"))
        status = course(found, "status", "forever")
        left = found.data["withdrawn_by"].sel(stake="forever|south").values
        bound = np.isin(status[1], (3, 4))
        assert (status[2][bound] == 5).mean() > 0.9
        assert (left[status[2] == 5] > 0).mean() > 0.9
        trust, before = (course(r, "trust", "north>south") for r in (found, declared()))
        assert (trust[2] < before[2])[bound & (left == 3)].all()


class TestEntries:
    def test_a_parameter_ends_and_comes_back(self) -> None:
        scenario = with_levers(
            "lever: set, path: parameters.leader_weight, to: 0.4, after_months: 2, for_months: 3"
        )
        found = [c for c in changes(scenario) if c.field == "leader_weight"]
        own = draw(scenario, 6, 1)["parameters.leader_weight"]
        assert [c.month for c in found] == [3, 6]
        assert np.allclose(found[1].value, own)

    def test_a_state_is_set_once_and_its_reference_stays(self) -> None:
        scenario = with_levers(
            "lever: set, path: relations.north>south.trust, to: 2, after_months: 5"
        )
        found = changes(scenario)
        assert {c.field for c in found} == {"trust"}
        assert [c.month for c in found] == [6]
        trust = course(run(scenario), "trust", "north>south")
        gap = trust - course(declared(), "trust", "north>south")
        assert np.array_equal(gap[:5], np.zeros_like(gap[:5]))
        assert abs(gap[-1]).mean() < abs(gap[5]).mean()

    def test_sets_work_like_levers(self) -> None:
        lever = with_levers("lever: set, path: parameters.leader_weight, to: 0.4")
        from policy_case import case

        sets = case("policies:\n  trial: {name: a trial, sets: {parameters.leader_weight: 0.4}}\n")
        one, other = changes(lever), changes(sets)
        assert [(c.month, c.field) for c in one] == [(c.month, c.field) for c in other]
        assert all(np.array_equal(a.value, b.value) for a, b in zip(one, other, strict=True))

    def test_a_policy_s_number_outweighs_a_viewpoint(self) -> None:
        scenario = with_levers("lever: set, path: parameters.leader_weight, to: 0.4")
        sample, parts = draw(scenario, 4, 1), structure(scenario)
        made = course_of(scenario, "sceptic", policy="trial")
        turned, start = start_of(sample, parts, made)
        assert float(np.max(turned["parameters.leader_weight"])) < 0.2
        (change,) = acted(made, turned, parts, start)
        assert np.allclose(change.value, 0.4)

    def test_a_cut_stays_cut_under_a_policy(self) -> None:
        scenario = with_levers("lever: set, path: parameters.flow_inertia, to: 0.4")
        sample, parts = draw(scenario, 4, 1), structure(scenario)
        made = course_of(scenario, policy="trial", cut=("drive",))
        turned, start = start_of(sample, parts, made)
        assert {c.field for c in acted(made, turned, parts, start)} == {"flow_inertia"}


def test_a_run_says_that_the_rule_is_held_fixed() -> None:
    found = run(with_levers("lever: add_verification, agreement: treaty, amount: 0.1"), months=2)
    assert "policy trial: behavioural rule held fixed" in found.origin.warnings
    assert run(with_levers("lever: small_steps"), months=2).origin.warnings == ()


def test_nothing_differs_before_a_policy_begins() -> None:
    levers = [lever for lever, *_ in MOVED if "date" not in lever and "after" not in lever]
    levers = [lever for lever in levers if "one_package" not in lever]
    scenario = with_levers(*levers, begins="2020-11")
    base, found = run(scenario, None), run(scenario)
    for name in ("flow", "trust", "opinion", "sanctions", "regime", "channel", "status"):
        old, new = base.data[name].values, found.data[name].values
        assert np.array_equal(old[:5], new[:5]), name
    assert not np.array_equal(base.data["flow"].values, found.data["flow"].values)


def test_the_executors_agree_on_a_policy() -> None:
    levers = [lever for lever, *_ in MOVED][:12]
    scenario = with_levers(*levers)
    one, other = (
        simulate(scenario, 5, 2, 8, policy="trial", executor=executor)
        for executor in ("numpy", "tile")
    )
    for name in one.data.data_vars:
        assert np.array_equal(one.data[name].values, other.data[name].values), name


@pytest.mark.parametrize("name", [n for n in detente.shipped() if n.startswith("russia-us-")])
def test_every_shipped_policy_can_be_carried_out(name: str) -> None:
    scenario = detente.load(name)
    assert len(scenario.content.policies) >= 8
    sample, parts = draw(scenario, 2, 1), structure(scenario)
    for policy, declared_policy in scenario.content.policies.items():
        made = course_of(scenario, policy=policy)
        turned, start = start_of(sample, parts, made)
        assert acted(made, turned, parts, start), policy
        assert declared_policy.note


DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_names_every_lever_with_all_that_it_takes() -> None:
    rows = [
        line.split("|")
        for line in (DOCS / "policies.md").read_text("utf-8").splitlines()
        if line.startswith("| `")
    ]
    taken = {
        name: set(re.findall(r"`(\w+)`", row[2])) | ({"deal"} if "deal" in row[2] else set())
        for row in rows
        for name in re.findall(r"`(\w+)`", row[1])
    }
    assert set(taken) == set(LEVER_KINDS)
    for name, kind in LEVER_KINDS.items():
        wanted = {*kind.needs, *kind.may} | ({"deal"} if kind.target else set())
        assert taken[name] == wanted, name


@pytest.mark.parametrize("page", ["policies.md", "scenario-format.md"])
def test_the_examples_of_the_pages_load_and_run(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    blocks = re.findall(r"^```yaml\n((?:policies|given):\n.*?)^```", text, re.M | re.S)
    assert blocks
    for block in blocks:
        scenario = loads(
            "detente: 1\nextends: russia-us-2020-autumn\ntitle: An example\n" + block, "page.yaml"
        )
        policies = [p for p in scenario.content.policies if f"  {p}:" in block]
        assert policies or scenario.content.given
        for policy in policies or [None]:
            sample, parts = draw(scenario, 2, 1), structure(scenario)
            made = course_of(scenario, policy=policy)
            turned, start = start_of(sample, parts, made)
            assert acted(made, turned, parts, start)
