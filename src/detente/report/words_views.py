"""Viewpoints compared: the same worlds under each author's answers, in sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass

from detente.dynamics.headlines import Headline
from detente.dynamics.ranges import Range
from detente.dynamics.viewing import View
from detente.library.conventions import conventions
from detente.report.lexicon import counted, lower_first, number, upper_first
from detente.report.sentences import Sentence, kept, said, word_count
from detente.report.words_course import viewpoint_words
from detente.scenario.model import Scenario
from detente.study_courses import CourseStudy

#: Outcomes drawn at most.
MOST = 4
_MOST_WORDS = 25


@dataclass(frozen=True, slots=True)
class Gap:
    """How far viewpoints are apart on one outcome.

    Attributes:
        headline: the outcome.
        lowest, highest: viewpoints.
        size: difference of their means, in widths of the declared range over draws.
        clear: whether it stands out from Monte Carlo error.
    """

    headline: Headline
    lowest: str
    highest: str
    size: float
    clear: bool


def gaps(study: CourseStudy) -> tuple[Gap, ...]:
    """Return how far viewpoints are apart on every outcome that varies, the largest first."""
    found = study.views
    if not found.viewpoints:
        return ()
    made = []
    for name, headline in found.headlines.items():
        if headline.kind == "wait":
            continue
        ranges = {str(view.viewpoint): view.outcomes[name] for view in found.viewpoints}
        low = min(ranges, key=lambda v: ranges[v].mean)
        high = max(ranges, key=lambda v: ranges[v].mean)
        gap = ranges[high].mean - ranges[low].mean
        error = math.hypot(ranges[high].error, ranges[low].error)
        width = _width(found.declared.outcomes[name])
        if gap > 0:
            clear = gap > conventions()["noise_spreads"] * error
            made.append(Gap(headline, low, high, gap / width if width else 0.0, clear))
    return tuple(sorted(made, key=lambda one: -one.size))


def _width(found: Range) -> float:
    return found.high - found.low if found.told else 0.0


def chosen(study: CourseStudy) -> tuple[Headline, ...]:
    """Return the outcomes that are drawn: what the pair does, then what differs most."""
    found = [
        study.views.headlines[name] for name in ("hostile", "flow") if name in study.views.headlines
    ]
    others = [gap.headline for gap in gaps(study)]
    return tuple(dict.fromkeys([*found, *others]))[:MOST]


def outcome_name(scenario: Scenario, headline: Headline) -> str:
    """Return the name of an outcome without the pair, which is the same for all."""
    head, colon, rest = headline.words.partition(": ")
    pair = {scenario.name_of(actor).lower() for actor in scenario.focus}
    own = colon and all(name in head.lower() for name in pair)
    return upper_first(rest if own else headline.words)


def views_lead(study: CourseStudy) -> tuple[Sentence, ...]:
    """Return the lead: where viewpoints differ most, where not, what the sample spans."""
    found = gaps(study)
    clear = [gap for gap in found if gap.clear]
    if not found:
        return ()
    if not clear:
        return (
            said("no outcome tells the viewpoints apart under the same luck.", "views.none"),
            *kept(sample_sentence(study)),
        )
    return (
        _gap_sentence(study.scenario, clear[0]),
        _count_sentence(found, len(clear)),
        *kept(sample_sentence(study)),
    )


def _gap_sentence(scenario: Scenario, gap: Gap) -> Sentence:
    what = lower_first(scenario, outcome_name(scenario, gap.headline))
    low, high = (viewpoint_words(scenario, v) for v in (gap.lowest, gap.highest))
    least, most = ("coldest", "warmest") if gap.headline.id == "flow" else ("least", "most")
    text = f"viewpoints differ most on “{what}”: {least} under {low}, {most} under {high}."
    if word_count(text) > _MOST_WORDS:
        text = f"viewpoints differ most on “{what}”."
    return said(text, f"views.{gap.headline.id}.{gap.lowest}.{gap.highest}")


def _count_sentence(found: tuple[Gap, ...], clear: int) -> Sentence:
    total = counted(len(found), "outcome")
    if clear == len(found):
        return said(f"they can be told apart on all {total}.", "views.count.all")
    return said(f"they can be told apart on {number(clear)} of {total}.", f"views.count.{clear}")


def sample_sentence(study: CourseStudy) -> Sentence | None:
    """Say on how many outcomes the sample over the switches spans more than the viewpoints."""
    found = study.views
    if not found.sample or not found.viewpoints:
        return None
    wider = 0
    names = [gap.headline.id for gap in gaps(study)]
    for name in names:
        views = [view.outcomes[name].mean for view in found.viewpoints]
        sample = [view.outcomes[name].mean for view in found.sample]
        wider += max(sample) - min(sample) > max(views) - min(views)
    size = counted(len(found.sample), "setting")
    text = (
        f"{size} of all switches, drawn evenly, span more than the viewpoints on {number(wider)} "
        f"of {counted(len(names), 'outcome')}."
    )
    return said(text, f"views.sample.{wider}")


def view_name(scenario: Scenario, view: View) -> str:
    """Return the name of a row."""
    if view.viewpoint is None:
        return "Switches left open"
    return viewpoint_words(scenario, view.viewpoint)
