"""Linkage, side payments, small steps and grand bargains; block 2.7.

An issue gives the sides net gains a₁, a₂ (beyond what each has without a deal), and one side may
compensate the other up to a limit x̄. A package adds gains and limits over its issues. Functions
of one issue work elementwise; functions of a package take arrays whose last axis is the issues,
and sum over it.
"""

from __future__ import annotations

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

PATIENCE = Interval(0, 1, open_low=True)
COUNT = Interval(low=1)

#: Per issue, along the last axis.
Issues = npt.NDArray[np.float64]


@validated(gain_one=REAL, gain_other=REAL, transfer_limit=NONNEGATIVE)
def feasible_alone(gain_one: Numbers, gain_other: Numbers, transfer_limit: Numbers) -> Numbers:
    """Return 1 where a deal on this issue alone can leave nobody worse off, else 0.

    a₁ + a₂ ≥ 0,   a₁ + x̄ ≥ 0,   a₂ + x̄ ≥ 0.

    Args:
        gain_one, gain_other: a₁, a₂, net gains of the sides, in units of value.
        transfer_limit: x̄ ≥ 0, the most one side can compensate the other, same unit.

    Source: tollisonwillett1979; inequalities derived.
    """
    enough = np.minimum(gain_one, gain_other) + transfer_limit >= 0
    return np.where((gain_one + gain_other >= 0) & enough, 1.0, 0.0)


@validated(gain_one=REAL, gain_other=REAL, transfer_limit=NONNEGATIVE)
def nash_transfer(gain_one: Numbers, gain_other: Numbers, transfer_limit: Numbers) -> Numbers:
    """Return what side two pays side one in the Nash bargain: clip((a₂ − a₁)/2, ±x̄).

    Args:
        gain_one, gain_other: a₁, a₂, net gains of the sides, in units of value.
        transfer_limit: x̄ ≥ 0, same unit.

    Source: derived.
    """
    even = (gain_other - gain_one) / 2
    return np.minimum(np.maximum(even, -transfer_limit), transfer_limit)


@validated(gains_one=REAL, gains_other=REAL, transfer_limits=NONNEGATIVE)
def package_feasible(gains_one: Issues, gains_other: Issues, transfer_limits: Issues) -> Numbers:
    """Return 1 where all issues taken together are feasible, else 0.

    The condition of feasible_alone with Σ a₁, Σ a₂, Σ x̄ over the issues.

    Args:
        gains_one, gains_other: a₁, a₂, shape (…, issue).
        transfer_limits: x̄ ≥ 0, shape (…, issue).

    Source: tollisonwillett1979; inequalities derived.
    """
    one, other = gains_one.sum(axis=-1), gains_other.sum(axis=-1)
    enough = np.minimum(one, other) + transfer_limits.sum(axis=-1) >= 0
    return np.where((one + other >= 0) & enough, 1.0, 0.0)


@validated(gains_one=REAL, gains_other=REAL, transfer_limits=NONNEGATIVE)
def package_payoffs(
    gains_one: Issues, gains_other: Issues, transfer_limits: Issues
) -> tuple[Numbers, Numbers]:
    """Return what each side gets from the package after the Nash transfer; 0 if infeasible.

    Args:
        gains_one, gains_other: a₁, a₂, shape (…, issue).
        transfer_limits: x̄ ≥ 0, shape (…, issue).

    Source: derived, after tollisonwillett1979.
    """
    one, other = gains_one.sum(axis=-1), gains_other.sum(axis=-1)
    limit = transfer_limits.sum(axis=-1)
    paid = np.minimum(np.maximum((other - one) / 2, -limit), limit)
    feasible = (one + other >= 0) & (np.minimum(one, other) + limit >= 0)
    return np.where(feasible, one + paid, 0.0), np.where(feasible, other - paid, 0.0)


