"""The shipped library: every scenario checks clean, is dated honestly, and the vintages differ
where the documents differ."""

from __future__ import annotations

import datetime
from importlib import resources

import numpy as np
import pytest

from detente.interests import InterestFindings, map_interests
from detente.library.facts import RULES, facts, us_goods_trade
from detente.scenario import Scenario, load, shipped
from detente.scenario.draws import Draws, draw
from detente.scenario.evidence import evidence
from detente.scenario.reading import read_text
from detente.scenario.timeline import timeline
from detente.scenario.viewpoints import quarrels

VINTAGES = {
    "2017": ("russia-us-2017", datetime.date(2017, 5, 22)),
    "2018": ("russia-us-2018", datetime.date(2018, 11, 5)),
    "spring": ("russia-us-2020-spring", datetime.date(2020, 5, 1)),
    "autumn": ("russia-us-2020-autumn", datetime.date(2020, 11, 1)),
    "2025": ("russia-us-2025", datetime.date(2025, 4, 25)),
}
COUNT = 1500
RU, US = "russia", "united_states"


class Vintage:
    """One vintage with its draws and findings, computed once."""

    def __init__(self, name: str) -> None:
        self.scenario: Scenario = load(name)
        self.draws: Draws = draw(self.scenario, COUNT)
        self.findings: InterestFindings = map_interests(self.scenario, self.draws)

    def mean(self, address: str) -> float:
        return float(np.mean(self.draws[address]))

    def cell(self, issue: str, actor: str, quantity: str) -> float:
        return self.mean(f"issues.{issue}.actors.{actor}.{quantity}")

    def salience_rank(self, issue: str, actor: str) -> int:
        values = {i: self.cell(i, actor, "salience") for i in self.scenario.content.issues}
        return sorted(values, key=values.__getitem__, reverse=True).index(issue) + 1

    def verdict(self, issue: str):
        return self.findings.verdict(RU, US, issue)

    def fails(self, issue: str, condition: str, actor: str) -> float:
        shares = [
            f.share or 0
            for f in self.verdict(issue).failures
            if (f.condition, f.actor) == (condition, actor)
        ]
        return max(shares, default=0)

    def level(self, viewpoint: str, switch: str) -> str | None:
        setting = self.scenario.content.viewpoints[viewpoint].settings.get(switch)
        return setting.level if setting else None

    def drive_effect(self) -> float:
        """How much colder the pair would be without the US leader's push (middle of the draws)."""
        drive = next(d for d in self.findings.drives if d.viewpoint is None and d.actor == US)
        return drive.with_drive[1] - drive.without[1]


@pytest.fixture(scope="module")
def at() -> dict[str, Vintage]:
    return {key: Vintage(name) for key, (name, _) in VINTAGES.items()}


