"""The picture of bargaining for a memo: positions and outcomes between the poles."""

from __future__ import annotations

import math

from matplotlib.figure import Figure

from detente.bargaining.analysis import IssueBargain
from detente.interests.intervals import Interval
from detente.interests.pictures import colours
from detente.interests.sheet import MARGIN, QUIET, SMALL, Pen, Sheet, Track, style
from detente.report.lexicon import short, upper_first
from detente.report.pictures_rows import ISSUE, opened, reading
from detente.report.svg_bargain import standing_at
from detente.report.tables_bargain import interval_words
from detente.report.words_bargain import verdict_words
from detente.scenario.model import Scenario
from detente.study import Study

#: Height of a lane, and width of the words at a pole, in pixels.
_LANE, _POLE = 19, 250


def bargain(study: Study, title: str = "") -> Figure:
    """Draw what both sides want and where each model puts the outcome, issue by issue."""
    found = study.bargain
    with style():
        sheet = opened(study, title)
        if found is None:
            return sheet.closed_with(f"Nothing to bargain about: {study.no_bargain}.")
        reading(
            sheet,
            "Bands: what the two sides want, the second one hatched. Discs: medians of the models "
            "with their ranges over draws; thin lines: with widths doubled. Broken upright: what "
            "came of it, where that is known.",
        )
        for issue in found.issues:
            _issue(sheet, study.scenario, issue)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _issue(sheet: Sheet, scenario: Scenario, issue: IssueBargain) -> None:
    sheet.rule(sheet.y)
    verdict, standing = verdict_words(issue)
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 24, issue.name, pen=ISSUE)
    line = f"{verdict}, {standing}." if standing else f"{verdict}."
    sheet.y = sheet.paragraph(MARGIN, sheet.y, line, pen=QUIET)
    track, top = Track(222, 790, 0, 100), sheet.y
    paint = colours(scenario.focus, scenario.principals)
    for place, actor in enumerate(scenario.focus):
        if actor in issue.actors:
            name, own = short(scenario, actor), standing_at(scenario, issue.issue, actor)
            _side(sheet, track, f"{name} wants", own, paint[actor], hatched=place == 1)
    for one in issue.outcomes:
        y = _named(sheet, track, upper_first(one.label), one.outcome, "ink")
        if math.isnan(one.outcome[1]):
            continue
        sheet.line((track.at(one.widened[0]), track.at(one.widened[2])), (y, y), "rule2", 0.7)
        sheet.line((track.at(one.outcome[0]), track.at(one.outcome[2])), (y, y), "ink", 1.8)
        sheet.disc(track.at(one.outcome[1]), y, 4)
    for end, dashed in ((0, False), (50, True), (100, False)):
        x = track.at(end)
        sheet.line((x, x), (top - 6, sheet.y), "rule", dashed=dashed, behind=True)
    if issue.known is not None and issue.known.position is not None:
        x = track.at(issue.known.position)
        sheet.line((x, x), (top - 6, sheet.y), "ink", 1.2, dashed=True)
    ends = [
        sheet.paragraph(track.left, sheet.y + 14, f"← {issue.poles[0]}", _POLE, SMALL),
        sheet.paragraph(track.right, sheet.y + 14, f"{issue.poles[1]} →", _POLE, SMALL, "right"),
    ]
    sheet.y = max(ends) + 4


def _named(sheet: Sheet, track: Track, name: str, interval: Interval, colour: str) -> float:
    """Set the name and the figures of a lane; return the middle of the lane."""
    y = sheet.y + 0.5 * _LANE
    pen = Pen(12, colour=colour)
    sheet.text(track.left - 12, y + 4, name, pen, "right")
    sheet.text(track.right + 14, y + 4, interval_words(interval), pen)
    sheet.y += _LANE
    return y


def _side(
    sheet: Sheet, track: Track, name: str, own: Interval, colour: str, *, hatched: bool
) -> None:
    y = _named(sheet, track, name, own, colour)
    ends = track.at(own[0]), max(track.at(own[2]), track.at(own[0]) + 1)
    sheet.box(ends, (y - 6, y + 6), colour, hatched=hatched, pale=not hatched)
    sheet.disc(track.at(own[1]), y, 4, colour)
