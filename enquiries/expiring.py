"""Enquiries that go by time. What was counted of them stays."""

from datetime import datetime

from django.utils import timezone

from enquiries.models import Enquiry
from enquiries.retention import KEPT_MONTHS, UNSENT_FOR
from reference.calendar_months import months_after


def erase(*, now: datetime) -> dict[str, int]:
    """Delete what was never sent, and what was sent long ago; how many of each."""
    day = months_after(timezone.localdate(now), -KEPT_MONTHS)
    unsent = Enquiry.objects.unsent().filter(changed_at__lte=now - UNSENT_FOR)
    old = Enquiry.objects.sent().filter(sent_at__date__lte=day)
    return {
        "unsent_enquiries": unsent.delete_under_lock(),
        "old_enquiries": old.delete_under_lock(),
    }
