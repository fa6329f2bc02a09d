"""Small scenarios to bargain about, written out so that answers can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

from detente import load
from detente.scenario import Scenario

HEAD = """\
detente: 1
title: Three states and a sea
as_of: 2001-05-01
focus: [north, south]
actors:
  north: {name: North, kind: state, horizon: 0}
  south: {name: South, kind: state, horizon: 0}
  east: {name: East, kind: state, horizon: 0}
"""

#: Everybody has a position on both; numbers are ranges.
RANGES = """\
issues:
  fish:
    name: Fish
    role: economic
    poles: {0: "no quota", 100: "no fishing"}
    actors:
      north: {position: 10..30, salience: 0.5..0.7, capability: 0.5..0.8}
      south: {position: 70..90, salience: 0.2..0.4, capability: 0.4..0.7}
      east: {position: 40..60, salience: 0.3..0.6, capability: 0.3..0.5}
  oil:
    name: Oil
    role: economic
    poles: {0: "north drills", 100: "south drills"}
    actors:
      north: {position: 5..25, salience: 0.1..0.3, capability: 0.4..0.6}
      south: {position: 75..95, salience: 0.6..0.9, capability: 0.4..0.6}
      east: {position: 30..70, salience: 0.1..0.2, capability: 0.1..0.2}
"""

#: The symmetric case of two actors: each moves all the way and both gain 15; East has a position
#: on fish and no weight.
TRADE = """\
issues:
  fish:
    name: Fish
    role: economic
    poles: {0: "no quota", 100: "no fishing"}
    actors:
      north: {position: 0, salience: 0.9, capability: 1, tactical_gain: 0.8, strategic_cost: 0, domestic_hurdle: 0.3}
      south: {position: 100, salience: 0.3, capability: 1, tactical_gain: 0.5, strategic_cost: 0, domestic_hurdle: 0.2}
      east: {position: 60, salience: 0.5, capability: 0}
  oil:
    name: Oil
    role: economic
    poles: {0: "north drills", 100: "south drills"}
    actors:
      north: {position: 100, salience: 0.3, capability: 1, tactical_gain: 0.6, strategic_cost: 0, domestic_hurdle: 0.1}
      south: {position: 0, salience: 0.9, capability: 1, tactical_gain: 0.1, strategic_cost: 0, domestic_hurdle: 0.35}
parameters:
  pivot_uncertainty: {is: 0.2, name: pivot uncertainty, unit: worth, range: [0, 1], value: assumed}
  political_cost: {is: 0.1, name: political cost, unit: worth, range: [0, 1], value: assumed}
  transfer_limit: {is: 0.3, name: side payments, unit: worth, range: [0, 2], value: assumed}
"""


def written(tmp_path: Path, text: str, head: str = HEAD) -> Scenario:
    """Load a scenario from its text."""
    path = tmp_path / "sea.yaml"
    path.write_text(head + text, encoding="utf-8")
    return load(str(path))
