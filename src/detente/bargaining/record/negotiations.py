"""Negotiations whose outcome is known: who wanted what, how much it weighed, what was decided."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.scenario.problems import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.bargaining.prediction import Array, Flags

#: Ends of the scale on which the data place positions and outcomes.
SCALE = (0.0, 100.0)  # literal-ok: the scale of the data by definition
#: Procedures that the data name: co-decision of Parliament and Council, and consultation.
PROCEDURES = {"COD": "co-decision", "CNS": "consultation"}


@dataclass(frozen=True, eq=False)
class Negotiations:
    """Issues by actors, with what was adopted.

    Attributes:
        source: file or folder read.
        issues, dossiers, procedures, rules, introduced: one text an issue; issues of one dossier
            were negotiated together.
        actors: in the order of the last axis.
        positions: (issue, actor) 0–100, NaN where an actor took no part.
        salience: (issue, actor) 0–1, 0 where absent.
        capability: (issue, actor) in percent of the largest state, 0 where absent.
        reference: (issue,) what holds without a decision, 0–100; NaN where none was declared.
        outcome: (issue,) what was adopted, 0–100.
        notes: what was left out on reading, one line each.
    """

    source: str
    issues: tuple[str, ...]
    dossiers: tuple[str, ...]
    procedures: tuple[str, ...]
    rules: tuple[str, ...]
    introduced: tuple[str, ...]
    actors: tuple[str, ...]
    positions: Array
    salience: Array
    capability: Array
    reference: Array
    outcome: Array
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse arrays and lists that do not go together, and freeze the arrays."""
        rows, columns = len(self.issues), len(self.actors)
        shapes: dict[str, tuple[int, ...]] = {"reference": (rows,), "outcome": (rows,)}
        shapes |= dict.fromkeys(("positions", "salience", "capability"), (rows, columns))
        for name, shape in shapes.items():
            values = np.array(getattr(self, name), np.float64)
            if values.shape != shape:
                raise ValueError(f"{name} has shape {values.shape}; it must be {shape}")
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        for name in ("dossiers", "procedures", "rules", "introduced"):
            if len(getattr(self, name)) != rows:
                raise ValueError(f"{name} has {len(getattr(self, name))} entries for {rows} issues")

    def __len__(self) -> int:
        """Return the number of issues."""
        return len(self.issues)

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"Negotiations from {self.source}: {len(self)} issues in {len(set(self.dossiers))} "
            f"dossiers, {len(self.actors)} actors"
        )

    @property
    def present(self) -> Flags:
        """Return who took part, (issue, actor)."""
        flags: Flags = ~np.isnan(self.positions)
        return flags

    @property
    def graded(self) -> Flags:
        """Return, (issue,), whether positions lie at more than two places; else it is binary."""
        flags: Flags = np.array([len(distinct(row)) > 2 for row in self.positions], np.bool_)
        return flags

    @property
    def on_a_position(self) -> Flags:
        """Return, (issue,), whether the outcome is exactly some actor's position."""
        flags: Flags = (self.positions == self.outcome[:, None]).any(axis=-1)
        return flags

    @property
    def in_range(self) -> Flags:
        """Return, (issue,), whether the outcome lies between the outermost positions."""
        least, most = np.nanmin(self.positions, axis=-1), np.nanmax(self.positions, axis=-1)
        flags: Flags = (self.outcome >= least) & (self.outcome <= most)
        return flags

    def fingerprint(self) -> str:
        """Return a short hash of everything that is scored."""
        digest = hashlib.sha256()
        for words in (self.issues, self.dossiers, self.procedures, self.rules, self.actors):
            digest.update(repr(words).encode())
        for values in (
            self.positions,
            self.salience,
            self.capability,
            self.reference,
            self.outcome,
        ):
            digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()[:12]  # literal-ok: letters shown of the hash

    def take(self, rows: Sequence[int] | Flags) -> Negotiations:
        """Return the issues of the given places, or those flagged, as negotiations of their own."""
        chosen = np.arange(len(self))[np.asarray(rows)]
        texts = ("issues", "dossiers", "procedures", "rules", "introduced")
        arrays = ("positions", "salience", "capability", "reference", "outcome")
        taken: dict[str, Any] = {
            name: tuple(getattr(self, name)[place] for place in chosen) for name in texts
        }
        taken |= {name: getattr(self, name)[chosen] for name in arrays}
        return replace(self, **taken)


def distinct(row: Array) -> Array:
    """Return the places of a row of positions, rising, each once; absent actors left out."""
    places: Array = np.unique(row[~np.isnan(row)])
    return places


def number(
    text: str, what: str, file: str, line: int, low: float, high: float, remedy: str = ""
) -> float:
    """Return the number a cell holds.

    Raises:
        InvalidInputError: no number, or one outside its range; one line with file and line.
    """
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise InvalidInputError.single(
            f"{what} is '{text}' – it must be a number from {low:g} to {high:g}{remedy}",
            file=file,
            line=line,
        )
    return value
