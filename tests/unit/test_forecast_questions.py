"""Files of questions: three forms, lines of what is wrong, and how a scenario is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import MINIMAL, assert_clean

from detente.forecasts.asking import put
from detente.forecasts.questions import read_questions, read_resolutions
from detente.scenario import InvalidInputError, Scenario, loads
from detente.scenario.schema import Question

YAML = """\
questions:
  accord-ends:
    question: Does the Accord end by the summer of 2021?
    event: accord ended
    opens: 2020-06-01
    closes: 2021-07-31
    family: accord
    probability: 0.2
  they-meet: {question: "Do they meet?", event: summit upland-lowland held, closes: 2020-12}
"""
JSON = """{"questions": {"accord-ends": {"question": "Does the Accord end by the summer of 2021?",
"event": "accord ended", "opens": "2020-06-01", "closes": "2021-07-31", "family": "accord",
"probability": 0.2}, "they-meet": {"question": "Do they meet?",
"event": "summit upland-lowland held", "closes": "2020-12"}}}"""
CSV = """\
id,question,event,opens,closes,family,probability
accord-ends,Does the Accord end by the summer of 2021?,accord ended,2020-06-01,2021-07-31,accord,0.2
they-meet,Do they meet?,summit upland-lowland held,,2020-12,,
"""


def written(folder: Path, text: str, name: str = "q.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_three_forms_say_the_same(tmp_path: Path) -> None:
    found = [
        read_questions(written(tmp_path, text, name))
        for text, name in ((YAML, "q.yaml"), (JSON, "q.json"), (CSV, "q.csv"))
    ]
    assert found[0] == found[1] == found[2]
    assert list(found[0]) == ["accord-ends", "they-meet"]
    assert found[0]["they-meet"].closes.last.isoformat() == "2020-12-31"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("event: accord ended", "event: accord end", "q.yaml:4: questions.accord-ends.event: char"),
        ("closes: 2021-07-31", "closes: 2020-01", "q.yaml:6: questions.accord-ends.closes: 2020-01"
         " is before it opens (2020-06-01)"),
        ("probability: 0.2", "probability: 2", "q.yaml:8: questions.accord-ends.probability: is"),
        ("family: accord", "familly: accord", "unknown key – did you mean 'family'?"),
        ("family: accord", "resolution: maybe", "'maybe' is not one of yes, no or void"),
        ("family: accord", "resolution: yes", "is given without a day"),
        ("family: accord", "resolved: 2021-01-01", "is given without an outcome"),
        ("  they-meet:", "  accord-ends:", "the key stands twice (first in line 2)"),
        ("opens: 2020-06-01", "opens: June", "q.yaml:5: questions.accord-ends.opens: is 'June',"),
    ],
)  # fmt: skip
def test_a_bad_file_names_the_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in YAML
    path = written(tmp_path, YAML.replace(old, new, 1))
    with pytest.raises(InvalidInputError) as caught:
        read_questions(path)
    assert message in str(caught.value)
    assert_clean(caught.value, str(path))


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("", "q.yaml", "the file is empty – start with 'questions:'"),
        ("yes\n", "q.yaml", "q.yaml:1: is no mapping (key: value) – start with 'questions:'"),
        ("- a\n", "q.yaml", "is a list – write questions: {id: {…}}"),
        ("questions: []\n", "q.yaml", "is a list – write questions: {id: {…}}"),
        ("questions: {}\n", "q.yaml", "is empty – write one question or more"),
        ("name,event\n", "q.csv", "the column id is missing"),
        (CSV + "accord-ends,q,accord ended,,2021-07-31,,\n", "q.csv",
         "q.csv:4: accord-ends: stands twice (first in line 2)"),
        (CSV + "third,q,accord ended,,2021-07-31,,high\n", "q.csv",
         "q.csv:4: questions.third.probability: is 'high', not a number"),
        (CSV + "third,q,accord ended,,2021-07-31,,0.2,more\n", "q.csv", "more cells than the"),
    ],
)  # fmt: skip
def test_a_bad_form_is_said(tmp_path: Path, text: str, name: str, message: str) -> None:
    path = written(tmp_path, text, name)
    with pytest.raises(InvalidInputError) as caught:
        read_questions(path)
    assert message in str(caught.value)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no such file"):
        read_questions(tmp_path / "none.yaml")


def test_a_scenario_checks_its_own_questions() -> None:
    text = MINIMAL + "questions:\n  q-1: {question: Q, event: acord ended, closes: 2021-01-01}\n"
    with pytest.raises(InvalidInputError, match="agreement 'acord' is not declared – did you mean"):
        loads(text, "case.yaml")


def test_resolutions_stand_in_their_own_file_or_with_the_questions(tmp_path: Path) -> None:
    own = "resolutions:\n  accord-ends: {resolution: no, resolved: 2021-07-31, source: gazette}\n"
    first, _ = read_resolutions(written(tmp_path, own, "r.yaml"))
    settled = YAML.replace("    family: accord\n",
                           "    resolution: no\n    resolved: 2021-07-31\n    source: gazette\n")  # fmt: skip
    second, _ = read_resolutions(written(tmp_path, settled, "q.yaml"))
    assert first == second
    header = "id,question,event,closes,resolution,resolved,source\n"
    table = header + "accord-ends,q,accord ended,2021-07-31,no,2021-07-31,gazette\n"
    third, _ = read_resolutions(written(tmp_path, table, "q.csv"))
    assert third == first
    with pytest.raises(InvalidInputError, match="says of no question what came of it"):
        read_resolutions(written(tmp_path, YAML, "open.yaml"))


def test_what_happens_between_the_date_and_the_opening_does_not_count() -> None:
    """Information may end later than the scenario's date; the opening in between still counts."""
    given = MINIMAL + "given:\n  - {event: summit upland-lowland held, date: 2020-10-15}\n"
    scenario = loads(given)
    asked = put("q", question("accord ended", "2021-07-31", "2020-09-01"), scenario)
    assert str(asked.event) == "accord ended from 2020-09-01 by 2021-07-31"


