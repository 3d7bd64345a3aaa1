"""The days of a partner: those on which it said that it answers, as it says so today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from partners.models import Organisation
from reference.working_days import is_bank_holiday

REMINDED_AFTER = (3, 6)  # of their days that are over without an answer
OVERDUE_AFTER = 10

_MONDAY_TO_FRIDAY = frozenset(range(1, 6))
_A_DAY = timedelta(days=1)
# Further ahead nobody is told a day.
_FURTHEST = timedelta(days=730)
_AUGUST = 8


def is_school_holiday(day: date) -> bool:
    """August, and 20 December to 4 January: wherever it is, no school is open then."""
    christmas = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 4)
    return christmas or day.month == _AUGUST


@dataclass(frozen=True)
class PartnerDays:
    """When somebody answers: their weekdays, Monday to Friday where they named none.

    Neither on bank holidays nor in the weeks when schools are shut, nor in the closed season that
    they gave, nor up to the day until which they take no enquiries.
    """

    weekdays: frozenset[int] = _MONDAY_TO_FRIDAY
    closed_from: date | None = None
    closed_to: date | None = None
    away_until: date | None = None

    @classmethod
    def of(cls, organisation: Organisation) -> PartnerDays:
        return cls(
            weekdays=frozenset(organisation.working_days) or _MONDAY_TO_FRIDAY,
            closed_from=organisation.closed_from,
            closed_to=organisation.closed_to,
            away_until=organisation.not_taking_enquiries_until,
        )

    def holds(self, day: date) -> bool:
        """Whether it is one of their days."""
        if day.isoweekday() not in self.weekdays or self._is_closed(day):
            return False
        return not (is_school_holiday(day) or is_bank_holiday(day))

    def between(self, after: date, until: date) -> int:
        """How many of their days come after the one day, up to and with the other."""
        days = (after + _A_DAY * number for number in range(1, (until - after).days + 1))
        return sum(map(self.holds, days))

    def over(self, since: date, today: date) -> int:
        """How many of their days are over, of those that came after `since`."""
        return self.between(since, today - _A_DAY)

    def sent_by(self, today: date, number: int) -> date | None:
        """The last day since which so many of their days are over; None if that is years ago."""
        day = today
        while number:
            day -= _A_DAY
            if today - day > _FURTHEST:
                return None
            number -= self.holds(day)
        return day - _A_DAY

    def later(self, after: date, number: int) -> date | None:
        """The day that is so many of their days later; None if that is years away."""
        day = after
        while number:
            day += _A_DAY
            if day - after > _FURTHEST:
                return None
            number -= self.holds(day)
        return day

    def _is_closed(self, day: date) -> bool:
        if self.away_until is not None and day <= self.away_until:
            return True
        if self.closed_from is None or self.closed_to is None:
            return False
        return self.closed_from <= day <= self.closed_to
