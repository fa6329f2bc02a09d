"""The notations of a quantity: what an analyst may write where a number belongs."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from detente.scenario.distributions import (
    Beta,
    Categorical,
    Dirichlet,
    Distribution,
    Exact,
    LogNormal,
    Normal,
    Triangular,
    Uniform,
    elicited,
)
from detente.scenario.kinds import LEVELS, Kind
from detente.scenario.problems import cut, listed, nearest

_NUMBER = r"[-+−]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?"
_PLUS_MINUS = re.compile(rf"({_NUMBER})\s*(?:±|\+-|\+/-)\s*({_NUMBER})")
_RANGE = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})")
_PLAIN = re.compile(_NUMBER)
_FORMS = (
    "35, 35 ± 10, 0.3..0.5, {p10: a, mode: m, p90: b}, {triangular: [a, m, b]}, "
    "{uniform|normal|lognormal|beta: [a, b]}"
)

#: Beyond these, quantiles lose their digits, and no analyst means them.
LARGEST_SIGMA = 10.0
SMALLEST_WEIGHT = 0.01
LARGEST_WEIGHT = 1e6
_WEIGHTS = f"{SMALLEST_WEIGHT:g} to {LARGEST_WEIGHT:,.0f}"


class NotationError(ValueError):
    """A quantity that cannot be read; `keys` is the place inside its mapping."""

    def __init__(self, message: str, *keys: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.keys = keys


@dataclass(frozen=True, slots=True)
class _Range:
    """Allowed range and unit, checked number by number."""

    low: float
    high: float
    unit: str

    def number(self, raw: Any, what: str, *keys: str | int) -> float:
        value = finite(raw, what, *keys)
        if not self.low <= value <= self.high:
            raise NotationError(
                f"{what} is {_show(value)}, outside the allowed range "
                f"{_show(self.low)} to {_show(self.high)} ({self.unit})",
                *keys,
            )
        return value

    def spread(self, sd: float, what: str, *keys: str | int) -> float:
        if sd <= 0:
            raise NotationError(f"{what} is {_show(sd)} – it must be above 0", *keys)
        if sd > self.high - self.low:
            raise NotationError(
                f"{what} is {_show(sd)}, wider than the allowed range – "
                f"write {_show(self.low)}..{_show(self.high)}",
                *keys,
            )
        return sd


def finite(raw: Any, what: str, *keys: str | int) -> float:
    """Return a finite number, or raise with a remedy."""
    if isinstance(raw, bool) or raw is None:
        raise NotationError(f"{what} is {_word(raw)}, not a number", *keys)
    if isinstance(raw, str):
        if _PLAIN.fullmatch(raw.strip()):
            raise NotationError(f"{what} is the text '{raw}' – remove the quotes", *keys)
        raise NotationError(f"{what} is '{cut(raw)}', not a number", *keys)
    if not isinstance(raw, int | float):
        raise NotationError(f"{what} is a {_sort(raw)}, not a number", *keys)
    try:
        value = float(raw)
    except OverflowError:  # a whole number of more than 308 digits
        value = math.inf
    if math.isnan(value):
        raise NotationError(f"{what} is not a number (NaN) – give a number, or leave it out", *keys)
    if math.isinf(value):
        raise NotationError(f"{what} is infinite – give a finite number", *keys)
    return value


def parse_distribution(raw: Any, kind: Kind) -> Distribution:
    """Read one quantity in any notation.

    Args:
        raw: the value as read from YAML.
        kind: what sort of quantity it is; gives the allowed range and the verbal levels.

    Raises:
        NotationError: the notation is unknown, or a number is outside the allowed range.
    """
    allowed = _Range(kind.low, kind.high, kind.unit)
    if isinstance(raw, str):
        found = _parse_text(raw.strip(), kind, allowed)
    elif isinstance(raw, Mapping):
        found = _parse_mapping(raw, allowed)
    elif isinstance(raw, list):
        raise NotationError(f"a list is not a quantity – write {_remedy_of_list(raw)}")
    else:
        found = Exact(allowed.number(raw, "the value"))
    if kind.shares and not isinstance(found, Dirichlet):
        raise NotationError("needs shares: {dirichlet: {label: weight, …}}")
    if not kind.shares and isinstance(found, Dirichlet):
        raise NotationError("is one number, not shares – dirichlet does not fit here")
    if isinstance(found, Categorical):
        raise NotationError("is one number, not a label – categorical does not fit here")
    return found


def _parse_text(text: str, kind: Kind, allowed: _Range) -> Distribution:
    plus_minus = _PLUS_MINUS.fullmatch(text)
    if plus_minus:
        mean = allowed.number(_to_float(plus_minus[1]), "the middle")
        sd = allowed.spread(_to_float(plus_minus[2]), "the spread after ±")
        return Normal(mean, sd, allowed.low, allowed.high)
    span = _RANGE.fullmatch(text)
    if span and "..." in text:
        raise NotationError(f"'{text}' can be read in two ways – write the zero, as in 0..0.5")
    if span:
        return _uniform(_to_float(span[1]), _to_float(span[2]), allowed)
    if text in kind.levels:
        return parse_distribution(kind.levels[text], kind)
    if text in LEVELS:
        raise NotationError(f"'{text}' is not declared for this kind of quantity – give a number")
    if _PLAIN.fullmatch(text):
        raise NotationError(f"'{text}' is text – remove the quotes")
    known = list(kind.levels)
    words = f", or one of the words {listed(known)}" if known else ""
    raise NotationError(
        f"'{cut(text)}' is not a quantity" + (nearest(text, known) or f" – write {_FORMS}{words}")
    )


def _uniform(low: float, high: float, allowed: _Range, *keys: str | int) -> Uniform:
    if low > high:
        raise NotationError(
            f"the range {_show(low)}..{_show(high)} is reversed – write "
            f"{_show(high)}..{_show(low)}",
            *keys,
        )
    if low == high:
        raise NotationError(
            f"the range {_show(low)}..{_show(high)} is empty – write {_show(low)}", *keys
        )
    return Uniform(
        allowed.number(low, "the lower end", *keys),
        allowed.number(high, "the upper end", *keys),
        allowed.low,
        allowed.high,
    )


def _parse_mapping(raw: Mapping[str, Any], allowed: _Range) -> Distribution:
    keys = set(raw)
    if keys & {"p10", "mode", "p90"}:
        return _elicited(raw, allowed)
    if len(keys) != 1:
        extra = cut(", ".join(raw))
        raise NotationError(f"{{{extra}}} is not a quantity – write {_FORMS}")
    ((name, value),) = raw.items()
    parser = _PARSERS.get(name)
    if parser is None:
        raise NotationError(
            f"'{cut(name)}' is not a distribution"
            + (nearest(name, _PARSERS) or f" – use {listed(_PARSERS)}"),
            name,
        )
    return parser(value, allowed)


def _elicited(raw: Mapping[str, Any], allowed: _Range) -> Triangular:
    for key in raw:
        if key not in ("p10", "mode", "p90"):
            raise NotationError(f"unknown key '{key}' – an interval has p10, mode and p90", key)
    for key in ("p10", "mode", "p90"):
        if key not in raw:
            raise NotationError(f"{key} is missing – an interval has p10, mode and p90")
    p10 = allowed.number(raw["p10"], "p10", "p10")
    mode = allowed.number(raw["mode"], "the mode", "mode")
    p90 = allowed.number(raw["p90"], "p90", "p90")
    if not p10 <= mode <= p90 or p10 == p90:
        raise NotationError(
            f"p10 {_show(p10)}, mode {_show(mode)}, p90 {_show(p90)} – they must rise "
            "(p10 ≤ mode ≤ p90, p10 < p90)"
        )
    return elicited(p10, mode, p90, allowed.low, allowed.high)


def _numbers(value: Any, count: int, form: str, name: str) -> list[float]:
    if not isinstance(value, list) or len(value) != count:
        raise NotationError(f"{name} takes {form}", name)
    return [finite(item, f"number {place + 1}", name, place) for place, item in enumerate(value)]


def _triangular(value: Any, allowed: _Range) -> Triangular:
    low, mode, high = _numbers(value, 3, "three numbers: [lowest, mode, highest]", "triangular")
    if not low <= mode <= high or low == high:
        raise NotationError(
            f"[{_show(low)}, {_show(mode)}, {_show(high)}] must rise: lowest ≤ mode ≤ highest",
            "triangular",
        )
    for number in (low, high):
        allowed.number(number, "an end", "triangular")
    return Triangular(low, mode, high, allowed.low, allowed.high)


def _uniform_mapping(value: Any, allowed: _Range) -> Uniform:
    low, high = _numbers(value, 2, "two numbers: [lowest, highest]", "uniform")
    return _uniform(low, high, allowed, "uniform")


def _normal(value: Any, allowed: _Range) -> Normal:
    mean, sd = _numbers(value, 2, "two numbers: [mean, standard deviation]", "normal")
    mean = allowed.number(mean, "the mean", "normal")
    sd = allowed.spread(sd, "the standard deviation", "normal")
    return Normal(mean, sd, allowed.low, allowed.high)


def _lognormal(value: Any, allowed: _Range) -> LogNormal:
    median, sigma = _numbers(value, 2, "two numbers: [median, sigma]", "lognormal")
    if median <= 0 or sigma <= 0:
        raise NotationError("median and sigma must be above 0", "lognormal")
    if sigma > LARGEST_SIGMA:
        raise NotationError(f"sigma is {_show(sigma)} – at most {LARGEST_SIGMA:g}", "lognormal")
    allowed.number(median, "the median", "lognormal")
    return LogNormal(median, sigma, max(0.0, allowed.low), allowed.high)


def _beta(value: Any, allowed: _Range) -> Beta:
    a, b = _numbers(value, 2, "two numbers: [a, b]", "beta")
    if a <= 0 or b <= 0:
        raise NotationError("a and b must be above 0", "beta")
    if min(a, b) < SMALLEST_WEIGHT or max(a, b) > LARGEST_WEIGHT:
        raise NotationError(f"a and b go from {_WEIGHTS}", "beta")
    return Beta(a, b, allowed.low, allowed.high)


def _labels(value: Any, name: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    if not isinstance(value, Mapping) or len(value) < 2:
        raise NotationError(f"{name} takes at least two labels: {{label: weight, …}}", name)
    weights = tuple(finite(v, f"the weight of '{k}'", name, str(k)) for k, v in value.items())
    if min(weights) < 0 or sum(weights) <= 0:
        raise NotationError("a weight below 0, or all weights 0", name)
    if max(weights) > LARGEST_WEIGHT:
        raise NotationError(f"weights go from {_WEIGHTS}", name)
    return tuple(str(key) for key in value), weights


def _dirichlet(value: Any, allowed: _Range) -> Dirichlet:  # noqa: ARG001 - same shape as the rest
    labels, weights = _labels(value, "dirichlet")
    if min(weights) == 0:
        raise NotationError(
            "a weight is 0 – leave the label out, or give a small weight", "dirichlet"
        )
    if min(weights) < SMALLEST_WEIGHT:
        raise NotationError(f"weights go from {_WEIGHTS}", "dirichlet")
    return Dirichlet(labels, weights)


def _categorical(value: Any, allowed: _Range) -> Categorical:  # noqa: ARG001 - same shape
    labels, weights = _labels(value, "categorical")
    total = sum(weights)
    return Categorical(labels, tuple(weight / total for weight in weights))


_PARSERS: Mapping[str, Callable[[Any, _Range], Distribution]] = {
    "triangular": _triangular,
    "uniform": _uniform_mapping,
    "normal": _normal,
    "lognormal": _lognormal,
    "beta": _beta,
    "dirichlet": _dirichlet,
    "categorical": _categorical,
}


def _to_float(text: str) -> float:
    return float(text.replace("−", "-"))


def _show(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e300 else "beyond measure"


def _remedy_of_list(values: list[Any]) -> str:
    numbers = [_show(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) == len(values) == 2:
        return f"the range {numbers[0]}..{numbers[1]}"
    if len(numbers) == len(values) == 3:
        return f"{{triangular: [{', '.join(numbers)}]}}"
    return "a range a..b, or {triangular: [a, m, b]}"


def _word(raw: Any) -> str:
    return "empty" if raw is None else str(raw).lower()


def _sort(raw: Any) -> str:
    return "list" if isinstance(raw, list) else "mapping" if isinstance(raw, Mapping) else "value"
