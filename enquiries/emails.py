"""Letters between schools and partners: written when they are sent, from the rows as they are.

None holds an address of e-mail of the other side, or says who else was asked.
"""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from enquiries.choices import Answer, RecipientState, Side
from enquiries.facts import facts_of
from enquiries.links import partner_address, sender_address
from enquiries.models import EnquiryRecipient, Message
from partners.choices import MemberRole
from partners.launch import in_words
from partners.merging.heirs import heir_of
from partners.models import Membership, Organisation

ASKED, REMINDER = "enquiries.asked", "enquiries.reminder"
NOBODY = "enquiries.nobody_answers"
ANSWERED = "enquiries.answered"
TO_PARTNER, TO_SENDER = "enquiries.message_to_partner", "enquiries.message_to_sender"
STOPPED = "enquiries.stopped"
SETTLED = "enquiries.settled"
SHOWN_TO_PARTNER, SHOWN_TO_SENDER = "enquiries.shown_to_partner", "enquiries.shown_to_sender"
MERGED = "enquiries.merged"

_SAYS = {
    Answer.INTERESTED: "are interested",
    Answer.QUESTION: "have a question",
    Answer.CANNOT: "cannot do this",
}


# --- To the partner -------------------------------------------------------------------------


def post_asked(recipient: EnquiryRecipient) -> None:
    """Tell all who look after the organisation; where nobody does, its contact."""
    members = list(Membership.objects.of(recipient.organisation))
    for membership in members:
        facts = {"membership": membership.pk}
        post(ASKED, to=membership.user.email, about=recipient, facts=facts)
    contact = recipient.organisation.contact_email
    if not members and contact:
        post(NOBODY, to=contact, about=recipient)


def post_reminder(recipient: EnquiryRecipient, number: int) -> None:
    for membership in Membership.objects.of(recipient.organisation):
        post(
            REMINDER,
            to=membership.user.email,
            about=recipient,
            facts={"membership": membership.pk, "number": number},
            once=f"reminder {number} of enquiry {recipient.pk} to member {membership.pk}",
        )


@writes(ASKED, REMINDER)
def write_asked(record: MailRecord) -> Letter | None:
    """The whole enquiry, and the link that answers it; no reminder of what was answered since."""
    recipient = record.about
    membership = _member(record, recipient)
    if not isinstance(recipient, EnquiryRecipient) or membership is None:
        return None
    reminds = record.kind == REMINDER
    if reminds and not recipient.is_unanswered:
        return None
    enquiry = recipient.enquiry
    subject = f"{enquiry.setting_name} asks {recipient.organisation}"
    return Letter(
        subject=f"Still waiting: {subject}" if reminds else subject,
        template="emails/enquiry_asked.txt",
        context={
            "organisation": recipient.organisation.name,
            "school": enquiry.setting_name,
            "purpose": enquiry.purpose,
            "offer": recipient.offer.title if recipient.offer else "",
            "facts": facts_of(enquiry),
            "sent_on": _day(enquiry.sent_at),
            "reminds": reminds,
            "waited": recipient.told_on is not None,
            "address": partner_address(recipient, membership),
        },
    )


@writes(NOBODY)
def write_nobody(record: MailRecord) -> Letter | None:
    """Says that a school asks, not what: whoever reads it may not belong to the organisation."""
    recipient = record.about
    if not isinstance(recipient, EnquiryRecipient) or recipient.organisation.members.exists():
        return None
    path = reverse("partners:join-ask", args=[recipient.organisation_id])
    return Letter(
        subject=f"A school asks {recipient.organisation}",
        template="emails/enquiry_nobody.txt",
        context={
            "organisation": recipient.organisation.name,
            "address": f"{settings.SITE_ADDRESS}{path}",
        },
    )


def was_contact_told(recipient: EnquiryRecipient) -> bool:
    """Whether its contact got that letter, or is about to."""
    letters = MailRecord.objects.filter(
        kind=NOBODY,
        content_type=ContentType.objects.get_for_model(EnquiryRecipient),
        object_id=recipient.pk,
    )
    return letters.filter(state__in=[MailRecord.State.WAITING, MailRecord.State.SENT]).exists()


