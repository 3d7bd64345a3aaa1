"""How it stands with what somebody asked, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from enquiries.choices import Answer, RecipientState
from enquiries.models import Enquiry, EnquiryRecipient, Message
from enquiries.querysets import EnquiryQuerySet
from partners.launch import in_words

_SAID = {
    Answer.INTERESTED: "They are interested",
    Answer.QUESTION: "They have a question",
    Answer.CANNOT: "They cannot do this",
}


@dataclass(frozen=True)
class Asked:
    """One partner that was asked, and what became of it."""

    recipient: EnquiryRecipient
    state: str
    reasons: Sequence[str]
    messages: Sequence[Message]
    their_address: str
    is_open: bool


def asked_by(user: User) -> EnquiryQuerySet:
    """What somebody with an account sent, the newest first, with whom they asked."""
    sent = Enquiry.objects.asked_by(user).order_by("-sent_at", "-pk")
    return sent.prefetch_related("recipients__organisation")


def partners_of(enquiry: Enquiry) -> list[Asked]:
    """In the order in which they were chosen."""
    rows = EnquiryRecipient.objects.sent().filter(enquiry=enquiry).for_reading()
    return [_asked(one) for one in rows.order_by("pk")]


def _asked(recipient: EnquiryRecipient) -> Asked:
    return Asked(
        recipient=recipient,
        state=how_it_stands(recipient),
        reasons=recipient.reasons,
        messages=list(recipient.messages.all()),
        their_address=recipient.address_of_partner,
        is_open=recipient.state != RecipientState.CLOSED,
    )


def how_it_stands(recipient: EnquiryRecipient) -> str:
    """“Not opened yet”, “Read on 3 March 2027”, “They are interested, since 4 March 2027”."""
    if recipient.answer and recipient.answered_at:
        said = _SAID[Answer(recipient.answer)]
        return f"{said}, since {in_words(timezone.localdate(recipient.answered_at))}"
    if recipient.state == RecipientState.CLOSED:
        return "Closed before they answered"
    if recipient.read_at:
        return f"Read on {in_words(timezone.localdate(recipient.read_at))}"
    return "Not opened yet"
