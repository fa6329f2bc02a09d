"""The record on the real negotiations; runs where DETENTE_DATA names the folder of the data."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from detente.bargaining.record import (
    RecordFindings,
    benchmark,
    fit_pool,
    read_negotiations,
    shipped_record,
)
from detente.bargaining.record.shipped import aggregate, shipped_pool
from detente.bargaining.record.votes import capabilities

DATA = Path(os.environ.get("DETENTE_DATA", "no-such-folder")) / "deu3"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="DETENTE_DATA names no such folder")


@pytest.fixture(scope="module")
def found() -> RecordFindings:
    return benchmark(DATA)


def test_errors_are_those_of_the_reference(found: RecordFindings) -> None:
    reference = json.loads((DATA / "reference.json").read_text("utf-8"))
    assert len(found.negotiations) == reference.pop("n")
    assert len(set(found.negotiations.dossiers)) == reference.pop("dossiers")
    reference["constant_50"] = reference.pop("constant50")
    for name, error in reference.items():
        score = found.scores["all"][name]
        assert score.answered == len(found.negotiations), name
        assert score.mean_error.value == pytest.approx(error, abs=0.05), name


def test_where_outcomes_lie(found: RecordFindings) -> None:
    known = found.negotiations
    assert known.on_a_position.sum() == 107  # 63.3% of 169
    assert known.in_range.sum() == 168  # 99.4%
    assert found.scores["all"]["nearest_actor"].mean_error.value == pytest.approx(7, abs=0.5)


def test_capabilities_follow_the_rule_of_the_reader() -> None:
    known = read_negotiations(DATA)
    for row in range(len(known)):
        expected = capabilities(known.introduced[row], known.actors, known.present[row])
        assert np.allclose(known.capability[row], expected, atol=0.001), known.issues[row]


def test_the_shipped_record_is_up_to_date(found: RecordFindings) -> None:
    shipped = dict(shipped_record())
    shipped.pop("made")
    now = json.loads(json.dumps(aggregate(found)))
    assert now.keys() == shipped.keys()
    assert now["contenders"].keys() == shipped["contenders"].keys()
    for name, row in now["contenders"].items():
        for key, value in row.items():
            kept = shipped["contenders"][name][key]
            if isinstance(value, list) and not isinstance(value[0], str):
                assert (value[0] is None) == (kept[0] is None), (name, key)
                if value[0] is not None:
                    assert value == pytest.approx(kept, abs=0.01), (name, key)
            else:
                assert value == kept, (name, key)
    for key in ("fingerprint", "seed", "resamples", "issues", "dossiers"):
        assert now[key] == shipped[key], key


def test_the_shipped_pool_is_the_one_fitted_here(found: RecordFindings) -> None:
    fitted = fit_pool(found.negotiations).shares
    assert shipped_pool().shares == pytest.approx(fitted, abs=0.005)


def test_the_pool_beats_the_weighted_positions_out_of_sample(found: RecordFindings) -> None:
    difference = found.scores["all"]["pool"].from_positions
    assert difference.value == pytest.approx(-2.3, abs=0.1)
    assert difference.high < 0
    assert (
        found.scores["all"]["pool"].crps.value
        < found.scores["all"]["weighted_positions"].crps.value
    )
