"""The way out: which equilibria can be reached from where things stand, and by whose moves."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from detente.stability.model import checked_words
from detente.stability.solving import Stability
from detente.stability.spreading import Step, steps_from, traced

#: How moves may be made: only where the mover prefers it, or any.
MOVES = ("improvements", "any")
#: Paths that are listed unless asked otherwise.
MOST_PATHS = 50  # literal-ok: a size
#: Beginnings of paths that are followed before the search for all paths is given up.
MOST_BEGINNINGS = 100_000  # literal-ok: a size


@dataclass(frozen=True, slots=True)
class WayOut:
    """An equilibrium that can be reached from the status quo.

    Attributes:
        state: the equilibrium.
        shortest: a shortest sequence of moves there; empty where the status quo is one itself.
        movers: smallest sets of decision makers whose moves alone lead there.
    """

    state: str
    shortest: tuple[Step, ...]
    movers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class StatusQuo:
    """What can become of the status quo.

    Attributes:
        state: where things stand.
        concept: in whose sense equilibria are meant.
        moves: `improvements` or `any`.
        reachable: the equilibria that can be reached, nearest first.
        out_of_reach: those that cannot.
    """

    state: str
    concept: str
    moves: str
    reachable: tuple[WayOut, ...]
    out_of_reach: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """Sequences of moves from one state to another, shortest first.

    Attributes:
        start, target: from where to where.
        paths: each a sequence of moves.
        complete: whether these are all.
        note: why not, where they are not.
    """

    start: str
    target: str
    paths: tuple[tuple[Step, ...], ...]
    complete: bool
    note: str = ""


def status_quo(
    solved: Stability, state: str, concept: str, *, moves: str = "improvements"
) -> StatusQuo:
    """Return which equilibria are reachable from a state, by whose moves.

    Sequences are legal: nobody moves twice in a row.

    Args:
        solved: a solution.
        state: where things stand.
        concept: one that was solved.
        moves: `improvements` (every step is preferred by its mover) or `any`.

    Raises:
        ValueError: an infeasible state, an unknown concept or kind of moves.

    Source: li2005.
    """
    model, ranks = solved.model, solved.ranks[:, 0]
    start, improving = model.number(state), _improving(moves)
    checked_words((concept,), solved.concepts, "concept among those solved")
    owners = range(len(model.decision_makers))
    everybody = np.logical_and.reduce([solved.flags[concept, owner] for owner in owners])
    targets = np.flatnonzero(everybody)
    steps = steps_from(model.moves, ranks, start, owners, improving=improving)
    near = targets[steps[targets] >= 0]
    near = near[np.argsort(steps[near], kind="stable")]
    enough: dict[int, list[tuple[int, ...]]] = {int(target): [] for target in near}
    for size in range(len(owners) + 1):
        for movers in combinations(owners, size):
            alone = steps_from(model.moves, ranks, start, movers, improving=improving)
            for target, sets in enough.items():
                smaller = any(set(fewer) <= set(movers) for fewer in sets)
                if alone[target] >= 0 and not smaller:
                    sets.append(movers)
    found = [
        WayOut(
            model.state(target),
            traced(model, ranks, steps, target, owners, improving=improving),
            tuple(tuple(model.decision_makers[k] for k in movers) for movers in sets),
        )
        for target, sets in enough.items()
    ]
    far = model.named(targets[steps[targets] < 0])
    return StatusQuo(state, concept, moves, tuple(found), tuple(far))


def paths(
    solved: Stability,
    start: str,
    target: str,
    *,
    moves: str = "improvements",
    most: int = MOST_PATHS,
) -> Paths:
    """Return the sequences of moves from one state to another, shortest first.

    Sequences are legal, and no state is passed twice.

    Args:
        solved: a solution.
        start, target: from where to where.
        moves: `improvements` or `any`.
        most: how many are listed.

    Raises:
        ValueError: an infeasible state, an unknown kind of moves, or `most` below 1.
    """
    model, improving = solved.model, _improving(moves)
    begin, goal = model.number(start, "start"), model.number(target, "target")
    if most < 1:
        raise ValueError(f"most is {most}; list at least one path")
    ranks = solved.ranks[:, 0]
    found: list[tuple[Step, ...]] = []
    todo: deque[tuple[tuple[int, int], ...]] = deque([((-1, begin),)])
    beginnings = 0
    while todo and beginnings < MOST_BEGINNINGS:
        path = todo.popleft()
        beginnings += 1
        last, here = path[-1]
        if here == goal:
            if len(found) == most:
                return _told(start, target, found, f"there are more than {most} paths")
            found.append(
                tuple((model.decision_makers[who], model.state(there)) for who, there in path[1:])
            )
            continue
        for mover in range(len(model.decision_makers)):
            if mover == last:
                continue
            reach = model.moves.reach(mover, here)
            if improving:
                reach = reach[ranks[mover, reach] > ranks[mover, here]]
            passed = {state for _, state in path}
            todo.extend((*path, (mover, int(to))) for to in reach if int(to) not in passed)
    note = f"longer ones may exist: {beginnings:,} beginnings were followed" if todo else ""
    return _told(start, target, found, note)


def _told(start: str, target: str, found: Iterable[tuple[Step, ...]], note: str) -> Paths:
    return Paths(start, target, tuple(found), not note, note)


def _improving(moves: str) -> bool:
    checked_words((moves,), MOVES, "kind of moves")
    return moves == "improvements"
