"""Bargaining range, commitment and holding out (after Fearon 1995, 1998; Powell 2006); block 2.3.

Two sides divide a pie of size 1 (of size 1 every month where time matters). A prevails in a fight
with probability p; both are risk neutral. Costs are in shares of that pie. The algebra is derived
here, not transcribed.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.validated import (
    DISCOUNT,
    NONNEGATIVE,
    POSITIVE,
    UNIT,
    Numbers,
    validated,
)


@validated(victory_probability=UNIT, cost_one=NONNEGATIVE, cost_other=NONNEGATIVE)
def bargaining_range(
    victory_probability: Numbers, cost_one: Numbers, cost_other: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the smallest and largest share for A that both sides prefer to a fight.

    [p − c_A, p + c_B], of width c_A + c_B.

    Args:
        victory_probability: p, that A prevails.
        cost_one, cost_other: c_A, c_B ≥ 0, costs of the fight, shares of the pie.

    Returns:
        The two ends. They may lie outside [0, 1]: only shares of the pie can be signed.

    Raises:
        ValueError: an argument out of its range.

    Source: fearon1995.
    """
    return victory_probability - cost_one, victory_probability + cost_other


@validated(
    victory_probability=UNIT,
    cost_proposer=NONNEGATIVE,
    responder_cost=NONNEGATIVE,
    cost_uncertainty=NONNEGATIVE,
)
def best_demand(
    victory_probability: Numbers,
    cost_proposer: Numbers,
    responder_cost: Numbers,
    cost_uncertainty: Numbers,
) -> Numbers:
    """Return the share A asks for in a take-it-or-leave-it offer when it does not know B's cost.

    c_B is uniform on [c, c + w]. B accepts x iff x ≤ p + c_B, so A asks
        x* = min{1, p + clip((c + w − c_A)/2, c, c + w)}.

    Args:
        victory_probability: p, that A prevails.
        cost_proposer: c_A ≥ 0, A's cost of a fight, share of the pie.
        responder_cost: c ≥ 0, the least B's cost can be, share of the pie.
        cost_uncertainty: w ≥ 0, how far above that it may lie, share of the pie.

    Raises:
        ValueError: an argument out of its range.

    Source: fearon1995; the uniform case is derived.
    """
    largest = responder_cost + cost_uncertainty
    claim = np.minimum(np.maximum((largest - cost_proposer) / 2, responder_cost), largest)
    return np.minimum(victory_probability + claim, 1.0)


@validated(
    victory_probability=UNIT,
    cost_proposer=NONNEGATIVE,
    responder_cost=NONNEGATIVE,
    cost_uncertainty=NONNEGATIVE,
)
def agreement_probability(
    victory_probability: Numbers,
    cost_proposer: Numbers,
    responder_cost: Numbers,
    cost_uncertainty: Numbers,
) -> Numbers:
    """Return the probability that A's best demand is accepted.

    P = clip((c + w − (x* − p)) / w, 0, 1);   1 under complete information (w = 0).

    Asking for more risks a fight, and A takes some of that risk when it knows little.

    Args:
        victory_probability: p, that A prevails.
        cost_proposer: c_A ≥ 0, share of the pie.
        responder_cost: c ≥ 0, the least B's cost can be, share of the pie.
        cost_uncertainty: w ≥ 0, how far above that it may lie, share of the pie.

    Raises:
        ValueError: an argument out of its range.

    Source: fearon1995; the uniform case is derived.
    """
    largest = responder_cost + cost_uncertainty
    claim = np.minimum(np.maximum((largest - cost_proposer) / 2, responder_cost), largest)
    asked = np.minimum(claim, 1.0 - victory_probability)
    width = np.where(cost_uncertainty > 0, cost_uncertainty, 1.0)
    accepted = np.minimum(np.maximum((largest - asked) / width, 0.0), 1.0)
    return np.where(cost_uncertainty > 0, accepted, 1.0)


@validated(
    probability_now=UNIT,
    probability_later=UNIT,
    cost_decliner=NONNEGATIVE,
    discount=DISCOUNT,
)
def declining_side_fights(
    probability_now: Numbers, probability_later: Numbers, cost_decliner: Numbers, discount: Numbers
) -> Numbers:
    """Return 1 where the declining side B fights before the shift, else 0.

    δp₂ − p₁ > c_B(1 − δ)²   while c_B(1 − δ) ≤ 1 − p₂;   in general, with k = c_B(1 − δ),
    δ min(1, p₂ + k) − p₁ > k.

    B compares fighting now with taking the whole pie for one period and being held to its war
    value ever after, or to nothing where that value is negative (the second line).

    Args:
        probability_now, probability_later: p₁, p₂, that A prevails before and after the shift.
        cost_decliner: c_B ≥ 0, paid once, in pies of one period.
        discount: δ in [0, 1) a period.

    Raises:
        ValueError: an argument out of its range.

    Source: powell2006, fearon1995.
    """
    cost = cost_decliner * (1 - discount)
    room = discount * np.minimum(probability_later + cost, 1.0) - probability_now
    return np.where(room > cost, 1.0, 0.0)


