"""Treaties are kept or broken, raise alarms, are left, run out (5, 9–11, 35, 47)."""

from __future__ import annotations

from detente.dynamics.codes import (
    CHANGES_WANTED,
    IN_FORCE,
    MONTHS_OF_A_YEAR,
    NO_OBJECTION,
    REJECTION,
    SUSPENDED,
)
from detente.dynamics.engine.primitives import choose, clip, logistic
from detente.dynamics.engine.terms import term
from detente.dynamics.month.reading import binds, in_crisis, of_the_unwilling


@term(over="ballot", writes=("stake__objection", "deal__objection"), combine="max")
def vote(pass_chance, amend_chance, stake__luck_act):
    """What one side's ratifier would have against the text this month; the most of it decides.

    Nothing, changes or everything; where nobody is asked there is no objection.
    """
    against = choose(stake__luck_act < amend_chance, CHANGES_WANTED, REJECTION)
    against = choose(stake__luck_act < pass_chance, NO_OBJECTION, against)
    return against, against


@term(over="stake", writes=("keeps_it", "wants_out"))
def compliance(
    worth,
    actor__turnover,
    actor__leader_changed,
    deal__detection,
    deal__false_alarms,
    deal__flow,
    deal__depth,
    deal__status,
    is_party,
    party_share,
    refusal,
    luck_act,
    monthly_discount,
    cheating_gain,
    cheating_scale,
    cheating_rate,
    withdrawal_logit,
    withdrawal_worth,
    withdrawal_flow,
    withdrawal_leader,
):
    """Chance that one side keeps the treaty this month, and whether it gives notice.

    margin = δ (η − ε) − g [1 − δ (1 − ε)]   per month's worth of the treaty; −1 without worth
    P(cheat) = π_c σ(−margin / τ_c),   P(notice) = σ(w_0 − w_u q u − w_y ȳ + w_c c) / parties
    """
    patience = monthly_discount * (1.0 - clip(actor__turnover / MONTHS_OF_A_YEAR, 0.0, 1.0))
    gain = patience * (deal__detection - deal__false_alarms)
    loss = cheating_gain * (1.0 - patience * (1.0 - deal__false_alarms))
    margin = choose(worth > 0.0, gain - loss, -1.0)
    cheats = cheating_rate * logistic(-margin / cheating_scale)
    leaves = withdrawal_logit - withdrawal_worth * deal__depth * worth
    leaves = leaves - withdrawal_flow * deal__flow + withdrawal_leader * actor__leader_changed
    bound = (deal__status > IN_FORCE - 0.5) & (deal__status < SUSPENDED + 0.5)
    out = ((luck_act < party_share * logistic(leaves)) | (refusal > 0.5)) & bound
    return 1.0 - is_party * cheats, choose(out, 1.0, 0.0)


@term(over="stake", writes=("deal__all_keep",), combine="product")
def compliance_of_all(keeps_it):
    """Chance that all parties keep the treaty."""
    return keeps_it


@term(over="stake", writes=("deal__wants_out",), combine="max")
def withdrawal_of_any(is_party, wants_out):
    """Whether any party gives notice."""
    return is_party * wants_out


@term(over="stake", writes=("deal__worth_low",), combine="min")
def worth_low(worth):
    """The least any of them has from it."""
    return worth


@term(over="deal", writes=("alarm", "alarm_chance"))
def alarm(status, all_keep, detection, false_alarms, luck_move):
    """Whether an alarm is raised while the treaty is in force, and how likely it is while it is.

    a = ε + P(anyone cheats) (η − ε)
    """
    chance = false_alarms + (1.0 - all_keep) * (detection - false_alarms)
    return choose(luck_move < chance, binds(status), 0.0), chance


@term(over="deal", writes=("extend_chance",))
def extension(
    belief_gain,
    drive_of_all,
    flow,
    worth_low,
    calm,
    may_extend,
    extension_offer,
    extension_logit,
    renewal_trust,
    renewal_drive,
    renewal_flow,
    renewal_worth,
    smallest_chance,
):
    """Chance that a treaty is extended when its term ends; none in crisis.

    σ(e_0 + e_b (b̲ − b̅) + e_λ λ̄ + e_y ȳ + e_u min u), unless an extension is offered or withheld.
    An offer by the share s of the parties takes away their part of the reluctance: p becomes
    p^(1 − s); one party that refuses is enough to end it.
    """
    push = extension_logit + renewal_trust * belief_gain + renewal_drive * drive_of_all
    push = push + renewal_flow * flow + renewal_worth * worth_low
    own = logistic(push)
    met = choose(
        extension_offer > 0.0, of_the_unwilling(own, extension_offer, smallest_chance), own
    )
    chance = may_extend * (1.0 - in_crisis(-calm)) * met
    agreed = choose(extension_offer >= 1.0, may_extend, chance)
    return choose(extension_offer < -0.5, 0.0, agreed)
