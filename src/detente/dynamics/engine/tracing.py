"""LLVM's assembly language, written by running an equation once.

A `Traced` value stands for one number in each of some worlds. Python's operators and the
primitives do not compute with it: they write the instruction that will. What comes out is straight
code on vectors, so nothing depends on what a compiler can recognise as vectorisable, and every
number is a float32 because no other type is ever written.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import numpy as np

#: Worlds that one instruction handles. LLVM splits a vector into what the processor has; several
#: registers for one value hide the latency of each instruction.
WIDTH = 16  # literal-ok: two AVX2 registers, one AVX-512 register

Kind = Literal["float", "word", "integer", "condition"]

_ALL_BITS = 0xFFFFFFFF  # literal-ok: of a word
_SIGN = 0x80000000  # literal-ok: the first bit of a word
_SCALARS: dict[Kind, str] = {"float": "float", "word": "i32", "integer": "i32", "condition": "i1"}


class Body:
    """The body of one function, line by line.

    Attributes:
        width: worlds that one instruction handles.
        types: LLVM's name for every kind of value.
        rounding: what an operation on floats allows.
        sort: what kind of function it is.
        store: the instruction that puts numbers into memory. "volatile" keeps LLVM from storing
            under a mask what a choice leaves as it was: such a store takes three times as long.
    """

    sort = "void"
    store = "store volatile"

    def __init__(self, width: int = WIDTH, *, contract: bool = False) -> None:
        """Start an empty body.

        Args:
            width: worlds that one instruction handles.
            contract: allow multiplication and addition to fuse, which changes last bits.
        """
        self.width = width
        self.types = {
            kind: scalar if width == 1 else f"<{width} x {scalar}>"
            for kind, scalar in _SCALARS.items()
        }
        self.lines = ["entry:"]
        self.rounding = "contract " if contract else ""
        self._block = "entry"
        self._count = 0
        self._scopes: list[dict[str, str]] = [{}]

    def _next(self) -> int:
        self._count += 1
        return self._count

    def do(self, line: str) -> None:
        """Write an instruction without a value."""
        self.lines.append(f"  {line}")

    def fresh(self, instruction: str) -> str:
        """Write an instruction and return the name of its value."""
        name = f"%v{self._next()}"
        self.do(f"{name} = {instruction}")
        return name

    def value(self, instruction: str) -> str:
        """Write an instruction that depends on its operands alone, unless it stands already."""
        for scope in self._scopes:
            if instruction in scope:
                return scope[instruction]
        name = self._scopes[-1][instruction] = self.fresh(instruction)
        return name

    @contextmanager
    def loop(self, count: str, step: int = 1) -> Iterator[str]:
        """Write a loop around what is written inside; gives the index, 0, step, … below `count`."""
        place = self._next()
        index, following = f"%i{place}", f"%n{place}"
        self.do(f"br label %head{place}")
        self.lines.append(f"head{place}:")
        # The last block of the body is known only when the body stands.
        mark = len(self.lines)
        before = self._block
        self.do("")
        more = self.fresh(f"icmp ult i64 {index}, {count}")
        self.do(f"br i1 {more}, label %body{place}, label %done{place}")
        self.enter(f"body{place}")
        self._scopes.append({})
        yield index
        self._scopes.pop()
        self.do(f"{following} = add nuw nsw i64 {index}, {step}")
        self.do(f"br label %head{place}")
        self.lines[mark] = f"  {index} = phi i64 [ 0, %{before} ], [ {following}, %{self._block} ]"
        self.enter(f"done{place}")

    @contextmanager
    def when(self, condition: str) -> Iterator[None]:
        """Write what runs only if a condition holds."""
        place = self._next()
        self.do(f"br i1 {condition}, label %when{place}, label %after{place}")
        self.enter(f"when{place}")
        self._scopes.append({})
        yield
        self._scopes.pop()
        self.do(f"br label %after{place}")
        self.enter(f"after{place}")

    def enter(self, block: str) -> None:
        """Begin a block."""
        self.lines.append(f"{block}:")
        self._block = block

    @contextmanager
    def entities(self, *, in_order: bool) -> Iterator[str]:
        """Write what is done for every entity of a kernel's table; gives its number.

        Args:
            in_order: one entity changes what the next one finds.
        """
        del in_order  # here they follow each other anyway
        with self.loop("%entities") as entity:
            yield entity

    @contextmanager
    def worlds(self) -> Iterator[str]:
        """Write what is done for all worlds of a kernel; gives the first lane of a vector."""
        with self.loop("%lanes", self.width) as lane:
            yield lane

    def watch(self, shown: Sequence[Traced], lane: str) -> None:
        """Turn the row `check` to NaN where a value is not finite."""
        seen = self.load_lanes("float", "%check", lane)
        for value in shown:
            seen = seen + value * 0.0
        self.store_lanes(seen, "%check", lane)

    def add(self, a: str | int, b: str | int) -> str:
        """Return a sum of whole numbers that cannot overflow."""
        return self.value(f"add nuw nsw i64 {a}, {b}")

    def multiply(self, a: str | int, b: str | int) -> str:
        """Return a product of whole numbers that cannot overflow."""
        return self.value(f"mul nuw nsw i64 {a}, {b}")

    def place(self, kind: str, base: str, offset: str | int) -> str:
        """Return the address of an element of a type."""
        return self.value(f"getelementptr inbounds {kind}, ptr {base}, i64 {offset}")

    def load(self, kind: str, base: str, offset: str | int = 0) -> str:
        """Return an element from memory."""
        return self.fresh(f"load {kind}, ptr {self.place(kind, base, offset)}")

    def load_row(self, table: str, offset: str | int) -> str:
        """Return a row number from a table, as a whole number of 64 bits."""
        return self.fresh(f"zext i32 {self.load('i32', table, offset)} to i64")

    def load_lanes(self, kind: Kind, row: str, lane: str) -> Traced:
        """Return the numbers of a row, from a lane on."""
        place = self.place("float", row, lane)
        return Traced(self, kind, self.fresh(f"load {self.types[kind]}, ptr {place}, align 4"))

    def store_lanes(self, value: object, row: str, lane: str) -> None:
        """Put numbers into a row, from a lane on."""
        kind = value.kind if isinstance(value, Traced) else "float"
        place = self.place("float", row, lane)
        self.do(
            f"{self.store} {self.types[kind]} {self.operand(kind, value)}, ptr {place}, align 4"
        )

    def spread(self, kind: Kind, scalar: str) -> Traced:
        """Return one number as the value of all lanes."""
        if self.width == 1:
            return Traced(self, kind, scalar)
        vector = self.types[kind]
        first = self.value(f"insertelement {vector} poison, {_SCALARS[kind]} {scalar}, i64 0")
        name = self.value(
            f"shufflevector {vector} {first}, {vector} poison, {self.types['word']} zeroinitializer"
        )
        return Traced(self, kind, name)

    def operand(self, kind: Kind, value: object) -> str:
        """Return a traced value or a number as an operand of that kind."""
        if isinstance(value, Traced):
            if _SCALARS[value.kind] != _SCALARS[kind]:
                raise TypeError(f"a value of kind {value.kind} where {kind} is needed")
            return value.name
        scalar = literal(kind, value)
        return scalar if self.width == 1 else f"splat ({_SCALARS[kind]} {scalar})"

    def intrinsic(self, name: str) -> str:
        """Return the name of a function of LLVM on floats."""
        return f"@llvm.{name}.{'' if self.width == 1 else f'v{self.width}'}f32"

    def declared(self) -> str:
        """Return the declarations that the text of a module needs."""
        floats = self.types["float"]
        names = (self.intrinsic("sqrt"), self.intrinsic("floor"))
        return "".join(f"declare {floats} {name}({floats})\n" for name in names)

    def text(self, name: str, arguments: str) -> str:
        """Return the finished function."""
        lines = "\n".join(self.lines)
        return f"define {self.sort} @{name}({arguments}) nounwind {{\n{lines}\n  ret void\n}}\n"


def literal(kind: Kind, value: Any) -> str:
    """Return a number as LLVM writes it: float32 as the hexadecimal digits of a double."""
    if kind == "float":
        return f"0x{struct.pack('>d', float(np.float32(value))).hex().upper()}"
    if kind == "condition":
        return "true" if value else "false"
    return str(int(value) & _ALL_BITS)


def _operator(symbols: dict[str, str], *, swap: bool = False) -> Callable[[Traced, object], Traced]:
    """Return the method for an operator, given its instruction for every kind that has it."""

    def method(self: Traced, other: object) -> Traced:
        first, second = self.name, self.body.operand(self.kind, other)
        if swap:
            first, second = second, first
        rounding = self.body.rounding if self.kind == "float" else ""
        instruction = (
            f"{symbols[self.kind]} {rounding}{self.body.types[self.kind]} {first}, {second}"
        )
        return Traced(self.body, self.kind, self.body.value(instruction))

    return method


def _comparison(symbol: str) -> Callable[[Traced, object], Traced]:
    """Return the method for a comparison; with NaN it is false, `!=` is true."""

    def method(self: Traced, other: object) -> Traced:
        kind = self.body.types[self.kind]
        if self.kind == "float":
            test = "une" if symbol == "ne" else f"o{symbol}"
            instruction = f"fcmp {test} {kind}"
        elif symbol in ("eq", "ne"):
            instruction = f"icmp {symbol} {kind}"
        else:
            sign = "s" if self.kind == "integer" else "u"
            instruction = f"icmp {sign}{symbol} {kind}"
        name = self.body.value(f"{instruction} {self.name}, {self.body.operand(self.kind, other)}")
        return Traced(self.body, "condition", name)

    return method


def _both(of_floats: str, of_whole: str) -> dict[str, str]:
    return {"float": of_floats, "word": of_whole, "integer": of_whole}


_WHOLE = ("word", "integer")
_LOGIC = (*_WHOLE, "condition")


class Traced:
    """A number in each of some worlds, inside a function that is being written."""

    # NumPy's numbers on the left of an operator then leave it to this class.
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, body: Body, kind: Kind, name: str) -> None:
        self.body = body
        self.kind = kind
        self.name = name

    __add__ = _operator(_both("fadd", "add"))
    __radd__ = _operator(_both("fadd", "add"), swap=True)
    __sub__ = _operator(_both("fsub", "sub"))
    __rsub__ = _operator(_both("fsub", "sub"), swap=True)
    __mul__ = _operator(_both("fmul", "mul"))
    __rmul__ = _operator(_both("fmul", "mul"), swap=True)
    __truediv__ = _operator({"float": "fdiv"})
    __rtruediv__ = _operator({"float": "fdiv"}, swap=True)
    __and__ = _operator(dict.fromkeys(_LOGIC, "and"))
    __or__ = _operator(dict.fromkeys(_LOGIC, "or"))
    __rand__, __ror__ = __and__, __or__
    __xor__ = _operator(dict.fromkeys(_WHOLE, "xor"))
    __lshift__ = _operator(dict.fromkeys(_WHOLE, "shl"))
    __rshift__ = _operator({"word": "lshr", "integer": "ashr"})
    __lt__, __le__ = _comparison("lt"), _comparison("le")
    __gt__, __ge__ = _comparison("gt"), _comparison("ge")
    __eq__ = _comparison("eq")  # type: ignore[assignment]
    __ne__ = _comparison("ne")  # type: ignore[assignment]

    def __neg__(self) -> Traced:
        return Traced(
            self.body, "float", self.body.value(f"fneg {self.body.types['float']} {self.name}")
        )

    def __pos__(self) -> Traced:
        return self

    def __bool__(self) -> bool:
        raise TypeError("an equation cannot branch on a value; use choose(condition, a, b)")


def converted(value: Any, kind: Kind, instruction: str) -> Any:
    """Return a traced value after an instruction that changes its type."""
    types = value.body.types
    name = value.body.value(f"{instruction} {types[value.kind]} {value.name} to {types[kind]}")
    return Traced(value.body, kind, name)


def choose(condition: Any, a: Any, b: Any) -> Any:
    """Return `a` where the condition holds and `b` elsewhere."""
    if not isinstance(condition, Traced):
        return a if condition else b
    body = condition.body
    kind: Kind = next((v.kind for v in (a, b) if isinstance(v, Traced)), "float")
    name = body.value(
        f"select {body.types['condition']} {condition.name}, "
        f"{body.types[kind]} {body.operand(kind, a)}, {body.types[kind]} {body.operand(kind, b)}"
    )
    return Traced(body, kind, name)


def _intrinsic(name: str, plain: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function of LLVM, or NumPy's where the argument is a mere number."""

    def function(x: Any) -> Any:
        if not isinstance(x, Traced):
            return plain(np.float32(x))
        floats = x.body.types["float"]
        call = f"call {floats} {x.body.intrinsic(name)}({floats} {x.name})"
        return Traced(x.body, "float", x.body.value(call))

    return function


