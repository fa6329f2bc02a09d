"""`score`: a ledger held against what came of its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.forecasts.ledger import Ledger, read_ledger
from detente.forecasts.ledger_lines import Line
from detente.forecasts.questions import Resolution, read_resolutions
from detente.forecasts.scoring import Score, Settled, score_group
from detente.scenario.problems import InvalidInputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

ALL = "all questions"


@dataclass(frozen=True)
class LedgerScore:
    """What a ledger's forecasts are worth so far.

    Attributes:
        ledger: as it was read.
        settled: forecasts with an outcome, the unanswered ones among them.
        void: ids of questions that were declared void.
        open: ids of questions that nothing is said of.
        unknown: ids of resolutions that no forecast asks for.
        score: of the settled ones.
    """

    ledger: Ledger
    settled: tuple[Settled, ...]
    void: tuple[str, ...]
    open: tuple[str, ...]
    unknown: tuple[str, ...]
    score: Score

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"LedgerScore of {self.ledger.name}: {len(self.ledger.lines)} forecasts, "
            f"{len(self.settled)} settled, {len(self.void)} void, {len(self.open)} open"
        )

    def table(self) -> pd.DataFrame:
        """Return one row a forecaster: the model and its baselines."""
        from detente.forecasts.tables import ledger_table

        return ledger_table(self)

    def plot(self) -> Figure:
        """Return the reliability of the answered forecasts."""
        from detente.forecasts.pictures import reliability_picture

        return reliability_picture(self.score, self.settled)

    def sentences(self) -> tuple[str, ...]:
        """Return the findings in words."""
        from detente.forecasts.words import ledger_sentences

        return ledger_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "ledger": self.ledger.name,
            "head": self.ledger.head,
            "unfinished_bytes": self.ledger.torn,
            "forecasts": len(self.ledger.lines),
            "void": list(self.void),
            "open": list(self.open),
            "unknown": list(self.unknown),
            "score": self.score.as_dict(),
            "sentences": list(self.sentences()),
        }


def score_ledger(
    ledger: str | Path,
    resolutions: str | Path,
    head: str | Path | None = None,
    *,
    resamples: int = 2000,
    seed: int = 1,
) -> LedgerScore:
    """Score the forecasts of a ledger.

    Args:
        ledger: the file.
        resolutions: what came of the questions: `resolutions: {id: {resolution, resolved}}`, a
            table with the same columns, or a file of questions in which they stand.
        head: a head of the ledger that was kept elsewhere.
        resamples, seed: of the bootstrap over families.

    Raises:
        InvalidInputError: the ledger is not as it was written, or a question was settled before it
            was forecast; one line with its number.
    """
    found = read_ledger(ledger, head)
    outcomes, _ = read_resolutions(resolutions)
    settled, void, still = [], [], []
    for line in found.lines:
        outcome = outcomes.get(line.id)
        if outcome is None:
            still.append(line.id)
            continue
        _check_order(found, line, outcome)
        if outcome.resolution == "void":
            void.append(line.id)
        else:
            settled.append(_settled(line, outcome))
    known = {line.id for line in found.lines}
    return LedgerScore(
        ledger=found,
        settled=tuple(settled),
        void=tuple(void),
        open=tuple(still),
        unknown=tuple(key for key in outcomes if key not in known),
        score=score_group(ALL, settled, resamples=resamples, seed=seed),
    )


def _check_order(ledger: Ledger, line: Line, outcome: Resolution) -> None:
    """Refuse a forecast of what was, or may have been, settled already; the same day counts."""
    if outcome.resolved.day <= line.made.date():
        raise InvalidInputError.single(
            f"question '{line.id}' was settled on {outcome.resolved}, "
            f"not after its forecast of {line.made.date()} – "
            "correct the day, or take it out of the resolutions",
            file=ledger.name,
            line=line.number,
        )


def _settled(line: Line, outcome: Resolution) -> Settled:
    record: Mapping[str, Any] = line.record
    return Settled(
        id=line.id,
        group=ALL,
        family=str(record["family"]),
        probability=line.probability,
        baselines=dict(record["baselines"]),
        outcome=int(outcome.resolution == "yes"),
    )
