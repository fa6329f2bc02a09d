"""What stands in the way of a deal, condition by condition.

Five conditions, each checked in every draw; several may fail together:

* gain: the gain at hand does not cover the political cost of a deal, for one side;
* horizon: it does, but a side that weighs the long run already counts the loss;
* ally: a duty to a third party outweighs the gain at hand (mechanism 12);
* consent: a third party without whom there is no deal would lose by it (8, 49);
* home: the government would act, but the worth as weighed, before the political cost, does not
  clear the hurdle at home (35).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from detente.interests.worth import Worths
from detente.scenario.draws import Draws
from detente.scenario.model import Scenario

Array: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Condition: TypeAlias = Literal["gain", "horizon", "ally", "consent", "home"]

CONDITIONS: tuple[Condition, ...] = ("gain", "horizon", "ally", "consent", "home")


@dataclass(frozen=True)
class Obstacle:
    """One condition that one actor's side may fail.

    Attributes:
        condition: which of the five.
        actor: the side at which it fails (for consent: the third party).
        others: who else it is about: the allies, or who holds the hurdle.
        fails: in which draws it fails, shape (draw,); None where it cannot be computed (the consent
            of an actor whose worth is not declared), so that it stays open.
    """

    condition: Condition
    actor: str
    others: tuple[str, ...]
    fails: Mask | None


def affinity(flow_one: Array, flow_other: Array, slope: Array) -> Array:
    """Return tanh(s · mean flow), the affinity of a pair in (−1, 1).

    Args:
        flow_one, flow_other: behaviour of each side toward the other, SD units.
        slope: s, per SD unit, above 0.
    """
    half = 0.5
    return np.tanh(slope * half * (flow_one + flow_other))


def obligation_weight(draws: Draws, actor: str, third: str) -> Array:
    """Return how much a duty to a third party counts, 0–1.

    The affinity of the two, where the behaviour of both is declared; 1 where it is not, because the
    duty itself was declared after all.
    """
    forth, back = f"relations.{actor}>{third}.flow", f"relations.{third}>{actor}.flow"
    if forth in draws and back in draws:
        close = affinity(draws[forth], draws[back], draws["parameters.affinity_slope"])
        return np.maximum(close, 0)
    return np.ones(len(draws))


def duty(
    draws: Draws, actor: str, pair: tuple[str, str], issue: str
) -> tuple[Array, tuple[str, ...]]:
    """Return what a deal costs an actor in duties to third parties, (draw,), and to whom."""
    cell = draws.scenario.content.issues[issue].actors[actor]
    thirds = tuple(third for third in cell.obligation_to if third not in pair)
    if not thirds:
        return np.zeros(len(draws)), ()
    # The strongest of several bonds binds: one is enough to forbid a deal.
    weights = [obligation_weight(draws, actor, third) for third in thirds]
    owed = draws[f"issues.{issue}.actors.{actor}.third_party_obligation"] * np.max(weights, axis=0)
    return owed * draws["parameters.obligation_weight"], thirds


def declared_shift(draws: Draws, what: Literal["hurdle", "drag"], actor: str) -> Array | float:
    """Return the declared shift of all hurdles, or of the drag, of an actor; 0 without one.

    Experts disagree on who holds the veto; a scenario says so by `parameters.hurdle_shift_ACTOR`
    and `parameters.drag_shift_ACTOR`.
    """
    address = f"parameters.{what}_shift_{actor}"
    if address not in draws:
        return 0.0
    return draws[address]


def obstacles(draws: Draws, worths: Worths, pair: tuple[str, str], issue: str) -> list[Obstacle]:
    """Return every condition a deal of a pair on an issue has to meet."""
    return [
        *_sides(draws, worths, pair, issue),
        *_consents(draws, worths, pair, issue),
    ]


def _sides(draws: Draws, worths: Worths, pair: tuple[str, str], issue: str) -> Iterator[Obstacle]:
    cells = draws.scenario.content.issues[issue].actors
    for actor in pair:
        now, weighed, _, gross = worths.at(actor, issue)
        prefix = f"issues.{issue}.actors.{actor}"
        yield Obstacle("gain", actor, (), now <= 0)
        yield Obstacle("horizon", actor, (), (now > 0) & (weighed <= 0))
        owed, thirds = duty(draws, actor, pair, issue)
        if thirds:
            yield Obstacle("ally", actor, thirds, now - owed <= 0)
        holder = cells[actor].hurdle_by or draws.scenario.legislature_of(actor)
        hurdle = draws[f"{prefix}.domestic_hurdle"] + declared_shift(draws, "hurdle", actor)
        fails = (weighed > 0) & (gross <= hurdle)
        yield Obstacle("home", actor, (holder,) if holder else (), fails)


def required_consents(scenario: Scenario, pair: tuple[str, str], issue: str) -> tuple[str, ...]:
    """Return the third parties without whom a pair makes no new deal on an issue.

    Those the issue names, and the other parties and consents of an agreement on the issue that is
    not yet in force and that counts for the pair (both are parties or required consents).
    """
    found = dict.fromkeys(scenario.content.issues[issue].consents)
    for agreement in scenario.content.agreements.values():
        needed = (*agreement.parties, *agreement.consents)
        pending = agreement.status in ("none", "talks", "signed")
        if agreement.issue == issue and pending and set(pair) <= set(needed):
            found.update(dict.fromkeys(needed))
    return tuple(actor for actor in found if actor not in pair)


def _consents(
    draws: Draws, worths: Worths, pair: tuple[str, str], issue: str
) -> Iterator[Obstacle]:
    scenario = draws.scenario
    for third in required_consents(scenario, pair, issue):
        known = third in scenario.content.issues[issue].actors and third in worths.actors
        yield Obstacle(
            "consent", third, (), worths.at(third, issue).weighed <= 0 if known else None
        )
