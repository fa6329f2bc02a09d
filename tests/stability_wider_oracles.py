"""Definitions beyond the five concepts, written out over sets of Y/N strings.

Coalitions, unknown preference, strength of preference and alike states; nothing is shared with the
package, and legal sequences are followed with their last mover.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from stability_oracles import Graph, Ranks, is_stable, sequences


def followed(
    start: str, movers: Iterable[Any], step: Callable[[Any, str], Iterable[str]]
) -> set[str]:
    """What is reached in one step or more, where nobody moves twice in a row."""
    movers = list(movers)
    seen: set[tuple[str, Any]] = set()
    todo: list[tuple[str, Any]] = [(start, None)]
    while todo:
        here, last = todo.pop()
        for mover in movers:
            if mover == last:
                continue
            for there in step(mover, here):
                if (there, mover) not in seen:
                    seen.add((there, mover))
                    todo.append((there, mover))
    return {state for state, _ in seen}


def joint(graph: Graph, ranks: Ranks, members: Sequence[int], state: str) -> set[str]:
    """R_H++(s): what H can bring about and all its members prefer."""
    return {
        there
        for there in sequences(graph, list(members), state, None)
        if all(ranks[who][there] > ranks[who][state] for who in members)
    }


def coalition_holds(
    graph: Graph, ranks: Ranks, members: Sequence[int], state: str, concept: str
) -> bool:
    """Whether a state is stable for a coalition."""
    outsiders = [who for who in graph.owners if who not in members]
    groups = [
        group
        for size in range(1, len(outsiders) + 1)
        for group in itertools.combinations(outsiders, size)
    ]

    def no_better(there: str) -> bool:
        return any(ranks[who][there] <= ranks[who][state] for who in members)

    def answers(there: str) -> set[str]:
        if concept in ("seq", "sseq"):
            return followed(there, groups, lambda group, here: joint(graph, ranks, group, here))
        return sequences(graph, outsiders, there, None)

    def sanctions(there: str) -> bool:
        if not no_better(there):
            return False
        escapes = sequences(graph, list(members), there, None)
        return concept not in ("smr", "sseq") or all(no_better(one) for one in escapes)

    return all(
        concept != "nash" and any(sanctions(there) for there in answers(improvement))
        for improvement in joint(graph, ranks, members, state)
    )


#: [owner][s, t] one of > < ~ U.
Relations = Sequence[Mapping[tuple[str, str], str]]


def unknown_holds(
    graph: Graph, relations: Relations, owner: int, state: str, concept: str, attitude: str
) -> bool:
    """Whether a state is stable for an owner with an attitude to what is unknown."""
    tempting = "<U" if attitude in "ac" else "<"
    deterring = ">~U" if attitude in "cd" else ">~"
    mine = relations[owner]
    others = [who for who in graph.owners if who != owner]

    def step(who: int, here: str) -> Iterable[str]:
        credible = concept in ("seq", "sseq")
        return [
            there
            for there in graph.moves(who, here)
            if not credible or relations[who][here, there] in "<U"
        ]

    def sanctions(there: str) -> bool:
        if mine[state, there] not in deterring:
            return False
        return concept not in ("smr", "sseq") or all(
            mine[state, one] in deterring for one in graph.moves(owner, there)
        )

    return all(
        concept != "nash" and any(sanctions(there) for there in followed(reached, others, step))
        for reached in graph.moves(owner, state)
        if mine[state, reached] in tempting
    )


def strongly_holds(
    graph: Graph,
    ranks: Ranks,
    strong: Callable[[str, str], bool],
    owner: int,
    state: str,
    concept: str,
) -> bool:
    """Whether a state is strongly stable for an owner; strong(s, t): s much preferred to t."""
    rank = ranks[owner]
    others = [who for who in graph.owners if who != owner]
    credible = ranks if concept in ("seq", "sseq") else None

    def sanctions(there: str) -> bool:
        if not strong(state, there):
            return False
        return concept not in ("smr", "sseq") or all(
            strong(state, one) for one in graph.moves(owner, there)
        )

    return all(
        concept != "nash"
        and any(sanctions(there) for there in sequences(graph, others, reached, credible))
        for reached in graph.moves(owner, state)
        if rank[reached] > rank[state]
    )


def alike(graph: Graph, ranks: Ranks) -> set[frozenset[str]]:
    """The coarsest partition by ranks and by the classes that each can move or stay to."""
    kind: dict[str, Any] = {state: tuple(own[state] for own in ranks) for state in graph.states}
    while True:
        finer = {
            state: (
                kind[state],
                *(
                    frozenset(kind[there] for there in graph.moves(owner, state) | {state})
                    for owner in graph.owners
                ),
            )
            for state in graph.states
        }
        if len(set(finer.values())) == len(set(kind.values())):
            groups: dict[Any, set[str]] = {}
            for state in graph.states:
                groups.setdefault(kind[state], set()).add(state)
            return {frozenset(members) for members in groups.values()}
        names = {value: number for number, value in enumerate(set(finer.values()))}
        kind = {state: names[finer[state]] for state in graph.states}


def stable_set(graph: Graph, ranks: Ranks, owner: int, concept: str) -> set[str]:
    """The states that are stable for an owner."""
    return {state for state in graph.states if is_stable(graph, ranks, owner, state, concept)}
