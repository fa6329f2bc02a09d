"""The sections of a scenario file as typed, frozen models; unknown keys are refused."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from detente.scenario.kinds import Kind, kinds
from detente.scenario.notation import NotationError
from detente.scenario.problems import cut, shown
from detente.scenario.quantities import (
    Citation,
    Entry,
    parse_citations,
    parse_entry,
)

_ID = re.compile(r"[a-z][a-z0-9_]*")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")

#: A parameter in sensible units stays within this size.
LARGEST_BOUND = 1e12

#: Stands for a quantity until `json_schema` puts the reference in.
QUANTITY_SCHEMA = {"$comment": "quantity"}


def refuse(message: str, *keys: str | int) -> PydanticCustomError:
    """Build the error that a validator raises; `keys` continue the path."""
    # Braces would be read as fields of a template, so the text travels as a value.
    return PydanticCustomError("refused", "{text}", {"text": message, "keys": list(keys)})


@dataclass(frozen=True, slots=True)
class When:
    """A date known to the day, the month or the year; `day` is its first day."""

    day: datetime.date
    precision: Literal["day", "month", "year"] = "day"

    def __str__(self) -> str:
        """Write as in a scenario."""
        return self.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


def parse_when(raw: Any) -> When:
    """Read `2025-04-25`, `2025-04` or `2025`; raises a validation error otherwise."""
    if isinstance(raw, When):
        return raw
    match = _DAY.fullmatch(str(raw)) if isinstance(raw, str | int) else None
    if match is None:
        raise refuse(f"is {shown(raw)}, not a date – write 2025-04-25 or 2025-04")
    year, month, day = match.groups()
    try:
        first = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise refuse(f"is {raw}, which is not in the calendar – write year-month-day") from None
    return When(first, "day" if day else "month" if month else "year")


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise refuse(f"'{cut(value)}' is not an id – use lower-case words, such as united_states")
    return value


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise refuse(f"'{cut(value)}' is not an id – use lower-case words, such as kortunov-2025")
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise refuse("is empty – write some text")
    return value


def _citations(raw: Any) -> tuple[Citation, ...]:
    try:
        return raw if isinstance(raw, tuple) else parse_citations(raw)
    except NotationError as error:
        raise refuse(error.message, *error.keys) from None


def _tuple(raw: Any) -> Any:
    if isinstance(raw, str):
        raise refuse(f"is one word – write a list: [{cut(raw)}]")
    return tuple(raw) if isinstance(raw, list) else raw


def parameter_kind(raw: dict[str, Any]) -> Kind:
    """Return the kind of a parameter, which declares its own unit and range.

    Raises:
        NotationError: the range is not two rising numbers.
    """
    bounds = raw.get("range")
    if (
        not isinstance(bounds, list)
        or len(bounds) != 2
        or not all(isinstance(b, int | float) and not isinstance(b, bool) for b in bounds)
        or not -LARGEST_BOUND <= bounds[0] < bounds[1] <= LARGEST_BOUND
    ):
        raise NotationError(
            "write two rising numbers, such as [0, 1], no larger than a trillion", "range"
        )
    base = kinds()["parameter"]
    return Kind(
        name="parameter",
        holder="parameter",
        unit=str(raw.get("unit", "")),
        low=float(bounds[0]),
        high=float(bounds[1]),
        default=None,
        levels={},
        label=str(raw.get("name", base.label)),
        meaning=base.meaning,
    )


Id = Annotated[str, AfterValidator(_id)]
Slug = Annotated[str, AfterValidator(_slug)]
Text = Annotated[str, Field(min_length=1, max_length=1200), AfterValidator(_not_blank)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_tuple)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_tuple)]
Day = Annotated[When, BeforeValidator(parse_when), WithJsonSchema({"type": ["string", "integer"]})]
Citations = Annotated[
    tuple[Citation, ...],
    BeforeValidator(_citations),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Number = Annotated[Entry | None, WithJsonSchema(QUANTITY_SCHEMA)]
Support = Literal["stated", "inferred", "background", "none"]


class Section(BaseModel):
    """Base of all sections: frozen, strict, no unknown keys."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        arbitrary_types_allowed=True,
        allow_inf_nan=False,
    )
    #: Fields whose kind of quantity has another name than the field.
    kind_names: ClassVar[dict[str, str]] = {}
    _numbers: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Note which fields are quantities."""
        super().__pydantic_init_subclass__(**kwargs)
        cls._numbers = frozenset(
            name for name, info in cls.model_fields.items() if info.annotation == (Entry | None)
        )

    @field_validator("*", mode="before")
    @classmethod
    def _read_number(cls, raw: Any, info: ValidationInfo) -> Any:
        name = info.field_name or ""
        if name not in cls._numbers or isinstance(raw, Entry):
            return raw
        try:
            return parse_entry(raw, kinds()[cls.kind_names.get(name, name)])
        except NotationError as error:
            raise refuse(error.message, *error.keys) from None


class Cited(Section):
    """A section that may cite what it rests on."""

    citations: Citations = Field(default=(), alias="from")
    support: Support | None = None
    voice: Literal["own", "reported"] = "own"
    value: Literal["measured", "judged", "assumed"] | None = None
    note: Text | None = None


class Source(Section):
    """What is cited."""

    author: Text | None = None
    title: Text
    publisher: Text | None = None
    date: Day | None = None
    paragraphs: Annotated[int, Field(ge=1)] | None = None
    kind: Literal[
        "essay", "article", "book", "table", "dataset", "treaty", "poll", "background"
    ] = "essay"
    note: Text | None = None


class Actor(Cited):
    """A state, or somebody within one."""

    name: Text
    short: Text | None = None
    in_sentence: Text | None = None
    capital: Text | None = None
    kind: Literal["state", "bloc", "leader", "legislature", "bureaucracy", "public"]
    of: Id | None = None
    principal: bool = True
    horizon: Number = None
    bureaucratic_drag: Number = None
    turnover: Number = None
    capability_drift: Number = None


class PositionCell(Section):
    """One actor on one issue."""

    position: Number = None
    salience: Number = None
    capability: Number = None
    tactical_gain: Number = None
    strategic_cost: Number = None
    third_party_obligation: Number = None
    obligation_to: Ids = ()
    domestic_hurdle: Number = None
    hurdle_by: Id | None = None
    damage: Number = None


class PairCell(Section):
    """One pair on one issue."""

    depth: Number = None
    verification: Number = None


class Poles(Section):
    """What the two ends of the scale stand for."""

    zero: Text = Field(alias="0")
    hundred: Text = Field(alias="100")


Role = Literal[
    "acute_conflict",
    "security_regime",
    "regional",
    "economic",
    "technology",
    "societal",
    "order",
    "interference",
]


class Issue(Section):
    """What actors deal about."""

    name: Text
    short: Text | None = None
    deal: Text | None = None
    role: Role
    poles: Poles
    consents: Ids = ()
    actors: dict[Id, PositionCell] = Field(default_factory=dict)
    pairs: dict[str, PairCell] = Field(default_factory=dict)
    note: Text | None = None


class Relation(Section):
    """Quantities of a directed dyad (`a>b`) or of a pair (`a-b`)."""

    flow: Number = None
    trust: Number = None
    sanctions: Number = None
    opinion: Number = None
    leader_drive: Number = None
    frustration: Number = None
    channel: Number = None
    tension: Number = None
    experience: Number = None
    fence: Number = None
    regime: Number = None


class Triad(Section):
    """A declared triangle."""

    name: Text | None = None
    members: Annotated[tuple[Id, Id, Id], BeforeValidator(_tuple)]
    configuration: Number = None


Status = Literal["none", "talks", "signed", "in_force", "suspended", "notice", "ended"]


class Agreement(Cited):
    """A named deal."""

    kind_names: ClassVar[dict[str, str]] = {
        "depth": "agreement_depth",
        "verification": "agreement_verification",
    }
    name: Text
    short: Text | None = None
    parties: Ids
    consents: Ids = ()
    issue: Id
    status: Status
    signed: Day | None = None
    in_force: Day | None = None
    expires: Day | None = None
    ended: Day | None = None
    suspended_by: Id | None = None
    notice_months: Number = None
    extendable: bool | None = None
    depth: Number = None
    verification: Number = None


class Measure(Cited):
    """Unilateral sanctions or controls."""

    name: Text
    short: Text | None = None
    by: Ids
    on: Ids
    issue: Id
    kind: Literal["sanctions", "controls"]
    since: Day | None = None
    until: Day | None = None
    renews_every_months: Annotated[int, Field(ge=1, le=120)] | None = None
    next_renewal: Day | None = None
    statute: bool = False
    lifted_by: Id | None = None
    level: Number = None


class CalendarEntry(Cited):
    """Something scheduled or expected."""

    name: Text
    short: Text | None = None
    date: Day
    kind: Literal[
        "election",
        "inauguration",
        "summit",
        "treaty",
        "sanctions",
        "legislature",
        "conference",
        "project",
        "other",
    ]
    actors: Ids = ()
    certainty: Literal["scheduled", "expected", "proposed"] = "scheduled"


class Shock(Cited):
    """What may happen from outside."""

    name: Text
    short: Text | None = None
    kind: Literal["common_threat", "dyadic_incident", "third_party_crisis", "economic"]
    pairs: Texts = ()
    rate_per_year: Number = None
    persistence: Number = None


class Parameter(Section):
    """A number of the model, with its own unit and range."""

    name: Text
    unit: Text
    range: Annotated[tuple[float, float], BeforeValidator(_tuple)]
    entry: Annotated[Entry, WithJsonSchema(QUANTITY_SCHEMA)]

    @model_validator(mode="before")
    @classmethod
    def _split(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            remedy = "write {is: 0..1, unit: …, range: [0, 1], name: …}"
            raise refuse(f"is {shown(raw)}, not a parameter – {remedy}")
        own = {key: raw[key] for key in ("name", "unit", "range") if key in raw}
        rest = {key: value for key, value in raw.items() if key not in own}
        if "is" not in rest:
            raise refuse("'is' is missing – write {is: 0..1, unit: …, range: [0, 1], name: …}")
        try:
            own["entry"] = parse_entry(rest, parameter_kind(raw))
        except NotationError as error:
            raise refuse(error.message, *error.keys) from None
        own["range"] = tuple(float(bound) for bound in raw["range"])
        return own


class Level(Section):
    """One answer to the question of a switch."""

    name: Text
    sets: dict[str, Any] = Field(default_factory=dict)


class Switch(Cited):
    """A question on which theories or experts disagree."""

    question: Text
    levels: dict[Id, Level]


class Setting(Cited):
    """How one viewpoint sets one switch."""

    level: Id


class Viewpoint(Section):
    """One author's answers."""

    name: Text
    short: Text | None = None
    summary: Text | None = None
    source: Slug | None = None
    settings: dict[Id, Setting] = Field(default_factory=dict)


