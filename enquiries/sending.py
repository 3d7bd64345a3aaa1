"""Sending an enquiry: the one place in which partners are written to about a new one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from enquiries.asking import limits
from enquiries.asking.emails import post_sent
from enquiries.asking.services import locked
from enquiries.asking.whom import choose
from enquiries.choices import EnquiryState, RecipientState
from enquiries.emails import post_asked
from enquiries.models import Enquiry, EnquiryRecipient, EnquiryReport
from enquiries.refusal import CannotAsk
from reference.turns import Turn, wait_for


@transaction.atomic
def send(enquiry: Enquiry) -> Enquiry:
    """Write to each partner that is asked, note the figures, and tell the sender. Once.

    The row is locked, so that of two who send it at once the second finds it sent.

    Raises:
        CannotAsk: somebody cannot be asked any more, or a limit is reached; nothing is sent.
    """
    enquiry = locked(enquiry)
    if enquiry.state == EnquiryState.SENT:
        return enquiry
    wait_for(Turn.COUNTING_ENQUIRIES)
    recipients = list(enquiry.recipients.select_related("organisation").order_by("pk"))
    now = timezone.now()
    _check(enquiry, recipients, now)
    enquiry.state, enquiry.sent_at = EnquiryState.SENT, now
    enquiry.save(update_fields=["state", "sent_at", "changed_at"])
    enquiry.recipients.update(state=RecipientState.SENT)
    for recipient in recipients:
        recipient.state = RecipientState.SENT
        _report(enquiry, recipient, now)
        post_asked(recipient)
    post_sent(enquiry)
    return enquiry


def _check(enquiry: Enquiry, recipients: Sequence[EnquiryRecipient], now: datetime) -> None:
    whom = choose([recipient.organisation_id for recipient in recipients])
    if len(whom.can) < len(recipients):
        raise CannotAsk(" ".join(whom.left_out) or "One of them is no longer listed.")
    if not recipients:
        raise CannotAsk("Choose whom you want to ask.")
    if not (enquiry.email and enquiry.name and enquiry.purpose and enquiry.setting_name):
        raise CannotAsk("Something that partners need is missing.")
    limits.check_sending(enquiry, whom.can, now)


def _report(enquiry: Enquiry, recipient: EnquiryRecipient, now: datetime) -> None:
    """What stays when the enquiry is erased."""
    report = EnquiryReport.objects.create(
        recipient=recipient,
        organisation=recipient.organisation,
        sent_on=timezone.localdate(now),
        setting=enquiry.setting,
        authority=enquiry.authority,
        setting_type=enquiry.setting_type,
        budget=enquiry.budget,
    )
    report.key_stages.set(enquiry.key_stages.all())
    report.strengthens.set(enquiry.strengthens.all())
