"""Pictures of a study for a memo; those of interests and convergence are drawn in `interests`.

Each function takes a study and a headline (none when empty) and returns a figure. Nothing is
computed here beyond the place of a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from matplotlib.figure import Figure

from detente.interests.drive import Drive
from detente.interests.pictures import (
    colours,
    convergence_picture,
    interests_picture,
    possessive,
    verdicts_of,
)
from detente.interests.sheet import (
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
    style,
)
from detente.interests.verdicts import Verdict, firmness
from detente.library.conventions import conventions
from detente.report.lexicon import issue_label, upper_first
from detente.report.pictures_bargain import bargain
from detente.report.pictures_claims import claims, record
from detente.report.pictures_rows import (
    ISSUE,
    actor_names,
    blockers,
    clocks,
    issue_names,
    opened,
    reading,
    subtitle,
    viewpoint_name,
)
from detente.report.pictures_standoffs import standoffs
from detente.scenario.model import Scenario
from detente.scenario.schema import Setting
from detente.scenario.viewpoints import Quarrel
from detente.study import Study

Picture: TypeAlias = Callable[[Study, str], Figure]


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


def drive(study: Study, title: str = "") -> Figure:
    """Draw the focus pair's course with and without each leader's drive, by viewpoint."""
    scenario, found = study.scenario, study.interests.drives
    paint = colours(scenario.focus, scenario.principals)
    with style():
        sheet = opened(study, title)
        if not found:
            return sheet.closed_with("The scenario declares no behaviour of the two to each other.")
        reading(
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
        sheet = opened(study, title)
        reading(sheet, f"All {found.total:,} numbers of the scenario, counted twice.")
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
        sheet = opened(study, title)
        if not found:
            return sheet.closed_with("No issue concerns both sides.")
        reading(
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
        sheet = opened(study, title, max(WIDTH, left + column * len(every) + MARGIN))
        if not found:
            return sheet.closed_with("The scenario declares no switches.")
        reading(
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
    "bargain": bargain,
    "stability": standoffs,
    "claims": claims,
    "record": record,
}
