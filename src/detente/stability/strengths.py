"""Strength of preference: some states are preferred mildly, some strongly.

A decision maker i may prefer s to t strongly (s ≫ t) or mildly (s > t), or be indifferent. With R_i
for i's moves, R_i⁺ for those it prefers at all, and R_{N−i} for what the others can bring about, a
state s is *strongly* stable for i

* under `gmr` if for every s1 in R_i⁺(s) there is an s2 in R_{N−i}(s1) with s ≫ s2;
* under `smr` if besides s ≫ s3 for every s3 in R_i(s2);
* under `seq` as under `gmr`, with every countermove preferred by its mover, mildly or strongly;
* under `sseq` as under `seq`, with `smr`'s last move.

It is *generally* stable where it is so without regard to strength, which is the standard concept,
and *weakly* stable where generally but not strongly. Under `nash` there are no countermoves, and
whatever is stable is strongly so. Hence `nash` implies strong implies general stability. Where
nothing is preferred strongly nobody can be deterred strongly, and strong stability is `nash`.

Being strong carries on to wider gaps: if s ≫ t, then whatever is at least as good as s is strongly
preferred to whatever is at most as good as t. So a level is enough for each rank, and models of any
size that can be solved can be solved with strengths.

Source: hamouda2004 (two decision makers), hamouda2006 (several); the definitions of stability are
recalled. The relations, and that countermoves are mild or strong improvements, were read where a
later article restates them (doi 10.3390/ijerph15020393). `sseq` follows by analogy; that strength
carries on, and that statements may mark it, is how this project reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

import numpy as np

from detente.scenario.problems import cut
from detente.stability.citing import Cited
from detente.stability.concepts import CONCEPTS
from detente.stability.model import GraphModel, checked_words
from detente.stability.moves import Numbers
from detente.stability.rounds import turn_of
from detente.stability.solving import Stability, solve
from detente.stability.states import Flags, read_statement, truth

Standing: TypeAlias = Literal["strong", "weak", "unstable"]


@dataclass(frozen=True)
class Strong:
    """What a decision maker prefers strongly; all else that it prefers, it prefers mildly.

    Attributes:
        pairs: pairs of states, the first strongly preferred to the second.
        statements: a preferred state that satisfies one is strongly preferred to a state that does
            not.
    """

    pairs: Sequence[tuple[str, str]] = ()
    statements: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class StrengthStability(Cited):
    """The solution of a conflict with strength of preference.

    Attributes:
        general: the solution without regard to strength.
        strong: (concept, owner) → where that owner's states are strongly stable, (state,).
    """

    general: Stability
    strong: Mapping[tuple[str, int], Flags]

    references: ClassVar[tuple[str, ...]] = ("hamouda2004", "hamouda2006")

    def __repr__(self) -> str:
        """Return one line: of which conflict."""
        return f"StrengthStability of {self.general.model!r}"

    def standing(self, state: str, decision_maker: str, concept: str) -> Standing:
        """Return how firmly a state is stable for a decision maker: strong, weak or unstable.

        Raises:
            ValueError: an infeasible state, an unknown decision maker, or a concept that was not
                asked for.
        """
        model = self.general.model
        here = model.number(state)
        owner = model.options.owner_number(decision_maker, "decision_maker")
        checked_words((concept,), self.general.concepts, "concept among those solved")
        if self.strong[concept, owner][here]:
            return "strong"
        return "weak" if self.general.flags[concept, owner][here] else "unstable"

    def equilibria(self, concept: str) -> Mapping[str, Standing]:
        """Return the equilibria: strong where strongly stable for everybody, else weak.

        Raises:
            ValueError: a concept that was not asked for.
        """
        model = self.general.model
        owners = range(len(model.decision_makers))
        states = sorted(self.general.equilibria[concept])
        firm = np.logical_and.reduce([self.strong[concept, owner] for owner in owners])
        return {state: "strong" if firm[model.number(state)] else "weak" for state in states}


def solve_strengths(
    model: GraphModel, strong: Mapping[str, Strong], concepts: Iterable[str] = CONCEPTS
) -> StrengthStability:
    """Return which states are strongly, weakly or not stable for whom.

    Args:
        model: a conflict; its preferences say what is preferred.
        strong: decision maker → what it prefers strongly; nobody else prefers anything so.
        concepts: any of `nash`, `gmr`, `smr`, `seq`, `sseq`.

    Raises:
        ValueError: a decision maker, state, statement or concept that is not there, a pair whose
            first state is not preferred, or preferences that are an ensemble.

    Source: hamouda2004, hamouda2006 (recalled); see the definitions above.
    """
    solved = solve(model, concepts)
    for name in strong:
        model.options.owner_number(name, "strong")
    flags: dict[tuple[str, int], Flags] = {}
    for owner, name in enumerate(model.decision_makers):
        rank = solved.ranks[owner, 0]
        level = _levels(model, rank, strong.get(name, Strong()), f"strong of {name}")
        turn, top = (
            turn_of(model.moves, owner, solved.ranks[owner], improving=True),
            int(rank.max()),
        )
        for concept in solved.concepts:
            # Of the better states in reach, the most that the others cannot take away.
            lost = top - solved.sanctions(owner, concept).astype(np.int64)
            secured = top - turn.beyond(lost[None], top + 1)[0]  # −1 where nothing is better
            flags[concept, owner] = secured <= level[rank]
    return StrengthStability(solved, flags)


def _levels(model: GraphModel, rank: Numbers, said: Strong, where: str) -> Numbers:
    """Return the highest rank to which each rank is strongly preferred, (rank,); −1: none."""
    level = np.full(int(rank.max()) + 1, -1, np.int32)
    if isinstance(said.statements, str):
        raise ValueError(f"{where}: statements is a single text – give a list")
    for text in said.statements:
        holds = truth(read_statement(text, model.options, where), model.codes, model.options)
        with_it, without = np.unique(rank[holds]), np.unique(rank[~holds])
        lower = np.searchsorted(without, with_it)
        found = np.where(lower > 0, np.append(without, -1)[lower - 1], -1)
        np.maximum.at(level, with_it, found.astype(np.int32))
    for pair in said.pairs:
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError(f"{where}: {pair!r} is no pair of states")
        high, low = (int(rank[model.number(state, where)]) for state in pair)
        if high <= low:
            raise ValueError(
                f"{where}: state '{cut(pair[0])}' is not preferred to '{cut(pair[1])}' – only "
                "what is preferred can be preferred strongly"
            )
        level[high] = max(level[high], low)
    return np.maximum.accumulate(level)
