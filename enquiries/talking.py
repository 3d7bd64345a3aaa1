"""What the school and the partner write to each other after the enquiry."""

from itertools import takewhile

from django.db import transaction

from accounts.models import User
from enquiries import emails
from enquiries.choices import RecipientState, Side
from enquiries.models import EnquiryRecipient, Message

# What two sides could write in good faith; more than this is a program's, or a quarrel.
MOST_MESSAGES = 200
# Each is a letter to all who look after the other side.
MOST_IN_A_ROW = 5


class CannotWrite(Exception):
    """Why not, worded for the person who wrote."""


@transaction.atomic
def write(recipient: EnquiryRecipient, side: Side, text: str, by: User | None = None) -> Message:
    """Add a message to the thread and tell the other side by e-mail; sent twice, it is one.

    Raises:
        CannotWrite: it was never sent or is closed, nobody looks after the partner's pages, the
            partner has not answered yet, or the other side is to write first.
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
    if again := said_last(recipient, side, text, by):
        return again
    if recipient.messages.count() >= MOST_MESSAGES:
        raise CannotWrite("This has grown long: go on by e-mail or telephone.")
    if in_a_row(recipient, side) >= MOST_IN_A_ROW:
        raise CannotWrite(
            f"You have written {MOST_IN_A_ROW} messages that they have not answered. Wait until "
            "they write."
        )
    return tell(recipient, side, text, by)


def tell(recipient: EnquiryRecipient, side: Side, text: str, by: User | None) -> Message:
    """The message and its letter, inside the transaction that checked them."""
    message = add(recipient, side, text, by)
    emails.post_message(message)
    return message


def in_a_row(recipient: EnquiryRecipient, side: Side) -> int:
    """How many messages one side wrote since the other did."""
    newest = recipient.messages.order_by("-pk").values_list("side", flat=True)[:MOST_IN_A_ROW]
    return len(list(takewhile(lambda one: one == side, newest)))


def said_last(
    recipient: EnquiryRecipient, side: Side, text: str, by: User | None
) -> Message | None:
    """The newest message, if it is this very one: a double click, or a page sent anew."""
    newest = recipient.messages.order_by("-pk").first()
    same = newest and (newest.side, newest.text, newest.by_id) == (side, text, by and by.pk)
    return newest if same else None


def add(recipient: EnquiryRecipient, side: Side, text: str, by: User | None) -> Message:
    """The row alone, inside the transaction that tells of it."""
    return Message.objects.create(recipient=recipient, side=side, text=text, by=by)
