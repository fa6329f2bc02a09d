"""Read YAML 1.2 text into plain values, remembering the line of every entry.

The text is parsed by libyaml (through ruamel.yaml's extension), which is twenty times quicker than
pure Python; values are resolved here by the YAML 1.2 core schema, so that `NO` stays Norway.
Aliases are refused: a scenario has no use for them, and nested ones can blow up a reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from detente.scenario.problems import InvalidInputError, Path, Place, Problem, dotted

#: A scenario is text that people read; anything larger is a mistake (bytes).
MAXIMUM_BYTES = 2_000_000
#: The format itself needs eight levels.
MAXIMUM_DEPTH = 30

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITY = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_CONSTANTS: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".nan": float("nan"),
    ".NaN": float("nan"),
    ".NAN": float("nan"),
}
#: Characters that YAML forbids.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
#: What to do about the commonest complaints of the parser.
_HINTS = {
    "mapping values are not allowed": "put text that holds ': ' in quotes",
    "could not find expected ':'": "check indentation, and quote text that holds ': ' or ' #'",
    "did not find expected key": "check indentation, and quote text that holds ': ' or ' #'",
    "tab character": "indent with blanks",
    "cannot start any token": "indent with blanks, and quote text that begins with @, ` or %",
    "unexpected end of stream": "a quotation mark is not closed",
    "did not find expected ',' or": "a bracket is not closed, or a comma is missing",
}


@dataclass
class Tree:
    """Plain values (dict, list, str, int, float, bool, None) and the place of each entry."""

    value: dict[str, Any]
    places: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Return the place of a path, or of its nearest ancestor that was written down."""
        for length in range(len(path), -1, -1):
            found = self.places.get(path[:length])
            if found is not None:
                return found
        return Place("scenario")

    def problem(self, path: Path, message: str) -> Problem:
        """Build a problem at a path of this tree."""
        place = self.place(path)
        # A short quantity was written out with `is` on reading; its writer never saw that key.
        shown = tuple(step for step in path if step != "is")
        return Problem(place.file, place.line, dotted(shown), message)


def resolve_scalar(text: str) -> Any:
    """Resolve a plain scalar by the YAML 1.2 core schema (dates stay text)."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text) and len(text) < 19:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    infinity = _INFINITY.fullmatch(text)
    if infinity:
        return float(infinity[1] + "inf")
    return text


def read_file(path: FilePath, shown: str | None = None) -> Tree:
    """Read one YAML file.

    Args:
        path: the file.
        shown: the name used in messages (default: the path as given).

    Raises:
        InvalidInputError: the file is missing, too large, not UTF-8, not YAML, or not a mapping.
    """
    name = shown or str(path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            sort = "a folder" if path.is_dir() else "no ordinary file"
            raise InvalidInputError.single(f"is {sort} – give a YAML file", file=name)
        if size > MAXIMUM_BYTES:
            raise InvalidInputError.single(
                f"the file has {size / 1e6:.0f} MB; a scenario has at most "
                f"{MAXIMUM_BYTES / 1e6:.0f} MB",
                file=name,
            )
        data = path.read_bytes()
    except InvalidInputError:
        raise
    except FileNotFoundError:
        raise InvalidInputError.single("no such file", file=name) from None
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        raise InvalidInputError.single(f"cannot be read: {reason}", file=name) from None
    except ValueError:  # a NUL in the name
        raise InvalidInputError.single("is not a name a file can have", file=name) from None
    return read_bytes(data, name)


def read_bytes(data: bytes, name: str) -> Tree:
    """Read YAML from bytes; `name` stands for the file in messages. Raises as `read_file`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidInputError.single(
            f"byte {error.start + 1} is not UTF-8 – save the file as UTF-8", file=name, line=line
        ) from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Tree:
    """Read YAML from text; `name` stands for the file in messages. Raises as `read_file`."""
    if not text.strip():
        raise InvalidInputError.single("the file is empty – start with 'detente: 1'", file=name)
    builder = _Builder(text, name)
    value = builder.document()
    if builder.problems:
        raise InvalidInputError(builder.problems)
    if not isinstance(value, dict):
        raise InvalidInputError.single(
            "a scenario is a mapping (key: value) – start with 'detente: 1'", file=name, line=1
        )
    return Tree(value, builder.places)


