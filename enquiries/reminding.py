"""What the clock asks of partners that owe an answer: reminded twice, then the Bridge sees it.

Each step locks the organisation and the thread and looks again, so that all of it may run late,
twice, or twice at once. Days are the partner's own (`clock`), dates are London's.
"""

import logging
from collections import Counter
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts.models import StatusChange
from accounts.services import record
from enquiries import emails
from enquiries.clock import OVERDUE_AFTER, REMINDED_AFTER, PartnerDays
from enquiries.models import EnquiryRecipient, EnquiryReport
from partners.models import Organisation
from partners.services import locked

log = logging.getLogger(__name__)

# Between two reminders, and before the Bridge sees it, even after a time in which nothing was sent.
LEAST_BETWEEN = REMINDED_AFTER[1] - REMINDED_AFTER[0] - 1
LEAST_TO_ANSWER = OVERDUE_AFTER - REMINDED_AFTER[1] - 1
STOPPED_AFTER = 2  # left unanswered


def run(today: date) -> dict[str, int]:
    """Do what is due on a London date; how many were reminded, and how many are overdue now."""
    done: Counter[str] = Counter()
    waiting = EnquiryRecipient.objects.waiting().filter(overdue_on=None).order_by("pk")
    for pk, organisation in list(waiting.values_list("pk", "organisation")):
        try:
            done[_step(pk, organisation, today)] += 1
        except Exception:
            log.exception("what is due for enquiry recipient %s failed", pk)
    return {"enquiries_reminded": done["reminded"], "enquiries_overdue": done["overdue"]}


@transaction.atomic
def _step(pk: int, organisation_pk: int, today: date) -> str:
    """The organisation is locked first, as those do who merge it."""
    organisation = locked(Organisation(pk=organisation_pk))
    rows = EnquiryRecipient.objects.waiting().filter(overdue_on=None, organisation=organisation)
    rows = rows.select_for_update(of=("self",), no_key=True).select_related("enquiry")
    recipient = rows.filter(pk=pk).first()
    if recipient is None or recipient.waits_from is None:
        return ""
    if not organisation.members.exists():
        return _note_overdue(recipient, organisation, today)
    days = PartnerDays.of(organisation)
    over = days.over(recipient.waits_from, today)
    if _is_reminded(recipient, over, days, today):
        return "reminded"
    last = recipient.reminded_on
    if last is None or recipient.reminders < len(REMINDED_AFTER) or over < OVERDUE_AFTER:
        return ""
    had_time = days.over(last, today) >= LEAST_TO_ANSWER
    return _note_overdue(recipient, organisation, today) if had_time else ""


def _is_reminded(recipient: EnquiryRecipient, over: int, days: PartnerDays, today: date) -> bool:
    """On one of their days, once so many are over; after a silence one reminder, not two."""
    number = sum(over >= after for after in REMINDED_AFTER)
    last = recipient.reminded_on
    too_soon = last is not None and days.over(last, today) < LEAST_BETWEEN
    if number <= recipient.reminders or too_soon or not days.holds(today):
        return False
    recipient.reminders, recipient.reminded_on = number, today
    recipient.save(update_fields=["reminders", "reminded_on"])
    emails.post_reminder(recipient, number)
    return True


def _note_overdue(recipient: EnquiryRecipient, organisation: Organisation, today: date) -> str:
    recipient.overdue_on = today
    recipient.save(update_fields=["overdue_on"])
    if recipient.reminders == len(REMINDED_AFTER):
        EnquiryReport.objects.filter(recipient=recipient).update(unanswered_on=today)
    if organisation.enquiries_stopped_at is None and organisation.members.exists():
        _stop_if_silent(organisation)
    return "overdue"


def _stop_if_silent(organisation: Organisation) -> None:
    """Not on account of what nobody could answer, or was left before they took enquiries again."""
    silent = EnquiryRecipient.objects.of(organisation).overdue()
    silent = silent.filter(reminders=len(REMINDED_AFTER))
    if since := _taken_again_on(organisation):
        silent = silent.filter(overdue_on__gt=since)
    if silent.count() < STOPPED_AFTER:
        return
    organisation.enquiries_stopped_at = timezone.now()
    organisation.save(update_fields=["enquiries_stopped_at", "updated_at"])
    why = "Two enquiries were left unanswered."
    record(organisation, "enquiries_stopped_at", "", organisation.enquiries_stopped_at, None, why)
    emails.post_stopped(organisation)


def _taken_again_on(organisation: Organisation) -> date | None:
    """By the record of decisions: the last time that a member said so."""
    changes = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=organisation.pk,
        field="enquiries_stopped_at",
        after="",
    )
    last = changes.order_by("-at").first()
    return timezone.localdate(last.at) if last else None
