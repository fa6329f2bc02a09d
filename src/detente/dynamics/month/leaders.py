"""Leaders change, bring their own drive and horizon, and meet trust anew (1, 4, 5, 36–38)."""

from __future__ import annotations

from detente.dynamics.codes import MONTHS_OF_A_YEAR
from detente.dynamics.engine.primitives import choose, clip, maximum, minimum
from detente.dynamics.engine.terms import term


@term(over="actor", writes=("months_to_turnover", "leader_changed", "first_leader_change"))
def leader_change(
    months_to_turnover,
    turnover_period,
    turnover,
    turnover_at_term,
    forced_change,
    luck_turnover,
    first_leader_change,
    month,
):
    """Whether the leader changes this month.

    c = 1 − (1 − h)(1 − π 1[due]),  h = yearly hazard / 12

    Outside scheduled dates the hazard h alone; at a scheduled turnover the chance π of leaving too.
    """
    left = months_to_turnover - 1.0
    due = left < 0.5
    hazard = minimum(turnover / MONTHS_OF_A_YEAR, 1.0)
    leaves = 1.0 - (1.0 - hazard) * (1.0 - choose(due, turnover_at_term, 0.0))
    changed = choose((luck_turnover < leaves) | (forced_change > 0.5), 1.0, 0.0)
    first = choose((changed > 0.5) & (first_leader_change < 0.5), month, first_leader_change)
    return choose(due, turnover_period, left), changed, first


@term(over="actor", writes=("months_to_election", "election_near"))
def election_clock(months_to_election, election_period, election_window):
    """Whether an election is near: this month or one of the w − 1 months to come."""
    left = months_to_election - 1.0
    left = choose(left < -0.5, left + election_period, left)
    return left, choose((left > -0.5) & (left < election_window), 1.0, 0.0)


@term(over="dyad", writes=("leader_drive",))
def new_drive(
    leader_drive, actor__leader_changed, drive_kept, standard_drive, leader_spread, luck_drive
):
    """Drive after a change of leader: λ' = η λ + (1 − η) λ̄ + σ ξ; otherwise unchanged."""
    fresh = drive_kept * leader_drive + (1.0 - drive_kept) * standard_drive
    return choose(actor__leader_changed > 0.5, fresh + leader_spread * luck_drive, leader_drive)


@term(over="actor", writes=("horizon",))
def new_horizon(horizon, leader_changed, horizon_change, luck_first, luck_second, luck_third):
    """Horizon after a change of leader: φ' = φ + c (B − φ), B ~ Beta(2, 2).

    The middle of three uniform numbers has exactly that distribution.
    """
    low = minimum(luck_first, luck_second)
    high = maximum(luck_first, luck_second)
    middle = maximum(low, minimum(high, luck_third))
    fresh = horizon + horizon_change * (middle - horizon)
    return choose(leader_changed > 0.5, fresh, horizon)


@term(over="dyad", writes=("trust",))
def trust_in_new_leader(trust, trust_base, other__leader_changed, trust_reset):
    """Trust when the other side's leader changes: ℓ' = ℓ − χ (ℓ − ℓ̄)."""
    return choose(other__leader_changed > 0.5, trust - trust_reset * (trust - trust_base), trust)


@term(over="actor", writes=("capability",))
def capability_drift(capability, capability_drift):
    """Capability, 1 at the start, drifts by its yearly share: k' = k + d / 120."""
    decade = 10.0 * MONTHS_OF_A_YEAR  # literal-ok: of the calendar
    return maximum(capability + capability_drift / decade, 0.0)


@term(over="dyad", writes=("drive_felt",))
def drive_felt(leader_drive, actor__bureaucratic_drag, actor__drag_shift):
    """What the apparatus leaves of the leader's drive: (1 − ι) λ (mechanism 36)."""
    return (1.0 - clip(actor__bureaucratic_drag + actor__drag_shift, 0.0, 1.0)) * leader_drive
