"""The executor for graphics cards, on a stand-in for the driver: no card is at hand here.

The stand-in takes the calls that a card would get. It keeps what is allocated in ordinary memory
and runs every kernel on the processor, block by block and thread by thread, from the same text that
becomes the card's instructions.
"""

from __future__ import annotations

import ctypes
import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from engine_toys import (
    combining,
    every_primitive,
    everything,
    highest,
    multiplied,
    program,
    risky,
    rows,
    swap,
    table,
    walk,
    walk_values,
)

from detente.dynamics.engine import compiling, nvidia
from detente.dynamics.engine.execution import execute
from detente.dynamics.engine.executor_cuda import run_cuda
from detente.dynamics.engine.executor_numpy import run_numpy
from detente.dynamics.engine.generating import Module, noise_kernel, term_kernel
from detente.dynamics.engine.grid import BLOCK
from detente.dynamics.engine.grid_kernels import (
    count_kernel,
    fill_kernel,
    key_kernel,
    record_kernel,
    total_kernel,
)
from detente.dynamics.engine.outcome import NumericalError, Outcome
from detente.dynamics.engine.program import Band, Bound, Override, Program
from detente.dynamics.engine.tracing import Body

PLACES = ("tid.x", "ntid.x", "ctaid.x", "ctaid.y")


def on_the_processor(module: Module) -> tuple[Module, list[str]]:
    """Return a module that runs all threads of a kernel one after the other."""
    _, arguments = re.search(r"ptx_kernel void @(\S+)\((.*?)\) nounwind", module.text).groups()  # type: ignore[union-attr]
    text = module.text.replace("define ptx_kernel void", "define internal void")
    for place in PLACES:
        sreg = f"@llvm.nvvm.read.ptx.sreg.{place}"
        text = text.replace(f"declare i32 {sreg}()\n", "").replace(sreg, f"@read.{place}")
        text += f"@now.{place} = internal global i32 0\n"
        text += f"define internal i32 @read.{place}() {{\n  %v = load i32, ptr @now.{place}\n  ret i32 %v\n}}\n"
    body = Body(1)

    def put(place: str, number: str) -> None:
        body.do(f"store i32 {body.fresh(f'trunc i64 {number} to i32')}, ptr @now.{place}")

    put("ntid.x", "%size")
    with body.loop("%across") as y:
        put("ctaid.y", y)
        with body.loop("%along") as x:
            put("ctaid.x", x)
            with body.loop("%size") as thread:
                put("tid.x", thread)
                body.do(f"call void @{module.name}({arguments})")
    launcher = f"threads_{module.name}"
    text += body.text(launcher, f"i64 %along, i64 %across, i64 %size, {arguments}")
    return Module(launcher, text), arguments.split(", ")


