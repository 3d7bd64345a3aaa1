"""What staff do where a partner left a school without an answer, and the school is told of."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from enquiries import emails
from enquiries.answering import locked_thread
from enquiries.choices import Settlement
from enquiries.models import EnquiryRecipient


class CannotSettle(Exception):
    """Why not, worded for the member of staff."""


@transaction.atomic
def settle(*, recipient: EnquiryRecipient, settlement: Settlement, words: str, by: User) -> None:
    """Say what was done, and tell the school; nobody waits for it any more.

    The partner can still answer. The words stand with the enquiry alone and go with it: the
    record of decisions, which stays, says only which settlement it was.

    Raises:
        CannotSettle: it was answered, closed or settled meanwhile.
    """
    recipient = locked_thread(recipient)
    if not recipient.is_unanswered:
        raise CannotSettle(
            "It was answered or closed in the meantime. The school was not written to."
        )
    if recipient.settled_on is not None:
        raise CannotSettle(
            "A colleague has settled it already. The school was not written to again."
        )
    recipient.settlement, recipient.settlement_words = settlement, words
    recipient.settled_on = timezone.localdate()
    recipient.save(update_fields=["settlement", "settlement_words", "settled_on"])
    record(recipient, "settlement", "", settlement.label, by)
    emails.post_settled(recipient)
