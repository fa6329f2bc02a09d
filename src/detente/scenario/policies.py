"""Policies, their levers, and given events, as typed sections; what each lever takes.

A lever is something that somebody could do, in the words of the field. Which fields of the monthly
model it moves is said in room `dynamics`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from detente.scenario.fields import Cited, Day, Id, Text, as_tuple

LeverName: TypeAlias = Literal[
    "offer_extension",
    "withhold_extension",
    "add_verification",
    "cut_verification",
    "ease_sanctions",
    "tighten_sanctions",
    "lock_sanctions",
    "open_channel",
    "close_channel",
    "gestures",
    "summits",
    "small_steps",
    "one_package",
    "widen",
    "restrain_media",
    "side_payment",
    "win_consent",
    "open_talks",
    "suspend",
    "resume",
    "withdraw",
    "set",
]


class Lever(Cited):
    """One thing that a policy does.

    Which fields a lever takes is in `LEVER_KINDS`. It begins at `date`, else `after_months` months
    after the policy begins, else with the policy, and ends at `until`, or after `for_months`.
    """

    lever: LeverName
    agreement: Id | None = None
    issue: Id | None = None
    pair: Text | None = None
    dyad: Text | None = None
    actor: Id | None = None
    payer: Id | None = None
    amount: Annotated[float, Field(gt=0, le=1)] | None = None
    lock: Annotated[float, Field(ge=0, le=1)] | None = None
    every_months: Annotated[int, Field(ge=1, le=600)] | None = None
    times: Annotated[int, Field(ge=1, le=600)] | None = None
    path: Text | None = None
    to: Any = None
    date: Day | None = None
    after_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    until: Day | None = None
    for_months: Annotated[int, Field(ge=1, le=1200)] | None = None


class Policy(Cited):
    """What somebody could do from a date on: levers, and entries that are set anew."""

    name: Text
    by: Id | None = None
    begins: Day | None = None
    does: Annotated[tuple[Lever, ...], BeforeValidator(as_tuple)] = ()
    sets: dict[str, Any] = Field(default_factory=dict)


class Given(Cited):
    """A dated event after the scenario's date."""

    event: Text
    date: Day


#: Fields that say what a lever is applied to: an agreement, or an issue with a pair.
TARGET = ("agreement", "issue", "pair")
#: Fields that every lever takes.
ALWAYS = ("lever", "date", "after_months", "citations", "support", "voice", "value", "note")
#: Fields of levers that last.
ENDS = ("until", "for_months")


@dataclass(frozen=True)
class LeverKind:
    """What a lever takes and what sort of thing it is.

    Attributes:
        what: what it does, in words.
        needs: fields that must be given.
        may: fields that may be given, beside dates.
        target: whether it is applied to deals: an agreement, or an issue with a pair.
        lasts: whether it lasts and so may end; else it is done once, or so many times.
        incentives: whether it changes what actors gain or risk, so that the label
            "behavioural rule held fixed" is due.
    """

    what: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    target: bool = False
    lasts: bool = True
    incentives: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that this lever takes."""
        ends = ENDS if self.lasts else ()
        return (*self.needs, *self.may, *(TARGET if self.target else ()), *ALWAYS, *ends)


LEVER_KINDS: Mapping[str, LeverKind] = {
    "offer_extension": LeverKind(
        "offers to extend an agreement when its term ends", ("agreement",), ("actor",)
    ),
    "withhold_extension": LeverKind(
        "refuses to extend an agreement when its term ends", ("agreement",), ("actor",)
    ),
    "add_verification": LeverKind(
        "adds verification of a deal", ("amount",), target=True, incentives=True
    ),
    "cut_verification": LeverKind(
        "takes away verification of a deal", ("amount",), target=True, incentives=True
    ),
    "ease_sanctions": LeverKind(
        "lifts sanctions by an amount", ("dyad", "amount"), ("lock",), lasts=False
    ),
    "tighten_sanctions": LeverKind(
        "adds sanctions by an amount", ("dyad", "amount"), ("lock",), lasts=False
    ),
    "lock_sanctions": LeverKind(
        "changes how much of the relief of sanctions a legislature blocks",
        ("dyad", "lock"),
        incentives=True,
    ),
    "open_channel": LeverKind("opens a channel", ("pair",), ("amount",)),
    "close_channel": LeverKind("closes a channel", ("pair",), ("amount",)),
    "gestures": LeverKind(
        "makes announced one-sided gestures", ("dyad",), ("every_months", "times"), lasts=False
    ),
    "summits": LeverKind("holds summits", ("pair",), ("every_months", "times"), lasts=False),
    "small_steps": LeverKind("deals file by file"),
    "one_package": LeverKind("deals about all files as one package"),
    "widen": LeverKind("opens talks in a wider format", target=True),
    "restrain_media": LeverKind("restrains its media", ("actor",), ("amount",)),
    "side_payment": LeverKind(
        "pays somebody whose consent is needed",
        ("actor", "amount"),
        ("payer",),
        target=True,
        incentives=True,
    ),
    "win_consent": LeverKind(
        "wins the consent of a third party", ("actor",), target=True, incentives=True
    ),
    "open_talks": LeverKind("offers talks", (), ("actor",), target=True),
    "suspend": LeverKind("suspends an agreement", ("agreement",)),
    "resume": LeverKind("takes a suspended agreement up again", ("agreement",)),
    "withdraw": LeverKind("gives notice of an agreement", ("agreement", "actor"), lasts=False),
    "set": LeverKind("sets an entry anew", ("path", "to"), incentives=True),
}


def changes_incentives(policy: Policy) -> bool:
    """Whether a policy changes what actors gain or risk, while how they behave is held fixed."""
    return bool(policy.sets) or any(
        LEVER_KINDS[lever.lever].incentives or lever.lock is not None for lever in policy.does
    )
