"""Distances, inverse queries, ways out, coalitions and ensembles, each against plain search."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stability_oracles import CONCEPTS, Graph, conflicts, is_stable, modelled, sequences

from detente.stability import (
    Ensemble,
    GraphModel,
    coalition_improvements,
    coalition_stable,
    inverse_query,
    paths,
    solve,
    solve_ensemble,
    status_quo,
)
from detente.stability import distances as distances_module
from detente.stability.distances import changed_pairs, weak_orders

examples = settings(max_examples=40, deadline=None)
few = settings(max_examples=12, deadline=None)
concept = st.sampled_from(CONCEPTS)


@pytest.mark.parametrize(("states", "count"), [(1, 1), (2, 3), (3, 13), (4, 75), (5, 541)])
def test_every_ranking_with_ties_is_listed_once(states: int, count: int) -> None:
    """The ordered Bell numbers."""
    rows = weak_orders(states)
    assert len({tuple(row) for row in rows.tolist()}) == len(rows) == count
    for row in rows:
        assert set(row) == set(range(row.max() + 1))


def plain_pairs(one: Any, other: Any) -> int:
    def order(u: Any, a: Any, b: Any) -> int:
        return (u[a] > u[b]) - (u[a] < u[b])

    return sum(order(one, a, b) != order(other, a, b) for a, b in itertools.combinations(one, 2))


def plain_distance(graph: Graph, ranks: Any, owner: int, state: str, concept: str) -> int | None:
    """The least change in one decision maker's ranking that turns a verdict, by trying all."""
    before = is_stable(graph, ranks, owner, state, concept)
    least = None
    for whose in graph.owners:
        for row in itertools.product(range(len(graph.states)), repeat=len(graph.states)):
            tried = dict(zip(graph.states, row, strict=True))
            pairs = plain_pairs(ranks[whose], tried)
            if least is not None and pairs >= least:
                continue
            other = [tried if k == whose else own for k, own in enumerate(ranks)]
            if is_stable(graph, other, owner, state, concept) != before:
                least = pairs
    return least


@few
@given(conflict=conflicts((2, 3), 3, 4), concept=concept, data=st.data())
def test_distance_is_the_least_change(conflict: Any, concept: str, data: Any) -> None:
    graph, ranks = conflict
    state = data.draw(st.sampled_from(graph.states))
    solved = solve(modelled(graph, ranks), concept)
    for owner in graph.owners:
        said = solved.distance(state, f"actor{owner}", concept)
        assert said.exact
        assert said.pairs == plain_distance(graph, ranks, owner, state, concept)


@few
@given(conflict=conflicts((2, 3), 3, 6), concept=concept, data=st.data())
def test_a_bound_is_no_less_than_the_least_change(conflict: Any, concept: str, data: Any) -> None:
    """And for Nash stability the formula is what the search finds."""
    graph, ranks = conflict
    state = data.draw(st.sampled_from(graph.states))
    solved = solve(modelled(graph, ranks), concept)
    with pytest.MonkeyPatch.context() as patch:
        exact = [
            distances_module._by_search(solved, solved.model.number(state), owner, concept)
            for owner in graph.owners
        ]
        patch.setattr(distances_module, "SMALL", 0)
        for owner in graph.owners:
            bound = solved.distance(state, f"actor{owner}", concept)
            if bound.exact:
                assert bound.pairs == exact[owner].pairs
            elif bound.pairs is not None:
                least = exact[owner].pairs
                assert least is not None
                assert bound.pairs >= least
            assert bound.exact or concept != "nash"


def test_pairs_that_change_are_counted() -> None:
    rows = np.array([[0, 1, 2], [0, 0, 1], [2, 1, 0], [1, 0, 2]], np.int32)
    assert changed_pairs(rows, np.array([0, 1, 2], np.int32)).tolist() == [0, 1, 3, 1]


def moved(ranks: Any, owner: int, state: str, level: float) -> Any:
    """The ranking with one state put at a level, which may lie between two."""
    return [own | {state: level} if k == owner else own for k, own in enumerate(ranks)]


@examples
@given(conflict=conflicts((2, 4), 5), concept=concept, data=st.data())
def test_the_level_that_a_state_needs(conflict: Any, concept: str, data: Any) -> None:
    """At the level it is stable, and nowhere lower; at `always`, at the very bottom."""
    graph, ranks = conflict
    state = data.draw(st.sampled_from(graph.states))
    answer = inverse_query(solve(modelled(graph, ranks), concept), state, concept)
    for owner, need in zip(graph.owners, answer.requirements, strict=True):
        assert need.met == is_stable(graph, ranks, owner, state, concept)
        if need.always:
            low = moved(ranks, owner, state, -1)
            assert is_stable(graph, low, owner, state, concept)
            continue
        mark = ranks[owner][need.at_least[0]]
        at, below = moved(ranks, owner, state, mark), moved(ranks, owner, state, mark - 0.5)
        assert is_stable(graph, at, owner, state, concept)
        assert not is_stable(graph, below, owner, state, concept)
        if not need.met:
            assert need.pairs == plain_pairs(ranks[owner], at[owner])
        else:
            assert need.pairs == 0


