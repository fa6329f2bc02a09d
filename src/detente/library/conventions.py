"""Declared conventions of wording and display, read from the library."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from detente.scenario.reading import read_text


@cache
def conventions() -> Mapping[str, float]:
    """Return every convention by name."""
    text = resources.files("detente.library").joinpath("conventions.yaml").read_text("utf-8")
    entries = read_text(text, "conventions.yaml").value["conventions"]
    return {name: float(entry["is"]) for name, entry in entries.items()}
