"""Bundles: what is handed over can be verified, and tampering shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.bundle import bundle, verify
from detente.scenario import InvalidInputError
from detente.scenario.dissent import load_with
from detente.study import study


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    scenario = load_with(
        "cuba-1962", settings=["issues.missiles.actors.soviet_union.salience=0.4..0.6"]
    )
    path = tmp_path_factory.mktemp("bundle") / "case.json"
    path.write_text(bundle(study(scenario, draws=200, monthly=False)), encoding="utf-8")
    return path


def altered(packed: Path, tmp_path: Path, change) -> Path:
    content = json.loads(packed.read_text())
    change(content)
    path = tmp_path / "altered.json"
    path.write_text(json.dumps(content))
    return path


def test_comes_out_again(packed: Path) -> None:
    result = verify(packed)
    assert result.verified
    assert result.same_version


def test_holds_the_whole_scenario_and_the_change(packed: Path) -> None:
    content = json.loads(packed.read_text())
    assert content["changes"] == ["issues.missiles.actors.soviet_union.salience"]
    assert "extends" not in content["scenario"]
    cell = content["scenario"]["issues"]["missiles"]["actors"]["soviet_union"]
    assert cell["salience"] == {"is": "0.4..0.6"}


def test_a_changed_finding_shows(packed: Path, tmp_path: Path) -> None:
    def change(content) -> None:
        content["findings"]["united_states-soviet_union missiles"]["share"] += 0.1

    result = verify(altered(packed, tmp_path, change))
    assert not result.intact
    assert len(result.differences) == 1
    assert result.differences[0].startswith("united_states-soviet_union missiles: share was")


def test_a_changed_scenario_shows(packed: Path, tmp_path: Path) -> None:
    def change(content) -> None:
        cell = content["scenario"]["issues"]["missiles"]["actors"]["soviet_union"]
        cell["tactical_gain"] = {"is": 0}

    result = verify(altered(packed, tmp_path, change))
    assert not result.intact
    assert result.differences


@pytest.mark.parametrize("text", ["", "{}", "[1]", "nonsense", '{"detente_bundle": 1}'])
def test_not_a_bundle(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(InvalidInputError, match="not a bundle"):
        verify(path)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no such file"):
        verify(tmp_path / "none.json")


@pytest.mark.parametrize(("key", "value"), [("draws", -5), ("seed", -1), ("draws", True)])
def test_settings_out_of_range(packed: Path, tmp_path: Path, key: str, value: int) -> None:
    with pytest.raises(InvalidInputError, match=r"out of range|is missing"):
        verify(altered(packed, tmp_path, lambda content: content.update({key: value})))
