"""Every generated sentence depends on its finding and disappears with it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from report_studies import at_date as study

from detente.interests import Failure, Verdict
from detente.report.first_page import first_page
from detente.report.lexicon import (
    counted,
    issue_words,
    listing,
    number,
    possessive,
    share_words,
)
from detente.report.sentences import (
    MOST_WORDS,
    Sentence,
    focus_verdicts,
    standing_words,
    word_count,
)
from detente.report.words_blockers import (
    block_sentence,
    blocks,
    clock_sentence,
    consent_sentence,
    consent_words,
    row_words,
    unblocked_sentence,
    unsettled_sentence,
)
from detente.report.words_course import (
    course_sentence,
    course_title,
    side_sentence,
    without_sentences,
)
from detente.report.words_evidence import count_sentence, default_sentence, fact_sentences
from detente.report.words_interests import interest_sentences, interest_title, open_sentence
from detente.report.words_openings import opening_sentences, opening_title, stuck_sentence
from detente.scenario import Scenario, build, load, shipped
from detente.study import Study

DRAWS = 400


@pytest.fixture(scope="module")
def spring() -> Study:
    return study(load("russia-us-2025"), DRAWS)


@pytest.fixture(scope="module")
def emission() -> Study:
    return study(load("emis-1994"), DRAWS)


def altered(scenario: Scenario, change: Callable[[dict[str, Any]], None]) -> Scenario:
    """Return a scenario whose plain values were changed."""
    tree = copy.deepcopy(scenario.tree)
    change(tree.value)
    return build(scenario.name, tree)


def texts(found: Study, finding: int) -> list[str]:
    """Return the sentences of one numbered finding, headline first."""
    one = first_page(found)[finding - 1]
    return [one.title, *(sentence.text for sentence in one.sentences)]


def focus(found: Study) -> tuple[Verdict, ...]:
    return focus_verdicts(found.scenario, found.interests.verdicts)


def opened(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Return verdicts of which nothing can be told and that nothing blocks."""
    return tuple(
        replace(v, firmness="open", share=0.4, blocker=None, failures=()) for v in verdicts
    )


class TestPlacebo:
    def test_shuffled_actors_change_the_prose(self, spring: Study) -> None:
        def swap(value: dict[str, Any]) -> None:
            for issue in value["issues"].values():
                cells = issue["actors"]
                cells["russia"], cells["united_states"] = cells["united_states"], cells["russia"]
                for cell in cells.values():
                    cell.pop("obligation_to", None)
                    cell.pop("hurdle_by", None)

        placebo = study(altered(spring.scenario, swap), DRAWS)
        for finding in (1, 3, 4):
            assert texts(placebo, finding) != texts(spring, finding)
        assert "Russia on the war in Ukraine" in " ".join(texts(spring, 1))
        assert "Russia on the war in Ukraine" not in " ".join(texts(placebo, 1))

    def test_priors_only_leave_nothing_to_say(self, spring: Study) -> None:
        def forget(value: dict[str, Any]) -> None:
            for issue in value["issues"].values():
                issue["actors"] = {actor: {} for actor in issue["actors"]}
                issue["pairs"] = {}
            value["relations"] = {}
            value["policies"] = {}  # their levers act on relations
            value["claims"] = {}  # they speak of relations and policies
            for actor in value["actors"].values():
                for name in ("horizon", "bureaucratic_drag", "turnover", "capability_drift"):
                    actor.pop(name, None)
                for name in ("from", "support", "value", "voice"):
                    actor.pop(name, None)

        prior = study(altered(spring.scenario, forget), DRAWS)
        assert texts(prior, 1)[0] == "Where interests meet cannot be told"
        assert len(texts(prior, 1)) == 2  # only that nothing can be told
        assert texts(prior, 2) == ["Nothing is declared about the present course"]
        verdicts = focus(prior)
        assert blocks(verdicts) == ()
        assert texts(prior, 4)[0] == "What would change this cannot be told"
        assert not any("helps" in text for text in texts(prior, 4))

    def test_other_essays_change_the_prose(self, spring: Study) -> None:
        early = study(load("russia-us-2017"), DRAWS)
        for finding in (1, 2, 3, 4, 5):
            assert texts(early, finding) != texts(spring, finding)


