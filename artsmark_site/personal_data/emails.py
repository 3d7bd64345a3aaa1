"""The letter with which somebody without an account reaches what is held about them."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import MailRecord
from artsmark_site.mail import Letter, mailed_token, post, writes

HELD = "personal_data.held"
LINK_LASTS = timedelta(hours=24)


def post_link(address: str) -> None:
    post(HELD, to=address)


@writes(HELD)
def write_link(record: MailRecord) -> Letter | None:
    path = reverse("held-at", args=[record.pk, token_for(record)])
    context = {"address": settings.SITE_ADDRESS + path}
    return Letter("What we hold about you", "emails/held.txt", context)


def token_for(record: MailRecord) -> str:
    """Proves that somebody read this letter."""
    return mailed_token(purpose="held about", row=record.pk, nonce=record.message_id)


def address_proved(pk: int, token: str) -> str:
    """To whose mail a link was sent; empty once it has ended or all was deleted."""
    young = MailRecord.objects.filter(kind=HELD, created_at__gt=timezone.now() - LINK_LASTS)
    record = young.filter(pk=pk).first()
    right = record is not None and constant_time_compare(token, token_for(record))
    return record.to if record and right else ""
