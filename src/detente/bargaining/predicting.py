"""One function for every model of bargaining."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.bargaining.checking import checked_case, known_word
from detente.bargaining.models import MODELS, settled
from detente.bargaining.prediction import Outcome, Prediction


def predict(
    positions: npt.ArrayLike,
    salience: npt.ArrayLike,
    capability: npt.ArrayLike,
    model: str = "compromise",
    *,
    actors: Sequence[str] | None = None,
    **options: Any,
) -> Prediction:
    """Predict the outcome of bargaining over an issue from who wants what and how much it weighs.

    The three arrays broadcast against each other to (…, actor); the leading axes (draws, issues)
    are rows that are predicted each on its own. For the model `exchange`, which trades one issue
    for another, they are (…, issue, actor). A NaN position is an absent actor, whose salience and
    capability are not looked at.

    Args:
        positions: on any scale.
        salience: how much of its attention the issue has, 0 to 1.
        capability: 0 or more, in any unit.
        model: one of `MODELS`.
        actors: names of the actors, for messages and for options that name actors.
        options: options of the model, see `MODELS[model].options`; `preset` takes a named set of
            them (`presets()`), which other options given here override.

    Raises:
        ValueError: an input or an option that will not do; one line that names it.
    """
    chosen = MODELS[known_word(model, MODELS, "model")]
    used = settled(chosen, options)
    case = checked_case(positions, salience, capability, actors)
    if chosen.several_issues and case.positions.ndim == 1:
        raise ValueError(
            f"the model {model} takes several issues: arrays of shape (…, issue, actor)"
        )
    found: Outcome = chosen.function()(case, **used)
    if "preset" in options:
        used = {"preset": options["preset"], **used}
    return Prediction(
        chosen.name,
        used,
        np.asarray(found.point, np.float64),
        found.support,
        found.weights,
        found.details,
        chosen.references,
    )
