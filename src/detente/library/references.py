"""The works that methods rest on."""

from __future__ import annotations

from functools import cache
from importlib import resources

from detente.scenario.reading import read_text


@cache
def _references() -> dict[str, str]:
    text = resources.files("detente.library").joinpath("references.yaml").read_text("utf-8")
    entries: dict[str, str] = read_text(text, "references.yaml").value["references"]
    return entries


def reference(key: str) -> str:
    """Return a reference by its key; raises KeyError for an unknown key."""
    return _references()[key]
