"""The picture of the first page: issues as rows, now and the long run, for the focus pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from detente.interests import InterestFindings
from detente.interests.verdicts import CATEGORIES, Verdict
from detente.library.conventions import conventions
from detente.report.lexicon import deal_words, issue_label, short, upper_first
from detente.report.sentences import likely
from detente.report.svg import Scale, bar, disc, line, picture, tag
from detente.report.words_blockers import row_words
from detente.report.words_interests import HEADINGS, OPEN_HEADING
from detente.scenario.model import Scenario

#: Middle of the two lanes and height of a row, in pixels.
LANES = (20, 43)
HEIGHT = 63
#: Shorter arrows (per cent of the width) would show only their head.
_SHORTEST = 0.6


@dataclass(frozen=True, slots=True)
class Lane:
    """Worth of one deal to one side: 10, 50 and 90% of draws.

    Attributes:
        actor: the side.
        place: 0 for the upper lane, 1 for the lower.
        now, long_run: low, middle, high.
        weighed: the middle of the worth as the present government weighs it.
    """

    actor: str
    place: int
    now: tuple[float, float, float]
    long_run: tuple[float, float, float]
    weighed: float


@dataclass(frozen=True, slots=True)
class Row:
    """One issue of the picture."""

    issue: str
    label: str
    firm: str
    picture: Markup
    blocker: str


@dataclass(frozen=True, slots=True)
class Group:
    """Issues with the same verdict."""

    heading: str
    rows: tuple[Row, ...]


def lanes(found: InterestFindings, scenario: Scenario, issue: str) -> tuple[Lane, ...]:
    """Return what a deal is worth to each side that the issue concerns."""
    tail = 0.5 * (1 - conventions()["interval"])
    made = []
    for place, actor in enumerate(scenario.focus):
        if actor not in scenario.concerned(issue):
            continue
        cell = found.data.sel(actor=actor, issue=issue)
        spread = [
            np.quantile(cell[name].values, [tail, 0.5, 1 - tail])
            for name in ("now", "long_run", "weighed")
        ]
        now, later = ((float(q[0]), float(q[1]), float(q[2])) for q in spread[:2])
        made.append(Lane(actor, place, now, later, float(spread[2][1])))
    return tuple(made)


def interests_groups(found: InterestFindings, scenario: Scenario) -> tuple[Group, ...]:
    """Return the rows of the picture, grouped by verdict; open ones come last."""
    worth = {issue: lanes(found, scenario, issue) for issue in scenario.content.issues}
    scale = Scale.around(
        value for each in worth.values() for lane in each for value in (*lane.now, *lane.long_run)
    )
    verdicts = {v.issue: v for v in found.verdicts if set(v.pair) == set(scenario.focus)}
    groups: dict[str, list[Row]] = {}
    ranks: dict[str, int] = {}
    for issue, each in worth.items():
        if not each:
            continue
        heading, rank = _heading(scenario, verdicts.get(issue), each)
        ranks[heading] = rank
        groups.setdefault(heading, []).append(
            _row(scenario, issue, each, verdicts.get(issue), scale)
        )
    ordered = sorted(groups, key=lambda heading: ranks[heading])
    return tuple(Group(heading, tuple(groups[heading])) for heading in ordered)


def _heading(scenario: Scenario, verdict: Verdict | None, each: Sequence[Lane]) -> tuple[str, int]:
    last = len(CATEGORIES)
    if verdict is None:
        return f"Concerns {scenario.name_of(each[0].actor)} only", last + 1 + each[0].place
    if verdict.firmness == "open":
        return OPEN_HEADING, last
    return HEADINGS[verdict.category], CATEGORIES.index(verdict.category)


def _row(
    scenario: Scenario,
    issue: str,
    each: Sequence[Lane],
    verdict: Verdict | None,
    scale: Scale,
) -> Row:
    blocker = row_words(scenario, verdict.blocker) if verdict else "no deal of the two"
    firm = likely(verdict.firmness).strip() if verdict else ""
    reading = [f"{upper_first(deal_words(scenario, issue))}."]
    reading += [f"{_reading(scenario, lane)}." for lane in each]
    reading.append(f"Blocked by: {blocker}.")
    drawn = [
        tag("rect", class_="tn", x=scale.at(0), width=_rest(scale), height="100%"),
        line((scale.at(0), scale.at(0)), (0, "100%"), "z"),
        *(shape for lane in each for shape in _lane(lane, scale)),
    ]
    return Row(
        issue,
        issue_label(scenario, issue),
        firm,
        picture(drawn, label=" ".join(reading)),
        blocker,
    )


def _rest(scale: Scale) -> str:
    return f"{100 - scale.place(0):.1f}%"


def _reading(scenario: Scenario, lane: Lane) -> str:
    words = [
        "serves" if value > 0 else "costs"
        for value in (lane.now[1], lane.weighed, lane.long_run[1])
    ]
    return (
        f"In the middle draw it {words[0]} {scenario.name_of(lane.actor)} now, {words[1]} it as "
        f"its government weighs it, and {words[2]} it in the long run"
    )


def _lane(lane: Lane, scale: Scale) -> list[Markup]:
    y, side = LANES[lane.place], lane.place + 1
    start, end = scale.place(lane.now[1]), scale.place(lane.long_run[1])
    shapes = [
        bar(scale, lane.long_run[0], lane.long_run[2], y - 7, 14, f"b{side}"),
        line((scale.at(lane.now[0]), scale.at(lane.now[2])), (y, y), f"l{side} w"),
    ]
    if abs(end - start) > _SHORTEST:
        shapes.append(
            line(
                (scale.at(lane.now[1]), scale.at(lane.long_run[1])),
                (y, y),
                f"l{side}",
                marker_end=f"url(#a{side})",
            )
        )
    weighed = scale.at(lane.weighed)
    shapes.append(line((weighed, weighed), (y - 6, y + 6), f"l{side} tick"))
    shapes.append(disc(scale.at(lane.now[1]), y, 4, f"o{side}"))
    return shapes


def legend(scenario: Scenario) -> tuple[tuple[int, str], ...]:
    """Return the two sides with their colour and pattern number."""
    return tuple((place + 1, short(scenario, actor)) for place, actor in enumerate(scenario.focus))
