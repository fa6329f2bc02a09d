"""Scores by hand: Brier, log, CRPS, skill, reliability, paired differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.forecasts.scores import (
    brier,
    crps_of_counts,
    crps_of_dates,
    log_score,
    reliability,
    skill,
)
from detente.forecasts.scoring import Settled, score_group


class TestSingleScores:
    def test_brier_by_hand(self) -> None:
        assert brier([0.0, 0.3, 0.8, 1.0], [0, 1, 1, 0]) == pytest.approx([0, 0.49, 0.04, 1])

    def test_log_by_hand(self) -> None:
        found = log_score([0.5, 0.25, 0.25], [1, 1, 0])
        assert found == pytest.approx([math.log(2), math.log(4), -math.log(0.75)])

    def test_the_floor_bounds_a_sure_miss_on_either_side(self) -> None:
        assert log_score([0.0, 1.0], [1, 0], floor=0.02) == pytest.approx([-math.log(0.02)] * 2)
        assert log_score([0.0, 1.0], [0, 1], floor=0.02) == pytest.approx([-math.log(0.98)] * 2)

    def test_crps_of_counts_by_hand(self) -> None:
        # E|X − 2| = (2 + 1 + 3) / 3; E|X − X'| = 2 (1 + 5 + 4) / 9.
        assert crps_of_counts([5, 0, 1], 2) == pytest.approx(2 - 10 / 9)

    def test_crps_of_a_point_is_its_error(self) -> None:
        assert crps_of_counts([4], 1) == pytest.approx(3)

    def test_dates_beyond_the_window_count_as_its_end(self) -> None:
        # Worlds in months 2 and never, within 6; seen in month 4: E|X − 4| = 2, E|X − X'| = 2.
        assert crps_of_dates([2, 0], 4, 6) == pytest.approx(2 - 1)
        assert crps_of_dates([2, 9], 4, 6) == pytest.approx(2 - 1)
        assert crps_of_dates([0, 0], 0, 6) == 0

    def test_skill(self) -> None:
        assert skill(0.1, 0.2) == pytest.approx(0.5)
        assert skill(0.3, 0.2) == pytest.approx(-0.5)
        assert skill(0.3, 0) is None

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: brier([1.1], [1]), "a probability lies from 0 to 1"),
            (lambda: brier([math.nan], [1]), "a probability lies from 0 to 1"),
            (lambda: brier([0.5], [2]), "an outcome is 1 for yes or 0 for no"),
            (lambda: brier([0.5, 0.5], [1]), "2 probabilities and 1 outcomes – give one each"),
            (lambda: log_score([0.5], [1], 0), "the floor is 0; it must lie above 0 and be at"),
            (lambda: crps_of_counts([], 1), "an ensemble is a list of one number or more"),
            (lambda: crps_of_counts([math.inf], 1), "must be finite numbers"),
            (lambda: crps_of_dates([-1], 1, 6), "months are counted from 1"),
            (lambda: crps_of_dates([1], 1, 0), "the window is 0 months; it must be 1 or more"),
            (lambda: skill(-1, 1), "they cannot be negative"),
            (lambda: reliability([], []), "reliability needs one forecast or more"),
        ],
    )
    def test_bad_input_is_one_line(self, call, message: str) -> None:
        with pytest.raises(ValueError, match=message) as caught:
            call()
        assert "\n" not in str(caught.value)


CHANCES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.7, 0.9, 1.0]), min_size=1, max_size=30)


class TestReliability:
    def test_by_hand(self) -> None:
        # Shares 0, 1 (at 0.35), 0 (at 0.4), 1: the middle two are pooled to one half.
        found = reliability([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
        assert found.recalibrated == pytest.approx([0, 0.5, 0.5, 1])
        assert found.score == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
        assert found.uncertainty == pytest.approx(0.25)
        assert found.discrimination == pytest.approx(0.25 - 0.125)
        assert found.miscalibration == pytest.approx(found.score - 0.125)

    def test_equal_forecasts_are_one(self) -> None:
        found = reliability([0.3, 0.3, 0.3, 0.3], [0, 1, 0, 0])
        assert found.recalibrated == pytest.approx([0.25] * 4)
        assert found.discrimination == pytest.approx(0)

    def test_log_by_hand(self) -> None:
        found = reliability([0.2, 0.8], [0, 1], rule="log")
        assert found.score == pytest.approx(-math.log(0.8))
        assert found.uncertainty == pytest.approx(math.log(2))
        assert found.discrimination == pytest.approx(math.log(2))

    @given(CHANCES, st.integers(0, 2**30))
    def test_parts_add_up_and_are_never_negative(self, chances: list[float], seed: int) -> None:
        outcome = np.random.default_rng(seed).integers(0, 2, len(chances))
        for rule in ("brier", "log"):
            found = reliability(chances, outcome, rule=rule)  # type: ignore[arg-type]
            total = found.miscalibration - found.discrimination + found.uncertainty
            assert total == pytest.approx(found.score)
            assert found.discrimination > -1e-12
            if rule == "brier":
                assert found.miscalibration > -1e-12
            assert (np.diff(found.recalibrated) > -1e-12).all()


def settled(place: int, chance: float | None, outcome: int, family: str, usual: float) -> Settled:
    baselines = {"status_quo": 0.0, "climatology": usual, "own_history": None}
    return Settled(f"q{place}", "class", family, chance, baselines, outcome)


class TestGroups:
    def test_paired_over_what_both_answer(self) -> None:
        found = score_group(
            "class",
            [
                settled(0, 0.2, 0, "a", 0.5),
                settled(1, 0.6, 1, "b", 0.5),
                settled(2, None, 1, "c", 0.5),
            ],
        )
        assert (found.asked, found.answered, found.yes, found.changed) == (3, 2, 2, 2)
        assert (found.families, found.answered_families) == (3, 2)
        assert found.brier == pytest.approx((0.04 + 0.16) / 2)
        one = found.against["climatology"]
        assert one.questions == 2
        assert one.baseline == pytest.approx(0.25)
        assert one.skill == pytest.approx(1 - 0.1 / 0.25)
        assert one.difference.value == pytest.approx(-0.15)
        assert "own_history" not in found.against

    def test_too_few_families_give_no_interval_and_no_verdict(self) -> None:
        found = score_group("class", [settled(n, 0.0, 0, "abcd"[n % 4], 1.0) for n in range(40)])
        one = found.against["climatology"]
        assert one.difference.value == -1
        assert math.isnan(one.difference.low)
        assert one.verdict == "no difference shown"

    def test_a_clear_difference_is_shown(self) -> None:
        found = score_group("class", [settled(n, 0.1, 0, f"f{n}", 0.5) for n in range(12)])
        assert found.against["climatology"].verdict == "better"
        assert found.against["status_quo"].verdict == "worse"

    def test_many_questions_of_one_family_are_one(self) -> None:
        """Repeating one lucky family narrows nothing, because families are drawn whole."""
        mixed = [settled(n, 0.1 if n % 2 else 0.9, 0, f"f{n}", 0.5) for n in range(8)]
        lucky = [settled(100 + n, 0.1, 0, "f1", 0.5) for n in range(60)]
        single = [settled(200 + n, 0.1, 0, f"g{n}", 0.5) for n in range(60)]
        assert score_group("class", mixed + single).against["climatology"].verdict == "better"
        assert score_group("class", mixed + lucky).against["climatology"].verdict != "better"

    def test_a_difference_that_rests_on_one_family_says_so(self) -> None:
        many = [settled(n, 0.49, 0, f"f{n}", 0.5) for n in range(4)]
        found = score_group("class", [*many, settled(9, 0.0, 0, "big", 0.5)])
        # Five families are the fewest that give an interval: without any one there is none.
        assert found.against["climatology"].hinges == ("big", "f0", "f1", "f2", "f3")
        more = [settled(n, 0.49, 0, f"f{n}", 0.5) for n in range(8)]
        assert score_group("class", more).against["climatology"].hinges == ()
        mixed = [settled(20 + n, 0.47, 0, f"s{n}", 0.5) for n in range(6)]
        mixed += [settled(30 + n, 0.52, 0, f"l{n}", 0.5) for n in range(2)]
        against = score_group("class", [*mixed, settled(40, 0.0, 0, "big", 0.5)]).against
        assert against["climatology"].verdict == "better"
        assert against["climatology"].hinges == ("big",)
        assert score_group("class", mixed).against["climatology"].verdict == "no difference shown"

    def test_nothing_answered(self) -> None:
        found = score_group("class", [settled(0, None, 1, "a", 0.5)])
        assert math.isnan(found.brier)
        assert found.against == {}
        assert found.as_dict()["brier"] is None
