"""`simulate`: a scenario run forward month by month through many worlds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np

from detente.dynamics.assembling import Assembled, Change, Kept, assemble
from detente.dynamics.columns import Beginning, Value, beginning
from detente.dynamics.engine.execution import execute
from detente.dynamics.engine.outcome import Outcome, merge
from detente.dynamics.engine.terms import Term
from detente.dynamics.keeping_track import WHOLE_SERIES, in_view, kept
from detente.dynamics.simulation import Simulation, dataset
from detente.dynamics.structure import Structure, structure
from detente.findings import origin_of
from detente.interests.under import under
from detente.scenario.draws import DEFAULT_DRAWS, DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, nearest
from detente.scenario.viewpoints import levels_of

Keep = Literal["auto", "worlds", "sums"]

DEFAULT_REPEATS = 8  # literal-ok: a size
DEFAULT_MONTHS = 60  # literal-ok: a size
#: Up to so many worlds the events of every world are kept; beyond, sums and histograms only.
MANY_WORLDS = 100_000  # literal-ok: a size
#: Months of worlds are kept while they take no more numbers than this (four bytes each).
MANY_NUMBERS = 50_000_000  # literal-ok: a size
#: Draws are run in slices of at most so many, to bound memory.
SLICE = 4096  # literal-ok: a size
#: No run keeps more numbers than this of its worlds (16 GiB).
MOST_NUMBERS = 2**32  # literal-ok: a size
GIBIBYTE = 2**30  # literal-ok: of bytes
#: No run is longer than this, all its worlds together: days on a large machine.
MOST_MONTHS = 10**11  # literal-ok: a size
LONGEST = 1200  # literal-ok: months of a century


@dataclass(frozen=True)
class Course:
    """What is changed in a run against the scenario as declared.

    Attributes:
        viewpoint: whose switches are applied.
        switches: switch → level, applied after the viewpoint.
        policy: id of the policy that is carried out.
        given: whether events that are given after the scenario's date are put into every world.
        conditioned: whether worlds that do not fit the given events are left out, where these
            cannot be put into them.
        fields: (index set, field) → value for all its entities, from the first month on.
        changes: fields of single entities overwritten at a month.
        regimes: rungs of the ladder of regimes.
        extra: terms of a user, by step.
    """

    viewpoint: str | None = None
    switches: Mapping[str, str] = field(default_factory=dict)
    policy: str | None = None
    given: bool = True
    conditioned: bool = True
    fields: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    regimes: int = 4  # literal-ok: number of rungs
    extra: Mapping[str, Sequence[Term]] = field(default_factory=dict)


def simulate(
    scenario: Scenario,
    draws: int | Draws = DEFAULT_DRAWS,
    repeats: int = DEFAULT_REPEATS,
    months: int = DEFAULT_MONTHS,
    seed: int = DEFAULT_SEED,
    *,
    viewpoint: str | None = None,
    switches: Mapping[str, str] | None = None,
    policy: str | None = None,
    cut: Sequence[str] = (),
    regimes: int = 4,  # literal-ok: number of rungs
    device: Literal["cpu", "gpu"] = "cpu",
    executor: Literal["auto", "numpy", "tile"] = "auto",
    keep: Keep = "auto",
    series: Sequence[tuple[str, str]] | None = None,
    extra: Mapping[str, Sequence[Term]] | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Run a scenario forward, month by month, through draws × repeats worlds.

    The same seed gives the same worlds whatever the executor, the threads and the slices; two
    policies, viewpoints or cuts share their luck world by world.

    Args:
        scenario: the scenario; it must declare relations.
        draws: number of draws, or draws of this scenario.
        repeats: runs of chance within a draw, 2 or more to tell chance from ignorance.
        months: 1 to 1200.
        seed: as in `detente.draw`; it also keys the chance of every month.
        viewpoint: whose switches are applied.
        switches: switch → level, applied after the viewpoint.
        policy: id of a policy of the scenario.
        cut: loops to cut, by name (see `detente.dynamics.cuts`).
        regimes: rungs of the ladder, 2 to 5 (structural rivals of the declared 4).
        device: "cpu", or "gpu" with the extra `gpu`.
        executor: which executor; results are the same.
        keep: "worlds": the events of every world; "sums": sums and histograms only; "auto": worlds
            up to 100,000 of them.
        series: fields (index set, field) of which every month of every world is kept, for the focus
            pair, the triads and the named agreements; default: what memory allows.
        extra: terms of your own, by the step after which they run.
        threads: at most so many at once.
        progress: called with the share done.

    Raises:
        InvalidInputError: no relations, an unknown viewpoint, switch, policy or cut, a policy or
            given event dated before the scenario; one line.
        ValueError: a number out of its range; one line.
        NumericalError: a term gave a number that is not finite.
    """
    from detente.dynamics.courses import course_of

    cut = (cut,) if isinstance(cut, str) else cut
    course = course_of(scenario, viewpoint, switches, policy, cut, regimes, extra)
    return run_course(
        scenario,
        course,
        draws,
        repeats,
        months,
        seed,
        device=device,
        executor=executor,
        keep=keep,
        series=series,
        threads=threads,
        progress=progress,
        options={"policy": policy, "cut": tuple(cut)},
    )


