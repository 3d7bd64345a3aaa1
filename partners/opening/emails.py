"""The one message of this part: the question whether it was they who asked."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from artsmark_site.mail import send
from partners.launch import in_words
from partners.models import OpeningNotice
from partners.opening.links import token_for
from partners.opening.services import UNCONFIRMED_FOR


def send_question(notice: OpeningNotice) -> None:
    """Ask whoever reads mail at the address to confirm.

    Raises:
        OSError: the mail server cannot be reached, or refuses.
    """
    where = notice.where
    path = reverse("partners:opening-notice", args=[notice.pk, token_for(notice)])
    send(
        to=notice.email,
        subject=f"Shall we tell you when {settings.SITE_NAME} opens for {where}?",
        template="emails/opening_question.txt",
        context={
            "where": where,
            "address": settings.SITE_ADDRESS + path,
            "deleted_on": in_words(timezone.localdate(notice.asked_at + UNCONFIRMED_FOR)),
        },
    )
