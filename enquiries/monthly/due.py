"""Early in each month: the figures of the last one, to those who look after a listed partner."""

from datetime import date, datetime, time

from django.utils import timezone

from accounts.models import MailRecord
from enquiries.monthly import emails
from partners.listed_once import listed_within
from partners.models import Membership
from reference.calendar_months import months_after

# Days of the month. Later it is no news any more.
FIRST_DAY, LAST_DAY = 2, 14


def tell_of_last_month(*, today: date) -> int:
    """Write to each who wants it and looked after it by then; how many letters.

    Safe to run again, late and twice at once: each letter has a name, under which it is posted
    once. A day on which nothing ran is made up for until the fourteenth.
    """
    if not FIRST_DAY <= today.day <= LAST_DAY:
        return 0
    this = today.replace(day=1)
    last = months_after(this, -1)
    listed = listed_within(_midnight(last), _midnight(this))
    readers = Membership.objects.filter(
        organisation__in=listed.values("pk"), gets_figures=True, since__lt=_midnight(this)
    )
    posted = MailRecord.objects.filter(once__startswith=emails.once(last, ""))
    told = set(posted.values_list("once", flat=True))
    waiting = [
        membership
        for membership in readers.select_related("user").order_by("pk")
        if emails.once(last, membership.pk) not in told
    ]
    return sum(emails.post_figures(membership, last) is not None for membership in waiting)


def _midnight(day: date) -> datetime:
    """When it begins in London."""
    return timezone.make_aware(datetime.combine(day, time.min))
