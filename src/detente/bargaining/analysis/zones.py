"""The zone of agreement of a pair on an issue, and what empties it.

The model is that of linkage within one issue (Tollison and Willett; `mechanisms.linkage`), with the
hurdle at home added: a deal leaves a side its surplus

    s = min(τ − h ς − duty − F,  τ − h ς − hurdle)

(worth as its government weighs it, less duties to third parties and the political cost; and the
margin at home), and one side may pay the other up to a limit x̄. Payments p that both accept satisfy
−s₁ ≤ p ≤ s₂ and −x̄ ≤ p ≤ x̄. Without the limit that is the range of `mechanisms.bargaining_range`
(Fearon 1995) with no deal in the place of the contest: what not agreeing costs each side is its
surplus, so the range has the width s₁ + s₂. The odds of a fight are not in it, because no scenario
declares them; nor are consents of third parties, which `map` shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from detente.bargaining.analysis.outcomes import known_quantiles
from detente.bargaining.prediction import Array, Flags
from detente.interests.intervals import Interval
from detente.interests.obstacles import declared_shift, duty
from detente.interests.worth import Worths
from detente.mechanisms.bargaining_range import bargaining_range
from detente.scenario.draws import Draws

Condition: TypeAlias = Literal["gain", "duty", "cost", "home"]
#: In the order in which they are laid upon each other.
CONDITIONS: tuple[Condition, ...] = ("gain", "duty", "cost", "home")

#: What a zone rests on, of each side.
WORTH = ("tactical_gain", "strategic_cost", "domestic_hurdle")


@dataclass(frozen=True, slots=True)
class Zone:
    """Whether a pair could agree on an issue; see the module for the model.

    Attributes:
        pair, issue: of whom, on what.
        empty, empty_widened: share of draws without a zone, and with stretched widths.
        empty_without_payments: share of draws without a zone if neither may pay the other.
        width: of the zone where there is one, in worth of a full deal, quantiles; NaN without any.
        payment: the middle of the zone where there is one: what the second side pays the first
            (below 0: the first pays), in worth of a full deal, quantiles.
        emptied_by: condition → share of draws in which it is the first to leave no zone, when gain,
            duties, political cost and hurdles at home are laid upon each other in this order.
        opened_without: condition → share of draws with an empty zone that would have one if this
            condition alone were lifted (`gain` cannot be).
        blocker: the condition that empties the zone most often; None where none ever does.
        assumed: addresses of gains, costs and hurdles of the two that nobody declared.
        declared: whether a gain or a cost of either is declared; where not, the shares show
            defaults of the kinds alone, and no sentence is made of them.
    """

    pair: tuple[str, str]
    issue: str
    empty: float
    empty_widened: float
    empty_without_payments: float
    width: Interval
    payment: Interval
    emptied_by: Mapping[Condition, float]
    opened_without: Mapping[Condition, float]
    blocker: Condition | None
    assumed: tuple[str, ...]
    declared: bool


def zone(
    samples: tuple[Draws, Draws], worths: tuple[Worths, Worths], pair: tuple[str, str], issue: str
) -> Zone:
    """Find the zone of agreement of a pair on an issue.

    Args:
        samples: draws as declared, and with stretched widths (same seed).
        worths: the worth of deals on each of them.
        pair, issue: two principals concerned by the issue.
    """
    draws = samples[0]
    limit = draws["parameters.transfer_limit"]
    parts = [_parts(draws, worths[0], pair, side, issue) for side in pair]
    ends = _ends(parts, CONDITIONS, limit)
    empty = _empty(ends)
    low, high = ends
    steps = [_empty(_ends(parts, CONDITIONS[: n + 1], limit)) for n in range(len(CONDITIONS))]
    before = [np.zeros(len(draws), np.bool_), *steps]
    emptied = {
        condition: float((now & ~earlier).mean())
        for condition, now, earlier in zip(CONDITIONS, steps, before, strict=False)
    }
    blocker = max(CONDITIONS, key=lambda name: emptied[name])
    lifted = {
        name: _empty(_ends(parts, tuple(c for c in CONDITIONS if c != name), limit))
        for name in CONDITIONS[1:]
    }
    wide = [_parts(samples[1], worths[1], pair, side, issue) for side in pair]
    wide_limit = samples[1]["parameters.transfer_limit"]
    return Zone(
        pair=pair,
        issue=issue,
        empty=float(empty.mean()),
        empty_widened=float(_empty(_ends(wide, CONDITIONS, wide_limit)).mean()),
        empty_without_payments=float(_empty(_ends(parts, CONDITIONS, 0 * limit)).mean()),
        width=known_quantiles((high - low)[~empty]),
        payment=known_quantiles((0.5 * (low + high))[~empty]),
        emptied_by=emptied,
        opened_without={
            name: float((~still)[empty].mean()) if empty.any() else 0.0
            for name, still in lifted.items()
        },
        blocker=blocker if empty.any() else None,
        assumed=_undeclared(draws, pair, issue, WORTH),
        declared=len(_undeclared(draws, pair, issue, WORTH[:2])) < 2 * len(pair),
    )


def _undeclared(
    draws: Draws, pair: tuple[str, str], issue: str, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the addresses that stand at the default of their kind."""
    addresses = (f"issues.{issue}.actors.{side}.{name}" for side in pair for name in names)
    return tuple(a for a in addresses if not draws.scenario.quantities[a].declared)


def _parts(
    draws: Draws, worths: Worths, pair: tuple[str, str], side: str, issue: str
) -> dict[Condition, Array]:
    """Return the worth of a deal to a side, and what each condition takes from it, (draw,)."""
    hurdle = draws[f"issues.{issue}.actors.{side}.domestic_hurdle"]
    return {
        "gain": worths.at(side, issue).gross,
        "duty": duty(draws, side, pair, issue)[0],
        "cost": draws["parameters.political_cost"],
        "home": hurdle + declared_shift(draws, "hurdle", side),
    }


def _ends(
    parts: list[dict[Condition, Array]], conditions: tuple[Condition, ...], limit: Array
) -> tuple[Array, Array]:
    """Return the least and the greatest payment to the first side that both accept, (draw,)."""
    first, second = (surplus(side, conditions) for side in parts)
    least, most = bargaining_range.core(0.0, first, second)
    return np.maximum(least, -limit), np.minimum(most, limit)


def surplus(parts: Mapping[Condition, Array], conditions: tuple[Condition, ...]) -> Array:
    """Return what a deal leaves a side under some of the conditions, (draw,)."""
    left = parts["gain"]
    for name in ("duty", "cost"):
        if name in conditions:
            left = left - parts[name]
    if "home" in conditions:
        left = np.minimum(left, parts["gain"] - parts["home"])
    return left


def _empty(ends: tuple[Array, Array]) -> Flags:
    low, high = ends
    return low > high
