"""Sanctions as threats, as punishment and as a lock; block 2.8.

The target has a resolve R ~ F: what giving in is worth to it to avoid. It yields to a threat
believed with probability c where R (1 + e) < c C, and to sanctions in place where R (1 + e) < C;
C is what they cost it, e the expectation of future conflict. F is lognormal where a function asks
for the resolve's median and spread.

All arguments are numbers or arrays that broadcast against each other.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.normal import Shared, phi
from detente.mechanisms.validated import NONNEGATIVE, POSITIVE, UNIT, Numbers, validated


def _share_below(cost: Numbers, median: Numbers, spread: Numbers) -> Numbers:
    """Return F(cost) for a lognormal resolve."""
    some = cost > 0
    return np.where(some, phi(np.log(np.where(some, cost, 1.0) / median) / spread), 0.0)


def _share_above(cost: Numbers, median: Numbers, spread: Numbers) -> Numbers:
    """Return 1 − F(cost) without losing digits in the upper tail."""
    some = cost > 0
    return np.where(some, phi(-np.log(np.where(some, cost, 1.0) / median) / spread), 1.0)


share_below, share_above = Shared(_share_below), Shared(_share_above)


@validated(
    target_cost=NONNEGATIVE,
    credibility=UNIT,
    conflict_expectation=NONNEGATIVE,
    resolve_median=POSITIVE,
    resolve_spread=POSITIVE,
)
def concession_at_threat(
    target_cost: Numbers,
    credibility: Numbers,
    conflict_expectation: Numbers,
    resolve_median: Numbers,
    resolve_spread: Numbers,
) -> Numbers:
    """Return the probability that the target yields to the threat: F(c C / (1 + e)).

    Args:
        target_cost: C ≥ 0, cost of the sanctions to the target, unit of its resolve.
        credibility: c in [0, 1], probability it gives to the threat being carried out.
        conflict_expectation: e ≥ 0, by which share it expects conflict to make giving in dearer.
        resolve_median: median of R, > 0.
        resolve_spread: standard deviation of ln R, > 0.

    Source: after lacyniou2004, eatonengers1992; e after drezner1998.
    """
    felt = credibility * target_cost / (1 + conflict_expectation)
    return share_below(felt, resolve_median, resolve_spread)


@validated(
    target_cost=NONNEGATIVE,
    credibility=UNIT,
    conflict_expectation=NONNEGATIVE,
    resolve_median=POSITIVE,
    resolve_spread=POSITIVE,
)
def concession_if_imposed(
    target_cost: Numbers,
    credibility: Numbers,
    conflict_expectation: Numbers,
    resolve_median: Numbers,
    resolve_spread: Numbers,
) -> Numbers:
    """Return the probability that a target which withstood the threat yields to the sanctions.

    [F(C′) − F(c C′)] / [1 − F(c C′)] with C′ = C/(1 + e). Only the resolute are left, so sanctions
    in place work less often than the same share of targets would suggest.

    Args:
        target_cost, credibility, conflict_expectation, resolve_median, resolve_spread: as in
            concession_at_threat.

    Source: after lacyniou2004.
    """
    full = target_cost / (1 + conflict_expectation)
    left = share_above(credibility * full, resolve_median, resolve_spread)
    return 1 - share_above(full, resolve_median, resolve_spread) / left


@validated(share_below_cost=UNIT, share_below_threat=UNIT)
def concession_if_imposed_given(share_below_cost: Numbers, share_below_threat: Numbers) -> Numbers:
    """Return concession_if_imposed for any distribution of resolve, from its values.

    [F(C) − F(c C)] / [1 − F(c C)]; NaN where the threat leaves no target, or F(C) < F(c C).

    Args:
        share_below_cost: F(C) in [0, 1].
        share_below_threat: F(c C) in [0, 1], at most F(C).

    Source: after lacyniou2004.
    """
    possible = (share_below_threat < 1) & (share_below_cost >= share_below_threat)
    left = np.where(possible, 1 - share_below_threat, np.nan)
    return (share_below_cost - share_below_threat) / left


@validated(sender_cost=NONNEGATIVE, target_cost=NONNEGATIVE, conflict_expectation=NONNEGATIVE)
def deadlock_value(
    sender_cost: Numbers, target_cost: Numbers, conflict_expectation: Numbers
) -> Numbers:
    """Return what sanctions without concession are worth to the sender: −C_S + e (C_T − C_S).

    An adversary's loss counts as gain with weight e, because it will matter in the next conflict.

    Args:
        sender_cost: C_S ≥ 0, cost of the sanctions to the sender.
        target_cost: C_T ≥ 0, cost to the target, same unit.
        conflict_expectation: e ≥ 0, weight of relative gains.

    Source: specified here for the finding of drezner1998; not his game.
    """
    return -sender_cost + conflict_expectation * (target_cost - sender_cost)


@validated(sender_cost=NONNEGATIVE, target_cost=NONNEGATIVE, conflict_expectation=NONNEGATIVE)
def sender_initiates(
    sender_cost: Numbers, target_cost: Numbers, conflict_expectation: Numbers
) -> Numbers:
    """Return 1 where the sender would carry its threat out, else 0: −C_S + e (C_T − C_S) ≥ 0.

    Willingness rises with e wherever the target is hurt more; at e = 0 only costless sanctions
    are threatened.

    Args:
        sender_cost, target_cost, conflict_expectation: as in deadlock_value.

    Source: specified here for the finding of drezner1998; not his game.
    """
    worth = -sender_cost + conflict_expectation * (target_cost - sender_cost)
    return np.where(worth >= 0, 1.0, 0.0)


@validated(sender_cost=NONNEGATIVE, target_cost=NONNEGATIVE, conflict_expectation=NONNEGATIVE)
def largest_concession(
    sender_cost: Numbers, target_cost: Numbers, conflict_expectation: Numbers
) -> Numbers:
    """Return the largest concession the target prefers to enduring the sanctions.

    Conceding D costs it D and shifts the balance by 2 D; deadlock costs C_T and shifts it by
    C_T − C_S. With weight e on the shift:

        D* = max{0, [C_T + e (C_T − C_S)] / (1 + 2 e)},

    which falls in e, from C_T towards (C_T − C_S)/2.

    Args:
        sender_cost, target_cost, conflict_expectation: as in deadlock_value.

    Source: specified here for the finding of drezner1998; not his game.
    """
    endured = target_cost + conflict_expectation * (target_cost - sender_cost)
    return np.maximum(0.0, endured / (1 + 2 * conflict_expectation))


@validated(removal_hazard=NONNEGATIVE, lock=UNIT)
def median_duration_with_lock(removal_hazard: Numbers, lock: Numbers) -> Numbers:
    """Return the median life of sanctions that a legislature can keep in place.

    ln 2 / [h (1 − ℓ)]: the lock multiplies the hazard by 1 − ℓ and the median by 1/(1 − ℓ).
    Infinite where nothing can remove them.

    Args:
        removal_hazard: h ≥ 0, rate at which the executive alone would remove them, per month.
        lock: ℓ in [0, 1], share of removals the legislature prevents.

    Returns:
        Months.

    Source: derived (test T-N3).
    """
    rate = removal_hazard * (1 - lock)
    moves = rate > 0
    return np.where(moves, np.log(2.0) / np.where(moves, rate, 1.0), np.inf)


@validated(lock=UNIT, belief=UNIT)
def relief_credibility(lock: Numbers, belief: Numbers) -> Numbers:
    """Return the probability the target gives to relief being delivered: (1 − ℓ) b.

    Args:
        lock: ℓ in [0, 1], share of removals the sender's legislature prevents.
        belief: b in [0, 1], the target's belief that the sender keeps its word.

    Source: stipulated (design of the model, 3.3, step 5); why it matters after drezner1998.
    """
    return (1 - lock) * belief


@validated(level=NONNEGATIVE, laxity=UNIT, lock=UNIT, belief=UNIT)
def sanction_leverage(level: Numbers, laxity: Numbers, lock: Numbers, belief: Numbers) -> Numbers:
    """Return what the promise of relief is worth to the target: s (1 − x) · (1 − ℓ) b.

    Sanctions believed eternal (ℓ = 1 or b = 0) buy nothing, however severe.

    Args:
        level: s ≥ 0, legal severity.
        laxity: x in [0, 1], share that is not enforced; it lowers the cost, not the legal level.
        lock, belief: ℓ, b as in relief_credibility.

    Source: stipulated (design of the model, 3.3, step 5).
    """
    return level * (1 - laxity) * (1 - lock) * belief
