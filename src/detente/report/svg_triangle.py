"""The picture of a triangle: two theories at equal size, never averaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from detente.interests.triads import Triangle
from detente.report.lexicon import names, short
from detente.report.sentences import Sentence
from detente.report.svg import disc, line, percent, picture, text
from detente.report.words_triangle import (
    Edge,
    balance_pull,
    balance_sentence,
    courting_pull,
    courting_sentence,
    edges,
)
from detente.scenario.model import Scenario

HEIGHT = 214
#: Corners: per cent of the width, pixels; first two below, the third on top.
CORNERS = ((20.0, 168), (80.0, 168), (50.0, 34))
#: Thickness of a side that is always on the same terms, in pixels.
THICKEST = 7
#: Where the words of each side stand: place and anchor.
_WORDS = ((50.0, 190, "m"), (32.0, 96, "e"), (68.0, 96, ""))


@dataclass(frozen=True, slots=True)
class Panel:
    """One theory: headline, drawing and what follows from it."""

    title: str
    picture: Markup
    sentence: Sentence


def triangle_panels(scenario: Scenario, found: Triangle) -> tuple[Panel, Panel]:
    """Return the two panels; the drawing differs only in where each side would be pulled."""
    return (
        Panel(
            "If states balance …",
            _drawing(scenario, found, lambda place: _balance_words(found, place)),
            balance_sentence(found),
        ),
        Panel(
            "If rivals court …",
            _drawing(scenario, found, lambda place: _courting_words(found, place)),
            courting_sentence(found),
        ),
    )


def _balance_words(found: Triangle, place: int) -> str:
    return {1: "warms", -1: "cools", 0: "cannot be told"}[balance_pull(found, place)]


def _courting_words(found: Triangle, place: int) -> str:
    return {1: "warms", 0: "no pull", None: "cannot be told"}[courting_pull(found, place)]


def _drawing(scenario: Scenario, found: Triangle, words: Callable[[int], str]) -> Markup:
    shapes, label = [], []
    ends = ((0, 1), (0, 2), (1, 2))
    for place, edge in enumerate(edges(found)):
        one, other = (CORNERS[end] for end in ends[place])
        shapes.append(_side(edge, one, other))
        x, y, anchor = _WORDS[place]
        shapes.append(text(words(place), percent(x), y, f"n t2 hl {anchor}".rstrip()))
        terms = {1: "friendly", -1: "hostile", 0: "cannot be told"}[edge.sign]
        label.append(f"{names(scenario, edge.pair)}: {terms} now, {words(place)}.")
    for actor, (x, y) in zip(found.members, CORNERS, strict=True):
        shapes.append(disc(percent(x), y, 10, fill_of(scenario, actor)))
        top = y == CORNERS[2][1]
        shapes.append(text(short(scenario, actor), percent(x), y - 17 if top else y + 28, "b m hl"))
    return picture(shapes, label=" ".join(label), height=HEIGHT)


def _side(edge: Edge, one: tuple[float, int], other: tuple[float, int]) -> Markup:
    share = edge.friendly if edge.sign >= 0 else edge.hostile
    style = {1: "ki", -1: "ki", 0: "z"}[edge.sign]
    thickness = max(THICKEST * share, 1.5) if edge.sign else 1.5
    dashes = {1: None, -1: "9 6", 0: "1.5 4"}[edge.sign]
    drawn = f"stroke-width:{thickness:.1f}" + (f";stroke-dasharray:{dashes}" if dashes else "")
    return line((percent(one[0]), percent(other[0])), (one[1], other[1]), style, style=drawn)


def fill_of(scenario: Scenario, actor: str) -> str:
    """Return the colour of an actor: the first pair, the next principal; the rest in ink."""
    rest = [other for other in scenario.principals if other not in scenario.focus]
    order = (*scenario.focus, *rest[:1])
    return f"p{order.index(actor) + 1}" if actor in order else "k"
