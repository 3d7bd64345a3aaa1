"""What enquiries bring to the start page of staff."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import DateTimeField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from enquiries.models import Concern, EnquiryRecipient, GapReport, NameToInvite
from partners.desk.piles import Pile, looked_after, pile_of
from partners.desk.waiting import Own, Waiting

# What nobody answered by then stays in the list, and lies on no desk any more.
LIES_FOR = timedelta(days=60)


def concerns(user: User) -> Iterator[Pile]:
    if user.has_perm("enquiries.view_concern"):
        waiting = looked_after(user, Concern.objects).unsettled()
        yield pile_of("Concerns that were reported", waiting, "reported_at", "?todo=yes")


def gaps(user: User) -> Iterator[Pile]:
    waiting = looked_after(user, GapReport.objects).unsettled()
    yield pile_of("What schools could not find", waiting, "told_at", "?state__exact=open")


def names_to_invite(user: User) -> Iterator[Pile]:
    waiting = looked_after(user, NameToInvite.objects).unsettled()
    title, open_ones = "Organisations that settings name, to invite", "?state__exact=open"
    yield pile_of(title, waiting, "named_at", open_ones, lambda row: row.in_words)


def unanswered(own: Own) -> Waiting:
    """Those that no answer came to in ten days: whom a school asked and when, and no more."""
    since = timezone.localdate() - LIES_FOR
    rows = own(EnquiryRecipient.objects).for_staff().filter(overdue_on__gte=since)
    return Waiting(
        "Schools that had no answer in ten of the partner’s days",  # noqa: RUF001
        rows.annotate(since=Cast("overdue_on", DateTimeField())),
        "admin:enquiries_enquiryrecipient_change",
        reverse("admin:enquiries_enquiryrecipient_changelist") + "?todo=yes",
        _whom_and_when,
    )


def _whom_and_when(row: EnquiryRecipient) -> str:
    return f"{row.organisation}: asked on {timezone.localdate(row.enquiry.sent_at):%d/%m/%Y}"