class _Builder:
    """Turn the events of the parser into values and places."""

    def __init__(self, text: str, name: str) -> None:
        from _ruamel_yaml import (  # type: ignore[import-not-found]
            AliasEvent,
            CParser,
            MappingEndEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceEndEvent,
            SequenceStartEvent,
            StreamEndEvent,
        )

        self.name = name
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.alias, self.scalar = AliasEvent, ScalarEvent
        self.mapping, self.mapping_end = MappingStartEvent, MappingEndEvent
        self.stream_end = StreamEndEvent
        self.sequence, self.sequence_end = SequenceStartEvent, SequenceEndEvent
        bad = _FORBIDDEN.search(text)
        if bad:
            line = text.count("\n", 0, bad.start()) + 1
            raise InvalidInputError.single(
                f"character U+{ord(bad[0]):04X} is not allowed in YAML", file=name, line=line
            )
        self.parser = CParser(text)

    def next(self) -> Any:
        try:
            return self.parser.get_event()
        except Exception as error:  # the extension raises several classes without a common base
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            reason = " ".join(str(getattr(error, "problem", None) or error).split())
            hint = next((f" – {hint}" for part, hint in _HINTS.items() if part in reason), "")
            line = mark.line + 1 if mark is not None else 0
            raise InvalidInputError.single(
                f"not YAML: {reason}{hint}", file=self.name, line=line
            ) from None

    def document(self) -> Any:
        self.next()  # stream start
        if isinstance(self.next(), self.stream_end):  # else a document starts
            raise InvalidInputError.single(
                "holds nothing but comments – start with 'detente: 1'", file=self.name, line=1
            )
        value = self.node(self.next(), ())
        self.next()  # document end
        trailing = self.next()
        if not isinstance(trailing, self.stream_end):
            line = trailing.start_mark.line + 1
            raise InvalidInputError.single(
                "a second document starts here ('---') – one file holds one scenario",
                file=self.name,
                line=line,
            )
        return value

    def node(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self.places.setdefault(path, Place(self.name, line))
        if len(path) > MAXIMUM_DEPTH:
            raise InvalidInputError.single(
                f"nested more than {MAXIMUM_DEPTH} levels deep", file=self.name, line=line
            )
        if isinstance(event, self.alias):
            raise InvalidInputError.single(
                f"aliases (*{event.anchor}) are not used in scenarios – write the entry out, "
                "or use extends",
                file=self.name,
                line=line,
                path=dotted(path),
            )
        if isinstance(event, self.scalar):
            plain = event.style is None or event.style == ""
            return resolve_scalar(event.value) if plain else str(event.value)
        if isinstance(event, self.sequence):
            return self.items(path)
        return self.entries(path)

    def items(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while True:
            event = self.next()
            if isinstance(event, self.sequence_end):
                return values
            values.append(self.node(event, (*path, len(values))))

    def entries(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while True:
            event = self.next()
            if isinstance(event, self.mapping_end):
                return values
            line = event.start_mark.line + 1
            if not isinstance(event, self.scalar):
                raise InvalidInputError.single(
                    "a key must be a word", file=self.name, line=line, path=dotted(path)
                )
            key = str(event.value)
            inner = (*path, key)
            if key in values:
                first = self.places[inner].line
                self.problems.append(
                    Problem(
                        self.name,
                        line,
                        dotted(inner),
                        f"the key stands twice (first in line {first}) – remove one",
                    )
                )
                self.node(self.next(), (*path, key + " (second)"))
                continue
            self.places[inner] = Place(self.name, line)
            values[key] = self.node(self.next(), inner)
