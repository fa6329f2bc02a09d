"""The order of the month, in one place: named steps, each a list of equations.

Tests, documents and `detente mechanisms` read this list. What is fixed from outside (a treaty that
runs out, a policy, a given event) is written over the state before the first step.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.dynamics.engine.terms import Term
from detente.dynamics.month import (
    flows,
    keeping,
    leaders,
    observing,
    regimes,
    sanctions,
    shocks,
    slow,
    status,
    talks,
    trust,
    worth,
)


@dataclass(frozen=True)
class Step:
    """One step of the month.

    Attributes:
        name: a word.
        what: what happens in it, one line.
        mechanisms: numbers of the mechanisms that it carries.
        terms: its equations, in order.
    """

    name: str
    what: str
    mechanisms: tuple[int, ...]
    terms: tuple[Term, ...]


ORDER: tuple[Step, ...] = (
    Step(
        "leaders",
        "Leaders leave or stay; a new one brings a drive and a horizon and meets trust anew",
        (1, 4, 5, 36, 37, 38),
        (
            leaders.leader_change,
            leaders.election_clock,
            leaders.new_drive,
            leaders.new_horizon,
            leaders.trust_in_new_leader,
            leaders.capability_drift,
            leaders.drive_felt,
        ),
    ),
    Step(
        "shocks",
        "Shocks strike, fade and reach pairs",
        (13, 24, 25),
        (shocks.shock_level, shocks.jolts),
    ),
    Step(
        "standing",
        "What the deals and relations of last month amount to",
        (1, 11, 13, 18, 21, 22, 23, 24, 25, 29, 31, 32, 33, 39, 48),
        (
            trust.belief,
            worth.deals_of_a_pair,
            worth.rails_of_a_pair,
            slow.low_experience,
            regimes.pair_summary,
            shocks.net_shock,
        ),
    ),
    Step(
        "regimes",
        "Each pair stays in its regime or moves by a rung",
        (1, 5, 11, 13, 24, 33, 39, 47, 48),
        (regimes.ladder_logits, regimes.regime_step),
    ),
    Step(
        "flows",
        "Each side behaves toward each other, all at once",
        (1, 17, 20, 21, 22, 23, 24, 25, 27, 28, 44),
        (flows.triangle_pull, flows.flow, flows.advance, flows.tension),
    ),
    Step(
        "sanctions",
        "Sanctions rise or fall by a step",
        (1, 20, 29, 30),
        (sanctions.sanction_step,),
    ),
    Step(
        "worth",
        "What each deal would be worth, how deep it could go",
        (
            1,
            2,
            3,
            4,
            6,
            7,
            8,
            11,
            12,
            14,
            16,
            18,
            20,
            21,
            24,
            29,
            30,
            33,
            34,
            35,
            40,
            42,
            43,
            46,
            49,
        ),
        (
            worth.circumstances,
            worth.worst_circumstances,
            worth.belief_at_stake,
            worth.ties_at_stake,
            worth.duties,
            worth.strands,
            worth.worth,
            worth.worth_of_all,
            worth.monitoring,
            worth.payments,
            worth.depth_wanted,
            worth.depth_of_all,
            worth.depth_now,
            worth.value_at_depth,
            talks.value_of_all,
        ),
    ),
    Step(
        "talks",
        "Talks open, or wait; what binds them",
        (1, 2, 8, 10, 12, 18, 20, 24, 31, 33, 34, 35, 37, 40, 41, 42, 46, 49),
        (
            talks.ratifier,
            talks.all_ratifiers,
            talks.constraint_of_side,
            talks.constraint_of_all,
            talks.elections_of_all,
            talks.named_deals_on_the_issue,
            talks.drive_of_all,
            talks.opening,
            talks.binding_constraint,
        ),
    ),
    Step(
        "ratification",
        "Signed texts come to a vote",
        (31, 35, 46),
        (keeping.vote, status.event_before_force),
    ),
    Step(
        "keeping",
        "Treaties are kept or broken, raise alarms, are left, run out",
        (1, 5, 9, 10, 11, 47),
        (
            keeping.compliance,
            keeping.compliance_of_all,
            keeping.withdrawal_of_any,
            keeping.worth_low,
            keeping.alarm,
            keeping.extension,
            status.event_in_force,
        ),
    ),
    Step(
        "moves",
        "The event of the month moves each deal",
        (9, 10, 35, 40),
        (status.event, status.move),
    ),
    Step(
        "trust",
        "Trust moves with surprises, treaties, talks and gestures",
        (9, 11, 25, 26, 31, 32, 33, 35, 43, 44),
        (
            trust.evidence,
            trust.news_of_a_deal,
            trust.fault,
            trust.news_for_partners,
            trust.thwarted,
            trust.gesture,
            trust.trust,
        ),
    ),
    Step(
        "slow variables",
        "Opinion, experience, the fence, frustration, summits and channels",
        (1, 13, 17, 18, 20, 40, 41, 44, 48),
        (
            slow.opinion,
            slow.flow_usual,
            slow.active_matters,
            slow.experience,
            slow.fence,
            slow.frustration,
            slow.summit,
            slow.channel,
            slow.tenure,
        ),
    ),
    Step(
        "noting",
        "First months, counts and configurations are noted down",
        (),
        (
            observing.first_events,
            observing.deal_counts,
            observing.constraint_log,
            observing.blocking,
            observing.regime_firsts,
            observing.triangle_pattern,
        ),
    ),
)
