"""What is wrong with a conflict is said in one line that names the place and the remedy."""

from __future__ import annotations

from typing import Any

import pytest

from detente.stability import (
    Ensemble,
    GraphModel,
    coalition_improvements,
    inverse_query,
    paths,
    solve,
    solve_ensemble,
    status_quo,
)
from detente.stability.solving import Stability

WHO = {"north": ["build", "talk"], "south": ["protest", "talk"]}
FINE: dict[str, Any] = {"north": ["build"], "south": ["!build"]}


def built(**changes: Any) -> GraphModel:
    arguments: dict[str, Any] = {"decision_makers": WHO, "preferences": FINE} | changes
    who = arguments.pop("decision_makers")
    return GraphModel(who, **arguments)


def preferring(north: Any) -> dict[str, Any]:
    return {"preferences": {"north": north, "south": ["!build"]}}


def small(ranking: Any) -> dict[str, Any]:
    return {
        "decision_makers": {"north": ["build"], "south": ["protest"]},
        "preferences": {"north": ranking, "south": [["NN", "YN", "NY", "YY"]]},
    }


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"decision_makers": {}}, "nobody is named"),
    ({"decision_makers": {"north": []}}, "north has no list of options"),
    ({"decision_makers": {"north": "build"}}, "north has no list of options"),
    ({"decision_makers": {"north": ["build", "build"]}}, "the option 'build' twice"),
    ({"decision_makers": {"north": ["YN"]}}, "'YN': it reads as a state"),
    ({"decision_makers": {"north": ["a.b"]}}, "has a full stop"),
    ({"decision_makers": {"north": [""]}}, "is no name of an option"),
    (
        {"decision_makers": {"north": [f"o{k}" for k in range(31)]}},
        "31 options – at most 30 can be solved in full",
    ),
    ({"irreversible": {"protst": "forward"}}, "no option 'protst' – did you mean 'protest'?"),
    ({"irreversible": {"build": "onwards"}}, "build is 'onwards' – write forward"),
    (
        {"irreversible": {"build": "forward", "north.build": "back"}},
        "north.build stands twice, under two names",
    ),
    ({"infeasible": "YY--"}, "infeasible is a single pattern"),
    ({"infeasible": ["YY-"]}, r"infeasible\[0\]: 'YY-' has 3 letters; there are 4 options"),
    ({"infeasible": [{"biuld": "Y"}]}, "no option 'biuld' – did you mean 'build'?"),
    ({"infeasible": [{"build": "yes"}]}, "'yes' – write Y or N"),
    ({"infeasible": ["----"]}, "empty and would rule out every state"),
    ({"infeasible": [7]}, "7 is no statement"),
    ({"infeasible": ["build & (protest"]}, r"infeasible\[0\]: a '\)' is missing"),
    ({"infeasible": ["Y---", "N---"]}, "no feasible state is left"),
    ({"infeasible": ["build | !build"]}, "no feasible state is left"),
    ({"preferences": {"north": ["build"]}}, "those of 'south' are missing"),
    ({"preferences": FINE | {"nroth": ["build"]}}, "no decision maker 'nroth'.*'north'"),
    (preferring(["biuld"]), "preferences of north: no option 'biuld' – did you mean 'build'?"),
    (
        preferring(["talk"]),
        "option 'talk' belongs to more than one decision maker – write north.talk or south.talk",
    ),
    (preferring(["build &"]), "an option is missing before the end"),
    (preferring([]), "nothing is said"),
    (preferring("build"), "'build' is no list"),
    (preferring(["build & !build"]), "no feasible state satisfies 'build & !build'"),
    (
        preferring(["build", "protest", "!build"]),
        "'!build' repeats 'build' with the opposite sign",
    ),
    (
        preferring(["build | protest", "!protest & !build"]),
        "'!protest & !build' repeats 'build | protest' with the opposite sign",
    ),
    (preferring(["build", "build"]), "'build' stands twice"),
    (preferring(["YNNN"]), "15 of 16 feasible states missing, such as NNNN"),
    (small(["YN", "NN", "NY"]), "1 of 4 feasible states missing, such as YY"),
    (small(["YN", ["NN", "NY"], "YY", "NN"]), "state 'NN' stands twice"),
    (small(["YN", "NN", "NY", "Y"]), "'Y' has 1 letters; there are 2 options"),
    (small(["YN", ["NN", "NX"], "YY"]), "'NX' is no state – write Y or N"),
    (small([["YN", 3]]), "3 is no state"),
    (
        small(["YN", "NN", "NY", "YY"]) | {"infeasible": ["YY"]},
        "state 'YY' is infeasible – take it out",
    ),
    (preferring(Ensemble(["build"])), "give an ensemble either weights or orders"),
    (
        preferring(Ensemble(["build"], weights=[[1, 2]])),
        "an ensemble of 1 statements needs rows of 1 numbers",
    ),
    (preferring(Ensemble(["build"], weights=[["x"]])), "needs rows of 1 numbers"),
    (preferring(Ensemble(["build"], weights=[[-1]])), "a weight is negative or not finite"),
    (preferring(Ensemble(["build"], orders=[[1]])), "an order names each statement at most once"),
    (preferring(Ensemble(["build"], orders=[[0.5]])), "an order names each statement at most once"),
    (
        preferring(Ensemble(["build", "protest"], orders=[[0, 0]])),
        "an order names each statement at most once",
    ),
    (
        {
            "preferences": {
                "north": Ensemble(["build"], weights=[[1], [2]]),
                "south": Ensemble(["build"], weights=[[1], [2], [3]]),
            }
        },
        r"ensembles of \[2, 3\] worlds",
    ),
]


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_bad_conflict_gets_one_line(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        built(**changes)
    assert "\n" not in str(caught.value)


def solved() -> Stability:
    return solve(built(infeasible=["YYYY"]), ("nash", "gmr"))


ASKED: list[tuple[Any, str]] = [
    (lambda: solve(built(), "nahs"), "no concept 'nahs' – did you mean 'nash'?"),
    (lambda: solve(built(**preferring(Ensemble(["build"], weights=[[1]])))), "solve_ensemble"),
    (lambda: solve_ensemble(built(), ["gm"]), "no concept 'gm' – did you mean 'gmr'?"),
    (lambda: solved().equilibria["seq"], "no concept among those solved 'seq'"),
    (lambda: solved().stable("noth", "nash"), "no decision maker 'noth'.*'north'"),
    (lambda: solved().verdict("YYYY", "north", "nash"), "state 'YYYY' is infeasible"),
    (lambda: solved().verdict("YY", "north", "nash"), "'YY' has 2 letters"),
    (lambda: solved().verdict("NNNN", "north", "nash", limit=-1), "limit is -1"),
    (lambda: solved().distance("NNNN", "north", "seq"), "no concept among those solved 'seq'"),
    (lambda: inverse_query(solved(), "NNNN", "nash", limit=0), "limit is 0"),
    (lambda: status_quo(solved(), "NNNN", "nash", moves="all"), "no kind of moves 'all'"),
    (lambda: paths(solved(), "NNNN", "YYYY"), "target: state 'YYYY' is infeasible"),
    (lambda: paths(solved(), "NNNN", "YNNN", most=0), "most is 0"),
    (lambda: coalition_improvements(solved(), "NNNN", "north"), "coalition is a single name"),
    (lambda: coalition_improvements(solved(), "NNNN", []), "name each member once"),
    (lambda: coalition_improvements(solved(), "NNNN", ["east"]), "no decision maker 'east'"),
]


@pytest.mark.parametrize(("ask", "message"), ASKED, ids=[message for _, message in ASKED])
def test_a_bad_question_gets_one_line(ask: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        ask()
    assert "\n" not in str(caught.value)


def test_patterns_can_be_written_in_three_ways() -> None:
    ways: list[Any] = [{"build": "Y", "south.talk": "N"}, "Y--N", "build & !south.talk"]
    states = {built(infeasible=[way]).states for way in ways}
    assert len(states) == 1
    assert len(states.pop()) == 12


def test_thirty_options_of_which_few_go_together_are_few_states() -> None:
    names = [f"o{k}" for k in range(30)]
    apart = [{one: "Y", other: "Y"} for k, one in enumerate(names) for other in names[k + 1 :]]
    model = GraphModel(
        {"a": names[:15], "b": names[15:]},
        infeasible=apart,
        preferences={"a": ["o0"], "b": ["o20", "o3"]},
    )
    assert len(model.states) == 31
    assert "Y" + "N" * 29 in solve(model).equilibria["nash"]


def test_more_states_than_a_desk_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.stability.states.MOST_STATES", 8)
    with pytest.raises(ValueError, match="more than 8 states"):
        built()


def test_statements_outweigh_all_later_ones() -> None:
    model = GraphModel({"a": [f"o{k}" for k in range(3)]}, preferences={"a": ["o2", "!o0", "o1"]})
    order = sorted(model.states, key=lambda s: -model.ranks()[0, 0, model.number(s)])
    assert order == ["NYY", "NNY", "YYY", "YNY", "NYN", "NNN", "YYN", "YNN"]


def test_forty_statements_do_not_overflow() -> None:
    names = [f"o{k}" for k in range(4)]
    many = [f"{a} & {b} | {c}" for a in names for b in names for c in names if len({a, b, c}) == 3]
    many = [
        "o3",
        *many,
        "o0 | o1",
        "o0 | o2",
        "o0 | o3",
        *(f"{a} | !{b} & {a}" for a in names[:3] for b in names if a != b),
    ]
    assert len(many) > 32
    model = GraphModel({"a": names}, preferences={"a": many})
    ranks = {state: int(model.ranks()[0, 0, model.number(state)]) for state in model.states}
    # The first statement decides before all others, the second where the first is equal.
    assert min(v for s, v in ranks.items() if s[3] == "Y") > max(
        v for s, v in ranks.items() if s[3] == "N"
    )
    assert ranks["YYNN"] > ranks["YNNN"]


def test_an_option_without_a_unique_name_keeps_its_owner() -> None:
    solved_ = solve(
        GraphModel(WHO, preferences={"north": ["north.talk"], "south": ["!south.talk"]}), "nash"
    )
    assert solved_.equilibria["nash"] == {a + "Y" + b + "N" for a in "NY" for b in "NY"}
