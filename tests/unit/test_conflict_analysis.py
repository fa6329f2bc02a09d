"""`solve_conflicts`: counts of worlds, reasons, ways out, words, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import xarray as xr
from standoff_cases import DAM, anywhere, by_hand, dam, in_one_place, swapped

import detente
from detente import InvalidInputError, solve_conflicts
from detente.scenario.loading import shipped
from detente.stability import CONCEPTS
from detente.stability.analysis.phrases import move_words, state_words, third_person
from detente.stability.analysis.words import MOST_WORDS, conflict_sentences, word_count

STANDOFFS = [name for name in shipped() if detente.load(name).content.conflicts]


@pytest.fixture(scope="module")
def found() -> detente.stability.ConflictFindings:
    return solve_conflicts(dam())


# --- counts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("text", [DAM, swapped(), DAM.replace("stated", "inferred")])
def test_counts_are_those_of_a_loop_over_worlds(concept: str, text: str) -> None:
    scenario = dam(text)
    one = solve_conflicts(scenario, concepts=[concept]).conflict("dam")
    for rule, worlds, pick in (
        (in_one_place, one.worlds, "count"),
        (anywhere, one.wide, "wide"),
    ):
        counts, total = by_hand(scenario, "dam", rule, concept)
        assert len(worlds) == total
        made = {s.state: getattr(s, pick) for s in one.standings[concept] if getattr(s, pick)}
        assert made == counts


@pytest.mark.parametrize("concept", ["nash", "seq", "sseq"])
@pytest.mark.parametrize("name", STANDOFFS)
def test_shipped_standoffs_against_a_loop_over_worlds(name: str, concept: str) -> None:
    scenario = detente.load(name)
    solved = solve_conflicts(scenario, draws=20, concepts=[concept])
    for one in solved.conflicts:
        counts, total = by_hand(scenario, one.conflict, in_one_place, concept)
        assert len(one.worlds) == total
        assert {s.state: s.count for s in one.standings[concept] if s.count} == counts


def test_shares_are_labelled(found, tmp_path: Path) -> None:
    one = found.conflict("dam")
    data = found.data
    for concept in CONCEPTS:
        for standing in one.standings[concept]:
            cell = data["equilibrium_dam"].sel(concept=concept, state_dam=standing.state)
            assert float(cell.sel(reach="in one place")) == standing.count / len(one.worlds)
            assert float(cell.sel(reach="anywhere")) == standing.wide / len(one.wide)
        for who, counts in one.stable[concept].items():
            for state, count in counts.items():
                cell = data["stable_dam"].sel(
                    concept=concept, decision_maker_dam=who, state_dam=state
                )
                assert float(cell) == count / len(one.worlds)
                assert count >= one.standing(state, concept).count
    with xr.open_dataset(found.to_netcdf(tmp_path / "dam.nc"), engine="h5netcdf") as again:
        xr.testing.assert_equal(again["equilibrium_dam"], data["equilibrium_dam"])
        assert again.attrs["fingerprint"] == dam().fingerprint()


def test_concepts_contain_each_other(found) -> None:
    one = found.conflict("dam")
    for inner, outer in (("nash", "sseq"), ("sseq", "seq"), ("seq", "gmr"), ("smr", "gmr")):
        for standing in one.standings[inner]:
            other = one.standing(standing.state, outer)
            assert (standing.count, standing.wide) <= (other.count, other.wide)
            assert other.declared >= standing.declared


def test_nothing_depends_on_the_seed_where_all_worlds_are_gone_through(found) -> None:
    again = solve_conflicts(dam(), seed=5).conflict("dam")
    assert again.standings == found.conflict("dam").standings
    assert found.origin.warnings == ()


def test_drawn_worlds_are_named_and_repeat() -> None:
    scenario = detente.load("russia-us-2025")
    one, other = (solve_conflicts(scenario, draws=60, seed=s, concepts=["nash"]) for s in (3, 3))
    assert "60 of 38" in one.origin.warnings[0]
    assert one.conflicts[0].standings == other.conflicts[0].standings
    assert len(one.conflicts[0].wide) == 60


# --- as declared ------------------------------------------------------------------------------


def test_reasons_and_distances_as_declared(found) -> None:
    """The state with a dam and a protest: Upland has no better move, Lowland would not stop."""
    one = found.conflict("dam")
    assert one.options == ("upland.build", "upland.share", "lowland.protest")
    assert one.declared.equilibria["nash"] == ("YNY",)
    upland, lowland = one.declared.verdicts["nash"]["YNY"]
    assert (upland.reason, lowland.reason) == ("no move", "no move")
    # Upland would have to rank another of its three states with the protest above this one.
    distance, _ = one.declared.distances["nash"]["YNY"]
    assert distance is not None
    assert (distance.pairs, distance.exact) == (1, True)
    unstable = one.declared.verdicts["nash"]["NNY"]
    assert [verdict.reason for verdict in unstable] == ["unstable", "unstable"]
    ways = one.declared.ways["nash"]
    assert [way.shortest for way in ways.reachable] == [(("upland", "YNY"),)]


def test_joint_moves_and_who_follows() -> None:
    found = solve_conflicts(detente.load("russia-us-2025")).conflict("truce_2025")
    joint = {one.state: one for one in found.declared.joint["seq"]}
    assert joint["YNYNN"].coalition == ("us_president", "russia")
    assert joint["YNYNN"].onward == ()
    assert joint["YNYNY"].onward == (("ukraine", "YNYNY"),)
    assert not {way.state for way in found.declared.ways["seq"].reachable} & set(joint)


def test_hinges_compare_worlds() -> None:
    found = solve_conflicts(detente.load("russia-us-2025")).conflict("truce_2025")
    (hinge, *_) = found.hinges["seq"]["YNYNY"]
    assert (hinge.decision_maker, hinge.statement) == ("russia", "fights on if unsure")
    assert hinge.holds_with == 0 < hinge.holds_without
    # Russia's order is the declared one or changed; its alternative takes no part in the comparison.
    sizes = [len(own) for own in found.worlds.preferences]
    assert hinge.worlds_with + hinge.worlds_without == sizes[0] * (sizes[1] - 1) * sizes[2]


@pytest.mark.parametrize(("concept", "aside"), [("gmr", ", alternatives aside."), ("seq", ".")])
def test_only_is_said_of_all_worlds_or_alternatives_stand_aside(concept: str, aside: str) -> None:
    """Worlds of an alternative take no part in a comparison of two statements."""
    found = solve_conflicts(detente.load("russia-us-2020-spring"), concepts=[concept])
    one = found.conflict("extension_2020")
    start = one.status_quo
    assert start is not None
    (hinge, *_) = one.hinges[concept][start]
    assert (hinge.feature, hinge.holds_without) == ("above", 0)
    beyond = one.standing(start).count - hinge.holds_with
    assert (beyond > 0) == (concept == "gmr")
    (said,) = [text for text in found.sentences()[one.conflict] if text.startswith("A holds only")]
    assert said.endswith(f"above “uses the treaty as leverage”{aside}")


def test_what_fails() -> None:
    found = solve_conflicts(dam())
    assert (found.fails("open"), found.fails("lost")) == (True, True)
    assert (found.fails("stuck"), found.fails("empty")) == (False, False)
    # Two who want opposite things of each other: wherever they are, one moves.
    chase = (
        "conflicts:\n  chase:\n    title: Chase\n    status_quo: []\n"
        "    decision_makers: {upland: [go], lowland: [follow]}\n    preferences:\n"
        '      upland: [{statement: "(go & follow) | (!go & !follow)", support: stated}]\n'
        '      lowland: [{statement: "(go & !follow) | (!go & follow)", support: stated}]\n'
    )
    assert solve_conflicts(dam(chase), concepts=["nash"]).fails("empty")
    truce = solve_conflicts(detente.load("russia-us-2020-spring"), "donbas_2020")
    assert [truce.fails(what) for what in ("open", "lost", "stuck", "empty")] == [
        False, False, True, False,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="finding"):
        found.fails("nonsense")


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("ease part of it", "eases part of it"),
        ("carry on a protest", "carries on a protest"),
        ("do the work", "does the work"),
        ("push", "pushes"),
        ("stay", "stays"),
        ("go home", "goes home"),
        ("build", "builds"),
    ],
)
def test_verbs_as_said_of_one(phrase: str, said: str) -> None:
    assert third_person(phrase) == said


def test_states_and_moves_in_words(found) -> None:
    scenario, one = found.scenario, found.conflict("dam")
    words = "Upland builds the dam; Lowland carries on a protest"
    assert state_words(scenario, one, "YNY") == words
    assert state_words(scenario, one, "NNN") == "nobody takes any of these steps"
    assert move_words(scenario, one, "YNY", "NYN") == (
        "share the water, no longer build the dam and no longer carry on a protest"
    )
    truce = detente.load("russia-us-2025")
    solved = solve_conflicts(truce, concepts=["nash"]).conflict("truce_2025")
    assert "Russia and Ukraine accept a truce" in state_words(truce, solved, "YNYNY")


def test_sentences_of_the_dam(found) -> None:
    said = found.sentences()["dam"]
    # Of four preferences, the last leaves the wish for the dam above all, or lets the water go.
    assert "The status quo, A, holds in none of 4 preference worlds" in said[1]
    assert "As declared it fails: Upland would rather build the dam." in said
    assert "A way out to B: Upland would build the dam." in said


def test_many_outcomes_are_counted_not_listed() -> None:
    # Whoever wants only what the other does never moves: each of 64 states holds.
    own, other = ([f"{side}{k}" for k in range(3)] for side in ("up", "low"))
    said = [
        ", ".join(f'{{statement: "{n}", support: stated}}' for n in names) for names in (other, own)
    ]
    text = (
        "conflicts:\n  idle:\n    title: Idle\n    status_quo: []\n"
        f"    decision_makers: {{upland: [{', '.join(own)}], lowland: [{', '.join(other)}]}}\n"
        f"    preferences:\n      upland: [{said[0]}]\n      lowland: [{said[1]}]\n"
    )
    sentences = solve_conflicts(dam(text)).sentences()["idle"]
    assert sentences[0] == "63 other outcomes hold in the only world: B, C, D, E and 59 more."
    assert max(map(word_count, sentences)) <= MOST_WORDS


def test_other_preferences_make_other_sentences(found) -> None:
    """A placebo: whoever has the other's wishes is said to do other things."""
    other = solve_conflicts(dam(swapped()))
    one, two = (set(f.sentences()["dam"]) for f in (found, other))
    assert one != two
    assert not any("Upland would rather build" in text for text in two)


