"""What becomes of enquiries when the organisation that was asked goes up in another."""

from typing import Any

from django.utils import timezone

from enquiries.choices import RecipientState
from enquiries.models import EnquiryRecipient, EnquiryReport
from partners.models import Organisation


def move(*, gone: Organisation, stays: Organisation, **_: Any) -> None:
    """The heir answers, unless it was asked itself: then it does so there, and this one closes.

    What was said in a thread that closes stays on the page of whoever asked.
    """
    asked_itself = EnquiryRecipient.objects.filter(organisation=stays).values("enquiry")
    theirs = EnquiryRecipient.objects.of(gone)
    theirs.exclude(enquiry__in=asked_itself).update(organisation=stays)
    left = theirs.sent().exclude(state=RecipientState.CLOSED)
    left.update(state=RecipientState.CLOSED, closed_at=timezone.now())
    EnquiryReport.objects.of(gone).update(organisation=stays)
