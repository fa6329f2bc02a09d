"""A calibrated pool: the outcome's distribution as a mixture fitted on other negotiations.

Declared before it was scored, in this form:

    F(z) = Σ_k a_k F_k(z),   a_k ≥ 0,   Σ a_k = 1

with nine fixed distributions F_k of one issue:

    positions            somebody's position, with the probability of capability × salience
    heads                somebody's position, every actor alike
    near                 positions, each spread by a normal kernel of 10 points within 0–100
    far                  positions, each spread by a normal kernel of 25 points within 0–100
    compromise           the weighted mean for certain
    median               the weighted median for certain
    condorcet            the probabilistic Condorcet model (Markov, uniform challengers)
    reference            the reference point for certain; where none is declared, `positions`
    range                every place between the outermost positions alike

The shares a are those that score the lowest mean CRPS on the negotiations fitted to. The CRPS of a
pool is a quadratic form a′Ga with G_kl = ∫ (F_k − H)(F_l − H) dz, H the step at the outcome, so
that fitting is convex and has no tuning: min a′Ga over shares is a non-negative least-squares
problem. Eight free numbers; the two kernels stand in for one of fitted width. The point forecast is
the pool's median.

Scored out of sample: dossiers are dealt into ten folds, the shares for a fold are fitted on the
other nine alone. Nothing is chosen by score, so no inner folds are needed.

Source: a linear opinion pool after stone1961; CRPS gneiting2007.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.bargaining.record.negotiations import SCALE, Negotiations
from detente.bargaining.record.scoring import median_of

if TYPE_CHECKING:
    from detente.bargaining.prediction import Array, Flags

COMPONENTS = (
    "positions",
    "heads",
    "near",
    "far",
    "compromise",
    "median",
    "condorcet",
    "reference",
    "range",
)
#: Widths of the two kernels, standard deviations in points of the scale.
KERNELS = {"near": 10.0, "far": 25.0}  # literal-ok: declared beforehand, see above
FOLDS = 10  # literal-ok: the customary number
#: Points on which what is spread out is represented: every whole point of the scale.
_GRID = np.arange(SCALE[0], SCALE[1] + 1)


@dataclass(frozen=True, eq=False)
class Spread:
    """The distributions of the components on one support an issue.

    Attributes:
        support: (issue, k) every actor's position, compromise, median, reference point, and the
            whole points of the scale.
        weights: (issue, component, k) probabilities in the order of `COMPONENTS`.
    """

    support: Array
    weights: Array


@dataclass(frozen=True)
class Pool:
    """Fitted shares of the components, in the order of `COMPONENTS`; they add up to 1."""

    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        shares = np.array(self.shares)
        total = float(shares.sum())
        if len(shares) != len(COMPONENTS) or (shares < 0).any() or not np.isclose(total, 1):
            raise ValueError(f"give {len(COMPONENTS)} shares of 0 or more that add up to 1")

    def named(self) -> Mapping[str, float]:
        """Return component → share."""
        return dict(zip(COMPONENTS, self.shares, strict=True))

    def forecast(
        self, positions: Array, salience: Array, capability: Array, reference: Array | None = None
    ) -> tuple[Array, Array, Array]:
        """Return the pool's median (issue,), support and weights (issue, k).

        Args:
            positions: (issue, actor) 0–100, NaN: absent.
            salience: (issue, actor) 0–1.
            capability: (issue, actor) 0 or more.
            reference: (issue,) 0–100, NaN: none declared.

        Raises:
            ValueError: positions or reference outside 0–100, or inputs `predict` refuses.
        """
        spread = components(positions, salience, capability, reference)
        weights = np.einsum("ick,c->ik", spread.weights, np.array(self.shares))
        return median_of(spread.support, weights), spread.support, weights


def components(
    positions: Array, salience: Array, capability: Array, reference: Array | None = None
) -> Spread:
    """Return the distributions of the components; arguments as in `Pool.forecast`."""
    from detente.bargaining import predict
    from detente.bargaining.record.contenders import condorcet_weights

    rows = len(positions)
    declared = np.full(rows, np.nan) if reference is None else np.asarray(reference, np.float64)
    _check_scale(positions, "position")
    _check_scale(declared, "reference point")
    compromise = predict(positions, salience, capability, "compromise")
    median = predict(positions, salience, capability, "median")
    heads = predict(positions, salience, capability, "mean")
    assert compromise.support is not None
    assert compromise.weights is not None
    assert heads.weights is not None
    where, weight = compromise.support, compromise.weights
    actors = where.shape[-1]
    singles = np.stack([compromise.point, median.point, np.nan_to_num(declared)], axis=-1)
    support = np.concatenate([where, singles, np.broadcast_to(_GRID, (rows, len(_GRID)))], axis=-1)
    found = np.zeros((rows, len(COMPONENTS), support.shape[-1]))
    at = {name: place for place, name in enumerate(COMPONENTS)}
    found[:, at["positions"], :actors] = weight
    found[:, at["heads"], :actors] = heads.weights
    found[:, at["condorcet"], :actors] = condorcet_weights(positions, salience, capability)
    for name, width in KERNELS.items():
        found[:, at[name], -len(_GRID) :] = _smoothed(where, weight, width)
    found[:, at["compromise"], actors] = 1.0
    found[:, at["median"], actors + 1] = 1.0
    found[:, at["reference"], actors + 2] = ~np.isnan(declared)
    found[:, at["reference"], :actors] += np.where(np.isnan(declared)[:, None], weight, 0.0)
    found[:, at["range"], -len(_GRID) :] = _over_range(positions)
    return Spread(support, found)


def _smoothed(where: Array, weight: Array, width: float) -> Array:
    """Return positions spread by a normal kernel cut off at the ends of the scale."""
    places, which = np.unique(where, return_inverse=True)
    kernel = np.exp(-0.5 * ((_GRID - places[:, None]) / width) ** 2)
    kernel /= kernel.sum(axis=-1, keepdims=True)
    spread: Array = np.einsum("ia,iag->ig", weight, kernel[which.reshape(where.shape)])
    return spread


def _over_range(positions: Array) -> Array:
    """Return equal probabilities on the whole points between the outermost positions."""
    low = np.floor(np.nanmin(positions, axis=-1))[:, None]
    high = np.ceil(np.nanmax(positions, axis=-1))[:, None]
    inside = ((low <= _GRID) & (high >= _GRID)).astype(np.float64)
    alike: Array = inside / inside.sum(axis=-1, keepdims=True)
    return alike


def _check_scale(values: Array, what: str) -> None:
    outside = (values < SCALE[0]) | (values > SCALE[1])
    if outside.any():
        worst = values[outside][0]
        raise ValueError(f"{what} {worst:g} lies outside 0–100, the scale the pool is fitted on")


def products(spread: Spread, outcome: Array) -> Array:
    """Return G of every issue, (issue, component, component), so that the CRPS is a′Ga."""
    count = len(outcome)
    points = np.concatenate([spread.support, outcome[:, None]], axis=-1)
    weights = np.concatenate([spread.weights, np.zeros((count, len(COMPONENTS), 1))], axis=-1)
    order = np.argsort(points, axis=-1, kind="stable")
    ranked = np.take_along_axis(points, order, -1)
    sums = np.cumsum(np.take_along_axis(weights, order[:, None, :], -1), axis=-1)
    step = (ranked >= outcome[:, None]).astype(np.float64)
    gap = np.diff(ranked, axis=-1)
    off = (sums - step[:, None, :])[..., :-1]
    found: Array = np.einsum("ick,idk,ik->icd", off, off, gap)
    return found


def fit_shares(products_mean: Array) -> Array:
    """Return the shares that minimise a′Ga.

    Along a direction x = t·a the least of x′Gx + (Σx − 1)² is q/(1 + q) with q = a′Ga, rising in q:
    so the non-negative x that minimises it, divided by its sum, is the answer.

    Args:
        products_mean: (component, component), positive semidefinite.
    """
    from scipy.linalg import eigh
    from scipy.optimize import nnls

    values, vectors = eigh(products_mean)
    root = np.sqrt(np.maximum(values, 0.0))[:, None] * vectors.T
    scale = np.sqrt(np.trace(products_mean) / len(products_mean)) or 1.0
    system = np.vstack([root / scale, np.ones(len(products_mean))])
    target = np.append(np.zeros(len(products_mean)), 1.0)
    found, _ = nnls(system, target)
    shares: Array = found / found.sum()
    return shares


def fit_pool(known: Negotiations) -> Pool:
    """Return the pool fitted on all of the given negotiations."""
    return Pool(tuple(float(share) for share in fit_shares(_products_of(known).mean(axis=0))))


def _products_of(known: Negotiations) -> Array:
    spread = components(known.positions, known.salience, known.capability, known.reference)
    return products(spread, known.outcome)


def folds(dossiers: tuple[str, ...], count: int = FOLDS) -> Array:
    """Return the fold of each issue; dossiers in the order of a hash of their names take turns.

    The hash keeps dossiers of one year apart, and makes the folds the same everywhere.
    """
    import hashlib

    names = sorted(set(dossiers), key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    turn = {name: place % count for place, name in enumerate(names)}
    return np.array([turn[name] for name in dossiers])


def pooled_out_of_sample(known: Negotiations, count: int = FOLDS) -> tuple[Array, Array, Array]:
    """Return median (issue,), support and weights (issue, k) of every issue from its fold.

    The shares for an issue are fitted on dossiers of the other folds alone.

    Raises:
        ValueError: fewer than two dossiers.
    """
    which = folds(known.dossiers, count)
    if len(set(known.dossiers)) < 2:
        raise ValueError("the pool is fitted on other dossiers – give at least two")
    spread = components(known.positions, known.salience, known.capability, known.reference)
    forms = products(spread, known.outcome)
    weights = np.empty_like(spread.support)
    for fold in np.unique(which):
        held: Flags = which == fold
        shares = fit_shares(forms[~held].mean(axis=0))
        weights[held] = np.einsum("ick,c->ik", spread.weights[held], shares)
    return median_of(spread.support, weights), spread.support, weights
