"""The engine against the definitions written out, and what must hold for every conflict."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stability_oracles import (
    CONCEPTS,
    Graph,
    conflicts,
    is_stable,
    matrices,
    modelled,
    sequences,
)

from detente.stability import GraphModel, flooding, rounds, solve
from detente.stability.concepts import sorted_members, stable_states
from detente.stability.moves import moves_between
from detente.stability.options import read_options
from detente.stability.reasons import Verdict
from detente.stability.rounds import least_by_rounds
from detente.stability.solving import Stability
from detente.stability.states import feasible_states, letters

examples = settings(max_examples=60, deadline=None)


def test_thousands_of_random_models_agree_with_the_definitions() -> None:
    """Random graphs, each with many random preferences solved at once."""
    luck = random.Random(20)
    compared = 0
    while compared < 2000:
        owners = luck.choice((2, 3, 3, 4, 5))
        owner_of = sorted([*range(owners), *luck.choices(range(owners), k=luck.randint(0, 2))])
        graph = Graph(
            tuple(owner_of),
            tuple(
                "".join(luck.choices("YN--", k=len(owner_of))) for _ in range(luck.randint(0, 3))
            ),
            tuple(luck.choices(("", "", "", "forward", "back"), k=len(owner_of))),
        )
        if len(graph.states) < 2 or any(set(p) == {"-"} for p in graph.infeasible):
            continue
        known, moves, order = engine(graph)
        worlds, levels = 40, luck.choice((2, 4, 40))
        table = np.array(
            [
                [[luck.randrange(levels) for _ in order] for _ in range(worlds)]
                for _ in known.owners
            ],
            np.int32,
        )
        found = {
            (concept, owner): held for concept, owner, held in stable_states(moves, table, CONCEPTS)
        }
        for world in range(worlds):
            ranks = [dict(zip(order, rows[world].tolist(), strict=True)) for rows in table]
            concept = CONCEPTS[1 + world % 4]
            memo: dict[Any, Any] = {}
            for owner in graph.owners:
                expected = [is_stable(graph, ranks, owner, s, concept, memo) for s in order]
                assert found[concept, owner][world].tolist() == expected, (graph, ranks, concept)
        compared += worlds


def engine(graph: Graph) -> Any:
    arguments = graph.arguments()
    known = read_options(arguments["decision_makers"], arguments["irreversible"])
    codes = feasible_states(arguments["infeasible"], known)
    order = letters(codes, graph.count)
    assert set(order) == set(graph.states)
    return known, moves_between(codes, known), order


@examples
@given(conflict=conflicts())
def test_every_concept_agrees_with_the_definitions(conflict: Any) -> None:
    graph, ranks = conflict
    solved = solve(modelled(graph, ranks))
    for concept in CONCEPTS:
        everybody = set(graph.states)
        for owner in graph.owners:
            expected = {s for s in graph.states if is_stable(graph, ranks, owner, s, concept)}
            assert solved.stable(f"actor{owner}", concept) == expected
            everybody &= expected
        assert solved.equilibria[concept] == everybody


@examples
@given(conflict=conflicts())
def test_concepts_contain_each_other(conflict: Any) -> None:
    found = solve(modelled(*conflict)).equilibria
    assert found["nash"] <= found["sseq"] <= found["seq"] <= found["gmr"]
    assert found["sseq"] <= found["smr"] <= found["gmr"]


@examples
@given(conflict=conflicts(), shuffle=st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(conflict: Any, shuffle: random.Random) -> None:
    graph, ranks = conflict
    owners = list(graph.owners)
    shuffle.shuffle(owners)
    places = []
    for owner in owners:
        own = [k for k in range(graph.count) if graph.owner_of[k] == owner]
        shuffle.shuffle(own)
        places += own

    def turned(state: str) -> str:
        return "".join(state[k] for k in places)

    other = Graph(
        tuple(owners.index(graph.owner_of[k]) for k in places),
        tuple(turned(pattern) for pattern in graph.infeasible),
        tuple(graph.one_way[k] for k in places),
    )
    swapped = [{turned(state): rank for state, rank in ranks[owner].items()} for owner in owners]
    one, two = solve(modelled(graph, ranks)), solve(modelled(other, swapped))
    for concept in CONCEPTS:
        assert {turned(state) for state in one.equilibria[concept]} == two.equilibria[concept]


@examples
@given(conflict=conflicts(options=5))
def test_matrices_agree(conflict: Any) -> None:
    """The matrix form, which the benchmark is measured against."""
    graph, ranks = conflict
    order = graph.states
    reach = [
        np.array([[float(t in graph.moves(owner, s)) for t in order] for s in order])
        for owner in graph.owners
    ]
    table = np.array([[own[state] for state in order] for own in ranks])
    solved = solve(modelled(graph, ranks))
    for concept in CONCEPTS:
        for owner, held in enumerate(matrices(reach, table, concept)):
            expected = {state for state, stable in zip(order, held, strict=True) if stable}
            assert solved.stable(f"actor{owner}", concept) == expected


def check_chain(
    graph: Graph, ranks: Any, owner: int, concept: str, said: Verdict, solved: Stability
) -> None:
    u, here = ranks[owner], said.state
    for answer in said.deterred:
        at, last = answer.improvement, owner
        for name, there in answer.chain:
            mover = int(name.removeprefix("actor"))
            assert mover not in (owner, last)
            assert there in graph.moves(mover, at)
            if concept in ("seq", "sseq"):
                assert ranks[mover][there] > ranks[mover][at]
            at, last = there, mover
        assert u[at] <= u[here]
        if concept in ("smr", "sseq"):
            assert all(u[s3] <= u[here] for s3 in graph.moves(owner, at))


@examples
@given(conflict=conflicts(options=5), concept=st.sampled_from(CONCEPTS))
def test_every_verdict_has_a_reason_that_holds(conflict: Any, concept: str) -> None:
    graph, ranks = conflict
    solved = solve(modelled(graph, ranks), concept)
    for owner in graph.owners:
        for state in graph.states:
            said = solved.verdict(state, f"actor{owner}", concept)
            better = {s for s in graph.moves(owner, state) if ranks[owner][s] > ranks[owner][state]}
            stable = is_stable(graph, ranks, owner, state, concept)
            assert said.stable == stable
            assert said.reason == (
                "no move" if not better else "deterred" if stable else "unstable"
            )
            deterred = {answer.improvement for answer in said.deterred}
            assert deterred | set(said.open) == better
            assert not deterred & set(said.open)
            assert said.improvements == len(better)
            check_chain(graph, ranks, owner, concept, said, solved)


def test_an_opponent_may_move_again_later() -> None:
    """Only a chain b, c, b leads where the first is worse off; once each would not do."""
    # Letters: a, b's two, c's one. b's second needs c's, and c's needs one of b's.
    graph = Graph((0, 1, 1, 2), ("--YN", "-NNY"), ("", "", "", ""))
    ranks = [
        {s: {"NNNN": 1, "YNNN": 2, "YNYY": 0}.get(s, 3) for s in graph.states},
        dict.fromkeys(graph.states, 0),
        dict.fromkeys(graph.states, 0),
    ]
    said = solve(modelled(graph, ranks), "gmr").verdict("NNNN", "actor0", "gmr")
    assert said.reason == "deterred"
    assert said.deterred[0].chain == (("actor1", "YYNN"), ("actor2", "YYNY"), ("actor1", "YNYY"))
    assert "YNYY" in sequences(graph, [1, 2], "YNNN", None)


@pytest.mark.parametrize("options", [8, 9])
def test_compiled_and_plain_give_the_same(options: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.bargaining import kernels

    owner_of = tuple(sorted([0, 1, 2, *(k % 3 for k in range(options - 3))]))
    graph = Graph(owner_of, ("YY" + "-" * (options - 2),), ("forward", *[""] * (options - 1)))
    luck = np.random.default_rng(3)
    ranks = [
        {
            s: int(v)
            for s, v in zip(graph.states, luck.integers(0, 50, len(graph.states)), strict=True)
        }
        for _ in graph.owners
    ]
    model = modelled(graph, ranks)
    found = []
    for steps, states in ((0, 0), (10**12, 0), (10**12, 10**9)):  # compiled, in Python, in rounds
        monkeypatch.setattr(kernels, "FEW_STEPS", steps)
        monkeypatch.setattr(flooding, "FEW", states)
        monkeypatch.setattr(kernels.Kernel, "ready", property(lambda _: False))
        found.append(dict(solve(model).equilibria))
    assert found[0] == found[1] == found[2]
    assert found[0]["gmr"]


@examples
@given(conflict=conflicts(options=6))
def test_rounds_and_flood_give_the_same(conflict: Any) -> None:
    """Both ways to the least that opponents bring about, also where the one gives up."""
    graph, ranks = conflict
    model = modelled(graph, ranks)
    table = np.concatenate([model.ranks(), model.ranks()[..., ::-1]], axis=1)
    members = sorted_members(model.moves, table)
    for owner in graph.owners:
        movers = tuple(other for other in graph.owners if other != owner)
        values = table[owner]
        for improving in (False, True):
            found = least_by_rounds(model.moves, movers, values, table, improving=improving)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(flooding, "FEW", -1)
                flooded = flooding.least_reached(
                    model.moves, movers, values, table, members, improving=improving
                )
            assert found is not None
            assert np.array_equal(found, flooded)


def test_where_rounds_are_too_many_the_flood_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two opponents walk along a snake of states: each step opens the next."""
    snake = ["NNNN", "YNNN", "YYNN", "YYYN", "YYYY", "NYYY", "NNYY", "NNNY"]
    every = ["".join(letters) for letters in itertools.product("NY", repeat=4)]
    model = GraphModel(
        {"a": ["go"], "b": ["o0", "o2"], "c": ["o1", "o3"]},
        infeasible=["-" + s[0] + s[2] + s[1] + s[3] for s in every if s not in snake],
        preferences={"a": ["go & !o3", "o1"], "b": ["o0"], "c": ["o1"]},
    )
    values, ranks = model.ranks()[0], model.ranks()
    arguments = (model.moves, (1, 2), values, ranks)
    assert least_by_rounds(*arguments, improving=False) is not None
    expected = solve(model)
    assert expected.verdict("NNNNN", "a", "gmr").reason == "deterred"
    monkeypatch.setattr(rounds, "MOST_ROUNDS", 1)
    assert least_by_rounds(*arguments, improving=False) is None
    assert dict(solve(model).equilibria) == dict(expected.equilibria)
