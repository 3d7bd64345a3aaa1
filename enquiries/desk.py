"""What of enquiries lies on the desk of staff: those that no answer came to in ten days."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from enquiries.models import EnquiryRecipient
from partners.desk.piles import SHOWN, Pile, how_many, own
from partners.desk.waiting import Item

# What nobody answered by then stays in the list, and lies on no desk any more.
LIES_FOR = timedelta(days=60)


def piles_of_enquiries(user: User) -> Iterator[Pile]:
    """Whom a school asked and when: neither which school, nor what."""
    since = timezone.localdate() - LIES_FOR
    overdue = own(user, EnquiryRecipient.objects).overdue().filter(overdue_on__gte=since)
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
