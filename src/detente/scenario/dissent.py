"""Arguing with a scenario without editing it: `--set path=value` and dissent files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from detente.scenario.loading import build, read_scenario
from detente.scenario.merging import merge
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, Place, Problem, nearest
from detente.scenario.reading import Tree, read_file, read_text

_KEYS = ("dissent", "scenario", "by", "note", "changes", "sources")


@dataclass(frozen=True)
class Dissent:
    """Changed entries with their reasons.

    Attributes:
        changes: dotted path → new entry.
        places: where each change was written.
        sources: sources that the changes cite, as they stand in the file.
        by: who dissents.
        scenario: the scenario it argues with, or None.
    """

    changes: Mapping[str, Any]
    places: Mapping[str, Place]
    sources: Mapping[str, Any] = field(default_factory=dict)
    by: str | None = None
    scenario: str | None = None


def read_dissent(path: str | FilePath) -> Dissent:
    """Read a dissent file.

    Raises:
        InvalidInputError: not a dissent, or an unknown key.
    """
    tree = read_file(FilePath(path))
    problems: list[Problem] = [
        tree.problem((key,), f"unknown key{nearest(key, _KEYS)}")
        for key in tree.value
        if key not in _KEYS
    ]
    if tree.value.get("dissent") != 1:
        problems.append(tree.problem((), "not a dissent – start the file with 'dissent: 1'"))
    changes = tree.value.get("changes")
    if not isinstance(changes, dict) or not changes:
        problems.append(tree.problem((), "'changes' is missing – write path: quantity"))
    if problems:
        raise InvalidInputError(problems)
    assert isinstance(changes, dict)
    sources = tree.value.get("sources") or {}
    if not isinstance(sources, dict):
        raise InvalidInputError(
            [tree.problem(("sources",), "is not a mapping – write id: {title: …}")]
        )
    return Dissent(
        changes=changes,
        places={key: tree.place(("changes", key)) for key in changes},
        sources=sources,
        by=tree.value.get("by"),
        scenario=tree.value.get("scenario"),
    )


def parse_settings(settings: Iterable[str]) -> Dissent:
    """Read `path=value` settings; the value is written as in a scenario.

    Raises:
        InvalidInputError: a setting without `=`, or a value that is not YAML.
    """
    changes: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for text in settings:
        path, equals, value = text.partition("=")
        if not equals or not path.strip() or not value.strip():
            raise InvalidInputError.single(
                f"'{text[:60]}' is not path=value – such as "
                "issues.arms.actors.russia.salience=high",
                file="--set",
            )
        name = f"--set {path.strip()}"
        changes[path.strip()] = read_text(f"value: {value.strip()}", name).value["value"]
        places[path.strip()] = Place("--set")
    return Dissent(changes, places)


def load_with(
    scenario: str,
    *,
    settings: Iterable[str] = (),
    dissent: str | FilePath | None = None,
    viewpoint: str | None = None,
    world: str | None = None,
) -> Scenario:
    """Load a scenario and argue with it; a setting outweighs a dissent on the same path.

    Raises:
        InvalidInputError: everything that is wrong with the scenario or the changes.
    """
    name, tree = read_scenario(scenario)
    changes: dict[str, Any] = {}
    places: dict[str, Place] = {}
    dissenter: str | None = None
    if dissent is not None:
        read = read_dissent(dissent)
        _fits(read, str(dissent), name, tree)
        dissenter = str(read.by) if read.by else None
        changes, places = dict(read.changes), dict(read.places)
        if read.sources:
            tree = merge(tree, Tree({"sources": dict(read.sources)}, {}))
    spoken = parse_settings(settings)
    changes.update(spoken.changes)
    places.update(spoken.places)
    return build(
        name,
        tree,
        changes=changes,
        places=places,
        viewpoint=viewpoint,
        world=world,
        dissenter=dissenter,
    )


def _fits(dissent: Dissent, file: str, name: str, tree: Tree) -> None:
    """Refuse a dissent that argues with another scenario, or that redefines a source."""
    if dissent.scenario is not None and dissent.scenario != name:
        raise InvalidInputError.single(
            f"argues with '{dissent.scenario}', not with '{name}'", file=file, path="scenario"
        )
    declared = tree.value.get("sources")
    for key in dissent.sources:
        if isinstance(declared, dict) and key in declared:
            raise InvalidInputError.single(
                "the scenario has a source of this id already – choose another",
                file=file,
                path=f"sources.{key}",
            )
