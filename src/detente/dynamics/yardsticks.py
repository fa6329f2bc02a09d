"""By what policies are compared: outcomes of every deal, pair and dyad, read off each world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import IN_FORCE
from detente.dynamics.headlines import Headline, last_year
from detente.dynamics.ladder import NAMES
from detente.dynamics.phrases import REGIME_WORDS, capital, deal_name, dyad_name, pair_name
from detente.dynamics.readings import Readings
from detente.dynamics.structure import Deal, Structure
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]
Read: TypeAlias = Callable[[Readings], Array]


def yardsticks(scenario: Scenario, parts: Structure, regimes: int) -> tuple[Headline, ...]:
    """Return the outcomes by which policies are compared.

    Deals: in force at the end, ever signed, share of months in force. Pairs: share of months in
    each regime, tension. Dyads: behaviour, sanctions and trust over the last year; trust is
    compared between worlds and never quoted alone.

    Args:
        scenario: whose.
        parts: its index sets.
        regimes: rungs of the ladder.
    """
    found: list[Headline] = []
    for deal in parts.deals:
        found += _deal(scenario, deal)
    for pair in parts.keys("pair"):
        found += _pair(scenario, pair, NAMES[regimes])
    for dyad in parts.keys("dyad"):
        found += _dyad(scenario, dyad)
    return tuple(found)


def _deal(scenario: Scenario, deal: Deal) -> Iterator[Headline]:
    name = capital(deal_name(scenario, deal))

    def at_the_end(worlds: Readings) -> Array:
        return _true(worlds.final("deal", "status", deal.id) == IN_FORCE)

    def signed(worlds: Readings) -> Array:
        return _true(worlds.final("deal", "first_signed", deal.id) > 0)

    def months(worlds: Readings) -> Array:
        return worlds.final("deal", "months_in_force", deal.id) / worlds.months

    yield Headline(
        f"in_force:{deal.id}", f"{name}: in force at the end", "chance", "share", at_the_end
    )
    yield Headline(f"signed:{deal.id}", f"{name}: signed", "chance", "share", signed)
    yield Headline(
        f"months:{deal.id}", f"{name}: time in force", "share of months", "share", months
    )


def _pair(scenario: Scenario, pair: str, regimes: tuple[str, ...]) -> Iterator[Headline]:
    name = pair_name(scenario, pair, short=True)
    series = (("pair", "regime", pair),)
    for rung, regime in enumerate(regimes):
        yield Headline(
            f"{regime}:{pair}",
            f"{name}: time in {REGIME_WORDS[regime]}",
            "share of months",
            "share",
            _in_rung(pair, rung),
            series,
        )

    def tension(worlds: Readings) -> Array:
        return last_year(worlds.course("pair", "tension", pair))

    words = f"{name}: tension in the last year"
    yield Headline(
        f"tension:{pair}", words, "0 to 1", "number", tension, (("pair", "tension", pair),)
    )


def _in_rung(pair: str, rung: int) -> Read:
    def read(worlds: Readings) -> Array:
        return np.asarray((worlds.course("pair", "regime", pair) == rung).mean(axis=0))

    return read


def _dyad(scenario: Scenario, dyad: str) -> Iterator[Headline]:
    name = capital(dyad_name(scenario, dyad))
    one, other = dyad.split(">")
    trust = f"{scenario.name_of(one)} trusting {scenario.name_of(other)}"
    for field, words, unit in (
        ("flow", f"{name}: behaviour in the last year", "SD of flow"),
        ("sanctions", f"{name}: sanctions in the last year", "legal level"),
        ("trust", f"{capital(trust)}, in the last year", "log-odds"),
    ):
        series = (("dyad", field, dyad),)
        yield Headline(f"{field}:{dyad}", words, unit, "number", _of_dyad(field, dyad), series)


def _of_dyad(field: str, dyad: str) -> Read:
    def read(worlds: Readings) -> Array:
        return last_year(worlds.course("dyad", field, dyad))

    return read


def _true(found: npt.NDArray[np.bool_]) -> Array:
    return np.asarray(found, np.float64)
