"""What `forecast`, `score` and `backtest` print: ranges first, baselines beside them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.bargaining.record.intervals import Interval
    from detente.forecasts.backtest_findings import BacktestFindings
    from detente.forecasts.findings import Forecast, ForecastFindings
    from detente.forecasts.illustrating import Illustration
    from detente.forecasts.resolving import LedgerScore
    from detente.forecasts.scoring import Score

WIDTH = 100


def print_forecasts(found: ForecastFindings) -> None:
    """Print every question with its range, its baselines, or why it is unanswered."""
    scenario = found.scenario
    print(f"{scenario.title}  (as known on {found.information}; not today)")
    if scenario.applied:
        print(f"with: {scenario.applied}")
    for one in found.forecasts:
        print()
        _forecast(one)
    print()
    _say(found.sentences())
    print(
        f"{found.origin.draws} draws, seed {found.origin.seed}. A range holds four draws in five; "
        "baselines are in hundredths."
    )


def _forecast(one: Forecast) -> None:
    from detente.forecasts.words import baseline_words, forecast_words

    _wrapped(f"{one.question}  [{one.id}, closes {one.closes}]", "")
    _wrapped(forecast_words(one), "  ")
    beside = baseline_words(one)
    if beside:
        _wrapped(f"beside it: {beside}", "  ")
    for note in one.notes:
        _wrapped(note, "  ")


def print_ledger_score(found: LedgerScore) -> None:
    """Print how the forecasts of a ledger did beside their baselines."""
    from detente.forecasts.baselines import WORDS
    from detente.forecasts.tables import interval_text

    score = found.score
    _say(found.sentences())
    if found.ledger.torn:
        print("The last line was never finished and does not count; the next run sets it aside.")
    if found.unknown:
        _wrapped(f"Settled, but never forecast here: {', '.join(found.unknown)}", "")
    if score.answered:
        print(f"\n{'':<26}{'questions':>10}{'Brier':>8}{'log':>8}   model better by (95% interval)")
        print(f"{'the model':<26}{score.answered:>10}{score.brier:>8.3f}{score.log:>8.3f}")
        for name, one in score.against.items():
            brier, log = score.baselines[name]
            text = interval_text(tuple(-end for end in one.difference))
            print(f"{WORDS[name]:<26}{one.questions:>10}{brier:>8.3f}{log:>8.3f}   {text}")
        _reliability(score)
    head = found.ledger.head
    print(f"\nHead: {head['count']} lines, {head['hash']}")


def _reliability(score: Score) -> None:
    found = score.reliability
    if found is not None:
        print(
            f"Of the Brier score {found.miscalibration:.3f} is miscalibration; discrimination "
            f"{found.discrimination:.3f}, uncertainty {found.uncertainty:.3f}."
        )


def print_backtest(found: BacktestFindings) -> None:
    """Print scores beside baselines by class and horizon, changes apart, then what it is worth."""
    rules = found.rules
    print(f"Backtest: {rules.title}")
    print(f"Rules {found.fingerprint} ({rules.status}); windows that close by {rules.cutoff}")
    print("HINDSIGHT-EXPOSED: every vintage was coded after the fact, the latest most of all.\n")
    _rows(found)
    _changes(found)
    _numbers(found)
    _vintages(found)
    print()
    _say(found.sentences())
    for line in rules.left_out:
        _wrapped(f"Left out: {line}", "")
    _wrapped(
        "Brier scores; quo: the status quo, climate: climatology, own: the pair's own history, "
        "filled: unanswered questions scored at climatology. Differences are model less baseline: "
        "below 0 the model is better; intervals hold 95% of resamples of families.",
        "",
    )
    print(
        f"{found.origin.draws} draws, {rules.repeats} repeats, seed {rules.seed}; "
        f"{found.origin.elapsed:.0f} s."
    )


_HEADING = (
    f"{'class, months':<36}{'asked':>6}{'said':>6}{'yes':>5}"
    f"{'model':>8}{'quo':>8}{'climate':>8}{'own':>8}"
)


def _rows(found: BacktestFindings) -> None:
    print(f"{_HEADING}{'filled':>8}")
    from detente.forecasts.words import CLASS_WORDS

    for row in found.rows:
        score = row.score
        name = f"{CLASS_WORDS[row.key.group]}, {row.key.horizon or 'all'}"
        line = f"{name:<36}{score.asked:>6}{score.answered:>6}{score.yes:>5}"
        line += _figures([score.brier, *(_of(score, name) for name in _names()), row.filled.brier])
        print(line)
        if row.key.horizon is None:
            for name, one in score.against.items():
                _difference(name, one.difference, one.skill)
                if one.hinges:
                    print(f"        not without {' or '.join(one.hinges)}")
            print()


def _changes(found: BacktestFindings) -> None:
    """Print the questions in which something other than the status quo came out, by themselves."""
    from detente.forecasts.words import CLASS_WORDS

    rows = [row for row in found.rows if row.changes.answered]
    if not rows:
        return
    print(
        "Changes alone: chosen by their outcome, they show what warning was given and rank nobody"
    )
    for row in rows:
        score = row.changes
        name = f"{CLASS_WORDS[row.key.group]}, {row.key.horizon or 'all'}"
        line = f"{name:<36}{score.asked:>6}{score.answered:>6}{score.yes:>5}"
        print(line + _figures([score.brier, *(_of(score, name) for name in _names())]))
    print()


def _numbers(found: BacktestFindings) -> None:
    from detente.forecasts.words import CLASS_WORDS

    if not found.numbers:
        return
    print("Numbers (CRPS, in meetings and in months)")
    for row in found.numbers:
        name = f"{CLASS_WORDS[row.key.group]}, {row.key.horizon or 'all'}"
        line = f"{name:<36}{row.asked:>6}{row.answered:>6}"
        print(f"{line:<53}" + _figures([row.crps, *(row.baselines[name] for name in _names())]))
        if row.key.horizon is None:
            for baseline, difference in row.differences.items():
                _difference(baseline, difference, None)
            print()


def _vintages(found: BacktestFindings) -> None:
    from detente.forecasts.words import CLASS_WORDS

    print("By vintage, all horizons (Brier; hindsight-exposed)")
    last = ""
    for vintage, score in found.vintages:
        if vintage != last:
            mark = "  – most exposed" if vintage == found.rules.vintages[-1] else ""
            print(f"{vintage}{mark}")
            last = vintage
        line = f"  {CLASS_WORDS[score.group]:<34}{score.asked:>6}{score.answered:>6}{score.yes:>5}"
        print(line + _figures([score.brier, *(_of(score, name) for name in _names())]))


def _names() -> tuple[str, ...]:
    from detente.forecasts.baselines import NAMES

    return NAMES


def _of(score: Score, name: str) -> float:
    return score.baselines[name][0] if name in score.baselines else math.nan


def _figures(values: Iterable[float]) -> str:
    return "".join("       –" if math.isnan(value) else f"{value:>8.3f}" for value in values)


def _difference(name: str, found: Interval, skill: float | None) -> None:
    from detente.forecasts.baselines import WORDS
    from detente.forecasts.tables import interval_text, signed

    text = interval_text(tuple(found))
    if math.isnan(found.low):
        text += " (too few families for an interval)"
    gained = "" if skill is None else f"; skill {signed(skill)}"
    print(f"    against {WORDS[name]}: {text}{gained}")


def print_illustration(found: Illustration) -> None:
    """Print what a list of events looks like beside forecasts; it never ranks."""
    from detente.forecasts.illustrating import LABEL

    print(f"{LABEL.upper()}\n")
    for name, (count, score) in found.scores().items():
        print(f"{name:<14}{count:>5} rows  Brier {score:.3f}")
    if found.left_out:
        print(f"{found.left_out} rows were not settled with yes or no, and are left out.")
    print()
    _say(found.sentences())


def _say(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        _wrapped(sentence, "")


def _wrapped(text: str, indent: str) -> None:
    print(
        textwrap.fill(
            text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
            break_long_words=False, break_on_hyphens=False,
        )
    )  # fmt: skip
