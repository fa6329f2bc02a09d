"""The compiled executor: what its kernels are made of, and that they are kept between runs.

That it gives the bits of NumPy stands in test_engine_runs, where both run every program.
"""

from __future__ import annotations

import dataclasses
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_toys import (
    combining,
    every_primitive,
    everything,
    highest,
    multiplied,
    risky,
    rows,
    swap,
    walk,
    walk_values,
)

from detente.dynamics.engine import arithmetic, compiling
from detente.dynamics.engine.binding import Binder
from detente.dynamics.engine.execution import execute
from detente.dynamics.engine.executor_numpy import NUMPY
from detente.dynamics.engine.executor_tile import (
    LANES,
    cached,
    compile_estimate,
    run_tile,
    tile_lanes,
)
from detente.dynamics.engine.generating import (
    Module,
    bind,
    copy_kernel,
    month_kernel,
    noise_kernel,
    reset_kernel,
    term_kernel,
)
from detente.dynamics.engine.outcome import NumericalError
from detente.dynamics.engine.primitives import sqrt
from detente.dynamics.engine.program import Band
from detente.dynamics.engine.scheduling import Schedule
from detente.dynamics.engine.tracing import WIDTH, Body

HERE = Path(__file__).parents[1]
HOW: dict[str, Any] = {
    "first_draw": 0,
    "seed": 7,
    "repeats": 1,
    "months": 6,
    "keep_worlds": True,
}
ALL = [
    term_kernel(everything),
    term_kernel(highest),
    term_kernel(multiplied),
    copy_kernel(),
    month_kernel(),
    noise_kernel("uniform"),
    noise_kernel("normal"),
    reset_kernel("min"),
    reset_kernel("product"),
]


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name.rsplit("_", 1)[0])
def test_kernels_compute_in_float32_and_in_vectors(module: Module) -> None:
    assert "double" not in module.text
    assert f"<{WIDTH} x float>" in module.text
    for line in module.text.splitlines():
        operation = re.search(r"= (f\w+|select|call|shl|lshr|xor)\b", line)
        if operation:
            assert f"<{WIDTH} x " in line, line
    assert "fast" not in module.text
    assert "contract" not in module.text


def instructions(module: Module) -> set[str]:
    lines = compiling.listing(module).splitlines()
    return {line.split()[0] for line in lines if line.startswith("\t") and line.split()}


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="names of x86")
@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name.rsplit("_", 1)[0])
def test_the_processor_gets_packed_instructions_and_nothing_fused(module: Module) -> None:
    found = instructions(module)
    single = {i for i in found if re.fullmatch(r"v?(add|sub|mul|div|sqrt|round|cmp\w*)ss", i)}
    assert not single
    assert not {i for i in found if "fmadd" in i or "fmsub" in i or "fnmadd" in i}
    assert not {i for i in found if i.startswith("call")}
    if module is ALL[0]:
        for name in ("add", "mul", "div", "sqrt"):
            assert {f"v{name}ps", f"{name}ps"} & found


def test_contraction_is_an_option_and_changes_last_bits_only() -> None:
    assert "fmul contract" in term_kernel(everything, contract=True).text
    assert term_kernel(everything, contract=True).name != term_kernel(everything).name
    rng = np.random.default_rng(3)
    values = rng.normal(size=(2, 4000)).astype(np.float32)
    strict, fused = (
        run_tile(every_primitive(), values, **(HOW | {"months": 1}), strict=s).finals
        for s in (True, False)
    )
    assert strict is not None
    assert fused is not None
    np.testing.assert_allclose(strict, fused, rtol=2e-5, atol=2e-6)


def test_kernels_belong_to_equations_not_to_programs() -> None:
    few, many = (Schedule(walk(entities)).modules() for entities in (1, 9))
    assert few == many
    assert len({module.name for module in many}) == len(many)
    assert copy_kernel() in many


def test_a_calculation_that_stands_twice_is_written_once() -> None:
    body = Body()
    x, y = (body.spread("float", f"%{name}") for name in "xy")
    before = len(body.lines)
    first, second = x * y + 1.0, x * y + 1.0
    assert first.name == second.name
    assert len(body.lines) == before + 2


def test_traced_values_refuse_what_has_no_meaning() -> None:
    body = Body(1)
    x = body.spread("float", "%x")
    with pytest.raises(TypeError, match="cannot branch on a value"):
        bool(x > 1.0)
    with pytest.raises(TypeError, match="a value of kind word where float is needed"):
        x + body.spread("word", "%w")


def test_a_primitive_of_numbers_alone_is_worked_out_while_the_kernel_is_written() -> None:
    numpy = Binder(NUMPY)
    one = np.ones(1, np.float32)
    for function, x in ((arithmetic.exp, 1.7), (arithmetic.exp, -90.0), (arithmetic.log, 0.3)):
        assert bind(function)(np.float32(x)) == numpy(function)(np.float32(x) * one)[0]
    assert bind(arithmetic.threefry)(0, 0, 0, 0) == (0x9D1C5EC6, 0x8BD50731)
    assert bind(sqrt)(4.0) == 2.0