def post_stopped(organisation: Organisation) -> None:
    for membership in Membership.objects.of(organisation).filter(role=MemberRole.OWNER):
        post(STOPPED, to=membership.user.email, about=organisation)


@writes(STOPPED)
def write_stopped(record: MailRecord) -> Letter | None:
    organisation = record.about
    if not isinstance(organisation, Organisation) or organisation.enquiries_stopped_at is None:
        return None
    return Letter(
        subject=f"{organisation} is not taking enquiries just now",
        template="emails/enquiries_stopped.txt",
        context={
            "organisation": organisation.name,
            "address": f"{settings.SITE_ADDRESS}{reverse('enquiries:inbox')}",
        },
    )


# --- To the sender --------------------------------------------------------------------------


def post_merged(recipient: EnquiryRecipient, gone: Organisation) -> None:
    """Tell whoever asked one that went up in another who answers now."""
    post(MERGED, to=recipient.enquiry.email, about=recipient, facts={"gone": gone.pk})


@writes(MERGED)
def write_merged(record: MailRecord) -> Letter | None:
    recipient = record.about
    gone = Organisation.objects.filter(pk=record.facts.get("gone")).first()
    heir = heir_of(gone) if gone else None
    if not isinstance(recipient, EnquiryRecipient) or gone is None or heir is None:
        return None
    return Letter(
        subject=f"{gone} is part of {heir} now",
        template="emails/enquiry_merged.txt",
        context={
            "gone": gone.name,
            "heir": heir.name,
            "sent_on": _day(recipient.enquiry.sent_at),
            "asked_both": recipient.organisation_id == gone.pk,
            "is_answered": bool(recipient.answer),
            "is_looked_after": heir.is_looked_after,
            "address": sender_address(recipient.enquiry),
        },
    )


# --- To both sides --------------------------------------------------------------------------


def post_answered(recipient: EnquiryRecipient, message: Message | None) -> None:
    """Tell the school what the partner answers, and what it writes with it."""
    facts = {"answer": recipient.answer, "message": message.pk if message else None}
    post(ANSWERED, to=recipient.enquiry.email, about=recipient, facts=facts)


@writes(ANSWERED)
def write_answered(record: MailRecord) -> Letter | None:
    recipient = record.about
    if not isinstance(recipient, EnquiryRecipient):
        return None
    answer = Answer(record.facts["answer"])
    message = recipient.messages.filter(pk=record.facts["message"]).first()
    name = recipient.organisation.name
    return Letter(
        subject=f"{name}: they {_SAYS[answer]}",
        template="emails/enquiry_answered.txt",
        context={
            "organisation": name,
            "says": _SAYS[answer],
            "reasons": recipient.reasons if answer == Answer.CANNOT else [],
            "text": message.text if message else "",
            "cannot": answer == Answer.CANNOT,
            "is_shown": recipient.sender_shows_address,
            "address": sender_address(recipient.enquiry),
        },
    )


def post_settled(recipient: EnquiryRecipient) -> None:
    """Tell the school what staff did where no answer came."""
    post(SETTLED, to=recipient.enquiry.email, about=recipient)


@writes(SETTLED)
def write_settled(record: MailRecord) -> Letter | None:
    """Not where an answer came first."""
    recipient = record.about
    if not isinstance(recipient, EnquiryRecipient) or not recipient.is_unanswered:
        return None
    organisation = recipient.organisation
    return Letter(
        subject=f"Your enquiry to {organisation}",
        template="emails/enquiry_settled.txt",
        context={
            "organisation": organisation.name,
            "sent_on": _day(recipient.enquiry.sent_at),
            "who": organisation.led_by or "National staff",
            "settlement": recipient.get_settlement_display(),
            "words": recipient.settlement_words,
            "can_answer": organisation.is_looked_after,
            "address": sender_address(recipient.enquiry),
        },
    )


