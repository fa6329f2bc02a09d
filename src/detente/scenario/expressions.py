"""Statements over options: `extend & !withdraw | demand`, with parentheses.

The grammar of preference statements and infeasible patterns in conflicts. An option is written by
its name where that is unique, else as `owner.option`; a name with blanks or signs stands in double
quotes: `"legal challenge" & !"north east.full"`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r'\s*(?:([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)?|"[^"]+")|([&|!()]))')


class StatementError(ValueError):
    """A statement that cannot be read."""


@dataclass(frozen=True, slots=True)
class Option:
    """True where the option is taken."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation:
    """True where the part is false."""

    part: Statement


@dataclass(frozen=True, slots=True)
class Conjunction:
    """True where all parts are true."""

    parts: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """True where some part is true."""

    parts: tuple[Statement, ...]


Statement = Option | Negation | Conjunction | Disjunction


def parse_statement(text: str) -> Statement:
    """Read a statement; `!` binds tightest, then `&`, then `|`.

    Raises:
        StatementError: with the place and what was expected.
    """
    tokens: list[str] = []
    place = 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise StatementError(
                f"'{text[place:].strip()[:10]}' cannot stand in '{text[:60]}' – "
                "use option names, &, |, ! and parentheses"
            )
        tokens.append(match[1] or match[2])
        place = match.end()
    reader = _Reader(tokens, text)
    statement = reader.disjunction(0)
    if reader.rest():
        raise StatementError(f"'{reader.rest()}' is left over in '{text[:60]}' – use & or |")
    return statement


def options(statement: Statement) -> tuple[str, ...]:
    """Return the names of the options in a statement, in order of appearance."""
    if isinstance(statement, Option):
        return (statement.name,)
    parts = (statement.part,) if isinstance(statement, Negation) else statement.parts
    return tuple(dict.fromkeys(name for part in parts for name in options(part)))


def evaluate(statement: Statement, taken: Mapping[str, bool]) -> bool:
    """Return whether a statement holds for the options taken."""
    if isinstance(statement, Option):
        return taken[statement.name]
    if isinstance(statement, Negation):
        return not evaluate(statement.part, taken)
    if isinstance(statement, Conjunction):
        return all(evaluate(part, taken) for part in statement.parts)
    return any(evaluate(part, taken) for part in statement.parts)


class _Reader:
    """Recursive descent over tokens."""

    def __init__(self, tokens: list[str], text: str) -> None:
        self.tokens, self.text, self.place = tokens, text, 0

    def rest(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.rest()
        self.place += 1
        return token

    def disjunction(self, depth: int) -> Statement:
        parts = [self.conjunction(depth)]
        while self.rest() == "|":
            self.take()
            parts.append(self.conjunction(depth))
        return parts[0] if len(parts) == 1 else Disjunction(tuple(parts))

    def conjunction(self, depth: int) -> Statement:
        parts = [self.factor(depth)]
        while self.rest() == "&":
            self.take()
            parts.append(self.factor(depth))
        return parts[0] if len(parts) == 1 else Conjunction(tuple(parts))

    def factor(self, depth: int) -> Statement:
        if depth > 50:
            raise StatementError("nested too deeply")
        token = self.take()
        if token == "!":
            return Negation(self.factor(depth + 1))
        if token == "(":
            inner = self.disjunction(depth + 1)
            if self.take() != ")":
                raise StatementError(f"a ')' is missing in '{self.text[:60]}'")
            return inner
        if not token or token in "&|)":
            found = f"'{token}'" if token else "the end"
            raise StatementError(f"an option is missing before {found} in '{self.text[:60]}'")
        return Option(token.strip('"'))
