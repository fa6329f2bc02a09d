"""Every sentence on the monthly model depends on its finding and disappears with it."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from report_studies import POWERS, at_date, powers, studied

from detente.bundle import bundle, course_findings
from detente.dynamics.binding_log import Binding
from detente.dynamics.contrasts import Rests
from detente.dynamics.ranges import Range
from detente.report import render
from detente.report.first_page import first_page
from detente.report.outline import MONTHLY, outline
from detente.report.sentences import MOST_WORDS, Sentence, word_count
from detente.report.svg_binding import LARGEST
from detente.report.svg_months import RUNGS, fans, regimes
from detente.report.words_binding import binding_sentences, shown
from detente.report.words_drive import (
    closed_sentence,
    drive_standing,
    drive_title,
    pushes,
    tone_sentence,
    without_sentence,
)
from detente.report.words_matters import (
    idle_sentence,
    largest_sentence,
    matters_lead,
    mover_sentence,
)
from detente.report.words_model import model_sentences
from detente.report.words_ranges import direction, in_few, in_most
from detente.report.words_rivals import rival_lead, sides, theories, type_sentence
from detente.report.words_runs import (
    change_sentence,
    horizon_sentence,
    hostile_sentence,
    run_lead,
    run_standing,
    spread_sentence,
)
from detente.report.words_signed import course, row_words, signed_lead, signed_rows, who_withdraws
from detente.report.words_views import gaps, sample_sentence, views_lead
from detente.report.words_worlds import cause_sentence, parting_sentence, step_sentence, worlds_lead
from detente.scenario import build, loads
from detente.study import study
from detente.study_courses import CourseStudy


@pytest.fixture(scope="module")
def found() -> CourseStudy:
    courses = powers().courses
    assert courses is not None
    return courses


def band(low: float, high: float, wide: tuple[float, float] | None = None) -> Range:
    """Return a range with a mean in its middle."""
    outer = None if wide is None else band(*wide)
    return Range(0.5 * (low + high), 0.001, low, high, outer)


def text_of(sentence: Sentence | None) -> str:
    return "" if sentence is None else sentence.text


class TestRanges:
    @pytest.mark.parametrize(
        ("low", "high", "wide", "expected"),
        [
            (0.1, 0.3, (0.05, 0.4), ("up", "settled")),
            (0.1, 0.3, (-0.1, 0.4), ("up", "leaning")),
            (-0.3, -0.1, (-0.4, -0.05), ("down", "settled")),
            (0.1, 0.3, None, ("up", "leaning")),
            (-0.1, 0.3, (-0.2, 0.4), ("open", "open")),
            (float("nan"), float("nan"), None, ("open", "open")),
        ],
    )
    def test_a_difference_speaks_as_its_range_allows(
        self, low: float, high: float, wide: Any, expected: tuple[str, str]
    ) -> None:
        assert direction(band(low, high, wide)) == expected

    @pytest.mark.parametrize(
        ("low", "high", "wide", "most", "few"),
        [
            (0.85, 0.95, (0.7, 0.99), "settled", "open"),
            (0.65, 0.95, (0.55, 0.99), "leaning", "open"),
            (0.85, 0.95, (0.3, 0.99), "open", "open"),
            (0.0, 0.1, (0.0, 0.3), "open", "settled"),
            (0.2, 0.8, (0.1, 0.9), "open", "open"),
        ],
    )
    def test_a_chance_is_called_high_or_low_by_its_nearer_end(
        self, low: float, high: float, wide: Any, most: str, few: str
    ) -> None:
        assert in_most(band(low, high, wide)) == most
        assert in_few(band(low, high, wide)) == few


class TestDrive:
    """What the course rests on: with and without each leader's push."""

    def rests(self, found: CourseStudy, before: float, after: dict[str, float]) -> list[Rests]:
        made = []
        for one in found.drive:
            share = after.get(one.contrast.id, before)
            made.append(replace(one, friendly=(before,) * 2, friendly_without=(share,) * 2))
        return made

    def all_ids(self, found: CourseStudy) -> list[str]:
        return [one.contrast.id for one in found.drive]

    def test_one_leader_carries_what_turns_without_him(self, found: CourseStudy) -> None:
        scenario = found.scenario
        every = pushes(self.rests(found, 0.9, {"leader:north>south": 0.1, "cut:drive": 0.1}))
        assert "warmer than usual over the first year" in text_of(tone_sentence(scenario, every))
        assert text_of(without_sentence(scenario, every)) == (
            "Without Consul Alba’s push alone it turns cold."
        )
        assert drive_title(scenario, every) == "The warming rests on Consul Alba"

    def test_what_stays_hangs_on_nobody(self, found: CourseStudy) -> None:
        every = pushes(self.rests(found, 0.9, {}))
        assert "Without any leader’s push it stays warm" in text_of(
            without_sentence(found.scenario, every)
        )
        assert drive_title(found.scenario, every) == "The warming does not hang on a leader"

    def test_together_but_not_alone(self, found: CourseStudy) -> None:
        every = pushes(self.rests(found, 0.9, {"cut:drive": 0.1}))
        assert "without all leaders’ push it turns cold" in text_of(
            without_sentence(found.scenario, every)
        ).replace("Without", "without")
        assert drive_title(found.scenario, every) == "The warming rests on the leaders together"

    def test_doubt_is_said(self, found: CourseStudy) -> None:
        every = pushes(self.rests(found, 0.7, {"cut:drive": 0.5}))
        assert "probably warmer" in text_of(tone_sentence(found.scenario, every))
        assert "cannot be told" in text_of(without_sentence(found.scenario, every))

    def test_nothing_is_said_where_nothing_can_be(self, found: CourseStudy) -> None:
        every = pushes(self.rests(found, 0.5, {}))
        assert "cannot be told" in text_of(tone_sentence(found.scenario, every))
        assert without_sentence(found.scenario, every) is None
        assert "cannot be told" in drive_title(found.scenario, every)
        assert tone_sentence(found.scenario, ()) is None
        assert drive_standing([]) == "Nothing here is firm enough to test."

    def test_cold_is_cold(self, found: CourseStudy) -> None:
        every = pushes(self.rests(found, 0.1, {}))
        assert "colder than usual" in text_of(tone_sentence(found.scenario, every))
        assert drive_title(found.scenario, every) == "The present course is cold"

    def test_widths_decide_what_stands(self, found: CourseStudy) -> None:
        firm = self.rests(found, 0.9, {})
        assert drive_standing(firm) == "Stands when widths are doubled."
        shaky = [replace(one, friendly=(0.9, 0.5), friendly_without=(0.9, 0.5)) for one in firm]
        assert drive_standing(shaky) != "Stands when widths are doubled."

    def test_the_closed_form_agrees_or_the_difference_is_said(self, found: CourseStudy) -> None:
        drives = powers().interests.drives
        same = tuple(replace(d, share_with=0.9, share_without=0.9) for d in drives)
        every = pushes(self.rests(found, 0.9, {}))
        assert "agrees" in text_of(closed_sentence(found.scenario, every, same))
        turning = tuple(replace(d, share_without=0.1) for d in same)
        said = text_of(closed_sentence(found.scenario, every, turning))
        assert "it turns without Consul Alba’s or Regent Bruno’s push" in said
        cold = tuple(replace(d, share_with=0.1) for d in same)
        assert "reads as cold" in text_of(closed_sentence(found.scenario, every, cold))
        assert closed_sentence(found.scenario, every, ()) is None


