"""Findings of forecasts, ledgers and backtests in words, one finding a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.dynamics.phrases import hundred, listed, share_words
from detente.forecasts.baselines import WORDS
from detente.forecasts.scoring import Verdict

if TYPE_CHECKING:
    from detente.forecasts.backtest_findings import BacktestFindings, NumberRow, Row
    from detente.forecasts.findings import Forecast, ForecastFindings
    from detente.forecasts.resolving import LedgerScore

#: Classes of a backtest as sentences name them.
CLASS_WORDS = {
    "treaty_in_force": "treaties still in force",
    "treaty_ended": "treaties ending",
    "treaty_extended": "terms prolonged",
    "meeting": "any meeting of the leaders",
    "meeting_of_its_own": "a meeting for its own sake",
    "meetings_counted": "the number of meetings",
    "first_meeting": "the month of the first meeting",
}


def forecast_words(one: Forecast) -> str:
    """Return what a person is shown of a forecast: its range, viewpoints, or why there is none."""
    if one.range is None:
        return f"unanswered: {one.reason}"
    words = share_words(one.range)
    across = one.across
    if across is not None:
        words += f"; {span_words(across)} across viewpoints"
    return words


def span_words(ends: tuple[float, float]) -> str:
    """Return the ends of a span of chances in hundredths: `12–40`, or one figure."""
    low, high = hundred(ends[0]), hundred(ends[1])
    return str(low) if low == high else f"{low}–{high}"


def baseline_words(one: Forecast) -> str:
    """Return the baselines of a forecast, those that there are."""
    named = one.baselines.named().items()
    parts = [f"{WORDS[name]} {hundred(value)}" for name, value in named if value is not None]
    if one.stated is not None:
        parts.append(f"stated {hundred(one.stated)}")
    return ", ".join(parts)


def forecast_sentences(found: ForecastFindings) -> tuple[str, ...]:
    """Say how many questions are answered, and where a forecast leaves the baselines."""
    total, answered = len(found.forecasts), len(found.answered)
    said = [f"The scenario answers {answered} of {total} questions."]
    for name in ("climatology", "own_history"):
        apart = [one for one in found.answered if _apart(one, name)]
        compared = [
            one
            for one in found.answered
            if one.baselines.named()[name] is not None and one.ends() is not None
        ]
        if apart:
            said.append(
                f"On {len(apart)} of {len(compared)} questions its range leaves out {WORDS[name]}, "
                "also with widths doubled."
            )
    return tuple(said)


def _apart(one: Forecast, name: str) -> bool:
    value, ends = one.baselines.named()[name], one.ends()
    return value is not None and ends is not None and not ends[0] <= value <= ends[1]


def ledger_sentences(found: LedgerScore) -> tuple[str, ...]:
    """Say what is settled, and whether any skill shows."""
    score, count = found.score, len(found.ledger.lines)
    said = [
        f"The ledger holds {count} forecast{'' if count == 1 else 's'}: "
        f"{len(found.settled)} settled, {len(found.open)} open, {len(found.void)} void."
    ]
    if not found.settled:
        return tuple(said)
    if score.answered < score.asked:
        said.append(f"The scenario left {score.asked - score.answered} of the settled unanswered.")
    verdicts = {name: one.verdict for name, one in score.against.items()}
    told = any(not np.isnan(one.difference.low) for one in score.against.values())
    said.append(_verdict_sentence("the settled questions", verdicts, told, score.answered_families))
    return tuple(said)


def _verdict_sentence(what: str, verdicts: Mapping[str, Verdict], told: bool, families: int) -> str:
    """Say against which baselines skill shows; no skill is said in words."""
    if not verdicts:
        return f"On {what} there is nothing to compare."
    if not told:
        few = "one family is" if families == 1 else f"{families} families are"
        return f"On {what} no skill is shown: {few} too few for an interval."
    better = [WORDS[name] for name, verdict in verdicts.items() if verdict == "better"]
    worse = [WORDS[name] for name, verdict in verdicts.items() if verdict == "worse"]
    if worse:
        tail = f" and better than {listed(better)}" if better else ""
        return f"On {what} the model scores worse than {listed(worse)}{tail}."
    if len(better) == len(verdicts):
        return f"On {what} the model scores better than {listed(better)}."
    if better:
        rest = [WORDS[name] for name, verdict in verdicts.items() if verdict != "better"]
        tail = f"against {listed(rest)} none shows"
        return f"On {what} the model scores better than {listed(better)}; {tail}."
    return f"On {what} no skill shows against {listed([WORDS[name] for name in verdicts], 'or')}."


def backtest_sentences(found: BacktestFindings) -> tuple[str, ...]:
    """Say what a backtest shows, class by class, and what it is worth."""
    said = [
        f"The rules make {found.asked:,} yes/no questions; the scenarios answer {found.answered:,}."
    ]
    for row in found.whole():
        said += [row_sentence(row), *caveats(row)]
    said += [number_sentence(row) for row in found.numbers if row.key.horizon is None]
    said += _changes(found)
    said.append(
        "Every vintage was coded after the fact: each score is hindsight-exposed, "
        f"those of {found.rules.vintages[-1]} most."
    )
    if found.rules.status == "development":
        said.append("The rules changed after a look at scores: this is development, not a record.")
    return tuple(said)


def row_sentence(row: Row) -> str:
    """Say whether skill shows in one class, over all its horizons."""
    against = row.score.against
    verdicts = {name: one.verdict for name, one in against.items()}
    told = any(not np.isnan(one.difference.low) for one in against.values())
    what = CLASS_WORDS[row.key.group]
    if row.score.answered == 0:
        return f"On {what} the scenarios answer nothing."
    return _verdict_sentence(what, verdicts, told, row.score.answered_families)


def caveats(row: Row) -> tuple[str, ...]:
    """Say what a better score in one class rests on: single families, the choice of what to hold.

    Empty where the model is better than no baseline.
    """
    score, choice = row.score, row.choice
    if not any(one.verdict == "better" for one in score.against.values()):
        return ()
    said = []
    hinges = sorted({family for one in score.against.values() for family in one.hinges})
    if hinges:
        said.append(f"Some of that difference does not show without {listed(hinges, 'or')}.")
    if choice.telling:
        said.append(
            f"But {choice.held_changed} of the {choice.held} that the scenarios hold changed, and "
            f"{choice.lacked_changed} of the {choice.lacked} that they lack: the choice tells."
        )
    if score.reliability is not None:
        said.append(
            f"A constant at the share that came out, known afterwards, scores "
            f"{score.reliability.uncertainty:.3f}; the model {score.brier:.3f}."
        )
    return tuple(said)


def number_sentence(row: NumberRow) -> str:
    """Say whether skill shows in a class whose answer is a number."""
    from detente.forecasts.scoring import verdict_of

    what = CLASS_WORDS[row.key.group]
    if row.answered == 0:
        return f"On {what} the scenarios answer nothing."
    told = any(not np.isnan(one.low) for one in row.differences.values())
    verdicts = {name: verdict_of(one) for name, one in row.differences.items()}
    return _verdict_sentence(what, verdicts, told, row.families)


def _changes(found: BacktestFindings) -> Sequence[str]:
    """Say how often the model expected what turned out to be a change."""
    data = found.data
    chance, outcome = data["probability"].values, data["outcome"].values
    standing = data["status_quo"].values
    changed = ~np.isnan(chance) & ~np.isnan(standing) & (np.round(standing) != outcome)
    if not changed.any():
        return ()
    given = np.where(outcome > 0, chance, 1 - chance)[changed]
    return (
        f"What came of {int(changed.sum())} answered questions is a change; the model held "
        f"{int((given > 0.5).sum())} of these likelier than not.",
    )
