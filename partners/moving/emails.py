"""What members are told when another body leads their organisation."""

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from partners.models import Membership, Organisation

MOVED = "partners.moved"


def post_moved(organisation: Organisation) -> None:
    for membership in Membership.objects.of(organisation):
        facts = {"to": organisation.led_by.name if organisation.led_by else ""}
        post(MOVED, to=membership.user.email, about=organisation, facts=facts)


@writes(MOVED)
def write_moved(record: MailRecord) -> Letter | None:
    """Not written when it was moved on since."""
    organisation = record.about
    if not isinstance(organisation, Organisation) or organisation.led_by is None:
        return None
    if organisation.led_by.name != record.facts["to"]:
        return None
    path = reverse("my-organisation:tasks", args=[organisation.pk])
    return Letter(
        subject=f"{organisation.led_by} looks after {organisation} now",
        template="emails/moved.txt",
        context={
            "organisation": organisation.name,
            "led_by": organisation.led_by.name,
            "address": settings.SITE_ADDRESS + path,
        },
        reply_to=organisation.led_by.contact_email,
    )
