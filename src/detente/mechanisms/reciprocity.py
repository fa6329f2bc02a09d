"""Reciprocity with inertia (Goldstein and Freeman); block 2.11.

Two actors' behaviour y, y' toward each other, own inertia φ, reciprocity ρ, a push u from outside:

    y_{t+1} = φ y_t + ρ y'_t + u_t,      y'_{t+1} = φ y'_t + ρ y_t + u'_t.

The common mood y + y' is multiplied each month by φ + ρ, the imbalance y − y' by φ − ρ. Reciprocity
may be negative (bullying: the other's softness answered by hardness). Beside it stand the noisy
tit-for-tat, which is reciprocity in a game, and the Bayesian autoregression that recovers φ and ρ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.mechanisms.validated import (
    NONNEGATIVE,
    POSITIVE,
    REAL,
    SIGNED_UNIT,
    UNIT,
    Interval,
    Numbers,
    validated,
)

Array: TypeAlias = npt.NDArray[np.float64]

#: Roots lie in (−∞, 2] for φ, |ρ| ≤ 1, and 2 to the power 1000 is still a number.
MONTHS = Interval(0, 1000)  # literal-ok: largest power of 2 that is finite, rounded
#: A slip more often than every second time is the opposite intention, not noise.
SLIP = Interval(0, 0.5)


@validated(inertia=UNIT, reciprocity=REAL)
def eigenvalues(inertia: Numbers, reciprocity: Numbers) -> tuple[Numbers, Numbers]:
    """Return what the common mood and the imbalance are multiplied by each month: φ + ρ, φ − ρ.

    Args:
        inertia: φ, share of own behaviour carried into the next month, 0–1.
        reciprocity: ρ, response to the other's behaviour of last month; negative for bullying.

    Raises:
        ValueError: an argument out of its range.

    Source: goldstein1991, for the model; the algebra is ours.
    """
    return inertia + reciprocity, inertia - reciprocity


@validated(inertia=UNIT, reciprocity=REAL)
def reciprocity_is_stable(inertia: Numbers, reciprocity: Numbers) -> Numbers:
    """Return 1 where behaviour settles after a push, 0 where it runs away: φ + |ρ| < 1.

    Args:
        inertia: φ, share a month, 0–1.
        reciprocity: ρ, response a month.

    Raises:
        ValueError: an argument out of its range.

    Source: goldstein1991, for the model; the algebra is ours.
    """
    return np.where(np.abs(reciprocity) < 1 - inertia, 1.0, 0.0)


@validated(inertia=UNIT, reciprocity=REAL)
def standing_response(inertia: Numbers, reciprocity: Numbers) -> tuple[Numbers, Numbers]:
    """Return the long-run response to a standing unit push by one side: own side, other side.

    (1 − φ) / [(1 − φ)² − ρ²],      ρ / [(1 − φ)² − ρ²];      NaN where φ + |ρ| ≥ 1.

    Args:
        inertia: φ, share a month, 0–1.
        reciprocity: ρ, response a month.

    Raises:
        ValueError: an argument out of its range.

    Source: goldstein1991, for the model; the algebra is ours.
    """
    room = 1 - inertia
    stable = np.abs(reciprocity) < room
    gap = np.where(stable, room**2 - reciprocity**2, np.nan)
    return room / gap, reciprocity / gap


@validated(inertia=UNIT, reciprocity=SIGNED_UNIT, months=MONTHS)
def reciprocity_response(
    inertia: Numbers, reciprocity: Numbers, months: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the response to a unit push kept up for n months, also where it runs away.

    With m = φ + ρ, d = φ − ρ and S_n(x) = 1 + x + … + x^{n−1}:

        own side ½ [S_n(m) + S_n(d)],      other side ½ [S_n(m) − S_n(d)].

    Args:
        inertia: φ, share a month, 0–1.
        reciprocity: ρ, response a month, −1–1.
        months: n, whole months, 0–1000; a fraction is dropped.

    Raises:
        ValueError: an argument out of its range.

    Source: goldstein1991, for the model; the algebra is ours.
    """
    whole = np.floor(months)
    mood = inertia + reciprocity
    imbalance = inertia - reciprocity
    mood_gap = np.where(mood == 1, 1.0, 1 - mood)
    imbalance_gap = np.where(imbalance == 1, 1.0, 1 - imbalance)
    of_mood = np.where(mood == 1, whole, (1 - np.power(mood, whole)) / mood_gap)
    of_imbalance = np.where(imbalance == 1, whole, (1 - np.power(imbalance, whole)) / imbalance_gap)
    return 0.5 * (of_mood + of_imbalance), 0.5 * (of_mood - of_imbalance)


