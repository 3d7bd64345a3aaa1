"""The letters to whoever asks, until it is sent."""

from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from enquiries.asking.limits import CONFIRM
from enquiries.choices import EnquiryState
from enquiries.links import sender_address
from enquiries.models import Enquiry
from enquiries.sender.links import confirm_token
from partners.launch import in_words

SENT = "enquiries.sent"


def post_confirm(enquiry: Enquiry) -> None:
    """Ask whoever reads mail at the address whether it was they."""
    post(CONFIRM, to=enquiry.email, about=enquiry)


def asked_since(enquiry: Enquiry, moment: datetime) -> bool:
    """Whether such a letter went to the address that stands there now."""
    letters = MailRecord.objects.filter(
        kind=CONFIRM,
        to=enquiry.email,
        content_type=ContentType.objects.get_for_model(Enquiry),
        object_id=enquiry.pk,
    )
    return letters.filter(created_at__gt=moment).exists()


@writes(CONFIRM)
def write_confirm(record: MailRecord) -> Letter | None:
    enquiry = record.about
    if not isinstance(enquiry, Enquiry) or enquiry.state != EnquiryState.UNCONFIRMED:
        return None
    # Somebody else may have typed the address: of what they wrote nothing is repeated here.
    if record.to != enquiry.email:
        return None
    path = reverse("enquiries:confirm", args=[enquiry.pk, confirm_token(enquiry)])
    return Letter(
        subject="Shall we send your enquiry?",
        template="emails/enquiries/confirm.txt",
        context={"address": settings.SITE_ADDRESS + path, "partners": names_of(enquiry)},
    )


def post_sent(enquiry: Enquiry) -> None:
    post(SENT, to=enquiry.email, about=enquiry)


@writes(SENT)
def write_sent(record: MailRecord) -> Letter | None:
    enquiry = record.about
    if not isinstance(enquiry, Enquiry) or enquiry.sent_at is None:
        return None
    rows = enquiry.recipients.select_related("organisation").order_by("pk")
    asked = [recipient.organisation for recipient in rows]
    return Letter(
        subject="Your enquiry is on its way",
        template="emails/enquiries/sent.txt",
        context={
            "address": sender_address(enquiry),
            "partners": [one.name for one in asked if one.is_looked_after],
            "nobody": [one for one in asked if not one.is_looked_after],
            "sent_on": in_words(timezone.localdate(enquiry.sent_at)),
            "purpose": enquiry.purpose,
        },
    )


def names_of(enquiry: Enquiry) -> list[str]:
    """Whom it asks, in the order in which they were chosen."""
    rows = enquiry.recipients.order_by("pk")
    return list(rows.values_list("organisation__name", flat=True))
