"""Averages of positions: the mean, the compromise (weighted mean), and the weighted median.

All three also stand for a distribution: somebody's position carries the day, with the probability
of its weight.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.bargaining.checking import Case, some_weight
from detente.bargaining.prediction import Array, Outcome

#: Share of the whole by which a running sum of weights may miss one half and still be a tie.
TIE = 1e-12  # literal-ok: rounding of sums, not a constant of the model


def mean(case: Case) -> Outcome:
    """Return the plain mean of the positions of those present, Σ x / N.

    Point (…,) and a distribution (…, actor) of equal weights, on the scale of the positions.

    Source: achen2006.
    """
    return _weighted_mean(case.filled, case.present.astype(np.float64))


def compromise(case: Case) -> Outcome:
    """Return the mean weighted by capability × salience, Σ c s x / Σ c s.

    Point (…,) and a distribution (…, actor), on the scale of the positions.

    Raises:
        ValueError: nobody in a row has any weight.

    Source: vandenbos1991, achen2006.
    """
    some_weight(case.weight, "compromise")
    return _weighted_mean(case.filled, case.weight)


def median(case: Case, *, ties: str) -> Outcome:
    """Return the median weighted by capability × salience.

    The first position, from the lowest, at which the running sum of weights reaches one half.

    Args:
        case: positions, salience, capability, (…, actor).
        ties: where the sum reaches exactly one half: the `lower` of the two positions, the
            `upper`, or the `middle` between them.

    Raises:
        ValueError: nobody in a row has any weight.

    Source: black1948.
    """
    some_weight(case.weight, "median")
    shares = _shares(case.weight)
    lower, upper = medians(case.filled, shares)
    chosen = {"lower": lower, "upper": upper, "middle": lower + 0.5 * (upper - lower)}
    return Outcome(chosen[ties], case.filled, shares)


def medians(positions: Array, shares: Array) -> tuple[Array, Array]:
    """Return the lower and the upper weighted median, (…,); shares (…, actor) add up to 1."""
    order = np.argsort(positions, axis=-1, kind="stable")
    sums = np.cumsum(np.take_along_axis(shares, order, -1), axis=-1)

    def first(reached: Any) -> Array:
        place = np.take_along_axis(order, reached.argmax(axis=-1)[..., None], -1)
        found: Array = np.take_along_axis(positions, place, -1)[..., 0]
        return found

    return first(sums >= 0.5 - TIE), first(sums > 0.5 + TIE)


def _shares(weight: Array) -> Array:
    """Return weights that add up to 1, however large or small they are."""
    scaled = weight / weight.max(axis=-1, keepdims=True)
    shares: Array = scaled / scaled.sum(axis=-1, keepdims=True)
    return shares


def _weighted_mean(positions: Array, weight: Array) -> Outcome:
    shares = _shares(weight)
    # Distances from the lowest position: positions that are all equal average to themselves.
    least = positions.min(axis=-1, keepdims=True)
    point = least[..., 0] + (shares * (positions - least)).sum(axis=-1)
    return Outcome(np.minimum(point, positions.max(axis=-1)), positions, shares)