class TestContrasts:
    """Contrasts between the vintages that the documents make, found again in the findings."""

    def test_01_arms_control_is_russias_whole_agenda_in_spring_2020_and_not_in_2025(self, at):
        # carnegie-2020#8 against kortunov-2025#16
        assert at["spring"].salience_rank("arms", RU) == 1
        assert at["2025"].salience_rank("arms", RU) > 2
        assert (
            at["spring"].cell("arms", RU, "salience")
            > at["2025"].cell("arms", RU, "salience") + 0.15
        )

    def test_02_in_2025_the_war_leads_every_other_file_for_washington(self, at):
        # kortunov-2025#7
        assert at["2025"].salience_rank("acute", US) == 1
        assert at["spring"].salience_rank("acute", US) > 2

    def test_03_the_overlap_of_2025_is_on_the_acute_conflict(self, at):
        # kortunov-2025#7-9 against carnegie-2020#13, valdai-2018#18
        assert at["2025"].verdict("acute").overlap_now > 0.9
        for early in ("2018", "spring"):
            assert at[early].verdict("acute").overlap_now < 0.7

    def test_04_interests_that_meet_now_part_later_in_2025(self, at):
        # kortunov-2025#9-10: the document's central distinction
        parting = [
            v
            for v in at["2025"].findings.verdicts
            if set(v.pair) == {RU, US} and v.category == "parts_later"
        ]
        assert {"acute", "region", "order"} <= {v.issue for v in parting}

    def test_05_moscow_looks_far_and_washington_near_in_2025(self, at):
        # kortunov-2025#10: designs against deals
        gap = {
            key: v.mean(f"actors.{RU}.horizon") - v.mean(f"actors.{US}.horizon")
            for key, v in at.items()
        }
        assert gap["2025"] > 0.3
        assert gap["2025"] == max(gap.values())

    def test_06_one_mans_wish_carries_2025_more_than_2018(self, at):
        # kortunov-2025#7,11 against valdai-2018#11-12
        assert at["2025"].drive_effect() > 2 * at["2018"].drive_effect()
        assert at["2025"].drive_effect() == max(v.drive_effect() for v in at.values())

    def test_07_leverage_from_rivalry_in_2017_closeness_to_china_in_2020_and_2025(self, at):
        # weitz-2017#19,23 against carnegie-2020#11,14 and kortunov-2025#10
        any_vintage = at["2025"]
        assert any_vintage.level("weitz-2017", "triangle") == "courting"
        assert any_vintage.level("carnegie-2020", "triangle") == "balance"
        assert any_vintage.level("kortunov-2025", "triangle") == "balance"

    def test_08_leader_in_2025_against_structure_in_2018_and_autumn_2020(self, at):
        # kortunov-2025#7,11 against valdai-2018#15 and ivanov-2020#22,25
        assert at["2025"].level("kortunov-2025", "leaders") == "person"
        assert at["2025"].level("valdai-2018", "leaders") == "structure"
        assert at["2025"].level("ivanov-2020", "leaders") == "structure"
        warm = {d.viewpoint: d.share_without for d in at["2025"].findings.drives if d.actor == US}
        assert warm["kortunov-2025"] < warm["ivanov-2020"]

    def test_09_small_steps_in_autumn_2020_against_a_new_base_in_2025(self, at):
        # ivanov-2020#33 against kortunov-2025#7,11
        assert at["2025"].level("ivanov-2020", "steps") == "small"
        assert at["2025"].level("kortunov-2025", "steps") == "large"

    def test_10_talking_is_useful_in_autumn_2020_and_barren_in_2018(self, at):
        # ivanov-2020#30 against valdai-2018#11
        assert at["2025"].level("ivanov-2020", "dialogue") == "useful"
        assert at["2025"].level("valdai-2018", "dialogue") == "barren"

    def test_11_wider_formats_ease_in_autumn_2020_and_burden_in_2025(self, at):
        # ivanov-2020#31 against kortunov-2025#16
        assert at["2025"].level("ivanov-2020", "formats") == "wider_easier"
        assert at["2025"].level("kortunov-2025", "formats") == "wider_harder"
        assert at["2025"].scenario.content.issues["arms"].consents == ("china",)
        assert at["spring"].scenario.content.issues["arms"].consents == ()
        assert at["2025"].fails("arms", "consent", "china") > 0.5

    def test_12_pacts_with_pyongyang_and_tehran_stand_in_the_way_in_2025(self, at):
        # kortunov-2025#19
        blocker = at["2025"].verdict("region").blocker
        assert blocker is not None
        assert (blocker.condition, blocker.actor) == ("ally", RU)
        assert set(blocker.others) == {"north_korea", "iran"}

    def test_13_congress_rewrites_deals_in_2018(self, at):
        # valdai-2018#15: no vintage has higher hurdles in Washington
        def hurdle(v: Vintage) -> float:
            return float(
                np.mean([v.cell(i, US, "domestic_hurdle") for i in v.scenario.content.issues])
            )

        assert hurdle(at["2018"]) == max(hurdle(v) for v in at.values())

    def test_14_behaviour_is_coldest_in_2018_and_warmest_in_2025(self, at):
        # valdai-2018#18 (the relation degrades) against kortunov-2025#7 (positive dynamics)
        flow = {
            key: v.mean(f"relations.{US}>{RU}.flow") + v.mean(f"relations.{RU}>{US}.flow")
            for key, v in at.items()
        }
        assert min(flow, key=flow.__getitem__) == "2018"
        assert max(flow, key=flow.__getitem__) == "2025"

    def test_15_new_start_can_be_extended_in_2020_and_not_in_2025(self, at):
        # carnegie-2020#8 against the treaty's single extension
        spring = timeline(at["spring"].scenario).clock("arms")
        late = timeline(at["2025"].scenario).clock("arms")
        assert spring is not None
        assert late is not None
        assert (spring.id, spring.months, spring.extendable) == ("new_start", 9, True)
        assert (late.id, late.extendable) == ("new_start", False)

    def test_16_change_is_possible_in_2025_and_not_in_spring_2020(self, at):
        # kortunov-2025#11 against carnegie-2020#16
        assert at["2025"].level("kortunov-2025", "change") == "possible"
        assert at["2025"].level("carnegie-2020", "change") == "systemic"

    def test_17_experience_spills_over_for_one_and_is_capped_for_the_other(self, at):
        # ivanov-2020#33 against kortunov-2025#25
        assert at["2025"].level("ivanov-2020", "spillover") == "yes"
        assert at["2025"].level("kortunov-2025", "spillover") == "no"


