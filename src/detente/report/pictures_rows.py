"""Pictures of a study with words in every row: what blocks each deal, and which clock runs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from matplotlib.figure import Figure

from detente.interests.pictures import (
    colours,
    verdicts_of,
)
from detente.interests.sheet import (
    BOLD,
    HEAD,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Pen,
    Sheet,
    Track,
    style,
)
from detente.interests.verdicts import Failure, Verdict, firmness
from detente.report.lexicon import date_words, issue_label, short, upper_first, when_words
from detente.scenario.model import Scenario
from detente.scenario.timeline import Moment, Span, Timeline
from detente.study import Study

Names: TypeAlias = dict[str, str]

ISSUE = Pen(14, True)
CONDITION_WORDS = {
    "gain": "Gain",
    "horizon": "Horizon",
    "ally": "Ally",
    "consent": "Consent",
    "home": "Home",
}


def actor_names(scenario: Scenario) -> Names:
    """Return how a figure names each actor."""
    return {actor: short(scenario, actor) for actor in scenario.content.actors}


def issue_names(scenario: Scenario) -> Names:
    """Return how a figure names each issue."""
    return {issue: issue_label(scenario, issue) for issue in scenario.content.issues}


def viewpoint_name(scenario: Scenario, viewpoint: str) -> str:
    """Return how a figure names a viewpoint."""
    entry = scenario.content.viewpoints[viewpoint]
    return entry.short or entry.name


def subtitle(scenario: Scenario) -> str:
    """Return the line under a headline: what is studied, and as known when."""
    return f"{scenario.title} · as known on {date_words(scenario.as_of)}; not today"


def opened(study: Study, title: str, width: float = WIDTH) -> Sheet:
    """Return a sheet with headline and the line under it."""
    return Sheet(title, subtitle(study.scenario) if title else "", width=width)


def reading(sheet: Sheet, words: str) -> None:
    """Set the line that says how to read a picture."""
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 4, words, pen=QUIET) + 14


def blockers(study: Study, title: str = "") -> Figure:
    """Draw which condition fails how often, for each issue of the focus pair."""
    scenario = study.scenario
    paint = colours(scenario.focus, scenario.principals)
    found = verdicts_of(study.interests, scenario.focus)
    with style():
        sheet = opened(study, title)
        if not found:
            return sheet.closed_with("No issue concerns both sides.")
        _blocker_key(sheet, scenario, found, paint)
        reading(
            sheet,
            "The larger a disc, the more draws in which the condition fails. Filled: it fails most "
            "often, and in at least half of the draws. Dash: hardly ever. Gain: too little at "
            "hand. Horizon: the later loss is counted already. Ally: a duty to somebody else. "
            "Home: a hurdle at home.",
        )
        for place, name in enumerate(CONDITION_WORDS.values()):
            sheet.text(_condition_place(place), sheet.y, name, HEAD, "center")
        sheet.text(636, sheet.y, "Whose consent", HEAD)
        sheet.text(796, sheet.y, "Next clock", HEAD)
        sheet.y += 8
        for verdict in found:
            _blocker_row(sheet, study, verdict, paint)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _blocker_key(
    sheet: Sheet, scenario: Scenario, found: Sequence[Verdict], paint: Mapping[str, str]
) -> None:
    """Name the two sides and every third party by place and colour."""
    thirds = [f.actor for v in found for f in v.failures if f.condition == "consent"]
    x = MARGIN + 6.0
    for place, actor in enumerate(dict.fromkeys((*scenario.focus, *thirds))):
        colour = paint.get(actor, "ink2")
        where = ("left", "right")[place] if place < 2 else "consent"
        words, pen = f"{short(scenario, actor)} ({where})", Pen(13, True, colour)
        sheet.disc(x, sheet.y + 2, 6, colour, fill=False)
        sheet.text(x + 14, sheet.y + 6, words, pen)
        x += 44 + sheet.wide(words, pen)
    sheet.y += 24


def _condition_place(place: int) -> float:
    return 234.0 + 86 * place


def _blocker_row(sheet: Sheet, study: Study, verdict: Verdict, paint: Mapping[str, str]) -> None:
    scenario, top = study.scenario, sheet.y
    sheet.rule(top)
    middle = top + 22
    ends = [sheet.paragraph(MARGIN, middle + 5, issue_label(scenario, verdict.issue), 150, ISSUE)]
    for place, condition in enumerate(CONDITION_WORDS):
        shown = [f for f in verdict.failures if f.condition == condition]
        order = scenario.focus if condition != "consent" else tuple(f.actor for f in shown)
        slots = max(len(order), 1)
        for failure in shown:
            # Pairs keep their sides; third parties share the column.
            offset = (order.index(failure.actor) - (slots - 1) / 2) * min(36, 84 / slots)
            x = _condition_place(place) + offset
            _blocker_disc(sheet, x, middle, failure, failure == verdict.blocker, paint)
    consents = [_consent_words(scenario, f) for f in verdict.failures if f.condition == "consent"]
    words = "; ".join(consents) or "None beyond the two"
    ends.append(sheet.paragraph(636, middle + 5, upper_first(words), 146))
    clock = study.timeline.clock(verdict.issue)
    said = "None declared"
    if clock is not None:
        verb = "ends" if clock.sort == "ends" else "renewal"
        said = f"{clock.name}: {verb} {date_words(clock.date)}"
    ends.append(sheet.paragraph(796, middle + 5, upper_first(said)))
    sheet.y = max(top + 44, *(end - 8 for end in ends))


def _blocker_disc(
    sheet: Sheet, x: float, y: float, failure: Failure, filled: bool, paint: Mapping[str, str]
) -> None:
    colour = paint.get(failure.actor, "ink2")
    if failure.share is None:
        sheet.text(x, y + 5, "?", BOLD, "center")
        return
    radius = 17 * failure.share**0.5
    if radius < 2:
        sheet.line((x - 2, x + 2), (y, y), "rule2")
    else:
        sheet.disc(x, y, radius, colour, fill=filled)


def _consent_words(scenario: Scenario, failure: Failure) -> str:
    name = short(scenario, failure.actor)
    if failure.share is None:
        return f"{name}: open"
    wide = failure.share_widened or 0.0
    withheld, given = firmness(failure.share, wide), firmness(1 - failure.share, 1 - wide)
    if withheld != "open":
        return f"{name}: {'probably ' if withheld == 'leaning' else ''}withheld"
    if given != "open":
        return f"{name}: {'probably ' if given == 'leaning' else ''}given"
    return f"{name}: cannot be told"


def clocks(study: Study, title: str = "") -> Figure:
    """Draw what runs out, what renews, who votes."""
    dates = study.timeline
    with style():
        sheet = opened(study, title)
        if not dates.spans and not dates.moments:
            return sheet.closed_with("The scenario declares nothing with a date.")
        reading(
            sheet,
            "Solid: in force, pale where no end is set. Hatched: in talks, signed, suspended or "
            "under notice. Upright stop: the end. Ticks: renewals. Diamond: filled where "
            "scheduled, open where expected or proposed.",
        )
        track = Track(MARGIN, WIDTH - MARGIN, dates.start.toordinal(), dates.end.toordinal())
        top = sheet.y + 6
        groups = (("agreement", "Agreements"), ("measure", "Sanctions and controls"))
        for sort, heading in groups:
            spans = sorted((s for s in dates.spans if s.sort == sort), key=_ending)
            if spans:
                sheet.y += 26
                sheet.text(MARGIN + 6, sheet.y, heading, HEAD)
                for span in spans:
                    _span(sheet, track, dates, span)
        if dates.moments:
            sheet.y += 28
            sheet.text(MARGIN + 6, sheet.y, "Elections, summits and other dates", HEAD)
            for moment in dates.moments:
                _moment(sheet, track, moment)
        sheet.y += 14
        _years(sheet, track, dates, top)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _ending(span: Span) -> tuple[bool, datetime.date]:
    return span.end is None, span.end.day if span.end else datetime.date.max


def _years(sheet: Sheet, track: Track, dates: Timeline, top: float) -> None:
    """Draw the years behind the rows, once it is known how far down they run."""
    sheet.line((track.left, track.left), (top, sheet.y), "ink", 1.4)
    sheet.text(track.left, top - 6, date_words(dates.start), Pen(12, True))
    first = track.left + sheet.wide(date_words(dates.start), Pen(12, True)) + 24
    for year in range(dates.start.year + 1, dates.end.year + 1):
        x = track.at(datetime.date(year, 1, 1).toordinal())
        sheet.line((x, x), (top, sheet.y), "rule", behind=True)
        if x > first and x < track.right - 14:
            sheet.text(x, top - 6, str(year), SMALL, "center")


def _span(sheet: Sheet, track: Track, dates: Timeline, span: Span) -> None:
    end = span.end.day if span.end else None
    low = max(span.start.day, dates.start) if span.start else dates.start
    stop = min(max(end, dates.start), dates.end) if end else dates.end
    left, right = track.at(min(low, stop).toordinal()), track.at(stop.toordinal())
    until = "" if span.end is None else f"; ends {when_words(span.end)}"
    sheet.y += 22
    name = upper_first(span.name)
    # A bar that begins late still has its words at its own begin, as far as they fit.
    words = span.status + until
    room = track.right - sheet.wide(name, BOLD) - sheet.wide(words, SMALL) - 8
    x = max(min(left, room), MARGIN) + 6
    sheet.text(x, sheet.y, name, BOLD)
    after = x + 8 + sheet.wide(name, BOLD)
    lines = sheet.wrapped(words, max(track.right - after, 80), SMALL)
    sheet.text(after, sheet.y, lines[0] if len(lines) == 1 else f"{lines[0]} …", SMALL)
    sheet.y += 6
    bar = (left, right), (sheet.y, sheet.y + 9)
    sheet.box(
        *bar,
        "rule2" if span.solid and end else "tint2" if span.solid else "ink2",
        hatched=not span.solid,
    )
    if end and end <= dates.end:
        sheet.line((right, right), (sheet.y - 1, sheet.y + 14), "ink", 2.4)
    for renewal in span.renewals:
        x = track.at(renewal.toordinal())
        sheet.line((x, x), (sheet.y - 1, sheet.y + 10), "ink", 1.2)
    sheet.y += 11


def _moment(sheet: Sheet, track: Track, moment: Moment) -> None:
    sheet.y += 24
    x, y = max(track.at(moment.when.day.toordinal()), track.left), sheet.y - 4
    filled = moment.certainty == "scheduled"
    sheet.polygon([(x - 5, y), (x, y - 5), (x + 5, y), (x, y + 5)], "ink", filled)
    doubt = "" if filled else f"; {moment.certainty}"
    words, when = upper_first(moment.name), f"{when_words(moment.when)}{doubt}"
    wide = sheet.wide(words) + 8 + sheet.wide(when, SMALL)
    # Late dates have their words on the left, where there is room.
    start = x + 11 if x + 11 + wide <= track.right else max(x - 11 - wide, float(MARGIN))
    sheet.text(start, sheet.y, words)
    sheet.text(start + sheet.wide(words) + 8, sheet.y, when, SMALL)