@validated(gains_one=REAL, gains_other=REAL, transfer_limits=NONNEGATIVE)
def linkage_surplus(gains_one: Issues, gains_other: Issues, transfer_limits: Issues) -> Numbers:
    """Return the joint gain of the package beyond the joint gain of the deals made one by one.

    S = [package feasible] Σ (a₁ + a₂) − Σ [issue feasible] (a₁ + a₂).

    Positive where linking creates something, negative where all-or-nothing destroys deals that
    would have been made.

    Args:
        gains_one, gains_other: a₁, a₂, shape (…, issue).
        transfer_limits: x̄ ≥ 0, shape (…, issue).

    Source: derived, after tollisonwillett1979.
    """
    joint = gains_one + gains_other
    alone = (joint >= 0) & (np.minimum(gains_one, gains_other) + transfer_limits >= 0)
    apart: Numbers = np.where(alone, joint, 0.0).sum(axis=-1)
    one, other = gains_one.sum(axis=-1), gains_other.sum(axis=-1)
    enough = np.minimum(one, other) + transfer_limits.sum(axis=-1) >= 0
    together: Numbers = np.where((one + other >= 0) & enough, one + other, 0.0)
    return together - apart


@validated(belief=UNIT, gain=REAL, loss=NONNEGATIVE, verification=UNIT)
def optimal_depth(belief: Numbers, gain: Numbers, loss: Numbers, verification: Numbers) -> Numbers:
    """Return how deep a deal trust and verification allow.

    q° = min{1, b u / [2 (1 − b) ℓ (1 − v)]}, and 0 where u ≤ 0. Trust and verification stand in
    for each other: they enter as (1 − b)(1 − v).

    Args:
        belief: b in [0, 1], probability that the partner will keep the deal.
        gain: u, value of a kept deal per unit of depth.
        loss: ℓ ≥ 0, loss when exploited at full depth (it grows with the square of depth).
        verification: v in [0, 1], share of the exploitation that verification prevents.

    Source: derived (test T-S1).
    """
    benefit = belief * gain
    risk = 2 * (1 - belief) * loss * (1 - verification)
    bounded = benefit < risk
    inside = benefit / np.where(bounded, np.where(risk > 0, risk, 1.0), 1.0)
    return np.where(benefit > 0, np.where(bounded, inside, 1.0), 0.0)


@validated(
    depth=UNIT, belief=UNIT, gain=REAL, loss=NONNEGATIVE, verification=UNIT, fixed_cost=NONNEGATIVE
)
def deal_value(
    depth: Numbers,
    belief: Numbers,
    gain: Numbers,
    loss: Numbers,
    verification: Numbers,
    fixed_cost: Numbers,
) -> Numbers:
    """Return the expected net value of a deal: b u q − (1 − b) ℓ (1 − v) q² − F.

    Args:
        depth: q in [0, 1].
        belief, gain, loss, verification: b, u, ℓ, v as in optimal_depth.
        fixed_cost: F ≥ 0, political cost of any deal, in units of value.

    Source: derived (test T-S1).
    """
    risk = (1 - belief) * loss * (1 - verification)
    return belief * gain * depth - risk * depth * depth - fixed_cost


@validated(belief=UNIT, gain=REAL, loss=NONNEGATIVE, verification=UNIT, fixed_cost=NONNEGATIVE)
def deal_exists(
    belief: Numbers, gain: Numbers, loss: Numbers, verification: Numbers, fixed_cost: Numbers
) -> Numbers:
    """Return 1 where some depth is worth the political cost, else 0.

    Where the best depth is below 1:  b²u² / [4 (1 − b) ℓ (1 − v)] ≥ F;  at depth 1:
    b u − (1 − b) ℓ (1 − v) ≥ F. A side without gain (u ≤ 0) makes no deal, whatever the cost.

    Args:
        belief, gain, loss, verification: b, u, ℓ, v as in optimal_depth.
        fixed_cost: F ≥ 0, political cost of any deal, in units of value.

    Source: derived (test T-S1).
    """
    benefit = belief * gain
    risk = (1 - belief) * loss * (1 - verification)
    bounded = (benefit < 2 * risk) & (risk > 0)
    inside = benefit * benefit / (2 * np.where(bounded, 2 * risk, 1.0))
    best = np.where(bounded, inside, benefit - risk)
    return np.where((benefit > 0) & (best >= fixed_cost), 1.0, 0.0)


