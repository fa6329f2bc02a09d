"""What every model and preset expects on an issue, and whether they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np

from detente.bargaining.analysis.contenders import Answer, Contender
from detente.bargaining.analysis.tableau import HIGH, LOW
from detente.bargaining.prediction import Array
from detente.interests.intervals import Interval, quantiles
from detente.library.conventions import conventions

Verdict: TypeAlias = Literal["agree", "differ", "contradict"]

#: Equal parts of the scale over which distributions are averaged.
BINS = 20  # literal-ok: a size


@dataclass(frozen=True, slots=True)
class ModelOutcome:
    """What one model, or one preset of it, expects on an issue.

    Attributes:
        name, model, preset, label: which; `label` as a person reads it.
        outcome: 10, 50, 90% quantiles over draws, 0–100 between the poles; NaN where it refuses
            every draw.
        widened: the same with judged and assumed widths stretched.
        refused, refused_widened: share of draws in which the model says nothing.
        reasons: why → share of draws.
        distribution: of models that have one, averaged over draws: probability in each of twenty
            equal parts of the scale, from the first pole; empty for the others.
    """

    name: str
    model: str
    preset: str | None
    label: str
    outcome: Interval
    widened: Interval
    refused: float
    refused_widened: float
    reasons: Mapping[str, float] = field(default_factory=dict)
    distribution: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether the models agree on an issue.

    Attributes:
        verdict: `contradict` where two of them lie further apart than the declared larger distance
            in most draws, `differ` where two lie further apart than the smaller one in most draws,
            else `agree`.
        widened: the same with stretched widths.
        span: lowest and highest median.
        lowest, highest: names of the models that have them.
        apart: pairs that lie further apart than the smaller distance in most draws, with the share
            of draws; those most often apart first.
        models: how many were compared.
    """

    verdict: Verdict
    widened: Verdict
    span: tuple[float, float]
    lowest: str
    highest: str
    apart: tuple[tuple[str, str, float], ...]
    models: int


def model_outcome(contender: Contender, found: Answer, wide: Answer) -> ModelOutcome:
    """Sum up what a contender says over draws as declared, and with stretched widths."""
    count = found.point.size
    return ModelOutcome(
        name=contender.name,
        model=contender.model,
        preset=contender.preset,
        label=contender.label,
        outcome=known_quantiles(found.point),
        widened=known_quantiles(wide.point),
        refused=float(np.isnan(found.point).mean()),
        refused_widened=float(np.isnan(wide.point).mean()),
        reasons={reason: number / count for reason, number in found.reasons.items()},
        distribution=_averaged(found),
    )


def known_quantiles(values: Array) -> Interval:
    """Return the declared quantiles of the finite values; NaN without any."""
    return quantiles(values[np.isfinite(values)])


def _averaged(found: Answer) -> tuple[float, ...]:
    """Return the distribution over parts of the scale, averaged over the rows that answer."""
    if found.support is None or found.weights is None:
        return ()
    answered = ~np.isnan(found.weights).any(axis=-1)
    if not answered.any():
        return ()
    edges = np.linspace(LOW, HIGH, BINS + 1)
    weights = found.weights[answered]
    counts, _ = np.histogram(found.support[answered], edges, weights=weights)
    return tuple(float(share) for share in counts / answered.sum())


def agreement(
    names: Sequence[str], points: Sequence[Array], wide: Sequence[Array]
) -> Agreement | None:
    """Compare the models that answer; None with fewer than two.

    Args:
        names: of the models.
        points, wide: (draw,) each, as declared and with stretched widths, NaN where refused.
    """
    kept = [k for k, values in enumerate(points) if np.isfinite(values).any()]
    if len(kept) < 2:
        return None
    named = [names[k] for k in kept]
    own = [points[k] for k in kept]
    medians = [float(np.nanmedian(values)) for values in own]
    small = conventions()["models_apart"]
    apart = [(a, b, share) for a, b, share in _shares(named, own, small) if share > 0.5]
    return Agreement(
        verdict=_verdict(named, own),
        widened=_verdict(named, [wide[k] for k in kept]),
        span=(min(medians), max(medians)),
        lowest=named[int(np.argmin(medians))],
        highest=named[int(np.argmax(medians))],
        apart=tuple(sorted(apart, key=lambda pair: -pair[2])),
        models=len(kept),
    )


def _verdict(names: Sequence[str], points: Sequence[Array]) -> Verdict:
    declared = conventions()
    words: tuple[tuple[Verdict, str], ...] = (
        ("contradict", "models_contradict"),
        ("differ", "models_apart"),
    )
    for verdict, threshold in words:
        if any(share > 0.5 for _, _, share in _shares(names, points, declared[threshold])):
            return verdict
    return "agree"


def _shares(
    names: Sequence[str], points: Sequence[Array], distance: float
) -> list[tuple[str, str, float]]:
    """Return each pair with the share of the draws both answer in which it lies further apart."""
    found = []
    for one, other in combinations(range(len(names)), 2):
        gap = np.abs(points[one] - points[other])
        known = gap[np.isfinite(gap)]
        share = float((known > distance).mean()) if known.size else 0.0
        found.append((names[one], names[other], share))
    return found
