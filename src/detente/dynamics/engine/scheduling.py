"""A program made ready for compiled kernels: what to call in which order, with which rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.dynamics.engine.generating import (
    Module,
    copy_kernel,
    month_kernel,
    noise_kernel,
    reset_kernel,
    term_kernel,
)
from detente.dynamics.engine.noise import site_hash
from detente.dynamics.engine.program import Bound, Program, Rows

#: Rows behind those of the program that only compiled executors use: NaN where a value was not
#: finite, key and counter of the noise, where unwanted numbers go, room to work in.
CHECK, KEY, OTHER, COUNT, NOWHERE, SPARE, OWN = range(7)  # literal-ok: how many


@dataclass(frozen=True, eq=False)
class Call:
    """One kernel with the table that it runs over.

    Attributes:
        module: the kernel.
        table: a row for every entity.
        in_order: one entity changes what the next one finds.
    """

    module: Module
    table: Rows
    in_order: bool = False


def as_table(rows: npt.ArrayLike) -> Rows:
    """Return rows of a table as kernels read them."""
    return np.ascontiguousarray(rows, np.int32)


class Schedule:
    """The calls of a program: those of the start and those of every month."""

    def __init__(self, program: Program, *, contract: bool = False, grid: bool = False) -> None:
        """Write the kernels of a program; nothing is compiled yet.

        Args:
            program: the program.
            contract: allow multiplication and addition to fuse (in tiles only).
            grid: for a graphics card.
        """
        self.program, self.contract, self.grid = program, contract, grid
        moving = as_table([[program.month_row, program.rows + COUNT] * 2])
        terms = (bound for _, step in program.steps for bound in step)
        self.start = self._terms(program.start)
        self.month = [
            Call(month_kernel(grid=grid), moving),
            *self._noise(),
            *self._terms(terms),
        ]
        # A later override of the same row must win.
        ordered = sorted(program.overrides, key=lambda override: override.month)
        self.copy = copy_kernel(grid=grid)
        self.overrides = as_table([(o.source, o.row) for o in ordered]).reshape(-1, 2)
        self._override_months = np.array([o.month for o in ordered], dtype=np.int64)

    def modules(self) -> tuple[Module, ...]:
        """Return the kernels that are called, each once."""
        return tuple(
            dict.fromkeys((*(call.module for call in (*self.start, *self.month)), self.copy))
        )

    def override_places(self, months: int) -> npt.NDArray[np.int64]:
        """Return where the overrides of every month begin, and where the last ones end."""
        return np.searchsorted(self._override_months, np.arange(1, months + 2)).astype(np.int64)

    def _noise(self) -> list[Call]:
        """Return what draws the numbers of all sites."""
        calls, own = [], self.program.rows
        for kind in ("uniform", "normal"):
            sites = [site for site in self.program.sites if site.kind == kind]
            if not sites:
                continue
            words = np.array([site_hash(site.id) for site in sites], dtype=np.uint32)
            rows = np.array([site.rows for site in sites], dtype=np.int32)
            rows = np.where(rows == -1, own + NOWHERE, rows)
            read = np.array([COUNT, KEY, OTHER], dtype=np.int32) + own
            parts: list[Any] = [np.tile(read, (len(sites), 1)), words.view(np.int32)[:, None], rows]
            calls.append(Call(noise_kernel(kind, grid=self.grid), as_table(np.hstack(parts))))
        return calls

    def _terms(self, terms: Iterable[Bound]) -> list[Call]:
        """Return what runs terms in order, with the resets that some need."""
        calls = []
        for bound in terms:
            combine = bound.term.combine
            if combine is not None:
                reset = reset_kernel(combine, grid=self.grid)
                calls.append(Call(reset, as_table(bound.resets[:, None])))
            kernel = term_kernel(bound.term, contract=self.contract, grid=self.grid)
            calls.append(Call(kernel, as_table(bound.table), combine is not None))
        return calls
