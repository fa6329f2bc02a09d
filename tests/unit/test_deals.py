"""What deals would need: hand cases, limits, and that the models say what they are quoted for."""

from __future__ import annotations

import numpy as np
import pytest

from detente.interests import weigh_deals
from detente.interests.intervals import quantiles
from detente.interests.packages import package
from detente.interests.prospects import patience
from detente.interests.worth import worths
from detente.mechanisms.linkage import optimal_depth
from detente.mechanisms.monitoring import cooperation_threshold
from detente.mechanisms.treaties import expected_treaty_life
from detente.scenario import Scenario, load, loads
from detente.scenario.draws import draw

EXACT = {
    "political_cost": (0.1, "[0, 1]"),
    "exploitation_loss": (1, "[0, 3]"),
    "national_means": (0.2, "[0, 1]"),
    "false_alarm": (0.1, "[0, 1]"),
    "monthly_discount": (0.98, "[0.5, 0.9999]"),
    "cheating_gain": (1, "[0.01, 20]"),
    "withdrawal_chance": (0.004, "[0, 0.2]"),
    "renewal_chance": (0.6, "[0, 1]"),
    "treaty_term": (120, "[1, 600]"),
    "pivot_uncertainty": (0, "[0, 1]"),
    "breach_chance": (0.1, "[0, 1]"),
    "transfer_limit": (0, "[0, 2]"),
    "affinity_slope": (1, "[0.1, 5]"),
    "triangle_band": (0.1, "[0, 0.9]"),
}


def case(
    *,
    trust: tuple[float, float] = (0, 0),
    verification: float = 0.5,
    gains: tuple[tuple[float, float], ...] = ((0.5, 0.5),),
    hurdle: float = 0,
    more: str = "",
    **parameters: float,
) -> Scenario:
    """Two states with exact numbers and one issue for each pair of gains; no long-run cost."""
    values = {key: (parameters.get(key, value), span) for key, (value, span) in EXACT.items()}
    lines = [
        f"  {key}: {{is: {value}, name: {key}, unit: x, range: {span}, value: assumed}}"
        for key, (value, span) in values.items()
    ]
    issues = "\n".join(
        f"""  i{place}:
    name: issue {place}
    role: economic
    poles: {{0: none, 100: all}}
    actors:
      aland: {{tactical_gain: {one}, strategic_cost: 0, domestic_hurdle: {hurdle}}}
      boria: {{tactical_gain: {other}, strategic_cost: 0, domestic_hurdle: {hurdle}}}
    pairs:
      aland-boria: {{depth: 1, verification: {verification}}}"""
        for place, (one, other) in enumerate(gains)
    )
    return loads(
        f"""
detente: 1
title: hand case
as_of: 2020-01-01
actors:
  aland: {{name: Aland, kind: state, horizon: 0, turnover: 0}}
  boria: {{name: Boria, kind: state, horizon: 0, turnover: 0}}
  third: {{name: Third, kind: state}}
issues:
{issues}
relations:
  aland>boria: {{trust: {trust[0]}, flow: 1}}
  boria>aland: {{trust: {trust[1]}, flow: 1}}
{more}
parameters:
"""
        + "\n".join(lines),
        "case.yaml",
    )


def only(scenario: Scenario):
    return weigh_deals(scenario, 16).prospect("aland", "boria", "i0")


class TestTrust:
    def test_by_hand(self) -> None:
        # needed: ℓ(1−v) / (u + ℓ(1−v)) = .5/(.5 + .5) = .5; log-odds 0 is just enough
        found = only(case(trust=(0, -0.1)))
        one, other = found.trusting
        assert one.trust[1] == pytest.approx(0.5)
        assert one.needed[1] == pytest.approx(0.5)
        assert (one.actor, one.enough) == ("aland", 1.0)
        assert (other.actor, other.enough) == ("boria", 0.0)

    def test_verification_lowers_the_trust_needed(self) -> None:
        needed = [only(case(verification=v)).trusting[0].needed[1] for v in (0, 0.5, 0.9)]
        assert needed == sorted(needed, reverse=True)

    def test_a_side_without_gain_never_trusts_enough(self) -> None:
        found = only(case(trust=(5, 5), gains=((0, 0.5),)))
        assert found.trusting[0].enough == 0.0
        assert np.isnan(found.trusting[0].needed[1])
        assert found.trusting[1].enough == 1.0

    def test_undeclared_trust_is_not_invented(self) -> None:
        assert all(not p.trusting for p in weigh_deals(load("emis-1994"), 32).prospects)


class TestDepth:
    def test_is_the_published_rule(self) -> None:
        found = only(case(trust=(-1, 1)))
        belief = 1 / (1 + np.exp(1))  # the warier side binds
        assert found.depth[1] == pytest.approx(float(optimal_depth(belief, 0.5, 1, 0.5)))
        assert found.depth_uninspected[1] == pytest.approx(float(optimal_depth(belief, 0.5, 1, 0)))

    def test_low_trust_means_shallow_deals(self) -> None:
        depths = [only(case(trust=(t, t))).depth[1] for t in (-4, -2, 0, 2)]
        assert depths == sorted(depths)
        assert depths[0] < 0.01

    def test_worth_its_cost_or_not(self) -> None:
        assert only(case(trust=(3, 3))).worth_making == 1.0
        assert only(case(trust=(-3, -3))).worth_making == 0.0
        assert only(case(trust=(-3, -3), political_cost=0)).worth_making == 1.0


