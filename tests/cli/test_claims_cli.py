"""The command `claims`: matrix, card, JSON, exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from claim_cases import CASE

from detente.cli import main

FEW = ("--draws", "20", "--repeats", "2", "--samples", "2")


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return a file with claims."""
    file = tmp_path / "case.yaml"
    file.write_text(CASE)
    return str(file)


def detente(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["detente", "claims", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_the_matrix(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    code, out, err = detente(monkeypatch, capsys, path, *FEW)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(len, lines)) <= 100
    (row,) = [line for line in lines if line.startswith("  pays-later")]
    assert "[●] ○  · " in row
    assert "follows from its own premises" in row
    assert "The documents cannot validate a model made from them." in lines
    assert "  somewhere-else: The model carries no prices." in lines


def test_all_about_one_claim(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    code, out, _ = detente(monkeypatch, capsys, path, "pays-later", *FEW)
    assert code == 0
    assert "pays-later: A deal pays in the long run, too." in out
    assert "Boris objects: the cost is large." in out
    assert "What would settle it: Nothing that can be observed directly" in out
    assert "pays-much" not in out


def test_json_and_a_finding_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    asked = (path, "costs-later", "--json", *FEW, "--fail-on", "contradicted")
    code, out, _ = detente(monkeypatch, capsys, *asked)
    assert code == 1
    (claim,) = json.loads(out)["claims"]
    assert (claim["id"], claim["verdict"], claim["share"]) == ("costs-later", "contradicted", 0.0)
    assert claim["can_fail"]["possible"] is True
    code, _, _ = detente(monkeypatch, capsys, path, "pays-later", *FEW, "--fail-on", "contradicted")
    assert code == 0


def test_an_unknown_claim(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    code, out, err = detente(monkeypatch, capsys, path, "pays-latr", *FEW)
    assert (code, out) == (2, "")
    assert "claim 'pays-latr' is not declared – did you mean 'pays-later'?" in err
    assert err.count("\n") == 1
