"""Who becomes staff, and who no longer is: each in one transaction, on record, with its letter."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts import emails
from accounts.groups import BRIDGE_STAFF
from accounts.models import BridgeStaff, StatusChange, User
from reference.models import BridgeOrganisation


@transaction.atomic
def make_administrator(*, email: str, name: str = "", by: User | None = None) -> User:
    """Let somebody look after everything, everywhere. Without a password they choose one first."""
    user = person(email=email, name=name)
    if not user.is_superuser:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
        record(user, "national administrator", "", "yes", by)
        emails.post_welcome(user)
    return user


@transaction.atomic
def appoint(
    *,
    email: str,
    bridge: BridgeOrganisation,
    name: str = "",
    only_covers: bool = False,
    by: User | None = None,
) -> User:
    """Let somebody look after the organisations that a regional body leads, and tell them.

    Whoever `only_covers` may do the same, and is shown what has waited for too long alone.
    """
    user = person(email=email, name=name)
    _, is_new = BridgeStaff.objects.get_or_create(
        user=user, bridge=bridge, defaults={"only_covers": only_covers}
    )
    if is_new:
        user.groups.add(Group.objects.get(name=BRIDGE_STAFF))
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        record(user, "cover for" if only_covers else "staff of", "", bridge.name, by)
        emails.post_welcome(user, bridge=bridge, only_covers=only_covers)
    return user


@transaction.atomic
def dismiss(*, user: User, bridge: BridgeOrganisation, by: User | None = None) -> None:
    """End it: from their next click on they reach nothing of that body."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    gone, _ = user.bridge_posts.filter(bridge=bridge).delete()
    if not gone:
        return
    record(user, "staff of", bridge.name, "", by)
    if not user.bridge_posts.exists():
        user.groups.remove(Group.objects.get(name=BRIDGE_STAFF))
        user.is_staff = user.is_superuser
        user.save(update_fields=["is_staff"])


def person(*, email: str, name: str = "") -> User:
    """Whoever has this address; somebody new cannot sign in before they choose a password.

    The way to that password leads through a letter to the address, which confirms it.
    """
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def somebody_who_left() -> User:
    """Who stands in the log of the staff pages for all whose accounts were deleted.

    Nobody can sign in as them, and no letter reaches them.
    """
    user = User.objects.filter(email=User.WHO_LEFT).first()
    return user or User.objects.create_user(
        User.WHO_LEFT, name="Somebody who left", is_active=False
    )


def record(
    subject: models.Model,
    field: str,
    before: object,
    after: object,
    by: User | None,
    reason: str = "",
) -> None:
    """Note who changed what, if it changed."""
    if before == after:
        return
    StatusChange.objects.create(
        subject=subject,
        field=field,
        before=_in_words(before)[:60],
        after=_in_words(after)[:60],
        by=by,
        reason=reason,
    )


def _in_words(value: object) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value) if isinstance(value, date) else str(value or "")
