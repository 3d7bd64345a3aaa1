"""What changes the list of those who want to be told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from partners.models import OpeningNotice

# How long a link in a message can be used to confirm, as for accounts (trust.md K2).
UNCONFIRMED_FOR = timedelta(days=14)
# Somebody else may have typed the address: it gets no more than a few of our questions.
PAUSE = timedelta(hours=1)
MOST_IN_A_PAUSE = 3


@transaction.atomic
def ask(*, email: str, region: int | None, now: datetime) -> OpeningNotice | None:
    """Note the wish; the caller mails the question. None: this address was mailed just now.

    `region` is its id; None for all of England.
    """
    of_this_address = OpeningNotice.objects.filter(email__iexact=email)
    mailed = list(
        of_this_address.filter(asked_at__gt=now - PAUSE).values_list("region_id", flat=True)
    )
    if region in mailed or len(mailed) >= MOST_IN_A_PAUSE:
        return None
    # Two presses of the button at once: the database keeps one row, and one of them waits.
    OpeningNotice.objects.bulk_create(
        [OpeningNotice(email=email, region_id=region)], ignore_conflicts=True
    )
    notice = of_this_address.select_for_update().get(region=region)
    notice.asked_at = now
    notice.save(update_fields=["asked_at"])
    return notice


def take_back_asking(notice: OpeningNotice) -> None:
    """The question could not be mailed: they may ask again at once."""
    OpeningNotice.objects.filter(pk=notice.pk).update(asked_at=F("asked_at") - PAUSE)


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
