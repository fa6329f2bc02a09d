"""The text of the driver: walks tiles through the months and calls kernels by their addresses.

It knows nothing of a model. What to call with which table stands in lists that it is given, so it
is the same machine code for every program. A tile is as many worlds as fit into the workspace of
one thread; a batch is some tiles in a row.
"""

from __future__ import annotations

from functools import lru_cache

from detente.dynamics import recording
from detente.dynamics.assembly import FLOATS, WIDTH, WORDS, Body
from detente.dynamics.generating import ARGUMENTS, Module, bind, module
from detente.dynamics.program import BINS

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
    "columns_values": "ptr",  # (columns, tiles · lanes)
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
_DECLARED = (
    "declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)\n"
    "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)\n"
    f"declare i64 @llvm.vector.reduce.add.v{WIDTH}i64(<{WIDTH} x i64>)\n"
)


@lru_cache(maxsize=1)
def recorder() -> Module:
    """Return the function that counts the bands of a month."""
    body = Body()
    wide = f"<{WIDTH} x i64>"
    sum_place = body.fresh(f"alloca {wide}")
    magic = f"splat (double 0x{_MAGIC:X})"
    ascending = "<" + ", ".join(f"i32 {lane}" for lane in range(WIDTH)) + ">"
    valid = body.spread("word", body.value("trunc i64 %valid to i32")).name
    with body.loop("%bands") as band:
        row = body.place(
            "float", "%workspace", body.multiply(body.load_row("%rows", band), "%lanes")
        )
        first = body.multiply(band, 2)
        low = body.spread("float", body.load("float", "%scales", first))
        scale = body.spread("float", body.load("float", "%scales", body.add(first, 1)))
        body.do(f"store {wide} zeroinitializer, ptr {sum_place}")
        with body.loop("%lanes", WIDTH) as lane:
            value = body.load_lanes("float", row, lane)
            found = bind(recording.bin_of)(value, low, scale)
            # A value that is not finite has no bin; its world is reported, not counted.
            body.store_lanes(found & (BINS - 1), "%bins", lane)
            units = bind(recording.fixed)(value, recording.SUM_SCALE)
            wider = f"<{WIDTH} x double>"
            exact = body.value(f"fpext {FLOATS} {units.name} to {wider}")
            moved = body.value(f"fadd {wider} {exact}, {magic}")
            shifted = body.value(f"bitcast {wider} {moved} to {wide}")
            whole = body.value(f"sub {wide} {shifted}, splat (i64 {_MAGIC})")
            here = body.spread("word", body.value(f"trunc i64 {lane} to i32")).name
            places = body.value(f"add {WORDS} {here}, {ascending}")
            inside = body.value(f"icmp ult {WORDS} {places}, {valid}")
            counted = body.value(
                f"select <{WIDTH} x i1> {inside}, {wide} {whole}, {wide} zeroinitializer"
            )
            old = body.fresh(f"load {wide}, ptr {sum_place}")
            new = body.fresh(f"add {wide} {old}, {counted}")
            body.do(f"store {wide} {new}, ptr {sum_place}")
        total = body.fresh(f"load {wide}, ptr {sum_place}")
        total = body.fresh(f"call i64 @llvm.vector.reduce.add.v{WIDTH}i64({wide} {total})")
        _increase(body, "%sums", band, total)
        counts = body.place("i64", "%counts", body.multiply(band, BINS))
        with body.loop("%valid") as lane:
            _increase(body, counts, body.load_row("%bins", lane), 1)
    return module("record", body, _RECORD, _DECLARED)


def _increase(body: Body, base: str, offset: str, by: str | int) -> None:
    old = body.load("i64", base, offset)
    new = body.fresh(f"add i64 {old}, {by}")
    body.do(f"store i64 {new}, ptr {body.place('i64', base, offset)}")


