"""What each lever of a policy does to the fields of the monthly model.

Every lever of `scenario.policies.LEVER_KINDS` has one function here. A lever that the model cannot
carry out is refused in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from detente.dynamics.entries import is_state_entry, set_entry
from detente.dynamics.structure import Deal, Structure
from detente.dynamics.timelines import Timeline
from detente.scenario.draws import Draws
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario
from detente.scenario.policies import Lever
from detente.scenario.problems import InvalidInputError, Path, listed


@dataclass(frozen=True, eq=False)
class Move:
    """One lever of a policy in one run.

    Attributes:
        lever: as declared.
        by: the principal whose policy it is, or None.
        path: where it stands, for messages.
        first: the month in which it begins.
        end: the month from which on it no longer holds.
        timeline: what it moves.
        sample: the draws of the run.
    """

    lever: Lever
    by: str | None
    path: Path
    first: int
    end: int
    timeline: Timeline
    sample: Draws

    @property
    def parts(self) -> Structure:
        """The index sets of the run."""
        return self.timeline.parts

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        return self.sample.scenario

    def refuse(self, message: str, *steps: str) -> NoReturn:
        """Raise one line about this lever."""
        problem = self.scenario.tree.problem((*self.path, *steps), message)
        raise InvalidInputError([problem])

    def amount(self) -> float:
        """Return the amount; all the way where none is given."""
        return 1.0 if self.lever.amount is None else self.lever.amount

    def months(self) -> Iterator[int]:
        """Yield the months in which something is done once more."""
        for time in range(self.lever.times or 1):
            yield self.first + time * (self.lever.every_months or 1)

    def pair(self) -> str:
        """Return the pair meant; the focus pair where none is named."""
        pair = pair_key(self.lever.pair or "-".join(self.scenario.focus))
        if pair not in self.parts.keys("pair"):
            self.refuse("the monthly model knows no relation between these two principals", "pair")
        return pair

    def dyad(self) -> str:
        """Return the dyad meant."""
        assert self.lever.dyad is not None  # a check of the scenario
        if self.lever.dyad not in self.parts.keys("dyad"):
            self.refuse("the monthly model knows no relation between these two principals", "dyad")
        return self.lever.dyad

    def agreement(self) -> Deal:
        """Return the agreement meant."""
        name = self.lever.agreement
        for deal in self.parts.deals:
            if deal.id == name and deal.agreement is not None:
                return deal
        begin = f"agreement {name}: "
        why = [line.removeprefix(begin) for line in self.parts.left_out if line.startswith(begin)]
        reason = why[0] if why else "it has ended"
        return self.refuse(f"'{name}' is not part of the monthly model ({reason})", "agreement")

    def deals(self, *, named: bool = True, packages: bool = False) -> list[Deal]:
        """Return the deals meant: an agreement, or those of a pair on an issue.

        Args:
            named: whether an issue means its named agreements too, beside the open slot.
            packages: whether it means packages that hold it.
        """
        if self.lever.agreement is not None:
            return [self.agreement()]
        issue, pair = self.lever.issue, self.pair()
        both = set(pair.split("-"))
        found = [
            deal
            for deal in self.parts.deals
            if issue in deal.issues
            and both <= set(deal.required)
            and (named or deal.agreement is None)
            and (packages or not deal.is_package)
            and (deal.agreement is not None or both == set(deal.parties))
        ]
        if not found:
            self.refuse(
                f"the monthly model has no deal of {pair} on '{issue}' – both must be listed "
                f"under issues.{issue}.actors",
                "issue",
            )
        return found

    def share(self, deal: Deal) -> float:
        """Return which share of the parties offers: one party, or all where none is named."""
        actor = self.lever.actor or (self.by if self.by in deal.parties else None)
        if actor is None:
            return 1.0
        if actor not in deal.parties:
            self.refuse(
                f"'{actor}' is no party of '{deal.id}' – its parties: {listed(deal.parties)}",
                "actor",
            )
        return 1.0 / len(deal.parties)

    def hold(self, over: str, key: str, name: str, value: float) -> None:
        """Add to a field while the lever lasts."""
        self.timeline.add((over, key, name), value, self.first, self.end)


def _extension(move: Move) -> None:
    deal = move.agreement()
    assert deal.agreement is not None
    if deal.agreement.extendable is False:
        move.refuse(f"'{deal.id}' cannot be extended (extendable: false)", "agreement")
    if deal.agreement.expires is None:
        move.refuse(
            f"'{deal.id}' has no term that could be extended – give its 'expires'", "agreement"
        )
    share = move.share(deal)
    # One refusal outweighs every offer: the sum of both stays at its lower end.
    value = share if move.lever.lever == "offer_extension" else -2.0
    move.hold("deal", deal.id, "extension_offer", value)


def _verification(move: Move) -> None:
    sign = 1 if move.lever.lever == "add_verification" else -1
    for deal in move.deals(packages=True):
        value = sign * move.amount() / len(deal.issues)
        move.hold("deal", deal.id, "verification", value)


def _sanctions(move: Move) -> None:
    dyad = move.dyad()
    spot = ("dyad", dyad, "sanctions_push")
    if move.lever.lever == "tighten_sanctions":
        move.timeline.strike(spot, move.amount(), move.first)
        return
    # What the law holds the executive cannot lift alone.
    lock = move.timeline.value(("dyad", dyad, "sanctions_lock"), move.first)
    move.timeline.strike(spot, np.asarray(-move.amount() * (1 - lock)), move.first)


def _lock(move: Move) -> None:
    move.dyad()  # moved before all others: see `first_of_all`


def _channel(move: Move) -> None:
    sign = 1 if move.lever.lever == "open_channel" else -1
    move.hold("pair", move.pair(), "channel_push", sign * move.amount())


def _gestures(move: Move) -> None:
    for month in move.months():
        move.timeline.strike(("dyad", move.dyad(), "forced_gesture"), 1.0, month)


def _summits(move: Move) -> None:
    for month in move.months():
        move.timeline.strike(("pair", move.pair(), "forced_summit"), 1.0, month)


def _format(move: Move) -> None:
    packages = [deal for deal in move.parts.deals if deal.is_package]
    if not packages:
        move.refuse("there is nothing to bundle: the focus pair shares fewer than two issues")
    bundled = 1.0 if move.lever.lever == "one_package" else 0.0
    for deal in move.parts.deals:
        if deal.agreement is None and deal.parties == packages[0].parties:
            value = bundled if deal.is_package else 1.0 - bundled
            move.timeline.put(("deal", deal.id, "may_open"), value, move.first, move.end)


def _widen(move: Move) -> None:
    for deal in move.deals():
        move.timeline.put(("deal", deal.id, "wide_format"), 1.0, move.first, move.end)
        if deal.agreement is not None and deal.agreement.status == "talks":
            move.timeline.assign(("deal", deal.id, "wider"), 1.0, move.first)


def _media(move: Move) -> None:
    actor = move.lever.actor
    assert actor is not None
    if actor not in move.parts.keys("actor"):
        known = listed(move.parts.keys("actor"))
        move.refuse(f"'{actor}' has no relation of its own – one of {known}", "actor")
    move.hold("actor", actor, "media_tone", move.amount())


def _side_payment(move: Move) -> None:
    for actor, sign in ((move.lever.actor, 1), (move.lever.payer, -1)):
        if actor is None:
            continue
        field = "actor" if sign > 0 else "payer"
        for deal in _asking(move, actor, field):
            move.hold("stake", f"{deal.id}|{actor}", "side_payment", sign * move.amount())


def _consent(move: Move) -> None:
    actor = move.lever.actor
    assert actor is not None
    found = _asking(move, actor, "actor")
    thirds = [deal for deal in found if actor not in deal.parties]
    if not thirds:
        move.refuse(f"'{actor}' signs '{found[0].id}' itself – use side_payment", "actor")
    for deal in thirds:
        spot = ("stake", f"{deal.id}|{actor}", "consent_given")
        move.timeline.put(spot, 1.0, move.first, move.end)


def _asking(move: Move, actor: str, field: str) -> list[Deal]:
    """Return the deals meant for which an actor's consent is needed."""
    deals = move.deals()
    found = [deal for deal in deals if actor in deal.required]
    if not found:
        asked = listed(dict.fromkeys(one for deal in deals for one in deal.required))
        move.refuse(f"the consent of '{actor}' is not needed for it – that of {asked} is", field)
    return found


