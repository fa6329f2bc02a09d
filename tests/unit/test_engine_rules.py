"""What a function may contain to be an equation, and every refusal in one clear line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from engine_toys import add_load, autoregression, bent, everything, multiplied, mutual

from detente.dynamics.engine.binding import REQUIRED, Binder, Dialect
from detente.dynamics.engine.executor_numpy import NUMPY
from detente.dynamics.engine.primitives import choose, clip, exp
from detente.dynamics.engine.rules import equation, signature_of
from detente.dynamics.engine.terms import split_name, term

WHOLE = 3
WORD = "three"
LIMIT = 0.75


def helper(x):
    return x + 1.0


def test_a_term_says_what_it_reads_and_writes() -> None:
    assert mutual.name == "mutual"
    assert mutual.over == "dyad"
    assert mutual.reads == ("flow", "reverse__flow", "gain")
    assert mutual.writes == ("next",)
    assert mutual.combine is None
    assert add_load.combine == "sum"
    assert multiplied.combine == "product"


def test_a_term_can_be_called_on_floats_and_arrays() -> None:
    assert autoregression(2.0, 1.0, 0.5) == 2.0
    assert mutual.function(0.0, 8.0, 0.75) == 4.0
    found = autoregression(np.ones(3, np.float32), np.float32(1), np.float32(0.5))
    assert found.dtype == np.float32


def test_a_helper_may_take_a_comparison_and_give_several_values() -> None:
    signature = signature_of(bent)
    assert signature is not None
    assert signature.takes == {"x": "number", "upwards": "condition"}
    assert signature.gives == ("number", "number")
    assert bent(2.0, False) == (-2.0, 1.0)


def test_names_with_links() -> None:
    assert split_name("flow") == ("", "flow")
    assert split_name("clip_hits") == ("", "clip_hits")
    assert split_name("reverse__flow") == ("reverse", "flow")
    for name in ("__flow", "reverse__", "a__b__c"):
        with pytest.raises(ValueError, match="neither a field nor link__field"):
            split_name(name)


def whole(x):
    return x + 1


def truth(x):
    return choose(True, x, 0.0)


def text(x):
    return x + "a"


def branch(x):
    if x > 0.0:
        x = 1.0
    return x


def conditional(x):
    return 1.0 if x > 0.0 else 0.0


def both(x):
    return choose(x > 0.0 and x < 1.0, 1.0, 0.0)


def either(x):
    return choose(x > 0.0 or x < 1.0, 1.0, 0.0)


def negated(x):
    return choose(not x > 0.0, 1.0, 0.0)


def inverted(x):
    return choose(~(x > 0.0), 1.0, 0.0)


def power(x):
    return x**2.0


def floor_division(x):
    return x // 2.0


def loop(x):
    for _ in range(3):
        x = x + 1.0
    return x


def while_loop(x):
    while x < 0.0:
        x = x + 1.0
    return x


def in_place(x):
    x += 1.0
    return x


def dotted(x):
    return math.exp(x)


def foreign(x):
    return helper(x)


def built_in(x):
    return abs(x)


def unknown(x):
    return x + not_there  # noqa: F821


def later(x):
    return defined_later(x)  # noqa: F821


def constant_whole(x):
    return x + WHOLE


def constant_text(x):
    return x + WORD


def chain(x):
    return choose(0.0 < x < 1.0, 1.0, 0.0)


def arithmetic_on_comparison(x):
    return x * (x > 0.0)


def number_as_condition(x):
    return choose(x, 1.0, 0.0)


def and_of_numbers(x):
    return choose((x > 0.0) & x, 1.0, 0.0)


def by_name(x):
    return clip(x, low=0.0, high=1.0)


def too_few(x):
    return clip(x, 0.0)


def default(x, y=1.0):
    return x + y


def several(*x):
    return x


def no_return(x):
    x = x + 1.0


def two_returns(x):
    return x
    return x + 1.0


def indexed(x):
    return x[0]


def unpacked(x):
    a, b = x
    return a + b


def too_many_names(x):
    a, b, c = bent(x, x > 0.0)
    return a + b + c


def pair_inside(x):
    return 1.0 + bent(x, x > 0.0)


def condition_to_helper(x):
    a, _ = bent(x, x)
    return a


def number_called(x):
    exp = x + 1.0
    return exp(x)


def bare_call(x):
    exp(x)
    return x


def comprehension(x):
    return [a + 1.0 for a in x]


def comparison_by_identity(x):
    return choose(x is x, 1.0, 0.0)


REFUSED = {
    whole: "1 is a whole number; write 1.0",
    truth: "no True",
    text: "'a' is no number",
    branch: "no `if`; use choose",
    conditional: "no `if … else`; use choose",
    both: "no `and`, `or`; use & and |",
    either: "no `and`, `or`; use & and |",
    negated: "no `not`",
    inverted: "no `~`",
    power: r"no `\*\*`",
    floor_division: r"only \+ - \* /",
    loop: "no loops",
    while_loop: "no loops",
    in_place: "change an array in place",
    dotted: "no dotted names",
    foreign: "'helper' is no primitive and no @equation",
    built_in: "'abs' is no primitive and no @equation",
    unknown: "'not_there' is not defined before this function",
    later: "'defined_later' is not defined before this function",
    constant_whole: "'WHOLE' is neither an argument nor a float",
    constant_text: "'WORD' is neither an argument nor a float",
    chain: "no chain of comparisons",
    arithmetic_on_comparison: "a comparison where a number is needed",
    and_of_numbers: "a number where a comparison is needed",
    by_name: "arguments of clip by place",
    too_few: "clip takes 3 arguments",
    default: "without defaults",
    several: "only plain arguments",
    no_return: "it must end with `return`",
    two_returns: "one `return`, at the end",
    indexed: "no indexing",
    unpacked: "1 values for 2 names",
    too_many_names: "2 values for 3 names",
    pair_inside: "a function with 2 results inside an expression",
    condition_to_helper: "a number where a comparison is needed",
    number_called: "'exp' is a number here",
    bare_call: "only `name = …`",
    comprehension: "no loops",
    comparison_by_identity: "only < <=",
}


def line_of(function: Callable[..., Any], offset: int) -> int:
    return function.__code__.co_firstlineno + offset


@pytest.mark.parametrize("function", REFUSED, ids=lambda f: f.__name__)
def test_refusals_name_function_line_and_reason(function: Callable[..., Any]) -> None:
    for register in (equation, term(over="one", writes=("y",))):
        with pytest.raises(ValueError, match=REFUSED[function]) as caught:
            register(function)
        message = str(caught.value)
        assert message.startswith(f"{function.__name__}, line ")
        assert "\n" not in message


def test_the_line_named_is_the_one_in_the_file() -> None:
    with pytest.raises(ValueError, match=f"power, line {line_of(power, 1)}:"):
        equation(power)
    with pytest.raises(ValueError, match=f"in_place, line {line_of(in_place, 1)}:"):
        equation(in_place)


def test_a_lambda_is_refused() -> None:
    with pytest.raises(ValueError, match=r"an equation is a plain function|cannot be read"):
        equation(lambda x: x)


def test_text_that_cannot_be_read() -> None:
    names: dict[str, Any] = {}
    exec("def hidden(x):\n    return x\n", names)
    with pytest.raises(ValueError, match="hidden: its source text cannot be read"):
        equation(names["hidden"])


def two(x):
    return x, x + 1.0


def compares(x):
    return x > 0.0


def neighbour(reverse__y, y):
    return reverse__y + y


def target(pair__y):
    return pair__y


WRITES: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (two, {"writes": ("y",)}, "returns 2 values for 1 writes"),
    (helper, {"writes": ("y", "z")}, "returns 1 values for 2 writes"),
    (compares, {"writes": ("y",)}, "returns a comparison"),
    (number_as_condition, {"writes": ("y",)}, "a number where a comparison is needed"),
    (helper, {"writes": ()}, "at least one name"),
    (helper, {"writes": "y"}, "at least one name"),
    (two, {"writes": ("y", "y")}, "written twice"),
    (helper, {"writes": ("month",)}, "the month cannot be written"),
    (helper, {"writes": ("pair__y",)}, "say how values combine"),
    (helper, {"writes": ("y",), "combine": "sum"}, "nothing to combine"),
    (helper, {"writes": ("y",), "combine": "product"}, "nothing to combine"),
    (helper, {"writes": ("pair__y",), "combine": "mean"}, "it must be sum, product, min or max"),
    (helper, {"writes": ("a__b__c",), "combine": "sum"}, "neither a field nor link__field"),
    (neighbour, {"writes": ("y",)}, "the order of the entities would matter"),
    (target, {"writes": ("pair__y",), "combine": "sum"}, "reset before the term runs"),
]


@pytest.mark.parametrize(("function", "how", "reason"), WRITES)
def test_refused_writes(function: Callable[..., Any], how: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        term(over="dyad", **how)(function)
    assert str(caught.value).startswith(f"{function.__name__}, line ")


def test_constants_of_a_module_and_of_a_closure_become_float32() -> None:
    inner = 0.1

    @equation
    def shifted(x):
        return clip(x, -LIMIT, LIMIT) + inner

    bound = Binder(NUMPY)(shifted)
    found = bound(np.array([5.0], np.float32))
    assert found.dtype == np.float32
    assert found[0] == np.float32(0.75) + np.float32(0.1)


def test_every_helper_is_bound_once() -> None:
    compiled = []

    def compile_(function: Callable[..., Any]) -> Callable[..., Any]:
        compiled.append(function.__name__)
        return function

    binder = Binder(Dialect("test", NUMPY.primitives, compile_))
    assert binder(everything.function) is binder(everything.function)
    assert len(compiled) == len(set(compiled))
    assert compiled.count("logistic") == 1
    assert compiled[-1] == "everything"


def test_a_dialect_must_be_complete() -> None:
    some = {name: NUMPY.primitives[name] for name in REQUIRED if name != "sqrt"}
    with pytest.raises(ValueError, match="lacks sqrt"):
        Dialect("poor", some)


def test_a_function_that_calls_itself_is_refused() -> None:
    @equation
    def first(x):
        return x

    @equation
    def second(x):
        return first(x)

    cell = (second.__closure__ or ())[0]
    cell.cell_contents = second
    with pytest.raises(ValueError, match="second calls itself"):
        Binder(NUMPY)(second)