@lru_cache(maxsize=1)
def driver() -> Module:
    """Return the function that runs a batch: `drive(plan)`."""
    body = Body()
    p = {
        name: body.load(kind, body.place("i64", "%plan", place))
        for place, (name, kind) in enumerate(PLAN.items())
    }
    row_bytes = body.multiply(p["lanes"], _BYTES)
    bytes_all = body.multiply(p["rows"], row_bytes)
    batch = body.multiply(p["tiles"], p["lanes"])
    check = body.place("float", p["workspace"], body.multiply(p["check"], p["lanes"]))

    def row_at(rows: str, place: str) -> str:
        row = body.multiply(body.load_row(rows, place), p["lanes"])
        return body.place("float", p["workspace"], row)

    def copy(target: str, source: str, size: str) -> None:
        body.do(f"call void @llvm.memcpy.p0.p0.i64(ptr {target}, ptr {source}, i64 {size}, i1 0)")

    def run(calls: str, count: str) -> None:
        with body.loop(count) as number:
            first = body.multiply(number, _CALL)
            address = body.load("ptr", body.place("i64", calls, first))
            table = body.load("ptr", body.place("i64", calls, body.add(first, 1)))
            entities = body.load("i64", calls, body.add(first, 2))
            call(address, table, entities)

    def call(address: str, table: str, entities: str) -> None:
        body.do(
            f"call void {address}(ptr {p['workspace']}, ptr {check}, ptr {table}, "
            f"i64 {entities}, i64 {p['lanes']})"
        )

    with body.loop(p["tiles"]) as tile:
        first = body.multiply(tile, p["lanes"])
        left = body.value(f"sub i64 {p['worlds']}, {first}")
        less = body.value(f"icmp ult i64 {left}, {p['lanes']}")
        valid = body.value(f"select i1 {less}, i64 {left}, i64 {p['lanes']}")
        body.do(f"call void @llvm.memset.p0.i64(ptr {p['workspace']}, i8 0, i64 {bytes_all}, i1 0)")
        with body.loop(p["columns"]) as column:
            place = body.add(body.multiply(column, batch), first)
            source = body.place("float", p["columns_values"], place)
            copy(row_at(p["column_rows"], column), source, row_bytes)
        run(p["start"], p["start_calls"])
        with body.loop(p["months"]) as month:
            begin = body.load("i64", p["override_places"], month)
            end = body.load("i64", p["override_places"], body.add(month, 1))
            pairs = body.place("i32", p["overrides"], body.multiply(begin, 2))
            call(p["copy"], pairs, body.value(f"sub i64 {end}, {begin}"))
            run(p["month"], p["month_calls"])
            _record(body, p, month, valid)
            with body.loop(p["series"]) as one:
                place = body.add(body.multiply(month, p["series"]), one)
                place = body.add(body.multiply(place, p["series_step"]), first)
                target = body.place("float", p["series_values"], place)
                copy(target, row_at(p["series_rows"], one), body.multiply(valid, _BYTES))
        with body.loop(p["kept"]) as one:
            place = body.add(body.multiply(one, batch), first)
            copy(body.place("float", p["kept_values"], place), row_at(p["kept_rows"], one), row_bytes)
    return module("drive", body, "ptr %plan", _DECLARED)


def _record(body: Body, p: dict[str, str], month: str, valid: str) -> None:
    """Write the call of the recorder at the end of a month."""
    place = body.multiply(month, p["bands"])
    sums = body.place("i64", p["sums"], place)
    counts = body.place("i64", p["counts"], body.multiply(place, BINS))
    bins = body.place("float", p["workspace"], body.multiply(p["bins"], p["lanes"]))
    body.do(
        f"call void {p['record']}(ptr {p['workspace']}, ptr {bins}, ptr {p['band_rows']}, "
        f"ptr {p['band_scales']}, ptr {counts}, ptr {sums}, i64 {p['bands']}, "
        f"i64 {p['lanes']}, i64 {valid})"
    )
