"""How often an organisation was seen, saved and asked in a month of London's days."""

from datetime import date
from typing import NamedTuple

from enquiries.models import EnquiryReport
from partners.models import DailyFigures, Organisation
from partners.my.steps import tasks_of
from reference.calendar_months import months_after


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


def first_gap(organisation: Organisation) -> str:
    """The title of the first part of its profile that says nothing yet; empty if none is."""
    told = (task for task in tasks_of(organisation) if task.url_name != "my-organisation:venues")
    return next((task.title for task in told if not task.is_done), "")
