"""What the month carries of the mechanisms, as text for a terminal and as plain values."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from detente.catalogue.entries import Mechanism, bookkeeping
from detente.catalogue.month import (
    BASE,
    Equation,
    Reading,
    carried_in,
    carriers,
    claims,
    order,
    words_of,
)

if TYPE_CHECKING:
    from detente.dynamics.month.order import Step

#: Columns of a terminal, and the column in which words after a name begin.
WIDTH = 100
INDENT = 30


def month_as_text() -> str:
    """Return the order of the month: its steps, the mechanisms they carry, their equations."""
    lines = [
        "The order of the month. What is fixed from outside is written over the state before it.",
    ]
    for number, step in enumerate(order(), start=1):
        lines += ["", f"{number}. {step.name}: {step.what}"]
        carried = ", ".join(carried_in(step)) or "none"
        lines += textwrap.wrap(
            f"mechanisms {carried}", WIDTH, initial_indent="   ", subsequent_indent="      "
        )
        for term in step.terms:
            lines += _column(f"   {term.name}", words_of(term)[0])
    lines += ["", "Equations and parameters: detente mechanisms ID."]
    return "\n".join(lines)


def month_as_json() -> dict[str, Any]:
    """Return the order of the month as `{"month": [{"number", "step", "what", …}]}`."""
    return {"month": [_step(number, step) for number, step in enumerate(order(), start=1)]}


def _step(number: int, step: Step) -> dict[str, Any]:
    rows = []
    for term in step.terms:
        what, lines = words_of(term)
        rows.append(
            {
                "name": term.name,
                "over": term.over,
                "what": what,
                "equation": list(lines),
                "reads": list(term.reads),
                "writes": list(term.writes),
                "mechanisms": list(carriers(term.name)),
                "bookkeeping": bookkeeping().get(term.name),
            }
        )
    return {
        "number": number,
        "step": step.name,
        "what": step.what,
        "mechanisms": list(carried_in(step)),
        "terms": rows,
    }


def claims_as_json(entry: Mechanism) -> dict[str, Any]:
    """Return which terms of the month carry a mechanism, and how it is switched off and seen."""
    return {
        "month": [
            {"step": step.name, "term": term.name, "parameters": list(entry.month[term.name])}
            for _, step, term in claims(entry)
        ],
        "off": dict(entry.off),
        "cut": entry.cut,
        "seen": list(entry.seen),
    }


def equations_as_json(found: tuple[Equation, ...]) -> list[dict[str, Any]]:
    """Return the equations of the month that carry a mechanism, with their parameters."""
    return [
        {
            "number": each.number,
            "step": each.step,
            "term": each.term,
            "over": each.over,
            "what": each.what,
            "equation": list(each.lines),
            "parameters": [
                {
                    "name": reading.name,
                    "words": reading.words,
                    "declared": reading.declared,
                    "unit": reading.unit,
                    "off": reading.off,
                    "switches": {key: dict(levels) for key, levels in reading.switches.items()},
                }
                for reading in each.own
            ],
            "reads_also": list(each.others),
        }
        for each in found
    ]


def month_words(entry: Mechanism) -> str:
    """Return the steps of the month that carry a mechanism, in one line."""
    names = dict.fromkeys(f"{number} {step.name}" for number, step, _ in claims(entry))
    return ", ".join(names) or "no equation carries it"


def off_words(entry: Mechanism) -> str:
    """Return what switches a mechanism off, in words."""
    if entry.cut is not None:
        from detente.dynamics.cuts import CUTS

        return f"by the cut '{entry.cut}', without {CUTS[entry.cut].what}"
    found = [_off_word(name, value) for name, value in entry.off.items()]
    return f"at {'; '.join(found)}" if found else "by nothing"


def _off_word(name: str, value: float | str) -> str:
    over, mark, field = name.partition(".")
    if not mark:
        return f"{name} = {_plain(value)}"
    if isinstance(value, str) and value != "never":
        return f"{name} = {value}"
    return f"{field} of every {over} = {_plain(value)}"


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def equation_lines(found: tuple[Equation, ...]) -> Iterator[str]:
    """Yield the equations of the month that carry a mechanism, for a terminal."""
    if not found:
        return
    yield f"In the monthly model (parameters and switches as declared for {BASE})"
    for each in found:
        yield from textwrap.wrap(
            f"{each.number} {each.step}: {each.term}. {each.what}",
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )
        for line in each.lines:
            yield from _wrapped(line)
        for reading in each.own:
            yield from _column(f"    {reading.name}", _reading_words(reading))
        # A term that names none of its parameters is shown for its equation alone.
        if each.own and each.others:
            yield from _column("    reads also", ", ".join(each.others))


def _wrapped(line: str) -> Iterator[str]:
    """Yield a line of an equation as it stands, broken only where the terminal ends."""
    ahead = " " * (4 + len(line) - len(line.lstrip()))
    marks = sum(unicodedata.combining(letter) > 0 for letter in line)  # these take no column
    yield from textwrap.wrap(
        line.strip(),
        WIDTH + marks,
        initial_indent=ahead,
        subsequent_indent=ahead,
        break_long_words=False,
    )


def _reading_words(reading: Reading) -> str:
    words = f"{reading.words}: {reading.declared} {reading.unit}"
    if reading.off is not None:
        words += f"; off: {reading.off:g}"
    for switch, levels in reading.switches.items():
        words += f"; switch {switch}: {_levels(levels)}"
    return words


def _levels(levels: Mapping[str, str]) -> str:
    return ", ".join(f"{level} {declared}" for level, declared in levels.items())


def _column(head: str, words: str) -> Iterator[str]:
    if len(head) >= INDENT:
        yield head
        head = ""
    yield from textwrap.wrap(
        f"{head:<{INDENT}}{words}",
        WIDTH,
        subsequent_indent=" " * INDENT,
        drop_whitespace=bool(head),
        break_long_words=False,
    )
