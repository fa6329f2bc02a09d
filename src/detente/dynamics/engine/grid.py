"""The same assembly for a graphics card: one thread per world and entity instead of loops.

LLVM turns it into PTX, which the driver of the card compiles. Operations are rounded one by one,
as on a processor, so the bits are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from detente.dynamics.engine.tracing import Body, Traced

#: Threads of a block, along the worlds.
BLOCK = 128  # literal-ok: four warps

_PLACES = ("tid.x", "ntid.x", "ctaid.x", "ctaid.y")
_PREFIX = "@llvm.nvvm.read.ptx.sreg."


class Grid(Body):
    """The body of a kernel of which every thread handles one world.

    It ends at once in threads behind the last world (`%lanes` worlds).

    Attributes:
        world: the lane of this thread.
        entity: the entity of this thread.
    """

    sort = "ptx_kernel void"
    store = "store"

    def __init__(self) -> None:
        super().__init__(1)
        here, size, block, self.entity = (
            self.value(f"zext i32 {self.value(f'call i32 {_PREFIX}{name}()')} to i64")
            for name in _PLACES
        )
        self.world = self.add(self.multiply(block, size), here)
        inside = self.value(f"icmp ult i64 {self.world}, %lanes")
        self.do(f"br i1 {inside}, label %inside, label %outside")
        self.enter("outside")
        self.do("ret void")
        self.enter("inside")

    @contextmanager
    def entities(self, *, in_order: bool) -> Iterator[str]:
        """Give the entity of this thread, or a loop over all where their order matters."""
        if not in_order:
            yield self.entity
            return
        with self.loop("%entities") as entity:
            yield entity

    @contextmanager
    def worlds(self) -> Iterator[str]:
        """Give the world of this thread."""
        yield self.world

    def watch(self, shown: Sequence[Traced], lane: str) -> None:
        """Turn `check` to NaN where a value is not finite; threads of a world may meet there."""
        if not shown:
            return
        seen = shown[0] * 0.0
        for value in shown[1:]:
            seen = seen + value * 0.0
        with self.when((seen != seen).name):
            self.store_lanes(seen, "%check", lane)

    def row(self, number: str) -> str:
        """Return the address of a row of the workspace."""
        return self.place("float", "%workspace", self.multiply(number, "%lanes"))

    def increase(self, base: str, offset: str, by: str | int) -> None:
        """Add to a whole number that other threads add to as well."""
        place = self.place("i64", base, offset)
        self.fresh(f"atomicrmw add ptr {place}, i64 {by} monotonic")

    def declared(self) -> str:
        """Return the declarations that the text of a module needs."""
        places = "".join(f"declare i32 {_PREFIX}{name}()\n" for name in _PLACES)
        return super().declared() + places
