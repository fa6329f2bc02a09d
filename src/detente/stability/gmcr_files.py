"""Conflicts kept in `.gmcr` files, the JSON that GMCRplus-py (github.com/onp/gmcr-py) writes.

What such a file holds, as read from that program's sources and example files: `options`, each with
a `name` and a `permittedDirection` (`both`, `fwd`, `back`); `decisionMakers`, each with a `name`,
the numbers of its `options` and its `preferences`; `infeasibles`; and perhaps `coalitions`,
`program`, `version` and, per decision maker, `misperceptions`. A condition is a list of pairs of an
option's number and `Y` or `N`, all of which must hold; or `{"compound": true, "members": […]}`, of
which one must. Preferences are conditions, the first outweighing all later ones; or, where
`useManualPreferenceRanking` (once `…Vectors`) is true, a ranking by numbers of states. States are
numbered from 1 over the feasible ones, the options standing owner by owner and the first letter
changing fastest, which is the order used here as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.scenario.expressions import Statement, parse_statement
from detente.scenario.problems import InvalidInputError, cut
from detente.stability.model import GraphModel
from detente.stability.options import Options, read_options
from detente.stability.preferences import Written
from detente.stability.states import Codes, feasible_states, letters, opposite, truth

#: What the file calls the ways an option may go.
WAYS = {"both": None, "fwd": "forward", "back": "back"}


@dataclass(frozen=True)
class GmcrFile:
    """A conflict from a `.gmcr` file, and what the file says besides.

    Attributes:
        model: the conflict. Options stand owner by owner, under the names they have in the file.
        program, version: what wrote the file; empty where it does not say.
        coalitions: who acts together, as far as the file declares anybody to.
        unseen: decision maker → patterns of states that it does not perceive, as for a
            `Hypergame`; only those who overlook something.
        notes: what was changed or left out in reading, a sentence each.
    """

    model: GraphModel
    program: str
    version: str
    coalitions: tuple[tuple[str, ...], ...]
    unseen: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def read_gmcr(path: str | Path) -> GmcrFile:
    """Read a `.gmcr` file.

    Args:
        path: the file.

    Raises:
        InvalidInputError: no such file, no JSON, or a part that is missing or wrong, in one line.
    """
    file = str(path)
    try:
        data = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise InvalidInputError.single(f"cannot be read: {why}", file=file) from None
    except (ValueError, RecursionError):
        raise InvalidInputError.single(
            "is no JSON – save the conflict again from GMCRplus", file=file
        ) from None
    try:
        return _Reader(data).file()
    except InvalidInputError:
        raise
    except ValueError as error:
        raise InvalidInputError.single(str(error), file=file) from None


class _Reader:
    """One file's content, checked as it is gone through."""

    def __init__(self, data: Any) -> None:
        self.data = _mapping(data, "the file")
        self.notes: list[str] = []
        names = [_name(entry, f"options[{k}]") for k, entry in enumerate(self.top("options"))]
        self.owners = self.top("decisionMakers")
        who: dict[str, list[str]] = {}
        #: Number in the file → place among the letters of a state.
        self.place: dict[int, int] = {}
        for k, entry in enumerate(self.owners):
            where = f"decisionMakers[{k}]"
            owner = _name(entry, where)
            if owner in who:
                raise ValueError(f"{where}: '{cut(owner)}' stands twice – rename one")
            who[owner] = []
            for number in _list(entry.get("options"), f"{where}.options"):
                _in_range(number, len(names), f"{where}.options", "option")
                if number in self.place:
                    raise ValueError(
                        f"{where}.options: option '{cut(names[number])}' has an owner already – "
                        "give each option to one decision maker"
                    )
                self.place[number] = len(self.place)
                who[owner].append(self.usable(names[number]))
        if orphans := [name for k, name in enumerate(names) if k not in self.place]:
            raise ValueError(f"options: nobody controls '{cut(orphans[0])}' – take it out")
        self.who = who
        self.options: Options = read_options(who, self.irreversible())

    def file(self) -> GmcrFile:
        """Return all of it."""
        infeasible = [
            pattern
            for k, condition in enumerate(self.top("infeasibles"))
            for pattern in self.patterns(condition, f"infeasibles[{k}]")
        ]
        codes = feasible_states(infeasible, self.options)
        manual = "useManualPreferenceRanking", "useManualPreferenceVectors"
        ranked = any(self.data.get(name) is True for name in manual)
        preferences: dict[str, Written] = {}
        unseen: dict[str, tuple[str, ...]] = {}
        for k, (owner, entry) in enumerate(zip(self.who, self.owners, strict=True)):
            where = f"decisionMakers[{k}]"
            if ranked:
                preferences[owner] = self.ranking(entry, codes, where)
            else:
                preferences[owner] = self.statements(entry, codes, where)
            overlooked = _list(entry.get("misperceptions", []), f"{where}.misperceptions")
            if overlooked:
                unseen[owner] = tuple(
                    pattern
                    for n, condition in enumerate(overlooked)
                    for pattern in self.patterns(condition, f"{where}.misperceptions[{n}]")
                )
        return GmcrFile(
            model=GraphModel(
                self.who,
                preferences=preferences,
                infeasible=infeasible,
                irreversible=self.irreversible(),
            ),
            program=str(self.data.get("program", "")),
            version=str(self.data.get("version", "")),
            coalitions=self.coalitions(),
            unseen=unseen,
            notes=tuple(self.notes),
        )

    def top(self, key: str) -> Sequence[Any]:
        """Return a list at the top of the file."""
        if key not in self.data:
            raise ValueError(f"{key} is missing – is this a conflict saved from GMCRplus?")
        return _list(self.data[key], key)

    def usable(self, name: str) -> str:
        """Return an option's name without the signs that mean something here."""
        plain = name.replace(".", "·").replace('"', "'")
        if plain != name:
            self.notes.append(f"Option '{name}' is called '{plain}' here.")
        return plain

    def irreversible(self) -> dict[str, str]:
        """Return option → way, of those that go one way only."""
        found = {}
        addresses = [f"{owner}.{name}" for owner, own in self.who.items() for name in own]
        for k, entry in enumerate(self.top("options")):
            way = entry.get("permittedDirection", "both")
            if not isinstance(way, str) or way not in WAYS:
                raise ValueError(
                    f"options[{k}].permittedDirection is {way!r} – write both, fwd or back"
                )
            if WAYS[way] is not None:
                found[addresses[self.place[k]]] = str(WAYS[way])
        return found

    def conditions(self, entry: Any, where: str) -> list[dict[int, str]]:
        """Return a condition as alternatives, each place → letter."""
        compound = isinstance(entry, Mapping)
        members = _list(entry.get("members"), f"{where}.members") if compound else [entry]
        found = []
        for member in members:
            letters_at: dict[int, str] = {}
            for pair in _list(member, where):
                if not isinstance(pair, list) or len(pair) != 2:
                    raise ValueError(f"{where}: a condition pairs an option with Y or N")
                number, letter = pair
                _in_range(number, len(self.place), where, "option")
                if letter not in ("Y", "N"):
                    raise ValueError(f"{where}: {letter!r} – write Y or N")
                if letters_at.setdefault(self.place[number], letter) != letter:
                    raise ValueError(f"{where}: an option is both Y and N – no state is so")
            found.append(letters_at)
        return found

    def patterns(self, entry: Any, where: str) -> list[str]:
        """Return a condition as strings with `-` for either letter."""
        return [
            "".join(wanted.get(place, "-") for place in range(len(self.place)))
            for wanted in self.conditions(entry, where)
        ]

    def ranking(self, entry: Mapping[str, Any], codes: Codes, where: str) -> Written:
        """Return a ranking by numbers of states as a ranking of Y/N strings."""
        key = "preferenceRanking" if "preferenceRanking" in entry else "preferenceVector"
        where = f"{where}.{key}"
        found: list[list[str]] = []
        for level in _list(entry.get(key), where):
            numbers = level if isinstance(level, list) else [level]
            for number in numbers:
                _in_range(number, len(codes) + 1, where, "feasible state", first=1)
            picked = codes[np.asarray(numbers, np.int64) - 1]
            found.append(letters(picked, len(self.place)))
        return found

    def statements(self, entry: Mapping[str, Any], codes: Codes, where: str) -> Written:
        """Return prioritised conditions as statements, without those that decide nothing."""
        owner = entry["name"]
        kept: list[tuple[str, Statement]] = []
        for k, condition in enumerate(_list(entry.get("preferences"), f"{where}.preferences")):
            text = self.worded(self.conditions(condition, f"{where}.preferences[{k}]"))
            statement = parse_statement(text) if text else None
            if statement is None or not truth(statement, codes, self.options).any():
                why = "holds in no feasible state" if text else "is empty"
            elif any(
                statement == other or opposite(statement, other, self.options) for _, other in kept
            ):
                why = "was decided by an earlier one"
            else:
                kept.append((text, statement))
                continue
            self.notes.append(f"Preference {k + 1} of {owner} {why} and is left out.")
        if not kept:
            self.notes.append(f"{owner} has no preferences and is indifferent.")
            always = self.options.written(0)
            return [f"{always} | !{always}"]
        return [text for text, _ in kept]

    def worded(self, alternatives: list[dict[int, str]]) -> str:
        """Return a condition as a statement; empty where some alternative asks for nothing."""
        if not all(alternatives):
            return ""
        return " | ".join(
            " & ".join(
                ("" if letter == "Y" else "!") + self.options.written(place)
                for place, letter in sorted(wanted.items())
            )
            for wanted in alternatives
        )

    def coalitions(self) -> tuple[tuple[str, ...], ...]:
        """Return the declared coalitions of two or more."""
        names = tuple(self.who)
        found = []
        for k, entry in enumerate(_list(self.data.get("coalitions", []), "coalitions")):
            members = entry if isinstance(entry, list) else [entry]
            for number in members:
                _in_range(number, len(names), f"coalitions[{k}]", "decision maker")
            if len(members) > 1:
                found.append(tuple(names[number] for number in members))
        return tuple(found)


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} holds no mapping – is this a conflict saved from GMCRplus?")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{where} is no list – is this a conflict saved from GMCRplus?")
    return value


def _name(entry: Any, where: str) -> str:
    name = _mapping(entry, where).get("name")
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"{where} has no name")
    return name


def _in_range(number: Any, stop: int, where: str, what: str, *, first: int = 0) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or not first <= number < stop:
        raise ValueError(
            f"{where}: no {what} {cut(str(number))} – they are numbered {first} to {stop - 1}"
        )