class Driver:
    """Stands in for the library of the driver."""

    def __init__(self) -> None:
        self.memory: dict[int, Any] = {}
        self.kernels: dict[int, Callable[..., None]] = {}
        self.modules: dict[bytes, Module] = {}
        self.calls: dict[str, int] = {}
        self.fail = ""
        self.free_bytes = 1 << 30

    def __getattr__(self, name: str) -> Callable[..., int]:
        if not name.startswith("cu"):
            raise AttributeError(name)

        def call(*arguments: Any) -> int:
            self.calls[name] = self.calls.get(name, 0) + 1
            if name == self.fail:
                return 2
            getattr(self, f"do_{name}", lambda *_: None)(*arguments)
            return 0

        return call

    def do_cuGetErrorString(self, _: int, text: Any) -> None:  # noqa: N802
        text._obj.value = b"out of memory"

    def do_cuMemGetInfo_v2(self, free: Any, total: Any) -> None:  # noqa: N802
        free._obj.value = total._obj.value = self.free_bytes

    def do_cuMemAlloc_v2(self, address: Any, size: Any) -> None:  # noqa: N802
        block = np.full(size.value, 255, np.uint8)
        address._obj.value = block.ctypes.data
        self.memory[block.ctypes.data] = block

    def do_cuMemFree_v2(self, address: Any) -> None:  # noqa: N802
        del self.memory[address.value]

    def inside(self, address: int, size: int) -> int:
        assert any(a <= address and address + size <= a + len(b) for a, b in self.memory.items())
        return address

    def do_cuMemsetD8_v2(self, address: Any, value: Any, size: Any) -> None:  # noqa: N802
        ctypes.memset(self.inside(address.value, size.value), value.value, size.value)

    def do_cuMemcpyHtoD_v2(self, address: Any, source: Any, size: Any) -> None:  # noqa: N802
        ctypes.memmove(self.inside(address.value, size.value), source, size.value)

    def do_cuMemcpyDtoH_v2(self, target: Any, address: Any, size: Any) -> None:  # noqa: N802
        ctypes.memmove(target, self.inside(address.value, size.value), size.value)

    def do_cuModuleLoadData(self, loaded: Any, text: bytes) -> None:  # noqa: N802
        loaded._obj.value = 1 + list(self.modules).index(text)

    def do_cuModuleGetFunction(self, kernel: Any, loaded: Any, name: bytes) -> None:  # noqa: N802
        module = list(self.modules.values())[loaded.value - 1]
        assert module.name.encode() == name
        launcher, arguments = on_the_processor(module)
        (address,) = compiling.addresses([launcher]).values()
        kinds = [ctypes.c_uint64] * (3 + len(arguments))
        kernel._obj.value = address
        self.kernels[address] = ctypes.CFUNCTYPE(None, *kinds)(address)

    def do_cuLaunchKernel(self, kernel: Any, *given: Any) -> None:  # noqa: N802
        along, across, deep, size, *rest = given
        assert (deep, rest[:4]) == (1, [1, 1, 0, None])
        function = self.kernels[kernel.value]
        count = len(function.argtypes) - 3  # type: ignore[attr-defined]
        values = [ctypes.c_uint64.from_address(rest[4][n]).value for n in range(count)]
        function(along, across, size, *values)


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    """A driver in place of the real one; the texts it gets only name the modules."""
    made = Driver()

    def instructions(module: Module) -> str:
        made.modules[module.name.encode()] = module
        return module.name

    nvidia._opened.cache_clear()
    monkeypatch.setattr(nvidia, "_driver", lambda: made)
    monkeypatch.setattr(nvidia, "instructions", instructions)
    yield made
    nvidia._opened.cache_clear()


HOW: dict[str, Any] = {
    "first_draw": 3,
    "seed": 2**40 + 7,
    "repeats": 1,
    "months": 5,
    "keep_worlds": True,
}


