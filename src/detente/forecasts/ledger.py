"""The ledger: forecasts as they were made, one line each, that nobody can change unseen.

Lines are only ever added. A line counts from the moment its line break is on the disk: it is
written whole under an exclusive lock and flushed. A process that is killed on the way leaves at
most an unfinished last line, without a line break; readers leave it out, and the next that writes
sets it aside in FILE.torn. Nothing else is ever cut.

A chain of hashes shows any edit, but not a tail that was cut off, nor a ledger written anew from
the start. Against that stands the head, a small file with the count and the last hash: keep a copy
elsewhere, and a ledger that does not lead to it is refused.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.files import write_text
from detente.forecasts.findings import ForecastFindings, as_plain
from detente.forecasts.ledger_lines import (
    NONE_BEFORE,
    Line,
    canonical,
    content_problem,
    parse_ledger,
    sealed,
    time_problem,
)
from detente.scenario.problems import InvalidInputError

#: What is taken from a forecast into its line.
_KEPT = ("id", "question", "family", "event", "opens", "closes", "probability", "range",
         "range_widths_doubled", "viewpoints", "baselines", "stated", "reason")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger as read.

    Attributes:
        name: of the file.
        lines: the forecasts, in the order in which they were made.
        torn: bytes of an unfinished last line; 0 where there is none.
    """

    name: str
    lines: tuple[Line, ...]
    torn: int = 0

    @property
    def head(self) -> dict[str, Any]:
        """The count and the last hash."""
        return {
            "count": len(self.lines),
            "hash": self.lines[-1].hash if self.lines else NONE_BEFORE,
        }


def head_beside(path: str | Path) -> Path:
    """Return where the head of a ledger is written: FILE.head."""
    return Path(f"{path}.head")


def torn_beside(path: str | Path) -> Path:
    """Return where unfinished lines of a ledger are set aside: FILE.torn."""
    return Path(f"{path}.torn")


def read_ledger(path: str | Path, head: str | Path | None = None) -> Ledger:
    """Read a ledger and hold it to its chain, and to a head.

    Args:
        path: the ledger.
        head: a head that was kept (default: the one beside the ledger, where there is one).

    Raises:
        InvalidInputError: it is not as it was written; one line with its number. Also a tail that
            is missing against the head, or no such file.
    """
    name, beside = str(path), head_beside(path)
    # The head first: a writer that comes in between makes the ledger longer, which is no fault.
    kept = _read_head(Path(head)) if head is not None else None
    if head is None and beside.exists():
        kept = _read_head(beside)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise InvalidInputError.single("no such file", file=name) from None
    except OSError as error:
        raise _unusable(name, error) from None
    lines, torn = parse_ledger(data, name)
    found = Ledger(name, lines, len(torn))
    if kept is not None:
        _hold_to_head(found, kept)
    return found


@dataclass(frozen=True, slots=True)
class _Head:
    """A head as read: from which file, how many lines, the last hash."""

    path: Path
    count: int
    hash: str


def _read_head(path: Path) -> _Head:
    """Read a head, or refuse what is none (InvalidInputError)."""
    from detente.forecasts.history import text_of

    try:
        head = json.loads(text_of(path))
        count, last = head["count"], head["hash"]
        sound = isinstance(count, int) and not isinstance(count, bool) and count >= 0
        sound = sound and isinstance(last, str)
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, InvalidInputError):
            raise
        sound = False
    if not sound:
        raise InvalidInputError.single(
            "is no head of a ledger – it holds a count and a hash", file=str(path)
        )
    return _Head(path, count, last)


def _hold_to_head(ledger: Ledger, head: _Head) -> None:
    """Refuse a ledger with fewer lines than a head counts, or another line at its place."""
    lines = ledger.lines
    if head.count > len(lines):
        raise InvalidInputError.single(
            f"has {len(lines)} of the {head.count} lines that the head {head.path} counts – "
            "the tail was cut off",
            file=ledger.name,
            line=len(lines) + 1,
        )
    here = lines[head.count - 1].hash if head.count else NONE_BEFORE
    if here != head.hash:
        raise InvalidInputError.single(
            f"is not the line that the head {head.path} ends on – the ledger was written anew",
            file=ledger.name,
            line=max(head.count, 1),
        )


def add_forecasts(
    path: str | Path,
    findings: ForecastFindings,
    *,
    now: datetime.datetime | None = None,
    head: str | Path | None = None,
) -> Ledger:
    """Add the forecasts of a run to a ledger, all or, if the process is killed, the first of them.

    Args:
        path: the ledger; a new one is begun where there is none.
        findings: from `forecast`. Unanswered questions are added too, with their reasons.
        now: the time that is written down, with a time zone (default: the clock's).
        head: a head to hold the ledger to first (default: the one beside it, where there is one).

    Returns:
        The ledger as it now stands; its head is written beside it.

    Raises:
        InvalidInputError: the ledger is refused, a question is in it already, or has closed by now.
    """
    options, origin = findings.origin.options, findings.origin
    common = {
        "scenario": origin.scenario,
        "fingerprint": origin.fingerprint,
        "version": origin.version,
        "seed": origin.seed,
        "draws": origin.draws,
        "repeats": options["repeats"],
        "information_date": findings.information,
    }
    if now is not None:
        common["made"] = _time_text(now)
    records = []
    for one in findings.forecasts:
        said = as_plain(one)
        records.append({**common, **{key: said[key] for key in _KEPT}})
    return append(path, records, head=head)


