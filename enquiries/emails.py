"""The letters that an enquiry makes once it is sent, to partners and back."""

from typing import Any

from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from enquiries.choices import Side
from enquiries.models import EnquiryRecipient, Message
from enquiries.sender.links import address_for_sender
from partners.launch import in_words
from partners.models import Membership

ASKED, MESSAGE = "enquiries.asked", "enquiries.message"


def post_asked(recipient: EnquiryRecipient) -> None:
    """Tell everybody who looks after the organisation; where nobody does, its contact."""
    for address in _inbox(recipient):
        post(ASKED, to=address, about=recipient)


def _inbox(recipient: EnquiryRecipient) -> list[str]:
    members = Membership.objects.of(recipient.organisation)
    return [m.user.email for m in members] or [recipient.organisation.contact_email]


@writes(ASKED)
def write_asked(record: MailRecord) -> Letter | None:
    recipient = record.about
    if not isinstance(recipient, EnquiryRecipient):
        return None
    enquiry = recipient.enquiry
    return Letter(
        subject=f"An enquiry from {enquiry.setting_name}",
        template="emails/enquiries/asked.txt",
        context={"recipient": recipient, "enquiry": enquiry, "sent_on": _sent_on(recipient)},
    )


def _sent_on(recipient: EnquiryRecipient) -> str:
    sent_at = recipient.enquiry.sent_at
    return in_words(timezone.localdate(sent_at)) if sent_at else ""


def post_message(message: Message) -> None:
    """Tell the other side."""
    recipient = message.recipient
    to_sender = message.side == Side.PARTNER
    for address in [recipient.enquiry.email] if to_sender else _inbox(recipient):
        post(MESSAGE, to=address, about=message)


@writes(MESSAGE)
def write_message(record: MailRecord) -> Letter | None:
    message = record.about
    if not isinstance(message, Message):
        return None
    recipient = message.recipient
    context: dict[str, Any] = {"message": message, "address": ""}
    if message.side == Side.PARTNER:
        who = recipient.organisation.name
        context["address"] = address_for_sender(recipient.enquiry)
    else:
        who = recipient.enquiry.setting_name
    context["who"] = who
    return Letter(f"{who} wrote to you", "emails/enquiries/message.txt", context)
