"""Check a merged tree against the schema, and say what is wrong in the project's own words."""

from __future__ import annotations

import copy
import types
import typing
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from detente.scenario.kinds import kinds
from detente.scenario.merging import number_fields
from detente.scenario.problems import InvalidInputError, Path, Problem, listed, nearest, shown
from detente.scenario.reading import Tree
from detente.scenario.schema import ScenarioFile

_NUMBERS = {name for sort in ("actor", "agreement") for name in number_fields(sort)} | set(kinds())

Form = TypeVar("Form", bound=BaseModel)

_SORTS = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
}


def validate(tree: Tree) -> ScenarioFile:
    """Return the typed sections of a tree.

    Raises:
        InvalidInputError: everything that does not fit the schema, each with its place.
    """
    return validate_as(ScenarioFile, tree)


def validate_as(form: type[Form], tree: Tree) -> Form:
    """Return a tree in the form of another file than a scenario; raises as `validate`."""
    try:
        return form.model_validate(tree.value)
    except ValidationError as error:
        raise InvalidInputError(
            [_problem(tree, details, form) for details in error.errors(include_url=False)]
        ) from None


def without_faults(tree: Tree) -> Tree | None:
    """Return a tree that fits the schema: bad quantities and unknown keys of entries taken out.

    None where something else is wrong, which cannot be taken out without making others wrong.
    """
    rest = Tree(copy.deepcopy(tree.value), tree.places)
    try:
        ScenarioFile.model_validate(rest.value)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = details["loc"]
            number = details["type"] == "refused" and path[-1] in _NUMBERS
            unknown = details["type"] == "extra_forbidden" and len(path) > 1
            if not number and not unknown:
                return None
            holder: Any = rest.value
            for step in path[:-1]:
                holder = holder[step]
            del holder[path[-1]]
    try:
        ScenarioFile.model_validate(rest.value)
    except ValidationError:
        return None
    return rest


def _problem(tree: Tree, error: Any, form: type[BaseModel] = ScenarioFile) -> Problem:
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    kind, context = error["type"], error.get("ctx", {})
    if kind == "refused":
        path = (*path, *context["keys"])
        return tree.problem(path, context["text"])
    if kind == "extra_forbidden":
        parent, key = path[:-1], str(path[-1])
        known = _known_keys(parent, form)
        hint = nearest(key, known) or (f" – known here: {listed(known)}" if known else "")
        return tree.problem(path, f"unknown key{hint}")
    return tree.problem(path, _message(kind, context, error, path))


def _message(kind: str, context: Any, error: Any, path: Path) -> str:
    given = error.get("input")
    if kind == "missing":
        return f"is missing{_missing_hint(path)}"
    if kind == "literal_error":
        expected = [word.strip("'") for word in _literal_words(context["expected"])]
        if path == ("detente",):
            return f"is {shown(given)} – this version reads format 1 (detente: 1)"
        hint = nearest(given, expected) if isinstance(given, str) else ""
        return f"{shown(given)} is not one of {listed(expected)}{hint}"
    if kind in _SORTS:
        quotes = " – put it in quotes" if kind == "string_type" and _is_scalar(given) else ""
        return f"is {shown(given)}, not {_SORTS[kind]}{quotes}"
    if kind == "finite_number":
        return "is not a finite number"
    if kind in ("string_too_short", "string_too_long"):
        if kind == "string_too_short":
            return "is empty – write some text"
        return f"has more than {context['max_length']} characters – shorten it"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        side = "at least" if "ge" in context else "at most"
        return f"is {shown(given)} – it must be {side} {bound:g}"
    if kind == "too_long":
        return f"has {context['actual_length']} entries – give {context['max_length']}"
    return f"is {shown(given)}, which does not fit here"


def _missing_hint(path: Path) -> str:
    if path and path[-1] == "poles":
        return ' – say what both ends mean: {0: "…", 100: "…"}'
    if path[-2:-1] == ("poles",):
        return " – say what this end means"
    if path == ("detente",):
        return " – start the file with 'detente: 1'"
    return ""


def _literal_words(expected: str) -> list[str]:
    return [word for part in expected.split(" or ") for word in part.split(", ")]


def _is_scalar(value: Any) -> bool:
    return isinstance(value, int | float | bool)


def _known_keys(path: Path, form: type[BaseModel] = ScenarioFile) -> list[str]:
    """Return the keys that may stand at a path of the schema."""
    kind: Any = form
    for step in path:
        kind = _step(kind, step)
        if kind is None:
            return []
    model = _model(kind)
    if model is None:
        return []
    return [info.alias or name for name, info in model.model_fields.items()]


def _step(kind: Any, step: str | int) -> Any:
    model = _model(kind)
    if model is not None:
        for name, info in model.model_fields.items():
            if step in (name, info.alias):
                return info.annotation
        return None
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is typing.Annotated:
        return _step(arguments[0], step)
    if origin in (Union, types.UnionType):
        return next((s for a in arguments if (s := _step(a, step)) is not None), None)
    if origin is dict:
        return arguments[1]
    if origin is tuple:
        return arguments[0]
    return None


def _model(kind: Any) -> type[BaseModel] | None:
    while get_origin(kind) is typing.Annotated:
        kind = get_args(kind)[0]
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
