"""Several situations run as one: wiring and starting cost as much as a small run.

Situations that differ in numbers alone have the same program. Their draws stand side by side in
its columns, and each situation counts its draws from 0 on, so that all have the same luck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from detente.dynamics.assembling import Assembled, Kept, assemble
from detente.dynamics.columns import Beginning, Value
from detente.dynamics.courses import acted
from detente.dynamics.engine.outcome import Outcome
from detente.dynamics.index_sets import Structure
from detente.dynamics.policies import sets_entries
from detente.dynamics.simulating import Course, start_of, with_fields
from detente.scenario.draws import Draws, side_by_side

#: Draws, and where a run starts on them.
Begun: TypeAlias = tuple[Draws, Beginning]

#: A run in which nothing is changed beside its draws.
AS_DECLARED = Course(conditioned=False)


@dataclass(frozen=True, eq=False)
class Ran:
    """A situation that was run.

    Attributes:
        start: where the run starts, all situations side by side.
        rows: those of this situation.
        assembled: the program.
        outcome: what was kept of its worlds; what is counted is that of all situations.
    """

    start: Beginning
    rows: slice
    assembled: Assembled
    outcome: Outcome

    def begins(self, over: str, name: str, place: int) -> Value:
        """Return the start of a field of one entity, one number or (draw,)."""
        value = self.start.columns[over, name][place]
        return value[self.rows] if isinstance(value, np.ndarray) and value.ndim else value


def begin(samples: Sequence[Draws], parts: Structure, course: Course) -> tuple[Begun, ...]:
    """Return where runs of several situations start, as few as can be.

    All start as one, unless a quantity is declared in some of them alone, or a policy sets entries:
    what that changes is found by comparison, and may differ from one situation to the next.

    Args:
        samples: draws of the situations, as many each.
        parts: the index sets.
        course: what is changed beside the draws.
    """
    scenario, policy = samples[0].scenario, course.policy
    apart = policy is not None and sets_entries(scenario, policy)
    whole = None if apart else side_by_side(samples)
    every = samples if whole is None else (whole,)
    return tuple(start_of(sample, parts, AS_DECLARED) for sample in every)


def run_stack(
    begun: Sequence[Begun],
    parts: Structure,
    course: Course,
    kept: Kept,
    execute: Callable[..., Outcome],
    repeats: int,
) -> Iterator[Ran]:
    """Run several situations that take the same course, and yield what came of each.

    Args:
        begun: where they start, from `begin`.
        parts: the index sets.
        course: what is changed beside the draws.
        kept: what runs keep.
        execute: runs a program, given its values and the numbers of its draws.
        repeats: runs of chance within a draw.
    """
    for sample, bare in begun:
        start = with_fields(bare, sample, parts, course)
        changes = (*course.changes, *acted(course, sample, parts, start))
        assembled = assemble(parts, start, len(sample), kept, changes=changes)
        numbers = np.tile(np.arange(sample.count, dtype=np.uint32), sample.copies)
        outcome = execute(assembled.program, assembled.values, first_draw=numbers)
        for place in range(sample.copies):
            rows = slice(place * sample.count, (place + 1) * sample.count)
            yield Ran(start, rows, assembled, _part(outcome, rows, repeats))


def _part(outcome: Outcome, rows: slice, repeats: int) -> Outcome:
    """Return what was kept of the worlds of some draws."""
    worlds = slice(rows.start * repeats, rows.stop * repeats)
    finals, series = outcome.finals, outcome.series
    return replace(
        outcome,
        finals=None if finals is None else finals[..., worlds],
        series=None if series is None else series[..., worlds],
    )
