"""Two loop gains of the monthly model: within a regime, and through the ladder of regimes.

Within a regime: the spectral radius of the Jacobian of the mean month, with the regime, the deals
and the leaders held where they are. Below 1 every disturbance dies out. Through the ladder: the
chances of leaving each regime at that regime's own mean behaviour and trust, against the declared
lengths of spells. The first cannot see the second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from detente.dynamics.assembling import Assembled, Change
from detente.dynamics.codes import NEVER
from detente.dynamics.engine import machine
from detente.dynamics.engine.binding import REQUIRED, Binder, Dialect
from detente.dynamics.engine.program import Bound
from detente.dynamics.engine.terms import BIG
from detente.dynamics.keeping_track import kept
from detente.dynamics.ladder import RUNGS, ladder
from detente.dynamics.simulating import Course, prepared, run_course
from detente.dynamics.structure import Structure, structure
from detente.scenario.draws import DEFAULT_SEED, Draws, draw
from detente.scenario.model import Scenario

Floats = npt.NDArray[np.float64]

#: What one month hands to the next and chance does not decide outright; behaviour comes first.
STATE: Mapping[str, tuple[str, ...]] = {
    "dyad": (
        "flow",
        "flow_usual",
        "accustomed_flow",
        "trust",
        "opinion",
        "sanctions",
        "frustration",
    ),
    "pair": ("tension", "channel", "goodwill", "fence"),
    "matter": ("experience",),
}
#: Luck that is taken at its mean; of all other luck nothing comes.
MEAN_LUCK = ("luck_sanctions", "luck_summit")
#: Months after which the mean month has come to rest.
SETTLING = 48  # literal-ok: a size
#: Months of a run with the regime forced, and those at its beginning that are left out.
FORCED_MONTHS, FORCED_SKIPPED = 144, 24  # literal-ok: sizes
#: Half the step of a difference.
STEP = 1e-5  # literal-ok: numerical
#: Columns of the workspace worked on at once, to bound memory.
COLUMNS = 2048  # literal-ok: a size
DEFAULT_GAIN_DRAWS = 20  # literal-ok: a size


@dataclass(frozen=True)
class Within:
    """Spectral radius of the mean month in each regime.

    Attributes:
        regimes: names of the rungs.
        radius: shape (rung, draw).
        memory: largest memory of a single variable (of the diagonal), shape (rung, draw).
        behaviour: spectral radius of behaviour alone, all else held, shape (rung, draw).
    """

    regimes: tuple[str, ...]
    radius: Floats
    memory: Floats
    behaviour: Floats

    @property
    def share_unstable(self) -> Floats:
        """Share of draws with a radius of 1 or more, by rung."""
        return np.asarray((self.radius >= 1).mean(axis=1))


@dataclass(frozen=True)
class Ladders:
    """What the ladder does at each regime's own means, against what was declared.

    Attributes:
        regimes: names of the rungs.
        spell: implied length of a spell, months, shape (rung, draw).
        declared: declared length, months, shape (rung, draw).
        occupancy: implied months in the next worse regime per month in this one, (rung − 1, draw).
        declared_occupancy: the same from the declared chances.
        flow, trust, sanctions: means over the months with the regime forced, (rung, draw).
    """

    regimes: tuple[str, ...]
    spell: Floats
    declared: Floats
    occupancy: Floats
    declared_occupancy: Floats
    flow: Floats
    trust: Floats
    sanctions: Floats

    @property
    def spell_ratio(self) -> Floats:
        """Median over draws of the implied length of a spell over the declared one, by rung."""
        return np.asarray(np.median(self.spell / self.declared, axis=1))

    @property
    def occupancy_ratio(self) -> Floats:
        """Median over draws of the implied over the declared occupancy, by step of the ladder."""
        return np.asarray(np.median(self.occupancy / self.declared_occupancy, axis=1))


class _Chance:
    """A chance in place of the outcome of a comparison with luck."""

    def __init__(self, value: Any) -> None:
        self.value = np.clip(value, 0.0, 1.0)

    def __or__(self, other: Any) -> _Chance:
        return _Chance(1 - (1 - self.value) * (1 - np.asarray(other, dtype=np.float64)))


class _Luck:
    """A number between 0 and 1 that is not drawn: comparing it gives the chance."""

    def __lt__(self, chance: Any) -> _Chance:
        return _Chance(chance)

    def __gt__(self, edge: Any) -> _Chance:
        return _Chance(1 - np.asarray(edge))


def _choose(condition: Any, a: Any, b: Any) -> Any:
    if isinstance(condition, _Chance):
        return condition.value * a + (1 - condition.value) * b
    return np.where(condition, a, b)


def _exp(x: Any) -> Any:
    limit = 80.0  # literal-ok: as in every executor
    return np.exp(np.clip(x, -limit, limit))


#: NumPy in double precision, with chances in place of outcomes.
MEAN = Dialect(
    "mean",
    {name: getattr(machine, name) for name in REQUIRED}
    | {
        "choose": _choose,
        "exp": _exp,
        "log": np.log,
        "absolute": np.absolute,
        "minimum": np.minimum,
        "maximum": np.maximum,
    },
    literal=float,
)


class MeanMonth:
    """The month as a map of the mean state, for columns of draws with a regime each."""

    def __init__(self, assembled: Assembled, parts: Structure, rungs: npt.NDArray[Any]) -> None:
        """Fill the workspace.

        Args:
            assembled: a program in which `forced_regime` has rows of its own.
            parts: its index sets.
            rungs: the regime of every pair in each column; draws vary slowest.
        """
        program, rows = assembled.program, assembled.rows
        repeats = len(rungs) // assembled.values.shape[1]
        self.work = np.zeros((program.rows, len(rungs)))
        self.work[program.columns] = np.repeat(assembled.values, repeats, axis=1)
        for site in program.sites:
            if site.kind == "uniform":
                self.work[[row for row in site.rows if row >= 0]] = 1.0
        self.work[rows["pair", "forced_regime"]] = rungs + 1
        for field in ("months_left", "notice_left"):
            if ("deal", field) in rows:
                self.work[rows["deal", field]] = NEVER
        self.work[program.month_row] = 1
        self.state = np.concatenate(
            [rows[over, f] for over, fields in STATE.items() for f in fields if (over, f) in rows]
        )
        self.flows = len(parts.keys("dyad"))
        usual = [self.work[rows["world", f"regime_flow_{rung}"][0]] for rung in range(RUNGS)]
        self.usual = np.stack(usual)[rungs.astype(np.intp), np.arange(len(rungs))]
        binder = Binder(MEAN)
        with np.errstate(all="ignore"):
            for one in program.start:
                _run(one, binder(one.term.function), self.work)
        bound = [one for _, step in program.steps for one in step]
        self.terms = [(one, binder(one.term.function)) for one in _needed(bound, self.state)]

    def step(self, state: Floats, columns: slice | None = None) -> Floats:
        """Return the mean state a month later.

        Args:
            state: shape (state, columns) or (state, columns, copies).
            columns: which columns of the workspace they stand for.
        """
        base = self.work[:, columns or slice(None)]
        shape = state.shape[1:]
        copies = shape[1] if len(shape) > 1 else 1
        work = np.repeat(base, copies, axis=1)
        work[self.state] = state.reshape(len(state), -1)
        with np.errstate(all="ignore"):
            for bound, function in self.terms:
                _run(bound, function, work)
        return np.asarray(work[self.state].reshape(state.shape))

    def settled(self) -> Floats:
        """Return the state to which the mean month comes at the regime's usual behaviour."""
        state: Floats = self.work[self.state]
        for _ in range(SETTLING):
            # Left to itself, behaviour that explodes would sit at the end of its scale.
            state[: self.flows] = self.usual
            state = self.step(state)
        state[: self.flows] = self.usual
        return state

    def jacobian(self, state: Floats) -> Floats:
        """Return the Jacobian at a state, shape (columns, state, state)."""
        size, count = state.shape
        found = np.empty((count, size, size))
        at_once = max(COLUMNS // (2 * size), 1)
        shift = STEP * np.concatenate([np.eye(size), -np.eye(size)], axis=1)
        for first in range(0, count, at_once):
            part = slice(first, min(first + at_once, count))
            after = self.step(state[:, part, None] + shift[:, None, :], part)
            slope = (after[..., :size] - after[..., size:]) / (2 * STEP)
            found[part] = np.moveaxis(slope, 1, 0)
        return found


def _run(bound: Bound, function: Callable[..., Any], work: Floats) -> None:
    """Run a term on a workspace in double precision."""
    inputs = [
        _Luck() if name in MEAN_LUCK else work[column]
        for name, column in zip(bound.term.reads, bound.reads.T, strict=True)
    ]
    given = function(*inputs)
    values = given if isinstance(given, tuple) else (given,)
    shape = (bound.entities, work.shape[1])
    combine = bound.term.combine
    if combine is not None:
        work[bound.resets] = {"sum": 0.0, "product": 1.0, "min": BIG, "max": -BIG}[combine]
    joins = {"sum": np.add, "product": np.multiply, "min": np.minimum, "max": np.maximum}
    for column, value in zip(bound.targets.T, values, strict=True):
        full = np.array(np.broadcast_to(value, shape))
        if combine is None:
            work[column] = full
        else:
            joins[combine].at(work, column, full)


def _needed(bound: list[Bound], state: npt.NDArray[Any]) -> list[Bound]:
    """Return the terms on which the next state depends."""
    wanted = set(state.tolist())
    found = []
    for one in reversed(bound):
        targets = set(one.targets.ravel().tolist())
        if not targets & wanted:
            continue
        found.append(one)
        # A term that reaches only some entities of a field leaves the others as they were.
        wanted -= targets | set(one.resets.tolist())
        wanted |= set(one.reads.ravel().tolist())
    return found[::-1]


def loop_gain(
    scenario: Scenario, draws: int | Draws = DEFAULT_GAIN_DRAWS, seed: int = DEFAULT_SEED
) -> Within:
    """Return the spectral radius of the mean month in each regime.

    The Jacobian is taken by central differences at the regime's usual behaviour, where all else
    has come to rest, with every pair in that regime, no change of leader, no shock, no event of a
    deal, and sanctions and summits at their mean rate.

    Args:
        scenario: the scenario; it must declare relations.
        draws: number of draws, or draws of this scenario.
        seed: as in `detente.draw`.
    """
    sample = draw(scenario, draws, seed)
    parts = structure(scenario)
    forced = tuple(Change(1, "pair", pair, "forced_regime", 1.0) for pair in parts.keys("pair"))
    start, assembled = prepared(sample, parts, Course(changes=forced), kept())
    names = start.ladder.names
    rungs = np.tile(np.arange(len(names)), len(sample))
    month = MeanMonth(assembled, parts, rungs)
    jacobian = month.jacobian(month.settled())
    found = (
        np.abs(np.linalg.eigvals(jacobian)).max(axis=1),
        np.abs(np.diagonal(jacobian, axis1=1, axis2=2)).max(axis=1),
        np.abs(np.linalg.eigvals(jacobian[:, : month.flows, : month.flows])).max(axis=1),
    )
    return Within(names, *(one.reshape(-1, len(names)).T for one in found))


def _logistic(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)))


