"""Pictures of room `forecasts`: ranges beside baselines, reliability, differences of scores."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from detente.forecasts.baselines import NAMES, WORDS
from detente.forecasts.words import CLASS_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from detente.forecasts.backtest_findings import BacktestFindings
    from detente.forecasts.findings import Forecast, ForecastFindings
    from detente.forecasts.scoring import Score, Settled

INK, QUIET, WARM = "#0f5b97", "#8f8a80", "#a83f0b"
WIDTH, ROW = 8.0, 0.42
#: A baseline has the same mark in every picture.
MARKS = {"status_quo": "s", "climatology": "D", "own_history": "^"}


def forecast_picture(found: ForecastFindings) -> Figure:
    """Draw the range of each answered question, thin with widths doubled, and its baselines."""
    shown = found.answered
    figure = Figure(figsize=(WIDTH, 1.4 + ROW * max(len(shown), 1)), layout="constrained")
    axes = figure.subplots()
    for row, one in enumerate(reversed(shown)):
        _range(axes, row, one)
        for name, value in one.baselines.named().items():
            if value is not None:
                axes.scatter(
                    100 * value, row, marker=MARKS[name], s=26, facecolors="none", edgecolors=WARM
                )
    labels = [textwrap.fill(one.question, 44) for one in reversed(shown)]
    axes.set_yticks(range(len(shown)), labels, fontsize=8)
    axes.set_ylim(-0.7, max(len(shown), 1) - 0.3)
    axes.set_xlim(-2, 102)
    axes.set_xlabel("worlds in a hundred (four draws in five; thin: widths doubled)", fontsize=9)
    for name, mark in MARKS.items():
        axes.scatter([], [], marker=mark, facecolors="none", edgecolors=WARM, label=WORDS[name])
    figure.legend(loc="outside upper center", ncols=len(MARKS), frameon=False, fontsize=8)
    _plain(axes)
    return figure


def _range(axes: Axes, row: int, one: Forecast) -> None:
    found = one.range
    if found is None:
        return
    wide = found.wide
    if wide is not None and wide.told:
        axes.plot([100 * wide.low, 100 * wide.high], [row, row], color=QUIET, linewidth=1)
    if found.told:
        ends = [100 * min(found.low, found.mean), 100 * max(found.high, found.mean)]
        axes.plot(ends, [row, row], color=INK, linewidth=3, solid_capstyle="round")
        # A range without width would not be seen as a line.
        axes.scatter(ends, [row, row], color=INK, s=9, zorder=3)


def reliability_picture(score: Score, settled: Sequence[Settled]) -> Figure:
    """Draw recalibrated chances over forecast ones; on the line they agree."""
    figure = Figure(figsize=(4.6, 4.6), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1)
    found = score.reliability
    if found is not None:
        axes.step(found.probability, found.recalibrated, where="mid", color=INK, linewidth=2)
        marks = [(one.probability, one.outcome) for one in settled if one.probability is not None]
        chances, outcomes = [mark[0] for mark in marks], [mark[1] for mark in marks]
        axes.scatter(chances, outcomes, color=WARM, marker="|", s=40, zorder=3)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    axes.set_xlabel("forecast")
    axes.set_ylabel("what came (marks), recalibrated (line)")
    _plain(axes)
    return figure


def backtest_picture(found: BacktestFindings) -> Figure:
    """Draw, by class, how much better (left) or worse the model scores than each baseline."""
    rows = [row for row in found.whole() if row.score.against]
    figure = Figure(figsize=(WIDTH, 1.6 + ROW * 2 * max(len(rows), 1)), layout="constrained")
    axes = figure.subplots()
    axes.axvline(0, color=QUIET, linewidth=1)
    for place, row in enumerate(reversed(rows)):
        for step, name in enumerate(NAMES):
            one = row.score.against.get(name)
            if one is None:
                continue
            height = place + 0.22 * (1 - step)
            value, low, high = one.difference
            if not np.isnan(low):
                axes.plot([low, high], [height, height], color=INK, linewidth=1.5)
            axes.scatter(value, height, marker=MARKS[name], s=26, color=INK, zorder=3)
    labels = [
        f"{CLASS_WORDS[row.key.group]}\n{row.score.answered} of {row.score.asked} answered"
        for row in reversed(rows)
    ]
    axes.set_yticks(range(len(rows)), labels, fontsize=8)
    axes.set_ylim(-0.6, max(len(rows), 1) - 0.4)
    axes.set_xlabel(
        "Brier score less the baseline's: left is better; hindsight-exposed", fontsize=9
    )
    for name, mark in MARKS.items():
        axes.scatter([], [], marker=mark, color=INK, label=WORDS[name])
    figure.legend(loc="outside upper center", ncols=len(MARKS), frameon=False, fontsize=8)
    _plain(axes)
    return figure


def _plain(axes: Axes) -> None:
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
