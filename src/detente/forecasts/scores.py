"""Scores of probabilities and of distributions, one function each; smaller is better.

Sources: brier1950, gneiting2007 (proper scores), dimitriadis2021 (reliability).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]

#: No probability counts as nearer to 0 or 1 than this in the log score, unless said otherwise.
LOG_FLOOR = 0.01

Rule = Literal["brier", "log"]


def brier(probability: npt.ArrayLike, outcome: npt.ArrayLike) -> Array:
    """Return the Brier score (p − o)², per forecast; 0 is best, 1 worst.

    Args:
        probability: of yes, 0 to 1, any shape.
        outcome: 1 for yes, 0 for no, same shape.

    Raises:
        ValueError: a number out of its range, or shapes that differ.
    """
    chance, happened = _checked(probability, outcome)
    return (chance - happened) ** 2


def log_score(
    probability: npt.ArrayLike, outcome: npt.ArrayLike, floor: float = LOG_FLOOR
) -> Array:
    """Return −ln of the probability given to what happened, per forecast, in nats.

    Args:
        probability, outcome: as `brier`.
        floor: smaller probabilities, of yes or of no, count as this; above 0, at most ½. The score
            is at most −ln(floor). It stays proper but for forecasts beyond the floor.

    Raises:
        ValueError: as `brier`, or a floor out of its range.
    """
    if not 0 < floor <= 0.5:
        raise ValueError(f"the floor is {floor}; it must lie above 0 and be at most 0.5")
    chance, happened = _checked(probability, outcome)
    bounded = np.clip(chance, floor, 1 - floor)
    return -np.log(np.where(happened > 0, bounded, 1 - bounded))


def crps_of_counts(ensemble: npt.ArrayLike, observed: float) -> float:
    """Return the continuous ranked probability score of a distribution of counts.

    Args:
        ensemble: counts in the worlds, (world,), not empty.
        observed: the count that came out.

    Returns:
        E|X − y| − ½ E|X − X'|, in the unit of the counts; of a point its absolute error.

    Raises:
        ValueError: an empty ensemble, or a number that is not finite.
    """
    worlds = np.asarray(ensemble, np.float64)
    if worlds.ndim != 1 or not worlds.size:
        raise ValueError("an ensemble is a list of one number or more")
    if not np.isfinite(worlds).all() or not np.isfinite(observed):
        raise ValueError("an ensemble and what was observed must be finite numbers")
    import scoringrules  # seconds to import

    # By ordered quantiles instead of world against world: the same number in less memory.
    return float(scoringrules.crps_ensemble(float(observed), np.sort(worlds), estimator="qd"))


def crps_of_dates(months: npt.ArrayLike, observed: float, window: float) -> float:
    """Return the same score of a month in which something first happens.

    Args:
        months: month of the first event in the worlds, (world,); 0 or beyond the window: not in it.
        observed: the month that came out, likewise.
        window: length of the window in months; what does not happen within it counts as its end,
            since nobody looked further.

    Returns:
        The score in months.

    Raises:
        ValueError: as `crps_of_counts`, a negative month, or a window below 1.
    """
    if window < 1:
        raise ValueError(f"the window is {window} months; it must be 1 or more")
    worlds = np.asarray(months, np.float64)
    if (worlds < 0).any() or observed < 0:
        raise ValueError("months are counted from 1; 0 says that it never happens")
    seen = np.where(worlds > 0, np.minimum(worlds, window), window)
    return crps_of_counts(seen, min(observed, window) if observed > 0 else window)


def skill(score: float, baseline: float) -> float | None:
    """Return 1 − score / baseline: 1 perfect, 0 as good as the baseline, negative worse.

    Args:
        score, baseline: mean scores, 0 or more.

    Returns:
        The skill, or None where the baseline is perfect, so that nothing can be gained on it.

    Raises:
        ValueError: a negative score.
    """
    if score < 0 or baseline < 0:
        raise ValueError(f"mean scores are {score} and {baseline}; they cannot be negative")
    return None if baseline == 0 else 1 - score / baseline


@dataclass(frozen=True, slots=True)
class Reliability:
    """How forecasts and outcomes go together.

    The mean score is `miscalibration − discrimination + uncertainty`.

    Attributes:
        score: mean score of the forecasts.
        miscalibration: what recalibration would gain.
        discrimination: what recalibrated forecasts gain on the base rate.
        uncertainty: score of the base rate.
        probability, recalibrated: the forecasts in rising order, and the isotonic (never falling)
            curve that fits the outcomes best, both (forecast,).
    """

    score: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    probability: Array
    recalibrated: Array


def reliability(
    probability: npt.ArrayLike,
    outcome: npt.ArrayLike,
    rule: Rule = "brier",
    floor: float = LOG_FLOOR,
) -> Reliability:
    """Recalibrate forecasts by pooling adjacent violators, and split their mean score.

    Args:
        probability, outcome: as `brier`, (forecast,), one or more.
        rule: the score that is split.
        floor: of the log score; recalibrated chances of 0 and 1 are not floored.

    Raises:
        ValueError: as `brier`, or no forecast.
    """
    from scipy.optimize import isotonic_regression

    chance, happened = _checked(probability, outcome)
    if chance.ndim != 1 or not chance.size:
        raise ValueError("reliability needs one forecast or more")
    # Equal forecasts are one forecast: they get the share of yes among them.
    _, place, counts = np.unique(chance, return_inverse=True, return_counts=True)
    shares = np.bincount(place, weights=happened) / counts
    fitted = np.asarray(isotonic_regression(shares, weights=counts).x)[place]

    def mean(values: Array) -> float:
        if rule == "brier":
            return float(brier(values, happened).mean())
        return float(_log_of_shares(values, happened).mean())

    base = mean(np.full_like(happened, happened.mean()))
    score = float(log_score(chance, happened, floor).mean()) if rule == "log" else mean(chance)
    order = np.argsort(chance, kind="stable")
    ideal = mean(np.clip(fitted, 0, 1))
    return Reliability(
        score, score - ideal, base - ideal, base, chance[order], np.clip(fitted, 0, 1)[order]
    )


def _log_of_shares(share: Array, happened: Array) -> Array:
    """Return −ln of the share given to what happened; a share of what happened is never 0."""
    given = np.where(happened > 0, share, 1 - share)
    return np.asarray(-np.log(given))


def _checked(probability: npt.ArrayLike, outcome: npt.ArrayLike) -> tuple[Array, Array]:
    chance = np.asarray(probability, np.float64)
    happened = np.asarray(outcome, np.float64)
    if chance.shape != happened.shape:
        raise ValueError(
            f"{chance.size} probabilities and {happened.size} outcomes – give one each"
        )
    if not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("a probability lies from 0 to 1")
    if not np.isin(happened, (0.0, 1.0)).all():
        raise ValueError("an outcome is 1 for yes or 0 for no")
    return chance, happened
