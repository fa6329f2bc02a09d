"""The triangle under both theories: two drawings of equal size, and configurations in lanes."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from detente.report.lexicon import names, short
from detente.report.svg import Scale, disc, line, percent, picture, scenery, text
from detente.report.svg_signed import SCALE, lane
from detente.report.svg_triangle import CORNERS, HEIGHT, fill_of
from detente.report.words_rivals import OutcomeRow, Side, Theory, side_words, type_rows
from detente.scenario.model import Scenario

#: Thickness of a side that is on the same terms in every month, in pixels.
THICKEST = 9
_WORDS = ((50.0, 190, "m"), (32.0, 96, "e"), (68.0, 96, ""))
_LANE, _MARGIN, _OUTCOME = 16, 8, 28


@dataclass(frozen=True, slots=True)
class Panel:
    """One theory: which, headline, drawing."""

    level: str
    title: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One configuration under the theories."""

    name: str
    meaning: str
    picture: Markup
    words: str


def panels(scenario: Scenario, every: tuple[Theory, ...]) -> tuple[Panel, ...]:
    """Return the drawings, one a theory."""
    return tuple(
        Panel(theory.level, theory.title, _drawing(scenario, every, place))
        for place, theory in enumerate(every)
    )


def _drawing(scenario: Scenario, every: tuple[Theory, ...], which: int) -> Markup:
    theory = every[which]
    shapes, label = [], []
    ends = ((0, 1), (0, 2), (1, 2))
    for place, side in enumerate(theory.sides):
        one, other = (CORNERS[end] for end in ends[place])
        shapes.append(_side(side, one, other))
        words = side_words(every, which, place)
        x, y, anchor = _WORDS[place]
        shapes.append(text(words, percent(x), y, f"n t2 hl {anchor}".rstrip()))
        terms = "good" if side.friendly >= side.hostile else "bad"
        label.append(f"{names(scenario, side.pair)}: more often on {terms} terms, {words}.")
    for actor, (x, y) in zip(theory.found.members, CORNERS, strict=True):
        shapes.append(disc(percent(x), y, 10, fill_of(scenario, actor)))
        top = y == CORNERS[2][1]
        shapes.append(text(short(scenario, actor), percent(x), y - 17 if top else y + 28, "b m hl"))
    return picture(shapes, label=f"{theory.title}. " + " ".join(label), height=HEIGHT)


def _side(side: Side, one: tuple[float, int], other: tuple[float, int]) -> Markup:
    friendly = side.friendly >= side.hostile
    share = side.friendly if friendly else side.hostile
    dashes = "" if friendly else ";stroke-dasharray:9 6"
    drawn = f"stroke-width:{max(THICKEST * share, 1.0):.1f}{dashes}"
    return line((percent(one[0]), percent(other[0])), (one[1], other[1]), "ki", style=drawn)


def outcomes(found: tuple[OutcomeRow, ...]) -> tuple[Markup, ...]:
    """Return the means of each outcome under the theories: disc and ring, without a number."""
    return tuple(_outcome(row) for row in found)


def _outcome(row: OutcomeRow) -> Markup:
    scale = Scale(-0.03, 1.03)
    if row.kind != "share":
        scale = Scale.around([*row.means], through=0.0, margin=0.3)
    middle = _OUTCOME / 2
    xs = tuple(scale.at(mean) for mean in row.means)
    shapes = [line(("0", "100%"), (middle, middle), "g")]
    if scale.low < 0 < scale.high and row.kind != "share":
        shapes.append(line((scale.at(0), scale.at(0)), ("0", "100%"), "g d"))
    shapes += [
        line((xs[0], xs[1]), (middle, middle), "ki w"),
        disc(xs[1], middle, 5.5, "ok"),
        disc(xs[0], middle, 4, "k"),
    ]
    return picture(shapes, label=f"{row.name}: {row.words}", height=_OUTCOME)


def head() -> Markup:
    """Return the ends of the scale of months."""
    return scenery(
        (
            text("no month", SCALE.at(0), 18, "n t2"),
            text("half", SCALE.at(0.5), 18, "n t2 m"),
            text("every month", SCALE.at(1), 18, "n t2 e"),
        ),
        height=24,
    )


def types(every: tuple[Theory, ...]) -> tuple[TypeRow, ...]:
    """Return the configurations, one lane a theory."""
    rows = []
    for name, meaning, ranges, words in type_rows(every):
        height = 2 * _MARGIN + _LANE * len(ranges)
        shapes = [
            line((SCALE.at(x), SCALE.at(x)), ("0", "100%"), "g" if x != 0.5 else "g d")
            for x in (0.0, 0.5, 1.0)
        ]
        for place, found in enumerate(ranges):
            shapes += lane(found, _MARGIN + _LANE * place, "kl" if place == 0 else "kh")
        label = f"{name}: {words}"
        rows.append(TypeRow(name, meaning, picture(shapes, label=label, height=height), words))
    return tuple(rows)
