"""Sobol indices by groups of quantities, on a design of their own (extra `sensitivity`).

First order: the share of an outcome's variance that a group moves by itself. Total: the share that
it has a part in, combined effects among them. A row of the design is one set of quantities; its
outcome is a chance, found from some worlds. Every row gets the same luck, world by world: with luck
of its own, a row would differ from its neighbours by luck as well, and the total indices would grow
far beyond 1 (Saltelli et al. 2010).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import course_run, draws_of
from detente.dynamics.assembling import Assembled, Kept
from detente.dynamics.engine.execution import execute
from detente.dynamics.headlines import Headline, headlines, needed, read_all
from detente.dynamics.inputs import grouped, inputs_read
from detente.dynamics.keeping_track import FINALS
from detente.dynamics.readings import Raw
from detente.dynamics.simulating import Course, prepared, with_switches
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import Structure, structure
from detente.findings import Findings
from detente.scenario.distributions import Dirichlet
from detente.scenario.draws import Draws
from detente.scenario.kinds import kinds
from detente.scenario.notation import parse_distribution
from detente.scenario.problems import InvalidInputError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

Array: TypeAlias = npt.NDArray[np.float64]

#: Rows of the base sample (a power of 2); in all there are (groups + 2) times as many.
BASE = 64  # literal-ok: a size
#: Worlds per row: strata of the luck at the start, times repeats.
STRATA = 8  # literal-ok: a size
REPEATS = 4  # literal-ok: a size
#: Numbers of a design stay this far from 0 and 1, where some quantities have no value.
EDGE = 1e-9  # literal-ok: numerical


@dataclass(frozen=True, slots=True)
class Index:
    """How far one group of quantities moves one outcome.

    Attributes:
        group: words.
        quantities: how many it holds.
        first, first_error: first-order index and half its 95% interval.
        total, total_error: total index and half its 95% interval.
    """

    group: str
    quantities: int
    first: float
    first_error: float
    total: float
    total_error: float


@dataclass(frozen=True, repr=False)
class SensitivityFindings(Findings):
    """Sobol indices of outcomes by groups of quantities.

    Attributes:
        indices: outcome → its groups, largest total first; an outcome that does not vary is left
            out.
        headlines: the outcomes, by id.
        groups: group → addresses.
    """

    indices: Mapping[str, tuple[Index, ...]]
    headlines: Mapping[str, Headline]
    groups: Mapping[str, tuple[str, ...]]

    references: ClassVar[tuple[str, ...]] = ("saltelli2010",)

    def table(self) -> pd.DataFrame:
        """Return one row an outcome and group."""
        from detente.dynamics.tables import sensitivity_table

        return sensitivity_table(self)

    def plot(self) -> Figure:
        """Return the indices of the first outcome."""
        from detente.dynamics.pictures_contrasts import sensitivity_picture

        return sensitivity_picture(self)


def sensitivity(
    simulation: Simulation,
    outcomes: Sequence[str] | None = None,
    *,
    base: int = BASE,
    strata: int = STRATA,
    repeats: int = REPEATS,
    executor: Literal["tile", "numpy"] = "tile",
    progress: Callable[[float], None] | None = None,
) -> SensitivityFindings:
    """Return Sobol indices of outcomes by groups of quantities.

    The quantities are drawn anew, under the run's viewpoint, switches and cuts.

    Args:
        simulation: the run whose scenario, course, months and seed are used.
        outcomes: ids of outcomes (see `headlines`; default: all).
        base: rows of the base sample, a power of 2.
        strata: strata of the luck at the start, per row.
        repeats: worlds per stratum.
        executor: which executor.
        progress: called with the share done.

    Raises:
        InvalidInputError: the extra is not installed, or an unknown outcome; one line.
        ValueError: base is not a power of 2.
    """
    begin = time.perf_counter()
    sample, analyze = _library()
    if base < 2 or base & (base - 1):
        raise ValueError(f"base is {base}; it must be a power of 2")
    parts = structure(simulation.scenario)
    wanted = _wanted(simulation, parts, outcomes)
    design = _Design(simulation, parts)
    problem = design.problem()
    seed = _small_seed(simulation.origin.seed)
    rows = sample(problem, base, calc_second_order=False, seed=seed)
    chances = design.run(rows, wanted, strata, repeats, executor, progress)
    indices = {}
    for headline in wanted:
        values = chances[headline.id]
        if np.ptp(values) > 0:
            found = analyze(problem, values, calc_second_order=False, seed=seed)
            indices[headline.id] = _indices(found, design.groups)
    return SensitivityFindings(
        data=_dataset(chances, indices),
        origin=replace(
            simulation.origin,
            method="Sobol indices by groups, same luck in every row",
            options={
                **simulation.origin.options,
                "base": base,
                "rows": len(rows),
                "worlds_per_row": strata * repeats,
            },
            warnings=_warnings(indices),
            elapsed=time.perf_counter() - begin,
        ),
        indices=indices,
        headlines={headline.id: headline for headline in wanted},
        groups=design.groups,
    )


def _small_seed(seed: int) -> int:
    """Return a seed that the library takes: it must not be 0."""
    return 1 + seed % 2**31  # literal-ok: numbers that fit


def _library() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return the functions that make and evaluate the design.

    Raises:
        InvalidInputError: the extra is not installed.
    """
    try:
        from SALib.analyze.sobol import analyze
        from SALib.sample.sobol import sample
    except ImportError:
        raise InvalidInputError.single(
            "Sobol indices need the extra 'sensitivity' – pip install 'detente[sensitivity]'",
            file="sensitivity",
        ) from None
    return sample, analyze


