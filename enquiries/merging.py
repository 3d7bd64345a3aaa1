"""What becomes of enquiries when the organisation that was asked goes up in another."""

from typing import Any

from enquiries.models import EnquiryRecipient, EnquiryReport
from partners.models import Organisation


def move(*, gone: Organisation, stays: Organisation, **_: Any) -> None:
    """The heir answers, unless it was asked itself: then the two threads stay what they are."""
    asked_itself = EnquiryRecipient.objects.filter(organisation=stays).values("enquiry")
    moving = EnquiryRecipient.objects.filter(organisation=gone).exclude(enquiry__in=asked_itself)
    moving.update(organisation=stays)
    EnquiryReport.objects.of(gone).update(organisation=stays)
