"""The report's track record: words first, from the stored record, and open questions."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from claim_studies import studied

from detente.forecasts.shipped import shipped_record
from detente.report import render, svg_record, words_record
from detente.report.figures import write_figure
from detente.report.first_page import first_page
from detente.report.outline import outline
from detente.report.sections_record import record_section
from detente.report.sentences import word_count
from detente.scenario import load
from detente.study import Study, study

GROUP = "treaty_in_force"


def record(**changes: Any) -> dict[str, Any]:
    """The shipped record as a plain dictionary, with changes to one class."""
    made = copy.deepcopy(dict(shipped_record()))
    made["classes"][GROUP].update(changes)
    return made


def verdicts(word: str) -> dict[str, str]:
    return dict.fromkeys(("status_quo", "climatology", "own_history"), word)


def lead(found: dict[str, Any]) -> str:
    return " ".join(sentence.text for sentence in words_record.record_lead(found))


@cache
def vintage() -> Study:
    return study(load("russia-us-2017"), 20, monthly=False, bargaining=False, standoffs=False)


class TestWords:
    def test_no_skill_is_said_in_words(self) -> None:
        told = lead(record(verdicts=verdicts("no difference shown")))
        assert told.startswith("No skill shown on any of seven classes of questions.")
        assert "choice" not in told

    def test_skill_is_said_only_where_every_baseline_is_beaten(self) -> None:
        told = lead(record(verdicts=verdicts("better")))
        assert "on treaties still in force the scores beat every baseline" in told
        mixed = verdicts("better") | {"climatology": "no difference shown"}
        assert "No skill shown on any" in lead(record(verdicts=mixed))

    def test_what_a_better_score_rests_on_appears_and_disappears(self) -> None:
        better = {"verdicts": verdicts("better")}
        told = {"held": 6, "held_changed": 4, "lacked": 23, "lacked_changed": 0}
        even = {"held": 6, "held_changed": 0, "lacked": 23, "lacked_changed": 0}
        said = "four of six that the scenarios hold changed, none of 23 that they lack"
        assert said in lead(record(**better, choice=told))
        assert "choice" not in lead(record(**better, choice=even))
        hinged = lead(record(**better, choice=even, hinges_on=["new_start"]))
        assert "does not show without new_start" in hinged

    def test_hindsight_and_development_are_said(self) -> None:
        assert "hindsight-exposed" in lead(record())
        assert "development" not in lead(record())
        assert "this is development, not a record" in lead(record() | {"status": "development"})

    def test_a_row_says_too_few_worse_or_better(self) -> None:
        few = words_record.classes(record(difference={"own_history": [-0.1, None, None]}))[0]
        assert words_record.verdict_words(few).startswith("No skill shown; six families, too few")
        worse = words_record.classes(record(verdicts=verdicts("worse")))[0]
        assert words_record.verdict_words(worse).startswith("Worse than the status quo")
        none = words_record.classes(record(answered=0))[0]
        assert words_record.verdict_words(none) == "Nothing answered"

    @pytest.mark.parametrize("word", ["better", "worse", "no difference shown"])
    def test_sentences_are_short(self, word: str) -> None:
        found = record(verdicts=verdicts(word), hinges_on=["new_start", "open_skies"])
        said = (*words_record.record_lead(found), *words_record.counts_words(found))
        for one in said:
            assert word_count(one.text) <= 25, one.text

    def test_the_best_baseline_is_the_one_with_the_smallest_score(self) -> None:
        for one in words_record.classes(shipped_record()):
            assert one.baselines[one.best] == min(one.baselines.values())


class TestShippedRecord:
    def test_horizons_add_up_to_the_class(self) -> None:
        found = shipped_record()
        for name, row in found["classes"].items():
            own = words_record.by_horizon(found, name)
            assert sum(one.answered for one in own) == row["answered"]
            assert [one.months for one in own] == sorted(one.months or 0 for one in own)

    def test_it_speaks_of_its_vintages_only(self) -> None:
        assert words_record.record_of(load("cuba-1962")) is None
        assert words_record.record_of(load("russia-us-2017")) == shipped_record()


class TestPicture:
    def test_better_lies_to_the_right_and_a_ring_has_no_line(self) -> None:
        found = words_record.classes(shipped_record())
        drawn = tuple(
            (one, words_record.by_horizon(shipped_record(), one.group))
            for one in found
            if one.score == "Brier"
        )
        scale = svg_record.scale_of(drawn)
        rows = {row.name: row for row in svg_record.rows(drawn)}
        assert len(rows) == 5
        for one, horizons in drawn:
            svg = str(rows[one.name].picture)
            lanes = (one, *horizons)
            assert svg.count("<circle") == len(lanes)
            assert svg.count('class="ki') == sum(lane.told for lane in lanes)
            places = [float(x) for x in re.findall(r'cx="([\d.]+)%"', svg)]
            zero = scale.place(0)
            for lane, place in zip(lanes, places, strict=True):
                assert (place > zero) == (lane.difference[0] < 0)

    def test_the_figure_has_every_class_and_horizon(self, tmp_path: Path) -> None:
        path = write_figure(vintage(), "record", tmp_path / "record.csv", "csv")
        table = pd.read_csv(path, comment="#")
        found = shipped_record()
        assert len(table) == len(found["classes"]) + len(found["by_horizon"])
        assert table.better_than_all.sum() >= 1
        assert "hindsight-exposed" in path.read_text(encoding="utf-8")


class TestPage:
    def test_the_first_page_says_what_the_record_supports(self) -> None:
        finding = first_page(vintage())[-1]
        told = " ".join(one.text for one in finding.sentences)
        assert "No skill shown beyond simple baselines, save on treaties still in force" in told
        assert "record" in finding.sections
        other = first_page(studied())[-1]
        assert "No forecast of this case has been scored: no skill shown." in [
            one.text for one in other.sentences
        ]
        assert "record" not in other.sections

    def test_the_table_holds_the_stored_scores(self) -> None:
        rows = record_section(vintage())["record_table"]
        for row, stored in zip(rows, shipped_record()["classes"].values(), strict=True):
            assert row[1:3] == (f"{stored['asked']:,}", f"{stored['answered']:,}")
            assert row[4] == f"{stored['model']:.3f}"

    def test_the_section_stands_where_there_is_something_to_show(self) -> None:
        html = render(vintage())
        assert "Track record</h2>" in html
        assert "Change events apart" in html
        assert "Questions open at the date" not in html
        quiet = replace(studied(), forecasts=None)
        assert "record" not in [one.key for one in outline(quiet)]


class TestQuestions:
    def test_each_has_its_range_and_its_baselines_and_no_skill_is_claimed(self) -> None:
        (row,) = record_section(studied())["question_rows"]
        assert row.question == "Is the Charter still in force in March 2022?"
        assert "of 100 worlds" in row.words or "none of the worlds" in row.words
        assert "status quo" in row.beside
        assert row.picture is not None
        html = render(studied())
        assert "Questions open at the date" in html
        assert "No skill is claimed for these." in html

    def test_an_unanswered_one_keeps_its_reason(self) -> None:
        found = studied().forecasts
        assert found is not None
        lost = replace(found.forecasts[0], range=None, probability=None, reason="it is not known")
        changed = replace(studied(), forecasts=replace(found, forecasts=(lost,)))
        (row,) = record_section(changed)["question_rows"]
        assert row.picture is None
        assert row.words == "Unanswered: it is not known"
