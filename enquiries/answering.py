"""What a partner answers: read, interested, a question, or cannot; and whom it shows its address.

Each locks the thread, so that two colleagues never answer the same school twice by accident.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from enquiries import emails, talking
from enquiries.choices import Answer, RecipientState, Side
from enquiries.clock import PartnerDays
from enquiries.models import EnquiryRecipient, EnquiryReport
from partners.models import Organisation
from partners.services import locked


class CannotAnswer(Exception):
    """Why not, worded for whoever answered."""


def locked_thread(recipient: EnquiryRecipient) -> EnquiryRecipient:
    """As it is now, with its enquiry and organisation; nobody else changes it meanwhile."""
    rows = EnquiryRecipient.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("enquiry", "organisation").get(pk=recipient.pk)


@transaction.atomic
def note_read(*, recipient: EnquiryRecipient) -> None:
    """Let the school see that somebody has read it; an answer says so, too."""
    recipient = locked_thread(recipient)
    if recipient.state == RecipientState.SENT:
        recipient.state, recipient.read_at = RecipientState.READ, timezone.now()
        recipient.save(update_fields=["state", "read_at"])


@transaction.atomic
def answer(
    *,
    recipient: EnquiryRecipient,
    answer: Answer,
    text: str,
    reasons: Collection[str] = (),
    by: User,
    seen: str = "",
) -> EnquiryRecipient:
    """Answer the school, and write to it. After a question another answer may follow.

    The same one sent twice is one. `seen` is the answer that stood there when this one was begun.

    Raises:
        CannotAnswer: the school closed it, or a colleague answered, in the meantime.
    """
    recipient = locked_thread(recipient)
    if recipient.state == RecipientState.CLOSED:
        raise CannotAnswer("The school has closed this enquiry. Your answer was not sent.")
    reasons = list(reasons) if answer == Answer.CANNOT else []
    if recipient.answer != seen and _is_said(recipient, answer, reasons, text, by):
        return recipient
    if recipient.answer != seen or not recipient.may_be_answered:
        raise CannotAnswer("A colleague has answered in the meantime. Yours was not sent.")
    now = timezone.now()
    recipient.state, recipient.answer = RecipientState.ANSWERED, answer
    recipient.decline_reasons = reasons
    recipient.read_at = recipient.read_at or now
    recipient.answered_at = recipient.answered_at or now
    recipient.save(update_fields=["state", "answer", "decline_reasons", "read_at", "answered_at"])
    _note_figures(recipient)
    message = talking.add(recipient, Side.PARTNER, text, by) if text else None
    emails.post_answered(recipient, message)
    return recipient


def _is_said(
    recipient: EnquiryRecipient, answer: Answer, reasons: list[str], text: str, by: User
) -> bool:
    """A double click: what stands there is this very answer."""
    if (recipient.answer, recipient.decline_reasons) != (answer, reasons):
        return False
    return not text or bool(talking.said_last(recipient, Side.PARTNER, text, by))


def _note_figures(recipient: EnquiryRecipient) -> None:
    """The days count up to the first answer, whatever else is said later."""
    since, first = recipient.waits_from, recipient.answered_at
    if since is None or first is None:
        return
    days = PartnerDays.of(recipient.organisation)
    after = days.between(since, timezone.localdate(first))
    reports = EnquiryReport.objects.filter(recipient=recipient)
    reports.filter(answer="").update(answer=recipient.answer, answered_after_days=after)
    reports.update(answer=recipient.answer)


@transaction.atomic
def show_address(*, recipient: EnquiryRecipient, by: User, shows: bool) -> None:
    """Show the school one's own address of e-mail, in this thread alone; or no longer."""
    recipient = locked_thread(recipient)
    is_new = shows and recipient.shown_by_id != by.pk
    recipient.shown_by = by if shows else None
    recipient.save(update_fields=["shown_by"])
    if is_new:
        emails.post_shown(recipient, Side.PARTNER)


@transaction.atomic
def take_again(*, organisation: Organisation, by: User) -> None:
    """A member says that they take enquiries, after two were left unanswered."""
    organisation = locked(organisation)
    before = organisation.enquiries_stopped_at
    if before is None:
        return
    organisation.enquiries_stopped_at = None
    organisation.save(update_fields=["enquiries_stopped_at", "updated_at"])
    record(organisation, "enquiries_stopped_at", before, "", by)
