"""The sections of a scenario file as typed, frozen models; unknown keys are refused."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from detente.scenario.claims import Claim
from detente.scenario.fields import (
    QUANTITY_SCHEMA,
    Citations,
    Cited,
    Day,
    Id,
    Ids,
    Number,
    Section,
    Slug,
    Text,
    Texts,
    as_tuple,
    parameter_kind,
    refuse,
)
from detente.scenario.notation import NotationError
from detente.scenario.policies import Given, Policy
from detente.scenario.problems import shown
from detente.scenario.quantities import Entry, parse_entry


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
    term_months: Annotated[int, Field(ge=1, le=600)] | None = None
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


class Scale(Section):
    """What the two ends of the scale are in the issue's own unit."""

    zero: float = Field(alias="0")
    hundred: float = Field(alias="100")
    unit: Text


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
    scale: Scale | None = None
    outcome: Id | None = None
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
    members: Annotated[tuple[Id, Id, Id], BeforeValidator(as_tuple)]
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
    range: Annotated[tuple[float, float], BeforeValidator(as_tuple)]
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


class ConflictOption(Cited):
    """A yes/no option of a decision maker."""

    name: Text


class Preference(Cited):
    """One statement in a ranking; earlier statements outweigh later ones."""

    statement: Text


class Ordering(Cited):
    """Another ranking that one decision maker may have, all of it."""

    name: Text
    statements: Annotated[tuple[Text, ...], BeforeValidator(as_tuple)]


class Conflict(Section):
    """A standoff for the graph model."""

    title: Text
    decision_makers: dict[Id, Ids]
    options: dict[str, ConflictOption] = Field(default_factory=dict)
    infeasible: Texts = ()
    irreversible: dict[str, Literal["forward", "back"]] = Field(default_factory=dict)
    status_quo: Annotated[tuple[str, ...], BeforeValidator(as_tuple)] | None = None
    preferences: dict[Id, Annotated[tuple[Preference, ...], BeforeValidator(as_tuple)]]
    alternatives: dict[Id, Annotated[tuple[Ordering, ...], BeforeValidator(as_tuple)]] = Field(
        default_factory=dict
    )
    note: Text | None = None


class Question(Cited):
    """A forecast question: what it asks in words and in the event language, and its window.

    `family` names questions that stand or fall together. `probability` is what somebody else says,
    kept for comparison. `resolution`, `resolved` and `source` say what came of it.
    """

    question: Text
    event: Text
    opens: Day | None = None
    closes: Day
    family: Slug | None = None
    probability: Annotated[float, Field(ge=0, le=1)] | None = None
    resolution: Literal["yes", "no", "void"] | None = None
    resolved: Day | None = None
    source: Text | None = None


class ScenarioFile(Section):
    """A whole scenario."""

    detente: Literal[1]
    title: Text
    summary: Text | None = None
    as_of: Day | None = None
    viewpoint: Slug | None = None
    focus: Annotated[tuple[Id, Id], BeforeValidator(as_tuple)] | None = None
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
    given: Annotated[tuple[Given, ...], BeforeValidator(as_tuple)] = ()
    policies: dict[Id, Policy] = Field(default_factory=dict)
    conflicts: dict[Id, Conflict] = Field(default_factory=dict)
    claims: dict[Slug, Claim] = Field(default_factory=dict)
    questions: dict[Slug, Question] = Field(default_factory=dict)
