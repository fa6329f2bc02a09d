"""The command `compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from policy_case import CASE
from test_cli import run

POLICIES = """\
objectives: {north: {treaty in force: 1.0}}
policies:
  farewell: {name: farewell, by: south, does: [{lever: withdraw, agreement: treaty, actor: south}]}
  relief: {name: relief, by: south, does: [{lever: ease_sanctions, dyad: south>north, amount: 0.3, lock: 0}]}
"""
SMALL = ("--draws", "10", "--repeats", "2", "--months", "6")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strait.yaml"
    path.write_text(CASE + POLICIES, encoding="utf-8")
    return path


def test_words(file: Path) -> None:
    result = run(
        "compare", file.name, "--policy", "farewell", *SMALL, "--all-viewpoints", cwd=file.parent
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "Three states and a strait  (as known on 2020-05-01; not today)"
    assert lines[1].startswith("10 draws × 2 repeats, 6 months, seed 1;")
    assert lines[2] == "Elsewhere: widths doubled, A believer, A sceptic."
    assert "farewell (farewell, by South, from month 1)" in lines
    assert any(line.strip().startswith("clearly worse: North") for line in lines)
    assert "relief" not in result.stdout


def test_json_and_all_policies(file: Path) -> None:
    result = run("compare", file.name, *SMALL, "--viewpoint", "sceptic", "--json", cwd=file.parent)
    found = json.loads(result.stdout)
    assert [policy["id"] for policy in found["policies"]] == ["farewell", "relief"]
    assert list(found["settings"]) == ["sceptic", "wide"]
    assert found["policies"][1]["label"] == "behavioural rule held fixed"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--policy", "farwell"),
            "strait: policy 'farwell' is not declared – did you mean 'farewell'?",
        ),
        (("--viewpoint", "x"), "strait: viewpoint 'x'"),
    ],
)
def test_bad_input_is_one_line(file: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("compare", file.name, *SMALL, *arguments, cwd=file.parent)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
