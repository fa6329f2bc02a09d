"""Given events: what happened after the scenario's date, put into every world.

What the model can impose is imposed in the month that contains its date. What it cannot impose but
notes down becomes a condition: only the worlds in which it holds are kept (`conditioning`). The
rest is refused in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from detente.dynamics import codes
from detente.dynamics.moments import month_of
from detente.dynamics.structure import Deal
from detente.dynamics.timelines import Timeline
from detente.scenario import event_grammar as words
from detente.scenario.event_grammar import Atom, Event, Plain
from detente.scenario.events import parse_event
from detente.scenario.model import Scenario
from detente.scenario.policies import Given
from detente.scenario.problems import InvalidInputError, listed

#: What becomes of an agreement, by the words of the event language, as an event of the model.
DEEDS: Mapping[str, float] = {
    "signed": codes.AGREED,
    "ratified": codes.RATIFIED,
    "ratified whole": codes.RATIFIED,
    "watered down": codes.WATERED_DOWN,
    "rejected": codes.REJECTED,
    "extended": codes.EXTENDED,
    "lapsed": codes.LAPSED,
    "withdrawn": codes.WITHDRAWN,
    "in talks": codes.OPENED,
    "suspended": codes.SUSPENSION,
    "under notice": codes.WITHDRAWN,
    "ended": codes.TERMINATED,
}
IMPOSED = (
    "what becomes of an agreement, talks that open, a regime, a summit, a change of leader, and "
    "sanctions eased or tightened by an amount can be imposed; states that the model notes down "
    "choose among the worlds"
)


@dataclass(frozen=True)
class Fact:
    """One part of a given event.

    Attributes:
        scenario: whose.
        place: of the given event in its list.
        event: the part, with its time.
        month: of a run.
    """

    scenario: Scenario
    place: int
    event: Plain
    month: int

    def refuse(self, message: str) -> NoReturn:
        """Raise one line about this given event."""
        path = ("given", self.place, "event")
        raise InvalidInputError([self.scenario.tree.problem(path, message)])


def facts_of(scenario: Scenario) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return what is imposed and what chooses among the worlds.

    Raises:
        InvalidInputError: a given event that can be neither; one line.
    """
    imposed: list[Fact] = []
    conditions: list[Fact] = []
    for place, given in enumerate(scenario.content.given):
        month = month_of(scenario.as_of, given.date.day)
        for part in _parts(scenario, place, parse_event(given.event)):
            fact = Fact(scenario, place, part, month)
            if isinstance(part, Atom) and can_impose(part.statement):
                if part.window != words.Window() or part.persistence is not None:
                    fact.refuse("its date stands under 'date' – leave the time out of the event")
                imposed.append(fact)
            else:
                conditions.append(replace(fact, event=_dated(part, given)))
    return tuple(imposed), tuple(conditions)


def _parts(scenario: Scenario, place: int, event: Event) -> Iterator[Plain]:
    if isinstance(event, words.Given):
        first = Fact(scenario, place, event.event, 1)
        first.refuse("it has happened, so it needs no 'given' – list each event by itself")
    if isinstance(event, words.And):
        for part in event.parts:
            yield from _parts(scenario, place, part)
    else:
        yield event


def _dated(event: Plain, given: Given) -> Plain:
    """Return a condition with the date put in where a statement has no time of its own."""
    match event:
        case words.Not(part):
            return words.Not(_dated(part, given))
        case words.And(parts):
            return words.And(tuple(_dated(part, given) for part in parts))
        case words.Or(parts):
            return words.Or(tuple(_dated(part, given) for part in parts))
        case Atom(statement, window, lasting):
            if window != words.Window() or statement.time == "timeless":
                return event
            moment = words.Moment(given.date.day.year, given.date.day.month)
            if statement.time == "state" and lasting is None:
                return replace(event, window=words.Window(at=moment))
            return replace(event, window=words.Window(by=moment))


