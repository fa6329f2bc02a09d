"""What the section on the track record shows, by name, for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from detente.forecasts.baselines import NAMES
from detente.forecasts.findings import Forecast, ForecastFindings
from detente.forecasts.words import baseline_words, forecast_sentences, forecast_words
from detente.report import svg_record, words_record
from detente.report.lexicon import upper_first
from detente.report.sentences import said
from detente.report.svg import disc, line, picture
from detente.report.svg_signed import SCALE, head, lane
from detente.study import Study

#: Digits of a score.
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One open question: its words, picture, range and baselines."""

    question: str
    closes: str
    picture: Markup | None
    words: str
    beside: str
    notes: str


def record_section(study: Study) -> dict[str, Any]:
    """Return the content of the section; nothing where there is no record and no question."""
    record = words_record.record_of(study.scenario)
    asked = study.forecasts
    return {
        "record": record is not None,
        "record_lead": words_record.first_page_sentences(study.scenario),
        **({} if record is None else _record(record)),
        "question_rows": () if asked is None else tuple(map(_question, asked.forecasts)),
        "question_lead": () if asked is None else _lead(asked),
        "question_head": head(),
        "question_draws": 0 if asked is None else asked.origin.draws,
    }


def _record(record: Mapping[str, Any]) -> dict[str, Any]:
    found = words_record.classes(record)
    # A score of a number has a unit of its own: it stands in the table, not on the scale.
    drawn = tuple(
        (one, words_record.by_horizon(record, one.group)) for one in found if one.score == "Brier"
    )
    return {
        "record_lead": words_record.record_lead(record),
        "record_counts": words_record.counts_words(record),
        "record_head": svg_record.head(svg_record.scale_of(drawn)),
        "record_rows": svg_record.rows(drawn),
        "record_baselines": tuple(words_record.baseline_words(name) for name in NAMES),
        "record_table": tuple(map(_row, found)),
        "record_changes": tuple(_changes(one) for one in found if one.changes),
        "record_made": record["made"],
        "record_cutoff": record["cutoff"],
        "record_rules": record["rules"],
        "record_vintages": record["vintages"],
        "record_draws": record["draws"],
        "record_seed": record["seed"],
    }


def _row(one: words_record.Scored) -> tuple[str, ...]:
    unit = {"meetings_counted": ", in meetings", "first_meeting": ", in months"}
    name = upper_first(one.name) + unit.get(one.group, "")
    changed = "–" if one.changes is None else f"{one.changes:,}"
    scores = (_number(one.baselines.get(key)) for key in NAMES)
    counts = f"{one.asked:,}", f"{one.answered:,}", changed
    return name, *counts, _number(one.model), *scores, words_record.verdict_words(one)


def _changes(one: words_record.Scored) -> tuple[str, ...]:
    scores = one.on_changes.get("baselines", {})
    model = _number(one.on_changes.get("model"))
    return upper_first(one.name), f"{one.changes}", model, *(_number(scores.get(k)) for k in NAMES)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.{_DIGITS}f}"


def _lead(asked: ForecastFindings) -> tuple[Any, ...]:
    return tuple(
        said(text, f"questions.{place}") for place, text in enumerate(forecast_sentences(asked))
    )


def _question(one: Forecast) -> QuestionRow:
    return QuestionRow(
        one.question,
        one.closes,
        _drawn(one),
        upper_first(forecast_words(one)),
        upper_first(baseline_words(one)).replace("'", "’"),
        "; ".join(one.notes),
    )


def _drawn(one: Forecast) -> Markup | None:
    if one.range is None:
        return None
    shapes = [line((SCALE.at(x), SCALE.at(x)), ("0", "100%"), "g") for x in (0.0, 0.5, 1.0)]
    shapes += lane(one.range, 8, "kl")
    for value in one.baselines.named().values():
        if value is not None:
            shapes.append(disc(SCALE.at(value), 32, 3.5, "ok"))
    label = f"{one.question} {forecast_words(one)}; beside it {baseline_words(one)}"
    return picture(shapes, label=label, height=42)
