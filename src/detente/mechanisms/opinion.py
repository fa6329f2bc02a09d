"""Opinion: slow, fed by events and media, and a thermostat for policy (Wlezien); block 2.13.

    O' = ρ O + (1 − ρ) Ō + κ_O y + κ_M m − κ_Th (p − a),      a' = a + α (p − a),

with y the other side's behaviour, m the tone of the media, p friendly policy and a the policy that
the public has grown used to. A thermostat answers changes and then falls silent; that needs α > 0.
With α = 0 it would push against a standing policy for ever.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.validated import NONNEGATIVE, POSITIVE, REAL, UNIT, Numbers, validated


@validated(
    opinion=REAL,
    inertia=UNIT,
    anchor=REAL,
    behaviour=REAL,
    behaviour_weight=NONNEGATIVE,
    media=REAL,
    media_weight=NONNEGATIVE,
    policy=REAL,
    accustomed=REAL,
    policy_weight=NONNEGATIVE,
)
def opinion_update(
    opinion: Numbers,
    inertia: Numbers,
    anchor: Numbers,
    behaviour: Numbers,
    behaviour_weight: Numbers,
    media: Numbers,
    media_weight: Numbers,
    policy: Numbers,
    accustomed: Numbers,
    policy_weight: Numbers,
) -> Numbers:
    """Return next month's opinion about the other side.

    O' = ρ O + (1 − ρ) Ō + κ_O y + κ_M m − κ_Th (p − a).

    Args:
        opinion: O, SD units, friendly above 0.
        inertia: ρ, share carried into the next month, 0–1.
        anchor: Ō, where opinion rests when nothing happens, SD units.
        behaviour: y, the other side's behaviour this month, SD of flow.
        behaviour_weight: κ_O ≥ 0, SD of opinion per SD of flow.
        media: m, tone of the coverage, hostile below 0.
        media_weight: κ_M ≥ 0, SD of opinion per unit of tone.
        policy: p, own friendly policy this month, SD of flow.
        accustomed: a, the policy the public has grown used to; 0: every policy is news for ever.
        policy_weight: κ_Th ≥ 0, SD of opinion per SD of flow.

    Raises:
        ValueError: an argument out of its range.

    Source: wlezien1995, soroka2010, for the thermostat; brandt2008, witko2003, for what
        feeds it; the equation is stipulated.
    """
    drift = inertia * opinion + (1 - inertia) * anchor
    news = behaviour_weight * behaviour + media_weight * media
    return drift + news - policy_weight * (policy - accustomed)


@validated(accustomed=REAL, policy=REAL, adaptation=UNIT)
def accustomed_update(accustomed: Numbers, policy: Numbers, adaptation: Numbers) -> Numbers:
    """Return the policy that the public has grown used to: a' = a + α (p − a).

    Args:
        accustomed: a, SD of flow.
        policy: p, policy this month, SD of flow.
        adaptation: α, share of the gap closed a month, 0–1.

    Raises:
        ValueError: an argument out of its range.

    Source: stipulated; wlezien1995, for a signal that stops once policy has adjusted.
    """
    return accustomed + adaptation * (policy - accustomed)


@validated(inertia=UNIT)
def opinion_half_life(inertia: Numbers) -> Numbers:
    """Return the months in which a departure of opinion halves: ln ½ / ln ρ; 0 at 0, ∞ at 1.

    Args:
        inertia: ρ, share carried into the next month, 0–1.

    Raises:
        ValueError: an argument out of its range.

    Source: derived.
    """
    inside = np.where((inertia > 0) & (inertia < 1), inertia, 0.5)
    months = np.log(0.5) / np.log(inside)
    return np.where(inertia >= 1, np.inf, np.where(inertia > 0, months, 0.0))


@validated(months=POSITIVE)
def smallest_lasting_inertia(months: Numbers) -> Numbers:
    """Return the smallest inertia with which half of a mood outlives so many months: 2^{−1/n}.

    0.9857 for an administration of 48 months.

    Args:
        months: n > 0, length of an administration.

    Raises:
        ValueError: an argument out of its range.

    Source: derived.
    """
    return np.power(0.5, 1 / months)


@validated(inertia=UNIT, policy_weight=NONNEGATIVE, adaptation=UNIT, months=NONNEGATIVE)
def thermostat_response(
    inertia: Numbers, policy_weight: Numbers, adaptation: Numbers, months: Numbers
) -> Numbers:
    """Return what a lasting unit step of policy has done to opinion after n months.

    −κ_Th [ρ^n − (1 − α)^n] / [ρ − (1 − α)];      −κ_Th n ρ^{n−1} where ρ = 1 − α.

    Of opposite sign at first. It fades where α > 0 and ρ < 1; with α = 0 it grows to
    −κ_Th / (1 − ρ) and stays.

    Args:
        inertia: ρ, share carried into the next month, 0–1.
        policy_weight: κ_Th ≥ 0, SD of opinion per SD of flow.
        adaptation: α, share of the gap to the accustomed policy closed a month, 0–1.
        months: n, whole months since the step, ≥ 0; a fraction is dropped.

    Raises:
        ValueError: an argument out of its range.

    Source: wlezien1995, for the sign; the formula is derived here.
    """
    whole = np.floor(months)
    slow = np.maximum(inertia, 1 - adaptation)
    fast = np.minimum(inertia, 1 - adaptation)
    ratio = fast / np.where(slow > 0, slow, 1.0)
    safe = np.where((ratio > 0) & (ratio < 1), ratio, 0.5)
    steps = np.expm1(whole * np.log(safe)) / np.expm1(np.log(safe))
    terms = np.where(ratio >= 1, whole, np.where(ratio > 0, steps, 1.0))
    size = np.power(slow, np.maximum(whole - 1, 0.0)) * terms
    return np.where(whole >= 1, -policy_weight * size, 0.0)
