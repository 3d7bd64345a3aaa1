"""What the school and the partner write to each other after the enquiry."""

from django.db import transaction

from accounts.models import User
from enquiries import emails
from enquiries.choices import RecipientState, Side
from enquiries.models import EnquiryRecipient, Message

# What two sides could write in good faith; more than this is a program's, or a quarrel.
MOST_MESSAGES = 200


class CannotWrite(Exception):
    """Why not, worded for the person who wrote."""


@transaction.atomic
def write(recipient: EnquiryRecipient, side: Side, text: str, by: User | None = None) -> Message:
    """Add a message to the thread and tell the other side by e-mail.

    Raises:
        CannotWrite: it was never sent or is closed, nobody looks after the partner's pages, or
            the partner has not answered yet.
    """
    rows = EnquiryRecipient.objects.select_for_update(of=("self",), no_key=True)
    recipient = rows.select_related("enquiry", "organisation").get(pk=recipient.pk)
    if recipient.state in (RecipientState.CHOSEN, RecipientState.CLOSED):
        raise CannotWrite("This enquiry is closed. Your message was not sent.")
    if side == Side.SENDER and not recipient.organisation.is_looked_after:
        raise CannotWrite(
            "Nobody looks after their pages, so nobody could read it. Your message was not sent."
        )
    if side == Side.PARTNER and not recipient.answer:
        raise CannotWrite("Answer first: say whether you are interested.")
    if recipient.messages.count() >= MOST_MESSAGES:
        raise CannotWrite("This has grown long: go on by e-mail or telephone.")
    message = add(recipient, side, text, by)
    emails.post_message(message)
    return message


def add(recipient: EnquiryRecipient, side: Side, text: str, by: User | None) -> Message:
    """The row alone, inside the transaction that tells of it."""
    return Message.objects.create(recipient=recipient, side=side, text=text, by=by)
