"""The backtest: questions counted by hand on toy tables, scores, honesty, the shipped record."""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
from collections import Counter
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from forecast_cases import RULES, write_case
from helpers import MINIMAL, changed
from record_table import table_of

from detente.bargaining.record.intervals import Interval
from detente.forecasts import backtest, illustrate, record_line
from detente.forecasts.backtest_findings import BacktestFindings
from detente.forecasts.backtesting import _ensemble, _filled, _settled
from detente.forecasts.generating import MadeQuestion, number_questions, yes_no_questions
from detente.forecasts.judging import run_for
from detente.forecasts.rules import Rules, load_rules
from detente.forecasts.scores import brier
from detente.forecasts.shipped import aggregate, shipped_record
from detente.forecasts.words import backtest_sentences, caveats, row_sentence
from detente.scenario import InvalidInputError, load, loads
from detente.scenario.draws import draw

DAY = datetime.date(2020, 5, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toy")
    write_case(folder)
    return folder


@pytest.fixture(scope="module")
def rules(folder: Path) -> Rules:
    return load_rules(path=folder / "rules.yaml")


@pytest.fixture(scope="module")
def found(folder: Path) -> BacktestFindings:
    return backtest(rules=folder / "rules.yaml")


def made(rules: Rules) -> dict[str, MadeQuestion]:
    return {one.id: one for one in yes_no_questions(rules, "toy.yaml", DAY)}


class TestGenerating:
    def test_counted_by_hand(self, rules: Rules) -> None:
        """Windows close on 2020-11-01 and 2021-05-01; 24 months would close after the cutoff.

        ACCORD, DAM, FERRY and SEA stand and bind the pair; FISH binds others, OLD is over, NEVER
        never was, LATER comes later. A term runs for ACCORD and DAM.
        """
        counts = Counter((one.group, one.horizon) for one in made(rules).values())
        assert counts == {
            ("treaty_in_force", 6): 4,
            ("treaty_in_force", 12): 4,
            ("treaty_ended", 6): 4,
            ("treaty_ended", 12): 4,
            ("treaty_extended", 6): 2,
            ("treaty_extended", 12): 2,
            ("meeting", 6): 1,
            ("meeting", 12): 1,
            ("meeting_of_its_own", 6): 1,
            ("meeting_of_its_own", 12): 1,
        }

    def test_outcomes_by_hand_events_and_non_events(self, rules: Rules) -> None:
        questions = made(rules)
        yes = {key for key, one in questions.items() if one.outcome}
        v = "toy.yaml"
        assert {key for key in yes if key.startswith("treaty_ended")} == {
            f"treaty_ended/FERRY/{v}/6",
            f"treaty_ended/FERRY/{v}/12",
        }
        assert {key for key in questions if key.startswith("treaty_in_force")} - yes == {
            f"treaty_in_force/FERRY/{v}/6",
            f"treaty_in_force/FERRY/{v}/12",
            f"treaty_in_force/SEA/{v}/12",
        }
        assert {key for key in yes if key.startswith("treaty_ext")} == {
            f"treaty_extended/DAM/{v}/12"
        }
        assert {key for key in yes if key.startswith("meeting")} == {
            f"meeting/{v}/6",
            f"meeting/{v}/12",
            f"meeting_of_its_own/{v}/12",
        }

    def test_families_events_and_what_is_lacking(self, rules: Rules) -> None:
        questions = made(rules)
        one = questions["treaty_ended/ACCORD/toy.yaml/6"]
        assert (one.family, one.event) == ("ACCORD", "accord ended by 2020-11-01")
        assert questions["treaty_ended/DAM/toy.yaml/6"].event == ""
        assert questions["meeting/toy.yaml/6"].family == "meetings from 2020"
        assert questions["meeting/toy.yaml/6"].event == "summit lowland-upland held by 2020-11-01"
        assert questions["treaty_in_force/SEA/toy.yaml/12"].event == "sea in force at 2021-05"

    def test_nothing_known_later_changes_which_questions_are_asked(self, rules: Rules) -> None:
        """Taking out everything after the date leaves questions and baselines as they are."""
        blind = dataclasses.replace(
            rules,
            tables=dataclasses.replace(
                rules.tables,
                treaties=tuple(
                    dataclasses.replace(
                        one,
                        ended=_known(one.ended),
                        suspended=_known(one.suspended),
                        extensions=tuple(e for e in one.extensions if e[0] <= DAY),
                    )
                    for one in rules.tables.treaties
                    if one.in_force is None or one.in_force <= DAY
                ),
                meetings=tuple(one for one in rules.tables.meetings if one.start <= DAY),
            ),
        )
        seen, unseen = made(rules), made(blind)
        assert list(seen) == list(unseen)
        for key, one in seen.items():
            assert (one.event, one.baselines) == (unseen[key].event, unseen[key].baselines)
        numbers = [number_questions(one, "toy.yaml", DAY) for one in (rules, blind)]
        for one, other in zip(*numbers, strict=True):
            assert dataclasses.replace(one, observed=0) == dataclasses.replace(other, observed=0)

    def test_multilateral_rows_may_be_left_out(self, tmp_path: Path) -> None:
        path = write_case(tmp_path, changed("multilateral: both", "multilateral: left out", RULES))
        found = yes_no_questions(load_rules(path=path), "toy.yaml", DAY)
        assert "SEA" not in {one.subject for one in found}

    def test_numbers_by_hand(self, rules: Rules) -> None:
        numbers = {one.id: one for one in number_questions(rules, "toy.yaml", DAY)}
        assert len(numbers) == 4
        assert numbers["meetings_counted/toy.yaml/12"].observed == 2
        assert numbers["first_meeting/toy.yaml/12"].observed == 2  # July, from May on
        assert numbers["meetings_counted/toy.yaml/12"].status_quo == 0
        # Windows begin from 119 months back (the first row is of 2010-05-15) to 6 months back.
        assert len(numbers["meetings_counted/toy.yaml/6"].climatology) == 119 - 6 + 1
        assert sum(numbers["meetings_counted/toy.yaml/6"].climatology) == 6
        assert len(numbers["meetings_counted/toy.yaml/6"].own_history) == 60 - 6 + 1


def _known(day: datetime.date | None) -> datetime.date | None:
    return day if day is not None and day <= DAY else None


class TestScores:
    def test_every_question_is_counted(self, found: BacktestFindings) -> None:
        assert found.asked == 24
        # ACCORD thrice, twice over; the meetings. SEA is named by the rules, not by the scenario.
        assert found.answered == 6 + 4
        why = Counter(found.reasons.values())
        assert why["no vintage has it as an agreement"] == 2 * (2 + 2 + 1)
        assert sum("agreement 'sea' is not declared" in reason for reason in why) == 1

    def test_scores_are_those_of_the_stored_probabilities(self, found: BacktestFindings) -> None:
        data = found.data
        for row in found.rows:
            own = data["class"] == row.key.group
            if row.key.horizon is not None:
                own = own & (data["horizon"] == row.key.horizon)
            part = data.where(own, drop=True)
            told = ~np.isnan(part["probability"].values)
            assert row.score.asked == int(own.sum())
            assert row.score.answered == int(told.sum())
            if told.any():
                by_hand = brier(
                    part["probability"].values[told], part["outcome"].values[told]
                ).mean()
                assert row.score.brier == pytest.approx(by_hand)

    def test_leaving_out_is_no_advantage(self, found: BacktestFindings) -> None:
        """With gaps filled by climatology, only what was answered can differ from it."""
        for row in found.rows:
            filled = row.filled
            assert filled.answered == filled.asked == row.score.asked
            if row.score.answered:
                whole = filled.against["climatology"].difference.value * filled.asked
                answered = row.score.against["climatology"].difference.value * row.score.answered
                assert whole == pytest.approx(answered)

    def test_changes_are_counted_apart(self, found: BacktestFindings) -> None:
        (row,) = [r for r in found.rows if r.key.group == "meeting" and r.key.horizon == 6]
        assert row.changes.asked == 1  # no meeting in the half year before, one in that after
        (row,) = [r for r in found.whole() if r.key.group == "treaty_ended"]
        assert (row.changes.asked, row.changes.answered) == (2, 0)

    def test_numbers_are_read_off_the_worlds(self, rules: Rules) -> None:
        scenario = loads(MINIMAL, "toy")
        pair = "lowland-upland"
        run = run_for([], scenario, draw(scenario, 20, 1), 2, 12, more=[("pair", "summit", pair)])
        count, first = number_questions(rules, "toy.yaml", DAY)[2:]
        held = run.data["summit"].sel(pair_in_view=pair) if "pair_in_view" in run.data.dims else (
            run.data["summit"].sel(pair=pair)
        )  # fmt: skip
        counted = _ensemble(count, run, pair)
        assert counted.sum() == float(held.sum())
        months = _ensemble(first, run, pair)
        assert ((months > 0) == (counted > 0)).all()
        assert months.max() <= 12

    def test_every_row_of_numbers_has_its_baselines(self, found: BacktestFindings) -> None:
        for row in found.numbers:
            assert row.answered == row.asked > 0
            assert not math.isnan(row.crps)
            assert set(row.baselines) == {"status_quo", "climatology", "own_history"}

    def test_plain_values_table_and_picture(self, found: BacktestFindings, tmp_path: Path) -> None:
        told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert {row["exposure"] for row in told["classes"]} == {"hindsight-exposed"}
        assert {row["exposure"] for row in told["vintages"]} == {"hindsight-exposed"}
        assert len(found.table()) == len(found.rows) + len(found.numbers)
        assert found.plot().axes
        assert found.to_netcdf(tmp_path / "b.nc").exists()
        assert len(repr(found).splitlines()) == 3


class TestWords:
    def test_no_skill_is_said(self, found: BacktestFindings) -> None:
        said = found.sentences()
        assert "On treaties ending no skill is shown: one family is too few for an interval." in (
            said
        )
        assert any("hindsight-exposed" in text for text in said)
        assert not any("better" in text for text in said)
        assert all(len(text.split()) <= 25 for text in said), said

    def test_skill_is_said_only_where_it_is_shown(self, found: BacktestFindings) -> None:
        (row,) = [r for r in found.whole() if r.key.group == "meeting"]

        def with_ends(low: float, high: float) -> list[str]:
            shown = {
                name: dataclasses.replace(one, difference=Interval(low / 2 + high / 2, low, high))
                for name, one in row.score.against.items()
            }
            turned = dataclasses.replace(row, score=dataclasses.replace(row.score, against=shown))
            return [row_sentence(turned), *caveats(turned)]

        better, open_, worse = with_ends(-0.2, -0.1), with_ends(-0.2, 0.1), with_ends(0.1, 0.2)
        assert "scores better than the status quo, climatology and" in better[0]
        assert any("known afterwards" in text for text in better)
        assert "no skill shows against" in open_[0]
        assert len(open_) == 1
        assert "scores worse than" in worse[0]

    def test_a_choice_that_tells_is_said(self, found: BacktestFindings) -> None:
        (row,) = [r for r in found.whole() if r.key.group == "meeting"]
        choice = dataclasses.replace(
            row.choice, held=6, held_changed=4, lacked=20, lacked_changed=0
        )
        shown = {
            name: dataclasses.replace(one, difference=Interval(-0.1, -0.2, -0.05))
            for name, one in row.score.against.items()
        }
        score = dataclasses.replace(row.score, against=shown)
        said = caveats(dataclasses.replace(row, score=score, choice=choice))
        assert any("4 of the 6" in text and "the choice tells" in text for text in said)
        even = dataclasses.replace(choice, held_changed=0)
        said = caveats(dataclasses.replace(row, score=score, choice=even))
        assert not any("the choice tells" in text for text in said)

    def test_development_is_marked(self, found: BacktestFindings) -> None:
        turned = found.rules.model_copy(update={"status": "development"})
        said = backtest_sentences(dataclasses.replace(found, rules=turned))
        assert any("this is development, not a record" in text for text in said)
        assert not any("development" in text for text in found.sentences())


class TestRules:
    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("horizons: [6, 12, 24]", "horizons: [12, 6]", "horizons: must rise, each once"),
            ("lowland: LOW}", "delta: DEL}", "codes: 'lowland' of the pair has no code"),
            ("treaty_ended: ended?", "treaty_broken: broken?", "classes: 'treaty_broken' is not"),
            ("[bilateral, sideline]", "[parade]", "kinds: 'parade' of meeting is not one of"),
            (", meeting_of_its_own: [bilateral]", "", "say which kinds count for 'meeting_of_its"),
            ("status: frozen", "status: thawed", "'thawed' is not one of frozen or development"),
            ("seed: 1", "sede: 1", "unknown key – did you mean 'seed'?"),
            ("vintages: [toy.yaml]", "vintages: []", "vintages: is empty"),
            ("draws: 20", "draws: 2", "is the number 2 – it must be at least 10"),
        ],
    )
    def test_bad_rules_name_the_line(
        self, tmp_path: Path, old: str, new: str, message: str
    ) -> None:
        path = write_case(tmp_path, changed(old, new, RULES))
        with pytest.raises(InvalidInputError) as caught:
            load_rules(path=path)
        assert message in str(caught.value)
        assert str(caught.value).startswith(f"{path}:")

    def test_no_rules_for_a_case(self) -> None:
        with pytest.raises(InvalidInputError, match="no rules are shipped for it – did you mean"):
            load_rules("russia-uss")

    def test_a_vintage_may_not_know_more_than_its_date(self, tmp_path: Path) -> None:
        path = write_case(tmp_path)
        given = "given:\n  - {event: accord extended, date: 2021-01-01, from: essay-2020#2}\n"
        (tmp_path / "toy.yaml").write_text(MINIMAL + given, encoding="utf-8")
        with pytest.raises(InvalidInputError, match="so it knows more than its date"):
            backtest(rules=path)

    def test_the_shipped_rules_are_frozen(self) -> None:
        """A change of the rules is a decision: the record then speaks of other questions."""
        rules = load_rules()
        assert rules.file.status == "frozen"
        assert rules.fingerprint == "96140d051d57afb2"
        assert rules.file.horizons == (6, 12, 24, 36)
        assert rules.file.cutoff.last == datetime.date(2025, 10, 27)

    def test_the_shipped_questions(self) -> None:
        rules = load_rules()
        total: Counter[str] = Counter()
        for vintage in rules.file.vintages:
            scenario = load(vintage)
            assert not scenario.content.given
            for one in yes_no_questions(rules, vintage, scenario.as_of):
                assert scenario.as_of < one.until <= rules.file.cutoff.last
                assert one.baselines.climatology is not None
                assert 0 < one.baselines.climatology < 1
                total[one.group] += 1
        assert total == {
            "treaty_in_force": 453,
            "treaty_ended": 487,
            "treaty_extended": 38,
            "meeting": 17,
            "meeting_of_its_own": 17,
        }