class TestFirstPage:
    def test_interests_vanish_when_open(self, spring: Study) -> None:
        verdicts = focus(spring)
        assert interest_sentences(spring.scenario, verdicts)
        assert interest_sentences(spring.scenario, opened(verdicts)) == ()
        assert interest_title(opened(verdicts)) == "Where interests meet cannot be told"

    def test_open_sentence_vanishes_when_all_is_settled(self, spring: Study) -> None:
        settled = tuple(replace(v, firmness="settled") for v in focus(spring))
        assert open_sentence(spring.scenario, settled) is None
        assert open_sentence(spring.scenario, opened(focus(spring))) is not None

    @pytest.mark.parametrize(
        ("category", "words"),
        [
            ("lasting", "now and in the long run"),
            ("parts_later", "somebody loses later"),
            ("one_sided", "only one side"),
            ("none", "neither side"),
        ],
    )
    def test_each_category_has_its_words(self, spring: Study, category: Any, words: str) -> None:
        one = (replace(focus(spring)[0], category=category, firmness="settled"),)
        plain = interest_sentences(spring.scenario, one)[0].text
        assert words in plain
        assert "probably" not in plain
        hedged = (replace(one[0], firmness="leaning"),)
        assert "probably" in interest_sentences(spring.scenario, hedged)[0].text
        assert "probably" in interest_title(hedged)

    def test_course_vanishes_without_behaviour(self, spring: Study) -> None:
        assert course_sentence(spring.scenario, ()) is None
        assert without_sentences(spring.scenario, ()) == ()
        assert side_sentence(spring.scenario, ()) is None

    def test_course_cannot_be_told_in_the_middle(self, spring: Study) -> None:
        drives = tuple(replace(d, share_with=0.5) for d in spring.interests.drives)
        sentence = course_sentence(spring.scenario, drives)
        assert sentence is not None
        assert "cannot be told" in sentence.text
        assert without_sentences(spring.scenario, drives) == ()

    def test_a_leader_carries_only_what_stops_without_him(self, spring: Study) -> None:
        stops = tuple(
            replace(d, share_with=0.9, share_without=0.1 if d.actor == "united_states" else 0.9)
            for d in spring.interests.drives
        )
        said = " ".join(s.text for s in without_sentences(spring.scenario, stops))
        assert "President Trump’s push the warming stops under all six viewpoints" in said
        assert "Putin" not in said
        assert course_title(spring.scenario, stops) == "The warming rests on President Trump"
        stays = tuple(replace(d, share_with=0.9, share_without=0.9) for d in stops)
        said = " ".join(s.text for s in without_sentences(spring.scenario, stays))
        assert "no leader carries it" in said
        assert "rests on" not in course_title(spring.scenario, stays)

    def test_blockers_vanish(self, spring: Study) -> None:
        verdicts = focus(spring)
        assert blocks(verdicts)
        assert blocks(opened(verdicts)) == ()
        assert consent_sentence(spring.scenario, opened(verdicts)) is None
        none = unblocked_sentence(spring.scenario, opened(verdicts))
        assert none is not None
        assert "no single condition" in none.text.lower()

    @pytest.mark.parametrize(
        ("share", "widened", "words"),
        [
            (0.9, 0.8, "Ukraine’s missing consent blocks a truce in Ukraine."),
            (0.7, 0.5, "Ukraine’s missing consent probably blocks a truce in Ukraine."),
        ],
    )
    def test_blockers_speak_as_firmly_as_they_may(
        self, spring: Study, share: float, widened: float, words: str
    ) -> None:
        failure = Failure("consent", "ukraine", (), share, widened)
        one = (replace(focus(spring)[0], blocker=failure),)
        assert block_sentence(spring.scenario, blocks(one)[0]).text == words
        assert unsettled_sentence(spring.scenario, one) is None

    def test_unsettled_blockers_are_not_named(self, spring: Study) -> None:
        failure = Failure("consent", "ukraine", (), 0.55, 0.5)
        one = (replace(focus(spring)[0], blocker=failure),)
        assert blocks(one) == ()
        unsettled = unsettled_sentence(spring.scenario, one)
        assert unsettled is not None
        assert unsettled.text == "What blocks a truce in Ukraine is not settled."
        assert row_words(spring.scenario, failure) == "not settled; needs Ukraine’s consent"

    def test_clock_vanishes_without_dates(self, spring: Study, emission: Study) -> None:
        assert clock_sentence(emission.timeline, ["emissions"]) is None
        sentence = clock_sentence(spring.timeline, ["arms"])
        assert sentence is not None
        assert sentence.text == "Next to run out: New START on 5 February 2026."

    def test_openings_vanish(self, spring: Study) -> None:
        verdicts, found = focus(spring), spring.interests.openings
        assert opening_sentences(spring.scenario, verdicts, found)
        assert opening_sentences(spring.scenario, verdicts, ()) == ()
        assert opening_title(verdicts, ()) == "No single change opens a deal"
        # Nothing blocks, so no removal is a finding.
        assert opening_sentences(spring.scenario, opened(verdicts), found) == ()

    def test_stuck_deals_vanish_when_open(self, spring: Study) -> None:
        verdicts = focus(spring)
        free = tuple(replace(v, open_share=1.0) for v in verdicts)
        assert stuck_sentence(spring.scenario, free, ()) is None
        stuck = stuck_sentence(spring.scenario, verdicts, ())
        assert stuck is not None
        assert "any of the deals" in stuck.text

    def test_defaults_vanish(self, spring: Study) -> None:
        assert default_sentence(spring.evidence) is not None
        assert default_sentence(replace(spring.evidence, defaults=0)) is None
        value = {**spring.evidence.value, "measured": 0}
        assert "none is measured" in count_sentence(replace(spring.evidence, value=value)).text

    def test_facts_vanish(self, spring: Study) -> None:
        polls = [fact for fact in spring.facts if fact.voice == "readers"]
        assert [s.finding for s in fact_sentences(polls)] == ["facts.polls"]
        assert [s.finding for s in fact_sentences(())] == ["facts.none"]


