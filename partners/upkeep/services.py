"""What owners answer: that it is still right, that they stay partners, that they are seen again."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from partners.choices import HiddenBecause, PartnerStatus
from partners.models import CodeAcceptance, CodeOfPractice, Notice, Organisation
from partners.services import apply_partner_status, locked, set_hidden
from partners.upkeep.dates import may_renew, owes_safeguarding, said_right_on
from reference.calendar_months import months_after


class CannotRenew(Exception):
    """Why not, worded for the person who tried."""


class CannotShow(Exception):
    """What is to be done first, worded for the person who tried."""


def is_unanswered(notice: Notice) -> bool:
    """Whether a question still waits: nobody said since that all is right."""
    return said_right_on(notice.organisation) == notice.about_on


@transaction.atomic
def confirm(*, organisation: Organisation, by: User) -> Organisation:
    """Note that all of it is still right; what the clock hid for want of that is shown again."""
    organisation = locked(organisation)
    _note_that_it_is_right(organisation, by, timezone.localdate())
    if organisation.hidden_because == HiddenBecause.NOT_CONFIRMED:
        organisation = set_hidden(
            organisation=organisation, hidden=False, by=by, reason="They said that it is right."
        )
    return organisation


@transaction.atomic
def show(*, organisation: Organisation, by: User) -> Organisation:
    """Let schools see again what was hidden.

    Raises:
        CannotShow: the clock hid it, and the reason for that still holds.
    """
    organisation = locked(organisation)
    if organisation.hidden_because == HiddenBecause.NOT_CONFIRMED:
        return confirm(organisation=organisation, by=by)
    owed = owes_safeguarding(organisation, timezone.localdate())
    if organisation.hidden_because == HiddenBecause.SAFEGUARDING and owed:
        raise CannotShow(
            "Review your safeguarding first, and write its date under “Safeguarding and insurance”."
        )
    return set_hidden(
        organisation=organisation, hidden=False, by=by, reason="Shown again by a member."
    )


@transaction.atomic
def renew(*, organisation: Organisation, name: str, by: User) -> Organisation:
    """Stay a partner, or come back as one: the profile is right, and the Code accepted again.

    The next term begins where this one ends; after a lapse, today.

    Raises:
        CannotRenew: it is too early, or too late without another training session.
    """
    organisation, today = locked(organisation), timezone.localdate()
    if not may_renew(organisation, today):
        raise CannotRenew("It cannot be renewed now.")
    _accept_current_code(organisation, name, by, today)
    lapsed = organisation.partner_status == PartnerStatus.LAPSED
    begins = today if lapsed else organisation.renewal_due_on or today
    before = organisation.renewal_due_on
    organisation.renewal_due_on = months_after(begins, settings.PARTNERSHIP_MONTHS)
    organisation.save(update_fields=["renewal_due_on", "code_accepted_on", "updated_at"])
    record(organisation, "renewal_due_on", before, organisation.renewal_due_on, by)
    apply_partner_status(organisation, by, "Renewed.")
    return confirm(organisation=organisation, by=by)


def _note_that_it_is_right(organisation: Organisation, by: User, today: date) -> None:
    before, organisation.confirmed_on = organisation.confirmed_on, today
    if before == today:
        return
    organisation.save(update_fields=["confirmed_on", "updated_at"])
    record(organisation, "confirmed_on", before, today, by)


def _accept_current_code(organisation: Organisation, name: str, by: User, today: date) -> None:
    code = CodeOfPractice.objects.current()
    CodeAcceptance.objects.get_or_create(
        organisation=organisation, code=code, defaults={"by": by, "name": name}
    )
    before, organisation.code_accepted_on = organisation.code_accepted_on, today
    record(organisation, "code_accepted_on", before, today, by, f"{code}, by {name}, to renew.")