def ladder_feedback(
    scenario: Scenario,
    draws: int | Draws = DEFAULT_GAIN_DRAWS,
    repeats: int = 2,
    seed: int = DEFAULT_SEED,
    *,
    pair: str | None = None,
    executor: Literal["auto", "numpy", "tile"] = "auto",
) -> Ladders:
    """Return what the ladder does at each regime's own means, from runs with the regime forced.

    Args:
        scenario: the scenario; it must declare relations.
        draws: number of draws, or draws of this scenario.
        repeats: runs of chance within a draw.
        seed: as in `detente.draw`.
        pair: key of the pair (default: the first declared one).
        executor: which executor; results are the same.
    """
    sample = draw(scenario, draws, seed)
    steps = ladder(sample)
    parts = structure(scenario)
    pair = pair or parts.keys("pair")[0]
    one, other = pair.split("-")
    dyads = [f"{one}>{other}", f"{other}>{one}"]
    only = {"pair": frozenset({pair}), "dyad": frozenset(dyads)}
    series = (
        ("pair", "worsen_logit"),
        ("pair", "improve_logit"),
        ("dyad", "flow"),
        ("dyad", "trust"),
        ("dyad", "sanctions"),
    )
    found: dict[str, list[Floats]] = {name: [] for _, name in series}
    for rung in range(steps.rungs):
        course = Course(changes=(Change(1, "pair", pair, "forced_regime", rung + 1.0),))
        run = run_course(
            scenario,
            course,
            sample,
            repeats,
            FORCED_MONTHS,
            seed,
            executor=executor,
            series=series,
            only=only,
        )
        for name, means in found.items():
            months = run.data[name][FORCED_SKIPPED:]
            means.append(np.asarray(months.mean(("month", months.dims[1], "repeat")).values))
    mean = {name: np.stack(values) for name, values in found.items()}
    worsen, improve = _logistic(mean["worsen_logit"]), _logistic(mean["improve_logit"])
    worsen[-1], improve[0] = 0.0, 0.0
    return Ladders(
        regimes=steps.names,
        spell=1 / (worsen + improve),
        declared=1 / (steps.worsen + steps.improve),
        occupancy=worsen[:-1] / improve[1:],
        declared_occupancy=steps.worsen[:-1] / steps.improve[1:],
        flow=mean["flow"],
        trust=mean["trust"],
        sanctions=mean["sanctions"],
    )
