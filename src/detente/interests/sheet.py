"""The sheet on which every picture is drawn.

Sheets are drawn in pixels from the top left, so that rows grow with their words. Only matplotlib's
object-oriented interface is used: no state outside the figure changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib import font_manager, rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, Polygon, Rectangle

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

    def band(
        self, xs: Array, lows: Array, highs: Array, colour: str, strength: float = 0.25
    ) -> None:
        """Fill the space between two curves; strength 1 lets nothing show through."""
        paint = TOKENS.get(colour, colour)
        self._axes.fill_between(xs, lows, highs, color=paint, alpha=strength, lw=0, zorder=1)

    def curve(
        self, xs: Array, ys: Array, colour: str = "ink", width: float = 1.4, dashed: bool = False
    ) -> None:
        """Draw a line through points."""
        dash: Literal["solid"] | tuple[float, Pair2] = (0, (4, 2)) if dashed else "solid"
        self._axes.plot(xs, ys, color=TOKENS.get(colour, colour), lw=width, ls=dash, zorder=2)

    def veil(self, xs: Pair2, ys: Pair2, strength: float = 0.8) -> None:
        """Let what lies below fade into the paper, from left to right."""
        image = np.ones((1, 64, 4))
        image[..., :3] = to_rgb(TOKENS["paper"])
        image[..., 3] = strength * np.minimum(np.linspace(0.5, 2, 64), 1)
        self._axes.imshow(image, extent=(xs[0], xs[1], ys[1], ys[0]), aspect="auto", zorder=2.5)

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
