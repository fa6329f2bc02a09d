"""The first year with and without the leaders' drive: how much warmer or colder, in lanes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from detente.dynamics.contrasts import Rests
from detente.report.lexicon import leader_of, possessive, upper_first
from detente.report.sentences import likely
from detente.report.svg import Scale, line, picture, scenery, text
from detente.report.svg_signed import lane
from detente.report.words_drive import Push, pushes
from detente.scenario.model import Scenario

HEIGHT = 30


@dataclass(frozen=True, slots=True)
class DriveRow:
    """One push that is taken away: whose, the change drawn, and in words."""

    name: str
    picture: Markup
    words: str


def head() -> Markup:
    """Return the words at the ends of the scale."""
    shapes = [
        text("◂ colder without it", "0", 18, "n t2"),
        text("warmer ▸", "100%", 18, "n t2 e"),
    ]
    return scenery(shapes, height=24)


def rows(scenario: Scenario, found: Sequence[Rests]) -> tuple[DriveRow, ...]:
    """Return one row a push, all leaders' first, on one scale."""
    changes = [rests.contrast.effect("flow").difference for rests in found]
    ends = [x for one in changes if one.told for x in one.ends]
    scale = Scale.around([*ends, *(one.mean for one in changes)])
    every = []
    for rests, push in zip(found, pushes(found), strict=True):
        change = rests.contrast.effect("flow").difference
        shapes = [line((scale.at(0), scale.at(0)), ("0", "100%"), "z d")]
        shapes += lane(change, (HEIGHT - 16) / 2, "kl", scale)
        who = possessive(leader_of(scenario, push.actor)) if push.actor else "all leaders’"
        name, words = upper_first(f"{who} push"), fate_words(push)
        label = f"Without {who} push: {words}"
        every.append(DriveRow(name, picture(shapes, label=label, height=HEIGHT), words))
    return tuple(every)


def fate_words(push: Push) -> str:
    """Return what becomes of the first year without a push."""
    if push.tone == "open" or push.fate == "open":
        return "cannot be told"
    if push.fate == "kept":
        return f"{likely(push.fate_strength)}stays {push.tone}"
    return f"{likely(push.fate_strength)}turns {'cold' if push.tone == 'warm' else 'warm'}"
