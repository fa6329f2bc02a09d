"""All that is checked of the monthly model before a result is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from detente.dynamics.loop_gain import (
    DEFAULT_GAIN_DRAWS,
    Ladders,
    Within,
    ladder_feedback,
    loop_gain,
)
from detente.dynamics.predictive import (
    CHECK_MONTHS,
    DEFAULT_CHECK_DRAWS,
    DEFAULT_CHECK_REPEATS,
    Predictive,
    predictive_checks,
)
from detente.scenario.draws import DEFAULT_SEED
from detente.scenario.model import Scenario

FailOn = Literal["expectation", "gain", "any"]


@dataclass(frozen=True)
class DynamicsCheck:
    """Expectations and loop gains of one scenario.

    Attributes:
        predictive: the expectations.
        within: loop gain within a regime.
        ladders: loop gain through the ladder of regimes.
    """

    predictive: Predictive
    within: Within
    ladders: Ladders

    def negative(self, fail_on: FailOn) -> bool:
        """Whether what is asked about fails.

        Args:
            fail_on: "expectation": a median lies outside its range; "gain": in some draw the loop
                gain within a regime is 1 or more; "any": one of them.
        """
        outside = bool(self.predictive.failed)
        unstable = bool((self.within.share_unstable > 0).any())
        return {"expectation": outside, "gain": unstable, "any": outside or unstable}[fail_on]


def check_dynamics(
    scenario: Scenario,
    draws: int = DEFAULT_CHECK_DRAWS,
    repeats: int = DEFAULT_CHECK_REPEATS,
    months: int = CHECK_MONTHS,
    seed: int = DEFAULT_SEED,
    *,
    executor: Literal["auto", "numpy", "tile"] = "auto",
    progress: Callable[[float], None] | None = None,
) -> DynamicsCheck:
    """Hold a scenario to the expectations and work out its loop gains.

    The loop gains take few draws: their medians hardly move with more. Arguments and errors as
    `predictive_checks`.
    """
    predictive = predictive_checks(
        scenario, draws, repeats, months, seed, executor=executor, progress=progress
    )
    few = min(draws, DEFAULT_GAIN_DRAWS)
    return DynamicsCheck(
        predictive=predictive,
        within=loop_gain(scenario, few, seed),
        ladders=ladder_feedback(
            scenario, few, min(repeats, 2), seed, pair=predictive.pair, executor=executor
        ),
    )
