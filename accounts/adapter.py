"""Where allauth asks us: for its letters, which go through our own post, and for its secrets."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import force_bytes

from accounts import emails


class AccountAdapter(DefaultAccountAdapter):
    """Letters commit with the change; error sentences that say what to do."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "email_password_mismatch": (
            "The e-mail address or the password is not right. Check both, or choose a new password."
        ),
        "enter_current_password": "This is not your password until now.",
        "incorrect_password": "This is not your password.",
        "same_as_current": "This is the address that you have already.",
        "too_many_login_attempts": (
            "That was wrong too often. Wait five minutes, or choose a new password."
        ),
        "duplicate_email": "This is the address that you have already.",
        "email_taken": "Somebody has this e-mail address already.",
        "rate_limited": "That was too often. Wait a few minutes, then try again.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every letter of allauth but the two that carry a link that proves something."""
        kind = template_prefix.rsplit("/", 1)[-1]
        emails.post_notice(kind, to=email, about=context.get("user"), context=context)

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        emails.post_confirmation(emailconfirmation.email_address, is_new=signup)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        emails.post_password_link(user, to=email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds of authenticator apps lie encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or its time is over. Enter the next one.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    """From the secret key; old ones still open what they closed (SECRET_KEY_FALLBACKS)."""
    secrets = map(force_bytes, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    digests = [hashlib.sha256(b"second factor:" + secret).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
