"""Interests: hand-derived cases, limits and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.interests import converge, diff, map_interests
from detente.interests.convergence import ambivalence, convergence, relative_power, stakes
from detente.interests.drive import push
from detente.interests.movers import movers
from detente.interests.obstacles import affinity, obstacles
from detente.interests.verdicts import categories, firmness
from detente.interests.worth import worth, worths
from detente.mechanisms.reciprocity import standing_response
from detente.scenario import InvalidInputError, Scenario, load, loads
from detente.scenario.draws import Draws, draw

UNIT = st.floats(0, 1)


def case(
    *,
    gains: tuple[float, float] = (0.5, 0.5),
    costs: tuple[float, float] = (0.1, 0.1),
    horizons: tuple[float, float] = (0.5, 0.5),
    hurdles: tuple[float, float] = (0, 0),
    cost: float = 0.2,
    extra: str = "",
    first_extra: str = "",
    more: str = "",
) -> Scenario:
    """Two states, one issue, every number exact."""
    return loads(
        f"""
detente: 1
title: hand case
as_of: 2020-01-01
sources: {{}}
actors:
  aland: {{name: Aland, kind: state, horizon: {horizons[0]}}}
  boria: {{name: Boria, kind: state, horizon: {horizons[1]}}}
  third: {{name: Third, kind: state, horizon: 0.5}}
  senate: {{name: the Senate, kind: legislature, of: aland}}
issues:
  river:
    name: River
    role: economic
    poles: {{0: none, 100: all}}
    {extra}
    actors:
      aland: {{position: 80, salience: 1, capability: 0.5, tactical_gain: {gains[0]}, strategic_cost: {costs[0]}, domestic_hurdle: {hurdles[0]}{first_extra}}}
      boria: {{position: 20, salience: 0.5, capability: 0.5, tactical_gain: {gains[1]}, strategic_cost: {costs[1]}, domestic_hurdle: {hurdles[1]}}}
