"""Stability straight from the definitions, by sets of Y/N strings; and by dense matrices.

The definitions share nothing with the package: states are strings, moves are looked up pair by pair, and
legal sequences are followed with their last mover.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from detente.stability import GraphModel

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


@dataclass(frozen=True)
class Graph:
    """A conflict without preferences; option k is letter k."""

    owner_of: tuple[int, ...]
    infeasible: tuple[str, ...] = ()
    one_way: tuple[str, ...] = ()  # per option: "", "forward" or "back"
    known: dict[Any, Any] = field(default_factory=dict, compare=False)

    @property
    def owners(self) -> range:
        return range(max(self.owner_of) + 1)

    @property
    def states(self) -> list[str]:
        if "states" not in self.known:
            every = ("".join(letters) for letters in itertools.product("NY", repeat=self.count))
            self.known["states"] = [
                state
                for state in every
                if not any(
                    all(p in ("-", s) for p, s in zip(pattern, state, strict=True))
                    for pattern in self.infeasible
                )
            ]
        return self.known["states"]

    @property
    def count(self) -> int:
        return len(self.owner_of)

    def moves(self, owner: int, state: str) -> set[str]:
        """R_i(s)."""
        key = "moves", owner, state
        if key not in self.known:
            self.known[key] = {t for t in self.states if self._allowed(owner, state, t)}
        return self.known[key]

    def _allowed(self, owner: int, one: str, other: str) -> bool:
        changed = [k for k in range(self.count) if one[k] != other[k]]
        wrong = {"forward": "Y", "back": "N", "": ""}
        return bool(changed) and all(
            self.owner_of[k] == owner and one[k] != wrong[self.one_way[k]] for k in changed
        )

    def arguments(self) -> dict[str, Any]:
        """What the package's model is built from."""
        who: dict[str, list[str]] = {f"actor{owner}": [] for owner in self.owners}
        for k, owner in enumerate(self.owner_of):
            who[f"actor{owner}"].append(f"option{k}")
        return {
            "decision_makers": who,
            "infeasible": list(self.infeasible),
            "irreversible": {f"option{k}": way for k, way in enumerate(self.one_way) if way},
        }


Ranks = Sequence[Mapping[str, int]]


def sequences(graph: Graph, movers: list[int], start: str, ranks: Ranks | None) -> set[str]:
    """R_H(s): what H reaches by legal sequences; with ranks, by its members' improvements."""
    seen: set[tuple[str, int]] = set()
    todo: list[tuple[str, int]] = [(start, -1)]
    while todo:
        here, last = todo.pop()
        for mover in movers:
            if mover == last:
                continue
            for there in graph.moves(mover, here):
                if ranks is not None and ranks[mover][there] <= ranks[mover][here]:
                    continue
                if (there, mover) not in seen:
                    seen.add((there, mover))
                    todo.append((there, mover))
    return {state for state, _ in seen}


def is_stable(
    graph: Graph, ranks: Ranks, owner: int, state: str, concept: str, memo: Any = None
) -> bool:
    """Whether a state is stable for an owner, word for word; `memo` keeps the answers of SEQ."""
    u = ranks[owner]
    for s1 in graph.moves(owner, state):
        if u[s1] <= u[state]:
            continue
        if concept == "nash":
            return False
        sanctioned = False
        for s2 in answers(graph, ranks, owner, s1, concept in ("seq", "sseq"), memo):
            if u[s2] > u[state]:
                continue
            escapes = graph.moves(owner, s2) if concept in ("smr", "sseq") else set()
            if all(u[s3] <= u[state] for s3 in escapes):
                sanctioned = True
                break
        if not sanctioned:
            return False
    return True


def answers(graph: Graph, ranks: Ranks, owner: int, s1: str, credible: bool, memo: Any) -> set[str]:
    """R_N-i(s1), or by improvements only."""
    opponents = [other for other in graph.owners if other != owner]
    kept = graph.known if not credible else {} if memo is None else memo
    key = "answers", owner, s1
    if key not in kept:
        kept[key] = sequences(graph, opponents, s1, ranks if credible else None)
    return kept[key]