@pytest.mark.parametrize("name", shipped())
def test_first_pages_are_plain(name: str) -> None:
    found = study(load(name), DRAWS)
    page = first_page(found)
    assert len(page) == 5
    for finding in page:
        assert finding.title
        assert finding.standing
        for sentence in finding.sentences:
            assert isinstance(sentence, Sentence)
            assert word_count(sentence.text) <= MOST_WORDS, sentence.text
            assert sentence.text.endswith(".")
            assert sentence.text[0].isupper()
            assert "%" not in sentence.text
            assert "_" not in sentence.text
            assert sentence.finding


def test_standing_in_words() -> None:
    assert standing_words([0.7, 0.9]) == "Stands when widths are doubled."
    assert standing_words([0.7, 0.2]).endswith("on one of two issues.")
    assert standing_words([0.2]) == "Does not stand when widths are doubled."
    assert "firm enough" in standing_words([])


def test_consent_in_words() -> None:
    failure = Failure("consent", "ukraine", (), None, None)
    assert consent_words(failure) == "not declared"
    assert consent_words(replace(failure, share=0.95, share_widened=0.9)) == "withheld"
    assert consent_words(replace(failure, share=0.65, share_widened=0.5)) == "probably withheld"
    assert consent_words(replace(failure, share=0.5, share_widened=0.5)) == "cannot be told"
    assert consent_words(replace(failure, share=0.05, share_widened=0.1)) == "given"


def test_row_words(spring: Study) -> None:
    assert row_words(spring.scenario, None) == "nothing in most draws"
    ally = Failure("ally", "russia", ("north_korea", "iran"), 0.9, 0.9)
    assert row_words(spring.scenario, ally) == "Russia’s duty to North Korea and Iran"
    assert row_words(spring.scenario, replace(ally, share=0.65)).startswith("probably ")


def test_lexicon(spring: Study) -> None:
    assert [number(0), number(7), number(1234)] == ["no", "seven", "1,234"]
    assert counted(1, "deal") == "one deal"
    assert listing(["a", "b", "c"], "or") == "a, b or c"
    assert listing([]) == ""
    assert possessive("the United States") == "the United States’"
    assert share_words(0.72, 0.64) == "in 64–72 of 100 draws"
    assert share_words(0.5, None) == "in 50 of 100 draws"
    assert issue_words(spring.scenario, "technology") == "technology"
    assert issue_words(spring.scenario, "acute") == "the war in Ukraine"
    cuba = load("cuba-1962")
    assert issue_words(cuba, "berlin") == "Berlin"
