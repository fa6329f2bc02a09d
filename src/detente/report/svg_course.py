"""The picture of the course with and without each leader's drive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from detente.interests.drive import Drive
from detente.report.lexicon import leader_of, possessive, share_words
from detente.report.svg import Scale, disc, line, picture, scenery, text
from detente.report.words_course import row_outcome, takes_no_side, viewpoint_words
from detente.scenario.model import Scenario

HEIGHT = 38


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One viewpoint."""

    name: str
    picture: Markup
    words: str
    share: str


@dataclass(frozen=True, slots=True)
class CoursePanel:
    """One leader: rows by viewpoint."""

    title: str
    side: int
    head: Markup
    rows: tuple[CourseRow, ...]


def course_panels(scenario: Scenario, drives: Sequence[Drive]) -> tuple[CoursePanel, ...]:
    """Return one panel for each leader of the focus pair, all on one scale."""
    if not drives:
        return ()
    scale = Scale.around(value for d in drives for value in (*d.with_drive, *d.without))
    return tuple(
        _panel(scenario, drives, actor, side + 1, scale)
        for side, actor in enumerate(scenario.focus)
    )


def _panel(
    scenario: Scenario, drives: Sequence[Drive], actor: str, side: int, scale: Scale
) -> CoursePanel:
    own = [drive for drive in drives if drive.actor == actor]
    silent = [drive for drive in own if takes_no_side(drives, drive)]
    rows = []
    for drive in own:
        if drive in silent:
            continue
        if drive.viewpoint is None:
            names = [viewpoint_words(scenario, d.viewpoint) for d in silent if d.viewpoint]
            name = "Declared range"
            if names:
                name += f" (and {', '.join(names)}, who take no side)"
        else:
            name = viewpoint_words(scenario, drive.viewpoint)
        rows.append(_row(name, drive, side, scale))
    who = possessive(leader_of(scenario, actor))
    return CoursePanel(f"With and without {who} push", side, _head(), tuple(rows))


def _head() -> Markup:
    shapes = [text("◂ colder", "0", 24, "n t2"), text("warmer ▸", "100%", 24, "n t2 e")]
    return scenery(shapes, height=28)


def _row(name: str, drive: Drive, side: int, scale: Scale) -> CourseRow:
    words = row_outcome(drive)
    shapes = [line((scale.at(0), scale.at(0)), (0, "100%"), "z d")]
    for values, y, mark in ((drive.with_drive, 12, f"p{side}"), (drive.without, 26, f"o{side}")):
        low, middle, high = values
        shapes.append(line((scale.at(low), scale.at(high)), (y, y), f"l{side} w"))
        shapes.append(disc(scale.at(middle), y, 5 if mark[0] == "p" else 4.5, mark))
    share = (
        f"Warmer than average {share_words(drive.share_with, None)} with the push, "
        f"{share_words(drive.share_without, None)} without."
    )
    drawn = picture(shapes, label=f"{name}: {words}. {share}", height=HEIGHT)
    return CourseRow(name, drawn, words, share)
