"""A toy case for forecasts: a scenario, tables, rules, and a ledger's records."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from helpers import MINIMAL

TREATIES = """\
short,name,parties,in_force,scheduled_expiry,extended,suspended,ended,confidence
ACCORD,the Accord,UPL|LOW,2010-04-08,2026-02-05,,,,high
DAM,the Dam Treaty,UPL|LOW,2000-05-01,2010-05-01,2009-01-01>2021-05-01|2021-01-01>2031-05-01,,,high
FERRY,the Ferry Treaty,UPL|LOW,2010-05-01,,,,2020-11-01,high
FISH,the Fish Treaty,UPL|DEL,2015-05-01,,,2021-03-01,,medium
SEA,the Sea Convention,multilateral,2010-05-01,,,2020-12-01,,high
OLD,the Old Treaty,UPL|LOW,2000-05-01,2005-05-01,,,2005-05-01,high
NEVER,never in force,UPL|LOW,,,,,,high
LATER,after the date,UPL|LOW,2020-09-01,,,,,high
"""
MEETINGS = """\
parties,start,kind,confidence
UPL|LOW,2018-06-15,bilateral,high
UPL|LOW,2010-05-15,sideline,high
UPL|LOW,2020-07-01,sideline,high
UPL|LOW,2021-03-01,bilateral,high
"""
RULES = """\
rules: 1
status: frozen
title: Upland and Lowland
case: toy
pair: [upland, lowland]
codes: {upland: UPL, lowland: LOW}
treaties: treaties.csv
meetings: leader_meetings.csv
multilateral: both
cutoff: 2021-06-01
vintages: [toy.yaml]
horizons: [6, 12, 24]
agreements: {ACCORD: accord, SEA: sea}
classes:
  treaty_in_force: still in force?
  treaty_ended: ended?
  treaty_extended: prolonged?
  meeting: a meeting?
  meeting_of_its_own: for its own sake?
  meetings_counted: how many?
  first_meeting: when first?
kinds: {meeting: [bilateral, sideline], meeting_of_its_own: [bilateral]}
prior_events: 0.5
recent_years: 5
log_floor: 0.01
resamples: 200
least_blocks: 5
draws: 20
repeats: 2
seed: 1
"""
NOON = datetime.datetime(2020, 6, 1, 12, 0, tzinfo=datetime.UTC)


def write_case(folder: Path, rules: str = RULES) -> Path:
    """Write the toy case into a folder and return the path of its rules."""
    (folder / "toy.yaml").write_text(MINIMAL, encoding="utf-8")
    (folder / "treaties.csv").write_text(TREATIES, encoding="utf-8")
    (folder / "leader_meetings.csv").write_text(MEETINGS, encoding="utf-8")
    path = folder / "rules.yaml"
    path.write_text(rules, encoding="utf-8")
    return path


def record(key: str, probability: float | None = 0.25, **changes: Any) -> dict[str, Any]:
    """Return what is written of one forecast, before it is chained."""
    return {
        "id": key,
        "question": f"Does {key} come about?",
        "family": key,
        "event": "accord ended",
        "opens": None,
        "closes": "2021-12-31",
        "probability": probability,
        "range": [0.1, 0.4],
        "range_widths_doubled": [0.05, 0.5],
        "viewpoints": None,
        "baselines": {"status_quo": 0.0, "climatology": 0.1, "own_history": None},
        "stated": None,
        "reason": None if probability is not None else "no such agreement",
        "scenario": "toy",
        "fingerprint": "0123456789abcdef",
        "version": "0.1.0",
        "seed": 1,
        "draws": 20,
        "repeats": 2,
        "information_date": "2020-05-01",
        "made": NOON.isoformat(timespec="seconds"),
        **changes,
    }
