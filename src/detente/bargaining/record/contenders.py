"""Who is scored: every model and preset, baselines, one oracle, and the calibrated pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.bargaining.record.negotiations import SCALE, Negotiations, distinct
from detente.bargaining.record.procedures import OPTIONS, procedural_points

if TYPE_CHECKING:
    from detente.bargaining.prediction import Array

#: What every difference of points, and of distributions, is taken from.
POINT_YARDSTICK, SPREAD_YARDSTICK = "compromise", "weighted_positions"
KINDS = ("model", "baseline", "oracle", "pool")


@dataclass(frozen=True, eq=False)
class Forecast:
    """What a contender says on every issue.

    Attributes:
        point: (issue,), NaN where it says nothing.
        support, weights: (issue, k) its distribution, or None; rows of NaN weights say nothing.
        spread_only: no point is claimed, only a distribution.
    """

    point: Array
    support: Array | None = None
    weights: Array | None = None
    spread_only: bool = False


@dataclass(frozen=True, eq=False)
class Contender:
    """One row of the record.

    Attributes:
        name: as in JSON: the model, with its preset after a stroke.
        label: as a person reads it.
        kind: one of `KINDS`.
        forecast: from negotiations to forecasts.
        options: given to the model; part of the record.
        says: what it is, in a few words.
        silent: why it says nothing on some issues.
    """

    name: str
    label: str
    kind: str
    forecast: Callable[[Negotiations], Forecast]
    options: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    silent: str = ""


def contenders() -> tuple[Contender, ...]:
    """Return everything that is scored, in the order of the table."""
    from detente.bargaining import MODELS, presets

    models = (
        _of_model(name, model.description, preset)
        for name, model in MODELS.items()
        for preset in presets().get(name, {}) or (None,)
    )
    return (*models, *_baselines(), _pool())


def _of_model(name: str, description: str, preset: str | None) -> Contender:
    options = {**_options(name), **({"preset": preset} if preset else {})}
    answer = _SPECIAL.get(name, _straight)

    def forecast(known: Negotiations) -> Forecast:
        return answer(name, known, options)

    words = name.replace("_", " ").replace("condorcet", "Condorcet").replace("nash", "Nash")
    return Contender(
        name=f"{name}/{preset}" if preset else name,
        label=f"{words}, {preset}" if preset else words,
        kind="model",
        forecast=forecast,
        options={**options, **_DECLARED.get(name, {})},
        says=description,
        silent=_SILENT.get(name, ""),
    )


def _straight(name: str, known: Negotiations, options: Mapping[str, Any]) -> Forecast:
    from detente.bargaining import predict

    found = predict(known.positions, known.salience, known.capability, name, **options)
    return Forecast(found.point, found.support, found.weights)


def _condorcet(name: str, known: Negotiations, options: Mapping[str, Any]) -> Forecast:
    """Let the distinct positions stand against each other, each with all that stand behind it."""
    from detente.bargaining import predict

    places, weight = merged(known.positions, known.salience, known.capability)
    found = predict(places, np.ones_like(weight), weight, name, **options)
    return Forecast(found.point, found.support, found.weights)


def merged(positions: Array, salience: Array, capability: Array) -> tuple[Array, Array]:
    """Return the distinct positions of each issue and the sum of capability × salience at each.

    Args:
        positions: (issue, actor), NaN: absent.
        salience, capability: (issue, actor).

    Returns:
        Two arrays (issue, k); an issue with fewer places is filled up with NaN and 0.
    """
    rows = [distinct(row) for row in positions]
    most = max(len(row) for row in rows)
    places, weight = np.full((len(rows), most), np.nan), np.zeros((len(rows), most))
    for number, row in enumerate(rows):
        places[number, : len(row)] = row
        at = positions[number] == row[:, None]
        weight[number, : len(row)] = (at * salience[number] * capability[number]).sum(axis=-1)
    return places, weight


def condorcet_weights(positions: Array, salience: Array, capability: Array) -> Array:
    """Return the Markov uniform Condorcet probabilities, (issue, actor).

    The whole probability of a place stands at the first actor that holds it.
    """
    from detente.bargaining import predict

    places, weight = merged(positions, salience, capability)
    name = "condorcet_uniform"
    found = predict(places, np.ones_like(weight), weight, name, **_options(name))
    assert found.weights is not None
    here = positions[:, None, :] == places[:, :, None]
    first = here & (np.cumsum(here, axis=-1) == 1)
    spread: Array = np.einsum("ik,ika->ia", np.where(np.isnan(places), 0.0, found.weights), first)
    return spread


def _exchange(name: str, known: Negotiations, options: Mapping[str, Any]) -> Forecast:
    """Trade within each dossier; a dossier of one issue has nothing to trade."""
    from detente.bargaining import predict

    point = np.full(len(known), np.nan)
    dossiers = np.array(known.dossiers)
    for dossier in np.unique(dossiers):
        rows = np.flatnonzero(dossiers == dossier)
        if len(rows) > 1:
            arrays = (known.positions[rows], known.salience[rows], known.capability[rows])
            point[rows] = predict(*arrays, name, **options).point
    return Forecast(point)


def _procedural(name: str, known: Negotiations, options: Mapping[str, Any]) -> Forecast:
    """Let the institutions decide against the reference point."""
    return Forecast(*procedural_points(known, name, options))


def _nash(name: str, known: Negotiations, options: Mapping[str, Any]) -> Forecast:
    """Let failure mean the reference point; the model refuses what is ill-posed."""
    from detente.bargaining import predict

    arrays = (known.positions, known.salience, known.capability)
    return Forecast(predict(*arrays, name, disagreement=known.reference, **options).point)


def _options(name: str) -> dict[str, Any]:
    """Return the options under which a model is scored, where they are not its own defaults."""
    from detente.bargaining import MODELS

    known = MODELS[name].options
    return {"bounds": SCALE} if "bounds" in known and name.startswith("condorcet") else {}


_SPECIAL: Mapping[str, Callable[[str, Negotiations, Mapping[str, Any]], Forecast]] = {
    "condorcet_uniform": _condorcet,
    "condorcet_conditional": _condorcet,
    "condorcet_incentive": _condorcet,
    "exchange": _exchange,
    "nash": _nash,
    "procedural": _procedural,
}
_DISTINCT = {"alternatives": "distinct positions, with the weight behind each"}
_DECLARED: Mapping[str, Mapping[str, Any]] = {
    "condorcet_uniform": _DISTINCT,
    "condorcet_conditional": _DISTINCT,
    "condorcet_incentive": _DISTINCT,
    "exchange": {"issues": "those of one dossier"},
    "nash": {"coalition": "all present", "disagreement": "the reference point"},
    "procedural": OPTIONS,
}
_SILENT: Mapping[str, str] = {
    "nash": "no reference point is declared, or no bargain is better than it for everybody",
    "exchange": "the dossier has one issue only, with nothing to trade it for",
    "procedural": "no reference point is declared",
}


def _baselines() -> tuple[Contender, ...]:
    return (
        Contender("constant_50", "constant 50", "baseline", _constant, says="Always 50."),
        Contender(
            "reference_point",
            "reference point",
            "baseline",
            lambda known: Forecast(known.reference),
            says="What holds without a decision.",
            silent="no reference point is declared",
        ),
        Contender(
            SPREAD_YARDSTICK,
            "weighted positions",
            "baseline",
            _weighted_positions,
            says="Somebody's position, with the probability of capability × salience; no point.",
        ),
        Contender(
            "other_outcomes",
            "outcomes elsewhere",
            "baseline",
            _other_outcomes,
            says="The outcomes of all other dossiers alike, whatever the positions; their median.",
        ),
        Contender(
            "nearest_actor",
            "nearest actor",
            "oracle",
            _nearest,
            says="The position nearest to the outcome: knows the outcome, forecasts nothing.",
        ),
    )


def _constant(known: Negotiations) -> Forecast:
    middle = 0.5 * (SCALE[0] + SCALE[1])
    return Forecast(np.full(len(known), middle))


def _weighted_positions(known: Negotiations) -> Forecast:
    weight = known.capability * known.salience
    where = np.where(known.present, known.positions, np.nanmin(known.positions, axis=-1)[:, None])
    shares = weight / weight.sum(axis=-1, keepdims=True)
    return Forecast((shares * where).sum(axis=-1), where, shares, spread_only=True)


def _other_outcomes(known: Negotiations) -> Forecast:
    from detente.bargaining.record.scoring import median_of

    dossiers = np.array(known.dossiers)
    other = (dossiers[:, None] != dossiers).astype(np.float64)
    total = other.sum(axis=-1, keepdims=True)
    shares = np.divide(other, total, out=np.full_like(other, np.nan), where=total > 0)
    support = np.broadcast_to(known.outcome, other.shape)
    return Forecast(median_of(support, shares), support, shares)


def _nearest(known: Negotiations) -> Forecast:
    gap = np.abs(known.positions - known.outcome[:, None])
    place = np.nanargmin(gap, axis=-1)[:, None]
    return Forecast(np.take_along_axis(known.positions, place, -1)[:, 0])


def _pool() -> Contender:
    from detente.bargaining.record.mixture import FOLDS, pooled_out_of_sample

    def forecast(known: Negotiations) -> Forecast:
        if len(set(known.dossiers)) < 2:
            return Forecast(np.full(len(known), np.nan))
        return Forecast(*pooled_out_of_sample(known))

    return Contender(
        "pool",
        "calibrated pool",
        "pool",
        forecast,
        options={"folds": FOLDS},
        says="Nine distributions mixed, the shares fitted on other dossiers alone; its median.",
        silent="there is no other dossier to fit on",
    )
