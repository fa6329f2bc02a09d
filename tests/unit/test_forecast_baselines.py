"""Tables as known at a date, and baselines made of them, counted by hand."""

from __future__ import annotations

import datetime

import pytest
from forecast_cases import MEETINGS, TREATIES

from detente.forecasts.baselines import (
    chance_of_rate,
    chance_of_share,
    counts_of_windows,
    ended,
    left_force,
    term_years,
    treaty_years,
    window_share,
)
from detente.forecasts.history import (
    KINDS,
    met,
    months_later,
    read_meetings,
    read_treaties,
    shipped_meetings,
    shipped_treaties,
)
from detente.forecasts.reference_classes import Tables, meeting_baselines, treaty_baselines
from detente.scenario import InvalidInputError

DAY = datetime.date(2020, 5, 1)
TOY = read_treaties(TREATIES, "treaties.csv")
BY_NAME = {one.short: one for one in TOY}
PAIR = ("UPL", "LOW")


class TestTreaties:
    def test_states_at_a_date(self) -> None:
        sea, ferry = BY_NAME["SEA"], BY_NAME["FERRY"]
        assert sea.in_force_at(DAY)
        assert sea.stands(datetime.date(2021, 1, 1))
        assert not sea.in_force_at(datetime.date(2020, 12, 1))
        assert ferry.stands(datetime.date(2020, 10, 31))
        assert not ferry.stands(datetime.date(2020, 11, 1))
        assert not BY_NAME["NEVER"].stands(DAY)
        assert not BY_NAME["LATER"].stands(DAY)

    def test_a_prolongation_is_not_known_before_it_happens(self) -> None:
        dam = BY_NAME["DAM"]
        assert dam.end_of_term(datetime.date(2008, 12, 31)) == datetime.date(2010, 5, 1)
        assert dam.end_of_term(DAY) == datetime.date(2021, 5, 1)
        assert dam.end_of_term(datetime.date(2021, 1, 1)) == datetime.date(2031, 5, 1)
        assert dam.extended_in(DAY, datetime.date(2021, 1, 1))
        assert not dam.extended_in(DAY, datetime.date(2020, 12, 31))

    def test_a_row_without_parties_binds_where_the_rules_say_so(self) -> None:
        assert BY_NAME["SEA"].binds(PAIR, True)
        assert not BY_NAME["SEA"].binds(PAIR, False)
        assert not BY_NAME["FISH"].binds(PAIR, True)

    def test_years_and_ends_by_hand(self) -> None:
        # ACCORD 10.06, DAM 20, FERRY 10, FISH 5, SEA 10, OLD 5 with its end; the rest is later.
        events, years = treaty_years(TOY, DAY, ended)
        assert events == 1
        assert years == pytest.approx(10.063 + 20 + 10 + 5 + 10 + 5, abs=0.01)

    def test_nothing_after_the_date_is_looked_at(self) -> None:
        later = datetime.date(2021, 6, 1)
        assert treaty_years(TOY, later, ended)[0] == 2
        assert treaty_years(TOY, later, left_force)[0] == 4
        assert treaty_years(TOY, DAY, left_force) == treaty_years(TOY, DAY, ended)

    def test_years_under_a_term(self) -> None:
        # ACCORD 10.06; DAM 8.67 to its prolongation, then 11.33 to the date; OLD its 5.
        events, years = term_years(TOY, DAY)
        assert events == 1
        assert years == pytest.approx(10.063 + 20 + 5, abs=0.01)

    def test_baselines_by_formula(self) -> None:
        until = datetime.date(2021, 5, 1)
        tables = Tables(TOY, ())
        found = treaty_baselines("treaty_ended", PAIR, DAY, until, tables)
        years = (until - DAY).days / 365.25
        total = treaty_years(TOY, DAY, ended)[1]
        assert found.status_quo == 0
        assert found.climatology == pytest.approx(1 - (total / (total + years)) ** 1.5)
        own = total - 15.0  # FISH and SEA have other parties
        assert found.own_history == pytest.approx(1 - (own / (own + years)) ** 1.5, abs=1e-4)
        still = treaty_baselines("treaty_in_force", PAIR, DAY, until, tables)
        assert still.status_quo == 1
        assert still.climatology == pytest.approx(1 - found.climatology)


