"""Worked examples: a function of a mechanism at the middle of a scenario's quantities."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.catalogue.entries import Call, Example, Result
from detente.dynamics.engine.terms import Term
from detente.scenario.loading import load
from detente.scenario.model import Scenario
from detente.scenario.problems import InvalidInputError, nearest

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Input:
    """One number that went into an example.

    Attributes:
        argument: of which function: `optimal_depth.trust`.
        value: the middle of the quantity, or the number chosen.
        address: of the quantity; None for a number chosen for the example.
        provenance: how the value is known, and where the scenario has it from.
        note: the scenario's own note.
    """

    argument: str
    value: float
    address: str | None
    provenance: str
    note: str


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """An example with its numbers: at the middle of every quantity, so without any spread.

    Attributes:
        example, scenario: what was computed, and for which case.
        inputs: every number that went in, also those of inner calls.
        arguments: the arguments of the outer function, inner calls worked out.
        values: what came out.
    """

    example: Example
    scenario: str
    inputs: tuple[Input, ...]
    arguments: tuple[tuple[str, float], ...]
    values: tuple[float, ...]

    @property
    def results(self) -> tuple[tuple[Result, float], ...]:
        """What came out, each with its name and unit."""
        return tuple(zip(self.example.results, self.values, strict=True))


def resolve(dotted: str) -> Callable[..., Any]:
    """Return a function of the package: `trust.minimum_trust` stands in `mechanisms`.

    Of a term of the month (`dynamics.month.slow.fence`) the equation itself is returned.

    Raises:
        InvalidInputError: there is no such function.
    """
    module, _, name = dotted.rpartition(".")
    path = f"detente.{module}" if "." in module else f"detente.mechanisms.{module}"
    try:
        found = getattr(importlib.import_module(path), name)
    except (ImportError, AttributeError):
        raise InvalidInputError.single(
            f"no function '{dotted}' in this package", file="mechanisms"
        ) from None
    function: Callable[..., Any] = found.function if isinstance(found, Term) else found
    return function


def as_probability(log_odds: float) -> float:
    """Return 1 / (1 + e^−ℓ), the probability behind log-odds ℓ."""
    return float(1 / (1 + np.exp(-log_odds)))


@cache
def case(name: str) -> Scenario:
    """Return a shipped scenario, read once."""
    return load(name)


def work(example: Example) -> WorkedExample:
    """Compute an example at the middle of the scenario's quantities.

    Raises:
        InvalidInputError: a function or an address that does not exist.
    """
    scenario = case(example.scenario)
    inputs: list[Input] = []
    arguments = _arguments(example.call, scenario, inputs)
    values = _numbers(resolve(example.call.function)(**arguments))
    given = tuple((name, float(value)) for name, value in arguments.items())
    return WorkedExample(example, scenario.name, tuple(inputs), given, values)


def curve(example: Example, points: int) -> tuple[Array, Array]:
    """Return the range that the picture of an example varies, and the result over it."""
    plot = example.plot
    if plot is None:
        raise ValueError("this example has nothing to vary")
    scenario = case(example.scenario)
    across = np.linspace(plot.low, plot.high, points)
    arguments = _arguments(example.call, scenario, [])
    arguments[plot.argument] = across
    found = resolve(example.call.function)(**arguments)
    parts = found if isinstance(found, tuple) else (found,)
    return across, np.broadcast_to(np.asarray(parts[plot.result], dtype=np.float64), across.shape)


def _numbers(found: Any) -> tuple[float, ...]:
    parts = found if isinstance(found, tuple) else (found,)
    return tuple(float(np.asarray(part)) for part in parts)


def _arguments(call: Call, scenario: Scenario, inputs: list[Input]) -> dict[str, Any]:
    name = call.function.rpartition(".")[2]
    found: dict[str, Any] = {}
    for argument, given in call.arguments.items():
        if isinstance(given, Call):
            inner = _arguments(given, scenario, inputs)
            found[argument] = _numbers(resolve(given.function)(**inner))[0]
            continue
        taken = _input(f"{name}.{argument}", given, scenario)
        inputs.append(taken)
        found[argument] = taken.value
    return found


def _input(argument: str, given: float | str, scenario: Scenario) -> Input:
    if not isinstance(given, str):
        return Input(argument, given, None, "chosen for this example", "")
    quantity = scenario.quantities.get(given)
    if quantity is None:
        raise InvalidInputError.single(
            f"'{given}' is no quantity of {scenario.name}{nearest(given, scenario.quantities)}",
            file="mechanisms",
        )
    known = quantity.provenance
    words: str = known.value
    if known.support != "none":
        words += f", {known.support}"
    if known.citations:
        words += " in " + ", ".join(str(citation) for citation in known.citations)
    return Input(argument, quantity.distribution.centre, given, words, known.note)
