"""What the two sides say to each other after the enquiry itself."""

from django.db import transaction

from accounts.models import User
from enquiries import emails
from enquiries.choices import RecipientState, Side
from enquiries.models import EnquiryRecipient, Message


class CannotWrite(Exception):
    """Why not, worded for whoever wrote."""


@transaction.atomic
def write(recipient: EnquiryRecipient, side: Side, text: str, by: User | None = None) -> Message:
    """Keep what one side writes, and tell the other.

    Raises:
        CannotWrite: nobody was asked yet, or the enquiry is closed.
    """
    rows = EnquiryRecipient.objects.select_for_update(of=("self",), no_key=True)
    recipient = rows.get(pk=recipient.pk)
    if recipient.state in (RecipientState.CHOSEN, RecipientState.CLOSED):
        raise CannotWrite("This enquiry is closed: nobody writes there any more.")
    message = Message.objects.create(recipient=recipient, side=side, text=text, by=by)
    emails.post_message(message)
    return message
