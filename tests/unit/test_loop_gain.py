"""Loop gains: exact limits of the mean month, and what the ladder does at its own means."""

from __future__ import annotations

import numpy as np
import pytest

from detente.dynamics.assembling import Change
from detente.dynamics.engine.program import Program
from detente.dynamics.keeping_track import kept
from detente.dynamics.ladder import ladder
from detente.dynamics.loop_gain import (
    STATE,
    MeanMonth,
    ladder_feedback,
    loop_gain,
)
from detente.dynamics.simulating import Course, prepared
from detente.dynamics.structure import structure
from detente.scenario import Scenario, draw, load

#: What moves behaviour besides its own past and the other side's.
COUPLINGS = (
    "triangle_courting",
    "triangle_balance",
    "opinion_weight",
    "shock_weight",
    "pressure_response",
    "cooperation_weight",
    "frustration_weight",
)
#: What makes the ladder depart from the declared spells.
PUSHES = (
    "worsening_flow",
    "worsening_shock",
    "worsening_guardrail",
    "improving_flow",
    "improving_trust",
    "improving_drive",
    "improving_threat",
)


def with_parameters(scenario: str, **values: object) -> Scenario:
    return load(scenario, changes={f"parameters.{k}": {"is": v} for k, v in values.items()})


def off(*names: str) -> dict[str, object]:
    return dict.fromkeys(names, 0)


def mean_month(scenario: Scenario, rung: int) -> MeanMonth:
    parts = structure(scenario)
    forced = tuple(Change(1, "pair", pair, "forced_regime", 1.0) for pair in parts.keys("pair"))
    sample = draw(scenario, 10, 1)
    _, assembled = prepared(sample, parts, Course(changes=forced), kept())
    return MeanMonth(assembled, parts, np.full(10, rung))


class TestWithinARegime:
    @pytest.mark.parametrize("rung", [0, 3])
    def test_alone_behaviour_has_the_eigenvalues_of_the_mechanism(self, rung: int) -> None:
        scenario = with_parameters("neutral", **off(*COUPLINGS), crisis_reciprocity=0.1)
        sample = draw(scenario, 10, 1)
        month = mean_month(scenario, rung)
        jacobian = month.jacobian(month.settled())
        flows = jacobian[:, : month.flows, : month.flows]
        inertia, reciprocity = (
            sample[f"parameters.{name}"] for name in ("flow_inertia", "flow_reciprocity")
        )
        shift = 0.1 if rung == 3 else 0.0
        expected = np.stack([inertia + reciprocity, inertia - reciprocity - 2 * shift])
        for place in range(10):
            found = np.sort(np.linalg.eigvals(flows[place]).real)
            pairs = np.repeat(np.sort(expected[:, place]), month.flows // 2)
            assert found == pytest.approx(pairs, abs=1e-5)

    def test_sanctions_move_at_their_mean_rate(self) -> None:
        scenario = with_parameters(
            "neutral",
            **off("relief_flow", "relief_drive", "relief_settlement", "sanctions_lock"),
            **off("sanctions_flow", "sanctions_opinion", "sanctions_severity"),
            sanctions_fall=1.2,
            sanctions_rise=0.6,
        )
        month = mean_month(scenario, 1)
        jacobian = month.jacobian(month.settled())
        place = sum(month.flows for name in STATE["dyad"][: STATE["dyad"].index("sanctions")])
        memory = jacobian[:, place, place]
        assert memory == pytest.approx(np.full(10, 1 - 1.2 / 12), abs=1e-4)
        # Between what is added and what is lifted the level settles at step · rise / fall.
        state = month.settled()
        for _ in range(6):
            state = month.step(state)
        assert state[place] == pytest.approx(np.full(10, 0.1 * 0.6 / 1.2), abs=1e-3)

    def test_every_field_that_lasts_is_state_or_bookkeeping(self) -> None:
        scenario = load("russia-us-2025")
        parts = structure(scenario)
        _, assembled = prepared(draw(scenario, 10, 1), parts, Course(), kept())
        lasting = {name.split("[")[0] for name in _lasting(assembled.program)}
        state = {f"{over}.{field}" for over, fields in STATE.items() for field in fields}
        assert state <= lasting
        other = lasting - state
        counted = ("first_", "months_", "log_")
        known = {
            *("clip_hits", "gestures", "summits", "signatures", "ratifications", "endings"),
            *("regime", "leader_drive", "horizon", "capability", "tenure"),
            *("status", "depth", "wider", "project", "notice_left", "level", "election_near"),
        }
        left = {n for n in other if not n.split(".")[1].startswith(counted)}
        assert {n for n in left if n.split(".")[1] not in known} == set()

    def test_below_one_in_every_regime_for_the_defaults(self) -> None:
        found = loop_gain(load("neutral"), 10)
        assert found.regimes == ("reset", "guardrailed_rivalry", "confrontation", "crisis")
        assert (found.radius < 1).all()
        assert (found.share_unstable == 0).all()
        assert (found.behaviour < 0.95).all()
        # The slowest memory bounds it from below; the loops between variables add next to nothing.
        assert (found.radius >= found.memory - 1e-6).all()
        assert (found.radius - found.memory).max() < 0.005

    def test_it_can_fail(self) -> None:
        found = loop_gain(with_parameters("neutral", flow_inertia=0.8, flow_reciprocity=0.3), 10)
        assert (found.share_unstable == 1).all()
        assert (found.radius > 1.05).all()


class TestThroughTheLadder:
    def test_declared_spells_hold_when_nothing_pushes(self) -> None:
        found = ladder_feedback(with_parameters("neutral", **off(*PUSHES)), 10, 1)
        assert found.spell == pytest.approx(found.declared, rel=1e-4)
        assert found.occupancy == pytest.approx(found.declared_occupancy, rel=1e-4)

    def test_a_pull_of_behaviour_counts_from_what_is_usual(self) -> None:
        pulled = with_parameters("neutral", **off(*PUSHES[1:]), worsening_flow=2)
        sample = draw(pulled, 10, 1)
        steps = ladder(sample)
        found = ladder_feedback(pulled, sample, 1)
        odds = steps.worsen[2] / (1 - steps.worsen[2])
        odds = odds * np.exp(-2 * (found.flow[2] - steps.flow[2]))
        implied = odds / (1 + odds) / steps.improve[3]
        assert found.occupancy[2] == pytest.approx(implied, rel=0.05)
        assert abs(found.occupancy_ratio[2] - 1) > 0.05

    @pytest.mark.slow
    def test_the_defaults_keep_near_the_declared_spells(self) -> None:
        found = ladder_feedback(load("neutral"), 40)
        assert ((found.spell_ratio > 2 / 3) & (found.spell_ratio < 3 / 2)).all()
        assert ((found.occupancy_ratio > 2 / 3) & (found.occupancy_ratio < 3 / 2)).all()
        assert (np.diff(found.flow.mean(axis=1)) < 0).all()
        assert (np.diff(found.sanctions.mean(axis=1)) > 0).all()


def _lasting(program: Program) -> set[str]:
    """Names of rows that a month reads before it writes them, and writes."""
    read: set[int] = set()
    written: set[int] = set()
    for site in program.sites:
        written |= set(site.rows)
    found = set()
    for _, bound in program.steps:
        for one in bound:
            for row in one.reads.ravel().tolist():
                if row not in written:
                    read.add(row)
            targets = set(one.targets.ravel().tolist())
            found |= {row for row in targets if row in read}
            written |= targets
    return {program.name(row) for row in found}
