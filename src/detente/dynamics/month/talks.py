"""Talks open, go on and end; what binds while they go on (8, 10, 31, 35, 37, 40, 46)."""

from __future__ import annotations

from detente.dynamics.codes import (
    CHANCE,
    FIXED_COST,
    IN_FORCE,
    MET,
    NEVER,
    NO_CHANNEL,
    NO_CONSENT,
    NO_PIVOT,
    NO_SURPLUS,
    NO_TRUST,
    NOTICE,
    OBLIGATION,
    SIGNED,
    TALKS,
)
from detente.dynamics.engine.primitives import choose, logistic, maximum, normal_share
from detente.dynamics.engine.terms import equation, term
from detente.dynamics.month.reading import in_crisis, in_talks, is_status, of_the_unwilling


@equation
def clears(margin, spread, smallest):
    """Chance that a margin known with an error is not below 0: Φ(m / σ); a step where σ is 0."""
    known = choose(margin >= 0.0, 1.0, 0.0)
    return choose(spread > 0.0, normal_share(margin / maximum(spread, smallest)), known)


@term(over="ballot", writes=("margin", "pass_chance", "amend_chance"))
def ratifier(
    stake__worth,
    stake__opinion,
    stake__drive,
    stake__hurdle,
    deal__status,
    deal__depth,
    deal__depth_now,
    asked,
    opinion_at_home,
    depth_at_home,
    hawk_bonus,
    pivot_uncertainty,
    watering_band,
    smallest_chance,
):
    """Chance that one side's ratifier accepts, whole or with changes.

    m = u + r_O (O − Ō) − r_q q + r_H 1[λ < 0] − r̄,   Φ(m / σ)  and  Φ((m + w) / σ)

    q is the depth of the signed text, before it that on offer.
    """
    depth = choose(is_status(deal__status, SIGNED) > 0.5, deal__depth, deal__depth_now)
    margin = stake__worth + opinion_at_home * stake__opinion - depth_at_home * depth
    margin = margin + choose(stake__drive < 0.0, hawk_bonus, 0.0) - stake__hurdle
    whole = clears(margin, pivot_uncertainty, smallest_chance)
    amended = clears(margin + watering_band, pivot_uncertainty, smallest_chance)
    return margin, choose(asked > 0.5, whole, 1.0), choose(asked > 0.5, amended, 1.0)


@term(over="ballot", writes=("deal__all_pass",), combine="product")
def all_ratifiers(pass_chance):
    """Chance that every ratifier accepts; 1 where the executives act alone."""
    return pass_chance


@term(over="stake", writes=("constraint",))
def constraint_of_side(
    worth_free,
    worth_alone,
    worth,
    keeps,
    value,
    depth_wanted,
    is_party,
    political_cost,
    fixed_cost_share,
    deal__depth_now,
    smallest_depth,
):
    """Which condition fails on one side first: surplus, duty, trust, cost, consent.

    Worth counts side payments. A side that would go deep enough fails nothing where another side,
    or what is attainable, leaves too shallow a deal on offer.
    """
    marginal = political_cost * (1.0 - fixed_cost_share)
    shallow = deal__depth_now < smallest_depth
    unwilling = choose(shallow, depth_wanted - smallest_depth, choose(value > 0.0, 0.0, -1.0))
    own = choose(
        worth + (worth_free - worth_alone) <= marginal,
        NO_SURPLUS,
        choose(
            worth <= marginal, OBLIGATION, choose(keeps * worth <= marginal, NO_TRUST, FIXED_COST)
        ),
    )
    return choose(unwilling < 0.0, choose(is_party > 0.5, own, NO_CONSENT), MET)


@term(over="stake", writes=("deal__value_low",), combine="min")
def value_of_all(value):
    """The least value any of them sees in it."""
    return value


