"""The rules for an equation: a small branch-free function that every executor can run.

An equation is plain Python, written once. It may use `+ - * /`, comparisons, `&`, `|`, the
primitives (module `primitives`) and other functions marked with `@equation`; numbers carry a
point. It has no branch, no loop and no `and`/`or`/`not`, because one call may stand for
thousands of worlds at once. The rules are checked when the function is defined.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Literal, NoReturn, TypeVar

#: What an expression is: a number, or the outcome of a comparison.
Kind = Literal["number", "condition"]

F = TypeVar("F", bound=Callable[..., Any])

_MARK = "__detente_signature__"
_PRIMITIVE = "__detente_primitive__"
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_WHAT = {"number": "a number", "condition": "a comparison"}

#: Node of the syntax tree → what to say about it.
_REFUSED: dict[type[ast.AST], str] = {
    ast.If: "no `if`; use choose(condition, a, b)",
    ast.IfExp: "no `if … else`; use choose(condition, a, b)",
    ast.BoolOp: "no `and`, `or`; use & and | between comparisons in parentheses",
    ast.For: "no loops",
    ast.While: "no loops",
    ast.ListComp: "no loops",
    ast.GeneratorExp: "no loops",
    ast.AugAssign: "no `+=` and the like, which would change an array in place; write x = x + …",
    ast.Attribute: "no dotted names; import the function itself",
    ast.Subscript: "no indexing; every argument is one number",
    ast.Try: "no `try`",
    ast.With: "no `with`",
    ast.Raise: "no `raise`",
    ast.Assert: "no `assert`",
    ast.Global: "no `global`",
    ast.Nonlocal: "no `nonlocal`",
    ast.Import: "no import inside an equation",
    ast.ImportFrom: "no import inside an equation",
    ast.FunctionDef: "no function inside an equation",
    ast.Lambda: "no function inside an equation",
    ast.NamedExpr: "no `:=`",
    ast.Starred: "no `*` before an argument",
}


@dataclass(frozen=True)
class Signature:
    """What an equation takes and gives.

    Attributes:
        takes: argument → kind, in order.
        gives: the kind of every value returned.
    """

    takes: dict[str, Kind]
    gives: tuple[Kind, ...]


@dataclass(frozen=True)
class Primitive:
    """A function that an executor may supply itself.

    Attributes:
        name: its name in the table of an executor.
        source: what to bind where the table lacks it; None: every executor must supply it.
    """

    name: str
    source: Callable[..., Any] | None


def equation(function: F) -> F:
    """Mark a helper that equations may call, after checking the rules.

    Raises:
        ValueError: a rule is broken; one line with function, line and reason.
    """
    setattr(function, _MARK, read_signature(function))
    return function


def primitive(
    *takes: Kind, source: Callable[..., Any] | None = None, own: bool = False
) -> Callable[[F], F]:
    """Return a decorator that marks a primitive.

    Args:
        takes: the kinds of its arguments.
        source: the function to bind for an executor that does not supply the primitive.
        own: the decorated function itself is that source.
    """

    def mark(function: F) -> F:
        names = list(inspect.signature(function).parameters)
        setattr(function, _MARK, Signature(dict(zip(names, takes, strict=True)), ("number",)))
        body = function if own else source
        setattr(function, _PRIMITIVE, Primitive(function.__name__, body))
        return function

    return mark


def signature_of(value: object) -> Signature | None:
    """Return the signature of a primitive or an equation, None for anything else."""
    found = getattr(value, _MARK, None)
    return found if isinstance(found, Signature) else None


def primitive_of(value: object) -> Primitive | None:
    """Return the mark of a primitive, None for anything else."""
    found = getattr(value, _PRIMITIVE, None)
    return found if isinstance(found, Primitive) else None


def lookup(function: FunctionType, name: str) -> object:
    """Return what a free name means inside a function.

    Raises:
        KeyError: it is not defined, at least not yet.
    """
    if name in function.__code__.co_freevars:
        cell = (function.__closure__ or ())[function.__code__.co_freevars.index(name)]
        try:
            return cell.cell_contents
        except ValueError:
            raise KeyError(name) from None
    if name in function.__globals__:
        return function.__globals__[name]
    if hasattr(builtins, name):
        return getattr(builtins, name)
    raise KeyError(name)


def read_signature(function: Callable[..., Any], *, numbers: bool = False) -> Signature:
    """Check the rules for an equation and return what it takes and gives.

    Args:
        function: the function as defined.
        numbers: whether every argument is a number (a helper may also take a comparison).

    Raises:
        ValueError: a rule is broken; one line with function, line and reason.
    """
    name = getattr(function, "__name__", repr(function))
    if not isinstance(function, FunctionType):
        raise ValueError(f"{name}: an equation is a plain function")
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, SyntaxError, TypeError):
        raise ValueError(f"{name}: its source text cannot be read; define it in a file") from None
    if not isinstance(tree, ast.FunctionDef):
        raise ValueError(f"{name}: an equation is a plain function")
    return _Reader(function, numbers).read(tree)


class _Reader:
    """Walks through one function, keeping what every name stands for."""

    def __init__(self, function: FunctionType, numbers: bool) -> None:
        self.function = function
        self.kinds: dict[str, Kind | None] = {}
        self.start: Kind | None = "number" if numbers else None

    def refuse(self, node: ast.AST, reason: str) -> NoReturn:
        offset = getattr(node, "lineno", 1) - 1
        line = self.function.__code__.co_firstlineno + offset
        raise ValueError(f"{self.function.__name__}, line {line}: {reason}")

    def read(self, tree: ast.FunctionDef) -> Signature:
        given = tree.args
        if given.vararg or given.kwarg or given.kwonlyargs or given.defaults:
            self.refuse(tree, "only plain arguments, without defaults and without *")
        names = [argument.arg for argument in (*given.posonlyargs, *given.args)]
        self.kinds = dict.fromkeys(names, self.start)
        body = tree.body
        if ast.get_docstring(tree) is not None:
            body = body[1:]
        if not body or not isinstance(body[-1], ast.Return) or body[-1].value is None:
            self.refuse(tree, "it must end with `return` and a value")
        for statement in body[:-1]:
            self.assign(statement)
        arguments = self.kinds
        gives = self.results(body[-1].value)
        return Signature({n: arguments[n] or "number" for n in names}, gives)

    def assign(self, node: ast.stmt) -> None:
        if type(node) in _REFUSED:
            self.refuse(node, _REFUSED[type(node)])
        if isinstance(node, ast.Return):
            self.refuse(node, "one `return`, at the end")
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            self.refuse(node, "only `name = …` and one `return` at the end")
        found = self.results(node.value)
        target = node.targets[0]
        targets = target.elts if isinstance(target, ast.Tuple) else [target]
        if len(targets) != len(found):
            self.refuse(node, f"{len(found)} values for {len(targets)} names")
        for one, kind in zip(targets, found, strict=True):
            if not isinstance(one, ast.Name):
                self.refuse(node, "only `name = …` and one `return` at the end")
            if one.id in self.function.__code__.co_varnames[: self.function.__code__.co_argcount]:
                self.expect(one, kind)
            self.kinds[one.id] = kind

    def results(self, node: ast.expr) -> tuple[Kind, ...]:
        """Return the kinds of a right-hand side, which may be several values."""
        if isinstance(node, ast.Tuple):
            return tuple(self.kind(part) for part in node.elts)
        if isinstance(node, ast.Call):
            return self.call(node)
        return (self.kind(node),)

    def expect(self, node: ast.expr, kind: Kind) -> None:
        if isinstance(node, ast.Name) and self.kinds.get(node.id, kind) is None:
            self.kinds[node.id] = kind
        found = self.kind(node)
        if found != kind:
            self.refuse(node, f"{_WHAT[found]} where {_WHAT[kind]} is needed")

    def kind(self, node: ast.expr) -> Kind:
        """Return what an expression is, and refuse what has no place in an equation."""
        if isinstance(node, ast.Constant):
            return self.literal(node)
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.BinOp):
            return self.operation(node)
        if isinstance(node, ast.UnaryOp):
            if not isinstance(node.op, ast.USub | ast.UAdd):
                self.refuse(node, "no `not` and no `~`; turn the comparison round")
            self.expect(node.operand, "number")
            return "number"
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.Call):
            found = self.call(node)
            if len(found) != 1:
                self.refuse(node, f"a function with {len(found)} results inside an expression")
            return found[0]
        reason = _REFUSED.get(type(node), f"no {type(node).__name__} in an equation")
        return self.refuse(node, reason)

    def literal(self, node: ast.Constant) -> Kind:
        if isinstance(node.value, bool):
            self.refuse(node, f"no {node.value}; write 1.0 or 0.0, or a comparison")
        if isinstance(node.value, int):
            self.refuse(node, f"{node.value} is a whole number; write {node.value}.0")
        if not isinstance(node.value, float):
            self.refuse(node, f"{node.value!r} is no number")
        return "number"

    def name(self, node: ast.Name) -> Kind:
        if node.id in self.kinds:
            if self.kinds[node.id] is None:
                self.kinds[node.id] = "number"
            return self.kinds[node.id] or "number"
        value = self.resolve(node)
        if isinstance(value, bool) or not isinstance(value, float):
            self.refuse(node, f"'{node.id}' is neither an argument nor a float")
        return "number"

    def resolve(self, node: ast.Name) -> object:
        try:
            return lookup(self.function, node.id)
        except KeyError:
            self.refuse(node, f"'{node.id}' is not defined before this function")

    def operation(self, node: ast.BinOp) -> Kind:
        kind: Kind = "condition" if isinstance(node.op, ast.BitAnd | ast.BitOr) else "number"
        if isinstance(node.op, ast.Pow):
            self.refuse(node, "no `**`; multiply, or use exp and log")
        if kind == "number" and not isinstance(node.op, _ARITHMETIC):
            self.refuse(node, "only + - * / and, between comparisons, & |")
        self.expect(node.left, kind)
        self.expect(node.right, kind)
        return kind

    def comparison(self, node: ast.Compare) -> Kind:
        if len(node.ops) != 1:
            self.refuse(node, "no chain of comparisons; join two with & in parentheses")
        if not isinstance(node.ops[0], _COMPARISONS):
            self.refuse(node, "only < <= > >= == != between numbers")
        self.expect(node.left, "number")
        self.expect(node.comparators[0], "number")
        return "condition"

    def call(self, node: ast.Call) -> tuple[Kind, ...]:
        if not isinstance(node.func, ast.Name):
            self.refuse(node, _REFUSED[ast.Attribute])
        called = node.func.id
        if called in self.function.__code__.co_varnames:
            self.refuse(node, f"'{called}' is a number here and cannot be called")
        signature = signature_of(self.resolve(node.func))
        if signature is None:
            self.refuse(node, f"'{called}' is no primitive and no @equation")
        if node.keywords:
            self.refuse(node, f"arguments of {called} by place, not by name")
        if len(node.args) != len(signature.takes):
            self.refuse(node, f"{called} takes {len(signature.takes)} arguments")
        for argument, kind in zip(node.args, signature.takes.values(), strict=True):
            if isinstance(argument, ast.Starred):
                self.refuse(argument, _REFUSED[ast.Starred])
            self.expect(argument, kind)
        return signature.gives
