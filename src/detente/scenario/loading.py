"""From a name or a path to a checked scenario."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path as FilePath
from typing import Any

from detente.scenario.checking import check
from detente.scenario.merging import apply_changes, merge, normalise
from detente.scenario.model import Scenario, collect_quantities
from detente.scenario.problems import InvalidInputError, Place, cut, nearest, shown
from detente.scenario.quantities import Quantity
from detente.scenario.reading import Tree, read_bytes, read_file, read_text
from detente.scenario.schema import ScenarioFile
from detente.scenario.validation import validate, without_faults

#: A chain of `extends` longer than this is a mistake.
MAXIMUM_CHAIN = 10
#: Shipped files that only others extend; they have no date of their own.
_NOT_SCENARIOS = {
    "kinds",
    "names",
    "defaults",
    "monthly",
    "expectations",
    "conventions",
    "mechanisms",
    "starter",
}
#: A case of nobody, with every number left to its default: it can be run, but is no scenario.
NEUTRAL = "neutral"


def shipped() -> tuple[str, ...]:
    """Return the names of the shipped scenarios that can be run, sorted."""
    return tuple(name for name in _files() if name != NEUTRAL and "\nas_of:" in _text(name))


@cache
def _files() -> tuple[str, ...]:
    folder = resources.files("detente.library")
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    stems = (name.removesuffix(".yaml") for name in names)
    return tuple(sorted(stem for stem in stems if stem not in _NOT_SCENARIOS))


def _text(name: str) -> str:
    return resources.files("detente.library").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def load(
    scenario: str | FilePath,
    *,
    changes: Mapping[str, Any] | None = None,
    viewpoint: str | None = None,
    world: str | None = None,
) -> Scenario:
    """Read and check a scenario.

    Args:
        scenario: a shipped name (`russia-us-2025`) or the path of a YAML file.
        changes: entries to replace, dotted path → new entry, as with `--set`.
        viewpoint: a viewpoint whose switches are applied (default: none are, so that every
            parameter keeps its own range).
        world: a declared world whose entries are applied.

    Returns:
        The checked scenario, frozen.

    Raises:
        InvalidInputError: everything that is wrong, one line each.
    """
    name, tree = read_scenario(str(scenario))
    return build(name, tree, changes=changes, viewpoint=viewpoint, world=world)


def build(
    name: str,
    tree: Tree,
    *,
    changes: Mapping[str, Any] | None = None,
    places: Mapping[str, Place] | None = None,
    viewpoint: str | None = None,
    world: str | None = None,
    dissenter: str | None = None,
) -> Scenario:
    """Check a merged tree and apply changes to it; arguments and errors as `load`.

    First the world (a whole reading) is applied, then the theory, then the reader's own changes.
    """
    content = _checked(tree)
    _declared("world", world, content.worlds, name)
    _declared("viewpoint", viewpoint, content.viewpoints, name)
    if world is not None:
        tree = apply_changes(tree, content.worlds[world].sets, {})
        content = _checked(tree)
    unset: dict[str, Quantity] = {}
    if viewpoint is not None:
        before = collect_quantities(content)
        for switch, setting in content.viewpoints[viewpoint].settings.items():
            sets = content.switches[switch].levels[setting.level].sets
            tree = apply_changes(tree, sets, {})
            unset.update({path: before[path] for path in sets if path in before})
    if changes:
        tree = apply_changes(tree, changes, places or {})
    if viewpoint is not None or changes:
        content = _checked(tree)
    return Scenario(
        name=name,
        content=content,
        quantities=collect_quantities(content),
        tree=tree,
        viewpoint=viewpoint,
        world=world,
        changes=tuple(changes or ()),
        dissenter=dissenter,
        unset=unset,
    )


def _declared(sort: str, chosen: str | None, known: Mapping[str, Any], file: str) -> None:
    if chosen is not None and chosen not in known:
        raise InvalidInputError.single(
            f"{sort} '{chosen}' is not declared{nearest(chosen, known)}", file=file
        )


def _checked(tree: Tree) -> ScenarioFile:
    """Return the typed sections of a tree in which everything fits together."""
    try:
        content = validate(tree)
    except InvalidInputError as error:
        problems = list(error.problems)
        # What stands beside a bad entry is cross-checked too, so that one round shows everything.
        rest = without_faults(tree)
        if rest is not None:
            try:
                check(rest, validate(rest), runnable=True)
            except InvalidInputError as more:
                problems += more.problems
        raise InvalidInputError(problems) from None
    check(tree, content, runnable=True)
    return content


def loads(text: str, name: str = "text") -> Scenario:
    """Read and check a scenario from text; `extends` may name shipped scenarios only."""
    return build(name, _extended(read_text(text, name), None, ()))


def read_scenario(scenario: str) -> tuple[str, Tree]:
    """Return the name and the merged, unchecked tree of a scenario; errors as `load`."""
    files = _files()
    if scenario in files:
        return scenario, _shipped(scenario)
    path = FilePath(scenario)
    looks_like_path = path.suffix in (".yaml", ".yml") or "/" in scenario or _there(path)
    if not looks_like_path:
        raise InvalidInputError.single(
            "is neither a shipped scenario nor a file"
            + (nearest(scenario, shipped()) or " – 'detente list' shows the shipped ones"),
            file=scenario,
        )
    tree = _extended(read_file(path), path, (str(path.resolve()),))
    return path.stem, tree


def _there(path: FilePath) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


# Merging changes neither tree, so what is shipped is read once per process.
@cache
def _shipped(name: str) -> Tree:
    """Return a shipped file, merged over what it extends."""
    return _extended(read_bytes(_text(name).encode(), f"{name}.yaml"), None, (name,))


@cache
def _defaults() -> Tree:
    """Return the parameters that every scenario starts from."""
    first = normalise(read_text(_text("defaults"), "defaults.yaml"))
    return merge(first, normalise(read_text(_text("monthly"), "monthly.yaml")))


def _extended(tree: Tree, path: FilePath | None, chain: tuple[str, ...]) -> Tree:
    """Merge a file over what it extends, base first."""
    normalise(tree)
    base = tree.value.pop("extends", None)
    if base is None:
        return merge(_defaults(), tree)
    place = tree.place(("extends",))
    if not isinstance(base, str):
        raise InvalidInputError.single(
            f"is {shown(base)} – name one shipped scenario or file",
            file=place.file,
            line=place.line,
            path="extends",
        )
    if len(chain) > MAXIMUM_CHAIN:
        raise InvalidInputError.single(
            f"a chain of more than {MAXIMUM_CHAIN} files – join some of them",
            file=place.file,
            line=place.line,
            path="extends",
        )
    if base in _files():
        return merge(_shipped(base), tree)
    base_path = (path.parent if path is not None else FilePath()) / base
    if path is None or not (_there(base_path) and base_path.is_file()):
        raise InvalidInputError.single(
            f"'{cut(base, 60)}' is neither a shipped scenario nor a file beside this one"
            f"{nearest(base, _files())}",
            file=place.file,
            line=place.line,
            path="extends",
        )
    key = str(base_path.resolve())
    if key in chain:
        circle = " → ".join(FilePath(step).stem for step in (*chain, key))
        raise InvalidInputError.single(
            f"extends itself in a circle: {circle}",
            file=place.file,
            line=place.line,
            path="extends",
        )
    return merge(_extended(read_file(base_path), base_path, (*chain, key)), tree)
