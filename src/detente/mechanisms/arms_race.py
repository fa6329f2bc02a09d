"""Action and reaction in an arms race (Richardson 1960); block 2.10.

Two hostile efforts x, y with defence coefficients k, l, fatigue a, b and grievances g, h:

    dx = k y − a x + g,      dy = l x − b y + h.
"""

from __future__ import annotations

import numpy as np

from detente.mechanisms.validated import NONNEGATIVE, POSITIVE, REAL, Numbers, validated


@validated(
    defence_one=NONNEGATIVE,
    defence_other=NONNEGATIVE,
    fatigue_one=POSITIVE,
    fatigue_other=POSITIVE,
)
def race_is_stable(
    defence_one: Numbers, defence_other: Numbers, fatigue_one: Numbers, fatigue_other: Numbers
) -> Numbers:
    """Return 1 where the race settles, 0 where it runs away: a b > k l.

    Args:
        defence_one, defence_other: k, l ≥ 0, response to the other's effort, per unit of time.
        fatigue_one, fatigue_other: a, b > 0, restraint by one's own effort, per unit of time.

    Source: richardson1960.
    """
    return np.where(fatigue_one * fatigue_other > defence_one * defence_other, 1.0, 0.0)


@validated(
    defence_one=NONNEGATIVE,
    defence_other=NONNEGATIVE,
    fatigue_one=POSITIVE,
    fatigue_other=POSITIVE,
    grievance_one=REAL,
    grievance_other=REAL,
)
def race_equilibrium(
    defence_one: Numbers,
    defence_other: Numbers,
    fatigue_one: Numbers,
    fatigue_other: Numbers,
    grievance_one: Numbers,
    grievance_other: Numbers,
) -> tuple[Numbers, Numbers]:
    """Return the efforts at which the race settles; NaN where it does not.

    x* = (k h + b g) / (a b − k l),      y* = (l g + a h) / (a b − k l).

    Args:
        defence_one, defence_other: k, l ≥ 0, per unit of time.
        fatigue_one, fatigue_other: a, b > 0, per unit of time.
        grievance_one, grievance_other: g, h, effort per unit of time.

    Source: richardson1960.
    """
    room = fatigue_one * fatigue_other - defence_one * defence_other
    gap = np.where(room > 0, room, np.nan)
    one = (defence_one * grievance_other + fatigue_other * grievance_one) / gap
    other = (defence_other * grievance_one + fatigue_one * grievance_other) / gap
    return one, other
