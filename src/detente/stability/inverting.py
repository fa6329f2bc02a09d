"""The question turned round: which preferences would make a state an equilibrium."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.stability.concepts import CREDIBLE, sanctions
from detente.stability.distances import pairs_to_threshold, threshold
from detente.stability.model import checked_words
from detente.stability.reasons import deterring_chain
from detente.stability.solving import Stability

#: States that are shown where many mark the same level.
SHOWN = 5  # literal-ok: a size
#: The concept in which opponents may make any countermove.
WITHOUT_CREDIBILITY = {"seq": "gmr", "sseq": "smr"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of an opponent's mind that would make a countermove credible.

    Attributes:
        decision_maker: whose.
        prefer, over: it would have to prefer the one state strictly over the other.
    """

    decision_maker: str
    prefer: str
    over: str


@dataclass(frozen=True, slots=True)
class Credibility:
    """How an open improvement could be deterred without changing the mind of who would make it.

    Attributes:
        improvement: the move that nothing answers credibly now.
        wishes: what the opponents would have to prefer for one chain of countermoves to be
            credible; the shortest chain is taken, others may exist.
    """

    improvement: str
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one decision maker must prefer for a state to be stable for it.

    Attributes:
        decision_maker: who.
        met: whether the state is stable for it already.
        always: whether it is, whatever is preferred: it has no move from there.
        at_least: the states that mark the level: the state is stable for it exactly where it ranks
            no lower than these (all else as it is); as many as were asked for, none where `always`.
        pairs: pairs of states that change if the state rises just to that level; 0 where met.
        credible: other ways, through the opponents' minds; under `seq` and `sseq` only.
    """

    decision_maker: str
    met: bool
    always: bool
    at_least: tuple[str, ...]
    pairs: int
    credible: tuple[Credibility, ...]


@dataclass(frozen=True, slots=True)
class Inverse:
    """Which preferences would make a state an equilibrium.

    Attributes:
        state, concept: of what.
        requirements: one per decision maker.
        together: whether the state is an equilibrium once everybody ranks it just as high as
            required. Under `nash`, `gmr` and `smr` always; under `seq` and `sseq` one's ranking
            also bears on what others must fear of it, so it is worked out.
    """

    state: str
    concept: str
    requirements: tuple[Requirement, ...]
    together: bool


def inverse_query(solved: Stability, state: str, concept: str, *, limit: int = SHOWN) -> Inverse:
    """Return which changes of preferences make a state an equilibrium.

    Nothing is enumerated: for each decision maker one pass over the moves gives the level from
    which on the state is stable, so the answer is the same for a million states as for ten.

    Args:
        solved: a solution.
        state: which state is to hold.
        concept: one that was solved.
        limit: how many states mark a level, and how many open improvements are looked into.

    Raises:
        ValueError: an infeasible state, a concept that was not solved, or a limit below 1.

    Source: derived; the question is that of wang2018.
    """
    model = solved.model
    checked_words((concept,), solved.concepts, "concept among those solved")
    if limit < 1:
        raise ValueError(f"limit is {limit}; show at least one")
    here = model.number(state)
    ranks = solved.ranks.copy()
    requirements = []
    for owner, who in enumerate(model.decision_makers):
        level = threshold(solved, here, owner, concept)
        rank = solved.ranks[owner, 0]
        met = bool(rank[here] >= level)
        marks = np.flatnonzero(rank == level)
        requirements.append(
            Requirement(
                decision_maker=who,
                met=met,
                always=level < 0,
                at_least=tuple(model.named(marks[marks != here][:limit])) if level >= 0 else (),
                pairs=0 if met else pairs_to_threshold(solved, here, owner, level),
                credible=() if met else _credible(solved, here, owner, concept, limit),
            )
        )
        ranks[owner, 0, here] = max(int(rank[here]), level)
    return Inverse(state, concept, tuple(requirements), _everybody(solved, ranks, here, concept))


def _everybody(
    solved: Stability,
    ranks: np.ndarray[tuple[int, ...], np.dtype[np.int32]],
    state: int,
    concept: str,
) -> bool:
    for owner in range(len(ranks)):
        own = ranks[owner]
        least = sanctions(solved.model.moves, ranks, owner, concept)
        secured = solved.model.moves.highest(owner, np.minimum(own, least))
        if secured[0, state] > own[0, state]:
            return False
    return True


def _credible(
    solved: Stability, state: int, owner: int, concept: str, limit: int
) -> tuple[Credibility, ...]:
    if concept not in CREDIBLE:
        return ()
    model, ranks = solved.model, solved.ranks[:, 0]
    wider = WITHOUT_CREDIBILITY[concept]
    reach = model.moves.reach(owner, state)
    rank = ranks[owner]
    unanswered = reach[solved.sanctions(owner, concept)[reach] > rank[state]]
    unanswered = unanswered[rank[unanswered] > rank[state]]
    if (solved.sanctions(owner, wider)[unanswered] > rank[state]).any():
        return ()  # some improvement cannot be answered whatever the opponents prefer
    found = []
    for improvement in unanswered[np.argsort(-rank[unanswered], kind="stable")][:limit]:
        chain = deterring_chain(solved, owner, state, int(improvement), wider)
        at, wishes = int(improvement), []
        for who, to in chain:
            mover, there = model.decision_makers.index(who), model.number(to)
            if ranks[mover, there] <= ranks[mover, at]:
                wishes.append(Wish(who, to, model.state(at)))
            at = there
        found.append(Credibility(model.state(int(improvement)), tuple(wishes)))
    return tuple(found)
