"""Equilibria of declared conflicts, answered over the declared worlds of preferences."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.claims.holding import Sample
from detente.scenario import event_grammar as words
from detente.scenario.draws import DEFAULT_DRAWS
from detente.scenario.event_grammar import Event, Plain
from detente.scenario.model import Scenario

Bools: TypeAlias = npt.NDArray[np.bool_]

#: In which sense a state has to hold: a move is deterred only by answers that serve who gives them.
CONCEPT = "seq"
#: More worlds than this tell nothing more about a share, and their arrays would be large.
_MOST_WORLDS = 4000


def standoff(scenario: Scenario, event: Event, seed: int, *, wide: bool) -> Sample:
    """Return in which preference worlds an event about equilibria comes about.

    Args:
        scenario: declares the conflicts.
        event: made of `equilibrium of … has …` and `… lacks …` alone, without `given`.
        seed: of the worlds, where they are too many to go through.
        wide: whether every statement without firm support may stand anywhere or be missing.

    Returns:
        One number a world, 0 or 1, (world, 1). There is no chance in it.

    Raises:
        InvalidInputError: the graph model refuses the conflict; one line.
    """
    assert not isinstance(event, words.Given)  # refused on loading
    found = _holds(scenario, event, seed, wide)
    if len(found) > _MOST_WORLDS:
        found = found[np.linspace(0, len(found) - 1, _MOST_WORLDS).astype(np.int64)]
    return Sample(found.astype(np.float64)[:, None], share=True, exact=True)


def _holds(scenario: Scenario, event: Plain, seed: int, wide: bool) -> Bools:
    match event:
        case words.Atom(statement):
            assert isinstance(statement, words.Equilibrium)
            stable, takes = _solved(_Key(scenario), statement.conflict, seed, wide)
            option = takes[statement.option]
            wanted = option if statement.verb == "has" else ~option
            return np.asarray((stable & wanted).any(axis=1))
        case words.Not(part):
            return np.logical_not(_holds(scenario, part, seed, wide))
        case words.And(parts) | words.Or(parts):
            rows = [_holds(scenario, part, seed, wide) for part in parts]
            longest = max(map(len, rows))
            # Worlds of two conflicts have nothing to do with each other: the shorter list goes on.
            level = np.stack([np.resize(row, longest) for row in rows])
            joined = level.all(axis=0) if isinstance(event, words.And) else level.any(axis=0)
            return np.asarray(joined)


class _Key:
    """A scenario as a key of a cache, told apart by what it declares."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return hash(self.scenario.fingerprint())

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Key) and other.scenario.fingerprint() == self.scenario.fingerprint()
        )


@lru_cache(maxsize=16)
def _solved(key: _Key, conflict: str, seed: int, wide: bool) -> tuple[Bools, dict[str, Bools]]:
    """Return where each state is an equilibrium, (world, state); which states take an option."""
    from detente.stability.analysis.counting import counted
    from detente.stability.analysis.modelling import modelled
    from detente.stability.analysis.worlds import Reach, worlds_within
    from detente.stability.preferences import truths_of_statements

    model, sides = modelled(key.scenario, conflict)
    reach: Reach = "anywhere" if wide else "in one place"
    worlds = worlds_within(sides, reach, DEFAULT_DRAWS, seed, conflict, len(model.codes))
    stable = counted(model, worlds, (CONCEPT,)).everybody[CONCEPT]
    options = key.scenario.content.conflicts[conflict].decision_makers
    names = dict.fromkeys(name for own in options.values() for name in own)
    takes = {}
    for name in names:
        owners = [owner for owner, own in options.items() if name in own]
        text = name if len(owners) == 1 else " | ".join(f"{owner}.{name}" for owner in owners)
        ((_, holds),) = truths_of_statements([text], model.codes, model.options, conflict)
        takes[name] = np.asarray(holds, np.bool_)
    return stable, takes
