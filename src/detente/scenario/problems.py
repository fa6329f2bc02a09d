"""What is wrong with an input, said in one line that names the place and the remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: A place in the tree of a scenario: keys of mappings and indices of lists.
Path = tuple[str | int, ...]

#: What a line shows of a path and of a message at most (characters).
LONGEST_PATH = 200
LONGEST_MESSAGE = 600


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry was written: file and line (from 1; 0 where there is no line)."""

    file: str
    line: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: `file:line: path: message`."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        """Return the one line a user is shown."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        path = f" {cut(self.path, LONGEST_PATH)}:" if self.path else ""
        return _one_line(f"{where}:{path} {cut(self.message, LONGEST_MESSAGE)}")


def _one_line(text: str) -> str:
    """Write out line breaks and control characters, so that an input cannot forge a line."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class InvalidInputError(ValueError):
    """An input that cannot be used, with every problem found in it.

    Attributes:
        problems: all problems, in the order of their place.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(dict.fromkeys(sorted(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def single(cls, message: str, *, file: str, line: int = 0, path: str = "") -> InvalidInputError:
        """Build an error that holds one problem."""
        return cls([Problem(file, line, path, message)])


def shown(value: object) -> str:
    """Name a value as a message does: `'high'`, `the number 5`, `true`, `a list`, `empty`."""
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{cut(value)}'"
    if isinstance(value, int | float):
        return f"the number {value:g}" if abs(value) < 1e300 else "a number beyond measure"
    return "a mapping" if isinstance(value, Mapping) else "a list"


def cut(text: str, limit: int = 40) -> str:
    """Shorten a text for a message, blanks joined."""
    clean = " ".join(text.split())
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def dotted(path: Path) -> str:
    """Write a path as a user types it: `issues.arms.poles`, list places as `[2]` from 0."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` – did you mean 'x'?` for the nearest known word, or an empty string."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" – did you mean '{match[0]}'?" if match else ""


def listed(words: Iterable[str], limit: int = 12) -> str:
    """List words for a message: `a, b or c`; long lists are cut with a count."""
    items = list(words)
    if len(items) > limit:
        return ", ".join(items[:limit]) + f" … ({len(items)} in all)"
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " or " + items[-1]
