"""Every model of bargaining on the same negotiations: who came near what was adopted."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from detente.bargaining.record.contenders import (
    POINT_YARDSTICK,
    SPREAD_YARDSTICK,
    Contender,
    Forecast,
    contenders,
)
from detente.bargaining.record.intervals import HELD, RESAMPLES
from detente.bargaining.record.mixture import Pool, fit_pool
from detente.bargaining.record.negotiations import Negotiations
from detente.bargaining.record.reading import read_negotiations
from detente.bargaining.record.scores import ALL, Score, score, splits
from detente.bargaining.record.scoring import crps
from detente.findings import Findings, Origin

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.figure import Figure

    from detente.bargaining.prediction import Array


@dataclass(frozen=True, repr=False)
class RecordFindings(Findings):
    """How the models did on negotiations whose outcome is known.

    Attributes:
        data: point, error and crps, (contender, issue), with outcome, dossier, procedure, graded.
        negotiations: that were scored.
        contenders: in the order of the table.
        scores: split → contender → score; the split `all` holds every issue.
        pool: the calibrated pool fitted on all of them, for forecasts; None with one dossier.
    """

    negotiations: Negotiations
    contenders: tuple[Contender, ...]
    scores: Mapping[str, Mapping[str, Score]]
    pool: Pool | None

    references: ClassVar[tuple[str, ...]] = (
        "arregui2021",
        "gneiting2007",
        "cameron2008",
        "stone1961",
    )

    def __repr__(self) -> str:
        """Return three lines: what, on which negotiations, how resampled."""
        return (
            f"RecordFindings of {self.origin.scenario} ({self.origin.fingerprint})\n"
            f"  {len(self.contenders)} contenders, {len(self.negotiations)} issues, "
            f"{len(set(self.negotiations.dossiers))} dossiers\n"
            f"  {self.origin.method}; {self.origin.draws} resamples, seed {self.origin.seed}, "
            f"version {self.origin.version}"
        )

    def table(self, split: str = ALL) -> pd.DataFrame:
        """Return one row a contender, in points of the scale and shares, rounded to 0.1 and 0.01.

        Raises:
            ValueError: no such split.
        """
        import pandas as pd

        from detente.bargaining.checking import known_word

        found = self.scores[known_word(split, self.scores, "split")]
        rows = [
            {
                "contender": one.label,
                "kind": one.kind,
                "answered": found[one.name].answered,
                **_rounded(found[one.name]),
            }
            for one in self.contenders
        ]
        return pd.DataFrame(rows).set_index("contender")

    def cite(self) -> tuple[str, ...]:
        """Return the references for the data, the scores, and every model scored."""
        from detente.bargaining import MODELS
        from detente.library.references import reference

        names = dict.fromkeys(one.name.partition("/")[0] for one in self.contenders)
        models = (key for name in names if name in MODELS for key in MODELS[name].references)
        return tuple(reference(key) for key in dict.fromkeys((*self.references, *models)))

    def plot(self) -> Figure:
        """Return errors, differences and CRPS of every contender as a picture."""
        from detente.bargaining.record.pictures import record_picture

        return record_picture(self)

    def sentences(self) -> tuple[str, ...]:
        """Return what the numbers show, and what they do not."""
        from detente.bargaining.record.words import record_sentences

        return record_sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Return all scores as plain values, in full."""
        return {
            "origin": asdict(self.origin),
            "issues": len(self.negotiations),
            "dossiers": len(set(self.negotiations.dossiers)),
            "outcome_on_a_position": float(self.negotiations.on_a_position.mean()),
            "outcome_in_range": float(self.negotiations.in_range.mean()),
            "notes": list(self.negotiations.notes),
            "contenders": [
                {
                    "name": one.name,
                    "label": one.label,
                    "kind": one.kind,
                    "says": one.says,
                    "options": {key: _plain(value) for key, value in one.options.items()},
                    "splits": {
                        split: found[one.name].as_dict() for split, found in self.scores.items()
                    },
                }
                for one in self.contenders
            ],
            "pool_shares": dict(self.pool.named()) if self.pool else None,
            "sentences": list(self.sentences()),
        }


