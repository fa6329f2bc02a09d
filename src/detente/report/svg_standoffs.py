"""The graph of a standoff: at most seven states, who moves between them, and what holds.

Boxes stand in two columns, in the order in which moves lead to them, to and fro down the page. The
drawing is about as wide as a phone, so that text keeps its size there.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup

from detente.report.svg import short as figure
from detente.report.svg import tag
from detente.scenario.model import Scenario
from detente.stability.analysis import ConflictSolution
from detente.stability.analysis.phrases import labels, state_tags
from detente.stability.analysis.words import told_states

Kind: TypeAlias = Literal["move", "joint", "answered"]
Point: TypeAlias = tuple[float, float]
#: Start, two points of control, end.
Curve: TypeAlias = tuple[Point, Point, Point, Point]

MOST_STATES = 7
#: Of so many outcomes it is drawn what would answer whoever left them.
MOST_ANSWERED = 2
#: Sizes in the units of the drawing, about pixels.
WIDTH, BOX, EDGE, LINE, GAP, PAD = 360.0, 122.0, 6.0, 16.0, 44.0, 9.0
#: Letters of a line in a box.
LETTERS = 18


@dataclass(frozen=True, slots=True)
class Arrow:
    """A move from one state to another.

    Attributes:
        before, after: states.
        movers: who moves; several for a joint move.
        kind: a move that its mover prefers, a joint one, or one that is answered.
    """

    before: str
    after: str
    movers: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a graph shows.

    Attributes:
        states: in the order of their places.
        arrows: between them.
    """

    states: tuple[str, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a state's box stands."""

    column: int
    row: int
    top: float
    height: float

    @property
    def left(self) -> float:
        """Return the left edge."""
        return EDGE if self.column == 0 else WIDTH - EDGE - BOX

    @property
    def middle(self) -> float:
        """Return the height of its middle."""
        return self.top + self.height / 2


def chosen(one: ConflictSolution) -> Drawn:
    """Return which states and arrows are drawn: outcomes, ways out, then what is answered."""
    told = told_states(one)
    states: dict[str, None] = dict.fromkeys(told[:1] if one.status_quo is not None else ())
    arrows: dict[tuple[str, str, tuple[str, ...]], Arrow] = {}
    for route in _routes(one):
        new = {state for arrow in route for state in (arrow.before, arrow.after)} - set(states)
        # Outcomes that no way leads to still need their place.
        waiting = [state for state in told if state not in states and state not in new]
        if len(states) + len(new) + len(waiting) > MOST_STATES:
            continue
        for arrow in route:
            states.setdefault(arrow.before)
            states.setdefault(arrow.after)
            arrows.setdefault((arrow.before, arrow.after, arrow.movers), arrow)
    states.update(dict.fromkeys(told))
    return Drawn(tuple(states), tuple(arrows.values()))


def _routes(one: ConflictSolution) -> Iterator[tuple[Arrow, ...]]:
    """Yield ways to the outcomes told of: alone, jointly; then improvements with their answers."""
    told, start = told_states(one), one.status_quo
    ways = one.declared.ways.get(one.leading)
    if ways is not None and start is not None:
        alone = [way for way in ways.reachable if way.state in told]
        for way in alone:
            yield _steps(start, way.shortest, "move")
        reached = {way.state for way in alone}
        for joint in one.declared.joint[one.leading]:
            if joint.state in told and joint.state not in reached:
                landing = joint.chain[-1][1]
                together = Arrow(start, landing, joint.coalition, "joint")
                yield (together, *_steps(landing, joint.onward, "move"))
    for state in told[:MOST_ANSWERED]:
        for verdict in one.declared.verdicts[one.leading].get(state, ()):
            for answer in verdict.deterred[:1]:
                first = Arrow(state, answer.improvement, (verdict.decision_maker,), "answered")
                yield (first, *_steps(answer.improvement, answer.chain, "answered"))


def _steps(start: str, steps: tuple[tuple[str, str], ...], kind: Kind) -> tuple[Arrow, ...]:
    found, here = [], start
    for mover, there in steps:
        found.append(Arrow(here, there, (mover,), kind))
        here = there
    return tuple(found)


def graph(scenario: Scenario, one: ConflictSolution) -> Markup:
    """Return the drawing, with its reading in words."""
    drawn = chosen(one)
    lines = {state: _lines(scenario, one, state) for state in drawn.states}
    places = _places(lines)
    shapes: list[Markup] = []
    names: list[Point] = []
    for arrow, curve in zip(drawn.arrows, _curves(drawn.arrows, places), strict=True):
        shapes += _arrow(scenario, arrow, curve, names)
    for state in drawn.states:
        shapes += _box(one, state, places[state], lines[state])
    height = max((place.top + place.height for place in places.values()), default=0.0) + EDGE
    return tag(
        "svg",
        *shapes,
        class_="sto",
        role="img",
        aria_label=_reading(scenario, one, drawn),
        viewBox=f"0 0 {WIDTH:g} {figure(height)}",
    )


def colour_of(scenario: Scenario, mover: str) -> str:
    """Return the colour of a mover: that of the state it belongs to; the rest in ink."""
    entry = scenario.content.actors.get(mover)
    root = entry.of if entry is not None and entry.of is not None else mover
    rest = [other for other in scenario.principals if other not in scenario.focus]
    order = (*scenario.focus, *rest[:1])
    return f"c{order.index(root) + 1}" if root in order else "ink2"


def short_name(scenario: Scenario, mover: str) -> str:
    """Return how an arrow names a mover."""
    known = mover in scenario.content.actors
    return scenario.short_name(mover) if known else scenario.name_of(mover)


def _lines(scenario: Scenario, one: ConflictSolution, state: str) -> tuple[str, ...]:
    """Return what a box says: letter and count, then who does what."""
    letter, standing = labels(one).get(state), one.standing(state)
    head = f"{letter}: {standing.count:,} of {len(one.worlds):,}" if letter else "in between"
    body = [
        line
        for owner, tags in state_tags(scenario, one, state)
        for line in textwrap.wrap(f"{short_name(scenario, owner)}: {tags}", LETTERS)
    ] or ["no step taken"]
    now = ("status quo",) if state == one.status_quo else ()
    return (head, *now, *body)


def _places(lines: dict[str, tuple[str, ...]]) -> dict[str, Place]:
    """Return where the boxes stand: to and fro, two in a row."""
    states = list(lines)
    found, top = {}, EDGE
    for row in range(0, len(states), 2):
        pair = states[row : row + 2]
        height = max(len(lines[state]) for state in pair) * LINE + PAD
        for place, state in enumerate(pair):
            column = place if row % 4 == 0 else 1 - place
            found[state] = Place(column, row // 2, top, height)
        top += height + GAP
    return found


def _box(one: ConflictSolution, state: str, place: Place, lines: tuple[str, ...]) -> list[Markup]:
    standing = one.standing(state)
    kind = "hv" if 2 * standing.count > len(one.worlds) else "lt" if standing.count else "no"
    middle = place.left + BOX / 2
    first = place.middle - (len(lines) - 1) * LINE / 2 + 4
    drawn = [
        tag(
            "rect", class_=kind, x=place.left, y=place.top, width=BOX, height=place.height, rx=3.0,
        )
    ]  # fmt: skip
    for number, line in enumerate(lines):
        status = state == one.status_quo and number == 1
        weight = "m b" if number == 0 else "m t2" if status else "m"
        drawn.append(tag("text", line, class_=weight, x=middle, y=first + number * LINE))
    return drawn


def _arrow(scenario: Scenario, arrow: Arrow, curve: Curve, names: list[Point]) -> list[Markup]:
    """Return line, head and name of an arrow; `names` holds where names stand already."""
    start, bend, lead, end = curve
    colour = "ink" if arrow.kind == "joint" else colour_of(scenario, arrow.movers[0])
    width = 1.1 if arrow.kind == "answered" else 2.0
    dash = ";stroke-dasharray:6 4" if arrow.kind == "joint" else ""
    path = "M{} {}C{} {} {} {} {} {}".format(
        *(figure(value) for point in (start, bend, lead, end) for value in point)
    )
    x, y = _free(start, bend, lead, end, names)
    names.append((x, y))
    words = " + ".join(short_name(scenario, mover) for mover in arrow.movers)
    parts = textwrap.wrap(words, 16) or [words]
    # Two lines of a name stand above and below the arrow, which runs between them.
    apart = 20 if len(parts) == 2 else 13
    return [
        tag("path", d=path, style=f"fill:none;stroke:var(--{colour});stroke-width:{width}{dash}"),
        _head(lead, end, colour),
        *(
            tag(
                "text", part, class_="m n hl", x=x, y=y + 4 + apart * (k - (len(parts) - 1) / 2),
                style=f"fill:var(--{colour})",
            )
            for k, part in enumerate(parts)
        ),
    ]  # fmt: skip


def _curves(arrows: tuple[Arrow, ...], places: dict[str, Place]) -> list[Curve]:
    """Return a curve for each arrow; where several meet a side, each has its own place there."""
    sides = [_sides(places[arrow.before], places[arrow.after]) for arrow in arrows]
    meeting: dict[tuple[Place, str], list[tuple[float, int, int]]] = {}
    for number, (arrow, (out, into)) in enumerate(zip(arrows, sides, strict=True)):
        one, other = places[arrow.before], places[arrow.after]
        # Whoever comes from above meets the side above those who come from below.
        meeting.setdefault((one, out), []).append((_along(other, out), number, 0))
        meeting.setdefault((other, into), []).append((_along(one, into), number, 1))
    found: dict[tuple[int, int], Point] = {}
    for (place, side), those in meeting.items():
        for rank, (_, number, end) in enumerate(sorted(those)):
            found[number, end] = _port(place, side, (rank + 1) / (len(those) + 1))
    return [_curve(found[number, 0], found[number, 1], *pair) for number, pair in enumerate(sides)]


def _sides(one: Place, other: Place) -> tuple[str, str]:
    """Return by which sides an arrow leaves one box and enters another."""
    if one.column == other.column and abs(one.row - other.row) == 1:
        return ("below", "above") if other.row > one.row else ("above", "below")
    inner = ("right", "left")
    return inner[one.column], inner[other.column]


def _along(other: Place, side: str) -> float:
    """Return by what the arrows that meet a side are put in order."""
    return other.left if side in ("above", "below") else other.middle


def _port(place: Place, side: str, share: float) -> Point:
    """Return a point on a side of a box."""
    if side in ("above", "below"):
        return place.left + share * BOX, place.top + (place.height if side == "below" else 0.0)
    return place.left + (BOX if side == "right" else 0.0), place.top + share * place.height


def _curve(start: Point, end: Point, out: str, into: str) -> Curve:
    """Return a curve that leaves and enters at right angles."""
    if out in ("above", "below"):
        step = (end[1] - start[1]) / 3
        return start, (start[0], start[1] + step), (end[0], end[1] - step), end
    gutter = WIDTH / 2 if out != into else WIDTH / 2 + (12.0 if out == "right" else -12.0)
    return start, (gutter, start[1]), (gutter, end[1]), end


def _head(lead: Point, end: Point, colour: str) -> Markup:
    """Return an arrowhead at the end of a curve."""
    (x, y), (dx, dy) = end, (end[0] - lead[0], end[1] - lead[1])
    size = max((dx * dx + dy * dy) ** 0.5, 1e-9)
    ux, uy = 9 * dx / size, 9 * dy / size
    points = (x, y), (x - ux - uy / 2, y - uy + ux / 2), (x - ux + uy / 2, y - uy - ux / 2)
    outline = "L".join(f"{figure(px)} {figure(py)}" for px, py in points)
    return tag("path", d=f"M{outline}Z", style=f"fill:var(--{colour})")


def _free(start: Point, bend: Point, lead: Point, end: Point, names: list[Point]) -> Point:
    """Return a point on a curve for a name, away from other names where there is room."""
    found = start
    for share in (0.5, 0.35, 0.65, 0.25, 0.75):
        rest = 1 - share
        weights = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
        x, y = (
            sum(w * point[axis] for w, point in zip(weights, (start, bend, lead, end), strict=True))
            for axis in (0, 1)
        )
        if share == 0.5:
            found = (x, y)
        if all(abs(x - a) > 60 or abs(y - b) > 15 for a, b in names):
            return x, y
    return found


def _reading(scenario: Scenario, one: ConflictSolution, drawn: Drawn) -> str:
    """Return the drawing in words."""
    letters = labels(one)
    parts = []
    for state in drawn.states:
        head, *body = _lines(scenario, one, state)
        parts.append(f"{head}, {', '.join(body)}")
    for arrow in drawn.arrows:
        who = " and ".join(short_name(scenario, mover) for mover in arrow.movers)
        ends = (letters.get(arrow.before, "a state"), letters.get(arrow.after, "a state between"))
        how = {"move": "", "joint": " together", "answered": ", which is answered"}[arrow.kind]
        parts.append(f"from {ends[0]} to {ends[1]}: {who}{how}")
    return f"Graph of {len(drawn.states)} situations. {'. '.join(parts)}."