class World(Section):
    """A named set of changed entries."""

    name: Text
    sets: dict[str, Any]
    note: Text | None = None


class Check(Section):
    """How a stated figure compares with data."""

    rule: Id | None = None
    verdict: Literal["holds", "holds in part", "fails", "unchecked"] | None = None
    data: Slug | None = None
    finding: Text | None = None


class Fact(Section):
    """A figure that a source states."""

    statement: Text
    figure: float | None = None
    unit: Text | None = None
    citations: Citations = Field(alias="from")
    voice: Literal["own", "reported", "readers"] = "own"
    check: Check
    note: Text | None = None


class Given(Cited):
    """A dated event after the scenario's date."""

    event: Text
    date: Day


class Policy(Cited):
    """Dated changes that somebody could make."""

    name: Text
    by: Id | None = None
    begins: Day | None = None
    sets: dict[str, Any]


class ConflictOption(Cited):
    """A yes/no option of a decision maker."""

    name: Text


class Preference(Cited):
    """One statement in a ranking; earlier statements outweigh later ones."""

    statement: Text


class Conflict(Section):
    """A standoff for the graph model."""

    title: Text
    decision_makers: dict[Id, Ids]
    options: dict[str, ConflictOption] = Field(default_factory=dict)
    infeasible: Texts = ()
    irreversible: dict[str, Literal["forward", "back"]] = Field(default_factory=dict)
    status_quo: Annotated[tuple[str, ...], BeforeValidator(_tuple)] | None = None
    preferences: dict[Id, Annotated[tuple[Preference, ...], BeforeValidator(_tuple)]]
    note: Text | None = None


