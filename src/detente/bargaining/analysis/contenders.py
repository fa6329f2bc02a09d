"""Which models are asked about an issue, and what each answers row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from detente.bargaining.analysis.tableau import HIGH, LOW, Board, Tableau, reference_address
from detente.bargaining.checking import known_word
from detente.bargaining.models import MODELS, presets
from detente.bargaining.predicting import predict
from detente.bargaining.prediction import Array, Flags

#: Models of which it is asked what would change the outcome, with a preset where they have any.
MAIN = ("compromise", "median", "condorcet_uniform", "challenge")
#: Models that need to know what holds without a deal.
WITH_REFERENCE = ("nash", "procedural")
#: Why a model says nothing in a draw, beside its own reasons.
NO_WEIGHT = "nobody has any weight (capability × salience is 0)"


@dataclass(frozen=True, eq=False)
class Contender:
    """A model, with its preset if it has any.

    Attributes:
        name: `compromise`, or `challenge/text`.
        model, preset: the two parts.
        options: given to the model; all others stand at their defaults.
    """

    name: str
    model: str
    preset: str | None
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def main(self) -> bool:
        """Whether pivots and levers are worked out for it."""
        return self.model in MAIN

    @property
    def label(self) -> str:
        """Return the name as a person reads it."""
        words = self.model.replace("_", " ")
        words = words.replace("condorcet", "Condorcet").replace("nash", "Nash")
        return f"{words}, {self.preset}" if self.preset else words


@dataclass(frozen=True, eq=False)
class Answer:
    """What a contender says.

    Attributes:
        point: (row,) or (what if, row), NaN where it refuses.
        support, weights: (row, k) its distribution, or None.
        reasons: why it refuses → in how many rows.
    """

    point: Array
    support: Array | None = None
    weights: Array | None = None
    reasons: dict[str, int] = field(default_factory=dict)


def contenders(model: str | None = None) -> tuple[Contender, ...]:
    """Return every model and preset, or those of one model.

    Args:
        model: a name of `MODELS`, or a model and its preset with a stroke between; None: all.

    Raises:
        ValueError: no such model or preset.
    """
    if model is None:
        names = [_names(name) for name in MODELS]
        return tuple(_contender(name) for several in names for name in several)
    own, _, preset = str(model).partition("/")
    known_word(own, MODELS, "model")
    if preset:
        if not presets().get(own):
            raise ValueError(f"the model {own} has no presets; '{preset}' was given")
        known_word(preset, presets().get(own, {}), f"preset of {own}")
        return (_contender(str(model)),)
    return tuple(_contender(name) for name in _names(own))


def _names(model: str) -> list[str]:
    ready = presets().get(model, {})
    return [f"{model}/{preset}" for preset in ready] or [model]


def _contender(name: str) -> Contender:
    model, _, preset = name.partition("/")
    options: dict[str, Any] = {"preset": preset} if preset else {}
    if model.startswith("condorcet"):
        # Distances are shares of the whole scale, not of the positions that happen to be taken.
        options["bounds"] = (LOW, HIGH)
    return Contender(name, model, preset or None, options)


def unfit(contender: Contender, known: Tableau, issues: int) -> str:
    """Say why a model does not apply to an issue; empty where it does.

    Args:
        contender: the model.
        known: who stands where.
        issues: on how many issues there is anything to trade.
    """
    if contender.model in WITH_REFERENCE and known.reference is None:
        return (
            "the scenario does not say what holds without a deal "
            f"(declare {reference_address(known.issue)}, 0 to 100 between the poles)"
        )
    if MODELS[contender.model].several_issues and issues < 2:
        return "there is one issue only, with nothing to trade it for"
    return ""


def ask(
    contender: Contender,
    positions: Array,
    salience: Array,
    capability: Array,
    reference: Array | None = None,
) -> Answer:
    """Return what a model of single issues says; rows in which nobody has weight are refused.

    Args:
        contender: any but `exchange`.
        positions, salience, capability: (…, row, actor), NaN positions: absent.
        reference: (…, row), for models that need it.
    """
    shape = positions.shape[:-1]
    heavy = ~np.isnan(positions) & ((salience * capability > 0) | (contender.model == "mean"))
    fit: Flags = np.asarray(heavy.any(axis=-1))
    options = dict(contender.options)
    if contender.model in WITH_REFERENCE:
        assert reference is not None  # `unfit` was asked before
        name = "disagreement" if contender.model == "nash" else "reference"
        options[name] = np.broadcast_to(reference, shape)[fit]
    point, reasons = np.full(shape, np.nan), {}
    support, weights = None, None
    if not fit.all():
        reasons[NO_WEIGHT] = int((~fit).sum())
    if fit.any():
        # Whole arrays pass as they are: rows stay in their shape and nothing is copied.
        rows = [positions, salience, capability]
        if not fit.all() or contender.model in WITH_REFERENCE:
            rows = [np.broadcast_to(values, positions.shape)[fit] for values in rows]
        found = predict(rows[0], rows[1], rows[2], contender.model, **options)
        point[fit] = found.point.ravel() if found.point.shape != shape else found.point[fit]
        reasons |= _reasons(contender.model, found.details)
        if found.weights is not None and found.support is not None:
            support = np.zeros((*shape, found.weights.shape[-1]))
            weights = np.full_like(support, np.nan)
            flat = (-1, found.weights.shape[-1])
            support[fit], weights[fit] = found.support.reshape(flat), found.weights.reshape(flat)
    return Answer(point, support, weights, reasons)


def _reasons(model: str, details: Any) -> dict[str, int]:
    """Return why a model refused rows, in its own words."""
    if "reason" not in details:
        return {}
    from importlib import import_module

    texts = import_module(f"detente.bargaining.{MODELS[model].home}").REASONS
    codes, counts = np.unique(np.asarray(details["reason"]), return_counts=True)
    pairs = zip(codes.tolist(), counts.tolist(), strict=True)
    return {texts[code]: count for code, count in pairs if code}


def traded(known: Board) -> tuple[Answer, Any]:
    """Return what the exchange model says on a board: outcomes (row, issue), and its exchanges.

    Rows in which nobody has weight on some issue are refused. The exchanges are records (row,
    exchange) as of `detente.bargaining.exchange`, round 0 where there is none; None where every
    row is refused.
    """
    weight = np.where(np.isnan(known.positions), 0.0, known.salience * known.capability)
    fit: Flags = np.asarray((weight > 0).any(axis=-1).all(axis=-1))
    point = np.full(known.positions.shape[:-1], np.nan)
    reasons = {NO_WEIGHT: int((~fit).sum())} if not fit.all() else {}
    if not fit.any():
        return Answer(point, reasons=reasons), None
    arrays = (known.positions[fit], known.salience[fit], known.capability[fit])
    found = predict(*arrays, "exchange")
    point[fit] = found.point
    made = found.details["exchanges"]
    records = np.zeros((len(fit), made.shape[-1]), made.dtype)
    records[fit] = made
    return Answer(point, reasons=reasons), records
