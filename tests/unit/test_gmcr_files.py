"""`.gmcr` files in the form that GMCRplus-py writes, with a made-up conflict over a river."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from detente.scenario.problems import InvalidInputError
from detente.stability import Hypergame, read_gmcr, solve, solve_hypergame

#: Options stand out of order, so that those of an owner are not side by side.
FILE: dict[str, Any] = {
    "program": "gmcr-py",
    "version": "0.3.12",
    "useManualPreferenceRanking": False,
    "options": [
        {"name": "Court case", "permittedDirection": "fwd"},
        {"name": "Dam", "permittedDirection": "both"},
        {"name": "Protest", "permittedDirection": "both"},
        {"name": "Mediate", "permittedDirection": "back"},
        {"name": "Dam", "permittedDirection": "both"},
    ],
    "infeasibles": [
        [[1, "Y"], [4, "Y"]],
        {"compound": True, "members": [[[0, "Y"], [2, "Y"]], [[0, "Y"], [3, "Y"]]]},
    ],
    "decisionMakers": [
        {
            "name": "Upper valley",
            "options": [1],
            "preferences": [[[0, "N"]], [[1, "Y"], [2, "N"]], [[1, "Y"]]],
        },
        {
            "name": "Lower valley",
            "options": [0, 2, 4],
            "preferences": [
                {"compound": True, "members": [[[1, "N"]], [[2, "Y"], [3, "N"]]]},
                [[0, "N"]],
            ],
            "misperceptions": [[[3, "Y"]]],
        },
        {"name": "Capital", "options": [3], "preferences": []},
    ],
    "coalitions": [0, [1, 2]],
    "coalitionsFull": [],
}


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "river.gmcr"
    path.write_text(json.dumps(copy.deepcopy(FILE) | changes), "utf-8")
    return path


def test_a_file_becomes_a_conflict(tmp_path: Path) -> None:
    read = read_gmcr(written(tmp_path))
    model = read.model
    assert model.decision_makers == ("Upper valley", "Lower valley", "Capital")
    assert model.options.names == ("Dam", "Court case", "Protest", "Dam", "Mediate")
    assert not any(
        s[0] == s[3] == "Y" or (s[1] == "Y" and "Y" in s[2] + s[4]) for s in model.states
    )
    assert len(model.states) == 3 * 5
    assert model.statements["Upper valley"] == (
        '!"Court case"',
        '"Upper valley.Dam" & !Protest',
        '"Upper valley.Dam"',
    )
    assert model.statements["Lower valley"] == (
        '!"Upper valley.Dam" | Protest & !Mediate',
        '!"Court case"',
    )
    assert (read.program, read.version) == ("gmcr-py", "0.3.12")
    assert read.coalitions == (("Lower valley", "Capital"),)
    assert read.unseen == {"Lower valley": ("----Y",)}
    assert read.notes == ("Capital has no preferences and is indifferent.",)


def test_ways_are_kept(tmp_path: Path) -> None:
    model = read_gmcr(written(tmp_path)).model
    lower, capital = 1, 2
    in_court = model.number("NYNNN")
    assert not [s for s in model.named(model.moves.reach(lower, in_court)) if s[1] == "N"]
    assert model.moves.reach(capital, model.number("NNNNN")).size == 0
    assert model.named(model.moves.reach(capital, model.number("NNNNY"))) == ["NNNNN"]


def test_misperceptions_make_a_hypergame(tmp_path: Path) -> None:
    read = read_gmcr(written(tmp_path))
    hypergame = Hypergame.of(read.model, read.unseen)
    assert all(s[4] == "N" for s in hypergame.perceived["Lower valley"])
    assert any(s[4] == "Y" for s in hypergame.perceived["Capital"])
    assert solve_hypergame(hypergame).equilibria("nash") <= hypergame.perceived_by_all


def test_rankings_count_states_from_one(tmp_path: Path) -> None:
    """Both the key of today and that of old files; numbers run over feasible states."""
    model = read_gmcr(written(tmp_path)).model
    order = [15, [3, 1, 2], *range(4, 15)]
    for flag, key in (
        ("useManualPreferenceRanking", "preferenceRanking"),
        ("useManualPreferenceVectors", "preferenceVector"),
    ):
        owners = [dict(owner, **{key: order}) for owner in FILE["decisionMakers"]]
        read = read_gmcr(written(tmp_path, decisionMakers=owners, **{flag: True}))
        ranks = read.model.ranks()[0, 0]
        assert read.model.states == model.states
        assert ranks[14] == ranks.max()
        assert ranks[0] == ranks[1] == ranks[2] > ranks[3] > ranks[13]
        assert read.model.statements == {}


def test_priorities_and_ranking_of_one_file_agree(tmp_path: Path) -> None:
    """A file that says the same both ways gives the same equilibria."""
    by_priority = read_gmcr(written(tmp_path)).model
    owners = []
    for number, owner in enumerate(FILE["decisionMakers"]):
        ranks = by_priority.ranks()[number, 0]
        levels = [
            [k + 1 for k in range(len(ranks)) if ranks[k] == u]
            for u in sorted(set(ranks.tolist()), reverse=True)
        ]
        owners.append(
            dict(owner, preferenceRanking=[one if len(one) > 1 else one[0] for one in levels])
        )
    by_ranking = read_gmcr(
        written(tmp_path, decisionMakers=owners, useManualPreferenceRanking=True)
    ).model
    assert dict(solve(by_priority).equilibria) == dict(solve(by_ranking).equilibria)


def test_what_decides_nothing_is_left_out_and_said(tmp_path: Path) -> None:
    """The other program takes such preferences; here they are refused where a person writes them."""
    preferences = [[[1, "Y"]], [[1, "N"]], [[1, "Y"]], [[1, "Y"], [4, "Y"]], []]
    owners = [dict(FILE["decisionMakers"][0], preferences=preferences), *FILE["decisionMakers"][1:]]
    read = read_gmcr(written(tmp_path, decisionMakers=owners))
    assert read.model.statements["Upper valley"] == ('"Upper valley.Dam"',)
    assert read.notes[:4] == (
        "Preference 2 of Upper valley was decided by an earlier one and is left out.",
        "Preference 3 of Upper valley was decided by an earlier one and is left out.",
        "Preference 4 of Upper valley holds in no feasible state and is left out.",
        "Preference 5 of Upper valley is empty and is left out.",
    )


def test_signs_that_mean_something_are_replaced(tmp_path: Path) -> None:
    options = [dict(one) for one in FILE["options"]]
    options[2]["name"] = 'Protest (No. 2, "loud")'
    read = read_gmcr(written(tmp_path, options=options))
    assert "Protest (No· 2, 'loud')" in read.model.options.names
    assert read.notes[0] == (
        "Option 'Protest (No. 2, \"loud\")' is called 'Protest (No· 2, 'loud')' here."
    )


def changed(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Return what sets one place of the file, `decisionMakers.0.options`."""

    def change(data: Any) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in way:
            data = data[step]
        if value is None:
            del data[last]
        else:
            data[last] = value

    return change


