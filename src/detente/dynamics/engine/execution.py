"""Runs a program: checks what is asked for, picks an executor, gives back the outcome.

Executors differ in speed only. The same program, values and seed give the same bits, whatever the
chunks, the threads and the executor; draws run apart give the same as those draws in the whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.dynamics.engine.executor_numpy import LANES, run_numpy, seconds_per_month
from detente.dynamics.engine.noise import DRAWS, MONTHS, REPEATS, seed_words
from detente.dynamics.engine.outcome import NumericalError, Outcome, merge
from detente.dynamics.engine.program import Program

__all__ = ["NumericalError", "Outcome", "execute", "merge"]

Executor = Literal["auto", "numpy", "tile"]
Device = Literal["cpu", "gpu"]

#: Chunks times months beyond which NumPy is never quicker than compiling.
PLAINLY_LARGE = 500  # literal-ok: a size
#: A run that NumPy ends within this many seconds is not worth loading a compiler for.
QUICK = 1.0


def execute(
    program: Program,
    values: npt.NDArray[np.float32],
    *,
    first_draw: int | npt.NDArray[np.uint32],
    seed: int,
    repeats: int,
    months: int,
    keep_worlds: bool,
    executor: Executor = "auto",
    device: Device = "cpu",
    lanes: int | None = None,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Outcome:
    """Run every draw `repeats` times for some months.

    Args:
        program: what to run.
        values: (columns, draws), what the draws put into the rows of `program.columns`.
        first_draw: number of the first draw, or (draws,) the number of each; with the seed it
            decides the random numbers, so that draws of one number have the same luck.
        seed: 0 … 2^64 − 1.
        repeats: worlds per draw, below 2^20.
        months: 1 … 4095.
        keep_worlds: whether to keep finals and series of every world.
        executor: "numpy", "tile" (compiled), or "auto": whichever ends sooner.
        device: "cpu", or "gpu" (an NVIDIA card; its driver is all that is needed).
        lanes: worlds per chunk; None: what is quick for the executor.
        threads: threads at once; None: what is quick for the executor.
        progress: called now and then with the share done.

    Raises:
        ValueError: an argument out of its range; one line.
        NumericalError: a term gave a number that is not finite; one line.
    """
    values = _checked(program, values, first_draw, repeats, months, lanes, threads)
    seed_words(seed)
    run: Callable[..., Outcome] = run_numpy
    if device == "gpu":
        if executor != "auto":
            raise ValueError(f"the executor {executor} does not run on the gpu; leave it to auto")
        if not isinstance(first_draw, int):
            raise ValueError("the gpu numbers draws in a row; give the number of the first")
        from detente.dynamics.engine.executor_cuda import run_cuda

        run = run_cuda
    elif device != "cpu":
        raise ValueError(f"device is '{device}'; it must be cpu or gpu")
    elif _pick(program, values, seed, repeats, months, executor) == "tile":
        from detente.dynamics.engine.executor_tile import run_tile

        run = run_tile
    return run(
        program,
        values,
        first_draw=first_draw,
        seed=seed,
        repeats=repeats,
        months=months,
        keep_worlds=keep_worlds,
        lanes=lanes,
        threads=threads,
        progress=progress,
    )


def available_threads() -> int:
    """Return how many threads can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _checked(
    program: Program,
    values: npt.NDArray[np.float32],
    first_draw: int | npt.NDArray[np.uint32],
    repeats: int,
    months: int,
    lanes: int | None,
    threads: int | None,
) -> npt.NDArray[np.float32]:
    """Return the values in float32, or raise one line."""
    values = np.asarray(values, dtype=np.float32)
    if values.ndim != 2 or len(values) != len(program.columns) or not values.shape[1]:
        raise ValueError(
            f"values must have {len(program.columns)} rows and one column per draw, "
            f"not the shape {values.shape}"
        )
    if not np.isfinite(values).all():
        column, draw = np.argwhere(~np.isfinite(values))[0]
        name = program.name(program.columns[column])
        shown = draw if isinstance(first_draw, np.ndarray) else first_draw + draw
        raise ValueError(f"draw {shown}: {name} is not finite")
    if isinstance(first_draw, np.ndarray):
        if first_draw.shape != values.shape[1:] or first_draw.dtype != np.uint32:
            raise ValueError(f"{values.shape[1]} draws need as many numbers, whole and below 2^32")
    elif first_draw < 0 or first_draw + values.shape[1] > DRAWS:
        raise ValueError(f"the draws begin at {first_draw}; they must lie between 0 and 2^32 − 1")
    if not 1 <= repeats < REPEATS:
        raise ValueError(f"repeats is {repeats}; it must lie between 1 and {REPEATS - 1}")
    if not 1 <= months < MONTHS:
        raise ValueError(f"months is {months}; it must lie between 1 and {MONTHS - 1}")
    for name, number in (("lanes", lanes), ("threads", threads)):
        if number is not None and number < 1:
            raise ValueError(f"{name} is {number}; it must be at least 1")
    return values


def _pick(
    program: Program,
    values: npt.NDArray[np.float32],
    seed: int,
    repeats: int,
    months: int,
    executor: Executor,
) -> Literal["numpy", "tile"]:
    """Return the executor that ends sooner; compiling counts, unless it has been done before."""
    if executor == "numpy" or executor == "tile":
        return executor
    if executor != "auto":
        raise ValueError(f"executor is '{executor}'; it must be auto, numpy or tile")
    chunks = -(-values.shape[1] * repeats // LANES)
    if chunks * months > PLAINLY_LARGE:
        return "tile"  # so large that timing a month would only cost time
    estimate = chunks * months * seconds_per_month(program, values, repeats=repeats, seed=seed)
    if estimate < QUICK:
        return "numpy"
    from detente.dynamics.engine.executor_tile import cached, compile_estimate

    return "tile" if cached(program) or estimate > compile_estimate(program) else "numpy"
