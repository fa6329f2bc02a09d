"""The same run again with something changed: other widths, another course, fewer draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from detente.dynamics.engine import compiling
from detente.dynamics.simulating import Course, run_course
from detente.dynamics.simulation import Simulation
from detente.library.conventions import conventions
from detente.scenario.draws import Draws, draw
from detente.scenario.model import Scenario

#: Draws that many small runs in a row share, the latest last: scenario, what was drawn, the draws.
_LATEST: list[tuple[Scenario, tuple[object, ...], Draws]] = []
_KEPT = 2


def course_run(simulation: Simulation) -> Course:
    """Return what a run changed against its scenario.

    Raises:
        ValueError: it is not known.
    """
    if simulation.course is None:
        raise ValueError("this simulation does not say which course it took – run it again")
    return simulation.course


def draws_of(simulation: Simulation, rows: int | None = None, widened: float = 1.0) -> Draws:
    """Draw the quantities of a run again: the same numbers.

    Args:
        simulation: the run.
        rows: how many of its draws, from its first on (default: all).
        widened: factor on judged and assumed widths, on top of the run's own.
    """
    first, last = simulation.rows
    part = slice(first, last if rows is None else min(first + rows, last))
    origin, scenario = simulation.origin, simulation.scenario
    factor = origin.widened * widened
    key = (origin.draws, origin.seed, part.start, part.stop, factor)
    for other, drawn, sample in _LATEST:
        if other is scenario and drawn == key:
            return sample
    sample = draw(scenario, origin.draws, origin.seed, rows=part, widened=factor)
    _LATEST[:] = [*_LATEST, (scenario, key, sample)][-_KEPT:]
    return sample


def quick_executor() -> Literal["auto", "tile"]:
    """Return the executor for a small run among many: the compiled one where it is in use already.

    To find out which executor ends sooner takes longer than such a run.
    """
    return "tile" if compiling.in_use() else "auto"


def is_conditioned(simulation: Simulation) -> bool:
    """Whether worlds that do not fit given events were left out of a run."""
    return "draw_number" in simulation.data.coords


def again(
    simulation: Simulation,
    *,
    course: Course | None = None,
    rows: int | None = None,
    widened: float = 1.0,
    repeats: int | None = None,
    months: int | None = None,
    keep: Literal["auto", "worlds", "sums"] = "auto",
    series: Sequence[tuple[str, str]] | None = None,
    only: Mapping[str, frozenset[str]] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Simulation:
    """Run a simulation again: the same luck, world by world.

    Args:
        simulation: the run.
        course: another course (default: the same).
        rows: how many of its draws, from its first on (default: all).
        widened: factor on judged and assumed widths.
        repeats, months: other numbers of them; worlds that exist in both are the same.
        keep, series, only, progress: as in `run_course`.
    """
    return run_course(
        simulation.scenario,
        course or course_run(simulation),
        draws_of(simulation, rows, widened),
        repeats or simulation.repeats,
        months or simulation.months,
        keep=keep,
        series=series,
        only=only,
        progress=progress,
        executor=quick_executor(),
        options={key: simulation.origin.options[key] for key in ("policy", "cut")},
    )


def widened(simulation: Simulation, rows: int | None = None) -> Simulation:
    """Run a simulation again with judged and assumed widths stretched by the declared factor."""
    return again(simulation, rows=rows, widened=conventions()["widening"])
