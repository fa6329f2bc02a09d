"""What sections are made of: ids, dates, citations, quantities, and their base class."""

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

    @property
    def last(self) -> datetime.date:
        """The last day that the date may mean."""
        if self.precision == "day":
            return self.day
        year, month = self.day.year, 12 if self.precision == "year" else self.day.month
        following = datetime.date(year + month // 12, month % 12 + 1, 1)
        return following - datetime.timedelta(days=1)

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


def as_tuple(raw: Any) -> Any:
    """Return a list as a tuple; refuse a single word where a list belongs."""
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
Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(as_tuple)]
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
        defer_build=True,  # one validator for the whole file instead of one a section
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
