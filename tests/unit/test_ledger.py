"""The ledger: chained lines, refusals with their line, kills at any byte, writers at once."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forecast_cases import record
from helpers import assert_clean

from detente.forecasts.ledger import (
    append,
    head_beside,
    read_ledger,
    torn_beside,
)
from detente.forecasts.ledger_lines import NONE_BEFORE, canonical, digest, sealed
from detente.forecasts.resolving import score_ledger
from detente.scenario import InvalidInputError


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of three lines, without the head beside it."""
    path = tmp_path / "ledger.jsonl"
    append(path, [record("first"), record("second", 0.75)])
    append(path, [record("third", None)])
    head_beside(path).rename(tmp_path / "kept.head")
    return path


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rewrite(path: Path, records: list[dict[str, Any]]) -> None:
    """Write a ledger anew, every hash in order: what a forger with this code could do."""
    previous, text = NONE_BEFORE, ""
    for one in records:
        line = sealed({k: v for k, v in one.items() if k not in ("hash", "previous")}, previous)
        previous = line["hash"]
        text += canonical(line) + "\n"
    path.write_text(text, encoding="utf-8")


def refused(path: Path, message: str, head: Path | None = None) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_ledger(path, head)
    assert message in str(caught.value)
    assert_clean(caught.value, str(path))


class TestChain:
    def test_lines_are_chained_and_canonical(self, ledger: Path) -> None:
        found = read_ledger(ledger, ledger.parent / "kept.head")
        assert [line.id for line in found.lines] == ["first", "second", "third"]
        assert found.lines[0].record["previous"] == NONE_BEFORE
        for before, after in zip(found.lines, found.lines[1:], strict=False):
            assert after.record["previous"] == before.hash == digest(before.record)
        assert found.head == {"count": 3, "hash": found.lines[-1].hash}

    def test_adding_never_changes_what_stands(self, ledger: Path) -> None:
        before = ledger.read_bytes()
        append(ledger, [record("fourth")])
        assert ledger.read_bytes().startswith(before)

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_an_edit_shows(self, ledger: Path, place: int) -> None:
        text = ledger.read_text("utf-8").splitlines()
        text[place] = text[place].replace("Does", "Did")
        ledger.write_text("\n".join(text) + "\n", encoding="utf-8")
        refused(ledger, f":{place + 1}: the hash does not fit")

    def test_a_line_resealed_breaks_the_next(self, ledger: Path) -> None:
        one, two, three = lines_of(ledger)
        one = sealed({**one, "probability": 0.9}, NONE_BEFORE)
        text = "".join(canonical(line) + "\n" for line in (one, two, three))
        ledger.write_text(text, encoding="utf-8")
        refused(ledger, ":2: does not follow the line before")

    def test_a_line_taken_out_or_moved_shows(self, ledger: Path) -> None:
        one, two, three = ledger.read_text("utf-8").splitlines()
        ledger.write_text(f"{one}\n{three}\n", encoding="utf-8")
        refused(ledger, ":2: does not follow the line before")
        ledger.write_text(f"{two}\n{one}\n{three}\n", encoding="utf-8")
        refused(ledger, ":1: does not follow the line before")

    def test_other_blanks_are_an_edit(self, ledger: Path) -> None:
        text = ledger.read_text("utf-8").replace(",", ", ", 1)
        ledger.write_text(text, encoding="utf-8")
        refused(ledger, ":1: the hash does not fit")

    @pytest.mark.parametrize("junk", ["{not json", "", "[1]", "\x00\x01", "NaN", '"a"'])
    def test_what_is_no_json_is_refused(self, ledger: Path, junk: str) -> None:
        ledger.write_text(ledger.read_text("utf-8") + junk + "\n", encoding="utf-8")
        refused(ledger, ":4: is no")

    @pytest.mark.parametrize(
        ("place", "change", "message"),
        [
            (1, {"probability": 1.2}, ":2: the probability is 1.2 – it lies from 0 to 1"),
            (0, {"probability": -0.1}, ":1: the probability is -0.1 – it lies from 0 to 1"),
            (0, {"probability": True}, ":1: the probability is True – it lies from 0 to 1"),
            (2, {"reason": ""}, ":3: an unanswered question needs its reason"),
            (1, {"id": "first"}, ":2: question 'first' stands twice (first in line 1)"),
            (1, {"made": "soon"}, ":2: 'made' or 'closes' is no date"),
            (1, {"made": "2020-06-01T12:00:00"}, ":2: 'made' has no time zone"),
            (1, {"baselines": {"climatology": 3}}, ":2: the baseline 'climatology' is 3"),
            (1, {"more": 1}, ":2: 'more' is unknown"),
            (1, {"question": ""}, ":2: 'question' is not a text"),
            (0, {"closes": "2020-06-01"}, ":1: was made on 2020-06-01, but its question closed on"),
        ],
    )
    def test_even_with_hashes_that_fit(
        self, ledger: Path, place: int, change: dict[str, Any], message: str
    ) -> None:
        records = lines_of(ledger)
        records[place] = {**records[place], **change}
        rewrite(ledger, records)
        if "True" in message:
            with pytest.raises(InvalidInputError, match="it lies from 0 to 1"):
                read_ledger(ledger)
        else:
            refused(ledger, message)

    def test_a_field_taken_out(self, ledger: Path) -> None:
        records = lines_of(ledger)
        del records[0]["seed"]
        rewrite(ledger, records)
        refused(ledger, ":1: 'seed' is missing")


