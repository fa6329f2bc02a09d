"""What a model of bargaining says: an outcome, and where the model has one its distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the function of one model returns.

    Attributes:
        point: (…,) the outcome on the scale of the positions; NaN where the model refuses a row.
        support, weights: (…, k) the distribution, or None; `details` as in `Prediction`.
    """

    point: Array
    support: Array | None = None
    weights: Array | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False)
class Prediction:
    """The outcome that one model expects.

    Attributes:
        model: name of the model.
        options: every option used, those left at their default included.
        point: (…,) float64, the outcome on the scale of the positions; for `exchange` (…, issue).
            NaN where the model refuses a row (`details["reason"]` says why).
        support: (…, k) points of the distribution, in the order of the actors where k is their
            number, or None. An absent actor's place holds a number of no weight.
        weights: (…, k) their probabilities, which add up to 1 (NaN in a refused row), or None.
        details: what else the model says, name → array or table.
        references: keys of the works the model rests on.
    """

    model: str
    options: Mapping[str, Any]
    point: Array
    support: Array | None
    weights: Array | None
    details: Mapping[str, Any]
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Make the mappings read-only."""
        for name in ("options", "details"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __repr__(self) -> str:
        """Return three lines: model and options, outcome, what else is there."""
        options = ", ".join(f"{name}={_brief(value)}" for name, value in self.options.items())
        kind = "no distribution"
        if self.weights is not None:
            kind = f"distribution over {self.weights.shape[-1]} points"
        more = f"; details: {', '.join(self.details)}" if self.details else ""
        return (
            f"Prediction by {self.model}{f' ({options})' if options else ''}\n"
            f"  outcome {_range(self.point)}\n"
            f"  {kind}{more}"
        )

    def cite(self) -> tuple[str, ...]:
        """Return the keys of the works the model rests on, as in the library's references."""
        return self.references


def _brief(value: Any) -> str:
    """Name an option's value within a line."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"array{value.shape}"
    text = str(value)
    return text if len(text) <= 24 else text[:23] + "…"  # literal-ok: a size


def _range(point: Array) -> str:
    """Write one outcome, or how many and between which ends."""
    known = point[np.isfinite(point)]
    if point.ndim == 0:
        return f"{float(point):.4g}" if known.size else "refused"
    if not known.size:
        return f"of {point.size} all refused"
    refused = f", {point.size - known.size} refused" if known.size < point.size else ""
    return f"of {point.size} from {known.min():.4g} to {known.max():.4g}{refused}"
