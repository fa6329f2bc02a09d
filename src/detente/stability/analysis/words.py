"""What the conflicts show, in sentences; each rests on a finding and disappears with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.library.conventions import conventions
from detente.stability.analysis.phrases import joined, labels, move_words, names_of
from detente.stability.analysis.worlds import Worlds

if TYPE_CHECKING:
    from detente.scenario.model import Scenario
    from detente.stability.analysis.findings import ConflictSolution, Standing
    from detente.stability.analysis.hinges import Hinge
    from detente.stability.reasons import Verdict
    from detente.stability.spreading import Step


#: No sentence is longer.
MOST_WORDS = 25  # literal-ok: a length
#: So many outcomes, and ways out, are told of.
MOST_TOLD = 4  # literal-ok: a length
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and the id of the finding that it rests on."""

    text: str
    finding: str


def conflict_sentences(scenario: Scenario, one: ConflictSolution) -> tuple[Told, ...]:
    """Return what a conflict shows: the status quo, other outcomes, what deters, the way out."""
    found = [told for s in told_states(one) for told in outcome_sentences(scenario, one, s)]
    return (*common_sentences(one), *found, *way_sentences(scenario, one))


def told_states(one: ConflictSolution) -> tuple[str, ...]:
    """Return the status quo, and the commonest equilibria that hold in more than a few worlds."""
    least = conventions()["effect_floor"] * len(one.worlds)
    standings = one.standings[one.leading]
    held = [s.state for s in standings if s.count >= least and s.state != one.status_quo]
    first = () if one.status_quo is None else (one.status_quo,)
    return (*first, *held[:MOST_TOLD])


def lead_sentence(one: ConflictSolution) -> Told:
    """Say of a standoff in how many worlds the status quo holds, or the commonest outcome."""
    total, title = len(one.worlds), one.title
    if one.status_quo is not None:
        held = one.standing(one.status_quo).count
        text = f"{title}: the status quo {_often(held, total)}"
        longer = f"{text}; {_leads(one)}."
        return _told(longer if word_count(longer) <= MOST_WORDS else f"{text}.", one, "lead")
    if one.standings[one.leading] and one.standings[one.leading][0].count:
        first = one.standings[one.leading][0]
        name = labels(one).get(first.state, first.state)
        return _told(f"{title}: {name} {_often(first.count, total)}.", one, "lead")
    return _told(f"{title}: nothing holds in any preference world.", one, "lead")


def _leads(one: ConflictSolution) -> str:
    """Say whether moves lead from the status quo to another equilibrium, as declared."""
    ways = one.declared.ways[one.leading].reachable
    if any(way.state != one.status_quo for way in ways):
        return "single moves lead out of it"
    return f"{'only joint' if one.declared.joint[one.leading] else 'no'} moves lead out of it"


def common_sentences(one: ConflictSolution) -> Iterator[Told]:
    """Say which outcomes hold in most worlds, and in how many none does."""
    total = len(one.worlds)
    others = [s for s in one.standings[one.leading] if s.state != one.status_quo]
    most = [s for s in others if 2 * s.count > total]
    letters = labels(one)
    if most:
        names = [letters.get(s.state, s.state) for s in most[:MOST_TOLD]]
        more = len(most) - len(names)
        named = joined([*names, f"{more:,} more"] if more else names)
        other = "" if one.status_quo is None else "other "
        noun = f"{_number(len(most))} {other}outcome{' holds' if len(most) == 1 else 's hold'}"
        where = "the only world" if total == 1 else "most preference worlds"
        yield _told(f"{noun} in {where}: {named}.", one, "most")
    if one.empty[one.leading]:
        often = _often(one.empty[one.leading], total)
        yield _told(f"no outcome at all {often}.", one, "empty")


def outcome_sentences(scenario: Scenario, one: ConflictSolution, state: str) -> Iterator[Told]:
    """Say in how many worlds an outcome holds, what deters whom, and what decides."""
    standing = one.standing(state)
    yield count_sentence(one, standing)
    verdicts = one.declared.verdicts[one.leading].get(state, ())
    yield from reason_sentences(scenario, one, verdicts)
    for hinge in one.hinges[one.leading].get(state, ())[:1]:
        yield hinge_sentence(scenario, one, state, hinge)


def count_sentence(one: ConflictSolution, standing: Standing) -> Told:
    """Say in how many worlds a state holds, and in how many of the wide set."""
    name = labels(one).get(standing.state, standing.state)
    if standing.state == one.status_quo:
        name = f"the status quo, {name},"
    total, wide = len(one.worlds), len(one.wide)
    text = f"{name} {_often(standing.count, total)}"
    if (total, wide) != (1, 1):
        text += f"; with soft statements anywhere, {_share(standing.wide, one.wide)}"
    return _told(f"{text}.", one, f"{standing.state}:{standing.count}/{total}")


def reason_sentences(
    scenario: Scenario, one: ConflictSolution, verdicts: tuple[Verdict, ...]
) -> Iterator[Told]:
    """Say why a state holds or fails as declared, decision maker by decision maker."""
    if not verdicts:
        return
    key = f"{verdicts[0].state}:reason"
    unstable = [verdict for verdict in verdicts if not verdict.stable]
    for verdict in unstable[:1]:
        who = scenario.name_of(verdict.decision_maker)

        def leaves(brief: bool, verdict: Verdict = verdict, who: str = who) -> str:
            move = move_words(scenario, one, verdict.state, verdict.open[0], brief=brief)
            return f"as declared it fails: {who} would rather {move}."

        last = f"as declared it fails: {who} would rather move."
        yield _fitting(leaves, last, one, f"{key}:{verdict.decision_maker}:unstable")
    if unstable:
        return
    if all(verdict.reason == "no move" for verdict in verdicts):
        yield _told("nobody gains by moving alone.", one, f"{key}:no move")
    for verdict in verdicts:
        if verdict.deterred and verdict.deterred[0].chain:
            yield deterrence_sentence(scenario, one, verdict)


