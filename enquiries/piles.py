"""What enquiries bring to the start page of staff."""

from collections.abc import Iterator

from accounts.models import User
from enquiries.models import Concern, GapReport
from partners.desk.piles import Pile, looked_after, pile_of


def piles(user: User) -> Iterator[Pile]:
    """Concerns first."""
    if user.has_perm("enquiries.view_concern"):
        concerns = looked_after(user, Concern.objects).unsettled()
        yield pile_of("Concerns that were reported", concerns, "reported_at", "?todo=yes")
    gaps = looked_after(user, GapReport.objects).unsettled()
    yield pile_of("What schools could not find", gaps, "told_at", "?state__exact=open")
