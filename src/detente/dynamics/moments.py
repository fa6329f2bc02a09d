"""Dates and months of a run: month 1 is the calendar month after that of the scenario's date."""

from __future__ import annotations

import datetime

from detente.dynamics.codes import MONTHS_OF_A_YEAR


def month_of(as_of: datetime.date, day: datetime.date) -> int:
    """Return the month of a run that a day falls into; what is left of the first counts as 1."""
    months = int(MONTHS_OF_A_YEAR) * (day.year - as_of.year) + day.month - as_of.month
    return max(months, 1)


def date_of(as_of: datetime.date, month: int) -> datetime.date:
    """Return the first day of the calendar month that a month of a run stands for."""
    months = as_of.month - 1 + month
    year = int(MONTHS_OF_A_YEAR)
    return datetime.date(as_of.year + months // year, months % year + 1, 1)