def append(
    path: str | Path, records: Sequence[Mapping[str, Any]], *, head: str | Path | None = None
) -> Ledger:
    """Chain records to a ledger and write them down; arguments and errors as `add_forecasts`.

    Records that say nothing of when they were made take the time at which the ledger is theirs, so
    that of two writers at once the later is the later.
    """
    target = Path(path)
    with _locked(target) as handle:
        ledger, torn = _standing(handle, target, head)
        made = _time_text(datetime.datetime.now(datetime.UTC))
        fresh = _chained(ledger, [{"made": made, **record} for record in records])
        if torn:
            _set_aside(handle, torn, target)
        text = "".join(canonical(record) + "\n" for record in fresh)
        _write_or_nothing(handle, text.encode())
        first = len(ledger.lines) + 1
        lines = (*ledger.lines, *(Line(first + n, record) for n, record in enumerate(fresh)))
        grown = Ledger(ledger.name, lines)
        _write_head(grown, target)
    return grown


def _write_head(ledger: Ledger, target: Path) -> None:
    """Write the head beside a ledger; where that fails, say that the forecasts are kept."""
    beside = head_beside(target)
    try:
        write_text(beside, json.dumps(ledger.head) + "\n")
    except InvalidInputError as error:
        reason = error.problems[0].message
        raise InvalidInputError.single(
            f"{reason} – the forecasts are in the ledger all the same, do not add them again",
            file=str(beside),
        ) from None


def _time_text(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")


def _standing(handle: int, path: Path, head: str | Path | None) -> tuple[Ledger, bytes]:
    """Return a locked ledger, held to its chain and its head, and its unfinished last line."""
    size = os.fstat(handle).st_size
    data = b""
    while len(data) < size and (part := os.pread(handle, size - len(data), len(data))):
        data += part
    lines, torn = parse_ledger(data, str(path))
    ledger = Ledger(str(path), lines, len(torn))
    beside = head_beside(path)
    if head is not None or beside.exists():
        _hold_to_head(ledger, _read_head(Path(head) if head is not None else beside))
    return ledger, torn


def _chained(ledger: Ledger, records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Seal records behind a ledger, or refuse them."""
    seen = {line.id: line.number for line in ledger.lines}
    previous, fresh = str(ledger.head["hash"]), []
    last = ledger.lines[-1].record if ledger.lines else None
    for place, record in enumerate(records, start=len(ledger.lines) + 1):
        key, day = str(record["id"]), str(record["made"])[:10]
        problem = ""
        if key in seen:
            problem = (
                f"question '{key}' was forecast in line {seen[key]} – give a new forecast a new id"
            )
        elif str(record["closes"]) <= day:
            problem = (
                f"question '{key}' closed on {record['closes']}, and today is {day} – "
                "take it out of the questions"
            )
        if problem:
            raise InvalidInputError.single(problem, file=ledger.name, line=place)
        fresh.append(sealed(record, previous))
        problem = content_problem(fresh[-1]) or time_problem(fresh[-1], last)
        if problem:
            raise InvalidInputError.single(problem, file=ledger.name, line=place)
        seen[key] = place
        previous, last = fresh[-1]["hash"], fresh[-1]
    return fresh


def _set_aside(handle: int, torn: bytes, path: Path) -> None:
    """Keep an unfinished line in FILE.torn, then cut it off: it was never a forecast."""
    spare = os.open(torn_beside(path), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        _write_all(spare, torn + b"\n")
        os.fsync(spare)
    finally:
        os.close(spare)
    os.ftruncate(handle, os.fstat(handle).st_size - len(torn))
    os.fsync(handle)


def _write_or_nothing(handle: int, data: bytes) -> None:
    """Write lines and flush them; what a full disk lets through of them is taken back."""
    end = os.fstat(handle).st_size
    try:
        _write_all(handle, data)
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, end)
        raise


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open a ledger for adding, alone: others wait until it is closed."""
    try:
        import fcntl
    except ImportError:
        raise InvalidInputError.single(
            "a ledger can be written on systems with file locks (POSIX) only", file=str(path)
        ) from None
    fresh = not path.exists()
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError as error:
        raise _unusable(str(path), error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if fresh:
            _keep_name(path)
        yield handle
    except OSError as error:
        raise _unusable(str(path), error) from None
    finally:
        os.close(handle)


def _keep_name(path: Path) -> None:
    """Flush the folder, so that a new file keeps its name."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unusable(name: str, error: OSError) -> InvalidInputError:
    reason = (error.strerror or "the system refuses").lower()
    return InvalidInputError.single(f"cannot be used: {reason}", file=name)
