"""Sanctions rise and fall by steps; a legislative lock and habit hold them up (29, 30)."""

from __future__ import annotations

from detente.dynamics.engine.primitives import choose, clip, logistic, maximum
from detente.dynamics.engine.terms import term


@term(over="dyad", writes=("sanctions", "first_eased", "first_tightened"))
def sanction_step(
    sanctions,
    sanctions_start,
    sanctions_push,
    flow,
    opinion,
    drive_felt,
    pair__incident,
    pair__severity,
    pair__settled,
    sanctions_lock,
    sanctions_step,
    rise_logit,
    relief_logit,
    sanctions_flow,
    sanctions_incident,
    sanctions_opinion,
    sanctions_severity,
    relief_drive,
    relief_flow,
    relief_settlement,
    luck_sanctions,
    first_eased,
    first_tightened,
    month,
):
    """Legal level of i's sanctions on j, by steps of size d.

    up with σ(a_0 − a_y y' + a_h h_incident − a_O O + a_z (z − 2)),
    down with σ(r_0 + r_λ (1 − ι) λ + r_y y' + r_A 1[acute conflict settled]) (1 − lock) s / d.

    Each step is lifted on its own account, so that what is lifted grows with what there is.

    A policy or a given event may push the level by an amount on top of the step of the month.
    """
    pressure = rise_logit - sanctions_flow * flow + sanctions_incident * pair__incident
    pressure = pressure - sanctions_opinion * opinion + sanctions_severity * (pair__severity - 2.0)
    relief = relief_logit + relief_drive * drive_felt + relief_flow * flow
    relief = relief + relief_settlement * pair__settled
    up = logistic(pressure)
    down = logistic(relief) * (1.0 - sanctions_lock) * sanctions / sanctions_step
    scale = maximum(1.0, up + down)
    rises = choose(luck_sanctions < up / scale, sanctions_step, 0.0)
    falls = choose(luck_sanctions > 1.0 - down / scale, sanctions_step, 0.0)
    level = clip(sanctions + rises - falls + sanctions_push, 0.0, 1.0)
    half = 0.5 * sanctions_step
    eased = choose((level < sanctions_start - half) & (first_eased < 0.5), month, first_eased)
    tightened = choose(
        (level > sanctions_start + half) & (first_tightened < 0.5), month, first_tightened
    )
    return level, eased, tightened
