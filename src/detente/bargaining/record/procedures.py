"""The procedural model with the Union's institutions: who proposes, who votes, who can block.

The Commission proposes under a closed rule. The states vote in the Council: unanimity, or a
qualified majority with the share of votes that the period needs. The Parliament must consent under
co-decision and has no say under consultation. Where no Commission stands among the actors, nobody
sets the agenda, and any outcome that passes is as likely as another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.bargaining.record.negotiations import Negotiations
from detente.bargaining.record.votes import INSTITUTIONS, period_of

if TYPE_CHECKING:
    from detente.bargaining.prediction import Array

COMMISSION, PARLIAMENT = INSTITUTIONS
#: Rules and procedures as the data write them.
UNANIMITY, CODECISION = "Unan", "COD"
#: What is said of the model's options in the record.
OPTIONS = {
    "setter": "the Commission",
    "rule": "as declared, states voting",
    "veto": "the Parliament under co-decision",
    "reference": "as declared",
}


def procedural_points(
    known: Negotiations, name: str, options: Mapping[str, Any]
) -> tuple[Array, Array, Array]:
    """Return outcome (issue,), support and weights (issue, k); NaN without a reference point.

    Args:
        known: the negotiations.
        name: of the model.
        options: of the model that are not the institutions'.
    """
    from detente.bargaining import predict

    point = np.full(len(known), np.nan)
    answers: dict[int, tuple[Array, Array]] = {}
    for row in np.flatnonzero(~np.isnan(known.reference)).tolist():
        where, care, power = _voters(known, row)
        chosen = {**_options(known, row, where), **options}
        found = predict(where, care, power, name, actors=known.actors, **chosen)
        point[row] = found.point
        assert found.support is not None
        assert found.weights is not None
        answers[row] = (found.support, found.weights)
    width = max((len(support) for support, _ in answers.values()), default=1)
    support, weights = np.zeros((len(known), width)), np.full((len(known), width), np.nan)
    for answered, (places, shares) in answers.items():
        weights[answered] = 0.0
        support[answered, : len(places)] = places
        weights[answered, : len(places)] = shares
    return point, support, weights


def _voters(known: Negotiations, row: int) -> tuple[Array, Array, Array]:
    """Return one issue's arrays: institutions without votes, no Parliament under consultation."""
    where, power = known.positions[row].copy(), known.capability[row].copy()
    for place, actor in enumerate(known.actors):
        if actor in INSTITUTIONS:
            power[place] = 0.0
        if actor == PARLIAMENT and known.procedures[row] != CODECISION:
            where[place] = np.nan
    if not (power > 0).any():  # institutions among themselves decide by their own weight
        power = known.capability[row].copy()
    return where, known.salience[row], power


def _options(known: Negotiations, row: int, where: Array) -> Mapping[str, Any]:
    there = {actor for actor, place in zip(known.actors, where, strict=True) if not np.isnan(place)}
    unanimous = known.rules[row] == UNANIMITY
    blocks = PARLIAMENT in there and known.procedures[row] == CODECISION
    return {
        "reference": float(known.reference[row]),
        "rule": "unanimity" if unanimous else "qualified_majority",
        "threshold": period_of(known.introduced[row]).majority,
        "setter": COMMISSION if COMMISSION in there else None,
        "veto": [PARLIAMENT] if blocks else None,
    }