class TestChances:
    def test_a_rate_by_hand(self) -> None:
        assert chance_of_rate(0, 3, 1) == pytest.approx(1 - 0.75**0.5)
        assert chance_of_rate(1, 3, 1) == pytest.approx(1 - 0.75**1.5)
        assert chance_of_rate(2, 10, 0) == 0
        assert chance_of_rate(0, 0, 1) is None

    def test_a_share_by_hand(self) -> None:
        assert chance_of_share(0.5, 4) == pytest.approx(0.5)
        assert chance_of_share(0, 4) == pytest.approx(0.1)
        assert chance_of_share(1, 4) == pytest.approx(0.9)

    def test_bad_numbers(self) -> None:
        with pytest.raises(ValueError, match="none may be negative"):
            chance_of_rate(-1, 1, 1)
        with pytest.raises(ValueError, match="a share lies in 0 to 1"):
            chance_of_share(1.5, 1)


class TestMeetings:
    happened = staticmethod(met(read_meetings(MEETINGS, "m"), PAIR, KINDS))

    def test_windows_are_open_at_the_start(self) -> None:
        day = datetime.date(2018, 6, 15)
        assert self.happened(day, datetime.date(2019, 1, 1)) == ()
        assert self.happened(datetime.date(2018, 6, 14), day) == (day,)

    def test_windows_by_hand(self) -> None:
        # Two years before the date hold windows of 12 months that begin from month 24 to 12 back:
        # 13 of them; those that begin up to 2018-06-01 see the meeting of 2018-06-15.
        start = datetime.date(2018, 5, 1)
        counts = counts_of_windows(self.happened, start, DAY, 12)
        assert len(counts) == 13
        assert sum(counts) == 2
        share, windows = window_share(self.happened, start, DAY, 12)
        assert share == pytest.approx(2 / 13)
        assert windows == pytest.approx(2.0, abs=0.01)

    def test_the_status_quo_is_the_window_before(self) -> None:
        tables = Tables((), read_meetings(MEETINGS, "m"), recent_years=5)
        assert meeting_baselines(KINDS, PAIR, DAY, 12, tables).status_quo == 0
        assert meeting_baselines(KINDS, PAIR, DAY, 24, tables).status_quo == 1
        none = meeting_baselines(("virtual",), PAIR, DAY, 12, tables)
        assert none.named() == {"status_quo": None, "climatology": None, "own_history": None}

    def test_months_at_the_end_of_a_month(self) -> None:
        assert months_later(datetime.date(2020, 1, 31), 1) == datetime.date(2020, 2, 29)
        assert months_later(datetime.date(2020, 1, 31), -2) == datetime.date(2019, 11, 30)


class TestShippedTables:
    def test_a_scheduled_date_is_never_an_end(self) -> None:
        known = datetime.date(2025, 10, 27)
        for one in shipped_treaties():
            for day in (one.ended, one.suspended, *(day for day, _ in one.extensions)):
                assert day is None or day <= known, one.short
        assert all(one.start <= known for one in shipped_meetings())

    def test_every_row_says_how_sure_it_is(self) -> None:
        assert {one.confidence for one in shipped_treaties()} <= {"high", "medium"}
        assert {one.confidence for one in shipped_meetings()} <= {"high", "medium"}
        assert len(shipped_treaties()) == 51
        assert len(shipped_meetings()) == 107

    def test_new_start_was_prolonged_once_and_stands_at_the_cutoff(self) -> None:
        (one,) = [one for one in shipped_treaties() if one.short == "NEW START"]
        assert one.end_of_term(datetime.date(2021, 2, 2)) == datetime.date(2021, 2, 5)
        assert one.end_of_term(datetime.date(2021, 2, 3)) == datetime.date(2026, 2, 5)
        assert one.stands(datetime.date(2025, 10, 27))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2010-04-08", "8 April", "t.csv:2: in_force: '8 April' is not a day – write 2025-04-25"),
        ("FERRY,", "DAM,", "t.csv:4: short: 'DAM' stands twice (first in line 3)"),
        ("FISH,", ",", "t.csv:5: short: is empty"),
        ("short,", "brief,", "t.csv:1: the column short is missing"),
        (",2005-05-01,high", ",1995-05-01,high", "t.csv:7: ended: 1995-05-01 is before it came"),
    ],
)
def test_a_bad_table_names_the_line(old: str, new: str, message: str) -> None:
    assert old in TREATIES
    with pytest.raises(InvalidInputError) as caught:
        read_treaties(TREATIES.replace(old, new, 1), "t.csv")
    assert message in str(caught.value)


def test_a_bad_kind_of_meeting_names_the_line() -> None:
    with pytest.raises(InvalidInputError, match=r"m:3: kind: 'parade' is not one of bilateral"):
        read_meetings(MEETINGS.replace("sideline", "parade", 1), "m")
