"""Which sections a report has, in which order, and their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Literal, TypeAlias, get_args

from detente.study import Study

Section: TypeAlias = Literal[
    "blockers",
    "needs",
    "clocks",
    "course",
    "pairs",
    "convergence",
    "triangle",
    "quarrels",
    "evidence",
    "facts",
    "limits",
]

TITLES: dict[Section, str] = {
    "blockers": "What blocks each deal",
    "needs": "What a deal would need",
    "clocks": "Clocks and calendar",
    "course": "What the course rests on",
    "pairs": "Interests of every pair",
    "convergence": "Who stands with whom",
    "triangle": "The triangle",
    "quarrels": "Where the experts disagree",
    "evidence": "Evidence",
    "facts": "Stated figures, checked",
    "limits": "Sources, citing, limits",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """One section after the first page, which counts as section 1."""

    key: Section
    number: int
    title: str


def outline(study: Study) -> tuple[Heading, ...]:
    """Return the sections of a report; without a declared triangle there is none on it."""
    keys = [key for key in get_args(Section) if key != "triangle" or study.deals.triangles]
    return tuple(Heading(key, place, TITLES[key]) for place, key in enumerate(keys, 2))


def numbering() -> Callable[[], int]:
    """Return a function that gives the next number of a figure."""
    numbers = count(1)
    return lambda: next(numbers)
