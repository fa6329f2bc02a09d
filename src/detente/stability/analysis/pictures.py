"""The picture of conflicts: in how many worlds each equilibrium holds."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from detente.stability.analysis.phrases import state_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from detente.scenario.model import Scenario
    from detente.stability.analysis.findings import ConflictFindings, ConflictSolution

ROW, HEAD, WIDTH, MOST = 0.5, 0.9, 9.0, 7
INK, QUIET, WARM = "#0f5b97", "#8f8a80", "#a83f0b"


def conflict_picture(found: ConflictFindings) -> Figure:
    """Draw the share of worlds in which each equilibrium holds, thin where statements roam."""
    sizes = [len(one.standings[one.leading][:MOST]) for one in found.conflicts]
    height = sum(ROW * max(size, 1) + HEAD for size in sizes) + 0.3
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots(
        len(sizes), 1, squeeze=False, gridspec_kw={"height_ratios": [1 + s for s in sizes]}
    )
    for one, place in zip(found.conflicts, axes[:, 0], strict=True):
        _conflict(place, found.scenario, one)
    axes[-1, 0].set_xlabel(
        "share of declared preference worlds in which it holds; thin: soft statements anywhere"
    )
    return figure


def _conflict(axes: Axes, scenario: Scenario, one: ConflictSolution) -> None:
    shown = one.standings[one.leading][:MOST]
    names = []
    for row, held in enumerate(reversed(shown)):
        now = held.state == one.status_quo
        axes.barh(row, held.count / len(one.worlds), 0.42, color=WARM if now else INK)
        share = held.wide / len(one.wide)
        axes.plot([share, share], [row - 0.32, row + 0.32], color=QUIET, linewidth=1.5)
        words = state_words(scenario, one, held.state)
        names.append(textwrap.fill(f"{words} (status quo)" if now else words, 52))
    axes.set_yticks(range(len(shown)), names, fontsize=8)
    axes.set_ylim(-0.6, max(len(shown), 1) - 0.4)
    axes.set_xlim(0, 1)
    axes.set_title(one.title, loc="left", fontsize=11)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