def _talks(move: Move) -> None:
    for deal in move.deals(named=False):
        move.hold("deal", deal.id, "talks_offer", move.share(deal))


def _order(move: Move) -> None:
    deal = move.agreement()
    value = -1.0 if move.lever.lever == "suspend" else 1.0
    move.timeline.put(("deal", deal.id, "standing_order"), value, move.first, move.end)


def _withdraw(move: Move) -> None:
    deal, actor = move.agreement(), move.lever.actor
    if actor not in deal.parties:
        parties = listed(deal.parties)
        move.refuse(f"'{actor}' is no party of '{deal.id}' – its parties: {parties}", "actor")
    move.timeline.strike(("stake", f"{deal.id}|{actor}", "refusal"), 1.0, move.first)


def _set(move: Move) -> None:
    path, raw = move.lever.path, move.lever.to
    assert path is not None
    ends = move.lever.until is not None or move.lever.for_months is not None
    if ends and is_state_entry(move.timeline, move.sample, path, raw):
        move.refuse(
            "is a state: it is set once and runs on – leave 'until' and 'for_months' out", "path"
        )
    if not set_entry(move.timeline, move.sample, path, raw, move.first, move.end):
        move.refuse("nothing in the monthly model changes with this entry", "path")


#: What each lever does.
MOVES: Mapping[str, Callable[[Move], None]] = {
    "offer_extension": _extension,
    "withhold_extension": _extension,
    "add_verification": _verification,
    "cut_verification": _verification,
    "ease_sanctions": _sanctions,
    "tighten_sanctions": _sanctions,
    "lock_sanctions": _lock,
    "open_channel": _channel,
    "close_channel": _channel,
    "gestures": _gestures,
    "summits": _summits,
    "small_steps": _format,
    "one_package": _format,
    "widen": _widen,
    "restrain_media": _media,
    "side_payment": _side_payment,
    "win_consent": _consent,
    "open_talks": _talks,
    "suspend": _order,
    "resume": _order,
    "withdraw": _withdraw,
    "set": _set,
}


def first_of_all(move: Move) -> None:
    """Put the lock that a lever names: easing asks what the law holds in its month."""
    if move.lever.lock is not None:
        spot = ("dyad", move.dyad(), "sanctions_lock")
        move.timeline.put(spot, move.lever.lock, move.first, move.end)