def word(x: Any) -> Any:
    """Return the 32 bits of a whole number, without sign."""
    if isinstance(x, Traced):
        return Traced(x.body, "word", x.name)
    return int(x) & _ALL_BITS


def integer(x: Any) -> Any:
    """Return a float without its fraction, or the 32 bits of a whole number, with sign."""
    if not isinstance(x, Traced):
        return (int(x) + _SIGN & _ALL_BITS) - _SIGN
    if x.kind == "float":
        return converted(x, "integer", "fptosi")
    return Traced(x.body, "integer", x.name)


def number(x: Any) -> Any:
    """Return a whole number as a float."""
    if not isinstance(x, Traced):
        return np.float32(x)
    return converted(x, "float", "uitofp" if x.kind == "word" else "sitofp")


def bits(x: Any) -> Any:
    """Return the bits of a float as a whole number with sign."""
    if not isinstance(x, Traced):
        return int(np.float32(x).view(np.int32))
    return converted(x, "integer", "bitcast")


def from_bits(x: Any) -> Any:
    """Return the float that has these bits."""
    if not isinstance(x, Traced):
        return np.array(int(x) & _ALL_BITS, np.uint32).view(np.float32)[()]
    return converted(x, "float", "bitcast")


#: What `binding` binds in place of the primitives; all others are written on top of these.
OPERATIONS: dict[str, Callable[..., Any]] = {
    "choose": choose,
    "sqrt": _intrinsic("sqrt", np.sqrt),
    "floor": _intrinsic("floor", np.floor),
    "word": word,
    "integer": integer,
    "number": number,
    "bits": bits,
    "from_bits": from_bits,
}
