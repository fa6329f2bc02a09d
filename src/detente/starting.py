"""Files that a user starts from: a new case, a blank coding sheet, two coders' worlds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from detente.coding import Cell, two_worlds, worksheet
from detente.files import write_text
from detente.scenario.loading import load
from detente.scenario.problems import InvalidInputError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def write_starter(name: str) -> Path:
    """Write NAME.yaml in the present folder and return its path.

    Raises:
        InvalidInputError: an unfit name, or the file exists.
    """
    stem = name.removesuffix(".yaml")
    if not _NAME.fullmatch(stem):
        raise InvalidInputError.single(
            "a name has letters, digits, - and _ only, such as my-case", file=name
        )
    text = resources.files("detente.library").joinpath("starter.yaml").read_text("utf-8")
    return _write_new(Path(f"{stem}.yaml"), text.replace("NAME", stem))


def write_worksheet(scenario: str) -> Path:
    """Write a blank coding sheet of a scenario in the present folder and return its path.

    Raises:
        InvalidInputError: the scenario cannot be read, or the file exists.
    """
    found = load(scenario)
    return _write_new(Path(f"{found.name}.worksheet.csv"), worksheet(found))


def write_two_worlds(
    out: Path,
    scenario: str | None,
    coders: tuple[str, str],
    first: Mapping[str, Cell],
    second: Mapping[str, Cell],
) -> Path:
    """Write a scenario that joins two coders' agreement and keeps their disagreement apart.

    Args:
        out: the file.
        scenario: what they coded; None where the coders gave scenarios (then the first is used).
        coders: names of their files, which name the worlds.
        first, second: what they put down.

    Raises:
        InvalidInputError: no scenario is named, or the file exists.
    """
    base = scenario or (coders[0] if not coders[0].endswith(".csv") else None)
    if base is None:
        raise InvalidInputError.single(
            "two sheets need --scenario SCENARIO to say what they code", file=str(out)
        )
    names = tuple(_world_name(coder, place) for place, coder in enumerate(coders))
    shown = base if not base.endswith((".yaml", ".yml")) else _beside(Path(base), out)
    text = two_worlds(base, (names[0], names[1]), first, second, shown)
    return _write_new(out, text)


def _beside(base: Path, out: Path) -> str:
    """Return how a file beside `out` names `base`."""
    import os

    return os.path.relpath(base.resolve(), out.resolve().parent)


def _world_name(coder: str, place: int) -> str:
    stem = re.sub(r"[^a-z0-9-]+", "-", Path(coder).stem.lower()).strip("-")
    return f"{stem or 'coder'}-{'ab'[place]}"


def _write_new(path: Path, text: str) -> Path:
    if path.exists():
        raise InvalidInputError.single(
            "exists already and is not overwritten – choose another name", file=str(path)
        )
    write_text(path, text)
    return path.resolve()
