"""The models by name: what each says, whose it is, which options it takes, and presets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from math import isfinite
from types import MappingProxyType
from typing import Any

from detente.bargaining.challenge_options import PRESETS, WORDS
from detente.bargaining.checking import known_word
from detente.scenario.problems import listed


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a model.

    Attributes:
        default: its value where none is given.
        allowed: the words it may be; or, for numbers and arrays, what they must be, in words.
        says: what it decides.
        check: for numbers, whether a value will do.
    """

    default: Any
    allowed: tuple[str, ...] | str
    says: str
    check: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A model of bargaining.

    Attributes:
        name: as `predict` takes it.
        description: in one sentence.
        references: keys of the works, as in the library's references.
        options: name → option.
        distribution: whether it gives a distribution besides the point.
        several_issues: whether its arrays have an axis of issues before the actors.
    """

    name: str
    description: str
    references: tuple[str, ...]
    options: Mapping[str, Option]
    home: str
    distribution: bool = False
    several_issues: bool = False

    def function(self) -> Callable[..., Any]:
        """Return the function of the model; its module is imported now."""
        module = import_module(f"detente.bargaining.{self.home}")
        found: Callable[..., Any] = getattr(module, self.name)
        return found


def _number(low: float, high: float, *, above: bool = False) -> Callable[[Any], bool]:
    """Return a check for a finite number from low (or above it) to high."""

    def check(value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return isfinite(value) and (value > low if above else value >= low) and value <= high

    return check


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    """Return a check for a whole number from low to high."""
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high


#: No number of an option lies beyond this.
_LARGE = 1e12  # literal-ok: a size
_BOUNDS = Option(None, "two rising numbers, or None", "ends of the scale; None: range of positions")
_MEMBERS = "names, numbers or flags of actors, or None"

_NASH = {
    "utility": Option("linear", ("linear", "quadratic"), "loss by distance from the ideal point"),
    "coalition": Option(None, _MEMBERS, "whose consent is needed; None: of all present"),
    "disagreement": Option(None, "a position, or one per row", "the reference point"),
    "disagreement_utility": Option(
        None, "(…, actor), at most 0", "utility of no agreement, where there is no reference point"
    ),
    "failure_cost": Option(
        0.0, "a number, 0 or more", "common loss if nothing is agreed", _number(0, _LARGE)
    ),
}

_CONDORCET = {
    "utility": Option("linear", ("linear", "quadratic"), "utility of a distance on the scale"),
    "vote": Option(
        "proportional", ("binary", "proportional", "cubic"), "votes by difference in utility"
    ),
    "victory_exponent": Option(
        1.0,
        "a number above 0 and at most 8",
        "how surely the stronger coalition wins",
        _number(0, 8, above=True),  # literal-ok: beyond it chances fall out of the range of floats
    ),
    "weighting": Option(
        "capability_salience", ("capability_salience", "capability"), "what a vote weighs"
    ),
    "candidates": Option(
        "positions", ("positions", "actors"), "what stands against each other, pair by pair"
    ),
    "bounds": _BOUNDS,
}

_PROCEDURAL = {
    "reference": Option(None, "a position, or one per row", "what holds without a decision"),
    "rule": Option(
        "unanimity",
        ("unanimity", "qualified_majority", "simple_majority", "veto_players"),
        "whose consent a decision needs",
    ),
    "threshold": Option(
        2 / 3,  # literal-ok: the usual qualified majority, a default
        "a number above 0.5 and at most 1",
        "share of the votes that a qualified majority needs",
        _number(0.5, 1, above=True),
    ),
    "votes": Option(
        "capability", ("capability", "capability_salience", "equal"), "what counts as votes"
    ),
    "setter": Option(None, "the name or number of an actor, or None", "who sets the agenda"),
    "veto": Option(None, _MEMBERS, "who can block, whatever the rule"),
}

_CHALLENGE = {
    "status_quo": Option(
        PRESETS["scholz2011"]["status_quo"],
        "a number from 0 to 1",
        "Q, the probability that nothing changes without a challenge",
        _number(0, 1),
    ),
    **{
        name: Option(PRESETS["scholz2011"].get(name, words[0]), words, says)
        for name, (words, says) in WORDS.items()
    },
    "rounds": Option(
        10,  # literal-ok: a default
        "a whole number from 1 to 1000",
        "how many rounds at most",
        _whole(1, 1000),  # literal-ok: a size
    ),
    "bounds": _BOUNDS,
}

_EXCHANGE = {
    "rounds": Option(
        1,
        "a whole number from 1 to 1000",
        "how often exchanges are looked for anew",
        _whole(1, 1000),  # literal-ok: a size
    ),
    "least_gain": Option(
        1e-6,  # literal-ok: numerical, so that exchanges come to an end
        "a number from 0 to 1",
        "what an exchange must give to each, in shares of the scale times salience",
        _number(0, 1),
    ),
}


_ALL = (
    Model("mean", "The plain mean of the positions.", ("achen2006",), {}, "averages", True),
    Model(
        "compromise",
        "The mean of the positions weighted by capability × salience.",
        ("vandenbos1991", "achen2006"),
        {},
        "averages",
        True,
    ),
    Model(
        "median",
        "The median of the positions weighted by capability × salience.",
        ("black1948",),
        {"ties": Option("lower", ("lower", "middle", "upper"), "which of two that share the half")},
        "averages",
        True,
    ),
    Model(
        "nash",
        "The greatest product of gains over no agreement, each to the power of its weight.",
        ("nash1950", "kalai1977"),
        _NASH,
        "nash",
    ),
    Model(
        "condorcet_uniform",
        "Positions challenge each other equally often; weighted votes make a win likely.",
        ("wise2015",),
        _CONDORCET,
        "condorcet",
        True,
    ),
    Model(
        "condorcet_conditional",
        "The position that beats every other in weighted votes, by its probability.",
        ("wise2015",),
        _CONDORCET,
        "condorcet",
        True,
    ),
    Model(
        "condorcet_incentive",
        "Positions challenge the favourite by what a challenge promises; votes decide.",
        ("wise2015",),
        _CONDORCET,
        "condorcet",
        True,
    ),
    Model(
        "challenge",
        "Actors challenge each other by expected utility and move, round after round.",
        ("buenodemesquita1994", "buenodemesquita1997", "scholz2011"),
        _CHALLENGE,
        "challenge",
    ),
    Model(
        "exchange",
        "Actors trade positions on issues they care less about, with equal gain.",
        ("stokmanvanoosten1994",),
        _EXCHANGE,
        "exchange",
        several_issues=True,
    ),
    Model(
        "procedural",
        "What passes against the reference point under a rule of decision.",
        ("romerrosenthal1978", "tsebelis2002"),
        _PROCEDURAL,
        "procedural",
        True,
    ),
)


#: Every model by its name.
MODELS: Mapping[str, Model] = MappingProxyType({model.name: model for model in _ALL})


def presets() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Return the named presets: model → preset → options, for models that have any."""
    return MappingProxyType({"challenge": PRESETS})


def settled(model: Model, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return every option of a model: given, else of the preset, else the default.

    Raises:
        ValueError: a preset or an option that the model has not, or a value it may not have.
    """
    own = dict(given)
    options = {name: option.default for name, option in model.options.items()}
    ready = presets().get(model.name, {})
    if "preset" in own and ready:
        preset = own.pop("preset")
        if preset is not None:
            options |= ready[known_word(preset, ready, f"preset of {model.name}")]
    for name, value in own.items():
        if name not in options:
            if not options:
                raise ValueError(f"the model {model.name} has no options; '{name}' was given")
            known_word(name, (*options, "preset") if ready else options, f"option of {model.name}")
        _refuse(model, name, value)
        options[name] = value
    return options


def _refuse(model: Model, name: str, value: Any) -> None:
    option = model.options[name]
    if isinstance(option.allowed, tuple):
        known_word(value, option.allowed, f"{name} of {model.name}")
    elif option.check is not None and not option.check(value):
        raise ValueError(f"{model.name}: {name} is {value!r}; it must be {option.allowed}")


def describe(model: Model) -> str:
    """Return one line for a list of models: name, sentence, options."""
    named = f" Options: {listed(model.options)}." if model.options else ""
    return f"{model.name}: {model.description}{named}"
