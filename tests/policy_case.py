"""A small case of three states for tests of policies, given events and objectives."""

from __future__ import annotations

from detente.scenario import Scenario, loads

CASE = """\
detente: 1
title: Three states and a strait
as_of: 2020-05-01
focus: [north, south]
actors:
  north: {name: North, kind: state}
  south: {name: South, kind: state, term_months: 48}
  east: {name: East, kind: state}
  isle: {name: Isle, kind: state, principal: false}
  senate: {name: the Senate, kind: legislature, of: south}
  premier: {name: the Premier, kind: leader, of: north}
issues:
  arms:
    name: Arms
    role: security_regime
    poles: {0: limits, 100: no limits}
    actors: {north: {tactical_gain: 0.5..0.9}, south: {tactical_gain: 0.5..0.9, hurdle_by: senate}}
  trade:
    name: Trade
    role: economic
    poles: {0: open, 100: shut}
    actors: {north: {tactical_gain: 0.4..0.9}, south: {tactical_gain: 0.4..0.9}, east: {}}
  strait:
    name: The strait
    role: acute_conflict
    poles: {0: shared, 100: closed}
    consents: [east]
    actors:
      north: {tactical_gain: 0.5..0.9}
      south: {tactical_gain: 0.5..0.9}
      east: {tactical_gain: 0..0.2, strategic_cost: 0.4..0.9}
relations:
  north>south: {flow: 0 ± 0.3, trust: 0 ± 0.5, leader_drive: 0.3, sanctions: 0.4}
  south>north: {flow: 0 ± 0.3, trust: 0 ± 0.5, leader_drive: 0.3, sanctions: 0.5}
  north-south: {channel: 0.5, tension: 0.5}
  north>east: {flow: 0.3, trust: 0.2}
  east>north: {flow: 0.3, trust: 0.2}
  east-north: {channel: 0.6}
  south>east: {flow: -0.2, trust: -0.2}
  east>south: {flow: -0.2, trust: -0.2}
  east-south: {channel: 0.4}
triads:
  corners: {members: [north, south, east]}
agreements:
  treaty: {name: the Treaty, parties: [north, south], issue: arms, status: in_force, in_force: 2015-05-01,
           expires: 2021-02-05, notice_months: 6, extendable: true, depth: 0.5, verification: 0.4}
  forever: {name: the Convention, parties: [north, south], issue: arms, status: in_force, depth: 0.3, verification: 0.3}
  fixed: {name: the Protocol, parties: [north, south], issue: trade, status: in_force, expires: 2023-01-05,
          extendable: false, depth: 0.3, verification: 0.3}
  ceasefire: {name: the Ceasefire, parties: [north, south], consents: [east], issue: strait, status: talks, depth: 0.5,
              verification: 0.3}
  halted: {name: the Halted, parties: [north, east], issue: trade, status: suspended, depth: 0.3, verification: 0.3}
  over: {name: the Old Treaty, parties: [north, south], issue: arms, status: ended, ended: 2019-01-01}
  afar: {name: Pact with Isle, parties: [north, isle], issue: trade, status: in_force}
measures:
  toll: {name: the toll, by: [north], on: [south], issue: trade, kind: sanctions}
switches:
  leaders:
    question: Do leaders decide?
    levels:
      person: {name: they do, sets: {parameters.leader_weight: 0.3 ± 0.05}}
      structure: {name: they do not, sets: {parameters.leader_weight: 0.05 ± 0.02}}
viewpoints:
  believer: {name: A believer, settings: {leaders: {level: person}}}
  sceptic: {name: A sceptic, settings: {leaders: {level: structure}}}
"""


def case(more: str = "", name: str = "case.yaml") -> Scenario:
    """Return the case with more sections."""
    return loads(CASE + more, name)


def with_levers(*levers: str, begins: str = "", by: str = "") -> Scenario:
    """Return the case with one policy, `trial`, that does something."""
    does = "".join(f"\n      - {{{lever}}}" for lever in levers)
    begun = f"\n    begins: {begins}" if begins else ""
    owner = f"\n    by: {by}" if by else ""
    return case(f"policies:\n  trial:\n    name: a trial{owner}{begun}\n    does:{does}\n")