@validated(inertia=UNIT, reciprocity=REAL)
def half_life_of_mood(inertia: Numbers, reciprocity: Numbers) -> Numbers:
    """Return the months in which the common mood halves: ln ½ / ln |φ + ρ|.

    0 where φ + ρ = 0 (forgotten within the month), ∞ where |φ + ρ| ≥ 1. A negative root swings
    from month to month; the half-life is then that of the swings.

    Args:
        inertia: φ, share a month, 0–1.
        reciprocity: ρ, response a month.

    Raises:
        ValueError: an argument out of its range.

    Source: goldstein1991, for the model; the algebra is ours.
    """
    size = np.abs(inertia + reciprocity)
    inside = np.where((size > 0) & (size < 1), size, 0.5)
    months = np.log(0.5) / np.log(inside)
    return np.where(size >= 1, np.inf, np.where(size > 0, months, 0.0))


@validated(inertia=UNIT, reciprocity=REAL)
def half_life_of_imbalance(inertia: Numbers, reciprocity: Numbers) -> Numbers:
    """Return the months in which the difference between the sides halves: ln ½ / ln |φ − ρ|.

    0 where φ = ρ, ∞ where |φ − ρ| ≥ 1; where φ < ρ the lead passes from side to side each month and
    the half-life is that of its size.

    Args:
        inertia: φ, share a month, 0–1.
        reciprocity: ρ, response a month.

    Raises:
        ValueError: an argument out of its range.

    Source: goldstein1991, for the model; the algebra is ours.
    """
    size = np.abs(inertia - reciprocity)
    inside = np.where((size > 0) & (size < 1), size, 0.5)
    months = np.log(0.5) / np.log(inside)
    return np.where(size >= 1, np.inf, np.where(size > 0, months, 0.0))


@validated(temptation=REAL, reward=REAL, punishment=REAL, exploited=REAL)
def generous_probability(
    temptation: Numbers, reward: Numbers, punishment: Numbers, exploited: Numbers
) -> Numbers:
    """Return how often tit-for-tat can forgive a defection without inviting more of them.

    g = min{1 − (T − R)/(R − S), (R − P)/(T − P)};      NaN unless T > R > P > S and 2R > T + S.

    Up to g nobody gains on the average by exploiting it, whether always (second term) or every
    second time (first term).

    Args:
        temptation, reward, punishment, exploited: T, R, P, S, payoffs of one month, same unit.

    Raises:
        ValueError: an argument that is no finite number.

    Source: molander1985, formula recalled; the condition on exploiters is derived here.
    """
    order = (temptation > reward) & (reward > punishment) & (punishment > exploited)
    valid = order & (reward + reward > temptation + exploited)
    stake = np.where(valid, reward - exploited, 1.0)
    prize = np.where(valid, temptation - punishment, 1.0)
    alternating = 1 - (temptation - reward) / stake
    always = (reward - punishment) / prize
    return np.where(valid, np.minimum(alternating, always), np.nan)


