"""Where the staff of a regional body read what is written to them as staff."""

from collections.abc import Iterable

from accounts.models import BridgeStaff, User
from reference.models import BridgeOrganisation


def addresses_of_staff(body: BridgeOrganisation | None) -> set[str]:
    """The body's contact, else its staff; national staff where no body leads."""
    if body and body.contact_email:
        return {body.contact_email}
    staff = BridgeStaff.objects.filter(bridge=body) if body else BridgeStaff.objects.none()
    return _of(User.objects.filter(bridge_posts__in=staff)) or _of(
        User.objects.filter(is_superuser=True)
    )


def _of(people: Iterable[User]) -> set[str]:
    return {person.email for person in people if person.is_active}
