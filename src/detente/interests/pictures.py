"""Pictures of room `interests`, and the sheet on which every picture is drawn.

Sheets are drawn in pixels from the top left, so that rows grow with their words. Only matplotlib's
object-oriented interface is used: no state outside the figure changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, Polygon, Rectangle

from detente.interests.convergence import ConvergenceFindings
from detente.interests.mapping import InterestFindings
from detente.interests.verdicts import Failure, Verdict, firmness
from detente.library.conventions import conventions

Array: TypeAlias = npt.NDArray[np.float64]
Range: TypeAlias = tuple[float, float, float]
Names: TypeAlias = Mapping[str, str]
Pair: TypeAlias = tuple[str, str]
Pair2: TypeAlias = tuple[float, float]
Family: TypeAlias = Literal["serif", "sans-serif"]
Align: TypeAlias = Literal["left", "center", "right"]

#: Pixels per inch of a sheet; its width and margin in pixels.
DPI, WIDTH, MARGIN = 100, 960, 32
#: Colours of the printed page.
TOKENS = {
    "paper": "#fcfbf8",
    "tint": "#f3f0e9",
    "tint2": "#dcd6c8",
    "rule": "#d8d3c8",
    "rule2": "#8f8a80",
    "ink": "#1c1b19",
    "ink2": "#57544e",
}
#: Colours of actors, in the order in which they are given out.
ACTOR_COLOURS = ("#a83f0b", "#0f5b97", "#0b6b53", "#69469b")
# Arial comes before Helvetica Neue: matplotlib reads only the first face of a collection, so that
# bold would be lost.
_STACKS: Mapping[Family, Sequence[str]] = {
    "serif": ("Iowan Old Style", "Palatino", "P052", "Charter", "Georgia", "Liberation Serif"),
    "sans-serif": ("Segoe UI", "Roboto", "Arial", "Helvetica Neue", "Liberation Sans"),
}
_SHIPPED: Mapping[Family, str] = {"serif": "DejaVu Serif", "sans-serif": "DejaVu Sans"}

#: Height of a row of two lanes; where the words at the end of a row begin; pairs at most.
_ROW, _BLOCKER_LEFT, _WORDS_LEFT, _MOST_PAIRS = 58.0, 676.0, 784.0, 60

GROUPS = {
    "lasting": "Both gain now and in the long run",
    "parts_later": "Both gain now; somebody loses later",
    "one_sided": "Only one side gains now",
    "none": "Neither side gains now",
    "open": "Cannot be told: the ranges are too wide",
}
#: Firmness of a finding as a reader meets it.
FIRMNESS = {"settled": "settled", "leaning": "probably", "open": "open"}


def style() -> AbstractContextManager[None]:
    """Return the settings under which sheets are drawn and written, whatever the user's own."""
    return rc_context(
        {
            "font.serif": [*_STACKS["serif"], _SHIPPED["serif"]],
            "font.sans-serif": [*_STACKS["sans-serif"], _SHIPPED["sans-serif"]],
            "hatch.linewidth": 0.8,
            "path.effects": [],
            "path.sketch": None,
            "savefig.bbox": None,
            "savefig.transparent": False,
            "svg.fonttype": "none",
            "svg.hashsalt": "detente",
            "text.usetex": False,
        }
    )


@cache
def _family(family: Family) -> tuple[str, ...]:
    """Return the first installed font, the shipped one for rare letters, and the generic name."""
    installed = set(font_manager.get_font_names())
    first = next((name for name in _STACKS[family] if name in installed), _SHIPPED[family])
    return tuple(dict.fromkeys((first, _SHIPPED[family], family)))


class Pen(NamedTuple):
    """How words are set: size in pixels, weight, colour (token or code) and family."""

    size: float = 13
    bold: bool = False
    colour: str = "ink"
    family: Family = "sans-serif"


TITLE = Pen(24, family="serif")
BODY, BOLD, QUIET = Pen(), Pen(bold=True), Pen(colour="ink2")
SMALL, HEAD = Pen(12, colour="ink2"), Pen(12, True, "ink2")


@dataclass(frozen=True, slots=True)
class Track:
    """A horizontal scale: values from `low` to `high` between two pixels."""

    left: float
    right: float
    low: float
    high: float

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    @classmethod
    def around_zero(cls, left: float, right: float, values: Iterable[float]) -> Track:
        """Return a scale that holds zero and all values, with a little room."""
        every = [0.0, *(value for value in values if np.isfinite(value))]
        low, high = min(every), max(every)
        room = 0.04 * (high - low) or 1.0
        return cls(left, right, low - room, high + room)


