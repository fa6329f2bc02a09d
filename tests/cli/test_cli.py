"""The command line: exit codes, messages, and that no traceback reaches a user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    "list",
    "new",
    "check",
    "schema",
    "map",
    "report",
    "diff",
    "compare",
    "figure",
    "bundle",
    "verify",
    "agree",
    "mechanisms",
)


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from detente.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "120", "PYTHONWARNINGS": "error"},
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.returncode == 0
    assert "Example: detente" in result.stdout


def test_list() -> None:
    names = [row["name"] for row in json.loads(run("list", "--json").stdout)["scenarios"]]
    assert names == [
        "cuba-1962",
        "emis-1994",
        "russia-us-2017",
        "russia-us-2018",
        "russia-us-2020-autumn",
        "russia-us-2020-spring",
        "russia-us-2025",
    ]


def test_check_every_shipped_scenario() -> None:
    for row in json.loads(run("list", "--json").stdout)["scenarios"]:
        result = run("check", row["name"])
        assert result.returncode == 0, result.stderr
        assert "No problems." in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("check", "rusia-us-2025"),
            "rusia-us-2025: is neither a shipped scenario nor a file – did you mean 'russia-us-2025'?",
        ),
        (("check", "none.yaml"), "none.yaml: no such file"),
        (
            ("map", "cuba-1962", "--set", "nonsense"),
            "--set: 'nonsense' is not path=value – such as issues.arms.actors.russia.salience=high",
        ),
        (
            ("map", "cuba-1962", "--set", "issues.missiles.actors.cuba.salience=1"),
            "--set: issues.missiles.actors.cuba.salience: there is no such entry",
        ),
        (
            ("map", "cuba-1962", "--set", "issues.missiles.actors.soviet_union.salience=2"),
            "--set: issues.missiles.actors.soviet_union.salience: the value is 2, outside the allowed range 0 to 1 (0–1)",
        ),
        (
            ("check", "russia-us-2025", "--viewpoint", "kortunov"),
            "russia-us-2025: viewpoint 'kortunov' is not declared – did you mean 'kortunov-2025'?",
        ),
        (("check", "cuba-1962", "--world", "x"), "cuba-1962: world 'x' is not declared"),
        (("check", "cuba-1962", "--dissent", "none.yaml"), "none.yaml: no such file"),
        (("figure", "interest", "cuba-1962"), "did you mean 'interests'?"),
        (
            ("figure", "interests", "cuba-1962", "--svg", "--csv", "--out", "x.svg"),
            "x.svg: one file holds one form – leave --out away, or ask for one form",
        ),
        (
            ("figure", "interests", "cuba-1962", "--csv", "--out", "x.png"),
            "x.png: is to hold a .csv – give it that ending",
        ),
        (("verify", "none.json"), "none.json: no such file"),
        (("agree", "a.csv", "b.csv"), "a.csv: no such file"),
        (
            ("diff", "cuba-1962", "emis-1994"),
            "emis-1994: shares no issue of united_states and soviet_union",
        ),
        (
            ("report", "cuba-1962", "--draws", "20", "--out", "no/such/folder/x.html"),
            "no/such/folder/x.html: cannot be written: No such file or directory",
        ),
    ],
)
def test_bad_input_is_one_clean_line(tmp_path: Path, arguments, message: str) -> None:
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())  # nothing half-written is left behind


def test_all_errors_at_once(tmp_path: Path) -> None:
    text = tmp_path / "bad.yaml"
    text.write_text(
        "detente: 1\ntitel: x\nas_of: tomorrow\nactors: {a: {name: A, kind: stat}}\nissues: {}\n"
    )
    result = run("check", "bad.yaml", cwd=tmp_path)
    assert result.returncode == 2
    lines = result.stderr.splitlines()
    assert [line.split(":")[1] for line in lines] == sorted(line.split(":")[1] for line in lines)
    assert any("did you mean 'title'?" in line for line in lines)
    assert any("did you mean 'state'?" in line for line in lines)
    assert len(lines) >= 3


def test_new_writes_a_case_that_passes_and_never_overwrites(tmp_path: Path) -> None:
    assert run("new", "my-case", cwd=tmp_path).returncode == 0
    before = (tmp_path / "my-case.yaml").read_bytes()
    checked = run("check", "my-case.yaml", cwd=tmp_path)
    assert checked.returncode == 0
    assert "No problems." in checked.stdout
    again = run("new", "my-case", cwd=tmp_path)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert (tmp_path / "my-case.yaml").read_bytes() == before
    assert run("new", "../evil", cwd=tmp_path).returncode == 2


def test_worksheet_and_agree(tmp_path: Path) -> None:
    assert run("new", "cuba-1962", "--worksheet", cwd=tmp_path).returncode == 0
    assert (tmp_path / "cuba-1962.worksheet.csv").exists()
    result = run("agree", "russia-us-2017", "russia-us-2025", "--json", cwd=tmp_path)
    rows = json.loads(result.stdout)["agreement"]
    assert {"kind", "cells", "alpha", "mean_difference", "disputed"} <= set(rows[0])


def test_map_and_argue(tmp_path: Path) -> None:
    plain = json.loads(run("map", "cuba-1962", "--draws", "300", "--json").stdout)
    changed = json.loads(
        run(
            "map",
            "cuba-1962",
            "--draws",
            "300",
            "--json",
            "--set",
            "issues.missiles.actors.soviet_union.tactical_gain=0",
        ).stdout
    )
    assert plain["verdicts"][0]["category"] != changed["verdicts"][0]["category"]
    dissent = tmp_path / "d.yaml"
    dissent.write_text(
        "dissent: 1\nscenario: cuba-1962\nby: A. Reader\nchanges:\n"
        "  issues.missiles.actors.soviet_union.tactical_gain:\n"
        "    {is: 0, from: my-book#2, support: stated, value: judged, note: nothing to gain}\n"
        "sources:\n  my-book: {author: A. Reader, title: Cuba, kind: book, paragraphs: 3}\n"
    )
    argued = json.loads(
        run("map", "cuba-1962", "--draws", "300", "--json", "--dissent", str(dissent)).stdout
    )
    assert argued["verdicts"][0]["share"] == changed["verdicts"][0]["share"]


def test_dissent_with_a_wrong_paragraph(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(
        "dissent: 1\nchanges:\n  issues.missiles.actors.soviet_union.salience:\n"
        "    {is: 0.5, from: my-book#9, support: stated, value: judged}\n"
        "sources: {my-book: {title: Cuba, kind: book, paragraphs: 3}}\n"
    )
    result = run("check", "cuba-1962", "--dissent", "d.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert "paragraph 9 of 'my-book' does not exist (it has 3)" in result.stderr
    assert result.stderr.startswith("d.yaml:3:")


def test_bundle_and_verify(tmp_path: Path) -> None:
    assert (
        run("bundle", "cuba-1962", "--draws", "100", "--out", "c.json", cwd=tmp_path).returncode
        == 0
    )
    assert run("verify", "c.json", cwd=tmp_path).returncode == 0
    content = json.loads((tmp_path / "c.json").read_text())
    content["title"] = "another"
    (tmp_path / "c.json").write_text(json.dumps(content))
    result = run("verify", "c.json", cwd=tmp_path)
    assert result.returncode == 1
    assert "changed" in result.stdout


def test_report_is_written_whole(tmp_path: Path) -> None:
    result = run("report", "cuba-1962", "--draws", "200", "--out", "r.html", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]


def test_schema_is_json_and_names_the_sections() -> None:
    schema = json.loads(run("schema").stdout)
    assert {"actors", "issues", "agreements", "conflicts"} <= set(schema["properties"])
    assert "quantity" in schema["$defs"]


@pytest.mark.parametrize("arguments", [("--help",), ("check", "cuba-1962")])
def test_quick_commands_import_no_heavy_library(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys, atexit\n"
        "heavy = {'xarray', 'numba', 'pandas', 'scipy', 'matplotlib', 'jinja2'}\n"
        "atexit.register(lambda: print('HEAVY', sorted(heavy & set(sys.modules))))\n"
        f"sys.argv = ['detente', *{list(arguments)!r}]\n"
        "from detente.cli import main; main()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "HEAVY []" in result.stdout, result.stdout + result.stderr


def test_a_dissent_with_another_case_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text("dissent: 1\nscenario: cuba-1962\nchanges: {title: x}\n")
    result = run("check", "emis-1994", "--dissent", "d.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert (
        result.stderr.strip() == "d.yaml: scenario: argues with 'cuba-1962', not with 'emis-1994'"
    )


def test_a_case_can_be_compared_with_its_own_dissent() -> None:
    result = run(
        "diff",
        "cuba-1962",
        "cuba-1962",
        "--draws",
        "300",
        "--set",
        "issues.missiles.actors.soviet_union.tactical_gain=0",
    )
    assert "cuba-1962 (as declared) against cuba-1962 (1 changed entry)" in result.stdout
    assert "issues.missiles.actors.soviet_union.tactical_gain" in result.stdout


def test_a_map_says_what_was_applied() -> None:
    result = run("map", "russia-us-2025", "--draws", "100", "--viewpoint", "ivanov-2020")
    assert "with: viewpoint ivanov-2020" in result.stdout


def test_a_seed_beyond_reach_is_one_clean_answer() -> None:
    result = run("map", "cuba-1962", "--seed", "99999999999999999999")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_mechanisms_lists_explains_and_draws(tmp_path: Path) -> None:
    rows = json.loads(run("mechanisms", "--json").stdout)["mechanisms"]
    numbered = [row for row in rows if str(row["id"]).isdigit()]
    assert len(numbered) == 49
    assert all({"id", "name", "status"} <= set(row) for row in rows)
    one = run("mechanisms", "42")
    assert one.returncode == 0
    assert "Equation" in one.stdout
    drawn = run("mechanisms", "11", "--plot", "m.png", cwd=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    assert (tmp_path / "m.png").read_bytes().startswith(b"\x89PNG")
    assert "kortunov-2025, paragraph 16" in run("mechanisms", "kortunov-2025#16").stdout
    wrong = run("mechanisms", "99")
    assert wrong.returncode == 2
    assert len(wrong.stderr.strip().splitlines()) == 1
