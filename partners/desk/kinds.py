"""The piles of organisations: which lie on each, and since when. Lists can be filtered by them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from accounts.models import StatusChange
from partners.choices import ListingState, PartnerStatus
from partners.models import Organisation

A_YEAR = timedelta(days=365)
_GONE = (ListingState.REJECTED, ListingState.ARCHIVED)


class Kind(NamedTuple):
    """A pile of organisations: which they are, and since when each is one of them."""

    title: str
    rows: Callable[[QuerySet, date], QuerySet]
    since: Any
    page: str = "admin:partners_organisation_change"


def _handed_in(rows: QuerySet, today: date) -> QuerySet:
    return rows.filter(listing_state=ListingState.SUBMITTED)


def _renewals(rows: QuerySet, today: date) -> QuerySet:
    return rows.filter(partner_status=PartnerStatus.RENEWAL_DUE)


def _trained_not_listed(rows: Any, today: date) -> QuerySet:
    stays = rows.trained().filter(merged_into=None)
    return stays.exclude(listing_state__in=(ListingState.APPROVED, ListingState.SUBMITTED, *_GONE))


def _to_chase(rows: QuerySet, today: date) -> QuerySet:
    said = Coalesce("confirmed_on", TruncDate("first_listed_at"))
    listed = rows.filter(listing_state=ListingState.APPROVED)
    return listed.alias(said=said).filter(said__lte=today - A_YEAR)


def _dates_passed(rows: QuerySet, today: date) -> QuerySet:
    """A review that was never dated counts: handing in asks for one, what is older may lack it."""
    passed = Q(insurance_expires_on__lt=today) | Q(safeguarding_reviewed_on__lt=today - A_YEAR)
    passed |= Q(safeguarding_reviewed_on=None)
    return rows.filter(passed, listing_state=ListingState.APPROVED)


def _unclaimed(rows: QuerySet, today: date) -> QuerySet:
    imported = rows.exclude(source="").filter(members=None, merged_into=None, is_demo=False)
    return imported.exclude(listing_state__in=_GONE)


def last_handed_in(model: type[Model], field: str) -> Subquery:
    """By the record of decisions: its own times change with every edit."""
    changes = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id=OuterRef("pk"),
        field=field,
        after="submitted",
    )
    return Subquery(changes.order_by("-at").values("at")[:1])


# By their name in the address of the list.
KINDS = {
    "handed-in": Kind(
        "Profiles to read",
        _handed_in,
        partial(last_handed_in, Organisation, "listing_state"),
        "admin:partners_organisation_review",
    ),
    "renewal": Kind("Renewals due", _renewals, F("renewal_due_on")),
    "trained": Kind(
        "Trained, not listed", _trained_not_listed, Coalesce("trained_on", TruncDate("created_at"))
    ),
    "chase": Kind(
        "To chase: not confirmed for a year",
        _to_chase,
        Coalesce("confirmed_on", TruncDate("first_listed_at")),
    ),
    "dates": Kind(
        "Safeguarding or insurance dates passed or missing",
        _dates_passed,
        F("insurance_expires_on"),
    ),
    "unclaimed": Kind("Imported, nobody looks after it yet", _unclaimed, F("created_at")),
}
