"""What is wrong with a question beyond the five concepts is said in one line."""

from __future__ import annotations

from typing import Any

import pytest

from detente.stability import (
    Ensemble,
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

WHO = {"north": ["build", "talk"], "south": ["protest"]}
LIKES: dict[str, Any] = {"north": ["build"], "south": ["!build"]}


def model(**more: Any) -> GraphModel:
    return GraphModel(WHO, **{"preferences": LIKES, "infeasible": ["YYY"]} | more)


UNSURE = Ensemble(["build"], weights=[[1.0]])


def unsure() -> GraphModel:
    return GraphModel(WHO, preferences={"north": UNSURE, "south": ["build"]})


def unknown(**said: Any) -> Any:
    return solve_unknown(model(), {"north": Unknown(**said)})


def strong(**said: Any) -> Any:
    return solve_strengths(model(), {"north": Strong(**said)})


def other() -> GraphModel:
    return GraphModel({"north": ["build"]}, preferences={"north": ["build"]})


ASKED: list[tuple[Any, str]] = [
    (lambda: coalition_stable(solve(model()), "NNN", "nsah"), "no concept for coalitions 'nsah'"),
    (lambda: merged(model()).of("YYY"), "state 'YYY' is infeasible"),
    (lambda: merged(model()).solve(["gm"]), "no concept 'gm'"),
    (lambda: merged(model()).equilibria(solve(other()), "nash"), "the solution is of another"),
    (
        lambda: (lambda s: merged(s).equilibria(s, "gmr"))(solve(model(), "nash")),
        "no concept among those solved 'gmr'",
    ),
    (lambda: solve_unknown(model(), {"nroth": Unknown()}), "unknown: no decision maker 'nroth'"),
    (lambda: solve_unknown(model(), {}, "nsah"), "no concept 'nsah'"),
    (lambda: solve_unknown(unsure(), {}), "the preferences are an ensemble"),
    (lambda: unknown(pairs=[("NNN", "NNN")]), "unknown of north: state 'NNN' is paired with its"),
    (lambda: unknown(pairs=[("NNN", "YYY")]), "unknown of north: state 'YYY' is infeasible"),
    (lambda: unknown(pairs=["NNN"]), "'NNN' is no pair of states"),
    (lambda: unknown(statements="build"), "statements is a single text – give a list"),
    (lambda: unknown(statements=["biuld"]), "no option 'biuld' – did you mean 'build'?"),
    (lambda: unknown().stable("noth", "nash", "a"), "no decision maker 'noth'"),
    (lambda: unknown().equilibria("nash", "e"), "no attitude 'e'"),
    (lambda: solve_unknown(model(), {}, "nash").equilibria("gmr", "a"), "no concept among those"),
    (lambda: solve_strengths(model(), {"nroth": Strong()}), "strong: no decision maker 'nroth'"),
    (lambda: solve_strengths(unsure(), {}), "the preferences are an ensemble"),
    (
        lambda: strong(pairs=[("NNN", "YNN")]),
        "strong of north: state 'NNN' is not preferred to 'YNN'",
    ),
    (lambda: strong(pairs=[("YNN", "NNN", "NNN")]), "is no pair of states"),
    (lambda: strong(statements="build"), "statements is a single text"),
    (lambda: strong().standing("NNN", "nroth", "nash"), "no decision maker 'nroth'"),
    (lambda: strong().standing("YYY", "north", "nash"), "state 'YYY' is infeasible"),
    (lambda: strong().equilibria("gm"), "no concept among those solved 'gm'"),
    (lambda: Hypergame({}), "games: nobody is named"),
    (lambda: Hypergame({"east": model()}), "'east' takes no part in its own conflict"),
    (lambda: Hypergame({"north": model()}), "north sees 'south', who has no conflict of its own"),
    (lambda: Hypergame.of(model(), {"east": ["Y--"]}), "unseen: no decision maker 'east'"),
    (lambda: Hypergame.of(model(), {"south": ["Y--", "N--"]}), "no feasible state is left"),
    (lambda: Hypergame.of(unsure(), {}), "the preferences are an ensemble"),
    (lambda: Hypergame.of(model(), {}).lifted("south", ["YN"]), "'YN' has 2 letters"),
    (
        lambda: solve_hypergame(Hypergame.of(model(), {}), "nash").seen("east", "nash"),
        "no decision maker 'east'",
    ),
    (lambda: solve_hypergame(Hypergame.of(model(), {}), "nsah"), "no concept 'nsah'"),
    (lambda: GraphModel({"a": ['say "no"']}, preferences={}), "has a double quote"),
]


@pytest.mark.parametrize(("ask", "message"), ASKED, ids=[message for _, message in ASKED])
def test_a_bad_question_gets_one_line(ask: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")) as caught:
        ask()
    assert "\n" not in str(caught.value)


def test_too_many_states_for_relations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.stability.unknown.MOST_RELATED", 6)
    with pytest.raises(ValueError, match="7 states – with unknown preferences at most 6"):
        solve_unknown(model(), {})


def test_names_of_several_words_stand_in_quotes() -> None:
    plain = GraphModel(
        {"north": ["build_dam", "talk"], "south": ["talk", "go_to_court"]},
        infeasible=["build_dam & !go_to_court & south.talk"],
        preferences={"north": ["build_dam | !north.talk"], "south": ["!build_dam & go_to_court"]},
    )
    wordy = GraphModel(
        {"north": ["build dam", "talk"], "south": ["talk", "go to court!"]},
        infeasible=['"build dam" & !"go to court!" & south.talk'],
        preferences={
            "north": ['"build dam"|!"north.talk"'],
            "south": ['!"build dam" & "go to court!"'],
        },
    )
    assert plain.states == wordy.states
    assert (plain.ranks() == wordy.ranks()).all()


def test_a_name_of_several_words_without_quotes_gets_a_remedy() -> None:
    with pytest.raises(ValueError, match="names with blanks stand in double quotes") as caught:
        GraphModel({"north": ["build dam"]}, preferences={"north": ["!build dam"]})
    assert str(caught.value).startswith("preferences of north: 'dam' is left over")


def test_what_is_unknown_is_shown_and_counted() -> None:
    solved = unknown(pairs=[("YNN", "NNN")])
    assert solved.unknown == {"north": 1, "south": 0}
    assert repr(solved).endswith("7 feasible states, pairs unknown: 1")


def test_wrong_expectations_are_named() -> None:
    """South does not know that north can build, and takes quiet for an equilibrium."""
    games = {
        "north": GraphModel(
            {"north": ["build"], "south": ["protest"]},
            preferences={"north": ["build"], "south": ["!protest"]},
        ),
        "south": GraphModel(
            {"north": ["talk"], "south": ["protest"]},
            preferences={"north": ["!talk"], "south": ["!protest"]},
        ),
    }
    hypergame = Hypergame(games)
    assert hypergame.options == ("north.build", "north.talk", "south.protest")
    assert hypergame.perceived_by_all == {"NNN", "NNY"}
    solved = solve_hypergame(hypergame)
    assert solved.seen("south", "nash") == {"NNN"}
    assert solved.seen("north", "nash") == {"YNN"}
    assert solved.equilibria("nash") == frozenset()
    assert solved.mistaken("south", "nash") == {"NNN"}
    surprises = hypergame.surprises()
    assert [(one.mover, one.start, one.target, one.unseen_by) for one in surprises] == [
        ("north", "NNN", "YNN", ("south",)),
        ("north", "NNY", "YNY", ("south",)),
    ]


def test_every_solution_names_its_works() -> None:
    found = [unknown(), strong(), solve_hypergame(Hypergame.of(model(), {})), solve(model())]
    for solution in found:
        cited = solution.cite()
        assert len(cited) == len(solution.references) > 1
        assert all(len(text) > 20 for text in cited)
