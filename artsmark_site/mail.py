"""E-mail in the site's name: plain text, which every reader and every screen reader can show."""

import base64
from email.utils import formatdate
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, make_msgid
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from artsmark_site.context import site_names


def send(*, to: str, subject: str, template: str, context: dict[str, Any]) -> None:
    """Send one message now. Call it after the change that it tells of is committed.

    Raises:
        OSError: the mail server cannot be reached, or refuses (`smtplib.SMTPException`).
    """
    body = render_to_string(template, {**context, "site": site_names()})
    EmailMessage(
        subject=subject,
        body=body,
        to=[to],
        headers={
            "Date": formatdate(),
            # Django's own would name this machine.
            "Message-ID": make_msgid(domain=settings.SITE_URL.hostname),
            "Auto-Submitted": "auto-generated",
        },
    ).send()


def mailed_token(*, purpose: str, row: int, nonce: str) -> str:
    """What a link in an e-mail proves: that it was sent for this row and this purpose.

    Made again whenever it is needed, so that nothing secret is stored. 256 bits.
    """
    digest = salted_hmac(purpose, f"{row}:{nonce}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
