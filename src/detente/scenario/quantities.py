"""One number of a scenario: its distribution and its provenance in two halves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from detente.scenario.distributions import Distribution, Exact
from detente.scenario.kinds import Kind
from detente.scenario.notation import NotationError, finite, parse_distribution
from detente.scenario.problems import cut, listed, nearest, shown

Support: TypeAlias = Literal["stated", "inferred", "background", "none"]
Value: TypeAlias = Literal["measured", "fitted", "judged", "assumed"]
Voice: TypeAlias = Literal["own", "reported"]

SUPPORTS: tuple[str, ...] = get_args(Support)
VALUES: tuple[str, ...] = get_args(Value)
VOICES: tuple[str, ...] = get_args(Voice)

#: Keys that may stand beside several quantities and then belong to all of them.
SHARED_KEYS = ("from", "support", "voice", "value", "note")
#: Keys of a quantity written out.
QUANTITY_KEYS = ("is", *SHARED_KEYS, "coded")

_SPAN = r"[0-9]{1,5}(?:-[0-9]{1,5})?"
_CITATION = re.compile(rf"([a-z0-9][a-z0-9_-]*)(?:#({_SPAN}(?:,\s?{_SPAN})*))?")


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the paragraphs in it (empty: the whole source)."""

    source: str
    paragraphs: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Write as in a scenario: `kortunov-2025#15-16,19`."""
        if not self.paragraphs:
            return self.source
        return f"{self.source}#{','.join(_spans(self.paragraphs))}"


def _spans(numbers: tuple[int, ...]) -> Iterator[str]:
    start = previous = numbers[0]
    for number in (*numbers[1:], -1):
        if number == previous + 1:
            previous = number
            continue
        yield str(start) if start == previous else f"{start}-{previous}"
        start = previous = number


def parse_citations(raw: Any, *keys: str | int) -> tuple[Citation, ...]:
    """Read `from`: one citation or a list of them.

    Raises:
        NotationError: a citation cannot be read.
    """
    if isinstance(raw, list):
        return tuple(
            citation
            for place, item in enumerate(raw)
            for citation in parse_citations(item, *keys, place)
        )
    if not isinstance(raw, str):
        raise NotationError("a citation is text, such as kortunov-2025#15-16", *keys)
    match = _CITATION.fullmatch(raw.strip())
    if match is None:
        raise NotationError(
            f"'{cut(raw, 60)}' is not a citation – write source#paragraph, such as "
            "kortunov-2025#15-16 or treaties",
            *keys,
        )
    paragraphs: list[int] = []
    for part in (match[2] or "").replace(" ", "").split(","):
        if not part:
            continue
        first, _, last = part.partition("-")
        begin, end = int(first), int(last or first)
        if end < begin or end - begin > 500:
            raise NotationError(f"paragraphs {part} are reversed or too many", *keys)
        paragraphs.extend(range(begin, end + 1))
    return (Citation(match[1], tuple(paragraphs)),)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a quantity comes from: what sources support, and where the value comes from."""

    support: Support = "none"
    value: Value = "assumed"
    citations: tuple[Citation, ...] = ()
    voice: Voice = "own"
    note: str = ""
    coded: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a scenario.

    Attributes:
        address: dotted path in the scenario.
        kind: unit, allowed range, label.
        distribution: value or spread.
        provenance: the two halves.
        declared: False where the scenario says nothing and the default of the kind stands in.
    """

    address: str
    kind: Kind
    distribution: Distribution
    provenance: Provenance
    declared: bool = True

    @property
    def exact(self) -> bool:
        """Whether the quantity has no spread."""
        return isinstance(self.distribution, Exact)


@dataclass(frozen=True, slots=True)
class Entry:
    """A quantity as it stands in a file, before it has an address."""

    distribution: Distribution
    provenance: Provenance = field(default_factory=Provenance)
    kind: Kind | None = None


def parse_entry(raw: Any, kind: Kind) -> Entry:
    """Read a quantity, short or written out with `is` and its provenance.

    Raises:
        NotationError: with the place inside the entry and the remedy.
    """
    if not (isinstance(raw, Mapping) and "is" in raw):
        if isinstance(raw, Mapping) and set(raw) & set(SHARED_KEYS):
            raise NotationError("'is' is missing – write {is: 35 ± 10, from: …}")
        return Entry(parse_distribution(raw, kind), kind=kind)
    for key in raw:
        if key not in QUANTITY_KEYS:
            raise NotationError(f"unknown key '{key}'{nearest(str(key), QUANTITY_KEYS)}", str(key))
    try:
        distribution = parse_distribution(raw["is"], kind)
    except NotationError as error:
        raise NotationError(error.message, "is", *error.keys) from None
    return Entry(distribution, parse_provenance(raw), kind)


def parse_provenance(raw: Mapping[str, Any]) -> Provenance:
    """Read the keys of provenance, and check that the two halves agree.

    Raises:
        NotationError: an unknown word, or halves that contradict each other.
    """
    support = _word(raw, "support", SUPPORTS)
    value = _word(raw, "value", VALUES)
    voice = _word(raw, "voice", VOICES) or "own"
    citations = parse_citations(raw["from"], "from") if raw.get("from") is not None else ()
    if value == "fitted":
        raise NotationError("nothing is fitted yet – say measured, judged or assumed", "value")
    if support is None:
        if citations:
            raise NotationError(
                "'from' without 'support' – say stated, inferred or background", "from"
            )
        support = "none"
    if value is None:
        value = "assumed" if support == "none" else "judged"
    if support in ("stated", "inferred") and not citations:
        raise NotationError(f"support is {support} but 'from' is missing – name the paragraphs")
    if value == "measured" and not citations:
        raise NotationError("value is measured but 'from' is missing – name the data")
    if value == "judged" and support == "none":
        raise NotationError(
            "judged needs a support (stated, inferred or background); without one it is assumed",
            "value",
        )
    note = raw.get("note", "")
    if note is None or not isinstance(note, str):
        raise NotationError("the note is not text – put it in quotes", "note")
    coded = raw.get("coded", [])
    if not isinstance(coded, list):
        raise NotationError("coded is a list of numbers, one per coder", "coded")
    numbers = tuple(finite(c, f"code {n + 1}", "coded", n) for n, c in enumerate(coded))
    return Provenance(support, value, citations, voice, note, numbers)  # type: ignore[arg-type]


def _word(raw: Mapping[str, Any], key: str, known: tuple[str, ...]) -> str | None:
    word = raw.get(key)
    if word is None:
        return None
    if word not in known:
        raise NotationError(
            f"{shown(word)} is not one of {listed(known)}{nearest(str(word), known)}", key
        )
    return str(word)
