"""Procedure: a reference point, those whose consent is needed, and who sets the agenda.

An actor with ideal point x accepts whatever is at least as near to x as the reference point q:
everything between q and 2x − q. What enough actors accept is the win set of q, an interval that
holds q. The agenda setter takes the point of it that suits it best (Romer and Rosenthal); the
fewer points the veto players leave, the more stable is q (Tsebelis).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from detente.bargaining.checking import Case, actor_number, members, per_row, some_weight
from detente.bargaining.prediction import Array, Flags, Outcome

#: Why a row is refused, by its code in `details["reason"]`; 0 is no reason.
REASONS = ("", "no reference point is given")
#: Equally likely points that stand for a win set without an agenda setter.
SLICES = 20  # literal-ok: a size
#: Rounding of shares of votes.
TIE = 1e-12  # literal-ok: rounding of sums, not a constant of the model


def procedural(
    case: Case,
    *,
    reference: Any,
    rule: str,
    threshold: float,
    votes: str,
    setter: Any,
    veto: Any,
) -> Outcome:
    """Return what passes against the reference point under a rule of decision.

    Utilities are single-peaked and symmetric on one dimension, so the actor's weight in utility
    does not matter, only its votes. An indifferent actor consents.

    Args:
        case: positions (ideal points), salience, capability, (…, actor).
        reference: q, what holds without a decision, a position; a number or (…,).
        rule: `unanimity` of those present, `qualified_majority` (at least the share `threshold` of
            the votes), `simple_majority` (more than half of them), or `veto_players` (nobody but
            those in `veto` is asked).
        threshold: share of the votes, above ½ and at most 1.
        votes: what counts as votes: `capability`, `capability_salience`, or `equal`.
        setter: name or number of the agenda setter, who proposes under a closed rule; None, or
            absent from a row: nobody, and any point of the win set is as likely as another.
        veto: names, numbers or flags (…, actor) of those without whose consent nothing passes,
            whatever the rule; None: nobody.

    Returns:
        point (…,): the setter's ideal point, or the point of the win set nearest to it; without a
        setter the middle of the win set, with the uniform distribution over it, by the middles of
        20 slices. NaN where there is no reference point. details: `win_set` (…, 2), `gridlock`
        (…,) where it is q alone, `reason` (…,) codes of `REASONS`.

    Raises:
        ValueError: no reference point in a single case, an unknown actor, `veto_players` without
            `veto`, or votes that are all zero.

    Source: romerrosenthal1978, tsebelis2002.
    """
    if reference is None:
        raise ValueError("procedural needs the option reference, what holds without a decision")
    if rule == "veto_players" and veto is None:
        raise ValueError("procedural: the rule veto_players needs the option veto, who they are")
    point = per_row(reference, case, "reference")
    missing = np.isnan(point)
    if missing.ndim == 0 and missing:
        raise ValueError("procedural: no reference point is given – say what holds without a deal")
    q = np.where(missing, case.filled[..., 0], point)
    low, high = _win_set(case, q, rule, threshold, votes)
    if veto is not None:
        blocking = members(veto, case, "veto")
        below, above = _agreed(case, q, blocking)
        low, high = np.maximum(low, below), np.minimum(high, above)
    outcome, support = _chosen(case, low, high, setter)
    weights = np.full(support.shape, 1.0 / support.shape[-1])
    weights[missing] = np.nan
    details = {
        "win_set": np.where(missing[..., None], np.nan, np.stack([low, high], axis=-1)),
        "gridlock": (low == high) & ~missing,
        "reason": missing.astype(np.int64),
    }
    return Outcome(np.where(missing, np.nan, outcome), support, weights, details)


def _accepted(case: Case, q: Array) -> tuple[Array, Array]:
    """Return the ends (…, actor) of what each accepts over q."""
    other = 2 * case.filled - q[..., None]
    return np.minimum(other, q[..., None]), np.maximum(other, q[..., None])


def _agreed(case: Case, q: Array, who: Flags) -> tuple[Array, Array]:
    """Return the ends (…,) of what all of some accept over q."""
    low, high = _accepted(case, q)
    below = np.where(who, low, -np.inf).max(axis=-1)
    above = np.where(who, high, np.inf).min(axis=-1)
    return below, above


def _win_set(case: Case, q: Array, rule: str, threshold: float, votes: str) -> tuple[Array, Array]:
    """Return the ends (…,) of what passes against q."""
    if rule == "unanimity":
        return _agreed(case, q, case.present)
    if rule == "veto_players":
        return np.full(case.rows, -np.inf), np.full(case.rows, np.inf)
    weight = {
        "capability": case.capability,
        "capability_salience": case.weight,
        "equal": case.present.astype(np.float64),
    }[votes]
    some_weight(weight, "procedural", f"votes by {votes}")
    share = weight / weight.sum(axis=-1, keepdims=True)
    low, high = _accepted(case, q)
    return -_farthest(-low, share, rule, threshold), _farthest(high, share, rule, threshold)


def _farthest(reach: Array, share: Array, rule: str, threshold: float) -> Array:
    """Return the farthest point (…,) that is within the reach of enough votes."""
    order = np.argsort(-reach, axis=-1, kind="stable")
    sums = np.cumsum(np.take_along_axis(share, order, -1), axis=-1)
    enough = sums > 0.5 + TIE if rule == "simple_majority" else sums >= threshold - TIE
    place = np.take_along_axis(order, enough.argmax(axis=-1)[..., None], -1)
    found: Array = np.take_along_axis(reach, place, -1)[..., 0]
    return found


def _chosen(case: Case, low: Array, high: Array, setter: Any) -> tuple[Array, Array]:
    """Return the outcome (…,) and the points (…, k) it may be."""
    # Veto players alone may leave one side open; nobody wants to go beyond the farthest ideal.
    filled = case.filled
    least, most = filled.min(axis=-1), filled.max(axis=-1)
    low = np.where(np.isinf(low), np.minimum(least, high), low)
    high = np.where(np.isinf(high), np.maximum(most, low), high)
    slices = (np.arange(SLICES) + 0.5) / SLICES
    points = low[..., None] + slices * (high - low)[..., None]
    middle = 0.5 * (low + high)
    if setter is None:
        return middle, points
    number = actor_number(setter, case.names, "setter")
    chosen = np.minimum(np.maximum(filled[..., number], low), high)
    known = case.present[..., number]
    if known.all():
        return chosen, chosen[..., None]
    return (
        np.where(known, chosen, middle),
        np.where(known[..., None], chosen[..., None], points),
    )
