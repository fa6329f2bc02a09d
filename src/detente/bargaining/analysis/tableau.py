"""Who stands where on an issue, draw by draw, and what of it nobody declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente.bargaining.prediction import Array
from detente.scenario.draws import Draws
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError

#: What a model of bargaining takes of every actor.
INPUTS = ("position", "salience", "capability")
#: The scale between the poles.
LOW, HIGH = 0.0, 100.0  # literal-ok: the scale of every position
#: Fewer positions leave nothing to bargain about.
FEWEST = 2


@dataclass(frozen=True, eq=False)
class Tableau:
    """Positions, salience and capability on one issue.

    Attributes:
        issue: its id.
        actors: who has a declared position, in the order of the file.
        positions: (row, actor), 0–100 between the poles.
        salience: (row, actor), 0–1.
        capability: (row, actor), 0–1.
        reference: (row,) what holds without a deal, 0–100; None where the scenario does not say.

    There is a row a draw, or a single row where every number is exact.
    """

    issue: str
    actors: tuple[str, ...]
    positions: Array
    salience: Array
    capability: Array
    reference: Array | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.positions)

    @property
    def weight(self) -> Array:
        """Return capability × salience, (row, actor)."""
        return self.capability * self.salience

    def first(self, rows: int) -> Tableau:
        """Return the first rows, by which a question of what if is worked out."""
        return Tableau(
            self.issue,
            self.actors,
            self.positions[:rows],
            self.salience[:rows],
            self.capability[:rows],
            None if self.reference is None else self.reference[:rows],
        )


def standing(scenario: Scenario, issue: str) -> tuple[str, ...]:
    """Return the actors whose position on an issue is declared, in the order of the file."""
    cells = scenario.content.issues[issue].actors
    return tuple(actor for actor, cell in cells.items() if cell.position is not None)


def assumed(scenario: Scenario, issue: str, actors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses of salience and capability that stand at the default of their kind."""
    addresses = (
        f"issues.{issue}.actors.{actor}.{name}"
        for actor in actors
        for name in ("salience", "capability")
    )
    return tuple(a for a in addresses if not scenario.quantities[a].declared)


def reference_address(issue: str) -> str:
    """Return where a scenario may say what holds on an issue without a deal."""
    return f"parameters.reference_{issue}"


def tableaux(draws: Draws) -> dict[str, Tableau]:
    """Return a tableau of every issue with at least two declared positions.

    Raises:
        InvalidInputError: a reference point that is drawn beyond the scale of positions.
    """
    found = {}
    for issue in draws.scenario.content.issues:
        actors = standing(draws.scenario, issue)
        if len(actors) >= FEWEST:
            found[issue] = _tableau(draws, issue, actors)
    return found


def _tableau(draws: Draws, issue: str, actors: tuple[str, ...]) -> Tableau:
    named = {name: [f"issues.{issue}.actors.{actor}.{name}" for actor in actors] for name in INPUTS}
    own = reference_address(issue)
    spread = any(a in draws.columns for a in (*(a for row in named.values() for a in row), own))
    rows = len(draws) if spread else 1
    arrays: Mapping[str, Array] = {
        name: np.stack([draws[address][:rows] for address in addresses], axis=-1)
        for name, addresses in named.items()
    }
    return Tableau(
        issue,
        actors,
        arrays["position"],
        arrays["salience"],
        arrays["capability"],
        _reference(draws, own, rows) if own in draws else None,
    )


def _reference(draws: Draws, address: str, rows: int) -> Array:
    point = draws[address][:rows]
    if point.min() < LOW or point.max() > HIGH:
        raise InvalidInputError.single(
            f"is drawn from {point.min():g} to {point.max():g} – a reference point lies from 0 to "
            "100 between the poles; give it that range",
            file=draws.scenario.name,
            path=address,
        )
    return point


@dataclass(frozen=True, eq=False)
class Board:
    """Several issues at once, for the model that trades one for another.

    Attributes:
        issues, actors: labels of the last two axes.
        positions, salience, capability: (row, issue, actor); NaN positions where an actor takes no
            part, with salience and capability 0.
    """

    issues: tuple[str, ...]
    actors: tuple[str, ...]
    positions: Array
    salience: Array
    capability: Array


def board(known: Mapping[str, Tableau], only: tuple[str, ...] | None = None) -> Board:
    """Put tableaux side by side.

    Args:
        known: issue → tableau.
        only: the actors that trade, None for all; issues on which fewer than two of them have a
            position are left out.
    """
    chosen = {
        issue: one
        for issue, one in known.items()
        if only is None or len(set(only) & set(one.actors)) >= FEWEST
    }
    actors = tuple(
        dict.fromkeys(
            actor
            for one in chosen.values()
            for actor in one.actors
            if only is None or actor in only
        )
    )
    rows = max((len(one) for one in chosen.values()), default=1)
    shape = (rows, len(chosen), len(actors))
    positions, salience, capability = np.full(shape, np.nan), np.zeros(shape), np.zeros(shape)
    for place, one in enumerate(chosen.values()):
        for column, actor in enumerate(one.actors):
            if actor in actors:
                where = actors.index(actor)
                positions[:, place, where] = one.positions[:, column]
                salience[:, place, where] = one.salience[:, column]
                capability[:, place, where] = one.capability[:, column]
    return Board(tuple(chosen), actors, positions, salience, capability)