class TestShippedRecord:
    def test_it_speaks_of_the_shipped_rules(self) -> None:
        record, rules = shipped_record(), load_rules()
        assert record["rules"] == rules.fingerprint
        assert record["status"] == rules.file.status
        assert record["vintages"] == list(rules.file.vintages)
        assert set(record["classes"]) == set(rules.file.classes)
        assert record["asked"] == 1012

    def test_its_line_says_what_it_is_worth(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sentences = record_line().split(". ")
        assert any("hindsight-exposed" in text for text in sentences)
        assert all(len(text.split()) <= 25 for text in sentences), sentences
        shown = "Skill beyond every baseline shows on treaties still in force, on none of 6 other"
        assert shown in record_line()
        assert "4 of 6 that the scenarios hold changed, 0 of 23 others: the choice tells" in (
            record_line()
        )

        def turned(verdict: str, status: str = "frozen") -> str:
            record = json.loads(json.dumps(dict(shipped_record())))
            for row in record["classes"].values():
                row["verdicts"] = dict.fromkeys(row["verdicts"], verdict)
            made_up = {**record, "status": status}
            monkeypatch.setattr("detente.forecasts.shipped.shipped_record", lambda: made_up)
            return record_line()

        assert "shows in none of 7 classes" in turned("no difference shown")
        assert "choice" not in turned("worse")
        assert "development" in turned("worse", "development")

    @pytest.mark.slow
    def test_it_comes_out_again(self) -> None:
        made_again = aggregate(backtest())
        for name, row in shipped_record()["classes"].items():
            again = made_again["classes"][name]
            assert (row["asked"], row["answered"]) == (again["asked"], again["answered"])
            assert row["model"] == pytest.approx(again["model"], abs=0.002)
            assert row["verdicts"] == again["verdicts"]
            for baseline, score in row["baselines"].items():
                assert score == pytest.approx(again["baselines"][baseline], abs=0.002)


LIST = """\
outcome_id,statement,window_start,resolve_by,outcome,event
O1,text that is not ours,2020-05-02,2020-12-31,yes,accord ended
O2,another,2020-05-02,2020-12-31,yes,
O3,another,2020-05-02,2020-12-31,no,treaty ended
O4,another,2019-01-01,2020-12-31,yes,accord ended
O5,another,2020-05-02,2020-12-31,unclear,
"""
POLLS = """\
uid,question,qtype,open_date,close_date,resolution,crowd_target,crowd_last
p1,text,binary,2020-06-01,2020-12-31,no,Yes,2020-07-01:0.25
p2,text,"options: (a) Yes, (b) No",2020-06-01,2020-12-31,a,filled-order price of: Yes,2020-07-01:0.5
p3,text,"options: (a) Soon, (b) Late",2020-06-01,2020-12-31,a,Soon,2020-07-01:0.5
"""


class TestIllustration:
    def test_it_never_ranks(self, folder: Path) -> None:
        path = folder / "list.csv"
        path.write_text(LIST, encoding="utf-8")
        found = illustrate(path, rules=folder / "rules.yaml", draws=20)
        assert (len(found.rows), found.left_out) == (4, 1)
        assert set(found.model) == {"O1"}
        assert set(found.unanswered) == {"O3", "O4"}
        assert found.scores()["always yes"] == (4, 0.25)
        said = found.sentences()
        assert "Whoever always says yes does well on it: it cannot rank anybody." in said
        assert "not ours" not in json.dumps(found.to_dict())

    def test_rows_that_ask_in_vain_are_told(self, folder: Path) -> None:
        path = folder / "list.csv"
        path.write_text(LIST.replace("accord ended", "treaty ended"), encoding="utf-8")
        found = illustrate(path, rules=folder / "rules.yaml", draws=20)
        said = f"The model answers none of the {len(found.unanswered)} rows that ask it."
        assert not found.model
        assert said in found.sentences()

    def test_public_questions_beside_the_crowd(self, folder: Path) -> None:
        path = folder / "polls.csv"
        path.write_text(POLLS, encoding="utf-8")
        found = illustrate(path, rules=folder / "rules.yaml", draws=20)
        assert [(row.id, row.outcome, row.crowd) for row in found.rows] == [
            ("p1", 0, 0.25),
            ("p2", 1, 0.5),
        ]
        assert found.scores()["the crowd"] == (2, pytest.approx((0.0625 + 0.25) / 2))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("a,b\n1,2\n", ":1: needs the columns outcome_id, window_start"),
            (LIST.replace("2020-05-02", "May", 1), ":2: O1: a day is not written 2025-04-25"),
            (LIST.replace("accord ended", "accord end", 1), ":2: event: "),
            (LIST.replace("2020-05-02", "2030-05-02", 1), ":2: O1: closes before it opens"),
            (LIST.replace("\nO3,", "\nO1,"), ":4: O1: stands twice (first in line 2)"),
        ],
    )
    def test_a_bad_list_names_the_line(self, folder: Path, text: str, message: str) -> None:
        path = folder / "bad.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInputError) as caught:
            illustrate(path, rules=folder / "rules.yaml")
        assert message in str(caught.value)


def test_what_is_unanswered_is_filled_with_climatology(rules: Rules) -> None:
    one = made(rules)["treaty_ended/DAM/toy.yaml/6"]
    (filled,) = _filled([_settled(one, None)])
    assert filled.probability == one.baselines.climatology
    (kept,) = _filled([_settled(one, 0.4)])
    assert kept.probability == 0.4


def test_the_tables_are_in_the_library() -> None:
    folder = resources.files("detente.library").joinpath("data")
    for name in ("treaties.csv", "leader_meetings.csv", "backtest_rules.yaml", "README.md"):
        assert folder.joinpath(name).is_file()


def test_the_page_shows_the_shipped_record() -> None:
    page = (Path(__file__).parents[2] / "docs" / "track-record.md").read_text("utf-8")
    shown = page.split("<!-- results -->")[1].split("<!-- end -->")[0]
    assert shown.strip() == table_of(shipped_record())
    (row,) = [row for name, row in shipped_record()["classes"].items() if name == "treaty_in_force"]
    assert f"scores {row['constant_known_afterwards']:.3f}; the model {row['model']:.3f}" in page
    choice = row["choice"]
    assert (choice["held"], choice["held_changed"]) == (6, 4)
    assert f"of the {choice['lacked']} that they lack, none" in page
    assert choice["lacked_changed"] == 0
