"""The report's section on bargaining: it says what the findings show, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from bargain_cases import HEAD, RANGES
from report_studies import POWERS, at_date

import detente
from detente.bargaining.analysis import BargainFindings, IssueBargain
from detente.bargaining.record import record_line
from detente.report import render, svg_bargain, tables_bargain, words_bargain
from detente.report.figures import FIGURES
from detente.report.outline import outline
from detente.report.sentences import word_count
from detente.scenario import load, loads
from detente.study import BARGAIN_DRAWS, Study

DRAWS = 40
TITLE = "What a bargain would look like"


@cache
def studied(name: str) -> Study:
    if name == "powers":
        return at_date(loads(POWERS, "powers"), DRAWS)
    return at_date(load(name), DRAWS)


@cache
def powers() -> BargainFindings:
    found = studied("powers").bargain
    assert found is not None
    return found


@cache
def page(name: str) -> str:
    return render(studied(name))


def section(html: str) -> str:
    start = html.index(f"{TITLE}</h2>")
    return html[start : html.index("</section>", start)]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def lead(found: BargainFindings) -> str:
    return " ".join(sentence.text for sentence in words_bargain.bargain_lead(found))


def with_verdict(issue: IssueBargain, verdict: str, widened: str) -> IssueBargain:
    assert issue.agreement is not None
    return replace(issue, agreement=replace(issue.agreement, verdict=verdict, widened=widened))


class TestWords:
    def test_models_agree_differ_or_contradict_as_the_findings_say(self) -> None:
        found = replace(powers(), trades=(), pair_trades=(), zones=())
        issue = found.issues[0]
        said = {}
        for verdict in ("agree", "differ", "contradict"):
            said[verdict] = lead(replace(found, issues=(with_verdict(issue, verdict, verdict),)))
        assert "the models agree on an outcome" in said["agree"]
        assert "the models differ: from" in said["differ"]
        assert "the models contradict each other: from" in said["contradict"]
        leaning = lead(replace(found, issues=(with_verdict(issue, "agree", "differ"),)))
        assert "the models probably agree" in leaning
        fading = lead(replace(found, issues=(with_verdict(issue, "contradict", "differ"),)))
        assert "the models probably contradict each other" in fading
        assert lead(replace(found, issues=(replace(issue, agreement=None),))) == ""

    @pytest.mark.parametrize(
        ("position", "words"),
        [
            (3, "near the left pole"),
            (30, "left of the middle"),
            (47, "midway"),
            (60, "right of the middle"),
            (97, "near the right pole"),
        ],
    )
    def test_places(self, position: float, words: str) -> None:
        assert words_bargain.place_words(position) == words

    def test_places_take_the_words_of_a_pole(self) -> None:
        assert words_bargain.place_words(97, ("a", "b")) == "near “b”"
        assert words_bargain.place_words(30, ("a", "b")) == "towards “a”"

    def test_a_trade_is_told_as_firmly_as_it_pleases_and_goes_with_it(self) -> None:
        found = powers()
        trade = found.trades[0]

        def told(share: float, widened: float) -> str:
            one = replace(trade, both_gain=share, both_gain_widened=widened, ratified=share)
            sentence = words_bargain.trade_sentence(replace(found, trades=(one,), pair_trades=()))
            assert sentence is not None
            return sentence.text

        assert told(0.9, 0.85).startswith("Worth trying: ")
        assert told(0.9, 0.85).endswith("both gain.")
        assert told(0.7, 0.65).endswith("both probably gain.")
        assert "in 20–30 of 100 draws" in told(0.3, 0.2)
        assert words_bargain.trade_sentence(replace(found, trades=(), pair_trades=())) is None

    def test_a_trade_that_home_would_refuse_is_told_with_that(self) -> None:
        found = powers()
        trade = replace(
            found.trades[0], both_gain=0.9, both_gain_widened=0.9, home_after=(0.5, 0.5)
        )
        for ratified, end in ((0.3, "gain, but it may fail at home."), (0.9, "both gain.")):
            one = replace(trade, ratified=ratified)
            sentence = words_bargain.trade_sentence(replace(found, trades=(one,), pair_trades=()))
            assert sentence is not None
            assert sentence.text.endswith(end)

    def test_a_zone_is_told_as_firmly_as_it_is_empty_and_goes_with_it(self) -> None:
        found = powers()
        zone = replace(found.zones[0], declared=True, blocker="home")

        def told(share: float, widened: float, *, declared: bool = True) -> str:
            one = replace(zone, empty=share, empty_widened=widened, declared=declared)
            made = words_bargain.zone_sentences(replace(found, zones=(one,)))
            return " ".join(sentence.text for sentence in made if sentence is not None)

        assert "have no zone of agreement" in told(0.9, 0.9)
        assert "most often through the hurdle at home" in told(0.9, 0.9)
        assert "probably have no zone" in told(0.7, 0.6)
        assert "South have a zone of agreement" in told(0.1, 0.1)
        assert told(0.5, 0.5) == ""
        assert told(0.9, 0.9, declared=False) == ""

    def test_the_widest_gap_is_told_once(self) -> None:
        found = replace(powers(), trades=(), pair_trades=(), zones=())
        both = tuple(with_verdict(issue, "differ", "differ") for issue in found.issues)
        assert "furthest apart" in lead(replace(found, issues=both)).lower()
        one = (both[0], with_verdict(found.issues[1], "agree", "agree"))
        assert "furthest apart" not in lead(replace(found, issues=one)).lower()

    def test_sides_exchanged_change_the_prose(self) -> None:
        swapped = (
            RANGES.replace("position: 10..30", "position: HERE")
            .replace("position: 70..90", "position: 10..30")
            .replace("position: HERE", "position: 70..90")
        )
        assert swapped != RANGES
        texts = []
        for issues in (RANGES, swapped):
            found = detente.bargain(loads(HEAD + issues, "sea"), draws=DRAWS)
            rows = " ".join(row.medians for row in svg_bargain.bargain_rows(found))
            texts.append((lead(found), rows))
        assert all(one != other for one, other in zip(*texts, strict=True))

    @pytest.mark.parametrize("name", ["powers", "emis-1994", "cuba-1962"])
    def test_sentences_are_short_and_name_their_finding(self, name: str) -> None:
        found = studied(name).bargain
        assert found is not None
        made = words_bargain.bargain_lead(found)
        assert made
        for sentence in made:
            assert word_count(sentence.text) <= 25, sentence.text
            assert sentence.finding.startswith("bargain.")


class TestTables:
    def test_a_lever_that_may_lead_away_says_so(self) -> None:
        side = next(s for i in powers().issues for s in i.levers if s.most_effective)
        assert side.most_effective is not None
        lever = side.lever(side.most_effective)
        away = replace(lever, gain=dict.fromkeys(lever.gain, (-2.0, 1.0, 4.0)))
        others = tuple(away if one.step == lever.step else one for one in side.levers)
        words = tables_bargain.lever_words(replace(side, levers=others))
        assert "−2.0 to 4.0 points" in words[1]
        assert "may lead away" in words[1]
        idle = tables_bargain.lever_words(replace(side, most_effective=None))
        assert idle == ("no single step helps in most draws", "", "")

    def test_bystanders_are_named_only_where_they_lose(self) -> None:
        found = powers()
        trade = replace(found.trades[0], externality={"east": (-3.0, -2.0, -1.0)})
        loses = tables_bargain.trade_rows(replace(found, trades=(trade,), pair_trades=()))
        assert [row.losers for row in loses] == ["East"]
        spared = replace(trade, externality={"east": (-3.0, -2.0, 1.0)})
        rows = tables_bargain.trade_rows(replace(found, trades=(spared,), pair_trades=()))
        assert [row.losers for row in rows] == ["nobody for sure"]

    def test_the_trade_of_the_lead_stands_in_the_table(self) -> None:
        best = words_bargain.best_trade(powers())
        assert best is not None
        sentence = words_bargain.trade_sentence(powers())
        assert sentence is not None
        often = [row.both_gain for row in tables_bargain.trade_rows(powers())]
        assert any(words in sentence.text for words in often)

    def test_every_model_has_its_own_mark_and_its_numbers(self) -> None:
        found = powers()
        marks = svg_bargain.shapes(found)
        assert len(set(marks.values())) == len(marks)
        for table, issue in zip(tables_bargain.model_tables(found), found.issues, strict=True):
            for row, one in zip(table.rows, issue.outcomes, strict=True):
                assert row[1].startswith(f"{one.outcome[1]:.0f}")
                assert row[2].startswith(f"{one.widened[1]:.0f}")


class TestPage:
    @pytest.mark.parametrize("name", ["powers", "emis-1994"])
    def test_the_section_stands_where_it_should(self, name: str) -> None:
        html, found = page(name), studied(name).bargain
        assert found is not None
        keys = [heading.key for heading in outline(studied(name))]
        assert keys.index("bargain") == keys.index("needs") + 1
        own = section(html)
        words = plain(own)
        assert f"{found.origin.draws} draws, seed {found.origin.seed}" in words
        assert "are not averaged" in words
        assert record_line("compromise") in words
        assert own.count("<details") == own.count("</details>") == 1
        assert "<details open" not in own
        for issue in found.issues:
            for one in issue.outcomes:
                assert one.label in words
        number = next(h.number for h in outline(studied(name)) if h.key == "bargain")
        first = html[html.index('<div class="first">') : html.index('id="s2"')]
        assert f'href="#s{number}">section {number}</a>' in first

    def test_what_came_of_it_flies_a_flag_and_carries_the_label_of_hindsight(self) -> None:
        own = section(page("emis-1994"))
        assert "What came of it: The Council settled" in own
        assert "flag: what came of it" in own
        assert "Hindsight-exposed" in own
        toy = section(page("powers"))
        assert "What came of it" not in toy
        assert "Hindsight-exposed" not in toy

    @pytest.mark.parametrize("name", ["powers", "emis-1994"])
    def test_nothing_leaves_the_picture(self, name: str) -> None:
        found = studied(name).bargain
        assert found is not None
        for row in svg_bargain.bargain_rows(found):
            drawn = str(row.picture)
            places = [float(x) for x in re.findall(r' (?:x|x1|x2|cx)="([\d.-]+)%"', drawn)]
            assert places
            assert all(0 <= place <= 100 for place in places)
            height = float(re.findall(r'<svg[^>]* height="(\d+)"', drawn)[0])
            heights = [float(y) for y in re.findall(r' (?:y|y1|y2|cy)="([\d.-]+)"', drawn)]
            assert all(0 <= y <= height for y in heights)
            assert "nan" not in drawn

    def test_hostile_names_are_escaped(self) -> None:
        evil = "<script>alert(1)</script>"
        text = POWERS.replace("name: Arms", f'name: "{evil}"').replace("limits", f'"{evil}"')
        own = section(render(at_date(loads(text, "hostile"), 20)))
        assert "<script" not in own
        assert "&lt;script&gt;" in own

    def test_the_same_study_gives_the_same_section(self) -> None:
        again = render(at_date(loads(POWERS, "powers"), DRAWS))
        assert section(again) == section(page("powers"))

    def test_without_two_positions_the_section_goes_and_the_page_says_why(self) -> None:
        text = POWERS.replace("position: 70 ± 10, ", "").replace("position: 60 ± 10, ", "")
        text = text.replace("position: 40 ± 10, ", "")
        found = at_date(loads(text, "silent"), 20)
        assert found.bargain is None
        html = render(found)
        assert TITLE not in html
        assert (
            "No bargain is worked out in this report: on no issue two actors have a declared "
            "position"
        ) in html
        assert FIGURES["bargain"].table(found).empty

    def test_draws_are_capped_and_the_analysis_can_be_left_out(self) -> None:
        from detente.study import study

        scenario = load("emis-1994")
        many = study(scenario, BARGAIN_DRAWS + 50, monthly=False).bargain
        assert many is not None
        assert many.origin.draws == BARGAIN_DRAWS
        none = study(scenario, 20, monthly=False, bargaining=False)
        assert (none.bargain, none.no_bargain) == (None, "it was not asked for")


def test_the_table_of_the_figure_holds_the_findings() -> None:
    found = studied("emis-1994")
    assert found.bargain is not None
    table = FIGURES["bargain"].table(found)
    issue = found.bargain.issues[0]
    outcomes = table[table.sort == "outcome"].set_index("name")
    for one in issue.outcomes:
        row = outcomes.loc[one.name]
        assert (row.outcome_low, row.outcome_median, row.outcome_high) == one.outcome
    known = table[table.sort == "known"]
    assert issue.known is not None
    assert list(known.outcome_median) == [issue.known.position]
    assert set(table[table.sort == "position"].name) == set(found.scenario.focus)
