"""The statuses of a deal and the moves between them; one event a month at most.

talks → none | signed;  signed → none | in force;  in force → suspended | notice | ended;
suspended → in force | notice | ended;  notice → ended.  An open slot starts anew after its end.
"""

from __future__ import annotations

from detente.dynamics.codes import (
    AGREED,
    BROKEN_OFF,
    CHANGES_WANTED,
    ENDED,
    EXTENDED,
    IN_FORCE,
    LAPSED,
    NEVER,
    NO_OBJECTION,
    NO_SURPLUS,
    NONE,
    NOTHING,
    NOTICE,
    OPENED,
    RATIFIED,
    REJECTED,
    RESUMED,
    SIGNED,
    SUSPENDED,
    SUSPENSION,
    TALKS,
    TERMINATED,
    WATERED_DOWN,
    WITHDRAWN,
)
from detente.dynamics.engine.primitives import choose, clip, log, logistic, maximum
from detente.dynamics.engine.terms import term
from detente.dynamics.month.reading import in_crisis, is_status

#: Log-odds of a uniform number have the standard deviation π / √3.
LOGISTIC_SCALE = 0.5513288954217921  # literal-ok: √3 / π


@term(over="deal", writes=("event_early",))
def event_before_force(
    status,
    open_chance,
    ready,
    sign_chance,
    breakoff_logit,
    crisis_breakoff,
    hopeless_breakoff,
    binding,
    calm,
    objection,
    vote_chance,
    luck_move,
    luck_exit,
):
    """What happens to a deal that is not yet in force.

    none → talks with the chance of opening; talks → signed with p where all conditions are met,
    else broken off with σ(k_0 + k_z 1[crisis] + k_s 1[no surplus]); signed → a vote comes up with
    chance p_v.
    """
    tense = crisis_breakoff * in_crisis(-calm)
    vain = choose(is_status(binding, NO_SURPLUS) > 0.5, hopeless_breakoff, 0.0)
    breaks = luck_exit < logistic(breakoff_logit + tense + vain)
    opened = choose(luck_move < open_chance, OPENED, NOTHING)
    ended = choose(breaks, BROKEN_OFF, NOTHING)
    talked = choose((ready > 0.5) & (luck_move < sign_chance), AGREED, ended)
    changed = choose(objection < CHANGES_WANTED + 0.5, WATERED_DOWN, REJECTED)
    passed = choose(objection < NO_OBJECTION + 0.5, RATIFIED, changed)
    voted = choose(luck_move < vote_chance, passed, NOTHING)
    return (
        is_status(status, NONE) * opened
        + is_status(status, TALKS) * talked
        + is_status(status, SIGNED) * voted
    )


@term(over="deal", writes=("event_late",))
def event_in_force(
    status,
    months_left,
    notice_left,
    alarm,
    alarm_chance,
    wants_out,
    channel,
    extend_chance,
    standing_order,
    suspension_after_alarm,
    repair_chance,
    collapse_chance,
    luck_move,
    luck_exit,
):
    """What happens to a treaty that binds, is suspended or under notice.

    An alarm suspends it with p_s (the luck that raised it is at most a, so that it is below a p_s
    with that chance); a suspended treaty is repaired with p_r · 2C or collapses; a
    party may give notice, which runs its full months; at the end of its term a treaty in force is
    extended, unless a party would rather leave, and any other lapses. A standing order of a policy
    suspends it (−1) or takes it up again (1), as long as it stands.
    """
    due = months_left - 1.0 < 0.5
    kept = (luck_exit < extend_chance) & (is_status(status, IN_FORCE) > 0.5)
    term_end = choose(kept & (wants_out < 0.5), EXTENDED, LAPSED)
    halts = (alarm > 0.5) & (luck_move < alarm_chance * suspension_after_alarm)
    halted = choose(halts | (standing_order < -0.5), SUSPENSION, NOTHING)
    running = choose(wants_out > 0.5, WITHDRAWN, halted)
    mended = luck_move < clip(repair_chance * 2.0 * channel, 0.0, 1.0)
    mended = (mended | (standing_order > 0.5)) & (standing_order > -0.5)
    fallen = choose(luck_exit < collapse_chance, TERMINATED, NOTHING)
    waiting = choose(wants_out > 0.5, WITHDRAWN, choose(mended, RESUMED, fallen))
    leaving = choose(notice_left <= 1.0, TERMINATED, choose(due, LAPSED, NOTHING))
    return (
        is_status(status, IN_FORCE) * choose(due, term_end, running)
        + is_status(status, SUSPENDED) * choose(due, LAPSED, waiting)
        + is_status(status, NOTICE) * leaving
    )