class TestRuns:
    def with_share(self, found: CourseStudy, share: float, wide: float) -> CourseStudy:
        return replace(found, regimes=replace(found.regimes, mostly_hostile=(share, wide)))

    @pytest.mark.parametrize(
        ("share", "wide", "words", "standing"),
        [
            (0.9, 0.8, "are mostly in confrontation or crisis", "Stands"),
            (0.65, 0.5, "are probably mostly in confrontation or crisis", "Does not stand"),
            (0.1, 0.2, "are mostly out of confrontation and crisis", "Stands"),
            (0.5, 0.5, "cannot be told", "Nothing here is firm enough"),
        ],
    )
    def test_hostility(
        self, found: CourseStudy, share: float, wide: float, words: str, standing: str
    ) -> None:
        changed = self.with_share(found, share, wide)
        assert words in text_of(hostile_sentence(changed))
        still = replace(changed.regimes, change=None)
        assert run_standing(replace(changed, regimes=still)).startswith(standing)

    def test_hostility_vanishes_without_months(self, found: CourseStudy) -> None:
        gone = replace(found.regimes, mostly_hostile=None, change=None)
        assert hostile_sentence(replace(found, regimes=gone)) is None
        assert change_sentence(replace(found, regimes=gone)) is None

    def test_change_follows_its_range(self, found: CourseStudy) -> None:
        def said(change: Range) -> str:
            changed = replace(found, regimes=replace(found.regimes, change=change))
            return text_of(change_sentence(changed))

        assert "hostile months become more frequent" in said(band(0.1, 0.3, (0.05, 0.4)))
        assert "hostile months probably become rarer" in said(band(-0.3, -0.1, (-0.4, 0.1)))
        assert "cannot be told" in said(band(-0.1, 0.1))

    def test_the_horizon_is_that_of_the_finding(self, found: CourseStudy) -> None:
        def said(*months: int | None) -> str:
            every = tuple(
                replace(one, month=month or found.run.months, informative=month is None)
                for one, month in zip(found.horizons, months, strict=False)
            )
            return text_of(horizon_sentence(found.scenario, every))

        assert said(14, 14).startswith("Beyond month 14 (May 2022) the run says no more")
        assert "beyond month 20 of either’s" in said(14, 20)
        assert "of North’s behaviour" in said(14, None)
        assert "up to its last month" in said(None, None).lower()
        assert horizon_sentence(found.scenario, ()) is None

    def test_a_fan_fades_where_its_horizon_ends_and_its_line_with_it(
        self, found: CourseStudy
    ) -> None:
        def drawn(month: int, *, informative: bool) -> str:
            every = tuple(
                replace(one, month=month, informative=informative) for one in found.horizons
            )
            return str(fans(replace(found, horizons=every))[0].picture)

        faded, whole = drawn(20, informative=False), drawn(60, informative=True)
        assert 'class="veil"' in faded
        assert 'class="veil"' not in whole
        lines = [re.search(r'class="md1" d="([^"]*)"', one) for one in (faded, whole)]
        assert [len(line[1].split("L")) for line in lines if line] == [20, 60]
        assert "from month 21: long run only" in faded

    def test_the_bands_of_regimes_are_the_shares(self, found: CourseStudy) -> None:
        drawn = str(regimes(found))
        fills = RUNGS[len(found.regimes.names)]
        for place, fill in enumerate(fills):
            band_ = re.search(rf'class="{fill} cut1" d="M([^"]*)Z"', drawn)
            assert band_ is not None
            points = [tuple(map(float, p.split())) for p in band_[1].split("L")]
            half = len(points) // 2
            ends = points[half - 1][1], points[half][1]  # upper and lower edge, last month
            share = found.regimes.shares[-1][place]
            assert ends[1] - ends[0] == pytest.approx(100 * share, abs=0.11)

    def test_chance_or_ignorance_only_beyond_its_error(self, found: CourseStudy) -> None:
        def said(share: float, error: float) -> str:
            every = tuple(replace(one, share=share, error=error) for one in found.splits)
            return text_of(spread_sentence(replace(found, splits=every)))

        assert "is chance" in said(0.2, 0.05)
        assert "is ignorance" in said(0.8, 0.05)
        assert said(0.45, 0.05) == ""


