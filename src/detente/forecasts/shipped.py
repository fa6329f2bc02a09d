"""The backtest's result as shipped, in a few numbers; `detente backtest --write FILE` makes it."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from detente.dynamics.phrases import listed
from detente.forecasts.backtest_findings import Choice
from detente.forecasts.words import CLASS_WORDS

if TYPE_CHECKING:
    from detente.bargaining.record.intervals import Interval
    from detente.forecasts.backtest_findings import BacktestFindings, NumberRow, Row, RowKey
    from detente.forecasts.scoring import Score

NAME = "data/backtest_record.json"
#: Digits that are kept: beyond them libraries of other machines may differ.
_DIGITS = 3


def aggregate(found: BacktestFindings) -> dict[str, Any]:
    """Return what is shipped of a backtest, its date left out."""
    return {
        "command": "detente backtest --write FILE",
        "case": found.rules.case,
        "status": found.rules.status,
        "exposure": "hindsight-exposed",
        "rules": found.fingerprint,
        "cutoff": str(found.rules.cutoff),
        "vintages": list(found.rules.vintages),
        "seed": found.origin.seed,
        "draws": found.origin.draws,
        "repeats": found.rules.repeats,
        "asked": found.asked,
        "answered": found.answered,
        "classes": {row.key.group: _row(row) for row in found.whole()}
        | {row.key.group: _number(row) for row in found.numbers if row.key.horizon is None},
        "by_horizon": [
            *(_brief(row.key, _row(row)) for row in found.rows if _shown(row.key, row.score)),
            *(_brief(row.key, _number(row)) for row in found.numbers if _shown(row.key, row)),
        ],
    }


def _shown(key: RowKey, found: Score | NumberRow) -> bool:
    return key.horizon is not None and found.answered > 0


def _brief(key: RowKey, made: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a picture of one class and horizon needs."""
    kept = ("score", "asked", "answered", "families", "changes", "baselines", "difference")
    numbers = {name: made[name] for name in (*kept, "verdicts") if name in made}
    return {"class": key.group, "months": key.horizon, **numbers}


def _row(row: Row) -> dict[str, Any]:
    score = row.score
    return {
        "score": "Brier",
        "asked": score.asked,
        "answered": score.answered,
        "families": score.answered_families,
        "yes": score.yes,
        "changes": row.changes.answered,
        "on_changes": {
            "model": _rounded(row.changes.brier),
            "baselines": {name: _rounded(pair[0]) for name, pair in row.changes.baselines.items()},
        },
        "model": _rounded(score.brier),
        "with_gaps_filled": _rounded(row.filled.brier),
        "constant_known_afterwards": _rounded(
            score.reliability.uncertainty if score.reliability else math.nan
        ),
        "choice": asdict(row.choice),
        "baselines": {name: _rounded(pair[0]) for name, pair in score.baselines.items()},
        "difference": {name: _ends(one.difference) for name, one in score.against.items()},
        "verdicts": {name: one.verdict for name, one in score.against.items()},
        "hinges_on": sorted({family for one in score.against.values() for family in one.hinges}),
    }


def _number(row: NumberRow) -> dict[str, Any]:
    from detente.forecasts.scoring import verdict_of

    return {
        "score": "CRPS",
        "asked": row.asked,
        "answered": row.answered,
        "families": row.families,
        "model": _rounded(row.crps),
        "baselines": {name: _rounded(value) for name, value in row.baselines.items()},
        "difference": {name: _ends(one) for name, one in row.differences.items()},
        "verdicts": {name: verdict_of(one) for name, one in row.differences.items()},
        "hinges_on": [],
    }


def _ends(found: Interval) -> list[float | None]:
    return [_rounded(end) for end in found]


def _rounded(value: float) -> float | None:
    return None if value != value else round(value, _DIGITS)


def write_record(found: BacktestFindings, path: str | Path) -> Path:
    """Write what is shipped of a backtest, with today's date, whole or not at all."""
    from detente.files import write_text

    target = Path(path)
    made = {"made": datetime.date.today().isoformat(), **aggregate(found)}
    write_text(target, json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    return target


@cache
def shipped_record() -> Mapping[str, Any]:
    """Return the shipped record."""
    text = resources.files("detente.library").joinpath(NAME).read_text("utf-8")
    return MappingProxyType(json.loads(text))


def record_line() -> str:
    """Say in a few sentences what the shipped backtest shows, and what that is worth."""
    record = shipped_record()
    classes = record["classes"]
    beyond = [name for name, row in classes.items() if set(row["verdicts"].values()) == {"better"}]
    said = [
        f"Asked {record['asked']:,} mechanical questions from {len(record['vintages'])} past "
        f"dates, the scenarios answer {record['answered']:,}."
    ]
    if beyond:
        others = len(classes) - len(beyond)
        rest = f", on none of {others} other classes" if others else ""
        words = listed(CLASS_WORDS[name] for name in beyond)
        said.append(f"Skill beyond every baseline shows on {words}{rest}.")
    else:
        said.append(f"Skill beyond every baseline shows in none of {len(classes)} classes.")
    for name in beyond:
        said += _but(name, classes[name])
    said.append("All scores are hindsight-exposed.")
    if record["status"] == "development":
        said.append("The rules changed after a look at scores: this is development, not a record.")
    return " ".join(said)


def _but(name: str, row: Mapping[str, Any]) -> list[str]:
    """Say what a better score in one class rests on; empty where nothing is to be said."""
    said = []
    choice = Choice(**row["choice"]) if row.get("choice") else None
    if choice is not None and choice.telling:
        said.append(
            f"On {CLASS_WORDS[name]}, {choice.held_changed} of {choice.held} that the scenarios "
            f"hold changed, {choice.lacked_changed} of {choice.lacked} others: the choice tells."
        )
    if row["hinges_on"]:
        said.append(f"Some of that does not show without {listed(row['hinges_on'], 'or')}.")
    return said