@pytest.mark.parametrize("name", STANDOFFS)
def test_sentences_are_short_distinct_and_about_the_findings(name: str) -> None:
    scenario = detente.load(name)
    solved = solve_conflicts(scenario)
    for one in solved.conflicts:
        told = conflict_sentences(scenario, one)
        assert told
        for sentence in told:
            assert word_count(sentence.text) <= MOST_WORDS, sentence.text
            assert re.fullmatch(r"[“A-Z].*\.", sentence.text), sentence.text
            assert sentence.finding.startswith(f"conflict.{one.conflict}.")
        for standing in one.standings[one.leading]:
            assert standing.count <= len(one.worlds)
            assert standing.wide <= len(one.wide)
    assert json.loads(json.dumps(solved.to_dict(), allow_nan=False))["conflicts"]


def test_every_vintage_ships_its_standoff() -> None:
    vintages = [name for name in shipped() if name.startswith("russia-us-2")]
    assert len(vintages) == 5
    assert set(vintages) <= set(STANDOFFS)
    for name in vintages:
        content = detente.load(name).content
        for conflict in content.conflicts.values():
            assert conflict.status_quo is not None
            said = [p for own in conflict.preferences.values() for p in own]
            assert all(one.support and one.note for one in said)
            assert all(one.citations for one in said if one.support in ("stated", "inferred"))


