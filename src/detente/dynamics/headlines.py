"""The outcomes by which runs are compared: a short, declared list, found by role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.codes import IN_FORCE, NOTICE, STATUSES, SUSPENDED
from detente.dynamics.ladder import JOINED
from detente.dynamics.phrases import capital, deal_name, pair_name
from detente.dynamics.readings import Readings
from detente.dynamics.structure import Deal, Structure
from detente.library.conventions import conventions
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]

#: Declared regimes from this one on are confrontation and crisis.
_HOSTILE = 2


@dataclass(frozen=True, slots=True)
class Headline:
    """One outcome of a world.

    Attributes:
        id: such as `hostile`, `flow`, `signed:truce`.
        words: what it is, as the head of a row.
        unit: of its values.
        kind: "share" (0 to 1), "number", or "wait" (months, compared between worlds only).
        read: from worlds to x[draw, repeat].
        series: fields whose months it needs, with the entities.
    """

    id: str
    words: str
    unit: str
    kind: Literal["share", "number", "wait"]
    read: Callable[[Readings], Array] = field(compare=False, repr=False)
    series: tuple[tuple[str, str, str], ...] = ()


def headlines(scenario: Scenario, parts: Structure, regimes: int) -> tuple[Headline, ...]:
    """Return the outcomes by which runs of a scenario are compared.

    Args:
        scenario: whose focus pair and named agreements they are about.
        parts: its index sets.
        regimes: rungs of the ladder.
    """
    focus = pair_key("-".join(scenario.focus))
    pair = focus in parts.keys("pair")
    found = [_hostile(scenario, focus, regimes), _flow(scenario, focus)] if pair else []
    found += [_deal(scenario, deal) for deal in parts.deals if deal.agreement is not None]
    return (*found, *(_focus_deals(scenario, parts, focus) if pair else ()))


def needed(found: tuple[Headline, ...]) -> tuple[list[tuple[str, str]], dict[str, frozenset[str]]]:
    """Return the series that outcomes need, and the entities: as `run_course` takes them."""
    series = list(dict.fromkeys((over, name) for one in found for over, name, _ in one.series))
    only: dict[str, frozenset[str]] = {}
    for over, _, key in (entry for one in found for entry in one.series):
        only[over] = only.get(over, frozenset()) | {key}
    return series, only


def hostile_rungs(regimes: int) -> tuple[int, ...]:
    """Return the rungs that stand for confrontation or crisis."""
    return tuple(place for place, joined in enumerate(JOINED[regimes]) if min(joined) >= _HOSTILE)


def last_year(months: Array) -> Array:
    """Return the mean over the last year of a run, or over all of it where it is shorter."""
    return np.asarray(months[-int(conventions()["last_year"]) :].mean(axis=0))


def _hostile(scenario: Scenario, pair: str, regimes: int) -> Headline:
    rungs = hostile_rungs(regimes)

    def read(worlds: Readings) -> Array:
        return last_year(np.isin(worlds.course("pair", "regime", pair), rungs).astype(np.float64))

    words = (
        f"{capital(pair_name(scenario, pair))}: months of the last year in confrontation or crisis"
    )
    return Headline("hostile", words, "share of months", "share", read, (("pair", "regime", pair),))


def _flow(scenario: Scenario, pair: str) -> Headline:
    one, other = pair.split("-")
    keys = (f"{one}>{other}", f"{other}>{one}")

    def read(worlds: Readings) -> Array:
        flows = [worlds.course("dyad", "flow", key) for key in keys]
        return last_year(0.5 * (flows[0] + flows[1]))

    words = f"{capital(pair_name(scenario, pair))}: behaviour toward each other in the last year"
    series = tuple(("dyad", "flow", key) for key in keys)
    return Headline("flow", words, "SD of flow", "number", read, series)


def _deal(scenario: Scenario, deal: Deal) -> Headline:
    """Return for a text on the way whether it is signed, for a treaty whether it is in force."""
    assert deal.agreement is not None
    status = STATUSES.index(deal.agreement.status)
    name = deal_name(scenario, deal)
    if IN_FORCE <= status <= NOTICE:

        def in_force(worlds: Readings) -> Array:
            return np.asarray(worlds.final("deal", "status", deal.id) == IN_FORCE, np.float64)

        again = " again" if status >= SUSPENDED else ""
        return Headline(
            f"in_force:{deal.id}",
            f"{name}: in force{again} at the end",
            "chance",
            "share",
            in_force,
        )
    word = "ratified" if deal.agreement.status == "signed" else "signed"

    def reached(worlds: Readings) -> Array:
        events = ("ratified_whole", "watered_down") if word == "ratified" else ("signed",)
        first = sum(worlds.final("deal", f"first_{event}", deal.id) for event in events)
        return np.asarray(np.greater(first, 0), np.float64)

    return Headline(
        f"{word}:{deal.id}", f"{name}: {word} within the run", "chance", "share", reached
    )


def _focus_deals(scenario: Scenario, parts: Structure, pair: str) -> tuple[Headline, ...]:
    both = set(pair.split("-"))
    deals = [deal.id for deal in parts.deals if both <= set(deal.parties)]
    slots = [deal.id for deal in parts.deals if both == set(deal.parties) and not deal.agreement]
    name = capital(pair_name(scenario, pair))

    def ratified(worlds: Readings) -> Array:
        return np.asarray(sum(worlds.final("deal", "ratifications", key) for key in deals))

    found = [
        Headline("deals", f"{name}: new deals that came into force", "deals", "number", ratified)
    ]
    if slots:
        found.append(
            Headline(
                "trust_wait",
                f"{name}: months until trust bears a deal of the depth of reference",
                "months, mean over files; never counts as the length of the run",
                "wait",
                lambda worlds: wait(worlds, slots),
            )
        )
    return tuple(found if deals else found[1:])


def wait(worlds: Readings, deals: list[str]) -> Array:
    """Return the mean over deals of the months until trust bears the depth of reference."""
    first = [worlds.final("deal", "first_depth", key) for key in deals]
    return np.asarray(np.mean([np.where(f > 0, f, worlds.months) for f in first], axis=0))


def read_all(found: tuple[Headline, ...], worlds: Readings) -> Mapping[str, Array]:
    """Return every outcome of some worlds, x[draw, repeat], by its id."""
    return {one.id: one.read(worlds) for one in found}
