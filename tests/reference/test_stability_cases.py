"""Known conflicts. Published answers, recalled ones, and an independent implementation's, apart.

`published`: in textbooks. `recalled`: somebody remembered them from a book and has not seen the page.
`independent`: answers of another implementation of the same definitions, so agreement is no more
than agreement.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from detente.stability import GraphModel, coalition_improvements, coalition_stable, solve

CASES = json.loads(Path(__file__).with_name("stability_cases.json").read_text("utf-8"))


def model(case: dict[str, Any]) -> GraphModel:
    names = Counter(name for own in case["decision_makers"].values() for name in own)
    assert all(names[name] == 1 for name in case["irreversible"])
    return GraphModel(
        case["decision_makers"],
        infeasible=case["infeasible"],
        irreversible=case["irreversible"],
        preferences=case["preferences"],
    )


def of_origin(origin: str) -> list[str]:
    found = [name for name, case in CASES.items() if case["answers"]["origin"] == origin]
    assert found
    return found


def compare_answers(name: str) -> None:
    case = CASES[name]
    solved = solve(model(case))
    assert case["answers"]["equilibria"]
    for concept, states in case["answers"]["equilibria"].items():
        assert solved.equilibria[concept] == set(states), concept


@pytest.mark.parametrize("name", of_origin("published"))
def test_published_answers(name: str) -> None:
    compare_answers(name)


@pytest.mark.parametrize("name", of_origin("recalled"))
def test_recalled_answers(name: str) -> None:
    compare_answers(name)


@pytest.mark.parametrize("name", CASES)
def test_an_independent_implementation_agrees(name: str) -> None:
    case = CASES[name]
    built = model(case)
    assert list(built.states) == case["states"]
    solved = solve(built)
    for concept, states in case["independent"].items():
        assert solved.equilibria[concept] == set(states), concept
    for concept, everybody in case.get("independent_each", {}).items():
        for who, states in everybody.items():
            assert solved.stable(who, concept) == set(states), (concept, who)


def test_garrison_needs_an_opponent_who_moves_again() -> None:
    """State 6 under gmr: the project's supporters, its opponents at home, and supporters again."""
    case = CASES["garrison_diversion"]
    sixth = case["states"][5]
    solved = solve(model(case))
    assert sixth in solved.equilibria["gmr"]
    assert sixth in solved.equilibria["smr"]
    once_each = set(case["peers"]["once_each"])
    assert solved.equilibria["gmr"] - once_each == {sixth}
    assert set(case["peers"]["one_countermove"]) < once_each
    said = solved.verdict(sixth, "Canadian Opposition", "gmr")
    assert said.reason == "deterred"
    assert max(len(answer.chain) for answer in said.deterred) == 3
    (longest,) = (answer.chain for answer in said.deterred if len(answer.chain) == 3)
    assert [who for who, _ in longest] == ["US Support", "US Opposition", "US Support"]


def test_the_dilemma_in_words() -> None:
    """Mutual cooperation is held by the other's answer; a lone cooperator has an open way out."""
    solved = solve(model(CASES["prisoners_dilemma"]))
    together = solved.verdict("YY", "Prisoner One", "seq")
    assert (together.reason, together.improvements) == ("deterred", 1)
    assert together.deterred[0].improvement == "NY"
    assert together.deterred[0].chain == (("prisoner 2", "NN"),)
    alone = solved.verdict("YN", "Prisoner One", "seq")
    assert (alone.reason, alone.open) == ("unstable", ("NN",))
    assert solved.verdict("NN", "Prisoner One", "nash").reason == "no move"


def test_elmira_a_coalition_leaves_the_fifth_state_recalled() -> None:
    """The ministry modifies and the firm accepts: neither would alone, both prefer it."""
    solved = solve(model(CASES["elmira"]))
    assert "NYNNY" in solved.equilibria["nash"]
    (jump,) = coalition_improvements(solved, "NYNNY", ["MoE", "Uniroyal"])
    assert jump.state == "YNYNY"
    assert not coalition_stable(solved, "NYNNY")
    assert coalition_stable(solved, "YNYNY")
