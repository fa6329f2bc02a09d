"""What a deal would need and the triangle: every claim depends on its finding."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from report_studies import at_date as study

from detente.interests.packages import Contest
from detente.interests.prospects import Prospect
from detente.interests.triads import Triangle
from detente.mechanisms.triangle import ROLES, TRIANGLE_TYPES
from detente.report import render
from detente.report.sections import sections
from detente.report.sentences import MOST_WORDS, Sentence, word_count
from detente.report.svg_triangle import triangle_panels
from detente.report.words_deals import (
    basis_sentence,
    depth_words,
    focus_prospects,
    keeping_sentence,
    keeping_words,
    life_sentence,
    life_words,
    need_table,
    trust_sentences,
    trust_words,
    worth_sentence,
    worth_words,
)
from detente.report.words_packages import focus_package, package_rows, package_sentences
from detente.report.words_triangle import (
    balance_pull,
    balance_sentence,
    courting_pull,
    courting_sentence,
    dispute_sentence,
    edges,
    pull_sentence,
    role_words,
    triangle_sentences,
    type_rows,
)
from detente.scenario import build, load, shipped
from detente.study import Study

DRAWS = 400
TRUST = ("relations.russia>united_states.trust", "relations.united_states>russia.trust")


@pytest.fixture(scope="module")
def spring() -> Study:
    return study(load("russia-us-2025"), DRAWS)


@pytest.fixture(scope="module")
def trusting() -> Study:
    return study(load("russia-us-2025", changes=dict.fromkeys(TRUST, 4)), DRAWS)


def joined(sentences: tuple[Sentence, ...]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def words(html: str) -> str:
    """Return the text of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def triangle(kind: str, corners: Mapping[str, str] | None = None, share: float = 0.9) -> Triangle:
    """Return a triangle of one kind in most draws; roles by member, as far as they are named."""
    members = ("russia", "united_states", "china")
    types = {name: share if name == kind else 0.0 for name in TRIANGLE_TYPES}
    roles = {
        actor: {role: share if (corners or {}).get(actor) == role else 0.0 for role in ROLES}
        for actor in members
    }
    return Triangle("great_powers", members, types, roles, 1 - share, None, types)


ROMANTIC = {"russia": "pivot", "united_states": "wing", "china": "wing"}
MARRIAGE = {"russia": "partner", "united_states": "outcast", "china": "partner"}


class TestTrust:
    def test_the_lead_changes_with_trust(self, spring: Study, trusting: Study) -> None:
        found = [trust_sentences(s.scenario, _focus(s)) for s in (spring, trusting)]
        assert (
            joined(found[0]) == "Neither side trusts the other enough for any of the eight deals."
        )
        assert "Neither side" not in joined(found[1])
        assert "enough for" in joined(found[1])
        assert "trusts the other enough for any" not in words(render(trusting))

    @pytest.mark.parametrize(
        ("enough", "widened", "lead", "row"),
        [
            (0.05, 0.2, "Neither side trusts", "falls far short"),
            (0.3, 0.5, "Probably neither side trusts", "probably short"),
            (0.5, 0.5, "cannot be told", "cannot be told"),
            (0.7, 0.5, "Probably both sides trust", "probably enough"),
            (0.9, 0.8, "Both sides trust", "enough"),
        ],
    )
    def test_it_speaks_as_firmly_as_it_may(
        self, spring: Study, enough: float, widened: float, lead: str, row: str
    ) -> None:
        first = spring.deals.prospect("russia", "united_states", "arms")
        sides = tuple(
            replace(
                side,
                trust=(0.1, 0.2, 0.3),
                needed=(0.5, 0.6, 0.7),
                enough=enough,
                enough_widened=widened,
            )
            for side in first.trusting
        )
        changed = (replace(first, trusting=sides),)
        assert lead in joined(trust_sentences(spring.scenario, changed))
        assert "for the one deal" in joined(trust_sentences(spring.scenario, changed))
        assert trust_words(sides[0]) == row

    def test_sides_that_differ_get_a_sentence_each(self, spring: Study) -> None:
        first = spring.deals.prospect("russia", "united_states", "arms")
        one, other = first.trusting
        mixed = replace(first, trusting=(replace(one, enough=0.9, enough_widened=0.9), other))
        text = joined(trust_sentences(spring.scenario, (mixed, first)))
        assert "Russia trusts the United States enough for one deal and too little for one" in text
        assert "The United States trusts Russia too little for two deals." in text

    def test_overlapping_ranges_are_not_far(self, spring: Study) -> None:
        side = spring.deals.prospect("russia", "united_states", "arms").trusting[0]
        near = replace(side, trust=(0.1, 0.2, 0.6), needed=(0.5, 0.6, 0.7))
        assert trust_words(replace(near, enough=0.0, enough_widened=0.0)) == "short"

    @pytest.mark.parametrize("name", ["emis-1994", "russia-us-2025"])
    def test_nothing_without_trust(self, name: str) -> None:
        tree = copy.deepcopy(load(name).tree)
        tree.value["relations"] = {}  # no trust, no behaviour
        tree.value["policies"] = {}  # their levers act on relations
        tree.value["claims"] = tree.value["questions"] = {}  # they speak of relations
        for issue in tree.value["issues"].values():
            issue["actors"] = {actor: {} for actor in issue["actors"]}
            issue["pairs"] = {}
        found = study(build(name, tree), DRAWS)
        assert trust_sentences(found.scenario, _focus(found)) == ()
        text = words(render(found))
        assert "declares no trust between the first pair" in text
        for claim in ("enough for", "worth its political cost to both", "Inspections", "Linking"):
            assert claim not in text
        assert "The triangle" not in text
        shown = sections(found)
        assert not any(shown[key] for key in ("need_rows", "need_lead", "need_sentences"))