class Test(Section):
    """What would have to hold for a claim to be true."""

    __test__: ClassVar[bool] = False  # not a pytest class

    event: Text
    than_event: Text | None = None
    above: float | None = None
    below: float | None = None
    under: Text | None = None
    against: Text | None = None


class Claim(Cited):
    """A proposition of an expert."""

    statement: Text
    kind: Literal["forecast", "conditional", "causal", "comparison", "advice"]
    hedge: Text | None = None
    horizon_months: Annotated[int, Field(ge=1, le=600)] | None = None
    viewpoint: Slug | None = None
    objective_of: Id | None = None
    policy: Id | None = None
    test: Test


class Question(Cited):
    """A forecast question."""

    question: Text
    event: Text
    opens: Day | None = None
    closes: Day
    probability: Annotated[float, Field(ge=0, le=1)] | None = None


class ScenarioFile(Section):
    """A whole scenario."""

    detente: Literal[1]
    title: Text
    summary: Text | None = None
    as_of: Day | None = None
    viewpoint: Slug | None = None
    focus: Annotated[tuple[Id, Id], BeforeValidator(_tuple)] | None = None
    sources: dict[Slug, Source] = Field(default_factory=dict)
    actors: dict[Id, Actor]
    issues: dict[Id, Issue]
    relations: dict[str, Relation] = Field(default_factory=dict)
    triads: dict[Id, Triad] = Field(default_factory=dict)
    agreements: dict[Id, Agreement] = Field(default_factory=dict)
    measures: dict[Id, Measure] = Field(default_factory=dict)
    calendar: dict[Id, CalendarEntry] = Field(default_factory=dict)
    shocks: dict[Id, Shock] = Field(default_factory=dict)
    parameters: dict[Id, Parameter] = Field(default_factory=dict)
    objectives: dict[Id, dict[str, float]] = Field(default_factory=dict)
    switches: dict[Id, Switch] = Field(default_factory=dict)
    viewpoints: dict[Slug, Viewpoint] = Field(default_factory=dict)
    worlds: dict[Slug, World] = Field(default_factory=dict)
    facts: dict[Id, Fact] = Field(default_factory=dict)
    given: Annotated[tuple[Given, ...], BeforeValidator(_tuple)] = ()
    policies: dict[Id, Policy] = Field(default_factory=dict)
    conflicts: dict[Id, Conflict] = Field(default_factory=dict)
    claims: dict[Slug, Claim] = Field(default_factory=dict)
    questions: dict[Slug, Question] = Field(default_factory=dict)