class TestDeals:
    def kept(self, found: CourseStudy, chance: Range) -> str:
        outcomes = {**found.outcomes, "in_force:charter": chance}
        return " ".join(s.text for s in signed_lead(replace(found, outcomes=outcomes)))

    def test_treaties_end_or_stay_as_the_range_says(self, found: CourseStudy) -> None:
        assert "In most worlds still in force at the end: the Charter." in self.kept(
            found, band(0.9, 0.95, (0.8, 0.97))
        )
        assert "In most worlds probably still in force at the end: the Charter." in self.kept(
            found, band(0.65, 0.95, (0.55, 0.97))
        )
        assert "no longer in force at the end: the Charter" in self.kept(
            found, band(0.0, 0.05, (0.0, 0.1))
        )
        assert "Whether it is in force at the end cannot be told: the Charter." in self.kept(
            found, band(0.3, 0.7)
        )

    def test_figures_in_a_row_are_those_of_the_findings(self, found: CourseStudy) -> None:
        (row,) = signed_rows(found, [course(found, "protocol")])
        chance = course(found, "protocol").events["signed"].chance
        assert row.chances[0].range_ == chance
        assert row.chances[1].range_ == found.ratified["protocol"]
        known = replace(row.chances[0], range_=band(0.123, 0.456, (0.05, 0.61)))
        assert row_words([known]) == (("signed", "12–46 (5–61)"),)
        narrow = replace(row.chances[0], range_=band(0.03, 0.05, (0.02, 0.06)))
        assert row_words([narrow]) == (("signed", "4"),)

    def test_ratified_counts_both_ways(self, found: CourseStudy) -> None:
        first = found.run.data["first_month"].sel(deal="protocol")
        whole, changed = (first.sel(event=e) > 0 for e in ("ratified_whole", "watered_down"))
        assert found.ratified["protocol"].mean == pytest.approx(float((whole | changed).mean()))

    def test_nobody_is_named_who_does_not_stand_out(self, found: CourseStudy) -> None:
        treaty = course(found, "charter")
        for shares, words in (
            ({"north": 0.2, "south": 0.02}, "most often North"),
            ({"north": 0.1, "south": 0.1}, "no side stands out"),
            ({"north": 0.01, "south": 0.0}, "hardly anybody"),
        ):
            assert who_withdraws(found.scenario, replace(treaty, withdrawn_by=shares)) == words


