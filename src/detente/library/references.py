"""The works that methods rest on, from `references.bib`, each with how far it was checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from detente.scenario.problems import InvalidInputError

#: How far a work was checked: seen (abstract, publisher's page, text), or from memory.
STATUSES = ("verified", "recalled")
#: Fields that name where a work appeared, in the order in which they are looked for.
_CONTAINERS = ("journal", "booktitle", "publisher", "institution", "howpublished")
#: Entries that are not works.
_NOT_WORKS = ("comment", "preamble", "string")

_ENTRY = re.compile(r"@\s*([A-Za-z]+)\s*\{")
_KEY = re.compile(r"\s*([^\s,{}]+)\s*,")
_FIELD = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]*)\s*=\s*")
_BARE = re.compile(r"[A-Za-z0-9]+")
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Reference:
    """One work.

    Attributes:
        key: by which docstrings and findings name it.
        sort: article, book, …
        fields: of the entry, lower-case names, braces taken off.
    """

    key: str
    sort: str
    fields: Mapping[str, str]

    @property
    def status(self) -> str:
        """`verified` or `recalled`."""
        return self.fields.get("note", "")

    @property
    def container(self) -> str:
        """Journal, book, publisher or series."""
        return next((self.fields[name] for name in _CONTAINERS if name in self.fields), "")

    def __str__(self) -> str:
        """Write as in a list of references, with the status."""
        fields = self.fields
        place = self.container
        volume = fields.get("volume", "")
        number = fields.get("number", "")
        if volume:
            place += f" {volume}" + (f"({number})" if number else "")
        elif number:
            place += f" {number}"
        if fields.get("pages"):
            place += f": {fields['pages']}" if volume else f", p. {fields['pages']}"
        title = fields["title"]
        stop = "" if title.endswith(("?", "!")) else "."
        seen = f": {fields['annote']}" if fields.get("annote") else ""
        return (
            f"{_authors(fields['author'])} ({fields['year']}). {title}{stop} {place}. "
            f"[{self.status}{seen}]"
        )


def reference(key: str) -> str:
    """Return a citation by its key, with its status; raises KeyError for an unknown key."""
    return str(references()[_keys()[key]])


@cache
def references() -> Mapping[str, Reference]:
    """Return every work by its key, in the order of the file."""
    text = resources.files("detente.library").joinpath("references.bib").read_text("utf-8")
    return MappingProxyType(parse_bibliography(text, "references.bib"))


@cache
def _keys() -> Mapping[str, str]:
    """Return every key, and every other key of the same work (`ids`), with the key in the file."""
    found = {key: key for key in references()}
    for key, work in references().items():
        found |= dict.fromkeys(work.fields.get("ids", "").replace(",", " ").split(), key)
    return MappingProxyType(found)


def parse_bibliography(text: str, name: str = "text") -> dict[str, Reference]:
    """Read BibTeX: entries in braces, values in braces, in quotes or bare; no macros.

    Text outside entries is a comment, as in BibTeX.

    Raises:
        InvalidInputError: an entry that cannot be read, a key that stands twice, or a work without
            author, title, year or status.
    """
    found: dict[str, Reference] = {}
    place = 0
    while (match := _ENTRY.search(text, place)) is not None:
        end = _closing(text, match.end() - 1, name)
        sort = match[1].lower()
        place = end + 1
        if sort in _NOT_WORKS:
            continue
        line = text.count("\n", 0, match.start()) + 1
        work = _work(sort, text[match.end() : end], name, line)
        if work.key in found:
            raise InvalidInputError.single(f"'{work.key}' stands twice", file=name, line=line)
        found[work.key] = work
    return found


def _work(sort: str, body: str, name: str, line: int) -> Reference:
    match = _KEY.match(body)
    if match is None:
        raise InvalidInputError.single("an entry without a key", file=name, line=line)
    key = match[1]
    fields = dict(_fields(body[match.end() :], key, name, line))
    for needed in ("author", "title", "year"):
        if not fields.get(needed):
            raise InvalidInputError.single(f"'{key}' has no {needed}", file=name, line=line)
    if fields.get("note") not in STATUSES:
        raise InvalidInputError.single(
            f"the note of '{key}' must be {' or '.join(STATUSES)}", file=name, line=line
        )
    return Reference(key, sort, MappingProxyType(fields))


def _fields(body: str, key: str, name: str, line: int) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(body):
        between = _BETWEEN.match(body, place)
        place = between.end() if between else place
        if place == len(body):
            return
        match = _FIELD.match(body, place)
        if match is None:
            raise InvalidInputError.single(
                f"'{key}' has something that is not a field", file=name, line=line
            )
        start = match.end()
        opening = body[start : start + 1]
        if opening == "{":
            stop = _closing(body, start, name)
            value, place = body[start + 1 : stop], stop + 1
        elif opening == '"':
            stop = _quote(body, start + 1)
            value, place = body[start + 1 : stop], stop + 1
        elif (bare := _BARE.match(body, start)) is not None:
            value, place = bare[0], bare.end()
        else:
            raise InvalidInputError.single(
                f"field '{match[1]}' of '{key}' has no value", file=name, line=line
            )
        yield match[1].lower(), _clean(value)


def _closing(text: str, start: int, name: str) -> int:
    """Return where the brace that opens at `start` closes."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    line = text.count("\n", 0, start) + 1
    raise InvalidInputError.single("a brace that is never closed", file=name, line=line)


def _quote(text: str, start: int) -> int:
    """Return where a quoted value ends: a quotation mark inside braces does not end it."""
    depth = 0
    for place in range(start, len(text)):
        letter = text[place]
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == '"' and depth == 0:
            return place
    return len(text)


def _clean(value: str) -> str:
    """Take off braces and the few marks of TeX that the file uses."""
    plain = value.replace("\\&", "&").replace("--", "–").replace("{", "").replace("}", "")
    return " ".join(plain.split())


def _authors(names: str) -> str:
    """Write authors as a list of references does: the first by surname, the others as spoken."""
    people = names.split(" and ")
    spoken = [people[0], *(_spoken(person) for person in people[1:])]
    if len(spoken) == 1:
        return spoken[0]
    return ", ".join(spoken[:-1]) + " and " + spoken[-1]


def _spoken(person: str) -> str:
    surname, comma, first = person.partition(", ")
    return f"{first} {surname}" if comma else person
