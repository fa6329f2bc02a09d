"""What statements of the event language mean in a run: month by month, world by world.

A statement becomes an array (month, draw, repeat): whether it holds at the end of a month, or, for
something that happens, whether it happens in it. What the model does not carry, or what a run did
not keep, is refused in one line that says what to keep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import ENDED, EVENTS, IN_FORCE, NOTICE, SUSPENDED, TALKS
from detente.dynamics.readings import Readings
from detente.dynamics.structure import Deal, Structure
from detente.mechanisms.triangle import ROLES
from detente.scenario import event_grammar as words
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, listed

Bools: TypeAlias = npt.NDArray[np.bool_]
Array: TypeAlias = npt.NDArray[np.float64]
#: A field of one entity: (index set, field, entity).
Entry: TypeAlias = tuple[str, str, str]

#: Numbers that differ by less than this are the same up to rounding.
CLOSE = 1e-5  # literal-ok: numerical, for float32

#: Verbs of agreements that last, by the status they mean.
STATES: Mapping[str, float] = {
    "in talks": TALKS,
    "in force": IN_FORCE,
    "suspended": SUSPENDED,
    "under notice": NOTICE,
    "ended": ENDED,
}
#: Verbs of agreements and talks that happen, by the events of the model they mean.
DEEDS: Mapping[str, tuple[str, ...]] = {
    "signed": ("signed",),
    "ratified": ("ratified_whole", "watered_down"),
    "ratified whole": ("ratified_whole",),
    "watered down": ("watered_down",),
    "rejected": ("rejected",),
    "extended": ("extended",),
    "lapsed": ("lapsed",),
    "withdrawn": ("withdrawn",),
    "open": ("opened",),
    "break off": ("broken_off",),
}
#: Events that name who did them, and where the model notes that down.
DOERS = {"rejected": "first_rejected", "withdrawn": "first_withdrawn"}


class UnwatchedError(InvalidInputError):
    """A statement that cannot be judged from a run; one line with the remedy."""


@dataclass(frozen=True, eq=False)
class Watch:
    """A run, as statements look at it.

    Attributes:
        scenario: what was run.
        parts: its index sets.
        worlds: where numbers are read.
        regimes: names of the rungs, best first.
        start: (index set, field, entity) → its value at the start, per draw.
        asked: every series that a statement asks for, noted down.
    """

    scenario: Scenario
    parts: Structure
    worlds: Readings
    regimes: tuple[str, ...]
    start: Callable[[str, str, str], Any]
    asked: dict[Entry, None] = field(default_factory=dict)

    def months(self, statement: words.Statement, *, from_start: bool = True) -> Bools:
        """Return whether a statement holds, or happens, in each month.

        Args:
            statement: without its time.
            from_start: whether only the first time of something that happens matters.

        Raises:
            UnwatchedError: the model does not carry it, or the run did not keep it.
        """
        find = _READERS.get(statement.kind)
        if find is None:
            self.refuse(statement, _NOT_HERE[statement.kind])
        return find(self, statement, from_start)

    def refuse(self, statement: object, message: str) -> NoReturn:
        """Raise one line about a statement."""
        raise UnwatchedError.single(message, file=self.scenario.name, path=f"'{statement}'")

    def course(self, statement: words.Statement, over: str, name: str, key: str) -> Array:
        """Return a field month by month."""
        self.asked[over, name, key] = None
        if key not in self.parts.keys(over):
            self.refuse(statement, f"the monthly model has no {over} '{key}'")
        try:
            return self.worlds.course(over, name, key)
        except (KeyError, ValueError):
            self.refuse(
                statement,
                f"the months of '{name}' of {key} were not kept – run with "
                f"series=[('{over}', '{name}')]; objectives.keeping lists what events need",
            )

    def first(self, over: str, name: str, key: str) -> Bools:
        """Return in which month something happened for the first time, month by month."""
        month = self.worlds.final(over, name, key)
        return np.asarray(month == np.arange(1, self.worlds.months + 1)[:, None, None])

    def never(self) -> Bools:
        """Return what holds in no month of any world."""
        shape = self.worlds.final("deal", "status", self.parts.deals[0].id).shape
        return np.zeros((self.worlds.months, *shape), np.bool_)

    def initial(self, over: str, name: str, key: str) -> Array:
        """Return a value at the start, shaped like a month of worlds."""
        value = np.asarray(self.start(over, name, key), np.float64)
        return value[:, None] if value.ndim else value

    def principal(self, statement: object, actor: str) -> str:
        """Return the principal that an actor is or belongs to."""
        entry = self.scenario.content.actors.get(actor)
        if entry is None:
            self.refuse(statement, f"actor '{actor}' is not declared")
        return entry.of or actor

    def happens(
        self, statement: words.Statement, deal: Deal, verb: str, actor: str, from_start: bool
    ) -> Bools:
        """Return whether something happens to a deal, month by month."""
        codes = [EVENTS.index(event) for event in DEEDS[verb]]
        if actor:
            who = self.principal(statement, actor)
            if who not in deal.required:
                self.refuse(statement, f"'{actor}' has no say in it – {listed(deal.required)} have")
            found = self.first("stake", DOERS[verb], f"{deal.id}|{who}")
        elif from_start:
            found = self.never()
            for event in DEEDS[verb]:
                found = found | self.first("deal", f"first_{event}", deal.id)
        else:
            found = np.isin(self.course(statement, "deal", "event", deal.id), codes)
        return found

    def lasts(self, statement: words.Statement, deal: Deal, verb: str, actor: str) -> Bools:
        """Return whether a deal has a status, month by month."""
        if actor:
            self.refuse(statement, f"who suspends is not noted down – leave out 'by {actor}'")
        return np.asarray(self.course(statement, "deal", "status", deal.id) == STATES[verb])


def _agreement(watch: Watch, said: words.AgreementStatus, from_start: bool) -> Bools:
    for deal in watch.parts.deals:
        if deal.agreement is not None and deal.id == said.agreement:
            if said.verb in STATES:
                return watch.lasts(said, deal, said.verb, said.actor)
            return watch.happens(said, deal, said.verb, said.actor, from_start)
    declared = watch.scenario.content.agreements[said.agreement]
    if declared.status == "ended":  # over for good before the run begins
        return np.logical_not(watch.never()) if said.verb == "ended" else watch.never()
    begin = f"agreement {said.agreement}: "
    why = [line.removeprefix(begin) for line in watch.parts.left_out if line.startswith(begin)]
    return watch.refuse(said, f"it is not part of the monthly model ({''.join(why[:1])})")


def _any_agreement(watch: Watch, said: words.AnyAgreement, from_start: bool) -> Bools:
    deals = [deal for deal in watch.parts.deals if not said.issue or said.issue in deal.issues]
    if said.pair:
        deals = [deal for deal in deals if set(said.pair.split("-")) <= set(deal.required)]
    if said.actor:
        who = watch.principal(said, said.actor)
        deals = [deal for deal in deals if who in deal.required]
    found = watch.never()
    for deal in deals:
        if said.verb in STATES:
            holds = watch.lasts(said, deal, said.verb, said.actor)
        else:
            # A deal too shallow at first may be deep enough the next time.
            once = from_start and not said.depth_bound
            holds = watch.happens(said, deal, said.verb, said.actor, once)
        if said.depth_bound:
            depth = watch.course(said, "deal", "depth", deal.id)
            holds = holds & _compare(depth, said.depth_bound, said.depth)
        found = found | holds
    return found


def _talks(watch: Watch, said: words.Talks, from_start: bool) -> Bools:
    both = set(said.pair.split("-"))
    found = watch.never()
    for deal in watch.parts.deals:
        if said.issue in deal.issues and both <= set(deal.required):
            if said.verb == "under way":
                found = found | watch.lasts(said, deal, "in talks", "")
            else:
                found = found | watch.happens(said, deal, said.verb, "", from_start)
    return found


def _regime(watch: Watch, said: words.Regime, _: bool) -> Bools:
    rung = watch.course(said, "pair", "regime", said.pair)
    start = np.broadcast_to(watch.initial("pair", "regime", said.pair), rung.shape[1:])
    if said.verb in ("worsens", "improves"):
        return np.asarray(rung > start if said.verb == "worsens" else rung < start)
    if said.regime not in watch.regimes:
        watch.refuse(
            said, f"the ladder of this run has no '{said.regime}' – it has {listed(watch.regimes)}"
        )
    place = watch.regimes.index(said.regime)
    if said.verb == "at or below":
        return np.asarray(rung <= place)
    if said.verb == "at or above":
        return np.asarray(rung >= place)
    if said.verb == "is":
        return np.asarray(rung == place)
    before = np.concatenate([start[None], rung[:-1]])
    return np.asarray((rung == place) & (before != place))


def _summit(watch: Watch, said: words.Summit, from_start: bool) -> Bools:
    if said.pair not in watch.parts.keys("pair"):
        watch.refuse(said, f"the monthly model has no pair '{said.pair}'")
    if from_start:
        return watch.first("pair", "first_summit", said.pair)
    return np.asarray(watch.course(said, "pair", "summit", said.pair) > 0.5)


def _leader(watch: Watch, said: words.LeaderChange, from_start: bool) -> Bools:
    actor = watch.principal(said, said.actor)
    if actor not in watch.parts.keys("actor"):
        watch.refuse(said, f"the monthly model has no actor '{actor}'")
    if from_start:
        return watch.first("actor", "first_leader_change", actor)
    return np.asarray(watch.course(said, "actor", "leader_changed", actor) > 0.5)


def _triangle(watch: Watch, said: words.Triangle, _: bool) -> Bools:
    pattern = watch.course(said, "triad", "pattern", said.triad).astype(np.int64)
    minus = np.stack([pattern // 4 % 2, pattern // 2 % 2, pattern % 2])  # literal-ok: codes
    clear = pattern < 8  # literal-ok: the code of an ambiguous triangle
    if said.shape:
        return np.asarray(clear & (minus.sum(axis=0) == words.SHAPES.index(said.shape)))
    members = watch.scenario.content.triads[said.triad].members
    if said.actor not in members:
        watch.refuse(said, f"'{said.actor}' is no corner of it – {listed(members)} are")
    # Signs are those of the sides ab, ac, bc: the side opposite a corner is counted from the end.
    opposite = minus[2 - members.index(said.actor)]
    role = 2 * (minus.sum(axis=0) - opposite) + 1 - opposite
    return np.asarray(clear & (role == ROLES.index(said.role)))


def _level(watch: Watch, said: words.Level, _: bool) -> Bools:
    name, key = said.quantity, said.dyad or said.pair
    if name == "experience":
        keys = [k for k in watch.parts.keys("matter") if k.split(":")[1] == key]
        if not keys:
            watch.refuse(said, f"the monthly model has nothing that {key} deal about")
        entries = [("matter", name, k) for k in keys]
    else:
        entries = [("dyad" if said.dyad else "pair", name, key)]
    value = np.mean([watch.course(said, *entry) for entry in entries], axis=0)
    comparison, number = said.comparison, said.number or 0.0
    if comparison in words.BOUNDS:
        return _compare(value, comparison, number)
    if comparison in words.THIRDS:
        spec = words.QUANTITIES[name]
        place = words.THIRDS.index(comparison)
        third = (spec.highest - spec.lowest) / len(words.THIRDS)
        low, high = spec.lowest + place * third, spec.lowest + (place + 1) * third
        last = place == len(words.THIRDS) - 1
        return np.asarray((value >= low) & ((value < high) | last))
    change = value - np.mean([watch.initial(*entry) for entry in entries], axis=0)
    if comparison in words.STARTS:
        return _compare(change, comparison.removesuffix(" its start"), 0.0)
    down = comparison.startswith(("falls", "eased"))
    size = -change if down else change
    return _compare(size, "at or above" if number else "above", number)


def _compare(value: Array, bound: str, number: float) -> Bools:
    """Compare up to rounding: what is as good as equal is equal."""
    if bound == "above":
        return np.asarray(value > number + CLOSE)
    if bound == "below":
        return np.asarray(value < number - CLOSE)
    if bound == "at or above":
        return np.asarray(value >= number - CLOSE)
    return np.asarray(value <= number + CLOSE)


_READERS: Mapping[str, Callable[[Watch, Any, bool], Bools]] = {
    "agreement": _agreement,
    "any_agreement": _any_agreement,
    "talks": _talks,
    "regime": _regime,
    "summit": _summit,
    "leader": _leader,
    "triangle": _triangle,
    "level": _level,
}
_NOT_HERE = {
    "measure": "the monthly model has no single measures – speak of 'sanctions a>b'",
    "equilibrium": "the monthly model has no equilibria – the analysis of standoffs judges them",
}
