"""The stretches of time that funders ask about, in London dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from reference.calendar_months import months_after

YEARS_BACK = 5
# Nothing of the programme is older.
FIRST_YEAR = 2012
_APRIL, _SEPTEMBER = 4, 9
_SLUG = re.compile(r"([a-z-]+)-([0-9]{4})-([0-9]{2})")


class PeriodKind(models.TextChoices):
    QUARTER = "quarter", "Quarters"
    FINANCIAL_YEAR = "financial-year", "Financial years"
    ACADEMIC_YEAR = "academic-year", "Academic years"


# Of each kind: the months in which one begins, and how many it lasts.
_BEGINS = {
    PeriodKind.QUARTER: (1, 4, 7, 10),
    PeriodKind.FINANCIAL_YEAR: (_APRIL,),
    PeriodKind.ACADEMIC_YEAR: (_SEPTEMBER,),
}
_MONTHS = {
    PeriodKind.QUARTER: 3,
    PeriodKind.FINANCIAL_YEAR: 12,
    PeriodKind.ACADEMIC_YEAR: 12,
}


class Period(NamedTuple):
    """A quarter or a year from its first day on."""

    kind: PeriodKind
    first: date

    @property
    def until(self) -> date:
        """The day after its last."""
        return months_after(self.first, _MONTHS[self.kind])

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its first moment in London, and the first that is not in it."""
        return _midnight(self.first), _midnight(self.until)

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return f"{self.kind.value}-{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        if self.kind == PeriodKind.QUARTER:
            last = months_after(self.first, 2)
            year = _school_or_money_year(months_after(self.first, 1 - _APRIL).year)
            number = (self.first.month - _APRIL) % 12 // 3 + 1
            months = f"{date_format(self.first, 'F')} to {date_format(last, 'F Y')}"
            return f"{months} (quarter {number} of {year})"
        is_money = self.kind == PeriodKind.FINANCIAL_YEAR
        what = (
            "Financial year {} (April to March)"
            if is_money
            else ("Academic year {} (September to August)")
        )
        return what.format(_school_or_money_year(self.first.year))

    def is_over(self, today: date) -> bool:
        return today >= self.until

    def as_said(self, today: date) -> str:
        """Its label; of the present one that its figures are not complete."""
        return self.label if self.is_over(today) else f"{self.label}, so far"


def _school_or_money_year(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def present(kind: PeriodKind, today: date) -> Period:
    """The one that today lies in."""
    month = today.replace(day=1)
    while month.month not in _BEGINS[kind]:
        month = months_after(month, -1)
    return Period(kind, month)


def offered(today: date) -> Iterator[tuple[str, list[Period]]]:
    """What the page lets choose from, by kind, the present one first."""
    for kind in PeriodKind:
        now, length = present(kind, today), _MONTHS[kind]
        steps = range(0, 12 * YEARS_BACK, length)
        yield kind.label, [Period(kind, months_after(now.first, -step)) for step in steps]


def named(slug: str, today: date) -> Period | None:
    """The one of that name, unless there is none or it has not begun."""
    found = _SLUG.fullmatch(slug)
    if found is None or found[1] not in PeriodKind.values:
        return None
    kind, year, month = PeriodKind(found[1]), int(found[2]), int(found[3])
    if month not in _BEGINS[kind] or year < FIRST_YEAR:
        return None
    period = Period(kind, date(year, month, 1))
    return period if period.first <= today else None
