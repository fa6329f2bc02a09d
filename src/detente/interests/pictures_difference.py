"""The picture of a difference: each finding in two scenarios, joined by a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from detente.interests.difference import DifferenceFindings

ROW = 0.34
WIDTH = 9.0


def difference_picture(findings: DifferenceFindings) -> Figure:
    """Draw each finding that differs: a ring for the first scenario, a disc for the second."""
    rows = findings.differences
    figure = Figure(figsize=(WIDTH, 1.4 + ROW * max(len(rows), 1)), layout="constrained")
    axes = figure.subplots()
    axes.set_title(f"What differs: {findings.names[0]} (ring) and {findings.names[1]} (disc)")
    for place, row in enumerate(reversed(rows)):
        axes.plot([row.first, row.second], [place, place], color="#57544e", linewidth=2, zorder=1)
        axes.scatter(row.first, place, facecolor="white", edgecolor="#1c1b19", zorder=2)
        axes.scatter(row.second, place, color="#1c1b19", zorder=2)
    labels = [f"{row.issue}: {row.measure}" for row in reversed(rows)]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("share of draws in which it holds")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure
