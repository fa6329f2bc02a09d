"""What a deal is worth to one side: now, as its government weighs it, and in the long run.

One equation at three horizons h (mechanism 3, after the value of depth in the monthly model):

    w(h) = τ − h ς − F

with τ the tactical gain and ς the strategic cost of a full deal (depth 1), F the political cost of
any deal (in the same unit), and h the weight given to the long run: 0 for the gain at hand, the
incumbent's own horizon for the worth as weighed, 1 for the long run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.scenario.draws import Draws

Array: TypeAlias = npt.NDArray[np.float64]


def worth(
    tactical_gain: Array, strategic_cost: Array, horizon: Array | float, cost: Array
) -> Array:
    """Return w(h) = τ − h ς − F, elementwise.

    Args:
        tactical_gain: τ, 0–1, of a full deal.
        strategic_cost: ς, 0–1, of a full deal.
        horizon: h, 0–1.
        cost: F, 0–1, of a full deal.
    """
    return tactical_gain - horizon * strategic_cost - cost


class Worth(NamedTuple):
    """Worth of a deal to one actor on one issue, each of shape (draw,); see `Worths`."""

    now: Array
    weighed: Array
    long_run: Array
    gross: Array


@dataclass(frozen=True)
class Worths:
    """Worth of a deal by actor, issue and draw; NaN where an actor is not concerned.

    Attributes:
        actors, issues: labels of the first two axes.
        now, weighed, long_run: shape (actor, issue, draw), of a full deal.
        gross: the worth as weighed before the political cost, τ − h ς (what a ratifier is shown).
    """

    actors: tuple[str, ...]
    issues: tuple[str, ...]
    now: Array
    weighed: Array
    long_run: Array
    gross: Array

    def at(self, actor: str, issue: str) -> Worth:
        """Return now, weighed, long run and gross for one actor on one issue, shape (draw,)."""
        place = self.actors.index(actor), self.issues.index(issue)
        return Worth(self.now[place], self.weighed[place], self.long_run[place], self.gross[place])


def worths(draws: Draws, only: tuple[str, ...] | None = None) -> Worths:
    """Compute the worth of a deal on each issue (or on some) to everybody concerned."""
    scenario = draws.scenario
    actors = scenario.parties
    issues = only or tuple(scenario.content.issues)
    shape = (len(actors), len(issues), len(draws))
    names = ("now", "weighed", "long_run", "gross")
    now, weighed, long_run, gross = (np.full(shape, np.nan) for _ in names)
    cost = draws["parameters.political_cost"]
    for row, actor in enumerate(actors):
        horizon = draws[f"actors.{actor}.horizon"]
        for column, issue in enumerate(issues):
            if actor not in scenario.content.issues[issue].actors:
                continue
            cell = f"issues.{issue}.actors.{actor}"
            gain, loss = draws[f"{cell}.tactical_gain"], draws[f"{cell}.strategic_cost"]
            now[row, column] = worth(gain, loss, 0, cost)
            weighed[row, column] = worth(gain, loss, horizon, cost)
            long_run[row, column] = worth(gain, loss, 1, cost)
            gross[row, column] = gain - horizon * loss
    return Worths(actors, issues, now, weighed, long_run, gross)
