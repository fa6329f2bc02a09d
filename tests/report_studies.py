"""Small studies with a monthly model that several tests of the report share."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from detente.dynamics.simulating import simulate
from detente.scenario import InvalidInputError, Scenario, loads
from detente.study import Study, study

#: Three powers, a triangle with rival theories, a treaty that expires, talks, two viewpoints.
POWERS = """\
detente: 1
title: Three powers
as_of: 2021-03-10
focus: [north, south]
sources:
  essay: {title: An essay, author: A. Author, kind: essay, date: 2021, paragraphs: 20}
actors:
  north: {name: North, kind: state, horizon: 0.4..0.8, turnover: 0.01..0.03}
  south: {name: South, kind: state, horizon: 0.4..0.8}
  east: {name: East, kind: state}
  consul: {name: Consul Alba, kind: leader, of: north}
  regent: {name: Regent Bruno, kind: leader, of: south}
  senate: {name: the Senate, kind: legislature, of: north}
issues:
  arms:
    name: Arms
    deal: an arms pact
    role: security_regime
    poles: {0: limits, 100: none}
    actors:
      north: {position: 20 ± 10, salience: high, tactical_gain: 0.5..0.8, domestic_hurdle: 0..0.2, hurdle_by: senate}
      south: {position: 70 ± 10, salience: high, tactical_gain: 0.4..0.7}
      east: {position: 60 ± 10, tactical_gain: 0.2..0.5}
  grain:
    name: Grain trade
    deal: a grain deal
    role: economic
    poles: {0: open, 100: closed}
    actors:
      north: {position: 30 ± 10, tactical_gain: 0.3..0.6}
      south: {position: 40 ± 10, tactical_gain: 0.3..0.6, obligation_to: [east], third_party_obligation: 0.7..0.9}
relations:
  north>south: {flow: 0.5..1.1, leader_drive: 1..1.6, trust: 0..1}
  south>north: {flow: 0.5..1.1, leader_drive: 0..0.3, trust: 0..1}
  north>east: {flow: -1.2..-0.6, trust: -1..0}
  east>north: {flow: -1.2..-0.6, trust: -1..0}
  south>east: {flow: 0.3..0.9, trust: 0..1}
  east>south: {flow: 0.3..0.9, trust: 0..1}
triads:
  three: {members: [north, south, east]}
agreements:
  charter: {name: the Charter, short: Charter, parties: [north, south], issue: arms, status: in_force, signed: 2011-02-05, expires: 2022-02-05}
  protocol: {name: the Grain Protocol, parties: [north, south], issue: grain, status: talks}
shocks:
  flood:
    name: a flood in the delta
    kind: common_threat
    pairs: [north-south]
    rate_per_year: 0.2..0.5
    from: essay#9
    support: inferred
switches:
  triangle:
    question: Balance or courting?
    levels:
      balancing: {name: states balance, sets: {parameters.triangle_balance: 0.2..0.3, parameters.triangle_courting: 0}}
      courting: {name: rivals court the third, sets: {parameters.triangle_balance: 0, parameters.triangle_courting: 0.3..0.5}}
  leaders:
    question: Do leaders decide?
    levels:
      person: {name: they do, sets: {parameters.leader_weight: 0.3 ± 0.05}}
      structure: {name: they do not, sets: {parameters.leader_weight: 0.05 ± 0.02}}
viewpoints:
  hopeful: {name: The hopeful, settings: {leaders: {level: person, from: essay#3, support: stated}, triangle: {level: courting, from: essay#4, support: stated}}}
  sober: {name: The sober, settings: {leaders: {level: structure, from: essay#5, support: stated}, triangle: {level: balancing, from: essay#6, support: stated}}}
"""


@cache
def powers() -> Study:
    """Three powers, with the monthly model."""
    return studied(loads(POWERS, "powers"))


def at_date(scenario: Scenario, draws: int) -> Study:
    """Study a scenario without the monthly model, which takes most of the time."""
    return study(scenario, draws, monthly=False)


def studied(scenario: Scenario, draws: int = 60) -> Study:
    """Study a scenario with compiled kernels: compiling once is quicker than forty NumPy runs."""
    with suppress(InvalidInputError):  # no relation, no monthly model
        simulate(scenario, 2, 1, 1, executor="tile")
    return study(scenario, draws)
