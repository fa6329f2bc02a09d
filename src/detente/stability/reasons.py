"""Why a state is stable or not: no move, deterred and by which chain, or an open improvement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from detente.stability.concepts import CREDIBLE, ESCAPING
from detente.stability.model import GraphModel, checked_words
from detente.stability.moves import Numbers

if TYPE_CHECKING:
    from detente.stability.solving import Stability

Why: TypeAlias = Literal["no move", "deterred", "unstable"]
#: Who moves, and the state it leads to.
Step: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Deterrence:
    """Why one improvement does not pay.

    Attributes:
        improvement: the state the decision maker would move to.
        chain: the opponents' moves after it, a shortest one; the last state is no better for the
            decision maker than where it stands now. Empty where staying there already is so.
    """

    improvement: str
    chain: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a state is stable for a decision maker under a concept, and why.

    Attributes:
        state, decision_maker, concept: of what.
        stable: whether it is.
        reason: `no move` (nothing it can reach is better), `deterred` (every improvement can be
            answered) or `unstable` (some cannot).
        improvements: how many states it can reach that are better.
        deterred: what answers the improvements, best first, as many as were asked for.
        open: improvements that nothing answers, best first.
    """

    state: str
    decision_maker: str
    concept: str
    stable: bool
    reason: Why
    improvements: int
    deterred: tuple[Deterrence, ...] = ()
    open: tuple[str, ...] = ()


def verdict(
    solved: Stability, state: str, decision_maker: str, concept: str, limit: int | None
) -> Verdict:
    """Return a verdict with its reason; see `Stability.verdict`."""
    model = solved.model
    owner = model.options.owner_number(decision_maker, "decision_maker")
    checked_words((concept,), solved.concepts, "concept among those solved")
    if limit is not None and limit < 0:
        raise ValueError(f"limit is {limit}; it is a number of improvements, 0 or more")
    here = model.number(state)
    rank = solved.ranks[owner, 0]
    reach = model.moves.reach(owner, here)
    better = reach[rank[reach] > rank[here]]
    better = better[np.argsort(-rank[better], kind="stable")]
    least = solved.sanctions(owner, concept)
    unanswered = least[better] > rank[here]
    answered = better[~unanswered][:limit]
    why: Why = "unstable" if unanswered.any() else "deterred" if better.size else "no move"
    return Verdict(
        state=state,
        decision_maker=decision_maker,
        concept=concept,
        stable=why != "unstable",
        reason=why,
        improvements=len(better),
        deterred=tuple(
            Deterrence(name, deterring_chain(solved, owner, here, int(to), concept))
            for to, name in zip(answered, model.named(answered), strict=True)
        ),
        open=tuple(model.named(better[unanswered])),
    )


def deterring_chain(
    solved: Stability, owner: int, state: int, improvement: int, concept: str
) -> tuple[Step, ...]:
    """Return a shortest chain of the opponents' moves that deters an improvement.

    Args:
        solved: a solution.
        owner, state, improvement: who would move, from where to where; the improvement must be
            deterred.
        concept: in which sense.
    """
    rank = solved.ranks[owner, 0]
    counted = solved.model.moves.highest(owner, rank) if concept in ESCAPING else rank
    opponents = [k for k in range(len(solved.ranks)) if k != owner]
    found = shortest(
        solved.model,
        solved.ranks[:, 0],
        improvement,
        opponents,
        lambda numbers: counted[numbers] <= rank[state],
        improving=concept in CREDIBLE,
    )
    return found or ()


def shortest(
    model: GraphModel,
    ranks: Numbers,
    start: int,
    movers: list[int],
    wanted: Callable[[Numbers], np.ndarray[tuple[int], np.dtype[np.bool_]]],
    *,
    improving: bool,
) -> tuple[Step, ...] | None:
    """Return a shortest legal sequence of moves from a state to one that is wanted, or None.

    Moves of one decision maker are transitive, so a shortest sequence never has anybody moving
    twice in a row.

    Args:
        model, ranks: the conflict, and (owner, state) preferences.
        start: where from; it is not itself looked at.
        movers: numbers of those who may move.
        wanted: which of some states, (n,), are wanted, (n,).
        improving: whether every step must be preferred by its mover.
    """
    came: dict[int, tuple[int, int]] = {start: (-1, -1)}
    front = [start]
    while front:
        following: list[int] = []
        for here in front:
            for mover in movers:
                reach = model.moves.reach(mover, here)
                if improving:
                    reach = reach[ranks[mover, reach] > ranks[mover, here]]
                new = [int(there) for there in reach if int(there) not in came]
                came.update((there, (here, mover)) for there in new)
                found = np.asarray(new, np.int32)
                hits = found[wanted(found)] if new else found
                if hits.size:
                    return _traced(model, came, int(hits[0]))
                following += new
        front = following
    return None


def _traced(model: GraphModel, came: dict[int, tuple[int, int]], last: int) -> tuple[Step, ...]:
    steps: list[Step] = []
    while came[last][0] >= 0:
        last, mover, state = came[last][0], came[last][1], last
        steps.append((model.decision_makers[mover], model.state(state)))
    return tuple(reversed(steps))