class TestBinding:
    def log(self, found: CourseStudy, **changes: Any) -> CourseStudy:
        return replace(found, binding=tuple(replace(one, **changes) for one in found.binding))

    def test_a_condition_is_named_as_firmly_as_the_log_says(self, found: CourseStudy) -> None:
        firm = self.log(found, first="obligation", firm="settled", blocker="south",
                        blocker_share=0.9)  # fmt: skip
        said = " ".join(s.text for s in binding_sentences(firm))
        assert "a duty to a third party holds up" in said
        assert "South’s side" in said or "deals" in said
        assert "no single condition" not in said
        leaning = self.log(firm, firm="leaning")
        assert "probably holds up" in binding_sentences(leaning)[0].text

    def test_nothing_is_named_where_the_log_is_open(self, found: CourseStudy) -> None:
        said = [s.text for s in binding_sentences(self.log(found, firm="open"))]
        assert said == ["No single condition holds open talks up on any deal."]

    def test_no_talks_no_conditions(self, found: CourseStudy) -> None:
        (said,) = binding_sentences(replace(found, binding=()))
        assert said.text == "In no world are talks open."

    def test_discs_are_as_large_as_the_shares(self, found: CourseStudy) -> None:
        html = render(replace(powers(), courses=found))
        section = html[html.index("What binds talks</h2>") :]
        section = section[: section.index("</section>")]
        one: Binding = shown(found)[0]
        largest = max(one.shares.values())
        radius = f"{LARGEST * largest**0.5:.2f}".rstrip("0").rstrip(".")
        assert f'r="{radius}"' in section


class TestTheories:
    def test_sides_are_those_of_the_patterns(self, found: CourseStudy) -> None:
        (triangle,) = next(iter(found.rivals.values()))
        for side in sides(triangle):
            assert side.friendly + side.hostile + triangle.ambiguous.mean == pytest.approx(1.0)

    def test_what_differs_is_said_and_what_does_not_is_not(self, found: CourseStudy) -> None:
        (both,) = theories(found)
        assert "is more frequent than under" in text_of(type_sentence(both))
        alike = tuple(replace(theory, found=both[0].found, sides=both[0].sides) for theory in both)
        assert "hardly part" in text_of(type_sentence(alike))
        said = " ".join(s.text for s in rival_lead(found, alike))
        assert "as often under either" in said

    def test_no_switch_no_theories(self, found: CourseStudy) -> None:
        assert theories(replace(found, rivals={})) == ()


