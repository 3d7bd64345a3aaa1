"""That there is a concern, to those who look after the partner: nothing of what it says."""

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from enquiries.choices import ConcernState
from enquiries.models import Concern
from partners.letters.to_staff import addresses_of_staff

REPORTED = "enquiries.concern_reported"


def post_reported(concern: Concern) -> None:
    for address in sorted(addresses_of_staff(concern.organisation.led_by)):
        post(REPORTED, to=address, about=concern)


@writes(REPORTED)
def write_reported(record: MailRecord) -> Letter | None:
    """It names neither the partner nor what it is about."""
    concern = record.about
    if not isinstance(concern, Concern) or concern.state != ConcernState.OPEN:
        return None
    path = reverse("admin:enquiries_concern_change", args=[concern.pk])
    return Letter(
        subject="A concern was reported",
        template="emails/concern_reported.txt",
        context={"address": settings.SITE_ADDRESS + path},
    )