def _wanted(
    simulation: Simulation, parts: Structure, outcomes: Sequence[str] | None
) -> tuple[Headline, ...]:
    regimes = int(simulation.origin.options["regimes"])
    known = {h.id: h for h in headlines(simulation.scenario, parts, regimes)}
    for name in outcomes or ():
        if name not in known:
            raise InvalidInputError.single(
                f"there is no outcome '{name}' – there are {', '.join(known)}",
                file=simulation.scenario.name,
            )
    return tuple(known.values()) if outcomes is None else tuple(known[name] for name in outcomes)


class _Design:
    """The quantities that a run reads, as numbers between 0 and 1, and runs on them."""

    def __init__(self, simulation: Simulation, parts: Structure) -> None:
        self.simulation, self.parts = simulation, parts
        course = course_run(simulation)
        one = with_switches(draws_of(simulation, rows=2), course)
        read = inputs_read(one, parts, course.regimes)
        self.one = one
        # Viewpoint and switches are in the quantities already.
        self.course: Course = replace(course, viewpoint=None, switches={})
        self.addresses = (*read.columns, *read.defaults)
        self.groups = grouped(one.scenario, self.addresses)

    def problem(self) -> dict[str, Any]:
        """Return the design as the library describes one: every number between 0 and 1."""
        member = {a: name for name, members in self.groups.items() for a in members}
        return {
            "num_vars": len(self.addresses),
            "names": list(self.addresses),
            "groups": [member[address] for address in self.addresses],
            "bounds": [[0.0, 1.0]] * len(self.addresses),
        }

    def draws(self, rows: Array, strata: int) -> Draws:
        """Return the quantities of every row, `strata` times over, each with its own luck."""
        inside = np.clip(rows, EDGE, 1 - EDGE)
        columns = {
            address: np.repeat(self.column(address, inside[:, place]), strata)
            for place, address in enumerate(self.addresses)
        }
        _make_whole(columns, self.one)
        luck = np.random.default_rng(self.simulation.origin.seed)
        for name in self.start_luck():
            numbers = (luck.permutation(strata) + 0.5) / strata
            columns[name] = np.tile(numbers, len(rows))
        count = len(rows) * strata
        return replace(self.one, count=count, start=0, stop=count, columns=columns)

    def start_luck(self) -> list[str]:
        """Return the names of the luck that decides something at the start."""
        pairs = [f"relations.{pair}.regime at the start" for pair in self.parts.keys("pair")]
        return [*pairs, "files bargained as one package"]

    def column(self, address: str, numbers: Array) -> Array:
        """Return the values of a quantity at these shares of its distribution."""
        quantities = self.one.scenario.quantities
        whole, _, label = address.rpartition(".")
        quantity = quantities.get(address) or quantities.get(whole)
        if quantity is None:
            kind = kinds()[label]
            distribution = parse_distribution(kind.default, kind)
        else:
            distribution = quantity.distribution
            widened = self.simulation.origin.widened
            if widened != 1 and quantity.provenance.value != "measured":
                distribution = distribution.widened(widened)
        if isinstance(distribution, Dirichlet):
            return np.asarray(distribution.component(distribution.labels.index(label), numbers))
        return np.asarray(distribution.ppf(numbers))

    def run(
        self,
        rows: Array,
        wanted: tuple[Headline, ...],
        strata: int,
        repeats: int,
        executor: Literal["tile", "numpy"],
        progress: Callable[[float], None] | None,
    ) -> dict[str, Array]:
        """Return the chance or mean of every outcome in every row."""
        series, only = needed(wanted)
        kept = Kept(FINALS, tuple(series), {}, only)
        _, assembled = prepared(self.draws(rows, strata), self.parts, self.course, kept)
        found = {headline.id: np.empty(len(rows)) for headline in wanted}
        for row in range(len(rows)):
            part = slice(row * strata, (row + 1) * strata)
            worlds = self.worlds(assembled, part, repeats, executor)
            for name, values in read_all(wanted, worlds).items():
                found[name][row] = values.mean()
            if progress is not None:
                progress((row + 1) / len(rows))
        return found

    def worlds(
        self, assembled: Assembled, part: slice, repeats: int, executor: Literal["tile", "numpy"]
    ) -> Raw:
        """Run one row. Its draws are counted from 0, so that every row has the same luck."""
        outcome = execute(
            assembled.program,
            assembled.values[:, part],
            first_draw=0,
            seed=self.simulation.origin.seed,
            repeats=repeats,
            months=self.simulation.months,
            keep_worlds=True,
            executor=executor,
        )
        return Raw(assembled, outcome, self.simulation.months, repeats)


