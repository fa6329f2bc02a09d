"""Reading negotiations: both layouts say the same; what is wrong is said in one line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from negotiation_tables import DEPOSIT, FOLDER, invented

from detente.bargaining.record import read_negotiations
from detente.bargaining.record.deposit import ACTORS, introduced
from detente.bargaining.record.tables import Row
from detente.bargaining.record.votes import capabilities, periods
from detente.scenario.problems import InvalidInputError


def test_the_folder_is_read_as_written() -> None:
    known = read_negotiations(FOLDER)
    assert len(known) == 5
    assert known.dossiers == ("d1", "d1", "d2", "d3", "d3")
    assert known.procedures == ("COD", "COD", "CNS", "COD", "COD")
    assert known.actors == ("com", "ep", "de", "fr", "be")
    row = known.issues.index("d2i1")
    assert known.positions[row, 0] == 20
    assert np.isnan(known.positions[row, 1])
    assert known.salience[row].tolist() == [1.0, 0, 0.5, 0, 0]
    assert known.capability[row].tolist() == [100.0, 0, 100, 0, 0]
    assert known.reference.tolist()[0] == 0
    assert np.isnan(known.reference[1])
    assert known.outcome.tolist() == [40, 100, 20, 0, 25]
    assert known.graded.tolist() == [True, False, False, False, True]
    assert known.on_a_position.tolist() == [False, True, True, True, True]
    assert known.in_range.all()


def test_both_layouts_say_the_same() -> None:
    folder, deposit = read_negotiations(FOLDER), read_negotiations(DEPOSIT)
    assert deposit.notes == ("1 issues without an outcome were left out",)
    assert deposit.actors == ACTORS
    for name in ("issues", "dossiers", "procedures", "rules", "introduced"):
        assert getattr(deposit, name) == getattr(folder, name), name
    columns = [deposit.actors.index(actor) for actor in folder.actors]
    for name in ("positions", "salience", "capability"):
        found = getattr(deposit, name)
        assert np.array_equal(found[:, columns], getattr(folder, name), equal_nan=True), name
    assert np.array_equal(deposit.reference, folder.reference, equal_nan=True)
    assert np.array_equal(deposit.outcome, folder.outcome)
    others = [place for place in range(len(ACTORS)) if place not in columns]
    assert np.isnan(deposit.positions[:, others]).all()  # also who has a position and no salience
    assert (deposit.salience[:, others] == 0).all()


@pytest.mark.parametrize(
    ("dossier", "written", "meant"),
    [
        ("d04167", "14-07-04", "2004-07-14"),
        ("d04167", "14-07-2004", "2004-07-14"),
        ("d04167", "2014-07-04", "2004-07-14"),  # as a spreadsheet misread it
        ("d04167", "2004-07-14", "2004-07-14"),  # as it stands: the dossier is of that year
        ("n99246", "10-12-99", "1999-12-10"),
        ("n05099", "1930-05-05", "2005-05-30"),
        ("made up", "2014-07-04", "2004-07-14"),
    ],
)
def test_dates(dossier: str, written: str, meant: str) -> None:
    assert introduced(Row("file", 2, {"prnr": dossier, "intro": written})) == meant


def test_a_folder_may_hold_the_deposit_alone(tmp_path: Path) -> None:
    shutil.copy(DEPOSIT, tmp_path / "deposit.tab")
    assert read_negotiations(tmp_path).fingerprint() == read_negotiations(DEPOSIT).fingerprint()


def test_votes_by_period() -> None:
    amsterdam, nice, population = periods()
    assert sum(amsterdam.votes.values()) == 87  # the fifteen's total in the treaty
    assert sum(nice.votes.values()) == 345  # the twenty-seven's total in the treaty
    assert max(population.votes.values()) == 100
    everyone = np.ones(len(ACTORS), np.bool_)
    found = dict(zip(ACTORS, capabilities("1999-05-17", ACTORS, everyone), strict=True))
    assert found["com"] == found["ep"] == found["de"] == 100
    assert (found["nl"], found["lu"]) == (50, 20)
    assert found["pl"] == 20  # not in the table then: the lowest listed number present
    few = np.array([actor in ("ep", "es", "pl") for actor in ACTORS])
    found = dict(zip(ACTORS, capabilities("2006-01-01", ACTORS, few), strict=True))
    assert (found["ep"], found["es"], found["pl"], found["de"]) == (100, 100, 100, 0)
    alone = np.array([actor in ("com", "ep") for actor in ACTORS])
    assert capabilities("2006-01-01", ACTORS, alone).sum() == 200


BAD_FOLDERS = [
    ("issues.csv", "issue,dossier", "isue,dossier", "issues.csv:1: the first line names no column issue – did you mean 'isue'?"),
    ("issues.csv", "issue,dossier", "issue,issue", "issues.csv:1: column 'issue' stands twice"),
    ("issues.csv", ",0,40,3", ",0,140,3", "issues.csv:2: outcome of issue d1i1 is '140' – it must be a number from 0 to 100"),
    ("issues.csv", ",0,40,3", ",0,,3", "issues.csv:2: outcome of issue d1i1 is '' – it must be a number from 0 to 100"),
    ("issues.csv", ",0,40,3", ",low,40,3", "issues.csv:2: reference point of issue d1i1 is 'low'"),
    ("issues.csv", ",0,40,3", ",0,40,4", "issues.csv:2: issue d1i1 is said to have 4 actors; positions.csv has 3"),
    ("issues.csv", ",0,40,3", ",0,40", "issues.csv:2: the row has 7 cells; the first line names 8 columns"),
    ("issues.csv", "d1i2,d1", "d1i1,d1", "issues.csv:3: issue d1i1 stands twice"),
    ("issues.csv", "d2i1,d2", "d2i1,", "issues.csv:4: the row names no dossier"),
    ("issues.csv", "d3i2,d3,COD", "d3i9,d3,COD", "positions.csv:13: issue 'd3i2' does not stand in issues.csv"),
    ("positions.csv", "d2i1,com,20", "d2i1,com,120", "positions.csv:8: position of issue d2i1 is '120'"),
    ("positions.csv", "d2i1,com,20,100", "d2i1,com,20,-1", "positions.csv:8: salience of issue d2i1 is '-1'"),
    ("positions.csv", "d2i1,com,20,100,100", "d2i1,com,20,100,nan", "positions.csv:8: capability is 'nan'"),
    ("positions.csv", "d2i1,com,20", "d2i1,de,20", "positions.csv:9: de stands twice on issue d2i1"),
    ("positions.csv", "d2i1,com,20", "d2i1,,20", "positions.csv:8: the row names no actor"),
    ("positions.csv", "d2i1,com,20,100,100\nd2i1,de,80,50,100\n", "", "issues.csv:4: nobody has a position on issue d2i1"),
    ("positions.csv", "d2i1,com,20,100,100\nd2i1,de,80,50,100\n", "d2i1,com,20,0,100\nd2i1,de,80,50,0\n", "issues.csv:4: nobody has any capability × salience on issue d2i1"),
]  # fmt: skip


def refused(path: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_negotiations(path)
    assert len(caught.value.problems) == 1
    return str(caught.value)


@pytest.mark.parametrize(("file", "old", "new", "message"), BAD_FOLDERS)
def test_a_bad_folder(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / file).read_text("utf-8")
    assert text.count(old) == 1
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    assert f"{tmp_path}/{message}" in refused(tmp_path)


BAD_DEPOSITS = [
    (r"\tprnr\t", "\tprocedure\t", ":1: the first line names no column prnr"),
    (r"\td1i2\t", "\td1i1\t", ":3: issue d1i1 stands twice"),
    (r"\td1i2\t", "\t\t", ":3: the row names no issue in column isnr"),
    (r"\t21-03-00\t", "\tspring 2000\t", ":2: column intro is 'spring 2000' – write the date as day-month-year, 14-07-04"),
    (r"\t21-03-00\t", "\t21-13-00\t", ":2: column intro is '21-13-00' – write the date as"),
    (r"\t0\t40\n", "\t777\t40\n", ":2: column rp of issue d1i1 is '777' – it must be a number from 0 to 100, or 999 or blank"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), BAD_DEPOSITS)
def test_a_bad_deposit(tmp_path: Path, old: str, new: str, message: str) -> None:
    text, count = re.subn(old, new, DEPOSIT.read_text("utf-8"), count=1)
    assert count == 1
    path = tmp_path / "deposit.tab"
    path.write_text(text, encoding="utf-8")
    assert refused(path).startswith(f"{path}{message}")


def test_an_outcome_beyond_the_scale_is_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "deposit.tab"
    path.write_text(DEPOSIT.read_text("utf-8").replace("\t0\t40\n", "\t0\t140\n"), "utf-8")
    known = read_negotiations(path)
    assert "d1i1" not in known.issues
    assert known.notes[1] == "outcome outside 0–100, left out: d1i1 (line 2)"


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "there is no such folder – give one with" in refused(tmp_path / "nowhere")
    assert "holds neither issues.csv and positions.csv nor one file" in refused(tmp_path)
    (tmp_path / "issues.csv").write_bytes(b"\xff\xfe")
    assert "it is not UTF-8" in refused(tmp_path)
    (tmp_path / "issues.csv").write_text(
        "issue,dossier,procedure,rule,introduced,reference_point,outcome\n"
    )
    assert "issues.csv: holds no issue" in refused(tmp_path)


def test_the_fingerprint_hangs_on_what_is_scored() -> None:
    known = invented()
    assert known.fingerprint() == invented().fingerprint()
    assert known.fingerprint() != known.take(list(range(39))).fingerprint()
    assert known.take(known.graded).graded.all()
