"""Days on which people in England are at their desks."""

from datetime import date, timedelta
from functools import cache

import holidays


def working_days_before(day: date, number: int) -> date:
    """The day that many working days earlier; a weekend or bank holiday is none."""
    while number:
        day -= timedelta(days=1)
        number -= _is_working_day(day)
    return day


def is_bank_holiday(day: date) -> bool:
    return day in _bank_holidays()


def working_days_after(day: date, until: date) -> int:
    """How many have begun since, the last day itself included."""
    days = (day + timedelta(days=number + 1) for number in range((until - day).days))
    return sum(map(_is_working_day, days))


def _is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not is_bank_holiday(day)


@cache
def _bank_holidays() -> holidays.HolidayBase:
    """Those of England; the library works out each year when it is asked about it."""
    return holidays.country_holidays("GB", subdiv="ENG")
