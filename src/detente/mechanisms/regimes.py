"""Regimes of a relationship: a ladder climbed one rung a month, and its filter; block 2.15.

Regime 0 is the friendliest (reset, guardrailed rivalry, confrontation, crisis). Up means worse.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.mechanisms.validated import (
    NONNEGATIVE,
    POSITIVE,
    REAL,
    UNIT,
    Interval,
    Numbers,
    validated,
)

Array: TypeAlias = npt.NDArray[np.float64]

#: Somewhere to go back to: no rung is left for good.
RETURN = Interval(0, 1, open_low=True)
#: A spell of one month would be left with certainty.
SPELL = Interval(1, open_low=True)
#: The log of a density: −∞ where an observation is impossible.
LOG_DENSITY = Interval(open_high=True, infinite=True)


@validated(regime=NONNEGATIVE, up_logit=REAL, down_logit=REAL, highest=NONNEGATIVE)
def regime_step(
    regime: Numbers, up_logit: Numbers, down_logit: Numbers, highest: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the probabilities of going one rung up, staying, and one rung down this month.

    up = σ(a), down = σ(b), 0 at the ends of the ladder; where they add to more than 1 both are
    scaled to add to 1. At most one move a month.

    Args:
        regime: z, 0 … highest.
        up_logit: a, log-odds of getting worse.
        down_logit: b, log-odds of getting better.
        highest: number of the last rung.

    Raises:
        ValueError: an argument out of its range.

    Source: williams2021, for chains driven by covariates; the ladder is stipulated.
    """
    up_tail = np.exp(-np.abs(up_logit))
    down_tail = np.exp(-np.abs(down_logit))
    up_odds = np.where(up_logit >= 0, 1.0, up_tail) / (1 + up_tail)
    down_odds = np.where(down_logit >= 0, 1.0, down_tail) / (1 + down_tail)
    up = np.where(regime < highest, up_odds, 0.0)
    down = np.where(regime > 0, down_odds, 0.0)
    scale = np.maximum(1.0, up + down)
    return up / scale, np.maximum(0.0, 1 - (up + down) / scale), down / scale


@validated(regime=NONNEGATIVE, up=UNIT, down=UNIT, luck=UNIT)
def next_regime(regime: Numbers, up: Numbers, down: Numbers, luck: Numbers) -> Numbers:
    """Return next month's regime: up if luck < up, down if luck ≥ 1 − down, else the same.

    Args:
        regime: z ≥ 0.
        up, down: probabilities from `regime_step`, up + down ≤ 1.
        luck: uniform random number in [0, 1).

    Raises:
        ValueError: an argument out of its range.

    Source: stipulated.
    """
    rise = luck < up
    fall = (luck >= 1 - down) & (luck >= up)
    return regime + np.where(rise, 1.0, 0.0) - np.where(fall, 1.0, 0.0)


@validated(months=SPELL, share=RETURN)
def logit_from_spell(months: Numbers, share: Numbers = 1.0) -> Numbers:
    """Return the log-odds of leaving this month that give spells of so many months on average.

    ln [s / (n − s)]: probability s/n, of which the move in question has the share s. A prior is
    stated on spells, which people can judge, never on log-odds.

    Args:
        months: n > 1, mean length of a spell.
        share: s, share of the exits that go this way, (0, 1]; 1 where there is one way out.

    Raises:
        ValueError: an argument out of its range.

    Source: derived.
    """
    logit: Numbers = np.log(share / (months - share))
    return logit


@validated(up=UNIT, down=UNIT)
def spell_length(up: Numbers, down: Numbers) -> Numbers:
    """Return the mean spell in months, 1/(up + down); ∞ where there is no way out.

    Args:
        up, down: probabilities of leaving this month each way, 0–1.

    Raises:
        ValueError: an argument out of its range.

    Source: derived.
    """
    leaving = up + down
    return np.where(leaving > 0, 1 / np.where(leaving > 0, leaving, 1.0), np.inf)


@validated(value=REAL, mean=REAL, spread=POSITIVE)
def normal_log_density(value: Numbers, mean: Numbers, spread: Numbers) -> Numbers:
    """Return −½ [(y − μ)/τ]² − ln τ − ½ ln 2π, the input of the filter for a flow.

    Args:
        value: y, the flow, SD units.
        mean: μ, its mean in a regime, SD units.
        spread: τ > 0, its SD in a regime.

    Raises:
        ValueError: an argument out of its range.

    Source: derived.
    """
    away = (value - mean) / spread
    density: Numbers = -0.5 * away**2 - np.log(spread) - 0.5 * np.log(2 * np.pi)
    return density


@validated(up=UNIT, down=RETURN)
def stationary_regimes(up: Array, down: Array) -> Array:
    """Return the long-run share of months in each regime of a ladder.

    π_{z+1} / π_z = u_z / d_{z+1}.

    Args:
        up: u, shape (…, regimes − 1), probability a month of z → z + 1, 0–1.
        down: d, same shape, probability a month of z + 1 → z, (0, 1].

    Returns:
        Shape (…, regimes), adds to 1.

    Raises:
        ValueError: an argument out of its range, or shapes that differ.

    Source: derived.
    """
    rise, fall = _ladder(up, down)
    odds = np.cumprod(rise / fall, axis=-1)
    weight = np.concatenate([np.ones((*odds.shape[:-1], 1)), odds], axis=-1)
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


