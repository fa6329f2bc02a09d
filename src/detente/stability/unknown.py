"""Preferences that are not known: two states of which nobody can say which one is preferred.

A decision maker i may prefer s to t (s ≻ t), be indifferent (s ∼ t), or its preference between them
may be unknown (s U t). Being unknown is no order: s U t and t U r say nothing of s and r. What an
unknown preference does to stability hangs on the attitude of i. Write R_i for i's moves and R_{N−i}
for legal sequences of the others' moves, in which nobody moves twice in a row.

======== =================================== =====================================
attitude i would move from s to s1 where     a countermove to s2 deters i where
======== =================================== =====================================
`a`      s1 ≻ s or s1 U s                    s ≻ s2 or s ∼ s2
`b`      s1 ≻ s                              s ≻ s2 or s ∼ s2
`c`      s1 ≻ s or s1 U s                    s ≻ s2, s ∼ s2 or s U s2
`d`      s1 ≻ s                              s ≻ s2, s ∼ s2 or s U s2
======== =================================== =====================================

A state s is stable for i

* under `nash` if i would move nowhere in R_i(s);
* under `gmr` if for every s1 in R_i(s) to which i would move some s2 in R_{N−i}(s1) deters it;
* under `smr` if besides every s3 in R_i(s2) deters it as well;
* under `seq` as under `gmr`, but along R_{N−i} each move is preferred by its mover, or its mover's
  preference is unknown, in all four attitudes;
* under `sseq` as under `seq`, with `smr`'s last move.

Hence what is stable under `a` is stable under `b` and `c`, and what is stable under either is under
`d`; under `nash`, `a` and `c` agree, and `b` and `d`. Where nothing is unknown all four are the
standard concept.

Source: li2004 for nash, gmr, smr and seq, with the notation of xu2018, chapter 5; both recalled.
`sseq` follows by analogy and has no source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.scenario.problems import cut
from detente.stability.citing import Cited
from detente.stability.concepts import CONCEPTS, CREDIBLE, ESCAPING
from detente.stability.model import GraphModel, checked_words
from detente.stability.states import Flags, read_statement, truth

#: (state, state) yes or no.
Relation: TypeAlias = npt.NDArray[np.bool_]

ATTITUDES = ("a", "b", "c", "d")
#: Attitudes in which an unknown preference is reason enough to move.
VENTURING = ("a", "c")
#: Attitudes in which an unknown preference deters.
WARY = ("c", "d")
#: States up to which relations are kept in full.
MOST_RELATED = 2048  # literal-ok: a size; 2048² numbers are 16 MiB


@dataclass(frozen=True)
class Unknown:
    """What is unknown of a decision maker's preferences.

    Attributes:
        pairs: pairs of states between which the preference is unknown.
        statements: statements that are wanted, but by how much is unknown: of two states one is
            preferred only where it ranks no lower and satisfies every such statement that the other
            satisfies. A statement given with its opposite makes unknown whether it is wanted.
    """

    pairs: Sequence[tuple[str, str]] = ()
    statements: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class UnknownStability(Cited):
    """The solution of a conflict in which some preferences are unknown.

    Attributes:
        model: the conflict.
        concepts: under which concepts.
        flags: (concept, attitude, owner) → where that owner's states are stable, (state,).
        unknown: decision maker → how many pairs of states are unknown.
    """

    model: GraphModel
    concepts: tuple[str, ...]
    flags: Mapping[tuple[str, str, int], Flags]
    unknown: Mapping[str, int]

    references: ClassVar[tuple[str, ...]] = ("li2004", "xu2018")

    def __repr__(self) -> str:
        """Return one line: of which conflict, and how much is unknown."""
        return f"UnknownStability of {self.model!r}, pairs unknown: {sum(self.unknown.values())}"

    def stable(self, decision_maker: str, concept: str, attitude: str) -> frozenset[str]:
        """Return the states that are stable for one decision maker.

        Raises:
            ValueError: an unknown decision maker or attitude, or a concept that was not asked for.
        """
        owner = self.model.options.owner_number(decision_maker, "decision_maker")
        self._checked(concept, attitude)
        return frozenset(self.model.named(np.flatnonzero(self.flags[concept, attitude, owner])))

    def equilibria(self, concept: str, attitude: str) -> frozenset[str]:
        """Return the states that are stable for everybody, all taking the same attitude.

        Raises:
            ValueError: an unknown attitude, or a concept that was not asked for.
        """
        self._checked(concept, attitude)
        owners = range(len(self.model.decision_makers))
        held = np.logical_and.reduce([self.flags[concept, attitude, owner] for owner in owners])
        return frozenset(self.model.named(np.flatnonzero(held)))

    def _checked(self, concept: str, attitude: str) -> None:
        checked_words((concept,), self.concepts, "concept among those solved")
        checked_words((attitude,), ATTITUDES, "attitude")


def solve_unknown(
    model: GraphModel, unknown: Mapping[str, Unknown], concepts: Iterable[str] = CONCEPTS
) -> UnknownStability:
    """Return which states are stable for whom, under every attitude to what is unknown.

    Args:
        model: a conflict of at most 2048 states; its preferences hold where nothing is unknown.
        unknown: decision maker → what is unknown of its preferences.
        concepts: any of `nash`, `gmr`, `smr`, `seq`, `sseq`.

    Raises:
        ValueError: a decision maker, state, statement or concept that is not there, a state paired
            with itself, preferences that are an ensemble, or too many states.

    Source: li2004 (recalled); see the definitions above.
    """
    chosen = checked_words(concepts, CONCEPTS, "concept")
    if model.uncertain:
        raise ValueError("the preferences are an ensemble – give one world with what is unknown")
    if len(model.codes) > MOST_RELATED:
        raise ValueError(
            f"{len(model.codes):,} states – with unknown preferences at most {MOST_RELATED:,}; "
            "declare more states infeasible"
        )
    for name in unknown:
        model.options.owner_number(name, "unknown")
    ranks, names = model.ranks()[:, 0], model.decision_makers
    weakly = [
        _weakly(model, ranks[owner], unknown.get(name, Unknown()), f"unknown of {name}")
        for owner, name in enumerate(names)
    ]
    moves = [_moves(model, owner) for owner in range(len(names))]
    # Whoever moves to t from s prefers it, or nobody knows: s is not at least as good as t.
    ventured = [moves[owner] & ~weakly[owner] for owner in range(len(names))]
    flags: dict[tuple[str, str, int], Flags] = {}
    for owner in range(len(names)):
        others = [k for k in range(len(names)) if k != owner]
        answers: dict[bool, Relation | None] = {
            credible: _sequences([(ventured if credible else moves)[k] for k in others])
            for credible in {concept in CREDIBLE for concept in chosen if concept != "nash"}
        }
        for concept in chosen:
            for attitude in ATTITUDES:
                flags[concept, attitude, owner] = _stable(
                    moves[owner], weakly[owner], answers.get(concept in CREDIBLE), concept, attitude
                )
    count = {
        name: int((~weakly[owner] & ~weakly[owner].T).sum()) // 2
        for owner, name in enumerate(names)
    }
    return UnknownStability(model, chosen, flags, count)


def _stable(
    moves: Relation, weakly: Relation, answers: Relation | None, concept: str, attitude: str
) -> Flags:
    """Return where an owner's states are stable, (state,).

    Args:
        moves: [s, t] whether the owner can move from s to t.
        weakly: [s, t] whether s is known to be at least as good as t.
        answers: [s, t] whether the others can take s to t.
        concept, attitude: in which sense.
    """
    strictly = weakly & ~weakly.T
    tempting = moves & (~weakly if attitude in VENTURING else strictly.T)
    if concept == "nash" or answers is None:
        return np.asarray(~tempting.any(axis=1), np.bool_)
    deterring = ~strictly.T if attitude in WARY else weakly  # [s, s2]
    if concept in ESCAPING:
        deterring = deterring & ~_product(~deterring, moves.T)
    answered = _product(deterring, answers.T)  # [s, s1]
    return np.asarray(~(tempting & ~answered).any(axis=1), np.bool_)


def _weakly(model: GraphModel, rank: npt.NDArray[np.int32], said: Unknown, where: str) -> Relation:
    """Return whether each state is known to be at least as good as each other."""
    weakly = rank[:, None] >= rank[None, :]
    if isinstance(said.statements, str):
        raise ValueError(f"{where}: statements is a single text – give a list")
    for text in said.statements:
        holds = truth(read_statement(text, model.options, where), model.codes, model.options)
        weakly &= holds[:, None] >= holds[None, :]
    for pair in said.pairs:
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError(f"{where}: {pair!r} is no pair of states")
        one, other = (model.number(state, where) for state in pair)
        if one == other:
            raise ValueError(f"{where}: state '{cut(pair[0])}' is paired with itself")
        weakly[one, other] = weakly[other, one] = False
    return np.asarray(weakly, np.bool_)


def _moves(model: GraphModel, owner: int) -> Relation:
    """Return whether an owner can move from one state to another."""
    codes, known = model.codes, model.options
    changed = codes[:, None] ^ codes[None, :]
    wrong = (changed & ~known.bits_of(owner)) | (changed & codes[:, None] & known.forward)
    wrong |= changed & ~codes[:, None] & known.back
    return np.asarray((changed != 0) & (wrong == 0), np.bool_)


def _sequences(steps: Sequence[Relation]) -> Relation | None:
    """Return what legal sequences of others' steps lead to; None where there are no others.

    Unknown preferences are not transitive, so it is kept who moved last.
    """
    if not steps:
        return None
    last = list(steps)
    while len(steps) > 1:
        grown = [
            last[mover]
            | _product(
                np.logical_or.reduce([rows for k, rows in enumerate(last) if k != mover]), step
            )
            for mover, step in enumerate(steps)
        ]
        if all(np.array_equal(now, before) for now, before in zip(grown, last, strict=True)):
            break
        last = grown
    return np.asarray(np.logical_or.reduce(last), np.bool_)


def _product(one: Relation, other: Relation) -> Relation:
    """Return whether some state lies between: [s, t] where one[s, r] and other[r, t]."""
    return np.asarray(one.astype(np.float32) @ other.astype(np.float32) > 0, np.bool_)
