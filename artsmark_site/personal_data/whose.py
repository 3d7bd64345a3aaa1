"""One person, and how to tell what in the database is theirs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import StatusChange, User
from artsmark_site.personal_data import table
from partners.models import CodeAcceptance, Membership, Organisation, Revision
from partners.querysets import OrganisationQuerySet


@dataclass(frozen=True)
class Person:
    """Somebody with an account, or without one (`user` is None) with an address alone.

    `addresses` are those that they confirmed, in lower case: what somebody merely typed may be
    another's. Of an account that confirmed none, only its own rows are theirs. `organisations` are
    the ids of those that they had to do with, where their name is taken to be theirs; of those in
    `contact_of` they are the contact, with these `numbers` of telephones.
    """

    user: User | None
    addresses: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()
    contact_of: frozenset[int] = frozenset()
    numbers: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Of their account. What somebody without one typed as theirs may be anything."""
        return self.user.name.strip() if self.user and self.addresses else ""


def person_of(user: User) -> Person:
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    addresses = frozenset(confirmed.values_list(Lower("email"), flat=True))
    return _with_contacts(Person(user, addresses, frozenset(_organisations(user, addresses))))


def person_at(address: str) -> Person:
    """Whoever reads the mail of an address that belongs to no account."""
    addresses = frozenset({address.lower()})
    return _with_contacts(Person(None, addresses, frozenset(_of_contact(addresses))))


def _with_contacts(person: Person) -> Person:
    contacts = dict(organisations_of_contact(person).values_list("pk", "phone"))
    return replace(
        person,
        contact_of=frozenset(contacts),
        numbers=frozenset(filter(None, contacts.values())),
    )


def _organisations(user: User, addresses: Iterable[str]) -> Iterable[int]:
    kind = ContentType.objects.get_for_model(Organisation)
    were_members = StatusChange.objects.filter(content_type=kind, field="member", by=user)
    yield from were_members.values_list("object_id", flat=True)
    for model, who in ((Membership, "user"), (Revision, "author"), (CodeAcceptance, "by")):
        yield from model._default_manager.filter(**{who: user}).values_list(
            "organisation", flat=True
        )
    yield from _of_contact(addresses)


def _of_contact(addresses: Iterable[str]) -> Iterable[int]:
    of_contact = Organisation.objects.filter(is_address("contact_email", addresses))
    return of_contact.values_list("pk", flat=True)


def is_address(path: str, addresses: Iterable[str]) -> Q:
    """That a field is one of these addresses, in whatever case."""
    found = Q(pk__in=[])
    for address in addresses:
        found |= Q(**{f"{path}__iexact": address})
    return found


def is_theirs(one: table.Held, person: Person) -> Q:
    """Which rows of a table `of` says are this person's."""
    if one.leads_by_address:
        return is_address(one.of, person.addresses)
    return Q(**{one.of: person.user.pk}) if person.user else Q(pk__in=[])


def rows_of(one: table.Held, person: Person) -> Any:
    return one.table._base_manager.filter(is_theirs(one, person)).order_by("pk")


def organisations_of_contact(person: Person) -> OrganisationQuerySet:
    """Whose contact they are: by address, or by name where there is no address."""
    by_name = is_name(person, "contact_name") & Q(contact_email="")
    return Organisation.objects.filter(is_address("contact_email", person.addresses) | by_name)


def is_name(person: Person, path: str) -> Q:
    """That a field of an organisation that they had to do with is their name."""
    if not person.name:
        return Q(pk__in=[])
    return Q(**{f"{path}__iexact": person.name}, pk__in=person.organisations)
