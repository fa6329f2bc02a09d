"""Which states hold: the equilibria of a conflict, and who is content with what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from detente.stability.citing import Cited
from detente.stability.concepts import CONCEPTS, sanctions, sorted_members, stable_states
from detente.stability.model import GraphModel, checked_words
from detente.stability.moves import Numbers
from detente.stability.states import Flags

if TYPE_CHECKING:
    from detente.stability.distances import Distance
    from detente.stability.reasons import Verdict


class Equilibria(Mapping[str, frozenset[str]]):
    """Concept → the states that are stable for everybody, as Y/N strings."""

    def __init__(self, model: GraphModel, everybody: dict[str, Flags]) -> None:
        self._model, self._everybody = model, everybody
        self._named: dict[str, frozenset[str]] = {}

    def __getitem__(self, concept: str) -> frozenset[str]:
        """Return the equilibria under a concept that was asked for."""
        checked_words((concept,), tuple(self._everybody), "concept among those solved")
        if concept not in self._named:
            found = np.flatnonzero(self._everybody[concept])
            self._named[concept] = frozenset(self._model.named(found))
        return self._named[concept]

    def __iter__(self) -> Iterator[str]:
        return iter(self._everybody)

    def __len__(self) -> int:
        return len(self._everybody)

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {held.sum()}" for name, held in self._everybody.items())
        return f"Equilibria({counts})"


@dataclass(frozen=True, eq=False)
class Stability(Cited):
    """The solution of a conflict.

    Attributes:
        model: what was solved.
        concepts: under which concepts.
        flags: (concept, owner) → where that owner's states are stable, (state,).
    """

    model: GraphModel
    concepts: tuple[str, ...]
    flags: Mapping[tuple[str, int], Flags]
    _kept: dict[tuple[int, str], Numbers] = field(default_factory=dict, repr=False)

    references: ClassVar[tuple[str, ...]] = ("fang1993", "xu2018", "rego2017")

    def __repr__(self) -> str:
        """Return two lines: of which conflict, and how many equilibria."""
        return f"Stability of {self.model!r}\n  {self.equilibria!r}"

    @cached_property
    def equilibria(self) -> Equilibria:
        """Return concept → states that are stable for every decision maker."""
        owners = range(len(self.model.decision_makers))
        everybody = {
            concept: np.logical_and.reduce([self.flags[concept, owner] for owner in owners])
            for concept in self.concepts
        }
        return Equilibria(self.model, everybody)

    def stable(self, decision_maker: str, concept: str) -> frozenset[str]:
        """Return the states that are stable for one decision maker, as Y/N strings.

        Raises:
            ValueError: an unknown decision maker, or a concept that was not asked for.
        """
        owner = self.model.options.owner_number(decision_maker, "decision_maker")
        checked_words((concept,), self.concepts, "concept among those solved")
        return frozenset(self.model.named(np.flatnonzero(self.flags[concept, owner])))

    def verdict(
        self, state: str, decision_maker: str, concept: str, *, limit: int | None = None
    ) -> Verdict:
        """Return whether a state is stable for a decision maker, and why.

        Args:
            state: a feasible state's Y/N string.
            decision_maker, concept: for whom, in which sense.
            limit: for how many improvements the deterring chain is worked out, best first; None:
                for all.

        Raises:
            ValueError: an unknown decision maker or state, or a concept that was not asked for.
        """
        from detente.stability.reasons import verdict

        return verdict(self, state, decision_maker, concept, limit)

    def distance(self, state: str, decision_maker: str, concept: str) -> Distance:
        """Return how far the preferences are from turning a verdict.

        Arguments and errors as in `verdict`. See `distances.distance`.
        """
        from detente.stability.distances import distance

        return distance(self, state, decision_maker, concept)

    @cached_property
    def ranks(self) -> Numbers:
        """Return the rank of every state, higher is better, (owner, 1, state)."""
        return self.model.ranks()

    @cached_property
    def members(self) -> Numbers:
        """Return the states by group and rank, (owner, 1, state)."""
        return sorted_members(self.model.moves, self.ranks)

    def sanctions(self, owner: int, concept: str) -> Numbers:
        """Return the least rank that an owner can be brought to from each state, (state,)."""
        key = owner, concept
        if key not in self._kept:
            self._kept[key] = sanctions(self.model.moves, self.ranks, owner, concept, self.members)[
                0
            ]
        return self._kept[key]


def solve(model: GraphModel, concepts: Iterable[str] = CONCEPTS) -> Stability:
    """Return which states of a conflict are stable for whom.

    Args:
        model: a conflict whose preferences are certain.
        concepts: any of `nash`, `gmr`, `smr`, `seq`, `sseq`.

    Raises:
        ValueError: an unknown concept, or preferences that are an ensemble.

    Source: fang1993, rego2017; sets of reachable states as in xu2018.
    """
    chosen = checked_words(concepts, CONCEPTS, "concept")
    if model.uncertain:
        raise ValueError("the preferences are an ensemble – use solve_ensemble for the shares")
    ranks = model.ranks()
    flags = {
        (concept, owner): held[0]
        for concept, owner, held in stable_states(model.moves, ranks, chosen)
    }
    return Stability(model, chosen, flags)
