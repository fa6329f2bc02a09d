"""The picture of trust against the trust needed: two lanes for each deal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from detente.interests.prospects import Prospect, Trusting
from detente.report.lexicon import deal_words, issue_label, share_words, short, upper_first
from detente.report.svg import Scale, bar, disc, line, percent, picture, scenery, text
from detente.report.words_deals import trust_words
from detente.scenario.model import Scenario

#: Middle of the two lanes and height of a row, in pixels.
LANES = (16, 38)
HEIGHT = 54
#: Room for half a disc at both ends of the track, in per cent.
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One deal of the picture.

    Attributes:
        label: the issue.
        picture: the two lanes.
        words: side, number of its colour, reading, share in words.
    """

    label: str
    picture: Markup
    words: tuple[tuple[str, int, str, str], ...]


def need_rows(scenario: Scenario, prospects: Sequence[Prospect]) -> tuple[NeedRow, ...]:
    """Return the rows of the picture."""
    return tuple(_row(scenario, found) for found in prospects)


def needs_head() -> Markup:
    """Return the names of the two ends of the track."""
    shapes = [text("◂ no trust", "0", 24, "n t2"), text("certain ▸", "100%", 24, "n t2 e")]
    return scenery(shapes, height=30)


def _row(scenario: Scenario, found: Prospect) -> NeedRow:
    # A little wider than 0–1, so that marks at the ends stay inside.
    room = _MARGIN / 100
    scale = Scale(-room, 1 + room)
    shapes, words = [], []
    for side in found.trusting:
        place = scenario.focus.index(side.actor)
        shapes += _lane(side, place, scale)
        words.append(
            (
                short(scenario, side.actor),
                place + 1,
                trust_words(side),
                f"Trust is enough {share_words(side.enough, side.enough_widened)}.",
            )
        )
    label = " ".join(
        (f"{upper_first(deal_words(scenario, found.issue))}.",
         *(f"{name}’s trust: {reading}." for name, _, reading, _ in words))
    )  # fmt: skip
    ends = [line((scale.at(end),) * 2, (4, HEIGHT - 4), "g") for end in (0, 1)]
    return NeedRow(
        issue_label(scenario, found.issue),
        picture([*ends, *shapes], label=label, height=HEIGHT),
        tuple(words),
    )


def _lane(side: Trusting, place: int, scale: Scale) -> list[Markup]:
    y, kind = LANES[place], place + 1
    low, middle, high = side.trust
    shapes = [
        line((scale.at(0), scale.at(1)), (y, y), "g"),
        bar(scale, low, high, y - 6, 12, f"b{kind}"),
    ]
    if not math.isnan(side.needed[1]):
        start, need, end = side.needed
        shapes.append(line((scale.at(start), scale.at(end)), (y, y), f"l{kind} w"))
        shapes.append(disc(percent(scale.place(need)), y, 5, f"o{kind}"))
    shapes.append(disc(scale.at(middle), y, 4.5, f"p{kind}"))
    return shapes
