"""The text of the driver: walks tiles through the months and calls kernels by their addresses.

It knows nothing of a model. What to call with which table stands in lists that it is given, so it
is the same machine code for every program. A tile is as many worlds as fit into the workspace of
one thread; a batch is some tiles in a row.
"""

from __future__ import annotations

from functools import lru_cache

from detente.dynamics.engine import recording
from detente.dynamics.engine.generating import Module, bind, module
from detente.dynamics.engine.program import BINS
from detente.dynamics.engine.tracing import WIDTH, Body, Traced

#: What the driver is told, in this order: addresses (`ptr`) and whole numbers (`i64`).
PLAN = {
    "workspace": "ptr",
    "rows": "i64",  # of the workspace, with those that only the driver uses
    "check": "i64",  # row that is NaN where a value was not finite
    "bins": "i64",  # row to work in
    "lanes": "i64",
    "tiles": "i64",
    "worlds": "i64",  # of the batch; the last tile may have idle lanes
    "months": "i64",
    "columns": "i64",
    "column_rows": "ptr",
    "column_values": "ptr",  # (columns, tiles · lanes)
    "start": "ptr",  # calls: address, table, entities
    "start_calls": "i64",
    "month": "ptr",
    "month_calls": "i64",
    "copy": "ptr",  # address of the kernel that copies rows
    "overrides": "ptr",  # (source, target) in the order of the months
    "override_places": "ptr",  # where the overrides of a month begin: (months + 1)
    "record": "ptr",  # address of the recorder
    "bands": "i64",
    "band_rows": "ptr",
    "band_scales": "ptr",  # (bands, 2): low, bins per unit
    "counts": "ptr",  # (months, bands, BINS)
    "sums": "ptr",  # (months, bands)
    "series": "i64",
    "series_rows": "ptr",
    "series_values": "ptr",  # (months, series, all worlds), from the first of the batch on
    "series_step": "i64",  # all worlds
    "kept": "i64",
    "kept_rows": "ptr",
    "kept_values": "ptr",  # (kept, tiles · lanes)
}

_BYTES = 4  # literal-ok: of a float32
_CALL = 3  # literal-ok: numbers per call
_RECORD = (
    "ptr %workspace, ptr %bins, ptr %rows, ptr %scales, ptr %counts, ptr %sums, "
    "i64 %bands, i64 %lanes, i64 %valid"
)
#: Added to a whole double, its last bits are that whole number: 1.5 · 2^52.
_MAGIC = 0x4338000000000000  # literal-ok: bits of 1.5 · 2^52
_WIDE = f"<{WIDTH} x i64>"
_DECLARED = (
    "declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)\n"
    "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)\n"
    f"declare i64 @llvm.vector.reduce.add.v{WIDTH}i64(<{WIDTH} x i64>)\n"
)


@lru_cache(maxsize=1)
def recorder() -> Module:
    """Return the function that counts the bands of a month."""
    body = Body()
    sum_place = body.fresh(f"alloca {_WIDE}")
    valid = body.spread("word", body.value("trunc i64 %valid to i32")).name
    with body.loop("%bands") as band:
        place = body.multiply(body.load_row("%rows", band), "%lanes")
        row = body.place("float", "%workspace", place)
        first = body.multiply(band, 2)
        low = body.spread("float", body.load("float", "%scales", first))
        scale = body.spread("float", body.load("float", "%scales", body.add(first, 1)))
        body.do(f"store {_WIDE} zeroinitializer, ptr {sum_place}")
        with body.loop("%lanes", WIDTH) as lane:
            value = body.load_lanes("float", row, lane)
            found = bind(recording.bin_of)(value, low, scale)
            # A value that is not finite has no bin; its world is reported, not counted.
            body.store_lanes(found & (BINS - 1), "%bins", lane)
            units = _units(body, bind(recording.fixed)(value, recording.SUM_SCALE), lane, valid)
            old = body.fresh(f"load {_WIDE}, ptr {sum_place}")
            body.do(f"store {_WIDE} {body.value(f'add {_WIDE} {old}, {units}')}, ptr {sum_place}")
        parts = body.fresh(f"load {_WIDE}, ptr {sum_place}")
        total = body.fresh(f"call i64 @llvm.vector.reduce.add.v{WIDTH}i64({_WIDE} {parts})")
        _increase(body, "%sums", band, total)
        counts = body.place("i64", "%counts", body.multiply(band, BINS))
        with body.loop("%valid") as lane:
            _increase(body, counts, body.load_row("%bins", lane), 1)
    return module("record", body, _RECORD, _DECLARED)


def _units(body: Body, value: Traced, lane: str, valid: str) -> str:
    """Return whole floats as numbers of 64 bits, 0 in idle lanes."""
    doubles, words = f"<{WIDTH} x double>", body.types["word"]
    exact = body.value(f"fpext {body.types['float']} {value.name} to {doubles}")
    moved = body.value(f"fadd {doubles} {exact}, splat (double 0x{_MAGIC:X})")
    pattern = body.value(f"bitcast {doubles} {moved} to {_WIDE}")
    whole = body.value(f"sub {_WIDE} {pattern}, splat (i64 {_MAGIC})")
    here = body.spread("word", body.value(f"trunc i64 {lane} to i32")).name
    places = body.value(f"add {words} {here}, <{', '.join(f'i32 {n}' for n in range(WIDTH))}>")
    used = body.value(f"icmp ult {words} {places}, {valid}")
    return body.value(
        f"select {body.types['condition']} {used}, {_WIDE} {whole}, {_WIDE} zeroinitializer"
    )


