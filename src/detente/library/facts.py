"""Figures that the sources state, and whether they check against shipped data."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from detente.library.conventions import conventions
from detente.scenario.model import Scenario
from detente.scenario.quantities import Citation
from detente.scenario.schema import Fact

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class CheckedFact:
    """A stated figure and what the data say.

    Attributes:
        id, statement, figure, unit, citations, voice, note: as in the scenario.
        verdict: holds | holds in part | fails | unchecked.
        finding: what the data say, or why they cannot.
        data: the source of the data, or None.
        computed: whether the check was computed here from a shipped table.
    """

    id: str
    statement: str
    figure: float | None
    unit: str
    citations: tuple[Citation, ...]
    voice: str
    verdict: str
    finding: str
    data: str | None
    computed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class TradeYear:
    """US goods trade with one partner in one whole year, in billion dollars."""

    year: int
    imports: float
    exports: float

    @property
    def total(self) -> float:
        """Imports and exports together."""
        return self.imports + self.exports


@cache
def us_goods_trade(partner: str) -> tuple[TradeYear, ...]:
    """Return US goods trade by whole year (US Census Bureau), for RUS, CHN or UKR."""
    table = resources.files("detente.library").joinpath("data/us_goods_trade_year.csv")
    with table.open(encoding="utf-8") as lines:
        return tuple(
            TradeYear(
                int(row["year"]),
                float(row["us_imports_musd"]) / 1000,
                float(row["us_exports_musd"]) / 1000,
            )
            for row in csv.DictReader(lines)
            if row["partner"] == partner and int(row["months"]) == MONTHS_OF_A_YEAR
        )


def _trade_peak(figure: float) -> tuple[str, str, str]:
    years = us_goods_trade("RUS")
    peak = max(years, key=lambda year: year.total)
    verdict = "holds" if peak.total <= figure else "fails"
    return (
        verdict,
        f"Goods trade peaked in {peak.year} at {peak.total:.1f} billion dollars; no year from "
        f"{years[0].year} to {years[-1].year} was higher. Services are not in the table.",
        "census-trade",
    )


def _about(value: float, figure: float) -> bool:
    """Whether a value is what somebody would call 'about' a figure."""
    return abs(value - figure) <= conventions()["about"] * figure


def _us_exports_peak(figure: float) -> tuple[str, str, str]:
    years = us_goods_trade("RUS")
    peak = max(years, key=lambda year: year.total)
    best = max(years, key=lambda year: year.exports)
    verdict = (
        "holds"
        if _about(peak.exports, figure)
        else "holds in part"
        if any(_about(year.exports, figure) for year in years)
        else "fails"
    )
    return (
        verdict,
        f"In the peak year {peak.year} exports of goods were {peak.exports:.1f} billion dollars; "
        f"their own peak was {best.exports:.1f} in {best.year}.",
        "census-trade",
    )


RULES: Mapping[str, Callable[[float], tuple[str, str, str]]] = {
    "trade_peak": _trade_peak,
    "us_exports_peak": _us_exports_peak,
}


def facts(scenario: Scenario) -> tuple[CheckedFact, ...]:
    """Return the facts of a scenario, each with its check."""
    return tuple(_checked(key, fact) for key, fact in scenario.content.facts.items())


def _checked(key: str, fact: Fact) -> CheckedFact:
    rule = fact.check.rule
    if rule is not None and rule in RULES and fact.figure is not None:
        verdict, finding, data = RULES[rule](fact.figure)
        computed = True
    elif rule is not None:
        verdict, finding, data = "unchecked", f"no rule '{rule}' is shipped", ""
        computed = False
    else:
        verdict, finding = fact.check.verdict or "unchecked", fact.check.finding or ""
        data, computed = fact.check.data or "", False
    return CheckedFact(
        id=key,
        statement=fact.statement,
        figure=fact.figure,
        unit=fact.unit or "",
        citations=fact.citations,
        voice=fact.voice,
        verdict=verdict,
        finding=finding,
        data=data or None,
        computed=computed,
        note=fact.note or "",
    )
