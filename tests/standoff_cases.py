"""A small standoff whose preference worlds can be counted by hand, and worlds gone through naively."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from stability_oracles import Graph, is_stable

from detente import Scenario
from detente.scenario import loads

HEAD = """\
detente: 1
title: Two states and a dam
as_of: 2001-05-01
focus: [upland, lowland]
actors:
  upland: {name: Upland, kind: state}
  lowland: {name: Lowland, kind: state}
  downland: {name: Downland, kind: state}
issues:
  river:
    name: River
    role: economic
    poles: {0: "upland keeps it", 100: "all share it"}
    actors:
      upland: {position: 10..30, salience: 0.5, capability: 0.5}
      lowland: {position: 70..90, salience: 0.5, capability: 0.5}
"""

#: Upland: one statement stated, one inferred, one unsupported. Lowland: all stated.
DAM = """\
conflicts:
  dam:
    title: The dam
    decision_makers: {upland: [build, share], lowland: [protest]}
    options:
      build: {name: build the dam}
      share: {name: share the water}
      protest: {name: carry on a protest}
    infeasible: ["build & share"]
    status_quo: [protest]
    preferences:
      upland:
        - {statement: "!protest", note: wants quiet, support: stated}
        - {statement: "build", note: wants the dam, support: inferred}
        - {statement: "!share", note: keeps the water, support: none}
      lowland:
        - {statement: "!build", note: wants no dam, support: stated}
        - {statement: "share", note: wants water, support: stated}
        - {statement: "(build & protest) | (!build & !protest)", note: protests against dams alone, support: background}
"""


def dam(text: str = DAM, name: str = "dam") -> Scenario:
    return loads(HEAD + text, name)


def swapped(text: str = DAM) -> str:
    """The same conflict with the two sides' preferences changed over."""
    head, _, rest = text.partition("    preferences:\n      upland:\n")
    upland, _, lowland = rest.partition("      lowland:\n")
    return f"{head}    preferences:\n      upland:\n{lowland}      lowland:\n{upland}"


def in_one_place(statements: Sequence[str], supports: Sequence[str | None]) -> Iterator[list[str]]:
    """The declared rule, written out anew: lists of statements, with repeats."""
    yield list(statements)
    for k in range(len(statements) - 1):
        if supports[k] == "inferred" or supports[k + 1] == "inferred":
            turned = list(statements)
            turned[k : k + 2] = reversed(turned[k : k + 2])
            yield turned
    for k, said in enumerate(statements):
        if supports[k] in ("none", None):
            rest = [other for other in statements if other != said]
            for place in range(len(statements)):
                yield [*rest[:place], said, *rest[place:]]
            if rest:
                yield rest


def anywhere(statements: Sequence[str], supports: Sequence[str | None]) -> Iterator[list[str]]:
    """Every list of statements in which none is repeated and firm ones are there, in order."""
    firm = [s for s, k in zip(statements, supports, strict=True) if k in ("stated", "background")]
    for size in range(max(1, len(firm)), len(statements) + 1):
        for chosen in itertools.permutations(statements, size):
            if [said for said in chosen if said in firm] == firm:
                yield list(chosen)


def levels(
    statements: Sequence[str], names: Sequence[str], states: Sequence[str]
) -> tuple[int, ...]:
    """Rank of each state by priority, statement by statement as Python reads it."""
    worth = [tuple(_true(said, names, state) for said in statements) for state in states]
    order = sorted(set(worth))
    return tuple(order.index(own) for own in worth)


def by_hand(scenario: Scenario, key: str, rule: Any, concept: str) -> tuple[dict[str, int], int]:
    """In how many distinct preference worlds each state is an equilibrium, by loops over strings."""
    conflict = scenario.content.conflicts[key]
    names = [name for own in conflict.decision_makers.values() for name in own]
    owner_of = tuple(k for k, own in enumerate(conflict.decision_makers.values()) for _ in own)
    graph = Graph(owner_of, (), tuple(str(conflict.irreversible.get(name, "")) for name in names))
    every = ["".join(letters) for letters in itertools.product("NY", repeat=len(names))]
    banned = [s for s in every if any(_true(text, names, s) for text in conflict.infeasible)]
    graph.known["states"] = [state for state in every if state not in banned]
    sides = []
    for owner in conflict.decision_makers:
        declared = conflict.preferences[owner]
        texts = [one.statement for one in declared]
        orders = [*rule(texts, [one.support for one in declared])]
        orders += [list(one.statements) for one in conflict.alternatives.get(owner, ())]
        sides.append({levels(order, names, graph.states) for order in orders})
    counts = dict.fromkeys(graph.states, 0)
    worlds = list(itertools.product(*sides))
    for world in worlds:
        ranks = [dict(zip(graph.states, own, strict=True)) for own in world]
        memo: dict[Any, Any] = {}
        for state in graph.states:
            counts[state] += all(
                is_stable(graph, ranks, owner, state, concept, memo) for owner in graph.owners
            )
    return {state: count for state, count in counts.items() if count}, len(worlds)


def _true(statement: str, names: Sequence[str], state: str) -> bool:
    taken = {name: letter == "Y" for name, letter in zip(names, state, strict=True)}
    row = statement.replace("!", " not ").replace("&", " and ").replace("|", " or ")
    return bool(eval(row, {}, taken))
