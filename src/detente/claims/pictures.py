"""The matrix of claims and viewpoints as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.dynamics.phrases import viewpoint_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from detente.claims.findings import ClaimFindings

#: Cell → glyph: shape says it, colour is not needed.
GLYPHS = {"holds": "●", "depends": "◐", "fails": "○", "silent": "·", "never asked": "–"}


def claims_picture(found: ClaimFindings) -> Figure:
    """Return claims as rows, viewpoints as columns; the author's own cell is boxed."""
    from matplotlib.figure import Figure

    rows = [one for one in found.claims if one.views]
    height = 1.6 + 0.32 * max(len(rows), 1)
    figure = Figure(figsize=(9.0, height), layout="constrained")
    axes = figure.subplots()
    axes.set_xlim(-0.5, len(found.viewpoints) - 0.5)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    for place, one in enumerate(rows):
        for column, view in enumerate(one.views):
            box = {"boxstyle": "square,pad=0.25", "fill": False, "lw": 0.8} if view.own else None
            glyph = GLYPHS[view.cell]
            axes.text(column, place, glyph, ha="center", va="center", fontsize=11, bbox=box)
    names = [viewpoint_name(found.scenario, view) for view in found.viewpoints]
    axes.set_xticks(range(len(names)), names, rotation=30, ha="left", fontsize=9)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(rows)), [f"{one.id} ({one.verdict})" for one in rows], fontsize=8)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    words = "  ".join(f"{glyph} {cell}" for cell, glyph in GLYPHS.items())
    axes.set_xlabel(f"{words};  boxed: the author's own premises", fontsize=8)
    figure.suptitle("Which claims hold under which viewpoint", fontsize=11)
    return figure
