"""The catalogue as it stands in `library/mechanisms.yaml`, read into frozen values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

from detente.scenario.problems import InvalidInputError, cut
from detente.scenario.quantities import Citation, parse_citations
from detente.scenario.reading import read_text

Status: TypeAlias = Literal["works", "modelled in part", "not yet"]
Sign: TypeAlias = Literal["+", "−", "±"]
Default: TypeAlias = Literal["on", "off", "sampled"]

STATUSES: tuple[Status, ...] = get_args(Status)
SIGNS: tuple[Sign, ...] = get_args(Sign)
DEFAULTS: tuple[Default, ...] = get_args(Default)


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments: each a number, an address in a scenario or another call.

    Attributes:
        function: dotted, as in `Mechanism.functions`.
        arguments: argument → 0.6, `relations.russia>united_states.trust` or a call.
    """

    function: str
    arguments: Mapping[str, float | str | Call]


@dataclass(frozen=True, slots=True)
class Result:
    """One number that an example yields: what it is called and its unit."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Which argument a picture varies, over which range, and which result it shows.

    Attributes:
        argument: of the example's call.
        low, high: the range.
        name, unit: of the horizontal axis.
        result: place of the result shown, from 0.
    """

    argument: str
    low: float
    high: float
    name: str
    unit: str
    result: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A small worked example.

    Attributes:
        scenario: shipped name.
        call: what is computed.
        results: what comes out, in the order in which the function returns it.
        says: what the example asks, in one line.
        plot: what a picture varies, or None where a curve would say nothing.
    """

    scenario: str
    call: Call
    results: tuple[Result, ...]
    says: str
    plot: Plot | None


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism that the documents describe.

    Attributes:
        id: `1` … `49`; `d1` … for the further drivers.
        name, sentence: what it is, in our words.
        citations: the paragraphs that describe it (repeats are cited once).
        against: the paragraphs that say the contrary.
        models: keys of the formal models that capture it.
        block: module of `mechanisms` that holds its equations, or None.
        functions: `trust.minimum_trust` (of `mechanisms`) or `interests.worth.worth`.
        analyses: what computes it for a scenario, dotted within the package.
        equation: one line of plain text; empty without a function.
        month: terms of the monthly model that carry it → those parameters of each that are its own.
        off: what switches it off in the monthly model: a parameter, a field of every entity of an
            index set (`actor.horizon`), or an entry of the scenario → its value.
        cut: the loop (`dynamics.cuts`) without which it is off, or None.
        seen: findings of the monthly model that depend on it, by their name in the data.
        switch: the disputed question that governs it, or None.
        sign: its effect on cooperation.
        default: whether it acts unless chosen otherwise; sampled: with a strength drawn from a
            declared range.
        status: `works`: an equation of the monthly model carries it, it can be switched off, and a
            finding depends on it; `modelled in part`: the note says what is missing.
        example: a worked example, or None.
        note: what a reader has to know, or empty.
    """

    id: str
    name: str
    sentence: str
    citations: tuple[Citation, ...]
    against: tuple[Citation, ...]
    models: tuple[str, ...]
    block: str | None
    functions: tuple[str, ...]
    analyses: tuple[str, ...]
    equation: str
    month: Mapping[str, tuple[str, ...]]
    off: Mapping[str, float | str]
    cut: str | None
    seen: tuple[str, ...]
    switch: str | None
    sign: Sign
    default: Default
    status: Status
    example: Example | None
    note: str

    @property
    def rivals(self) -> tuple[Rival, ...]:
        """The pairs in which it stands against another mechanism."""
        return tuple(rival for rival in rivals() if self.id in rival.pair)


@dataclass(frozen=True, slots=True)
class Rival:
    """Two mechanisms of opposite effect, and the question that divides them."""

    pair: tuple[str, str]
    question: str

    def other(self, identifier: str) -> str:
        """Return the other one of the two."""
        one, other = self.pair
        return other if identifier == one else one


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """Return every mechanism: the 49 of the documents, then the further drivers."""
    return tuple(_mechanism(entry) for entry in _content()["mechanisms"])


