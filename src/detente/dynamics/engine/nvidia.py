"""An NVIDIA card, through the driver that comes with it; nothing else is needed.

The driver's functions are called by name, as its manual gives them (CUDA Driver API). A card does
what it is told in order; copies to and from it wait for what was told before.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy.typing as npt

from detente.dynamics.engine.generating import Module
from detente.dynamics.engine.grid import BLOCK

_TRIPLE = "nvptx64-nvidia-cuda"
#: The oldest cards that get instructions; the driver compiles them for newer ones.
_OLDEST = "sm_75"
_LONG_MESSAGE = 200  # literal-ok: characters


@dataclass(frozen=True, eq=False)
class Launch:
    """One call of a kernel, ready to be made many times.

    Attributes:
        kernel: what `Device.load` gave for it.
        blocks: (along the worlds, along the entities).
        addresses: where the arguments stand.
        arguments: the arguments, kept alive.
    """

    kernel: int
    blocks: tuple[int, int]
    addresses: Any
    arguments: Any


def launch(kernel: int, worlds: int, entities: int, arguments: Sequence[int]) -> Launch:
    """Return a call of a kernel for some worlds and entities."""
    values = (ctypes.c_uint64 * len(arguments))(*arguments)
    size = ctypes.sizeof(ctypes.c_uint64)
    first = ctypes.addressof(values)
    places = (ctypes.c_void_p * len(arguments))(*(first + size * n for n in range(len(arguments))))
    return Launch(kernel, (-(-worlds // BLOCK), entities), places, values)


class Device(Protocol):
    """What the executor needs of a card."""

    def room(self) -> int:
        """Return the bytes that are free."""

    def allocate(self, size: int) -> int:
        """Return the address of so many bytes."""

    def free(self, address: int) -> None:
        """Give bytes back."""

    def clear(self, address: int, size: int) -> None:
        """Set bytes to 0."""

    def upload(self, address: int, values: npt.NDArray[Any]) -> None:
        """Copy an array to the card."""

    def download(self, address: int, values: npt.NDArray[Any]) -> None:
        """Copy from the card into an array."""

    def load(self, modules: Iterable[Module]) -> dict[str, int]:
        """Return name → kernel."""

    def run(self, call: Launch) -> None:
        """Run a kernel."""


@cache
def _machine() -> Any:
    """Return LLVM's description of a card.

    Raises:
        ValueError: this LLVM knows none.
    """
    from llvmlite import binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    try:
        target = llvm.Target.from_triple(_TRIPLE)
    except RuntimeError:
        raise ValueError("this llvmlite cannot write code for NVIDIA cards") from None
    return target.create_target_machine(cpu=_OLDEST, opt=3)  # literal-ok: LLVM's highest level


def instructions(module: Module) -> str:
    """Return a module in the assembly language of the cards (PTX)."""
    from llvmlite import binding as llvm

    machine = _machine()
    parsed = llvm.parse_assembly(f'target triple = "{_TRIPLE}"\n{module.text}')
    parsed.verify()
    return str(machine.emit_assembly(parsed))


def _driver() -> Any:
    """Return the library of the driver.

    Raises:
        ValueError: there is none; one line.
    """
    try:
        return ctypes.CDLL("nvcuda.dll" if os.name == "nt" else "libcuda.so.1")
    except OSError:
        raise ValueError("device is 'gpu', but there is no driver for NVIDIA cards") from None


class Card:
    """The first NVIDIA card of the machine."""

    def __init__(self) -> None:
        """Open the card.

        Raises:
            ValueError: there is no driver or no card; one line.
        """
        self._library = _driver()
        if self._library.cuInit(0):
            raise ValueError("device is 'gpu', but the driver finds no NVIDIA card")
        self._device, self._context = ctypes.c_int(), ctypes.c_void_p()
        self._call("cuDeviceGet", ctypes.byref(self._device), 0)
        self._call("cuDevicePrimaryCtxRetain", ctypes.byref(self._context), self._device)
        self._kernels: dict[str, int] = {}

    def enter(self) -> None:
        """Make this the card of the calling thread."""
        self._call("cuCtxSetCurrent", self._context)

    def _call(self, name: str, *arguments: Any) -> None:
        code = getattr(self._library, name)(*arguments)
        if code:
            text = ctypes.c_char_p()
            self._library.cuGetErrorString(code, ctypes.byref(text))
            reason = (text.value or b"unknown").decode("ascii", "replace")[:_LONG_MESSAGE]
            raise RuntimeError(f"NVIDIA driver: {name} failed with {code}: {reason}")

    def room(self) -> int:
        """Return the bytes that are free."""
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        self._call("cuMemGetInfo_v2", ctypes.byref(free), ctypes.byref(total))
        return free.value

    def allocate(self, size: int) -> int:
        """Return the address of so many bytes."""
        address = ctypes.c_uint64()
        self._call("cuMemAlloc_v2", ctypes.byref(address), ctypes.c_size_t(max(1, size)))
        return address.value

    def free(self, address: int) -> None:
        """Give bytes back."""
        self._call("cuMemFree_v2", ctypes.c_uint64(address))

    def clear(self, address: int, size: int) -> None:
        """Set bytes to 0."""
        if size:
            zero = ctypes.c_ubyte(0)
            self._call("cuMemsetD8_v2", ctypes.c_uint64(address), zero, ctypes.c_size_t(size))

    def upload(self, address: int, values: npt.NDArray[Any]) -> None:
        """Copy a contiguous array to the card."""
        if values.nbytes:
            size = ctypes.c_size_t(values.nbytes)
            source = ctypes.c_void_p(values.ctypes.data)
            self._call("cuMemcpyHtoD_v2", ctypes.c_uint64(address), source, size)

    def download(self, address: int, values: npt.NDArray[Any]) -> None:
        """Copy from the card into a contiguous array."""
        if values.nbytes:
            size = ctypes.c_size_t(values.nbytes)
            target = ctypes.c_void_p(values.ctypes.data)
            self._call("cuMemcpyDtoH_v2", target, ctypes.c_uint64(address), size)

    def load(self, modules: Iterable[Module]) -> dict[str, int]:
        """Return name → kernel."""
        for module in modules:
            if module.name not in self._kernels:
                loaded, kernel = ctypes.c_void_p(), ctypes.c_void_p()
                text = instructions(module).encode("ascii")
                self._call("cuModuleLoadData", ctypes.byref(loaded), text)
                name = module.name.encode("ascii")
                self._call("cuModuleGetFunction", ctypes.byref(kernel), loaded, name)
                self._kernels[module.name] = kernel.value or 0
        return self._kernels

    def run(self, call: Launch) -> None:
        """Run a kernel; returns before it ends."""
        along, across = call.blocks
        kernel = ctypes.c_void_p(call.kernel)
        shape = (along, across, 1, BLOCK, 1, 1)
        self._call("cuLaunchKernel", kernel, *shape, 0, None, call.addresses, None)


@cache
def _opened() -> Card:
    return Card()


def first_card() -> Card:
    """Return the first NVIDIA card, opened once; kernels stay loaded between runs.

    Raises:
        ValueError: there is no driver or no card; one line.
    """
    card = _opened()
    card.enter()
    return card
