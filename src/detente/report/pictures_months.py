"""Pictures of the monthly model for a memo; most are drawn in `dynamics`.

Each function takes a study and a headline (none when empty) and returns a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from matplotlib.figure import Figure

from detente.dynamics.parting import Path
from detente.dynamics.pictures_bindings import binding_picture, triangle_picture
from detente.dynamics.pictures_contrasts import contrast_picture
from detente.dynamics.pictures_courses import (
    REGIME_COLOURS,
    fan_picture,
    regime_picture,
    survival_picture,
)
from detente.dynamics.pictures_views import viewpoints_picture
from detente.dynamics.ranges import Range
from detente.interests.sheet import BOLD, HEAD, MARGIN, SMALL, Pen, Sheet, Track, style
from detente.report.lexicon import leader_of, possessive, upper_first
from detente.report.pictures_rows import ISSUE, opened, reading, subtitle
from detente.report.svg_drive import fate_words
from detente.report.svg_worlds import MARKS
from detente.report.words_binding import shown
from detente.report.words_drive import pushes
from detente.report.words_matters import OUTCOMES
from detente.report.words_runs import split_words
from detente.report.words_signed import SignedRow, courses, signed_rows
from detente.report.words_views import chosen, outcome_name
from detente.study import Study
from detente.study_courses import CourseStudy

Picture: TypeAlias = Callable[[Study, str], Figure]

_LEFT, _RIGHT = 232.0, 560.0


def _monthly(draw: Callable[[CourseStudy, str, str], Figure]) -> Picture:
    """Return a picture that says why it is empty where the monthly model was not run."""

    def picture(study: Study, title: str = "") -> Figure:
        if study.courses is None:
            with style():
                return opened(study, title).closed_with(
                    f"Nothing runs month by month: {study.no_courses}."
                )
        return draw(study.courses, title, subtitle(study.scenario) if title else "")

    return picture


def _fan(study: CourseStudy, title: str, under: str) -> Figure:
    dyads = list(study.dyads)
    return fan_picture(study.run, study.horizons, keys=dyads, title=title, subtitle=under)


def _regimes(study: CourseStudy, title: str, under: str) -> Figure:
    return regime_picture(study.run, study.horizons, pair=study.pair, title=title, subtitle=under)


def _survival(study: CourseStudy, title: str, under: str) -> Figure:
    return survival_picture(study.run, study.survival, title=title, subtitle=under)


def _binding(study: CourseStudy, title: str, under: str) -> Figure:
    return binding_picture(study.scenario, shown(study), title=title, subtitle=under)


def _theories(study: CourseStudy, title: str, under: str) -> Figure:
    return triangle_picture(study.scenario, study.rivals, title=title, subtitle=under)


def _across(study: CourseStudy, title: str, under: str) -> Figure:
    names = [headline.id for headline in chosen(study)]
    return viewpoints_picture(study.views, names, title=title, subtitle=under)


def _matters(study: CourseStudy, title: str, under: str) -> Figure:
    known = {effect.headline.id for one in study.contrasts.contrasts for effect in one.effects}
    first = next((name for name in (OUTCOMES[1], *OUTCOMES) if name in known), None)
    return contrast_picture(study.contrasts, first, title=title, subtitle=under)


def _deals(study: CourseStudy, title: str, under: str) -> Figure:
    with style():
        sheet = Sheet(title, under)
        reading(
            sheet,
            "Bar: range over draws of the chance. Thin line: with every judged or assumed width "
            "doubled. Tick: mean over all worlds. Solid: signed, or in force at the end; hatched: "
            "ratified.",
        )
        track = Track(_LEFT, _RIGHT, 0, 1)
        for share, word in ((0.0, "no world"), (0.5, "half"), (1.0, "all")):
            sheet.text(track.at(share), sheet.y, word, SMALL, "center")
        sheet.y += 8
        for sort in ("named", "focus"):
            for row in signed_rows(study, courses(study, sort)):
                _deal_row(sheet, track, row)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _deal_row(sheet: Sheet, track: Track, row: SignedRow) -> None:
    top = sheet.y
    sheet.rule(top)
    below = sheet.paragraph(MARGIN, top + 20, row.name, _LEFT - MARGIN - 16, ISSUE)
    below = sheet.paragraph(MARGIN, below, row.verdict, _LEFT - MARGIN - 16, SMALL)
    words = " · ".join(f"{upper_first(name)} {figures}" for name, figures in row.words)
    after = sheet.paragraph(_RIGHT + 24, top + 20, words, pen=BOLD)
    for head, text in (("Moved by", row.movers), ("Held up by", row.binding)):
        if text:
            after = sheet.paragraph(_RIGHT + 24, after, f"{head}: {text}", pen=SMALL)
    bottom = max(below, after, top + 20 + 18 * len(row.chances)) - 4
    for share in (0.0, 0.5, 1.0):
        ys = (top + 6, bottom - 2)
        sheet.line((track.at(share),) * 2, ys, "rule", dashed=share == 0.5, behind=True)
    for place, chance in enumerate(row.chances):
        _range(sheet, track, chance.range_, top + 17 + 18 * place, hatched=place > 0)
    sheet.y = bottom + 2


def _range(sheet: Sheet, track: Track, found: Range, y: float, *, hatched: bool = False) -> None:
    if found.told:
        ends = track.at(found.low), max(track.at(found.high), track.at(found.low) + 1)
        sheet.box(ends, (y - 5, y + 5), "ink2", hatched=hatched, pale=not hatched)
    if found.wide is not None and found.wide.told:
        sheet.line((track.at(found.wide.low), track.at(found.wide.high)), (y, y), "ink2", 1.2)
    sheet.line((track.at(found.mean),) * 2, (y - 6, y + 6), "ink", 1.6)


def _push(study: CourseStudy, title: str, under: str) -> Figure:
    changes = [rests.contrast.effect("flow").difference for rests in study.drive]
    with style():
        sheet = Sheet(title, under)
        if not changes:
            return sheet.closed_with("No drive can be taken away.")
        reading(
            sheet,
            "Change of mean behaviour over the first year when a push is taken away. Bar: range "
            "over draws; thin line: with widths doubled; tick: mean.",
        )
        track = Track.around_zero(
            _LEFT, _RIGHT + 60, [x for one in changes for x in (*one.ends, one.mean)]
        )
        sheet.text(track.at(0) - 8, sheet.y, "← colder without it", SMALL, "right")
        sheet.text(track.at(0) + 8, sheet.y, "warmer →", SMALL)
        sheet.y += 8
        for push, change in zip(pushes(study.drive), changes, strict=True):
            top = sheet.y
            sheet.rule(top)
            leader = leader_of(study.scenario, push.actor) if push.actor else ""
            who = f"{possessive(leader)} push" if leader else "All leaders’ push"
            below = sheet.paragraph(MARGIN, top + 22, upper_first(who), 190, ISSUE)
            sheet.text(_RIGHT + 76, top + 22, upper_first(fate_words(push)))
            sheet.y = max(top + 36, below - 8)
            sheet.line((track.at(0),) * 2, (top, sheet.y), "rule2", dashed=True)
            _range(sheet, track, change, top + 18)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _chance(study: CourseStudy, title: str, under: str) -> Figure:
    with style():
        sheet = Sheet(title, under)
        found = [split for split in study.splits if split.share == split.share]
        if not found:
            return sheet.closed_with("No outcome varies.")
        reading(
            sheet,
            "Filled: share of the spread over worlds that comes from not knowing the numbers. "
            "The rest: chance. Line: two standard errors either way.",
        )
        track = Track(_LEFT + 180, _RIGHT + 140, 0, 1)
        for split in found:
            top = sheet.y
            sheet.rule(top)
            name = outcome_name(study.scenario, split.headline)
            below = sheet.paragraph(MARGIN, top + 20, name, track.left - MARGIN - 20, Pen(13))
            sheet.text(track.right + 20, top + 20, split_words(split.share, split.error))
            y = top + 16
            sheet.box((track.left, track.right), (y - 6, y + 6), "tint2")
            sheet.box((track.left, track.at(split.share)), (y - 6, y + 6), "ink")
            low, high = (
                min(max(split.share + sign * 2 * split.error, 0.0), 1.0) for sign in (-1, 1)
            )
            sheet.line((track.at(low), track.at(high)), (y, y), "rule2", 1.2)
            sheet.y = max(top + 30, below - 6)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def _worlds(study: CourseStudy, title: str, under: str) -> Figure:
    found = study.parting
    with style():
        sheet = Sheet(title, under)
        if found is None:
            return sheet.closed_with(f"No two worlds are told apart: {study.no_parting}.")
        reading(
            sheet,
            "Each month in the colour of its regime. ◆ a leader changes; ▼ a shock strikes the "
            "pair; ○ a summit. Upright: the worlds part.",
        )
        x = float(MARGIN)
        for name in found.names:
            words = name.replace("_", " ")
            sheet.box((x, x + 16), (sheet.y, sheet.y + 12), REGIME_COLOURS[name])
            sheet.text(x + 22, sheet.y + 11, words, SMALL)
            x += 42 + sheet.wide(words, SMALL)
        sheet.y += 34
        months = len(found.typical.regimes)
        track = Track(MARGIN, 960 - MARGIN, 0, months)
        for name, path in (("Typical world", found.typical), ("Opposite world", found.opposite)):
            sheet.text(MARGIN, sheet.y, name, HEAD)
            _strip(sheet, track, path, found.names, found.month)
        for month in range(0, months + 1, 12):
            align = "left" if month == 0 else "center"
            sheet.text(track.at(month), sheet.y - 8, str(month), SMALL, align)  # type: ignore[arg-type]
        sheet.y += 10
        return sheet.close()


def _strip(
    sheet: Sheet, track: Track, path: Path, names: tuple[str, ...], parting: int | None
) -> None:
    signs = {"shock": "▼", **{kind: sign for kind, sign in MARKS.items() if kind != "shock"}}
    for one in path.happenings:
        if one.kind in signs:
            sheet.text(track.at(one.month - 0.5), sheet.y + 18, signs[one.kind], SMALL, "center")
    top = sheet.y + 26
    for place, regime in enumerate(path.regimes):
        ends = track.at(place), track.at(place + 1) + 0.4
        sheet.box(ends, (top, top + 30), REGIME_COLOURS[names[int(regime)]])
    if parting is not None:
        sheet.line((track.at(parting - 1),) * 2, (top - 18, top + 30), "ink", 1.8)
    sheet.y = top + 58


#: Every picture of the monthly model by the id of its figure.
PICTURES: Mapping[str, Picture] = {
    "fan": _monthly(_fan),
    "regimes": _monthly(_regimes),
    "deals": _monthly(_deals),
    "survival": _monthly(_survival),
    "binding": _monthly(_binding),
    "theories": _monthly(_theories),
    "across": _monthly(_across),
    "push": _monthly(_push),
    "matters": _monthly(_matters),
    "chance": _monthly(_chance),
    "worlds": _monthly(_worlds),
}