def _make_whole(columns: dict[str, Array], one: Draws) -> None:
    """Divide the components of every set of shares by their sum."""
    for address, quantity in one.scenario.quantities.items():
        if isinstance(quantity.distribution, Dirichlet):
            labels = [f"{address}.{name}" for name in quantity.distribution.labels]
            if labels[0] in columns:
                total = sum(columns[label] for label in labels)
                columns.update({label: columns[label] / total for label in labels})


def _indices(found: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]]) -> tuple[Index, ...]:
    columns = (found[name] for name in ("S1", "S1_conf", "ST", "ST_conf"))
    rows = [
        Index(name, len(groups[name]), *(float(number) for number in numbers))
        for name, *numbers in zip(groups, *columns, strict=True)
    ]
    return tuple(sorted(rows, key=lambda index: -index.total))


def _dataset(chances: Mapping[str, Array], indices: Mapping[str, tuple[Index, ...]]) -> xr.Dataset:
    import xarray as xr

    groups = sorted({index.group for found in indices.values() for index in found})
    where = {name: {index.group: index for index in found} for name, found in indices.items()}
    tables = {
        field: (
            ("outcome", "group"),
            np.array([[getattr(where[o][g], field) for g in groups] for o in indices]).reshape(
                len(indices), len(groups)
            ),
        )
        for field in ("first", "first_error", "total", "total_error")
    }
    chance = np.stack([chances[name] for name in indices]) if indices else np.empty((0, 0))
    return xr.Dataset(
        {**tables, "mean": (("outcome", "row"), chance)},
        coords={"outcome": list(indices), "group": groups},
    )


def _warnings(indices: Mapping[str, tuple[Index, ...]]) -> tuple[str, ...]:
    """Return a line for every outcome whose totals are too large or too small to be read."""
    found = []
    for name, rows in indices.items():
        total = sum(index.total for index in rows)
        error = float(np.sqrt(sum(index.total_error**2 for index in rows)))
        if total + error < 1 or total - error > 2:
            found.append(
                f"the total indices of '{name}' add up to {total:.1f} – too few rows, or effects "
                "that only combinations have"
            )
    return tuple(found)
