"""The words and the tree of the event language.

An event is a tree: statements with their time (`Atom`), joined by `Not`, `And`, `Or`, and at most
once, at the top, `Given`. `str` of any part is its canonical text.
The parser is in `events`; what an event means on a run of the model is said in `claims`.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple, TypeAlias, get_args

Category: TypeAlias = Literal[
    "actor", "issue", "agreement", "conflict", "pair", "dyad", "triad", "measure", "option"
]
CATEGORIES: Mapping[str, Category] = {category: category for category in get_args(Category)}
# A state holds in a month, a happening falls into one, a timeless statement knows no months.
Time: TypeAlias = Literal["state", "happening", "timeless"]

REGIMES = ("reset", "guardrailed_rivalry", "confrontation", "crisis")
"""The regimes of a pair, from best to worst; "at or below" means no worse than."""

AGREEMENT_STATES = ("in force", "in talks", "suspended", "under notice", "ended")
CONSENT_VERBS = ("signed", "ratified", "ratified whole", "watered down", "rejected")
AGREEMENT_VERBS = (*CONSENT_VERBS, "extended", "lapsed", "withdrawn", *AGREEMENT_STATES)
AGREEMENT_VERBS_WITH_ACTOR = ("rejected", "withdrawn", "suspended")
MEASURE_VERBS = ("lifted", "renewed", "lapsed", "in force")
MEASURE_VERBS_WITH_ACTOR = ("lifted",)
TALKS_VERBS = ("open", "under way", "break off")
EQUILIBRIUM_VERBS = ("has", "lacks")
REGIME_VERBS_WITH_REGIME = ("reaches", "is", "at or below", "at or above")
REGIME_VERBS = (*REGIME_VERBS_WITH_REGIME, "worsens", "improves")
ROLES = ("pivot", "wing", "partner", "outcast", "friend", "enemy")
SHAPES = ("menage_a_trois", "romantic_triangle", "stable_marriage", "unit_veto")
BOUNDS = ("above", "below", "at or above", "at or below")
STARTS = tuple(f"{bound} its start" for bound in BOUNDS)
THIRDS = ("in its lowest third", "in its middle third", "in its highest third")
MOVES = ("rises by", "falls by")
SANCTION_MOVES = ("eased", "tightened")


class Quantity(NamedTuple):
    """A quantity of the model that events can speak of: whose it is and its allowed range."""

    of: Literal["dyad", "pair"]
    lowest: float
    highest: float


QUANTITIES: Mapping[str, Quantity] = {  # the ranges are those of docs/scenario-format.md
    "flow": Quantity("dyad", -4.0, 4.0),
    "trust": Quantity("dyad", -5.0, 5.0),
    "opinion": Quantity("dyad", -2.5, 2.5),
    "sanctions": Quantity("dyad", 0.0, 1.0),
    "frustration": Quantity("dyad", 0.0, 1.0),
    "channel": Quantity("pair", 0.0, 1.0),
    "tension": Quantity("pair", 0.0, 1.0),
    "fence": Quantity("pair", 0.0, 1.0),
    "experience": Quantity("pair", 0.0, 1.0),
}

TIME_WORDS = ("from", "by", "within", "at", "for")
JOINING_WORDS = ("not", "and", "or", "given", "between", "any", "agreement")
RESERVED_WORDS = frozenset((*TIME_WORDS, *JOINING_WORDS))
"""Words that no id of a scenario may be, because an event would become ambiguous."""

OTHER_OPENERS = ("regime", "summit", "leader", "talks", "equilibrium", "triangle", "measure")
STATEMENT_WORDS = frozenset((*OTHER_OPENERS, *QUANTITIES))
"""Words that open a statement, and so cannot be the id of an agreement."""


class Reference(NamedTuple):
    """A name that an event uses; an option is named with its conflict: `summit_2017.meet`."""

    category: Category
    id: str


def pair_id(one: str, other: str) -> str:
    """Return the pair of two actors in alphabetical order, as a pair is the same either way."""
    return "-".join(sorted((one, other)))


def _number(value: float) -> str:
    # Decimal gives the shortest digits of the float without an exponent, which has no notation.
    return format(Decimal(str(value)), "f").removesuffix(".0")


def _by(actor: str) -> str:
    return f" by {actor}" if actor else ""


def _between(pair: str) -> str:
    return " between " + " and ".join(pair.split("-"))


@dataclass(frozen=True)
class Moment:
    """A day, or a whole month where `day` is 0."""

    year: int
    month: int
    day: int = 0

    @property
    def first(self) -> datetime.date:
        """Its first day: where a `from` begins."""
        return datetime.date(self.year, self.month, self.day or 1)

    @property
    def last(self) -> datetime.date:
        """Its last day: where a `by` ends."""
        end = self.day or calendar.monthrange(self.year, self.month)[1]
        return datetime.date(self.year, self.month, end)

    def __str__(self) -> str:
        day = f"-{self.day:02d}" if self.day else ""
        return f"{self.year:04d}-{self.month:02d}{day}"


@dataclass(frozen=True)
class Window:
    """When a statement is looked at; empty: from the date of the scenario to the horizon asked.

    `start` is "from", `by` the last moment, `within` months from the start, `at` one moment alone.
    """

    start: Moment | None = None
    by: Moment | None = None
    within: int | None = None
    at: Moment | None = None

    def __str__(self) -> str:
        words = ""
        for preposition, moment in (("from", self.start), ("by", self.by), ("at", self.at)):
            words += f" {preposition} {moment}" if moment else ""
        return words + (f" within {self.within} months" if self.within else "")


class Statement:
    """What a single sentence says, without its time. Fields that name nothing are empty.

    A field called like a category of the scenario (`actor`, `pair`, …) holds an id of it.
    """

    kind: ClassVar[str]
    states: ClassVar[tuple[str, ...]] = ()  # the verbs that last; the others happen

    @property
    def time(self) -> Time:
        """Whether the statement lasts, happens, or knows no time."""
        return "state" if getattr(self, "verb", "") in self.states else "happening"

    def references(self) -> tuple[Reference, ...]:
        """Return what the statement names, in the order in which it is written."""
        named = ((CATEGORIES.get(field), name) for field, name in vars(self).items() if name)
        return tuple(Reference(category, name) for category, name in named if category)


@dataclass(frozen=True)
class AgreementStatus(Statement):
    """A named agreement: `truce signed`, `truce rejected by congress`."""

    kind = "agreement"
    states = AGREEMENT_STATES
    agreement: str
    verb: str
    actor: str = ""

    def __str__(self) -> str:
        return f"{self.agreement} {self.verb}{_by(self.actor)}"


@dataclass(frozen=True)
class AnyAgreement(Statement):
    """Some agreement: `any arms agreement of depth above 0.5 signed between a and b`."""

    kind = "any_agreement"
    states = AGREEMENT_STATES
    issue: str
    depth_bound: str  # one of BOUNDS, or empty where no depth is said
    depth: float
    verb: str
    actor: str = ""
    pair: str = ""

    def __str__(self) -> str:
        issue = f" {self.issue}" if self.issue else ""
        depth = f" of depth {self.depth_bound} {_number(self.depth)}" if self.depth_bound else ""
        pair = _between(self.pair) if self.pair else ""
        return f"any{issue} agreement{depth} {self.verb}{_by(self.actor)}{pair}"


@dataclass(frozen=True)
class Talks(Statement):
    """Talks of a pair on an issue: `talks on arms between a and b open`."""

    kind = "talks"
    states = ("under way",)
    issue: str
    pair: str
    verb: str

    def __str__(self) -> str:
        return f"talks on {self.issue}{_between(self.pair)} {self.verb}"


@dataclass(frozen=True)
class Regime(Statement):
    """The regime of a pair: `regime a-b reaches reset`; `worsens` names no regime."""

    kind = "regime"
    states = REGIME_VERBS[1:]  # all but "reaches"
    pair: str
    verb: str
    regime: str = ""

    def __str__(self) -> str:
        return f"regime {self.pair} {self.verb} {self.regime}".rstrip()


@dataclass(frozen=True)
class Level(Statement):
    """A quantity of a dyad or pair against a bound: `flow a>b above 0.5`."""

    kind = "level"
    time = "state"
    quantity: str
    dyad: str
    pair: str
    comparison: str
    number: float | None = None

    def __str__(self) -> str:
        number = "" if self.number is None else f" {_number(self.number)}"
        return f"{self.quantity} {self.dyad or self.pair} {self.comparison}{number}"


@dataclass(frozen=True)
class Summit(Statement):
    """A meeting of the leaders of a pair: `summit a-b held`."""

    kind = "summit"
    pair: str

    def __str__(self) -> str:
        return f"summit {self.pair} held"


@dataclass(frozen=True)
class LeaderChange(Statement):
    """A change of the leader: `leader of united_states changes`."""

    kind = "leader"
    actor: str

    def __str__(self) -> str:
        return f"leader of {self.actor} changes"


@dataclass(frozen=True)
class Equilibrium(Statement):
    """An equilibrium of a conflict takes (`has`) or leaves out (`lacks`) an option."""

    kind = "equilibrium"
    time = "timeless"
    conflict: str
    verb: str
    option: str

    def references(self) -> tuple[Reference, ...]:
        """Return the conflict and its option."""
        option = Reference("option", f"{self.conflict}.{self.option}")
        return (Reference("conflict", self.conflict), option)

    def __str__(self) -> str:
        return f"equilibrium of {self.conflict} {self.verb} {self.option}"


@dataclass(frozen=True)
class Triangle(Statement):
    """A triad has an actor in a role, or is of a shape; of the two one is empty."""

    kind = "triangle"
    time = "state"
    triad: str
    role: str = ""
    actor: str = ""
    shape: str = ""

    def __str__(self) -> str:
        said = f"is {self.shape}" if self.shape else f"has {self.role} {self.actor}"
        return f"triangle {self.triad} {said}"


@dataclass(frozen=True)
class MeasureStatus(Statement):
    """A unilateral measure: `measure eu_sectoral renewed`."""

    kind = "measure"
    states = ("in force",)
    measure: str
    verb: str
    actor: str = ""

    def __str__(self) -> str:
        return f"measure {self.measure} {self.verb}{_by(self.actor)}"


@dataclass(frozen=True)
class Atom:
    """One statement with its window and, for a state, how many months in a row it must hold."""

    statement: Statement
    window: Window = Window()
    persistence: int | None = None

    @property
    def kind(self) -> str:
        """The kind of the statement: agreement, any_agreement, talks, regime, level, …."""
        return self.statement.kind

    def __str__(self) -> str:
        lasting = f" for {self.persistence} months" if self.persistence else ""
        return f"{self.statement}{self.window}{lasting}"


@dataclass(frozen=True)
class Not:
    """The event does not come about."""

    part: Plain

    def __str__(self) -> str:
        return f"not {_operand(self.part)}"


@dataclass(frozen=True)
class And:
    """All parts come about (two or more)."""

    parts: tuple[Plain, ...]

    def __str__(self) -> str:
        return " and ".join(map(_operand, self.parts))


@dataclass(frozen=True)
class Or:
    """At least one part comes about (two or more)."""

    parts: tuple[Plain, ...]

    def __str__(self) -> str:
        # "and" binds tighter and needs no parentheses; more of them could nest too deep to read.
        return " or ".join(_operand(p) if isinstance(p, Or) else str(p) for p in self.parts)


@dataclass(frozen=True)
class Given:
    """`event`, among the courses of things in which `condition` comes about."""

    event: Plain
    condition: Plain

    def __str__(self) -> str:
        return f"{self.event} given {self.condition}"


Plain: TypeAlias = Atom | Not | And | Or
Event: TypeAlias = Plain | Given


def _operand(part: Plain) -> str:
    return f"({part})" if isinstance(part, And | Or) else str(part)
