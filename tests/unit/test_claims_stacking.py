"""Situations that stand side by side in one run give the worlds of a simulation of each alone."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from claim_cases import CASE

from detente.claims.premises import own_situation
from detente.claims.propositions import propositions
from detente.claims.running import Bench, Size
from detente.dynamics.simulating import simulate
from detente.scenario import Scenario, build, loads
from detente.scenario.draws import draw

#: Claims beside those of the case: what is changed against the scenario as declared.
SETTINGS = {
    "cut": "without reciprocity",
    "drive": "drive of aland off",
    "number": "relations.aland>borland.flow = 0.3",
    "lever": "policy let_it_lapse",
    "entry": "policy warmer",
    "both": "switch cost=large and relations.aland>borland.leader_drive = 0.5 and without trust",
}
FLOW = "relations.aland>borland.flow"
DRIVE = "relations.aland>borland.leader_drive"
SIZE, SEED, MONTHS = Size(12, 3), 4, 12


def text() -> str:
    """Return the case with relations, a given event, another policy and these claims."""
    made = CASE.replace(
        "relations:\n", "relations:\n  aland>borland: {flow: 0..0.2, leader_drive: -0.2..0.6}\n"
    )
    made = made.replace(
        "conflicts:\n", "given: [{event: pact ended, date: 2020-08-01}]\nconflicts:\n"
    )
    made = made.replace(
        "policies:\n",
        f"policies:\n  warmer: {{name: Warmer, by: aland, sets: {{{DRIVE}: 0.5..0.9}}}}\n",
    )
    head = "statement: s, from: essay-a#9, horizon_months: 12"
    claims = [
        f"  {key}: {{{head}, kind: causal, test: {{mean: flow aland>borland after 12 months, "
        f'under: "{setting}", above: 0}}}}\n'
        for key, setting in SETTINGS.items()
    ]
    claims.append(
        f"  start: {{{head}, kind: forecast, "
        "test: {event: flow aland>borland below its start at 2021-05, above: 0.5}}\n"
    )
    return made.replace("\nclaims:\n", "\nclaims:\n" + "".join(claims))


@cache
def worlds() -> Scenario:
    return loads(text(), "worlds.yaml")


@cache
def bench(stacked: bool) -> Bench:
    """Return a bench on which the claims were run under all viewpoints, together or one by one."""
    scenario = worlds()
    declared = scenario.content.claims
    ones = propositions(scenario, {key: declared[key] for key in (*SETTINGS, "start")})
    found = Bench(scenario, list(ones.values()), SEED, executor="numpy")
    if stacked:
        found.prefetch(
            (own_situation(scenario, view), SIZE) for view in scenario.content.viewpoints
        )
    return found


def measured(key: str, viewpoint: str, *, stacked: bool) -> npt.NDArray[np.float64]:
    scenario = worlds()
    one = propositions(scenario, {key: scenario.content.claims[key]})[key]
    return bench(stacked).sample(one.first, own_situation(scenario, viewpoint), SIZE).values


def simulated(key: str, viewpoint: str) -> npt.NDArray[np.float64]:
    """Return the flow month by month as `simulate` has it, (month, draw, repeat)."""
    changes: dict[str, Any] = {"number": {FLOW: 0.3}, "both": {DRIVE: 0.5}}.get(key, {})
    cuts = {"cut": ("reciprocity",), "both": ("trust",)}.get(key, ())
    policy = {"lever": "let_it_lapse", "entry": "warmer"}.get(key)
    if key == "drive":
        changes = {DRIVE: 0}
    scenario = build("worlds.yaml", worlds().tree, changes=changes)
    found = simulate(
        scenario,
        SIZE.draws,
        SIZE.repeats,
        MONTHS,
        SEED,
        viewpoint=viewpoint,
        switches={"cost": "large"} if key == "both" else None,
        policy=policy,
        cut=cuts,
        executor="numpy",
        series=[("dyad", "flow")],
    )
    flow = found.data["flow"].sel(dyad="aland>borland")
    return flow.transpose("month", "draw", "repeat").values


@pytest.mark.parametrize("key", SETTINGS)
def test_a_claim_is_measured_on_the_worlds_of_a_simulation(key: str) -> None:
    for viewpoint in ("anna", "boris"):
        found = measured(key, viewpoint, stacked=True)
        assert np.array_equal(found, simulated(key, viewpoint)[-1]), viewpoint


def test_every_situation_counts_from_its_own_start() -> None:
    begins = draw(worlds(), SIZE.draws, SEED)[FLOW]
    for viewpoint in ("anna", "boris", "carla"):
        below = simulated("", viewpoint)[-1] < begins[:, None]
        assert np.array_equal(measured("start", viewpoint, stacked=True), below)
        assert below.any()
        assert not below.all()


@pytest.mark.parametrize("key", [*SETTINGS, "start"])
def test_together_or_alone_to_the_last_bit(key: str) -> None:
    for viewpoint in ("anna", "boris", "carla"):
        together = measured(key, viewpoint, stacked=True)
        assert np.array_equal(together, measured(key, viewpoint, stacked=False))
