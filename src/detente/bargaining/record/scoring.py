"""Scores of one forecast on one issue: error of the point, and CRPS of the distribution.

    CRPS(F, y) = ∫ (F(z) − 1{y ≤ z})² dz = E|X − y| − ½ E|X − X′|

It is on the scale of the outcome, lower is better, and it is proper: nobody gains by saying another
distribution than the one believed. For a forecast that is a point it is the absolute error, so that
points and distributions can be held against each other.

Source: gneiting2007.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from detente.bargaining.prediction import Array

#: Rounding by which a running sum of probabilities may miss one half.
_TIE = 1e-12  # literal-ok: rounding of sums


def crps(support: Array, weights: Array, outcome: Array) -> Array:
    """Return the continuous ranked probability score of discrete distributions, (…,).

    Args:
        support: (…, k) points, in any order; points of no weight may hold any finite number.
        weights: (…, k) probabilities that add up to 1; NaN in a row that is not answered.
        outcome: (…,) what happened.

    Returns:
        Scores on the scale of the outcome, 0 or more; NaN where a row is not answered.
    """
    order = np.argsort(support, axis=-1, kind="stable")
    points = np.take_along_axis(support, order, -1)
    sums = np.cumsum(np.take_along_axis(weights, order, -1), axis=-1)[..., :-1]
    low, high, seen = points[..., :-1], points[..., 1:], outcome[..., None]
    below = np.clip(seen - low, 0.0, high - low)
    inside = sums**2 * below + (1.0 - sums) ** 2 * (high - low - below)
    # Beyond the outermost points the distribution is 0 or 1 for sure.
    beyond = np.maximum(points[..., 0] - outcome, 0.0) + np.maximum(outcome - points[..., -1], 0.0)
    score: Array = inside.sum(axis=-1) + beyond
    unanswered = np.isnan(weights).any(axis=-1)
    return np.where(unanswered, np.nan, score)


def median_of(support: Array, weights: Array) -> Array:
    """Return the lower median of discrete distributions, (…,); NaN where a weight is NaN.

    Args:
        support, weights: (…, k), as in `crps`.
    """
    order = np.argsort(support, axis=-1, kind="stable")
    sums = np.cumsum(np.take_along_axis(weights, order, -1), axis=-1)
    place = (sums >= 0.5 - _TIE).argmax(axis=-1)
    found: Array = np.take_along_axis(support, np.take_along_axis(order, place[..., None], -1), -1)[
        ..., 0
    ]
    return np.where(np.isnan(weights).any(axis=-1), np.nan, found)