WRONG = [
    (changed("options", None), "options is missing – is this a conflict saved from GMCRplus?"),
    (changed("options", {}), "options is no list"),
    (changed("options.0", "Dam"), "options[0] holds no mapping"),
    (changed("options.0.name", " "), "options[0] has no name"),
    (changed("options.0.name", "Y"), "it reads as a state"),
    (changed("options.2.name", "Court case"), "Lower valley has the option 'Court case' twice"),
    (
        changed("options.0.permittedDirection", "up"),
        "options[0].permittedDirection is 'up' – write both, fwd or back",
    ),
    (
        changed("decisionMakers.0.options", [9]),
        "decisionMakers[0].options: no option 9 – they are numbered 0 to 4",
    ),
    (changed("decisionMakers.0.options", [True]), "no option True"),
    (changed("decisionMakers.1.options", [0, 2, 4, 1]), "option 'Dam' has an owner already"),
    (changed("decisionMakers.1.options", [0, 2]), "options: nobody controls 'Dam' – take it out"),
    (changed("decisionMakers.1.name", "Capital"), "decisionMakers[2]: 'Capital' stands twice"),
    (changed("decisionMakers.2.options", []), "nobody controls 'Mediate'"),
    (changed("infeasibles.0", [[1, "X"]]), "infeasibles[0]: 'X' – write Y or N"),
    (changed("infeasibles.0", [[1]]), "infeasibles[0]: a condition pairs an option with Y or N"),
    (changed("infeasibles.0", [[1, "Y"], [1, "N"]]), "an option is both Y and N"),
    (changed("infeasibles.0", []), "the pattern is empty"),
    (changed("infeasibles.0", {"compound": True}), "infeasibles[0].members is no list"),
    (
        changed("infeasibles", [[[1, "Y"]], [[1, "N"]]]),
        "infeasible: no feasible state is left",
    ),
    (changed("decisionMakers.0.preferences", None), "decisionMakers[0].preferences is no list"),
    (changed("decisionMakers.0.preferences", [7]), "decisionMakers[0].preferences[0] is no list"),
    (
        changed("useManualPreferenceRanking", True),
        "decisionMakers[0].preferenceVector is no list",
    ),
    (changed("coalitions", [5]), "coalitions[0]: no decision maker 5 – they are numbered 0 to 2"),
]


@pytest.mark.parametrize(("change", "message"), WRONG)
def test_a_bad_file_gets_one_line(
    change: Callable[[dict[str, Any]], None], message: str, tmp_path: Path
) -> None:
    data = copy.deepcopy(FILE)
    change(data)
    path = tmp_path / "river.gmcr"
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_gmcr(path)
    said = str(caught.value)
    assert message in said
    assert said.startswith(f"{path}: ")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ([16, *range(1, 16)], "no feasible state 16 – they are numbered 1 to 15"),
        ([0, *range(1, 16)], "no feasible state 0"),
        ([1, *range(1, 16)], "state 'NNNNN' stands twice"),
        ([*range(1, 15)], "1 of 15 feasible states missing"),
    ],
)
def test_a_bad_ranking_gets_one_line(order: list[int], message: str, tmp_path: Path) -> None:
    owners = [dict(owner, preferenceRanking=order) for owner in FILE["decisionMakers"]]
    path = written(tmp_path, decisionMakers=owners, useManualPreferenceRanking=True)
    with pytest.raises(InvalidInputError, match="river") as caught:
        read_gmcr(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b"[]", "holds no mapping"),
    ],
)
def test_what_is_no_such_file_gets_one_line(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "river.gmcr"
    path.write_bytes(content)
    with pytest.raises(InvalidInputError, match=message):
        read_gmcr(path)


def test_a_missing_file_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="cannot be read: No such file"):
        read_gmcr(tmp_path / "none.gmcr")
