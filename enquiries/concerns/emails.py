"""That there is a concern, to those who look after the partner: nothing of what it says."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from accounts.models import BridgeStaff, MailRecord, User
from artsmark_site.mail import Letter, post, writes
from enquiries.choices import ConcernState
from enquiries.models import Concern

REPORTED = "enquiries.concern_reported"


def post_reported(concern: Concern) -> None:
    for address in sorted(_addresses(concern)):
        post(REPORTED, to=address, about=concern)


def _addresses(concern: Concern) -> set[str]:
    """The body's contact, else its staff; national staff where no body leads."""
    body = concern.organisation.led_by
    if body and body.contact_email:
        return {body.contact_email}
    staff = BridgeStaff.objects.filter(bridge=body) if body else BridgeStaff.objects.none()
    return _of(User.objects.filter(bridge_posts__in=staff)) or _of(
        User.objects.filter(is_superuser=True)
    )


def _of(people: Iterable[User]) -> set[str]:
    return {person.email for person in people if person.is_active}


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
