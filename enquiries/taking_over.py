"""What schools asked while nobody looked after an organisation, once somebody does."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone

from enquiries.emails import post_asked
from enquiries.models import EnquiryRecipient, EnquiryReport
from partners.models import Organisation

# Whoever asked earlier than that has found somebody else.
TOLD_OF = timedelta(days=60)


def tell(*, organisation: Organisation, **_: Any) -> None:
    """Write to whoever took over its pages about all that waits."""
    tell_of(EnquiryRecipient.objects.of(organisation).values_list("pk", flat=True))


def tell_of(numbers: Collection[int]) -> None:
    """Write about these, if they wait; the clock of each counts from today.

    The caller has the organisation locked, as the clock itself would have.
    """
    rows = EnquiryRecipient.objects.waiting().filter(pk__in=numbers)
    rows = rows.filter(enquiry__sent_at__gt=timezone.now() - TOLD_OF).order_by("pk")
    for recipient in rows.select_for_update(of=("self",), no_key=True):
        recipient.told_on, recipient.overdue_on = timezone.localdate(), None
        recipient.reminders, recipient.reminded_on = 0, None
        recipient.save(update_fields=["told_on", "overdue_on", "reminders", "reminded_on"])
        EnquiryReport.objects.filter(recipient=recipient).update(unanswered_on=None)
        post_asked(recipient)
