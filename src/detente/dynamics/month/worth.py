"""What a deal is worth to each side whose consent it needs (3, 8, 11, 12, 16, 18, 33, 34, 42)."""

from __future__ import annotations

from detente.dynamics.engine.primitives import choose, clip, exp, log, maximum, minimum
from detente.dynamics.engine.terms import term
from detente.dynamics.month.reading import binds, in_talks


@term(over="tie", writes=("pair__cooperation", "pair__open_talks"), combine="sum")
def deals_of_a_pair(deal__status, deal__depth, issue_share):
    """Depth in force over all issues, q 1[in force] / K, and the number of open talks."""
    return issue_share * deal__depth * binds(deal__status), in_talks(deal__status)


@term(over="tie", writes=("pair__guardrail", "pair__settled"), combine="max")
def rails_of_a_pair(deal__status, deal__verification, deal__is_security, deal__is_acute):
    """Verification of the security treaty in force, and whether the acute conflict is settled."""
    kept = binds(deal__status)
    return kept * deal__is_security * deal__verification, kept * deal__is_acute


@term(
    over="tie",
    writes=(
        "deal__experience",
        "deal__low_experience",
        "deal__fence",
        "deal__threat",
        "deal__flow",
    ),
    combine="sum",
)
def circumstances(
    share, matter__experience, pair__low_experience, pair__fence, pair__threat, pair__flow_mean
):
    """Circumstances of a deal: means over the pairs that it binds."""
    return (
        share * matter__experience,
        share * pair__low_experience,
        share * pair__fence,
        share * pair__threat,
        share * pair__flow_mean,
    )


@term(over="tie", writes=("deal__channel", "deal__calm", "deal__belief_gain"), combine="min")
def worst_circumstances(pair__channel, pair__severity, pair__belief_low, pair__belief_base):
    """The worst channel, minus the worst regime, and the least growth of belief since the start."""
    return pair__channel, -pair__severity, pair__belief_low - pair__belief_base


@term(over="bond", writes=("stake__belief",), combine="min")
def belief_at_stake(dyad__belief):
    """The weakest belief among those bound: one partner who cheats is enough."""
    return dyad__belief


@term(
    over="bond",
    writes=("stake__drive", "stake__opinion", "stake__relief", "stake__rival_capability"),
    combine="sum",
)
def ties_at_stake(
    share,
    other__capability,
    dyad__drive_felt,
    dyad__opinion,
    dyad__opinion_base,
    dyad__belief,
    back__sanctions,
    back__sanctions_lock,
    enforcement_laxity,
    deal__is_economic,
):
    """Mean drive and opinion toward the others, and relief that can be believed.

    Relief is worth s_ji (1 − e)(1 − lock_j) b_ij: sanctions that nobody believes will be lifted are
    worth nothing as leverage.
    """
    believed = (1.0 - back__sanctions_lock) * dyad__belief
    relief = deal__is_economic * back__sanctions * (1.0 - enforcement_laxity) * believed
    mood = dyad__opinion - dyad__opinion_base
    return share * dyad__drive_felt, share * mood, share * relief, share * other__capability


@term(over="duty", writes=("strand__duty_weight",), combine="max")
def duties(pair__affinity):
    """How close the third party is to whom something is owed: max(0, affinity)."""
    return maximum(pair__affinity, 0.0)


@term(
    over="strand",
    writes=("stake__gain", "stake__cost", "stake__duty", "stake__hurdle"),
    combine="sum",
)
def strands(
    share,
    cell__tactical_gain,
    cell__strategic_cost,
    cell__obligation,
    duty_weight,
    duty_floor,
    cell__hurdle,
    cell__hurdle_shift,
):
    """What the issues of a deal bring to one side: τ, ς, duty and hurdle; means over a package."""
    duty = cell__obligation * maximum(duty_weight, duty_floor)
    return (
        share * cell__tactical_gain,
        share * cell__strategic_cost,
        share * duty,
        share * clip(cell__hurdle + cell__hurdle_shift, 0.0, 1.0),
    )


@term(over="stake", writes=("worth_free", "worth_alone"))
def worth(
    gain,
    cost,
    duty,
    drive,
    relief,
    side_payment,
    actor__horizon,
    actor__capability,
    rival_capability,
    deal__experience,
    deal__low_experience,
    deal__fence,
    deal__threat,
    deal__project,
    deal__wider,
    deal__is_technology,
    deal__is_high,
    experience_worth,
    spillover_gain,
    fence_coupling,
    drive_worth,
    threat_worth,
    relief_worth,
    power_shift_weight,
    obligation_weight,
    multilateral_dilution,
):
    """Worth of a full deal to one side, without and with its duties to third parties.

    u = τ − φ ς (1 + κ_P Δk) + κ_X X + κ_W X_low (1 − R) + κ_λ (1 − ι) λ + κ_h h_threat
        − c_R R 1[technology] + κ_s relief + project + side payment − ω_o o

    Δk is how much faster the others' capability has grown than one's own. In a wider format only
    1 − dil of a positive worth is left.
    """
    growth = rival_capability - actor__capability
    steady = gain - actor__horizon * cost * maximum(1.0 + power_shift_weight * growth, 0.0)
    learnt = experience_worth * deal__experience
    carried = (
        deal__is_high * spillover_gain * deal__low_experience * (1.0 - fence_coupling * deal__fence)
    )
    moved = drive_worth * drive + threat_worth * deal__threat
    fenced = deal__is_technology * fence_coupling * deal__fence
    free = steady + learnt + carried + moved - fenced + relief_worth * relief
    free = free + deal__project + side_payment
    kept = choose(free > 0.0, 1.0 - deal__wider * multilateral_dilution, 1.0)
    free = free * kept
    return free, free - obligation_weight * duty