def can_impose(said: words.Statement) -> bool:
    """Whether the model can impose what a statement says."""
    if isinstance(said, words.AgreementStatus):
        return said.verb in DEEDS
    if isinstance(said, words.Regime):
        return said.verb in ("is", "reaches")
    if isinstance(said, words.Talks):
        return said.verb == "open"
    if isinstance(said, words.Level):
        return said.quantity == "sanctions" and said.comparison in ("eased by", "tightened by")
    return isinstance(said, words.Summit | words.LeaderChange)


def impose(facts: tuple[Fact, ...], timeline: Timeline) -> None:
    """Put what happened into a run.

    Raises:
        InvalidInputError: something that this run has not; one line.
    """
    for fact in facts:
        assert isinstance(fact.event, Atom)
        _IMPOSE[fact.event.kind](fact, fact.event.statement, timeline)


def _agreement(fact: Fact, said: Any, timeline: Timeline) -> None:
    found = [
        deal
        for deal in timeline.parts.deals
        if deal.agreement is not None and deal.id == said.agreement
    ]
    if not found:
        begin = f"agreement {said.agreement}: "
        left_out = timeline.parts.left_out
        why = [line.removeprefix(begin) for line in left_out if line.startswith(begin)]
        reason = why[0] if why else "it had ended"
        fact.refuse(f"'{said.agreement}' is not part of the monthly model ({reason})")
    _deed(fact, found[0], DEEDS[said.verb], timeline)
    if said.actor and said.verb in ("rejected", "withdrawn"):
        actor = _principal(fact, said.actor)
        if actor not in found[0].required:
            fact.refuse(f"'{said.actor}' has no say in it – {listed(found[0].required)} have")
        spot = ("stake", f"{found[0].id}|{actor}", "refusal")
        timeline.put(spot, 1.0, fact.month, fact.month + 1)


def _talks(fact: Fact, said: Any, timeline: Timeline) -> None:
    wanted = f"{said.issue}:{said.pair}"
    for deal in timeline.parts.deals:
        if deal.id == wanted:
            _deed(fact, deal, codes.OPENED, timeline)
            return
    fact.refuse(
        f"the monthly model has no deal of {said.pair} on '{said.issue}' – both must be listed "
        f"under issues.{said.issue}.actors"
    )


def _deed(fact: Fact, deal: Deal, code: float, timeline: Timeline) -> None:
    timeline.put(("deal", deal.id, "forced_event"), code, fact.month, fact.month + 1)


def _regime(fact: Fact, said: Any, timeline: Timeline) -> None:
    _known(fact, "pair", said.pair, timeline)
    rung = timeline.start.ladder.rung_of(said.regime)
    spot = ("pair", said.pair, "forced_regime")
    timeline.put(spot, rung + 1.0, fact.month, fact.month + 1)


def _summit(fact: Fact, said: Any, timeline: Timeline) -> None:
    _known(fact, "pair", said.pair, timeline)
    timeline.strike(("pair", said.pair, "forced_summit"), 1.0, fact.month)


def _leader(fact: Fact, said: Any, timeline: Timeline) -> None:
    actor = _principal(fact, said.actor)
    _known(fact, "actor", actor, timeline)
    timeline.strike(("actor", actor, "forced_change"), 1.0, fact.month)


def _sanctions(fact: Fact, said: Any, timeline: Timeline) -> None:
    _known(fact, "dyad", said.dyad, timeline)
    sign = -1 if said.comparison == "eased by" else 1
    timeline.strike(("dyad", said.dyad, "sanctions_push"), sign * said.number, fact.month)


def _known(fact: Fact, over: str, key: str, timeline: Timeline) -> None:
    if key not in timeline.parts.keys(over):
        fact.refuse(f"the monthly model has no {over} '{key}' – it has no relation of its own")


def _principal(fact: Fact, actor: str) -> str:
    return fact.scenario.content.actors[actor].of or actor


_IMPOSE: Mapping[str, Callable[[Fact, Any, Timeline], None]] = {
    "agreement": _agreement,
    "talks": _talks,
    "regime": _regime,
    "summit": _summit,
    "leader": _leader,
    "level": _sanctions,
}
