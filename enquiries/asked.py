"""How it stands with what somebody asked, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from enquiries.choices import Answer, RecipientState
from enquiries.emails import was_contact_told
from enquiries.models import Enquiry, EnquiryRecipient, Message
from enquiries.querysets import EnquiryQuerySet
from partners.launch import in_words
from partners.merging.heirs import heir_of
from partners.models import Organisation

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
    is_reached: bool
    was_contact_told: bool
    heir: Organisation | None


def asked_by(user: User) -> EnquiryQuerySet:
    """What somebody with an account sent, the newest first, with whom they asked."""
    sent = Enquiry.objects.asked_by(user).order_by("-sent_at", "-pk")
    return sent.prefetch_related("recipients__organisation")


def partners_of(enquiry: Enquiry) -> list[Asked]:
    """In the order in which they were chosen."""
    rows = EnquiryRecipient.objects.sent().filter(enquiry=enquiry).for_reading()
    return [_asked(one) for one in rows.order_by("pk")]


def _asked(recipient: EnquiryRecipient) -> Asked:
    is_reached = recipient.organisation.is_looked_after
    return Asked(
        recipient=recipient,
        state=how_it_stands(recipient) if is_reached else _unread(recipient),
        reasons=recipient.reasons,
        messages=recipient.thread(),
        their_address=recipient.address_of_partner,
        is_open=recipient.state != RecipientState.CLOSED,
        is_reached=is_reached,
        was_contact_told=not is_reached and was_contact_told(recipient),
        heir=heir_of(recipient.organisation),
    )


def _unread(recipient: EnquiryRecipient) -> str:
    """How it stands where nobody looks after the organisation."""
    if recipient.state == RecipientState.CLOSED and recipient.organisation.merged_into_id:
        return "Closed"
    return "Nobody can read it yet" if recipient.is_unanswered else how_it_stands(recipient)


def how_it_stands(recipient: EnquiryRecipient) -> str:
    """“No answer yet”, “They are interested, since 4 March 2027”. Nobody knows who opened it."""
    if recipient.answer and recipient.answered_at:
        said = _SAID[Answer(recipient.answer)]
        return f"{said}, since {in_words(timezone.localdate(recipient.answered_at))}"
    if recipient.state == RecipientState.CLOSED:
        return "Closed before they answered"
    if recipient.read_at:
        read_on = in_words(timezone.localdate(recipient.read_at))
        return f"They say that they have read it, on {read_on}"
    return "No answer yet"
