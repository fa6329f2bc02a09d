"""Regret: what an actor loses by having chosen one option where another would have done better.

Regret is taken per draw, on the mean over its repeats: nobody can choose by the luck of a month.
What is left of chance in the means over few repeats makes regret look larger than it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.dynamics.running import Setting, Worlds
from detente.library.conventions import conventions


@dataclass(frozen=True, slots=True)
class Regret:
    """What an actor regrets of one option.

    Attributes:
        actor: whose objectives.
        option: id of a policy, or "as declared".
        mean: over draws, in weight of wishes, in the run itself.
        high: regret that is not exceeded in nine draws of ten, over all settings.
        most: the largest regret in any draw and setting.
        where: the setting in which mean regret is largest.
        worst: that mean.
    """

    actor: str
    option: str
    mean: float
    high: float
    most: float
    where: str
    worst: float


def regrets(
    every: Sequence[Mapping[str, Worlds]], settings: Sequence[Setting]
) -> tuple[Regret, ...]:
    """Return each actor's regret of each option.

    Args:
        every: per setting, option → its worlds; the run itself first.
        settings: the settings.
    """
    options = list(every[0])
    share = 1 - 0.5 * (1 - conventions()["interval"])
    found = []
    for actor in every[0][options[0]].objectives:
        lost = []
        for runs in every:
            means = np.stack([runs[option].objectives[actor].mean(axis=1) for option in options])
            lost.append(means.max(axis=0) - means)
        pooled = np.concatenate(lost, axis=1)
        by_setting = np.stack([one.mean(axis=1) for one in lost])
        for place, option in enumerate(options):
            worst = int(by_setting[:, place].argmax())
            found.append(
                Regret(
                    actor,
                    option,
                    float(by_setting[0, place]),
                    float(np.quantile(pooled[place], share)),
                    float(pooled[place].max()),
                    settings[worst].id,
                    float(by_setting[worst, place]),
                )
            )
    return tuple(found)
