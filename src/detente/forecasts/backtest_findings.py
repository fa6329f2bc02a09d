"""Findings of a backtest: scores by class of events and horizon, beside baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from detente.bargaining.record.intervals import Interval
from detente.findings import Findings
from detente.forecasts.findings import plain
from detente.forecasts.rules import RuleFile
from detente.forecasts.scoring import Score, verdict_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Stands on every score.
EXPOSURE = "hindsight-exposed"


@dataclass(frozen=True, slots=True)
class RowKey:
    """A class of events, and a horizon in months; None: all horizons."""

    group: str
    horizon: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether what the scenarios hold was chosen with the outcome in mind.

    Attributes:
        held, held_changed: families that the scenarios answer for, and those of them in which
            something other than the status quo came out.
        lacked, lacked_changed: the same of the families that they never answer for.
    """

    held: int
    held_changed: int
    lacked: int
    lacked_changed: int

    @property
    def telling(self) -> bool:
        """Whether what is held changed more often than what is not, so that the choice tells."""
        return self.lacked > 0 and (
            self.held_changed * self.lacked > self.lacked_changed * self.held
        )


@dataclass(frozen=True, slots=True)
class Row:
    """Scores of one class at one horizon.

    Attributes:
        key: which.
        score: of the questions that the scenarios answer.
        filled: of all of them, climatology standing in for what is unanswered.
        changes: of the answered questions where what came out was not the status quo. They are
            chosen by their outcome: they show how much warning was given, and rank nobody.
        choice: how often what the scenarios hold changed, and what they lack.
    """

    key: RowKey
    score: Score
    filled: Score
    changes: Score
    choice: Choice


@dataclass(frozen=True, slots=True)
class NumberRow:
    """Scores of one class whose answer is a number (CRPS, in the unit of the number).

    Attributes:
        key: which.
        asked, answered: how many questions.
        families: into how many families the answered ones fall.
        crps: mean over the answered ones.
        baselines: baseline → its mean over the same questions.
        differences: baseline → mean of crps − baseline, with its interval.
    """

    key: RowKey
    asked: int
    answered: int
    families: int
    crps: float
    baselines: Mapping[str, float]
    differences: Mapping[str, Interval]


@dataclass(frozen=True, repr=False)
class BacktestFindings(Findings):
    """What old scenarios said, held against what came.

    `data` holds probability, outcome and the baselines by question, with class, vintage, horizon.

    Attributes:
        rules, fingerprint: by which the questions were made, and the hash of their file.
        rows: classes of yes/no questions by horizon, then over all horizons.
        numbers: classes whose answer is a number, likewise.
        vintages: (vintage, score) a class, over all horizons.
        reasons: id of an unanswered question → why.
    """

    rules: RuleFile
    fingerprint: str
    rows: tuple[Row, ...]
    numbers: tuple[NumberRow, ...]
    vintages: tuple[tuple[str, Score], ...]
    reasons: Mapping[str, str]

    references: ClassVar[tuple[str, ...]] = (
        "brier1950", "cameron2008", "dimitriadis2021", "gneiting2007", "jeffreys1946",
    )  # fmt: skip

    @property
    def asked(self) -> int:
        """How many yes/no questions were asked."""
        return int(self.data.sizes["question"])

    @property
    def answered(self) -> int:
        """How many of them the scenarios answer."""
        return self.asked - len(self.reasons)

    def whole(self) -> tuple[Row, ...]:
        """Return the rows over all horizons."""
        return tuple(row for row in self.rows if row.key.horizon is None)

    def table(self) -> pd.DataFrame:
        """Return one row a class and horizon: scores beside baselines."""
        from detente.forecasts.tables import backtest_table

        return backtest_table(self)

    def plot(self) -> Figure:
        """Return paired differences to each baseline, by class and horizon."""
        from detente.forecasts.pictures import backtest_picture

        return backtest_picture(self)

    def sentences(self) -> tuple[str, ...]:
        """Return the findings in words; no skill is said where none is shown."""
        from detente.forecasts.words import backtest_sentences

        return backtest_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "origin": asdict(self.origin),
            "exposure": EXPOSURE,
            "status": self.rules.status,
            "rules": self.fingerprint,
            "cutoff": str(self.rules.cutoff),
            "asked": self.asked,
            "answered": self.answered,
            "left_out": list(self.rules.left_out),
            "classes": [_row_dict(row) for row in self.rows],
            "numbers": [_number_dict(row) for row in self.numbers],
            "vintages": [
                {"vintage": vintage, "exposure": EXPOSURE, **score.as_dict()}
                for vintage, score in self.vintages
            ],
            "unanswered": dict(self.reasons),
            "sentences": list(self.sentences()),
        }


def _row_dict(row: Row) -> dict[str, Any]:
    return {
        "class": row.key.group,
        "horizon": row.key.horizon,
        "exposure": EXPOSURE,
        "answered": row.score.as_dict(),
        "unanswered_as_climatology": row.filled.as_dict(),
        "changes": row.changes.as_dict(),
        "choice": asdict(row.choice),
    }


def _number_dict(row: NumberRow) -> dict[str, Any]:
    return {
        "class": row.key.group,
        "horizon": row.key.horizon,
        "exposure": EXPOSURE,
        "asked": row.asked,
        "answered": row.answered,
        "crps": plain(row.crps),
        "baselines": {name: plain(value) for name, value in row.baselines.items()},
        "against": {
            name: {"difference": [plain(end) for end in found], "verdict": verdict_of(found)}
            for name, found in row.differences.items()
        },
    }
