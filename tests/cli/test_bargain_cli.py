"""`detente bargain`: what it prints, JSON, exit codes, and one line for what is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from bargain_cases import HEAD, TRADE
from test_cli import run

from detente.cli import main

QUICK = ("--draws", "10", "--model", "compromise")


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["detente", "bargain", *arguments])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def sea(tmp_path: Path) -> str:
    path = tmp_path / "sea.yaml"
    path.write_text(HEAD + TRADE, encoding="utf-8")
    return str(path)


def test_help_shows_an_example() -> None:
    result = run("bargain", "--help")
    assert result.returncode == 0
    assert "Example: detente bargain" in result.stdout


def test_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "emis-1994", "--draws", "10") == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert max(map(len, lines)) <= 100
    assert "not today" in lines[0]
    assert lines[1].startswith("Hindsight-exposed")
    row = next(line.split() for line in lines if line.startswith("  compromise"))
    assert row == ["compromise", "towards", "B", "56", "56", "56", "7.39"]
    text = " ".join(out.split())
    assert "Between A, “limits within four years”, and B" in text
    assert "What came of it: The Council settled on limits after 8.833 years" in text
    assert "Not applicable: nash and procedural" in text
    assert "How these models did on real negotiations" in text
    assert "the compromise model missed the outcome by" in text


def test_a_case_of_ones_own_is_not_called_hindsight(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sea: str
) -> None:
    assert call(monkeypatch, sea, "--draws", "10", "--model", "exchange") == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Hindsight" not in out
    assert "Alone at the table: North yields on “Oil”, South on “Fish”: both gain in 100" in out
    assert "Among all: North yields on “Oil”" not in out  # told once
    assert "the exchange model answers" in out  # its own record


def test_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sea: str
) -> None:
    options = ("--issue", "fish", "--side", "east", "--seed", "5", "--json")
    assert call(monkeypatch, sea, *QUICK, *options) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["origin"]["seed"] == 5
    (issue,) = told["issues"]
    assert issue["poles"] == ["no quota", "no fishing"]
    assert [levers["side"] for levers in issue["levers"]] == ["east"]
    # East has no weight, so that no increase of it helps.
    capability = issue["levers"][0]["levers"][3]
    assert capability["price"]["compromise"] == ["infinite"] * 3
    assert [zone["issue"] for zone in told["zones"]] == ["fish"]


def test_a_reader_may_argue(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sea: str
) -> None:
    assert call(monkeypatch, sea, *QUICK, "--set", "issues.fish.actors.north.position=80") == 0
    out = capsys.readouterr().out
    assert "with: 1 changed entry" in out
    # (80·.9 + 100·.3) / 1.2 = 85
    assert any(line.split()[-3] == "85" for line in out.splitlines() if "compromise  " in line)


def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sea: str
) -> None:
    assert call(monkeypatch, sea, *QUICK, "--fail-on", "empty") == 0
    costly = ("--set", "parameters.political_cost=0.9")
    assert call(monkeypatch, sea, *QUICK, *costly, "--fail-on", "empty") == 1
    assert call(monkeypatch, "emis-1994", "--draws", "10", "--fail-on", "differ") == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (("--issue", "fsh"), "sea: issues: no issue 'fsh' – did you mean 'fish'?"),
        (("--model", "compromse"), "sea: no model 'compromse' – did you mean 'compromise'?"),
        (("--side", "west"), "sea: actors: no actor 'west' – did you mean 'east'?"),
        (("--model", "nash"), "sea: issues: the model nash does not apply"),
    ],
)
def test_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sea: str, options, line
) -> None:
    assert call(monkeypatch, sea, "--draws", "10", *options) == 2
    error = capsys.readouterr().err
    assert error.startswith(line)
    assert len(error.splitlines()) == 1
