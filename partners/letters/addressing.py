"""Whom a letter to chosen organisations goes to, and why some get none."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from partners.choices import MailingKind, MemberRole
from partners.models import Membership, NewsRefusal, Organisation
from partners.querysets import OrganisationQuerySet


class Address(NamedTuple):
    """Where one letter goes."""

    organisation: Organisation
    email: str


class Addresses(NamedTuple):
    """Whom the letter reaches; and organisations that it does not, each for one reason."""

    found: list[Address]
    without_address: list[Organisation]
    unclaimed_left_out: list[Organisation]
    claimed_already: list[Organisation]
    refused_news: list[Organisation]

    @property
    def how_many(self) -> int:
        """Different ones: whoever owns several organisations has one address."""
        return len({email.lower() for _, email in self.found})

    @property
    def left_out(self) -> list[tuple[str, list[Organisation]]]:
        """Those that the letter does not reach, by why."""
        return [
            ("we have no address of theirs", self.without_address),
            ("nobody looks after them, and you did not choose those", self.unclaimed_left_out),
            ("somebody looks after them already", self.claimed_already),
            ("they want no news", self.refused_news),
        ]


def addresses_of(
    chosen: OrganisationQuerySet, kind: str, *, also_unclaimed: bool = False
) -> Addresses:
    """The owners of each; where nobody looks after an entry, its contact, if staff said so.

    Invitations go to entries that nobody looks after, and to no others. In a fixed number of
    queries.
    """
    owners = Membership.objects.filter(organisation=OuterRef("pk"))
    rows = list(chosen.annotate(is_claimed=Exists(owners)).order_by("name", "pk"))
    found = Addresses([], [], [], [], [])
    invites = kind == MailingKind.INVITATION
    emails = _owners_of([row.pk for row in rows])
    refusing = _refusing() if kind == MailingKind.NEWS else set()
    for row in rows:
        is_claimed = row.is_claimed
        if is_claimed and invites:
            found.claimed_already.append(row)
        elif not is_claimed and not (invites or also_unclaimed):
            found.unclaimed_left_out.append(row)
        else:
            theirs = emails.get(row.pk, []) if is_claimed else [row.contact_email]
            _add(found, row, [email for email in theirs if email], refusing)
    return found


def _add(found: Addresses, row: Organisation, emails: Iterable[str], refusing: set[str]) -> None:
    wanted = [email for email in emails if email.lower() not in refusing]
    if wanted:
        found.found.extend(Address(row, email) for email in wanted)
    else:
        (found.refused_news if list(emails) else found.without_address).append(row)


def _owners_of(numbers: list[int]) -> dict[int, list[str]]:
    owners = Membership.objects.filter(organisation__in=numbers, role=MemberRole.OWNER)
    emails: dict[int, list[str]] = {}
    for number, email in owners.order_by("pk").values_list("organisation", "user__email"):
        emails.setdefault(number, []).append(email)
    return emails


def _refusing() -> set[str]:
    return set(NewsRefusal.objects.values_list(Lower("email"), flat=True))
