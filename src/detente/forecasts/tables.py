"""Tables of room `forecasts`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from detente.dynamics.phrases import hundred, short_range
from detente.forecasts.baselines import NAMES, WORDS
from detente.forecasts.words import CLASS_WORDS, span_words

if TYPE_CHECKING:
    import pandas as pd

    from detente.forecasts.backtest_findings import BacktestFindings, RowKey
    from detente.forecasts.findings import ForecastFindings
    from detente.forecasts.resolving import LedgerScore

#: What stands where there is no number.
NOTHING = "–"


def forecast_table(found: ForecastFindings) -> pd.DataFrame:
    """Return one row a question: ranges and baselines in hundredths; no figure is pooled."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for one in found.forecasts:
        wide = one.range.wide if one.range is not None else None
        across = one.across
        rows.append(
            {
                "question": one.id,
                "closes": one.closes,
                "range": NOTHING if one.range is None else short_range(one.range),
                "widths doubled": NOTHING if wide is None else short_range(wide),
                "viewpoints": NOTHING if across is None else span_words(across),
                **{
                    WORDS[name]: NOTHING if value is None else str(hundred(value))
                    for name, value in one.baselines.named().items()
                },
                "unanswered": one.reason,
            }
        )
    return pd.DataFrame(rows).set_index("question")


def ledger_table(found: LedgerScore) -> pd.DataFrame:
    """Return one row a forecaster over the settled questions: the model, then its baselines."""
    import pandas as pd

    score = found.score
    rows = [
        {
            "forecaster": "the model",
            "questions": score.answered,
            "Brier": _rounded(score.brier),
            "log": _rounded(score.log),
            "model better by": NOTHING,
            "verdict": "",
        }
    ]
    for name, one in score.against.items():
        rows.append(
            {
                "forecaster": WORDS[name],
                "questions": one.questions,
                "Brier": _rounded(score.baselines[name][0]),
                "log": _rounded(score.baselines[name][1]),
                "model better by": interval_text(tuple(-end for end in one.difference)),
                "verdict": one.verdict,
            }
        )
    return pd.DataFrame(rows).set_index("forecaster")


def backtest_table(found: BacktestFindings) -> pd.DataFrame:
    """Return one row a class and horizon; scores are Brier scores, of numbers CRPS."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for row in found.rows:
        score = row.score
        rows.append(
            {
                **_named(row.key),
                "asked": score.asked,
                "answered": score.answered,
                "yes": score.yes,
                "changes": row.changes.answered,
                "score": _rounded(score.brier),
                **{WORDS[n]: _rounded(score.baselines.get(n, (math.nan,))[0]) for n in NAMES},
                "with gaps filled": _rounded(row.filled.brier),
                "on changes": _rounded(row.changes.brier),
            }
        )
    rows += [
        {
            **_named(number.key),
            "asked": number.asked,
            "answered": number.answered,
            "score": _rounded(number.crps),
            **{WORDS[name]: _rounded(number.baselines[name]) for name in NAMES},
        }
        for number in found.numbers
    ]
    return pd.DataFrame(rows).set_index(["class", "months"])


def _named(key: RowKey) -> dict[str, Any]:
    return {"class": CLASS_WORDS[key.group], "months": key.horizon or "all"}


#: Decimals of a score that are shown.
DECIMALS = 3


def _rounded(value: float) -> float:
    return round(value, DECIMALS)


def interval_text(ends: tuple[float, ...]) -> str:
    """Return `+0.020 (−0.010 to +0.050)`, smaller end first; without an interval the value only."""
    value, *bounds = ends
    if any(math.isnan(end) for end in bounds):
        return signed(value)
    low, high = sorted(bounds)
    return f"{signed(value)} ({signed(low)} to {signed(high)})"


def signed(value: float) -> str:
    """Return a number with its sign, a true minus, and the decimals that are shown."""
    if math.isnan(value):
        return NOTHING
    return f"{value:+.{DECIMALS}f}".replace("-", "−")
