"""One way to read worlds, whether labelled (a simulation) or raw (an outcome)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.assembling import Assembled
from detente.dynamics.codes import CONSTRAINTS, EVENTS
from detente.dynamics.engine.outcome import Outcome
from detente.dynamics.simulation import LABELS, SERIES_LABELS, Simulation

Array: TypeAlias = npt.NDArray[np.float64]


class Readings(Protocol):
    """What can be read off worlds."""

    @property
    def months(self) -> int:
        """Number of months run."""
        ...

    def final(self, over: str, field: str, key: str) -> Array:
        """Return a field at the end of the run, (draw, repeat)."""
        ...

    def course(self, over: str, field: str, key: str) -> Array:
        """Return a field month by month, (month, draw, repeat)."""
        ...


class Labelled:
    """Readings of a simulation."""

    def __init__(self, simulation: Simulation, rows: int | None = None, repeats: int | None = None):
        """Read a simulation, or only its first draws and repeats.

        Raises:
            ValueError: only sums were kept.
        """
        needs_worlds(simulation)
        self.data = simulation.data
        self.months = simulation.months
        self.part = slice(rows), slice(repeats)

    def final(self, over: str, field: str, key: str) -> Array:
        """Return a field at the end of the run, (draw, repeat)."""
        if over == "deal" and field.removeprefix("first_") in EVENTS:
            found = self.data["first_month"].sel(deal=key, event=field.removeprefix("first_"))
        elif field.startswith("log_") and field.removeprefix("log_") in CONSTRAINTS:
            found = self.data["binding"].sel(deal=key, constraint=field.removeprefix("log_"))
        elif field.startswith("months_pattern_"):
            code = int(field.removeprefix("months_pattern_"))
            found = self.data["pattern_months"].sel(triad=key, signs=code)
        else:
            found = self.data[LABELS.get((over, field), field)].sel({over: key})
        return np.asarray(found.values, dtype=np.float64)[self.part]

    def course(self, over: str, field: str, key: str) -> Array:
        """Return a field month by month, (month, draw, repeat)."""
        name = SERIES_LABELS.get((over, field), field)
        if name not in self.data or key not in self.data[name][axis_of(self.data[name])]:
            raise ValueError(
                f"the months of {field} of {key} were not kept – run with fewer draws, "
                f"or with series=[('{over}', '{field}')]"
            )
        found = self.data[name].sel({axis_of(self.data[name]): key})
        return np.asarray(found.values, dtype=np.float64)[:, *self.part]


def axis_of(series: object) -> str:
    """Return the name of the axis of entities of a series."""
    return str(series.dims[1])  # type: ignore[attr-defined]


class Raw:
    """Readings of an outcome that has not been labelled."""

    def __init__(self, assembled: Assembled, outcome: Outcome, months: int, repeats: int) -> None:
        assert outcome.finals is not None
        assert outcome.series is not None
        self.months = months
        self.shape = (-1, repeats)
        self.finals, self.series = outcome.finals, outcome.series
        self.final_rows = _places(assembled.finals)
        self.series_rows = _places(assembled.series)

    def final(self, over: str, field: str, key: str) -> Array:
        """Return a field at the end of the run, (draw, repeat)."""
        found = self.finals[self.final_rows[over, field, key]]
        return np.asarray(found, dtype=np.float64).reshape(self.shape)

    def course(self, over: str, field: str, key: str) -> Array:
        """Return a field month by month, (month, draw, repeat)."""
        found = self.series[:, self.series_rows[over, field, key]]
        return np.asarray(found, dtype=np.float64).reshape(self.months, *self.shape)


def _places(entries: tuple[tuple[str, str, str], ...]) -> Mapping[tuple[str, str, str], int]:
    return {entry: place for place, entry in enumerate(entries)}


def needs_worlds(simulation: Simulation) -> None:
    """Refuse a simulation of which only sums were kept.

    Raises:
        ValueError: one line with the remedy.
    """
    if not simulation.kept:
        raise ValueError(
            f"only sums were kept of these {simulation.worlds:,} worlds – run with fewer draws "
            "or with keep='worlds'"
        )
