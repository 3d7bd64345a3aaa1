"""The days on which a partner answers: enquiries.clock."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enquiries.clock import PartnerDays, is_school_holiday
from partners.models import Organisation
from reference.working_days import is_bank_holiday

A_DAY = timedelta(days=1)
# The library reads our modules for constants when it draws the first number.
at_ease = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
weekdays = st.frozensets(st.integers(1, 7), min_size=1)


@st.composite
def partners(draw):
    closed_from = draw(st.none() | days)
    closed_to = closed_from and closed_from + A_DAY * draw(st.integers(0, 200))
    return PartnerDays(draw(weekdays), closed_from, closed_to, draw(st.none() | days))


@at_ease
@given(partners(), days)
def test_a_day_of_theirs_is_none_that_anything_forbids(theirs, day):
    if theirs.holds(day):
        assert day.isoweekday() in theirs.weekdays
        assert not is_bank_holiday(day)
        assert day.month != 8
        assert (day.month, day.day) not in {(12, 20), (12, 25), (12, 31), (1, 1), (1, 4)}
        assert theirs.closed_from is None or not theirs.closed_from <= day <= theirs.closed_to
        assert theirs.away_until is None or day > theirs.away_until


@at_ease
@given(partners(), days, st.integers(0, 400), st.integers(0, 60))
def test_counting_adds_up_and_never_goes_back(theirs, day, one, more):
    until, later = day + A_DAY * one, day + A_DAY * (one + more)
    assert theirs.between(day, later) == theirs.between(day, until) + theirs.between(until, later)
    assert theirs.between(day, day) == 0
    assert theirs.over(day, later) >= theirs.over(day, until) >= theirs.over(day + A_DAY, until)


@at_ease
@given(partners(), days, st.integers(1, 12))
def test_the_day_that_is_so_many_later_is_theirs_and_the_first(theirs, day, number):
    later = theirs.later(day, number)
    if later is not None:
        assert theirs.holds(later)
        assert theirs.between(day, later) == number
        assert theirs.between(day, later - A_DAY) == number - 1


@at_ease
@given(partners(), days, st.integers(1, 12))
def test_what_was_sent_by_a_day_is_due_and_what_came_later_is_not(theirs, today, number):
    last = theirs.sent_by(today, number)
    if last is not None:
        assert theirs.over(last, today) == number
        assert theirs.over(last + A_DAY, today) == number - 1


def test_who_works_tuesdays_has_one_day_a_week():
    theirs = PartnerDays.of(Organisation(working_days=[2]))
    monday = date(2026, 3, 2)
    assert theirs.later(monday, 3) == date(2026, 3, 17)
    assert theirs.over(monday, date(2026, 3, 17)) == 2
    assert theirs.over(monday, date(2026, 3, 18)) == 3


def test_who_has_not_said_works_monday_to_friday_without_bank_holidays():
    theirs = PartnerDays.of(Organisation())
    maundy_thursday = date(2026, 4, 2)
    assert theirs.later(maundy_thursday, 1) == date(2026, 4, 7)  # after Easter Monday


@pytest.mark.parametrize(
    ("day", "shut"),
    [
        (date(2026, 7, 31), False),
        (date(2026, 8, 1), True),
        (date(2026, 8, 31), True),
        (date(2026, 9, 1), False),
        (date(2026, 12, 19), False),
        (date(2026, 12, 20), True),
        (date(2027, 1, 4), True),
        (date(2027, 1, 5), False),
    ],
)
def test_no_school_is_open_in_august_and_at_christmas(day, shut):
    assert is_school_holiday(day) is shut


def test_a_closed_season_without_an_end_in_sight_gives_no_day():
    theirs = PartnerDays(closed_from=date(2026, 1, 1), closed_to=date(9999, 12, 31))
    assert theirs.later(date(2026, 3, 2), 1) is None
    assert theirs.sent_by(date(2030, 3, 2), 1) is None