class TestHead:
    def test_a_cut_tail_shows(self, ledger: Path) -> None:
        text = ledger.read_text("utf-8").splitlines()
        ledger.write_text("\n".join(text[:2]) + "\n", encoding="utf-8")
        assert len(read_ledger(ledger).lines) == 2  # nothing shows without a head
        refused(ledger, ":3: has 2 of the 3 lines that the head", ledger.parent / "kept.head")

    def test_a_ledger_written_anew_shows(self, ledger: Path) -> None:
        records = lines_of(ledger)
        records[0] = {**records[0], "probability": 0.99}
        rewrite(ledger, records)
        assert len(read_ledger(ledger).lines) == 3
        refused(ledger, ":3: is not the line that the head", ledger.parent / "kept.head")

    def test_a_writer_that_comes_between_is_no_cut(
        self, ledger: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Readers take no lock: a line that is added while they read must not look like a cut."""
        append(ledger, [record("fourth")])
        read = Path.read_bytes

        def overtaken(path: Path) -> bytes:
            data = read(path)
            if path == ledger:
                append(ledger, [record("fifth")])
            return data

        monkeypatch.setattr(Path, "read_bytes", overtaken)
        assert len(read_ledger(ledger).lines) == 4

    def test_a_ledger_may_have_grown_since(self, ledger: Path) -> None:
        append(ledger, [record("fourth")], head=ledger.parent / "kept.head")
        assert len(read_ledger(ledger, ledger.parent / "kept.head").lines) == 4

    def test_the_head_beside_is_looked_at(self, ledger: Path) -> None:
        append(ledger, [record("fourth")])
        text = ledger.read_text("utf-8").splitlines()
        ledger.write_text("\n".join(text[:3]) + "\n", encoding="utf-8")
        refused(ledger, ":4: has 3 of the 4 lines")
        with pytest.raises(InvalidInputError, match="has 3 of the 4 lines"):
            append(ledger, [record("fifth")])

    @pytest.mark.parametrize("text", ["", "{}", "[]", "3", '{"count": true, "hash": "a"}'])
    def test_what_is_no_head(self, ledger: Path, text: str) -> None:
        head = ledger.parent / "bad.head"
        head.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidInputError, match="is no head of a ledger"):
            read_ledger(ledger, head)

    def test_no_such_files(self, ledger: Path, tmp_path: Path) -> None:
        with pytest.raises(InvalidInputError, match="no such file"):
            read_ledger(ledger, tmp_path / "none.head")
        with pytest.raises(InvalidInputError, match="no such file"):
            read_ledger(tmp_path / "none.jsonl")


class TestAdding:
    @pytest.mark.parametrize(
        ("one", "message"),
        [
            (
                record("second"),
                ":4: question 'second' was forecast in line 2 – give a new forecast",
            ),
            (record("late", closes="2020-06-01"), ":4: question 'late' closed on 2020-06-01, and"),
            (record("odd", probability=7), ":4: the probability is 7 – it lies from 0 to 1"),
        ],
    )
    def test_refused_before_anything_is_written(
        self, ledger: Path, one: dict[str, Any], message: str
    ) -> None:
        before = ledger.read_bytes()
        with pytest.raises(InvalidInputError) as caught:
            append(ledger, [record("fine"), one] if "late" in message else [one])
        assert message.replace(":4:", ":5:" if "late" in message else ":4:") in str(caught.value)
        assert ledger.read_bytes() == before

    def test_the_same_id_twice_in_one_run(self, ledger: Path) -> None:
        with pytest.raises(InvalidInputError, match="question 'new' was forecast in line 4"):
            append(ledger, [record("new"), record("new")])

    def test_a_broken_ledger_takes_nothing(self, ledger: Path) -> None:
        ledger.write_text(ledger.read_text("utf-8").replace("Does", "Did", 1), encoding="utf-8")
        with pytest.raises(InvalidInputError, match=":1: the hash does not fit"):
            append(ledger, [record("fourth")])

    def test_a_file_that_is_no_ledger_is_left_alone(self, tmp_path: Path) -> None:
        """One line without a break may be anything; only the beginning of a ledger is set aside."""
        other = tmp_path / "answers.yaml"
        other.write_text("resolutions: {first: {resolution: yes}}", encoding="utf-8")
        with pytest.raises(InvalidInputError, match=":1: is not a ledger – give the name of a new"):
            append(other, [record("first")])
        assert other.read_text("utf-8").startswith("resolutions:")
        assert not torn_beside(other).exists()

    def test_time_goes_on(self, ledger: Path) -> None:
        """A forecast dated back behind others is refused, when it is written and when it is read."""
        early = record("fourth", made="2020-05-31T12:00:00+00:00")
        message = "before the line before it – set the clock right"
        with pytest.raises(InvalidInputError, match=f":4: was made at 2020-05-31.*{message}"):
            append(ledger, [early])
        rewrite(ledger, [*lines_of(ledger), early])
        refused(ledger, ":4: was made at 2020-05-31")

    def test_without_a_time_the_clock_is_read(self, tmp_path: Path) -> None:
        one = {k: v for k, v in record("first", closes="9999-12-31").items() if k != "made"}
        (line,) = append(tmp_path / "ledger.jsonl", [one]).lines
        age = datetime.datetime.now(datetime.UTC) - line.made
        assert datetime.timedelta(0) <= age < datetime.timedelta(hours=1)

    def test_a_head_that_cannot_be_written(
        self, ledger: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_room(path: Path, text: str) -> None:
            raise InvalidInputError.single("cannot be written: no room", file=str(path))

        monkeypatch.setattr("detente.forecasts.ledger.write_text", no_room)
        with pytest.raises(InvalidInputError) as caught:
            append(ledger, [record("fourth")])
        said = "cannot be written: no room – the forecasts are in the ledger all the same"
        assert f"{head_beside(ledger)}: {said}" in str(caught.value)
        assert [line.id for line in read_ledger(ledger).lines][3:] == ["fourth"]

    def test_a_full_disk_takes_all_or_nothing(
        self, ledger: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, write = ledger.read_bytes(), os.write

        def short(handle: int, data: bytes) -> int:
            if len(data) < 300:
                raise OSError(28, "No space left on device")
            return write(handle, data[:100])

        monkeypatch.setattr(os, "write", short)
        with pytest.raises(InvalidInputError, match="cannot be used: no space left on device"):
            append(ledger, [record("fourth"), record("fifth")])
        assert ledger.read_bytes() == before

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInputError, match="cannot be used: no such file"):
            append(tmp_path / "none" / "ledger.jsonl", [record("first")])


class TestKills:
    def test_a_write_cut_at_any_byte(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever was written of two lines, readers see whole lines and a writer goes on."""
        # Flushing to the disk a thousand times would take most of a minute and prove no more.
        monkeypatch.setattr(os, "fsync", lambda _: None)
        path = tmp_path / "ledger.jsonl"
        append(path, [record("first")])
        stood = path.read_bytes()
        append(path, [record("second"), record("third", None)])
        written = path.read_bytes()
        head_beside(path).unlink()
        ends = [place + 1 for place, byte in enumerate(written) if byte == ord("\n")]
        for cut in range(len(stood), len(written) + 1):
            path.write_bytes(written[:cut])
            torn_beside(path).unlink(missing_ok=True)
            found = read_ledger(path)
            whole = sum(end <= cut for end in ends)
            left = cut - max(end for end in ends if end <= cut)
            assert (len(found.lines), found.torn) == (whole, left)
            grown = append(path, [record("last")])
            assert [line.id for line in grown.lines][:whole] == ["first", "second", "third"][:whole]
            assert path.read_bytes().startswith(written[: cut - left])
            assert len(read_ledger(path).lines) == whole + 1
            aside = torn_beside(path)
            assert aside.exists() == bool(left)
            if left:
                assert aside.read_bytes() == written[cut - left : cut] + b"\n"
            head_beside(path).unlink()

    def test_a_whole_line_without_its_break_does_not_count(self, ledger: Path) -> None:
        data = ledger.read_bytes()
        ledger.write_bytes(data[:-1])
        assert len(read_ledger(ledger).lines) == 2

    def test_only_what_has_no_break_is_ever_cut(self, ledger: Path) -> None:
        """Junk that ends with a line break is tampering, not an unfinished write."""
        before = ledger.read_bytes() + b'{"id": "fo\n'
        ledger.write_bytes(before)
        with pytest.raises(InvalidInputError, match=":4: is not JSON"):
            append(ledger, [record("fourth")])
        assert ledger.read_bytes() == before

    def test_a_process_killed_again_and_again(self, tmp_path: Path) -> None:
        path = tmp_path / "ledger.jsonl"
        for turn in range(3):
            process = _writer(path, f"turn-{turn}", 10_000)
            enough = 3000 * (turn + 1)
            _wait_for(lambda size=enough: path.exists() and path.stat().st_size > size)
            time.sleep(0.003 * turn)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            found = read_ledger(path)
            assert [line.number for line in found.lines] == list(range(1, len(found.lines) + 1))
        grown = append(path, [record("survivor")])
        assert grown.lines[-1].id == "survivor"
        assert read_ledger(path).torn == 0
        turns = {line.id.rsplit("-", 1)[0] for line in grown.lines[:-1]}
        assert turns == {f"turn-{turn}" for turn in range(3)}


class TestWritersAtOnce:
    def test_both_write_everything_in_one_chain(self, tmp_path: Path) -> None:
        path = tmp_path / "ledger.jsonl"
        processes = [_writer(path, name, 20) for name in ("one", "other")]
        for process in processes:
            assert process.wait(timeout=60) == 0
        found = read_ledger(path)
        assert len(found.lines) == 40
        for name in ("one", "other"):
            own = [line.id for line in found.lines if line.id.startswith(f"{name}-")]
            assert own == [f"{name}-{number}" for number in range(20)]
        assert json.loads(head_beside(path).read_text("utf-8")) == found.head


def _writer(path: Path, name: str, count: int) -> subprocess.Popen[bytes]:
    """Start a process that adds forecasts one after the other."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from forecast_cases import record\n"
        "from detente.forecasts.ledger import append\n"
        f"for n in range({count}): append(sys.argv[2], [record(f'{name}-{{n}}')])\n"
    )
    tests = str(Path(__file__).parents[1])
    return subprocess.Popen([sys.executable, "-c", code, tests, str(path)])


def _wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "the writer never got so far"
        time.sleep(0.001)


class TestScoring:
    def test_by_hand(self, ledger: Path) -> None:
        outcomes = ledger.parent / "r.yaml"
        outcomes.write_text(
            "resolutions:\n"
            "  first: {resolution: no, resolved: 2021-01-01}\n"
            "  second: {resolution: yes, resolved: 2021-02}\n"
            "  third: {resolution: yes, resolved: 2021-03-01}\n"
            "  fourth: {resolution: yes, resolved: 2021-03-01}\n",
            encoding="utf-8",
        )
        found = score_ledger(ledger, outcomes, ledger.parent / "kept.head")
        assert (len(found.settled), found.open, found.void) == (3, (), ())
        assert found.unknown == ("fourth",)
        assert (found.score.asked, found.score.answered) == (3, 2)
        assert found.score.brier == pytest.approx(0.0625)
        assert found.score.baselines["climatology"][0] == pytest.approx((0.01 + 0.81) / 2)
        assert "The scenario left 1 of the settled unanswered." in found.sentences()
        assert any("no skill is shown" in said for said in found.sentences())
        assert found.table().loc["the model", "Brier"] == 0.062
        assert found.plot().axes

    @pytest.mark.parametrize(
        ("day", "refusal"),
        [("2020-05-31", True), ("2020-06-01", True), ("2020-06", True), ("2020-06-02", False)],
    )
    def test_what_was_settled_before_it_was_forecast(
        self, ledger: Path, day: str, refusal: bool
    ) -> None:
        outcomes = ledger.parent / "r.csv"
        outcomes.write_text(f"id,resolution,resolved\nsecond,yes,{day}\n", encoding="utf-8")
        if not refusal:
            assert len(score_ledger(ledger, outcomes).settled) == 1
            return
        with pytest.raises(InvalidInputError) as caught:
            score_ledger(ledger, outcomes)
        assert f"{ledger}:2: question 'second' was settled on {day}, not after" in str(caught.value)

    def test_void_and_open_questions_are_not_scored(self, ledger: Path) -> None:
        outcomes = ledger.parent / "r.csv"
        outcomes.write_text("id,resolution,resolved\nfirst,void,2021-01-01\n", encoding="utf-8")
        found = score_ledger(ledger, outcomes)
        assert (found.void, found.open) == (("first",), ("second", "third"))
        assert found.sentences() == ("The ledger holds 3 forecasts: 0 settled, 2 open, 1 void.",)
