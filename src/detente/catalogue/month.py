"""What the monthly model carries of the mechanisms: steps, equations, parameters, switches.

The order of the month stands in `dynamics.month.order`, the claims of each mechanism in
`library/mechanisms.yaml`; here the two meet.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from detente.catalogue.entries import Mechanism, bookkeeping, mechanisms
from detente.catalogue.examples import case
from detente.scenario.model import Scenario
from detente.scenario.reading import read_text

if TYPE_CHECKING:
    from detente.dynamics.engine.terms import Term
    from detente.dynamics.month.order import Step

#: The shipped scenario whose parameters and switches are shown.
BASE = "russia-us-2025"
#: What tells a line of an equation from a line of prose.
_MATHS = re.compile(r" = |σ\(|ln\{|P\(|Φ\(")
_OFF = re.compile(r"\bOff: (-?[0-9]+(?:\.[0-9]+)?)")

#: Fields that are filled from parameters of another name, by field (see `dynamics.columns`). A name
#: that ends in `_` stands for one parameter an actor.
FILLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "talks_logit": ("talks_rate",),
        "rise_logit": ("sanctions_rise",),
        "relief_logit": ("sanctions_fall",),
        "summit_logit": ("summit_rate",),
        "breakoff_logit": ("breakoff_chance",),
        "withdrawal_logit": ("withdrawal_chance",),
        "extension_logit": ("renewal_chance",),
        "worsen_0": ("reset_spell",),
        "worsen_1": ("rivalry_spell", "rivalry_worsening"),
        "worsen_2": ("confrontation_spell", "confrontation_worsening"),
        "improve_1": ("rivalry_spell", "rivalry_worsening"),
        "improve_2": ("confrontation_spell", "confrontation_worsening"),
        "improve_3": ("crisis_spell",),
        "regime_flow_0": ("rivalry_flow", "reset_gain"),
        "regime_flow_1": ("rivalry_flow",),
        "regime_flow_2": ("rivalry_flow", "confrontation_loss"),
        "regime_flow_3": ("rivalry_flow", "confrontation_loss", "crisis_loss"),
        "opinion_half_life": ("opinion_half_life", "opinion_half_life_"),
        "turnover_at_term": ("turnover_at_term", "turnover_at_term_"),
        "hurdle_shift": ("hurdle_shift_",),
        "drag_shift": ("drag_shift_",),
        "persistence": ("threat_persistence",),
        "may_open": ("package_share",),
        "full_term": ("treaty_term",),
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A parameter that an equation of the month reads.

    Attributes:
        name, words, unit: of the parameter.
        declared: its value or range, as written for the base scenario.
        off: the value at which the term it belongs to has no effect, or None.
        switches: switch → level → what that level sets it to.
    """

    name: str
    words: str
    unit: str
    declared: str
    off: float | None
    switches: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Equation:
    """A term of the month and what it carries of a mechanism.

    Attributes:
        number, step: place and name of its step.
        term: its name.
        over: the index set it runs over.
        what: its first words.
        lines: the equation as its docstring gives it, if it stands apart.
        own: parameters that belong to the mechanism.
        others: names of the further parameters that it reads.
    """

    number: int
    step: str
    term: str
    over: str
    what: str
    lines: tuple[str, ...]
    own: tuple[Reading, ...]
    others: tuple[str, ...]


def order() -> tuple[Step, ...]:
    """Return the steps of the month, in order."""
    from detente.dynamics.month.order import ORDER

    return ORDER


def terms() -> Mapping[str, tuple[int, Step, Term]]:
    """Return every term of the month by name, with number and step."""
    return {
        term.name: (number, step, term)
        for number, step in enumerate(order(), start=1)
        for term in step.terms
    }


def claims(entry: Mechanism) -> Iterator[tuple[int, Step, Term]]:
    """Yield the terms that carry a mechanism, in the order of the month.

    Raises:
        KeyError: it names a term that the month does not have.
    """
    known = terms()
    yield from sorted((known[name] for name in entry.month), key=list(known.values()).index)


def carriers(term: str) -> tuple[str, ...]:
    """Return the ids of the mechanisms that a term carries."""
    return tuple(entry.id for entry in mechanisms() if term in entry.month)


