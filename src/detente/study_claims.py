"""What a study says of experts' claims and of open questions: a quick look that a report can wait
for; `detente claims` and `detente forecast` look longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError

if TYPE_CHECKING:
    from detente.claims import ClaimFindings
    from detente.forecasts import ForecastFindings

#: Settings of all switches at once in which a report tries to make claims fail.
SAMPLES = 1
#: Draws of the run that answers the questions of a scenario at most, and repeats.
FORECAST_DRAWS, FORECAST_REPEATS = 150, 4


def study_claims(scenario: Scenario, draws: int, seed: int) -> tuple[ClaimFindings | None, str]:
    """Return what becomes of a scenario's claims, or why nothing does.

    Args:
        scenario: the scenario.
        draws: at most so many; a quick look takes fewer.
        seed: of draws and chance.
    """
    if not scenario.content.claims:
        return None, "none is declared"
    from detente.claims.dividing import glance
    from detente.claims.judging import CLAIM_DRAWS

    try:
        # Below ten draws a share says nothing at all, whatever the rest of the study uses.
        size = max(min(draws, CLAIM_DRAWS), 10)
        return glance(scenario, size, seed, samples=SAMPLES), ""
    except InvalidInputError as problem:
        return None, problem.problems[0].message


def study_forecasts(
    scenario: Scenario, draws: int, seed: int
) -> tuple[ForecastFindings | None, str]:
    """Return what a scenario says of the questions it declares, or why it says nothing.

    Args:
        scenario, draws, seed: as in `study_claims`.
    """
    if not scenario.content.questions:
        return None, "none is declared"
    from detente.forecasts.forecasting import forecast

    try:
        size = min(draws, FORECAST_DRAWS)
        return forecast(scenario, draws=size, repeats=FORECAST_REPEATS, seed=seed), ""
    except InvalidInputError as problem:
        return None, problem.problems[0].message
