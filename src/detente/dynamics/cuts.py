"""Loops and drives that a run can do without: fields that are zero while they are cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Cut:
    """One loop that can be cut.

    Attributes:
        what: what the run does without, in words that follow "without".
        fields: (index set, field) set to 0.
    """

    what: str
    fields: tuple[tuple[str, str], ...]


def _world(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(("world", name) for name in names)


CUTS: Mapping[str, Cut] = {
    "drive": Cut(
        "the drive of leaders",
        (("dyad", "leader_drive"), *_world("leader_spread", "standard_drive")),
    ),
    "reciprocity": Cut("answering in kind", _world("flow_reciprocity", "crisis_reciprocity")),
    "triangle": Cut("the pull of the third", _world("triangle_courting", "triangle_balance")),
    "opinion": Cut("opinion", _world("opinion_weight", "sanctions_opinion", "opinion_at_home")),
    "sanctions": Cut(
        "new sanctions and their effects",
        (
            *_world("pressure_response", "relief_worth"),
            ("dyad", "sanctions"),
            ("dyad", "sanctions_start"),
        ),
    ),
    "trust": Cut(
        "learning whom to trust",
        _world(
            "trust_gain",
            "ratified_news",
            "failure_news",
            "untrustworthy_cheating",
            "talk_effect",
            "gesture_effect",
        ),
    ),
    "regime": Cut(
        "feedback from behaviour to the regime",
        _world(
            "worsening_flow",
            "improving_flow",
            "improving_trust",
            "improving_drive",
            "worsening_guardrail",
        ),
    ),
    "shocks": Cut("shocks from outside", (("shock", "rate"),)),
    "experience": Cut(
        "experience that carries over",
        _world("experience_worth", "spillover_gain", "talks_experience", "experience_gain"),
    ),
    "fence": Cut("the fence around technology", _world("fence_coupling", "fence_gain")),
    "frustration": Cut(
        "frustration and spoiling", _world("frustration_weight", "frustration_gain")
    ),
    "ratifiers": Cut("ratifiers at home", (("ballot", "asked"),)),
}
