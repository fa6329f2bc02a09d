"""The catalogue as text for a terminal and as plain values for machines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from detente.catalogue.entries import STATUSES, Mechanism, mechanism, mechanisms, rivals
from detente.catalogue.examples import Input, WorkedExample
from detente.catalogue.explaining import Explanation
from detente.catalogue.month_words import (
    claims_as_json,
    equation_lines,
    equations_as_json,
    month_words,
    off_words,
)
from detente.catalogue.passages import Passage

#: Columns of a terminal.
WIDTH = 100
#: Column in which the provenance of a number begins.
INDENT = 46
_DEFAULTS = {
    "on": "acts",
    "off": "acts only if chosen",
    "sampled": "acts with a strength drawn from a declared range",
}


def as_json(chosen: Iterable[Mechanism] | None = None) -> dict[str, Any]:
    """Return the catalogue (or some of it) as `{"mechanisms": [{"id", "name", "status", …}]}`."""
    return {"mechanisms": [_row(entry) for entry in (mechanisms() if chosen is None else chosen)]}


def explanation_as_json(explanation: Explanation) -> dict[str, Any]:
    """Return one mechanism in the same form, with example, works and the rivals' questions."""
    row = _row(explanation.mechanism)
    row["rivals"] = [
        {"id": rival.other(row["id"]), "question": rival.question} for rival in explanation.rivals
    ]
    row["sources"] = list(explanation.sources)
    row["formal_models"] = list(explanation.models)
    worked = explanation.example
    row["example"] = None if worked is None else _example(worked)
    row["equations"] = equations_as_json(explanation.equations)
    return {"mechanisms": [row]}


def as_text(chosen: Iterable[Mechanism] | None = None) -> str:
    """Return the list: one line a mechanism, the rival pairs below."""
    entries = mechanisms() if chosen is None else tuple(chosen)
    lines = [f"{'id':<5}{'mechanism':<44}{'status':<19}{'block':<19}switch"]
    lines += [
        f"{entry.id:<5}{entry.name:<44}{entry.status:<19}{entry.block or '–':<19}"
        f"{entry.switch or '–'}"
        for entry in entries
    ]
    counts = [(status, sum(e.status == status for e in entries)) for status in STATUSES]
    lines += ["", "; ".join(f"{number} {status}" for status, number in counts) + "."]
    ids = {entry.id for entry in entries}
    pairs = [rival for rival in rivals() if set(rival.pair) <= ids]
    if pairs:
        lines += ["", "Rivals, kept apart because they pull in opposite directions:"]
    for rival in pairs:
        one, other = (mechanism(key) for key in rival.pair)
        names = f"{one.id} {one.name.lower()} against {other.id} {other.name.lower()}: "
        lines += _wrapped(names + rival.question, "  ")
    return "\n".join(lines)


def explanation_as_text(explanation: Explanation) -> str:
    """Return one mechanism explained, for a terminal."""
    entry = explanation.mechanism
    lines = [f"{entry.id}. {entry.name}   [{entry.status}]", "", *_wrapped(entry.sentence)]
    if entry.note:
        lines += _wrapped(entry.note)
    lines += ["", *_facts(entry)]
    for rival in explanation.rivals:
        other = mechanism(rival.other(entry.id))
        words = f"{other.id}, {other.name.lower()} ({other.status}): {rival.question}"
        lines += _labelled("Rival", words)
    if entry.equation:
        lines += ["", "Equation", *_wrapped(entry.equation, "  ")]
    if explanation.equations:
        lines += ["", *equation_lines(explanation.equations)]
    if explanation.example is not None:
        lines += ["", *_worked(explanation.example)]
    for title, cited in (
        ("The equation is after", explanation.sources),
        ("Other formal models of it", explanation.models),
    ):
        if cited:
            lines += ["", title, *(line for text in cited for line in _wrapped(text, "  "))]
    return "\n".join(lines)


def passage_as_json(passage: Passage) -> dict[str, Any]:
    """Return what a paragraph describes, its mechanisms in the form of `as_json`."""
    return {
        "source": passage.source,
        "paragraph": passage.paragraph,
        "repeats": passage.repeats,
        **as_json(passage.mechanisms),
        "against": [entry.id for entry in passage.against],
        "functions": list(passage.functions),
    }


