"""Only the worlds in which given events hold, where these cannot be imposed.

A run is cut into slices of draws; in each, the worlds that fit are found and everything that is
counted over worlds is counted again for them alone. What is kept world by world is then drawn
evenly from the worlds that fit, in proportion to how many there are of each draw, so that tables
and pictures read it like any other run; the coordinate `draw_number` says which draw stands where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.dynamics.assembling import Assembled, Kept
from detente.dynamics.columns import Beginning
from detente.dynamics.engine.executor_numpy import Plan
from detente.dynamics.engine.outcome import Outcome, merge
from detente.dynamics.engine.recording import SUM_SCALE, TOTAL_SCALE, Tally
from detente.dynamics.givens import IMPOSED, Fact
from detente.dynamics.keeping_track import SERIES, kept
from detente.dynamics.readings import Raw
from detente.dynamics.structure import Structure
from detente.dynamics.watching import Bools, UnwatchedError, Watch
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError

Places: TypeAlias = npt.NDArray[np.intp]

#: A slice keeps no more numbers than this (four bytes each).
NUMBERS = 25_000_000  # literal-ok: a size


@dataclass(eq=False)
class Sieve:
    """Which worlds fit, gathered slice by slice.

    Attributes:
        scenario, parts: what is run.
        conditions: what must hold in a world that is kept.
        chosen: what the run keeps.
        worlds_kept: whether it keeps worlds at all.
        repeats, months: of the run.
        fits: per slice, whether each world fits, (draw, repeat).
    """

    scenario: Scenario
    parts: Structure
    conditions: tuple[Fact, ...]
    chosen: Kept
    worlds_kept: bool
    repeats: int
    months: int
    fits: list[Bools] = field(default_factory=list)

    def kept(self) -> Kept:
        """Return what a slice has to keep: every series that is counted, and what is asked."""
        from detente.dynamics.objectives import needed

        events = [fact.event for fact in self.conditions]
        asked = needed(events, self.scenario, self.parts, self.months)
        more = [(over, name) for over, name, _ in asked]
        return kept(tuple(dict.fromkeys((*SERIES, *self.chosen.series, *more))))

    def slice(self) -> int:
        """Return how many draws a slice holds."""
        entities = sum(len(self.parts.keys(over)) for over, _ in self.kept().series)
        return max(NUMBERS // (entities * self.months * self.repeats), 1)

    def take(self, outcome: Outcome, assembled: Assembled, start: Beginning) -> Outcome:
        """Return the outcome of a slice, counted over the worlds that fit."""
        fit = self.fitting(assembled, outcome, start)
        self.fits.append(fit)
        places = np.flatnonzero(fit)
        tally = counted(assembled, outcome, places, self.months)
        assert outcome.series is not None
        wanted = [assembled.series.index(entry) for entry in self.listed(assembled)]
        series = outcome.series[:, wanted] if self.worlds_kept else None
        finals = outcome.finals if self.worlds_kept else None
        return tally.outcome(finals, series, outcome.executor, outcome.warnings)

    def listed(self, assembled: Assembled) -> list[tuple[str, str, str]]:
        """Return the series that the run keeps, of those that a slice has kept."""
        only = self.chosen.only
        return [
            (over, name, key)
            for over, name, key in assembled.series
            if (over, name) in self.chosen.series and (over not in only or key in only[over])
        ]

    def fitting(self, assembled: Assembled, outcome: Outcome, start: Beginning) -> Bools:
        """Return which worlds of a slice fit, (draw, repeat).

        Raises:
            InvalidInputError: a condition that cannot be judged; one line.
        """
        from detente.dynamics.objectives import came_about

        def value(over: str, name: str, key: str) -> Any:
            return start.columns[over, name][self.parts.keys(over).index(key)]

        worlds = Raw(assembled, outcome, self.months, self.repeats)
        seen = Watch(self.scenario, self.parts, worlds, start.ladder.names, value)
        found = np.logical_not(seen.never()[0])
        for fact in self.conditions:
            try:
                found = found & came_about(fact.event, seen)
            except UnwatchedError as problem:
                fact.refuse(f"{problem.problems[0].message}; {IMPOSED}")
        return np.asarray(found)

    def whole(
        self, outcomes: Sequence[Outcome], assembled: Assembled
    ) -> tuple[Outcome, Assembled, Places]:
        """Return the outcome of all slices, what it holds, and the draw that stands in each place.

        Raises:
            InvalidInputError: no world fits; one line.
        """
        fit = np.concatenate(self.fits)
        if not fit.any():
            place = self.conditions[0].place
            events = "; ".join(str(fact.event) for fact in self.conditions)
            problem = self.scenario.tree.problem(
                ("given", place, "event"),
                f"none of {fit.size:,} worlds fits ({events}) – run more draws, or leave it out",
            )
            raise InvalidInputError([problem])
        outcome = merge(outcomes)
        worlds = evenly(fit)
        if outcome.finals is not None and outcome.series is not None:
            outcome = replace(
                outcome, finals=outcome.finals[:, worlds], series=outcome.series[:, :, worlds]
            )
        outcome = replace(outcome, warnings=(*outcome.warnings, self.words(fit)))
        assembled = replace(assembled, series=tuple(self.listed(assembled)))
        return outcome, assembled, worlds[:: self.repeats] // self.repeats

    def words(self, fit: Bools) -> str:
        """Say how many worlds stand for all."""
        draws = int(fit.any(axis=1).sum())
        return (
            f"{int(fit.sum()):,} of {fit.size:,} worlds, in {draws:,} of {len(fit):,} draws, fit "
            "the given events that cannot be imposed; they stand for all"
        )


def counted(assembled: Assembled, outcome: Outcome, places: Places, months: int) -> Tally:
    """Count the worlds at some places, as a run counts all of them."""
    program = assembled.program
    plan, tally = Plan(program), Tally.empty(program, months)
    assert outcome.series is not None
    assert outcome.finals is not None
    series = [assembled.series.index(entry) for entry in assembled.bands]
    bands = len(series)
    for month in range(months):
        values = outcome.series[month][series][:, places]
        bins = plan.bin_of(values, plan.low, plan.scale) + plan.offsets
        found = np.bincount(bins.ravel(), minlength=tally.histograms[month].size)
        tally.histograms[month] = found.reshape(bands, -1)
        units = plan.fixed(values, np.float32(SUM_SCALE)).astype(np.int64)
        tally.sums[month] = units.sum(axis=1)
    for place, entry in enumerate(assembled.first_months):
        row = outcome.finals[assembled.finals.index(entry)][places]
        found = plan.month_of(row, np.float32(months))
        tally.first_histogram[place] = np.bincount(found, minlength=months + 1)
    totals = [assembled.finals.index(entry) for entry in assembled.totals]
    units = plan.fixed(outcome.finals[totals][:, places], np.float32(TOTAL_SCALE))
    tally.totals[...] = units.astype(np.int64).sum(axis=1)
    return tally


def evenly(fit: Bools) -> Places:
    """Return worlds that stand for those that fit: as many as there were, draw by draw.

    Draws stand in proportion to how many of their worlds fit, repeats take turns.

    Args:
        fit: whether each world fits, (draw, repeat); at least one does.
    """
    draws, repeats = fit.shape
    share = np.cumsum(fit.sum(axis=1)) / fit.sum()
    chosen = np.searchsorted(share, (np.arange(draws) + 0.5) / draws)
    found = []
    turns: dict[int, int] = {}
    for draw in chosen.tolist():
        good = np.flatnonzero(fit[draw])
        turn = turns.get(draw, 0)
        turns[draw] = turn + 1
        found.append(draw * repeats + good[(np.arange(repeats) + turn * repeats) % len(good)])
    return np.concatenate(found)