@validated(up=UNIT, down=UNIT)
def ladder_transition(up: Array, down: Array) -> Array:
    """Return the transition matrix of a ladder, shape (…, regime now, regime next).

    Args:
        up: u, shape (…, regimes − 1), probability a month of z → z + 1, 0–1.
        down: d, same shape, probability a month of z + 1 → z, 0–1.

    Raises:
        ValueError: an argument out of its range, shapes that differ, or moves out of one regime
            that add to more than 1.

    Source: derived.
    """
    rise, fall = _ladder(up, down)
    size = rise.shape[-1] + 1
    matrix = np.zeros((*rise.shape[:-1], size, size))
    rung = np.arange(size - 1)
    matrix[..., rung, rung + 1] = rise
    matrix[..., rung + 1, rung] = fall
    staying = 1 - matrix.sum(axis=-1)
    if (staying < -np.sqrt(np.finfo(np.float64).eps)).any():
        raise ValueError("ladder_transition: the moves out of one regime add to more than 1")
    every = np.arange(size)
    matrix[..., every, every] = np.maximum(0.0, staying)
    return matrix


@validated(log_densities=LOG_DENSITY, transition=UNIT, start=UNIT)
def forward_filter(log_densities: Array, transition: Array, start: Array) -> tuple[Array, Array]:
    """Return the probabilities of the regimes given the past, and the log-likelihood.

    p_t(z) ∝ f_t(z) Σ_w p_{t−1}(w) P_t(w, z);      log-likelihood Σ_t ln Σ_z f_t(z) p_{t|t−1}(z).

    Args:
        log_densities: ln f, shape (month, …, regime): of what was observed, given each regime.
        transition: P, shape (…, regime, regime), or (months − 1, …, regime, regime) with as many
            axes between as log_densities has, where covariates move it; rows add to 1.
        start: distribution over the regimes in the first month, before it is observed.

    Returns:
        Filtered probabilities, shape as log_densities, and the log-likelihood, shape (…). −∞, and
        NaN from then on, where an observation is impossible in every regime that can be reached.

    Raises:
        ValueError: an argument out of its range, rows that do not add to 1, or shapes that do not
            fit.

    Source: hamilton1989.
    """
    densities, moves = np.asarray(log_densities), np.asarray(transition)
    months, regimes = densities.shape[0], densities.shape[-1]
    if moves.shape[-2:] != (regimes, regimes) or np.shape(start)[-1:] != (regimes,):
        raise ValueError("forward_filter: transition and start do not fit the regimes")
    moving = moves.ndim > densities.ndim
    if moving and len(moves) != months - 1:
        raise ValueError(f"forward_filter: {len(moves)} transitions for {months - 1} steps")
    for name, rows in (("transition", moves), ("start", np.asarray(start))):
        if not np.allclose(rows.sum(axis=-1), 1):
            raise ValueError(f"forward_filter: rows of {name} do not add to 1")
    filtered = np.empty_like(densities, dtype=np.float64)
    total = np.zeros(densities.shape[1:-1])
    expected = np.broadcast_to(start, densities.shape[1:])
    for month, logs in enumerate(densities):
        peak = logs.max(axis=-1, keepdims=True)
        height = np.where(np.isneginf(peak), 0.0, peak)
        joint = np.exp(logs - height) * expected
        chance = joint.sum(axis=-1, keepdims=True)
        possible = chance > 0
        filtered[month] = np.where(possible, joint / np.where(possible, chance, 1.0), np.nan)
        step = np.log(np.where(possible, chance, 1.0)) + height
        total = total + np.where(possible, step, -np.inf)[..., 0]
        if month < months - 1:
            move = moves[month] if moving else moves
            expected = (filtered[month][..., None, :] @ move)[..., 0, :]
    return filtered, total


def _ladder(up: Array, down: Array) -> tuple[Array, Array]:
    rise, fall = np.asarray(up, dtype=np.float64), np.asarray(down, dtype=np.float64)
    if rise.shape != fall.shape or not rise.ndim:
        raise ValueError(
            f"up has shape {rise.shape} and down {fall.shape}; both must be (…, regimes − 1)"
        )
    return rise, fall


@validated(means=REAL)
def means_in_order(means: Array) -> Array:
    """Return 1 where the regimes' mean flows fall from rung to rung: μ_0 > μ_1 > μ_2 > ….

    Labels of hidden regimes are interchangeable in the likelihood; this order fixes them.

    Args:
        means: μ, shape (…, regime), SD units of flow.

    Returns:
        Shape (…).

    Raises:
        ValueError: an argument out of its range.

    Source: stipulated.
    """
    return np.where((np.diff(means, axis=-1) < 0).all(axis=-1), 1.0, 0.0)


@validated(means=REAL)
def regime_order(means: Array) -> npt.NDArray[np.intp]:
    """Return the permutation that puts the regimes in order, friendliest first.

    Args:
        means: μ, shape (…, regime), SD units of flow.

    Returns:
        Whole numbers, shape (…, regime): the regime that belongs on each rung.

    Raises:
        ValueError: an argument out of its range.

    Source: stipulated.
    """
    return np.argsort(-np.asarray(means), axis=-1, kind="stable")
