"""Probabilistic Condorcet elections: positions meet pairwise, and every vote has its weight.

Coalitions form for the one or the other position of two; the stronger is the likelier to win. Three
readings of who is then the outcome: who wins against everybody (`condorcet_conditional`), or where
a chain of challenges spends its time, with challengers drawn uniformly (`condorcet_uniform`) or by
what a challenge promises (`condorcet_incentive`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.bargaining.checking import Case, scale_ends, some_weight
from detente.bargaining.prediction import Array, Flags, Outcome

#: Support that every position has, so that nothing is divided by zero (KTAB).
LEAST_SUPPORT = 1e-8  # literal-ok: of the published definition
#: Numbers that one step of the work holds at once.
CHUNK = 2_000_000  # literal-ok: a size


def condorcet_conditional(case: Case, **options: Any) -> Outcome:
    """Return the outcome if the winner beats every other position in turn: p_i ∝ Π_j P_ij.

    Arguments, returns and errors as `condorcet_uniform`.

    Source: wise2015.
    """
    return _election(case, _conditional, "condorcet_conditional", **options)


def condorcet_uniform(case: Case, **options: Any) -> Outcome:
    """Return the outcome of a chain in which everybody challenges the favourite equally often.

    Supporter k votes v = w_k f(u_k(i) − u_k(j)); C_ij = 1e-8 + Σ max(v, 0);
    P_ij = C_ij^n / (C_ij^n + C_ji^n), P_ii = ½; q_i = (1/N) Σ_j P_ij (p_i + p_j), of which p is
    the fixed point. Weights are taken as shares of their sum, so that the unit of capability does
    not meet the 1e-8.

    Args:
        case: positions, salience, capability, (…, actor).
        options: `utility` of a distance d on the scale (1 − d or 1 − d²); `vote`, the rule f;
            `victory_exponent` n; `weighting` (capability × salience, or capability alone);
            `candidates`, whether positions stand against each other, however many hold them, or
            actors; `bounds`, both ends of the scale (None: the range of the positions).

    Returns:
        point (…,), the mean of the positions under p; the distribution p (…, actor), in which the
        actors at one position share its chance equally; details: `favourite` (…,), the first actor
        with the highest p.

    Raises:
        ValueError: nobody in a row has any weight, or a position lies outside `bounds`.

    Source: wise2015.
    """
    return _election(case, _uniform, "condorcet_uniform", **options)


def condorcet_incentive(case: Case, **options: Any) -> Outcome:
    """Return the outcome of a chain in which i challenges the favourite j with chance ∝ C_ij P_ij.

    Arguments, returns and errors as `condorcet_uniform`.

    Source: wise2015.
    """
    return _election(case, _incentive, "condorcet_incentive", **options)


def _election(
    case: Case,
    limit: Callable[[Array, Array], Array],
    name: str,
    *,
    utility: str,
    vote: str,
    victory_exponent: float,
    weighting: str,
    candidates: str,
    bounds: Any,
) -> Outcome:
    weight = case.weight if weighting == "capability_salience" else case.capability
    some_weight(weight, name, weighting.replace("_", " × "))
    low, high = scale_ends(bounds, case)
    actors = case.positions.shape[-1]
    filled = case.filled
    span = np.where(high > low, high - low, 1.0).reshape(-1, 1)
    places = (filled.reshape(-1, actors) - low.reshape(-1, 1)) / span
    shares = (weight / weight.sum(axis=-1, keepdims=True)).reshape(-1, actors)
    present = case.present.reshape(-1, actors)
    holders = _holders(places, present)
    stands = present if candidates == "actors" else holders == np.arange(actors)
    chances = np.zeros_like(places)
    for rows, who in _alike(stands):
        found = _support(places[rows], shares[rows], who, utility, vote)
        with np.errstate(over="ignore"):
            # C_ji/C_ij first: its power is the odds against i, large or small.
            victory = 1.0 / (1.0 + (found.swapaxes(-1, -2) / found) ** victory_exponent)
        chances[np.ix_(rows, who)] = limit(found, victory)
    if candidates == "positions":
        chances = _shared(chances, holders, present)
    p = chances.reshape(case.positions.shape)
    least = filled.min(axis=-1)
    point = least + (p * (filled - least[..., None])).sum(axis=-1)
    details = {"favourite": p.argmax(axis=-1)}
    return Outcome(np.minimum(point, filled.max(axis=-1)), filled, p, details)


def _holders(places: Array, present: Flags) -> npt.NDArray[np.int64]:
    """Return the first actor present at each actor's position, (row, actor); −1: absent."""
    order = np.argsort(np.where(present, places, np.inf), axis=-1, kind="stable")
    sorted_places = np.take_along_axis(places, order, -1)
    new = np.ones(places.shape, np.bool_)
    new[:, 1:] = sorted_places[:, 1:] != sorted_places[:, :-1]
    # The sort is stable, so that the first of a run is the first actor there.
    start = np.maximum.accumulate(np.where(new, np.arange(places.shape[1]), 0), axis=-1)
    found = np.empty(places.shape, np.int64)
    np.put_along_axis(found, order, np.take_along_axis(order, start, -1), -1)
    return np.where(present, found, -1)


