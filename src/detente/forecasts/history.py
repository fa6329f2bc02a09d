"""What happened: tables of treaties and of meetings of leaders, as known at a date.

Nothing here looks beyond the day it is asked about, but for `ended_by` and its like, which say what
came of a window. Tables are read from the library or from a file with the same columns.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from detente.scenario.problems import InvalidInputError, Problem, listed

Date = datetime.date

TREATIES, MEETINGS = "treaties.csv", "leader_meetings.csv"
#: Parties of a row that names none.
MULTILATERAL = "multilateral"
KINDS = ("bilateral", "multilateral", "sideline", "informal", "virtual")
_NEEDED = {
    TREATIES: ("short", "name", "parties", "in_force", "scheduled_expiry", "extended", "suspended",
               "ended", "confidence"),
    MEETINGS: ("parties", "start", "kind", "confidence"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Treaty:
    """One row of the table of treaties.

    Attributes:
        short, name: what it is called; `short` is unique.
        parties: codes, or `multilateral` alone.
        in_force: first day, or None where it never was.
        term: end of its first term, or None where it has none.
        extensions: (day, new end) in order; None: without end.
        suspended, ended: the day on which that happened, or None.
        confidence: how sure the row is.
    """

    short: str
    name: str
    parties: tuple[str, ...]
    in_force: Date | None
    term: Date | None
    extensions: tuple[tuple[Date, Date | None], ...]
    suspended: Date | None
    ended: Date | None
    confidence: str

    def binds(self, codes: tuple[str, str], multilateral: bool) -> bool:
        """Whether both of a pair are parties; `multilateral`: rows that name none count."""
        if self.parties == (MULTILATERAL,):
            return multilateral
        return set(codes) <= set(self.parties)

    def stands(self, day: Date) -> bool:
        """Whether it is in force or suspended at the end of a day."""
        begun = self.in_force is not None and self.in_force <= day
        return begun and not _by(self.ended, day)

    def in_force_at(self, day: Date) -> bool:
        """Whether it is in force, and not suspended, at the end of a day."""
        return self.stands(day) and not _by(self.suspended, day)

    def end_of_term(self, day: Date) -> Date | None:
        """Return when its term ends, as known on a day; None where it has no end."""
        end = self.term
        for extended, until in self.extensions:
            if extended <= day:
                end = until
        return end

    def ended_in(self, after: Date, until: Date) -> bool:
        """Whether it ends after a day and by another."""
        return _in(self.ended, after, until)

    def left_force_in(self, after: Date, until: Date) -> bool:
        """Whether it ends or is suspended after a day and by another."""
        return self.ended_in(after, until) or _in(self.suspended, after, until)

    def extended_in(self, after: Date, until: Date) -> bool:
        """Whether its term is prolonged after a day and by another."""
        return any(_in(day, after, until) for day, _ in self.extensions)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One row of the table of meetings: of whom, when it began, of which kind."""

    parties: tuple[str, ...]
    start: Date
    kind: str
    confidence: str


def _by(moment: Date | None, day: Date) -> bool:
    return moment is not None and moment <= day


def _in(moment: Date | None, after: Date, until: Date) -> bool:
    return moment is not None and after < moment <= until


def months_later(day: Date, months: int) -> Date:
    """Return the same day some months later (or earlier), or the last of a shorter month.

    Raises:
        ValueError: beyond the calendar.
    """
    import calendar

    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return Date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@cache
def shipped_treaties() -> tuple[Treaty, ...]:
    """Return the shipped table of treaties."""
    return read_treaties(_shipped(TREATIES), TREATIES)


@cache
def shipped_meetings() -> tuple[Meeting, ...]:
    """Return the shipped table of meetings of leaders."""
    return read_meetings(_shipped(MEETINGS), MEETINGS)


def _shipped(name: str) -> str:
    return resources.files("detente.library").joinpath(f"data/{name}").read_text("utf-8")


def treaties_of(name: str, folder: Path | None) -> tuple[Treaty, ...]:
    """Return a table of treaties: the shipped one, or a file in a folder.

    Raises:
        InvalidInputError: it is not there, or holds something that does not fit.
    """
    if folder is None or (name == TREATIES and not (folder / name).exists()):
        return shipped_treaties()
    return read_treaties(text_of(folder / name), str(folder / name))


def meetings_of(name: str, folder: Path | None) -> tuple[Meeting, ...]:
    """Return a table of meetings; arguments and errors as `treaties_of`."""
    if folder is None or (name == MEETINGS and not (folder / name).exists()):
        return shipped_meetings()
    return read_meetings(text_of(folder / name), str(folder / name))


