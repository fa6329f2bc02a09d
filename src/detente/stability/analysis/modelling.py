"""From a declared conflict to a graph model, and to what each order of statements prefers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError
from detente.scenario.schema import Conflict
from detente.stability.analysis.orders import Order
from detente.stability.model import GraphModel
from detente.stability.preferences import ranks_by_priority
from detente.stability.states import Flags, read_statement, truth

#: (preference, state) ranks, higher is better.
Ranks: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Side:
    """What one decision maker may prefer.

    Attributes:
        decision_maker: its id.
        texts: every statement, the declared ones first, in their order; then those that only an
            alternative has.
        words: each in words: its note, or else the statement itself.
        supports: what supports each of the declared ones.
        holds: where each holds, (statement, state).
        alternatives: name → the order of a declared alternative.
    """

    decision_maker: str
    texts: tuple[str, ...]
    words: tuple[str, ...]
    supports: tuple[str | None, ...]
    holds: Flags
    alternatives: dict[str, Order]

    def ranks(self, orders: Sequence[Order]) -> Ranks:
        """Return the rank of every state under some orders, (order, state)."""
        longest = max(len(order) for order in orders)
        # The last row, of a statement that is left out, holds nowhere.
        table = np.concatenate([self.holds, np.zeros((1, self.holds.shape[1]), np.bool_)])
        padded = np.array([(*order, *[-1] * (longest - len(order))) for order in orders])
        return ranks_by_priority([table[padded[:, place]] for place in range(longest)])


def modelled(scenario: Scenario, key: str) -> tuple[GraphModel, tuple[Side, ...]]:
    """Return the graph model of a declared conflict, and its sides in the same order.

    Raises:
        InvalidInputError: what the engine refuses, such as a statement that nothing satisfies.
    """
    conflict = scenario.content.conflicts[key]
    try:
        model = GraphModel(
            conflict.decision_makers,
            infeasible=conflict.infeasible,
            irreversible=conflict.irreversible,
            preferences={
                owner: [one.statement for one in conflict.preferences[owner]]
                for owner in conflict.decision_makers
            },
        )
        sides = tuple(_side(conflict, owner, model) for owner in model.decision_makers)
    except ValueError as problem:
        raise InvalidInputError.single(
            str(problem), file=scenario.name, path=f"conflicts.{key}"
        ) from None
    return model, sides


def status_quo_of(scenario: Scenario, key: str, model: GraphModel) -> str | None:
    """Return the state in which things stand as a Y/N string; None where it is not declared.

    Raises:
        InvalidInputError: an infeasible one.
    """
    taken = scenario.content.conflicts[key].status_quo
    if taken is None:
        return None
    numbers = {model.options.number(name, "status_quo") for name in taken}
    state = "".join("Y" if k in numbers else "N" for k in range(len(model.options.names)))
    try:
        model.number(state, "status_quo")
    except ValueError as problem:
        raise InvalidInputError.single(
            str(problem), file=scenario.name, path=f"conflicts.{key}.status_quo"
        ) from None
    return state


def _side(conflict: Conflict, owner: str, model: GraphModel) -> Side:
    declared = conflict.preferences[owner]
    texts = [one.statement for one in declared]
    alternatives: dict[str, Order] = {}
    for other in conflict.alternatives.get(owner, ()):
        texts += [text for text in dict.fromkeys(other.statements) if text not in texts]
        alternatives[other.name] = tuple(dict.fromkeys(texts.index(t) for t in other.statements))
    where = f"preferences of {owner}"
    known = model.options
    return Side(
        decision_maker=owner,
        texts=tuple(texts),
        words=(*(one.note or one.statement for one in declared), *texts[len(declared) :]),
        supports=tuple(one.support for one in declared),
        holds=np.stack([truth(read_statement(t, known, where), model.codes, known) for t in texts]),
        alternatives=alternatives,
    )
