"""Draws: joint samples of all quantities of a scenario."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.scenario.distributions import Dirichlet, Distribution, Exact
from detente.scenario.model import Scenario
from detente.scenario.problems import listed, nearest
from detente.scenario.quantities import Quantity
from detente.scenario.strata import MAXIMUM_ROWS, mapped, together

Array: TypeAlias = npt.NDArray[np.float64]

DEFAULT_DRAWS = 2000
DEFAULT_SEED = 1
#: Seeds are whole numbers from 0 to one less than this.
MAXIMUM_SEED = 2**63
#: Designs with more rows are drawn column by column, on all cores.
MANY_ROWS = 20_000


@dataclass(frozen=True)
class Draws:
    """Rows `start` … `stop`−1 of a design of `count` draws, one column per quantity.

    A column is read by the address of its quantity: `draws["issues.arms.actors.russia.position"]`,
    shape (rows,), float64. Shares have one column per label (`….regime.reset`).

    Attributes:
        scenario: what was drawn from.
        count: size of the whole design; it is part of the identity of a draw.
        seed: the seed.
        start, stop: the slice of rows held here.
        widened: factor by which every judged or assumed width was multiplied (1: as declared).
        copies: how often these rows stand one after the other, with other numbers but the same luck
            (see `side_by_side`).
    """

    scenario: Scenario
    count: int
    seed: int
    start: int
    stop: int
    widened: float = 1.0
    columns: Mapping[str, Array] = field(default_factory=dict, repr=False)
    copies: int = 1

    def __len__(self) -> int:
        """Return the number of rows held."""
        return (self.stop - self.start) * self.copies

    def luck(self, name: str, quantile: Callable[[Array], Array]) -> Array:
        """Return the numbers of a quantity that is not declared, keyed by its name, (rows,)."""
        found = mapped(name, self.seed, self.count, self.start, self.stop, quantile)
        return np.tile(found, self.copies) if self.copies > 1 else found

    def __getitem__(self, address: str) -> Array:
        """Return one column; raises KeyError with the nearest address."""
        found = self.columns.get(address)
        if found is not None:
            return found
        quantity = self.scenario.quantities.get(address)
        if quantity is not None and isinstance(quantity.distribution, Exact):
            return np.full(len(self), quantity.distribution.number)
        if quantity is not None:
            labels = listed(c for c in self.columns if c.startswith(f"{address}."))
            raise KeyError(f"'{address}' is a set of shares – read {labels}")
        known = [*self.columns, *self.scenario.quantities]
        raise KeyError(f"no quantity '{address}'{nearest(address, known)}")

    def __contains__(self, address: object) -> bool:
        """Whether an address can be read."""
        quantity = self.scenario.quantities.get(str(address))
        return address in self.columns or (quantity is not None and quantity.exact)

    def replaced(self, quantities: Mapping[str, Quantity]) -> Draws:
        """Return the same luck with some quantities replaced (the other columns are shared)."""
        columns = dict(self.columns)
        merged = dict(self.scenario.quantities)
        for address, quantity in quantities.items():
            merged[address] = quantity
            columns.pop(address, None)
            columns.update(self._columns_of(quantity))
        scenario = replace(self.scenario, quantities=merged)
        return replace(self, scenario=scenario, columns=columns)

    def _columns_of(self, quantity: Quantity) -> dict[str, Array]:
        found = _columns(quantity, self.count, self.seed, self.start, self.stop, self.widened)
        if self.copies == 1:
            return found
        return {address: np.tile(values, self.copies) for address, values in found.items()}


def draw(
    scenario: Scenario,
    draws: int | Draws = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    *,
    rows: slice | None = None,
    widened: float = 1.0,
) -> Draws:
    """Sample all quantities of a scenario together.

    Each quantity is stratified over the whole design and keyed by its address, so that adding a
    quantity leaves the other columns bit-identical, and a slice of rows drawn alone equals the
    same rows of the whole.

    Args:
        scenario: the scenario.
        draws: size of the design, 1 … 2³¹; a Draws object of this scenario is returned unchanged
            (seed, rows and widened are then its own).
        seed: 0 … 2⁶³−1.
        rows: the slice of rows wanted (default: all).
        widened: factor on every judged or assumed width, above 0.

    Raises:
        ValueError: a size, seed, slice or factor out of range, or draws of another scenario.
    """
    if isinstance(draws, Draws):
        same = draws.scenario.fingerprint() == scenario.fingerprint()
        if not same or draws.scenario.quantities != scenario.quantities:
            raise ValueError(
                f"these draws belong to '{draws.scenario.name}' as it was before a change – "
                "draw again"
            )
        return draws
    _refuse(draws, seed, widened)
    start, stop, step = (rows or slice(None)).indices(draws)
    if step != 1 or stop < start:
        raise ValueError("rows is a slice start:stop that rises by 1")
    quantities = list(scenario.quantities.values())
    columns: dict[str, Array] = {}
    if stop - start > MANY_ROWS:

        def columns_of(quantity: Quantity) -> dict[str, Array]:
            return _columns(quantity, draws, seed, start, stop, widened)

        # NumPy lets go of the interpreter lock inside its loops, so threads share large designs.
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            for found in pool.map(columns_of, quantities):
                columns.update(found)
    else:
        labels = [label for quantity in quantities for label in _labels(quantity)]
        uniform = dict(zip(labels, together(labels, seed, draws, start, stop), strict=True))
        for quantity in quantities:
            found = _filled(quantity, widened, lambda label, quantile: quantile(uniform[label]))
            columns.update(found)
    return Draws(scenario, draws, seed, start, stop, widened, columns)


def side_by_side(samples: Sequence[Draws]) -> Draws | None:
    """Return the rows of several draws of one design, one after the other.

    Args:
        samples: the same rows of the same scenario, with some numbers replaced.

    Returns:
        The draws; None where a quantity is declared in some samples and left out in others.
    """
    first = samples[0]
    columns = {}
    for address in dict.fromkeys(address for sample in samples for address in sample.columns):
        if not all(address in sample for sample in samples):
            return None
        columns[address] = np.concatenate([sample[address] for sample in samples])
    return replace(first, columns=columns, copies=len(samples))


def chunks(
    scenario: Scenario,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    *,
    size: int = 10_000,
    widened: float = 1.0,
) -> Iterator[Draws]:
    """Yield a design of any size in slices of at most `size` rows; arguments as `draw`."""
    if size < 1:
        raise ValueError(f"size is {size}; it must be at least 1")
    _refuse(draws, seed, widened)
    for start in range(0, draws, size):
        rows = slice(start, min(start + size, draws))
        yield draw(scenario, draws, seed, rows=rows, widened=widened)


def _refuse(draws: int, seed: int, widened: float) -> None:
    if isinstance(draws, bool) or not isinstance(draws, int) or not 1 <= draws <= MAXIMUM_ROWS:
        raise ValueError(f"draws is {draws!r}; it must be a whole number from 1 to 2^31")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < MAXIMUM_SEED:
        raise ValueError(f"seed is {seed!r}; it must be a whole number from 0 to 2^63 - 1")
    if not 0 < widened < 100:
        raise ValueError(f"widened is {widened!r}; it must be a factor above 0")


def _columns(
    quantity: Quantity, count: int, seed: int, start: int, stop: int, widened: float
) -> dict[str, Array]:
    """Return the columns of one quantity; an exact number has none."""
    return _filled(
        quantity, widened, lambda label, quantile: mapped(label, seed, count, start, stop, quantile)
    )


def _labels(quantity: Quantity) -> list[str]:
    """Return the names of the columns of a quantity."""
    distribution: Distribution = quantity.distribution
    if isinstance(distribution, Exact):
        return []
    if isinstance(distribution, Dirichlet):
        return [f"{quantity.address}.{label}" for label in distribution.labels]
    return [quantity.address]


def _filled(
    quantity: Quantity,
    widened: float,
    values_of: Callable[[str, Callable[[Array], Array]], Array],
) -> dict[str, Array]:
    """Return the columns of a quantity, given the values of a label under a quantile function."""
    distribution: Distribution = quantity.distribution
    if widened != 1.0 and quantity.provenance.value != "measured":
        distribution = distribution.widened(widened)
    labels = _labels(quantity)
    if isinstance(distribution, Exact):
        return {}
    if isinstance(distribution, Dirichlet):
        parts = np.stack(
            [
                values_of(label, partial(distribution.component, place))
                for place, label in enumerate(labels)
            ]
        )
        parts /= parts.sum(axis=0)
        return dict(zip(labels, parts, strict=True))
    return {quantity.address: values_of(quantity.address, distribution.ppf)}
