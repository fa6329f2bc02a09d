"""The findings on bargaining as five tables, rounded to Monte Carlo error."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from detente.bargaining.analysis.contenders import contenders
from detente.bargaining.analysis.levers import PRICES
from detente.bargaining.analysis.what_if import rows_of
from detente.bargaining.checking import known_word
from detente.findings import rounded_to_error
from detente.interests.intervals import Interval

if TYPE_CHECKING:
    import pandas as pd

    from detente.bargaining.analysis.findings import BargainFindings

#: Standard deviations between the 10 and 90% quantiles of a normal distribution, and the ratio of
#: the error of its median to that of its mean.
_SPREAD, _OF_MEDIAN = 2.5631, 1.2533  # literal-ok: of the normal distribution
#: Decimals where there is no sampling error at all.
_MOST = 2
_ENDS = ("low", "median", "high")


def bargain_table(found: BargainFindings, what: str) -> pd.DataFrame:
    """Return one of the tables; raises ValueError for one that there is not."""
    import pandas as pd

    return pd.DataFrame(list(_ROWS[known_word(what, _ROWS, "table")](found)))


def rounded(interval: Interval, draws: int) -> Interval:
    """Round to the sampling error of a median of so many draws (one significant digit of it)."""
    low, middle, high = interval
    width = high - low
    if not math.isfinite(width):
        return low, middle, high
    error = _OF_MEDIAN * width / _SPREAD / math.sqrt(draws)
    digits = _MOST if error <= 0 else min(_MOST, -math.floor(math.log10(error)))
    return round(low, digits), round(middle, digits), round(high, digits)


def _columns(interval: Interval, draws: int, name: str = "") -> dict[str, float]:
    head = f"{name}, " if name else ""
    ends = zip(_ENDS, rounded(interval, draws), strict=True)
    return {f"{head}{end}": value for end, value in ends}


def asked_of(found: BargainFindings, name: str) -> int:
    """Return on how many draws a model was asked what would change its outcome."""
    return min(found.origin.draws, rows_of(contenders(name)[0]))


def _outcomes(found: BargainFindings) -> Iterator[dict[str, Any]]:
    count = found.origin.draws
    for issue in found.issues:
        for one in issue.outcomes:
            yield {
                "issue": issue.issue,
                "model": one.name,
                **_columns(one.outcome, count),
                **_columns(one.widened, count, "widths doubled"),
                "refused": rounded_to_error(one.refused, count),
            }


def _pivots(found: BargainFindings) -> Iterator[dict[str, Any]]:
    count = found.origin.draws
    for issue in found.issues:
        for one in issue.pivots:
            row: dict[str, Any] = {
                "issue": issue.issue,
                "actor": one.actor,
                "on the median": rounded_to_error(one.on_median, count),
                "widths doubled": rounded_to_error(one.on_median_widened, count),
            }
            for name, pull in one.pull.items():
                row[f"pull, {name}"] = rounded(pull, asked_of(found, name))[1]
            yield row


def _levers(found: BargainFindings) -> Iterator[dict[str, Any]]:
    for issue in found.issues:
        for side in issue.levers:
            for lever in side.levers:
                for name, gain in lever.gain.items():
                    count = asked_of(found, name)
                    yield {
                        "issue": issue.issue,
                        "side": side.side,
                        "step": lever.step,
                        "model": name,
                        **_columns(gain, count, "gain"),
                        "helps": rounded_to_error(lever.helps[name], count),
                        **_columns(lever.price[name], count, "price"),
                        "price in": PRICES[lever.step],
                        "best": side.best[name] == lever.step,
                    }


def _trades(found: BargainFindings) -> Iterator[dict[str, Any]]:
    count = found.origin.draws
    for one in (*found.trades, *found.pair_trades):
        yield {
            "at the table": one.scope,
            "one": one.actors[0],
            "yields on": one.yields[0],
            "other": one.actors[1],
            "other yields on": one.yields[1],
            "exists": rounded_to_error(one.exists, count),
            "both gain": rounded_to_error(one.both_gain, count),
            "both gain and ratify": rounded_to_error(one.ratified, count),
            "gain": rounded(one.gains[0], count)[1],
            "gain of the other": rounded(one.gains[1], count)[1],
        }


def _zones(found: BargainFindings) -> Iterator[dict[str, Any]]:
    count = found.origin.draws
    for one in found.zones:
        yield {
            "issue": one.issue,
            "empty": rounded_to_error(one.empty, count),
            "widths doubled": rounded_to_error(one.empty_widened, count),
            **_columns(one.width, count, "width"),
            "emptied most often by": one.blocker or "",
        }


_ROWS: Mapping[str, Callable[[Any], Iterator[dict[str, Any]]]] = {
    "outcomes": _outcomes,
    "pivots": _pivots,
    "levers": _levers,
    "trades": _trades,
    "zones": _zones,
}