def deterrence_sentence(scenario: Scenario, one: ConflictSolution, verdict: Verdict) -> Told:
    """Say what a decision maker could gain by moving, and who would answer how."""
    first = verdict.deterred[0]
    who = scenario.name_of(verdict.decision_maker)

    def text(brief: bool) -> str:
        move = move_words(scenario, one, verdict.state, first.improvement, brief=brief)
        answer = _chain(scenario, one, first.improvement, first.chain, brief=brief)
        return f"Were {who} to {move}, {answer}."

    movers = names_of(scenario, dict.fromkeys(mover for mover, _ in first.chain))
    last = f"{who} could gain by moving, but {movers} would answer."
    return _fitting(text, last, one, f"{verdict.state}:deterred:{verdict.decision_maker}")


def hinge_sentence(scenario: Scenario, one: ConflictSolution, state: str, hinge: Hinge) -> Told:
    """Say on whose ranking of what it hangs whether a state holds.

    Where worlds of a declared alternative take no part in the comparison but bear on what is said,
    the sentence says that they stand aside.
    """
    name = labels(one).get(state, state)
    who = scenario.name_of(hinge.decision_maker)
    if hinge.feature == "alternative":
        ranks = f"{who} ranks by “{hinge.statement}”"
    else:
        ranks = f"{who} ranks “{hinge.statement}” above “{hinge.over}”"
    held, other = hinge.holds_with, hinge.holds_without
    count = one.standing(state).count
    aside = ", alternatives aside" if count > held + other else ""
    if held == 0:
        text = f"{name} never holds where {ranks}{aside}."
    elif other == 0:
        text = f"{name} holds only where {ranks}{aside}."
    else:
        if hinge.worlds_with + hinge.worlds_without < len(one.worlds):
            aside = ", alternatives aside"
        text = (
            f"{name} holds in {held} of {hinge.worlds_with} worlds where {ranks}, else in {other} "
            f"of {hinge.worlds_without}{aside}."
        )
    return _told(text, one, f"{state}:hinge:{hinge.decision_maker}")


def way_sentences(scenario: Scenario, one: ConflictSolution) -> Iterator[Told]:
    """Say which equilibria can be reached from the status quo, by whose moves."""
    ways = one.declared.ways.get(one.leading)
    if ways is None:
        return
    letters = labels(one)
    start = ways.state
    others = [way for way in ways.reachable if way.state != start]
    for way in others[:MOST_TOLD]:
        goal = letters.get(way.state, way.state)

        def alone(brief: bool, steps: tuple[Step, ...] = way.shortest, goal: str = goal) -> str:
            return f"a way out to {goal}: {_chain(scenario, one, start, steps, brief=brief)}."

        movers = names_of(scenario, dict.fromkeys(mover for mover, _ in way.shortest))
        last = f"a way out to {goal} leads over {_number(len(way.shortest))} moves of {movers}."
        yield _fitting(alone, last, one, f"way:{way.state}")
    joint = [j for j in one.declared.joint[one.leading] if j.state not in {w.state for w in others}]
    if not others:
        yield _told(
            "no moves that each mover prefers lead from the status quo to another equilibrium.",
            one,
            "way:none",
        )
    for found in joint[:MOST_TOLD]:
        goal, who = letters.get(found.state, found.state), names_of(scenario, found.coalition)
        spoilt = ", though others could spoil it" if found.deterred else ""
        then = ""
        if found.onward:
            then = f"; {names_of(scenario, dict.fromkeys(m for m, _ in found.onward))} would follow"
        text = f"together {who} can open the way to {goal}, to the liking of each{then}{spoilt}."
        yield _told(text, one, f"joint:{found.state}")
    if not others and not joint:
        yield _told("nor does any joint move that all its members prefer.", one, "joint:none")


def _chain(
    scenario: Scenario, one: ConflictSolution, start: str, steps: tuple[Step, ...], *, brief: bool
) -> str:
    """Return `Russia would …, then Ukraine would …`."""
    told, here = [], start
    for mover, there in steps:
        move = move_words(scenario, one, here, there, brief=brief)
        told.append(f"{scenario.name_of(mover)} would {move}")
        here = there
    return ", then ".join(told)


def _often(count: int, total: int) -> str:
    if total == 1:
        only = "in the only preference world"
        return f"holds {only}" if count else f"does not hold {only}"
    if count == total:
        return f"holds in all {total:,} preference worlds"
    if count == 0:
        return f"holds in none of {total:,} preference worlds"
    return f"holds in {count:,} of {total:,} preference worlds"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def _share(count: int, wide: Worlds) -> str:
    drawn = "" if wide.complete else " drawn"
    return f"in {count:,} of {len(wide):,}{drawn}"


def _fitting(build: Callable[[bool], str], last: str, one: ConflictSolution, finding: str) -> Told:
    """Return a sentence as full as its length allows: names, then ids, then neither."""
    made = [build(False), build(True), last]
    fits = (text for text in made if word_count(text) <= MOST_WORDS)
    return _told(next(fits, last), one, finding)


def word_count(text: str) -> int:
    """Return the number of words in a text."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def _told(text: str, one: ConflictSolution, finding: str) -> Told:
    return Told(text[:1].upper() + text[1:], f"conflict.{one.conflict}.{finding}")
