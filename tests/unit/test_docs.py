"""Every code block of the documentation runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [text for name, text in BLOCK.findall(page.read_text("utf-8")) if name == language]


def with_blocks(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


@pytest.mark.parametrize("page", with_blocks("python"), ids=lambda page: page.name)
def test_python_runs(page: Path, tmp_path: Path) -> None:
    for place, code in enumerate(blocks(page, "python")):
        # As a file, because a term of the monthly model is read from its source.
        script = tmp_path / f"block_{place}.py"
        script.write_text(code, encoding="utf-8")
        subprocess.run([sys.executable, "-W", "error", script.name], cwd=tmp_path, check=True)


@pytest.mark.parametrize("page", with_blocks("sh"), ids=lambda page: page.name)
def test_commands_run(page: Path, tmp_path: Path) -> None:
    for block in blocks(page, "sh"):
        for line in block.strip().splitlines():
            command, *arguments = shlex.split(line)
            assert command == "detente", f"{page.name} shows a command that is not ours: {line}"
            subprocess.run(
                [sys.executable, "-c", "from detente.cli import main; main()", *arguments],
                cwd=tmp_path,
                check=True,
                env={**os.environ, "PYTHONWARNINGS": "error"},
                stdout=subprocess.DEVNULL,
            )


def test_pages_link_to_pages_that_exist() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_format_page_names_every_section_and_quantity() -> None:
    from detente.scenario.kinds import kinds
    from detente.scenario.schema import ScenarioFile

    text = (ROOT / "docs" / "scenario-format.md").read_text("utf-8")
    for name in ScenarioFile.model_fields:
        assert f"`{name}" in text, name
    for name, kind in kinds().items():
        shown = name.removeprefix("agreement_") if kind.holder == "agreement" else name
        if kind.holder != "parameter":
            assert re.search(rf"\b{shown}\b", text), name


def test_no_page_speaks_of_the_machine_it_was_written_on() -> None:
    for page in [*PAGES, ROOT / "CHANGELOG.md"]:
        text = page.read_text("utf-8")
        assert "/work/" not in text
        assert "../shared" not in text
