"""Room `claims`: what experts say, as propositions that the model can contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.lazily import attributes

if TYPE_CHECKING:
    from detente.claims.findings import ClaimFindings
    from detente.claims.judging import judge_claims

_HOMES = {
    "ClaimFindings": "detente.claims.findings",
    "judge_claims": "detente.claims.judging",
}

__all__ = ["ClaimFindings", "judge_claims"]

__getattr__ = attributes(__name__, _HOMES)
