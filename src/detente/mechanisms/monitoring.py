"""Cooperation under imperfect monitoring (after Green & Porter 1984); block 2.4.

Both comply: r each a month. One cheats: g more for it. Nobody complies: 0. A public alarm rings
with probability ε in a month of compliance and η when one side cheated. After an alarm nobody
complies for T months, then all return. The algebra is derived here, not transcribed.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.validated import (
    DISCOUNT,
    NONNEGATIVE,
    OPEN_UNIT,
    POSITIVE,
    UNIT,
    Interval,
    Numbers,
    validated,
)

#: Months of punishment: 0 is none, ∞ is for ever.
PUNISHMENT = Interval(0, infinite=True)


@validated(verification=UNIT, national_means=UNIT)
def detection_probability(verification: Numbers, national_means: Numbers) -> Numbers:
    """Return the monthly probability that cheating is seen: η(v) = 1 − (1 − η₀)(1 − v).

    Args:
        verification: v in [0, 1], 0 without inspections.
        national_means: η₀, detection by national technical means alone, per month.

    Raises:
        ValueError: an argument out of its range.

    Source: coevaynman2020; the form is stipulated.
    """
    return 1 - (1 - national_means) * (1 - verification)


@validated(verification=UNIT, unverified_false_alarm=UNIT)
def false_alarm_probability(verification: Numbers, unverified_false_alarm: Numbers) -> Numbers:
    """Return the monthly probability of an alarm nobody deserved: ε(v) = ε₀(1 − v).

    Args:
        verification: v in [0, 1].
        unverified_false_alarm: ε₀, false alarms without inspections, per month.

    Raises:
        ValueError: an argument out of its range.

    Source: coevaynman2020; the form is stipulated.
    """
    return unverified_false_alarm * (1 - verification)


@validated(reward=POSITIVE, discount=DISCOUNT, false_alarm=UNIT, punishment=PUNISHMENT)
def cooperation_value(
    reward: Numbers, discount: Numbers, false_alarm: Numbers, punishment: Numbers
) -> Numbers:
    """Return what cooperation is worth at the start of a cooperative spell.

    V = r / [1 − δ(1 − ε) − ε δ^(T+1)]

    Args:
        reward: r > 0, payoff of mutual compliance a month.
        discount: δ in [0, 1) a month.
        false_alarm: ε, probability of an alarm under compliance, per month.
        punishment: T, months of punishment after an alarm; ∞ for ever.

    Raises:
        ValueError: an argument out of its range.

    Source: greenporter1984.
    """
    later = false_alarm * discount ** (punishment + 1)
    return reward / (1 - discount * (1 - false_alarm) - later)


@validated(
    reward=POSITIVE,
    cheating_gain=NONNEGATIVE,
    discount=DISCOUNT,
    detection=UNIT,
    false_alarm=UNIT,
    punishment=PUNISHMENT,
)
def sustains_cooperation(
    reward: Numbers,
    cheating_gain: Numbers,
    discount: Numbers,
    detection: Numbers,
    false_alarm: Numbers,
    punishment: Numbers,
) -> Numbers:
    """Return 1 where cheating does not pay, else 0.

    δ(η − ε)(1 − δ^T) r ≥ g [1 − δ(1 − ε) − ε δ^(T+1)]

    Args:
        reward: r > 0, payoff of mutual compliance a month.
        cheating_gain: g ≥ 0, one month's gain from cheating.
        discount: δ in [0, 1) a month.
        detection: η, probability of an alarm when one side cheated, per month.
        false_alarm: ε, probability of an alarm under compliance, per month.
        punishment: T, months of punishment after an alarm; ∞ for ever.

    Raises:
        ValueError: an argument out of its range.

    Source: greenporter1984, abreu1986, downsrocke1995.
    """
    back = discount**punishment
    loss = discount * (detection - false_alarm) * (1 - back) * reward
    weight = 1 - discount * (1 - false_alarm) - false_alarm * discount * back
    return np.where(loss >= cheating_gain * weight, 1.0, 0.0)


@validated(reward=POSITIVE, cheating_gain=POSITIVE, detection=UNIT, false_alarm=UNIT)
def cooperation_threshold(
    reward: Numbers, cheating_gain: Numbers, detection: Numbers, false_alarm: Numbers
) -> Numbers:
    """Return the discount factor from which cooperation can be sustained by ending it for good.

    δ* = g / [(η − ε) r + (1 − ε) g];   perfect monitoring gives g/(r + g).

    Args:
        reward: r > 0, payoff of mutual compliance a month.
        cheating_gain: g > 0, one month's gain from cheating.
        detection: η, probability of an alarm when one side cheated, per month.
        false_alarm: ε, probability of an alarm under compliance, per month.

    Returns:
        δ*; 1 or more (∞ where the denominator is not positive) means that no patience suffices,
        which is so iff (η − ε) r ≤ ε g.

    Raises:
        ValueError: an argument out of its range.

    Source: greenporter1984, abreu1986.
    """
    weight = (detection - false_alarm) * reward + (1 - false_alarm) * cheating_gain
    threshold = cheating_gain / np.where(weight > 0, weight, 1.0)
    return np.where(weight > 0, threshold, np.inf)


@validated(
    reward=POSITIVE,
    cheating_gain=POSITIVE,
    discount=OPEN_UNIT,
    detection=UNIT,
    false_alarm=UNIT,
)
def shortest_sufficient_punishment(
    reward: Numbers,
    cheating_gain: Numbers,
    discount: Numbers,
    detection: Numbers,
    false_alarm: Numbers,
) -> Numbers:
    """Return the fewest months of punishment that keep both sides honest; ∞ where none suffice.

    T* = ⌈ln(1 − X*) / ln δ⌉,   X* = g(1 − δ) / {δ[(η − ε) r − ε g]},   infeasible if X* ≥ 1.

    Args:
        reward: r > 0, payoff of mutual compliance a month.
        cheating_gain: g > 0, one month's gain from cheating.
        discount: δ in (0, 1) a month.
        detection: η, probability of an alarm when one side cheated, per month.
        false_alarm: ε, probability of an alarm under compliance, per month.

    Returns:
        T*, months. ∞ also at the edge X* = 1, where only ending cooperation for good would do.

    Raises:
        ValueError: an argument out of its range.

    Source: greenporter1984, abreu1986.
    """
    bite = discount * ((detection - false_alarm) * reward - false_alarm * cheating_gain)
    needed = cheating_gain * (1 - discount)
    feasible = bite > needed
    share = np.where(feasible, needed, 0.0) / np.where(feasible, bite, 1.0)
    return np.where(feasible, np.ceil(np.log1p(-share) / np.log(discount)), np.inf)


@validated(false_alarm=UNIT)
def spell_length(false_alarm: Numbers) -> Numbers:
    """Return the expected length of a cooperative spell when all comply: 1/ε; ∞ at ε = 0.

    Args:
        false_alarm: ε, probability of an alarm under compliance, per month.

    Returns:
        Months from the start of the spell to its first alarm, that month included.

    Raises:
        ValueError: an argument out of its range.

    Source: greenporter1984.
    """
    return np.where(false_alarm > 0, 1 / np.where(false_alarm > 0, false_alarm, 1.0), np.inf)


@validated(
    reward=POSITIVE,
    cheating_gain=POSITIVE,
    discount=OPEN_UNIT,
    national_means=UNIT,
    unverified_false_alarm=UNIT,
    transparency_cost=NONNEGATIVE,
)
def verification_window(
    reward: Numbers,
    cheating_gain: Numbers,
    discount: Numbers,
    national_means: Numbers,
    unverified_false_alarm: Numbers,
    transparency_cost: Numbers,
) -> tuple[Numbers, Numbers]:
    """Return the least verification that makes cheating unattractive and the most one can bear.

    v_min solves δ*(v) = δ, which is linear in v:
        v_min = max{0, [g/δ − (η₀ − ε₀) r − (1 − ε₀) g] / [(1 − η₀ + ε₀) r + ε₀ g]};
    what inspectors learn costs security κv² a month, borne while it does not exceed r:
        v_max = min{1, √(r/κ)}.

    Args:
        reward: r > 0, payoff of mutual compliance a month.
        cheating_gain: g > 0, one month's gain from cheating.
        discount: δ in (0, 1) a month.
        national_means: η₀, detection without inspections, per month.
        unverified_false_alarm: ε₀, false alarms without inspections, per month.
        transparency_cost: κ ≥ 0, security cost of full transparency, payoff a month.

    Returns:
        v_min, v_max. Where v_min > v_max (v_min may exceed 1) no arms control is acceptable.

    Raises:
        ValueError: an argument out of its range.

    Source: coevaynman2020; the functional form is stipulated.
    """
    blind = (national_means - unverified_false_alarm) * reward
    lacking = cheating_gain / discount - blind - (1 - unverified_false_alarm) * cheating_gain
    slope = (1 - national_means + unverified_false_alarm) * reward
    gained = slope + unverified_false_alarm * cheating_gain
    enough = lacking / np.where(gained > 0, gained, 1.0)
    unmet = np.where(gained > 0, enough, np.inf)
    bearable = np.sqrt(reward / np.maximum(transparency_cost, reward))
    return np.where(lacking > 0, unmet, 0.0), bearable
