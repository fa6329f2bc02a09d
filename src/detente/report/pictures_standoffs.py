"""The picture of standoffs for a memo: outcomes with the share of worlds in which each holds."""

from __future__ import annotations

from matplotlib.figure import Figure

from detente.interests.sheet import MARGIN, QUIET, SMALL, Pen, Sheet, Track, style
from detente.report.lexicon import upper_first
from detente.report.pictures_rows import ISSUE, opened, reading
from detente.scenario.model import Scenario
from detente.stability.analysis import ConflictSolution
from detente.stability.analysis.phrases import labels, state_words
from detente.stability.analysis.words import told_states
from detente.study import Study

#: Width of the words of an outcome, in pixels, and height of a bar.
_WORDS, _BAR = 430, 11


def standoffs(study: Study, title: str = "") -> Figure:
    """Draw of each standoff in how many worlds of preferences its outcomes hold."""
    found = study.conflicts
    with style():
        sheet = opened(study, title)
        if found is None:
            return sheet.closed_with(f"No standoff to show: {study.no_conflicts}.")
        reading(
            sheet,
            "Bars: share of the preference worlds in which an outcome holds; solid where it does "
            "in most. Upright marks: the same with soft statements anywhere.",
        )
        for one in found.conflicts:
            _standoff(sheet, study.scenario, one)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _standoff(sheet: Sheet, scenario: Scenario, one: ConflictSolution) -> None:
    sheet.rule(sheet.y)
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 24, one.title, pen=ISSUE) + 4
    letters, total = labels(one), len(one.worlds)
    left = MARGIN + _WORDS + 22
    track = Track(left, sheet.width - MARGIN - 92, 0, 1)
    top = sheet.y - 10
    for state in told_states(one):
        held = one.standing(state)
        middle, share = sheet.y - 4, held.count / total
        ends = track.at(0), max(track.at(share), track.at(0) + 1)
        sheet.box(ends, (middle - _BAR / 2, middle + _BAR / 2), "ink", pale=2 * held.count <= total)
        wide = track.at(held.wide / len(one.wide))
        sheet.line((wide, wide), (middle - 9, middle + 9), "ink", 1.6)
        sheet.text(track.right + 14, sheet.y, f"{held.count:,} of {total:,}", Pen(12))
        words = f"{letters.get(state, state)}. {upper_first(state_words(scenario, one, state))}"
        now = " (status quo)" if state == one.status_quo else ""
        sheet.y = sheet.paragraph(MARGIN, sheet.y, f"{words}{now}", _WORDS, Pen(12)) + 7
    if not told_states(one):
        sheet.y = sheet.paragraph(MARGIN, sheet.y, "Nothing holds in any world.", pen=QUIET) + 7
    for end, name in ((0, "no world"), (1, "all worlds")):
        x = track.at(end)
        sheet.line((x, x), (top, sheet.y - 10), "rule", behind=True)
        sheet.text(x, sheet.y + 4, name, SMALL, "left" if end == 0 else "right")
    sheet.y += 18
