"""What is noted down for the findings: first months, counts, configurations."""

from __future__ import annotations

from detente.dynamics.codes import (
    AGREED,
    BROKEN_OFF,
    CHANCE,
    EXTENDED,
    FIXED_COST,
    IN_FORCE,
    LAPSED,
    NO_CHANNEL,
    NO_CONSENT,
    NO_PIVOT,
    NO_SURPLUS,
    NO_TRUST,
    OBLIGATION,
    OPENED,
    RATIFIED,
    REJECTED,
    RESUMED,
    SUSPENDED,
    SUSPENSION,
    TALKS,
    TERMINATED,
    WATERED_DOWN,
    WITHDRAWN,
)
from detente.dynamics.engine.primitives import absolute, choose
from detente.dynamics.engine.terms import equation, term
from detente.dynamics.month.reading import is_status


@equation
def first_time(seen, event, code, month):
    """The month of the first event with this code; 0 before it."""
    return choose((is_status(event, code) > 0.5) & (seen < 0.5), month, seen)


@term(
    over="deal",
    writes=(
        "first_opened",
        "first_broken_off",
        "first_signed",
        "first_ratified_whole",
        "first_watered_down",
        "first_rejected",
        "first_suspended",
        "first_resumed",
        "first_withdrawn",
        "first_extended",
        "first_lapsed",
        "first_ended",
    ),
)
def first_events(
    event,
    first_opened,
    first_broken_off,
    first_signed,
    first_ratified_whole,
    first_watered_down,
    first_rejected,
    first_suspended,
    first_resumed,
    first_withdrawn,
    first_extended,
    first_lapsed,
    first_ended,
    month,
):
    """The first month of every kind of event of a deal."""
    return (
        first_time(first_opened, event, OPENED, month),
        first_time(first_broken_off, event, BROKEN_OFF, month),
        first_time(first_signed, event, AGREED, month),
        first_time(first_ratified_whole, event, RATIFIED, month),
        first_time(first_watered_down, event, WATERED_DOWN, month),
        first_time(first_rejected, event, REJECTED, month),
        first_time(first_suspended, event, SUSPENSION, month),
        first_time(first_resumed, event, RESUMED, month),
        first_time(first_withdrawn, event, WITHDRAWN, month),
        first_time(first_extended, event, EXTENDED, month),
        first_time(first_lapsed, event, LAPSED, month),
        first_time(first_ended, event, TERMINATED, month),
    )


@term(
    over="deal",
    writes=(
        "months_talks",
        "months_in_force",
        "months_suspended",
        "signatures",
        "ratifications",
        "endings",
    ),
)
def deal_counts(
    status,
    event,
    months_talks,
    months_in_force,
    months_suspended,
    signatures,
    ratifications,
    endings,
):
    """Months in each status that matters, signatures, ratifications and endings."""
    ratified = is_status(event, RATIFIED) + is_status(event, WATERED_DOWN)
    ended = is_status(event, LAPSED) + is_status(event, TERMINATED)
    return (
        months_talks + is_status(status, TALKS),
        months_in_force + is_status(status, IN_FORCE),
        months_suspended + is_status(status, SUSPENDED),
        signatures + is_status(event, AGREED),
        ratifications + ratified,
        endings + ended,
    )


@term(
    over="deal",
    writes=(
        "log_surplus",
        "log_obligation",
        "log_trust",
        "log_fixed_cost",
        "log_consent",
        "log_pivot",
        "log_channel",
        "log_chance",
    ),
)
def constraint_log(
    binding,
    event,
    log_surplus,
    log_obligation,
    log_trust,
    log_fixed_cost,
    log_consent,
    log_pivot,
    log_channel,
    log_chance,
):
    """Months of open talks without signature in which each condition was the one that bound."""
    bound = binding * (1.0 - is_status(event, AGREED))
    return (
        log_surplus + is_status(bound, NO_SURPLUS),
        log_obligation + is_status(bound, OBLIGATION),
        log_trust + is_status(bound, NO_TRUST),
        log_fixed_cost + is_status(bound, FIXED_COST),
        log_consent + is_status(bound, NO_CONSENT),
        log_pivot + is_status(bound, NO_PIVOT),
        log_channel + is_status(bound, NO_CHANNEL),
        log_chance + is_status(bound, CHANCE),
    )


@term(over="stake", writes=("months_blocking",))
def blocking(deal__binding, constraint, months_blocking):
    """Months of open talks in which this side's own condition failed."""
    return months_blocking + choose((constraint > 0.5) & (deal__binding > 0.5), 1.0, 0.0)


@term(
    over="pair",
    writes=(
        "first_best",
        "first_worst",
        "first_worse",
        "first_better",
        "months_worst",
        "months_best",
    ),
)
def regime_firsts(
    regime,
    regime_start,
    regime_top,
    first_best,
    first_worst,
    first_worse,
    first_better,
    months_worst,
    months_best,
    month,
):
    """First months in the best, the worst, a worse and a better regime than at the start."""
    best = choose(regime < 0.5, 1.0, 0.0)
    worst = choose(regime > regime_top - 0.5, 1.0, 0.0)
    return (
        choose((best > 0.5) & (first_best < 0.5), month, first_best),
        choose((worst > 0.5) & (first_worst < 0.5), month, first_worst),
        choose((regime > regime_start + 0.5) & (first_worse < 0.5), month, first_worse),
        choose((regime < regime_start - 0.5) & (first_better < 0.5), month, first_better),
        months_worst + worst,
        months_best + best,
    )


@term(
    over="triad",
    writes=(
        "months_pattern_0",
        "months_pattern_1",
        "months_pattern_2",
        "months_pattern_3",
        "months_pattern_4",
        "months_pattern_5",
        "months_pattern_6",
        "months_pattern_7",
        "months_ambiguous",
        "pattern",
    ),
)
def triangle_pattern(
    first__affinity,
    second__affinity,
    third__affinity,
    triangle_band,
    months_pattern_0,
    months_pattern_1,
    months_pattern_2,
    months_pattern_3,
    months_pattern_4,
    months_pattern_5,
    months_pattern_6,
    months_pattern_7,
    months_ambiguous,
):
    """Months in each pattern of signs, 4 [ab < 0] + 2 [ac < 0] + [bc < 0].

    Ambiguous where an affinity lies within the band of no sign.
    """
    near = absolute(first__affinity) <= triangle_band
    near = near | (absolute(second__affinity) <= triangle_band)
    near = near | (absolute(third__affinity) <= triangle_band)
    four = 4.0  # literal-ok: a code
    signs = four * choose(first__affinity < 0.0, 1.0, 0.0) + 2.0 * choose(
        second__affinity < 0.0, 1.0, 0.0
    )
    signs = signs + choose(third__affinity < 0.0, 1.0, 0.0)
    code = choose(near, 2.0 * four, signs)
    return (
        months_pattern_0 + is_status(code, 0.0),
        months_pattern_1 + is_status(code, 1.0),
        months_pattern_2 + is_status(code, 2.0),
        months_pattern_3 + is_status(code, 3.0),  # literal-ok: a code
        months_pattern_4 + is_status(code, 4.0),  # literal-ok: a code
        months_pattern_5 + is_status(code, 5.0),  # literal-ok: a code
        months_pattern_6 + is_status(code, 6.0),  # literal-ok: a code
        months_pattern_7 + is_status(code, 7.0),  # literal-ok: a code
        months_ambiguous + is_status(code, 8.0),  # literal-ok: a code
        code,
    )
