"""Graduated reciprocation in tension reduction, GRIT (Osgood 1962); block 2.2.

One side makes announced unilateral steps and invites an answer. Each step moves the other's
log-odds of trust by λ, the log-likelihood ratio of a gesture; the sign of λ is what the quarrel
about gestures is about. The closed forms are derived here; the rule that `run_grit` plays is
stipulated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.mechanisms.validated import (
    DISCOUNT,
    NONNEGATIVE,
    OPEN_UNIT,
    POSITIVE,
    REAL,
    SIGNED_UNIT,
    Interval,
    Numbers,
    validated,
)

#: A growth factor that never shrinks, and a count of at least one.
AT_LEAST_ONE = Interval(1)


@validated(trust=OPEN_UNIT, minimum=OPEN_UNIT, gesture_evidence=REAL)
def gestures_needed(trust: Numbers, minimum: Numbers, gesture_evidence: Numbers) -> Numbers:
    """Return after how many gestures the other's trust reaches the minimum.

    n* = ⌈(logit m − logit t₀) / λ⌉;   0 where t₀ ≥ m;   ∞ where λ ≤ 0 and t₀ < m.

    Args:
        trust: t₀ in (0, 1), the other's trust at the start.
        minimum: m in (0, 1), its minimum trust.
        gesture_evidence: λ, log-likelihood ratio of one gesture, nats.

    Raises:
        ValueError: an argument out of its range.

    Source: osgood1962, kydd2005.
    """
    gap = np.log(minimum / (1 - minimum)) - np.log(trust / (1 - trust))
    steps = np.ceil(gap / np.where(gesture_evidence > 0, gesture_evidence, 1.0))
    reached = np.where(gesture_evidence > 0, steps, np.inf)
    return np.where(gap > 0, reached, 0.0)


@validated(patience=NONNEGATIVE, trust=OPEN_UNIT, minimum=OPEN_UNIT, gesture_evidence=REAL)
def grit_succeeds(
    patience: Numbers, trust: Numbers, minimum: Numbers, gesture_evidence: Numbers
) -> Numbers:
    """Return 1 where the other's trust is won before patience runs out, else 0: M ≥ n*.

    Args:
        patience: M, unanswered gestures one is ready to make (count).
        trust, minimum: t₀, m in (0, 1), the other's trust and minimum trust.
        gesture_evidence: λ, log-likelihood ratio of one gesture, nats.

    Raises:
        ValueError: an argument out of its range.

    Source: osgood1962, kydd2005.
    """
    gap = np.log(minimum / (1 - minimum)) - np.log(trust / (1 - trust))
    steps = np.ceil(gap / np.where(gesture_evidence > 0, gesture_evidence, 1.0))
    reached = np.where(gesture_evidence > 0, steps, np.inf)
    return np.where(patience >= np.where(gap > 0, reached, 0.0), 1.0, 0.0)


@validated(trust=OPEN_UNIT, minimum=OPEN_UNIT, gesture_evidence=REAL)
def grand_gesture_succeeds(trust: Numbers, minimum: Numbers, gesture_evidence: Numbers) -> Numbers:
    """Return 1 where one large gesture wins the other's trust, else 0.

    Λ ≥ logit m − logit t₀

    Args:
        trust, minimum: t₀, m in (0, 1), the other's trust and minimum trust.
        gesture_evidence: Λ, log-likelihood ratio of the grand gesture, nats.

    Raises:
        ValueError: an argument out of its range.

    Source: kydd2000.
    """
    gap = np.log(minimum / (1 - minimum)) - np.log(trust / (1 - trust))
    return np.where(gesture_evidence >= gap, 1.0, 0.0)


@validated(gestures=NONNEGATIVE, size=NONNEGATIVE, inertia=DISCOUNT, reciprocity=SIGNED_UNIT)
def cumulative_response(
    gestures: Numbers, size: Numbers, inertia: Numbers, reciprocity: Numbers
) -> Numbers:
    """Return what gestures bring back in all, summed over all later months.

    n g ρ / [(1 − φ)² − ρ²], in the flow model yᵢ(t+1) = φ yᵢ(t) + ρ yⱼ(t) for both sides.

    Args:
        gestures: n ≥ 0, gestures of one month each (count).
        size: g ≥ 0, size of a gesture, flow units.
        inertia: φ in [0, 1), weight of own last month.
        reciprocity: ρ in [−1, 1], weight of the other's last month; negative for bullying.

    Returns:
        The sum of the other's flow, flow units times months; NaN where the relation is not stable
        (φ + |ρ| ≥ 1), because then the sum has no limit.

    Raises:
        ValueError: an argument out of its range.

    Source: osgood1962, goldsteinfreeman1991.
    """
    room = (1 - inertia) * (1 - inertia) - reciprocity * reciprocity
    return gestures * size * reciprocity / np.where(room > 0, room, np.nan)


@dataclass(frozen=True, slots=True)
class GritRule:
    """The GRIT rule as stipulated here. Sizes are in flow units.

    Attributes:
        opening_steps: n₀, steps made first, whatever the other does.
        first_size: g₀ > 0, their size.
        growth: ω ≥ 1, growth of the next step after an answer.
        largest_size: g_max > 0.
        reciprocity_asked: r ≥ 0, an answer of at least r times the step counts as one.
        patience: M, unanswered steps in a row after which the initiative ends.
        months_between: τ, months between steps.

    Source: osgood1962.
    """

    opening_steps: int
    first_size: float
    growth: float
    largest_size: float
    reciprocity_asked: float
    patience: int
    months_between: int

    def __post_init__(self) -> None:
        """Refuse a rule that makes no sense.

        Raises:
            ValueError: an entry out of its range, named with the range.
        """
        ranges = {
            "opening_steps": NONNEGATIVE,
            "first_size": POSITIVE,
            "growth": AT_LEAST_ONE,
            "largest_size": POSITIVE,
            "reciprocity_asked": NONNEGATIVE,
            "patience": AT_LEAST_ONE,
            "months_between": AT_LEAST_ONE,
        }
        for name, interval in ranges.items():
            value = getattr(self, name)
            if interval.outside(np.asarray(value, dtype=np.float64)).any():
                raise ValueError(f"GritRule: {name} is {value:g}; it must lie in {interval}")


@dataclass(frozen=True, slots=True)
class GritCourse:
    """What was done and answered, move by move; `gave_up` when patience ran out."""

    months: tuple[int, ...]
    gestures: tuple[float, ...]
    responses: tuple[float, ...]
    gave_up: bool


def run_grit(rule: GritRule, respond: Callable[[float], float], months: int) -> GritCourse:
    """Play the GRIT rule against a responder; the same responder gives the same course.

    The opening steps are made whatever comes back. Later, an answer of at least r·g lets the next
    step grow by ω; a hostile answer (below 0) is returned once in kind, then the steps resume;
    M unanswered steps in a row end the initiative. A return in kind is not counted as a step.

    Args:
        rule: the rule.
        respond: gesture (flow units) → the other's answer to it (flow units).
        months: how long it may last.

    Source: osgood1962; the algorithm is stipulated.
    """
    played: list[tuple[int, float, float]] = []
    size = min(rule.first_size, rule.largest_size)
    steps = unanswered = 0
    in_kind: float | None = None
    for month in range(0, months, rule.months_between):
        gesture = size if in_kind is None else in_kind
        response = respond(gesture)
        played.append((month, gesture, response))
        if in_kind is not None:
            in_kind = None
            continue
        steps += 1
        answered = response >= rule.reciprocity_asked * gesture
        unanswered = 0 if answered else unanswered + 1
        if steps < rule.opening_steps:
            continue
        if unanswered >= rule.patience:
            break
        if answered:
            size = min(rule.largest_size, rule.growth * size)
        elif response < 0:
            in_kind = response
    return GritCourse(
        months=tuple(month for month, _, _ in played),
        gestures=tuple(gesture for _, gesture, _ in played),
        responses=tuple(response for _, _, response in played),
        gave_up=steps >= rule.opening_steps and unanswered >= rule.patience,
    )
