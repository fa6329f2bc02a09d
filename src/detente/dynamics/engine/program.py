"""What a model hands to an executor: terms tied to rows of a workspace, and what to keep.

All state is one workspace W[row, world] in float32. Rows that are filled per draw are the
`columns`; all others begin at 0. A month runs in this order: overrides, the row of the month,
noise, the steps with their terms, recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.dynamics.engine.noise import MONTHS, site_hash
from detente.dynamics.engine.terms import Term

Rows = npt.NDArray[np.int32]

#: Bins of every histogram.
BINS = 128  # literal-ok: a size


@dataclass(frozen=True, eq=False)
class Bound:
    """One term tied to rows.

    Attributes:
        term: the equation.
        table: (entities, reads + writes): row numbers, reads first.
        resets: rows reset before a combining term, among them all that it writes; else empty.
    """

    term: Term
    table: Rows
    resets: Rows

    @property
    def entities(self) -> int:
        """Number of entities."""
        return len(self.table)

    @property
    def reads(self) -> Rows:
        """The rows read: (entities, reads)."""
        return self.table[:, : len(self.term.reads)]

    @property
    def targets(self) -> Rows:
        """The rows written: (entities, writes)."""
        return self.table[:, len(self.term.reads) :]


@dataclass(frozen=True)
class Site:
    """A place that two random numbers come from, every month.

    Attributes:
        id: text that names it for good; equal text, equal numbers.
        kind: uniform between 0 and 1, or standard normal.
        rows: where the two numbers go; −1: not wanted.
    """

    id: str
    kind: Literal["uniform", "normal"]
    rows: tuple[int, int]


@dataclass(frozen=True)
class Override:
    """At the start of `month`, before everything else, W[row] = W[source]."""

    month: int
    row: int
    source: int


@dataclass(frozen=True)
class Band:
    """A row whose values over worlds are counted every month in bins from low to high."""

    row: int
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Program:
    """Everything an executor needs, apart from the values of the draws.

    Attributes:
        rows: rows of the workspace.
        month_row: the row that holds the number of the month.
        start: run once before the first month, with 0 in the row of the month.
        steps: named steps of a month, in order.
        sites: where random numbers come from, at the beginning of every month.
        overrides: rows set from outside at the start of a month, in order.
        columns: rows filled per draw before the start.
        names: row → what it is, such as "dyad.flow[russia>united_states]".
        finals: rows kept per world at the end.
        series: rows kept per world and month.
        bands: rows counted over worlds every month.
        first_months: rows with the month of a first event, 0 = never; counted at the end.
        totals: rows whose sum over worlds at the end is kept.

    Raises:
        ValueError: the parts contradict each other; one line.
    """

    rows: int
    month_row: int
    start: tuple[Bound, ...]
    steps: tuple[tuple[str, tuple[Bound, ...]], ...]
    sites: tuple[Site, ...]
    overrides: tuple[Override, ...]
    columns: Rows
    names: Mapping[int, str]
    finals: Rows
    series: Rows
    bands: tuple[Band, ...]
    first_months: Rows
    totals: Rows

    def __post_init__(self) -> None:
        _check_rows(self)
        _check_sites(self.sites)
        for bound in self.bound():
            _check_bound(self, bound)
        for override in self.overrides:
            if not 1 <= override.month < MONTHS:
                raise ValueError(f"an override in month {override.month}")
        for band in self.bands:
            if not band.low < band.high:
                raise ValueError(f"the band of {self.name(band.row)} has no width")

    def bound(self) -> Iterator[Bound]:
        """Yield every tied term, those of the start first."""
        yield from self.start
        for _, step in self.steps:
            yield from step

    def name(self, row: int) -> str:
        """Return what a row is."""
        return self.names.get(int(row), f"row {row}")


def _check_rows(program: Program) -> None:
    """Raise one line if a row does not exist, or if something else fills the row of the month."""
    site_rows = [row for site in program.sites for row in site.rows if row != -1]
    overridden = [override.row for override in program.overrides]
    written = [*site_rows, *overridden, *program.columns.tolist()]
    kept = [*program.finals.tolist(), *program.series.tolist(), *program.first_months.tolist()]
    kept += [*program.totals.tolist(), *(band.row for band in program.bands)]
    sources = [override.source for override in program.overrides]
    for row in (program.month_row, *written, *kept, *sources):
        if not 0 <= row < program.rows:
            raise ValueError(f"row {row} lies outside the workspace of {program.rows} rows")
    if program.month_row in written:
        raise ValueError("the row of the month is also filled from elsewhere")
    for what, rows in (("columns", program.columns.tolist()), ("sites", site_rows)):
        if len(set(rows)) != len(rows):
            raise ValueError(f"the {what} fill one row twice")


def _check_sites(sites: tuple[Site, ...]) -> None:
    """Raise one line if two sites would draw the same numbers."""
    seen: dict[int, str] = {}
    for site in sites:
        key = site_hash(site.id)
        if key in seen:
            raise ValueError(f"the sites '{seen[key]}' and '{site.id}' share their numbers")
        seen[key] = site.id


def _check_bound(program: Program, bound: Bound) -> None:
    """Raise one line if the rows of a term do not fit, or if the order of entities mattered."""
    term, table = bound.term, bound.table
    width = len(term.reads) + len(term.writes)
    if table.ndim != 2 or table.shape[1] != width or table.dtype != np.int32:
        raise ValueError(f"{term.name}: its table must be int32 with {width} columns")
    for rows in (table, bound.resets):
        if rows.size and not (rows.min() >= 0 and rows.max() < program.rows):
            raise ValueError(f"{term.name}: a row outside the workspace of {program.rows} rows")
    written = bound.targets
    if program.month_row in written:
        raise ValueError(f"{term.name} writes the row of the month")
    if term.combine is not None:
        if not np.isin(written, bound.resets).all():
            raise ValueError(f"{term.name} combines into a row that is not reset")
        several = [set(rows.tolist()) for rows in written.T]
        if len(set().union(*several)) != sum(map(len, several)):
            raise ValueError(f"{term.name} combines two of its values into one row")
        clash = np.intersect1d(bound.reads, bound.resets)
    else:
        if bound.resets.size:
            raise ValueError(f"{term.name} combines nothing, yet rows are reset before it")
        rows, counts = np.unique(written, return_counts=True)
        if (counts > 1).any():
            raise ValueError(f"{term.name} writes {program.name(rows[counts > 1][0])} twice")
        clash = _read_from_others(bound)
    if clash.size:
        raise ValueError(
            f"{term.name} reads {program.name(clash[0])}, which it writes for another entity"
        )


def _read_from_others(bound: Bound) -> Rows:
    """Return rows that one entity reads and another one writes."""
    entities = np.arange(bound.entities, dtype=np.int32)[:, None]
    writer = np.full(int(bound.table.max(initial=0)) + 1, -1, dtype=np.int32)
    writer[bound.targets] = entities
    other = writer[bound.reads]
    return np.unique(bound.reads[(other >= 0) & (other != entities)])
