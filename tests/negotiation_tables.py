"""The made-up negotiations that tests of the record share."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from detente.bargaining.record.negotiations import Negotiations

MADE_UP = Path(__file__).parent / "made_up_negotiations"
FOLDER, DEPOSIT = MADE_UP / "folder", MADE_UP / "deposit.tab"


def invented(issues: int = 40, dossiers: int = 12, seed: int = 0) -> Negotiations:
    """Return random negotiations with five actors, of whom one in five stays away."""
    rng = np.random.default_rng(seed)
    positions = rng.choice([0.0, 20.0, 35.0, 50.0, 80.0, 100.0], size=(issues, 5))
    positions[rng.uniform(size=positions.shape) < 0.2] = np.nan
    positions[:, 0] = rng.choice([0.0, 100.0], size=issues)
    present = ~np.isnan(positions)
    outcome = np.clip(np.nanmean(positions, axis=1) + rng.normal(0, 20, issues), 0, 100).round()
    reference = np.where(rng.uniform(size=issues) < 0.5, 0.0, np.nan)
    return Negotiations(
        source="invented",
        issues=tuple(f"i{number}" for number in range(issues)),
        dossiers=tuple(f"d{number % dossiers}" for number in range(issues)),
        procedures=tuple(rng.choice(["COD", "CNS"], size=issues)),
        rules=("QMV",) * issues,
        introduced=("2000-01-01",) * issues,
        actors=("a", "b", "c", "d", "e"),
        positions=positions,
        salience=np.where(present, rng.uniform(0.2, 1, positions.shape), 0.0),
        capability=np.where(present, rng.uniform(10, 100, positions.shape), 0.0),
        reference=reference,
        outcome=outcome,
    )
