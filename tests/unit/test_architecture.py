"""The house rules that a machine can check: flow, length, and constants with provenance."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "detente"
MODULES = sorted(SOURCE.rglob("*.py"))

#: Rooms in the order of the flow. A module may import its own room and what stands before it.
FLOW = (
    "lazily",
    "scenario",
    "library",
    "files",
    "mechanisms",
    "findings",
    "interests",
    "bargaining",
    "stability",
    "dynamics",
    "catalogue",
    "claims",
    "forecasts",
    "study_courses",
    "study_claims",
    "study",
    "bundle",
    "coding",
    "starting",
    "printing",
    "report",
    "cli_options",
    "printing_bargain",
    "printing_benchmark",
    "printing_claims",
    "printing_compare",
    "printing_forecast",
    "printing_predictive",
    "printing_simulation",
    "printing_stability",
    "cli_bargain",
    "cli_benchmark",
    "cli_check",
    "cli_claims",
    "cli_dynamics",
    "cli_forecast",
    "cli_stability",
    "cli",
)
#: The library is data that every room may read; its code needs the reader of the scenario room,
#: and the reader needs its data.
ALLOWED = {("scenario", "library")}

#: Rooms that hold equations: numbers there are constants of a model.
MODEL_ROOMS = ("mechanisms", "interests", "bargaining", "stability", "dynamics")
PLAIN = {-1, 0, 0.5, 1, 2}
#: Modules that draw pictures: their numbers are sizes on paper, not constants of a model.
PICTURES = ("pictures", "sheet")
#: The order of the month lists the numbers of mechanisms, which are names.
LISTS = ("order",)


def room(path: Path) -> str:
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "detente":
                names = [f"detente.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {n.split(".")[1] for n in names if n.startswith("detente.")}
    return found


def identifier(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", MODULES, ids=identifier)
def test_imports_go_one_way(path: Path) -> None:
    own = room(path)
    if own == "__init__":
        return  # the package's front door names every room, and imports none before use
    assert own in FLOW, f"room '{own}' has no place in the flow"
    for other in imported_rooms(path) - {own, "__version__"}:
        assert other in FLOW, f"'{other}' has no place in the flow"
        if (own, other) in ALLOWED:
            continue
        assert FLOW.index(other) < FLOW.index(own), f"{own} imports {other}, which is downstream"


@pytest.mark.parametrize("path", MODULES, ids=identifier)
def test_modules_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 410


@pytest.mark.parametrize("path", MODULES, ids=identifier)
def test_functions_stay_short(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            doc = (
                node.body[0].end_lineno - node.body[0].lineno + 1 if ast.get_docstring(node) else 0
            )
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - doc
            assert length <= 60, f"{node.name} has {length} lines"


def model_literals(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool | str | bytes):
            continue
        if not isinstance(node.value, int | float) or node.value in PLAIN:
            continue
        if "literal-ok:" in lines[node.lineno - 1]:
            continue
        found.append(f"{path.name}:{node.lineno}: {node.value}")
    return found


def test_no_constant_of_a_model_stands_in_the_code() -> None:
    found = []
    for path in MODULES:
        if room(path) in MODEL_ROOMS and not path.stem.startswith((*PICTURES, *LISTS)):
            found += model_literals(path)
    assert not found, "put these into the library, with provenance:\n" + "\n".join(found)


def test_the_check_for_constants_can_fail(tmp_path: Path) -> None:
    module = tmp_path / "model.py"
    module.write_text(
        "def f(x):\n    return 0.37 * x + 0.5 + 7  # literal-ok: days\n\n\nG = 0.41\n"
    )
    assert model_literals(module) == ["model.py:5: 0.41"]


def test_every_declared_constant_has_a_note() -> None:
    from importlib import resources

    from detente.scenario.reading import read_text

    for name in ("defaults", "conventions"):
        text = resources.files("detente.library").joinpath(f"{name}.yaml").read_text("utf-8")
        (entries,) = read_text(text, name).value.values()
        for key, entry in entries.items():
            assert entry.get("note"), f"{name}: {key} says nothing about where it comes from"
            assert name == "conventions" or entry.get("value") == "assumed"