parameters:
  political_cost: {{is: {cost}, name: cost, unit: worth, range: [0, 1], value: assumed}}
  affinity_slope: {{is: 1, name: slope, unit: per SD, range: [0.1, 5], value: assumed}}
{more}
""",
        "case.yaml",
    )


def judged(scenario: Scenario):
    return map_interests(scenario, 16).verdict("aland", "boria", "river")


class TestWorth:
    def test_by_hand(self) -> None:
        # τ = .6, ς = .5, h = .4, F = .1: .6 − .2 − .1 = .3
        assert worth(np.array(0.6), np.array(0.5), np.array(0.4), np.array(0.1)) == pytest.approx(
            0.3
        )

    def test_three_horizons(self) -> None:
        scenario = case(gains=(0.6, 0.5), costs=(0.5, 0.1), horizons=(0.4, 0.5), cost=0.1)
        now, weighed, long_run, gross = worths(draw(scenario, 4)).at("aland", "river")
        assert now == pytest.approx(0.5)
        assert weighed == pytest.approx(0.3)
        assert long_run == pytest.approx(0.0)
        assert gross == pytest.approx(0.4)

    @given(UNIT, UNIT, UNIT, UNIT, UNIT)
    def test_a_longer_horizon_never_raises_worth(
        self, gain: float, loss: float, one: float, other: float, cost: float
    ) -> None:
        near, far = sorted((one, other))
        args = np.array(gain), np.array(loss)
        assert worth(*args, far, np.array(cost)) <= worth(*args, near, np.array(cost))


class TestVerdict:
    def test_lasting(self) -> None:
        found = judged(case(gains=(0.5, 0.5), costs=(0.1, 0.1)))
        assert (found.category, found.share, found.firmness) == ("lasting", 1.0, "settled")
        assert found.loses_later == ()
        assert found.gains_now == ("aland", "boria")

    def test_parts_later_names_who_loses(self) -> None:
        found = judged(case(costs=(0.4, 0.1)))  # .5 − .4 − .2 < 0 for Aland in the long run
        assert found.category == "parts_later"
        assert found.loses_later == ("aland",)
        assert found.counts_already == ()  # .5 − .5·.4 − .2 = .1: it would still act

    def test_who_counts_the_long_run_already(self) -> None:
        found = judged(case(costs=(0.4, 0.1), horizons=(0.9, 0.5)))
        assert found.counts_already == ("aland",)  # .5 − .36 − .2 < 0
        assert found.blocker is not None
        assert (found.blocker.condition, found.blocker.actor) == ("horizon", "aland")

    def test_one_sided(self) -> None:
        found = judged(case(gains=(0.5, 0.1)))
        assert found.category == "one_sided"
        assert found.gains_now == ("aland",)
        assert found.blocker is not None
        assert (found.blocker.condition, found.blocker.actor) == ("gain", "boria")

    def test_none(self) -> None:
        assert judged(case(gains=(0.1, 0.1))).category == "none"

    def test_open_when_every_condition_is_met(self) -> None:
        found = judged(case())
        assert found.open_share == 1.0
        assert found.blocker is None

    def test_categories_are_a_partition(self) -> None:
        rng = np.random.default_rng(5)
        now = rng.normal(size=(2, 500)), rng.normal(size=(2, 500))
        masks = categories((now[0][0], now[0][1]), (now[1][0], now[1][1]))
        assert (sum(mask.astype(int) for mask in masks.values()) == 1).all()

    @pytest.mark.parametrize(
        ("share", "wide", "word"),
        [(0.8, 0.6, "settled"), (0.8, 0.59, "leaning"), (0.6, 0.1, "leaning"), (0.59, 1, "open")],
    )
    def test_firmness_follows_the_conventions(self, share: float, wide: float, word: str) -> None:
        assert firmness(share, wide) == word

    def test_order_of_the_pair_does_not_matter_for_lookup(self) -> None:
        findings = map_interests(case(), 8)
        assert findings.verdict("boria", "aland", "river") is findings.verdict(
            "aland", "boria", "river"
        )
        with pytest.raises(KeyError, match="no verdict on aland-third"):
            findings.verdict("aland", "third", "river")


class TestObstacles:
    def test_home_fails_only_where_the_government_would_act(self) -> None:
        # as weighed: .5 − .5·.1 = .45 gross; the hurdle of .5 is not cleared
        found = judged(case(hurdles=(0.5, 0)))
        assert found.blocker is not None
        assert (found.blocker.condition, found.blocker.actor) == ("home", "aland")
        assert found.blocker.others == ("senate",)  # the only legislature stands in
        lower = judged(case(hurdles=(0.44, 0)))
        assert lower.blocker is None
        unwilling = judged(case(costs=(0.9, 0.1), horizons=(0.9, 0.5), hurdles=(0.9, 0)))
        home = next(f for f in unwilling.failures if f.condition == "home" and f.actor == "aland")
        assert home.share == 0.0

    def test_duty_to_an_ally(self) -> None:
        tie = ", third_party_obligation: 0.4, obligation_to: [third]"
        # gain at hand .5 − .2 = .3, duty .4 with no declared behaviour counts in full
        found = judged(case(first_extra=tie))
        assert found.blocker is not None
        assert (found.blocker.condition, found.blocker.others) == ("ally", ("third",))

    def test_duty_counts_by_affinity(self) -> None:
        tie = ", third_party_obligation: 0.4, obligation_to: [third]"
        flows = "relations:\n  aland>third: {flow: 0.5}\n  third>aland: {flow: 0.5}"
        # affinity tanh(.5) = .46, duty .4·.46 = .18 < .3
        found = judged(case(first_extra=tie, more=flows))
        assert found.blocker is None

    def test_affinity_by_hand(self) -> None:
        assert affinity(np.array(1.0), np.array(0.0), np.array(2.0)) == pytest.approx(np.tanh(1))

    def test_consent_of_a_third_party(self) -> None:
        listed = case(
            extra="consents: [third]",
            first_extra="}\n      third: {tactical_gain: 0.1, strategic_cost: 0.1",
        )
        found = judged(listed)  # .1 − .05 − .2 < 0: it would lose
        assert found.blocker is not None
        assert (found.blocker.condition, found.blocker.actor) == ("consent", "third")

    def test_consent_of_somebody_unlisted_stays_open(self) -> None:
        scenario = case(extra="consents: [third]")
        sample = draw(scenario, 8)
        found = obstacles(sample, worths(sample), ("aland", "boria"), "river")
        consent = next(item for item in found if item.condition == "consent")
        assert consent.fails is None
        verdict = judged(scenario)
        assert next(f for f in verdict.failures if f.condition == "consent").share is None
        assert verdict.open_share == 1.0

    def test_a_declared_shift_moves_every_hurdle(self) -> None:
        shift = (
            "  hurdle_shift_aland: {is: 0.5, name: shift, unit: hurdle, range: [-1, 1], "
            "value: assumed}"
        )
        assert judged(case(more=shift)).blocker.condition == "home"


class TestOpenings:
    def test_only_the_change_that_matters_opens(self) -> None:
        findings = map_interests(case(hurdles=(0.5, 0)), 16)
        assert [(o.sort, o.actor) for o in findings.openings] == [("home", "aland")]
        assert findings.openings[0].gains == (("river", 1.0),)

    def test_two_obstacles_at_once_open_nothing_singly(self) -> None:
        findings = map_interests(case(hurdles=(0.5, 0.5)), 16)
        assert findings.openings == ()


class TestDrive:
    def test_standing_response_by_simulation(self) -> None:
        inertia, reciprocity, force = 0.45, 0.2, 0.3
        own = other = 0.0
        for _ in range(2000):
            own, other = (
                inertia * own + reciprocity * other + force,
                inertia * other + reciprocity * own,
            )
        responses = standing_response(np.array(inertia), np.array(reciprocity))
        assert own == pytest.approx(float(responses[0]) * force)
        assert other == pytest.approx(float(responses[1]) * force)

    def test_no_long_run_where_behaviour_explodes(self) -> None:
        own, other = standing_response(np.array([0.8, 0.5]), np.array([0.2, 0.2]))
        assert np.isnan(own[0])
        assert np.isnan(other[0])
        assert np.isfinite(own[1])

    @given(UNIT, UNIT, st.floats(-2, 2))
    def test_drag_only_weakens(self, weight: float, drag: float, drive: float) -> None:
        value = push(np.array(weight), np.array(drag), np.array(drive))
        assert abs(value) <= abs(weight * drive) + 1e-12

    def test_without_drive_nothing_changes_when_the_drive_is_zero(self) -> None:
        more = (
            "relations:\n  aland>boria: {flow: 0.3, leader_drive: 0}\n"
            "  boria>aland: {flow: 0.1, leader_drive: 0.5}"
        )
        findings = map_interests(case(more=more), 64)
        by_actor = {d.actor: d for d in findings.drives if d.viewpoint is None}
        assert by_actor["aland"].without == pytest.approx(by_actor["aland"].with_drive)
        assert by_actor["boria"].without[1] < by_actor["boria"].with_drive[1]

    def test_no_relations_no_drive(self) -> None:
        assert map_interests(case(), 8).drives == ()


class TestMovers:
    def test_finds_what_moves(self) -> None:
        scenario = loads(case_text_with_spread(), "spread.yaml")
        sample = draw(scenario, 3000)
        gain = "issues.river.actors.aland.tactical_gain"
        holds = sample[gain] > 0.5
        found = movers(sample, holds, [gain, "issues.river.actors.boria.tactical_gain"])
        assert [m.address for m in found] == [gain]
        assert found[0].effect == pytest.approx(1.0)

    def test_exact_numbers_never_move(self) -> None:
        sample = draw(case(), 100)
        assert movers(sample, np.ones(100, bool), ["actors.aland.horizon"]) == ()


def case_text_with_spread() -> str:
    return """
