"""Options, states and moves in words.

Options are named by verb phrases as one orders them: `ease part of the sanctions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.scenario.model import Scenario
    from detente.stability.analysis.findings import ConflictSolution

_IRREGULAR = {"be": "is", "have": "has", "do": "does", "go": "goes"}
_VOWELS = "aeiou"
NOTHING = "nobody takes any of these steps"


def third_person(phrase: str) -> str:
    """Return a verb phrase as said of one: `ease sanctions` → `eases sanctions`."""
    verb, blank, rest = phrase.partition(" ")
    if verb in _IRREGULAR:
        told = _IRREGULAR[verb]
    elif verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        told = f"{verb}es"
    elif verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        told = f"{verb[:-1]}ies"
    else:
        told = f"{verb}s"
    return f"{told}{blank}{rest}"


def joined(items: Iterable[str], last: str = "and") -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    every = list(items)
    if len(every) <= 1:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def names_of(scenario: Scenario, actors: Iterable[str]) -> str:
    """Return decision makers as a sentence lists them."""
    return joined(scenario.name_of(actor) for actor in actors)


def option_words(scenario: Scenario, one: ConflictSolution, number: int, *, brief: bool) -> str:
    """Return an option's verb phrase; brief, or where it has none: its id in quotes.

    Args:
        scenario: holds the names.
        one: the conflict.
        number: the place of the option's letter in a state.
        brief: whether the id is wanted.
    """
    name = _declared_name(scenario, one, one.options[number])
    if name is None or brief:
        return f"take “{option_tag(scenario, one, one.options[number])}”"
    return name


def option_tag(scenario: Scenario, one: ConflictSolution, address: str) -> str:
    """Return an option's id as a picture shows it beside its owner: `russia_truce` → `truce`.

    Words that its name writes with a capital have it here too.
    """
    owner, _, option = address.partition(".")
    name = _declared_name(scenario, one, address) or ""
    written = {word.lower(): word for word in re.findall(r"\w+", name)}
    parts = option.removeprefix(f"{owner}_").split("_")
    return " ".join(written.get(part, part) for part in parts)


def _declared_name(scenario: Scenario, one: ConflictSolution, address: str) -> str | None:
    declared = scenario.content.conflicts[one.conflict].options
    entry = declared.get(address) or declared.get(address.partition(".")[2])
    return None if entry is None else entry.name


def state_words(scenario: Scenario, one: ConflictSolution, state: str) -> str:
    """Return a state in words: who does what; those who do the same are named together."""
    doers: dict[str, list[str]] = {}
    for number, letter in enumerate(state):
        if letter == "Y":
            owner = one.options[number].partition(".")[0]
            doers.setdefault(option_words(scenario, one, number, brief=False), []).append(owner)
    parts: dict[tuple[str, ...], list[str]] = {}
    for phrase, owners in doers.items():
        parts.setdefault(tuple(owners), []).append(phrase)
    told = [
        f"{names_of(scenario, owners)} "
        + joined(phrases if len(owners) > 1 else map(third_person, phrases))
        for owners, phrases in parts.items()
    ]
    return "; ".join(told) or NOTHING


def state_tags(
    scenario: Scenario, one: ConflictSolution, state: str
) -> tuple[tuple[str, str], ...]:
    """Return who takes which options, briefly: pairs of a decision maker and its options' tags."""
    found: dict[str, list[str]] = {}
    for address in one.taken(state):
        owner = address.partition(".")[0]
        found.setdefault(owner, []).append(option_tag(scenario, one, address))
    return tuple((owner, ", ".join(tags)) for owner, tags in found.items())


def move_words(
    scenario: Scenario, one: ConflictSolution, before: str, after: str, *, brief: bool = False
) -> str:
    """Return what changes from one state to another as a bare verb phrase.

    `ease part of the sanctions and no longer give up mediation`: what is begun stands first, since
    `no longer` would seem to cover what follows it.
    """
    begun, ended = [], []
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new:
            phrase = option_words(scenario, one, number, brief=brief)
            if new == "Y":
                begun.append(phrase)
            else:
                ended.append(f"no longer {phrase}")
    return joined([*begun, *ended])


def labels(one: ConflictSolution) -> dict[str, str]:
    """Return a letter for each state that is told of: the status quo first, then by counts."""
    states = [] if one.status_quo is None else [one.status_quo]
    states += [held.state for held in one.standings[one.leading] if held.state not in states]
    return dict(zip(states, ascii_uppercase, strict=False))