def _shared(chances: Array, holders: npt.NDArray[np.int64], present: Flags) -> Array:
    """Share the chance of a position equally among the actors who hold it, (row, actor)."""
    row = np.broadcast_to(np.arange(len(chances))[:, None], chances.shape)
    count = np.zeros_like(chances)
    np.add.at(count, (row[present], holders[present]), 1.0)
    shared = np.zeros_like(chances)
    own = (row[present], holders[present])
    shared[present] = chances[own] / count[own]
    return shared


def _alike(stands: Flags) -> Iterator[tuple[Any, Any]]:
    """Yield (rows, candidates) with the same candidates, few enough rows to hold at once."""
    if len(stands) and (stands == stands[0]).all():
        kinds, kind = stands[:1], np.zeros(len(stands), np.intp)
    else:
        kinds, kind = np.unique(stands, axis=0, return_inverse=True)
        kind = kind.reshape(-1)
    for number, flags in enumerate(kinds):
        who = np.flatnonzero(flags)
        rows = np.flatnonzero(kind == number)
        size = max(1, CHUNK // max(1, len(who) ** 2 * stands.shape[1]))
        for start in range(0, len(rows), size):
            yield rows[start : start + size], who


def _support(places: Array, shares: Array, who: Any, utility: str, vote: str) -> Array:
    """Return C, (row, i, j), the weight that votes for candidate i against j."""
    distance = np.abs(places[:, who, None] - places[:, None, :])
    worth = 1.0 - (distance if utility == "linear" else np.square(distance))
    # (row, i, j, k): what supporter k gains if i wins over j.
    gain = worth[:, :, None, :] - worth[:, None, :, :]
    np.maximum(gain, 0.0, out=gain)
    if vote == "binary":
        np.sign(gain, out=gain)
    elif vote == "cubic":
        gain *= gain * gain
    support: Array = np.einsum("rijk,rk->rij", gain, shares) + LEAST_SUPPORT
    return support


def _conditional(_: Array, victory: Array) -> Array:
    logs = np.log(victory).sum(axis=-1)
    found = np.exp(logs - logs.max(axis=-1, keepdims=True))
    shares: Array = found / found.sum(axis=-1, keepdims=True)
    return shares


def _uniform(_: Array, victory: Array) -> Array:
    return _stationary(victory)


def _incentive(support: Array, victory: Array) -> Array:
    promise = support * victory
    chosen = promise / promise.sum(axis=-2, keepdims=True)
    return _stationary(chosen * victory)


def _stationary(flow: Array) -> Array:
    """Return where a chain spends its time, (row, i); flow[row, i, j] from j to i, i ≠ j.

    By the elimination of Grassmann, Taksar and Heyman, which subtracts nothing, so that chances
    as small as the least support keep their digits. How often the chain stays does not matter.
    """
    work = flow.swapaxes(-1, -2).copy()
    count = work.shape[-1]
    for k in range(count - 1, 0, -1):
        leaves = work[:, k, :k].sum(axis=-1)
        work[:, :k, k] /= leaves[:, None]
        work[:, :k, :k] += work[:, :k, k, None] * work[:, None, k, :k]
    found = np.zeros(work.shape[:2])
    found[:, 0] = 1.0
    for k in range(1, count):
        found[:, k] = (found[:, :k] * work[:, :k, k]).sum(axis=-1)
    shares: Array = found / found.sum(axis=-1, keepdims=True)
    return shares
