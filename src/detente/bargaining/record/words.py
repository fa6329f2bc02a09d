"""What a record shows, in sentences that hang on its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.bargaining.record.contenders import POINT_YARDSTICK, SPREAD_YARDSTICK, Contender
from detente.bargaining.record.intervals import Interval
from detente.bargaining.record.scores import ALL, Score

if TYPE_CHECKING:
    from detente.bargaining.record.benchmarking import RecordFindings

Table = Mapping[str, Score]
#: Issues below which too few are answered for a sentence of its own.
_FEW = 2


def record_sentences(found: RecordFindings) -> tuple[str, ...]:
    """Return the sentences on a record: points, distributions, silences, room, limits."""
    table = found.scores[ALL]
    models = [one for one in found.contenders if one.kind == "model"]
    return (
        *_points(models, table),
        *_hits(table),
        *_spreads(models, table),
        *_pool(table),
        *_silent(models, table),
        *_room(found, table),
        *_limits(models, table),
    )


def _points(models: Sequence[Contender], table: Table) -> Iterator[str]:
    own = table[POINT_YARDSTICK].mean_error
    yield (
        f"The compromise model missed what was adopted by {own.value:.1f} points of 100 on average "
        f"(95% interval {span(own)})."
    )
    nearer, farther, alike = compared(models, table)
    if nearer:
        yield f"Nearer than it by more than chance explains: {listed(nearer)}."
    else:
        yield "No model came nearer than it by more than chance explains."
    if farther:
        yield f"Farther off by more than chance explains: {listed(farther)}."
    if alike:
        yield f"Not to be told apart from it on these issues: {listed(alike)}."
    constant = table["constant_50"].from_compromise
    if constant.low > 0:
        yield (
            f"Always saying 50 misses by {constant.value:.1f} points more ({span(constant)}): "
            "positions, salience and capability do tell something."
        )
    else:
        yield (
            f"It is not shown to be nearer than always saying 50 (that misses by "
            f"{constant.value:+.1f} points, {span(constant)})."
        )


def compared(models: Sequence[Contender], table: Table) -> tuple[list[str], list[str], list[str]]:
    """Return the labels of models nearer than the compromise, farther, and not to be told apart."""
    groups: tuple[list[str], list[str], list[str]] = ([], [], [])
    for one in models:
        difference = table[one.name].from_compromise
        if one.name == POINT_YARDSTICK or np.isnan(difference.value):
            continue
        place = 0 if difference.high < 0 else 1 if difference.low > 0 else 2
        groups[place].append(one.label)
    return groups


def _hits(table: Table) -> Iterator[str]:
    """Say it where the median hits more often and yet misses by more."""
    if "median" not in table:
        return
    own, median = table[POINT_YARDSTICK], table["median"]
    often, rarely = median.within_10.value, own.within_10.value
    if often > rarely and median.mean_error.value > own.mean_error.value:
        yield (
            f"The median lands within 10 points more often ({often:.0%} against {rarely:.0%}) and "
            "yet misses by more on average: where it is wrong it is far off. So look at the "
            "distribution (CRPS) as well as at the point."
        )


def _spreads(models: Sequence[Contender], table: Table) -> Iterator[str]:
    """Say which models' distributions are better or worse than the weighted positions."""
    better, worse = [], []
    for one in models:
        score = table[one.name]
        if score.crps.value == score.mean_error.value:
            continue  # a point, which a distribution beats by admitting its spread
        if score.from_positions.high < 0:
            better.append(one.label)
        elif score.from_positions.low > 0:
            worse.append(one.label)
    if better:
        yield f"A better distribution (CRPS) than the weighted positions: {listed(better)}."
    if worse:
        yield f"A worse distribution than the weighted positions: {listed(worse)}."


def _pool(table: Table) -> Iterator[str]:
    own = table["pool"]
    if not own.answered:
        return
    spread, point = own.from_positions, own.from_compromise
    yield (
        "The calibrated pool, scored on dossiers it was not fitted on, has a CRPS of "
        f"{own.crps.value:.1f} against {table[SPREAD_YARDSTICK].crps.value:.1f} of the weighted "
        f"positions ({_verdict(spread)})."
    )
    yield f"Its median against the compromise model: {_verdict(point)}."


def _verdict(difference: Interval) -> str:
    words = f"{difference.value:+.1f}, {span(difference)}"
    if difference.high < 0:
        return f"{words}: better"
    if difference.low > 0:
        return f"{words}: worse"
    return f"{words}: not to be told apart"


def _silent(models: Sequence[Contender], table: Table) -> Iterator[str]:
    for one in models:
        score = table[one.name]
        if score.answered < score.issues:
            why = f" ({one.silent})" if one.silent else ""
            name = one.label[:1].upper() + one.label[1:]
            yield (
                f"{name} answers {score.answered} of {score.issues} issues{why}; "
                "its scores are of those, its difference is taken on those alone."
            )


def _room(found: RecordFindings, table: Table) -> Iterator[str]:
    known = found.negotiations
    nearest = table["nearest_actor"].mean_error.value
    yield (
        f"{known.on_a_position.mean():.0%} of the outcomes are exactly some actor's position and "
        f"{known.in_range.mean():.0%} lie between the outermost ones; whoever knew which actor "
        f"comes nearest would miss by {nearest:.1f} points."
    )


def _limits(models: Sequence[Contender], table: Table) -> Iterator[str]:
    halves = [
        0.5 * (score.from_compromise.high - score.from_compromise.low)
        for one in models
        if one.name != POINT_YARDSTICK and (score := table[one.name]).shared == score.issues
    ]
    if len(halves) >= _FEW:
        yield (
            "The interval of a difference from the compromise model reaches "
            f"{min(halves):.1f} to {max(halves):.1f} points to either side, by model: smaller "
            "differences tell nothing."
        )
    yield (
        "These are law-making negotiations in a standing body, coded by experts after the fact, "
        "with capability set by convention: nothing here says how the models do between states in "
        "a crisis."
    )


def span(interval: Interval) -> str:
    """Write the ends of an interval."""
    return f"{interval.low:.1f} to {interval.high:.1f}"


def listed(words: Sequence[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`; entries with a comma of their own use semicolons."""
    comma = "; " if any("," in word for word in words) else ", "
    if len(words) < _FEW:
        return "".join(words)
    return f"{comma.join(words[:-1])}{comma if comma == '; ' else ' '}and {words[-1]}"