def passage_as_text(passage: Passage) -> str:
    """Return what a paragraph describes, with the equations, for a terminal."""
    lines = [f"{passage.source}, paragraph {passage.paragraph}"]
    if passage.repeats is not None:
        lines[0] += f" (repeats paragraph {passage.repeats})"
    for title, entries in (("describes", passage.mechanisms), ("speaks against", passage.against)):
        for entry in entries:
            lines += ["", *_wrapped(f"{title} {entry.id}, {entry.name.lower()} [{entry.status}]")]
            if entry.functions:
                lines += _wrapped(f"{', '.join(entry.functions)}", "  ")
            if entry.equation:
                lines += _wrapped(entry.equation, "  ")
            lines += _wrapped(f"monthly model: {month_words(entry)}", "  ")
    if len(lines) == 1:
        lines.append("No mechanism cites it.")
    return "\n".join(lines)


def _facts(entry: Mechanism) -> Iterator[str]:
    cited = "; ".join(str(citation) for citation in entry.citations)
    yield from _labelled("Paragraphs", cited)
    if entry.against:
        yield from _labelled("Against it", "; ".join(str(c) for c in entry.against))
    sign = {"+": "helps cooperation", "−": "hinders cooperation", "±": "either way"}[entry.sign]
    yield from _labelled("Effect", f"{entry.sign}  {sign}")
    yield from _labelled("By default", _default(entry))
    yield from _labelled("Switch", entry.switch or "none")
    yield from _labelled("Functions", ", ".join(entry.functions) or "none")
    yield from _labelled("Analyses", ", ".join(entry.analyses) or "none beside the monthly model")
    yield from _labelled("Monthly model", month_words(entry))
    if entry.month:
        yield from _labelled("Switched off", off_words(entry))
        yield from _labelled("Seen in", ", ".join(entry.seen) or "nothing by itself")


def _default(entry: Mechanism) -> str:
    if entry.status == "not yet":
        return "does nothing"
    part = " (as far as it is modelled)" if entry.status == "modelled in part" else ""
    return _DEFAULTS[entry.default] + part


def _labelled(label: str, words: str) -> Iterator[str]:
    yield from textwrap.wrap(
        f"{label:<15}{words}", WIDTH, subsequent_indent=" " * 15, break_long_words=False
    )


def _wrapped(words: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )


def _worked(worked: WorkedExample) -> Iterator[str]:
    yield f"Worked example, at the middle of the quantities of {worked.scenario}"
    yield from _wrapped(worked.example.says, "  ")
    for taken in worked.inputs:
        yield from _input_lines(taken)
    for result, value in worked.results:
        yield f"  → {result.name}: {_number(value)} ({result.unit})"


def _input_lines(taken: Input) -> Iterator[str]:
    head = f"  {taken.argument} = {_number(taken.value)}"
    where = taken.provenance if taken.address is None else f"{taken.address}: {taken.provenance}"
    if len(head) >= INDENT:
        yield head
        head = ""
    yield from textwrap.wrap(
        f"{head:<{INDENT}}{where}",
        WIDTH,
        subsequent_indent=" " * INDENT,
        break_long_words=False,
        drop_whitespace=bool(head),
    )


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def _row(entry: Mechanism) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "status": entry.status,
        "sentence": entry.sentence,
        "paragraphs": [str(citation) for citation in entry.citations],
        "against": [str(citation) for citation in entry.against],
        "models": list(entry.models),
        "block": entry.block,
        "functions": list(entry.functions),
        "analyses": list(entry.analyses),
        "equation": entry.equation,
        **claims_as_json(entry),
        "switch": entry.switch,
        "sign": entry.sign,
        "default": entry.default,
        "rivals": [rival.other(entry.id) for rival in entry.rivals],
        "note": entry.note,
    }


def _example(worked: WorkedExample) -> dict[str, Any]:
    return {
        "scenario": worked.scenario,
        "says": worked.example.says,
        "function": worked.example.call.function,
        "inputs": [
            {
                "argument": taken.argument,
                "value": taken.value,
                "address": taken.address,
                "provenance": taken.provenance,
                "note": taken.note,
            }
            for taken in worked.inputs
        ],
        "results": [
            {"name": result.name, "unit": result.unit, "value": value}
            for result, value in worked.results
        ],
    }