class TestHonesty:
    @pytest.mark.parametrize("name", shipped())
    def test_checks_clean_and_draws_finite_numbers_in_range(self, name: str) -> None:
        scenario = load(name)
        sample = draw(scenario, 50)
        for address, quantity in scenario.quantities.items():
            if quantity.kind.shares:
                continue
            column = sample[address]
            assert np.isfinite(column).all(), address
            assert column.min() >= quantity.kind.low - 1e-12, address
            assert column.max() <= quantity.kind.high + 1e-12, address

    @pytest.mark.parametrize(("name", "date"), VINTAGES.values(), ids=VINTAGES)
    def test_dates(self, name: str, date: datetime.date) -> None:
        assert load(name).as_of == date

    @pytest.mark.parametrize("name", [name for name, _ in VINTAGES.values()])
    def test_only_what_was_known_at_the_date(self, name: str) -> None:
        scenario = load(name)
        for agreement in scenario.content.agreements.values():
            for when in (agreement.signed, agreement.in_force, agreement.ended):
                assert when is None or when.day <= scenario.as_of
        for address, quantity in scenario.quantities.items():
            for citation in quantity.provenance.citations:
                source = scenario.content.sources[citation.source]
                if source.kind == "essay" and source.date is not None:
                    assert source.date.day <= scenario.as_of, address

    @pytest.mark.parametrize("name", shipped())
    def test_nothing_is_fitted_and_measured_is_rare(self, name: str) -> None:
        counts = evidence(load(name))
        assert counts.value["fitted"] == 0
        assert counts.value["measured"] < 0.1 * counts.total

    @pytest.mark.parametrize("name", [name for name, _ in VINTAGES.values()])
    def test_every_supported_number_says_why(self, name: str) -> None:
        for address, quantity in load(name).quantities.items():
            if quantity.declared and quantity.provenance.support in ("stated", "inferred"):
                assert quantity.provenance.note, address
                assert quantity.provenance.citations, address

    @pytest.mark.parametrize("name", [name for name, _ in VINTAGES.values()])
    def test_three_coders_are_kept_and_covered(self, name: str) -> None:
        """Where several coders are on record, the range covers all of them.

        The share of draws below the lowest and above the highest code is at most the 10% tails,
        but for cells whose range is cut off by the scale.
        """
        scenario = load(name)
        sample = draw(scenario, 2000)
        coded = 0
        for address, quantity in scenario.quantities.items():
            codes = quantity.provenance.coded
            if len(codes) < 2 or quantity.kind.shares:
                continue
            coded += 1
            column = sample[address]
            low, high = np.quantile(column, [0.02, 0.98])
            assert low <= min(codes) + 1e-9, address
            assert high >= max(codes) - 1e-9, address
        assert coded > 40

    def test_five_viewpoints_and_moscow_as_reported(self) -> None:
        content = load("russia-us-2025").content
        assert set(content.viewpoints) == {
            "weitz-2017",
            "moscow-as-reported-2017",
            "valdai-2018",
            "carnegie-2020",
            "ivanov-2020",
            "kortunov-2025",
        }
        reported = content.viewpoints["moscow-as-reported-2017"].settings.values()
        assert all(setting.voice == "reported" for setting in reported)
        assert len(content.switches) == 12

    def test_quarrels_name_real_disagreement(self) -> None:
        found = quarrels(load("russia-us-2025"))
        disputed = {q.switch for q in found if q.disputed}
        assert {"leaders", "triangle", "steps", "change", "formats"} <= disputed
        assert found[0].disputed

    def test_eight_issues_five_principals_one_triangle(self) -> None:
        scenario = load("russia-us-2025")
        assert scenario.principals == (RU, US, "china", "europe", "ukraine")
        assert list(scenario.content.issues) == [
            "acute",
            "arms",
            "region",
            "economy",
            "technology",
            "society",
            "order",
            "interference",
        ]
        assert len(scenario.content.triads) == 1

    def test_names_map_to_declared_ids(self) -> None:
        text = resources.files("detente.library").joinpath("names.yaml").read_text("utf-8")
        assert "RND" in text
        assert read_text(text, "names.yaml").value


