"""What visitors and staff are told about the day on which the directory opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateformat import format as format_date

from partners.models import Launch, OpeningNotice, Organisation
from partners.querysets import OrganisationQuerySet
from reference.area_names import with_article
from reference.models import LocalAuthority, Region


@dataclass(frozen=True)
class RegionOpening:
    """A region and its date: its own, or the national one, or none."""

    pk: int
    slug: str
    name: str
    opens_on: date | None
    is_own: bool
    is_open: bool

    @property
    def sentence(self) -> str:
        """“The South West opens on 3 March 2027.”"""
        named = with_article(self.name)
        named = named[0].upper() + named[1:]
        if self.opens_on is None:
            return f"{named} is not open yet: its date is still to be set."
        return f"{named} opens on {in_words(self.opens_on)}."


@dataclass(frozen=True)
class Openings:
    """The dates as they stand, seen from one London date."""

    national: date | None
    regions: tuple[RegionOpening, ...]
    national_is_open: bool

    @property
    def any_open(self) -> bool:
        return self.national_is_open or any(region.is_open for region in self.regions)

    @property
    def waiting(self) -> tuple[RegionOpening, ...]:
        return tuple(region for region in self.regions if not region.is_open)

    @property
    def all_open(self) -> bool:
        return self.national_is_open and not self.waiting

    @property
    def with_own_date(self) -> tuple[RegionOpening, ...]:
        return tuple(region for region in self.regions if region.is_own)

    def of(self, region: int | None) -> tuple[date | None, bool]:
        """The date of a region by its id, and whether it is reached; of none, the national."""
        for one in self.regions:
            if one.pk == region:
                return one.opens_on, one.is_open
        return self.national, self.national_is_open

    def sentences(self, *, ids: Iterable[int | None] = (), slugs: Iterable[str] = ()) -> list[str]:
        """When those of these regions open that are not open yet."""
        ids, slugs = set(ids), set(slugs)
        asked = [one for one in self.waiting if one.pk in ids or one.slug in slugs]
        return [region.sentence for region in asked]


def openings(on: date) -> Openings:
    dates: dict[int | None, date] = dict(Launch.objects.values_list("region", "opens_on"))
    national = dates.get(None)
    regions = []
    for pk, slug, name in Region.objects.in_order().values_list("pk", "slug", "name"):
        opens_on = dates.get(pk, national)
        is_open = opens_on is not None and opens_on <= on
        regions.append(RegionOpening(pk, slug, name, opens_on, pk in dates, is_open))
    return Openings(national, tuple(regions), national is not None and national <= on)


def waits_for(organisation: Organisation) -> RegionOpening | None:
    """The region whose date alone keeps visitors from seeing it."""
    region = organisation.authority and organisation.authority.region_id
    if not Organisation.objects.ready().filter(pk=organisation.pk).exists():
        return None
    waiting = openings(timezone.localdate()).waiting
    return next((one for one in waiting if one.pk == region), None)


def in_words(day: date) -> str:
    return format_date(day, "j F Y")


def what_it_means(launch: Launch) -> str:
    """“Opens on 3 March 2027; 63 partners will appear.” By the data as it is now."""
    number = _ready_under(launch).count()
    partners = "1 partner" if number == 1 else f"{number:,} partners"
    opens_on = in_words(launch.opens_on)
    if launch.opens_on <= timezone.localdate():
        return f"Open since {opens_on}; {partners} appear{'s' if number == 1 else ''}."
    return f"Opens on {opens_on}; {partners} will appear.{_who_waits(launch)}"


def _who_waits(launch: Launch) -> str:
    waiting = OpeningNotice.objects.filter(confirmed_at__isnull=False)
    if launch.region_id:
        number = waiting.filter(region=launch.region_id).count()
    else:
        number = waiting.exclude(region__in=_with_own_date()).count()
    if not number:
        return ""
    return f" {number:,} {'person wants' if number == 1 else 'people want'} to be told."


def taken_off_by(launch: Launch) -> int:
    """How many partners that visitors see now they would not see, were its date this one."""
    if launch.opens_on <= timezone.localdate():
        return 0
    under = _ready_under(launch).values("pk")
    return Organisation.objects.public().filter(pk__in=under).count()


def taken_off_without(launch: Launch) -> int:
    """The same, were there no such date: a region has the national one then, if there is one."""
    national = Launch.objects.filter(region=None).exclude(pk=launch.pk).first()
    instead = national.opens_on if national else date.max
    return taken_off_by(Launch(region=launch.region, opens_on=instead))


def _ready_under(launch: Launch) -> OrganisationQuerySet:
    """Ready organisations that have this date."""
    ready = Organisation.objects.ready()
    if launch.region_id:
        return ready.filter(authority__region=launch.region_id)
    authorities = LocalAuthority.objects.filter(region__in=_with_own_date())
    return ready.exclude(authority__in=authorities)


def _with_own_date() -> QuerySet:
    return Launch.objects.filter(region__isnull=False).values("region")
