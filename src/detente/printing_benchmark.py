"""What `benchmark` prints: scores of every contender, splits, and what they show in words."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from detente.bargaining.record.benchmarking import RecordFindings
    from detente.bargaining.record.contenders import Contender
    from detente.bargaining.record.intervals import Interval
    from detente.bargaining.record.scores import Score

WIDTH = 100
KINDS = {
    "model": "models",
    "baseline": "baselines",
    "oracle": "oracle, knows outcome",
    "pool": "fitted elsewhere",
}


def print_record(found: RecordFindings) -> None:
    """Print the table of scores, the splits, and the sentences."""
    from rich.console import Console

    console = Console(width=WIDTH, highlight=False, markup=False)
    known = found.negotiations
    print(
        f"{len(known)} issues in {len(set(known.dossiers))} dossiers; {found.origin.draws} "
        f"resamples of dossiers, seed {found.origin.seed}. Points of 100."
    )
    for note in known.notes:
        print(f"Note: {note}.")
    console.print(_scores(found))
    console.print(_splits(found))
    for line in closing_lines(found):
        print(line)


def closing_lines(found: RecordFindings) -> Iterator[str]:
    """Yield what is said below the tables: how to read them, options, and what they show."""
    yield from textwrap.wrap(
        "In brackets 95% intervals. ≤5, ≤10: share within so many points. Δ: mean error less that "
        "of the compromise, on the issues both answer; below 0 is nearer; * where its interval "
        "excludes 0. CRPS scores the distribution; of a point it is the absolute error. Mean, "
        "compromise and median share out the outcome over the actors' positions.",
        WIDTH,
    )
    yield from textwrap.wrap(f"Options: {'; '.join(_options(found.contenders))}.", WIDTH)
    yield ""
    yield from textwrap.wrap(" ".join(found.sentences()), WIDTH)


def _options(contenders: Iterable[Contender]) -> list[str]:
    """Return who was scored under which options; contenders of the same options share a line."""
    sharing: dict[str, list[str]] = {}
    for one in contenders:
        told = ", ".join(f"{key} {_option(value)}" for key, value in one.options.items())
        if told and set(one.options) != {"preset"}:
            sharing.setdefault(told, []).append(one.label)
    return [f"{', '.join(labels)}: {told}" for told, labels in sharing.items()]


def _scores(found: RecordFindings) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("", no_wrap=True)
    heads = ("n", "mean error", "RMSE", "median", "≤5", "≤10", "CRPS", "Δ (95%)")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    kind = ""
    for one in found.contenders:
        if one.kind != kind:
            kind = one.kind
            table.add_row(f"{KINDS[kind]}:")
        table.add_row(*_cells(one, found.scores["all"][one.name]))
    return table


def _cells(one: Contender, score: Score) -> tuple[str, ...]:
    return (
        f" {one.label}",
        str(score.answered),
        _with_ends(score.mean_error),
        _number(score.root_mean_square.value),
        _number(score.median_error.value),
        _share(score.within_5.value),
        _share(score.within_10.value),
        _with_ends(score.crps),
        _difference(score.from_compromise) if one.name != "compromise" else "",
    )


def _splits(found: RecordFindings) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, title=None)
    table.add_column("mean error, Δ", no_wrap=True)
    parts: Mapping[str, Mapping[str, Score]] = {
        name: scores for name, scores in found.scores.items() if name != "all"
    }
    for name, scores in parts.items():
        issues = scores["compromise"].issues
        table.add_column(f"{name} ({issues})", justify="right", no_wrap=True)
    for one in found.contenders:
        cells = [_short(scores[one.name], one.name == "compromise") for scores in parts.values()]
        if any(cells):
            table.add_row(one.label, *cells)
    return table


def _short(score: Score, yardstick: bool) -> str:
    if math.isnan(score.mean_error.value):
        return ""
    difference = score.from_compromise
    mark = "*" if difference.excludes_zero else " "
    if yardstick or math.isnan(difference.value):
        return f"{score.mean_error.value:.1f}       "
    return f"{score.mean_error.value:.1f} {difference.value:+5.1f}{mark}"


def _with_ends(found: Interval) -> str:
    if math.isnan(found.value):
        return "–"
    if math.isnan(found.low):
        return f"{found.value:.1f}"
    return f"{found.value:.1f} ({found.low:.0f}–{found.high:.0f})"


def _difference(found: Interval) -> str:
    if math.isnan(found.value):
        return "–"
    if math.isnan(found.low):
        return f"{found.value:+.1f} "
    mark = "*" if found.excludes_zero else ""
    return f"{found.value:+.1f} ({found.low:+.1f} {found.high:+.1f}){mark or ' '}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1f}"


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0%}"


def _option(value: object) -> str:
    if isinstance(value, tuple | list):
        return " to ".join(f"{part:g}" for part in value)
    return str(value)
