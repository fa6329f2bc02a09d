"""Findings of room `forecasts`: what a scenario says of questions, beside baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from detente.dynamics.ranges import Range
from detente.findings import Findings
from detente.forecasts.baselines import Baselines
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a scenario says of one question.

    Attributes:
        id, question, family: the question; a question without a family is one of its own.
        event: as it was judged, its window filled in; as written where it was not.
        opens, closes: its window, as dates in text; `opens` is empty where it has none.
        probability: of yes, pooled over all worlds and viewpoints left open; for scoring only.
            None where the question is unanswered.
        range: over draws, with chance taken out, also with widths doubled; what people are shown.
        viewpoints: viewpoint → probability under it.
        baselines: status quo, climatology, own history.
        stated: what somebody else says, as the question records it.
        reason: why it is unanswered; empty where it is answered.
        notes: what the reader has to know.
    """

    id: str
    question: str
    family: str
    event: str
    opens: str
    closes: str
    probability: float | None
    range: Range | None
    viewpoints: Mapping[str, float]
    baselines: Baselines
    stated: float | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the scenario says anything."""
        return self.probability is not None

    @property
    def across(self) -> tuple[float, float] | None:
        """The smallest and the largest probability over viewpoints, or None."""
        if not self.viewpoints:
            return None
        return min(self.viewpoints.values()), max(self.viewpoints.values())

    def ends(self) -> tuple[float, float] | None:
        """Return the ends of the range, as declared or with doubled widths; None where not told."""
        if self.range is None or not self.range.told:
            return None
        low, high = self.range.ends
        return min(low, self.range.mean), max(high, self.range.mean)


@dataclass(frozen=True, repr=False)
class ForecastFindings(Findings):
    """Forecasts of a scenario, question by question, the unanswered ones among them.

    `data` holds share (question, draw): of the repeats of each draw in which the event comes about,
    for the questions that are answered.

    Attributes:
        scenario: what was asked.
        information: the last day that it knows of.
        forecasts: one for every question, in the order of the file.
    """

    scenario: Scenario
    information: str
    forecasts: tuple[Forecast, ...]

    references: ClassVar[tuple[str, ...]] = ("jeffreys1946", "gneiting2007")

    def __getitem__(self, key: str) -> Forecast:
        """Return the forecast of a question.

        Raises:
            KeyError: no such question; names the nearest.
        """
        from detente.scenario.problems import nearest

        for one in self.forecasts:
            if one.id == key:
                return one
        raise KeyError(f"no question '{key}'{nearest(key, [one.id for one in self.forecasts])}")

    @property
    def answered(self) -> tuple[Forecast, ...]:
        """The questions that the scenario answers."""
        return tuple(one for one in self.forecasts if one.answered)

    @property
    def unanswered(self) -> tuple[Forecast, ...]:
        """The questions that it does not answer, each with its reason."""
        return tuple(one for one in self.forecasts if not one.answered)

    def table(self) -> pd.DataFrame:
        """Return one row a question: ranges in hundredths, baselines beside them."""
        from detente.forecasts.tables import forecast_table

        return forecast_table(self)

    def plot(self) -> Figure:
        """Return the ranges with the baselines as marks."""
        from detente.forecasts.pictures import forecast_picture

        return forecast_picture(self)

    def sentences(self) -> tuple[str, ...]:
        """Return the findings in words."""
        from detente.forecasts.words import forecast_sentences

        return forecast_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "origin": asdict(self.origin),
            "information_date": self.information,
            "forecasts": [as_plain(one) for one in self.forecasts],
            "sentences": list(self.sentences()),
        }


def as_plain(one: Forecast) -> dict[str, Any]:
    """Return a forecast as plain values; what is not told is None."""
    found = one.range
    wide = found.wide if found is not None else None
    across = one.across
    return {
        "id": one.id,
        "question": one.question,
        "family": one.family,
        "event": one.event,
        "opens": one.opens or None,
        "closes": one.closes,
        "probability": plain(one.probability),
        "range": _ends(found),
        "range_widths_doubled": _ends(wide),
        "viewpoints": None if across is None else [plain(end) for end in across],
        "by_viewpoint": {name: plain(share) for name, share in one.viewpoints.items()},
        "baselines": {name: plain(value) for name, value in one.baselines.named().items()},
        "stated": one.stated,
        "reason": one.reason or None,
        "notes": list(one.notes),
    }


#: Digits of a probability that are kept.
DIGITS = 6


def plain(value: float | None) -> float | None:
    """Return a number with the digits that are kept; None where there is none."""
    if value is None or np.isnan(value):
        return None
    return round(float(value), DIGITS)


def _ends(found: Range | None) -> list[float | None] | None:
    if found is None or not found.told:
        return None
    return [plain(found.low), plain(found.high)]