@validated(
    probability_now=UNIT,
    probability_later=UNIT,
    cost_decliner=NONNEGATIVE,
    discount=DISCOUNT,
)
def declining_side_fights_lasting_cost(
    probability_now: Numbers, probability_later: Numbers, cost_decliner: Numbers, discount: Numbers
) -> Numbers:
    """Return 1 where the declining side fights although the cost is paid every period, else 0.

    δp₂ − p₁ > c_B(1 − δ)   while c_B ≤ 1 − p₂;   in general δ min(1, p₂ + c_B) − p₁ > c_B.

    Args:
        probability_now, probability_later: p₁, p₂, that A prevails before and after the shift.
        cost_decliner: c_B ≥ 0, paid every period from the fight on, share of the pie.
        discount: δ in [0, 1) a period.

    Raises:
        ValueError: an argument out of its range.

    Source: powell2006, fearon1995.
    """
    room = discount * np.minimum(probability_later + cost_decliner, 1.0) - probability_now
    return np.where(room > cost_decliner, 1.0, 0.0)


@validated(prize=POSITIVE, loser_share=POSITIVE, standoff_cost=NONNEGATIVE, discount=DISCOUNT)
def concession_probability(
    prize: Numbers, loser_share: Numbers, standoff_cost: Numbers, discount: Numbers
) -> Numbers:
    """Return the monthly probability that a side gives in while both hold out for the better deal.

    Symmetric war of attrition: whoever gives in gets b a month for ever, the other a; both giving
    in at once toss a coin; while both hold out each pays c. With G = (a − b)/(1 − δ) a side is
    indifferent iff
        (1 − p)(b + c) = ½ p G [1 + δ(1 − p)],
    which has one root in (0, 1):
        p = 2(b + c) / {M + √[M² − 2δG(b + c)]},   M = ½(1 + δ)G + b + c.

    Args:
        prize: a − b > 0, what the better deal gives over the worse, per month.
        loser_share: b > 0, what the worse deal gives, per month.
        standoff_cost: c ≥ 0, cost of no agreement, per month.
        discount: δ in [0, 1) a month.

    Raises:
        ValueError: an argument out of its range.

    Source: fearon1998; the discrete symmetric case is derived.
    """
    stake = prize / (1 - discount)
    wait = loser_share + standoff_cost
    middle = (1 + discount) * stake / 2 + wait
    return 2 * wait / (middle + np.sqrt(middle * middle - 2 * discount * stake * wait))


@validated(
    prize=POSITIVE,
    loser_share=POSITIVE,
    standoff_cost=NONNEGATIVE,
    cheating_gain=NONNEGATIVE,
    discount=DISCOUNT,
)
def agreement_speed(
    prize: Numbers,
    loser_share: Numbers,
    standoff_cost: Numbers,
    cheating_gain: Numbers,
    discount: Numbers,
) -> Numbers:
    """Return the monthly probability of an enforceable agreement while both hold out.

    1 − (1 − p)² where δ ≥ g/(b + g), else 0; p from `concession_probability`.

    The shadow of the future cuts both ways: below the threshold no deal would be kept, so none is
    signed; above it, the more the future counts the longer each holds out for the better deal.

    Args:
        prize: a − b > 0, per month.
        loser_share: b > 0, per month.
        standoff_cost: c ≥ 0, per month.
        cheating_gain: g ≥ 0, one month's gain from cheating on the deal (then it ends for good).
        discount: δ in [0, 1) a month.

    Raises:
        ValueError: an argument out of its range.

    Source: fearon1998; the model is a simple one after it, derived here.
    """
    stake = prize / (1 - discount)
    wait = loser_share + standoff_cost
    middle = (1 + discount) * stake / 2 + wait
    gives_in = 2 * wait / (middle + np.sqrt(middle * middle - 2 * discount * stake * wait))
    kept = discount * (loser_share + cheating_gain) >= cheating_gain
    return np.where(kept, 1 - (1 - gives_in) * (1 - gives_in), 0.0)