class Sheet:
    """A page of a fixed width on which rows are set one below the other.

    Attributes:
        figure: the figure; its height is set by `close`.
        width: in pixels.
        y: where the next row begins, in pixels from the top.
    """

    def __init__(self, title: str = "", subtitle: str = "", *, width: float = WIDTH) -> None:
        self.width, self.y = width, float(MARGIN)
        self.figure = Figure(figsize=(width / DPI, 1), dpi=DPI, facecolor=TOKENS["paper"])
        self._canvas = FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        if title:
            self.y = self.paragraph(MARGIN, self.y + 16, title, pen=TITLE) - 5
        if subtitle:
            self.y = self.paragraph(MARGIN, self.y, subtitle, pen=QUIET) + 10

    @classmethod
    def reopen(cls, figure: Figure) -> Sheet:
        """Return the sheet of a figure drawn here, to go on below its end."""
        sheet = cls.__new__(cls)
        size = figure.get_size_inches()
        sheet.width, sheet.y = float(size[0]) * DPI, float(size[1]) * DPI
        sheet.figure, sheet._axes = figure, figure.axes[0]
        sheet._canvas = FigureCanvasAgg(figure)
        return sheet

    def close(self) -> Figure:
        """Cut the sheet below the last row and return the figure."""
        height = round(self.y)
        self.figure.set_size_inches(self.width / DPI, height / DPI)
        self._axes.set_ylim(height, 0)
        return self.figure

    def closed_with(self, words: str) -> Figure:
        """Say why there is nothing to draw, and close."""
        self.y = self.paragraph(MARGIN, self.y + 8, words)
        self.rule(self.y)
        self.y += 12
        return self.close()

    def _font(self, pen: Pen) -> FontProperties:
        weight = "bold" if pen.bold else "normal"
        size = pen.size * 72 / DPI
        return FontProperties(family=list(_family(pen.family)), size=size, weight=weight)

    def text(self, x: float, y: float, words: str, pen: Pen = BODY, align: Align = "left") -> None:
        """Set one line on baseline `y`."""
        self._axes.text(
            x,
            y,
            words,
            fontproperties=self._font(pen),
            color=TOKENS.get(pen.colour, pen.colour),
            ha=align,
            parse_math=False,  # names are never formulas, even with dollar signs in them
            zorder=5,
        )

    def wide(self, words: str, pen: Pen = BODY) -> float:
        """Return the width of a line in pixels."""
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]
        size = renderer.get_text_width_height_descent(words, self._font(pen), ismath=False)
        return float(size[0])

    def wrapped(self, words: str, width: float, pen: Pen = BODY) -> list[str]:
        """Break words into lines no wider than `width`; a longer word stands alone."""
        lines: list[str] = []
        for word in words.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.wide(longer, pen) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def paragraph(
        self,
        x: float,
        y: float,
        words: str,
        width: float | None = None,
        pen: Pen = BODY,
        align: Align = "left",
    ) -> float:
        """Set wrapped lines from baseline `y`; return the baseline after them."""
        room = self.width - MARGIN - x if width is None else width
        for line in self.wrapped(words, room, pen):
            self.text(x, y, line, pen, align)
            y += 1.35 * pen.size
        return y

    def line(
        self,
        xs: Pair2,
        ys: Pair2,
        colour: str = "rule",
        width: float = 0.8,
        *,
        dashed: bool = False,
        behind: bool = False,
    ) -> None:
        """Draw a straight line, behind bars where asked."""
        dash: Literal["solid"] | tuple[float, Pair2] = (0, (3, 2)) if dashed else "solid"
        self._axes.plot(
            xs, ys, color=TOKENS.get(colour, colour), lw=width, ls=dash, zorder=0.5 if behind else 3
        )

    def rule(self, y: float) -> None:
        """Draw a hairline across the sheet."""
        self.line((MARGIN, self.width - MARGIN), (y, y))

    def box(
        self, xs: Pair2, ys: Pair2, colour: str, *, hatched: bool = False, pale: bool = False
    ) -> None:
        """Fill a rectangle, solid or hatched; pale lets what lies below show through."""
        paint = TOKENS.get(colour, colour)
        shape = Rectangle((xs[0], ys[0]), xs[1] - xs[0], ys[1] - ys[0], zorder=1, lw=0)
        if hatched:
            shape.set(facecolor="none", edgecolor=paint, hatch="/////", zorder=2)
        else:
            shape.set(facecolor=paint, alpha=0.25 if pale else 1.0)
        self._axes.add_patch(shape)

    def disc(
        self, x: float, y: float, radius: float, colour: str = "ink", fill: bool = True
    ) -> None:
        """Draw a filled disc or a ring."""
        paint = TOKENS.get(colour, colour)
        inside = paint if fill else TOKENS["paper"]
        self._axes.add_patch(Circle((x, y), radius, fc=inside, ec=paint, lw=1.3, zorder=4))

    def polygon(self, points: Sequence[Pair2], colour: str = "ink", fill: bool = True) -> None:
        """Draw a closed shape through points."""
        paint = TOKENS.get(colour, colour)
        inside = paint if fill else TOKENS["paper"]
        self._axes.add_patch(Polygon(points, closed=True, fc=inside, ec=paint, lw=1.3, zorder=4))

    def square(
        self, x: float, y: float, half: float, colour: str = "ink", fill: bool = True
    ) -> None:
        """Draw a filled or an empty square."""
        corners = [(x - half, y - half), (x + half, y - half), (x + half, y + half)]
        self.polygon([*corners, (x - half, y + half)], colour, fill)

    def arrow(self, xs: Pair2, y: float, colour: str) -> None:
        """Draw a level arrow whose head ends at the second place."""
        way = 1 if xs[1] >= xs[0] else -1
        back = xs[1] - 8 * way
        self.line((xs[0], back), (y, y), colour, 1.8)
        self.polygon([(xs[1], y), (back, y - 4), (back, y + 4)], colour)


