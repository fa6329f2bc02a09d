"""What a sensible monthly model must produce, fixed before its first run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from math import isnan
from types import MappingProxyType
from typing import Any

from detente.library.references import reference
from detente.scenario.problems import InvalidInputError
from detente.scenario.reading import read_text

#: Where a range comes from: recomputed from data, published or counted in a published data set,
#: or a rule applied to a few dated phases.
PROVENANCES = ("measured", "literature", "judged")


@dataclass(frozen=True, slots=True)
class Expectation:
    """The range within which the median over draws of one statistic must fall.

    Attributes:
        id: by which the statistic is named.
        name: in plain words.
        statistic: exact definition, one value per draw.
        unit: of the statistic and of both ends.
        low, high: ends of the range, both included.
        applies_to: whose statistic it is.
        sources: keys of the list of references.
        provenance: measured, literature or judged.
        note: what the data say, and the rule by which the range follows from them.
    """

    id: str
    name: str
    statistic: str
    unit: str
    low: float
    high: float
    applies_to: str
    sources: tuple[str, ...]
    provenance: str
    note: str

    def place(self, median: float) -> str:
        """Return where a median over draws lies: below, within, above or undefined."""
        if isnan(median):
            return "undefined"
        if median < self.low:
            return "below"
        return "above" if median > self.high else "within"

    def cite(self) -> tuple[str, ...]:
        """Return the sources as in a list of references."""
        return tuple(reference(key) for key in self.sources)


@cache
def expectations() -> Mapping[str, Expectation]:
    """Return every expectation by its id, in the order of the file."""
    text = resources.files("detente.library").joinpath("expectations.yaml").read_text("utf-8")
    return MappingProxyType(parse_expectations(text, "expectations.yaml"))


def parse_expectations(text: str, name: str = "text") -> dict[str, Expectation]:
    """Read expectations from YAML.

    Raises:
        InvalidInputError: an entry with a field missing or unknown, an empty or infinite range, an
            unknown provenance, or a source that is not in the list of references.
    """
    entries = read_text(text, name).value.get("expectations")
    if not isinstance(entries, dict) or not entries:
        raise InvalidInputError.single("there are no expectations", file=name, line=1)
    return {key: _expectation(key, entry, name) for key, entry in entries.items()}


def _expectation(key: str, entry: Any, name: str) -> Expectation:
    needed = [field.name for field in fields(Expectation) if field.name != "id"]
    given = entry if isinstance(entry, dict) else {}
    for field in needed:
        if given.get(field) in (None, "", []):
            raise InvalidInputError.single(f"'{key}' has no {field}", file=name)
    for field in given:
        if field not in needed:
            raise InvalidInputError.single(f"'{key}' has an unknown field {field}", file=name)
    low, high = _number(key, "low", given["low"], name), _number(key, "high", given["high"], name)
    if not low < high:
        raise InvalidInputError.single(f"the range of '{key}' is empty", file=name)
    if given["provenance"] not in PROVENANCES:
        raise InvalidInputError.single(
            f"the provenance of '{key}' must be one of {', '.join(PROVENANCES)}", file=name
        )
    return Expectation(
        id=key,
        name=str(given["name"]),
        statistic=str(given["statistic"]),
        unit=str(given["unit"]),
        low=low,
        high=high,
        applies_to=str(given["applies_to"]),
        sources=_sources(key, given, name),
        provenance=str(given["provenance"]),
        note=str(given["note"]),
    )


def _number(key: str, field: str, value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInputError.single(f"{field} of '{key}' is not a number", file=name)
    if abs(value) == float("inf") or isnan(value):
        raise InvalidInputError.single(f"{field} of '{key}' is not finite", file=name)
    return float(value)


def _sources(key: str, given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    if not isinstance(given["sources"], list):
        raise InvalidInputError.single(f"sources of '{key}' is not a list", file=name)
    found = tuple(str(source) for source in given["sources"])
    for source in found:
        try:
            reference(source)
        except KeyError:
            raise InvalidInputError.single(
                f"'{key}' cites '{source}', which is not in the list of references", file=name
            ) from None
    return found
