"""`detente forecast`, `score`, `backtest`: what they print, JSON, exit codes, one line of trouble."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from forecast_cases import record, write_case
from helpers import MINIMAL
from test_cli import run

from detente.cli import main
from detente.forecasts.ledger import append, head_beside

QUESTIONS = """\
questions:
  ends: {question: "Does the Accord end?", event: accord ended, closes: 2091-06-30}
  extended: {question: "Is it prolonged in the first year?", event: accord extended within 12 months, closes: 2091-06-30, family: accord}
  lacks: {question: "Does the other treaty end?", event: treaty ended, closes: 2091-06-30}
"""
RESOLUTIONS = "id,resolution,resolved\nfirst,no,2021-01-01\nsecond,yes,2021-01-01\n"


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["detente", *arguments])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    # The closing day lies beyond any clock: a ledger takes no question that has closed.
    text = MINIMAL.replace("as_of: 2020", "as_of: 2090").replace("expires: 2026", "expires: 2096")
    (tmp_path / "toy.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "q.yaml").write_text(QUESTIONS, encoding="utf-8")
    return tmp_path


ASK = ("forecast", "toy.yaml", "--questions", "q.yaml", "--draws", "10", "--repeats", "2")


@pytest.mark.parametrize("command", ["forecast", "score", "backtest"])
def test_help_shows_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.returncode == 0
    assert f"Example: detente {command}" in result.stdout


def test_forecasts_as_text(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, *ASK) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0].endswith("(as known on 2090-05-01; not today)")
    assert max(map(len, lines)) <= 100
    assert "of 100 worlds" in out or "in none of the worlds" in out
    assert "unanswered: agreement 'treaty' is not declared" in out
    assert "The scenario answers 2 of 3 questions." in out


def test_into_a_ledger_and_back(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, *ASK, "--ledger", "l.jsonl", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told["forecasts"]] == ["ends", "extended", "lacks"]
    assert told["ledger"]["count"] == 3
    assert json.loads(head_beside("l.jsonl").read_text("utf-8"))["hash"] == told["ledger"]["hash"]
    assert call(monkeypatch, *ASK, "--ledger", "l.jsonl") == 2
    assert "l.jsonl:4: question 'ends' was forecast in line 1" in capsys.readouterr().err


def test_scores_of_a_ledger(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    append("l.jsonl", [record("first"), record("second", 0.75)])
    Path("r.csv").write_text(RESOLUTIONS, encoding="utf-8")
    assert call(monkeypatch, "score", "l.jsonl", "--resolutions", "r.csv") == 0
    out = capsys.readouterr().out
    assert "The ledger holds 2 forecasts: 2 settled, 0 open, 0 void." in out
    assert "no skill is shown" in out
    row = next(line.split() for line in out.splitlines() if line.startswith("the model"))
    assert row == ["the", "model", "2", "0.062", "0.288"]
    assert call(monkeypatch, "score", "l.jsonl", "--resolutions", "r.csv", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["score"]["brier"] == 0.0625
    assert told["head"]["count"] == 2


def test_a_ledger_that_was_cut_is_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    append("l.jsonl", [record("first"), record("second")])
    kept = head_beside("l.jsonl").rename("kept.head")
    Path("l.jsonl").write_text(Path("l.jsonl").read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    Path("r.csv").write_text(RESOLUTIONS, encoding="utf-8")
    arguments = ("score", "l.jsonl", "--resolutions", "r.csv")
    assert call(monkeypatch, *arguments) == 0
    capsys.readouterr()
    assert call(monkeypatch, *arguments, "--head", str(kept)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("l.jsonl:2: has 1 of the 2 lines that the head kept.head counts")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("forecast", "toy.yaml"), "toy: declares no questions – give a file of them"),
        (("forecast", "toy.yaml", "--questions", "none.yaml"), "none.yaml: no such file"),
        ((*ASK, "--head", "kept.head"), "kept.head: a head needs its ledger – give --ledger"),
        (("score", "none.jsonl", "--resolutions", "q.yaml"), "none.jsonl: no such file"),
        ((*ASK, "--ledger", "."), ".: cannot be used: is a directory"),
        (("backtest", "no-case"), "no-case: no rules are shipped for it"),
        (("backtest", "--rules", "none.yaml"), "none.yaml: no such file"),
        (("backtest", "--out", "scores.pdf"), "scores.pdf: a picture ends in .png or .svg"),
        (("backtest", "--illustrate", "none.csv"), "none.csv: no such file"),
    ],
)
def test_trouble_is_one_line_and_exit_code_2(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    assert call(monkeypatch, *arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(message)


def test_backtest_prints_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = str(write_case(tmp_path))
    record_file, picture = tmp_path / "record.json", tmp_path / "scores.svg"
    code = call(
        monkeypatch, "backtest", "--rules", rules, "--write", str(record_file), "--out", str(picture)
    )  # fmt: skip
    assert code == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 100
    assert "HINDSIGHT-EXPOSED" in out
    row = next(line.split() for line in out.splitlines() if line.startswith("treaties ending, all"))
    assert row[3:6] == ["8", "2", "2"]
    assert "Changes alone" in out
    assert "toy.yaml  – most exposed" in out
    assert "no skill is shown" in out
    assert json.loads(record_file.read_text("utf-8"))["asked"] == 24
    assert picture.read_text("utf-8").startswith("<?xml")


def test_backtest_as_json_and_illustration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = str(write_case(tmp_path))
    assert call(monkeypatch, "backtest", "--rules", rules, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "frozen"
    assert told["exposure"] == "hindsight-exposed"
    listed = tmp_path / "list.csv"
    listed.write_text(
        "outcome_id,window_start,resolve_by,outcome\nO1,2020-06-01,2020-12-31,yes\n", "utf-8"
    )
    assert call(monkeypatch, "backtest", "--rules", rules, "--illustrate", str(listed)) == 0
    assert "NEVER RANKS" in capsys.readouterr().out