def post_message(message: Message) -> None:
    """To the other side; of a partner, to those who wrote in this thread, or else to all."""
    recipient = message.recipient
    if message.side == Side.PARTNER:
        post(TO_SENDER, to=recipient.enquiry.email, about=message)
        return
    for membership in _who_talks(recipient):
        facts = {"membership": membership.pk}
        post(TO_PARTNER, to=membership.user.email, about=message, facts=facts)


@writes(TO_PARTNER)
def write_to_partner(record: MailRecord) -> Letter | None:
    message = record.about
    if not isinstance(message, Message):
        return None
    membership = _member(record, message.recipient)
    if membership is None:
        return None
    school = message.recipient.enquiry.setting_name
    address = partner_address(message.recipient, membership)
    if message.recipient.state == RecipientState.CLOSED:
        return _message_letter(message, school, address, f"{school} closed its enquiry")
    return _message_letter(message, school, address)


@writes(TO_SENDER)
def write_to_sender(record: MailRecord) -> Letter | None:
    message = record.about
    if not isinstance(message, Message):
        return None
    recipient = message.recipient
    return _message_letter(message, recipient.organisation.name, sender_address(recipient.enquiry))


def _message_letter(message: Message, who: str, address: str, subject: str = "") -> Letter:
    is_closed = message.recipient.state == RecipientState.CLOSED
    return Letter(
        subject=subject or f"{who} wrote to you",
        template="emails/enquiry_message.txt",
        context={"who": who, "text": message.text, "address": address, "is_closed": is_closed},
    )


def post_shown(recipient: EnquiryRecipient, side: Side) -> None:
    """Tell the other side that this one shows its address: once, however often it is hidden."""
    if side == Side.PARTNER:
        once = f"address of user {recipient.shown_by_id} in enquiry {recipient.pk}"
        post(SHOWN_TO_SENDER, to=recipient.enquiry.email, about=recipient, once=once)
        return
    for membership in _who_talks(recipient):
        post(
            SHOWN_TO_PARTNER,
            to=membership.user.email,
            about=recipient,
            facts={"membership": membership.pk},
            once=f"address of the sender of enquiry {recipient.pk} to member {membership.pk}",
        )


@writes(SHOWN_TO_PARTNER, SHOWN_TO_SENDER)
def write_shown(record: MailRecord) -> Letter | None:
    """That it is shown, and where. Not the address, nor anything once it is hidden again."""
    recipient = record.about
    if not isinstance(recipient, EnquiryRecipient):
        return None
    if record.kind == SHOWN_TO_SENDER:
        if not recipient.address_of_partner:
            return None
        who, address = recipient.organisation.name, sender_address(recipient.enquiry)
        sees_yours = recipient.sender_shows_address
    else:
        membership = _member(record, recipient)
        if membership is None or not recipient.sender_shows_address:
            return None
        who, address = recipient.enquiry.setting_name, partner_address(recipient, membership)
        sees_yours = recipient.shown_by_id == membership.user_id
    return Letter(
        subject=f"{who} shows you an e-mail address",
        template="emails/enquiry_shown.txt",
        context={"who": who, "address": address, "sees_yours": sees_yours},
    )


def _who_talks(recipient: EnquiryRecipient) -> QuerySet[Membership]:
    """Of the partner: those who wrote in this thread, or else all."""
    members = Membership.objects.of(recipient.organisation)
    wrote = recipient.messages.filter(side=Side.PARTNER).values("by")
    return members.filter(user__in=wrote) or members


def _member(record: MailRecord, recipient: Any) -> Membership | None:
    """Whom the letter goes to, if they still look after the organisation."""
    members = Membership.objects.filter(organisation=getattr(recipient, "organisation_id", None))
    return members.select_related("user").filter(pk=record.facts.get("membership")).first()


def _day(moment: Any) -> str:
    return in_words(timezone.localdate(moment)) if moment else ""
