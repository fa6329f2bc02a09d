"""Spillover between issues, and the fence that only creeps up; block 2.12.

Experience capital X, one number an issue, wears off at rate d, is fed from other issues through the
links W, and from outside:

    X_{t+1} = (I − D) X_t + W X_t + input.

Positive links are the neo-functionalists' spillover, negative ones spill-back or the fence round a
small yard. A fence R follows pressure up at once and comes down only at its own slow rate.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.mechanisms.validated import REAL, UNIT, Numbers, validated

Array: TypeAlias = npt.NDArray[np.float64]


@validated(experience=UNIT, decay=UNIT, spill=REAL, gain=REAL)
def experience_update(
    experience: Numbers, decay: Numbers, spill: Numbers, gain: Numbers
) -> Numbers:
    """Return next month's experience capital on one issue.

    X' = (1 − d) X + spill + gain,      kept within [0, 1].

    Args:
        experience: X, 0–1.
        decay: d, share lost a month, 0–1.
        spill: what other issues add or take, (W X)_k, per month.
        gain: what cooperation on the issue itself adds, per month.

    Raises:
        ValueError: an argument out of its range.

    Source: haas1958, schmitter1970; the equation is stipulated.
    """
    return np.minimum(1.0, np.maximum(0.0, (1 - decay) * experience + spill + gain))


@validated(fence=UNIT, decay=UNIT, push=REAL)
def fence_update(fence: Numbers, decay: Numbers, push: Numbers) -> Numbers:
    """Return next month's fence: it follows a push up, and comes down no faster than it wears off.

    R' = min{1, max[(1 − d) R, R + u]}.

    Below the ceiling R' is homogeneous: pushes twice as large build, from nothing, a fence twice as
    high. So with pushes that cancel out the fence measures their volatility.

    Args:
        fence: R, 0–1.
        decay: d, share worn off a month, 0–1; a ratchet where d R is small beside u.
        push: u, change of rivalry this month, units of the fence.

    Raises:
        ValueError: an argument out of its range.

    Source: stipulated.
    """
    return np.minimum(1.0, np.maximum((1 - decay) * fence, fence + push))


@validated(fence=UNIT, decay=UNIT, tension=UNIT, gain=UNIT)
def fence_under_tension(fence: Numbers, decay: Numbers, tension: Numbers, gain: Numbers) -> Numbers:
    """Return next month's fence where tension sets a floor: R' = max[(1 − d) R, κ T].

    The same ratchet with u = κ T − R: the fence remembers the worst of the recent past, so it rises
    with the mean of tension and with its volatility.

    Args:
        fence: R, 0–1.
        decay: d, share worn off a month, 0–1.
        tension: T, 0–1.
        gain: κ, fence per unit of tension, 0–1.

    Raises:
        ValueError: an argument out of its range.

    Source: stipulated.
    """
    return np.maximum((1 - decay) * fence, gain * tension)


@validated(decay=UNIT, links=REAL)
def spectral_radius(decay: Array, links: Array) -> Array:
    """Return the largest modulus among the eigenvalues of I − D + W.

    Args:
        decay: d, shape (…, issue), share lost a month, 0–1.
        links: W, shape (…, issue, issue), entry [k, m] what a unit on issue m adds to k a month.

    Raises:
        ValueError: an argument out of its range, or shapes that do not fit.

    Source: derived; linear algebra.
    """
    return np.asarray(np.abs(np.linalg.eigvals(_transition(decay, links))).max(axis=-1))


@validated(decay=UNIT, links=REAL)
def spillover_is_bounded(decay: Array, links: Array) -> Array:
    """Return 1 where experience settles, 0 where issues feed each other without end.

    Bounded where the spectral radius of I − D + W is below 1.

    Args:
        decay: d, shape (…, issue), share lost a month, 0–1.
        links: W, shape (…, issue, issue), entry [k, m] what a unit on issue m adds to k a month.

    Raises:
        ValueError: an argument out of its range, or shapes that do not fit.

    Source: derived; the idea after haas1958.
    """
    return np.where(spectral_radius.core(decay, links) < 1, 1.0, 0.0)


@validated(decay=UNIT, links=REAL)
def long_run_effect(decay: Array, links: Array, issue: int) -> Array:
    """Return what a lasting unit input on one issue adds to every issue in the end.

    Column k of (D − W)^{−1}; NaN where spillover is not bounded. Holds while no issue touches the
    ends of [0, 1].

    Args:
        decay: d, shape (…, issue), share lost a month, 0–1.
        links: W, shape (…, issue, issue), entry [k, m] what a unit on issue m adds to k a month.
        issue: k, the issue that receives the input.

    Returns:
        Shape (…, issue).

    Raises:
        ValueError: an argument out of its range, shapes that do not fit, or no such issue.

    Source: derived; the idea after haas1958, schmitter1970.
    """
    transition = _transition(decay, links)
    size = transition.shape[-1]
    if not 0 <= issue < size:
        raise ValueError(f"long_run_effect: issue is {issue}; it must lie in [0, {size - 1}]")
    same = np.eye(size)
    bounded = np.abs(np.linalg.eigvals(transition)).max(axis=-1)[..., None] < 1
    solvable = np.where(bounded[..., None], same - transition, same)
    unit = np.broadcast_to(same[:, [issue]], (*transition.shape[:-1], 1))
    effect = np.linalg.solve(solvable, unit)
    return np.where(bounded, effect[..., 0], np.nan)


@validated(fence=UNIT, decay=UNIT, pushes=REAL)
def fence_path(fence: Numbers, decay: Numbers, pushes: Array) -> Array:
    """Return the fence month by month under a course of pushes.

    Args:
        fence: R before the first month, 0–1.
        decay: d, share worn off a month, 0–1.
        pushes: u, shape (month, …).

    Returns:
        Shape (month, …).

    Raises:
        ValueError: an argument out of its range.

    Source: stipulated.
    """
    path = np.empty(np.broadcast_shapes(pushes.shape, (1, *np.shape(fence)), (1, *np.shape(decay))))
    height: Numbers = fence
    for month, push in enumerate(pushes):
        height = fence_update.core(height, decay, push)
        path[month] = height
    return path


def _transition(decay: Array, links: Array) -> Array:
    """Return I − D + W."""
    wear, between = np.asarray(decay, dtype=np.float64), np.asarray(links, dtype=np.float64)
    size = between.shape[-1] if between.ndim else 0
    if between.ndim < 2 or between.shape[-2] != size or wear.shape[-1:] != (size,):
        raise ValueError(
            f"links has shape {between.shape} and decay {wear.shape}; "
            "they must be (…, issue, issue) and (…, issue)"
        )
    same = np.eye(size)
    return np.asarray(same - same * wear[..., None] + between)
