"""`detente benchmark deu`: table, words, JSON, picture, and one line for what is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from negotiation_tables import DEPOSIT, FOLDER
from test_cli import run

from detente.cli import main

SMALL = ("--resamples", "50")


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["detente", "benchmark", "deu", *arguments])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_help_shows_an_example() -> None:
    for arguments in (("benchmark", "--help"), ("benchmark", "deu", "--help")):
        result = run(*arguments)
        assert result.returncode == 0
        assert "Example: detente benchmark deu" in result.stdout


def test_a_table_that_fits_and_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "--data", str(FOLDER), *SMALL) == 0
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert lines[0] == "5 issues in 3 dossiers; 50 resamples of dossiers, seed 1. Points of 100."
    assert max(map(len, lines)) <= 100
    assert "…" not in out  # nothing is cut off
    row = next(line.split() for line in lines if line.startswith(" compromise"))
    assert row[1:3] == ["5", "26.1"]
    reference = next(line for line in lines if line.startswith(" reference point"))
    assert reference.split()[2:4] == ["3", "55.0"]
    assert any(line.startswith("mean error, Δ") and "binary (3)" in line for line in lines)
    assert "The compromise model missed what was adopted by 26.1 points" in " ".join(lines)
    assert "alternatives distinct positions" in " ".join(lines)


def test_json_picture_and_record(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    picture, record = tmp_path / "scores.svg", tmp_path / "record.json"
    options = ("--json", "--out", str(picture), "--record", str(record), "--seed", "3")
    assert call(monkeypatch, "--data", str(DEPOSIT), *SMALL, *options) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["origin"]["seed"] == 3
    assert told["notes"] == ["1 issues without an outcome were left out"]
    assert "nearest actor" in picture.read_text("utf-8")
    kept = json.loads(record.read_text("utf-8"))["contenders"]
    assert list(kept) == [one["name"] for one in told["contenders"]]
    assert kept["compromise"]["mean_error"][0] == 26.121


BAD = [
    (("--data", "nowhere"), "nowhere: there is no such folder"),
    (("--data", str(FOLDER), "--out", "scores.gif"), "scores.gif: the ending must be .png or .svg"),
    (("--data", str(FOLDER.parent / "README.md")), "README.md:1: the first line names no column"),
    (("--data", str(FOLDER), "--out", "nowhere/scores.png"), "nowhere/scores.png: cannot be written"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_one_line_for_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    assert call(monkeypatch, *arguments, *SMALL) == 2
    error = capsys.readouterr().err.strip()
    assert message in error
    assert "\n" not in error


def test_the_folder_may_be_left_to_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("DETENTE_DATA", raising=False)
    assert call(monkeypatch, *SMALL) == 2
    assert "benchmark deu: no data: name the folder with --data" in capsys.readouterr().err
    (tmp_path / "deu3").symlink_to(FOLDER)
    monkeypatch.setenv("DETENTE_DATA", str(tmp_path))
    assert call(monkeypatch, *SMALL) == 0
    assert "5 issues" in capsys.readouterr().out
