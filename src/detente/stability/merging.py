"""States that are alike in everything stability asks about, merged into classes.

Two states are *alike* where every decision maker ranks them the same (in every preference world)
and can move from them, or stay, to the same classes: the coarsest such partition is found by
splitting classes until no move tells their members apart. It is finer than "nobody tells them
apart", which looks at ranks only: two states that all like equally are not alike if a way leads
from one that does not lead from the other.

Whether an owner moves within a class makes no difference, as its members rank the same. So every
verdict under the five concepts, and every least rank that opponents can bring about, is the same
throughout a class, and the same as in the smaller conflict whose states are the classes.

Source: derived; partition refinement as for bisimulation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.stability.concepts import CONCEPTS, stable_states
from detente.stability.model import GraphModel, checked_words
from detente.stability.moves import Moves, Numbers, moves_of_targets
from detente.stability.solving import Stability
from detente.stability.states import Flags


@dataclass(frozen=True, eq=False)
class Merged:
    """A conflict with alike states merged.

    Attributes:
        model: the conflict as a whole.
        kind: (state,) class of each state, classes numbered by their first state.
        same_ranks: how many classes there would be if only ranks were compared.
    """

    model: GraphModel
    kind: Numbers
    same_ranks: int

    def __repr__(self) -> str:
        """Return one line: how many states and classes."""
        return f"Merged({len(self.kind):,} states, {len(self):,} classes)"

    def __len__(self) -> int:
        """Return how many classes there are."""
        return int(self.kind.max()) + 1

    @cached_property
    def first(self) -> Numbers:
        """Return the first state of each class, (class,)."""
        return np.unique(self.kind, return_index=True)[1].astype(np.int32)

    @cached_property
    def classes(self) -> tuple[tuple[str, ...], ...]:
        """Return the members of each class as Y/N strings."""
        order = np.argsort(self.kind, kind="stable")
        ends = np.cumsum(np.bincount(self.kind))[:-1]
        return tuple(tuple(self.model.named(part)) for part in np.split(order, ends))

    @cached_property
    def moves(self) -> Moves:
        """Return who can move from which class to which."""
        whole = self.model.moves
        return moves_of_targets(
            [
                [_targets(whole, owner, int(state), self.kind) for state in self.first]
                for owner in range(len(self.model.decision_makers))
            ]
        )

    def of(self, state: str) -> tuple[str, ...]:
        """Return the class of a state.

        Raises:
            ValueError: an infeasible state.
        """
        return self.classes[self.kind[self.model.number(state)]]

    def solve(self, concepts: Iterable[str] = CONCEPTS) -> dict[tuple[str, str], Flags]:
        """Return (concept, decision maker) → where its classes are stable, (world, class).

        Worked out on the classes alone.

        Args:
            concepts: any of `nash`, `gmr`, `smr`, `seq`, `sseq`.

        Raises:
            ValueError: an unknown concept.
        """
        chosen = checked_words(concepts, CONCEPTS, "concept")
        names = self.model.decision_makers
        ranks = np.ascontiguousarray(self.model.ranks()[..., self.first])
        return {
            (concept, names[owner]): held
            for concept, owner, held in stable_states(self.moves, ranks, chosen)
        }

    def equilibria(self, solved: Stability, concept: str) -> tuple[tuple[str, ...], ...]:
        """Return the equilibria of a solution, class by class.

        Args:
            solved: a solution of the same conflict.
            concept: one that was solved.

        Raises:
            ValueError: the solution of another conflict, or a concept that was not solved.
        """
        if solved.model is not self.model:
            raise ValueError("the solution is of another conflict – merge that one")
        checked_words((concept,), solved.concepts, "concept among those solved")
        holds = np.logical_and.reduce(
            [solved.flags[concept, owner] for owner in range(len(self.model.decision_makers))]
        )
        return tuple(self.classes[k] for k in np.flatnonzero(holds[self.first]))


def merged(conflict: GraphModel | Stability) -> Merged:
    """Merge the states that are alike.

    Args:
        conflict: a conflict or its solution.

    Source: derived.
    """
    model = conflict.model if isinstance(conflict, Stability) else conflict
    moves, ranks = model.moves, model.ranks()
    flat = ranks.reshape(-1, len(model.codes))
    kind = np.unique(flat, axis=1, return_inverse=True)[1].reshape(-1)
    same_ranks = count = int(kind.max()) + 1
    while True:
        keys = np.stack([kind, *(_reached(moves, owner, kind) for owner in range(len(ranks)))])
        kind = np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1)
        finer = int(kind.max()) + 1
        if finer == count:
            break
        count = finer
    firsts = np.unique(kind, return_index=True)[1]
    place = np.empty(count, np.int32)
    place[np.argsort(firsts, kind="stable")] = np.arange(count)
    return Merged(model, place[kind], same_ranks)


def _reached(moves: Moves, owner: int, kind: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Numbers:
    """Number the sets of classes that an owner can move or stay to, (state,); equal sets alike."""
    begin, stop = moves.group_first[owner], moves.group_first[owner + 1]
    row = moves.members[owner]
    held = [np.unique(kind[row[moves.first[g] : moves.end[g]]]) for g in range(begin, stop)]
    known: dict[bytes, int] = {}
    number = np.empty(stop - begin, np.int32)
    for group in range(begin, stop):
        around = moves.targets[moves.target_first[group] : moves.target_first[group + 1]]
        sets = [held[there - begin] for there in around]
        reached = sets[0] if len(sets) == 1 else np.unique(np.concatenate(sets))
        number[group - begin] = known.setdefault(reached.tobytes(), len(known))
    return np.asarray(number[moves.group[owner] - begin], np.int32)


def _targets(moves: Moves, owner: int, state: int, kind: Numbers) -> Numbers:
    around = np.append(moves.reach(owner, state), state)
    return np.unique(kind[around]).astype(np.int32)
