"""Staff who read what a school and a partner wrote, which needs a reason and leaves a record."""

from django.db import transaction

from accounts.models import User
from accounts.services import record
from enquiries.models import EnquiryRecipient


@transaction.atomic
def note_texts_read(*, recipient: EnquiryRecipient, by: User, reason: str) -> None:
    """Each time anew: who, when and why."""
    record(recipient, "texts", "", "read by staff", by, reason)