def carried_in(step: Step) -> tuple[str, ...]:
    """Return the ids of the mechanisms that the terms of a step carry."""
    names = {term.name for term in step.terms}
    return tuple(entry.id for entry in mechanisms() if names & set(entry.month))


def uncarried() -> tuple[str, ...]:
    """Return the terms that carry no mechanism and are not declared as bookkeeping."""
    return tuple(name for name in terms() if not carriers(name) and name not in bookkeeping())


def words_of(term: Term) -> tuple[str, tuple[str, ...]]:
    """Return the first words of an equation's docstring, and the equation where it stands apart."""
    first, *rest = (inspect.getdoc(term.function) or "").split("\n\n")
    found = [block for block in rest if _MATHS.search(block)]
    return " ".join(first.split()), tuple(line for block in found for line in block.splitlines())


def parameters_of(term: Term, scenario: Scenario) -> tuple[str, ...]:
    """Return the names of the parameters that a term reads, also through fields filled from them.

    Args:
        term: the term.
        scenario: declares the parameters.
    """
    from detente.dynamics.engine.terms import split_name

    declared = scenario.content.parameters
    actors = scenario.content.actors
    found: dict[str, None] = {}
    for name in term.reads:
        bare = split_name(name)[1]
        for source in FILLED.get(bare, (bare,)):
            names = [f"{source}{actor}" for actor in actors] if source.endswith("_") else [source]
            found.update((known, None) for known in names if known in declared)
    return tuple(found)


def named(entry: Mechanism, term: Term, scenario: Scenario) -> tuple[str, ...]:
    """Return the parameters of a term that belong to a mechanism, those of actors spelled out.

    Raises:
        ValueError: it names a parameter that the term does not read.
    """
    read = parameters_of(term, scenario)
    actors = scenario.content.actors
    found: list[str] = []
    for name in entry.month[term.name]:
        own = {name, *(f"{name}_{actor}" for actor in actors)}
        matching = [known for known in read if known in own]
        if not matching:
            raise ValueError(f"{entry.id}: the term {term.name} reads no parameter '{name}'")
        found += matching
    return tuple(found)


def equations(entry: Mechanism) -> tuple[Equation, ...]:
    """Return the equations of the month that carry a mechanism, with their parameters."""
    if not entry.month:
        return ()
    scenario = case(BASE)
    found = []
    for number, step, term in claims(entry):
        what, lines = words_of(term)
        own = named(entry, term, scenario)
        others = (name for name in parameters_of(term, scenario) if name not in own)
        found.append(
            Equation(
                number=number,
                step=step.name,
                term=term.name,
                over=term.over,
                what=what,
                lines=lines,
                own=tuple(_readings(own, scenario)),
                others=tuple(others),
            )
        )
    return tuple(found)


def _readings(names: Iterable[str], scenario: Scenario) -> Iterator[Reading]:
    written = scenario.tree.value["parameters"]
    for name in names:
        parameter = scenario.content.parameters[name]
        yield Reading(
            name=name,
            words=parameter.name,
            unit=parameter.unit,
            declared=_written(written[name]),
            off=off_values().get(name),
            switches=_switches(name, scenario),
        )


def _switches(name: str, scenario: Scenario) -> dict[str, dict[str, str]]:
    address = f"parameters.{name}"
    found: dict[str, dict[str, str]] = {}
    for key, switch in scenario.content.switches.items():
        for level, setting in switch.levels.items():
            if address in setting.sets:
                found.setdefault(key, {})[level] = _written(setting.sets[address])
    return found


def _written(raw: Any) -> str:
    """Return a quantity as its author wrote it, without the marks of the file."""
    value = raw.get("is", raw) if isinstance(raw, dict) else raw
    if not isinstance(value, dict):
        return str(value)
    parts = []
    for word, numbers in value.items():
        joined = ", ".join(map(str, numbers)) if isinstance(numbers, list) else numbers
        parts.append(f"{word} {joined}")
    return ", ".join(parts)


@cache
def off_values() -> Mapping[str, float]:
    """Return the value at which each parameter has no effect, where the library names one."""
    found = {}
    for name in ("defaults", "monthly"):
        text = resources.files("detente.library").joinpath(f"{name}.yaml").read_text("utf-8")
        for key, entry in read_text(text, name).value["parameters"].items():
            match = _OFF.search(entry.get("note", ""))
            if match is not None:
                found[key] = float(match[1])
    return MappingProxyType(found)
