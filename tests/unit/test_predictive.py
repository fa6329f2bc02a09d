"""Prior predictive checks: every statistic on made-up worlds, the table for nothing but defaults."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from helpers import MINIMAL
from typer.testing import CliRunner

from detente.cli import app
from detente.dynamics import predictive
from detente.dynamics import predictive_statistics as stats
from detente.dynamics.checking import DynamicsCheck
from detente.dynamics.codes import (
    CONSTRAINTS,
    ENDED,
    IN_FORCE,
    NONE,
    NOTICE,
    SIGNED,
    SUSPENDED,
    TALKS,
)
from detente.dynamics.ladder import Ladder
from detente.dynamics.loop_gain import Within
from detente.dynamics.predictive import Predictive, check, predictive_checks
from detente.dynamics.predictive_reasons import Facts, reason
from detente.dynamics.predictive_statistics import History
from detente.library.expectations import Expectation, expectations
from detente.scenario import load, shipped

REGIMES = ("reset", "guardrailed_rivalry", "confrontation", "crisis")


def history(**given: Any) -> History:
    """One draw, one repeat, 120 months in which nothing happens, but for what is given."""
    months = 120
    for name in ("flow", "opinion", "sanctions", "trust"):
        if name in given:
            months = np.shape(given[name])[-1]
    if "regime" in given:
        months = np.shape(given["regime"])[-1]
    if "status" in given:
        months = np.shape(given["status"])[-1] - 1
    plain: dict[str, Any] = {
        name: np.zeros((2, 1, 1, months)) for name in ("flow", "opinion", "sanctions", "trust")
    }
    draws, repeats = np.shape(given.get("regime", np.zeros((1, 1, 1))))[:2]
    plain |= {
        "regime": np.ones((1, 1, months), np.int8),
        "incident": np.zeros((draws, repeats, months)),
        "status": np.zeros((1, 1, 1, months + 1), np.int8),
        "roles": (("security_regime",),),
        "open_slots": (True,),
        "summits": np.zeros((1, 1)),
        "binding": np.zeros((1, len(CONSTRAINTS) - 1, 1, 1)),
        "regimes": REGIMES,
    }
    return History(**(plain | given))


def course(*spans: tuple[float, int]) -> np.ndarray:
    """A series of codes from (code, months)."""
    return np.concatenate([np.full(months, code) for code, months in spans]).astype(np.int8)


def facts(found: History) -> Facts:
    rates = np.full((4, 1), 0.02)
    return Facts(found, Ladder(REGIMES, rates, rates, np.zeros((4, 1)), (0.0, 1.0, 2.0, 3.0)))


class TestStatistics:
    def test_every_expectation_has_its_statistic(self) -> None:
        assert list(stats.STATISTICS) == list(expectations())

    def test_stretches_of_a_series(self) -> None:
        found = stats.stretches(np.array([[1, 1, 2, 2, 2, 1], [3, 3, 3, 3, 3, 3]]))
        assert found.code.tolist() == [1, 2, 1, 3]
        assert found.length.tolist() == [2, 3, 1, 6]
        assert found.begin.tolist() == [0, 2, 5, 0]
        assert found.before.tolist() == [-1, 1, 2, -1]
        assert found.after.tolist() == [2, 1, -1, -1]
        assert found.series.tolist() == [[0, 0, 0, 1]]

    def test_correlations_are_those_of_numpy(self) -> None:
        rng = np.random.default_rng(1)
        flow = rng.normal(size=(2, 3, 2, 50))
        found = stats.STATISTICS["flow_correlation"](history(flow=flow))[0]
        for draw in range(3):
            each = [np.corrcoef(flow[0, draw, r], flow[1, draw, r])[0, 1] for r in range(2)]
            assert found[draw] == pytest.approx(np.mean(each))
        for key, lag in (("flow_autocorrelation", 1), ("flow_memory_year", 12)):
            value = stats.STATISTICS[key](history(flow=flow))[1, 2]
            each = [np.corrcoef(flow[1, 2, r, :-lag], flow[1, 2, r, lag:])[0, 1] for r in range(2)]
            assert value == pytest.approx(np.mean(each))

    def test_a_repeat_in_which_nothing_moves_is_left_out(self) -> None:
        flow = np.zeros((2, 1, 2, 40))
        flow[:, 0, 1] = np.tile([1.0, -1.0], 20)
        assert stats.STATISTICS["flow_autocorrelation"](history(flow=flow)) == pytest.approx(-1)
        opinion = np.zeros((2, 1, 1, 40))
        assert np.isnan(stats.STATISTICS["opinion_memory_year"](history(opinion=opinion))).all()

    def test_spells_count_when_both_ends_were_seen(self) -> None:
        one = course((2, 10), (3, 4), (2, 20), (3, 8), (2, 18))
        other = course((3, 30), (2, 10), (3, 20))
        regime = np.stack([one, other])[None]
        assert stats.spell(history(regime=regime), "crisis") == pytest.approx([6])
        assert stats.spell(history(regime=regime), "confrontation") == pytest.approx([15])
        assert np.isnan(stats.spell(history(regime=regime), "reset")).all()
        assert stats.crisis_share(history(regime=regime)) == pytest.approx([62 / 120])

    def test_deals_are_counted_by_role_and_a_package_once_an_issue(self) -> None:
        signing = course((NONE, 5), (TALKS, 5), (SIGNED, 3), (IN_FORCE, 228))
        twice = course((TALKS, 5), (SIGNED, 5), (NONE, 5), (TALKS, 5), (SIGNED, 2), (IN_FORCE, 219))
        before = course((SIGNED, 5), (IN_FORCE, 236))
        roles = (("security_regime",), ("economic",), ("security_regime", "societal", "economic"))
        found = history(status=np.stack([signing, twice, signing])[:, None, None], roles=roles)
        assert stats.deals_per_decade(found, "security") == pytest.approx([1.0])
        assert stats.deals_per_decade(found, "low_politics") == pytest.approx([2.0])
        assert stats.deals_per_decade(found, "high_politics") == pytest.approx([0.0])
        found = history(status=before[None, None, None])
        assert stats.deals_per_decade(found, "security") == pytest.approx([0.0])

    def test_share_that_comes_into_force_leaves_late_texts_out(self) -> None:
        whole = course((TALKS, 10), (SIGNED, 4), (IN_FORCE, 107))
        lost = course((TALKS, 10), (SIGNED, 8), (NONE, 103))
        waits = course((TALKS, 60), (SIGNED, 61))
        late = course((TALKS, 61), (SIGNED, 4), (IN_FORCE, 56))
        found = history(status=np.stack([whole, lost, waits, late])[:, None, None])
        assert stats.share_in_force(found) == pytest.approx([1 / 3])
        assert stats.months_to_force(found) == pytest.approx([4])
        assert np.isnan(stats.share_in_force(history())).all()

    def test_lifetime_is_the_restricted_mean(self) -> None:
        # Lives of 2 (suspended), 5 (left) and 9 years, the last cut off by the end of the run.
        halted = course((TALKS, 10), (SIGNED, 2), (IN_FORCE, 24), (SUSPENDED, 85))
        left = course((TALKS, 1), (SIGNED, 2), (IN_FORCE, 54), (NOTICE, 6), (ENDED, 58))
        runs = course((TALKS, 11), (SIGNED, 2), (IN_FORCE, 108))
        older = course((IN_FORCE, 6), (ENDED, 115))
        found = history(status=np.stack([halted, left, runs, older])[:, None, None])
        expected = 2 + 3 * (2 / 3) + 15 * (1 / 3)
        assert stats.lifetime(found) == pytest.approx([expected])

    def test_restricted_mean_of_lives_that_all_end_is_their_mean(self) -> None:
        lives = np.array([1.0, 4.0, 4.0, 7.0])
        ended = np.ones(4, bool)
        assert stats.restricted_mean(lives, ended, 20) == pytest.approx(4)
        assert stats.restricted_mean(lives, ~ended, 20) == pytest.approx(20)

    def test_exits_per_year_in_force(self) -> None:
        left = course((IN_FORCE, 61), (NOTICE, 6), (ENDED, 54))
        expires = course((IN_FORCE, 61), (ENDED, 60))
        found = history(status=np.stack([left, expires])[:, None, None])
        assert stats.exit_rate(found) == pytest.approx([1 / 10])
        assert np.isnan(stats.exit_rate(history())).all()

    def test_meetings_per_year(self) -> None:
        found = history(summits=np.array([[4.0, 6.0]]), regime=np.ones((1, 2, 120), np.int8))
        assert stats.summits_per_year(found) == pytest.approx([0.5])

    def test_years_under_sanctions_over_episodes_ended(self) -> None:
        level = np.zeros((2, 3, 1, 120))
        level[0, 0, 0, 10:34] = 0.2
        level[0, 0, 0, 20:30] = 0.1
        level[1, 0, 0, 60:] = 0.1  # still running
        level[0, 1, 0, 5:] = 0.3
        found = stats.sanction_years(history(sanctions=level))
        assert found[0] == pytest.approx((24 + 60) / 12)
        assert math.isinf(found[1])
        assert math.isnan(found[2])


class TestCheck:
    EXPECTED = Expectation(
        "flow_autocorrelation", "n", "s", "u", 0.2, 0.7, "a", (), "measured", "x"
    )

    def test_the_side_farther_from_the_middle_counts(self) -> None:
        flow = np.zeros((2, 1, 1, 400))
        rng = np.random.default_rng(2)
        for side, memory in enumerate((0.45, 0.95)):
            for month in range(1, 400):
                flow[side, 0, 0, month] = memory * flow[side, 0, 0, month - 1] + rng.normal()
        found = check(history(flow=flow), self.EXPECTED, facts(history(flow=flow)))
        assert found.place == "above"
        assert found.median > 0.85
        assert not found.holds
        assert "of the variance of behaviour" in found.note
        calm = check(history(flow=flow[:1].repeat(2, 0)), self.EXPECTED, facts(history()))
        assert (calm.place, calm.note) == ("within", "")

    def test_episodes_without_end_count_as_longer_than_any(self) -> None:
        level = np.zeros((2, 3, 1, 120))
        level[0, :2, 0, 5:] = 0.3
        level[0, 2, 0, 5:17] = 0.3
        entry = expectations()["sanction_duration"]
        found = check(history(sanctions=level), entry, facts(history(sanctions=level)))
        assert math.isinf(found.median)
        assert (found.place, found.defined) == ("above", 3)
        assert found.draws_low == pytest.approx(1.0)

    def test_what_never_happens_is_undefined(self) -> None:
        entry = expectations()["treaty_lifetime"]
        found = check(history(), entry, facts(history()))
        assert (found.place, found.defined) == ("undefined", 0)
        assert found.note == "nothing came into force"


class TestReasons:
    def test_every_expectation_has_a_reason(self) -> None:
        rng = np.random.default_rng(3)
        found = history(flow=rng.normal(size=(2, 1, 1, 120)))
        for key in expectations():
            text = reason(key, facts(found))
            assert text[0].islower()
            assert not text.endswith(".")

    def test_deals_that_one_slot_cannot_hold(self) -> None:
        months = [(NONE, 1), (TALKS, 20), (SIGNED, 4), (IN_FORCE, 176), (ENDED, 1), (NONE, 39)]
        binding = np.zeros((1, len(CONSTRAINTS) - 1, 1, 1))
        binding[0, CONSTRAINTS.index("trust") - 1] = 15
        binding[0, CONSTRAINTS.index("surplus") - 1] = 5
        found = history(status=course(*months)[None, None, None], binding=binding)
        text = reason("deals_per_decade_security", facts(found))
        assert "open in 8% of months" in text
        assert "too little trust (75%) and too little gain for a side (25%)" in text
        assert "takes it for 15.0 years" in text
        assert "no more than 0.7 a decade" in text
        assert "no issue of these roles" in reason("deals_per_decade_low_politics", facts(found))

    def test_a_spell_cut_by_incidents(self) -> None:
        regime = course((0, 10), (1, 10), (0, 6), (1, 94))[None, None]
        incident = np.where(regime == 0, 1.5, 0.0)
        text = reason("spell_reset", facts(history(regime=regime, incident=incident)))
        assert "the declared spell is 25 months" in text
        assert (
            "incidents stand at 1.5, declared for an ordinary month as none; 1 of 2 spells" in text
        )
        assert "was ever in crisis" in reason("spell_crisis", facts(history(regime=regime)))

    def test_sanctions_that_rise_and_fall(self) -> None:
        level = np.zeros((2, 1, 1, 121))
        level[:, ..., 12:] = 0.2
        level[:, ..., 60:] = 0.1
        text = reason("sanction_duration", facts(history(sanctions=level)))
        assert "0.00 at the start and 0.10 at the end; 0.02 is added a year" in text


class TestDefaults:
    def test_a_case_of_nobody_is_no_scenario(self) -> None:
        assert "neutral" not in shipped()
        scenario = load("neutral")
        assert {q.provenance.value for q in scenario.quantities.values()} == {"assumed"}
        assert not [q for q in scenario.quantities.values() if q.declared and _own(q.address)]
        roles = {issue.role for issue in scenario.content.issues.values()}
        assert roles == {role for group in stats.ROLE_GROUPS.values() for role in group}

    def test_draws_run_apart_give_the_same_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        scenario = load("neutral")
        whole = predictive_checks(scenario, 10, 2, 30)
        monkeypatch.setattr(predictive, "SLICE", 6)
        shares: list[float] = []
        parts = predictive_checks(scenario, 10, 2, 30, progress=shares.append)
        assert repr(whole.checks) == repr(parts.checks)
        assert shares == pytest.approx([0.5, 1.0])
        assert whole.table().shape == (len(expectations()), 11)
        assert {row.draws for row in whole.checks} == {10}

    @pytest.mark.slow
    def test_the_defaults_hold_but_for_what_one_slot_cannot_give(self) -> None:
        found = predictive_checks(load("neutral"), 100, 4)
        assert [row.id for row in found.failed] == ["deals_per_decade_security"]
        (failed,) = found.failed
        assert "one open slot an issue" in failed.note
        assert found.spread == pytest.approx(1, abs=0.1)
        assert found.clipped < 0.01

    @pytest.mark.slow
    @pytest.mark.parametrize("name", [n for n in shipped() if n != "emis-1994"])
    def test_behaviour_stays_on_its_scale_in_every_case(self, name: str) -> None:
        found = predictive_checks(load(name), 50, 2)
        assert found.clipped < 0.01
        assert found.spread == pytest.approx(1, abs=0.15)
        for row in found.failed:
            assert row.note


def _own(address: str) -> bool:
    """Whether a quantity belongs to the case and not to the parameters of every run."""
    return not address.startswith("parameters.")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of two states with one relation and one issue."""
    path = tmp_path_factory.mktemp("case") / "river.yaml"
    path.write_text(MINIMAL, encoding="utf-8")
    return str(path)


