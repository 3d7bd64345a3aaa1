"""How often an organisation was seen, saved and asked in a month of London's days."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from enquiries.models import EnquiryReport
from partners.models import DailyFigures, Organisation
from partners.my.steps import tasks_of
from reference.calendar_months import months_after

MONTHS_BACK = 12
_NONE = {"seen": 0, "saved": 0}


class Month(NamedTuple):
    first: date
    seen: int
    saved: int
    asked: int

    @property
    def name(self) -> str:
        return f"{self.first:%B %Y}"

    @property
    def is_empty(self) -> bool:
        return not (self.seen or self.saved or self.asked)


def month_of(organisation: Organisation, first: date) -> Month:
    """The month that begins on this day."""
    end = months_after(first, 1)
    figures = DailyFigures.objects.filter(organisation=organisation).within(first, end).totals()
    asked = EnquiryReport.objects.of(organisation).filter(sent_on__gte=first, sent_on__lt=end)
    return Month(first, figures["seen"], figures["saved"], asked.count())


def months_of(organisation: Organisation, today: date) -> list[Month]:
    """This one so far and a year before it, the newest first, from the first with a figure on."""
    this = today.replace(day=1)
    first, end = months_after(this, -MONTHS_BACK), months_after(this, 1)
    visits = DailyFigures.objects.filter(organisation=organisation).within(first, end).by_month()
    reports = EnquiryReport.objects.of(organisation).filter(sent_on__gte=first, sent_on__lt=end)
    asked = Counter(day.replace(day=1) for day in reports.values_list("sent_on", flat=True))
    months = []
    for back in range(MONTHS_BACK + 1):
        day = months_after(this, -back)
        months.append(Month(day, **visits.get(day, _NONE), asked=asked[day]))
    while months and months[-1].is_empty:
        months.pop()
    return months


def first_gap(organisation: Organisation) -> str:
    """The title of the first part of its profile that says nothing yet; empty if none is."""
    told = (task for task in tasks_of(organisation) if task.url_name != "my-organisation:venues")
    return next((task.title for task in told if not task.is_done), "")
