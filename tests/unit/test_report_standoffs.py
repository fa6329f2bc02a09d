"""The report's section on standoffs: it says what the findings show, and draws what they hold."""

from __future__ import annotations

import re
from functools import cache

import pytest
from standoff_cases import DAM, HEAD, dam, swapped

from detente.report import render, svg_standoffs, words_standoffs
from detente.report.figures import FIGURES
from detente.report.outline import outline
from detente.report.sentences import MOST_WORDS, word_count
from detente.scenario import Scenario, load, loads
from detente.study import CONFLICT_DRAWS, Study, study

TITLE = "Which standoffs hold"
VINTAGES = ("russia-us-2017", "russia-us-2018", "russia-us-2020-spring", "russia-us-2025")


@cache
def studied(name: str) -> Study:
    return _study(dam() if name == "dam" else load(name))


def _study(scenario: Scenario) -> Study:
    return study(scenario, 40, monthly=False, bargaining=False)


def section(html: str) -> str:
    begin = html.index("<section", html.index(f"</i>{TITLE}</h2>") - 60)
    return html[begin : html.index("</section>", begin)]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestPage:
    @pytest.mark.parametrize("name", ["dam", "russia-us-2025"])
    def test_the_section_says_how_often_each_outcome_holds(self, name: str) -> None:
        found = studied(name)
        assert found.conflicts is not None
        html = render(found)
        own = section(html)
        words = plain(own)
        assert "one coder’s declared orderings, so they carry no interval" in words
        for one in found.conflicts.conflicts:
            for state in svg_standoffs.chosen(one).states:
                count = one.standing(state).count
                assert f"{count:,} of {len(one.worlds):,}" in words
        assert own.count("<svg") == len(found.conflicts.conflicts)
        assert own.count("<details") == own.count("</details>") == 1
        assert "not solved here" not in html
        assert f"detente stability {found.scenario.name} --draws 40" in html

    def test_it_stands_after_what_comes_before_it_in_the_outline(self) -> None:
        keys = [heading.key for heading in outline(studied("russia-us-2025"))]
        assert keys[keys.index("standoffs") - 1] == "needs"
        html = render(studied("russia-us-2025"))
        assert html.index("What a deal would need</h2>") < html.index(f"{TITLE}</h2>")

    def test_without_a_standoff_there_is_no_section(self) -> None:
        found = _study(loads(HEAD, "river"))
        assert (found.conflicts, found.no_conflicts) == (None, "none is declared")
        html = render(found)
        assert TITLE not in html
        assert "detente stability" not in html
        assert FIGURES["stability"].table(found).empty
        assert "none is declared" in FIGURES["stability"].caption(found)

    def test_a_standoff_that_the_engine_refuses_does_not_stop_the_report(self) -> None:
        found = _study(dam(DAM.replace('"build", note', '"build & share", note')))
        assert found.conflicts is None
        assert "no feasible state satisfies" in found.no_conflicts
        html = render(found)
        assert f"{TITLE}</h2>" not in html
        assert "not solved here" in html

    def test_it_can_be_left_out_and_draws_are_capped(self) -> None:
        left = study(dam(), 20, monthly=False, bargaining=False, standoffs=False)
        assert (left.conflicts, left.no_conflicts) == (None, "they were not asked for")
        many = study(dam(), CONFLICT_DRAWS + 10, monthly=False, bargaining=False).conflicts
        assert many is not None
        assert many.origin.draws == CONFLICT_DRAWS

    def test_hostile_names_are_escaped(self) -> None:
        evil = "<script>alert(1)</script>"
        text = DAM.replace("build the dam", f'"{evil}"').replace(
            "title: The dam", f'title: "{evil}"'
        )
        own = section(render(_study(dam(text))))
        assert "<script" not in own
        assert "&lt;script&gt;" in own

    def test_other_preferences_make_another_page(self) -> None:
        one, other = (plain(section(render(_study(dam(text))))) for text in (DAM, swapped()))
        assert "Upland would rather build the dam" in one
        assert "Upland would rather build the dam" not in other


