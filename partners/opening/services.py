"""What changes the list of those who want to be told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from partners.launch import openings
from partners.models import OpeningNotice
from partners.models.opening_notice import UNCONFIRMED_FOR
from partners.opening import emails

# Somebody else may have typed the address: it gets no more than a few of our questions.
PAUSE = timedelta(hours=1)
MOST_IN_A_PAUSE = 3


@transaction.atomic
def ask(*, email: str, region: int | None, now: datetime) -> None:
    """Note the wish and mail the question, unless this address was mailed just now.

    `region` is its id; None for all of England.
    """
    of_this_address = OpeningNotice.objects.filter(email__iexact=email)
    mailed = list(
        of_this_address.filter(asked_at__gt=now - PAUSE).values_list("region_id", flat=True)
    )
    if region in mailed or len(mailed) >= MOST_IN_A_PAUSE:
        return
    # Two presses of the button at once: the database keeps one row, and one of them waits.
    OpeningNotice.objects.bulk_create(
        [OpeningNotice(email=email, region_id=region)], ignore_conflicts=True
    )
    notice = of_this_address.select_for_update().get(region=region)
    notice.asked_at = now
    notice.save(update_fields=["asked_at"])
    emails.post_question(notice)


def confirm(notice: OpeningNotice, *, now: datetime) -> None:
    """They pressed the button on the page that only the message leads to. Again: no change."""
    OpeningNotice.objects.filter(pk=notice.pk, confirmed_at=None).update(confirmed_at=now)


def remove(notice: OpeningNotice) -> None:
    notice.delete()


def erase_unconfirmed(*, now: datetime) -> int:
    """Delete the addresses that nobody confirmed in time; how many."""
    old = OpeningNotice.objects.filter(confirmed_at=None, asked_at__lte=now - UNCONFIRMED_FOR)
    number, _ = old.delete()
    return number


def tell_those_who_wait(*, now: datetime) -> int:
    """Write to everybody whose region is open by now, once, and forget them; how many.

    Safe to run late, and twice at once: a notice is locked, and goes with its letter.
    """
    dates = openings(timezone.localdate(now))
    confirmed = OpeningNotice.objects.filter(confirmed_at__isnull=False)
    told = 0
    for pk, region in confirmed.order_by("pk").values_list("pk", "region_id"):
        _, is_open = dates.of(region)
        if is_open:
            told += _tell(pk)
    return told


@transaction.atomic
def _tell(pk: int) -> int:
    locked = OpeningNotice.objects.select_for_update(of=("self",)).select_related("region")
    notice = locked.filter(pk=pk).first()
    if notice is None:
        return 0
    emails.post_news(notice)
    notice.delete()
    return 1
