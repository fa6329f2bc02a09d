"""From a scenario and its draws to a program: rows of the workspace, wired terms, what to keep."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import numpy as np
import numpy.typing as npt

from detente.dynamics.arranging import Touched, constant, touched
from detente.dynamics.columns import Beginning, Value
from detente.dynamics.engine.allocating import Field, Life, packed, shared
from detente.dynamics.engine.program import Band, Bound, Override, Program
from detente.dynamics.engine.terms import MONTH, Term, split_name
from detente.dynamics.luck import LUCK, sites
from detente.dynamics.month.order import ORDER, Step
from detente.dynamics.structure import Structure

Rows = npt.NDArray[np.int32]

#: Fields that begin at 0 although no term writes them: a policy or a given event may set them.
LEVERS: Mapping[str, tuple[str, ...]] = {
    "actor": ("forced_change", "media_tone"),
    "dyad": ("forced_gesture", "sanctions_push"),
    "pair": ("forced_regime", "forced_summit", "channel_push"),
    "deal": ("forced_event", "extension_offer", "talks_offer", "wide_format", "standing_order"),
    "stake": ("side_payment", "consent_given", "refusal"),
}


@dataclass(frozen=True)
class Change:
    """A field of one entity that is overwritten at the start of a month.

    Attributes:
        month: 1 is the first month after the scenario's date.
        over, key, field: whose field.
        value: a number, or one number a draw.
    """

    month: int
    over: str
    key: str
    field: str
    value: Value


@dataclass(frozen=True)
class Kept:
    """What an outcome keeps, by (index set, field).

    Attributes:
        finals: kept for every world at the end.
        series: kept for every world and month.
        bands: counted over worlds every month, between two values.
        only: entities whose series are kept, by index set; a set that is not named is kept whole.
        everywhere: fields whose bands are kept for every entity all the same.
    """

    finals: tuple[tuple[str, str], ...]
    series: tuple[tuple[str, str], ...]
    bands: Mapping[tuple[str, str], tuple[float, float]]
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    everywhere: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Assembled:
    """A program with the values it starts from.

    Attributes:
        program: for an executor.
        values: (columns, draws), float32.
        rows: (index set, field) → its row for every entity.
        finals, series, bands, first_months, totals: (index set, field, key) in the order of the
            outcome.
    """

    program: Program
    values: npt.NDArray[np.float32]
    rows: Mapping[tuple[str, str], Rows]
    finals: tuple[tuple[str, str, str], ...]
    series: tuple[tuple[str, str, str], ...]
    bands: tuple[tuple[str, str, str], ...]
    first_months: tuple[tuple[str, str, str], ...]
    totals: tuple[tuple[str, str, str], ...]


def assemble(
    parts: Structure,
    start: Beginning,
    draws: int,
    kept: Kept,
    *,
    changes: Sequence[Change] = (),
    extra: Mapping[str, Sequence[Term]] | None = None,
) -> Assembled:
    """Wire the month to the entities of a scenario.

    Args:
        parts: its index sets.
        start: the values it starts from.
        draws: number of draws of those values.
        kept: what the outcome keeps.
        changes: fields overwritten at the start of a month.
        extra: terms of a user, by the step after whose own terms they run.

    Raises:
        ValueError: a term reads what nothing sets, or names an index set or step that is none; a
            series of a field that is none.
    """
    wiring = _Wiring(parts, start, _with_extra(ORDER, extra or {}))
    for over, name in kept.series:
        if (over, name) not in wiring.known():
            raise ValueError(f"no series {over}.{name} – nothing in the monthly model sets it")
    wiring.allocate(
        changed={(change.over, change.field) for change in changes},
        kept={*kept.finals, *kept.series, *kept.bands},
    )
    before, steps = wiring.bound_terms()
    values, columns, overrides = wiring.fill(draws, changes)
    finals = wiring.listed(kept.finals)
    series = wiring.listed(kept.series, kept.only)
    everywhere = wiring.listed(tuple(f for f in kept.bands if f in kept.everywhere))
    in_view = wiring.listed(tuple(f for f in kept.bands if f not in kept.everywhere), kept.only)
    bands = [*everywhere, *in_view]
    first = [entry for entry in finals if entry[1].startswith("first_")]
    totals = [entry for entry in finals if not entry[1].startswith("first_")]
    program = Program(
        rows=wiring.rows,
        month_row=0,
        start=before,
        steps=steps,
        sites=tuple(sites(parts, wiring.place)),
        overrides=overrides,
        columns=columns,
        names=_Names(parts, wiring.place),
        finals=wiring.rows_of(finals),
        series=wiring.rows_of(series),
        bands=tuple(
            Band(int(row), *kept.bands[over, name])
            for row, (over, name, _) in zip(wiring.rows_of(bands), bands, strict=True)
        ),
        first_months=wiring.rows_of(first),
        totals=wiring.rows_of(totals),
    )
    kept_rows = (tuple(entries) for entries in (finals, series, bands, first, totals))
    return Assembled(program, values, wiring.place, *kept_rows)


def _with_extra(order: Sequence[Step], extra: Mapping[str, Sequence[Term]]) -> list[Step]:
    names = [step.name for step in order]
    for name in extra:
        if name not in names:
            raise ValueError(f"no step '{name}' – the steps are {', '.join(names)}")
    return [
        Step(step.name, step.what, step.mechanisms, (*step.terms, *extra.get(step.name, ())))
        for step in order
    ]


def _told_apart(value: Value) -> Hashable:
    """Return what tells a value from others: itself, or which array it is."""
    return float(value) if np.ndim(value) == 0 else id(value)


class _Names(Mapping[int, str]):
    """What each row is, worked out when somebody asks; fields that share a row all name it."""

    def __init__(self, parts: Structure, place: Mapping[Field, Rows]) -> None:
        self._parts, self._place = parts, place

    @cached_property
    def _found(self) -> dict[int, str]:
        found: dict[int, list[str]] = {0: ["month"]}
        for (over, name), rows in self._place.items():
            for row, key in zip(rows.tolist(), self._parts.keys(over), strict=True):
                found.setdefault(row, []).append(f"{over}.{name}[{key}]")
        return {row: " | ".join(names) for row, names in found.items()}

    def __getitem__(self, row: int) -> str:
        return self._found[row]

    def __iter__(self) -> Iterator[int]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _Wiring:
    def __init__(self, parts: Structure, start: Beginning, steps: Sequence[Step]) -> None:
        self.parts = parts
        self.start = start
        self.steps = steps
        self.before: list[Touched] = []
        self.monthly: list[Touched] = []
        self.place: dict[Field, Rows] = {}
        self.rows = 1  # row 0 is the number of the month

    def terms(self) -> Iterable[Term]:
        for step in self.steps:
            yield from step.terms

    def allocate(self, changed: set[Field], kept: set[Field]) -> None:
        """Give rows to every field that something sets."""
        known = self.known()
        named = self.read(known) | self.written()
        used = [field for field in known if field in named]
        used = [field for field in used if len(self.parts.sets[field[0]])]
        levers = {(over, name) for over, names in LEVERS.items() for name in names}
        fixed = {*self.start.columns, *levers} - self.written() - changed
        begun: dict[Field, Sequence[Value]] = {
            f: [0.0] * len(self.parts.sets[f[0]]) for f in levers
        }
        begun.update(self.start.columns)
        values = {f: [_told_apart(v) for v in begun[f]] for f in used if f in fixed}
        self.place, self.rows = shared(values, self.rows)
        told = [
            touched(term, step.name, lambda t, name: self.source(t, name, known), self.target)
            for step in self.steps
            for term in step.terms
            # The product of nothing is 1: its rows are reset even if there is nothing to multiply.
            if len(self.parts.sets[term.over]) or term.combine == "product"
        ]
        self.before, self.monthly = constant(told, frozenset(fixed), frozenset(changed))
        moving = {f: len(self.parts.sets[f[0]]) for f in used if f not in values}
        lives = self.lives(list(moving), changed | kept)
        rows, self.rows = packed(moving, lives, self.rows)
        self.place.update(rows)

    def bound_terms(self) -> tuple[tuple[Bound, ...], tuple[tuple[str, tuple[Bound, ...]], ...]]:
        """Return the terms of the start and, by step, those of the month, tied to rows."""
        before = tuple(self.bound(one.term) for one in self.before)
        monthly = tuple(
            (step, tuple(self.bound(one.term) for one in terms))
            for step, terms in groupby(self.monthly, lambda one: one.step)
        )
        return before, monthly

    def lives(self, fields: Sequence[Field], lasting: set[Field]) -> dict[Field, Life]:
        """Return when each field is needed: always, if a month finds what another one left."""
        first: dict[Field, int] = {}
        last: dict[Field, int] = {}
        state = {*lasting, *(f for f in self.start.columns)}
        state.update(*(one.writes for one in self.before))
        state |= {(over, name) for over, names in LEVERS.items() for name in names}
        state |= self.partly_combined()
        luck = {(one.over, name) for one in LUCK for name in one.fields if name}
        for place, one in enumerate(self.monthly):
            for name in one.reads:
                last[name] = place
                if name not in first and name not in luck:
                    state.add(name)
            for name in one.writes:
                first.setdefault(name, place)
                last[name] = max(last.get(name, place), place)
        end = len(self.monthly)
        return {
            f: Life(-1, end)
            if f in state
            else Life(-1 if f in luck else first.get(f, -1), last.get(f, end))
            for f in fields
        }

    def partly_combined(self) -> set[Field]:
        """Return combined fields of which some entity is reached by nothing: it stays at 0."""
        found = set()
        for term in self.terms():
            for name in term.writes if term.combine not in (None, "product") else ():
                over, places = self.linked(term, split_name(name)[0])
                reached = np.arange(len(self.parts.sets[over]))[places]
                if len(np.unique(reached)) < len(self.parts.sets[over]):
                    found.add(self.target(term, name))
        return found

    def read(self, known: Mapping[Field, None]) -> set[Field]:
        return {
            self.source(term, name, known)
            for term in self.terms()
            for name in term.reads
            if name != MONTH
        }

    def written(self) -> set[Field]:
        return {self.target(term, name) for term in self.terms() for name in term.writes}

    def known(self) -> dict[Field, None]:
        """Return every field that something sets."""
        known: dict[Field, None] = dict.fromkeys(self.start.columns)
        known.update(((luck.over, name), None) for luck in LUCK for name in luck.fields if name)
        known.update(((over, name), None) for over, names in LEVERS.items() for name in names)
        for term in self.terms():
            if term.over not in self.parts.sets:
                raise ValueError(f"{term.name}: there is no index set '{term.over}'")
            known.update((self.target(term, name), None) for name in term.writes)
        return known

    def linked(self, term: Term, link: str) -> tuple[str, Rows | slice]:
        """Return the index set that a link leads to, and the places there."""
        entities = self.parts.sets[term.over]
        if not link:
            return term.over, slice(None)
        if link not in entities.links:
            known = ", ".join(entities.links) or "none"
            raise ValueError(
                f"{term.name}: '{term.over}' has no link '{link}' – its links: {known}"
            )
        return entities.links[link]

    def target(self, term: Term, name: str) -> tuple[str, str]:
        link, bare = split_name(name)
        return self.linked(term, link)[0], bare

    def source(
        self, term: Term, name: str, known: Mapping[tuple[str, str], object]
    ) -> tuple[str, str]:
        """Return the field an argument means: of the entity, of a linked one, else of the world."""
        link, bare = split_name(name)
        over = self.linked(term, link)[0]
        if (over, bare) in known:
            return over, bare
        if not link and ("world", bare) in known:
            return "world", bare
        raise ValueError(
            f"{term.name}: nothing sets '{name}' – it is no field of '{over}' and no parameter"
        )

    def bound(self, term: Term) -> Bound:
        """Tie a term to rows."""
        count = len(self.parts.sets[term.over])
        table = np.empty((count, len(term.reads) + len(term.writes)), np.int32)
        for column, name in enumerate(term.reads if count else ()):
            table[:, column] = 0 if name == MONTH else self.rows_read(term, name)
        targets = []
        for column, name in enumerate(term.writes, start=len(term.reads)):
            link, bare = split_name(name)
            over, places = self.linked(term, link)
            table[:, column] = self.place[over, bare][places]
            # What no entity reaches stays at 0, but the product of nothing is 1.
            whole = term.combine == "product"
            targets.append(self.place[over, bare] if whole else table[:, column])
        resets = np.unique(np.concatenate(targets)) if term.combine else np.empty(0, np.int32)
        return Bound(term, table, resets.astype(np.int32))

    def rows_read(self, term: Term, name: str) -> Rows | np.int32:
        over, bare = self.source(term, name, self.place)
        if over == "world" and term.over != "world":
            return np.int32(self.place[over, bare][0])
        _, places = self.linked(term, split_name(name)[0])
        return self.place[over, bare][places]

    def fill(
        self, draws: int, changes: Sequence[Change]
    ) -> tuple[npt.NDArray[np.float32], Rows, tuple[Override, ...]]:
        """Return the values of the columns, their rows, and the overrides with their sources."""
        rows: list[int] = []
        values: list[Value] = []
        seen: set[int] = set()
        for (over, name), entries in self.start.columns.items():
            for row, value in zip(self.place.get((over, name), ()), entries, strict=False):
                if int(row) not in seen and np.any(value):  # rows begin at 0
                    seen.add(int(row))
                    rows.append(int(row))
                    values.append(value)
        overrides = []
        sources: dict[Hashable, int] = {}
        for change in changes:
            told = _told_apart(change.value)
            if told not in sources:
                sources[told] = self.rows
                rows.append(self.rows)
                values.append(change.value)
                self.rows += 1
            overrides.append(Override(change.month, self.row(change), sources[told]))
        filled = np.empty((len(rows), draws), np.float32)
        for place, value in enumerate(values):
            filled[place] = value
        return filled, np.array(rows, np.int32), tuple(overrides)

    def row(self, change: Change) -> int:
        keys = self.parts.keys(change.over)
        if (change.over, change.field) not in self.place or change.key not in keys:
            raise ValueError(
                f"nothing called {change.over}.{change.field}[{change.key}] can be changed"
            )
        return int(self.place[change.over, change.field][keys.index(change.key)])

    def listed(
        self, wanted: Sequence[tuple[str, str]], only: Mapping[str, frozenset[str]] | None = None
    ) -> list[tuple[str, str, str]]:
        chosen = only or {}
        return [
            (over, name, key)
            for over, name in wanted
            if (over, name) in self.place
            for key in self.parts.keys(over)
            if over not in chosen or key in chosen[over]
        ]

    def rows_of(self, entries: Sequence[tuple[str, str, str]]) -> Rows:
        where: dict[Field, dict[str, int]] = {}
        for over, name, _ in entries:
            if (over, name) not in where:
                rows = self.place[over, name].tolist()
                where[over, name] = dict(zip(self.parts.keys(over), rows, strict=True))
        return np.array([where[over, name][key] for over, name, key in entries], np.int32)
