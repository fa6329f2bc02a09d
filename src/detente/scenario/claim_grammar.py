"""The two small languages of claims beside the event language: levels on average, and settings.

    flow russia>united_states after 12 months          a level
    gain of russia on arms later                        what a full deal is worth
    policy grand_bargain and switch triangle=balance    a setting: what is changed in a run

`docs/claims.md` gives both with examples. Names are cross-checked in `checking_claims`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.scenario.event_grammar import QUANTITIES, Moment, pair_id
from detente.scenario.problems import cut, listed, nearest

#: Loops that a run can do without; `dynamics.cuts` says what each is.
CUT_NAMES = (
    "drive",
    "reciprocity",
    "triangle",
    "opinion",
    "sanctions",
    "trust",
    "regime",
    "shocks",
    "experience",
    "fence",
    "frustration",
    "ratifiers",
)
#: The setting in which nothing is changed.
AS_DECLARED = "as declared"
LONGEST_MONTHS = 1200

_ID = "[a-z][a-z0-9_]*"
_SLUG = "[a-z0-9][a-z0-9_-]*"
_NUMBER = r"[-+−]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_DATE = "([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?"


class ClaimError(ValueError):
    """A text that is no level and no setting: one line with the remedy."""


Timing: TypeAlias = Literal["", "after", "within", "at"]


@dataclass(frozen=True)
class Level:
    """A quantity of a dyad or a pair, at a moment or on average over months.

    Attributes:
        quantity: a key of `event_grammar.QUANTITIES`.
        link: a dyad `a>b`, or a pair `a-b` in alphabetical order.
        timing: "after" so many months, "at" a moment, on average "within" so many months, or "":
            on average up to the horizon of the claim.
        months: of "after" and "within".
        moment: of "at".
    """

    quantity: str
    link: str
    timing: Timing = ""
    months: int = 0
    moment: Moment | None = None

    def __str__(self) -> str:
        what = f"{self.quantity} {self.link}"
        if self.timing == "at":
            return f"{what} at {self.moment}"
        return f"{what} {self.timing} {self.months} months" if self.timing else what


@dataclass(frozen=True)
class Gain:
    """What a full deal on an issue is worth to an actor: at hand (`now`) or in the long run."""

    actor: str
    issue: str
    when: Literal["now", "later"]

    def __str__(self) -> str:
        return f"gain of {self.actor} on {self.issue} {self.when}"


Mean: TypeAlias = Level | Gain


def parse_mean(text: str) -> Mean:
    """Read `QUANTITY LINK [after N months | within N months | at DATE]`, or a gain.

    Raises:
        ClaimError: `text` is neither.
    """
    words = text.split()
    if words[:1] == ["gain"]:
        match = re.fullmatch(f"gain of ({_ID}) on ({_ID}) (now|later)", " ".join(words))
        if match is None:
            raise ClaimError("a gain is written 'gain of russia on arms now' (or 'later')")
        return Gain(match[1], match[2], "now" if match[3] == "now" else "later")
    if not words or words[0] not in QUANTITIES:
        known = [*QUANTITIES, "gain"]
        first = words[0] if words else ""
        raise ClaimError(f"'{cut(first)}' is no quantity{nearest(first, known)} – {listed(known)}")
    quantity, rest = words[0], words[1:]
    link = _link(quantity, rest[0] if rest else "")
    timing, months, moment = _timing(" ".join(rest[1:]))
    return Level(quantity, link, timing, months, moment)


def _link(quantity: str, text: str) -> str:
    mark = ">" if QUANTITIES[quantity].of == "dyad" else "-"
    match = re.fullmatch(f"({_ID}){mark}({_ID})", text)
    if match is None or match[1] == match[2]:
        shape = "a dyad such as russia>china" if mark == ">" else "a pair such as russia-china"
        raise ClaimError(f"{quantity} is of {shape}, found '{cut(text)}'")
    return text if mark == ">" else pair_id(match[1], match[2])


def _timing(text: str) -> tuple[Timing, int, Moment | None]:
    if not text:
        return "", 0, None
    match = re.fullmatch("(after|within) ([1-9][0-9]{0,3}) months?", text)
    if match is not None and int(match[2]) <= LONGEST_MONTHS:
        return ("after" if match[1] == "after" else "within"), int(match[2]), None
    dated = re.fullmatch(f"at {_DATE}", text)
    if dated is not None:
        moment = Moment(int(dated[1]), int(dated[2]), int(dated[3] or 0))
        try:
            _ = moment.first
        except ValueError:
            raise ClaimError(f"{moment} is not in the calendar") from None
        return "at", 0, moment
    raise ClaimError(
        f"'{cut(text)}' is no time of a level – write 'after 12 months', 'within 12 months' or "
        "'at 2026-01'"
    )


@dataclass(frozen=True)
class Setting:
    """What is changed in a run against the scenario as declared.

    Attributes:
        viewpoint: whose switches are applied, or "" (those of the premises in question).
        policy: what is carried out, or "".
        switches: switch and level, in the order written.
        cuts: loops that are cut.
        without_drive: actors whose present leader's drive is taken away.
        numbers: paths of quantities and the number each is set to in all draws.
    """

    viewpoint: str = ""
    policy: str = ""
    switches: tuple[tuple[str, str], ...] = ()
    cuts: tuple[str, ...] = ()
    without_drive: tuple[str, ...] = ()
    numbers: tuple[tuple[str, float], ...] = ()

    def __str__(self) -> str:
        parts = [f"viewpoint {self.viewpoint}"] if self.viewpoint else []
        parts += [f"policy {self.policy}"] if self.policy else []
        parts += [f"switch {switch}={level}" for switch, level in self.switches]
        parts += [f"without {name}" for name in self.cuts]
        parts += [f"drive of {actor} off" for actor in self.without_drive]
        parts += [f"{path} = {number:g}" for path, number in self.numbers]
        return " and ".join(parts) or AS_DECLARED


#: The forms of a part of a setting, as messages show them.
FORMS = (
    AS_DECLARED,
    "policy ID",
    "switch ID=LEVEL",
    "viewpoint ID",
    "without LOOP",
    "drive of ACTOR off",
    "PATH = NUMBER",
)


def parse_setting(text: str) -> Setting:
    """Read parts joined by `and`.

    Raises:
        ClaimError: a part that is none of the forms, or said twice.
    """
    clean = " ".join(text.split())
    if clean == AS_DECLARED:
        return Setting()
    viewpoints: list[str] = []
    policies: list[str] = []
    switches: dict[str, str] = {}
    cuts: dict[str, None] = {}
    drives: dict[str, None] = {}
    numbers: dict[str, float] = {}
    for part in clean.split(" and "):
        if match := re.fullmatch(f"viewpoint ({_SLUG})", part):
            viewpoints.append(match[1])
        elif match := re.fullmatch(f"policy ({_ID})", part):
            policies.append(match[1])
        elif match := re.fullmatch(f"switch ({_ID}) ?= ?({_ID})", part):
            _once(match[1], switches, "switch")
            switches[match[1]] = match[2]
        elif match := re.fullmatch(f"without ({_ID})", part):
            _cut_name(match[1])
            cuts[match[1]] = None
        elif match := re.fullmatch(f"drive of ({_ID}) off", part):
            drives[match[1]] = None
        elif match := re.fullmatch(rf"([a-z][\w.>-]*\.[\w.>-]+) ?= ?({_NUMBER})", part):
            _once(match[1], numbers, "path")
            numbers[match[1]] = float(match[2].replace("−", "-")) + 0.0
        else:
            raise ClaimError(f"cannot read '{cut(part, 60)}' – a setting is {listed(FORMS)}")
    for sort, named in (("viewpoint", viewpoints), ("policy", policies)):
        if len(named) > 1:
            raise ClaimError(f"a setting has one {sort} at most, here are {' and '.join(named)}")
    return Setting(
        "".join(viewpoints),
        "".join(policies),
        tuple(switches.items()),
        tuple(cuts),
        tuple(drives),
        tuple(numbers.items()),
    )


def _once(name: str, earlier: dict[str, str] | dict[str, float], sort: str) -> None:
    if name in earlier:
        raise ClaimError(f"{sort} '{name}' stands twice – keep one")


def _cut_name(name: str) -> None:
    if name not in CUT_NAMES:
        raise ClaimError(f"there is no loop '{name}' to do without – there are {listed(CUT_NAMES)}")
