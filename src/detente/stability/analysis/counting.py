"""In how many preference worlds each state holds, under each concept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.stability.analysis.worlds import Worlds
from detente.stability.concepts import stable_states
from detente.stability.model import GraphModel
from detente.stability.states import Flags

#: Numbers that one step of the work holds at once, per array.
CHUNK = 1 << 20  # literal-ok: a size


@dataclass(frozen=True, eq=False)
class Counts:
    """What holds in which worlds.

    Attributes:
        everybody: concept → where each state is an equilibrium, (world, state).
        each: concept → in how many worlds each state is stable for each owner, (owner, state).
    """

    everybody: Mapping[str, Flags]
    each: Mapping[str, npt.NDArray[np.int64]]

    def count(self, concept: str) -> npt.NDArray[np.int64]:
        """Return in how many worlds each state is an equilibrium, (state,)."""
        return np.asarray(self.everybody[concept].sum(axis=0), np.int64)


def counted(model: GraphModel, worlds: Worlds, concepts: tuple[str, ...]) -> Counts:
    """Work out what holds in every world.

    Args:
        model: gives states and moves; its own preferences are not used.
        worlds: the preferences.
        concepts: of the five.
    """
    states, owners = len(model.codes), len(model.decision_makers)
    everybody: dict[str, Flags] = {c: np.ones((len(worlds), states), np.bool_) for c in concepts}
    each = {c: np.zeros((owners, states), np.int64) for c in concepts}
    step = max(1, CHUNK // (states * owners))
    for begin in range(0, len(worlds), step):
        ranks = worlds.ranks(begin, begin + step)
        for concept, owner, held in stable_states(model.moves, ranks, concepts):
            everybody[concept][begin : begin + step] &= held
            each[concept][owner] += held.sum(axis=0)
    return Counts(everybody, each)