@validated(value=REAL, issues=COUNT, ratification=UNIT, breach=UNIT, fixed_cost=NONNEGATIVE)
def small_steps_value(
    value: Numbers, issues: Numbers, ratification: Numbers, breach: Numbers, fixed_cost: Numbers
) -> Numbers:
    """Return the expected value of n separate deals: V p (1 − d) − n F.

    Args:
        value: V, value of all the issues together if kept.
        issues: n ≥ 1, number of issues.
        ratification: p in [0, 1], chance of each ratification.
        breach: d in [0, 1], chance that a deal is breached; only that deal is then lost.
        fixed_cost: F ≥ 0, cost of one ratification, paid for every attempt, unit of V.

    Source: derived (test T-S2).
    """
    return value * ratification * (1 - breach) - issues * fixed_cost


@validated(value=REAL, issues=COUNT, ratification=UNIT, breach=UNIT, fixed_cost=NONNEGATIVE)
def grand_bargain_value(
    value: Numbers, issues: Numbers, ratification: Numbers, breach: Numbers, fixed_cost: Numbers
) -> Numbers:
    """Return the expected value of one package that falls with its first breach: V P (1 − d)ⁿ − F.

    Args:
        value: V, value of all the issues together if kept, with whatever linking them adds.
        issues: n ≥ 1, number of issues.
        ratification: P in [0, 1], chance that the package is ratified.
        breach: d in [0, 1], chance of breach on each issue; any breach ends the package.
        fixed_cost: F ≥ 0, cost of the one ratification, unit of V.

    Source: derived (test T-S2).
    """
    return value * ratification * (1 - breach) ** issues - fixed_cost


@validated(
    value=NONNEGATIVE,
    linkage_gain=NONNEGATIVE,
    issues=COUNT,
    step_ratification=UNIT,
    package_ratification=UNIT,
    breach=UNIT,
    fixed_cost=NONNEGATIVE,
)
def small_steps_beat_grand_bargain(
    value: Numbers,
    linkage_gain: Numbers,
    issues: Numbers,
    step_ratification: Numbers,
    package_ratification: Numbers,
    breach: Numbers,
    fixed_cost: Numbers,
) -> Numbers:
    """Return 1 where separate deals are worth more than one package, else 0.

    V p (1 − d) − n F > (V + S) P (1 − d)ⁿ − F. Without S and F this is p > P (1 − d)ⁿ⁻¹; with
    P ≤ p the package wins only by what linking adds (S) or by paying F once.

    Args:
        value: V ≥ 0, value of all the issues made one by one.
        linkage_gain: S ≥ 0, what exists only in the package (linkage_surplus).
        issues: n ≥ 1, number of issues.
        step_ratification, package_ratification: p, P in [0, 1].
        breach: d in [0, 1], chance of breach on each issue.
        fixed_cost: F ≥ 0, cost of one ratification.

    Source: derived (test T-S2); the quarrel after watson2002, downsrocke1990.
    """
    steps = value * step_ratification * (1 - breach) - issues * fixed_cost
    kept = package_ratification * (1 - breach) ** issues
    return np.where(steps > (value + linkage_gain) * kept - fixed_cost, 1.0, 0.0)


@validated(betrayal_gain=POSITIVE, cooperation_gain=NONNEGATIVE, patience=PATIENCE)
def largest_safe_step_ratio(
    betrayal_gain: Numbers, cooperation_gain: Numbers, patience: Numbers
) -> Numbers:
    """Return the fastest growth of stakes at which a bad partner still betrays now, not later.

    q_{t+1}/q_t ≤ (g − c)/(δ g): betraying now gives g q_t, waiting once c q_t + δ g q_{t+1}. Stakes
    that rise no faster show early, and cheaply, who the partner is. Negative where c > g: such a
    partner never gains by betraying first.

    Args:
        betrayal_gain: g > 0, gain from betrayal per unit of stake.
        cooperation_gain: c ≥ 0, gain of the same partner from cooperating, per unit of stake.
        patience: δ in (0, 1], discount factor per step.

    Source: derived, after watson2002.
    """
    return (betrayal_gain - cooperation_gain) / (patience * betrayal_gain)