def question(event: str, closes: str, opens: str | None = None, **more: str) -> Question:
    entry = {"question": "Q", "event": event, "closes": closes, **more}
    return Question.model_validate(entry if opens is None else {**entry, "opens": opens})


@pytest.mark.parametrize(
    ("asked", "event"),
    [
        (question("accord ended", "2021-07-31"), "accord ended by 2021-07-31"),
        (question("accord ended", "2021-07-31", "2020-03-01"), "accord ended by 2021-07-31"),
        (question("accord ended", "2021-07-31", "2020-09-01"),
         "accord ended from 2020-09-01 by 2021-07-31"),
        (question("accord in force at 2021-01", "2021-07-31"), "accord in force at 2021-01"),
        (question("not accord ended and accord extended within 6 months", "2021-07-31"),
         "not accord ended by 2021-07-31 and accord extended within 6 months"),
        (question("accord ended by 2021-05", "2021-07-31", "2020-09-01"),
         "accord ended from 2020-09-01 by 2021-05"),
        (question("accord ended from 2020-07 by 2021-05", "2021-07-31", "2020-09-01"),
         "accord ended from 2020-09-01 by 2021-05"),
        (question("accord ended from 2020-11 by 2021-05", "2021-07-31", "2020-09-01"),
         "accord ended from 2020-11 by 2021-05"),
        (question("accord ended within 6 months", "2021-07-31", "2020-09-01"),
         "accord ended from 2020-09-01 by 2020-11"),
        (question("accord ended from 2020-07 within 6 months", "2021-07-31", "2020-09-01"),
         "accord ended from 2020-09-01 by 2020-12"),
        (question("accord ended given accord extended", "2021-07"),
         "accord ended by 2021-07-31 given accord extended by 2021-07-31"),
    ],
)  # fmt: skip
def test_a_window_is_filled_in(minimal: Scenario, asked: Question, event: str) -> None:
    assert str(put("q", asked, minimal).event) == event


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (question("treaty ended", "2021-07-31"), "agreement 'treaty' is not declared"),
        (question("accord ended", "2020-05-01"), "it closes on 2020-05-01; information ends 2020"),
        (question("accord ended", "2021-07-31", resolution="yes", resolved="2020-04-30"),
         "it was settled on 2020-04-30; information ends 2020-05-01"),
        (question("accord ended within 30 months", "2021-07-31"), "looks beyond its closing day"),
        (question("accord ended by 2022-01", "2021-07-31"), "looks beyond its closing day"),
        (question("accord ended by 2020-08", "2021-07-31", "2020-09-01"),
         "'accord ended by 2020-08' is over before the question opens (2020-09-01)"),
        (question("accord ended within 3 months", "2021-07-31", "2020-09-01"), "is over before"),
        (question("accord in force at 2020-08", "2021-07-31", "2020-09-01"), "is over before"),
        (question("accord ended", "2221-07-31"), "it closes 2414 months ahead"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_says_why(minimal: Scenario, asked: Question, reason: str) -> None:
    found = put("q", asked, minimal)
    assert found.event is None
    assert reason in found.reason
