"""Behaviour of each side toward the other, month by month (1, 20–25, 27, 28, 44)."""

from __future__ import annotations

from detente.dynamics.engine.primitives import choose, clip, logistic, maximum, sqrt
from detente.dynamics.engine.terms import term
from detente.dynamics.month.reading import affinity_of, in_crisis


@term(over="corner", writes=("dyad__triangle_pull",), combine="sum")
def triangle_pull(share, near__affinity, far__affinity, triangle_balance, triangle_courting):
    """Pull of the third corner k on i's behaviour toward j.

    β_B a_ik a_kj + β_C max(0, −a_ik), averaged over declared third corners: balance likes the
    friend of a friend; courting seeks j when the tie to k is hostile.
    """
    courting = triangle_courting * maximum(-near__affinity, 0.0)
    return share * (triangle_balance * near__affinity * far__affinity + courting)


@term(over="dyad", writes=("flow_expected", "flow_next", "surprise"))
def flow(
    flow,
    reverse__flow,
    pair__regime_mean,
    pair__severity,
    flow_inertia,
    flow_reciprocity,
    crisis_reciprocity,
    triangle_pull,
    drive_felt,
    leader_weight,
    opinion,
    opinion_base,
    opinion_weight,
    pair__net_shock,
    shock_weight,
    reverse__sanctions,
    reverse__sanctions_start,
    enforcement_laxity,
    pressure_response,
    harm,
    pair__cooperation,
    cooperation_weight,
    frustration,
    frustration_threshold,
    frustration_weight,
    is_second,
    pair__luck_one,
    pair__luck_two,
    flow_noise,
    flow_noise_shared,
):
    """Behaviour of i toward j, in SD units.

    y' = (1 − φ − ρ) ȳ_z + φ y_ij + ρ y_ji + triangle + β_λ (1 − ι) λ + β_O (O − Ō) + β_S S
         + κ_P (s_ji − s̄_ji)(1 − e) + β_E E − β_f f 1[f > f̂] + τ ε

    ε of the two sides are correlated by r. In crisis the other's behaviour takes the place of a
    part of one's own habit: φ − x and ρ + x, so that what is left of a shock stays the same.
    Opinion and sanctions count as departures from the start, so that the mean of a regime keeps
    its meaning.
    """
    shift = crisis_reciprocity * in_crisis(pair__severity)
    anchor = (1.0 - flow_inertia - flow_reciprocity) * pair__regime_mean
    lags = (flow_inertia - shift) * flow + (flow_reciprocity + shift) * reverse__flow
    pressure = pressure_response * harm * (1.0 - enforcement_laxity)
    spoiling = (
        frustration_weight * frustration * choose(frustration > frustration_threshold, 1.0, 0.0)
    )
    expected = (
        anchor
        + lags
        + triangle_pull
        + leader_weight * drive_felt
        + opinion_weight * (opinion - opinion_base)
        + shock_weight * pair__net_shock
        + pressure * (reverse__sanctions - reverse__sanctions_start)
        + cooperation_weight * pair__cooperation
        - spoiling
    )
    own = flow_noise_shared * pair__luck_one
    own = own + sqrt(maximum(1.0 - flow_noise_shared * flow_noise_shared, 0.0)) * pair__luck_two
    luck = choose(is_second > 0.5, own, pair__luck_one)
    following = clip(expected + flow_noise * luck, -4.0, 4.0)  # literal-ok: range of a flow
    return expected, following, (following - expected) / flow_noise


@term(over="dyad", writes=("flow", "clip_hits"))
def advance(flow_next, clip_hits):
    """The new behaviour takes the place of the old, at once in all directions.

    Months at the end of the scale are counted.
    """
    edge = (flow_next > 3.9999) | (flow_next < -3.9999)  # literal-ok: range of a flow
    return flow_next, clip_hits + choose(edge, 1.0, 0.0)


@term(over="pair", writes=("tension", "flow_mean", "affinity"))
def tension(tension, first__flow, second__flow, tension_memory, affinity_slope):
    """Tension: T' = m T + (1 − m) σ(−2 ȳ), with ȳ the mean of the new flows; affinity tanh(s ȳ)."""
    mean = 0.5 * (first__flow + second__flow)
    tense = tension_memory * tension + (1.0 - tension_memory) * logistic(-2.0 * mean)
    return tense, mean, affinity_of(mean, affinity_slope)
