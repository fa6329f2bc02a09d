"""Runs that claims share: each situation is run once, and every claim is measured on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cached_property, partial
from threading import Lock
from typing import Any, Literal

import numpy as np

from detente.claims.holding import Holding, Sample, hold
from detente.claims.propositions import Measure, Proposition, Side, settings_needed
from detente.claims.situations import Situation, course_under, draws_under, opened
from detente.claims.stacking import Begun, Ran, begin, run_stack
from detente.claims.standoffs import standoff
from detente.dynamics.again import quick_executor
from detente.dynamics.assembling import Kept
from detente.dynamics.engine.execution import available_threads, execute
from detente.dynamics.keeping_track import FINALS
from detente.dynamics.moments import month_of
from detente.dynamics.objectives import came_about, needed, value
from detente.dynamics.readings import Raw
from detente.dynamics.simulating import Course
from detente.dynamics.structure import structure
from detente.dynamics.watching import Entry, UnwatchedError, Watch
from detente.interests.worth import worths
from detente.library.conventions import conventions
from detente.scenario import event_grammar as words
from detente.scenario.claim_grammar import Gain, Level, Setting
from detente.scenario.draws import Draws, draw
from detente.scenario.model import Scenario

Executor = Literal["auto", "numpy", "tile"]
#: From so many runs on the compiled executor is worth loading.
_MANY_RUNS = 12
#: Situations that are wired as one program.
_STACKED = 16
#: Stacks of situations of which the start is remembered.
_STARTS = 8


@dataclass(frozen=True, slots=True)
class Size:
    """How many worlds a situation is run in.

    Attributes:
        draws, repeats: of the run.
        widened: factor on judged and assumed widths.
    """

    draws: int
    repeats: int
    widened: float = 1.0

    @property
    def wide(self) -> Size:
        """The same with widths stretched by the declared factor."""
        return Size(self.draws, self.repeats, conventions()["widening"])


@dataclass(frozen=True, slots=True)
class _Job:
    """One run: a situation with the setting of a claim in it, so long, in so many worlds."""

    situation: Situation
    months: int
    size: Size


class Bench:
    """Runs situations and measures propositions on them; nothing is run twice."""

    def __init__(
        self,
        scenario: Scenario,
        found: Sequence[Proposition],
        seed: int,
        *,
        executor: Executor | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Prepare for some propositions.

        Args:
            scenario: whose claims they are.
            found: the propositions.
            seed: of draws and chance.
            executor: which (default: the quicker one).
            progress: called with the number of runs done so far.
        """
        self.scenario = scenario
        self.seed = seed
        self.executor = executor
        self.progress = progress
        self.runs = 0
        self.refused: dict[Measure, str] = {}
        self._jobs = settings_needed(found)
        self._home = {
            (setting, measure): months
            for (setting, months), measures in self._jobs.items()
            for measure in measures
        }
        self._bases: dict[Size, Draws] = {}
        self._starts: dict[tuple[tuple[Situation, ...], Size], tuple[Begun, ...]] = {}
        self._lock = Lock()
        self._read: dict[_Job, dict[Measure, Sample]] = {}
        self._gains: dict[tuple[Situation, Size, Gain], Sample] = {}

    @cached_property
    def parts(self) -> Any:
        """The index sets of the scenario."""
        return structure(self.scenario)

    def base(self, size: Size) -> Draws:
        """Return the draws of a size, every switch open."""
        if size not in self._bases:
            sample = draw(self.scenario, size.draws, self.seed, widened=size.widened)
            self._bases[size] = opened(sample)
        return self._bases[size]

    def judge(self, one: Proposition, premises: Situation, size: Size, rows: Any = None) -> Holding:
        """Return how far a proposition holds under some premises.

        Raises:
            UnwatchedError: it cannot be judged from runs of the model; one line.
        """
        first, second = self.samples(one, premises, size)
        return hold(first, second, one.bounds, rows)

    def cell(
        self, one: Proposition, premises: Situation, size: Size
    ) -> tuple[Holding, Holding | None]:
        """Return how far it holds as declared, and with stretched widths where that may matter.

        What neither holds nor fails as declared is not asked again with stretched widths.
        """
        declared = self.judge(one, premises, size)
        if declared.cell not in ("holds", "fails"):
            return declared, None
        return declared, self.judge(one, premises, size.wide)

    def samples(
        self, one: Proposition, premises: Situation, size: Size
    ) -> tuple[Sample, Sample | None]:
        """Return what was measured under some premises."""
        first = self.sample(one.first, premises, size)
        second = None if one.second is None else self.sample(one.second, premises, size)
        return first, second

    def sample(self, side: Side, premises: Situation, size: Size) -> Sample:
        """Return one measure in its setting, under some premises."""
        measure = side.measure
        if measure.sort == "standoff":
            assert not isinstance(measure.what, str | Level | Gain)
            return standoff(self.scenario, measure.what, self.seed, wide=size.widened != 1)
        found = premises.under(side.setting)
        if measure.sort == "gain":
            assert isinstance(measure.what, Gain)
            return self._gain(found, size, measure.what)
        job = _Job(found, self._home[side.setting, measure], size)
        if job not in self._read:
            self._finish((job,))
        if measure in self.refused:
            raise UnwatchedError.single(self.refused[measure], file=self.scenario.name)
        return self._read[job][measure]

    def _gain(self, found: Situation, size: Size, gain: Gain) -> Sample:
        key = (found, size, gain)
        if key not in self._gains:
            worth = worths(draws_under(self.base(size), found), (gain.issue,))
            at = worth.at(gain.actor, gain.issue)
            values = at.now if gain.when == "now" else at.long_run
            self._gains[key] = Sample(values[:, None], exact=True)
        return self._gains[key]

    def homes(self, found: Sequence[Proposition]) -> list[tuple[Setting, int]]:
        """Return the settings and lengths of runs that some propositions need."""
        sides = [side for one in found for side in one.sides if side.measure.needs_run]
        wanted = {(s.setting, self._home[s.setting, s.measure]) for s in sides}
        return [home for home in self._jobs if home in wanted]

    def prefetch(
        self, wanted: Iterable[tuple[Situation, Size]], found: Sequence[Proposition] | None = None
    ) -> None:
        """Run what some propositions need under many premises, on all cores.

        Args:
            wanted: premises and sizes.
            found: the propositions (default: all).
        """
        order = list(self._jobs) if found is None else self.homes(found)
        self._prefetch((premises, size, order) for premises, size in wanted)

    def prefetch_each(
        self, wanted: Iterable[tuple[Situation, Size, Sequence[Proposition]]]
    ) -> None:
        """Run what propositions need, other ones under each premises, on all cores.

        Args:
            wanted: premises, size, and the propositions that are to be judged there.
        """
        self._prefetch((premises, size, self.homes(found)) for premises, size, found in wanted)

    def _prefetch(
        self, wanted: Iterable[tuple[Situation, Size, Sequence[tuple[Setting, int]]]]
    ) -> None:
        jobs = dict.fromkeys(
            _Job(premises.under(setting), months, size)
            for premises, size, homes in wanted
            for setting, months in homes
        )
        missing = [job for job in jobs if job not in self._read]
        if not missing:
            return
        if len(missing) >= _MANY_RUNS and self.executor is None:
            self.executor = "tile"
        for size in dict.fromkeys(job.size for job in missing):
            self.base(size)
        batches = self._batches(missing)
        self._finish(batches[0])  # loads what compiled runs need once
        workers = min(available_threads(), len(batches))
        with ThreadPoolExecutor(max_workers=workers) as pool:
            running = [pool.submit(self._run, batch, 1) for batch in batches[1:]]
            for one in as_completed(running):
                self._keep(one.result())

    def _batches(self, jobs: Sequence[_Job]) -> list[tuple[_Job, ...]]:
        """Return jobs that differ in their premises alone, as many as are wired at once."""
        alike: dict[tuple[Setting, int, Size], list[_Job]] = {}
        for job in jobs:
            alike.setdefault((job.situation.setting, job.months, job.size), []).append(job)
        # One after the other what has the same premises, as long as its start is remembered.
        return [
            tuple(own[place : place + _STACKED])
            for place in range(0, max(map(len, alike.values())), _STACKED)
            for own in alike.values()
            if place < len(own)
        ]

    def _finish(self, batch: tuple[_Job, ...]) -> None:
        self._keep(self._run(batch, None))

    def _keep(self, done: Sequence[tuple[_Job, dict[Measure, Sample], dict[Measure, str]]]) -> None:
        for job, read, refused in done:
            self._read[job] = read
            self.refused |= refused
        self.runs += len(done)
        if self.progress is not None:
            self.progress(self.runs)

    def _run(
        self, batch: tuple[_Job, ...], threads: int | None
    ) -> list[tuple[_Job, dict[Measure, Sample], dict[Measure, str]]]:
        """Run jobs and measure all that is asked in their setting."""
        setting, months, size = batch[0].situation.setting, batch[0].months, batch[0].size
        measures = self._jobs[setting, months]
        course = course_under(self.scenario, self.parts, setting)
        run = partial(
            execute,
            seed=self.seed,
            repeats=size.repeats,
            months=months,
            keep_worlds=True,
            executor=self.executor or quick_executor(),
            threads=threads,
        )
        begun = self._begun(batch, course)
        kept = self._kept(measures, months)
        ran = run_stack(begun, self.parts, course, kept, run, size.repeats)
        done = []
        for job, own in zip(batch, ran, strict=True):
            worlds = Raw(own.assembled, own.outcome, months, size.repeats)
            names = own.start.ladder.names
            seen = Watch(self.scenario, self.parts, worlds, names, self._start(own))
            done.append((job, *self._measure(measures, seen)))
        return done

    def _begun(self, batch: tuple[_Job, ...], course: Course) -> tuple[Begun, ...]:
        """Return where jobs start, without what a course changes.

        Settings that change nothing but the course start alike: remembered for the next ones.
        """
        size = batch[0].size
        setting = batch[0].situation.setting
        setting = replace(setting, cuts=(), without_drive=())
        key = tuple(job.situation.under(setting) for job in batch), size
        begun = self._starts.get(key)
        if begun is None:
            base = self.base(size)
            begun = begin([draws_under(base, job.situation) for job in batch], self.parts, course)
            with self._lock:
                while len(self._starts) >= _STARTS:
                    del self._starts[next(iter(self._starts))]
                self._starts[key] = begun
        return begun

    def _measure(
        self, measures: Sequence[Measure], seen: Watch
    ) -> tuple[dict[Measure, Sample], dict[Measure, str]]:
        """Return what was measured in a run, and why something cannot be measured in any."""
        read, refused = {}, {}
        for measure in measures:
            try:
                read[measure] = self._measured(measure, seen)
            except UnwatchedError as problem:
                refused[measure] = problem.problems[0].message
        return read, refused

    def _start(self, own: Ran) -> Callable[[str, str, str], Any]:
        def at(over: str, name: str, key: str) -> Any:
            return own.begins(over, name, self.parts.keys(over).index(key))

        return at

    def _measured(self, measure: Measure, seen: Watch) -> Sample:
        if measure.sort == "level":
            assert isinstance(measure.what, Level)
            return Sample(self._level(measure.what, seen))
        if measure.sort == "objective":
            wishes = self.scenario.content.objectives[str(measure.what)]
            total, unjudged = value(wishes, seen)
            if len(unjudged) == len(wishes):
                raise UnwatchedError.single(unjudged[0], file=self.scenario.name)
            return Sample(total)
        event = measure.what
        assert not isinstance(event, str | Level | Gain)
        if isinstance(event, words.Given):
            found = came_about(event.event, seen).astype(np.float64)
            return Sample(found, came_about(event.condition, seen), share=True)
        return Sample(came_about(event, seen).astype(np.float64), share=True)

    def _level(self, level: Level, seen: Watch) -> Any:
        series = np.mean([seen.worlds.course(*e) for e in self._entries(level)], axis=0)
        if level.timing == "within":
            return series[: level.months].mean(axis=0)
        month = level.months
        if level.moment is not None:
            month = month_of(self.scenario.as_of, level.moment.first)
        return series[month - 1]

    def _entries(self, level: Level) -> list[Entry]:
        """Return where a level is read.

        Raises:
            UnwatchedError: the model does not carry it.
        """
        over = "dyad" if ">" in level.link else "pair"
        entries = [(over, level.quantity, level.link)]
        if level.quantity == "experience":
            keys = [k for k in self.parts.keys("matter") if k.split(":")[1] == level.link]
            entries = [("matter", level.quantity, key) for key in keys]
        if not entries or entries[0][2] not in self.parts.keys(entries[0][0]):
            message = f"the monthly model has no {level.quantity} of {level.link}"
            raise UnwatchedError.single(message, file=self.scenario.name)
        return entries

    def _kept(self, measures: Sequence[Measure], months: int) -> Kept:
        """Return which series a run keeps so that all measures can be read off it."""
        entries: dict[Entry, None] = {}
        events: list[Any] = []
        for measure in measures:
            if measure.sort == "level":
                assert isinstance(measure.what, Level)
                try:
                    entries.update(dict.fromkeys(self._entries(measure.what)))
                except UnwatchedError:
                    continue
            elif measure.sort == "objective":
                events += self.scenario.content.objectives[str(measure.what)]
            else:
                events.append(measure.what)
        entries.update(dict.fromkeys(needed(events, self.scenario, self.parts, months)))
        known = [e for e in entries if e[2] in self.parts.keys(e[0])]
        only: dict[str, frozenset[str]] = {}
        for over, _, key in known:
            only[over] = only.get(over, frozenset()) | {key}
        series = tuple(dict.fromkeys((over, name) for over, name, _ in known))
        return Kept(FINALS, series, {}, only)