class TestCommand:
    def run(self, *words: str) -> Any:
        return CliRunner().invoke(app, ["check", *words])

    def test_it_prints_the_table_the_reasons_and_the_gains(self, case: str) -> None:
        result = self.run("--dynamics", case, "--draws", "10", "--fail-on", "expectation")
        assert result.exit_code == 1, result.output
        for entry in expectations().values():
            assert entry.name in result.output
        assert "What fails, and why" in result.output
        assert "low-politics deals per decade, below: the scenario has no issue" in result.output
        assert "Loop gain within a regime" in result.output
        assert "share of next worse" in result.output

    def test_it_prints_json_that_machines_can_read(self, case: str) -> None:
        import json

        result = self.run("--dynamics", case, "--draws", "10", "--json", "--fail-on", "gain")
        assert result.exit_code == 0, result.output
        found = json.loads(result.output, parse_constant=lambda word: pytest.fail(word))
        assert [row["id"] for row in found["expectations"]] == list(expectations())
        assert found["months"] == 360
        assert {row["share_of_draws_unstable"] for row in found["loop_gain"]} == {0.0}
        assert len(found["ladder"]) == 4

    def test_without_the_flag_only_the_file_is_checked(self, case: str) -> None:
        result = self.run(case)
        assert result.exit_code == 0
        assert "No problems." in result.output
        assert "Loop gain" not in result.output

    def test_a_case_without_relations_is_refused_in_one_line(self) -> None:
        from detente.scenario import InvalidInputError

        result = self.run("--dynamics", "emis-1994")
        assert isinstance(result.exception, InvalidInputError)
        assert "no relation between two principals" in str(result.exception)


@pytest.mark.parametrize(
    ("outside", "radius", "fails"),
    [(False, 0.9, []), (True, 0.9, ["expectation", "any"]), (False, 1.0, ["gain", "any"])],
)
def test_what_counts_as_a_negative_finding(outside: bool, radius: float, fails: list[str]) -> None:
    row = check(history(), expectations()["crisis_share"], facts(history()))
    rows = (row,) if outside else ()
    assert row.place == "below"
    scenario: Any = None
    table = Predictive(scenario, scenario, "a-b", rows, 1.0, 0.0)
    gains = np.full((4, 3), radius)
    found = DynamicsCheck(table, Within(REGIMES, gains, gains, gains), scenario)
    asked = ("expectation", "gain", "any")
    assert [word for word in asked if found.negative(word)] == fails