class TestWords:
    @pytest.mark.parametrize("name", VINTAGES)
    def test_sentences_are_short_and_hang_on_findings(self, name: str) -> None:
        found = studied(name).conflicts
        assert found is not None
        made = list(words_standoffs.standoffs_lead(found))
        for one in found.conflicts:
            made += words_standoffs.standing_sentences(one)
            made += words_standoffs.ways_out(found.scenario, one)
            for _, _, sentences in words_standoffs.outcomes(found.scenario, one):
                made += sentences
        for sentence in made:
            assert word_count(sentence.text) <= MOST_WORDS, sentence.text
            assert sentence.finding.startswith("conflict.")

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("russia-us-2025", "preference worlds; only joint moves lead out of it."),
            ("russia-us-2017", "preference worlds; single moves lead out of it."),
        ],
    )
    def test_the_lead_names_the_way_out(self, name: str, words: str) -> None:
        found = studied(name).conflicts
        assert found is not None
        (lead,) = words_standoffs.standoffs_lead(found)
        assert lead.text.endswith(words)

    def test_a_standoff_without_a_status_quo_leads_with_its_commonest_outcome(self) -> None:
        found = _study(dam(DAM.replace("    status_quo: [protest]\n", ""))).conflicts
        assert found is not None
        (lead,) = words_standoffs.standoffs_lead(found)
        first = found.conflicts[0].standings["seq"][0]
        assert lead.text == f"The dam: A holds in {_of(first.count, 4)} preference worlds."
        assert words_standoffs.ways_out(found.scenario, found.conflicts[0]) == ()


def _of(count: int, total: int) -> str:
    return f"all {total}" if count == total else f"{count} of {total}"


class TestGraph:
    @pytest.mark.parametrize("name", ["dam", *VINTAGES])
    def test_what_is_drawn_is_found(self, name: str) -> None:
        found = studied(name).conflicts
        assert found is not None
        for one in found.conflicts:
            drawn = svg_standoffs.chosen(one)
            assert 0 < len(drawn.states) <= svg_standoffs.MOST_STATES
            assert len(set(drawn.states)) == len(drawn.states)
            model, ranks = one.solved.model, one.solved.ranks[:, 0]
            for arrow in drawn.arrows:
                assert {arrow.before, arrow.after} <= set(drawn.states)
                here, there = model.number(arrow.before), model.number(arrow.after)
                for mover in arrow.movers:
                    owner = model.decision_makers.index(mover)
                    assert ranks[owner, there] > ranks[owner, here]
                    if arrow.kind != "joint":
                        assert there in model.moves.reach(owner, here)

    @pytest.mark.parametrize("name", ["dam", *VINTAGES])
    def test_nothing_leaves_the_picture(self, name: str) -> None:
        found = studied(name).conflicts
        assert found is not None
        for one in found.conflicts:
            drawn = str(svg_standoffs.graph(found.scenario, one))
            width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)[0])
            xs = [float(x) for x in re.findall(r' x="([\d.-]+)"', drawn)]
            ys = [float(y) for y in re.findall(r' y="([\d.-]+)"', drawn)]
            for path in re.findall(r' d="([^"]+)"', drawn):
                numbers = [float(n) for n in re.findall(r"-?[\d.]+", path)]
                xs += numbers[0::2]
                ys += numbers[1::2]
            assert all(0 <= x <= width for x in xs)
            assert all(0 <= y <= height for y in ys)
            assert "nan" not in drawn

    def test_boxes_do_not_overlap_and_frames_tell_what_holds(self) -> None:
        found = studied("russia-us-2017").conflicts
        assert found is not None
        (one,) = found.conflicts
        drawn = str(svg_standoffs.graph(found.scenario, one))
        boxes = re.findall(
            r'<rect class="(\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"',
            drawn,
        )
        states = svg_standoffs.chosen(one).states
        assert len(boxes) == len(states)
        kinds = {
            state: "hv" if 2 * count > len(one.worlds) else "lt" if count else "no"
            for state, count in ((s, one.standing(s).count) for s in states)
        }
        assert [kind for kind, *_ in boxes] == [kinds[state] for state in states]
        edges = [tuple(map(float, box[1:])) for box in boxes]
        for k, (x, y, w, h) in enumerate(edges):
            for a, b, c, d in edges[k + 1 :]:
                assert x + w <= a or a + c <= x or y + h <= b or b + d <= y

    def test_movers_are_named_and_coloured_by_the_state_they_belong_to(self) -> None:
        scenario = load("russia-us-2025")
        colours = [svg_standoffs.colour_of(scenario, who) for who in ("russia", "us_president")]
        assert colours == ["c1", "c2"]
        assert svg_standoffs.colour_of(scenario, "china") == "c3"
        assert svg_standoffs.colour_of(scenario, "ukraine") == "ink2"
        found = studied("russia-us-2025").conflicts
        assert found is not None
        drawn = str(svg_standoffs.graph(scenario, found.conflicts[0]))
        assert "White House +" in drawn
        assert "from A to C: White House and Russia together" in drawn


def test_the_table_of_the_figure_holds_the_findings() -> None:
    found = studied("russia-us-2018")
    assert found.conflicts is not None
    table = FIGURES["stability"].table(found)
    for one in found.conflicts.conflicts:
        for concept in one.concepts:
            rows = table[(table.conflict == one.conflict) & (table.concept == concept)]
            assert dict(zip(rows.state, rows.holds, strict=True)) == {
                held.state: held.count for held in one.standings[concept]
            }
