"""A small case with claims of which the verdicts are known: most are worked out by hand."""

from __future__ import annotations

from functools import cache

from detente.claims import judge_claims
from detente.claims.findings import ClaimFindings
from detente.scenario import Scenario, loads

#: A deal on arms is worth τ − F to Aland now and τ − ς − F later, with τ 0.5 to 0.7 and F 0.1; the
#: switch `cost` sets ς, the switch `weight` sets F. Anna finds the cost small, Boris large; Carla
#: says nothing of either.
CASE = """\
detente: 1
title: Two states and a pact
as_of: 2020-05-01
focus: [aland, borland]
sources:
  essay-a: {author: Anna, title: One essay, date: 2020-04, paragraphs: 12}
  essay-b: {author: Boris, title: Another essay, date: 2020-04, paragraphs: 12}
  essay-c: {author: Carla, title: A third essay, date: 2020-04, paragraphs: 12}
actors:
  aland: {name: Aland, kind: state}
  borland: {name: Borland, kind: state}
issues:
  arms:
    name: Arms
    role: security_regime
    poles: {0: limits, 100: no limits}
    actors:
      aland: {tactical_gain: {is: 0.5..0.7, from: essay-a#3, support: stated}, strategic_cost: 0.1..0.3}
      borland: {tactical_gain: 0.1..0.2}
relations:
  aland-borland: {channel: {is: 0.5..0.6, from: essay-a#4, support: stated}}
agreements:
  pact: {name: the Pact, parties: [aland, borland], issue: arms, status: in_force, signed: 2011-02-05, expires: 2020-10-05, notice_months: 3}
parameters:
  political_cost: {is: 0.1, name: political cost of a deal, unit: "0–1", range: [0, 1]}
switches:
  cost:
    question: "Is the long-run cost of a deal small or large?"
    levels:
      small: {name: the cost is small, sets: {issues.arms.actors.aland.strategic_cost: 0..0.1}}
      large: {name: the cost is large, sets: {issues.arms.actors.aland.strategic_cost: 0.8..0.9}}
  weight:
    question: "Does any deal cost much at home?"
    levels:
      light: {name: deals are cheap at home, sets: {parameters.political_cost: 0..0.05}}
      heavy: {name: deals are dear at home, sets: {parameters.political_cost: 0.7..0.8}}
viewpoints:
  anna: {name: Anna, source: essay-a, settings: {cost: {level: small, from: essay-a#5, support: stated}}}
  boris: {name: Boris, source: essay-b, settings: {cost: {level: large, from: essay-b#5, support: stated}}}
  carla: {name: Carla, source: essay-c}
objectives:
  aland: {pact in force: 1.0}
policies:
  let_it_lapse: {name: Let the Pact lapse, by: aland, does: [{lever: withhold_extension, agreement: pact}]}
conflicts:
  test:
    title: A test of will
    decision_makers: {aland: [build], borland: [protest]}
    preferences:
      aland: [{statement: build, support: stated}]
      borland: [{statement: "!build", support: stated}, {statement: "!protest", support: stated}]
claims:
  later-less: {statement: "A deal is worth less later than now.", from: essay-a#9, kind: comparison,
    test: {mean: gain of aland on arms later, than_mean: gain of aland on arms now, below: 0}}
  pays-later: {statement: "A deal pays in the long run, too.", from: essay-a#9, kind: forecast,
    test: {mean: gain of aland on arms later, above: 0}}
  pays-because-it-pays: {statement: "A gain is a gain.", from: "essay-a#3,5", kind: forecast,
    test: {mean: gain of aland on arms later, above: 0}}
  costs-later: {statement: "A deal costs more than it brings.", from: essay-a#8, kind: forecast,
    test: {mean: gain of aland on arms later, below: 0}}
  pays-much: {statement: "A deal pays much now.", from: essay-a#9, kind: forecast,
    test: {mean: gain of aland on arms now, above: 0.5}}
  pays-some: {statement: "A deal pays something now.", from: essay-a#9, kind: forecast,
    test: {mean: gain of aland on arms now, above: 0.3}}
  lapse-serves: {statement: "Aland should let the Pact lapse.", from: essay-a#10, kind: advice, horizon_months: 12,
    test: {objective: aland, under: policy let_it_lapse}}
  odd-condition: {statement: "A pact ended at once is signed again.", from: essay-a#10, kind: conditional, horizon_months: 12,
    test: {event: "any arms agreement signed given pact ended by 2020-06", above: 0.5}}
  hold-firm: {statement: "Borland will not protest.", from: essay-a#11, kind: forecast,
    test: {event: not equilibrium of test has protest, above: 0.9}}
  somewhere-else: {statement: "Prices rise.", from: essay-a#12, kind: forecast, outside: "The model carries no prices."}
"""

SIZES = {"draws": 60, "repeats": 2, "samples": 8, "executor": "numpy"}


@cache
def case() -> Scenario:
    """Return the case."""
    return loads(CASE, "case.yaml")


@cache
def judged() -> ClaimFindings:
    """Return all its claims, judged."""
    return judge_claims(case(), placebos=True, **SIZES)


@cache
def glanced() -> ClaimFindings:
    """Return all its claims after a quick look."""
    return judge_claims(case(), quick=True, executor="numpy")
