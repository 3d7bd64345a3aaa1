"""Deleting an account, and everything that is its owner's, in one transaction."""

from django.db import transaction

from accounts import emails
from accounts.models import User
from accounts.services import record
from artsmark_site.personal_data import erasing, whose
from artsmark_site.personal_data.reasons import Why
from partners.models import Organisation
from partners.querysets import OrganisationQuerySet


class CannotDelete(Exception):
    """Why not, worded for the person who tried."""


@transaction.atomic
def delete_account(*, user: User, why: Why, by: User | None = None) -> None:
    """Delete the account and what is its owner's; what they decided stays, without who.

    A letter to the address says that it was done; the address is forgotten with it. Rows are
    locked, so that of the last two owners, or administrators, one stays.

    Raises:
        CannotDelete: an organisation, or the site, would have nobody left.
    """
    # First of all: whoever signed in writes in a thread needs the account's row to the end.
    erasing.hold_enquiries(whose.person_of(user))
    locked = Organisation.objects.select_for_update(of=("self",), no_key=True)
    list(locked.filter(members__user=user).order_by("pk").values_list("pk"))
    if user.is_superuser:
        administrators = User.objects.select_for_update(no_key=True).filter(is_superuser=True)
        list(administrators.order_by("pk").values_list("pk"))
    found = User.objects.select_for_update().filter(pk=user.pk).first()
    if found is None:
        return
    _check_nothing_is_left_alone(found)
    person = whose.person_of(found)
    record(found, "account", "open", "deleted", by, why.label)
    confirmed = found.email in person.addresses
    erasing.erase(person)
    if confirmed:
        emails.post_farewell(to=found.email)


def would_be_left_alone(user: User) -> OrganisationQuerySet:
    """Organisations that would have no owner without them, by name."""
    return Organisation.objects.only_owned_by(user).order_by("name", "pk")


def contact_of(user: User) -> OrganisationQuerySet:
    """Organisations that name them as their contact, by name."""
    return whose.organisations_of_contact(whose.person_of(user)).order_by("name", "pk")


def _check_nothing_is_left_alone(user: User) -> None:
    if user.email == User.WHO_LEFT:
        raise CannotDelete("This stands for all who left, and belongs to nobody.")
    names = [str(organisation) for organisation in would_be_left_alone(user)]
    if names:
        raise CannotDelete(
            f"Nobody else owns {', '.join(names)}. Make a colleague an owner first, or have it "
            "archived."
        )
    if is_last_administrator(user):
        raise CannotDelete("The site needs a national administrator. Make another one first.")


def is_last_administrator(user: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()
