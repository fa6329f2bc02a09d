"""`detente stability`: what it prints, JSON, exit codes, and one line for what is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from standoff_cases import DAM, HEAD
from test_cli import run

from detente.cli import main


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["detente", "stability", *arguments])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def river(tmp_path: Path) -> str:
    path = tmp_path / "river.yaml"
    path.write_text(HEAD + DAM, encoding="utf-8")
    return str(path)


@pytest.fixture
def chicken(tmp_path: Path) -> str:
    """Two drivers, in the format of the open program: both swerving is best for neither."""
    options = [{"name": "swerve", "permittedDirection": "both"} for _ in range(2)]
    makers = [
        {
            "name": name,
            "options": [own],
            "preferences": [[[other, "Y"]], [[own, "N"]]],
        }
        for name, own, other in (("Ann", 0, 1), ("Bob", 1, 0))
    ]
    content = {"options": options, "decisionMakers": makers, "infeasibles": [], "program": "gmcr"}
    path = tmp_path / "chicken.gmcr"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_help_shows_an_example() -> None:
    result = run("stability", "--help")
    assert result.returncode == 0
    assert "Example: detente stability" in result.stdout


def test_what_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "russia-us-2025", "--draws", "50") == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert "not today" in lines[0]
    assert lines[1].startswith("Hindsight-exposed")
    head = next(k for k, line in enumerate(lines) if line.startswith("  of "))
    assert lines[head].split()[2:] == ["nash", "gmr", "smr", "seq", "sseq"]
    total = lines[head].split()[1]
    assert lines[head + 1].split() == ["A", "NNNNN", *[total] * 5, "status", "quo"]
    rows = [row for row in map(str.split, lines) if row[:1] and len(row[0]) == 1 and row[0] != "-"]
    rows = [row for row in rows if set(row[1]) <= {"Y", "N"}]
    assert len(rows) > 4
    assert all(any(map(int, row[2:7])) for row in rows)  # none of zeros alone
    text = " ".join(" ".join(lines).split())
    assert f"The status quo, A, holds in all {total} preference worlds" in text
    assert "Were Russia to no longer accept a truce, President Trump" in text
    assert "Together President Trump and Russia can open the way" in text
    assert "one coder's declared orderings: no sample of anything, so no interval" in text


def test_a_case_of_ones_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], river: str
) -> None:
    assert call(monkeypatch, river, "--concept", "nash") == 0
    out = capsys.readouterr().out
    assert "Hindsight" not in out
    assert "Sentences speak of nash: no answer counts." in out
    assert "Upland builds the dam; Lowland carries on a protest" in out


def test_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], river: str
) -> None:
    options = ("--conflict", "dam", "--seed", "5", "--json")
    assert call(monkeypatch, river, *options) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["origin"]["seed"] == 5
    (one,) = told["conflicts"]
    assert one["worlds"]["worlds"] == 4
    assert one["declared"]["equilibria"]["nash"] == ["YNY"]
    assert one["in_words"]["YNY"] == "Upland builds the dam; Lowland carries on a protest"
    nash = {held["state"]: held["count"] for held in one["equilibria"]["nash"]}
    assert nash["YNY"] <= 4
    assert told["sentences"]["dam"]


@pytest.mark.parametrize(("what", "code"), [("open", 1), ("lost", 1), ("stuck", 0), ("empty", 0)])
def test_exit_codes(monkeypatch: pytest.MonkeyPatch, river: str, what: str, code: int) -> None:
    assert call(monkeypatch, river, "--fail-on", what) == code


def test_changes_are_applied_and_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], river: str
) -> None:
    change = "issues.river.actors.upland.salience=0.4"
    assert call(monkeypatch, river, "--set", change) == 0
    out = capsys.readouterr().out
    assert "with: 1 changed entry" in out


def test_a_file_of_the_open_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], chicken: str
) -> None:
    assert call(monkeypatch, chicken, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["decision_makers"] == ["Ann", "Bob"]
    assert told["equilibria"]["nash"] == ["NN"]
    assert set(told["equilibria"]["gmr"]) == {"NN", "YY"}
    assert call(monkeypatch, chicken, "--concept", "gmr") == 0
    out = capsys.readouterr().out
    assert "chicken.gmcr: 2 options, 4 feasible states" in out
    assert [line.split() for line in out.splitlines() if "yes" in line] == [
        ["NN", "yes"],
        ["YY", "yes"],
    ]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("river", "--conflict", "dan"),
         "river: conflicts: no conflict 'dan' – did you mean 'dam'? (conflicts: dam)"),
        (("river", "--concept", "nahs"), "river: no concept 'nahs' – did you mean 'nash'?"),
        (("emis-1994",), "emis-1994: no conflict is declared – add one under conflicts"),
        (("chicken", "--concept", "nahs"), "chicken: no concept 'nahs' – did you mean 'nash'?"),
        (("chicken", "--conflict", "a"),
         "chicken: is one conflict with certain preferences – a .gmcr file takes --concept and "
         "--json alone"),
        (("missing.gmcr",), "missing.gmcr: cannot be read: No such file or directory"),
    ],
)  # fmt: skip
def test_one_line_for_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    river: str,
    chicken: str,
    arguments: tuple[str, ...],
    line: str,
) -> None:
    places = {"river": river, "chicken": chicken}
    first = places.get(arguments[0], arguments[0])
    assert call(monkeypatch, first, *arguments[1:]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    expected = line.replace("chicken:", f"{chicken}:", 1) if arguments[0] == "chicken" else line
    assert said.err.splitlines() == [expected]