def test_tables_pictures_works(found) -> None:
    one = found.conflict("dam")
    assert set(found.table()["state"]) == {s.state for c in CONCEPTS for s in one.standings[c]}
    ways, declared = found.table("ways"), found.conflict("dam").declared
    for concept in CONCEPTS:
        mine = ways[ways["concept"] == concept]["how"].value_counts()
        assert mine.get("one by one", 0) == len(declared.ways[concept].reachable)
        assert mine.get("together", 0) == len(declared.joint[concept])
    verdicts = found.table("verdicts")
    assert set(verdicts["reason"]) <= {"no move", "deterred", "unstable"}
    assert set(found.table("hinges")["decision maker"]) <= {"upland"}
    with pytest.raises(ValueError, match="table"):
        found.table("nonsense")
    (axes,) = found.plot().axes
    assert axes.get_title(loc="left") == "The dam"
    assert len(axes.patches) == len(found.conflict("dam").standings["seq"])
    assert any("Fang" in work for work in found.cite())
    assert repr(found).count("\n") == 2


# --- refused ----------------------------------------------------------------------------------


def test_what_is_asked_wrongly() -> None:
    with pytest.raises(InvalidInputError, match="did you mean 'dam'"):
        solve_conflicts(dam(), "dan")
    with pytest.raises(InvalidInputError, match="no conflict is declared"):
        solve_conflicts(detente.load("emis-1994"))
    with pytest.raises(ValueError, match="no concept 'nahs' – did you mean 'nash'"):
        solve_conflicts(dam(), concepts=["nahs"])
    with pytest.raises(ValueError, match="no concept is given"):
        solve_conflicts(dam(), concepts=[])
    with pytest.raises(InvalidInputError, match="did you mean 'dam'"):
        solve_conflicts(dam()).conflict("dat")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("status_quo: [protest]", "status_quo: [build, share]",
         "conflicts.dam.status_quo: is infeasible by 'build & share' – change one of the two"),
        ("    preferences:", "    alternatives: {uplnd: [{name: a, statements: [build]}]}\n    preferences:",
         "conflicts.dam.alternatives.uplnd: 'uplnd' is not a decision maker here – did you mean 'upland'?"),
        ("    preferences:", "    alternatives: {upland: [{name: a, statements: [biuld]}]}\n    preferences:",
         "conflicts.dam.alternatives.upland[0].statements[0]: option 'biuld' is not declared, or not "
         "unique – did you mean 'build'?"),
        ("    preferences:", "    alternatives: {upland: [{name: a, statements: []}]}\n    preferences:",
         "conflicts.dam.alternatives.upland[0].statements: says nothing – name at least one statement"),
        ("    preferences:",
         "    alternatives: {upland: [{name: a, statements: [build]}, {name: a, statements: [share]}]}\n"
         "    preferences:",
         "conflicts.dam.alternatives.upland[0].name: 'a' names two – rename one"),
    ],
)  # fmt: skip
def test_bad_lines_of_a_file(old: str, new: str, line: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        dam(DAM.replace(old, new), "case.yaml")
    said = str(caught.value).split("\n")
    assert re.fullmatch(r"case\.yaml:\d+: " + re.escape(line), said[0]), said


def test_what_the_engine_refuses_names_the_conflict() -> None:
    text = DAM.replace('"build", note', '"build & share", note')
    with pytest.raises(InvalidInputError) as caught:
        solve_conflicts(dam(text))
    assert str(caught.value) == (
        "dam: conflicts.dam: preferences of upland: no feasible state satisfies 'build & share' – "
        "take it out"
    )