class TestViews:
    def test_the_viewpoints_named_are_the_ends(self, found: CourseStudy) -> None:
        first = gaps(found)[0]
        means = {
            str(view.viewpoint): view.outcomes[first.headline.id].mean
            for view in found.views.viewpoints
        }
        assert first.lowest == min(means, key=lambda key: means[key])
        assert first.highest == max(means, key=lambda key: means[key])
        if first.clear:
            assert "differ most" in views_lead(found)[0].text

    def test_noise_is_no_difference(self, found: CourseStudy) -> None:
        noisy = tuple(
            replace(view, outcomes={k: replace(r, error=9.0) for k, r in view.outcomes.items()})
            for view in found.views.viewpoints
        )
        changed = replace(found, views=replace(found.views, viewpoints=noisy))
        assert "no outcome tells the viewpoints apart" in views_lead(changed)[0].text.lower()

    def test_nothing_without_viewpoints_or_sample(self, found: CourseStudy) -> None:
        alone = replace(found, views=replace(found.views, viewpoints=(), sample=()))
        assert views_lead(alone) == ()
        assert sample_sentence(alone) is None


class TestMatters:
    def quiet(self, found: CourseStudy) -> CourseStudy:
        """Return the same with no contrast that stands out."""
        silent = tuple(
            replace(
                one,
                effects=tuple(
                    replace(e, difference=replace(e.difference, error=99.0)) for e in one.effects
                ),
            )
            for one in found.contrasts.contrasts
        )
        return replace(found, contrasts=replace(found.contrasts, contrasts=silent))

    def test_the_largest_effect_is_named(self, found: CourseStudy) -> None:
        clear = [
            (abs(one.effect("flow").difference.mean), one)
            for one in found.contrasts.contrasts
            if one.effect("flow").clear
        ]
        largest = max(clear, key=lambda pair: pair[0])[1]
        said = largest_sentence(found, "flow")
        assert said is not None
        assert said.finding == f"matters.flow.{largest.id}"
        assert largest.words in said.text
        up = largest.effect("flow").difference.mean > 0
        assert said.text.endswith("warmer." if up else "colder.")

    def test_noise_matters_to_nothing(self, found: CourseStudy) -> None:
        quiet = self.quiet(found)
        assert largest_sentence(quiet, "flow") is None
        assert "loops can be cut without a change" in text_of(idle_sentence(quiet))
        assert len(matters_lead(quiet)) == 1
        assert mover_sentence(replace(quiet, movers={})) is None


class TestWorlds:
    def test_they_part_when_the_finding_says(self, found: CourseStudy) -> None:
        assert found.parting is not None
        one = replace(found.parting, month=14, chances=(0.05, 0.004))
        assert "part in month 14 (May 2022)" in parting_sentence(found.scenario, one).text
        assert "5 in 100" in text_of(step_sentence(one))
        assert "under 1 in 100" in text_of(step_sentence(one))
        alike = replace(found.parting, month=None, chances=None)
        assert [s.text for s in worlds_lead(found.scenario, alike)] == [
            "The two worlds do not part for good."
        ]

    def test_causes_are_those_that_suffice(self, found: CourseStudy) -> None:
        assert found.parting is not None
        none = tuple(replace(cause, taken_over=0.1) for cause in found.parting.causes)
        said = text_of(cause_sentence(replace(found.parting, month=14, causes=none)))
        assert "no single part" in said.lower()
        one = (replace(none[0], part="shocks", taken_over=0.9), *none[1:])
        said = text_of(cause_sentence(replace(found.parting, month=14, causes=one)))
        assert said.endswith("there: which shocks strike.")

    def test_a_study_without_them_says_why(self, found: CourseStudy) -> None:
        gone = replace(found, parting=None, no_parting="all worlds end alike")
        html = render(replace(powers(), courses=gone))
        assert "No two worlds are told apart here: All worlds end alike." in html


