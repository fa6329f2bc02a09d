"""One mechanism explained: words, equation, worked example, works, rivals, paragraphs."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

from detente.catalogue.entries import Mechanism, Rival, mechanism
from detente.catalogue.examples import WorkedExample, resolve, work
from detente.catalogue.month import Equation, equations
from detente.library.references import reference

_SOURCE = re.compile(r"^\s*Sources?:(.*?)(?:\n\s*\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"\b[a-z]+[0-9]{4}[a-z]?\b")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the catalogue knows of one mechanism.

    Attributes:
        mechanism: the entry.
        example: the worked example with its numbers, or None.
        sources: works that the docstrings of its functions name, formatted.
        models: further formal models of it, formatted.
        rivals: the pairs in which it stands against another.
        equations: of the monthly model that carry it.
    """

    mechanism: Mechanism
    example: WorkedExample | None
    sources: tuple[str, ...]
    models: tuple[str, ...]
    rivals: tuple[Rival, ...]
    equations: tuple[Equation, ...]


def explain(identifier: str | int) -> Explanation:
    """Explain one mechanism.

    Args:
        identifier: its id, `33` or `d1`.

    Raises:
        InvalidInputError: no such mechanism.
    """
    entry = mechanism(identifier)
    keys = tuple(dict.fromkeys(key for name in entry.functions for key in source_keys(name)))
    return Explanation(
        mechanism=entry,
        example=None if entry.example is None else work(entry.example),
        sources=tuple(reference(key) for key in keys),
        models=tuple(reference(key) for key in entry.models if key not in keys),
        rivals=entry.rivals,
        equations=equations(entry),
    )


def source_keys(function: str) -> tuple[str, ...]:
    """Return the keys after `Source:` in the docstring of a function, as in `Mechanism`."""
    text = inspect.getdoc(resolve(function)) or ""
    return keys_in(text)


def keys_in(docstring: str) -> tuple[str, ...]:
    """Return the keys of references that a docstring names after `Source:`."""
    blocks = (match[1] for match in _SOURCE.finditer(docstring))
    return tuple(dict.fromkeys(key for block in blocks for key in _KEY.findall(block)))