def same_as_numpy(made: Program, values: Any, **how: Any) -> Outcome:
    values = np.asarray(values, np.float32)
    lanes = how.pop("lanes", None)
    expected = run_numpy(made, values, **(HOW | how))
    found = run_cuda(made, values, **(HOW | how), lanes=lanes)
    for name in ("histograms", "sums", "first_histogram", "totals"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    for name in ("finals", "series"):
        a, b = getattr(found, name), getattr(expected, name)
        assert (a is None) == (b is None)
        if a is not None:
            np.testing.assert_array_equal(a.view(np.int32), b.view(np.int32))
    return found


@pytest.mark.parametrize(
    "how",
    [{}, {"repeats": 3}, {"lanes": 33, "repeats": 2}, {"keep_worlds": False}, {"months": 12}],
)
def test_the_bits_are_those_of_numpy(driver: Driver, how: dict[str, Any]) -> None:
    found = same_as_numpy(walk(), walk_values(BLOCK + 5), **how)
    assert found.executor == "cuda"
    assert not driver.memory


def test_every_primitive_and_every_combination(driver: Driver) -> None:
    rng = np.random.default_rng(2)
    x = np.concatenate([rng.normal(size=150) * 3, rng.uniform(-85, 85, 150), [0.0, -0.0, 1e-41]])
    y = np.concatenate([2.0 ** rng.uniform(-140, 120, 300), [0.5, -0.5, 2e5]])
    same_as_numpy(every_primitive(), [x, y], months=1)
    found = same_as_numpy(combining(), rng.normal(size=(5, 9)) * 1e8, months=2)
    assert found.finals is not None
    assert (found.finals[-1] == 1).all()  # a product of nothing
    assert (np.abs(found.finals[-3:-1]) > 1e6).all()


def test_overrides_keep_their_order(driver: Driver) -> None:
    made = program(
        4,
        Bound(swap, table((1, 2, 1, 2)), rows()),
        columns=rows(1, 2),
        overrides=(Override(2, 3, 1), Override(2, 1, 3), Override(2, 2, 1), Override(9, 1, 2)),
        series=rows(1, 2, 3),
    )
    same_as_numpy(made, [[1.0, 5.0], [2.0, 7.0]])


def test_bands_and_first_months_with_odd_values(driver: Driver) -> None:
    made = program(
        3, columns=rows(1, 2), bands=(Band(1, 0.0, 1.0), Band(2, -1e9, 1e9)),
        first_months=rows(1), totals=rows(2),
    )  # fmt: skip
    same_as_numpy(made, [[-7.0, 3e38, 1.0], [3e38, -3e38, 3e38]], months=2)


def test_a_number_that_is_not_finite_is_named_as_elsewhere(driver: Driver) -> None:
    made = dataclasses.replace(risky(), bands=(Band(6, 0.0, 2.0),), first_months=rows(6))
    values = np.full((1, 60), 0.9, np.float32)
    lines = []
    for run in (run_numpy, run_cuda):
        with pytest.raises(NumericalError) as caught:
            run(made, values, **(HOW | {"months": 12}))
        lines.append(str(caught.value))
    assert lines[0] == lines[1]
    assert not driver.memory


def test_execute_takes_the_card_and_tells_how_far_it_is(driver: Driver) -> None:
    told: list[float] = []
    how = HOW | {"lanes": 40, "progress": told.append, "device": "gpu"}
    assert execute(walk(), walk_values(100), **how).executor == "cuda"
    assert told == sorted(told)
    assert told[-1] == 1.0

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(walk(), walk_values(100), **(how | {"progress": interrupt}))
    assert not driver.memory


def test_batches_fit_into_the_memory_of_the_card(driver: Driver) -> None:
    driver.free_bytes = 20_000
    same_as_numpy(walk(), walk_values(300))
    loaded = driver.calls["cuModuleLoadData"]
    same_as_numpy(walk(), walk_values(3))
    assert driver.calls["cuModuleLoadData"] == loaded


def test_an_error_of_the_driver_is_one_line(driver: Driver) -> None:
    driver.fail = "cuMemAlloc_v2"
    with pytest.raises(
        RuntimeError, match=r"^NVIDIA driver: cuMemAlloc_v2 failed with 2: out of memory$"
    ):
        run_cuda(walk(), walk_values(3), **HOW)
    nvidia._opened.cache_clear()
    driver.fail = "cuInit"
    with pytest.raises(ValueError, match=r"^device is 'gpu', but the driver finds no NVIDIA card$"):
        run_cuda(walk(), walk_values(3), **HOW)


def test_without_a_driver_one_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    nvidia._opened.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", missing)
    with pytest.raises(
        ValueError, match=r"^device is 'gpu', but there is no driver for NVIDIA cards$"
    ):
        execute(walk(), walk_values(3), **HOW, device="gpu")


ALL = [
    *(term_kernel(one, grid=True) for one in (everything, highest, multiplied)),
    *(noise_kernel(kind, grid=True) for kind in ("uniform", "normal")),
    *(fill_kernel(), key_kernel(), record_kernel(), count_kernel(), total_kernel()),
]


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.name.rsplit("_", 1)[0])
def test_the_instructions_of_a_card_round_every_operation(module: Module) -> None:
    try:
        text = nvidia.instructions(module)
    except ValueError as problem:
        pytest.skip(str(problem))
    assert f".visible .entry {module.name}(" in text
    assert "fma" not in text
    assert ".f64" not in text
    assert "approx" not in text
    assert ".ftz" not in text
    for line in text.splitlines():
        if re.search(r"\b(add|sub|mul|div|sqrt|rcp)\.[a-z.]*f32", line):
            assert ".rn.f32" in line, line