def run_course(
    scenario: Scenario,
    course: Course,
    draws: int | Draws = DEFAULT_DRAWS,
    repeats: int = DEFAULT_REPEATS,
    months: int = DEFAULT_MONTHS,
    seed: int = DEFAULT_SEED,
    *,
    device: Literal["cpu", "gpu"] = "cpu",
    executor: Literal["auto", "numpy", "tile"] = "auto",
    keep: Keep = "auto",
    series: Sequence[tuple[str, str]] | None = None,
    only: Mapping[str, frozenset[str]] | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Simulation:
    """Run one course; arguments as `simulate`.

    `only` names the entities whose series are kept, by index set (default: what is in view).
    """
    from detente.dynamics.courses import sieve_of

    begin = time.perf_counter()
    _refuse(repeats, months, course.regimes, keep)
    worlds = _worlds(scenario, draws, repeats, months, seed)
    parts = structure(scenario)
    worlds_kept = keep == "worlds" or (keep == "auto" and worlds <= MANY_WORLDS)
    chosen = _series(scenario, parts, series, worlds if worlds_kept else None, months, only)
    sieve = sieve_of(scenario, parts, course, chosen, worlds_kept, repeats, months)
    outcomes, assembled, start, sample = [], None, None, None
    slices = list(_slices(draws, sieve.slice() if sieve else SLICE))
    for number, rows in enumerate(slices):
        sample = _sliced(scenario, draws, seed, rows)
        start, assembled = prepared(sample, parts, course, sieve.kept() if sieve else chosen)
        outcome = execute(
            assembled.program,
            assembled.values,
            first_draw=sample.start,
            seed=sample.seed,
            repeats=repeats,
            months=months,
            keep_worlds=worlds_kept or sieve is not None,
            executor=executor,
            device=device,
            threads=threads,
            progress=_part(progress, number, len(slices)),
        )
        outcomes.append(sieve.take(outcome, assembled, start) if sieve else outcome)
    assert assembled is not None
    assert start is not None
    assert sample is not None  # there is one draw at least
    numbers = None
    if sieve is None:
        outcome = merge(outcomes)
    else:
        outcome, assembled, numbers = sieve.whole(outcomes, assembled)
    found = _simulation(
        scenario, sample, parts, start, assembled, outcome, course, repeats, months, options, begin
    )
    if numbers is not None and worlds_kept:
        found = replace(found, data=found.data.assign_coords(draw_number=("draw", numbers)))
    return replace(found, course=course, rows=(slices[0].start, slices[-1].stop))


def prepared(
    sample: Draws, parts: Structure, course: Course, chosen: Any
) -> tuple[Beginning, Assembled]:
    """Return where a course starts on some draws, and its program."""
    from detente.dynamics.courses import acted

    turned, start = start_of(sample, parts, course)
    own = (replace(one, value=of_rows(one.value, sample)) for one in course.changes)
    changes = (*own, *acted(course, turned, parts, start))
    assembled = assemble(parts, start, len(sample), chosen, changes=changes, extra=course.extra)
    for over, name in course.fields:
        if parts.keys(over) and (over, name) not in assembled.rows:
            raise ValueError(f"nothing in the monthly model reads {over}.{name}")
    return start, assembled


def start_of(sample: Draws, parts: Structure, course: Course) -> tuple[Draws, Beginning]:
    """Return draws under a course's viewpoint and switches, and where the course starts on them."""
    turned = with_switches(sample, course)
    start = beginning(turned, parts, course.regimes)
    return turned, with_fields(start, sample, parts, course)


def with_fields(start: Beginning, sample: Draws, parts: Structure, course: Course) -> Beginning:
    """Return where a run starts with the fields that a course holds."""
    columns = dict(start.columns)
    for (over, name), value in course.fields.items():
        if over not in parts.sets:
            raise ValueError(f"there is no index set '{over}' whose {name} could be changed")
        columns[over, name] = [of_rows(value, sample) for _ in parts.keys(over)]
    return replace(start, columns=columns)


def of_rows(value: Value, sample: Draws) -> Value:
    """Return what a value says about some draws; it is one number, or one for every draw.

    Raises:
        ValueError: it has another length.
    """
    if np.ndim(value) == 0 or np.size(value) == len(sample):
        return value
    if np.size(value) != sample.count:
        raise ValueError(
            f"a value for every draw has {np.size(value)} numbers; there are {sample.count} draws"
        )
    return np.asarray(value)[sample.start : sample.stop]


def with_switches(sample: Draws, course: Course) -> Draws:
    """Return draws under the viewpoint and the switches of a course."""
    turned = under(sample, course.viewpoint)
    if course.switches:
        settings = levels_of(sample.scenario, course.switches)
        changed = sample.scenario.changes
        turned = turned.replaced({a: q for a, q in settings.items() if a not in changed})
    return turned


def _series(
    scenario: Scenario,
    parts: Structure,
    wanted: Sequence[tuple[str, str]] | None,
    worlds: int | None,
    months: int,
    only: Mapping[str, frozenset[str]] | None,
) -> Kept:
    """Return what is kept: the series asked for, else as many as memory allows."""
    only = in_view(scenario, parts) if only is None else only
    if worlds is None:
        return kept((), only)

    def numbers(series: Sequence[tuple[str, str]]) -> int:
        known = [over for over, _ in series if over in parts.sets]
        return worlds * months * sum(len(only.get(over, parts.keys(over))) for over in known)

    if wanted is None:
        wanted = WHOLE_SERIES if numbers(WHOLE_SERIES) <= MANY_NUMBERS else ()
    if any(isinstance(entry, str) or len(entry) != 2 for entry in wanted):
        raise ValueError("a series is named by index set and field, such as ('dyad', 'flow')")
    found = kept(wanted, only)
    size = numbers(wanted) + worlds * sum(len(parts.keys(over)) for over, _ in found.finals)
    if size > MOST_NUMBERS:
        raise ValueError(
            f"keeping every world would take {4 * size / GIBIBYTE:,.0f} GiB – "  # literal-ok: bytes
            "ask for keep='sums', fewer series, draws, repeats or months"
        )
    return found


def _worlds(scenario: Scenario, draws: int | Draws, repeats: int, months: int, seed: int) -> int:
    """Return how many worlds are run, or refuse draws of another scenario and absurd sizes."""
    nothing = slice(0, 0)
    draw(scenario, draws, seed, rows=None if isinstance(draws, Draws) else nothing)
    worlds = (draws.stop - draws.start if isinstance(draws, Draws) else draws) * repeats
    if worlds * months > MOST_MONTHS:
        raise ValueError(
            f"{worlds:,} worlds of {months} months are too many – at most {MOST_MONTHS:,} months "
            "of worlds are run at once"
        )
    return worlds


def _slices(draws: int | Draws, size: int) -> Iterator[slice]:
    start, stop = (draws.start, draws.stop) if isinstance(draws, Draws) else (0, draws)
    for first in range(start, stop, size):
        yield slice(first, min(first + size, stop))


def _sliced(scenario: Scenario, draws: int | Draws, seed: int, rows: slice) -> Draws:
    if not isinstance(draws, Draws):
        return draw(scenario, draws, seed, rows=rows)
    first, last = rows.start - draws.start, rows.stop - draws.start
    columns = {address: column[first:last] for address, column in draws.columns.items()}
    return replace(draws, start=rows.start, stop=rows.stop, columns=columns)


def _part(
    progress: Callable[[float], None] | None, number: int, total: int
) -> Callable[[float], None] | None:
    if progress is None:
        return None
    return lambda share: progress((number + share) / total)


def _refuse(repeats: int, months: int, regimes: int, keep: str) -> None:
    for name, value, low, high in (
        ("repeats", repeats, 1, MANY_WORLDS),
        ("months", months, 1, LONGEST),
        ("regimes", regimes, 2, 5),  # literal-ok: rungs
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"{name} is {value!r}; it must be a whole number from {low} to {high}")
    if keep not in get_args(Keep):
        raise ValueError(f"keep is {keep!r}; it must be {', '.join(get_args(Keep))}")


def _simulation(
    scenario: Scenario,
    sample: Draws,
    parts: Structure,
    start: Beginning,
    assembled: Assembled,
    outcome: Outcome,
    course: Course,
    repeats: int,
    months: int,
    options: Mapping[str, Any] | None,
    begin: float,
) -> Simulation:
    from detente.dynamics.courses import notes_of

    data, clipped = dataset(assembled, outcome, parts, repeats, months, start.ladder.names)
    notes = [*outcome.warnings, *notes_of(scenario, course, months)]
    if clipped > 0.01:  # literal-ok: one month in a hundred
        notes.append(
            f"behaviour hit the end of its scale in {clipped:.1%} of months – its noise or its "
            "means are too large for the scale"
        )
    described = {
        "repeats": repeats,
        "months": months,
        "viewpoint": course.viewpoint,
        "switches": dict(course.switches),
        "regimes": course.regimes,
        **(options or {}),
    }
    origin = origin_of(
        sample,
        "monthly model",
        options=described,
        warnings=tuple(notes),
        elapsed=time.perf_counter() - begin,
    )
    return Simulation(
        data=data,
        origin=origin,
        scenario=scenario,
        left_out=parts.left_out,
        defaults=start.defaults,
    )


def unknown(sort: str, name: str, known: Sequence[str], scenario: Scenario) -> InvalidInputError:
    """Return the one line about a name that is none."""
    return InvalidInputError.single(
        f"{sort} '{name}' is not declared{nearest(name, known)}", file=scenario.name
    )
