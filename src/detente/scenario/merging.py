"""Normalise the tree of one file, merge it over its base, and apply changes by path.

The rules of `extends` (docs/scenario-format.md): mappings are merged key by key; everything else,
whole quantities included, is replaced; `key: null` takes out; provenance written beside quantities
covers only the quantities of the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from detente.scenario.fields import parameter_kind
from detente.scenario.kinds import Kind, kinds, kinds_of
from detente.scenario.problems import InvalidInputError, Path, Place, Problem, dotted, nearest
from detente.scenario.quantities import SHARED_KEYS
from detente.scenario.reading import Tree

#: Holders of quantities whose own text may also carry a citation or a note.
_KEEPS_OWN_PROVENANCE = {"actors", "agreements", "measures", "shocks"}


def pair_key(key: str) -> str:
    """Return a pair in its canonical order (`b-a` becomes `a-b`); other keys unchanged."""
    first, dash, second = key.partition("-")
    if dash and second and "-" not in second and ">" not in key:
        return "-".join(sorted((first, second)))
    return key


def holders(tree: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield the path of every mapping that carries quantities, with its sort."""
    simple = {
        "actors": "actor",
        "agreements": "agreement",
        "measures": "measure",
        "shocks": "shock",
        "triads": "triad",
    }
    for section, sort in simple.items():
        for key in _mapping(tree.get(section)):
            yield (section, key), sort
    for key in _mapping(tree.get("relations")):
        yield ("relations", key), "dyad" if ">" in key else "pair"
    for issue, body in _mapping(tree.get("issues")).items():
        for inner, sort in (("actors", "position_cell"), ("pairs", "pair_cell")):
            for key in _mapping(_mapping(body).get(inner)):
                yield ("issues", issue, inner, key), sort


def number_fields(sort: str) -> Mapping[str, str]:
    """Return field → kind for one sort of holder (agreements use shorter field names)."""
    names = {kind: kind for kind in kinds_of(sort)}
    if sort == "agreement":
        return {kind.removeprefix("agreement_"): kind for kind in names}
    return names


def normalise(tree: Tree) -> Tree:
    """Order pairs, and give each quantity the provenance that stands beside it.

    Raises:
        InvalidInputError: one pair stands under both orders.
    """
    sections = [("relations",), *_pair_sections(tree.value)]
    problems = [problem for path in sections for problem in _order_pairs(tree, path)]
    if problems:
        raise InvalidInputError(problems)
    for path, sort in list(holders(tree.value)):
        holder = at(tree.value, path)
        if not isinstance(holder, dict):
            continue
        shared = {key: holder[key] for key in SHARED_KEYS if key in holder}
        for name in number_fields(sort):
            if name in holder and holder[name] is not None:
                _write_out(tree, (*path, name), shared)
        if shared and path[0] not in _KEEPS_OWN_PROVENANCE:
            for key in shared:
                del holder[key]
    return tree


def _pair_sections(tree: Mapping[str, Any]) -> list[Path]:
    issues = _mapping(tree.get("issues"))
    return [("issues", issue, "pairs") for issue in issues if _mapping(issues[issue])]


def _order_pairs(tree: Tree, path: Path) -> list[Problem]:
    section = _mapping(at(tree.value, path))
    problems: list[Problem] = []
    for key in list(section):
        ordered = pair_key(key)
        if ordered == key:
            continue
        if ordered in section:
            message = f"the pair also stands as '{ordered}' – join the two"
            problems.append(tree.problem((*path, key), message))
            continue
        section[ordered] = section.pop(key)
        _move_places(tree, section[ordered], (*path, key), (*path, ordered))
    return problems


def _move_places(tree: Tree, value: Any, old: Path, new: Path) -> None:
    """Give a value that now stands at `new` the places it was written at under `old`."""
    tree.places[new] = tree.place(old)
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for step, part in inner:
        _move_places(tree, part, (*old, step), (*new, step))


def _write_out(tree: Tree, path: Path, shared: Mapping[str, Any]) -> None:
    parent = at(tree.value, path[:-1])
    raw = parent[path[-1]]
    if isinstance(raw, dict) and "is" in raw:
        # A note of its own does not cut a quantity off from the source beside it; naming a source,
        # a support or a value of its own does, because the two halves belong together.
        if not set(raw) & {"from", "support", "value"}:
            parent[path[-1]] = {**shared, **raw}
        return
    if isinstance(raw, dict) and set(raw) & set(SHARED_KEYS):
        return  # 'is' is missing; the check of the quantity says so
    parent[path[-1]] = {"is": raw, **shared}
    _move_places(tree, raw, path, (*path, "is"))
    for key in shared:
        tree.places[(*path, key)] = tree.place((*path[:-1], key))


