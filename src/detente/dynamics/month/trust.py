"""Trust moves with surprises, treaties, talks and gestures (26, 31–33, 35, 43, 44)."""

from __future__ import annotations

from detente.dynamics.codes import (
    CHANGES_WANTED,
    IN_FORCE,
    LAPSED,
    MONTHS_OF_A_YEAR,
    RATIFIED,
    REJECTED,
    WATERED_DOWN,
    WITHDRAWN,
)
from detente.dynamics.engine.primitives import choose, clip, log, logistic, maximum, minimum
from detente.dynamics.engine.terms import term
from detente.dynamics.month.reading import is_status


@term(over="dyad", writes=("belief",))
def belief(trust):
    """How far i believes that j keeps what it signs, between 0 and 1: σ(ℓ)."""
    return logistic(trust)


@term(over="deal", writes=("silence_tells", "alarm_tells"))
def evidence(detection, false_alarms, untrustworthy_cheating, smallest_chance):
    """Log-likelihood ratios of a month without and of one with an alarm.

    no alarm  ln{(1 − ε) / [(1 − π)(1 − ε) + π (1 − η)]}
    alarm     ln{ε / [(1 − π) ε + π η]}
    """
    quiet = maximum(1.0 - false_alarms, smallest_chance)
    loud = maximum(false_alarms, smallest_chance)
    unseen = minimum(maximum(1.0 - detection, smallest_chance), quiet)
    caught = maximum(detection, loud)
    kept = 1.0 - untrustworthy_cheating
    silence = log(quiet / (kept * quiet + untrustworthy_cheating * unseen))
    return silence, log(loud / (kept * loud + untrustworthy_cheating * caught))


@term(over="deal", writes=("news",))
def news_of_a_deal(
    status,
    bound_at_start,
    event,
    alarm,
    alarm_chance,
    silence_tells,
    alarm_tells,
    ratified_news,
    failure_news,
):
    """Log-likelihood ratio of what a deal shows about its partners this month.

    silence or alarm, as long as it is in force; ratified +, lapsed − (stipulated sizes)

    What a treaty in force at the start tells on average, (1 − a) silence + a alarm with a the
    chance of an alarm, is part of ℓ̄ already and is taken out, so that its end takes something away.
    """
    binds = is_status(status, IN_FORCE)
    average = (1.0 - alarm_chance) * silence_tells + alarm_chance * alarm_tells
    seen = choose(alarm > 0.5, alarm_tells, binds * silence_tells) - bound_at_start * average
    good = is_status(event, RATIFIED) + is_status(event, WATERED_DOWN)
    return seen + ratified_news * good - failure_news * is_status(event, LAPSED)


@term(over="stake", writes=("at_fault", "first_rejected", "first_withdrawn"))
def fault(
    deal__event, objection, refusal, wants_out, is_party, first_rejected, first_withdrawn, month
):
    """Who rejected the text or gave notice this month, and the first month of each."""
    refuses = (objection > CHANGES_WANTED + 0.5) | (refusal > 0.5)
    refused = choose(refuses, is_status(deal__event, REJECTED), 0.0)
    left = wants_out * is_party * is_status(deal__event, WITHDRAWN)
    rejected = choose((refused > 0.5) & (first_rejected < 0.5), month, first_rejected)
    withdrawn = choose((left > 0.5) & (first_withdrawn < 0.5), month, first_withdrawn)
    return maximum(refused, left), rejected, withdrawn


@term(over="bond", writes=("dyad__news",), combine="sum")
def news_for_partners(deal__news, counter__at_fault, failure_news):
    """What deals tell i about j: news of the deal, and blame if j rejected or left it."""
    return deal__news - failure_news * counter__at_fault


@term(over="bond", writes=("dyad__thwarted",), combine="max")
def thwarted(counter__at_fault):
    """Whether j has just thwarted i: by rejecting or leaving a deal."""
    return counter__at_fault


@term(over="dyad", writes=("gesture", "gestures"))
def gesture(gesture_rate, forced_gesture, drive_felt, luck_gesture, gestures):
    """Whether i makes an announced, costly one-sided gesture; only a friendly drive makes one."""
    chance = choose(drive_felt > 0.0, gesture_rate / MONTHS_OF_A_YEAR, 0.0)
    made = choose((luck_gesture < chance) | (forced_gesture > 0.5), 1.0, 0.0)
    return made, gestures + made


@term(over="dyad", writes=("trust",))
def trust(
    trust,
    trust_base,
    reverse__surprise,
    reverse__gesture,
    news,
    pair__open_talks,
    pair__hardship,
    pair__outside,
    trust_gain,
    negativity,
    mean_bad_news,
    excuse,
    talk_effect,
    gesture_effect,
    trust_decay,
):
    """Log-odds of i's trust in j.

    ℓ' = ℓ + γ [w e + (ν (1 − x) − 1) ē] + Σ LLR + g_D 1[talks] + λ_G gesture − κ_d (ℓ − ℓ̄)

    e is the surprise about j's behaviour, clipped to ±2; bad surprises count ν times, less by the
    share x where an outside event excuses them. ē is what bad news brings on average: it is taken
    out, so that ℓ̄ is the trust that holds when nothing special happens.
    """
    surprise = clip(reverse__surprise, -2.0, 2.0)
    excused = 1.0 - excuse * minimum(pair__hardship + pair__outside, 1.0)
    weighed = choose(surprise < 0.0, negativity * excused * surprise, surprise)
    learnt = trust_gain * (weighed + (negativity * excused - 1.0) * mean_bad_news)
    shown = news + talk_effect * minimum(pair__open_talks, 1.0) + gesture_effect * reverse__gesture
    drift = trust_decay * (trust - trust_base)
    return clip(trust + learnt + shown - drift, -5.0, 5.0)  # literal-ok: range of log-odds
