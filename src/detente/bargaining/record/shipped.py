"""The record that is shipped: how the models did, in numbers, without the negotiations.

`detente benchmark deu --data FOLDER --record FILE` makes it. Only aggregate scores are kept, none
of the data.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from detente.bargaining.record.scores import ALL, Score
from detente.scenario.problems import nearest

if TYPE_CHECKING:
    from detente.bargaining.record.benchmarking import RecordFindings
    from detente.bargaining.record.mixture import Pool

NAME = "data/bargaining_record.json"
#: What is kept of a score.
_KEPT = (
    "issues",
    "answered",
    "mean_error",
    "median_error",
    "within_5",
    "within_10",
    "crps",
    "from_compromise",
    "from_positions",
)
#: Digits that are kept: beyond them libraries of other machines may differ.
_DIGITS = 3  # literal-ok: a rounding
_SOURCE = (
    "Own scores of the models on the issues in the folder scored, out of DEU III (Arregui and "
    "Perarnaud 2021), which merges DEU I to III"
)


def aggregate(found: RecordFindings) -> dict[str, Any]:
    """Return what is shipped of a record, its date left out."""
    known = found.negotiations
    return {
        "source": _SOURCE,
        "doi": "10.34810/data53",
        "command": "detente benchmark deu --data FOLDER --record FILE",
        "fingerprint": known.fingerprint(),
        "seed": found.origin.seed,
        "resamples": found.origin.draws,
        "issues": len(known),
        "dossiers": len(set(known.dossiers)),
        "contenders": {
            one.name: {
                "label": one.label,
                "kind": one.kind,
                "options": {
                    key: list(value) if isinstance(value, tuple) else value
                    for key, value in one.options.items()
                },
                **_kept(found.scores[ALL][one.name]),
            }
            for one in found.contenders
        },
        "pool_shares": {name: round(share, _DIGITS) for name, share in found.pool.named().items()}
        if found.pool
        else None,
    }


def _kept(score: Score) -> dict[str, Any]:
    values = score.as_dict()
    return {key: _rounded(values[key]) for key in _KEPT}


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


def write_record(found: RecordFindings, path: str | Path) -> Path:
    """Write what is shipped of a record, with today's date, whole or not at all."""
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


def record_line(model: str, preset: str | None = None) -> str:
    """Say in one line how a model did on real negotiations.

    Args:
        model: as `predict` takes it, or `pool`.
        preset: of the model; without one, a model with presets is given as the range over them.

    Raises:
        ValueError: the record knows no such model or preset.
    """
    record = shipped_record()
    every = record["contenders"]
    wanted = f"{model}/{preset}" if preset else model
    rows = [row for name, row in every.items() if name == wanted or name.startswith(f"{wanted}/")]
    if not rows:
        raise ValueError(f"the record has no '{wanted}'{nearest(wanted, every)}")
    basis = (
        f"{record['issues']} issues of real law-making negotiations ({record['dossiers']} dossiers)"
    )
    return _several(basis, model, rows, every) if len(rows) > 1 else _single(basis, rows[0], every)


def _single(basis: str, row: Mapping[str, Any], every: Mapping[str, Any]) -> str:
    name = row["label"] if row["kind"] == "pool" else f"{row['label']} model"
    value, low, high = row["mean_error"]
    if value is None:
        return f"Of {basis} the {name} answers none."
    missed = f"missed the outcome by {value:.0f} points of 100 on average ({low:.0f} to {high:.0f})"
    if row["answered"] < row["issues"]:
        against = _against([row])
        return (
            f"Of {basis} the {name} answers {row['answered']}; there it {missed}"
            f"{', and ' if against else ''}{against}."
        )
    return f"On {basis} the {name} {missed}{_beside([row], every)}."


def _several(
    basis: str, model: str, rows: Sequence[Mapping[str, Any]], every: Mapping[str, Any]
) -> str:
    errors = [row["mean_error"][0] for row in rows if row["mean_error"][0] is not None]
    if not errors:
        return f"Of {basis} the {model} model answers none."
    low, high = f"{min(errors):.0f}", f"{max(errors):.0f}"
    points = low if low == high else f"{low} to {high}"
    return (
        f"On {basis} the {model} model missed the outcome by {points} points of 100 on average, "
        f"depending on the preset{_beside(rows, every)}."
    )


def _beside(rows: Sequence[Mapping[str, Any]], every: Mapping[str, Any]) -> str:
    """Say what always saying 50 missed by, and how the plain compromise did."""
    constant = f"; always saying 50 missed by {every['constant_50']['mean_error'][0]:.0f}"
    against = _against(rows)
    return f"{constant}, and {against}" if against else constant


def _against(rows: Sequence[Mapping[str, Any]]) -> str:
    """Say how models stand to the compromise model where all of them stand alike, else nothing."""
    verdicts = {_verdict(*row["from_compromise"]) for row in rows}
    return verdicts.pop() if len(verdicts) == 1 else ""


def _verdict(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None or low == high:
        return ""
    if low > 0:
        return "the plain compromise came nearer"
    if high < 0:
        return "the plain compromise missed by more"
    return "it cannot be told apart from the plain compromise"


def shipped_pool() -> Pool:
    """Return the calibrated pool fitted on all negotiations of the shipped record."""
    from detente.bargaining.record.mixture import COMPONENTS, Pool

    shares = [float(shipped_record()["pool_shares"][name]) for name in COMPONENTS]
    total = sum(shares)
    return Pool(tuple(share / total for share in shares))
