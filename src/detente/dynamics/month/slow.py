"""Slow variables: opinion, experience, the technology fence, frustration, the channel, summits."""

from __future__ import annotations

from detente.dynamics.codes import MONTHS_OF_A_YEAR
from detente.dynamics.engine.primitives import choose, clip, exp, log, logistic, maximum, minimum
from detente.dynamics.engine.terms import term
from detente.dynamics.month.reading import binds


@term(over="dyad", writes=("opinion", "accustomed_flow"))
def opinion(
    opinion,
    opinion_base,
    opinion_half_life,
    reverse__flow,
    reverse__flow_usual,
    flow,
    accustomed_flow,
    opinion_news,
    media_weight,
    actor__media_tone,
    thermostat,
    accustoming,
):
    """Opinion in i about j (20, 41).

    O' = ρ O + (1 − ρ) Ō + κ_O (y'_ji − ȳ_ji) + κ_M m − κ_Th (y'_ij − a),  ρ = ½^(1 / half-life)
    a' = a + α (y'_ij − a)

    The other side's behaviour counts as a departure from what it usually was; the public answers
    own policy like a thermostat and grows used to it.
    """
    inertia = exp(log(0.5) / opinion_half_life)
    news = opinion_news * (reverse__flow - reverse__flow_usual) + media_weight * actor__media_tone
    drift = inertia * opinion + (1.0 - inertia) * opinion_base
    answer = thermostat * (flow - accustomed_flow)
    following = clip(drift + news - answer, -2.5, 2.5)  # literal-ok: range of opinion
    return following, accustomed_flow + accustoming * (flow - accustomed_flow)


@term(over="dyad", writes=("flow_usual",))
def flow_usual(flow, flow_usual, accustoming):
    """What is usual of a side in the eyes of the other: a running mean, ȳ' = ȳ + α (y' − ȳ)."""
    return flow_usual + accustoming * (flow - flow_usual)


@term(over="tie", writes=("matter__active",), combine="max")
def active_matters(deal__status, deal__alarm):
    """Whether a deal on a matter is in force without alarm."""
    return binds(deal__status) * (1.0 - deal__alarm)


@term(over="matter", writes=("experience",))
def experience(experience, active, experience_gain, experience_decay):
    """Experience of working together: X' = (1 − d) X + g 1[in force, no alarm] (mechanism 18)."""
    return clip((1.0 - experience_decay) * experience + experience_gain * active, 0.0, 1.0)


@term(over="matter", writes=("pair__low_experience",), combine="sum")
def low_experience(experience, low_share):
    """Mean experience in low politics, which may carry over to high politics."""
    return low_share * experience


@term(over="pair", writes=("fence",))
def fence(fence, tension, tension_start, fence_gain, fence_decay):
    """The fence around technology, a ratchet: R' = max((1 − d) R, κ (T − T̄)) (mechanism 17)."""
    return clip(
        maximum((1.0 - fence_decay) * fence, fence_gain * (tension - tension_start)), 0.0, 1.0
    )


@term(over="dyad", writes=("frustration",))
def frustration(frustration, thwarted, pair__new_outside, frustration_gain, frustration_decay):
    """Frustration of i with j: f' = (1 − d) f + κ 1[thwarted], at most 1 (mechanism 44)."""
    blow = minimum(thwarted + minimum(pair__new_outside, 1.0), 1.0)
    return clip((1.0 - frustration_decay) * frustration + frustration_gain * blow, 0.0, 1.0)


@term(over="pair", writes=("summit", "summits", "first_summit", "goodwill"))
def summit(
    flow_mean,
    drive_mean,
    forced_summit,
    summits,
    first_summit,
    goodwill,
    summit_logit,
    summit_drive,
    summit_flow,
    summit_goodwill,
    goodwill_persistence,
    luck_summit,
    month,
):
    """Whether the leaders meet: σ(m_0 + m_λ λ̄ + m_y ȳ). It leaves goodwill that fades (48)."""
    meets = luck_summit < logistic(
        summit_logit + summit_drive * drive_mean + summit_flow * flow_mean
    )
    held = choose(meets | (forced_summit > 0.5), 1.0, 0.0)
    first = choose((held > 0.5) & (first_summit < 0.5), month, first_summit)
    return held, summits + held, first, goodwill_persistence * goodwill + summit_goodwill * held


@term(over="pair", writes=("channel",))
def channel(
    channel,
    channel_base,
    channel_push,
    severity,
    severity_start,
    summit,
    channel_recovery,
    channel_per_rung,
    summit_channel,
):
    """Quality of the channel: C' = C + d (C̄ − κ (z − z_0) − C) + κ_S 1[summit]."""
    target = clip(
        channel_base + channel_push - channel_per_rung * (severity - severity_start), 0.0, 1.0
    )
    return clip(channel + channel_recovery * (target - channel) + summit_channel * summit, 0.0, 1.0)


@term(over="actor", writes=("tenure",))
def tenure(tenure, leader_changed):
    """Months in office, in years."""
    return choose(leader_changed > 0.5, 0.0, tenure + 1.0 / MONTHS_OF_A_YEAR)
