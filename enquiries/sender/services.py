"""What whoever asked changes afterwards."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from enquiries import emails, talking
from enquiries.answering import locked_thread
from enquiries.asking.services import locked
from enquiries.choices import Answer, RecipientState, Side
from enquiries.models import Enquiry, EnquiryRecipient

CLOSING = "We have found what we were looking for, and close this enquiry. Thank you."


@transaction.atomic
def show_address(recipient: EnquiryRecipient, *, shown: bool) -> None:
    """Let this partner alone see the sender's address of e-mail, and tell it; or hide it."""
    recipient = locked_thread(recipient)
    is_new = shown and not recipient.sender_shows_address
    recipient.sender_shows_address = shown
    recipient.save(update_fields=["sender_shows_address"])
    if is_new and recipient.state != RecipientState.CLOSED:
        emails.post_shown(recipient, Side.SENDER)


@transaction.atomic
def close(enquiry: Enquiry, *, by: User | None = None) -> None:
    """Nobody needs to answer any more. Who has not said no is told so, once."""
    enquiry = locked(enquiry)
    still_open = enquiry.recipients.exclude(state=RecipientState.CLOSED).order_by("pk")
    still_open = still_open.select_related("organisation")
    for recipient in still_open:
        if recipient.answer != Answer.CANNOT and recipient.organisation.is_looked_after:
            talking.tell(recipient, Side.SENDER, CLOSING, by)
    still_open.update(state=RecipientState.CLOSED, closed_at=timezone.now())
