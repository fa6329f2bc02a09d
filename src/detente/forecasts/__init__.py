"""Room `forecasts`: questions, probabilities beside baselines, scores, a ledger, a backtest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.forecasts.backtest_findings import BacktestFindings
    from detente.forecasts.backtesting import backtest
    from detente.forecasts.baselines import Baselines
    from detente.forecasts.findings import Forecast, ForecastFindings
    from detente.forecasts.forecasting import forecast
    from detente.forecasts.illustrating import illustrate
    from detente.forecasts.ledger import Ledger, add_forecasts, read_ledger
    from detente.forecasts.questions import read_questions, read_resolutions
    from detente.forecasts.resolving import LedgerScore, score_ledger
    from detente.forecasts.scores import (
        brier,
        crps_of_counts,
        crps_of_dates,
        log_score,
        reliability,
        skill,
    )
    from detente.forecasts.shipped import record_line

_HOMES = {
    "BacktestFindings": "detente.forecasts.backtest_findings",
    "Baselines": "detente.forecasts.baselines",
    "Forecast": "detente.forecasts.findings",
    "ForecastFindings": "detente.forecasts.findings",
    "Ledger": "detente.forecasts.ledger",
    "LedgerScore": "detente.forecasts.resolving",
    "add_forecasts": "detente.forecasts.ledger",
    "backtest": "detente.forecasts.backtesting",
    "brier": "detente.forecasts.scores",
    "crps_of_counts": "detente.forecasts.scores",
    "crps_of_dates": "detente.forecasts.scores",
    "forecast": "detente.forecasts.forecasting",
    "illustrate": "detente.forecasts.illustrating",
    "log_score": "detente.forecasts.scores",
    "read_ledger": "detente.forecasts.ledger",
    "read_questions": "detente.forecasts.questions",
    "read_resolutions": "detente.forecasts.questions",
    "record_line": "detente.forecasts.shipped",
    "reliability": "detente.forecasts.scores",
    "score_ledger": "detente.forecasts.resolving",
    "skill": "detente.forecasts.scores",
}

__all__ = [
    "BacktestFindings",
    "Baselines",
    "Forecast",
    "ForecastFindings",
    "Ledger",
    "LedgerScore",
    "add_forecasts",
    "backtest",
    "brier",
    "crps_of_counts",
    "crps_of_dates",
    "forecast",
    "illustrate",
    "log_score",
    "read_ledger",
    "read_questions",
    "read_resolutions",
    "record_line",
    "reliability",
    "score_ledger",
    "skill",
]

__getattr__ = attributes(__name__, _HOMES)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