@examples
@given(conflict=conflicts((2, 4), 5), concept=concept, data=st.data())
def test_inverse_answers_make_an_equilibrium(conflict: Any, concept: str, data: Any) -> None:
    graph, ranks = conflict
    state = data.draw(st.sampled_from(graph.states))
    answer = inverse_query(solve(modelled(graph, ranks), concept), state, concept)
    after = [dict(own) for own in ranks]
    for owner, need in enumerate(answer.requirements):
        if not need.met:
            after[owner][state] = ranks[owner][need.at_least[0]]
    holds = all(is_stable(graph, after, owner, state, concept) for owner in graph.owners)
    assert answer.together == holds
    assert holds or concept == "sseq"


@settings(max_examples=150, deadline=None)
@given(conflict=conflicts((2, 3), 4), concept=st.sampled_from(("seq", "sseq")), data=st.data())
def test_wishes_are_what_credibility_lacks(conflict: Any, concept: str, data: Any) -> None:
    """Every wish is one that the opponent does not have, and the chain could be made."""
    graph, ranks = conflict
    state = data.draw(st.sampled_from(graph.states))
    wider = {"seq": "gmr", "sseq": "smr"}[concept]
    answer = inverse_query(solve(modelled(graph, ranks), concept), state, concept, limit=99)
    for owner, need in enumerate(answer.requirements):
        lacking = not need.met and is_stable(graph, ranks, owner, state, wider)
        assert bool(need.credible) == lacking
        for way in need.credible:
            assert ranks[owner][way.improvement] > ranks[owner][state]
            assert way.wishes
            for wish in way.wishes:
                mover = int(wish.decision_maker.removeprefix("actor"))
                assert mover != owner
                assert ranks[mover][wish.prefer] <= ranks[mover][wish.over]
                assert wish.prefer in graph.moves(mover, wish.over)


@examples
@given(
    conflict=conflicts((2, 4), 5),
    concept=concept,
    moves=st.sampled_from(("improvements", "any")),
    data=st.data(),
)
def test_the_way_out(conflict: Any, concept: str, moves: str, data: Any) -> None:
    graph, ranks = conflict
    state = data.draw(st.sampled_from(graph.states))
    solved = solve(modelled(graph, ranks), concept)
    told = status_quo(solved, state, concept, moves=moves)
    chosen = ranks if moves == "improvements" else None
    reached = sequences(graph, list(graph.owners), state, chosen) | {state}
    equilibria = solved.equilibria[concept]
    assert {way.state for way in told.reachable} == equilibria & reached
    assert set(told.out_of_reach) == equilibria - reached
    lengths = [len(way.shortest) for way in told.reachable]
    assert lengths == sorted(lengths)
    for way in told.reachable:
        check_path(graph, chosen, state, way.state, way.shortest)
        shortest = paths(solved, state, way.state, moves=moves, most=1)
        assert len(shortest.paths[0]) == len(way.shortest)
        for members in map(set, every_subset(graph)):
            alone = sequences(graph, sorted(members), state, chosen) | {state}
            named = {f"actor{k}" for k in members}
            enough = any(set(movers) <= named for movers in way.movers)
            assert enough == (way.state in alone)


def every_subset(graph: Graph) -> list[tuple[int, ...]]:
    owners = graph.owners
    return [who for n in range(len(owners) + 1) for who in itertools.combinations(owners, n)]


def check_path(graph: Graph, ranks: Any, start: str, target: str, path: Any) -> None:
    at, last = start, -1
    for name, there in path:
        mover = int(name.removeprefix("actor"))
        assert mover != last
        assert there in graph.moves(mover, at)
        assert ranks is None or ranks[mover][there] > ranks[mover][at]
        at, last = there, mover
    assert at == target


def plain_paths(graph: Graph, ranks: Any, path: list[str], last: int, target: str) -> int:
    if path[-1] == target:
        return 1
    return sum(
        plain_paths(graph, ranks, [*path, there], mover, target)
        for mover in graph.owners
        if mover != last
        for there in graph.moves(mover, path[-1])
        if there not in path and ranks[mover][there] > ranks[mover][path[-1]]
    )


@examples
@given(conflict=conflicts((2, 2), 4, 9), data=st.data())
def test_all_paths_are_found(conflict: Any, data: Any) -> None:
    graph, ranks = conflict
    start, target = (data.draw(st.sampled_from(graph.states)) for _ in range(2))
    solved = solve(modelled(graph, ranks), "nash")
    count = plain_paths(graph, ranks, [start], -1, target)
    found = paths(solved, start, target, most=max(count, 1))
    assert found.complete
    assert len(set(found.paths)) == len(found.paths) == count
    for path in found.paths:
        check_path(graph, ranks, start, target, path)
    if count > 1:
        some = paths(solved, start, target, most=count - 1)
        assert (len(some.paths), some.complete) == (count - 1, False)
        assert some.note == f"there are more than {count - 1} paths"


