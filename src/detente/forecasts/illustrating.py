"""Lists of things that happened, and public questions, beside the backtest: they never rank.

Such lists were put together afterwards, mostly of what did happen: whoever says yes to everything
does well on them. They show what forecasts look like next to events, and nothing else. Their texts
belong to others and are not kept.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.forecasts.asking import put
from detente.forecasts.findings import plain
from detente.forecasts.forecasting import forecast
from detente.forecasts.history import Date, text_of
from detente.forecasts.rules import Rules, load_rules, vintage_of
from detente.forecasts.scores import brier
from detente.scenario.events import EventError, parse_event
from detente.scenario.fields import When
from detente.scenario.problems import InvalidInputError, Problem
from detente.scenario.schema import Question

#: Columns by the form of the list: id, first day, closing day, outcome.
_FORMS = (
    ("outcome_id", "window_start", "resolve_by", "outcome"),
    ("uid", "open_date", "close_date", "resolution"),
)
_OPTIONS = re.compile(r"options:\s*\(a\)\s*yes,\s*\(b\)\s*no\s*", re.IGNORECASE)
_LAST = re.compile(r":([0-9.]+)$")
LABEL = "illustration: chosen afterwards, never ranks"


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list that was settled with yes or no.

    Attributes:
        id: of the row.
        opens, closes: its window.
        outcome: 1 for yes, 0 for no.
        crowd: the last probability of yes that a crowd gave, or None.
        event: in the event language, where somebody added one; else empty.
        line: of the file.
    """

    id: str
    opens: Date
    closes: Date
    outcome: int
    crowd: float | None
    event: str
    line: int


