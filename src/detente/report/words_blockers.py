"""What blocks each deal, who must consent and which clock runs, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.interests.verdicts import Failure, Firmness, Verdict
from detente.library.conventions import conventions
from detente.report.lexicon import counted, date_words, deal_words, listing, names, number
from detente.report.sentences import (
    MOST_WORDS,
    Sentence,
    fitting,
    likely,
    said,
    strength_of,
    word_count,
)
from detente.report.words_interests import obstacle, obstacle_label
from detente.scenario.model import Scenario
from detente.scenario.timeline import Clock, Timeline

#: How many clocks the first page names.
MOST_CLOCKS = 2


@dataclass(frozen=True, slots=True)
class Block:
    """Deals that one obstacle stands against, stated equally firmly."""

    failure: Failure
    strength: Firmness
    issues: tuple[str, ...]


def strength_of_block(failure: Failure) -> Firmness:
    """Return how firmly a blocker may be stated."""
    return strength_of(failure.share or 0.0, failure.share_widened)


def blocks(verdicts: Iterable[Verdict]) -> tuple[Block, ...]:
    """Group deals by what blocks them, firmly enough to be named; the largest group first."""
    groups: dict[tuple[str, str, tuple[str, ...], Firmness], Block] = {}
    for found in verdicts:
        first = found.blocker
        if first is None or strength_of_block(first) == "open":
            continue
        strength = strength_of_block(first)
        key = (first.condition, first.actor, first.others, strength)
        known = groups[key].issues if key in groups else ()
        groups[key] = Block(first, strength, (*known, found.issue))
    order = {"settled": 0, "leaning": 1}
    return tuple(sorted(groups.values(), key=lambda b: (order[b.strength], -len(b.issues))))


def block_sentence(scenario: Scenario, block: Block) -> Sentence:
    """Say what blocks a group of deals."""
    what = obstacle(scenario, block.failure)
    text = fitting(scenario, block.issues, f"{what} {likely(block.strength)}blocks {{}}.".format)
    issues = ",".join(block.issues)
    return said(text, f"blockers.{block.failure.condition}.{block.failure.actor}#{issues}")


def unsettled_sentence(scenario: Scenario, verdicts: Iterable[Verdict]) -> Sentence | None:
    """Name the deals of which a condition fails in most draws, but not firmly enough."""
    issues = [
        found.issue
        for found in verdicts
        if found.blocker is not None and strength_of_block(found.blocker) == "open"
    ]
    if not issues:
        return None
    text = fitting(scenario, issues, "what blocks {} is not settled.".format)
    return said(text, f"blockers.unsettled#{','.join(issues)}")


def unblocked_sentence(scenario: Scenario, verdicts: Iterable[Verdict]) -> Sentence | None:
    """Name the deals that nothing blocks in most draws; None where there are none."""
    issues = [found.issue for found in verdicts if found.blocker is None]
    if not issues:
        return None
    text = fitting(
        scenario, issues, lambda deals: f"no single condition blocks {deals} in most draws."
    )
    return said(text, f"blockers.none#{','.join(issues)}")


def blocks_title(scenario: Scenario, verdicts: Sequence[Verdict]) -> str:
    """Return the headline of the third finding."""
    made = blocks(verdicts)
    if not made:
        return "What blocks each deal is not settled"
    sums: dict[tuple[str, str, tuple[str, ...]], list[Block]] = {}
    for block in made:
        key = (block.failure.condition, block.failure.actor, block.failure.others)
        sums.setdefault(key, []).append(block)
    for (condition, _, others), group in sums.items():
        count = sum(len(block.issues) for block in group)
        if condition == "home" and others and 2 * count > len(verdicts) > 1:
            maybe = "" if all(block.strength == "settled" for block in group) else "probably "
            amount = "All" if count == len(verdicts) else "Most"
            return f"{amount} deals {maybe}fail at {names(scenario, others)}"
    return "What blocks each deal"


#: How a count of deals names each condition.
_BY = {
    "gain": "by too small a gain",
    "horizon": "by a later loss that already counts",
    "ally": "by a duty to a third party",
    "consent": "by a missing consent",
    "home": "by a hurdle at home",
}


def blocks_lead(verdicts: Sequence[Verdict]) -> Sentence:
    """Return the lead sentence of the section on blockers."""
    made = blocks(verdicts)
    if not made:
        return said("no obstacle blocks a deal firmly enough to be named.", "blockers.lead.open")
    counts: dict[str, int] = {}
    for block in made:
        sort = block.failure.condition
        counts[sort] = counts.get(sort, 0) + len(block.issues)
    total = sum(counts.values())
    maybe = "" if all(block.strength == "settled" for block in made) else "at least probably "
    verb = "is" if total == 1 else "are"
    deals = counted(len(verdicts), "deal")
    head = f"{number(total)} of {deals} {verb} {maybe}blocked"
    if len(counts) == 1:
        return said(f"{head}, {_BY[next(iter(counts))]}.", "blockers.lead")
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    parts = listing(f"{number(count)} {_BY[sort]}" for sort, count in ranked)
    return said(f"{head}: {parts}.", "blockers.lead")


def consent_sentence(
    scenario: Scenario, verdicts: Iterable[Verdict], *, brief: bool = False
) -> Sentence | None:
    """Say who outside the pair must consent to what; None where nobody must.

    Args:
        scenario: names the actors.
        verdicts: on one pair.
        brief: say who, but not to what.
    """
    needed = {
        found.issue: [f.actor for f in found.failures if f.condition == "consent"]
        for found in verdicts
    }
    if not any(needed.values()):
        return None
    # The consent is the subject: a deal may be a plural and would need another verb.
    each = listing(
        f"that of {names(scenario, actors)} for {deal_words(scenario, issue)}"
        for issue, actors in needed.items()
        if actors
    )
    text = f"consent is needed: {each}."
    if brief or word_count(text) > MOST_WORDS:
        everybody = dict.fromkeys(actor for actors in needed.values() for actor in actors)
        text = f"consent is needed from {names(scenario, everybody)}."
    return said(text, "blockers.consents")


def consent_words(failure: Failure) -> str:
    """Say in a word whether a consent is given."""
    if failure.share is None:
        return "not declared"
    refused = strength_of(failure.share, failure.share_widened)
    given = strength_of(1 - failure.share, 1 - (failure.share_widened or 0.0))
    if refused != "open":
        return f"{likely(refused)}withheld"
    return f"{likely(given)}given" if given != "open" else "cannot be told"


def clock_words(clock: Clock | None) -> str:
    """Return the clock on an issue, for the end of a row."""
    if clock is None:
        return "none declared"
    verb = "ends" if clock.sort == "ends" else "up for renewal"
    return f"{clock.name} {verb} {date_words(clock.date)}"


def clock_sentence(dates: Timeline, issues: Iterable[str]) -> Sentence | None:
    """Name the nearest end dates on the given issues, or else the nearest renewal."""
    known = set(issues)
    clocks = [clock for clock in dates.clocks if clock.issue in known]
    ending = [clock for clock in clocks if clock.sort == "ends"][:MOST_CLOCKS]
    if ending:
        parts = listing(f"{clock.name} on {date_words(clock.date)}" for clock in ending)
        return said(f"next to run out: {parts}.", f"clocks.ends#{ending[0].id}")
    if clocks:
        first = clocks[0]
        text = f"nothing runs out; {first.name} comes up for renewal on {date_words(first.date)}."
        return said(text, f"clocks.renews#{first.id}")
    return None


def row_words(scenario: Scenario, blocker: Failure | None) -> str:
    """Return what blocks a deal, for the end of a row of a figure."""
    if blocker is None:
        return "nothing in most draws"
    strength = strength_of_block(blocker)
    if strength == "open":
        if blocker.condition == "consent":
            return f"not settled; needs {obstacle_label(scenario, blocker)}"
        return "not settled"
    return f"{likely(strength)}{obstacle_label(scenario, blocker)}"


def blocker_widths(verdicts: Iterable[Verdict]) -> list[float]:
    """Return how often each stated blocker fails with widths doubled."""
    return [
        found.blocker.share_widened or 0.0
        for found in verdicts
        if found.blocker is not None and strength_of_block(found.blocker) != "open"
    ]


def blocking_share() -> float:
    """Return the share of draws from which a failing condition counts as blocking."""
    return conventions()["blocking_share"]