def matrices(reach: Sequence[np.ndarray], ranks: np.ndarray, concept: str) -> list[np.ndarray]:
    """Which states are stable for whom, by dense matrices over states.

    Args:
        reach: per owner J, (state, state) of 0 and 1.
        ranks: (owner, state).
    """
    everything = np.ones_like(reach[0])
    better = [(own[None, :] > own[:, None]).astype(everything.dtype) for own in ranks]
    found = []
    for owner, moves in enumerate(reach):
        improving = moves * better[owner]
        if concept == "nash":
            found.append(improving.sum(axis=1) == 0)
            continue
        credible = concept in ("seq", "sseq")
        others = [k for k in range(len(reach)) if k != owner]
        countermoves = sequences_matrix(
            [reach[k] * better[k] if credible else reach[k] for k in others]
        )
        no_better = 1 - better[owner].T  # [s2, s]: s2 is not preferred to s
        if concept in ("smr", "sseq"):
            no_better = no_better * (1 - np.sign(moves @ better[owner].T))
        deterred = np.sign(countermoves @ no_better)
        # Only the diagonal of the product is asked for.
        found.append((improving * (1 - deterred).T).sum(axis=1) == 0)
    return found


def sequences_matrix(steps: Sequence[np.ndarray]) -> np.ndarray:
    """M_H: what is reached by legal sequences, followed by last mover until nothing is new."""
    if len(steps) == 1:
        return steps[0]
    last = [step.copy() for step in steps]
    while True:
        grown = []
        for mover, step in enumerate(steps):
            before = sum(rows for k, rows in enumerate(last) if k != mover)
            grown.append(np.sign(last[mover] + np.sign(before) @ step))
        if all(np.array_equal(a, b) for a, b in zip(grown, last, strict=True)):
            return np.sign(sum(grown))
        last = grown


@st.composite
def graphs(draw: st.DrawFn, owners: tuple[int, int] = (2, 5), options: int = 6) -> Graph:
    """Graphs of a few owners, with infeasible patterns and irreversible options."""
    count = draw(st.integers(*owners))
    more = draw(st.lists(st.integers(0, count - 1), max_size=options - count))
    owner_of = tuple(sorted([*range(count), *more]))
    pattern = st.text("YN-", min_size=len(owner_of), max_size=len(owner_of)).filter(
        lambda text: text.count("-") < len(text)
    )
    ways = st.sampled_from(("", "", "forward", "back"))
    return Graph(
        owner_of,
        tuple(draw(st.lists(pattern, max_size=3))),
        tuple(draw(st.lists(ways, min_size=len(owner_of), max_size=len(owner_of)))),
    )


@st.composite
def conflicts(
    draw: st.DrawFn, owners: tuple[int, int] = (2, 5), options: int = 6, most: int = 64
) -> Any:
    """A graph and everybody's ranks over few levels, so that ties are common."""
    graph = draw(graphs(owners, options))
    assume(0 < len(graph.states) <= most)
    levels = st.integers(0, draw(st.sampled_from((1, 3, 9))))
    count = len(graph.states)
    rows = [draw(st.lists(levels, min_size=count, max_size=count)) for _ in graph.owners]
    return graph, [dict(zip(graph.states, row, strict=True)) for row in rows]


def ranking(ranks: dict[str, int]) -> list[list[str]]:
    levels = sorted(set(ranks.values()), reverse=True)
    return [[state for state in ranks if ranks[state] == level] for level in levels]


def modelled(graph: Graph, ranks: list[dict[str, int]]) -> GraphModel:
    preferences = {f"actor{owner}": ranking(own) for owner, own in enumerate(ranks)}
    return GraphModel(**graph.arguments(), preferences=preferences)