@dataclass(frozen=True)
class Illustration:
    """What a list looks like beside forecasts.

    Attributes:
        name: of the file.
        rows: settled with yes or no.
        left_out: rows that were settled otherwise, or not.
        model: id → probability by the latest vintage before its window, where there is an event.
        unanswered: id → why there is none.
    """

    name: str
    rows: tuple[Listed, ...]
    left_out: int
    model: Mapping[str, float]
    unanswered: Mapping[str, str]

    def scores(self) -> dict[str, tuple[int, float]]:
        """Return whose Brier scores, over how many rows each: not the same rows, not a ranking."""
        crowd = {row.id: row.crowd for row in self.rows if row.crowd is not None}
        always = {row.id: 1.0 for row in self.rows}
        found: dict[str, tuple[int, float]] = {}
        for name, said in (("always yes", always), ("the crowd", crowd), ("model", self.model)):
            both = [(said[row.id], row.outcome) for row in self.rows if row.id in said]
            if both:
                chance, outcome = np.array(both, np.float64).T
                found[name] = (len(both), float(brier(chance, outcome).mean()))
        return found

    def sentences(self) -> tuple[str, ...]:
        """Return what the list shows, and that it shows no skill of anybody."""
        yes = sum(row.outcome for row in self.rows)
        said = [f"The list holds {len(self.rows)} settled rows, {yes} of them yes."]
        if self.rows and not 0.35 <= yes / len(self.rows) <= 0.65:
            side = "yes" if yes > len(self.rows) / 2 else "no"
            said.append(f"Whoever always says {side} does well on it: it cannot rank anybody.")
        if not self.model and self.unanswered:
            said.append(f"The model answers none of the {len(self.unanswered)} rows that ask it.")
        elif not self.model:
            said.append("No row has an answer of the model: add a column 'event' to ask for one.")
        said.append("It was chosen afterwards, so it illustrates and never ranks.")
        return tuple(said)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values, without the texts of the list."""
        return {
            "label": LABEL,
            "list": self.name,
            "rows": len(self.rows),
            "left_out": self.left_out,
            "scores": {
                name: {"rows": count, "brier": plain(score)}
                for name, (count, score) in self.scores().items()
            },
            "model": {key: plain(chance) for key, chance in self.model.items()},
            "unanswered": dict(self.unanswered),
            "sentences": list(self.sentences()),
        }


def illustrate(
    path: str | Path,
    case: str = "russia-us",
    rules: str | Path | None = None,
    *,
    draws: int = 500,
) -> Illustration:
    """Show a list of events or public questions beside what the vintages said.

    Args:
        path: a table with outcome_id, window_start, resolve_by, outcome; or with uid, open_date,
            close_date, resolution, and what a crowd said. An `event` column lets the model answer.
        case, rules: whose vintages are asked.
        draws: of each vintage.

    Raises:
        InvalidInputError: what is wrong with the file, one line each.
    """
    rows, left_out = read_list(Path(path))
    read = load_rules(case, rules)
    model, unanswered = _answers(rows, read, draws)
    return Illustration(str(path), rows, left_out, model, unanswered)


def read_list(path: Path) -> tuple[tuple[Listed, ...], int]:
    """Return the rows of a list that were settled with yes or no, and how many were not.

    Raises:
        InvalidInputError: another form, or days and events that cannot be read.
    """
    name = str(path)
    reader = csv.DictReader(io.StringIO(text_of(path)))
    header = set(reader.fieldnames or ())
    form = next((form for form in _FORMS if set(form) <= header), None)
    if form is None:
        wanted = " or ".join(", ".join(form) for form in _FORMS)
        raise InvalidInputError.single(f"needs the columns {wanted}", file=name, line=1)
    found, problems, left_out = [], [], 0
    seen: dict[str, int] = {}
    for row in reader:
        line = reader.line_num
        outcome = _outcome(row[form[3]] or "", row.get("qtype") or "")
        if outcome is None:
            left_out += 1
            continue
        try:
            event = (row.get("event") or "").strip()
            if event:
                parse_event(event)
            one = Listed(
                id=row[form[0]],
                opens=Date.fromisoformat(row[form[1]]),
                closes=Date.fromisoformat(row[form[2]]),
                outcome=outcome,
                crowd=_crowd(row),
                event=event,
                line=line,
            )
            if one.closes < one.opens:
                problems.append(Problem(name, line, one.id, "closes before it opens"))
            if one.id in seen:
                problems.append(
                    Problem(name, line, one.id, f"stands twice (first in line {seen[one.id]})")
                )
            seen.setdefault(one.id, line)
            found.append(one)
        except EventError as error:
            problems.append(Problem(name, line, "event", error.message))
        except (ValueError, TypeError):
            problems.append(Problem(name, line, row[form[0]], "a day is not written 2025-04-25"))
    if problems:
        raise InvalidInputError(problems)
    return tuple(found), left_out


def _outcome(said: str, options: str) -> int | None:
    """Return 1 for yes, 0 for no, None for anything else; (a) and (b) may stand for these."""
    word = said.strip().lower()
    if word in ("a", "b") and _OPTIONS.fullmatch(options):
        word = {"a": "yes", "b": "no"}[word]
    return {"yes": 1, "no": 0}.get(word)


def _crowd(row: Mapping[str, str | None]) -> float | None:
    """Return the last probability of yes that a crowd gave."""
    last = _LAST.search(row.get("crowd_last") or "")
    if last is None or not (row.get("crowd_target") or "").endswith("Yes"):
        return None
    value = float(last[1])
    return value if 0 <= value <= 1 else None


def _answers(
    rows: tuple[Listed, ...], rules: Rules, draws: int
) -> tuple[dict[str, float], dict[str, str]]:
    """Ask the latest vintage before each window."""
    model: dict[str, float] = {}
    unanswered: dict[str, str] = {}
    every = (vintage_of(rules, name) for name in rules.file.vintages)
    vintages = sorted(every, key=lambda one: one.as_of)
    for place, scenario in enumerate(vintages):
        until = vintages[place + 1].as_of if place + 1 < len(vintages) else Date.max
        questions = {
            row.id: Question(
                question=row.id, event=row.event, opens=When(row.opens), closes=When(row.closes)
            )
            for row in rows
            if row.event and scenario.as_of <= row.opens < until
        }
        askable = {
            key: question
            for key, question in questions.items()
            if put(key, question, scenario).event is not None
        }
        for key in questions.keys() - askable.keys():
            unanswered[key] = put(key, questions[key], scenario).reason
        if askable:
            for one in forecast(scenario, askable, draws, seed=rules.file.seed).forecasts:
                if one.probability is None:
                    unanswered[one.id] = one.reason
                else:
                    model[one.id] = one.probability
    for row in rows:
        if row.event and row.id not in model and row.id not in unanswered:
            unanswered[row.id] = "its window begins before the first vintage"
    return model, unanswered