class TestKeeping:
    def test_losing_inspections_can_end_cooperation(self) -> None:
        # η(.9) = .92, ε(.9) = .01; η(0) = .2, ε(0) = .1, so that δ* crosses .98
        inside = float(cooperation_threshold(1, 8, 0.92, 0.01))
        outside = float(cooperation_threshold(1, 8, 0.2, 0.1))
        assert inside < 0.98 < outside
        found = only(case(verification=0.9, cheating_gain=8))
        assert (found.kept, found.kept_uninspected) == (1.0, 0.0)

    def test_a_shaky_government_is_impatient(self) -> None:
        scenario = case()
        sample = draw(scenario, 4)
        assert patience(sample, "aland") == pytest.approx(0.98)
        third = patience(sample, "third")
        assert (third < 0.98).all()

    def test_turnover_of_a_whole_year_is_spread_over_its_months(self) -> None:
        scenario = load("cuba-1962", changes={"actors.soviet_union.turnover": 0.5})
        sample = draw(scenario, 4)
        stays = patience(sample, "soviet_union") / sample["parameters.monthly_discount"]
        assert stays**12 == pytest.approx(0.5)


class TestLife:
    def test_with_a_declared_term_and_without(self) -> None:
        plain = only(case(treaty_term=60))
        assert plain.life_years[1] == pytest.approx(
            float(expected_treaty_life(0.004, 60, 0.6)) / 12
        )
        treaty = (
            "agreements:\n  pact: {name: pact, parties: [aland, boria], issue: i0, "
            "status: in_force, in_force: 2010-01-01, expires: 2025-01-01}"
        )
        longer = only(case(more=treaty, treaty_term=60))
        assert longer.life_years[1] == pytest.approx(
            float(expected_treaty_life(0.004, 180, 0.6)) / 12
        )


class TestPackages:
    def judged(self, scenario: Scenario):
        sample = draw(scenario, 8)
        found = worths(sample)
        return package((sample, sample), (found, found), ("aland", "boria"))

    def test_crossed_losses_are_what_linkage_is_for(self) -> None:
        # net of the cost of .1 the gains are (.5, −.1) and (−.1, .5): alone neither, together .4 each
        found = self.judged(case(gains=((0.6, 0), (0, 0.6))))
        assert found.creates == 1.0
        assert found.surplus[1] == pytest.approx(0.8)
        assert found.feasible == 1.0

    def test_a_bad_issue_spoils_a_package(self) -> None:
        found = self.judged(case(gains=((0.2, 0.2), (0, 0)), political_cost=0.15))
        assert found.destroys == 1.0
        assert found.surplus[1] == pytest.approx(-0.1)

    def test_small_steps_where_a_breach_ends_everything(self) -> None:
        gains = ((0.6, 0.6),) * 3
        found = self.judged(case(gains=gains, political_cost=0.01, breach_chance=0.4))
        assert found.contest.steps == 1.0
        one = self.judged(case(gains=gains, political_cost=0.25, breach_chance=0))
        assert one.contest.bargain == 1.0  # the cost is paid once
        dead = self.judged(case(gains=gains, hurdle=1))
        assert dead.contest.neither == 1.0

    def test_one_shared_issue_is_no_package(self) -> None:
        assert self.judged(case()) is None
        lonely = self.judged(case(gains=((0.6, 0.6), (0, 0))))
        assert lonely.contest is None


class TestTriangles:
    TRIAD = """  aland>third: {{flow: {0}}}
  third>aland: {{flow: {0}}}
  boria>third: {{flow: {1}}}
  third>boria: {{flow: {1}}}
triads:
  all: {{members: [aland, boria, third]}}"""

    def found(self, one: float, other: float):
        (triangle,) = weigh_deals(case(more=self.TRIAD.format(one, other)), 8).triangles
        return triangle

    def test_types_and_roles(self) -> None:
        romantic = self.found(1, -1)  # aland friends with both, who are enemies
        assert romantic.types["romantic triangle"] == 1.0
        assert romantic.roles["aland"]["pivot"] == 1.0
        assert romantic.roles["boria"]["wing"] == 1.0
        assert romantic.balanced == 0.0  # the pivot exists only where Heider sees tension
        marriage = self.found(-1, -1)
        assert marriage.types["stable marriage"] == 1.0
        assert marriage.roles["third"]["outcast"] == 1.0
        assert marriage.balanced == 1.0

    def test_near_zero_is_ambiguous(self) -> None:
        triangle = self.found(0.05, -1)
        assert triangle.ambiguous == 1.0
        assert triangle.balanced is None

    def test_needs_all_behaviour(self) -> None:
        more = "triads:\n  all: {members: [aland, boria, third]}"
        assert weigh_deals(case(more=more), 8).triangles == ()


class TestFindings:
    def test_table_picture_and_references(self) -> None:
        findings = weigh_deals(load("russia-us-2025"), 200)
        table = findings.table()
        assert {"worth making", "kept", "kept, no inspections"} <= set(table.columns)
        assert findings.plot().axes
        assert len(findings.cite()) == len(findings.references)
        assert len(repr(findings).splitlines()) == 3

    def test_triangle_of_2017_and_2025_differ(self) -> None:
        shares = {}
        for name in ("russia-us-2018", "russia-us-2025"):
            (triangle,) = weigh_deals(load(name), 1000).triangles
            shares[name] = triangle.roles["russia"]["pivot"]
        # A thaw with Washington and rivalry of the other two make a pivot; a cold 2018 does not.
        assert shares["russia-us-2025"] > shares["russia-us-2018"] + 0.3

    def test_refuses_a_slice(self) -> None:
        scenario = load("cuba-1962")
        with pytest.raises(ValueError, match="a whole design of draws"):
            weigh_deals(scenario, draw(scenario, 100, rows=slice(0, 10)))

    def test_quantiles_of_nothing(self) -> None:
        assert np.isnan(quantiles(np.array([]))).all()
