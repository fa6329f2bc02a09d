"""The picture of bargaining: a line between two poles for each issue, with sides and models."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from detente.bargaining.analysis import BargainFindings, IssueBargain, ModelOutcome
from detente.interests.intervals import Interval
from detente.report.lexicon import issue_label, short
from detente.report.svg import Scale, bar, disc, line, picture, tag
from detente.report.tables_bargain import interval_words
from detente.report.words_bargain import known_words, median_words, verdict_words
from detente.scenario.distributions import TAIL, Dirichlet
from detente.scenario.model import Scenario

#: A little wider than the scale, so that marks at the ends stay inside.
SCALE = Scale(-1.5, 101.5)
#: Heights of the lane of a side and of a model, and of what stands above them, in pixels.
_SIDE, _MODEL, _TOP = 17, 11, 6

#: Shape and class of each mark, about its middle; shapes differ, so that colour is not needed.
_SQUARE, _DIAMOND = "M-3.4 -3.4H3.4V3.4H-3.4Z", "M0 -5L5 0L0 5L-5 0Z"
_SHAPES: dict[str, tuple[tuple[str, str], ...]] = {
    "mean": (("M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z", "ok"),),
    "compromise": (("M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z", "k"),),
    "median": (("M-1.6 -5.4H1.6V5.4H-1.6Z", "k"),),
    "nash": (("M0 -5L5 4H-5Z", "k"),),
    "condorcet_uniform": ((_SQUARE, "ok"),),
    "condorcet_conditional": ((_SQUARE, "k"),),
    "condorcet_incentive": ((_SQUARE, "ok"), ("M-3.4 -3.4H3.4L-3.4 3.4Z", "k")),
    "challenge": ((_DIAMOND, "ok"),),
    "exchange": (("M-4 -4L4 4M-4 4L4 -4", "ki"),),
    "procedural": (("M0 5L5 -4H-5Z", "ok"),),
}
#: Marks of further presets of a model: filled, then half filled.
_FURTHER: tuple[tuple[tuple[str, str], ...], ...] = (
    ((_DIAMOND, "k"),),
    ((_DIAMOND, "ok"), ("M0 -5L0 5L-5 0Z", "k")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One issue of the picture.

    Attributes:
        label: the issue.
        verdict, standing: whether models agree, and with doubled widths.
        picture: sides above, models below.
        poles: the words at both ends.
        medians: where they lie.
        known: what came of it; empty where nothing is known.
        flagged: whether that is drawn.
    """

    label: str
    verdict: str
    standing: str
    picture: Markup
    poles: tuple[str, str]
    medians: str
    known: str
    flagged: bool


def bargain_rows(found: BargainFindings) -> tuple[Row, ...]:
    """Return the rows of the picture."""
    marks = shapes(found)
    return tuple(_row(found.scenario, issue, marks) for issue in found.issues)


