"""What enquiries bring to the start page of staff."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from enquiries.models import Concern, EnquiryRecipient, GapReport
from partners.desk.piles import SHOWN, Pile, how_many, looked_after, pile_of
from partners.desk.waiting import Item

# What nobody answered by then stays in the list, and lies on no desk any more.
LIES_FOR = timedelta(days=60)


def concerns(user: User) -> Iterator[Pile]:
    if user.has_perm("enquiries.view_concern"):
        waiting = looked_after(user, Concern.objects).unsettled()
        yield pile_of("Concerns that were reported", waiting, "reported_at", "?todo=yes")


def gaps(user: User) -> Iterator[Pile]:
    waiting = looked_after(user, GapReport.objects).unsettled()
    yield pile_of("What schools could not find", waiting, "told_at", "?state__exact=open")


def unanswered(user: User) -> Iterator[Pile]:
    """Those that no answer came to in ten days: whom a school asked and when, and no more."""
    since = timezone.localdate() - LIES_FOR
    overdue = looked_after(user, EnquiryRecipient.objects).overdue().filter(overdue_on__gte=since)
    rows = overdue.select_related("enquiry", "organisation").order_by("overdue_on", "pk")
    items = [
        Item(
            f"{row.organisation}: asked on {timezone.localdate(row.enquiry.sent_at):%d/%m/%Y}",
            reverse("admin:enquiries_enquiryrecipient_change", args=[row.pk]),
            row.overdue_on,
        )
        for row in rows[:SHOWN]
    ]
    where = reverse("admin:enquiries_enquiryrecipient_changelist")
    title = "Schools that had no answer in ten of the partner’s days"  # noqa: RUF001
    yield Pile(title, items, how_many(overdue, items), f"{where}?overdue_on__isempty=0")