@term(over="stake", writes=("deal__worth_mean",), combine="sum")
def worth_of_all(share, worth_alone):
    """Mean worth over all whose consent is needed."""
    return share * worth_alone


@term(over="stake", writes=("deal__asked", "deal__offered"), combine="sum")
def payments(worth_alone, deal__worth_mean, transfer_limit):
    """What those below the mean could take, and what those above it could give, up to ±x̄ each."""
    gap = clip(deal__worth_mean - worth_alone, -transfer_limit, transfer_limit)
    return maximum(gap, 0.0), maximum(-gap, 0.0)


@term(over="deal", writes=("detection", "false_alarms", "found_in_time"))
def monitoring(verification, national_means, false_alarm, detection_span, smallest_chance):
    """Detection and false alarms a month, and the chance that a breach shows before it pays.

    η = 1 − (1 − η_0)(1 − v),   ε = ε_0 (1 − v),   1 − (1 − η)^m within m months
    """
    unseen = (1.0 - national_means) * (1.0 - verification)
    never = exp(detection_span * log(maximum(unseen, smallest_chance)))
    return 1.0 - unseen, false_alarm * (1.0 - verification), 1.0 - never


@term(over="stake", writes=("worth", "keeps", "risk", "depth_wanted"))
def depth_wanted(
    worth_alone,
    belief,
    deal__worth_mean,
    deal__asked,
    deal__offered,
    deal__found_in_time,
    deal__verification,
    transfer_limit,
    deterrence,
    exploitation_loss,
    political_cost,
    fixed_cost_share,
    consent_given,
    smallest_chance,
):
    """How deep a deal one side would go, after side payments within the deal.

    u = u_alone + clip(ū − u_alone, ±x̄), less where all together ask for more than is offered
    k = b + (1 − b) D [1 − (1 − η)^m]   chance that the others keep it
    q = clip((k u − F (1 − f)) / (2 ℓ (1 − k)(1 − v)), 0, 1)

    With f = 1 and D = 0 this is the depth of the small-steps model; F is the political cost of
    which the share f does not shrink with depth, D how far detection deters those who would cheat,
    and m the months within which a breach has to show for that.
    A third party whose consent is won sets no limit.
    """
    gap = clip(deal__worth_mean - worth_alone, -transfer_limit, transfer_limit)
    settled = minimum(deal__asked, deal__offered)
    total = choose(gap > 0.0, deal__asked, deal__offered)
    value = worth_alone + gap * minimum(settled / maximum(total, smallest_chance), 1.0)
    kept = belief + (1.0 - belief) * deterrence * deal__found_in_time
    exposed = exploitation_loss * (1.0 - kept) * (1.0 - deal__verification)
    benefit = kept * value - political_cost * (1.0 - fixed_cost_share)
    room = maximum(2.0 * exposed, maximum(benefit, smallest_chance))
    own = choose(benefit > 0.0, benefit / room, 0.0)
    return value, kept, exposed, choose(consent_given > 0.5, 1.0, own)


@term(over="stake", writes=("deal__depth_allowed",), combine="min")
def depth_of_all(depth_wanted):
    """The warier side sets the depth."""
    return depth_wanted


@term(over="deal", writes=("depth_now", "first_depth"))
def depth_now(depth_allowed, depth_cap, reference_depth, first_depth, month):
    """Depth on offer, no deeper than what is attainable; the first month in which it reaches q̂."""
    depth = minimum(maximum(depth_allowed, 0.0), depth_cap)
    return depth, choose(
        (depth_allowed >= reference_depth) & (first_depth < 0.5), month, first_depth
    )


@term(over="stake", writes=("value",))
def value_at_depth(
    worth,
    keeps,
    risk,
    deal__depth_now,
    deal__per_issue,
    political_cost,
    fixed_cost_share,
    consent_given,
):
    """Expected value of the deal on offer: k u q − ℓ (1 − k)(1 − v) q² − F (f / n + (1 − f) q).

    A package of n issues is counted by its mean; the fixed part of its cost is paid once.
    A third party whose consent is won does not weigh it: it counts as willing.
    """
    depth = deal__depth_now
    cost = political_cost * (fixed_cost_share * deal__per_issue + (1.0 - fixed_cost_share) * depth)
    own = keeps * worth * depth - risk * depth * depth - cost
    return choose(consent_given > 0.5, maximum(own, 1.0), own)
