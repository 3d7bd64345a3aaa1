"""How far each authority is on the way to its opening date, for staff."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Func, QuerySet
from django.utils import timezone

from partners.choices import ListingState, PartnerStatus
from partners.launch import openings
from partners.models import Organisation
from partners.search.models import SearchedOrganisation
from reference.models import LocalAuthority

TOO_FEW = 3
_INVITED = (
    PartnerStatus.PROSPECT,
    PartnerStatus.INTEREST_REGISTERED,
    PartnerStatus.TRAINING_BOOKED,
)


@dataclass(frozen=True)
class Readiness:
    """One authority: numbers of organisations based there, and of partners that work there.

    `live` are seen now, `ready` would be if the date had come. `found` is how many a school would
    find by this authority's name once every date has come, wherever they are based.
    """

    authority: LocalAuthority
    opens_on: date | None
    live: int
    ready: int
    in_review: int
    trained: int
    invited: int
    found: int

    @property
    def finds_too_few(self) -> bool:
        return self.found < TOO_FEW


def readiness(led_by: Collection[int] | None = None) -> list[Readiness]:
    """Every authority, or those that these regional bodies look after, by region and name.

    Nine queries, however many there are.
    """
    everybody = Organisation.objects.exclude(
        listing_state__in=(ListingState.ARCHIVED, ListingState.REJECTED)
    ).filter(hidden_at__isnull=True, suspended_at__isnull=True, merged_into__isnull=True)
    ready = Organisation.objects.ready()
    not_listed = everybody.exclude(pk__in=ready.values("pk"))
    trained = not_listed.trained()
    invited = not_listed.filter(trained_on__isnull=True, partner_status__in=_INVITED)
    numbers = {
        "live": _by_authority(Organisation.objects.public()),
        "ready": _by_authority(ready),
        "in_review": _by_authority(not_listed.filter(listing_state=ListingState.SUBMITTED)),
        "trained": _by_authority(trained.exclude(listing_state=ListingState.SUBMITTED)),
        "invited": _by_authority(invited.exclude(listing_state=ListingState.SUBMITTED)),
        "found": _working_there(ready),
    }
    dates = openings(timezone.localdate())
    return [
        Readiness(
            authority,
            dates.of(authority.region_id)[0],
            **{name: counted.get(authority.pk, 0) for name, counted in numbers.items()},
        )
        for authority in _authorities(led_by)
    ]


def _authorities(led_by: Collection[int] | None) -> Iterable[LocalAuthority]:
    rows = LocalAuthority.objects.active().select_related("region")
    if led_by is not None:
        rows = rows.filter(bridge__in=led_by)
    return rows.order_by("region__sort_order", "name")


def _by_authority(organisations: QuerySet) -> dict[int, int]:
    based = organisations.filter(authority__isnull=False).order_by()
    return dict(based.values_list("authority").annotate(number=Count("pk")))


def _working_there(organisations: QuerySet) -> dict[int, int]:
    """As the search by an authority counts them."""
    searched = SearchedOrganisation.objects.filter(pk__in=organisations.values("pk")).order_by()
    each = searched.annotate(where=Func(F("authorities"), function="unnest"))
    return dict(each.values_list("where").annotate(number=Count("pk")))
