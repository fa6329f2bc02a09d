"""What is shipped against the tables it was made from; runs where DETENTE_DATA names their folder."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest

from detente.library.facts import us_goods_trade
from detente.scenario import load

DATA = Path(os.environ.get("DETENTE_DATA", "no-such-folder"))
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="DETENTE_DATA names no folder")

TREATIES = {
    "new_start": "NEW START",
    "inf": "INF",
    "abm": "ABM",
    "open_skies": "OPEN SKIES",
    "minsk": "MINSK II",
    "jcpoa": "JCPOA",
    "china_russia": "CHN-RUS 2001",
    "russia_dprk": "RUS-PRK 2024",
    "npt": "NPT",
    "iss": "ISS IGA",
}


def test_shipped_trade_is_the_sum_of_the_months() -> None:
    totals: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    with (DATA / "trade_bilateral" / "us_goods_trade_month.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["partner"] == "RUS":
                year = totals[int(row["month"][:4])]
                year[0] += float(row["us_imports_musd"])
                year[1] += float(row["us_exports_musd"])
    for shipped in us_goods_trade("RUS"):
        imports, exports = totals[shipped.year]
        assert shipped.imports == pytest.approx(imports / 1000, abs=1e-4)
        assert shipped.exports == pytest.approx(exports / 1000, abs=1e-4)


@pytest.mark.parametrize("name", ["russia-us-2017", "russia-us-2020-spring", "russia-us-2025"])
def test_treaty_dates_are_those_of_the_table(name: str) -> None:
    table = DATA / "compiled_treaties_summits_elections" / "treaties.csv"
    with table.open(encoding="utf-8") as lines:
        rows = {row["short"]: row for row in csv.DictReader(lines)}
    checked = 0
    for key, agreement in load(name).content.agreements.items():
        if key not in TREATIES:
            continue
        row = rows[TREATIES[key]]
        for field in ("signed", "in_force"):
            shipped = getattr(agreement, field)
            if shipped is not None and row[field]:
                assert row[field].startswith(str(shipped)), (key, field)
                checked += 1
    assert checked >= 10
