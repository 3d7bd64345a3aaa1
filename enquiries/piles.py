"""What enquiries bring to the start page of staff."""

from collections.abc import Iterator

from accounts.models import User
from enquiries.models import Concern, GapReport
from partners.desk.piles import Pile, looked_after, pile_of


def concerns(user: User) -> Iterator[Pile]:
    if user.has_perm("enquiries.view_concern"):
        waiting = looked_after(user, Concern.objects).unsettled()
        yield pile_of("Concerns that were reported", waiting, "reported_at", "?todo=yes")


def gaps(user: User) -> Iterator[Pile]:
    waiting = looked_after(user, GapReport.objects).unsettled()
    yield pile_of("What schools could not find", waiting, "told_at", "?state__exact=open")