def spread(values: Array) -> Range:
    """Return the declared interval of values and their median: low, middle, high."""
    tail = 0.5 * (1 - conventions()["interval"])
    known = values[~np.isnan(values)]
    if not known.size:
        return np.nan, np.nan, np.nan
    low, middle, high = np.quantile(known, [tail, 0.5, 1 - tail])
    return float(low), float(middle), float(high)


def label(key: str, names: Names | None = None) -> str:
    """Return the given name of an id, or the id as words, with a capital letter."""
    words = _spoken(key, names)
    return words[:1].upper() + words[1:]


def _spoken(key: str, names: Names | None) -> str:
    return (names or {}).get(key) or key.replace("_", " ").title()


def possessive(name: str) -> str:
    """Return `Russia’s`, `United States’`."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def colours(pair: Pair, principals: Iterable[str]) -> dict[str, str]:
    """Return a colour for each principal, the focus pair first; past the last one all are grey."""
    order = dict.fromkeys((*pair, *principals))
    spare = [TOKENS["ink2"]] * len(order)
    return dict(zip(order, (*ACTOR_COLOURS, *spare), strict=False))


def blocker_words(failure: Failure | None, actors: Names | None = None) -> str:
    """Say in a few words what stands in the way of a deal, and how firmly that is found."""
    if failure is None:
        return "Nothing known in most draws"
    whose = _spoken(failure.actor, actors)
    others = [_spoken(other, actors) for other in failure.others]
    words = {
        "gain": f"too little gain at hand for {whose}",
        "horizon": f"later loss, already counted by {whose}",
        "ally": f"{possessive(whose)} duty to {listed(others)}",
        "consent": f"consent of {whose}",
        "home": f"{listed(others)} ({whose})" if others else f"home hurdle of {whose}",
    }[failure.condition]
    firm = firmness(failure.share or 0.0, failure.share_widened or 0.0)
    said = {"settled": "", "leaning": "probably ", "open": "not settled; most often "}[firm] + words
    return said[:1].upper() + said[1:]


def listed(words: Sequence[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def pair_of(findings: InterestFindings, pair: Pair | None) -> Pair:
    """Return the given pair, else that of the first drive, else that of the first verdict."""
    if pair is not None:
        return pair
    actors = tuple(dict.fromkeys(drive.actor for drive in findings.drives))
    if len(actors) == 2:
        return actors[0], actors[1]
    return findings.verdicts[0].pair if findings.verdicts else ("", "")


def verdicts_of(findings: InterestFindings, pair: Pair) -> list[Verdict]:
    """Return the verdicts on one pair by group, the firmest first."""
    found = [verdict for verdict in findings.verdicts if set(verdict.pair) == set(pair)]
    return sorted(found, key=lambda v: (list(GROUPS).index(group_of(v)), -v.share))


def group_of(verdict: Verdict) -> str:
    """Return the group of a verdict: its category, or open."""
    return "open" if verdict.firmness == "open" else verdict.category


def interests_picture(
    findings: InterestFindings,
    pair: Pair | None = None,
    *,
    actors: Names | None = None,
    issues: Names | None = None,
    spoken: Names | None = None,
    title: str = "What a deal is worth to each side, now and in the long run",
    subtitle: str = "",
) -> Figure:
    """Draw issues as rows: worth now, as weighed and in the long run, and what blocks a deal.

    Args:
        findings: of `map_interests`.
        pair: whose (default: the pair of the first drive, else of the first verdict).
        actors, issues: labels by id (default: the ids as words).
        spoken: actors as the words at the end of a row name them (default: `actors`).
        title, subtitle: set above, or left out when empty.
    """
    sides = pair_of(findings, pair)
    found = verdicts_of(findings, sides)
    paint = colours(sides, ())
    worth = {(v.issue, a): worth_ranges(findings, a, v.issue) for v in found for a in sides}
    with style():
        sheet = Sheet(title, subtitle)
        if not found:
            return sheet.closed_with("No issue concerns both sides.")
        track = Track.around_zero(216, 656, (x for cell in worth.values() for r in cell for x in r))
        _interests_key(sheet, track, [(label(a, actors), paint[a]) for a in sides])
        group = None
        for verdict in found:
            if group_of(verdict) != group:
                group = group_of(verdict)
                sheet.y += 26
                sheet.text(MARGIN, sheet.y, GROUPS[group], HEAD)
                sheet.y += 8
            lanes = [(worth[verdict.issue, actor], paint[actor]) for actor in sides]
            name = label(verdict.issue, issues)
            _interests_row(
                sheet, track, verdict, name, blocker_words(verdict.blocker, spoken or actors)
            )
            _lanes(sheet, track, lanes)
        sheet.rule(sheet.y)
        sheet.y += 12
        return sheet.close()


def worth_ranges(findings: InterestFindings, actor: str, issue: str) -> tuple[Range, Range, Range]:
    """Return the worth of a deal to one side: now, as weighed, in the long run."""
    cell = findings.data.sel(actor=actor, issue=issue)
    return spread(cell.now.values), spread(cell.weighed.values), spread(cell.long_run.values)


def _interests_key(sheet: Sheet, track: Track, sides: Sequence[tuple[str, str]]) -> None:
    """Set the line that says how to read a row, and the heads of the columns."""
    x = MARGIN + 6.0
    for place, (name, colour) in enumerate(sides):
        sheet.box(
            (x + 12, x + 46), (sheet.y - 11, sheet.y + 3), colour, hatched=place > 0, pale=True
        )
        sheet.arrow((x, x + 34), sheet.y - 4, colour)
        sheet.disc(x, sheet.y - 4, 5, colour, fill=False)
        words = f"{name} ({'lower' if place else 'upper'} lane)"
        sheet.text(x + 54, sheet.y, words, Pen(13, True, colour))
        x += 84 + sheet.wide(words, BOLD)
    reading = (
        "Ring: now, its range a thin line. Arrowhead: long run, its range a band. "
        "Upright tick: as weighed at the government’s own horizon. Under each issue: how firmly "
        "its group is found."
    )
    sheet.y = sheet.paragraph(MARGIN, sheet.y + 22, reading, pen=QUIET) + 14
    zero = track.at(0)
    for words, x in (("← costs the side", zero - 8), ("serves the side →", zero + 8)):
        wide = sheet.wide(words, SMALL)
        start = x - wide if x < zero else x
        # A scale with almost everything on one side of zero has no room for both.
        if start >= track.left - 40 and start + wide <= track.right + 40:
            sheet.text(start, sheet.y, words, SMALL)
    sheet.text(_BLOCKER_LEFT, sheet.y, "What blocks it", SMALL)


def _interests_row(sheet: Sheet, track: Track, verdict: Verdict, name: str, blocker: str) -> None:
    """Set the words of a row, its ground and its zero line."""
    top = sheet.y
    sheet.rule(top)
    below = sheet.paragraph(MARGIN, top + 23, name, track.left - MARGIN - 8, Pen(14, True))
    firm = FIRMNESS[verdict.firmness]
    dot = {"settled": 4.0, "leaning": 2.0, "open": 0.0}[verdict.firmness]
    sheet.disc(MARGIN + 5, below - 4, 4, "ink2", fill=False)
    if dot:
        sheet.disc(MARGIN + 5, below - 4, dot, "ink2")
    sheet.text(MARGIN + 15, below, firm, SMALL)
    words = sheet.paragraph(_BLOCKER_LEFT, top + 23, blocker)
    sheet.y = max(below + 10, words - 8, top + _ROW)
    sheet.box((track.at(0), track.right), (top, sheet.y), "tint")
    sheet.line((track.at(0), track.at(0)), (top, sheet.y), "rule2")


def _lanes(
    sheet: Sheet, track: Track, lanes: Sequence[tuple[tuple[Range, Range, Range], str]]
) -> None:
    """Draw the worth to two sides into the row that ends at the sheet's present place."""
    for place, ((now, weighed, long_run), colour) in enumerate(lanes):
        y = sheet.y - _ROW + 18 + 20 * place
        low, high = track.at(long_run[0]), track.at(long_run[2])
        sheet.box((low, high), (y - 7, y + 7), colour, hatched=place > 0, pale=True)
        sheet.line((track.at(now[0]), track.at(now[2])), (y, y), colour, 1)
        sheet.arrow((track.at(now[1]), track.at(long_run[1])), y, colour)
        tick = track.at(weighed[1])
        sheet.line((tick, tick), (y - 8, y + 8), colour, 1.6)
        sheet.disc(track.at(now[1]), y, 5, colour, fill=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pair stands: ranges of convergence and divergence, shares of draws, and words."""

    pair: Pair
    convergence: Range
    divergence: Range
    closer: float
    apart: float
    words: str


def standings(findings: ConvergenceFindings) -> list[Standing]:
    """Return every pair, from the closest to the farthest apart."""
    found = []
    actors = [str(actor) for actor in findings.data.actor.values]
    for one, other in combinations(actors, 2):
        cell = findings.data.sel(actor=one, other=other)
        agree, oppose = cell.convergence.values, cell.divergence.values
        closer, apart = float((agree > oppose).mean()), float((oppose > agree).mean())
        words = "together" if closer >= apart else "apart"
        firm = firmness(max(closer, apart), max(closer, apart))
        said = "unclear" if firm == "open" else words if firm == "settled" else f"probably {words}"
        found.append(Standing((one, other), spread(agree), spread(oppose), closer, apart, said))
    return sorted(found, key=lambda s: s.divergence[1] - s.convergence[1])


def convergence_picture(
    findings: ConvergenceFindings,
    pair: Pair | None = None,
    *,
    actors: Names | None = None,
    title: str = "Who stands with whom",
    subtitle: str = "",
) -> Figure:
    """Draw pairs ranked by convergence: to the right what joins them, to the left what divides.

    Args:
        findings: of `converge`.
        pair: set in bold.
        actors: labels by id (default: the ids as words).
        title, subtitle: set above, or left out when empty.
    """
    every = standings(findings)
    found = [standing for standing in every if standing.closer + standing.apart > 0]
    with style():
        sheet = Sheet(title, subtitle)
        if not found:
            return sheet.closed_with("No pair takes sides on the same issue.")
        low, high = (max(getattr(s, n)[2] for s in found) for n in ("divergence", "convergence"))
        track = Track.around_zero(296, 760, (-low, high))
        zero = track.at(0)
        reading = "Bar: the middle of the draws. Line: its range. Hatched: what divides. In words: "
        sheet.y = sheet.paragraph(
            MARGIN, sheet.y, reading + "which of the two is larger.", pen=QUIET
        )
        sheet.y += 14
        sheet.text(zero - 8, sheet.y, "← divides", SMALL, "right")
        sheet.text(zero + 8, sheet.y, "joins →", SMALL)
        sheet.y += 8
        for standing in found[:_MOST_PAIRS]:
            pen = BOLD if pair and set(standing.pair) == set(pair) else BODY
            _standing_row(sheet, track, standing, [label(a, actors) for a in standing.pair], pen)
        sheet.rule(sheet.y)
        if missing := len(every) - len(found[:_MOST_PAIRS]):
            words = (
                f"Not shown: {missing} more pairs, mostly without a side taken on a common issue."
            )
            sheet.y = sheet.paragraph(MARGIN, sheet.y + 20, words, pen=SMALL) - 14
        sheet.y += 12
        return sheet.close()


def _standing_row(
    sheet: Sheet, track: Track, standing: Standing, names: Sequence[str], pen: Pen
) -> None:
    top, middle, zero = sheet.y, sheet.y + 13, track.at(0)
    sheet.rule(top)
    below = sheet.paragraph(MARGIN, top + 18, " and ".join(names), 254, pen)
    for value, sign in ((standing.divergence, -1), (standing.convergence, 1)):
        ends = sorted((zero, track.at(sign * value[1])))
        bar = (ends[0], ends[1]), (middle - 6, middle + 6)
        sheet.box(*bar, "rule2" if sign > 0 else "ink2", hatched=sign < 0)
        if value[2] > 0:
            xs = track.at(sign * value[0]), track.at(sign * value[2])
            sheet.line(xs, (middle, middle), "ink", 1.2)
    sheet.text(_WORDS_LEFT, top + 18, standing.words, pen)
    sheet.y = max(top + 26, below - 8)
    sheet.line((zero, zero), (top, sheet.y), "rule2")