@validated(error=SLIP, generosity=UNIT)
def cooperation_under_noise(error: Numbers, generosity: Numbers) -> Numbers:
    """Return the share of months in which two generous tit-for-tat players cooperate.

    p = [e + (1 − 2e) g] / [1 − (1 − 2e)(1 − g)],      1 where e = g = 0.

    Without generosity (g = 0) it is ½ however rare the slips are.

    Args:
        error: e, probability that a move comes out as its opposite, 0–½.
        generosity: g, probability of forgiving a defection, 0–1.

    Raises:
        ValueError: an argument out of its range.

    Source: wuaxelrod1995, for the result; the formula is derived here.
    """
    kept = 1 - 2 * error
    moving = 1 - kept * (1 - generosity)
    return np.where(moving > 0, (error + kept * generosity) / np.where(moving > 0, moving, 1), 1.0)


@validated(other_cooperated=UNIT, error=SLIP, generosity=UNIT, mercy=UNIT, slip=UNIT)
def tit_for_tat_move(
    other_cooperated: Numbers, error: Numbers, generosity: Numbers, mercy: Numbers, slip: Numbers
) -> Numbers:
    """Return 1 where a generous tit-for-tat player cooperates this month, else 0.

    Cooperate if the other did or if mercy < g; the move is reversed if slip < e.

    Args:
        other_cooperated: the other's last move, 1 or 0.
        error: e, 0–½.
        generosity: g, 0–1.
        mercy, slip: uniform random numbers in [0, 1).

    Raises:
        ValueError: an argument out of its range.

    Source: wuaxelrod1995.
    """
    meant = np.where((other_cooperated > 0) | (mercy < generosity), 1.0, 0.0)
    return np.where(slip < error, 1 - meant, meant)


def noisy_tit_for_tat(error: float, generosity: float, luck: Array) -> Array:
    """Play tit-for-tat against itself from mutual cooperation.

    Args:
        error: e, 0–½.
        generosity: g, 0–1.
        luck: uniform random numbers in [0, 1), shape (month, player = 2, use = 2 [mercy, slip], …).

    Returns:
        Moves, 1 cooperation and 0 defection, shape (month, player, …).

    Raises:
        ValueError: an argument out of its range, or luck of another shape.

    Source: wuaxelrod1995.
    """
    if luck.ndim < 1 + 2 or luck.shape[1:][:2] != (2, 2):
        raise ValueError(
            f"noisy_tit_for_tat: luck has shape {luck.shape}; it must be (month, 2, 2, …)"
        )
    moves = np.empty((luck.shape[0], *luck.shape[2:]))
    last = np.ones(moves.shape[1:])
    for month, (mercy, slip) in enumerate(zip(luck[:, :, 0], luck[:, :, 1], strict=True)):
        last = np.asarray(tit_for_tat_move(last[::-1], error, generosity, mercy, slip))
        moves[month] = last
    return moves


@dataclass(frozen=True, slots=True)
class ShrinkagePrior:
    """A prior of the Minnesota kind (Litterman; Sims and Zha) on an autoregression.

    Coefficient of variable j at lag l in the equation of variable i, given its noise σ_i:

        normal, mean own_mean where i = j and l = 1 else 0,
        SD = overall · (1 where i = j else cross) / l^decay · σ_i / s_j,

    with s_j the scale of variable j. σ_i² is inverse gamma: as if `weight` months with variance
    s_i² had been seen.

    Attributes:
        own_mean: prior mean of the first own lag (event data are no random walk).
        overall: tightness; smaller shrinks more. > 0.
        cross: further factor on the other variables' lags. > 0.
        decay: how fast later lags are shrunk. ≥ 0.
        constant: SD of the constant, in units of σ_i. > 0.
        weight: months that the prior on σ_i² is worth. > 0.
    """

    own_mean: float
    overall: float
    cross: float
    decay: float
    constant: float
    weight: float

    def __post_init__(self) -> None:
        _allowed(
            own_mean=(self.own_mean, REAL),
            overall=(self.overall, POSITIVE),
            cross=(self.cross, POSITIVE),
            decay=(self.decay, NONNEGATIVE),
            constant=(self.constant, POSITIVE),
            weight=(self.weight, POSITIVE),
        )