def _increase(body: Body, base: str, offset: str, by: str | int) -> None:
    old = body.load("i64", base, offset)
    new = body.fresh(f"add i64 {old}, {by}")
    body.do(f"store i64 {new}, ptr {body.place('i64', base, offset)}")


class _Driver:
    """Writes the driver: what it was told, and the pieces of a tile."""

    def __init__(self) -> None:
        self.body = body = Body()
        self.told = {
            name: body.load(kind, body.place("i64", "%plan", place))
            for place, (name, kind) in enumerate(PLAN.items())
        }
        self.row_bytes = body.multiply(self.told["lanes"], _BYTES)
        self.batch = body.multiply(self.told["tiles"], self.told["lanes"])
        self.check = self.row(self.told["check"])

    def row(self, number: str) -> str:
        """Return the address of a row of the workspace."""
        place = self.body.multiply(number, self.told["lanes"])
        return self.body.place("float", self.told["workspace"], place)

    def row_in(self, rows: str, place: str) -> str:
        """Return the address of the row whose number stands in a list."""
        return self.row(self.body.load_row(self.told[rows], place))

    def copy(self, target: str, source: str, size: str) -> None:
        """Copy bytes."""
        self.body.do(
            f"call void @llvm.memcpy.p0.p0.i64(ptr {target}, ptr {source}, i64 {size}, i1 0)"
        )

    def call(self, address: str, table: str, entities: str) -> None:
        """Call a kernel."""
        told = self.told
        self.body.do(
            f"call void {address}(ptr {told['workspace']}, ptr {self.check}, ptr {table}, "
            f"i64 {entities}, i64 {told['lanes']})"
        )

    def run(self, name: str) -> None:
        """Call the kernels of a list in order."""
        body, calls = self.body, self.told[name]
        with body.loop(self.told[f"{name}_calls"]) as number:
            first = body.multiply(number, _CALL)
            address = body.load("ptr", body.place("i64", calls, first))
            table = body.load("ptr", body.place("i64", calls, body.add(first, 1)))
            self.call(address, table, body.load("i64", calls, body.add(first, 2)))

    def tile(self, first: str) -> None:
        """Run a tile from the values of its worlds to what is kept of them."""
        body, told = self.body, self.told
        left = body.value(f"sub i64 {told['worlds']}, {first}")
        short = body.value(f"icmp ult i64 {left}, {told['lanes']}")
        valid = body.value(f"select i1 {short}, i64 {left}, i64 {told['lanes']}")
        size = body.multiply(told["rows"], self.row_bytes)
        body.do(f"call void @llvm.memset.p0.i64(ptr {told['workspace']}, i8 0, i64 {size}, i1 0)")
        with body.loop(told["columns"]) as column:
            place = body.add(body.multiply(column, self.batch), first)
            source = body.place("float", told["column_values"], place)
            self.copy(self.row_in("column_rows", column), source, self.row_bytes)
        self.run("start")
        with body.loop(told["months"]) as month:
            self.month(month, first, valid)
        with body.loop(told["kept"]) as one:
            place = body.add(body.multiply(one, self.batch), first)
            target = body.place("float", told["kept_values"], place)
            self.copy(target, self.row_in("kept_rows", one), self.row_bytes)

    def month(self, month: str, first: str, valid: str) -> None:
        """Run a month: overrides, kernels, recording."""
        body, told = self.body, self.told
        begin = body.load("i64", told["override_places"], month)
        end = body.load("i64", told["override_places"], body.add(month, 1))
        pairs = body.place("i32", told["overrides"], body.multiply(begin, 2))
        self.call(told["copy"], pairs, body.value(f"sub i64 {end}, {begin}"))
        self.run("month")
        place = body.multiply(month, told["bands"])
        sums = body.place("i64", told["sums"], place)
        counts = body.place("i64", told["counts"], body.multiply(place, BINS))
        body.do(
            f"call void {told['record']}(ptr {told['workspace']}, ptr {self.row(told['bins'])}, "
            f"ptr {told['band_rows']}, ptr {told['band_scales']}, ptr {counts}, ptr {sums}, "
            f"i64 {told['bands']}, i64 {told['lanes']}, i64 {valid})"
        )
        with body.loop(told["series"]) as one:
            place = body.add(body.multiply(month, told["series"]), one)
            place = body.add(body.multiply(place, told["series_step"]), first)
            target = body.place("float", told["series_values"], place)
            self.copy(target, self.row_in("series_rows", one), body.multiply(valid, _BYTES))


@lru_cache(maxsize=1)
def driver() -> Module:
    """Return the function that runs a batch: `drive(plan)`."""
    writer = _Driver()
    with writer.body.loop(writer.told["tiles"]) as tile:
        writer.tile(writer.body.multiply(tile, writer.told["lanes"]))
    return module("drive", writer.body, "ptr %plan", _DECLARED)