def merge(base: Tree, child: Tree) -> Tree:
    """Return `child` merged over `base`; neither is changed."""
    places = dict(base.places)
    places.update(child.places)
    places[()] = child.place(())
    return Tree(_merged(base.value, child.value, ()), places)


def _merged(base: Mapping[str, Any], child: Mapping[str, Any], path: Path) -> dict[str, Any]:
    result = dict(base)
    for key, value in child.items():
        old = base.get(key)
        if value is None and key in base:
            del result[key]
        elif isinstance(value, dict) and isinstance(old, dict) and not _is_leaf(value, path):
            result[key] = _merged(old, value, (*path, key))
        else:
            result[key] = value
    return result


def _is_leaf(value: Mapping[str, Any], path: Path) -> bool:
    return "is" in value or (bool(path) and path[-1] == "sets")


def at(tree: Any, path: Path) -> Any:
    """Return what stands at a path, or None."""
    for step in path:
        if not isinstance(tree, dict) or step not in tree:
            return None
        tree = tree[step]
    return tree


def apply_changes(tree: Tree, changes: Mapping[str, Any], places: Mapping[str, Place]) -> Tree:
    """Return a tree with entries replaced by path (`--set`, dissent, worlds, switches, policies).

    Args:
        tree: a merged, normalised tree.
        changes: dotted path → new entry.
        places: where each change was written, for messages.

    Raises:
        InvalidInputError: a path that does not exist, with the nearest one.
    """
    problems: list[Problem] = []
    value = _copy(tree.value)
    new_places = dict(tree.places)
    known = known_paths(value)
    for dotted_path, raw in changes.items():
        place = places.get(dotted_path, Place("change"))
        path = _split(dotted_path)
        written = dotted(path)
        if written not in known:
            message = f"there is no such entry{nearest(written, known)}"
            problems.append(Problem(place.file, place.line, dotted_path, message))
            continue
        parent = at(value, path[:-1])
        number = known[written]
        if number and not (isinstance(raw, dict) and "is" in raw):
            raw = {"is": raw}
        if number and path[0] == "parameters":
            kept = {key: parent[path[-1]][key] for key in ("name", "unit", "range")}
            raw = {**kept, **raw}
        parent[path[-1]] = raw
        size = len(path)
        for old in [p for p in new_places if p[:size] == path]:
            new_places[old] = place
        new_places[path] = place
    if problems:
        raise InvalidInputError(problems)
    return Tree(value, new_places)


def _split(path: str) -> Path:
    return tuple(pair_key(step) for step in path.split("."))


def canonical(path: str) -> str:
    """Return a dotted path with its pair in canonical order."""
    return ".".join(str(step) for step in _split(path))


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner) for inner in value]
    return value


def known_paths(tree: Mapping[str, Any]) -> dict[str, bool]:
    """Return every path that may be changed; True for quantities, declared or left at default."""
    paths: dict[str, bool] = {}
    for path, sort in holders(tree):
        for name in number_fields(sort):
            paths[dotted((*path, name))] = True
        for name in _mapping(at(tree, path)):
            paths.setdefault(dotted((*path, name)), False)
    for name in _mapping(tree.get("parameters")):
        paths[f"parameters.{name}"] = True
    for section in ("title", "as_of", "viewpoint", "focus"):
        if section in tree:
            paths[section] = False
    for issue, body in _mapping(tree.get("issues")).items():
        for name in _mapping(body):
            if name not in ("actors", "pairs"):
                paths[f"issues.{issue}.{name}"] = False
        paths.setdefault(f"issues.{issue}.consents", False)
    for entry, body in _mapping(tree.get("calendar")).items():
        for name in _mapping(body):
            paths[f"calendar.{entry}.{name}"] = False
    return paths


def kind_at(tree: Mapping[str, Any], dotted_path: str) -> Kind:
    """Return the kind of the quantity at a known path of a merged tree."""
    path = _split(dotted_path)
    if path[0] == "parameters":
        return parameter_kind(_mapping(at(tree, path)))
    sort = next(sort for holder, sort in holders(tree) if holder == path[:-1])
    return kinds()[number_fields(sort)[str(path[-1])]]


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
