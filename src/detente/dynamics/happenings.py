"""What happens in one world, month by month, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.dynamics.codes import EVENTS, NOTHING
from detente.dynamics.keeping_track import in_view
from detente.dynamics.phrases import REGIME_WORDS, deal_name, pair_name
from detente.dynamics.replaying import Replay
from detente.dynamics.simulation import Simulation
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario

#: What a replay has to note.
FIELDS: tuple[tuple[str, str], ...] = (
    ("actor", "leader_changed"),
    ("shock", "struck"),
    ("pair", "regime"),
    ("pair", "summit"),
    ("pair", "worsen_logit"),
    ("pair", "improve_logit"),
    ("dyad", "flow"),
    ("deal", "event"),
)
#: Events of deals in words; the name of the deal follows in brackets.
EVENT_WORDS = {
    "opened": "talks open",
    "broken_off": "talks are broken off",
    "signed": "a text is signed",
    "ratified_whole": "a text is ratified",
    "watered_down": "a text is ratified with changes",
    "rejected": "a text is voted down",
    "suspended": "a treaty is suspended",
    "resumed": "a treaty is resumed",
    "withdrawn": "a party gives notice",
    "extended": "a treaty is extended",
    "lapsed": "a treaty lapses",
    "ended": "a treaty ends",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a world.

    Attributes:
        month: when.
        kind: leader, shock, regime, deal or summit.
        key: of whom or what.
        words: a clause, such as "the leader of Russia changes".
    """

    month: int
    kind: str
    key: str
    words: str


def happenings(simulation: Simulation, replay: Replay, world: int) -> tuple[Happening, ...]:
    """Return what happened in one world of a replay, in the order of the months and their steps."""
    scenario = simulation.scenario
    names = tuple(simulation.data.attrs["regimes"])
    found = [
        *_leaders(scenario, replay, world),
        *_shocks(scenario, replay, world),
        *_regimes(scenario, replay, world, names),
        *_summits(scenario, replay, world),
        *_deals(scenario, replay, world),
    ]
    return tuple(sorted(found, key=lambda happening: happening.month))


def first_difference(
    one: tuple[Happening, ...], other: tuple[Happening, ...]
) -> tuple[Happening, bool] | None:
    """Return what happens first in one world and not in the other, and whether in the first."""
    sets = set(one), set(other)
    only = [(h, True) for h in one if h not in sets[1]]
    only += [(h, False) for h in other if h not in sets[0]]
    return min(only, key=lambda entry: entry[0].month, default=None)


def _months(replay: Replay, over: str, field: str, key: str, world: int) -> Iterator[int]:
    for place in np.flatnonzero(replay.of(over, field, key)[:, world] > 0.5):
        yield int(place) + 1


def _leaders(scenario: Scenario, replay: Replay, world: int) -> Iterator[Happening]:
    for actor in replay.parts.keys("actor"):
        words = f"the leader of {scenario.name_of(actor)} changes"
        for month in _months(replay, "actor", "leader_changed", actor, world):
            yield Happening(month, "leader", actor, words)


def _shocks(scenario: Scenario, replay: Replay, world: int) -> Iterator[Happening]:
    """Yield shocks that reach the focus pair."""
    focus = pair_key("-".join(scenario.focus))
    for shock in replay.parts.keys("shock"):
        entry = scenario.content.shocks[shock]
        if focus in map(pair_key, entry.pairs):
            for month in _months(replay, "shock", "struck", shock, world):
                yield Happening(month, "shock", shock, f"a shock strikes ({entry.name})")


def _regimes(
    scenario: Scenario, replay: Replay, world: int, names: tuple[str, ...]
) -> Iterator[Happening]:
    """Yield moves of the pairs in view; the regime of month 1 is where a world starts."""
    for pair in sorted(in_view(scenario, replay.parts)["pair"]):
        rungs = replay.of("pair", "regime", pair)[:, world].astype(int)
        for place in np.flatnonzero(np.diff(rungs)) + 1:
            old, new = (REGIME_WORDS[names[rungs[p]]] for p in (place - 1, place))
            words = f"{pair_name(scenario, pair)} move from {old} to {new}"
            yield Happening(int(place) + 1, "regime", pair, words)


def _summits(scenario: Scenario, replay: Replay, world: int) -> Iterator[Happening]:
    focus = pair_key("-".join(scenario.focus))
    words = f"the leaders of {pair_name(scenario, focus)} meet"
    for month in _months(replay, "pair", "summit", focus, world):
        yield Happening(month, "summit", focus, words)


def _deals(scenario: Scenario, replay: Replay, world: int) -> Iterator[Happening]:
    """Yield events of named agreements and of the focus pair's own deals."""
    focus = set(scenario.focus)
    for deal in replay.parts.deals:
        if deal.agreement is None and set(deal.parties) != focus:
            continue
        codes = replay.of("deal", "event", deal.id)[:, world]
        for place in np.flatnonzero(codes != NOTHING):
            code = int(codes[place])
            words = f"{EVENT_WORDS[EVENTS[code]]} ({deal_name(scenario, deal)})"
            yield Happening(int(place) + 1, "deal", deal.id, words)