@term(over="deal", writes=("event",))
def event(event_early, event_late, forced_event):
    """The event of the month; a given or a policy may impose one."""
    return choose(forced_event > 0.5, forced_event, event_early + event_late)


@term(over="deal", writes=("status", "months_left", "notice_left", "depth", "wider", "project"))
def move(
    status,
    event,
    months_left,
    notice_left,
    depth,
    depth_now,
    wider,
    opens_wider,
    project,
    reopens,
    full_term,
    extension_term,
    notice_term,
    watering_loss,
    smallest_depth,
    project_spread,
    luck_exit,
    is_open_slot,
    smallest_chance,
):
    """The status after the event, with clocks, depth and what the project is worth.

    A signed text has the depth on offer; changes at home take the share ω of it. A project draws
    its own worth when talks on an open slot begin, from a logistic distribution with that standard
    deviation. Where a given event puts a text into force that
    was never signed, or has one signed that nobody wanted, the text still has some depth.
    """
    now = choose(is_status(event, OPENED) > 0.5, TALKS, status)
    now = choose((is_status(event, BROKEN_OFF) + is_status(event, REJECTED)) > 0.5, NONE, now)
    now = choose(is_status(event, AGREED) > 0.5, SIGNED, now)
    begins = is_status(event, RATIFIED) + is_status(event, WATERED_DOWN)
    now = choose(
        (begins + is_status(event, RESUMED) + is_status(event, EXTENDED)) > 0.5, IN_FORCE, now
    )
    now = choose(is_status(event, SUSPENSION) > 0.5, SUSPENDED, now)
    now = choose(is_status(event, WITHDRAWN) > 0.5, NOTICE, now)
    now = choose((is_status(event, LAPSED) + is_status(event, TERMINATED)) > 0.5, ENDED, now)
    fresh = (is_status(status, ENDED) * reopens > 0.5) & (event < 0.5)
    now = choose(fresh, NONE, now)
    dated = (months_left < NEVER * 0.5) & (now > IN_FORCE - 0.5) & (now < NOTICE + 0.5)
    runs = choose(dated, months_left - 1.0, months_left)
    left = choose(
        begins > 0.5, full_term, choose(is_status(event, EXTENDED) > 0.5, extension_term, runs)
    )
    waited = choose(
        is_status(event, WITHDRAWN) > 0.5, notice_term, notice_left - is_status(status, NOTICE)
    )
    unsigned = (begins > 0.5) & (status < SIGNED - 0.5)
    written = (is_status(event, AGREED) > 0.5) | unsigned
    text = choose(written, maximum(depth_now, smallest_depth), depth)
    text = choose(is_status(event, WATERED_DOWN) > 0.5, (1.0 - watering_loss) * text, text)
    opened = is_status(event, OPENED) > 0.5
    wide = choose(opened, opens_wider, wider)
    odds = log(maximum(luck_exit, smallest_chance) / maximum(1.0 - luck_exit, smallest_chance))
    worth = choose(opened, is_open_slot * project_spread * LOGISTIC_SCALE * odds, project)
    return now, left, waited, text, wide, worth
