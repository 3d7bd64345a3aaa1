"""The links of the digest, which work without signing in."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from artsmark_site.mail import mailed_token
from settings_schools.models import DigestReader


def off_token(reader: DigestReader) -> str:
    return mailed_token(purpose="digest off", row=reader.pk, nonce=str(reader.user_id))


def still_token(reader: DigestReader) -> str:
    """Of one question: answered, it has ended."""
    return mailed_token(purpose="digest still", row=reader.pk, nonce=str(reader.asked_again_on))


def off_address(reader: DigestReader) -> str:
    return settings.SITE_ADDRESS + reverse("searches:off", args=[reader.pk, off_token(reader)])


def still_address(reader: DigestReader) -> str:
    return settings.SITE_ADDRESS + reverse("searches:still", args=[reader.pk, still_token(reader)])


def reader_of(pk: int, token: str) -> DigestReader | None:
    """Whom a link to stop was sent to; None once they stopped."""
    reader = DigestReader.objects.filter(pk=pk).first()
    return reader if reader and constant_time_compare(token, off_token(reader)) else None


def asked_reader(pk: int, token: str) -> DigestReader | None:
    """Who was asked by a link whether they still want it; None once they answered."""
    reader = DigestReader.objects.filter(pk=pk).exclude(asked_again_on=None).first()
    return reader if reader and constant_time_compare(token, still_token(reader)) else None
