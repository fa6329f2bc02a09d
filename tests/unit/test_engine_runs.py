"""Programs run: what comes out, in which order, and that nothing else can change it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from typing import Any

import numpy as np
import pytest
from engine_toys import (
    add_load,
    advance,
    autoregression,
    combining,
    every_primitive,
    everything,
    highest,
    multiplied,
    mutual,
    program,
    risky,
    rows,
    swap,
    table,
    walk,
    walk_values,
)

from detente.dynamics.engine import execution
from detente.dynamics.engine.binding import Binder
from detente.dynamics.engine.execution import execute
from detente.dynamics.engine.executor_numpy import NUMPY
from detente.dynamics.engine.outcome import NumericalError, Outcome, merge
from detente.dynamics.engine.program import Band, Bound, Override, Program, Site
from detente.dynamics.engine.recording import SUM_SCALE, TOTAL_SCALE

EXECUTORS = ["numpy", "tile"]


each_executor = pytest.mark.parametrize("executor", EXECUTORS)


def run(made: Program, values: Any, **how: Any) -> Outcome:
    given: dict[str, Any] = {
        "first_draw": 0,
        "seed": 7,
        "repeats": 1,
        "months": 12,
        "keep_worlds": True,
        "executor": "numpy",
    }
    return execute(made, np.asarray(values, np.float32), **(given | how))


def same(one: Outcome, other: Outcome) -> None:
    """Both outcomes hold the same bits."""
    for name in ("histograms", "sums", "first_histogram", "totals"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("finals", "series"):
        a, b = getattr(one, name), getattr(other, name)
        assert (a is None) == (b is None)
        if a is not None:
            np.testing.assert_array_equal(a.view(np.int32), b.view(np.int32))


@each_executor
def test_an_autoregression_has_the_variance_it_should(executor: str) -> None:
    made, memory, draws, months = walk(2), 0.6, 3000, 24
    made = dataclasses.replace(made, overrides=())
    found = run(made, np.tile([[memory], [0.0]], draws), months=months, executor=executor)
    assert found.series is not None
    x = found.series[:, 0].astype(np.float64)
    expected = (1 - memory ** (2 * months)) / (1 - memory**2)
    assert x[-1].var() == pytest.approx(expected, rel=4 * np.sqrt(2 / draws))
    assert abs(x[-1].mean()) < 4 * np.sqrt(expected / draws)
    assert np.corrcoef(x[-1], x[-2])[0, 1] == pytest.approx(memory, abs=0.06)
    assert abs(np.corrcoef(x[-1], found.series[-1, 1])[0, 1]) < 4 / np.sqrt(draws)


@each_executor
def test_combining_keeps_the_order_of_the_entities(executor: str) -> None:
    """In float32 sums and products of these weights depend on the order of the entities."""
    values = np.array([[1e8, 0.7], [0.5, -1.0], [-1e8, 0.9], [1.5, 2.3], [0.25, -2.0]])
    found = run(combining(), values, months=2, executor=executor).finals
    assert found is not None
    expected = []
    for one in values.T.astype(np.float32):
        first, second = (one[0] + one[2]) + one[3], one[1] + one[4]
        left, right = one[[0, 2, 3]], one[[1, 4]]
        tops = [left.max(), right.max()]
        lows = [left.min(), right.min()]
        products = [(one[0] * one[2]) * one[3], one[1] * one[4], 1.0]
        expected.append([first, second, *lows, *tops, 2 * tops[0], 2 * tops[1], *products])
    np.testing.assert_array_equal(found.T, np.array(expected, np.float32))
    assert found[0, 0] == 1.5
    assert (np.float32(1e8) + np.float32(1.5)) - np.float32(1e8) == 0  # another order, another sum
    a, b, c = values[[0, 2, 3], 1].astype(np.float32)
    assert (a * b) * c not in (a * (b * c), (a * c) * b)  # and another product


@each_executor
def test_both_directions_move_at_once(executor: str) -> None:
    """Rows: 1, 2 flows; 3, 4 next; 5 gain."""
    made = program(
        6,
        Bound(mutual, table((1, 2, 5, 3), (2, 1, 5, 4)), rows()),
        Bound(advance, table((3, 1), (4, 2)), rows()),
        columns=rows(1, 2, 5),
        series=rows(1, 2),
    )
    found = run(made, [[1.0], [-1.0], [0.25]], months=2, executor=executor).series
    assert found is not None
    np.testing.assert_array_equal(found[:, :, 0], [[0.5, -0.5], [0.25, -0.25]])


@each_executor
def test_two_results_may_change_places(executor: str) -> None:
    made = program(
        3,
        Bound(swap, table((1, 2, 1, 2)), rows()),
        columns=rows(1, 2),
        series=rows(1, 2),
    )
    found = run(made, [[1.0], [2.0]], months=3, executor=executor).series
    assert found is not None
    np.testing.assert_array_equal(found[:, :, 0], [[2, 1], [1, 2], [2, 1]])


@each_executor
def test_overrides_come_before_everything_else_in_a_month(executor: str) -> None:
    values = [[0.0], [5.0]]
    made = dataclasses.replace(walk(1), sites=())
    found = run(made, values, months=6, executor=executor).series
    assert found is not None
    np.testing.assert_array_equal(found[:, 0, 0], 0)
    found = run(made, [[1.0], [5.0]], months=6, executor=executor).series
    assert found is not None
    np.testing.assert_array_equal(found[:, 0, 0], [0, 0, 0, 5, 5, 5])


@each_executor
def test_a_later_override_of_the_same_row_wins(executor: str) -> None:
    made = program(
        5,
        columns=rows(1, 2, 3),
        overrides=(Override(1, 4, 1), Override(2, 4, 2), Override(2, 1, 3), Override(2, 4, 1)),
        series=rows(4),
    )
    found = run(made, [[1.0], [2.0], [3.0]], months=3, executor=executor).series
    assert found is not None
    np.testing.assert_array_equal(found[:, 0, 0], [1, 3, 3])


@each_executor
def test_the_start_runs_once_with_month_zero(executor: str) -> None:
    made = program(
        4,
        Bound(autoregression, table((1, 2, 2, 1)), rows()),
        start=(Bound(autoregression, table((0, 2, 2, 3), (2, 2, 0, 1)), rows()),),
        columns=rows(2),
        series=rows(0, 1, 3),
    )
    found = run(made, [[2.0]], months=3, executor=executor).series
    assert found is not None
    np.testing.assert_array_equal(found[:, 0, 0], [1, 2, 3])  # the month
    np.testing.assert_array_equal(found[:, 1, 0], [6, 14, 30])  # begins at 2 + 2 · 0
    np.testing.assert_array_equal(found[:, 2, 0], 2)


@each_executor
def test_numbers_of_a_site_do_not_depend_on_the_other_sites(executor: str) -> None:
    shock = Site("shock", "uniform", (2, -1))
    first = program(4, sites=(shock,), columns=rows(1), series=rows(2))
    second = program(
        9,
        sites=(Site("other", "normal", (5, 6)), Site("shock", "uniform", (-1, 7)), Site("third", "uniform", (3, 2))),
        columns=rows(1),
        series=rows(7, 3, 2),
    )  # fmt: skip
    both = dataclasses.replace(first, sites=(Site("shock", "uniform", (2, 3)),), series=rows(2, 3))
    values = np.zeros((1, 100))
    a, b, c = (run(p, values, executor=executor).series for p in (first, second, both))
    assert a is not None
    assert b is not None
    assert c is not None
    np.testing.assert_array_equal(a[:, 0], c[:, 0])
    np.testing.assert_array_equal(b[:, 0], c[:, 1])
    assert (a > 0).all()
    assert (a < 1).all()
    # Four columns of 1200 numbers; of 2²³ possible ones a few may meet.
    assert 4 * 1200 - 10 <= len(np.unique(np.concatenate([b, c], axis=1))) <= 4 * 1200


@each_executor
@pytest.mark.parametrize(
    "how", [{"lanes": 1}, {"lanes": 7}, {"lanes": 64}, {"threads": 3, "lanes": 16}]
)
def test_chunks_and_threads_change_nothing(executor: str, how: dict[str, int]) -> None:
    values = walk_values(30)
    whole = run(walk(), values, repeats=3, months=8)
    same(run(walk(), values, repeats=3, months=8, executor=executor, **how), whole)


@each_executor
def test_a_slice_of_the_draws_gives_that_part_of_the_whole(executor: str) -> None:
    values = walk_values(40)
    whole = run(walk(), values, first_draw=100, repeats=2)
    parts = [
        run(walk(), values[:, a:b], first_draw=100 + a, repeats=2, executor=executor, lanes=9)
        for a, b in ((0, 11), (11, 12), (12, 40))
    ]
    same(merge(parts), whole)
    assert merge(parts).executor == executor
    bare = [dataclasses.replace(part, finals=None, series=None) for part in parts]
    assert merge(bare).finals is None


@each_executor
def test_draws_of_one_number_have_the_same_luck(executor: str) -> None:
    one, other = walk_values(8), 0.5 * walk_values(8)
    numbers = np.tile(np.arange(30, 38, dtype=np.uint32), 2)
    both = run(
        walk(), np.hstack([one, other]), first_draw=numbers, repeats=2, executor=executor, lanes=5
    )
    same(both, merge([run(walk(), half, first_draw=30, repeats=2) for half in (one, other)]))


def test_numbers_of_draws_that_do_not_fit() -> None:
    for numbers in (np.arange(7, dtype=np.uint32), np.arange(8.0)):
        with pytest.raises(ValueError, match="8 draws need as many numbers, whole and below 2"):
            run(walk(), walk_values(8), first_draw=numbers)
    with pytest.raises(ValueError, match="the gpu numbers draws in a row"):
        run(
            walk(),
            walk_values(8),
            first_draw=np.arange(8, dtype=np.uint32),
            executor="auto",
            device="gpu",
        )


@each_executor
def test_a_shorter_run_is_the_beginning_of_a_longer_one(executor: str) -> None:
    values = walk_values(20)
    long, short = (run(walk(), values, months=m, executor=executor) for m in (60, 24))
    assert long.series is not None
    assert short.series is not None
    np.testing.assert_array_equal(long.series[:24], short.series)
    np.testing.assert_array_equal(long.histograms[:24], short.histograms)
    np.testing.assert_array_equal(long.sums[:24], short.sums)


def test_repeats_seeds_and_draws_give_different_worlds() -> None:
    found = run(walk(1), np.tile([[0.5], [0.0]], 50), repeats=4).series
    other = run(walk(1), np.tile([[0.5], [0.0]], 50), repeats=4, seed=8).series
    assert found is not None
    assert other is not None
    assert len(np.unique(found[0])) == 200
    assert not np.intersect1d(found[0], other[0]).size


@each_executor
def test_counts_are_those_of_the_worlds_kept(executor: str) -> None:
    made, months = walk(2), 9
    found = run(made, walk_values(70), repeats=2, months=months, executor=executor)
    assert found.series is not None
    assert found.finals is not None
    assert found.histograms.shape == (months, 2, 128)
    for month in range(months):
        for place in range(2):
            x = found.series[month, place].astype(np.float64)
            bins = np.clip(np.floor((x + 4) * 16), 0, 127).astype(int)
            np.testing.assert_array_equal(
                found.histograms[month, place], np.bincount(bins, minlength=128)
            )
            assert found.sums[month, place] == np.floor(x * SUM_SCALE + 0.5).sum()
    for place in range(2):
        months_of = found.finals[2 + place].astype(int)
        np.testing.assert_array_equal(
            found.first_histogram[place], np.bincount(months_of, minlength=months + 1)
        )
        total = np.floor(found.finals[place].astype(np.float64) * TOTAL_SCALE + 0.5).sum()
        assert found.totals[place] == total
    assert found.first_histogram.sum(axis=1).tolist() == [140, 140]


@each_executor
def test_worlds_are_kept_only_if_wanted(executor: str) -> None:
    kept = run(walk(), walk_values(20), executor=executor)
    bare = run(walk(), walk_values(20), executor=executor, keep_worlds=False)
    assert bare.finals is None
    assert bare.series is None
    same(bare, dataclasses.replace(kept, finals=None, series=None))


@each_executor
def test_values_out_of_a_band_are_counted_at_its_ends(executor: str) -> None:
    made = program(
        3, columns=rows(1, 2), bands=(Band(1, 0.0, 1.0), Band(2, -1e9, 1e9)), totals=rows(2)
    )
    found = run(made, [[-7.0, 3e38, 1.0], [3e38, -3e38, 3e38]], months=1, executor=executor)
    assert found.histograms[0, 0, 0] == 1
    assert found.histograms[0, 0, 127] == 2
    assert found.histograms[0, 1, 0] == 1
    assert found.totals[0] == 2**40  # clipped, not overflowed


EXTREMES = [0.0, -0.0, 0.5, -0.5, 1.0, -3.75, 79.9, -79.9, 80.1, -80.1, 1e-38, 1e-41, 2e5, -1e4]


def test_the_tile_gives_the_bits_of_numpy_for_every_primitive() -> None:
    x, y = (a.ravel() for a in np.meshgrid(EXTREMES, [v for v in EXTREMES if v]))
    rng = np.random.default_rng(4)
    x = np.concatenate([x, rng.normal(size=3000) * 3, rng.uniform(-85, 85, 3000)])
    y = np.concatenate([y, rng.normal(size=3000) * 3, 2.0 ** rng.uniform(-140, 120, 3000)])
    both = [run(every_primitive(), [x, y], months=1, executor=e) for e in EXECUTORS]
    same(*both)
    assert both[0].finals is not None
    assert np.isfinite(both[0].finals).all()


def test_numpy_computes_in_float32_throughout() -> None:
    """A literal or a constant in double precision would show only in the last bits."""
    bound = Binder(NUMPY)(everything.function)
    with np.errstate(all="ignore"):
        found = bound(*np.ones((2, 4, 5), np.float32))
    assert {one.dtype for one in found} == {np.dtype(np.float32)}


def failing(executor: str, **how: Any) -> str:
    values = np.tile([[0.9]], 60)
    with pytest.raises(NumericalError) as caught:
        run(risky(), values, executor=executor, first_draw=500, repeats=2, **how)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@each_executor
def test_a_number_that_is_not_finite_is_named(executor: str) -> None:
    """The lowest world that fails is named, however the worlds are split."""
    expected = failing("numpy", lanes=1)
    draw = int(expected.split(",")[0].removeprefix("draw "))
    assert 500 <= draw < 560
    assert "risky_root gives no finite number for one.root[" in expected
    assert ", month " in expected
    for how in ({}, {"lanes": 8}, {"lanes": 16, "threads": 2}, {"lanes": 120}):
        assert failing(executor, **how) == expected


@each_executor
def test_a_failure_before_the_first_month(executor: str) -> None:
    made = program(
        3,
        start=(Bound(autoregression, table((1, 1, 1, 2)), rows()),),
        columns=rows(1),
        names={2: "one.x[a]"},
    )
    with pytest.raises(
        NumericalError,
        match=r"^draw 1, repeat 0, before the first month: autoregression gives no finite number for one\.x\[a\]$",
    ):
        run(made, [[1.0, 1e30]], executor=executor)


@each_executor
@pytest.mark.parametrize(
    ("bound", "weights"),
    [
        (Bound(add_load, table((1, 3), (2, 3)), rows(3)), [3e38, 3e38]),
        (Bound(multiplied, table((1, 3), (2, 3)), rows(3)), [3e38, 3.0]),
        (Bound(highest, table((1, 3, 4), (2, 3, 4)), rows(3, 4)), [3e38, 1.0]),
    ],
)
def test_a_combination_that_overflows(executor: str, bound: Bound, weights: list[float]) -> None:
    made = program(5, bound, columns=rows(1, 2))
    with pytest.raises(NumericalError, match=r"month 1: .* gives no finite number for row [34]$"):
        run(made, [[w] for w in weights], executor=executor)


@each_executor
def test_progress_reaches_one_and_an_interruption_ends_the_run(executor: str) -> None:
    for threads in (1, 2):
        told: list[float] = []
        run(
            walk(),
            walk_values(50),
            lanes=8,
            threads=threads,
            executor=executor,
            progress=told.append,
        )
        assert told == sorted(told)
        assert told[-1] == 1.0

        def interrupt(_: float) -> None:
            raise KeyboardInterrupt

        before = threading.active_count()
        with pytest.raises(KeyboardInterrupt):
            run(
                walk(),
                walk_values(50),
                lanes=8,
                threads=threads,
                executor=executor,
                progress=interrupt,
            )
        assert threading.active_count() == before


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"months": 0}, "months is 0; it must lie between 1 and 4095"),
        ({"months": 4096}, "months is 4096"),
        ({"repeats": 0}, "repeats is 0"),
        ({"repeats": 2**20}, "repeats is 1048576"),
        ({"first_draw": -1}, "the draws begin at -1"),
        ({"first_draw": 2**32}, "the draws begin at 4294967296"),
        ({"seed": -1}, "the seed is -1"),
        ({"seed": 2**64}, "the seed is"),
        ({"lanes": 0}, "lanes is 0"),
        ({"threads": 0}, "threads is 0"),
        ({"executor": "fast"}, "executor is 'fast'"),
        ({"device": "tpu"}, "device is 'tpu'"),
        ({"device": "gpu", "executor": "numpy"}, "does not run on the gpu"),
    ],
)
def test_arguments_out_of_range(how: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        run(walk(), walk_values(2), **how)


def test_values_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="values must have 2 rows"):
        run(walk(), np.zeros((3, 4)))
    with pytest.raises(ValueError, match="values must have 2 rows"):
        run(walk(), np.zeros((2, 0)))
    values = walk_values(3)
    values[1, 2] = np.inf
    with pytest.raises(ValueError, match="draw 12: row 2 is not finite"):
        run(walk(), values, first_draw=10)


def test_outcomes_that_do_not_fit_are_not_merged() -> None:
    one = run(walk(), walk_values(3))
    with pytest.raises(ValueError, match="no outcomes"):
        merge([])
    with pytest.raises(ValueError, match="different histograms"):
        merge([one, run(walk(), walk_values(3), months=5)])
    with pytest.raises(ValueError, match="with and without worlds"):
        merge([one, run(walk(), walk_values(3), keep_worlds=False)])


def bound(term: Any, *entities: tuple[int, ...], resets: Any = None) -> Bound:
    return Bound(term, table(*entities), rows() if resets is None else resets)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: program(2, finals=rows(2)), "row 2 lies outside the workspace of 2 rows"),
        (lambda: program(2, columns=rows(0)), "the row of the month is also filled"),
        (lambda: program(3, columns=rows(1, 1)), "the columns fill one row twice"),
        (
            lambda: program(3, sites=(Site("a", "normal", (1, 2)), Site("b", "normal", (2, -1)))),
            "the sites fill one row twice",
        ),
        (
            lambda: program(3, sites=(Site("a", "normal", (1, -1)), Site("a", "uniform", (2, -1)))),
            "the sites 'a' and 'a' share their numbers",
        ),
        (lambda: program(3, overrides=(Override(0, 1, 2),)), "an override in month 0"),
        (lambda: program(3, overrides=(Override(1, 1, 9),)), "row 9 lies outside"),
        (lambda: program(3, bands=(Band(1, 1.0, 1.0),)), "the band of row 1 has no width"),
        (lambda: program(3, bound(advance, (1, 2, 2))), "must be int32 with 2 columns"),
        (lambda: program(3, bound(advance, (1, 3))), "advance: a row outside the workspace"),
        (lambda: program(3, bound(advance, (1, 0))), "advance writes the row of the month"),
        (lambda: program(4, bound(advance, (1, 3), (2, 3))), "advance writes row 3 twice"),
        (
            lambda: program(4, bound(advance, (1, 2), (2, 3))),
            "advance reads row 2, which it writes",
        ),
        (lambda: program(4, bound(advance, (1, 2), resets=rows(3))), "combines nothing"),
        (lambda: program(4, bound(add_load, (1, 2))), "a row that is not reset"),
        (lambda: program(4, bound(multiplied, (1, 2))), "a row that is not reset"),
        (lambda: program(4, bound(add_load, (2, 2), resets=rows(2))), "add_load reads row 2"),
        (
            lambda: program(4, bound(highest, (1, 2, 2), resets=rows(2))),
            "combines two of its values into one row",
        ),
    ],
)
def test_programs_that_contradict_themselves(make: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


def test_a_term_may_read_its_own_row_and_rows_may_be_shared_for_reading() -> None:
    program(4, bound(autoregression, (1, 3, 3, 1), (2, 3, 3, 2)))


def test_auto_takes_what_ends_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.dynamics.engine import executor_tile

    made, values = walk(), walk_values(4)

    def picked(month: float, cached: bool, compiling: float) -> str:
        monkeypatch.setattr(execution, "seconds_per_month", lambda *_, **__: month)
        monkeypatch.setattr(executor_tile, "cached", lambda _: cached)
        monkeypatch.setattr(executor_tile, "compile_estimate", lambda _: compiling)
        return run(made, values, months=10, executor="auto").executor

    assert picked(0.0001, True, 0.0) == "numpy"
    assert picked(1.0, True, 100.0) == "tile"
    assert picked(1.0, False, 100.0) == "numpy"
    assert picked(1.0, False, 5.0) == "tile"


def test_auto_measures_and_gives_the_same() -> None:
    values = walk_values(30)
    same(run(walk(), values, executor="auto"), run(walk(), values))


def test_no_compiler_is_loaded_to_write_or_run_equations() -> None:
    lines = (
        "import sys",
        "import detente, detente.dynamics",
        "from detente.dynamics import Program, Term, equation, execute, term",
        "from detente.dynamics.engine import executor_numpy, primitives, program, terms",
        "assert not {'numba', 'llvmlite'} & set(sys.modules)",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)
