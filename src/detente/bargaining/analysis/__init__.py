"""Bargaining over the issues of a scenario: outcomes, pivots, levers, trades, zones.

A folder of its own, so that compiled loops of the models outlive a change of words here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.bargaining.analysis.analysing import bargain
    from detente.bargaining.analysis.findings import BargainFindings, IssueBargain
    from detente.bargaining.analysis.levers import Lever, SideLevers
    from detente.bargaining.analysis.outcomes import Agreement, ModelOutcome
    from detente.bargaining.analysis.pivots import Pivot
    from detente.bargaining.analysis.trades import Trade
    from detente.bargaining.analysis.zones import Zone

_HOMES = {
    "Agreement": "detente.bargaining.analysis.outcomes",
    "BargainFindings": "detente.bargaining.analysis.findings",
    "IssueBargain": "detente.bargaining.analysis.findings",
    "Lever": "detente.bargaining.analysis.levers",
    "ModelOutcome": "detente.bargaining.analysis.outcomes",
    "Pivot": "detente.bargaining.analysis.pivots",
    "SideLevers": "detente.bargaining.analysis.levers",
    "Trade": "detente.bargaining.analysis.trades",
    "Zone": "detente.bargaining.analysis.zones",
    "bargain": "detente.bargaining.analysis.analysing",
}

__all__ = [
    "Agreement",
    "BargainFindings",
    "IssueBargain",
    "Lever",
    "ModelOutcome",
    "Pivot",
    "SideLevers",
    "Trade",
    "Zone",
    "bargain",
]

__getattr__ = attributes(__name__, _HOMES)
