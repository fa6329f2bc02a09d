"""Which sections a report has, in which order, and their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Literal, TypeAlias, get_args

from detente.report.words_record import record_of
from detente.study import Study

Section: TypeAlias = Literal[
    "blockers",
    "needs",
    "bargain",
    "standoffs",
    "claims",
    "clocks",
    "course",
    "pairs",
    "convergence",
    "triangle",
    "quarrels",
    "runs",
    "signed",
    "binding",
    "rivals",
    "views",
    "matters",
    "worlds",
    "evidence",
    "facts",
    "record",
    "limits",
]
#: Sections that show the monthly model.
MONTHLY: frozenset[Section] = frozenset(
    ("runs", "signed", "binding", "rivals", "views", "matters", "worlds")
)

TITLES: dict[Section, str] = {
    "blockers": "What blocks each deal",
    "needs": "What a deal would need",
    "bargain": "What a bargain would look like",
    "standoffs": "Which standoffs hold",
    "claims": "The experts’ claims, tested",
    "clocks": "Clocks and calendar",
    "course": "What the course rests on",
    "pairs": "Interests of every pair",
    "convergence": "Who stands with whom",
    "triangle": "The triangle",
    "quarrels": "Where the experts disagree",
    "runs": "How relations may run",
    "signed": "Deals: signed, ratified, kept",
    "binding": "What binds talks",
    "rivals": "The triangle under both theories",
    "views": "Viewpoints compared",
    "matters": "What matters most",
    "worlds": "Two worlds",
    "evidence": "Evidence",
    "facts": "Stated figures, checked",
    "record": "Track record",
    "limits": "Sources, citing, limits",
}
#: The section before which each part of the contents begins.
PARTS: dict[Section, str] = {
    "blockers": "At the date",
    "runs": "Month by month",
    "evidence": "What it rests on",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """One section after the first page, which counts as section 1."""

    key: Section
    number: int
    title: str


def outline(study: Study) -> tuple[Heading, ...]:
    """Return the sections of a report: those only for which there is something to show."""
    keys: list[Section] = [key for key in get_args(Section) if _has(study, key)]
    return tuple(Heading(key, place, TITLES[key]) for place, key in enumerate(keys, 2))


def _has(study: Study, key: Section) -> bool:
    """Whether a section has something to show."""
    if key == "triangle":
        return bool(study.deals.triangles)
    if key == "bargain":
        return study.bargain is not None
    if key == "standoffs":
        return study.conflicts is not None
    if key == "claims":
        return study.claims is not None
    if key == "record":
        return study.forecasts is not None or record_of(study.scenario) is not None
    if key not in MONTHLY:
        return True
    found = study.courses
    if found is None:
        return False
    if key == "rivals":
        return any(found.rivals.values())
    return key != "views" or bool(found.views.viewpoints)


def contents(study: Study) -> tuple[tuple[str, tuple[Heading, ...]], ...]:
    """Return the headings by part; a single part without a title where nothing runs by month."""
    headings = outline(study)
    if study.courses is None:
        return (("", headings),)
    parts: list[tuple[str, list[Heading]]] = []
    for heading in headings:
        if heading.key in PARTS:
            parts.append((PARTS[heading.key], []))
        parts[-1][1].append(heading)
    return tuple((title, tuple(own)) for title, own in parts)


def numbering() -> Callable[[], int]:
    """Return a function that gives the next number of a figure."""
    numbers = count(1)
    return lambda: next(numbers)
