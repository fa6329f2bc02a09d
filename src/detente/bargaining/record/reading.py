"""Reading negotiations: a folder of two tables, or the deposit's own file.

A folder holds `issues.csv` (issue, dossier, procedure, rule, introduced, reference_point, outcome,
actors) and `positions.csv` (issue, actor, position, salience, capability), positions, salience and
outcomes from 0 to 100. A folder without them may hold the deposit's file (`deposit`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.bargaining.record.negotiations import SCALE, Negotiations, number
from detente.bargaining.record.tables import Row, rows_of
from detente.scenario.problems import InvalidInputError, nearest

if TYPE_CHECKING:
    from detente.bargaining.prediction import Array

ISSUES, POSITIONS = "issues.csv", "positions.csv"
_ISSUE_COLUMNS = (
    "issue",
    "dossier",
    "procedure",
    "rule",
    "introduced",
    "reference_point",
    "outcome",
)
_POSITION_COLUMNS = ("issue", "actor", "position", "salience", "capability")
#: Endings of tab-separated files that a folder may hold instead.
_DEPOSIT_ENDINGS = (".tab", ".tsv", ".csv", ".txt")


def read_negotiations(path: str | Path) -> Negotiations:
    """Read negotiations from a folder, or from the deposit's file.

    Args:
        path: a folder with issues.csv and positions.csv; or the deposit's tab-separated file, or
            a folder with that file alone.

    Raises:
        InvalidInputError: nothing to read there, or a table that is wrong; one line with file and
            line.
    """
    from detente.bargaining.record.deposit import read_deposit

    place = Path(path)
    if place.is_file():
        return read_deposit(place)
    if not place.is_dir():
        raise InvalidInputError.single(
            f"there is no such folder – give one with {ISSUES} and {POSITIONS}, or the file of "
            "the deposit (doi:10.34810/data53)",
            file=str(place),
        )
    if (place / ISSUES).exists() or (place / POSITIONS).exists():
        return _read_folder(place)
    files = [file for file in sorted(place.iterdir()) if file.suffix in _DEPOSIT_ENDINGS]
    if len(files) == 1:
        return read_deposit(files[0])
    raise InvalidInputError.single(
        f"holds neither {ISSUES} and {POSITIONS} nor one file of the deposit", file=str(place)
    )


def _read_folder(folder: Path) -> Negotiations:
    issues = _read_issues(folder / ISSUES)
    rows = list(rows_of(folder / POSITIONS, _POSITION_COLUMNS))
    known = {row["issue"]: place for place, row in enumerate(issues)}
    actors = tuple(dict.fromkeys(row["actor"] for row in rows))
    positions = np.full((len(issues), len(actors)), np.nan)
    salience, capability = np.zeros_like(positions), np.zeros_like(positions)
    for row in rows:
        where = _cell(row, known, actors)
        if not np.isnan(positions[where]):
            raise row.problem(f"{row['actor']} stands twice on issue {row['issue']}")
        positions[where] = _percent(row, "position")
        salience[where] = _percent(row, "salience") / SCALE[1]
        capability[where] = number(
            row["capability"], "capability", row.file, row.line, 0.0, np.finfo(np.float64).max
        )
    _check_presence(issues, positions, capability * salience)
    return Negotiations(
        source=str(folder),
        issues=tuple(known),
        dossiers=tuple(row["dossier"] for row in issues),
        procedures=tuple(row["procedure"] for row in issues),
        rules=tuple(row["rule"] for row in issues),
        introduced=tuple(row["introduced"] for row in issues),
        actors=actors,
        positions=positions,
        salience=salience,
        capability=capability,
        reference=np.array([_percent(row, "reference_point", blank=True) for row in issues]),
        outcome=np.array([_percent(row, "outcome") for row in issues]),
    )


def _read_issues(path: Path) -> list[Row]:
    rows = list(rows_of(path, _ISSUE_COLUMNS))
    if not rows:
        raise InvalidInputError.single("holds no issue", file=str(path))
    seen: set[str] = set()
    for row in rows:
        for column in ("issue", "dossier"):
            if not row[column]:
                raise row.problem(f"the row names no {column}")
        if row["issue"] in seen:
            raise row.problem(f"issue {row['issue']} stands twice")
        seen.add(row["issue"])
    return rows


def _cell(row: Row, known: dict[str, int], actors: Sequence[str]) -> tuple[int, int]:
    if not row["actor"]:
        raise row.problem("the row names no actor")
    if row["issue"] not in known:
        raise row.problem(
            f"issue '{row['issue']}' does not stand in {ISSUES}{nearest(row['issue'], known)}"
        )
    return known[row["issue"]], actors.index(row["actor"])


def _percent(row: Row, column: str, *, blank: bool = False) -> float:
    if blank and not row[column]:
        return np.nan
    what = f"{column.replace('_', ' ')} of issue {row['issue']}"
    return number(row[column], what, row.file, row.line, *SCALE)


def _check_presence(issues: Sequence[Row], positions: Array, weight: Array) -> None:
    """Refuse issues on which nobody takes part, nobody weighs, or that count actors otherwise."""
    for place, row in enumerate(issues):
        count = int((~np.isnan(positions[place])).sum())
        if not count:
            raise row.problem(f"nobody has a position on issue {row['issue']} in {POSITIONS}")
        if not (weight[place] > 0).any():
            raise row.problem(f"nobody has any capability × salience on issue {row['issue']}")
        stated = row.cells.get("actors", "")
        if stated and stated != str(count):
            raise row.problem(
                f"issue {row['issue']} is said to have {stated} actors; {POSITIONS} has {count}"
            )
