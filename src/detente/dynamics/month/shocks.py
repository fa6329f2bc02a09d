"""Shocks come from outside, fade, and reach the pairs they are declared for (24, 25)."""

from __future__ import annotations

from detente.dynamics.codes import MONTHS_OF_A_YEAR
from detente.dynamics.engine.primitives import choose, minimum
from detente.dynamics.engine.terms import term


@term(over="shock", writes=("level", "struck"))
def shock_level(level, rate, persistence, luck_shock):
    """Level of a shock: h' = d h + 1[it strikes], struck with chance rate / 12."""
    struck = choose(luck_shock < minimum(rate / MONTHS_OF_A_YEAR, 1.0), 1.0, 0.0)
    return persistence * level + struck, struck


@term(
    over="jolt",
    writes=(
        "pair__threat",
        "pair__incident",
        "pair__outside",
        "pair__hardship",
        "pair__new_outside",
    ),
    combine="sum",
)
def jolts(
    shock__level,
    shock__struck,
    shock__is_threat,
    shock__is_incident,
    shock__is_outside,
    shock__is_economic,
):
    """What reaches a pair, by kind of shock."""
    return (
        shock__level * shock__is_threat,
        shock__level * shock__is_incident,
        shock__level * shock__is_outside,
        shock__level * shock__is_economic,
        shock__struck * shock__is_outside,
    )


@term(over="pair", writes=("net_shock",))
def net_shock(
    threat, goodwill, incident, outside, hardship, outside_crisis_weight, economic_effect
):
    """Balance of shocks: S = h_threat + goodwill − h_incident − κ h_outside + e h_economic."""
    return (
        threat + goodwill - incident - outside_crisis_weight * outside + economic_effect * hardship
    )
