"""The deposit's own file: tab separated, one row an issue, a column for each actor's position.

Columns used: prnr (dossier), isnr (issue), proc, counvte (voting rule), intro (date), p‹actor›
(position), s‹actor› (salience), rp (reference point), out (outcome). 999 or a blank is missing. An
actor takes part where it has a position and a salience above 0. The deposit has no capability: it
is derived from Council votes (`votes`). Issues without an outcome cannot be scored and are left
out, with a note.

Dates are day-month-year. A spreadsheet had read some of them as year-month-day (14-07-04 as
2014-07-04): a date written with the year first is turned back, unless the year in the dossier's
number says that it is meant as it stands.

Source of the data: arregui2021.
"""

from __future__ import annotations

import datetime
import math
import re
from pathlib import Path

import numpy as np

from detente.bargaining.record.negotiations import SCALE, Negotiations, number
from detente.bargaining.record.tables import Row, rows_of
from detente.bargaining.record.votes import capabilities
from detente.scenario.problems import InvalidInputError

#: Actors in the deposit's order: the Commission, the Parliament, and the member states.
ACTORS = (
    *("com", "ep", "at", "be", "bu", "cr", "cy", "cz", "dk", "ee", "fi", "fr", "de", "el", "hu"),
    *("ie", "it", "lv", "lt", "lu", "mt", "nl", "pl", "pt", "ro", "si", "sk", "es", "se", "uk"),
)
MISSING = ("", "999", "999.0")
_COLUMNS = (
    *("prnr", "isnr", "proc", "counvte", "intro", "rp", "out"),
    *(f"{kind}{actor}" for kind in "ps" for actor in ACTORS),
)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{2}|\d{4})")
_YEAR_FIRST = re.compile(r"(?P<century>\d{2})(?P<day>\d{2})-(?P<month>\d{2})-(?P<year>\d{2})")
#: Two-digit years from here on are of the twentieth century.
_PIVOT = 50  # literal-ok: the Union's acts begin in 1958
_CENTURIES = (1900, 2000)  # literal-ok: the calendar


def read_deposit(path: str | Path) -> Negotiations:
    """Read the deposit's file.

    Raises:
        InvalidInputError: a column is missing, or a cell holds what it may not; one line with
            file and line.
    """
    place = Path(path)
    rows, seen, unscored, outside = [], set(), 0, []
    for row in rows_of(place, _COLUMNS, separator="\t"):
        for column, what in (("isnr", "issue"), ("prnr", "dossier")):
            if not row[column]:
                raise row.problem(f"the row names no {what} in column {column}")
        if row["isnr"] in seen:
            raise row.problem(f"issue {row['isnr']} stands twice")
        seen.add(row["isnr"])
        if row["out"] in MISSING:
            unscored += 1
        elif not _on_scale(row["out"]):
            outside.append(f"{row['isnr']} (line {row.line})")
        else:
            rows.append(row)
    if not rows:
        raise InvalidInputError.single("holds no issue with an outcome", file=str(place))
    notes = []
    if unscored:
        notes.append(f"{unscored} issues without an outcome were left out")
    if outside:
        notes.append(f"outcome outside 0–100, left out: {', '.join(outside)}")
    return _gathered(place, rows, tuple(notes))


def _gathered(path: Path, rows: list[Row], notes: tuple[str, ...]) -> Negotiations:
    where, care = np.array([_actors_of(row) for row in rows]).transpose(1, 0, 2)
    days = [introduced(row) for row in rows]
    power = np.array(
        [capabilities(day, ACTORS, ~np.isnan(row)) for day, row in zip(days, where, strict=True)]
    )
    return Negotiations(
        source=str(path),
        issues=tuple(row["isnr"] for row in rows),
        dossiers=tuple(row["prnr"] for row in rows),
        procedures=tuple(row["proc"] for row in rows),
        rules=tuple(row["counvte"] for row in rows),
        introduced=tuple(days),
        actors=ACTORS,
        positions=where,
        salience=care,
        capability=power,
        reference=np.array([_known(row, "rp") for row in rows]),
        outcome=np.array([_known(row, "out") for row in rows]),
        notes=notes,
    )


def _actors_of(row: Row) -> tuple[list[float], list[float]]:
    """Return positions (NaN: absent) and salience 0–1 of one row."""
    where, care = [], []
    for actor in ACTORS:
        position, salience = _known(row, f"p{actor}"), _known(row, f"s{actor}") / SCALE[1]
        takes_part = not math.isnan(position) and salience > 0
        where.append(position if takes_part else math.nan)
        care.append(salience if takes_part else 0.0)
    if not any(care):
        raise row.problem(f"nobody has a position and a salience on issue {row['isnr']}")
    return where, care


def _known(row: Row, column: str) -> float:
    """Return the number of a cell, NaN where it is missing."""
    if row[column] in MISSING:
        return math.nan
    what = f"column {column} of issue {row['isnr']}"
    return number(row[column], what, row.file, row.line, *SCALE, ", or 999 or blank")


def _on_scale(text: str) -> bool:
    try:
        return SCALE[0] <= float(text) <= SCALE[1]
    except ValueError:
        return False


def introduced(row: Row) -> str:
    """Return the day on which a proposal was introduced, as 2004-07-14."""
    turned = _YEAR_FIRST.fullmatch(row["intro"])
    match = turned or _DAY_FIRST.fullmatch(row["intro"])
    if match is None:
        raise _no_date(row)
    day, month, year = (int(match[part]) for part in ("day", "month", "year"))
    if turned and _numbered(row["prnr"]) == turned["day"] != turned["year"]:
        day, year = year, int(turned["century"] + turned["day"])
    if year < SCALE[1]:
        year += _CENTURIES[year < _PIVOT]
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        raise _no_date(row) from None


def _numbered(dossier: str) -> str:
    """Return the two digits of the year in a dossier's number, d04167: 04."""
    match = re.match(r"\D(\d{2})", dossier)
    return match[1] if match else ""


def _no_date(row: Row) -> InvalidInputError:
    return row.problem(
        f"column intro is '{row['intro']}' – write the date as day-month-year, 14-07-04"
    )
