"""The picture of bargaining: what each model expects between the poles, issue by issue."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from detente.bargaining.analysis.findings import BargainFindings, IssueBargain

ROW, HEAD, WIDTH = 0.22, 0.85, 9.0
INK, QUIET, WARM = "#0f5b97", "#8f8a80", "#a83f0b"


def bargain_picture(found: BargainFindings) -> Figure:
    """Draw medians with their ranges over draws, thin where widths are doubled."""
    sizes = [len(issue.outcomes) for issue in found.issues]
    height = sum(ROW * size + HEAD for size in sizes) + 0.5
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots(
        len(sizes), 1, squeeze=False, gridspec_kw={"height_ratios": [1 + s for s in sizes]}
    )
    for issue, place in zip(found.issues, axes[:, 0], strict=True):
        _issue(place, issue)
    axes[-1, 0].set_xlabel(
        "between the poles; lines hold four draws in five, thin ones with widths doubled",
        labelpad=26,
    )
    return figure


def _issue(axes: Axes, issue: IssueBargain) -> None:
    for row, one in enumerate(reversed(issue.outcomes)):
        if np.isnan(one.outcome[1]):
            continue
        axes.plot(one.widened[::2], [row, row], color=QUIET, linewidth=0.8)
        axes.plot(one.outcome[::2], [row, row], color=INK, linewidth=2)
        axes.scatter(one.outcome[1], row, color=INK, s=18, zorder=3)
    if issue.known is not None and issue.known.position is not None:
        axes.axvline(issue.known.position, color=WARM, linewidth=1, linestyle="--")
        axes.annotate(
            "what came of it", (issue.known.position, len(issue.outcomes) - 0.6), color=WARM,
            fontsize=8, ha="right",
        )  # fmt: skip
    axes.set_yticks(range(len(issue.outcomes)), [one.label for one in reversed(issue.outcomes)])
    axes.set_ylim(-0.7, len(issue.outcomes) - 0.1)
    axes.set_xlim(0, 100)
    ends = [textwrap.fill(text, 44) for text in issue.poles]
    axes.set_xticks([0, 50, 100], ["", "", ""])
    axes.set_title(issue.name, loc="left", fontsize=11)
    axes.annotate(ends[0], (0, 0), (0, -4), xycoords="axes fraction",
                  textcoords="offset points", va="top", fontsize=8)  # fmt: skip
    axes.annotate(ends[1], (1, 0), (0, -4), xycoords="axes fraction",
                  textcoords="offset points", va="top", ha="right", fontsize=8)  # fmt: skip
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