def _focus(found: Study) -> tuple[Prospect, ...]:
    return focus_prospects(found.scenario, found.deals)


class TestDeal:
    def test_worth_vanishes_when_open(self, spring: Study) -> None:
        scenario, found = spring.scenario, _focus(spring)
        none = worth_sentence(scenario, found)
        assert none is not None
        assert "no depth of any deal" in none.text
        middle = tuple(replace(one, worth_making=0.5) for one in found)
        assert worth_sentence(scenario, middle) is None
        assert worth_words(scenario, middle[0]) == "cannot be told"
        some = replace(found[0], worth_making=0.9, worth_making_uninspected=0.1)
        assert worth_words(scenario, some) == "some, but only with inspections"
        said = worth_sentence(scenario, (some,))
        assert said is not None
        assert "some depth" in said.text.lower()

    @pytest.mark.parametrize(
        ("shares", "reading"),
        [
            ((0.9, 0.8, 0.2, 0.3), "inspections matter: without them it would not hold"),
            ((0.9, 0.8, 0.4, 0.5), "inspections matter: without them it would probably not hold"),
            ((0.9, 0.8, 0.5, 0.5), "inspections matter: whether it holds"),
            ((0.9, 0.8, 0.65, 0.5), "inspections help: without them it would only probably"),
            ((0.9, 0.8, 0.9, 0.8), "inspections hardly matter"),
            ((0.1, 0.2, 0.1, 0.2), "not kept, even with inspections"),
            ((0.9, 0.8, 0.8, 0.79), "inspections may help"),
        ],
    )
    def test_keeping_compares(
        self, spring: Study, shares: tuple[float, float, float, float], reading: str
    ) -> None:
        first = spring.deals.prospect("russia", "united_states", "arms")
        changed = replace(
            first,
            kept=shares[0],
            kept_widened=shares[1],
            kept_uninspected=shares[2],
            kept_uninspected_widened=shares[3],
        )
        assert keeping_words(spring.scenario, changed).startswith(reading)
        told = keeping_sentence(spring.scenario, (changed,))
        assert (told is not None) == reading.startswith(("inspections matter", "inspections help"))

    def test_undeclared_inspections(self) -> None:
        cuba = study(load("cuba-1962"), DRAWS)
        berlin = cuba.deals.prospect("united_states", "soviet_union", "berlin")
        assert keeping_words(cuba.scenario, berlin) == "no inspections declared"

    def test_depth_and_life(self, spring: Study) -> None:
        scenario = spring.scenario
        first = spring.deals.prospect("russia", "united_states", "arms")
        deep = replace(first, depth=(0.2, 0.5, 0.9), depth_uninspected=(0.1, 0.2, 0.4))
        assert depth_words(scenario, deep) == "shallow to deep; without inspections shallower"
        nil = replace(first, depth=(0, 0, 0.01), depth_uninspected=(0, 0, 0.01))
        assert depth_words(scenario, nil).startswith("next to none")
        assert "trust is not declared" in depth_words(
            scenario, replace(first, trusting=first.trusting[:1])
        )
        assert life_words(replace(first, life_years=(7.6, 10, 19.2))) == "8–19 years"
        rests = life_sentence(scenario, (first,))
        assert rests is not None
        assert "the term of New START." in rests.text
        assert life_sentence(scenario, ()) is None

    def test_table_says_once_what_is_alike(self, spring: Study) -> None:
        found = _focus(spring)
        table = need_table(spring.scenario, found)
        assert len(table.heads) + len(table.alike) == 4
        assert not need_table(spring.scenario, found[:1]).alike
        assert "judged or assumed" in basis_sentence(spring.scenario).text


