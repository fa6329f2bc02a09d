"""Claims of experts, as typed sections. What their words mean is in `claim_grammar`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from detente.scenario.fields import Cited, Id, Section, Slug, Text


class Test(Section):
    """What would have to hold for a claim to be true.

    One of `event` (its chance), `mean` (a level, on average) and `objective` (what an actor's
    objectives make of the course) is measured. It is held against bounds (`above`, `below`);
    against another event or level (`than_event`, `than_mean`); or between two settings (`under`,
    `against`). Of two, the first is to be larger by more than `above` (0 unless given), smaller
    (`below`), or the two to differ by no more than `within`.
    """

    __test__: ClassVar[bool] = False  # not a pytest class

    event: Text | None = None
    mean: Text | None = None
    objective: Id | None = None
    than_event: Text | None = None
    than_mean: Text | None = None
    above: float | None = None
    below: float | None = None
    within: Annotated[float, Field(gt=0)] | None = None
    under: Text | None = None
    against: Text | None = None


class Claim(Cited):
    """A proposition of an expert: tested, or outside the model for a reason."""

    statement: Text
    kind: Literal["forecast", "conditional", "causal", "comparison", "advice"]
    hedge: Text | None = None
    horizon_months: Annotated[int, Field(ge=1, le=600)] | None = None
    viewpoint: Slug | None = None
    test: Test | None = None
    outside: Text | None = None
    settled_by: Text | None = None
