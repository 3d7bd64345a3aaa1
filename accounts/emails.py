"""Letters about accounts. Links that prove something are made when the letter is sent."""

from datetime import date
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord, User
from artsmark_site.mail import Letter, post, writes
from reference.models import BridgeOrganisation

CONFIRMATION, PASSWORD_LINK = "accounts.confirm_address", "accounts.password_link"
WELCOME = "accounts.welcome_staff"
FAREWELL, UNUSED = "accounts.farewell", "accounts.unused"
# allauth's name of a notice, and its subject here; the text is emails/account_<name>.txt.
_NOTICES = {
    "account_already_exists": "You have an account already",
    "unknown_account": "There is no account with this address",
    "email_changed": "The e-mail address of your account was changed",
    "email_confirm": "The e-mail address of your account is confirmed",
    "email_deleted": "An e-mail address was taken off your account",
    "password_changed": "The password of your account was changed",
    "password_reset": "The password of your account was changed",
    "password_set": "The password of your account was changed",
    "totp_activated": "Your account now needs a second step to sign in",
    "totp_deactivated": "Your account no longer needs a second step to sign in",
    "recovery_codes_generated": "New recovery codes for your account",
}
_KIND = "accounts.{}".format


def post_confirmation(address: EmailAddress, *, is_new: bool) -> None:
    """Ask whoever reads mail at the address to confirm it."""
    post(CONFIRMATION, to=address.email, about=address, facts={"is_new": is_new})


@writes(CONFIRMATION)
def write_confirmation(record: MailRecord) -> Letter | None:
    address = record.about
    if not isinstance(address, EmailAddress) or address.verified:
        return None
    path = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    return Letter(
        subject="Confirm your e-mail address",
        template="emails/account_confirm_address.txt",
        context={"address": settings.SITE_ADDRESS + path, "is_new": record.facts["is_new"]},
    )


def post_password_link(user: User, *, to: str) -> None:
    """Send the link with which a new password is chosen, once, within the hour."""
    post(PASSWORD_LINK, to=to, about=user)


@writes(PASSWORD_LINK)
def write_password_link(record: MailRecord) -> Letter | None:
    user = record.about
    if not isinstance(user, User) or not user.is_active:
        return None
    return Letter(
        subject="Choose a new password",
        template="emails/account_password_link.txt",
        context={"address": password_address(user)},
    )


def password_address(user: User) -> str:
    """A whole address at which this person chooses a password; it ends after an hour, or use."""
    key = default_token_generator.make_token(user)
    uid = user_pk_to_url_str(user)
    path = reverse("account_reset_password_from_key", args=[uid, key])
    return settings.SITE_ADDRESS + path


def post_notice(kind: str, *, to: str, about: Model | None, context: dict[str, Any]) -> None:
    """Tell the owner of an address what happened to an account, or that there is none."""
    facts = {"to_email": str(context["to_email"])} if "to_email" in context else {}
    post(_KIND(kind), to=to, about=about, facts=facts)


@writes(*map(_KIND, _NOTICES))
def write_notice(record: MailRecord) -> Letter | None:
    kind = record.kind.removeprefix(_KIND(""))
    pages = {"sign_up": "account_signup", "reset": "account_reset_password"}
    addresses = {name: settings.SITE_ADDRESS + reverse(page) for name, page in pages.items()}
    return Letter(
        subject=_NOTICES[kind],
        template=f"emails/account_{kind}.txt",
        context={**record.facts, **addresses, "at": timezone.localtime(record.created_at)},
    )


def post_welcome(
    user: User, *, bridge: BridgeOrganisation | None = None, only_covers: bool = False
) -> None:
    """Tell somebody that they are staff now, or cover, and how they come in."""
    facts = {"bridge": bridge.name if bridge else "", "only_covers": only_covers}
    post(WELCOME, to=user.email, about=user, facts=facts)


def _welcome(record: MailRecord) -> str:
    if record.facts.get("only_covers"):
        return f"You cover for {record.facts['bridge']} now"
    return f"You look after {settings.SITE_NAME} now"


@writes(WELCOME)
def write_welcome(record: MailRecord) -> Letter | None:
    user = record.about
    if not isinstance(user, User) or not user.is_staff:
        return None
    return Letter(
        subject=_welcome(record),
        template="emails/account_welcome_staff.txt",
        context={
            "bridge": record.facts["bridge"],
            "only_covers": record.facts.get("only_covers", False),
            "has_password": user.has_usable_password(),
            "reset": settings.SITE_ADDRESS + reverse("account_reset_password"),
            "staff_pages": settings.SITE_ADDRESS + reverse("admin:index"),
        },
    )


def post_farewell(*, to: str) -> None:
    """Say that the account is deleted. Nobody keeps the address once this is sent, or given up."""
    post(FAREWELL, to=to)


@writes(FAREWELL, forgets_the_address=True)
def write_farewell(record: MailRecord) -> Letter:
    return Letter(
        subject="Your account is deleted",
        template="emails/account_farewell.txt",
        context={"at": timezone.localtime(record.created_at)},
    )


def post_unused(user: User, *, deleted_on: date, once: str) -> MailRecord | None:
    """Ask whether an account that belongs to nothing is still wanted. Signing in is the answer."""
    facts = {"deleted_on": deleted_on.isoformat(), "since": user.last_login_on.isoformat()}
    return post(UNUSED, to=user.email, about=user, facts=facts, once=once)


@writes(UNUSED)
def write_unused(record: MailRecord) -> Letter | None:
    user = record.about
    if not isinstance(user, User) or user.last_login_on.isoformat() != record.facts["since"]:
        return None
    return Letter(
        subject=f"Do you still need your account at {settings.SITE_NAME}?",
        template="emails/account_unused.txt",
        context={
            "since": user.last_login_on,
            "deleted_on": date.fromisoformat(record.facts["deleted_on"]),
            "sign_in": settings.SITE_ADDRESS + reverse("account_login"),
        },
    )