def mechanism(identifier: str | int) -> Mechanism:
    """Return one mechanism by its id.

    Raises:
        InvalidInputError: no such mechanism; names the nearest id, or the nearest name.
    """
    found = _by_id().get(str(identifier))
    if found is not None:
        return found
    raise InvalidInputError.single(
        f"no mechanism '{cut(str(identifier))}'{_near(str(identifier))} (ids: {_spans()})",
        file="mechanisms",
    )


def _near(word: str) -> str:
    """Return a hint: the nearest number of the same sort, or the nearest name."""
    match = re.fullmatch(r"\s*([a-z]?)([0-9]{1,6})\s*", word)
    if match is not None and match[1] in _counts():
        nearest = min(max(int(match[2]), 1), _counts()[match[1]])
        return f" – did you mean {match[1]}{nearest}, {_by_id()[f'{match[1]}{nearest}'].name}?"
    names = {entry.name.lower(): entry for entry in mechanisms()}
    close = difflib.get_close_matches(word.strip().lower(), names, n=1, cutoff=0.6)
    return f" – did you mean {names[close[0]].id}, {names[close[0]].name}?" if close else ""


def _counts() -> dict[str, int]:
    """Return how many ids there are by their letter: none for the mechanisms, d for drivers."""
    drivers = sum(entry.id.startswith("d") for entry in mechanisms())
    return {"": len(mechanisms()) - drivers, "d": drivers}


def _spans() -> str:
    return ", ".join(f"{letter}1 to {letter}{count}" for letter, count in _counts().items())


@cache
def _by_id() -> Mapping[str, Mechanism]:
    return MappingProxyType({entry.id: entry for entry in mechanisms()})


@cache
def rivals() -> tuple[Rival, ...]:
    """Return the rival pairs: they carry opposite signs and are deliberately kept apart."""
    return tuple(
        Rival((str(entry["pair"][0]), str(entry["pair"][1])), entry["question"])
        for entry in _content()["rivals"]
    )


@cache
def repeats() -> Mapping[tuple[str, int], int]:
    """Return (source, paragraph) → the paragraph of which it is a word-for-word repeat."""
    return MappingProxyType(
        {
            (source, int(paragraph)): int(first)
            for source, pairs in _content()["repeats"].items()
            for paragraph, first in pairs.items()
        }
    )


@cache
def bookkeeping() -> Mapping[str, str]:
    """Return the terms of the month that carry no mechanism → what they are for."""
    return MappingProxyType(dict(_content()["bookkeeping"]))


@cache
def _content() -> dict[str, Any]:
    text = resources.files("detente.library").joinpath("mechanisms.yaml").read_text("utf-8")
    content: dict[str, Any] = read_text(text, "mechanisms.yaml").value
    return content


def _mechanism(raw: dict[str, Any]) -> Mechanism:
    entry = dict(raw)
    cited = parse_citations(entry.pop("from"))
    against = parse_citations(entry.pop("against", []))
    example = entry.pop("example", None)
    return Mechanism(
        id=str(entry.pop("id")),
        citations=cited,
        against=against,
        block=entry.pop("block", None),
        switch=entry.pop("switch", None),
        example=None if example is None else _example(example),
        models=tuple(entry.pop("models", ())),
        functions=tuple(entry.pop("functions", ())),
        analyses=tuple(entry.pop("analyses", ())),
        equation=entry.pop("equation", ""),
        month=MappingProxyType({term: tuple(own) for term, own in entry.pop("month", {}).items()}),
        off=MappingProxyType(dict(entry.pop("off", {}))),
        cut=entry.pop("cut", None),
        seen=tuple(entry.pop("seen", ())),
        note=entry.pop("note", ""),
        **entry,  # a key that is not known is refused here
    )


def _example(raw: dict[str, Any]) -> Example:
    plot = raw.get("plot")
    return Example(
        scenario=raw["scenario"],
        call=_call(raw),
        results=tuple(Result(name, unit) for name, unit in raw["results"].items()),
        says=raw["says"],
        plot=None if plot is None else Plot(**plot),
    )


def _call(raw: dict[str, Any]) -> Call:
    arguments: dict[str, float | str | Call] = {}
    for name, value in raw["arguments"].items():
        if isinstance(value, dict):
            arguments[name] = _call(value)
        else:
            arguments[name] = value if isinstance(value, str) else float(value)
    return Call(raw["function"], MappingProxyType(arguments))
