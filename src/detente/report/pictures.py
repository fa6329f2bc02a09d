"""Pictures of a study for a memo; those of interests and convergence are drawn in `interests`.

Each function takes a study and a headline (none when empty) and returns a figure. Nothing is
computed here beyond the place of a mark.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from matplotlib.figure import Figure

from detente.interests.drive import Drive
from detente.interests.pictures import (
    BODY,
    BOLD,
    HEAD,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Pen,
    Sheet,
    Track,
    colours,
    convergence_picture,
    interests_picture,
    possessive,
    style,
    verdicts_of,
)
from detente.interests.verdicts import Failure, Verdict, firmness
from detente.library.conventions import conventions
from detente.report.lexicon import date_words, issue_label, short, upper_first, when_words
from detente.scenario.model import Scenario
from detente.scenario.schema import Setting
from detente.scenario.timeline import Moment, Span, Timeline
from detente.scenario.viewpoints import Quarrel
from detente.study import Study

Picture: TypeAlias = Callable[[Study, str], Figure]
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


def _sheet(study: Study, title: str, width: float = WIDTH) -> Sheet:
    return Sheet(title, subtitle(study.scenario) if title else "", width=width)


def _reading(sheet: Sheet, words: str) -> None:
    """Set the line that says how to read a picture."""
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 4, words, pen=QUIET) + 14


def interests(study: Study, title: str = "") -> Figure:
    """Draw what a deal is worth to the focus pair, issue by issue."""
    names = actor_names(study.scenario), issue_names(study.scenario)
    pair, under = study.scenario.focus, subtitle(study.scenario) if title else ""
    return interests_picture(
        study.interests,
        pair,
        actors=names[0],
        issues=names[1],
        spoken={actor: study.scenario.name_of(actor) for actor in names[0]},
        title=title,
        subtitle=under,
    )


def convergence(study: Study, title: str = "") -> Figure:
    """Draw who stands with whom."""
    return convergence_picture(
        study.convergence,
        study.scenario.focus,
        actors=actor_names(study.scenario),
        title=title,
        subtitle=subtitle(study.scenario) if title else "",
    )


def blockers(study: Study, title: str = "") -> Figure:
    """Draw which condition fails how often, for each issue of the focus pair."""
    scenario = study.scenario
    paint = colours(scenario.focus, scenario.principals)
    found = verdicts_of(study.interests, scenario.focus)
    with style():
        sheet = _sheet(study, title)
        if not found:
            return sheet.closed_with("No issue concerns both sides.")
        _blocker_key(sheet, scenario, found, paint)
        _reading(
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
        sheet = _sheet(study, title)
        if not dates.spans and not dates.moments:
            return sheet.closed_with("The scenario declares nothing with a date.")
        _reading(
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


def drive(study: Study, title: str = "") -> Figure:
    """Draw the focus pair's course with and without each leader's drive, by viewpoint."""
    scenario, found = study.scenario, study.interests.drives
    paint = colours(scenario.focus, scenario.principals)
    with style():
        sheet = _sheet(study, title)
        if not found:
            return sheet.closed_with("The scenario declares no behaviour of the two to each other.")
        _reading(
            sheet,
            "Behaviour of the two to each other. Filled: as declared, with both leaders’ drive. "
            "Ring or empty square: in the long run without the drive of one, under the same luck. "
            "Line: range of the draws.",
        )
        ends = [value for d in found for each in (d.with_drive, d.without) for value in each]
        track = Track.around_zero(232, 612, ends)
        sheet.text(track.at(0) - 8, sheet.y, "← unfriendly", SMALL, "right")
        sheet.text(track.at(0) + 8, sheet.y, "friendly →", SMALL)
        sheet.y += 8
        for viewpoint in dict.fromkeys(d.viewpoint for d in found):
            members = [d for d in found if d.viewpoint == viewpoint]
            name = (
                "All declared answers" if viewpoint is None else viewpoint_name(scenario, viewpoint)
            )
            _drive_row(sheet, track, name, members, scenario, paint)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _drive_row(
    sheet: Sheet,
    track: Track,
    name: str,
    members: Sequence[Drive],
    scenario: Scenario,
    paint: Mapping[str, str],
) -> None:
    top = sheet.y
    sheet.rule(top)
    sheet.paragraph(MARGIN, top + 22, name, track.left - MARGIN - 12, Pen(13, True))
    height = 20 * (len(members) + 1) + 12
    sheet.box((track.at(0), track.right), (top, top + height), "tint")
    sheet.line((track.at(0), track.at(0)), (top, top + height), "rule2")
    first = members[0]
    lanes = [("ink", first.with_drive, first.share_with, "with both")]
    for member in members:
        words = f"without {possessive(scenario.name_of(member.actor))}"
        lanes.append((paint.get(member.actor, "ink2"), member.without, member.share_without, words))
    for place, (colour, values, share, words) in enumerate(lanes):
        y = top + 17 + 20 * place
        sheet.line((track.at(values[0]), track.at(values[2])), (y, y), colour, 1.2)
        if place < 2:
            sheet.disc(track.at(values[1]), y, 5, colour, fill=place == 0)
        else:
            sheet.square(track.at(values[1]), y, 4.5, colour, fill=False)
        sheet.text(628, y + 4, f"{words}: {course_words(share)}", Pen(13, place == 0, colour))
    sheet.y = top + height


def course_words(share: float) -> str:
    """Say which way a course runs, from the share of draws in which it is friendly."""
    way, strong = ("friendly", share) if share >= 0.5 else ("unfriendly", 1 - share)
    firm = firmness(strong, strong)
    return {"settled": way, "leaning": f"probably {way}", "open": "cannot be told"}[firm]


def evidence(study: Study, title: str = "") -> Figure:
    """Draw support and value of all quantities as two bars, never merged."""
    found = study.evidence
    with style():
        sheet = _sheet(study, title)
        _reading(sheet, f"All {found.total:,} numbers of the scenario, counted twice.")
        shades = ("ink", "ink2", "rule2", "rule2")
        halves = (
            ("What the sources say about the number", found.support),
            ("Where the number itself comes from", found.value),
        )
        for heading, counts in halves:
            sheet.y += 8
            sheet.text(MARGIN, sheet.y, heading, Pen(14, True))
            sheet.y += 10
            track = Track(MARGIN, WIDTH - MARGIN, 0, max(found.total, 1))
            begin = 0
            for place, (word, count) in enumerate(counts.items()):
                bar = (track.at(begin), track.at(begin + count)), (sheet.y, sheet.y + 26)
                sheet.box(*bar, shades[place], hatched=place == len(shades) - 1)
                begin += count
                x = MARGIN + 216.0 * place
                sheet.box(
                    (x, x + 14), (sheet.y + 38, sheet.y + 50), shades[place], hatched=place == 3
                )
                sheet.text(x + 20, sheet.y + 49, f"{EVIDENCE_WORDS[word]}: {count:,}")
            sheet.y += 78
        words = (
            f"{found.defaults:,} of the numbers are left to the default of their kind; "
            f"{found.coded:,} carry more than one coder’s number; {found.reported:,} rest on a "
            "view that the author only reports."
        )
        sheet.y = sheet.paragraph(MARGIN, sheet.y, words, pen=QUIET)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


EVIDENCE_WORDS = {
    "stated": "stated",
    "inferred": "inferred from a text",
    "background": "background fact",
    "none": "nothing",
    "measured": "measured",
    "fitted": "fitted to data",
    "judged": "judged by a coder",
    "assumed": "assumed range",
}


def widths(study: Study, title: str = "") -> Figure:
    """Draw how often each verdict holds, as declared and with widths doubled."""
    scenario, declared = study.scenario, conventions()
    found = sorted(verdicts_of(study.interests, scenario.focus), key=lambda v: -v.share)
    with style():
        sheet = _sheet(study, title)
        if not found:
            return sheet.closed_with("No issue concerns both sides.")
        _reading(
            sheet,
            "Disc: share of draws in which the verdict holds. Ring: the same with every judged or "
            "assumed width doubled.",
        )
        track = Track(232, 612, 0, 1)
        marks = (declared["leaning_share"], "probably"), (declared["settled_share"], "settled")
        sheet.y += 20
        for share, word in marks:
            sheet.text(track.at(share) + 4, sheet.y, word, HEAD)
        for share, word in ((0.0, "in no draw"), (0.5, "in half"), (1.0, "in all")):
            sheet.text(track.at(share), sheet.y - 18, word, SMALL, "center")
        sheet.y += 8
        for verdict in found:
            name = issue_label(scenario, verdict.issue)
            _width_row(sheet, track, verdict, name, [share for share, _ in marks])
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _width_row(
    sheet: Sheet, track: Track, verdict: Verdict, name: str, marks: Sequence[float]
) -> None:
    top = sheet.y
    sheet.rule(top)
    below = sheet.paragraph(MARGIN, top + 22, name, 188, ISSUE)
    said = {"settled": "", "leaning": "probably ", "open": "cannot be told; most often "}
    words = upper_first(said[verdict.firmness] + VERDICT_WORDS[verdict.category])
    after = sheet.paragraph(628, top + 22, words)
    sheet.y = max(top + 36, below - 8, after - 8)
    for share in marks:
        sheet.line((track.at(share),) * 2, (top, sheet.y), "rule2", dashed=True)
    xs, y = (track.at(verdict.share), track.at(verdict.share_widened)), top + 18
    sheet.line(xs, (y, y), "ink2", 1.2)
    sheet.disc(xs[1], y, 6, "ink", fill=False)
    sheet.disc(xs[0], y, 4)


VERDICT_WORDS = {
    "lasting": "both gain, now and later",
    "parts_later": "both gain now, somebody loses later",
    "one_sided": "only one side gains now",
    "none": "neither side gains now",
}


def viewpoints(study: Study, title: str = "") -> Figure:
    """Draw each switch, its answers, and which viewpoint takes which."""
    scenario, found = study.scenario, study.quarrels
    every = tuple(scenario.content.viewpoints)
    column = 84.0
    left = 440.0
    with style():
        sheet = _sheet(study, title, max(WIDTH, left + column * len(every) + MARGIN))
        if not found:
            return sheet.closed_with("The scenario declares no switches.")
        _reading(
            sheet,
            "Filled: the text states it; empty: inferred from it. Disc: the author’s own view; "
            "square: reported of others. No mark: left open. Shaded: the scenario’s own viewpoint.",
        )
        heads, begin = sheet.y, sheet.y - 12
        places = {key: left + column * (place + 0.5) for place, key in enumerate(every)}
        for key, x in places.items():
            name = viewpoint_name(scenario, key)
            end = sheet.paragraph(x, heads, name, column - 8, Pen(12, True), "center")
            sheet.y = max(sheet.y, end)
        for disputed, heading in ((True, "Disputed"), (False, "Answered one way only")):
            if group := [q for q in found if q.disputed == disputed]:
                sheet.y += 20
                sheet.text(MARGIN, sheet.y, heading, HEAD)
                sheet.y += 8
                for quarrel in group:
                    _quarrel(sheet, quarrel, places, left)
        own = scenario.content.viewpoint
        if own in places:
            x = places[own]
            sheet.box((x - column / 2, x + column / 2), (begin, sheet.y), "tint")
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _quarrel(sheet: Sheet, quarrel: Quarrel, places: Mapping[str, float], left: float) -> None:
    """Set a question, its answers below each other, and who takes which."""
    sheet.rule(sheet.y)
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 20, quarrel.question, left - 48, BOLD) + 2
    for level, answer in quarrel.levels.items():
        for key in quarrel.holders(level):
            _setting(sheet, places[key], sheet.y - 4, quarrel.settings[key])
        sheet.y = sheet.paragraph(MARGIN + 14, sheet.y, answer, left - 62, BODY)
    sheet.y -= 4


def _setting(sheet: Sheet, x: float, y: float, setting: Setting) -> None:
    filled = setting.support == "stated"
    if setting.voice == "reported":
        sheet.square(x, y, 5, "ink", filled)
    else:
        sheet.disc(x, y, 5.5, "ink", filled)


#: Every picture by the id of its figure.
PICTURES: Mapping[str, Picture] = {
    "interests": interests,
    "blockers": blockers,
    "clocks": clocks,
    "drive": drive,
    "convergence": convergence,
    "viewpoints": viewpoints,
    "evidence": evidence,
    "widths": widths,
}
