"""The strategic triangle: its type, each corner's role, and two rival ways it moves; block 2.9.

Three actors, three symmetric affinities in [−1, 1]. For an actor, `one` and `other` are its own
edges and `opposite` the edge between the other two. Affinities within a dead band around 0 have
no sign, and what depends on the sign is then NaN.

Dittmer's most desired role, the pivot, exists only in a romantic triangle (one minus), and a
triangle with one minus is unbalanced in Heider's sense: the theories disagree about whether it
lasts. `balance_update` and `courting_update` are the two answers, each with its own strength.

All arguments are numbers or arrays that broadcast against each other.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.normal import Shared
from detente.mechanisms.validated import (
    NONNEGATIVE,
    SIGNED_UNIT,
    UNIT,
    Interval,
    Numbers,
    validated,
)

DEAD_BAND = Interval(0, 1, open_high=True)
CHANCE = Interval(0, 1, open_high=True)

#: By number of minus signs.
TRIANGLE_TYPES = ("ménage à trois", "romantic triangle", "stable marriage", "unit veto")
#: By code, from the most to the least desirable (Wu 1996).
ROLES = ("pivot", "friend", "partner", "wing", "enemy", "outcast")


def _minus(affinity: Numbers, dead_band: Numbers) -> Numbers:
    """Return 1 for an enmity, 0 for an amity, NaN for neither."""
    sign = np.where(affinity < 0, 1.0, 0.0)
    return np.where(np.abs(affinity) > dead_band, sign, np.nan)


minus = Shared(_minus)


@validated(one=SIGNED_UNIT, other=SIGNED_UNIT, opposite=SIGNED_UNIT, dead_band=DEAD_BAND)
def triangle_type(one: Numbers, other: Numbers, opposite: Numbers, dead_band: Numbers) -> Numbers:
    """Return the number of enmities, 0 to 3, which indexes TRIANGLE_TYPES; NaN if ambiguous.

    Args:
        one, other, opposite: the three affinities in [−1, 1], in any order.
        dead_band: in [0, 1); an affinity no larger than this in size has no sign.

    Source: dittmer1981; unit veto dittmer1987.
    """
    return minus(one, dead_band) + minus(other, dead_band) + minus(opposite, dead_band)


@validated(one=SIGNED_UNIT, other=SIGNED_UNIT, opposite=SIGNED_UNIT, dead_band=DEAD_BAND)
def triangle_role(one: Numbers, other: Numbers, opposite: Numbers, dead_band: Numbers) -> Numbers:
    """Return an actor's role, 0 to 5, which indexes ROLES; NaN if ambiguous.

    2·(own enmities) + [the other two are friends]: a pivot is on good terms with two enemies, an
    outcast on bad terms with two friends. The order is that of desirability.

    Args:
        one, other: the actor's own two affinities, in [−1, 1].
        opposite: the affinity between the other two, in [−1, 1].
        dead_band: in [0, 1); an affinity no larger than this in size has no sign.

    Source: dittmer1981, wu1996; the formula is derived.
    """
    own = minus(one, dead_band) + minus(other, dead_band)
    return 2 * own + 1 - minus(opposite, dead_band)


@validated(one=SIGNED_UNIT, other=SIGNED_UNIT, opposite=SIGNED_UNIT, dead_band=DEAD_BAND)
def role_rank(one: Numbers, other: Numbers, opposite: Numbers, dead_band: Numbers) -> Numbers:
    """Return the rank of an actor's role, 1 (pivot) to 6 (outcast); NaN if ambiguous.

    Args:
        one, other, opposite, dead_band: as in triangle_role.

    Source: wu1996.
    """
    own = minus(one, dead_band) + minus(other, dead_band)
    return 2 * own + 2 - minus(opposite, dead_band)


@validated(one=SIGNED_UNIT, other=SIGNED_UNIT, opposite=SIGNED_UNIT, dead_band=DEAD_BAND)
def is_balanced(one: Numbers, other: Numbers, opposite: Numbers, dead_band: Numbers) -> Numbers:
    """Return 1 where the triangle has 0 or 2 enmities, 0 where 1 or 3; NaN if ambiguous.

    Args:
        one, other, opposite: the three affinities in [−1, 1], in any order.
        dead_band: in [0, 1); an affinity no larger than this in size has no sign.

    Source: heider1946.
    """
    signs = (1 - 2 * minus(one, dead_band)) * (1 - 2 * minus(other, dead_band))
    return (1 + signs * (1 - 2 * minus(opposite, dead_band))) / 2


@validated(to_third=SIGNED_UNIT, third_to_other=SIGNED_UNIT, strength=NONNEGATIVE)
def balance_update(to_third: Numbers, third_to_other: Numbers, strength: Numbers) -> Numbers:
    """Return the pull of balance on the affinity of i and j: Δx_ij = β x_ik x_kj.

    The friend of a friend and the enemy of an enemy draw nearer.

    Args:
        to_third: x_ik in [−1, 1].
        third_to_other: x_kj in [−1, 1].
        strength: β ≥ 0, per month; 0 switches the theory off.

    Source: marvel2011 (dX/dt = X²), in discrete time; heider1946.
    """
    return strength * to_third * third_to_other


@validated(one=SIGNED_UNIT, other=SIGNED_UNIT, opposite=SIGNED_UNIT, strength=NONNEGATIVE)
def balance_step(
    one: Numbers, other: Numbers, opposite: Numbers, strength: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the three affinities after one month of balance alone, kept in [−1, 1].

    Args:
        one, other, opposite: the three affinities in [−1, 1]; all move at once.
        strength: β ≥ 0, per month.

    Source: marvel2011, in discrete time and bounded.
    """
    return (
        np.minimum(np.maximum(one + strength * other * opposite, -1.0), 1.0),
        np.minimum(np.maximum(other + strength * one * opposite, -1.0), 1.0),
        np.minimum(np.maximum(opposite + strength * one * other, -1.0), 1.0),
    )


