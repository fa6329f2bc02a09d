"""Comparisons of policies as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.dynamics.differences import Difference

if TYPE_CHECKING:
    import pandas as pd

    from detente.dynamics.comparing import Comparison

#: In the order in which a reader wants them.
ORDER = ("clear", "probable", "depends", "open", "unmoved")


def comparison_table(found: Comparison) -> pd.DataFrame:
    """Return one row a policy and outcome: objectives first, then what is clear and large."""
    import pandas as pd

    rows = [
        {"policy": policy, **row(one)}
        for policy in found.policies
        for one in (
            *found.objectives[policy].values(),
            *sorted_by_verdict(found.outcomes[policy]),
        )
    ]
    return pd.DataFrame(rows)


def sorted_by_verdict(found: tuple[Difference, ...]) -> list[Difference]:
    """Return differences, firm and large ones first."""
    return sorted(found, key=lambda one: (ORDER.index(one.verdict), -abs(one.size)))


def row(one: Difference) -> dict[str, Any]:
    """Return one difference as a row, rounded to its Monte Carlo error."""
    places = _places(one.range.error)
    low, high = one.over_settings
    return {
        "outcome": one.headline.id,
        "words": one.headline.words,
        "unit": one.headline.unit,
        "verdict": one.verdict,
        "difference": round(one.range.mean, places),
        "error": round(one.range.error, places + 1),
        "low": round(one.range.low, places),
        "high": round(one.range.high, places),
        "more in draws": round(one.more_draws, 2),
        "less in draws": round(one.less_draws, 2),
        "more in worlds": round(one.more_worlds, 2),
        "less in worlds": round(one.less_worlds, 2),
        "least over settings": round(low, places),
        "most over settings": round(high, places),
    }


def _places(error: float) -> int:
    """Return the decimal places that an error leaves; three where there is none."""
    if not error > 0:
        return 1 + 2
    return int(np.clip(-np.floor(np.log10(error)), 0, 2 + 2))