class TestPackage:
    def test_claims_vanish_when_open(self, spring: Study) -> None:
        package = focus_package(spring.scenario, spring.deals)
        assert package is not None
        assert package_sentences(package)
        middle = Contest(0.3, 0.3, 0.4, 0.5)
        opened = replace(
            package,
            creates=0.5,
            creates_widened=0.5,
            destroys=0.5,
            contest=middle,
            contest_widened=middle,
        )
        assert package_sentences(opened) == ()
        assert package_sentences(None) == ()
        assert package_rows(None) == ()

    @pytest.mark.parametrize(
        ("contest", "claim"),
        [
            (Contest(0.9, 0.05, 0.05, 0.9), "small steps are worth more"),
            (Contest(0.05, 0.65, 0.3, 0.9), "one bargain is probably worth more"),
            (Contest(0.0, 0.1, 0.9, 0.9), "neither small steps nor one bargain is worth"),
            (None, "little to link"),
        ],
    )
    def test_contest(self, spring: Study, contest: Contest | None, claim: str) -> None:
        package = focus_package(spring.scenario, spring.deals)
        assert package is not None
        changed = replace(package, contest=contest, contest_widened=contest, creates=0.9)
        text = joined(package_sentences(replace(changed, creates_widened=0.9)))
        assert claim in text
        assert "creates joint worth" in text


class TestTriangle:
    def test_roles_fix_the_sides(self) -> None:
        pivot = triangle("romantic triangle", ROMANTIC)
        assert [edge.sign for edge in edges(pivot)] == [1, 1, -1]
        assert [edge.sign for edge in edges(triangle("stable marriage", MARRIAGE))] == [-1, 1, -1]
        assert [edge.sign for edge in edges(triangle("unit veto"))] == [-1, -1, -1]
        assert [edge.sign for edge in edges(triangle("ménage à trois"))] == [1, 1, 1]
        assert [edge.sign for edge in edges(triangle("unit veto", None, 0.4))] == [0, 0, 0]

    def test_the_theories_disagree_about_the_pivot(self, spring: Study) -> None:
        pivot = triangle("romantic triangle", ROMANTIC)
        assert [balance_pull(pivot, side) for side in range(3)] == [-1, -1, 1]
        assert [courting_pull(pivot, side) for side in range(3)] == [1, 1, 0]
        assert dispute_sentence(pivot) is not None
        assert dispute_sentence(triangle("stable marriage", MARRIAGE)) is None
        assert pull_sentence(spring.scenario, pivot) is not None
        assert pull_sentence(spring.scenario, triangle("ménage à trois")) is None
        assert "drift" in balance_sentence(pivot).text
        assert (
            "leverage" in courting_sentence(pivot).text or "gains" in courting_sentence(pivot).text
        )

    @pytest.mark.parametrize(
        ("share", "lead"), [(0.9, " form a "), (0.7, " probably form a "), (0.5, "cannot be told")]
    )
    def test_firmness(self, spring: Study, share: float, lead: str) -> None:
        found = triangle("stable marriage", MARRIAGE, share)
        assert lead in joined(triangle_sentences(spring.scenario, found))
        probably = role_words(found, "united_states")
        assert probably.startswith({0.9: "outcast", 0.7: "probably outcast"}.get(share, "cannot"))
        nothing = triangle("stable marriage", None, 0.0)
        assert role_words(nothing, "china") == "cannot be told"
        assert "nothing can be told" in balance_sentence(nothing).text.lower()
        assert "nothing can be told" in courting_sentence(nothing).text.lower()

    def test_shares_and_panels(self, spring: Study) -> None:
        found = spring.deals.triangles[0]
        assert [row[0] for row in type_rows(found)][-1] == "ambiguous"
        one, other = triangle_panels(spring.scenario, found)
        assert "If states balance" in one.title
        assert "If rivals court" in other.title
        assert 'role="img"' in one.picture

    def test_no_triangle_no_section(self) -> None:
        text = words(render(study(load("cuba-1962"), 100)))
        for claim in ("The triangle", "If states balance", "If rivals court", "unit veto"):
            assert claim not in text


@pytest.mark.parametrize("name", shipped())
def test_sentences_are_plain(name: str) -> None:
    found = study(load(name), DRAWS)
    shown = sections(found)
    told = [*shown["need_lead"], *shown["need_sentences"], shown["need_basis"]]
    for one in shown["triangles"]:
        told += [*one["lead"], *(panel.sentence for panel in one["panels"])]
    for sentence in told:
        assert word_count(sentence.text) <= MOST_WORDS, sentence.text
        assert sentence.text.endswith(".")
        assert sentence.text[0].isupper()
        assert "%" not in sentence.text
        assert "_" not in sentence.text
        assert sentence.finding


def test_works_are_listed(spring: Study) -> None:
    listed = sections(spring)["references"]
    assert set(spring.deals.cite()) <= set(listed)
    assert len(listed) == len(set(listed))
    for name in ("Kydd", "Green", "Koremenos", "Tollison", "Dittmer", "Heider"):
        assert any(work.startswith(name) for work in listed)


def test_every_pair_with_declared_trust_is_answered_for() -> None:
    from detente.interests import weigh_deals
    from detente.report.words_other_deals import other_pairs

    scenario = load("russia-us-2025")
    found = other_pairs(scenario, weigh_deals(scenario, 200))
    names = [pair.name for pair in found]
    assert len(names) == len(set(names))
    assert "Russia and China" in names
    for pair in found:
        assert pair.rows
        assert all(all(cell for cell in row) for row in pair.rows)
    assert other_pairs(load("emis-1994"), weigh_deals(load("emis-1994"), 50)) == ()