@validated(to_rival=SIGNED_UNIT, strength=NONNEGATIVE)
def courting_update(to_rival: Numbers, strength: Numbers) -> Numbers:
    """Return how much friendlier i is to j for being at odds with k: β max(0, −x_ik).

    This is the pivot's leverage: it grows with the quarrel of the other two and ends with it.

    Args:
        to_rival: x_ik in [−1, 1], affinity of i and the third actor k.
        strength: β ≥ 0, per month; 0 switches the theory off.

    Source: after dittmer1981; the equation is stipulated (design of the model, 2.9).
    """
    return strength * np.maximum(0.0, -to_rival)


@validated(one=SIGNED_UNIT, other=SIGNED_UNIT, opposite=SIGNED_UNIT)
def pivot_payoff(one: Numbers, other: Numbers, opposite: Numbers) -> Numbers:
    """Return how well an actor keeps to Kissinger's rule: min(x_ij, x_ik) − x_jk, in [−2, 2].

    Positive where it is closer to each of the others than they are to each other.

    Args:
        one, other: the actor's own two affinities, in [−1, 1].
        opposite: the affinity between the other two, in [−1, 1].

    Source: the rule as quoted in test T-T4; the inequality is stipulated.
    """
    return np.minimum(one, other) - opposite


@validated(one=SIGNED_UNIT, other=SIGNED_UNIT, opposite=SIGNED_UNIT, amity=UNIT, draw=CHANCE)
def local_triad_step(
    one: Numbers, other: Numbers, opposite: Numbers, amity: Numbers, draw: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Return the affinities after one move of local triad dynamics: an unbalanced one flips a sign.

    One enmity: with probability p the enmity ends, else one of the two amities breaks, with equal
    chance. Three enmities: one of them ends, with equal chance. Balanced: nothing moves.

    Args:
        one, other, opposite: the three affinities in [−1, 1]; below 0 is an enmity.
        amity: p in [0, 1], propensity to make peace rather than break with a friend.
        draw: a uniform random number in [0, 1), one per triangle.

    Source: antal2005 (the rule recalled).
    """
    a = np.where(one < 0, 1.0, 0.0)
    b = np.where(other < 0, 1.0, 0.0)
    c = np.where(opposite < 0, 1.0, 0.0)
    enmities = a + b + c
    each = np.where(enmities > 2, 1.0 / 3.0, 0.0)  # literal-ok: a triangle has three edges
    ends = np.where(enmities == 1, amity, each)
    breaks = np.where(enmities == 1, (1 - amity) / 2, 0.0)
    first = a * ends + (1 - a) * breaks
    second = first + b * ends + (1 - b) * breaks
    unrest = (enmities == 1) | (enmities > 2)
    return (
        np.where(draw < first, -one, one),
        np.where((draw >= first) & (draw < second), -other, other),
        np.where((draw >= second) & unrest, -opposite, opposite),
    )
