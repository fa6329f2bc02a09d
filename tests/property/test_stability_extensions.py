"""Coalitions, unknown and strong preferences, misperception and alike states: against definitions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stability_oracles import CONCEPTS, Graph, conflicts, is_stable, modelled, ranking
from stability_wider_oracles import (
    alike,
    coalition_holds,
    stable_set,
    strongly_holds,
    unknown_holds,
)

from detente.stability import (
    GraphModel,
    Hypergame,
    Strong,
    Unknown,
    coalition_stable,
    merged,
    solve,
    solve_hypergame,
    solve_strengths,
    solve_unknown,
)
from detente.stability.unknown import ATTITUDES

examples = settings(max_examples=30, deadline=None)


@examples
@given(conflict=conflicts((2, 4), 5, 16), data=st.data())
def test_coalitions_agree_with_the_definitions(conflict: Any, data: st.DataObject) -> None:
    graph, ranks = conflict
    solved = solve(modelled(graph, ranks))
    members = data.draw(
        st.lists(st.sampled_from(list(graph.owners)), min_size=1, unique=True).map(sorted)
    )
    names = [f"actor{who}" for who in members]
    for state in graph.states:
        found = {concept: coalition_stable(solved, state, concept, names) for concept in CONCEPTS}
        for concept in CONCEPTS:
            expected = coalition_holds(graph, ranks, members, state, concept)
            assert found[concept] == expected, (state, concept, members)
        assert found["nash"] <= found["sseq"] <= found["seq"] <= found["gmr"]
        assert found["sseq"] <= found["smr"] <= found["gmr"]
        if len(members) == 1:
            alone = dict.fromkeys(("nash", "gmr", "smr"), names[0])
            for concept, who in alone.items():
                assert found[concept] == (state in solved.stable(who, concept))
            assert (state in solved.stable(names[0], "seq")) <= found["seq"]


def test_outsiders_may_answer_together() -> None:
    """b and c can punish a only by going together through a state that b alone would not enter."""
    graph = Graph((0, 1, 2))
    ranks = [
        {s: {"NNN": 1, "YNN": 2, "YYY": 0}.get(s, 2) for s in graph.states},
        {s: {"YNN": 1, "YYN": 0, "YYY": 2}.get(s, 1) for s in graph.states},
        {s: {"YNN": 1, "YNY": 0, "YYY": 2}.get(s, 1) for s in graph.states},
    ]
    solved = solve(modelled(graph, ranks))
    assert "NNN" not in solved.stable("actor0", "seq")
    assert coalition_stable(solved, "NNN", "seq", ["actor0"])


def relations(graph: Graph, ranks: Any, pairs: Any, statement: int | None, sign: bool) -> Any:
    """One owner's relation, word for word."""
    found = {}
    for s in graph.states:
        for t in graph.states:
            up, down = ranks[s] >= ranks[t], ranks[t] >= ranks[s]
            if statement is not None:
                holds = (s[statement] == "Y") == sign, (t[statement] == "Y") == sign
                up, down = up and holds[0] >= holds[1], down and holds[1] >= holds[0]
            if (s, t) in pairs or (t, s) in pairs:
                up = down = False
            found[s, t] = {(1, 1): "~", (1, 0): ">", (0, 1): "<", (0, 0): "U"}[int(up), int(down)]
    return found


@st.composite
def unknowns(draw: st.DrawFn, graph: Graph) -> Any:
    """What is unknown of one owner: pairs, and perhaps the weight of an option."""
    states = st.sampled_from(graph.states)
    pairs = draw(st.lists(st.tuples(states, states).filter(lambda p: p[0] != p[1]), max_size=6))
    statement = draw(st.one_of(st.none(), st.integers(0, graph.count - 1)))
    return pairs, statement, draw(st.booleans())


@examples
@given(conflict=conflicts((2, 4), 5, 16), data=st.data())
def test_unknown_preferences_agree_with_the_definitions(conflict: Any, data: Any) -> None:
    graph, ranks = conflict
    assume(len(graph.states) > 1)
    said = [data.draw(unknowns(graph)) for _ in graph.owners]
    table = [relations(graph, own, *one) for own, one in zip(ranks, said, strict=True)]
    solved = solve_unknown(
        modelled(graph, ranks),
        {
            f"actor{owner}": Unknown(
                pairs, [f"{'' if sign else '!'}option{option}"] if option is not None else []
            )
            for owner, (pairs, option, sign) in enumerate(said)
        },
    )
    for owner in graph.owners:
        assert solved.unknown[f"actor{owner}"] == sum(v == "U" for v in table[owner].values()) // 2
        for concept in CONCEPTS:
            found = {a: solved.stable(f"actor{owner}", concept, a) for a in ATTITUDES}
            for attitude in ATTITUDES:
                expected = {
                    s
                    for s in graph.states
                    if unknown_holds(graph, table, owner, s, concept, attitude)
                }
                assert found[attitude] == expected, (concept, attitude)
            assert found["a"] <= found["b"] & found["c"]
            assert found["b"] | found["c"] <= found["d"]
    assert solved.equilibria("nash", "a") == solved.equilibria("nash", "c")
    assert solved.equilibria("nash", "b") == solved.equilibria("nash", "d")


