"""From a paragraph of a document to the mechanisms it describes, and to their functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from detente.catalogue.entries import Mechanism, mechanisms, repeats
from detente.scenario.loading import load
from detente.scenario.notation import NotationError
from detente.scenario.problems import InvalidInputError, cut, nearest
from detente.scenario.quantities import Citation, parse_citations

#: A shipped scenario that declares all five documents.
_DECLARING = "russia-us-2025"


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a document, and what the catalogue makes of it.

    Attributes:
        source, paragraph: as asked.
        repeats: the paragraph of which it is a repeat and under which it is cited, or None.
        mechanisms: those that it describes.
        against: those that it contradicts.
        functions: of all these, in order, each once.
    """

    source: str
    paragraph: int
    repeats: int | None
    mechanisms: tuple[Mechanism, ...]
    against: tuple[Mechanism, ...]
    functions: tuple[str, ...]


def by_paragraph(source: str, paragraph: int) -> Passage:
    """Return what a paragraph describes; a repeat is looked up under its first place.

    Args:
        source: id of a document, such as `kortunov-2025`.
        paragraph: non-empty lines, counted from 1.

    Raises:
        InvalidInputError: no such document, or no such paragraph in it.
    """
    counts = paragraphs()
    if source not in counts:
        raise InvalidInputError.single(
            f"no document '{source}'{nearest(source, counts)}", file="mechanisms"
        )
    if not 1 <= paragraph <= counts[source]:
        raise InvalidInputError.single(
            f"{source} has paragraphs 1 to {counts[source]}, not {paragraph}", file="mechanisms"
        )
    first = repeats().get((source, paragraph))
    cited = paragraph if first is None else first
    found = _citing(source, cited, [(entry, entry.citations) for entry in mechanisms()])
    against = _citing(source, cited, [(entry, entry.against) for entry in mechanisms()])
    functions = dict.fromkeys(name for entry in (*found, *against) for name in entry.functions)
    return Passage(source, paragraph, first, found, against, tuple(functions))


def passages(citation: str) -> tuple[Passage, ...]:
    """Return what every paragraph of a citation describes: `kortunov-2025#10,16-17`.

    Raises:
        InvalidInputError: not a citation with paragraphs, no such document or paragraph.
    """
    try:
        (found,) = parse_citations(citation)
    except NotationError as error:
        raise InvalidInputError.single(error.message, file="mechanisms") from None
    if not found.paragraphs:
        raise InvalidInputError.single(
            f"'{cut(citation)}' names no paragraph – write {found.source}#10", file="mechanisms"
        )
    return tuple(by_paragraph(found.source, number) for number in found.paragraphs)


def cited_paragraphs() -> tuple[tuple[str, int], ...]:
    """Return every (document, paragraph) that some mechanism cites, sorted."""
    return tuple(
        sorted(
            {
                (citation.source, number)
                for entry in mechanisms()
                for citation in (*entry.citations, *entry.against)
                for number in citation.paragraphs
            }
        )
    )


@cache
def paragraphs() -> Mapping[str, int]:
    """Return the number of paragraphs of each document."""
    sources = load(_DECLARING).content.sources
    return {key: entry.paragraphs for key, entry in sources.items() if entry.paragraphs}


def _citing(
    source: str, number: int, entries: Iterable[tuple[Mechanism, tuple[Citation, ...]]]
) -> tuple[Mechanism, ...]:
    return tuple(
        entry
        for entry, citations in entries
        if any(c.source == source and number in c.paragraphs for c in citations)
    )
