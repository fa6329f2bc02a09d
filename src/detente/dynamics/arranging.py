"""Which terms give the same in every month: they run once, before the first.

Nothing has to say so. A term whose numbers neither chance, nor another term, nor a policy ever
changes is found by what it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detente.dynamics.engine.allocating import Field
from detente.dynamics.engine.terms import MONTH, Term

#: Says which field an argument or a written name of a term means.
Meaning = Callable[[Term, str], Field]


@dataclass(frozen=True)
class Touched:
    """A term with the fields that it reads and writes.

    Attributes:
        term: the term.
        step: the step of the month that it belongs to.
        reads: fields read.
        writes: fields written.
    """

    term: Term
    step: str
    reads: frozenset[Field]
    writes: frozenset[Field]


def touched(term: Term, step: str, source: Meaning, target: Meaning) -> Touched:
    """Return a term with the fields that it reads and writes."""
    reads = frozenset(source(term, name) for name in term.reads if name != MONTH)
    return Touched(term, step, reads, frozenset(target(term, name) for name in term.writes))


def constant(
    terms: Sequence[Touched], fixed: frozenset[Field], changed: frozenset[Field] = frozenset()
) -> tuple[list[Touched], list[Touched]]:
    """Return the terms that give the same every month, in order, and all others.

    Args:
        terms: the terms of a month in order.
        fixed: fields that stay as they begin.
        changed: fields that are overwritten in some month: what writes them does so every month.
    """
    early: list[Touched] = []
    left = list(terms)
    while ready := [one for one in left if not one.writes & changed and _settled(one, left, fixed)]:
        early += ready
        left = [one for one in left if one not in ready]
        fixed |= {field for one in ready for field in one.writes}
    return early, left


def _settled(one: Touched, terms: Sequence[Touched], fixed: frozenset[Field]) -> bool:
    """Return whether a term gives the same every month, and nobody can tell when it ran."""
    if MONTH in one.term.reads or not one.reads <= fixed:
        return False
    others = [other for other in terms if other is not one]
    before = terms[: terms.index(one)]
    return not (
        any(other.writes & one.writes for other in others)
        or any(other.reads & one.writes for other in before)
    )