class TestWholePage:
    def test_generated_sentences_are_short(self) -> None:
        html = render(powers())
        said = re.findall(r'data-finding="([^"]*)">([^<]*)<', html)
        assert len(said) > 40
        for finding, text in said:
            assert word_count(text) <= MOST_WORDS, (finding, text)

    def test_shuffled_actors_change_the_prose(self) -> None:
        tree = copy.deepcopy(loads(POWERS, "powers").tree)
        relations = tree.value["relations"]
        for key in ("north>south", "south>north"):
            other = key.replace("south", "east") if key.startswith("north") else "east>north"
            relations[key], relations[other] = relations[other], relations[key]
        for issue in tree.value["issues"].values():
            cells = issue["actors"]
            cells["north"], cells["south"] = cells["south"], cells["north"]
            for cell in cells.values():
                cell.pop("obligation_to", None)
                cell.pop("third_party_obligation", None)
        placebo = studied(build("powers", tree))
        assert placebo.courses is not None
        found = powers().courses
        assert found is not None
        for lead in (run_lead, matters_lead, binding_sentences):
            before = [s.text for s in lead(found)]  # type: ignore[operator]
            after = [s.text for s in lead(placebo.courses)]  # type: ignore[operator]
            # That nothing single holds talks up may be true of both worlds.
            silent = lead is binding_sentences and before == [
                "No single condition holds open talks up on any deal."
            ]
            assert before != after or silent, lead
        for finding in (1, 2):
            before, after = (
                [s.text for s in first_page(one)[finding].sentences] for one in (powers(), placebo)
            )
            assert before != after

    def test_without_relations_the_sections_go_and_the_page_says_why(self) -> None:
        tree = copy.deepcopy(loads(POWERS, "powers").tree)
        tree.value["relations"] = {}
        tree.value["triads"] = {}
        bare = studied(build("powers", tree))
        assert bare.courses is None
        assert not MONTHLY & {heading.key for heading in outline(bare)}
        html = render(bare)
        assert "Nothing runs month by month in this report: no relation between" in html
        for words in ("monthly model:", "Month by month", "talks are open", "both theories"):
            assert words not in html
        assert "nothing runs month by month here" in html
        assert "detente simulate" not in html

    def test_only_the_focus_pair_counts(self) -> None:
        tree = copy.deepcopy(loads(POWERS, "powers").tree)
        relations = tree.value["relations"]
        tree.value["relations"] = {k: v for k, v in relations.items() if "east" in k}
        tree.value["triads"] = {}
        bare = at_date(build("powers", tree), 20)
        assert bare.no_courses == "it was not asked for"
        full = studied(build("powers", tree), 20)
        assert full.no_courses == "no relation between North and South is declared"

    def test_what_is_assumed_is_counted(self, found: CourseStudy) -> None:
        said = " ".join(s.text for s in model_sentences(found))
        own = [q for a, q in found.scenario.quantities.items() if a.startswith("parameters.")]
        assert f"of {len(own)} parameters of the rules" in said.lower()
        assert "nothing in it is fitted to data" in said.lower()

    def test_each_part_is_named_while_it_runs(self) -> None:
        said: list[str] = []
        study(loads(POWERS, "powers"), 2, progress=said.append, monthly=False)
        assert said[0] == "where interests meet"
        assert not any("worlds" in part for part in said)

    def test_fewer_draws_make_every_run_smaller(self, found: CourseStudy) -> None:
        assert found.run.worlds == 60 * 8
        assert found.wide.worlds == 60 * 8
        assert found.contrasts.origin.options["draws_used"] == 60

    def test_ranges_hold_their_means_over_worlds(self, found: CourseStudy) -> None:
        hostile = found.outcomes["hostile"]
        values = np.isin(found.run.data["regime"].sel(pair=found.pair)[-12:], (2, 3))
        assert hostile.mean == pytest.approx(values.mean())
        assert hostile.wide is not None


def test_a_bundle_holds_the_monthly_model(found: CourseStudy) -> None:
    del found
    scenario = loads(POWERS, "powers")
    own = course_findings(scenario, 20, 1)
    assert own == course_findings(scenario, 20, 1)
    assert "course hostile" in own
    assert own != course_findings(scenario, 20, 2)
    assert '"course hostile"' in bundle(at_date(scenario, 20))
