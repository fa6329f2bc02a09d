"""The asymmetric Nash bargaining solution on one dimension, with a required coalition.

Every required actor must be no worse off than without an agreement; among such outcomes the one
with the greatest product of gains is chosen, each gain raised to the actor's weight. The problem
is often ill-posed: an actor that sits at the reference point loses by any move, and actors on both
sides of it block each other. Such a row is refused with its reason, unless failure has a cost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from detente.bargaining.checking import Case, members, per_row, some_weight
from detente.bargaining.prediction import Array, Flags, Outcome

#: Why a row is refused, by its code in `details["reason"]`; 0 is no reason.
REASONS = (
    "",
    "no reference point is given",
    "nobody of the coalition is present",
    "an actor of the coalition sits at the reference point and gains by no agreement",
    "no outcome makes every actor of the coalition better off than no agreement",
    "nobody of the coalition has any weight",
)
NO_REFERENCE, NOBODY, AT_REFERENCE, NO_GAIN, NO_WEIGHT = range(1, len(REASONS))

#: Halvings after which an interval is as narrow as a float64 can tell.
HALVINGS = 60  # literal-ok: numerical
#: Gains below this share of the scale are none.
NO_ROOM = 1e-9  # literal-ok: numerical


def nash(
    case: Case,
    *,
    utility: str,
    coalition: Any,
    disagreement: Any,
    disagreement_utility: Any,
    failure_cost: float,
) -> Outcome:
    """Return argmax Π (u_i(x) − u_i(d) + k)^w_i over x that leaves no required actor worse off.

    u_i(x) = −|x − x_i|/R (`linear`) or −(x − x_i)²/R² (`quadratic`), R the range of the positions
    and the reference point; w = capability × salience. Far disagreement, or a high cost of failure,
    leads to the weighted mean under quadratic and to the weighted median under linear loss.

    Args:
        case: positions, salience, capability, (…, actor).
        utility: `linear` or `quadratic` loss.
        coalition: names, numbers or flags (…, actor) of those who must agree; None: all present.
        disagreement: d, the reference point, a position; a number or (…,).
        disagreement_utility: u_i(d) given outright instead, (…, actor), at most 0, with R = 1.
        failure_cost: k ≥ 0, a common loss if nothing is agreed, in units of u.

    Returns:
        point (…,), NaN where refused; details: `reason` (…,) codes of `REASONS`, `coalition`
        (…, actor), `gains` (…, actor) over no agreement.

    Raises:
        ValueError: neither or both of the two forms of disagreement, or a single case (no leading
            axis) that is ill-posed, with the actors named.

    Source: nash1950, kalai1977.
    """
    some_weight(case.weight, "nash")
    loss: Callable[[Array], Array] = np.abs if utility == "linear" else np.square
    required = members(coalition, case, "coalition")
    fallback, missing, span = _fallback(case, disagreement, disagreement_utility, loss)
    fallback = fallback - failure_cost
    reach = -fallback if utility == "linear" else np.sqrt(np.maximum(-fallback, 0.0))
    ideal = case.filled / span[..., None]
    ideal = np.where(required, ideal, np.nan)
    weight = np.where(required, case.weight, 0.0)
    low, high = _feasible(ideal, reach, required)
    reason = _reason(missing, required, weight, reach, high - low, _agreed(ideal, required))
    refused = reason > 0
    if refused.ndim == 0 and refused:
        raise ValueError(_refusal(int(reason), case, required, ideal, reach))
    found = _maximum(ideal, weight, fallback, low, high, refused, utility)
    gains = -loss(found[..., None] - ideal) - fallback - failure_cost
    details = {"reason": reason, "coalition": required, "gains": gains}
    return Outcome(np.where(refused, np.nan, found * span), details=details)


def _fallback(
    case: Case, reference: Any, utilities: Any, loss: Callable[[Array], Array]
) -> tuple[Array, Flags, Array]:
    """Return u_i(d) (…, actor), which rows have none, and the range R (…,)."""
    if (reference is None) == (utilities is None):
        raise ValueError(
            "nash needs a reference point: give disagreement (a position), or "
            "disagreement_utility, one of the two"
        )
    if utilities is not None:
        given = np.broadcast_to(np.asarray(utilities, np.float64), case.positions.shape)
        if (given[case.present] > 0).any() or not np.isfinite(given[case.present]).all():
            raise ValueError("disagreement_utility must be finite and at most 0")
        span = np.ones(case.rows)
        return np.where(case.present, given, 0.0), np.zeros(case.rows, np.bool_), span
    point = per_row(reference, case, "disagreement")
    missing = np.isnan(point)
    filled = case.filled
    point = np.where(missing, filled[..., 0], point)
    ends = np.concatenate([filled, point[..., None]], axis=-1)
    span = np.ptp(ends, axis=-1)
    span = np.where(span > 0, span, 1.0)
    return -loss((point[..., None] - filled) / span[..., None]), missing, span


def _feasible(ideal: Array, reach: Array, required: Flags) -> tuple[Array, Array]:
    """Return the ends (…,) of what no required actor would refuse, within the range of ideals."""
    least = np.where(required, ideal, np.inf).min(axis=-1)
    most = np.where(required, ideal, -np.inf).max(axis=-1)
    low = np.where(required, ideal - reach, -np.inf).max(axis=-1)
    high = np.where(required, ideal + reach, np.inf).min(axis=-1)
    return np.maximum(low, least), np.minimum(high, most)


def _agreed(ideal: Array, required: Flags) -> Flags:
    """Return which rows (…,) have a coalition of one mind, which needs no room to bargain."""
    least = np.where(required, ideal, np.inf).min(axis=-1)
    most = np.where(required, ideal, -np.inf).max(axis=-1)
    same: Flags = np.asarray(least == most)
    return same


def _reason(
    missing: Flags, required: Flags, weight: Array, reach: Array, room: Array, agreed: Flags
) -> Any:
    stuck = (required & (reach <= NO_ROOM)).any(axis=-1)
    reason = np.where((room <= NO_ROOM) & ~agreed, NO_GAIN, 0)
    reason = np.where(stuck, AT_REFERENCE, reason)
    reason = np.where(~(weight > 0).any(axis=-1), NO_WEIGHT, reason)
    reason = np.where(~required.any(axis=-1), NOBODY, reason)
    return np.where(missing, NO_REFERENCE, reason)


def _refusal(reason: int, case: Case, required: Flags, ideal: Array, reach: Array) -> str:
    """Say why a single case is refused, and who stands in the way."""
    if reason == AT_REFERENCE:
        blocking = required & (reach <= NO_ROOM)
    elif reason == NO_GAIN:
        last = np.where(required, ideal - reach, -np.inf)
        first = np.where(required, ideal + reach, np.inf)
        blocking = required & ((last == last.max()) | (first == first.min()))
    else:
        blocking = np.zeros_like(required)
    who = [name for name, flag in zip(case.names, blocking, strict=True) if flag]
    named = f" (actor{'s' if len(who) > 1 else ''} {', '.join(who)})" if who else ""
    return (
        f"nash: {REASONS[reason]}{named} – name the coalition whose consent is needed, "
        "or give failure_cost, what no agreement would cost everybody"
    )


def _maximum(
    ideal: Array, weight: Array, fallback: Array, low: Array, high: Array, skip: Flags, utility: str
) -> Array:
    """Halve [low, high] by the sign of the slope of Σ w log(u − u(d)), which falls throughout."""
    left, right = np.where(skip, 0.0, low), np.where(skip, 0.0, high)
    for _ in range(HALVINGS):
        middle = 0.5 * (left + right)
        away = ideal - middle[..., None]
        if utility == "linear":
            slope, gain = np.sign(away), -np.abs(away) - fallback
        else:
            slope, gain = 2 * away, -np.square(away) - fallback
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(weight > 0, weight * slope / gain, 0.0)
        rising = each.sum(axis=-1) > 0
        left, right = np.where(rising, middle, left), np.where(rising, right, middle)
    return 0.5 * (left + right)
