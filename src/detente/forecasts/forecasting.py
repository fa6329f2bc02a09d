"""`forecast`: what a scenario says of dated questions, beside baselines that need no model."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.dynamics.ranges import Range
from detente.findings import origin_of
from detente.forecasts.asking import Asked, information_date, put
from detente.forecasts.baselines import Baselines
from detente.forecasts.findings import Forecast, ForecastFindings
from detente.forecasts.judging import Judged, judge_all, run_for, unchanged
from detente.forecasts.questions import questions_of, read_questions
from detente.forecasts.reference_classes import Tables, class_baselines, shipped_tables
from detente.library.conventions import conventions
from detente.scenario.draws import DEFAULT_SEED, Draws, draw
from detente.scenario.event_grammar import Event
from detente.scenario.model import Scenario
from detente.scenario.schema import Question

if TYPE_CHECKING:
    import xarray as xr

DEFAULT_DRAWS = 500
DEFAULT_REPEATS = 4
#: Draws of the run under each viewpoint.
VIEW_DRAWS = 200


def forecast(
    scenario: Scenario,
    questions: Mapping[str, Question] | str | Path | None = None,
    draws: int | Draws = DEFAULT_DRAWS,
    repeats: int = DEFAULT_REPEATS,
    seed: int = DEFAULT_SEED,
    *,
    tables: Tables | None = None,
) -> ForecastFindings:
    """Ask a scenario dated questions.

    Information ends at the scenario's date (or its last given event); baselines from the tables
    use nothing later either. What the scenario cannot answer stays in the findings, with the
    reason.

    Args:
        scenario: it must declare relations.
        questions: by id, or a file of them (default: the scenario's own).
        draws: number of draws, or draws of this scenario.
        repeats: runs of chance within a draw, 2 or more, to tell chance from ignorance.
        seed: as in `detente.draw`.
        tables: what happened before (default: the shipped tables).

    Raises:
        InvalidInputError: what is wrong with the questions, one line each; no relations.
        ValueError: a number out of its range; one line.
    """
    begin = time.perf_counter()
    if isinstance(repeats, bool) or not isinstance(repeats, int) or repeats < 2:
        raise ValueError(f"repeats is {repeats!r}; a range without chance needs 2 or more")
    if questions is None:
        questions = questions_of(scenario)
    elif not isinstance(questions, Mapping):
        questions = read_questions(questions)
    asked = [put(key, question, scenario) for key, question in questions.items()]
    drawn = draw(scenario, draws, seed)
    found = _run(asked, drawn, repeats)
    known = information_date(scenario)
    past = tables or shipped_tables()
    forecasts = tuple(
        _forecast(one, found, class_baselines(one.event, scenario, known, past))
        if one.event is not None
        else _unanswered(one, one.reason)
        for one in asked
    )
    return ForecastFindings(
        data=_dataset(forecasts, found),
        origin=origin_of(
            drawn,
            "forecasts by the monthly model",
            options={"repeats": repeats, "months": found.months},
            elapsed=time.perf_counter() - begin,
        ),
        scenario=scenario,
        information=known.isoformat(),
        forecasts=forecasts,
    )


class _Found:
    """What the runs say, by question: as declared, with doubled widths, by viewpoint, unchanged."""

    def __init__(self) -> None:
        self.months = 0
        self.plain: dict[str, Judged | str] = {}
        self.wide: dict[str, Judged | str] = {}
        self.still: dict[str, float | None] = {}
        self.views: dict[str, dict[str, Judged | str]] = {}


def _run(asked: list[Asked], drawn: Draws, repeats: int) -> _Found:
    """Run the scenario as declared, with doubled widths, and under every viewpoint."""
    found = _Found()
    live = {one.id: one.event for one in asked if one.event is not None}
    if not live:
        return found
    found.months = max(one.months for one in asked)
    scenario, events = drawn.scenario, list(live.values())

    def judged(sample: Draws, viewpoint: str | None = None) -> dict[str, Judged | str]:
        run = run_for(events, scenario, sample, repeats, found.months, viewpoint)
        return dict(zip(live, judge_all(events, run), strict=True))

    rows = slice(drawn.start, drawn.stop)
    stretched = drawn.widened * conventions()["widening"]
    found.plain = judged(drawn)
    found.wide = judged(draw(scenario, drawn.count, drawn.seed, rows=rows, widened=stretched))
    few = slice(drawn.start, min(drawn.stop, drawn.start + VIEW_DRAWS))
    part = draw(scenario, drawn.count, drawn.seed, rows=few, widened=drawn.widened)
    if scenario.viewpoint is None:
        found.views = {view: judged(part, view) for view in scenario.content.viewpoints}
    found.still = dict(zip(live, unchanged(events, drawn, found.months), strict=True))
    return found


def _forecast(one: Asked, found: _Found, classes: Baselines) -> Forecast:
    judged = found.plain[one.id]
    if isinstance(judged, str):
        return _unanswered(one, judged)
    wide = found.wide[one.id]
    plain, notes = judged.range, list(one.notes)
    stretched = wide.range if isinstance(wide, Judged) else None
    if judged.asked < 1:
        notes.append(f"asked among the {judged.asked:.0%} of worlds in which its condition holds")
    views = {view: judgements[one.id] for view, judgements in found.views.items()}
    return _as_forecast(
        one,
        probability=judged.share,
        range_=Range(plain.mean, plain.error, plain.low, plain.high, stretched),
        viewpoints={view: j.share for view, j in views.items() if isinstance(j, Judged)},
        baselines=classes
        if classes.status_quo is not None
        else replace(classes, status_quo=found.still[one.id]),
        notes=tuple(notes),
    )


def _unanswered(one: Asked, reason: str) -> Forecast:
    return _as_forecast(one, None, None, {}, Baselines(), one.notes, reason)


def _as_forecast(
    one: Asked,
    probability: float | None,
    range_: Range | None,
    viewpoints: Mapping[str, float],
    baselines: Baselines,
    notes: tuple[str, ...],
    reason: str = "",
) -> Forecast:
    question = one.question
    event: Event | str = question.event if one.event is None else one.event
    return Forecast(
        id=one.id,
        question=question.question,
        family=question.family or one.id,
        event=str(event),
        opens="" if question.opens is None else str(question.opens),
        closes=question.closes.last.isoformat(),
        probability=probability,
        range=range_,
        viewpoints=viewpoints,
        baselines=baselines,
        stated=question.probability,
        reason=reason,
        notes=notes,
    )


def _dataset(forecasts: tuple[Forecast, ...], found: _Found) -> xr.Dataset:
    import xarray as xr

    answered = [one.id for one in forecasts if one.answered]
    judged = [found.plain[key] for key in answered]
    rows = [one.by_draw for one in judged if isinstance(one, Judged)]
    share = np.stack(rows) if rows else np.zeros((0, 0))
    return xr.Dataset(
        {"share": (("question", "draw"), share, {"units": "share of repeats"})},
        coords={"question": np.array(answered, dtype=str)},
    )