@term(over="stake", writes=("deal__first_constraint",), combine="min")
def constraint_of_all(constraint):
    """The first condition that fails on any side; none: a code beyond all."""
    return choose(constraint > 0.5, constraint, NEVER)


@term(over="stake", writes=("deal__election",), combine="max")
def elections_of_all(actor__election_near):
    """Whether any of them is about to vote."""
    return actor__election_near


@term(over="succession", writes=("deal__expiring", "deal__pending"), combine="max")
def named_deals_on_the_issue(old__status, old__months_left, successor_window):
    """Whether a treaty on the same issue runs out within the window, or a named text is pending."""
    alive = (old__status > IN_FORCE - 0.5) & (old__status < NOTICE + 0.5)
    pending = (old__status > TALKS - 0.5) & (old__status < SIGNED + 0.5)
    runs_out = alive & (old__months_left <= successor_window)
    return choose(runs_out, 1.0, 0.0), choose(pending, 1.0, 0.0)


@term(over="deal", writes=("open_chance", "opens_wider"))
def opening(
    status,
    may_open,
    channel,
    experience,
    threat,
    calm,
    election,
    expiring,
    pending,
    talks_offer,
    wide_format,
    drive_of_all,
    talks_logit,
    talks_channel,
    talks_drive,
    talks_experience,
    threat_opening,
    crisis_talks,
    successor_talks,
    election_drag,
    failover_threshold,
    multilateral_opening,
    smallest_chance,
):
    """Chance that talks open.

    σ(n_0 + n_C (C − ½) + n_λ λ̄ + n_X X + n_h h_threat − n_z 1[crisis] + n_e 1[successor due]),
    times 1 − ω_e when an election is near. Where the bilateral channel has failed, C < C̲, the wider
    format stands in: n_M replaces n_C (C − ½). While a named text on the issue is pending, nothing
    else is begun. A standing offer of the share s of the parties takes away their part of the
    reluctance: p becomes p^(1 − s).
    """
    failed = (channel < failover_threshold) | (wide_format > 0.5)
    format_push = choose(failed, multilateral_opening, talks_channel * (channel - 0.5))
    push = talks_logit + format_push + talks_drive * drive_of_all + talks_experience * experience
    push = push + threat_opening * threat + successor_talks * expiring
    push = push - crisis_talks * in_crisis(-calm)
    own = logistic(push) * (1.0 - election_drag * election)
    met = choose(talks_offer > 0.0, of_the_unwilling(own, talks_offer, smallest_chance), own)
    chance = may_open * (1.0 - pending) * met
    return choose(status < 0.5, chance, 0.0), choose(failed, 1.0, 0.0)


@term(over="stake", writes=("deal__drive_of_all",), combine="sum")
def drive_of_all(share, drive):
    """Mean drive of all whose consent is needed."""
    return share * drive


@term(over="deal", writes=("binding", "ready"))
def binding_constraint(
    status,
    first_constraint,
    value_low,
    depth_now,
    all_pass,
    least_ratification,
    channel,
    failover_threshold,
    wider,
    smallest_depth,
):
    """The condition that binds while talks are open; ready where all are met.

    In order: surplus, duty, trust, cost, consent, then the ratifier (the expected chance of
    ratification is below the least that negotiators accept), then the channel. Where every side
    would go deeper than is attainable, the deal on offer is not worth its cost.
    """
    talks = in_talks(status) > 0.5
    pivot = all_pass < least_ratification
    blocked = (channel < failover_threshold) & (wider < 0.5)
    late = choose(pivot, NO_PIVOT, choose(blocked, NO_CHANNEL, CHANCE))
    willing = (value_low > 0.0) & (depth_now >= smallest_depth)
    early = choose(
        first_constraint < NO_PIVOT - 0.5, first_constraint, choose(willing, late, FIXED_COST)
    )
    ready = choose(talks & (early > CHANCE - 0.5), 1.0, 0.0)
    return choose(talks, early, 0.0), ready
