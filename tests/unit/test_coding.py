"""Second coders: Krippendorff's alpha, sheets, and disagreement kept as two worlds."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import numpy as np
import pytest

from detente.coding import (
    Cell,
    agreement,
    krippendorff_alpha,
    read_codes,
    two_worlds,
    worksheet,
)
from detente.interests import map_interests
from detente.scenario import InvalidInputError, load


def alpha_by_brute_force(pairs: list[tuple[float, float]]) -> float:
    """The definition, pair by pair: observed over expected squared differences."""
    values = [v for pair in pairs for v in pair]
    observed = np.mean([(a - b) ** 2 for a, b in pairs])
    expected = np.mean([(a - b) ** 2 for a, b in itertools.permutations(values, 2)])
    return float(1 - observed / expected)


class TestAlpha:
    def test_against_the_definition(self) -> None:
        rng = np.random.default_rng(3)
        for size in (2, 5, 40):
            pairs = [(float(a), float(b)) for a, b in rng.normal(size=(size, 2))]
            assert krippendorff_alpha(pairs) == pytest.approx(alpha_by_brute_force(pairs))

    def test_perfect_agreement(self) -> None:
        assert krippendorff_alpha([(1, 1), (2, 2), (5, 5)]) == pytest.approx(1)

    def test_systematic_disagreement_is_negative(self) -> None:
        assert krippendorff_alpha([(0, 1), (1, 0)]) < 0

    def test_undefined(self) -> None:
        assert krippendorff_alpha([(3, 3)]) is None
        assert krippendorff_alpha([(3, 3), (3, 3)]) is None

    def test_krippendorffs_two_observers(self) -> None:
        # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section A, binary data
        # of two observers over ten units: alpha = .095. With two values the interval metric is the
        # nominal one.
        first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
        second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
        pairs = [(float(a), float(b)) for a, b in zip(first, second, strict=True)]
        assert krippendorff_alpha(pairs) == pytest.approx(0.095, abs=5e-4)


def fill(sheet: str, values: dict[str, tuple[float, float, float]]) -> str:
    rows = list(csv.DictReader(io.StringIO(sheet)))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        if row["address"] in values:
            row["low"], row["mid"], row["high"] = map(str, values[row["address"]])
        writer.writerow(row)
    return out.getvalue()


CELLS = {
    f"issues.{issue}.actors.{actor}.position": base
    for (issue, actor), base in {
        ("missiles", "united_states"): 80,
        ("missiles", "soviet_union"): 20,
        ("jupiters", "united_states"): 30,
        ("jupiters", "soviet_union"): 75,
    }.items()
}
TRUST = (
    "relations.united_states>soviet_union.trust",
    "relations.soviet_union>united_states.trust",
)


class TestSheets:
    def test_a_worksheet_shows_questions_and_no_values(self) -> None:
        rows = list(csv.DictReader(io.StringIO(worksheet(load("russia-us-2025")))))
        assert len(rows) > 300
        assert all(not row[key] for row in rows for key in ("low", "mid", "high", "reason"))
        row = next(r for r in rows if r["address"] == "issues.arms.actors.russia.position")
        assert "Russia" in row["question"]
        assert row["scale"].startswith("0 = ")

    def test_a_filled_sheet_comes_back(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(
            fill(worksheet(load("cuba-1962")), {k: (v - 5, v, v + 5) for k, v in CELLS.items()})
        )
        codes = read_codes(str(path))
        assert codes["issues.missiles.actors.united_states.position"] == Cell(75, 80, 85)
        assert len(codes) == len(CELLS)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "address,low,mid\n",
                "s.csv:1: column high is missing – 'detente new SCENARIO --worksheet' writes the sheet",
            ),
            (
                "address,low,mid,high\na.position,1,x,3\n",
                "s.csv:2: a.position: mid is 'x', not a number",
            ),
            (
                "address,low,mid,high\na.position,9,5,3\n",
                "s.csv:2: a.position: low 9, mid 5, high 3 – they must rise",
            ),
            (
                "address,low,mid,high\na.salience,0,5,9\n",
                "s.csv:2: a.salience: mid is 5, outside 0 to 1 (0–1)",
            ),
            (
                "address,low,mid,high\na.salience,0,nan,1\n",
                "s.csv:2: a.salience: mid is not a number (NaN) – give a number, or leave it out",
            ),
            ("address,low,mid,high\na.position,,,\n", "s.csv: no row is filled in"),
        ],
    )
    def test_bad_sheets(self, tmp_path, monkeypatch, text: str, message: str) -> None:
        monkeypatch.chdir(tmp_path)
        Path("s.csv").write_text(text)
        with pytest.raises(InvalidInputError) as error:
            read_codes("s.csv")
        assert str(error.value) == message

    def test_nothing_in_common(self) -> None:
        with pytest.raises(InvalidInputError, match="no cell in common"):
            agreement({"a.position": Cell(1, 2, 3)}, {"b.position": Cell(1, 2, 3)})


class TestTwoWorlds:
    def coders(self):
        one = {k: Cell(v - 5, v, v + 5) for k, v in CELLS.items()}
        other = {k: Cell(v - 6, v + 2, v + 8) for k, v in CELLS.items()}
        one |= {TRUST[0]: Cell(-2, -1, 0), TRUST[1]: Cell(-3, -2, -1)}
        other |= {TRUST[0]: Cell(-3, -2, -1), TRUST[1]: Cell(-2, -1, 0)}  # the other way round
        return one, other

    def test_agreement_is_joined_and_disagreement_kept(self, tmp_path: Path) -> None:
        one, other = self.coders()
        rows = {row.kind: row for row in agreement(one, other)}
        assert not rows["position"].disputed
        assert rows["trust"].disputed
        path = tmp_path / "joined.yaml"
        path.write_text(two_worlds("cuba-1962", ("coder-a", "coder-b"), one, other))
        joined = load(path)
        assert set(joined.content.worlds) == {"coder-a", "coder-b"}
        position = joined.quantities["issues.missiles.actors.united_states.position"]
        assert position.distribution.centre == pytest.approx(81)
        first, second = (load(path, world=w) for w in ("coder-a", "coder-b"))
        assert first.quantities[TRUST[0]].distribution.centre == -1
        assert second.quantities[TRUST[0]].distribution.centre == -2
        assert joined.quantities[TRUST[0]] == load("cuba-1962").quantities[TRUST[0]]
        map_interests(first, 50)

    def test_scenarios_can_be_compared(self) -> None:
        rows = agreement(read_codes("russia-us-2018"), read_codes("russia-us-2018"))
        assert all(row.alpha in (None, pytest.approx(1)) for row in rows)


class TestKeepingDisagreement:
    def test_one_cell_far_apart_is_disputed_though_alpha_is_undefined(self) -> None:
        one, other = {TRUST[0]: Cell(-3, -2, -1)}, {TRUST[0]: Cell(1, 2, 3)}
        (row,) = agreement(one, other)
        assert row.alpha is None
        assert row.disputed
        near = {TRUST[0]: Cell(-2, -1, 0)}
        assert not agreement(one, near)[0].disputed

    def test_provenance_of_both_coders_is_carried(self, tmp_path: Path) -> None:
        address = "issues.missiles.actors.united_states.position"
        one = {address: Cell(75, 80, 85, "stated", ("fraser-hipel-1984",), "held to the pledge")}
        other = {address: Cell(70, 82, 90, "inferred", ("background",), "public demands")}
        path = tmp_path / "j.yaml"
        path.write_text(two_worlds("cuba-1962", ("a", "b"), one, other))
        quantity = load(path).quantities[address]
        assert quantity.provenance.support == "inferred"  # the weaker of the two
        assert quantity.provenance.value == "judged"
        assert quantity.provenance.coded == (80, 82)
        assert {c.source for c in quantity.provenance.citations} == {
            "fraser-hipel-1984",
            "background",
        }
        assert quantity.provenance.note == "held to the pledge; public demands"

    def test_a_misspelt_address_is_named(self) -> None:
        one = {"issues.missiles.actors.united_state.position": Cell(1, 2, 3)}
        with pytest.raises(InvalidInputError, match=r"did you mean 'issues\.missiles"):
            two_worlds("cuba-1962", ("a", "b"), one, one)
