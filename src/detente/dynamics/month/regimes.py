"""The ladder of regimes: at most one rung a month, unless direct jumps are allowed (5, 39, 48)."""

from __future__ import annotations

from detente.dynamics.engine.primitives import choose, logistic, maximum, minimum
from detente.dynamics.engine.terms import equation, term
from detente.dynamics.month.reading import affinity_of


@equation
def of_rung(rung, first, second, third, fourth, fifth):
    """Pick the value of the rung (0 … 4)."""
    upper = choose(rung - 2.0 < 0.5, third, choose(rung - 2.0 < 1.0 + 0.5, fourth, fifth))
    return choose(rung < 0.5, first, choose(rung - 1.0 < 0.5, second, upper))


@term(over="pair", writes=("flow_mean", "belief_low", "affinity", "drive_mean"))
def pair_summary(
    first__flow,
    second__flow,
    first__belief,
    second__belief,
    first__drive_felt,
    second__drive_felt,
    affinity_slope,
):
    """Mean flow, the warier side's belief, affinity tanh(s ȳ) and mean drive of a pair."""
    mean = 0.5 * (first__flow + second__flow)
    belief = minimum(first__belief, second__belief)
    drive = 0.5 * (first__drive_felt + second__drive_felt)
    return mean, belief, affinity_of(mean, affinity_slope), drive


@term(over="pair", writes=("worsen_logit", "improve_logit"))
def ladder_logits(
    regime,
    flow_mean,
    belief_low,
    belief_base,
    drive_mean,
    incident,
    outside,
    threat,
    goodwill,
    guardrail,
    channel,
    channel_base,
    worsen_0,
    worsen_1,
    worsen_2,
    worsen_3,
    worsen_4,
    improve_0,
    improve_1,
    improve_2,
    improve_3,
    improve_4,
    regime_flow_0,
    regime_flow_1,
    regime_flow_2,
    regime_flow_3,
    regime_flow_4,
    worsening_flow,
    worsening_shock,
    worsening_guardrail,
    improving_flow,
    improving_trust,
    improving_drive,
    improving_threat,
    outside_crisis_weight,
):
    """Log-odds of a step to the worse and to the better.

    u = u_z − u_y (ȳ − ȳ_z) + u_h (h_incident + κ h_outside) − u_G G
    d = d_z + d_y (ȳ − ȳ_z) + d_b (b̲ − b̅) + d_λ λ̄ + d_h (h_threat + goodwill)

    u_z and d_z follow from the length of spells. Behaviour, trust and the channel count as
    departures from what is usual (ȳ_z in that regime, b̅ and C at the start), so that the declared
    spells hold when nothing special happens. G = ½ v + ½ (C − C̅): a verified security treaty in
    force counts whole.
    """
    usual = of_rung(
        regime, regime_flow_0, regime_flow_1, regime_flow_2, regime_flow_3, regime_flow_4
    )
    extra = flow_mean - usual
    rails = 0.5 * guardrail + 0.5 * (channel - channel_base)
    worsen = of_rung(regime, worsen_0, worsen_1, worsen_2, worsen_3, worsen_4)
    improve = of_rung(regime, improve_0, improve_1, improve_2, improve_3, improve_4)
    blow = incident + outside_crisis_weight * outside
    worse = worsen - worsening_flow * extra + worsening_shock * blow - worsening_guardrail * rails
    better = (
        improve
        + improving_flow * extra
        + improving_trust * (belief_low - belief_base)
        + improving_drive * drive_mean
        + improving_threat * (threat + goodwill)
    )
    return worse, better


@term(over="pair", writes=("regime", "severity", "regime_mean"))
def regime_step(
    regime,
    worsen_logit,
    improve_logit,
    luck_regime,
    luck_jump,
    forced_regime,
    regime_top,
    direct_jump,
    severity_0,
    severity_1,
    severity_2,
    severity_3,
    severity_4,
    regime_flow_0,
    regime_flow_1,
    regime_flow_2,
    regime_flow_3,
    regime_flow_4,
):
    """The next regime: one rung up with σ(u), one down with σ(d), else none.

    Where the two chances add up to more than 1 both are scaled. A direct jump (off: 0) turns a step
    to the worse into a step of two rungs.
    """
    up = choose(regime < regime_top - 0.5, logistic(worsen_logit), 0.0)
    down = choose(regime > 0.5, logistic(improve_logit), 0.0)
    scale = maximum(1.0, up + down)
    rises = choose(luck_regime < up / scale, 1.0, 0.0)
    falls = choose(luck_regime > 1.0 - down / scale, 1.0, 0.0)
    leaps = rises * choose((luck_jump < direct_jump) & (regime + 1.0 < regime_top - 0.5), 1.0, 0.0)
    stepped = regime + rises + leaps - falls * (1.0 - rises)
    rung = choose(forced_regime > 0.5, forced_regime - 1.0, stepped)
    severity = of_rung(rung, severity_0, severity_1, severity_2, severity_3, severity_4)
    mean = of_rung(rung, regime_flow_0, regime_flow_1, regime_flow_2, regime_flow_3, regime_flow_4)
    return rung, severity, mean
