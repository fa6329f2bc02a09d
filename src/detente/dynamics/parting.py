"""Where worlds part: a typical world, an opposite one, the first month and cause of parting.

The typical world is the one nearest to all others in the declared outcomes. The opposite world ends
in the other camp: in confrontation or crisis where the typical one does not, or the other way
round; of all such worlds it is the one nearest to the others. Both are run again with everything
noted. Then the typical world is run with one part of the opposite one at a time, its numbers or one
sort of luck: the part that takes it to the other camp is a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.happenings import FIELDS, Happening, first_difference, happenings
from detente.dynamics.headlines import headlines, hostile_rungs, last_year, read_all
from detente.dynamics.phrases import REGIME_WORDS, hundred, listed, pair_name
from detente.dynamics.readings import Labelled
from detente.dynamics.replaying import NUMBERS, Mixture, Replay, replay_pair
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.library.conventions import conventions
from detente.scenario.merging import pair_key
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]

#: Worlds against which the nearest to all is found.
COMPARED = 500  # literal-ok: a size

#: What each part of a world is, in words.
PARTS_OF_A_WORLD: Mapping[str, str] = {
    NUMBERS: "the numbers assumed",
    "leaders": "who leads, and with what drive",
    "shocks": "which shocks strike",
    "regime": "the luck of moves between regimes",
    "behaviour": "the luck of everyday behaviour",
    "acts": "the luck of gestures, sanctions and meetings",
    "deals": "the luck of deals",
}


@dataclass(frozen=True)
class Path:
    """One world.

    Attributes:
        draw, repeat: which, counted from the run's first draw.
        outcomes: its declared outcomes, by id.
        regimes: rung of the focus pair by month.
        flow: mean behaviour of the focus pair by month.
        happenings: what happened, in order.
    """

    draw: int
    repeat: int
    outcomes: Mapping[str, float]
    regimes: Array
    flow: Array
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """One part of the opposite world, given to the typical one.

    Attributes:
        part: such as "leaders", "numbers".
        taken_over: share of the last year that the typical world then spends in the other camp.
        month: first month in which its regime then departs from what it was; None if never.
    """

    part: str
    taken_over: float
    month: int | None

    @property
    def suffices(self) -> bool:
        """Whether this part alone takes the world to the other camp."""
        return self.taken_over > 0.5


@dataclass(frozen=True)
class Parting:
    """Where a typical and an opposite world part.

    Attributes:
        pair: the focus pair.
        names: regimes, best first.
        typical, opposite: the two worlds.
        first: what happens first in one of them and not in the other, and whether it is the
            typical one; None where nothing differs.
        month: from which month on they are mostly in different camps, or None.
        chances: of the step that parts them, in the typical and in the opposite world, in that
            month; None where no step does.
        causes: every part, the most effective first.
        before: what happened in the year before in one of the worlds only: (typical, opposite).
    """

    pair: str
    names: tuple[str, ...]
    typical: Path
    opposite: Path
    first: tuple[Happening, bool] | None
    month: int | None
    chances: tuple[float, float] | None
    causes: tuple[Cause, ...]
    before: tuple[tuple[Happening, ...], tuple[Happening, ...]]


def parting(simulation: Simulation) -> Parting:
    """Find where a typical and an opposite world part, and by what.

    Args:
        simulation: the run; its worlds must have been kept, none sorted out by given events.

    Raises:
        ValueError: only sums were kept, worlds were sorted out, or the focus pair has no declared
            relation; one line.
    """
    pair = pair_key("-".join(simulation.scenario.focus))
    if pair not in simulation.data["pair"]:
        raise ValueError(f"no relation of {pair} is declared, so that no worlds can be told apart")
    worlds = Labelled(simulation)
    regimes = int(simulation.origin.options["regimes"])
    found = headlines(simulation.scenario, structure(simulation.scenario), regimes)
    outcomes = read_all(found, worlds)
    one, other = two_worlds(outcomes, worlds.course("pair", "regime", pair)[0])
    mixtures = [Mixture(frozenset([part])) for part in PARTS_OF_A_WORLD]
    replay = replay_pair(simulation, one, other, FIELDS, mixtures)
    camps = np.isin(replay.of("pair", "regime", pair), hostile_rungs(regimes))
    month = parting_month(camps[:, 0], camps[:, 1])
    typical, opposite = (
        _path(simulation, replay, outcomes, pair, world, place)
        for place, world in enumerate((one, other))
    )
    return Parting(
        pair=pair,
        names=tuple(simulation.data.attrs["regimes"]),
        typical=typical,
        opposite=opposite,
        first=first_difference(typical.happenings, opposite.happenings),
        month=month,
        chances=None if month is None else _chances(replay, pair, month),
        causes=_causes(replay, pair, camps),
        before=_before(typical, opposite, month),
    )


def two_worlds(
    outcomes: Mapping[str, Array], start: Array
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return a typical world and an opposite one, each as (draw, repeat).

    Args:
        outcomes: every outcome x[draw, repeat]; `hostile` tells the camps apart.
        start: regime in the first month, (draw, repeat): both worlds should begin alike.
    """
    shape = outcomes["hostile"].shape
    columns = [x.ravel() for x in outcomes.values() if x.std() > 0]
    points = np.stack([(x - x.mean()) / x.std() for x in columns], axis=1)
    if not columns:
        raise ValueError("all worlds end alike – run more draws or months")
    typical = nearest_to_all(points)
    hostile = outcomes["hostile"].ravel() > 0.5
    away = hostile != hostile[typical]
    alike = away & (start.ravel() == start.ravel()[typical])
    choice = np.flatnonzero(alike if alike.any() else away)
    if not choice.size:  # all end in one camp: the tenth that is farthest from the typical world
        distance = np.linalg.norm(points - points[typical], axis=1)
        far = np.quantile(distance, 1 - 0.5 * (1 - conventions()["interval"]))
        choice = np.flatnonzero(distance >= far)
    opposite = choice[nearest_to_all(points[choice])]
    (d, r), (e, s) = (np.unravel_index(place, shape) for place in (typical, opposite))
    return (int(d), int(r)), (int(e), int(s))


