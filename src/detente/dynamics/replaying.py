"""Single worlds run again with everything noted down, and with luck or numbers exchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.again import course_run, draws_of, is_conditioned
from detente.dynamics.assembling import Assembled, Kept
from detente.dynamics.engine.executor_numpy import Plan, Worlds
from detente.dynamics.luck import LUCK
from detente.dynamics.simulating import prepared
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import Structure, structure

Array: TypeAlias = npt.NDArray[np.float64]
Rows: TypeAlias = npt.NDArray[np.int32]

#: Luck in groups that stories are told about: (index set, name) of the sites → group.
GROUPS: Mapping[tuple[str, str], str] = {
    ("actor", "turnover"): "leaders",
    ("actor", "horizon"): "leaders",
    ("dyad", "drive"): "leaders",
    ("shock", "strike"): "shocks",
    ("pair", "regime"): "regime",
    ("pair", "flow"): "behaviour",
    ("dyad", "acts"): "acts",
    ("pair", "summit"): "acts",
    ("deal", "moves"): "deals",
    ("stake", "acts"): "deals",
}
#: The numbers of a draw, as against all luck.
NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Mixture:
    """A world made of two: one world with a part of another.

    Attributes:
        taken: groups of luck that come from the second world; `numbers` for its draw.
    """

    taken: frozenset[str]


@dataclass(frozen=True)
class Replay:
    """Worlds month by month.

    Attributes:
        parts: index sets.
        fields: (index set, field) → values, (month, entity, world).
    """

    parts: Structure
    fields: Mapping[tuple[str, str], Array]

    def of(self, over: str, field: str, key: str) -> Array:
        """Return one field of one entity, (month, world)."""
        return self.fields[over, field][:, self.parts.keys(over).index(key)]


class _Exchange:
    """Gives worlds the luck of another: runs after the numbers of a month have been drawn."""

    def __init__(self, rows: Mapping[str, Rows], mixtures: Sequence[Mixture]) -> None:
        self.moves = [
            (rows[group], place)
            for place, mixture in enumerate(mixtures)
            for group in sorted(mixture.taken)
            if group in rows
        ]

    def run(self, work: npt.NDArray[np.float32], count: Any, keys: Any) -> None:
        """Copy luck from the second world; the first two are the worlds themselves."""
        del count, keys
        for rows, place in self.moves:
            work[rows, 2 + place] = work[rows, 1]


def replay_pair(
    simulation: Simulation,
    one: tuple[int, int],
    other: tuple[int, int],
    fields: Sequence[tuple[str, str]],
    mixtures: Sequence[Mixture] = (),
) -> Replay:
    """Run two worlds of a run again, and mixtures of them.

    Args:
        simulation: the run; no world of it may have been sorted out.
        one, other: (draw, repeat) of each, counted from the run's first draw.
        fields: what to note every month.
        mixtures: worlds that are the first with parts of the second.

    Returns:
        The first world, the second, then the mixtures.

    Raises:
        ValueError: worlds of the run were sorted out by given events.
    """
    if is_conditioned(simulation):
        raise ValueError("worlds of this run were sorted out by given events – run it without")
    parts = structure(simulation.scenario)
    # Fields that are kept stay in their row to the end of the month.
    kept = Kept((), tuple(fields), {})
    _, assembled = prepared(draws_of(simulation), parts, course_run(simulation), kept)
    plan = Plan(assembled.program)
    plan.draws.append(_Exchange(luck_rows(assembled), mixtures))  # type: ignore[arg-type]
    numbers = [one[0], other[0], *(other[0] if NUMBERS in m.taken else one[0] for m in mixtures)]
    first = np.full(len(mixtures), one[0])
    draws = simulation.rows[0] + np.concatenate([[one[0], other[0]], first])
    repeats = np.array([one[1], other[1], *(one[1] for _ in mixtures)])
    # A scenario without shocks, say, has no rows for what strikes.
    known = [f for f in fields if f in assembled.rows or parts.keys(f[0])]
    noted: dict[tuple[str, str], list[npt.NDArray[np.float32]]] = {f: [] for f in known}
    with np.errstate(all="ignore"):
        worlds = Worlds(plan, assembled.values[:, numbers], draws, repeats, simulation.origin.seed)
        worlds.begin()
        for month in range(1, simulation.months + 1):
            worlds.step(month)
            for name, rows in ((f, assembled.rows[f]) for f in known):
                noted[name].append(worlds.work[rows].copy())
    return Replay(parts, {f: np.asarray(np.stack(v), np.float64) for f, v in noted.items()})


def luck_rows(assembled: Assembled) -> dict[str, Rows]:
    """Return the rows of luck by group."""
    found: dict[str, list[Rows]] = {}
    for luck in LUCK:
        for name in luck.fields:
            if name and (luck.over, name) in assembled.rows:
                group = GROUPS[luck.over, luck.name]
                found.setdefault(group, []).append(assembled.rows[luck.over, name])
    return {group: np.concatenate(rows) for group, rows in found.items()}