@examples
@given(conflict=conflicts((2, 4), 5, 16))
def test_with_nothing_unknown_all_attitudes_are_the_standard(conflict: Any) -> None:
    model = modelled(*conflict)
    plain, solved = solve(model), solve_unknown(model, {})
    for concept in CONCEPTS:
        for attitude in ATTITUDES:
            assert solved.equilibria(concept, attitude) == plain.equilibria[concept]


@examples
@given(conflict=conflicts((2, 4), 5, 32), data=st.data())
def test_strength_agrees_with_the_definitions(conflict: Any, data: Any) -> None:
    graph, ranks = conflict
    said, strong = {}, []
    for owner, own in enumerate(ranks):
        better = [(s, t) for s in graph.states for t in graph.states if own[s] > own[t]]
        pairs = data.draw(st.lists(st.sampled_from(better), max_size=3)) if better else []
        option = data.draw(st.one_of(st.none(), st.integers(0, graph.count - 1)))
        said[f"actor{owner}"] = Strong(pairs, [] if option is None else [f"option{option}"])
        seeds = [*pairs]
        if option is not None:
            seeds += [(s, t) for s, t in better if s[option] == "Y" and t[option] == "N"]
        strong.append(
            lambda s, t, own=own, seeds=seeds: any(
                own[s] >= own[p] and own[q] >= own[t] for p, q in seeds
            )
        )
    model = modelled(graph, ranks)
    solved, plain = solve_strengths(model, said), solve(model)
    for owner in graph.owners:
        who = f"actor{owner}"
        for concept in CONCEPTS:
            for state in graph.states:
                standing = solved.standing(state, who, concept)
                firm = strongly_holds(graph, ranks, strong[owner], owner, state, concept)
                assert (standing == "strong") == firm, (state, who, concept)
                assert (standing != "unstable") == (state in plain.stable(who, concept))
                if state in plain.stable(who, "nash"):
                    assert standing == "strong"
    for concept in CONCEPTS:
        assert set(solved.equilibria(concept)) == plain.equilibria[concept]


@examples
@given(conflict=conflicts((2, 4), 5, 32))
def test_strength_at_its_ends(conflict: Any) -> None:
    """Nothing strong: strong is nash. Everything strong and no ties: strong is general."""
    graph, ranks = conflict
    model = modelled(graph, ranks)
    none = solve_strengths(model, {})
    order = {s: k for k, s in enumerate(graph.states)}
    untied = [{s: 1000 * own[s] + order[s] for s in graph.states} for own in ranks]
    steps = {}
    for owner, own in enumerate(untied):
        falling = sorted(graph.states, key=lambda s, own=own: -own[s])
        steps[f"actor{owner}"] = Strong(list(pairwise(falling)))
    every = solve_strengths(modelled(graph, untied), steps)
    for owner in graph.owners:
        for concept in CONCEPTS:
            mild = none.strong[concept, owner]
            assert np.array_equal(mild, none.general.flags["nash", owner])
            firm = every.strong[concept, owner]
            assert np.array_equal(firm, every.general.flags[concept, owner])


@examples
@given(conflict=conflicts((2, 4), 6, 64))
def test_alike_states_are_merged_and_no_others(conflict: Any) -> None:
    graph, ranks = conflict
    small = merged(modelled(graph, ranks))
    assert {frozenset(members) for members in small.classes} == alike(graph, ranks)
    assert small.same_ranks == len({tuple(own[s] for own in ranks) for s in graph.states})
    assert small.same_ranks <= len(small) <= len(graph.states)


@examples
@given(conflict=conflicts((2, 4), 6, 64))
def test_verdicts_on_classes_are_those_on_states(conflict: Any) -> None:
    graph, ranks = conflict
    model = modelled(graph, ranks)
    small = merged(solve(model))
    for (concept, who), held in small.solve().items():
        owner = int(who.removeprefix("actor"))
        expected = stable_set(graph, ranks, owner, concept)
        found = {s for k in np.flatnonzero(held[0]) for s in small.classes[k]}
        assert found == expected, (concept, who)
    solved = solve(model)
    small = merged(solved)
    for concept in CONCEPTS:
        together = small.equilibria(solved, concept)
        assert {s for members in together for s in members} == solved.equilibria[concept]


