"""What one actor can do about an outcome: four steps, what each brings, and its price.

The steps, of one actor on one issue, everybody else's numbers as declared:

* overstate: to claim a position 10 points further from the others (from the outcome they would
  reach by compromise without the actor), at most to the end of the scale;
* concede: to claim one 10 points nearer to them, at most their outcome itself;
* salience: to care by 0.1 more, at most 1;
* capability: to have 10% more of it.

What a step brings is the shift of the outcome, in points of the scale, toward the actor's own
declared position; below 0 it leads away. Its price:

* of both steps in a position, what the actor gives up if it is taken at its word: the distance of
  what it claims from what it wants, times its salience (points × salience);
* of salience, what it loses on its other issues when its attention in all stays what it is: their
  salience shrinks in proportion, the outcomes are worked out anew, and the distances lost are
  counted with the salience declared (points × salience). NaN where there is no other issue;
* of capability, the increase that would move the outcome by 10 points, as a share of what it has:
  exact for the compromise, for other models the first of a ladder of multiples that rise by the
  square root of 2, up to 16. Infinite where none does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from detente.bargaining.analysis.outcomes import known_quantiles
from detente.bargaining.analysis.tableau import HIGH, LOW, Tableau
from detente.bargaining.analysis.what_if import WhatIf
from detente.bargaining.prediction import Array, Flags
from detente.interests.intervals import Interval
from detente.library.conventions import conventions

Step: TypeAlias = Literal["overstate", "concede", "salience", "capability"]
STEPS: tuple[Step, ...] = ("overstate", "concede", "salience", "capability")
#: What a price is counted in.
PRICES: Mapping[Step, str] = {
    "overstate": "points × salience",
    "concede": "points × salience",
    "salience": "points × salience on other issues",
    "capability": "increase that moves the outcome by the declared points",
}
#: Points of the scale that are no move.
NONE = 1e-9  # literal-ok: rounding


@dataclass(frozen=True, slots=True)
class Lever:
    """One step of an actor; see the module for steps and prices.

    Attributes:
        step: which.
        gain: model → points by which the outcome moves toward the actor's own position, quantiles.
        helps: model → share of draws in which it moves that way.
        price: model → price, quantiles; NaN where it has none, infinite where nothing suffices.
    """

    step: Step
    gain: Mapping[str, Interval]
    helps: Mapping[str, float]
    price: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class SideLevers:
    """The levers of one actor on one issue.

    Attributes:
        issue, side: where, and whose.
        levers: one a step.
        best: model → the step with the greatest median gain; None where no median gain is above 0.
        most_effective: the step that is best by most models (of equals, the one with the greater
            median gains together); None where no step is best by any.
        agreeing: by how many models it is best.
    """

    issue: str
    side: str
    levers: tuple[Lever, ...]
    best: Mapping[str, Step | None]
    most_effective: Step | None
    agreeing: int

    def lever(self, step: Step) -> Lever:
        """Return the lever of a step."""
        return next(lever for lever in self.levers if lever.step == step)


def side_levers(models: Sequence[WhatIf], issue: str, side: str) -> SideLevers:
    """Work out the levers of one actor on one issue by every model.

    Args:
        models: each with the same issues; the actor has a position on this one.
        issue, side: where, and whose.
    """
    gains: dict[Step, dict[str, Array]] = {step: {} for step in STEPS}
    prices: dict[Step, dict[str, Array]] = {step: {} for step in STEPS}
    for model in models:
        for step, (gain, price) in _of_model(model, issue, side).items():
            gains[step][model.contender.name] = gain
            prices[step][model.contender.name] = price
    levers = tuple(
        Lever(
            step,
            {name: known_quantiles(values) for name, values in gains[step].items()},
            {name: _helps(values) for name, values in gains[step].items()},
            {name: _with_infinite(values) for name, values in prices[step].items()},
        )
        for step in STEPS
    )
    names = [model.contender.name for model in models]
    best: dict[str, Step | None] = {name: _best(levers, name) for name in names}
    most, agreeing = _most_effective(levers, best)
    return SideLevers(issue, side, levers, best, most, agreeing)


def _helps(gain: Array) -> float:
    known = gain[np.isfinite(gain)]
    return float((known > NONE).mean()) if known.size else 0.0


def _best(levers: Sequence[Lever], name: str) -> Step | None:
    lever = max(levers, key=lambda one: np.nan_to_num(one.gain[name][1], nan=-np.inf))
    return lever.step if lever.gain[name][1] > NONE else None


def _most_effective(
    levers: Sequence[Lever], best: Mapping[str, Step | None]
) -> tuple[Step | None, int]:
    counts = {step: sum(found == step for found in best.values()) for step in STEPS}
    if not any(counts.values()):
        return None, 0
    together = {one.step: sum(np.nan_to_num(g[1]) for g in one.gain.values()) for one in levers}
    most = max(STEPS, key=lambda step: (counts[step], together[step]))
    return most, counts[most]


def _of_model(model: WhatIf, issue: str, side: str) -> dict[Step, tuple[Array, Array]]:
    """Return gain and price of each step by one model, (row,) each."""
    known = model.known[issue]
    place = known.actors.index(side)
    own, care, strength = (
        values[:, place] for values in (known.positions, known.salience, known.capability)
    )
    declared = conventions()
    claims = claimed(known, place)
    ladder = _ladder()
    # One row a change: two claims, more care, more capability, then the ladder of capability.
    position = np.stack([claims["overstate"], claims["concede"], *[own] * (2 + len(ladder))])
    salience = np.repeat(care[None], len(position), axis=0)
    salience[2] = np.minimum(care + declared["lever_salience"], 1.0)
    capability = np.repeat(strength[None], len(position), axis=0)
    stronger = np.array([1 + declared["lever_capability"], *ladder])
    capability[-len(stronger) :] *= stronger[:, None]
    after = model.changed(issue, side, position=position, salience=salience, capability=capability)
    before = model.base(issue)
    gains = np.abs(own - before) - np.abs(own - after)
    prices: dict[Step, Array] = {step: care * np.abs(claim - own) for step, claim in claims.items()}
    prices["salience"] = model.attention_lost(side)[issue]
    prices["capability"] = increase_needed(model, issue, place, gains[len(STEPS) :])
    return {step: (gains[row], prices[step]) for row, step in enumerate(STEPS)}


def _ladder() -> Array:
    """Return the multiples of capability that are tried, by steps of the square root of 2."""
    steps = int(np.floor(2 * np.log2(conventions()["largest_capability"]) + NONE))
    ladder: Array = np.sqrt(2.0) ** np.arange(1, steps + 1)
    return ladder


def claimed(known: Tableau, place: int) -> dict[Step, Array]:
    """Return what an actor claims that overstates or concedes, (row,) each."""
    own = known.positions[:, place]
    weight = known.weight.copy()
    weight[:, place] = 0.0
    total = weight.sum(axis=1)
    # Where nobody else has weight there is nobody to step away from.
    others = (weight * known.positions).sum(axis=1) / np.where(total > 0, total, 1.0)
    away = np.where(total > 0, np.sign(own - others), 0.0)
    points = conventions()["lever_points"]
    return {
        "overstate": np.clip(own + points * away, LOW, HIGH),
        "concede": own - away * np.minimum(points, np.abs(own - others)),
    }


def increase_needed(model: WhatIf, issue: str, place: int, gains: Array) -> Array:
    """Return by what share an actor's capability must grow to move the outcome its way, (row,).

    By the declared number of points; infinite where the outcome is nearer than that already, or
    where no increase tried is enough.

    Args:
        model, issue, place: which, where, and whose.
        gains: (step, row) points by which each step of the ladder moves the outcome its way.
    """
    known, before = model.known[issue], model.base(issue)
    points = conventions()["lever_points"]
    room: Flags = np.abs(known.positions[:, place] - before) >= points
    if model.contender.model == "compromise":
        return _solved(known, place, before, points, room)
    enough: Flags = (gains >= points - NONE) & room
    first = _ladder()[enough.argmax(axis=0)] - 1
    needed: Array = np.where(enough.any(axis=0), first, np.inf)
    return needed


def _solved(known: Tableau, place: int, before: Array, points: float, room: Flags) -> Array:
    """Solve Σ w x / Σ w = target for the actor's own weight, (row,)."""
    own, weight = known.positions[:, place], known.weight
    mine = weight[:, place]
    others = weight.sum(axis=1) - mine
    pull = (weight * known.positions).sum(axis=1) - mine * own
    target = before + np.sign(own - before) * points
    open_ = room & (np.abs(own - target) > NONE) & (mine > 0)
    gap = np.where(open_, own - target, 1.0)
    wanted = (target * others - pull) / gap
    needed: Array = np.where(open_, wanted / np.where(mine > 0, mine, 1.0) - 1, np.inf)
    return needed


def _with_infinite(values: Array) -> Interval:
    """Return the declared quantiles of values of which some may be infinite."""
    known = values[~np.isnan(values)]
    if not known.size:
        return (np.nan, np.nan, np.nan)
    tail = 0.5 * (1 - conventions()["interval"])
    # No interpolation: between a number and infinity there is nothing.
    low, middle, high = np.quantile(known, [tail, 0.5, 1 - tail], method="inverted_cdf")
    return float(low), float(middle), float(high)