def nearest_to_all(points: Array) -> int:
    """Return the place of the point with the smallest mean distance to an even sample of them."""
    sample = points[:: max(len(points) // COMPARED, 1)]
    total = np.zeros(len(points))
    for other in sample:
        total += np.sqrt(((points - other) ** 2).sum(axis=1))
    return int(total.argmin())


def parting_month(one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> int | None:
    """Return from which month on two worlds are mostly in different camps, or None.

    The first month in which they come to differ and after which they differ in at least the
    declared share of the months that are left.
    """
    apart = one != other
    for month in np.flatnonzero(apart):
        begins = month == 0 or not apart[month - 1]
        if begins and apart[month:].mean() >= conventions()["settled_share"]:
            return int(month) + 1
    return None


def _path(
    simulation: Simulation,
    replay: Replay,
    outcomes: Mapping[str, Array],
    pair: str,
    world: tuple[int, int],
    place: int,
) -> Path:
    one, other = pair.split("-")
    flows = [replay.of("dyad", "flow", d)[:, place] for d in (f"{one}>{other}", f"{other}>{one}")]
    return Path(
        draw=world[0],
        repeat=world[1],
        outcomes={name: float(values[world]) for name, values in outcomes.items()},
        regimes=replay.of("pair", "regime", pair)[:, place],
        flow=0.5 * (flows[0] + flows[1]),
        happenings=happenings(simulation, replay, place),
    )


def _chances(replay: Replay, pair: str, month: int) -> tuple[float, float] | None:
    """Return the chance of the step that parted two worlds, in either of them."""
    if month < 2:
        return None
    regimes = replay.of("pair", "regime", pair)[month - 2 : month, :2]
    steps = regimes[1] - regimes[0]
    mover = int(np.abs(steps).argmax())
    if not steps[mover]:
        return None
    logit = "worsen_logit" if steps[mover] > 0 else "improve_logit"
    odds = np.exp(replay.of("pair", logit, pair)[month - 1, :2])
    chances = odds / (1 + odds)
    return float(chances[0]), float(chances[1])


def _causes(replay: Replay, pair: str, camps: npt.NDArray[np.bool_]) -> tuple[Cause, ...]:
    regimes = replay.of("pair", "regime", pair)
    found = []
    for place, part in enumerate(PARTS_OF_A_WORLD, start=2):
        like = (camps[:, place] == camps[:, 1]) & (camps[:, place] != camps[:, 0])
        departs = np.flatnonzero(regimes[:, place] != regimes[:, 0])
        share = float(last_year(like.astype(np.float64)))
        found.append(Cause(part, share, int(departs[0]) + 1 if departs.size else None))
    return tuple(sorted(found, key=lambda cause: -cause.taken_over))


def _before(
    typical: Path, opposite: Path, month: int | None
) -> tuple[tuple[Happening, ...], tuple[Happening, ...]]:
    """Return what only one of the worlds saw in the year up to the parting."""
    if month is None:
        return (), ()
    span = range(month - int(conventions()["last_year"]), month + 1)
    sets = [set(path.happenings) for path in (typical, opposite)]
    own = [
        tuple(h for h in path.happenings if h.month in span and h not in sets[1 - place])
        for place, path in enumerate((typical, opposite))
    ]
    return own[0], own[1]


def parting_words(scenario: Scenario, found: Parting) -> tuple[str, ...]:
    """Say where the worlds part and by what, a few sentences."""
    lines = []
    if found.first is not None:
        happening, typical = found.first
        where = "the typical" if typical else "the opposite"
        lines.append(
            f"The two worlds first differ in month {happening.month}: only in {where} one "
            f"{happening.words}."
        )
    if found.month is None:
        lines.append("They do not part for good: both end in the same camp.")
        return tuple(lines)
    lines.append(_parting_sentence(scenario, found, found.month))
    lines.append(_cause_sentence(found))
    return tuple(lines)


def _parting_sentence(scenario: Scenario, found: Parting, month: int) -> str:
    pair = pair_name(scenario, found.pair)
    here, there = (
        REGIME_WORDS[found.names[int(path.regimes[month - 1])]]
        for path in (found.typical, found.opposite)
    )
    text = (
        f"Their ways part in month {month}: from then on {pair} are mostly in different camps, "
        f"with {here} in the typical world and {there} in the opposite one"
    )
    if found.chances is None:
        return f"{text}."
    one, other = (_chance_words(chance) for chance in found.chances)
    return (
        f"{text}. The step that parts them had a chance of {one} that month in the typical world, "
        f"of {other} in the opposite one."
    )


def _chance_words(chance: float) -> str:
    return f"{hundred(chance)} in 100" if hundred(chance) else "less than 1 in 100"


def _cause_sentence(found: Parting) -> str:
    enough = [PARTS_OF_A_WORLD[cause.part] for cause in found.causes if cause.suffices]
    if not enough:
        return (
            "No single part of the opposite world takes the typical one there: several do together."
        )
    return (
        "Given to the typical world alone, each of these takes it to the other camp: "
        f"{listed(enough)}."
        if len(enough) > 1
        else f"One part of the opposite world alone takes the typical one there: {enough[0]}."
    )
