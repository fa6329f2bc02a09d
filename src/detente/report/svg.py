"""SVG by small functions: elements with escaped attributes, and a horizontal scale in per cent.

Horizontal places are per cent of the width, vertical ones pixels, so that text keeps its size and
a picture fits a phone without a second drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape


def tag(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """Return one element; everything that is not Markup is escaped.

    Args:
        name: of the element.
        children: its content.
        attributes: `class_` stands for class, `marker_end` for marker-end; None is left out.
    """
    parts = [
        Markup(' {}="{}"').format(_name(key), _value(value))
        for key, value in attributes.items()
        if value is not None
    ]
    body = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), Markup("").join(parts), body)


def _name(key: str) -> Markup:
    # SVG writes viewBox in camel case; every other compound here takes a hyphen.
    return Markup(key.rstrip("_").replace("_", "-"))


def _value(value: str | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def picture(
    children: Iterable[str], *, label: str, height: int | None = None, class_: str | None = None
) -> Markup:
    """Return an image whose reading stands in words in its label."""
    return tag("svg", *children, role="img", aria_label=label, height=height, class_=class_)


def scenery(children: Iterable[str], *, height: int | None = None) -> Markup:
    """Return a drawing that says nothing which the words beside it do not say."""
    return tag("svg", *children, role="presentation", aria_hidden="true", height=height)


def text(content: str, x: str, y: float, class_: str = "", **attributes: str | float) -> Markup:
    """Return a text element."""
    return tag("text", content, class_=class_ or None, x=x, y=y, **attributes)


def line(
    x: tuple[str | float, str | float],
    y: tuple[str | float, str | float],
    class_: str,
    **attributes: str | float,
) -> Markup:
    """Return a line from (x[0], y[0]) to (x[1], y[1])."""
    return tag("line", class_=class_, x1=x[0], x2=x[1], y1=y[0], y2=y[1], **attributes)


def disc(x: str, y: float, radius: float, class_: str) -> Markup:
    """Return a circle."""
    return tag("circle", class_=class_, cx=x, cy=y, r=radius)


def bar(scale: Scale, low: float, high: float, y: float, height: float, class_: str) -> Markup:
    """Return a band from one value to another."""
    left, right = scale.place(low), scale.place(high)
    return tag(
        "rect",
        class_=class_,
        x=percent(left),
        width=percent(max(right - left, 0.3)),
        y=y,
        height=height,
        rx=2,
    )


def percent(place: float) -> str:
    """Return a place in per cent, one decimal."""
    return f"{place:.1f}%"


def stretched(
    children: Iterable[str], *, width: float, y: float, height: float, depth: float = 100.0
) -> Markup:
    """Return a drawing stretched over the whole width: curves need coordinates, not per cent.

    Args:
        children: paths in coordinates 0 … width by 0 … depth, from the top.
        width, depth: of the coordinates.
        y, height: where it stands, in pixels.
    """
    return tag(
        "svg",
        *children,
        class_="st-ch",
        aria_hidden="true",
        viewBox=f"0 0 {width:g} {depth:g}",
        preserveAspectRatio="none",
        x="0",
        y=y,
        width="100%",
        height=height,
    )


def path(points: Iterable[tuple[float, float]], class_: str, *, closed: bool = False) -> Markup:
    """Return a path through points, as short as its places allow."""
    text_ = "L".join(f"{short(x)} {short(y)}" for x, y in points)
    return tag("path", class_=class_, d=f"M{text_}{'Z' if closed else ''}")


def short(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def box(x: str, y: float, width: str, height: float, class_: str) -> Markup:
    """Return a rectangle whose horizontal places are per cent."""
    return tag("rect", class_=class_, x=x, y=y, width=width, height=height)


@dataclass(frozen=True, slots=True)
class Scale:
    """A horizontal scale.

    Attributes:
        low, high: the values at the left and right edge.
    """

    low: float
    high: float

    @classmethod
    def around(
        cls, values: Iterable[float], *, through: float = 0.0, margin: float = 0.05
    ) -> Scale:
        """Return a scale that holds all values and `through`, with a margin on both sides."""
        every = [*values, through]
        low, high = min(every), max(every)
        room = margin * (high - low) or 1.0
        return cls(low - room, high + room)

    def place(self, value: float) -> float:
        """Return the place of a value, 0–100, kept inside the picture."""
        share = (value - self.low) / (self.high - self.low)
        return 100 * min(max(share, 0.0), 1.0)

    def at(self, value: float) -> str:
        """Return the place of a value in per cent."""
        return percent(self.place(value))
