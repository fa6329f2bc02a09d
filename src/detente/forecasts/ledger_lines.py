"""Lines of a ledger: what they hold, how they are hashed, and what is refused.

A line is one JSON object in canonical form (keys in order, no blanks, UTF-8), its `hash` the
SHA-256 of the same object without it. `previous` is the hash of the line before, so that a change
anywhere breaks every line after it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.scenario.problems import InvalidInputError

#: What stands for the hash of the line before the first.
NONE_BEFORE = "0" * 64

FIELDS = frozenset(
    (
        "baselines", "closes", "draws", "event", "family", "fingerprint", "hash", "id",
        "information_date", "made", "opens", "previous", "probability", "question", "range",
        "range_widths_doubled", "reason", "repeats", "scenario", "seed", "stated", "version",
        "viewpoints",
    )
)  # fmt: skip
#: What the first line of every ledger begins with.
_BEGINNING = f'{{"{min(FIELDS)}":'.encode()
#: Fields of text that may not be empty.
_TEXTS = ("closes", "event", "family", "fingerprint", "id", "information_date", "made", "previous",
          "question", "scenario", "version")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ledger.

    Attributes:
        number: from 1.
        record: its object, `hash` included.
    """

    number: int
    record: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The question."""
        return str(self.record["id"])

    @property
    def hash(self) -> str:
        """The line's own hash."""
        return str(self.record["hash"])

    @property
    def made(self) -> datetime.datetime:
        """When it was written, UTC."""
        return datetime.datetime.fromisoformat(self.record["made"])

    @property
    def probability(self) -> float | None:
        """Of yes; None where the question is unanswered."""
        found: float | None = self.record["probability"]
        return found


def canonical(record: Mapping[str, Any]) -> str:
    """Return the one text of an object.

    Raises:
        ValueError: it holds a number that is not finite.
    """
    return json.dumps(
        record, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def digest(record: Mapping[str, Any]) -> str:
    """Return the hash of an object, `hash` left out."""
    content = {key: value for key, value in record.items() if key != "hash"}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def sealed(record: Mapping[str, Any], previous: str) -> dict[str, Any]:
    """Return an object chained to the line before it, with its hash."""
    chained = {**record, "previous": previous}
    return {**chained, "hash": digest(chained)}


def parse_ledger(data: bytes, name: str) -> tuple[tuple[Line, ...], bytes]:
    """Read and check a ledger.

    Args:
        data: the bytes of the file.
        name: stands for it in messages.

    Returns:
        Its lines, and what stands behind the last line break: empty, or what is left of a line that
        was never finished.

    Raises:
        InvalidInputError: the first line that is not as it was written: not JSON, changed, out of
            the chain, a question that stands twice, a probability that is none. What follows a
            broken link cannot be trusted, so that no further line is looked at. Also a file of one
            unfinished line that no ledger can begin with: it is something else.
    """
    *whole, torn = data.split(b"\n")
    if not whole and torn[: len(_BEGINNING)] != _BEGINNING[: len(torn)]:
        raise InvalidInputError.single(
            "is not a ledger – give the name of a new file", file=name, line=1
        )
    lines: list[Line] = []
    seen: dict[str, int] = {}
    previous, last = NONE_BEFORE, None
    for number, raw in enumerate(whole, start=1):
        record = _record(raw, name, number)
        problem = _chain_problem(record, raw, previous) or content_problem(record)
        problem = problem or time_problem(record, last)
        key = str(record.get("id"))
        if not problem and key in seen:
            problem = f"question '{key}' stands twice (first in line {seen[key]})"
        if problem:
            raise InvalidInputError.single(problem, file=name, line=number)
        seen[key] = number
        previous, last = record["hash"], record
        lines.append(Line(number, record))
    return tuple(lines), torn


def _record(raw: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidInputError.single(
            "is not JSON – a ledger is written by 'detente forecast' only", file=name, line=number
        ) from None
    if not isinstance(record, dict):
        raise InvalidInputError.single(
            "is no JSON object – a ledger is written by 'detente forecast' only",
            file=name,
            line=number,
        )
    return record


def _chain_problem(record: Mapping[str, Any], raw: bytes, previous: str) -> str:
    """Return what breaks the chain: an edited line, or one taken out, put in or moved."""
    try:
        same = canonical(record).encode() == raw
        fits = same and digest(record) == record.get("hash")
    except (ValueError, UnicodeError):
        fits = False
    if not fits:
        return "the hash does not fit – the line was changed after it was written"
    if record.get("previous") != previous:
        return "does not follow the line before – a line was taken out, put in or moved"
    return ""


def content_problem(record: Mapping[str, Any]) -> str:
    """Return what a line may not say even with a hash that fits; empty where all is well."""
    for word, keys in (("is missing", FIELDS - set(record)), ("is unknown", set(record) - FIELDS)):
        if keys:
            return f"'{min(keys)}' {word} – a ledger is written by 'detente forecast' only"
    for field in _TEXTS:
        if not isinstance(record[field], str) or not record[field]:
            return f"'{field}' is not a text"
    chance = record["probability"]
    if chance is not None and not _is_share(chance):
        return f"the probability is {chance} – it lies from 0 to 1"
    if chance is None and not record["reason"]:
        return "an unanswered question needs its reason"
    baselines = record["baselines"]
    if not isinstance(baselines, dict):
        return "'baselines' is not an object"
    for name, value in baselines.items():
        if value is not None and not _is_share(value):
            return f"the baseline '{name}' is {value} – it lies from 0 to 1"
    try:
        made = datetime.datetime.fromisoformat(record["made"])
        datetime.date.fromisoformat(record["closes"])
    except ValueError:
        return "'made' or 'closes' is no date"
    return "" if made.tzinfo is not None else "'made' has no time zone"


def time_problem(record: Mapping[str, Any], last: Mapping[str, Any] | None) -> str:
    """Return what is wrong with the time of a line whose content is sound; empty where all is well.

    Args:
        record: the line.
        last: the line before it; None for the first.
    """
    made = datetime.datetime.fromisoformat(record["made"])
    if datetime.date.fromisoformat(record["closes"]) <= made.date():
        return f"was made on {made.date()}, but its question closed on {record['closes']}"
    if last is not None and made < datetime.datetime.fromisoformat(last["made"]):
        return f"was made at {record['made']}, before the line before it – set the clock right"
    return ""


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
