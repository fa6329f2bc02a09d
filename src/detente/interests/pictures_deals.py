"""The picture of what deals would need: trust against the minimum, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from detente.interests.deals import DealFindings

ROW = 0.34
WIDTH = 9.0
COLOURS = ("#a83f0b", "#0f5b97")


def deals_picture(findings: DealFindings, pair: tuple[str, str] | None = None) -> Figure:
    """Draw trust (filled) against the trust that a deal would need (ring), issue by issue."""
    chosen = pair or findings.prospects[0].pair
    rows = [p for p in findings.prospects if set(p.pair) == set(chosen) and p.trusting]
    figure = Figure(figsize=(WIDTH, 1.6 + 2 * ROW * max(len(rows), 1)), layout="constrained")
    axes = figure.subplots()
    axes.set_title("Trust (filled) and the trust a deal would need (ring)", loc="left")
    labels: list[str] = []
    for row in reversed(rows):
        for side, colour in zip(row.trusting, COLOURS, strict=False):
            place = len(labels)
            for values, fill in ((side.trust, colour), (side.needed, "white")):
                axes.plot(values[::2], [place, place], color=colour, linewidth=1)
                axes.scatter(values[1], place, color=fill, edgecolor=colour, zorder=2)
            labels.append(f"{row.issue}: {side.actor}".replace("_", " "))
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlim(0, 1)
    axes.set_xlabel("probability that the other keeps a deal; lines hold four draws in five")
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
    return figure
