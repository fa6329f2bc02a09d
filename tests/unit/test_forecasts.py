"""`forecast`: probabilities beside baselines, what is unanswered and why, and its way to a ledger."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path

import numpy as np
import pytest
from forecast_cases import MEETINGS, NOON, TREATIES
from helpers import MINIMAL

import detente
from detente.dynamics.ranges import Range
from detente.forecasts import add_forecasts, read_ledger
from detente.forecasts.findings import ForecastFindings
from detente.forecasts.history import read_meetings, read_treaties
from detente.forecasts.judging import judge_all, run_for, unchanged
from detente.forecasts.reference_classes import Tables, class_baselines, treaty_baselines
from detente.forecasts.words import forecast_words
from detente.scenario import InvalidInputError, Scenario, loads
from detente.scenario.draws import draw
from detente.scenario.events import parse_event
from detente.scenario.schema import Question

SURE = "regime upland-lowland at or above reset"
QUESTIONS = {
    "sure": {"event": SURE, "closes": "2020-12-31", "family": "regime"},
    "never": {"event": f"not ({SURE})", "closes": "2020-12-31", "family": "regime"},
    "ends": {"event": "accord ended", "closes": "2021-04-30", "probability": 0.3},
    "meet": {"event": "summit upland-lowland held", "closes": "2022-05-01"},
    "late": {"event": "accord extended", "closes": "2021-04-30", "opens": "2021-01-01"},
    "given": {"event": f"accord ended given {SURE}", "closes": "2021-04-30"},
    "rare": {"event": f"accord ended given not ({SURE})", "closes": "2021-04-30"},
    "lacks": {"event": "treaty ended", "closes": "2021-04-30"},
    "dumb": {"event": "equilibrium of weir has build", "closes": "2021-04-30"},
}


def asked() -> dict[str, Question]:
    return {
        key: Question.model_validate({"question": f"Is it {key}?", **entry})
        for key, entry in QUESTIONS.items()
    }


def named(table: str) -> str:
    """Return a table in which actors without a code stand by their ids."""
    return table.replace("UPL", "upland").replace("LOW", "lowland")


TABLES = Tables(read_treaties(named(TREATIES), "t"), read_meetings(named(MEETINGS), "m"))


@pytest.fixture(scope="module")
def toy() -> Scenario:
    return loads(MINIMAL, "toy")


@pytest.fixture(scope="module")
def found(toy: Scenario) -> ForecastFindings:
    return detente.forecast(toy, asked(), draws=40, repeats=2, seed=3, tables=TABLES)


class TestForecasts:
    def test_what_is_sure_and_what_is_not_possible(self, found: ForecastFindings) -> None:
        assert found["sure"].probability == 1
        assert found["never"].probability == 0
        assert found["sure"].range is not None
        assert found["sure"].range.ends == (1, 1)
        assert found["sure"].across == (1, 1)

    def test_pooled_over_all_worlds(self, toy: Scenario, found: ForecastFindings) -> None:
        event = parse_event("accord ended by 2021-04-30")
        run = run_for([event], toy, draw(toy, 40, 3), 2, 24)
        (one,) = judge_all([event], run)
        assert not isinstance(one, str)
        assert found["ends"].probability == one.share
        assert found["ends"].range is not None
        assert found["ends"].range.mean == one.share
        assert np.array_equal(found.data["share"].sel(question="ends"), one.by_draw)

    def test_a_condition_leaves_all_or_too_few_worlds(self, found: ForecastFindings) -> None:
        assert found["given"].probability == found["ends"].probability
        assert found["given"].range is not None
        assert not found["given"].range.told
        assert "its condition holds in 0 of 80 worlds" in found["rare"].reason

    def test_what_is_unanswered_stays_with_its_reason(self, found: ForecastFindings) -> None:
        assert [one.id for one in found.unanswered] == ["rare", "lacks", "dumb"]
        assert "agreement 'treaty' is not declared" in found["lacks"].reason
        assert "the monthly model has no equilibria" in found["dumb"].reason
        assert found.sentences()[0] == "The scenario answers 6 of 9 questions."

    def test_a_window_that_opens_later_is_said(self, found: ForecastFindings) -> None:
        assert found["late"].event == "accord extended from 2021-01-01 by 2021-04-30"
        assert found["late"].notes == ("opens on 2021-01-01: what happens before does not count",)

    def test_an_unknown_question_names_the_nearest(self, found: ForecastFindings) -> None:
        with pytest.raises(KeyError, match="did you mean 'ends'"):
            found["end"]

    def test_the_same_again(self, toy: Scenario, found: ForecastFindings) -> None:
        again = detente.forecast(toy, asked(), draws=40, repeats=2, seed=3, tables=TABLES)
        assert [one.probability for one in again.forecasts] == [
            one.probability for one in found.forecasts
        ]

    def test_what_is_asked_beside_it_changes_nothing(
        self, toy: Scenario, found: ForecastFindings
    ) -> None:
        alone = detente.forecast(toy, {"ends": asked()["ends"]}, 40, 2, 3, tables=TABLES)
        assert alone["ends"].probability == found["ends"].probability
        assert alone["ends"].baselines == found["ends"].baselines

    def test_plain_values_and_pictures(self, found: ForecastFindings, tmp_path: Path) -> None:
        told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert told["information_date"] == "2020-05-01"
        assert told["forecasts"][0]["probability"] == 1
        table = found.table()
        assert list(table.index) == list(QUESTIONS)
        assert table.loc["lacks", "range"] == "–"
        assert found.plot().axes
        assert found.to_netcdf(tmp_path / "f.nc").exists()
        assert len(repr(found).splitlines()) == 3
        assert found.cite()

    def test_words_show_the_range_and_no_pooled_figure(self, found: ForecastFindings) -> None:
        wide = Range(0.3, 0.01, 0.1, 0.6, Range(0.3, 0.01, 0.05, 0.7))
        one = dataclasses.replace(found["ends"], range=wide, viewpoints={"a": 0.2, "b": 0.4})
        assert forecast_words(one) == (
            "in 10–60 of 100 worlds (5–70 with widths doubled); 20–40 across viewpoints"
        )
        assert forecast_words(found["lacks"]).startswith("unanswered: agreement 'treaty'")

    def test_a_sentence_goes_when_its_finding_goes(self, found: ForecastFindings) -> None:
        narrow = Range(0.9, 0.0, 0.9, 0.9, Range(0.9, 0.0, 0.9, 0.9))
        apart = dataclasses.replace(found["meet"], range=narrow)
        value = apart.baselines.climatology
        assert value is not None
        within = Range(value, 0.0, value, value, Range(value, 0.0, value, value))
        same = dataclasses.replace(found["meet"], range=within)
        said = [dataclasses.replace(found, forecasts=(one,)).sentences() for one in (apart, same)]
        assert any("leaves out climatology" in text for text in said[0])
        assert not any("leaves out climatology" in text for text in said[1])

    def test_bad_sizes(self, toy: Scenario) -> None:
        with pytest.raises(ValueError, match="repeats is 1; a range without chance needs 2"):
            detente.forecast(toy, asked(), draws=10, repeats=1)

    def test_no_questions(self, toy: Scenario) -> None:
        with pytest.raises(InvalidInputError, match="declares no questions – give a file"):
            detente.forecast(toy)

    def test_the_scenarios_own_questions(self) -> None:
        text = "questions:\n  q-1: {question: Q, event: accord ended, closes: 2020-12-31}\n"
        own = detente.forecast(loads(MINIMAL + text, "toy"), draws=10, repeats=2)
        assert [one.id for one in own.forecasts] == ["q-1"]


class TestStatusQuo:
    def test_states_stay_and_nothing_happens(self, toy: Scenario) -> None:
        events = [
            "accord in force at 2021-01",
            "accord ended by 2021-01",
            "accord extended by 2021-01",
            "not accord extended by 2021-01",
            "summit upland-lowland held by 2021-01",
            "flow upland>lowland rises by 0.1 by 2021-01",
            "channel upland-lowland above 0.5 for 6 months",
            "leader of upland changes",
            "accord ended given accord extended",
        ]
        found = unchanged([parse_event(text) for text in events], draw(toy, 20, 1), 12)
        assert found == [1, 0, 0, 1, 0, 0, 1, 0, None]

    def test_an_uncertain_start_is_a_share_of_draws(self, toy: Scenario) -> None:
        event = parse_event("regime upland-lowland is reset at 2020-12")
        (share,) = unchanged([event], draw(toy, 300, 1), 8)
        assert share == pytest.approx(2 / 3, abs=0.1)


class TestClasses:
    day = datetime.date(2020, 5, 1)

    def test_classes_that_the_tables_know(self, toy: Scenario) -> None:
        until = datetime.date(2021, 5, 1)
        names = {"treaty_ended": "accord ended", "treaty_extended": "accord extended"}
        for asked_class, words in names.items():
            event = parse_event(f"{words} by 2021-05-01")
            expected = treaty_baselines(asked_class, ("upland", "lowland"), self.day, until, TABLES)  # type: ignore[arg-type]
            found = class_baselines(event, toy, self.day, TABLES)
            assert found.climatology == expected.climatology
            assert found.own_history == expected.own_history
            assert found.status_quo is None

    def test_a_prolongation_counts_from_the_opening(self, toy: Scenario) -> None:
        """The chance is that of a year, wherever the year begins; what has ended stays ended."""
        whole, late = (
            class_baselines(parse_event(f"accord {words} by 2022-05-01"), toy, self.day, TABLES)
            for words in ("extended", "extended from 2021-05-01")
        )
        year = class_baselines(
            parse_event("accord extended by 2021-05-01"), toy, self.day, TABLES
        ).climatology
        assert late.climatology == pytest.approx(year)
        assert whole.climatology is not None
        assert late.climatology is not None
        assert late.climatology < whole.climatology
        ended = [
            class_baselines(parse_event(f"accord {words} by 2022-05-01"), toy, self.day, TABLES)
            for words in ("ended", "ended from 2021-05-01")
        ]
        assert ended[0] == ended[1]

    def test_denied(self, toy: Scenario) -> None:
        plain = class_baselines(parse_event("accord ended by 2021-05"), toy, self.day, TABLES)
        denied = class_baselines(parse_event("not accord ended by 2021-05"), toy, self.day, TABLES)
        assert plain.climatology is not None
        assert denied.climatology == 1 - plain.climatology

    @pytest.mark.parametrize(
        "text",
        [
            "flow upland>lowland above 0 by 2021-05",
            "accord ended and accord extended by 2021-05",
            "accord signed by 2021-05",
            "accord in force for 6 months by 2021-05",
        ],
    )
    def test_nothing_is_made_up_for_other_classes(self, toy: Scenario, text: str) -> None:
        found = class_baselines(parse_event(text), toy, self.day, TABLES)
        assert set(found.named().values()) == {None}


class TestIntoTheLedger:
    def test_all_that_was_said_is_written(self, found: ForecastFindings, tmp_path: Path) -> None:
        path = tmp_path / "ledger.jsonl"
        grown = add_forecasts(path, found, now=NOON)
        lines = read_ledger(path).lines
        assert [line.id for line in lines] == list(QUESTIONS)
        assert grown.head == read_ledger(path).head
        record = lines[2].record
        assert record["probability"] == round(found["ends"].probability or 0, 6)
        assert record["stated"] == 0.3
        assert record["made"] == "2020-06-01T12:00:00+00:00"
        assert record["fingerprint"] == found.origin.fingerprint
        assert record["information_date"] == "2020-05-01"
        assert (record["seed"], record["draws"], record["repeats"]) == (3, 40, 2)
        assert lines[7].probability is None
        assert "'treaty' is not declared" in lines[7].record["reason"]

    def test_time_is_written_in_utc(self, found: ForecastFindings, tmp_path: Path) -> None:
        zone = datetime.timezone(datetime.timedelta(hours=3))
        add_forecasts(tmp_path / "ledger.jsonl", found, now=NOON.astimezone(zone))
        (first, *_) = read_ledger(tmp_path / "ledger.jsonl").lines
        assert first.record["made"] == "2020-06-01T12:00:00+00:00"
        assert first.made == NOON

    def test_what_has_closed_is_no_forecast(self, found: ForecastFindings, tmp_path: Path) -> None:
        now = datetime.datetime(2021, 1, 5, tzinfo=datetime.UTC)
        with pytest.raises(InvalidInputError, match="question 'sure' closed on 2020-12-31"):
            add_forecasts(tmp_path / "ledger.jsonl", found, now=now)
        assert (tmp_path / "ledger.jsonl").read_bytes() == b""