def benchmark(
    data: str | Path | Negotiations, *, resamples: int = RESAMPLES, seed: int = 1
) -> RecordFindings:
    """Score every model and preset, the baselines and the calibrated pool.

    Args:
        data: a folder or file (`read_negotiations`), or negotiations.
        resamples: of dossiers, for the 95% intervals, at least 1.
        seed: of the resamples.

    Raises:
        InvalidInputError: the folder or a file will not do.
        ValueError: no resample is asked for.
    """
    if resamples < 1:
        raise ValueError(f"resamples is {resamples}; it must be 1 or more")
    started = time.perf_counter()
    known = data if isinstance(data, Negotiations) else read_negotiations(data)
    taking_part = contenders()
    forecasts = [one.forecast(known) for one in taking_part]
    scored = {
        one.name: _scored(said, known.outcome)
        for one, said in zip(taking_part, forecasts, strict=True)
    }
    yardsticks = (scored[POINT_YARDSTICK][0], scored[SPREAD_YARDSTICK][1])
    scores = {
        split: {
            one.name: score(
                known, flags, *scored[one.name], yardsticks, resamples=resamples, seed=seed
            )
            for one in taking_part
        }
        for split, flags in splits(known).items()
    }
    return RecordFindings(
        data=_dataset(known, taking_part, forecasts, scored),
        origin=_origin(known, resamples, seed, time.perf_counter() - started),
        negotiations=known,
        contenders=taking_part,
        scores=scores,
        pool=fit_pool(known) if len(set(known.dossiers)) > 1 else None,
    )


def _scored(said: Forecast, outcome: Array) -> tuple[Array, Array]:
    """Return absolute errors and CRPS, (issue,) each."""
    errors = np.abs(said.point - outcome)
    ranked = errors
    if said.support is not None and said.weights is not None:
        ranked = crps(said.support, said.weights, outcome)
    return (np.full_like(errors, np.nan) if said.spread_only else errors), ranked


def _dataset(
    known: Negotiations,
    taking_part: tuple[Contender, ...],
    forecasts: list[Forecast],
    scored: Mapping[str, tuple[Array, Array]],
) -> xr.Dataset:
    import xarray as xr

    dims = ("contender", "issue")
    points = [np.full(len(known), np.nan) if f.spread_only else f.point for f in forecasts]
    columns = {
        "point": np.stack(points),
        "error": np.stack([scored[one.name][0] for one in taking_part]),
        "crps": np.stack([scored[one.name][1] for one in taking_part]),
    }
    return xr.Dataset(
        {name: (dims, values, {"units": "points of 100"}) for name, values in columns.items()},
        coords={
            "contender": [one.name for one in taking_part],
            "issue": list(known.issues),
            "dossier": ("issue", list(known.dossiers)),
            "procedure": ("issue", list(known.procedures)),
            "graded": ("issue", known.graded),
            "outcome": ("issue", known.outcome),
        },
    )


def _origin(known: Negotiations, resamples: int, seed: int, elapsed: float) -> Origin:
    from detente import __version__

    return Origin(
        scenario=Path(known.source).name,
        fingerprint=known.fingerprint(),
        version=__version__,
        seed=seed,
        draws=resamples,
        widened=1.0,
        viewpoint=None,
        world=None,
        changes=(),
        method="scores on real negotiations, dossiers resampled",
        options={"interval": HELD, "resamples": resamples},
        warnings=known.notes,
        elapsed=elapsed,
    )


def _rounded(found: Score) -> dict[str, float]:
    row: dict[str, float] = {}
    for column in ("mean_error", "root_mean_square", "median_error", "crps"):
        row[column] = round(getattr(found, column).value, 1)
    for column in ("within_5", "within_10"):
        row[column] = round(getattr(found, column).value, 2)
    for column in ("from_compromise", "from_positions"):
        for end, value in zip(("", "_low", "_high"), getattr(found, column), strict=True):
            row[column + end] = round(value, 1)
    return row


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
