"""Two-level games: what negotiators sign must be ratified at home (Putnam 1988); block 2.6.

One dimension: side one wants an offer x near 1, side two near 0. One ratifies [ŵ₁, 1], the other
[0, ŵ₂]. Each pivot is known with a normal error, so that

    P(ratified | x) = Φ((x − ŵ₁)/σ₁) · Φ((ŵ₂ − x)/σ₂).

All arguments are numbers or arrays that broadcast against each other. An error σ of 0 is allowed
and means complete information: an offer exactly at the pivot is then ratified.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.normal import Shared, phi, quantile
from detente.mechanisms.validated import (
    NONNEGATIVE,
    OPEN_UNIT,
    POSITIVE,
    REAL,
    UNIT,
    Numbers,
    validated,
)


def _clears(margin: Numbers, spread: Numbers) -> Numbers:
    """Return Φ(margin/spread), and its limit, a step at 0, where the spread is 0."""
    noisy = spread > 0
    smooth = phi(margin / np.where(noisy, spread, 1.0))
    return np.where(noisy, smooth, np.where(margin >= 0, 1.0, 0.0))


clears = Shared(_clears)


@validated(pivot_one=REAL, pivot_other=REAL)
def agreement_feasible(pivot_one: Numbers, pivot_other: Numbers) -> Numbers:
    """Return 1 where some offer is acceptable in both capitals, else 0: ŵ₁ ≤ ŵ₂.

    Args:
        pivot_one, pivot_other: ŵ₁, ŵ₂, the ends of the win-sets [ŵ₁, 1] and [0, ŵ₂], on the
            scale of the offer.

    Source: putnam1988.
    """
    return np.where(pivot_one <= pivot_other, 1.0, 0.0)


@validated(
    offer=UNIT, pivot_one=REAL, pivot_other=REAL, spread_one=NONNEGATIVE, spread_other=NONNEGATIVE
)
def ratification_probability(
    offer: Numbers,
    pivot_one: Numbers,
    pivot_other: Numbers,
    spread_one: Numbers,
    spread_other: Numbers,
) -> Numbers:
    """Return the probability that both sides ratify: Φ((x − ŵ₁)/σ₁) Φ((ŵ₂ − x)/σ₂).

    Args:
        offer: x in [0, 1], what was negotiated.
        pivot_one, pivot_other: ŵ₁, ŵ₂, the negotiators' best estimate of the ratifiers' limits.
        spread_one, spread_other: σ₁, σ₂ ≥ 0, one standard deviation of its error; independent.

    Raises:
        ValueError: an argument out of its range.

    Source: after putnam1988, iida1993.
    """
    return clears(offer - pivot_one, spread_one) * clears(pivot_other - offer, spread_other)


@validated(mean_support=REAL, spread=NONNEGATIVE, share_needed=OPEN_UNIT)
def supermajority_pivot(mean_support: Numbers, spread: Numbers, share_needed: Numbers) -> Numbers:
    """Return the support of the legislator whose vote decides: F⁻¹(1 − κ), F normal.

    A share κ of the legislators is at least as friendly to the treaty as the pivot. The larger κ,
    the less friendly the pivot: for a treaty of the United States κ = 2/3.

    Args:
        mean_support: mean of the legislators' support for the treaty, on any scale.
        spread: standard deviation of support between legislators, ≥ 0, same scale.
        share_needed: κ in (0, 1), the share of votes required.

    Source: derived; the role of the pivot after putnam1988.
    """
    return mean_support + spread * quantile(1.0 - share_needed)


@validated(reservation_one=UNIT, reservation_other=UNIT)
def nash_split(reservation_one: Numbers, reservation_other: Numbers) -> Numbers:
    """Return the Nash bargain over a pie of 1, given reservation values; NaN without a zone.

    x = (1 + r₁ − r₂)/2, the share of side one; a zone exists where r₁ + r₂ ≤ 1.

    Args:
        reservation_one, reservation_other: r₁, r₂ in [0, 1], the least each can accept (for
            side one r₁ = ŵ₁, for side two r₂ = 1 − ŵ₂).

    Source: after putnam1988; the split is Nash's, derived.
    """
    zone = reservation_one + reservation_other <= 1
    return np.where(zone, (1 + reservation_one - reservation_other) / 2, np.nan)


@validated(own_constraint=UNIT, other_mean=REAL, other_spread=POSITIVE)
def tied_hands(
    own_constraint: Numbers, other_mean: Numbers, other_spread: Numbers
) -> tuple[Numbers, Numbers]:
    """Return (probability of agreement, expected share) of a negotiator bound at home to r₁.

    The other's limit r₂ is normal and unknown when hands are tied; the split is Nash's, and no
    agreement is worth 0 to the negotiator. With z = (1 − r₁ − μ)/σ:

        P = Φ(z),      E = ½ [(1 + r₁ − μ) Φ(z) + σ φ(z)].

    E first rises in r₁ (Schelling's conjecture), then falls as failure outweighs the larger share:
    a constraint can help or hurt.

    Args:
        own_constraint: r₁ in [0, 1], the least the negotiator's ratifier accepts.
        other_mean: μ, expected reservation value of the other side.
        other_spread: σ > 0, its standard deviation.

    Source: derived, after mo1994, milnerrosendorff1997.
    """
    z = (1 - own_constraint - other_mean) / other_spread
    agreement = phi(z)
    density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    share = ((1 + own_constraint - other_mean) * agreement + other_spread * density) / 2
    return agreement, share


@validated(
    offer=UNIT,
    pivot_one=REAL,
    pivot_other=REAL,
    spread_one=NONNEGATIVE,
    spread_other=NONNEGATIVE,
    band=NONNEGATIVE,
)
def watered_down_probability(
    offer: Numbers,
    pivot_one: Numbers,
    pivot_other: Numbers,
    spread_one: Numbers,
    spread_other: Numbers,
    band: Numbers,
) -> Numbers:
    """Return the probability that the deal passes only in a reduced form.

    The worse of the two margins falls short of the pivot, but by no more than w:

        Φ((x − ŵ₁ + w)/σ₁) Φ((ŵ₂ − x + w)/σ₂) − Φ((x − ŵ₁)/σ₁) Φ((ŵ₂ − x)/σ₂).

    Args:
        offer, pivot_one, pivot_other, spread_one, spread_other: as in ratification_probability.
        band: w ≥ 0, how far below the pivot a reduced deal is still accepted, scale of the offer.

    Source: derived; the band is stipulated (design of the model, 2.6).
    """
    one, other = offer - pivot_one, pivot_other - offer
    at_all = clears(one + band, spread_one) * clears(other + band, spread_other)
    return at_all - clears(one, spread_one) * clears(other, spread_other)


@validated(depth=NONNEGATIVE, margin=REAL, band=NONNEGATIVE, share_lost=UNIT)
def ratified_depth(depth: Numbers, margin: Numbers, band: Numbers, share_lost: Numbers) -> Numbers:
    """Return the depth that comes out of ratification: q, (1 − ω) q, or 0.

    Args:
        depth: q ≥ 0, depth as signed.
        margin: the worse margin of the two sides above its pivot.
        band: w ≥ 0; margins in (−w, 0] pass in a reduced form, lower ones not at all.
        share_lost: ω in [0, 1], share of the depth lost in the reduced form.

    Source: derived; the band is stipulated (design of the model, 2.6, 3.3 step 7).
    """
    reduced = np.where(margin > -band, depth * (1 - share_lost), 0.0)
    return np.where(margin > 0, depth, reduced)


@validated(
    offer=UNIT,
    pivot_one=REAL,
    pivot_other=REAL,
    spread_one=NONNEGATIVE,
    spread_other=NONNEGATIVE,
    least_probability=UNIT,
)
def rejection_when_signed(
    offer: Numbers,
    pivot_one: Numbers,
    pivot_other: Numbers,
    spread_one: Numbers,
    spread_other: Numbers,
    least_probability: Numbers,
) -> Numbers:
    """Return P(rejected | signed) when negotiators anticipate the pivot; NaN where nobody signs.

    They sign where P(ratified) ≥ p̲, so the rejection probability is at most 1 − p̲, and is 0
    under complete information with p̲ > 0. p̲ = 0 is a naive negotiator, who signs anything.

    Args:
        offer, pivot_one, pivot_other, spread_one, spread_other: as in ratification_probability.
        least_probability: p̲ in [0, 1], the least expected chance at which they sign.

    Source: after iida1993; the rule p̲ is stipulated.
    """
    ratified = clears(offer - pivot_one, spread_one) * clears(pivot_other - offer, spread_other)
    return np.where(ratified >= least_probability, 1 - ratified, np.nan)


@validated(margin=REAL, spread=POSITIVE, probability=OPEN_UNIT)
def concession_for_probability(margin: Numbers, spread: Numbers, probability: Numbers) -> Numbers:
    """Return the concession to the pivot that brings ratification to a given probability.

    y = max(0, σ Φ⁻¹(p) − m): unit for unit, a leader with a worse margin pays more for the same
    success.

    Args:
        margin: m, offer minus the estimated pivot, before any concession.
        spread: σ > 0, standard deviation of the pivot's error, same scale.
        probability: p in (0, 1), the success wanted.

    Source: derived, after krepssaundersschultz2018 (specified here).
    """
    return np.maximum(0.0, spread * quantile(probability) - margin)


@validated(margin=REAL, spread=POSITIVE, cost=POSITIVE, prize=POSITIVE)
def best_concession(
    margin: Numbers, spread: Numbers, cost: Numbers, prize: Numbers
) -> tuple[Numbers, Numbers]:
    """Return (the concession a leader buys the pivot with, the resulting success probability).

    The leader chooses y ≥ 0 to maximise V Φ((m + y)/σ) − c y. Inside, the chance bought does not
    depend on the margin, only what is paid for it does:

        z* = √(2 ln(V / (c σ √(2π)))),   y = max(0, σ z* − m),   success Φ(z*),

    unless paying nothing is better (dear concessions, or a margin too bad to repair). So leaders
    whose pivot trusts them less (doves, in this reading) succeed as often and pay more.

    Args:
        margin: m, offer minus the estimated pivot, before any concession.
        spread: σ > 0, standard deviation of the pivot's error, same scale.
        cost: c > 0, cost of one unit of concession.
        prize: V > 0, worth of ratification to the leader, same unit as c y.

    Source: specified here for the finding of krepssaundersschultz2018; not their model.
    """
    ratio = prize / (cost * spread * np.sqrt(2 * np.pi))
    target = np.sqrt(2 * np.log(np.maximum(ratio, 1.0)))
    paid = np.maximum(0.0, spread * target - margin)
    with_it = phi((margin + paid) / spread)
    without = phi(margin / spread)
    worth_it = (ratio > 1) & (prize * with_it - cost * paid > prize * without)
    return np.where(worth_it, paid, 0.0), np.where(worth_it, with_it, without)
