"""Room `bargaining`: which deal comes out, by published models of outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.bargaining.analysis.analysing import bargain
    from detente.bargaining.analysis.findings import BargainFindings
    from detente.bargaining.models import MODELS, Model, Option, presets
    from detente.bargaining.predicting import predict
    from detente.bargaining.prediction import Prediction

_HOMES = {
    "BargainFindings": "detente.bargaining.analysis.findings",
    "MODELS": "detente.bargaining.models",
    "Model": "detente.bargaining.models",
    "Option": "detente.bargaining.models",
    "Prediction": "detente.bargaining.prediction",
    "bargain": "detente.bargaining.analysis.analysing",
    "predict": "detente.bargaining.predicting",
    "presets": "detente.bargaining.models",
}

__all__ = [
    "MODELS",
    "BargainFindings",
    "Model",
    "Option",
    "Prediction",
    "bargain",
    "predict",
    "presets",
]

__getattr__ = attributes(__name__, _HOMES)