detente: 1
title: spread
as_of: 2020-01-01
actors:
  aland: {name: Aland, kind: state}
  boria: {name: Boria, kind: state}
issues:
  river:
    name: River
    role: economic
    poles: {0: none, 100: all}
    actors:
      aland: {tactical_gain: 0..1, strategic_cost: 0..1}
      boria: {tactical_gain: 0..1, strategic_cost: 0..1}
"""


class TestShareAgainstTheClosedForm:
    def test_probability_of_a_gain_now(self) -> None:
        # τ uniform on [0, 1], F exact .2: P(τ > F) = .8 a side, .64 for both.
        text = case_text_with_spread() + (
            "parameters:\n  political_cost: {is: 0.2, name: cost, unit: worth, range: [0, 1], "
            "value: assumed}\n"
        )
        findings = map_interests(loads(text, "x.yaml"), 40_000)
        found = findings.verdict("aland", "boria", "river")
        assert found.overlap_now == pytest.approx(0.64, abs=0.005)

    def test_converges_in_draws(self) -> None:
        text = case_text_with_spread()
        shares = [
            map_interests(loads(text, "x.yaml"), n).verdict("aland", "boria", "river").overlap_now
            for n in (500, 50_000)
        ]
        assert shares[0] == pytest.approx(shares[1], abs=4 * 0.5 / np.sqrt(500))


class TestMapping:
    def test_same_seed_same_findings(self) -> None:
        scenario = load("cuba-1962")
        one, other = map_interests(scenario, 300), map_interests(scenario, 300)
        assert one.verdicts == other.verdicts
        assert one.openings == other.openings

    def test_takes_draws_and_refuses_slices(self) -> None:
        scenario = load("cuba-1962")
        sample = draw(scenario, 300)
        assert map_interests(scenario, sample).verdicts == map_interests(scenario, 300).verdicts
        with pytest.raises(ValueError, match="a whole design of draws"):
            map_interests(scenario, draw(scenario, 300, rows=slice(0, 100)))

    def test_repr_table_netcdf_and_citation(self, tmp_path) -> None:
        import xarray as xr

        findings = map_interests(load("cuba-1962"), 200)
        assert len(repr(findings).splitlines()) == 3
        table = findings.table()
        assert list(table.issue.unique()) == ["missiles", "jupiters", "berlin"]
        path = findings.to_netcdf(tmp_path / "f.nc")
        with xr.open_dataset(path, engine="h5netcdf") as data:
            assert data.attrs["scenario"] == "cuba-1962"
            assert data.now.dims == ("actor", "issue", "draw")
            assert data.now.attrs["units"] == "worth of a full deal"
        assert any("Putnam" in text for text in findings.cite())

    def test_under_viewpoints_covers_every_viewpoint_of_the_focus_pair(self) -> None:
        scenario = load("russia-us-2025")
        findings = map_interests(scenario, 200)
        for found in findings.verdicts:
            expected = tuple(scenario.content.viewpoints) if found.pair == scenario.focus else ()
            assert tuple(under.viewpoint for under in found.under) == expected

    def test_a_viewpoint_applied_by_hand_gives_the_same(self) -> None:
        plain = map_interests(load("russia-us-2025"), 400)
        applied = map_interests(load("russia-us-2025", viewpoint="kortunov-2025"), 400)
        for found in plain.verdicts:
            for under in found.under:
                if under.viewpoint == "kortunov-2025":
                    other = applied.verdict(*found.pair, found.issue)
                    assert (under.share, under.category) == (other.share, other.category)


class TestConvergence:
    def test_stakes_by_hand(self) -> None:
        # 30 of 50 from the middle, salience .5, four levels: 4·.5·.6 = 1.2
        assert stakes(np.array(80.0), np.array(0.5), 5, 4) == pytest.approx(1.2)
        assert stakes(np.array(53.0), np.array(1.0), 5, 4) == 0
        assert stakes(np.array(0.0), np.array(1.0), 5, 4) == pytest.approx(-4)

    def test_convergence_by_hand(self) -> None:
        # Three actors, two objectives: a (3, −1), b (2, 4), c (−2, 0).
        stake = np.array([[3.0, -1.0], [2.0, 4.0], [-2.0, 0.0]])
        agree, oppose = convergence(stake)
        assert agree[0, 1] == pytest.approx(2.5)  # ½(3 + 2) on the first
        assert oppose[0, 1] == pytest.approx(2.5)  # ½(1 + 4) on the second
        assert oppose[0, 2] == pytest.approx(2.5)
        assert agree[0, 2] == agree[1, 2] == 0
        assert oppose[1, 2] == pytest.approx(2.0)
        count = convergence(stake, count=True)
        assert count[0][0, 1] == count[1][0, 1] == count[1][0, 2] == 1

    def test_ambivalence_by_hand(self) -> None:
        stake = np.array([[3.0, -1.0], [2.0, 4.0], [-2.0, 0.0]])
        agree, oppose = convergence(stake)
        # a: |2.5 − 2.5| + |0 − 2.5| over 2.5 + 2.5 + 2.5 → 1 − 1/3
        assert ambivalence(agree, oppose)[0] == pytest.approx(2 / 3)
        assert ambivalence(agree, oppose)[2] == pytest.approx(0)

    def test_alone_is_not_a_number(self) -> None:
        agree, oppose = convergence(np.array([[1.0], [np.nan]]))
        assert np.isnan(ambivalence(agree, oppose)).all()

    def test_power_is_relative(self) -> None:
        power = relative_power(np.array([[0.2, 0.4], [0.9, np.nan]]))
        assert power == pytest.approx(np.array([0.5, 1.5]))
        assert power.mean() == pytest.approx(1)

    @given(st.lists(st.floats(-4, 4), min_size=12, max_size=12), st.permutations(range(4)))
    def test_relabelling_permutes(self, values: list[float], order: list[int]) -> None:
        stake = np.array(values).reshape(4, 3)
        agree, oppose = convergence(stake)
        again = convergence(stake[order])
        assert np.allclose(agree[np.ix_(order, order)], again[0])
        assert np.allclose(oppose[np.ix_(order, order)], again[1])
        assert (agree >= 0).all()
        assert np.allclose(agree, agree.T)

    def test_findings(self) -> None:
        findings = converge(load("russia-us-2025"), 400)
        table = findings.table().set_index(["actor", "other"])
        assert table.loc[("russia", "china"), "closer"] > 0.9
        assert table.loc[("russia", "united_states"), "closer"] < 0.1
        assert (
            converge(load("russia-us-2025"), 100, order="count").data.convergence % 1 == 0
        ).all()


class TestDiff:
    def test_one_changed_number_carries_the_whole_difference(self) -> None:
        one, other = case(), case(gains=(0.5, 0.1))
        findings = diff(one, other, 64)
        first = next(d for d in findings.differences if d.measure == "overlap now")
        assert (first.first, first.second) == (1.0, 0.0)
        assert [c.name for c in first.carriers] == ["issues.river.actors.boria.tactical_gain"]
        assert first.carriers[0].carried == pytest.approx(-1.0)
        assert findings.quantities == ("issues.river.actors.boria.tactical_gain",)

    def test_a_group_shows_what_acts_only_jointly(self) -> None:
        # Either side's loss of gain alone ends the overlap; together they do no more.
        findings = diff(case(), case(gains=(0.1, 0.1)), 64)
        first = next(d for d in findings.differences if d.measure == "overlap now")
        assert all(abs(c.carried) == pytest.approx(0.5) for c in first.carriers)
        group = next(c for c in first.groups if c.name == "all tactical gains")
        assert group.carried == pytest.approx(-1.0)

    def test_a_consent_is_no_number_and_still_carries(self) -> None:
        cell = "}\n      third: {tactical_gain: 0.1, strategic_cost: 0.1"
        one = case(first_extra=cell)
        other = case(first_extra=cell, extra="consents: [third]")
        findings = diff(one, other, 64)
        (only,) = findings.differences
        assert only.measure == "open"
        assert only.carriers == ()
        assert only.groups[0].name.startswith("consents")
        assert only.groups[0].carried == pytest.approx(-1.0)
        assert findings.entries == {"issues.river.consents": ("none", "third")}

    def test_a_scenario_against_itself(self) -> None:
        scenario = load("cuba-1962")
        findings = diff(scenario, scenario, 100)
        assert findings.differences == ()
        assert findings.quantities == ()

    def test_strangers(self) -> None:
        with pytest.raises(InvalidInputError, match="shares no issue of united_states"):
            diff(load("cuba-1962"), load("emis-1994"), 100)

    def test_table_and_picture(self) -> None:
        findings = diff(load("russia-us-2018"), load("russia-us-2025"), 200)
        assert "carried most by" in findings.table().columns
        assert findings.plot().axes


def test_draws_of_another_scenario_are_refused() -> None:
    sample: Draws = draw(case(), 8)
    with pytest.raises(ValueError, match="belong to"):
        map_interests(case(cost=0.3), sample)


class TestUnderViewpoints:
    def test_a_loaded_viewpoint_is_taken_back_first(self) -> None:
        plain = map_interests(load("russia-us-2025"), 300)
        loaded = map_interests(load("russia-us-2025", viewpoint="kortunov-2025"), 300)
        for one, other in zip(plain.verdicts, loaded.verdicts, strict=True):
            assert one.under == other.under

    def test_a_readers_change_outweighs_every_viewpoint(self) -> None:
        changes = {"parameters.leader_weight": 0}
        findings = map_interests(load("russia-us-2025", changes=changes), 300)
        for drive in findings.drives:
            assert drive.without == pytest.approx(drive.with_drive)


class TestWhatAVerdictDependsOn:
    FLOWS = "relations:\n  aland>third: {{flow: {0}}}\n  third>aland: {{flow: {0}}}"
    TIE = ", third_party_obligation: 0.4, obligation_to: [third]"

    def test_closeness_to_a_third_party_carries_a_difference(self) -> None:
        one = case(first_extra=self.TIE, more=self.FLOWS.format(0.5))
        other = case(first_extra=self.TIE, more=self.FLOWS.format(3))
        (only,) = diff(one, other, 64).differences
        assert only.measure == "open"
        assert {c.name for c in only.carriers} == {
            "relations.aland>third.flow",
            "relations.third>aland.flow",
        }

    def test_a_category_names_only_what_can_move_it(self) -> None:
        for seed in range(1, 6):
            findings = map_interests(load("russia-us-2025"), 1000, seed)
            for found in findings.verdicts:
                for mover in found.movers:
                    assert mover.address.endswith(("tactical_gain", "strategic_cost", "cost"))

    def test_an_input_without_effect_is_not_named(self) -> None:
        sample = draw(loads(case_text_with_spread(), "x.yaml"), 2000)
        gain = "issues.river.actors.aland.tactical_gain"
        others = [a for a in sample.columns if a != gain]
        named = movers(sample, sample[gain] > 0.5, others)
        assert named == ()

    def test_a_third_party_that_is_no_principal_is_asked(self) -> None:
        text = case(
            extra="consents: [third]",
            first_extra="}\n      third: {tactical_gain: 0.1, strategic_cost: 0.1",
        ).tree.value
        text["actors"]["third"]["principal"] = False
        from detente.scenario import build
        from detente.scenario.reading import Tree

        found = judged(build("x", Tree(text)))
        assert found.blocker is not None
        assert (found.blocker.condition, found.blocker.actor) == ("consent", "third")

    def test_a_pending_agreement_needs_its_other_parties(self) -> None:
        more = (
            "agreements:\n  pact: {name: pact, parties: [aland, third], consents: [boria], "
            "issue: river, status: talks}"
        )
        scenario = case(
            more=more, first_extra="}\n      third: {tactical_gain: 0.1, strategic_cost: 0.1"
        )
        found = judged(scenario)
        assert found.blocker is not None
        assert (found.blocker.condition, found.blocker.actor) == ("consent", "third")

    def test_behaviour_without_any_long_run(self) -> None:
        more = (
            "  flow_inertia: {is: 0.9, name: i, unit: x, range: [0, 0.9], value: assumed}\n"
            "  flow_reciprocity: {is: 0.6, name: r, unit: x, range: [-0.3, 0.6], value: assumed}\n"
            "relations:\n  aland>boria: {flow: 0.1}\n  boria>aland: {flow: 0.1}"
        )
        findings = map_interests(case(more=more), 16)
        assert findings.drives == ()
        assert "100.0% of draws" in findings.origin.warnings[0]