def test_tiles_are_whole_vectors() -> None:
    assert tile_lanes(None, 10**6) == LANES
    assert tile_lanes(1, 10**6) == WIDTH
    assert tile_lanes(WIDTH + 1, 10**6) == 2 * WIDTH
    assert tile_lanes(None, 3) == WIDTH
    assert LANES % WIDTH == 0


def test_worlds_of_the_last_tile_that_do_not_exist_are_not_counted() -> None:
    found = run_tile(walk(2), walk_values(LANES + 3), **HOW)
    assert (found.histograms.sum(axis=2) == LANES + 3).all()
    assert found.series is not None
    assert found.series.shape[-1] == LANES + 3


def test_a_number_without_a_bin_ends_in_the_same_error() -> None:
    made = dataclasses.replace(
        risky(), bands=(Band(6, 0.0, 2.0),), first_months=rows(6), totals=rows(6)
    )
    values = np.full((1, 60), 0.9, np.float32)
    lines = []
    for executor in ("numpy", "tile"):
        with pytest.raises(NumericalError) as caught:
            execute(made, values, **(HOW | {"months": 12}), executor=executor)  # type: ignore[arg-type]
        lines.append(str(caught.value))
    assert lines[0] == lines[1]


def test_programs_without_bands_sites_or_worlds_to_keep() -> None:
    found = run_tile(combining(), np.ones((5, 4), np.float32), **HOW)
    assert found.histograms.shape == (6, 0, 128)
    assert found.finals is not None
    np.testing.assert_array_equal(found.finals[:2, 0], [3, 2])
    np.testing.assert_array_equal(found.finals[-3:], 1)


def script(folder: Path, code: str) -> subprocess.Popen[str]:
    """Run some code in a process of its own with a cache of its own."""
    head = (
        "import sys, numpy as np",
        f"sys.path.insert(0, {str(HERE)!r})",
        "from engine_toys import *",
        "from detente.dynamics.engine import compiling",
        "from detente.dynamics.engine.executor_tile import *",
        f"how = dict({', '.join(f'{k}={v!r}' for k, v in HOW.items())})",
        "run = lambda: run_tile(walk(2), walk_values(20), **how)",
    )
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join((*head, code))],
        env=os.environ | {"DETENTE_CACHE_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def output(process: subprocess.Popen[str]) -> str:
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 0, text
    return text


def test_compiled_kernels_are_kept_and_found_again(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    report = "print(cached(walk(2)), compile_estimate(walk(2)) > 0, run().sums.sum())"
    first = output(script(folder, report))
    assert first.startswith("False True ")
    files = sorted(folder.iterdir())
    assert len(files) == len(Schedule(walk(2)).modules()) + 2  # recorder, driver
    forbid = "compiling._parsed = None\n"
    second = output(script(folder, forbid + report))
    assert second == first.replace("False True", "True False")


def test_damaged_files_are_compiled_anew(tmp_path: Path) -> None:
    report = "print(run().sums.sum())"
    first = output(script(tmp_path, report))
    files = sorted(tmp_path.iterdir())
    before = [file.read_bytes() for file in files]
    for place, file in enumerate(files):
        file.write_bytes((b"", before[place][:-1], b"x" * 100, before[place][::-1])[place % 4])
    assert output(script(tmp_path, report)) == first
    assert [file.read_bytes() for file in files] == before


def test_processes_may_fill_one_folder_together(tmp_path: Path) -> None:
    running = [script(tmp_path, "print(run().sums.sum())") for _ in range(2)]
    first, second = (output(process) for process in running)
    assert first == second
    assert all(file.suffix == ".o" for file in tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert output(script(blocked / "cache", "print(cached(walk(2)), run().executor)")) == (
        "False tile\n"
    )


def test_where_compiled_kernels_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DETENTE_CACHE_DIR", str(tmp_path / "own"))
    assert compiling.cache_folder() == tmp_path / "own"
    monkeypatch.delenv("DETENTE_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert compiling.cache_folder() == tmp_path / "xdg" / "detente"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert compiling.cache_folder() == Path.home() / ".cache" / "detente"


def test_what_is_compiled_already_costs_nothing() -> None:
    run_tile(walk(2), walk_values(20), **HOW)
    assert cached(walk(5))
    assert compile_estimate(walk(5)) == 0.0
    fresh = Module("nothing", "")
    assert not compiling.is_compiled(fresh)


def test_results_change_places_within_a_vector() -> None:
    assert term_kernel(swap).text.count("store") == 3  # two results and the check
