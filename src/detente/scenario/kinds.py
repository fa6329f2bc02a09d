"""The kinds of quantity: unit, allowed range, default and verbal levels, read from the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from detente.scenario.reading import read_text

#: The words a coder may use instead of a number, from least to most.
LEVELS = ("very low", "low", "medium", "high", "very high")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of quantity.

    Attributes:
        name: the key that stands in a scenario.
        holder: what carries it: actor, position_cell, pair_cell, dyad, pair, agreement, measure,
            shock, triad or parameter.
        unit: in words.
        low, high: the allowed range (both ends included).
        default: the notation used where a scenario says nothing; it counts as assumed. None means
            that the quantity is absent unless declared.
        levels: the range each word of `LEVELS` stands for, or empty where words make no sense.
        label: how a sentence names it.
        meaning: what a coder is asked.
        shares: whether it is a set of shares (Dirichlet) instead of a number.
    """

    name: str
    holder: str
    unit: str
    low: float
    high: float
    default: Any
    levels: Mapping[str, str]
    label: str
    meaning: str
    shares: bool = False


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds of quantity by name."""
    text = resources.files("detente.library").joinpath("kinds.yaml").read_text(encoding="utf-8")
    data = read_text(text, "kinds.yaml").value
    found: dict[str, Kind] = {}
    for name, entry in data["kinds"].items():
        scale = data["scales"][entry["scale"]]
        found[name] = Kind(
            name=name,
            holder=entry["of"],
            unit=scale["unit"],
            low=float(scale["range"][0]),
            high=float(scale["range"][1]),
            default=entry.get("default"),
            levels=dict(zip(LEVELS, scale.get("levels", ()), strict=False)),
            label=entry["label"],
            meaning=entry["meaning"],
            shares=bool(scale.get("shares", False)),
        )
    return found


@cache
def kinds_of(holder: str) -> Mapping[str, Kind]:
    """Return the kinds that one sort of holder carries, in the order of the library."""
    return {name: kind for name, kind in kinds().items() if kind.holder == holder}
