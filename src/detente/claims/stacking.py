"""Several situations wired as one program: the wiring costs as much as a small run.

Situations that differ in numbers alone have the same program. Their draws stand side by side in
its columns, and each situation is then run by itself, from draw 0 on, so that all have the same
luck.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.dynamics.assembling import Assembled, Change, Kept, assemble
from detente.dynamics.columns import Beginning, Value
from detente.dynamics.courses import acted
from detente.dynamics.index_sets import Structure
from detente.dynamics.simulating import Course, start_of
from detente.scenario.draws import Draws


@dataclass(frozen=True, eq=False)
class Stack:
    """Programs of several situations.

    Attributes:
        starts: where each situation starts.
        programs: the program of each, with its own values.
    """

    starts: tuple[Beginning, ...]
    programs: tuple[Assembled, ...]

    def __iter__(self) -> Iterator[tuple[Beginning, Assembled]]:
        """Yield where each situation starts, and its program."""
        return iter(zip(self.starts, self.programs, strict=True))


def stack(samples: Sequence[Draws], parts: Structure, course: Course, kept: Kept) -> Stack:
    """Wire several situations that take the same course.

    Args:
        samples: their draws, as many each.
        parts: the index sets.
        course: what is changed beside the draws.
        kept: what runs keep.
    """
    begun = [start_of(sample, parts, course) for sample in samples]
    starts = tuple(start for _, start in begun)
    changes = [(*course.changes, *acted(course, turned, parts, start)) for turned, start in begun]
    count = len(samples[0])
    joined = _joined(changes, count)
    if joined is None:  # a policy that sets other entries in one situation than in another
        made = [
            assemble(parts, start, count, kept, changes=own)
            for start, own in zip(starts, changes, strict=True)
        ]
        return Stack(starts, tuple(made))
    together = Beginning(_columns(starts, count), starts[0].ladder, starts[0].defaults)
    whole = assemble(parts, together, count * len(samples), kept, changes=joined)
    blocks = np.split(whole.values, len(samples), axis=1)
    return Stack(starts, tuple(replace(whole, values=np.ascontiguousarray(b)) for b in blocks))


class _Join:
    """Puts values side by side; the same values give the same array, so that rows are shared."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.made: dict[tuple[int, ...], Value] = {}

    def __call__(self, values: Sequence[Value]) -> Value:
        if not any(isinstance(value, np.ndarray) and value.ndim for value in values):
            numbers = [float(value) for value in values]
            if min(numbers) == max(numbers):
                return numbers[0]
            return np.repeat(numbers, self.count)
        key = tuple(map(id, values))
        found = self.made.get(key)
        if found is None:
            blocks = [
                value
                if isinstance(value, np.ndarray) and value.ndim
                else np.full(self.count, value)
                for value in values
            ]
            found = self.made[key] = np.concatenate(blocks)
        return found


def _columns(starts: Sequence[Beginning], count: int) -> dict[tuple[str, str], list[Value]]:
    join = _Join(count)
    return {
        name: [join(values) for values in zip(*(s.columns[name] for s in starts), strict=True)]
        for name in starts[0].columns
    }


def _joined(changes: Sequence[Sequence[Change]], count: int) -> tuple[Change, ...] | None:
    """Return the changes of all situations side by side; None where they change other things."""
    spots = [[(c.month, c.over, c.key, c.field) for c in own] for own in changes]
    if any(own != spots[0] for own in spots):
        return None
    join = _Join(count)
    return tuple(
        replace(same[0], value=join([change.value for change in same]))
        for same in zip(*changes, strict=True)
    )
