"""Uncertain preferences: in which share of preference worlds each state holds, and what decides it.

Worlds are one analyst's declared alternatives, not a sample of anything: a share has no interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from detente.stability.citing import Cited
from detente.stability.concepts import CONCEPTS, stable_states
from detente.stability.model import GraphModel, checked_words
from detente.stability.states import Flags

if TYPE_CHECKING:
    import pandas as pd

#: Numbers that one step of the work holds at once, per array.
CHUNK = 1 << 22  # literal-ok: a size


@dataclass(frozen=True, slots=True)
class Decider:
    """A statement on whose importance it hangs whether a state holds.

    Attributes:
        decision_maker, statement: whose, which.
        share_high, share_low: share of worlds in which the state holds, among those in which the
            statement is more important than in the middle world, and among the rest.
    """

    decision_maker: str
    statement: str
    share_high: float
    share_low: float

    @property
    def difference(self) -> float:
        """Return how much oftener the state holds where the statement is more important."""
        return self.share_high - self.share_low


@dataclass(frozen=True, eq=False)
class Shares(Cited):
    """In which share of preference worlds each state is an equilibrium.

    Attributes:
        model: what was solved.
        concepts: under which concepts.
        worlds: how many preference worlds.
        everybody: concept → where each state is an equilibrium, (world, state).
        each: (concept, owner) → share of worlds in which the owner's states are stable, (state,).
    """

    model: GraphModel
    concepts: tuple[str, ...]
    worlds: int
    everybody: Mapping[str, Flags]
    each: Mapping[tuple[str, int], npt.NDArray[np.float64]]

    references: ClassVar[tuple[str, ...]] = ("fang1993", "xu2018", "rego2017")

    def __repr__(self) -> str:
        """Return one line."""
        return f"Shares over {self.worlds} preference worlds of {self.model!r}"

    def share(self, concept: str) -> dict[str, float]:
        """Return state → share of worlds in which it is an equilibrium, highest first; not 0.

        Raises:
            ValueError: a concept that was not asked for.
        """
        shares = self._held(concept).mean(axis=0)
        order = np.argsort(-shares, kind="stable")
        order = order[shares[order] > 0]
        return dict(zip(self.model.named(order), shares[order].tolist(), strict=True))

    def stable(self, decision_maker: str, concept: str) -> dict[str, float]:
        """Return state → share of worlds in which it is stable for one decision maker.

        Raises:
            ValueError: an unknown decision maker, or a concept that was not asked for.
        """
        self._held(concept)
        owner = self.model.options.owner_number(decision_maker, "decision_maker")
        return dict(zip(self.model.states, self.each[concept, owner].tolist(), strict=True))

    def deciders(self, state: str, concept: str) -> tuple[Decider, ...]:
        """Return the statements by how much the state's holding goes with their importance.

        Worlds are parted at the middle of a statement's importance (weight as a share of the
        weights, or place in the order). Statements that are equally important in all worlds, or
        whose halves do not differ, are left out. This is association within the declared worlds.

        Raises:
            ValueError: an infeasible state, or a concept that was not asked for.
        """
        holds = self._held(concept)[:, self.model.number(state)]
        found = []
        for owner, who in enumerate(self.model.decision_makers):
            importance = self.model.importance(owner)
            if importance is None:
                continue
            for place, text in enumerate(self.model.statements[who]):
                high = _upper(importance[:, place])
                if high.any() and not high.all():
                    shares = float(holds[high].mean()), float(holds[~high].mean())
                    found.append(Decider(who, text, *shares))
        found = [decider for decider in found if decider.difference]
        return tuple(sorted(found, key=lambda decider: -abs(decider.difference)))

    def table(self) -> pd.DataFrame:
        """Return the shares, one row per state that is an equilibrium in some world."""
        import pandas as pd

        columns = {
            concept: pd.Series(self.share(concept), dtype=float) for concept in self.concepts
        }
        table = pd.DataFrame(columns).fillna(0.0)
        table.index.name = "state"
        return table.sort_values(list(self.concepts), ascending=False)

    def _held(self, concept: str) -> Flags:
        checked_words((concept,), self.concepts, "concept among those solved")
        return self.everybody[concept]


def solve_ensemble(model: GraphModel, concepts: Iterable[str] = CONCEPTS) -> Shares:
    """Return in which share of a model's preference worlds each state is an equilibrium.

    Args:
        model: a conflict; where nobody's preferences are an ensemble there is one world.
        concepts: any of `nash`, `gmr`, `smr`, `seq`, `sseq`.

    Raises:
        ValueError: an unknown concept.
    """
    chosen = checked_words(concepts, CONCEPTS, "concept")
    states, owners = len(model.codes), len(model.decision_makers)
    everybody: dict[str, Flags] = {
        concept: np.ones((model.worlds, states), np.bool_) for concept in chosen
    }
    counts: dict[Any, npt.NDArray[np.int64]] = {}
    step = max(1, CHUNK // (states * owners))
    for begin in range(0, model.worlds, step):
        ranks = model.ranks(begin, begin + step)
        for concept, owner, held in stable_states(model.moves, ranks, chosen):
            everybody[concept][begin : begin + step] &= held
            counts[concept, owner] = counts.get((concept, owner), 0) + held.sum(axis=0)
    each = {key: count / model.worlds for key, count in counts.items()}
    return Shares(model, chosen, model.worlds, everybody, each)


def _upper(importance: npt.NDArray[np.float64]) -> Flags:
    """Return the worlds in which a statement is more important than in the middle one."""
    middle = np.median(importance)
    high: Flags = importance > middle
    # Where more than half of the worlds share the highest value, they are the upper half.
    return high if high.any() else importance >= middle