def test_many_alike_states_become_few() -> None:
    """Options that nobody cares about and that bind nothing vanish."""
    model = GraphModel(
        {"a": ["go", "hum", "nod"], "b": ["stop", "wave"]},
        preferences={"a": ["go & !stop"], "b": ["stop"]},
    )
    small = merged(model)
    assert (len(model.states), len(small)) == (32, 4)
    assert set(small.of("NNNNN")) == {s for s in model.states if s[0] == "N" and s[3] == "N"}


def test_same_ranks_are_not_enough() -> None:
    """Everybody likes the two equally, but from one of them there is a way to something better."""
    model = GraphModel(
        {"a": ["dig", "fill"], "b": ["idle"]},
        infeasible=["fill & !dig"],
        irreversible={"dig": "back", "fill": "forward"},
        preferences={"a": ["fill"], "b": ["idle | !idle"]},
    )
    small = merged(model)
    assert (small.same_ranks, len(small)) == (2, 3)
    assert small.of("NNN") != small.of("YNN")
    assert solve(model).stable("a", "nash") >= {"NNN"}
    assert "YNN" not in solve(model).stable("a", "nash")


@examples
@given(conflict=conflicts((2, 3), 5, 32), data=st.data())
def test_hypergames_agree_with_the_definitions(conflict: Any, data: Any) -> None:
    """Each sees only some of the others' options, and everybody's ranks in its own way."""
    graph, _ = conflict
    games, views = {}, {}
    for owner in graph.owners:
        keep = [
            k
            for k in range(graph.count)
            if graph.owner_of[k] == owner
            or graph.owner_of.index(graph.owner_of[k]) == k
            or data.draw(st.booleans())
        ]
        own = Graph(
            tuple(graph.owner_of[k] for k in keep),
            data.draw(st.sampled_from([(), ("Y" + "-" * (len(keep) - 1),)])),
            tuple(graph.one_way[k] for k in keep) if graph.one_way else (),
        )
        levels = st.lists(st.integers(0, 3), min_size=len(own.states), max_size=len(own.states))
        ranks = [dict(zip(own.states, data.draw(levels), strict=True)) for _ in own.owners]
        arguments = own.arguments()
        name = {f"option{j}": f"option{k}" for j, k in enumerate(keep)}
        arguments["decision_makers"] = {
            who: [name[o] for o in options] for who, options in arguments["decision_makers"].items()
        }
        arguments["irreversible"] = {name[o]: w for o, w in arguments["irreversible"].items()}
        preferences = {f"actor{who}": ranking(one) for who, one in enumerate(ranks)}
        games[f"actor{owner}"] = GraphModel(**arguments, preferences=preferences)
        views[owner] = own, ranks, keep

    def taken(owner: int, state: str) -> frozenset[int]:
        return frozenset(k for k, y in zip(views[owner][2], state, strict=True) if y == "Y")

    hypergame = Hypergame(games)
    numbers = [int(address.rsplit("option", 1)[1]) for address in hypergame.options]

    def as_sets(states: Any) -> set[frozenset[int]]:
        return {
            frozenset(k for k, y in zip(numbers, state, strict=True) if y == "Y")
            for state in states
        }

    seen = {o: {taken(o, s) for s in own.states} for o, (own, _, _) in views.items()}
    assert as_sets(hypergame.perceived_by_all) == set.intersection(*seen.values())
    solved = solve_hypergame(hypergame)
    for concept in CONCEPTS:
        each = [
            {taken(o, s) for s in own.states if is_stable(own, ranks, o, s, concept)}
            for o, (own, ranks, _) in views.items()
        ]
        expected = set.intersection(*each)
        assert as_sets(solved.equilibria(concept)) == expected
    moves = {
        (f"actor{o}", taken(o, s), taken(o, t))
        for o, (own, _, _) in views.items()
        for s in own.states
        for t in own.moves(o, s)
        if all(taken(o, s) in known for known in seen.values())
        and not all(taken(o, t) in known for known in seen.values())
    }
    found = hypergame.surprises()
    assert {(one.mover, *as_sets([one.start]), *as_sets([one.target])) for one in found} == moves
    for one in found:
        assert {int(who.removeprefix("actor")) for who in one.unseen_by} == {
            o for o in seen if not as_sets([one.target]) <= seen[o]
        }


@examples
@given(conflict=conflicts((2, 4), 5, 32))
def test_where_all_see_the_same_it_is_the_ordinary_conflict(conflict: Any) -> None:
    model = modelled(*conflict)
    solved = solve_hypergame(Hypergame.of(model, {}))
    for concept in CONCEPTS:
        assert solved.equilibria(concept) == solve(model).equilibria[concept]
        assert solved.mistaken("actor0", concept) == frozenset()
    assert solved.hypergame.surprises() == ()