def text_of(path: Path) -> str:
    """Return the text of a file, or one line on why it cannot be read (InvalidInputError)."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise InvalidInputError.single("no such file", file=str(path)) from None
    except UnicodeDecodeError:
        raise InvalidInputError.single(
            "is not UTF-8 – save the file as UTF-8", file=str(path)
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the system refuses"
        raise InvalidInputError.single(
            f"cannot be read: {reason.lower()}", file=str(path)
        ) from None


def read_treaties(text: str, name: str) -> tuple[Treaty, ...]:
    """Read a table of treaties; `name` stands for it in messages.

    Raises:
        InvalidInputError: every cell that does not fit, with its line.
    """
    rows = _Rows(text, name, _NEEDED[TREATIES])
    found = []
    for line, row in rows.each():
        one = Treaty(
            short=rows.unique(line, row, "short"),
            name=row["name"],
            parties=tuple(row["parties"].split("|")),
            in_force=rows.date(line, row["in_force"], "in_force"),
            term=rows.date(line, row["scheduled_expiry"], "scheduled_expiry"),
            extensions=rows.extensions(line, row["extended"]),
            suspended=rows.date(line, row["suspended"], "suspended"),
            ended=rows.date(line, row["ended"], "ended"),
            confidence=row["confidence"],
        )
        if one.ended is not None and one.in_force is not None and one.ended < one.in_force:
            rows.refuse(line, "ended", f"{one.ended} is before it came into force")
        found.append(one)
    rows.done()
    return tuple(found)


def read_meetings(text: str, name: str) -> tuple[Meeting, ...]:
    """Read a table of meetings, in the order of their days; arguments and errors as above."""
    rows = _Rows(text, name, _NEEDED[MEETINGS])
    found = []
    for line, row in rows.each():
        start = rows.date(line, row["start"], "start")
        if start is None:
            rows.refuse(line, "start", "is empty – every meeting has a first day")
        if row["kind"] not in KINDS:
            rows.refuse(line, "kind", f"'{row['kind']}' is not one of {listed(KINDS)}")
        parties = tuple(row["parties"].split("|"))
        found.append(Meeting(parties, start or Date.min, row["kind"], row["confidence"]))
    rows.done()
    return tuple(sorted(found, key=lambda meeting: meeting.start))


class _Rows:
    """The rows of a table, with every problem found in them."""

    def __init__(self, text: str, name: str, needed: tuple[str, ...]) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.seen: dict[str, int] = {}
        self.reader = csv.DictReader(io.StringIO(text))
        header = self.reader.fieldnames or ()
        missing = [column for column in needed if column not in header]
        if missing:
            raise InvalidInputError.single(
                f"the column {listed(missing)} is missing", file=name, line=1
            )

    def each(self) -> list[tuple[int, Mapping[str, str]]]:
        found: list[tuple[int, Mapping[str, str]]] = []
        for row in self.reader:
            full = {str(key): (value or "").strip() for key, value in row.items() if key}
            found.append((self.reader.line_num, full))
        return found

    def refuse(self, line: int, column: str, message: str) -> None:
        self.problems.append(Problem(self.name, line, column, message))

    def unique(self, line: int, row: Mapping[str, str], column: str) -> str:
        value = row[column]
        if not value:
            self.refuse(line, column, "is empty")
        elif value in self.seen:
            self.refuse(line, column, f"'{value}' stands twice (first in line {self.seen[value]})")
        self.seen.setdefault(value, line)
        return value

    def date(self, line: int, text: str, column: str) -> Date | None:
        if not text:
            return None
        try:
            return Date.fromisoformat(text)
        except ValueError:
            self.refuse(line, column, f"'{text}' is not a day – write 2025-04-25")
            return None

    def extensions(self, line: int, text: str) -> tuple[tuple[Date, Date | None], ...]:
        found = []
        for part in filter(None, text.split("|")):
            day, _, end = part.partition(">")
            when = self.date(line, day, "extended")
            until = self.date(line, end, "extended")
            if when is not None:
                found.append((when, until))
        return tuple(sorted(found, key=lambda entry: entry[0]))

    def done(self) -> None:
        if self.problems:
            raise InvalidInputError(self.problems)


def met(
    meetings: tuple[Meeting, ...], codes: tuple[str, str], kinds: tuple[str, ...]
) -> Callable[[Date, Date], tuple[Date, ...]]:
    """Return a function that gives the meetings of a pair after a day and by another, in order."""
    days = tuple(
        one.start for one in meetings if set(codes) <= set(one.parties) and one.kind in kinds
    )
    return lambda after, until: tuple(day for day in days if after < day <= until)
