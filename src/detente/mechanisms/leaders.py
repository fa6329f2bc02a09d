"""Leaders: what a change at the top does to drive and to trust; block 2.14.

A new leader keeps part of the old line, returns in part to the institution's own, and adds
something personal:

    λ' = η λ + (1 − η) λ̄ + σ ξ.

Others' trust in the person is lost and falls back toward trust in the institution by a share χ.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.validated import (
    DISCOUNT,
    NONNEGATIVE,
    OPEN_UNIT,
    REAL,
    UNIT,
    Interval,
    Numbers,
    validated,
)

#: Months to a scheduled change; ∞ where none is scheduled.
CLOCK = Interval(0, infinite=True)


@validated(clock=CLOCK, exit_at_election=UNIT, hazard=UNIT)
def turnover_probability(clock: Numbers, exit_at_election: Numbers, hazard: Numbers) -> Numbers:
    """Return the probability that the leader changes this month.

    1 − (1 − h)(1 − e · 1[clock = 0]).

    Args:
        clock: whole months to the next scheduled change, 0 in its month, ∞ where nothing is
            scheduled.
        exit_at_election: e, probability that the incumbent goes then, 0–1.
        hazard: h, probability of going in any month, 0–1.

    Raises:
        ValueError: an argument out of its range.

    Source: mattes2015, for the change of leaders as the event; the form is stipulated.
    """
    due = np.where(clock < 1, exit_at_election, 0.0)
    return 1 - (1 - hazard) * (1 - due)


@validated(drive=REAL, institutional=REAL, carry_over=UNIT, spread=NONNEGATIVE, luck=REAL)
def disposition_after_turnover(
    drive: Numbers, institutional: Numbers, carry_over: Numbers, spread: Numbers, luck: Numbers
) -> Numbers:
    """Return the new leader's drive: λ' = η λ + (1 − η) λ̄ + σ ξ.

    Args:
        drive: λ, the old leader's drive, SD of flow.
        institutional: λ̄, the drive to which the institution reverts, SD of flow.
        carry_over: η, share of the old line that is kept, 0–1.
        spread: σ ≥ 0, SD of what is personal, SD of flow.
        luck: ξ, standard normal.

    Raises:
        ValueError: an argument out of its range.

    Source: leedsmattes2022, for reversion and its differences; the equation is stipulated.
    """
    return carry_over * drive + (1 - carry_over) * institutional + spread * luck


@validated(trust=REAL, institutional=REAL, loss=UNIT)
def trust_after_turnover(trust: Numbers, institutional: Numbers, loss: Numbers) -> Numbers:
    """Return others' trust in an actor after its leader has changed: ℓ' = ℓ − χ (ℓ − ℓ̄).

    Args:
        trust: ℓ, log-odds of trust before.
        institutional: ℓ̄, log-odds of trust in the institution, whoever leads it.
        loss: χ, share of trust that was trust in the person, 0–1.

    Raises:
        ValueError: an argument out of its range.

    Source: mcgillivraysmith2005, for the loss; the equation is stipulated.
    """
    return trust - loss * (trust - institutional)


@validated(spread=NONNEGATIVE, carry_over=DISCOUNT)
def variance_between_leaders(spread: Numbers, carry_over: Numbers) -> Numbers:
    """Return the variance of drive over a long line of leaders: σ² / (1 − η²).

    It does not depend on how often leaders change.

    Args:
        spread: σ ≥ 0, SD of what is personal, SD of flow.
        carry_over: η, share of the old line that is kept, [0, 1).

    Returns:
        Variance, (SD of flow)².

    Raises:
        ValueError: an argument out of its range.

    Source: derived.
    """
    return spread**2 / (1 - carry_over**2)


@validated(leader_weight=REAL, drag=UNIT, spread=NONNEGATIVE, inertia=DISCOUNT, months=NONNEGATIVE)
def variance_added_by_turnover(
    leader_weight: Numbers, drag: Numbers, spread: Numbers, inertia: Numbers, months: Numbers
) -> Numbers:
    """Return the variance that one change of leader adds to behaviour n months later.

    [β (1 − ι) σ (1 − φ^n)/(1 − φ)]²: seen from before the change, given everything else.

    Args:
        leader_weight: β, SD of flow per SD of drive.
        drag: ι, share of drive lost in the apparatus, 0–1.
        spread: σ ≥ 0, SD of what is personal.
        inertia: φ, share of behaviour carried into the next month, [0, 1).
        months: n, whole months of the new leader's drive, ≥ 0; a fraction is dropped.

    Returns:
        Variance, (SD of flow)².

    Raises:
        ValueError: an argument out of its range.

    Source: derived.
    """
    whole = np.floor(months)
    reach = (1 - np.power(inertia, whole)) / (1 - inertia)
    return (leader_weight * (1 - drag) * spread * reach) ** 2


@validated(
    leader_weight=REAL,
    drag=UNIT,
    spread=NONNEGATIVE,
    carry_over=DISCOUNT,
    hazard=OPEN_UNIT,
    inertia=DISCOUNT,
)
def variance_from_leaders(
    leader_weight: Numbers,
    drag: Numbers,
    spread: Numbers,
    carry_over: Numbers,
    hazard: Numbers,
    inertia: Numbers,
) -> Numbers:
    """Return the variance of behaviour that a long line of leaders makes.

    [β (1 − ι)]² · σ²/(1 − η²) · (1 + φ a) / [(1 − φ²)(1 − φ a)],      a = 1 − h (1 − η).

    The rarer the changes, the longer each drive is felt and the larger the variance.

    Args:
        leader_weight: β, SD of flow per SD of drive.
        drag: ι, share of drive lost in the apparatus, 0–1.
        spread: σ ≥ 0, SD of what is personal.
        carry_over: η, share of the old line that is kept, [0, 1).
        hazard: h, probability of a change in a month, (0, 1).
        inertia: φ, share of behaviour carried into the next month, [0, 1).

    Returns:
        Variance, (SD of flow)².

    Raises:
        ValueError: an argument out of its range.

    Source: derived.
    """
    between = spread**2 / (1 - carry_over**2)
    memory = inertia * (1 - hazard * (1 - carry_over))
    filtered = (1 + memory) / ((1 - inertia**2) * (1 - memory))
    return (leader_weight * (1 - drag)) ** 2 * between * filtered
