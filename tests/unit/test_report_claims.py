"""The report's section on claims: it says what the findings show, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from claim_cases import CASE
from claim_studies import claims, studied, worked_out

from detente.claims import judge_claims
from detente.claims.dividing import exchanged, instructive
from detente.claims.findings import ClaimFinding, ClaimFindings, Placebo
from detente.report import render, tables_claims, words_claims
from detente.report.figures import write_figure
from detente.report.sentences import Sentence, word_count
from detente.scenario import loads
from detente.study import Study

TITLE = "The experts’ claims, tested"


@cache
def page() -> str:
    return render(studied())


def section(html: str) -> str:
    start = html.index(f"{TITLE}</h2>")
    return html[start : html.index("</section>", start)]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def lead(found: ClaimFindings) -> str:
    return " ".join(sentence.text for sentence in words_claims.claims_lead(found))


def with_claim(found: ClaimFindings, one: ClaimFinding) -> ClaimFindings:
    return replace(found, claims=tuple(one if c.id == one.id else c for c in found.claims))


def every_sentence(found: ClaimFindings) -> tuple[Sentence, ...]:
    more = (words_claims.unshaken_sentence(found), words_claims.few_sentence(found))
    own = (*words_claims.claims_lead(found), *words_claims.placebo_sentences(found))
    return (*own, *(one for one in more if one is not None))


class TestLead:
    def test_it_counts_what_can_be_tested_and_can_fail(self) -> None:
        told = lead(claims())
        assert "Of five claims, three can be tested; two of these can fail." in told
        assert "One follows from its author’s own premises." in told
        assert "One hangs on what the author’s premises leave open." in told
        assert "contradicted" not in told

    def test_it_follows_the_verdicts(self) -> None:
        one = claims().claim("wish-alone")
        told = lead(with_claim(claims(), replace(one, verdict="contradicted")))
        assert "One is contradicted by the author’s own premises." in told
        assert "follows from" not in told

    def test_a_claim_that_nothing_contradicts_leaves_the_counts(self) -> None:
        one = claims().claim("wish-alone")
        assert one.can_fail is not None
        safe = replace(one.can_fail, settings=0, reversed=0, in_ranges=False)
        told = lead(with_claim(claims(), replace(one, can_fail=safe)))
        assert "one of these can fail" in told
        assert "follows from" not in told

    def test_it_names_the_question_that_divides_only_where_one_does(self) -> None:
        assert lead(claims()).endswith("the authors divide over one question: Do leaders decide?")
        assert "divide" not in lead(replace(claims(), disagreements=()))

    def test_nothing_testable_is_said(self) -> None:
        only = tuple(claims().having("outside the model"))
        assert lead(replace(claims(), claims=only)) == "None of two claims can be tested."

    @pytest.mark.parametrize("name", ["powers", "worked out"])
    def test_sentences_are_short(self, name: str) -> None:
        found = claims() if name == "powers" else worked_out().claims
        assert found is not None
        for one in every_sentence(found):
            assert word_count(one.text) <= 25, one.text
            assert one.finding.startswith("claims.")


class TestMatrix:
    def test_it_shows_only_claims_that_count(self) -> None:
        assert {row.id for row in tables_claims.matrix(claims())} == {"wish-alone", "wish-warms"}
        found = worked_out().claims
        assert found is not None
        shown = {row.id for row in tables_claims.matrix(found)}
        assert "pays-later" in shown
        assert not shown & {"hold-firm", "somewhere-else", "odd-condition"}

    def test_most_disagreement_comes_first_and_twelve_are_enough(self) -> None:
        assert tables_claims.matrix(claims())[0].id == "wish-alone"
        one = claims().claim("wish-warms")
        many = tuple(replace(one, id=f"again-{place}") for place in range(20))
        crowd = replace(claims(), claims=(*many, claims().claim("wish-alone")))
        rows = tables_claims.matrix(crowd)
        assert len(rows) == tables_claims.MOST_CLAIMS
        assert rows[0].id == "wish-alone"

    def test_the_authors_own_cell_is_marked_once(self) -> None:
        for row in tables_claims.matrix(claims()):
            assert [cell.own for cell in row.cells] == [True, False]
            assert row.author == row.cells[0].viewpoint

    def test_cells_are_those_of_the_findings(self) -> None:
        row = tables_claims.matrix(claims())[0]
        assert [cell.word for cell in row.cells] == ["holds", "fails"]
        assert [cell.glyph for cell in row.cells] == ["lasting", "ring"]
        assert row.verdict == "Follows from its own premises"
        assert row.hinge == "Do leaders decide?"

    def test_a_hinge_is_never_made_up(self) -> None:
        one = claims().claim("flood-comes")
        assert words_claims.hinge_words(claims().scenario, one) == ("No viewpoint moves it much.")
        apart = replace(claims().claim("wish-alone"), hinges_on=(), hinge_words=(), turns=())
        assert words_claims.hinge_words(claims().scenario, apart) == (
            "Its premises were not turned here."
        )
        turned = replace(claims().claim("wish-alone"), hinges_on=(), hinge_words=())
        assert words_claims.hinge_words(claims().scenario, turned) == "No single premise turns it."


class TestOneClaim:
    def test_the_one_debugged_holds_can_fail_and_is_objected_to(self) -> None:
        best = instructive(claims().claims)
        assert best is not None
        assert best.id == "wish-alone"
        card = tables_claims.card(claims())
        assert card is not None
        entries = {name: " ".join(texts) for name, texts in card.entries}
        assert entries["Smallest set of premises"].startswith("One premise of 2 suffices: they do.")
        assert entries["Smallest reversal"] == "One switch, set to “they do not”."
        assert entries["Who would object"] == "The sober objects: they do not."
        assert entries["Can it fail?"].startswith("Yes: it fails in 3 of 7 settings")

    def test_entries_disappear_with_their_findings(self) -> None:
        one = replace(claims().claim("wish-alone"), needs=None, reversal=None, settled_by="")
        names = [name for name, _ in words_claims.card_sentences(claims().scenario, one)]
        assert names == ["Verdict", "Who would object", "Can it fail?"]

    def test_there_is_none_where_no_claim_can_fail(self) -> None:
        safe = tuple(one for one in claims().claims if not words_claims.tells(one))
        assert tables_claims.card(replace(claims(), claims=safe)) is None


class TestDividing:
    def test_the_premise_is_shown_with_the_claim_it_turns(self) -> None:
        (one,) = words_claims.dividing(claims())
        assert one.question == "Do leaders decide?"
        assert one.turns == "turned alone, it turns one claim between one pair of viewpoints"
        assert one.pairs == "The hopeful – The sober"
        assert one.example == "Without the wish relations are colder."

    def test_a_quick_look_alone_names_none_and_agrees_otherwise(self) -> None:
        quick = judge_claims(claims().scenario, None, 40, quick=True, samples=2, executor="numpy")
        assert not quick.disagreements
        for one in claims().claims:
            before = quick.claim(one.id)
            assert [v.declared.share for v in one.views] == pytest.approx(
                [v.declared.share for v in before.views]
            )


class TestPlacebo:
    def test_the_exchange_of_premises_is_the_placebo_of_the_debugger(self) -> None:
        found = judge_claims(
            loads(CASE, "case"), None, 20, quick=True, samples=0, placebos=True, executor="numpy"
        )
        (made,) = exchanged(found)
        assert made == next(p for p in found.placebos if p.name == made.name)
        assert 0 < made.changed < made.of

    def test_one_viewpoint_cannot_be_exchanged(self) -> None:
        assert exchanged(replace(claims(), viewpoints=("hopeful",))) == ()

    def test_hardly_any_change_is_said(self) -> None:
        few = "most verdicts here rest on the common scenario"
        for changed, said in ((1, True), (10, False)):
            placebo = Placebo("another author's premises", changed, 20)
            told = " ".join(
                s.text
                for s in words_claims.placebo_sentences(replace(claims(), placebos=(placebo,)))
            )
            assert (few in told) == said
            assert "of 20 claims" in told
        assert words_claims.placebo_sentences(replace(claims(), placebos=())) == ()


class TestPage:
    def test_the_section_says_that_agreement_is_no_evidence(self) -> None:
        html = section(page())
        assert words_claims.NO_EVIDENCE in plain(html)
        assert html.count('class="bx"') == 1 + len(tables_claims.matrix(claims()))
        assert 'data-l="The hopeful"' in html
        assert "Two claims outside the model" in plain(html)
        assert "Bread gets dearer.; Rice gets dearer." in plain(html)

    def test_it_is_absent_where_nothing_was_tested_and_the_limits_tell_the_truth(self) -> None:
        without = replace(studied(), claims=None, no_claims="they were not asked for")
        html = render(without)
        assert f"{TITLE}</h2>" not in html
        assert "Whether five declared claims of the experts would hold: not tested here" in html
        assert "not tested here" not in page()
        assert "Whether two claims of the experts would hold: outside the model" in page()

    def test_the_figure_carries_every_tested_claim(self, tmp_path: Path) -> None:
        path = write_figure(studied(), "claims", tmp_path / "claims.csv", "csv")
        table = pd.read_csv(path, comment="#")
        assert len(table) == 3 * 2
        alone = table[table.claim == "wish-alone"].set_index("viewpoint")
        assert list(alone.cell) == ["holds", "fails"]
        assert list(alone.own) == [True, False]
        for form in ("svg", "png"):
            assert write_figure(studied(), "claims", tmp_path / f"c.{form}", form).stat().st_size


def test_a_study_tests_claims_only_where_asked() -> None:
    found: Study = worked_out()
    assert found.claims is not None
    assert found.claims.quick
    assert found.no_forecasts == "none is declared"
    assert studied().courses is None
