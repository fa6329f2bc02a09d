"""`detente simulate`: words, JSON, files, and one line for what is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import xarray as xr
from helpers import MINIMAL
from test_cli import run

from detente.cli import main

SMALL = ("--draws", "12", "--repeats", "2", "--months", "6", "--executor", "numpy")


@pytest.fixture
def river(tmp_path: Path) -> str:
    path = tmp_path / "river.yaml"
    path.write_text(MINIMAL, encoding="utf-8")
    return str(path)


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["detente", *arguments])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_help_shows_an_example() -> None:
    result = run("simulate", "--help")
    assert result.returncode == 0
    assert "Example: detente simulate" in result.stdout


def test_words_come_first_then_a_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], river: str
) -> None:
    assert call(monkeypatch, "simulate", river, *SMALL) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Two states and a river")
    assert "12 draws × 2 repeats, 6 months, seed 1" in lines[1]
    words = next(place for place, line in enumerate(lines) if line.startswith("The Accord: "))
    table = next(place for place, line in enumerate(lines) if line.startswith("of 100 worlds"))
    assert words < table
    assert any(line.startswith("Note: ") for line in lines[table:])


def test_json_and_file(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    river: str,
    tmp_path: Path,
) -> None:
    out = tmp_path / "run.nc"
    options = ("--switch", "leaders=person", "--cut", "drive", "--regimes", "3", "--seed", "5")
    assert call(monkeypatch, "simulate", river, *SMALL, *options, "--out", str(out), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["origin"]["options"]["switches"] == {"leaders": "person"}
    assert found["origin"]["options"]["regimes"] == 3
    assert found["origin"]["seed"] == 5
    assert found["worlds"] == 24
    assert {deal["deal"] for deal in found["deals"]} >= {"accord"}
    with xr.open_dataset(out, engine="h5netcdf") as data:
        assert json.loads(data.attrs["options"])["cut"] == ["drive"]


BAD = [
    (("--switch", "leaders"), "write NAME=LEVEL"),
    (("--switch", "weather=fine"), "switch 'weather' is not declared"),
    (("--switch", "leaders=gods"), "has no level 'gods'"),
    (("--cut", "gravity"), "cut 'gravity' is not declared"),
    (("--policy", "peace"), "policy 'peace' is not declared"),
    (("--viewpoint", "nobody"), "viewpoint 'nobody' is not declared"),
    (("--out", "nowhere/run.nc"), "nowhere/run.nc: its folder does not exist"),
    (("--out", "run.csv"), "run.csv: is to hold NetCDF – give it the ending .nc"),
]


@pytest.mark.parametrize(("options", "line"), BAD, ids=lambda value: str(value))
def test_one_line_for_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    river: str,
    options: tuple[str, ...],
    line: str,
) -> None:
    assert call(monkeypatch, "simulate", river, *SMALL, *options) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert line in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_a_scenario_without_relations_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "simulate", "emis-1994") == 2
    assert "no relation between two principals is declared" in capsys.readouterr().err


def test_an_interruption_leaves_no_half_file(
    monkeypatch: pytest.MonkeyPatch, river: str, tmp_path: Path
) -> None:
    def stopped(self: xr.Dataset, path: Path, **options: object) -> None:
        Path(path).write_bytes(b"half a file")
        raise KeyboardInterrupt

    monkeypatch.setattr(xr.Dataset, "to_netcdf", stopped)
    folder = tmp_path / "results"
    folder.mkdir()
    assert call(monkeypatch, "simulate", river, *SMALL, "--out", str(folder / "run.nc")) == 130
    assert list(folder.iterdir()) == []


def test_sums_alone_are_said_to_be_sums(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], river: str
) -> None:
    from detente.dynamics import simulating

    monkeypatch.setattr(simulating, "MANY_WORLDS", 10)
    assert call(monkeypatch, "simulate", river, *SMALL) == 0
    said = capsys.readouterr().out
    assert "sums only are kept" in said
    assert "what binds talks" in said
    assert call(monkeypatch, "simulate", river, *SMALL, "--json") == 0
    assert json.loads(capsys.readouterr().out)["binding"] == []
