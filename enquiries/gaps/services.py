"""What becomes of a gap that somebody told of."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from enquiries.choices import GapState
from enquiries.gaps import emails
from enquiries.models import GapReport
from enquiries.retention import GAP_MONTHS
from reference.calendar_months import months_after

# Somebody else may have typed the address: it gets no more than so many receipts in a while.
PAUSE, MOST_RECEIPTS = timedelta(hours=1), 3


class CannotAnswer(Exception):
    """Why not, worded for the member of staff."""


@transaction.atomic
def tell(gap: GapReport) -> GapReport:
    """Keep it, and send a receipt to whoever left an address."""
    since = timezone.now() - PAUSE
    lately = GapReport.objects.filter(email__iexact=gap.email, told_at__gt=since).count()
    gap.save()
    if gap.email and lately < MOST_RECEIPTS:
        emails.post_receipt(gap)
    return gap


def settle(*, gap: GapReport, by: User) -> bool:
    """Whether it was open."""
    return _set_state(gap, GapState.SETTLED, by)


def open_again(*, gap: GapReport, by: User) -> bool:
    """Whether it was settled."""
    return _set_state(gap, GapState.OPEN, by)


@transaction.atomic
def send_answer(*, gap: GapReport, by: User) -> bool:
    """Send what was written, once, and settle it; true, as it is never done twice.

    Raises:
        CannotAnswer: there is nothing to send, nobody to send it to, or it was sent.
    """
    gap = _locked(gap)
    if not gap.email:
        raise CannotAnswer("They left no address.")
    if not gap.answer:
        raise CannotAnswer("Write the answer first, below.")
    if gap.answered_at:
        raise CannotAnswer("An answer was sent already.")
    gap.answered_at = timezone.now()
    gap.save(update_fields=["answered_at"])
    emails.post_answer(gap)
    _set_state(gap, GapState.SETTLED, by)
    return True


def erase_old(*, today: date) -> int:
    """Delete those that were told of a year ago; how many. The counts of searches stay."""
    old = GapReport.objects.filter(told_at__date__lte=months_after(today, -GAP_MONTHS))
    return old.delete()[0]


@transaction.atomic
def _set_state(gap: GapReport, state: GapState, by: User) -> bool:
    gap = _locked(gap)
    before, gap.state = gap.state, state
    if before == state:
        return False
    gap.save(update_fields=["state"])
    record(gap, "state", before, state, by)
    return True


def _locked(gap: GapReport) -> GapReport:
    return GapReport.objects.select_for_update(of=("self",), no_key=True).get(pk=gap.pk)