def shapes(found: BargainFindings) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the mark of every model and preset that applies anywhere."""
    made: dict[str, tuple[tuple[str, str], ...]] = {}
    for one in every_outcome(found):
        before = sum(name.partition("/")[0] == one.model for name in made)
        fallback = _FURTHER[min(before, len(_FURTHER)) - 1]
        made[one.name] = _SHAPES.get(one.model, fallback) if before == 0 else fallback
    return made


def every_outcome(found: BargainFindings) -> tuple[ModelOutcome, ...]:
    """Return one outcome for each model and preset that applies anywhere, in their order."""
    first: dict[str, ModelOutcome] = {}
    for issue in found.issues:
        for one in issue.outcomes:
            first.setdefault(one.name, one)
    return tuple(first.values())


def legend_marks(found: BargainFindings) -> tuple[tuple[Markup, str], ...]:
    """Return the mark and the name of every model, in the order of the lanes."""
    marks = shapes(found)
    return tuple(
        (
            tag(
                "svg",
                tag("g", *_paths(marks[one.name]), transform="translate(8 7)"),
                class_="mk1",
                viewBox="0 0 16 14",
                aria_hidden="true",
            ),
            one.label,
        )
        for one in every_outcome(found)
    )


def standing_at(scenario: Scenario, issue: str, actor: str) -> Interval:
    """Return the declared position of an actor: 10, 50 and 90% quantiles, 0–100."""
    declared = scenario.quantities[f"issues.{issue}.actors.{actor}.position"].distribution
    assert not isinstance(declared, Dirichlet)  # shares are no position
    points = np.array([TAIL, 0.5, 1 - TAIL], dtype=np.float64)
    low, middle, high = (float(value) for value in declared.ppf(points))
    return low, middle, high


def _row(
    scenario: Scenario, issue: IssueBargain, marks: dict[str, tuple[tuple[str, str], ...]]
) -> Row:
    shown = [one for one in issue.outcomes if not math.isnan(one.outcome[1])]
    sides = [actor for actor in scenario.focus if actor in issue.actors]
    height = _TOP + _SIDE * len(sides) + _MODEL * len(shown) + 4
    flag = None if issue.known is None else issue.known.position
    drawn = _ground(height)
    for place, actor in enumerate(sides):
        y = _TOP + _SIDE * (place + 0.5)
        drawn += _side(standing_at(scenario, issue.issue, actor), scenario.focus.index(actor), y)
    begin = _TOP + _SIDE * len(sides) + 2
    for place, one in enumerate(shown):
        y = begin + _MODEL * (place + 0.5)
        drawn.append(line((SCALE.at(one.outcome[0]), SCALE.at(one.outcome[2])), (y, y), "kt"))
        drawn.append(_mark(marks[one.name], SCALE.at(one.outcome[1]), y))
    if flag is not None:
        drawn += _flag(flag, height)
    verdict, standing = verdict_words(issue)
    reading = []
    for actor in sides:
        wanted = interval_words(standing_at(scenario, issue.issue, actor))
        reading.append(f"{short(scenario, actor)} wants {wanted}")
    reading += [f"{one.label} {interval_words(one.outcome)}" for one in shown]
    return Row(
        label=issue_label(scenario, issue.issue),
        verdict=verdict,
        standing=standing,
        picture=picture(
            drawn,
            label=f"{issue_label(scenario, issue.issue)}, 0 to 100: {'; '.join(reading)}.",
            height=height,
        ),
        poles=_poles(issue),
        medians=median_words(issue),
        known=known_words(issue),
        flagged=flag is not None,
    )


def _poles(issue: IssueBargain) -> tuple[str, str]:
    """Return the words at both ends, with what they are in the issue's own unit."""
    if issue.scale is None:
        return issue.poles
    unit = issue.scale.unit
    return (
        f"{issue.poles[0]} ({issue.scale.zero:g} {unit})",
        f"{issue.poles[1]} ({issue.scale.hundred:g} {unit})",
    )


def _ground(height: int) -> list[Markup]:
    """Return the ends, the middle, and the line between the poles."""
    ends = [line((SCALE.at(x),) * 2, (0, height), "z") for x in (0, 100)]
    middle = line((SCALE.at(50),) * 2, (0, height), "g d")
    return [*ends, middle, line((SCALE.at(0), SCALE.at(100)), (height, height), "z")]


def _side(declared: Interval, place: int, y: float) -> list[Markup]:
    low, middle, high = declared
    kind = place + 1
    return [
        bar(SCALE, low, high, y - 6, 12, f"b{kind}"),
        disc(SCALE.at(middle), y, 4.5, f"p{kind}"),
    ]


def _mark(shape: tuple[tuple[str, str], ...], x: str, y: float) -> Markup:
    """Return a mark whose horizontal place is per cent: an inner drawing moves it there."""
    return tag("svg", *_paths(shape), x=x, y=float(y), aria_hidden="true")


def _paths(shape: tuple[tuple[str, str], ...]) -> list[Markup]:
    return [tag("path", d=d, class_=class_) for d, class_ in shape]


def _flag(position: float, height: int) -> list[Markup]:
    """Return the flag at what came of an issue; it flies towards the middle."""
    way = -9 if position > 50 else 9
    cloth = (((f"M0 0L{way} 4L0 8Z"), "k"),)
    x = SCALE.at(position)
    return [line((x, x), (0, height), "ki w"), _mark(cloth, x, 0)]
