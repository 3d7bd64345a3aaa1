"""What falls due for organisations as days pass: asked, reminded, hidden, lapsed.

Each step locks its organisation, looks again, and leaves a `Notice`, which is told once for each
date that it is about: so all of it may run again, late, or twice at once. Days are London's.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.services import record
from partners.choices import HiddenBecause, NoticeKind, PartnerStatus
from partners.launch import in_words
from partners.models import CodeOfPractice, Notice, Organisation
from partners.querysets import PARTNER_STATUSES_LISTED
from partners.services import RENEWAL_NOTICE, locked, set_hidden
from partners.upkeep import dates, emails
from partners.upkeep.due import (
    approved_partners,
    asked_if_right,
    late_with_insurance,
    late_with_safeguarding,
    trained_not_listed,
)
from reference.calendar_months import months_after

log = logging.getLogger(__name__)

# Days after the training, or after somebody began to look after it, whichever is later.
NUDGED_AFTER = ((42, NoticeKind.NUDGE_42), (14, NoticeKind.NUDGE_14))


def run(today: date) -> dict[str, int]:
    """Do all that is due on a London date; how many organisations each step touched."""
    return {
        "renewals": _each(approved_partners(today), _renewal, today),
        "new_code": _new_code(today),
        "still_right": _each(asked_if_right(today), _still_right, today),
        "safeguarding": _each(late_with_safeguarding(today), _safeguarding, today),
        "insurance": _each(late_with_insurance(today), _insurance, today),
        "nudges": _each(trained_not_listed(today), _nudge, today),
    }


def _each(numbers: Iterable[int], step: Callable[[Organisation, date], bool], today: date) -> int:
    """Take a step with each, in a transaction of its own: one that fails stops no other."""
    done = 0
    for number in list(numbers):
        try:
            with transaction.atomic():
                done += step(locked(Organisation(pk=number)), today)
        except Exception:
            log.exception("what is due for organisation %s failed", number)
    return done


def _tell(organisation: Organisation, kind: NoticeKind, about_on: date, today: date) -> bool:
    """Tell its owners, unless they were told; whether they are now."""
    notice, is_new = Notice.objects.get_or_create(
        organisation=organisation, kind=kind, about_on=about_on, defaults={"told_on": today}
    )
    if is_new:
        emails.post_notice(notice)
    return is_new


# --- Is it still right? ---------------------------------------------------------------------


def _still_right(organisation: Organisation, today: date) -> bool:
    """Ask after twelve months, again after fourteen, hide after fifteen: one step at a time."""
    said = dates.said_right_on(organisation)
    if said is None or not _is_seen(organisation):
        return False
    told = Notice.objects.told(organisation, said)
    if NoticeKind.STILL_RIGHT not in told:
        is_due = today >= months_after(said, dates.ASKED_AFTER)
        return is_due and _tell(organisation, NoticeKind.STILL_RIGHT, said, today)
    if NoticeKind.STILL_RIGHT_AGAIN not in told:
        since = told[NoticeKind.STILL_RIGHT]
        is_due = _is_over(said, dates.ASKED_AGAIN_AFTER, since, today)
        return is_due and _tell(organisation, NoticeKind.STILL_RIGHT_AGAIN, said, today)
    if not _is_over(said, dates.HIDDEN_AFTER, told[NoticeKind.STILL_RIGHT_AGAIN], today):
        return False
    why = f"Nobody said since {in_words(said)} that it is right."
    _hide(organisation, HiddenBecause.NOT_CONFIRMED, why)
    return _tell(organisation, NoticeKind.HIDDEN_UNCONFIRMED, said, today)


def _is_over(said: date, months: int, last_told_on: date, today: date) -> bool:
    return today >= max(months_after(said, months), last_told_on + dates.ANSWER_WITHIN)


def _is_seen(organisation: Organisation) -> bool:
    return Organisation.objects.ready().filter(pk=organisation.pk).exists()


def _hide(organisation: Organisation, because: HiddenBecause, why: str) -> None:
    set_hidden(organisation=organisation, hidden=True, by=None, reason=why, because=because)


# --- Renewal --------------------------------------------------------------------------------


def _renewal(organisation: Organisation, today: date) -> bool:
    """Write the status of the day; tell of the renewal 60, 30 and 7 days before, and of a lapse."""
    due, before = organisation.renewal_due_on, organisation.partner_status
    if due is None or before not in PARTNER_STATUSES_LISTED:
        return False
    if today >= due:
        _set_status(organisation, PartnerStatus.LAPSED, "Not renewed by its date.")
        return _tell(organisation, NoticeKind.LAPSED, due, today)
    if today < due - RENEWAL_NOTICE:
        return False
    _set_status(organisation, PartnerStatus.RENEWAL_DUE, "The renewal date is near.")
    # After a time in which nothing was sent, one notice, not three.
    days = min(days for days in dates.RENEWAL_NOTICES if (due - today).days <= days)
    return _tell(organisation, NoticeKind(f"renewal-{days}"), due, today)


def _set_status(organisation: Organisation, status: PartnerStatus, why: str) -> None:
    before, organisation.partner_status = organisation.partner_status, status
    if before != status:
        organisation.save(update_fields=["partner_status", "updated_at"])
        record(organisation, "partner_status", before, status, None, why)


def _new_code(today: date) -> int:
    """Ask for the current Code to be accepted by its date; who does not comes up for renewal."""
    try:
        code = CodeOfPractice.objects.current(today)
    except CodeOfPractice.DoesNotExist:
        return 0
    if code.accept_by is None:
        return 0
    owing = Organisation.objects.ready().filter(code_accepted_on__lt=code.from_on)
    numbers = owing.order_by("pk").values_list("pk", flat=True)
    return _each(numbers, lambda organisation, day: _ask_for(code, organisation, day), today)


def _ask_for(code: CodeOfPractice, organisation: Organisation, today: date) -> bool:
    by = code.accept_by
    if by is None or not dates.owes_new_code(organisation, code):
        return False
    if today < by:
        is_near = today >= by - dates.CODE_REMINDER
        kind = NoticeKind.NEW_CODE_7 if is_near else NoticeKind.NEW_CODE
        return _tell(organisation, kind, by, today)
    ends = max(by, today) + dates.RENEWS_AFTER_MISSED_CODE
    before = organisation.renewal_due_on
    if before is not None and before <= ends:
        return False
    organisation.renewal_due_on = ends
    organisation.save(update_fields=["renewal_due_on", "updated_at"])
    record(organisation, "renewal_due_on", before, ends, None, f"{code} was not accepted in time.")
    return _renewal(organisation, today)


# --- Safety ---------------------------------------------------------------------------------


def _safeguarding(organisation: Organisation, today: date) -> bool:
    """Tell that no review of the last year is stated, and hide the listing thirty days later."""
    if not dates.owes_safeguarding(organisation, today) or not _is_seen(organisation):
        return False
    reviewed = dates.safeguarding_reviewed_on(organisation)
    told_on = Notice.objects.told(organisation, reviewed).get(NoticeKind.SAFEGUARDING)
    if told_on is None:
        return _tell(organisation, NoticeKind.SAFEGUARDING, reviewed, today)
    if today < told_on + dates.SAFEGUARDING_GRACE:
        return False
    why = f"Safeguarding was last reviewed on {in_words(reviewed)}."
    if reviewed == dates.NEVER:
        why = "No date says when safeguarding was last reviewed."
    _hide(organisation, HiddenBecause.SAFEGUARDING, why)
    return _tell(organisation, NoticeKind.HIDDEN_SAFEGUARDING, reviewed, today)


def _insurance(organisation: Organisation, today: date) -> bool:
    """Tell once that the cover ran out; it is no longer shown, and the listing stays."""
    ended = organisation.insurance_expires_on
    if ended is None or ended >= today:
        return False
    return _tell(organisation, NoticeKind.INSURANCE, ended, today)


# --- Trained, not listed --------------------------------------------------------------------


def _nudge(organisation: Organisation, today: date) -> bool:
    """Two and six weeks after the training, or after somebody took it over; one at a time."""
    first = organisation.members.order_by("since", "pk").first()
    if first is None or not organisation.is_trained:
        return False
    began = timezone.localdate(first.since)
    since = max(organisation.trained_on or began, began)
    told = Notice.objects.told(organisation, since)
    for days, kind in NUDGED_AFTER:
        if (today - since).days >= days:
            return kind not in told and _tell(organisation, kind, since, today)
    return False
