"""`backtest`: old scenarios asked mechanically made questions, scored beside baselines.

Every scenario of a past date was coded by people who had seen what came later. No score here is
free of that; findings carry the label, and say which vintage is exposed most: the latest.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detente.dynamics.readings import Labelled
from detente.dynamics.simulation import Simulation
from detente.dynamics.structure import structure
from detente.findings import Origin
from detente.forecasts.asking import Asked, put
from detente.forecasts.backtest_findings import (
    BacktestFindings,
    Choice,
    NumberRow,
    Row,
    RowKey,
)
from detente.forecasts.generating import (
    MadeNumber,
    MadeQuestion,
    number_questions,
    yes_no_questions,
)
from detente.forecasts.judging import Judged, judge_all, run_for
from detente.forecasts.rules import Rules, load_rules, vintage_of
from detente.forecasts.scores import Array, crps_of_counts, crps_of_dates
from detente.forecasts.scoring import Score, Settled, paired_counts, score_group
from detente.scenario.draws import draw
from detente.scenario.event_grammar import Event, pair_id
from detente.scenario.fields import When
from detente.scenario.model import Scenario
from detente.scenario.schema import Question

if TYPE_CHECKING:
    import xarray as xr


@dataclass
class _Asked:
    """Everything that was asked so far, with what the scenarios say."""

    questions: list[MadeQuestion] = field(default_factory=list)
    chances: list[float | None] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    numbers: list[MadeNumber] = field(default_factory=list)
    ensembles: list[Array | None] = field(default_factory=list)


def backtest(
    case: str = "russia-us",
    rules: str | Path | None = None,
    *,
    draws: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> BacktestFindings:
    """Ask the scenarios of past dates what rules make of the tables, and score the answers.

    Args:
        case: whose shipped rules.
        rules: a file of rules instead.
        draws: fewer or more than the rules say; for trying things out.
        progress: called with the vintage that is asked.

    Raises:
        InvalidInputError: what is wrong with the rules, the tables or a scenario, one line each.
    """
    begin = time.perf_counter()
    read = load_rules(case, rules)
    used = draws if draws is not None else read.file.draws
    found = _Asked()
    for name in read.file.vintages:
        if progress is not None:
            progress(name)
        _ask(read, vintage_of(read, name), name, used, found)
    settled = [_settled(one, chance) for one, chance in zip(
        found.questions, found.chances, strict=True)]  # fmt: skip
    return BacktestFindings(
        data=_dataset(found),
        origin=_origin(read, used, time.perf_counter() - begin),
        rules=read.file,
        fingerprint=read.fingerprint,
        rows=tuple(_rows(read, found, settled)),
        numbers=tuple(_number_rows(read, found)),
        vintages=tuple(_by_vintage(read, found, settled)),
        reasons=found.reasons,
    )


def _ask(rules: Rules, scenario: Scenario, name: str, draws: int, found: _Asked) -> None:
    """Ask one vintage everything, in one run."""
    day = scenario.as_of
    questions = yes_no_questions(rules, name, day)
    numbers = number_questions(rules, name, day)
    asked = [_put(one, scenario) for one in questions]
    live = [one for one in asked if one.event is not None]
    pair = pair_id(*rules.file.pair)
    carried = pair in structure(scenario).keys("pair")
    windows = [one.horizon for one in questions] + [one.horizon for one in numbers]
    longest = max(windows, default=0)
    judged: dict[str, Judged | str] = {}
    run = None
    if longest and (live or (numbers and carried)):
        events: list[Event] = [one.event for one in live if one.event is not None]
        sample = draw(scenario, draws, rules.file.seed)
        more = [("pair", "summit", pair)] if numbers and carried else []
        run = run_for(events, scenario, sample, rules.file.repeats, longest, more=more)
        answers = judge_all(events, run)
        judged = {one.id: answer for one, answer in zip(live, answers, strict=True)}
    for question, one in zip(questions, asked, strict=True):
        answer = judged.get(one.id, one.reason)
        found.questions.append(question)
        found.chances.append(answer.share if isinstance(answer, Judged) else None)
        if isinstance(answer, str):
            found.reasons[one.id] = answer
    for number in numbers:
        found.numbers.append(number)
        found.ensembles.append(None if run is None or not carried else _ensemble(number, run, pair))


def _put(made: MadeQuestion, scenario: Scenario) -> Asked:
    """Return a made question as the scenario is asked it."""
    closes = When(made.until)
    if not made.event:
        question = Question(question=made.id, event="-", closes=closes)
        return Asked(made.id, question, None, reason="no vintage has it as an agreement")
    return put(made.id, Question(question=made.id, event=made.event, closes=closes), scenario)


def _ensemble(made: MadeNumber, run: Simulation, pair: str) -> Array:
    """Return the number in every world: how many meetings, or the month of the first (0: none)."""
    held = Labelled(run).course("pair", "summit", pair)[: made.horizon] > 0.5
    flat = held.reshape(len(held), -1)
    if made.group == "meetings_counted":
        return np.asarray(flat.sum(axis=0), np.float64)
    return np.where(flat.any(axis=0), flat.argmax(axis=0) + 1.0, 0.0)


def _settled(made: MadeQuestion, chance: float | None) -> Settled:
    return Settled(made.id, made.group, made.family, chance, made.baselines.named(), made.outcome)


def _score(rules: Rules, group: str, settled: list[Settled]) -> Score:
    file = rules.file
    return score_group(
        group,
        settled,
        floor=file.log_floor,
        resamples=file.resamples,
        seed=file.seed,
        least_families=file.least_blocks,
    )


def _filled(settled: list[Settled]) -> list[Settled]:
    """Put climatology where nothing was answered, so that leaving out is no advantage."""
    return [
        one if one.probability is not None
        else replace(one, probability=one.baselines.get("climatology"))
        for one in settled
    ]  # fmt: skip


def _rows(rules: Rules, found: _Asked, settled: list[Settled]) -> list[Row]:
    """Return a row a class and horizon, and one over all horizons of a class."""
    rows = []
    for group in rules.file.classes:
        for horizon in (*rules.file.horizons, None):
            own = [
                one
                for one, made in zip(settled, found.questions, strict=True)
                if made.group == group and horizon in (made.horizon, None)
            ]
            if own:
                rows.append(_row(rules, RowKey(group, horizon), own))
    return rows


def _row(rules: Rules, key: RowKey, own: list[Settled]) -> Row:
    return Row(
        key=key,
        score=_score(rules, key.group, own),
        filled=_score(rules, key.group, _filled(own)),
        changes=_score(rules, key.group, [one for one in own if one.changed]),
        choice=_choice(own),
    )


def _choice(own: list[Settled]) -> Choice:
    """Return how often families that are answered for changed, and those that never are."""
    held = {one.family for one in own if one.probability is not None}
    lacked = {one.family for one in own} - held
    changed = {one.family for one in own if one.changed}
    return Choice(len(held), len(held & changed), len(lacked), len(lacked & changed))


def _by_vintage(rules: Rules, found: _Asked, settled: list[Settled]) -> list[tuple[str, Score]]:
    """Return a score a class and vintage, over all horizons."""
    rows = []
    for vintage in rules.file.vintages:
        for group in rules.file.classes:
            own = [
                one
                for one, made in zip(settled, found.questions, strict=True)
                if made.group == group and made.vintage == vintage
            ]
            if own:
                rows.append((vintage, _score(rules, group, own)))
    return rows


def _number_rows(rules: Rules, found: _Asked) -> list[NumberRow]:
    rows = []
    for group in rules.file.classes:
        for horizon in (*rules.file.horizons, None):
            own = [
                (made, worlds)
                for made, worlds in zip(found.numbers, found.ensembles, strict=True)
                if made.group == group and horizon in (made.horizon, None)
            ]
            if own:
                rows.append(_number_row(rules, RowKey(group, horizon), own))
    return rows


def _number_row(rules: Rules, key: RowKey, own: list[tuple[MadeNumber, Array | None]]) -> NumberRow:
    """Score distributions of a number by the continuous ranked probability score."""
    from detente.bargaining.record.intervals import interval

    answered = [(made, worlds) for made, worlds in own if worlds is not None]
    ours = np.array([_crps(made, worlds) for made, worlds in answered])
    theirs: dict[str, Array] = {}
    for name in ("status_quo", "climatology", "own_history"):
        past = [getattr(made, name) for made, _ in answered]
        theirs[name] = np.array(
            [_crps(made, one) for (made, _), one in zip(answered, past, strict=True)]
        )
    families = [made.family for made, _ in answered]
    counts = paired_counts(families, rules.file.resamples, rules.file.seed, rules.file.least_blocks)
    told = {name: ~np.isnan(values) for name, values in theirs.items()}
    return NumberRow(
        key=key,
        asked=len(own),
        answered=len(answered),
        families=len(set(families)),
        crps=float(ours.mean()) if len(ours) else math.nan,
        baselines={
            name: float(values[told[name]].mean()) if told[name].any() else math.nan
            for name, values in theirs.items()
        },
        differences={
            name: interval(
                (ours - values)[told[name]], None if counts is None else counts[:, told[name]]
            )
            for name, values in theirs.items()
        },
    )


def _crps(made: MadeNumber, said: Array | float | tuple[float, ...]) -> float:
    worlds = np.atleast_1d(np.asarray(said, np.float64))
    if not worlds.size:
        return math.nan
    if made.group == "meetings_counted":
        return crps_of_counts(worlds, made.observed)
    return crps_of_dates(worlds, made.observed, made.horizon)


def _origin(rules: Rules, draws: int, elapsed: float) -> Origin:
    from detente import __version__

    file = rules.file
    return Origin(
        scenario=file.case,
        fingerprint=rules.fingerprint,
        version=__version__,
        seed=file.seed,
        draws=draws,
        widened=1.0,
        viewpoint=None,
        world=None,
        changes=(),
        method="backtest by the monthly model",
        options={"repeats": file.repeats, "status": file.status, "rules": rules.name},
        warnings=("hindsight-exposed: every vintage was coded after the fact",),
        elapsed=elapsed,
    )


def _dataset(found: _Asked) -> xr.Dataset:
    import xarray as xr

    made = found.questions
    chances = [math.nan if chance is None else chance for chance in found.chances]
    variables = {
        "probability": ("question", np.array(chances, np.float64)),
        "outcome": ("question", np.array([one.outcome for one in made], np.float64)),
    }
    for name in ("status_quo", "climatology", "own_history"):
        values = [getattr(one.baselines, name) for one in made]
        plain = [math.nan if value is None else value for value in values]
        variables[name] = ("question", np.array(plain, np.float64))
    return xr.Dataset(
        variables,
        coords={
            "question": np.array([one.id for one in made], dtype=str),
            "class": ("question", np.array([one.group for one in made], dtype=str)),
            "vintage": ("question", np.array([one.vintage for one in made], dtype=str)),
            "horizon": ("question", np.array([one.horizon for one in made], dtype=np.int64)),
        },
        attrs={"exposure": "hindsight-exposed"},
    )
