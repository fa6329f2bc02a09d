"""The ladder of regimes: two to five rungs, from the declared lengths of spells.

Four rungs are the declared ones. The others are structural rivals made from them: two and three by
joining neighbours, five by putting estrangement between rivalry and confrontation. Joining keeps
the chance of leaving the joined rung; the spells of what is not touched stay as declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from detente.scenario.draws import Draws

Array: TypeAlias = npt.NDArray[np.float64]

RUNGS = 5  # literal-ok: places for rungs in the equations
MONTHS_OF_A_YEAR = 12  # literal-ok: of the calendar

#: Names of the rungs, best first, by their number.
NAMES: dict[int, tuple[str, ...]] = {
    2: ("rivalry", "confrontation"),
    3: ("rivalry", "confrontation", "crisis"),  # literal-ok: number of rungs
    4: ("reset", "guardrailed_rivalry", "confrontation", "crisis"),  # literal-ok: number of rungs
    RUNGS: ("reset", "guardrailed_rivalry", "estrangement", "confrontation", "crisis"),
}
#: Which declared regimes (0 … 3) each rung of a rival ladder stands for.
JOINED: dict[int, tuple[tuple[int, ...], ...]] = {
    2: ((0, 1), (2, 3)),  # literal-ok: places
    3: ((0, 1), (2,), (3,)),  # literal-ok: places
    4: ((0,), (1,), (2,), (3,)),  # literal-ok: places
    5: ((0,), (1,), (2,), (2,), (3,)),  # literal-ok: places
}


@dataclass(frozen=True)
class Ladder:
    """Rungs and the chances of leaving them in ordinary months.

    Attributes:
        names: of the rungs, best first.
        worsen, improve: chance a month of a step, shape (rung, draw); 0 at the ends.
        flow: usual behaviour, shape (rung, draw).
        severity: 0 (reset) to 3 (crisis), one a rung.
    """

    names: tuple[str, ...]
    worsen: Array
    improve: Array
    flow: Array
    severity: tuple[float, ...]

    @property
    def rungs(self) -> int:
        """Number of rungs."""
        return len(self.names)

    def rung_of(self, regime: str) -> int:
        """Return the rung that stands for a declared regime (its first, where it is split)."""
        declared = NAMES[4].index(regime)  # literal-ok: number of rungs
        return next(place for place, joined in enumerate(JOINED[self.rungs]) if declared in joined)


def ladder(draws: Draws, regimes: int = 4) -> Ladder:  # literal-ok: number of rungs
    """Return the ladder of a scenario.

    Args:
        draws: the draws.
        regimes: number of rungs, 2 to 5.

    Raises:
        ValueError: another number of rungs.
    """
    if regimes not in NAMES:
        raise ValueError(f"regimes is {regimes}; the ladder has 2, 3, 4 or 5 rungs")
    four = _declared(draws)
    if regimes == 4:  # literal-ok: number of rungs
        return four
    if regimes == RUNGS:
        return _split(four)
    return _join(four, regimes)


def _declared(draws: Draws) -> Ladder:
    def parameter(name: str) -> Array:
        return np.asarray(draws[f"parameters.{name}"])

    leave = [
        1 / np.maximum(MONTHS_OF_A_YEAR * parameter("reset_spell"), 1),
        1 / np.maximum(MONTHS_OF_A_YEAR * parameter("rivalry_spell"), 1),
        1 / np.maximum(MONTHS_OF_A_YEAR * parameter("confrontation_spell"), 1),
        1 / np.maximum(parameter("crisis_spell"), 1),
    ]
    nothing = np.zeros(len(draws))
    bad = [
        np.ones(len(draws)),
        parameter("rivalry_worsening"),
        parameter("confrontation_worsening"),
        nothing,
    ]
    rivalry = parameter("rivalry_flow")
    confrontation = rivalry - parameter("confrontation_loss")
    flow = [
        rivalry + parameter("reset_gain"),
        rivalry,
        confrontation,
        confrontation - parameter("crisis_loss"),
    ]
    return Ladder(
        names=NAMES[4],  # literal-ok: number of rungs
        worsen=np.stack([rate * share for rate, share in zip(leave, bad, strict=True)]),
        improve=np.stack([rate * (1 - share) for rate, share in zip(leave, bad, strict=True)]),
        flow=np.stack(flow),
        severity=(0.0, 1.0, 2.0, 3.0),  # literal-ok: places
    )


def _occupancy(steps: Ladder) -> Array:
    """Return the long-run share of each rung when nothing special happens, (rung, draw)."""
    weight = [np.ones_like(steps.worsen[0])]
    for rung in range(1, steps.rungs):
        weight.append(weight[-1] * steps.worsen[rung - 1] / steps.improve[rung])
    share = np.stack(weight)
    return np.asarray(share / share.sum(axis=0))


def _join(four: Ladder, regimes: int) -> Ladder:
    share = _occupancy(four)
    worsen, improve, flow, severity = [], [], [], []
    for joined in JOINED[regimes]:
        here = np.stack([share[k] for k in joined])
        here = here / here.sum(axis=0)
        worsen.append(here[-1] * four.worsen[joined[-1]])
        improve.append(here[0] * four.improve[joined[0]])
        flow.append(sum(w * four.flow[k] for w, k in zip(here, joined, strict=True)))
        # As severe as the milder of the two it is named after: a rung that is mostly confrontation
        # is no crisis.
        severity.append(float(joined[0]) if joined[0] else 1.0)
    improve[0] = np.zeros_like(improve[0])
    worsen[-1] = np.zeros_like(worsen[-1])
    return Ladder(
        NAMES[regimes], np.stack(worsen), np.stack(improve), np.stack(flow), tuple(severity)
    )


def _split(four: Ladder) -> Ladder:
    """Put estrangement between rivalry and confrontation; the two together last as declared.

    Each is left twice as often as confrontation was, so that a way through both takes as long.
    """
    rivalry, confrontation = 1, 2
    down, up = four.improve[confrontation], four.worsen[confrontation]
    worsen = [*four.worsen[: rivalry + 1], down + up, 2 * up, four.worsen[-1]]
    improve = [*four.improve[: rivalry + 1], 2 * down, down + up, four.improve[-1]]
    middle = 0.5 * (four.flow[rivalry] + four.flow[confrontation])
    flow = [*four.flow[: rivalry + 1], middle, *four.flow[confrontation:]]
    return Ladder(
        NAMES[RUNGS],
        np.stack(worsen),
        np.stack(improve),
        np.stack(flow),
        (0.0, 1.0, 1.5, 2.0, 3.0),  # literal-ok: places
    )
