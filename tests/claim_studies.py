"""A small study with claims and questions that several tests of the report share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from claim_cases import CASE
from report_studies import POWERS

from detente.claims.dividing import glance
from detente.claims.findings import ClaimFindings
from detente.forecasts.forecasting import forecast
from detente.scenario import Scenario, loads
from detente.study import Study, study

#: The hopeful say that leaders decide, the sober that they do not; the consul wishes for warmth.
CLAIMS = """\
claims:
  wish-warms: {statement: "The consul's wish keeps relations warm.", from: essay#11, kind: forecast,
    viewpoint: hopeful, horizon_months: 12, test: {mean: flow north>south within 12 months, above: 1.1},
    settled_by: "A cool first year would contradict it."}
  flood-comes: {statement: "A flood comes some day.", from: essay#12, kind: forecast,
    viewpoint: sober, horizon_months: 24, test: {mean: flow north>south within 24 months, above: -5}}
  wish-alone: {statement: "Without the wish relations are colder.", from: essay#13, kind: comparison,
    viewpoint: hopeful, horizon_months: 12,
    test: {mean: flow north>south within 12 months, under: drive of north off, against: as declared, below: -0.2}}
  bread: {statement: "Bread gets dearer.", from: essay#14, kind: forecast, outside: "The model carries no prices."}
  rice: {statement: "Rice gets dearer.", from: essay#15, kind: forecast, outside: "The model carries no prices."}
questions:
  charter-kept: {question: "Is the Charter still in force in March 2022?", event: charter in force at 2022-03, closes: 2022-03-31}
"""


#: Narrower ranges, so that a claim can hold with doubled widths, too.
NARROW = {
    "north>south: {flow: 0.5..1.1, leader_drive: 1..1.6, trust: 0..1}": (
        "north>south: {flow: 0.78..0.82, leader_drive: 1.6..1.7, trust: 0.48..0.52}"
    ),
    "0.3 ± 0.05": "0.3..0.32",
    "0.05 ± 0.02": "0.03..0.05",
    "horizon: 0.4..0.8, turnover: 0.01..0.03": "horizon: 0.58..0.62, turnover: 0.001..0.002",
}


@cache
def scenario() -> Scenario:
    """Three powers with claims and questions."""
    text = POWERS
    for wide, narrow in NARROW.items():
        text = text.replace(wide, narrow)
    return loads(text + CLAIMS, "powers-claims")


@cache
def claims() -> ClaimFindings:
    """Return what becomes of their claims, with what divides the authors."""
    return glance(scenario(), 40, 1, samples=2, executor="numpy")


@cache
def studied() -> Study:
    """Return a study with claims and questions, without the monthly model's own findings."""
    made = study(scenario(), 40, monthly=False, bargaining=False, standoffs=False)
    asked = forecast(scenario(), draws=40, repeats=2)
    return replace(made, claims=claims(), no_claims="", forecasts=asked, no_forecasts="")


@cache
def worked_out() -> Study:
    """Return a study of the case whose verdicts are worked out by hand, claims tested for it."""
    return study(
        loads(CASE, "case"), 40, monthly=False, bargaining=False, standoffs=False, claims=True
    )