class TestFacts:
    def test_trade_peak_holds_for_goods_in_2011(self) -> None:
        found = {fact.id: fact for fact in facts(load("russia-us-2025"))}
        peak = found["trade_peak"]
        assert peak.computed
        assert peak.verdict == "holds"
        assert "2011 at 42.9 billion" in peak.finding
        exports = found["us_exports_peak"]
        assert exports.verdict == "holds in part"
        assert "8.3 billion" in exports.finding
        assert "11.1 in 2013" in exports.finding

    def test_a_rule_can_fail(self) -> None:
        assert RULES["trade_peak"](40.0)[0] == "fails"
        assert RULES["us_exports_peak"](20.0)[0] == "fails"
        assert RULES["us_exports_peak"](8.3)[0] == "holds"

    def test_incomplete_years_are_left_out(self) -> None:
        years = [year.year for year in us_goods_trade("RUS")]
        assert years[0] == 1992
        assert 2023 not in years
        assert len(us_goods_trade("CHN")) == 38

    def test_polls_of_readers_are_belief(self) -> None:
        for name in ("russia-us-2025", "russia-us-2020-autumn"):
            polls = [fact for fact in facts(load(name)) if fact.voice == "readers"]
            assert polls, name

    @pytest.mark.parametrize("name", shipped())
    def test_every_fact_has_a_verdict_and_a_finding(self, name: str) -> None:
        for fact in facts(load(name)):
            assert fact.verdict in ("holds", "holds in part", "fails", "unchecked")
            assert fact.finding, fact.id


class TestTimeline:
    def test_renewals_run_to_the_end(self) -> None:
        found = timeline(load("russia-us-2025"))
        europe = next(span for span in found.spans if span.id == "eu_sectoral")
        assert europe.renewals[0] == datetime.date(2025, 7, 31)
        assert europe.renewals[1] == datetime.date(2026, 1, 31)
        assert europe.renewals[-1] <= found.end
        assert len(europe.renewals) == 8

    def test_ends_press_before_renewals(self) -> None:
        found = timeline(load("russia-us-2025"))
        assert found.clock("arms").id == "new_start"
        assert found.clock("arms").months == 9
        assert found.clock("technology") is None

    def test_month_arithmetic_at_the_end_of_a_month(self) -> None:
        from detente.scenario.timeline import _plus_months

        assert _plus_months(datetime.date(2025, 1, 31), 1) == datetime.date(2025, 2, 28)
        assert _plus_months(datetime.date(2023, 12, 31), 2) == datetime.date(2024, 2, 29)
        assert _plus_months(datetime.date(2025, 7, 31), 6) == datetime.date(2026, 1, 31)
        assert _plus_months(datetime.date(2025, 12, 15), 12) == datetime.date(2026, 12, 15)

    def test_a_month_lasts_to_its_end(self) -> None:
        from detente.scenario.fields import parse_when

        assert parse_when("2025-02").last == datetime.date(2025, 2, 28)
        assert parse_when("2024-12").last == datetime.date(2024, 12, 31)
        assert parse_when(2024).last == datetime.date(2024, 12, 31)
        assert parse_when("2024-05-03").last == datetime.date(2024, 5, 3)

    def test_moments_in_order_and_inside(self) -> None:
        for name in shipped():
            found = timeline(load(name))
            days = [moment.when.day for moment in found.moments]
            assert days == sorted(days)
            assert all(day <= found.end for day in days)