def test_the_search_for_paths_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.stability.ways_out.MOST_BEGINNINGS", 3)
    graph = Graph((0, 1, 2), (), ("", "", ""))
    solved = solve(modelled(graph, [dict.fromkeys(graph.states, 0)] * 3), "nash")
    found = paths(solved, "NNN", "YYY", moves="any")
    assert not found.complete
    assert "3 beginnings" in found.note


@examples
@given(conflict=conflicts((2, 4), 5), data=st.data())
def test_coalitions(conflict: Any, data: Any) -> None:
    graph, ranks = conflict
    state = data.draw(st.sampled_from(graph.states))
    solved = solve(modelled(graph, ranks), "nash")
    found = {
        (frozenset(one.coalition), one.state): one for one in coalition_improvements(solved, state)
    }
    expected = {}
    for members in every_subset(graph):
        if len(members) < 2:
            continue
        for s1 in sequences(graph, list(members), state, None) - {state}:
            if all(ranks[k][s1] > ranks[k][state] for k in members):
                outside = [k for k in graph.owners if k not in members]
                after = sequences(graph, outside, s1, None)
                deterred = any(ranks[k][s2] <= ranks[k][state] for k in members for s2 in after)
                expected[frozenset(f"actor{k}" for k in members), s1] = deterred
    assert {key: one.deterred for key, one in found.items()} == expected
    for one in found.values():
        check_path(graph, None, state, one.state, one.chain)
        assert {who for who, _ in one.chain} <= set(one.coalition)
    assert coalition_stable(solved, state) == (not expected)
    assert coalition_stable(solved, state, "gmr") == all(expected.values())
    alone = coalition_improvements(solved, state, ["actor0"])
    better = {s for s in graph.moves(0, state) if ranks[0][s] > ranks[0][state]}
    assert {one.state for one in alone} == better


STATEMENTS = ("x & y", "!x | z", "y", "z & !y")
WHO = {"a": ["x"], "b": ["y"], "c": ["z"]}


@examples
@given(
    orders=st.lists(st.permutations([0, 1, 2, 3]), min_size=2, max_size=6),
    left_out=st.integers(0, 3),
)
def test_an_ensemble_is_its_worlds_one_by_one(orders: list[list[int]], left_out: int) -> None:
    orders[0] = [-1 if number == left_out else number for number in orders[0]]
    model = GraphModel(
        WHO,
        preferences={"a": Ensemble(STATEMENTS, orders=orders), "b": ["!y"], "c": ["z & x", "x"]},
    )
    shares = solve_ensemble(model)
    each = []
    for order in orders:
        said = [STATEMENTS[number] for number in order if number >= 0]
        each.append(
            solve(GraphModel(WHO, preferences={"a": said, "b": ["!y"], "c": ["z & x", "x"]}))
        )
    for concept in CONCEPTS:
        for state in model.states:
            held = sum(state in solved.equilibria[concept] for solved in each) / len(each)
            assert shares.share(concept).get(state, 0) == pytest.approx(held)
            content = sum(state in solved.stable("a", concept) for solved in each) / len(each)
            assert shares.stable("a", concept)[state] == pytest.approx(content)


@examples
@given(st.permutations([0, 1, 2, 3]))
def test_weights_that_halve_are_an_order(order: list[int]) -> None:
    weights = [[0.0] * 4]
    for place, number in enumerate(order):
        weights[0][number] = 0.3 * 2.0**-place
    by_weight, by_order = (
        GraphModel(WHO, preferences={"a": one, "b": ["y"], "c": ["z"]}).ranks()
        for one in (Ensemble(STATEMENTS, weights), Ensemble(STATEMENTS, orders=[order]))
    )
    assert np.array_equal(by_weight, by_order)


def test_worlds_are_solved_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    luck = np.random.default_rng(4)
    model = GraphModel(
        WHO,
        preferences={who: Ensemble(STATEMENTS, luck.random((50, 4))) for who in WHO},
    )
    whole = solve_ensemble(model)
    monkeypatch.setattr("detente.stability.shares.CHUNK", 200)
    pieces = solve_ensemble(model)
    for concept in CONCEPTS:
        assert whole.share(concept) == pieces.share(concept)
        assert len(whole.share(concept)) > 0
    assert whole.table().loc[:, "gmr"].to_dict() == pytest.approx(
        {s: whole.share("gmr")[s] for s in whole.table().index}
    )


def test_the_statement_that_decides_is_named() -> None:
    """Whether a moves hangs on which of its two statements comes first, and on nothing else."""
    orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] * 5
    model = GraphModel(
        {"a": ["x"], "b": ["y"]},
        preferences={"a": Ensemble(["x", "!x & !y", "y"], orders=orders), "b": ["!y"]},
    )
    shares = solve_ensemble(model, "nash")
    assert shares.share("nash") == {"YN": 0.5, "NN": 0.5}
    found = shares.deciders("YN", "nash")
    assert {one.statement: one.difference for one in found} == {"x": 0.75, "!x & !y": -0.75}
