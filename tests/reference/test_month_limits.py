"""Exact limits of the monthly model: with all else switched off, what is known in closed form.

Every number of a world counts once, so that the error of a mean is that of independent numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from month_worlds import PAIR, near, quiet, run, scene, work_out, worlds

from detente.dynamics.columns import beginning
from detente.dynamics.ladder import JOINED, NAMES, ladder
from detente.dynamics.month import regimes
from detente.dynamics.structure import structure
from detente.mechanisms.reciprocity import eigenvalues, standing_response
from detente.mechanisms.regimes import logit_from_spell
from detente.scenario.draws import draw

MANY = {"draws": 4000, "repeats": 8}
INERTIA, NOISE, SHARED = 0.6, 0.5, 0.3
FLOWS = {
    ("world", "flow_inertia"): INERTIA,
    ("world", "flow_noise"): NOISE,
    ("world", "flow_noise_shared"): SHARED,
}


def test_without_couplings_behaviour_is_an_autoregression() -> None:
    """Var = τ² / (1 − φ²), autocorrelation φ; the two sides share the part r of their noise."""
    pair = scene(PAIR)
    found = run(pair, quiet(pair) | FLOWS, months=40, series=[("dyad", "flow")], **MANY)
    sides = [worlds(found, "flow", dyad) for dyad in ("aland>borland", "borland>aland")]
    variance = NOISE**2 / (1 - INERTIA**2)
    for flow in sides:
        near(flow[-1], 0, 0.004)
        near(flow[-1] ** 2, variance, 0.004)
        near(flow[-1] * flow[-2], INERTIA * variance, 0.004)
        near(flow[-1] * flow[-4], INERTIA**3 * variance, 0.004)
    near(sides[0][-1] * sides[1][-1], SHARED * variance, 0.004)
    near(sides[0][0] ** 2, NOISE**2, 0.003)  # it starts at its mean


@pytest.mark.parametrize("reciprocity", [0.25, -0.2])
def test_with_reciprocity_mood_and_imbalance_have_the_published_roots(reciprocity: float) -> None:
    pair = scene(PAIR)
    fields = quiet(pair) | FLOWS | {("world", "flow_reciprocity"): reciprocity}
    found = run(pair, fields, months=60, series=[("dyad", "flow")], **MANY)
    one, other = (worlds(found, "flow", dyad) for dyad in ("aland>borland", "borland>aland"))
    for sum_, root, share in zip(
        (one + other, one - other), eigenvalues(INERTIA, reciprocity), (1, -1), strict=True
    ):
        variance = 2 * NOISE**2 * (1 + share * SHARED) / (1 - root**2)
        near(sum_[-1] ** 2, variance, 0.02 * variance)
        near(sum_[-1] * sum_[-2], root * variance, 0.02 * variance)


def test_a_standing_push_by_one_side_moves_both_as_published() -> None:
    pair, push, reciprocity = scene(PAIR), 0.2, 0.25
    fields = quiet(pair) | FLOWS | {("world", "flow_reciprocity"): reciprocity}
    fields |= {("world", "leader_weight"): push, ("actor", "bureaucratic_drag"): 0.0}
    changes = _always("dyad", "aland>borland", "leader_drive", 1.0)
    found = run(pair, fields, months=60, series=[("dyad", "flow")], changes=changes, **MANY)
    own, others = standing_response(INERTIA, reciprocity)
    near(worlds(found, "flow", "aland>borland")[-1], float(push * own), 0.006)
    near(worlds(found, "flow", "borland>aland")[-1], float(push * others), 0.006)


def _always(over: str, key: str, name: str, value: float) -> tuple[Any, ...]:
    from detente.dynamics.assembling import Change

    return (Change(1, over, key, name, value),)


SPELLS = {
    "reset_spell": 1.5,
    "rivalry_spell": 2,
    "confrontation_spell": 2.5,
    "crisis_spell": 4,
    "rivalry_worsening": 0.6,
    "confrontation_worsening": 0.3,
}
MONTHS = np.array([18.0, 24.0, 30.0, 4.0])


def declared_occupancy() -> np.ndarray[Any, Any]:
    """π_{z+1} / π_z = u_z / d_{z+1}, from the lengths of spells."""
    up = np.array([1, 0.6, 0.3]) / MONTHS[:3]
    down = np.array([0.4, 0.7, 1]) / MONTHS[1:]
    share = np.cumprod([1, *(up / down)])
    return np.asarray(share / share.sum())


def ladder_alone(number: int, **how: Any) -> np.ndarray[Any, Any]:
    """Return the regimes of a run in which nothing but the ladder moves, (month, world)."""
    pair = scene(PAIR, **SPELLS)
    off = {
        key: value
        for key, value in quiet(pair).items()
        if not key[1].startswith(("worsen_", "improve_"))
    }
    given = {"draws": 400, "repeats": 5, "months": 900} | how
    found = run(pair, off, regimes=number, series=[("pair", "regime")], **given)
    return np.asarray(worlds(found, "regime", "aland-borland"))


@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_regimes_alone_are_held_as_long_and_as_often_as_declared(number: int) -> None:
    """Rungs that stand for several regimes, or share one, keep what these have together."""
    rung = ladder_alone(number)[300:]
    joined = JOINED[number]
    for group in {tuple(r for r in range(4) if (r in one)) for one in joined}:
        rungs = [place for place, one in enumerate(joined) if set(one) & set(group)]
        held = np.isin(rung, rungs)
        near(held.mean(axis=0), declared_occupancy()[list(group)].sum(), 0.012)
    if number == len(MONTHS):
        # A spell lasts 1 / (u + d): the share of its months in which a spell ends.
        for place, months in enumerate(MONTHS):
            here, leaves = rung[:-1] == place, rung[1:] != rung[:-1]
            near((here & leaves).sum(axis=1) - here.sum(axis=1) / months, 0, 1.0)
    moves = np.abs(np.diff(rung, axis=0))
    assert moves.max() == 1


def test_direct_jumps_skip_a_rung_as_often_as_declared() -> None:
    pair = scene(PAIR, **SPELLS, direct_jump=0.4)
    off = {
        key: value
        for key, value in quiet(pair).items()
        if not key[1].startswith(("worsen_", "improve_"))
    }
    del off["world", "direct_jump"]
    found = run(pair, off, draws=400, repeats=5, months=300, series=[("pair", "regime")])
    rung = worlds(found, "regime", "aland-borland")
    moves = np.diff(rung, axis=0)
    assert set(np.unique(moves)) == {-1, 0, 1, 2}
    worse = moves[
        (moves > 0) & (rung[:-1] < 2)
    ]  # from the last rung but one nothing can be skipped
    near(worse == 2, 0.4, 0.01)
    assert (moves[rung[:-1] == 2] < 2).all()
    assert rung.max() == 3


def test_log_odds_of_the_ladder_are_those_of_the_declared_spells() -> None:
    """The published form: a prior on spells turned into log-odds."""
    sample = draw(scene(PAIR, **SPELLS), 3, 1)
    columns = beginning(sample, structure(sample.scenario)).columns
    assert columns["world", "worsen_0"][0] == pytest.approx(logit_from_spell(18.0))
    assert columns["world", "worsen_1"][0] == pytest.approx(logit_from_spell(24.0, 0.6))
    assert columns["world", "improve_1"][0] == pytest.approx(logit_from_spell(24.0, 0.4))
    assert columns["world", "improve_2"][0] == pytest.approx(logit_from_spell(30.0, 0.7))
    assert columns["world", "improve_3"][0] == pytest.approx(logit_from_spell(4.0))
    usual = dict.fromkeys(
        (f"{name}_{rung}" for rung in range(5) for name in ("worsen", "improve")), 0.0
    )
    usual |= {f"regime_flow_{rung}": 0.0 for rung in range(5)}
    for rung in range(4):
        usual |= {f"worsen_{rung}": 0.1 * rung, f"improve_{rung}": -0.1 * rung}
    for rung in range(4):
        found = work_out(regimes.ladder_logits, regime=rung, **usual)
        assert found["worsen_logit"] == pytest.approx(0.1 * rung)
        assert found["improve_logit"] == pytest.approx(-0.1 * rung)


@pytest.mark.parametrize("number", [2, 3, 5])
def test_rival_ladders_stand_for_the_declared_one(number: int) -> None:
    """Mean behaviour and severity in order; a rung that is mostly confrontation is no crisis."""
    sample = draw(scene(PAIR, **SPELLS), 20, 1)
    rival, four = ladder(sample, number), ladder(sample)
    assert rival.names == NAMES[number]
    assert (np.diff(rival.flow, axis=0) <= 0).all()
    assert list(rival.severity) == sorted(rival.severity)
    severity = dict(zip(rival.names, rival.severity, strict=True))
    assert severity["confrontation"] == 2
    assert severity.get("crisis", 3) == 3
    assert rival.flow[0].max() <= four.flow[0].max()
