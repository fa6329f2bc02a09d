"""Treaties with an exit and a date of expiry (after Koremenos 2005; Helfer 2005); block 2.5.

In every month a party withdraws with probability h. After D months the treaty lapses unless it is
renewed, with probability ϱ, for D more. The algebra is derived here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.mechanisms.validated import (
    DISCOUNT,
    NONNEGATIVE,
    POSITIVE,
    UNIT,
    Interval,
    Numbers,
    validated,
)

#: A monthly probability of withdrawal: below 1, so that a treaty can outlive its first month.
HAZARD = DISCOUNT
#: Months, at least one.
MONTHS = Interval(1)

#: How a treaty stood at the end of the months that were played.
IN_FORCE, WITHDRAWN, LAPSED = 0, 1, 2


@validated(months=NONNEGATIVE, hazard=HAZARD, term=MONTHS, renewal=UNIT)
def treaty_survival(months: Numbers, hazard: Numbers, term: Numbers, renewal: Numbers) -> Numbers:
    """Return the probability that a treaty is alive after some months.

    S(t) = (1 − h)^t ϱ^⌊t/D⌋

    Args:
        months: t ≥ 0, months since entry into force.
        hazard: h in [0, 1), probability of withdrawal per month.
        term: D ≥ 1, months to expiry, and again after each renewal.
        renewal: ϱ, probability that it is renewed at the end of a term.

    Raises:
        ValueError: an argument out of its range.

    Source: koremenos2005, helfer2005; the formula is derived.
    """
    return (1 - hazard) ** months * renewal ** np.floor(months / term)


@validated(hazard=HAZARD, term=MONTHS, renewal=UNIT, notice=NONNEGATIVE)
def expected_treaty_life(
    hazard: Numbers, term: Numbers, renewal: Numbers, notice: Numbers = 0.0
) -> Numbers:
    """Return how many months a treaty is expected to live.

    E = {[1 − (1 − h)^D] / h} / [1 − ϱ(1 − h)^D];   with a period of notice, E (1 + hN),
    because E h is the probability that it ends by withdrawal.

    Args:
        hazard: h in [0, 1), probability of withdrawal per month.
        term: D ≥ 1, months in a term.
        renewal: ϱ, probability of renewal at the end of a term.
        notice: N ≥ 0, months between a withdrawal and its effect, run in full even past a term.

    Returns:
        Months, the month in which it ends included; ∞ where it never ends (h = 0, ϱ = 1).

    Raises:
        ValueError: an argument out of its range.

    Source: koremenos2005, helfer2005; the formula is derived.
    """
    log_term = term * np.log1p(-hazard)
    some = np.where(hazard > 0, hazard, 1.0)
    in_a_term = np.where(hazard > 0, -np.expm1(log_term) / some, term)
    ends = 1 - renewal * np.exp(log_term)
    life = in_a_term * (1 + hazard * notice) / np.where(ends > 0, ends, 1.0)
    return np.where(ends > 0, life, np.inf)


@validated(discount=DISCOUNT, renewal=UNIT, months_left=MONTHS)
def effective_discount_near_expiry(
    discount: Numbers, renewal: Numbers, months_left: Numbers
) -> Numbers:
    """Return the weight of next month as the treaty's last month comes.

    δ_eff(L) = δ (1 − (1 − ϱ)·1[L = 1])

    Args:
        discount: δ in [0, 1) a month.
        renewal: ϱ, probability of renewal.
        months_left: L ≥ 1, months left, this one included; below 2 it is the last.

    Raises:
        ValueError: an argument out of its range.

    Source: koremenos2005; the form is derived.
    """
    return discount * np.where(months_left < 2, renewal, 1.0)


@validated(reward=POSITIVE, discount=DISCOUNT, renewal=UNIT, term=MONTHS, months_left=MONTHS)
def future_worth_near_expiry(
    reward: Numbers, discount: Numbers, renewal: Numbers, term: Numbers, months_left: Numbers
) -> Numbers:
    """Return what a cheat would lose: the treaty's worth after this month.

    F(L) = W(L) − r,   W(L) = r(1 − δ^L)/(1 − δ) + ϱ δ^L W(D),
    W(D) = r(1 − δ^D) / [(1 − δ)(1 − ϱδ^D)].

    Cheating pays iff its gain exceeds F(L), if it is seen and ends the treaty: so temptation rises
    as the months run out, the more the less likely the renewal.

    Args:
        reward: r > 0, worth of a month of the treaty, payoff.
        discount: δ in [0, 1) a month.
        renewal: ϱ, probability of renewal at the end of a term.
        term: D ≥ 1, months in a term.
        months_left: L in [1, D], months left, this one included.

    Raises:
        ValueError: an argument out of its range.

    Source: koremenos2005; the formula is derived.
    """
    over_a_term = discount**term
    renewed = (1 - over_a_term) / ((1 - discount) * (1 - renewal * over_a_term))
    left = discount**months_left
    return reward * ((1 - left) / (1 - discount) + renewal * left * renewed - 1)


@dataclass(frozen=True, slots=True)
class TreatyCourse:
    """How each of n treaties went.

    Attributes:
        end: (n,), months from entry into force to the end; ∞ while in force.
        cause: (n,), `IN_FORCE`, `WITHDRAWN` or `LAPSED`.
    """

    end: npt.NDArray[np.float64]
    cause: npt.NDArray[np.int64]

    def in_force(self, month: float) -> npt.NDArray[np.bool_]:
        """Return which treaties bind after so many months, (n,)."""
        return self.end > month


def run_treaty_clock(
    exit_draws: npt.NDArray[np.float64],
    renewal_draws: npt.NDArray[np.float64],
    *,
    hazard: float,
    term: int,
    renewal: float,
    notice: int = 0,
    extension: int | None = None,
    extensions: int | None = None,
) -> TreatyCourse:
    """Play n treaties month by month on given luck; the same draws give the same course.

    A treaty is left in month t iff its exit draw is below h, and renewed at its k-th expiry iff
    the k-th renewal draw is below ϱ and an extension is still allowed. A withdrawal takes effect
    after the notice, an expiry at once.

    Args:
        exit_draws: (months, n), uniform on [0, 1).
        renewal_draws: (expiries, n), uniform on [0, 1); one row for each expiry in those months.
        hazard: h in [0, 1), probability of withdrawal per month.
        term: D ≥ 1, months of the first term.
        renewal: ϱ, probability of renewal.
        notice: N ≥ 0, months.
        extension: months a renewal adds; the term itself if not given.
        extensions: how often it may be renewed; without limit if not given.

    Raises:
        ValueError: an argument out of its range, or too few renewal draws.

    Source: koremenos2005, helfer2005.
    """
    step = term if extension is None else extension
    _refuse(("hazard", hazard, HAZARD), ("term", term, MONTHS), ("renewal", renewal, UNIT))
    _refuse(("notice", notice, NONNEGATIVE), ("extension", step, MONTHS))
    months, treaties = exit_draws.shape
    end = np.full(treaties, np.inf)
    cause = np.full(treaties, IN_FORCE, dtype=np.int64)
    expires, expiries = term, 0
    for month in range(1, months + 1):
        leaving = (cause == IN_FORCE) & (exit_draws[month - 1] < hazard)
        end[leaving], cause[leaving] = month + notice, WITHDRAWN
        if month < expires:
            continue
        lapsing = cause == IN_FORCE
        if extensions is None or expiries < extensions:
            if expiries >= len(renewal_draws):
                raise ValueError(f"run_treaty_clock: renewal_draws has no row for month {month}")
            lapsing &= renewal_draws[expiries] >= renewal
        end[lapsing], cause[lapsing] = month, LAPSED
        expires, expiries = expires + step, expiries + 1
    return TreatyCourse(end, cause)


def _refuse(*checks: tuple[str, float, Interval]) -> None:
    for name, value, interval in checks:
        if interval.outside(np.asarray(value, dtype=np.float64)).any():
            raise ValueError(f"run_treaty_clock: {name} is {value:g}; it must lie in {interval}")