@dataclass(frozen=True, slots=True)
class Autoregression:
    """The posterior of an autoregression: Student t in every coefficient.

    Attributes:
        mean: shape (equation, 1 + lags · variables): constant, then lag 1 of each variable, ….
        spread: scale of the Student distribution, same shape.
        degrees: degrees of freedom.
    """

    mean: Array
    spread: Array
    degrees: float

    def interval(self, probability: float) -> tuple[Array, Array]:
        """Return the central interval of each coefficient that holds this probability."""
        from scipy.special import stdtrit

        _allowed(probability=(probability, Interval(0, 1, open_low=True, open_high=True)))
        reach = float(stdtrit(self.degrees, 0.5 * (1 + probability))) * self.spread
        return self.mean - reach, self.mean + reach

    def lag(self, number: int = 1) -> Array:
        """Return the posterior mean of one lag's matrix, shape (equation, variable)."""
        variables = len(self.mean)
        first = 1 + (number - 1) * variables
        return self.mean[:, first : first + variables]


def autoregression(
    flows: Array, prior: ShrinkagePrior, lags: int = 1, scales: Array | None = None
) -> Autoregression:
    """Return the posterior of y_t = c + Σ_l Φ_l y_{t−l} + ε_t, equation by equation.

    Exact (normal–inverse gamma) for each equation; correlation of their noise is left unused.

    Args:
        flows: shape (month, variable), directed behaviour, no gaps.
        prior: how coefficients are shrunk.
        lags: how many months back, ≥ 1.
        scales: s, shape (variable,), > 0; default: SD of each flow's own first-order residual.

    Raises:
        ValueError: too few months, a gap, or a scale that is not positive.

    Source: brandtfreeman2006, after simszha1998.
    """
    months, variables = flows.shape
    if lags < 1 or months <= lags + 2:
        raise ValueError(f"autoregression: {months} months are too few for {lags} lags")
    _allowed(flows=(flows, REAL))
    scale = _own_scale(flows) if scales is None else np.asarray(scales, dtype=np.float64)
    _allowed(scales=(scale, POSITIVE))
    past = [flows[lags - lag : months - lag] for lag in range(1, lags + 1)]
    design = np.hstack([np.ones((months - lags, 1)), *past])
    now = flows[lags:]
    degrees = prior.weight + len(now)
    means, spreads = np.empty((2, variables, design.shape[1]))
    for one in range(variables):
        centre, deviation = _prior_of(prior, one, scale, lags)
        precision = np.diag(deviation ** (-2.0))
        covariance = np.linalg.inv(precision + design.T @ design)
        means[one] = covariance @ (precision @ centre + design.T @ now[:, one])
        residual = now[:, one] - design @ means[one]
        moved = (means[one] - centre) / deviation
        total = prior.weight * scale[one] ** 2 + residual @ residual + moved @ moved
        spreads[one] = np.sqrt(total / degrees * np.diag(covariance))
    return Autoregression(means, spreads, degrees)


def _prior_of(prior: ShrinkagePrior, one: int, scale: Array, lags: int) -> tuple[Array, Array]:
    """Return prior mean and SD (in units of the equation's noise) of its coefficients."""
    variables = len(scale)
    own = np.arange(variables) == one
    centre = np.zeros((lags, variables))
    centre[0, one] = prior.own_mean
    ages = np.arange(1, lags + 1)[:, None] ** prior.decay
    deviation = prior.overall * np.where(own, 1.0, prior.cross) / ages / scale
    return np.append(0.0, centre), np.append(prior.constant, deviation)


def _own_scale(flows: Array) -> Array:
    now, before = flows[1:], flows[:-1]
    now, before = now - now.mean(axis=0), before - before.mean(axis=0)
    power = (before**2).sum(axis=0)
    slope = (now * before).sum(axis=0) / np.where(power > 0, power, 1)
    return np.asarray(np.sqrt(((now - slope * before) ** 2).mean(axis=0)))


def _allowed(**given: tuple[float | Array, Interval]) -> None:
    for name, (value, interval) in given.items():
        bad = interval.outside(np.asarray(value, dtype=np.float64))
        if bad.any():
            raise ValueError(f"{name} is out of range; it must lie in {interval}")
