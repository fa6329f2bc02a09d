"""The picture of a mechanism: one result of its example over one argument."""

from __future__ import annotations

import textwrap
from pathlib import Path

from detente.catalogue.entries import Mechanism, Plot, mechanism, mechanisms
from detente.catalogue.examples import WorkedExample, curve, work
from detente.files import write_whole
from detente.scenario.problems import InvalidInputError, listed

FORMS = (".png", ".svg")
POINTS = 401
#: Inches, and where the curve stands on the sheet: left, bottom, width, height.
SIZE = (7.2, 5.2)
FRAME = (0.11, 0.37, 0.85, 0.54)
DOTS = 150
#: Letters of the caption on a line, and its size in points.
LINE = 108
SMALL = 7.5


def plot_mechanism(identifier: str | int, path: str | Path) -> Path:
    """Draw the worked example of a mechanism over the argument that its entry names.

    Args:
        identifier: id of the mechanism.
        path: the file; its ending chooses png or svg.

    Returns:
        The path written, whole or not at all.

    Raises:
        InvalidInputError: no such mechanism, nothing to draw, another ending, or the file cannot
            be written.
    """
    entry = mechanism(identifier)
    target = Path(path)
    if target.suffix not in FORMS:
        raise InvalidInputError.single(
            f"the ending must be {listed(FORMS)}, so that the form is known", file=str(target)
        )
    if entry.example is None or entry.example.plot is None:
        able = [other.id for other in mechanisms() if other.example and other.example.plot]
        raise InvalidInputError.single(
            f"{entry.id}, {entry.name.lower()}, has no curve to draw "
            f"(these have one: {listed(able, len(able))})",
            file="mechanisms",
        )
    _draw(entry, work(entry.example), entry.example.plot, target)
    return target


def _draw(entry: Mechanism, worked: WorkedExample, plot: Plot, target: Path) -> None:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    from detente.interests.sheet import style

    across, values = curve(worked.example, POINTS)
    result = worked.example.results[plot.result]
    here = dict(worked.arguments)[plot.argument]
    seen = plot.low <= here <= plot.high
    # The shipped font has every letter of the equations.
    with style(), rc_context({"font.family": "DejaVu Sans"}):
        figure = Figure(figsize=SIZE)
        axes = figure.add_axes(FRAME)
        axes.plot(across, values, color="#0f5b97", linewidth=2)
        if seen:
            axes.plot([here], [worked.values[plot.result]], "o", color="#a83f0b")
        axes.set_title(f"{entry.id}. {entry.name}", loc="left")
        axes.set_xlabel(f"{plot.name} ({plot.unit})")
        axes.set_ylabel(f"{result.name} ({result.unit})")
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        lines = _caption(entry, worked, plot, dot=seen)
        figure.text(FRAME[0], 0.23, lines, va="top", fontsize=SMALL)
        form = target.suffix.removeprefix(".")
        said = {"Software": "détente"} if form == "png" else {"Creator": "détente", "Date": None}
        write_whole(
            target, lambda place: figure.savefig(place, format=form, dpi=DOTS, metadata=said)
        )


def _caption(entry: Mechanism, worked: WorkedExample, plot: Plot, *, dot: bool) -> str:
    others = ", ".join(
        f"{name.replace('_', ' ')} {value:.3g}"
        for name, value in worked.arguments
        if name != plot.argument
    )
    parts = [
        worked.example.says,
        f"Equation: {entry.equation}",
        f"Held fixed, at the middle of the quantities of {worked.scenario} or at a number chosen "
        f"for the example: {others}."
        if others
        else "",
        "Dot: the example." if dot else "",
        "One curve of one equation: no spread, no forecast.",
    ]
    return "\n".join(line for part in parts if part for line in textwrap.wrap(part, LINE))
