"""Which schools an organisation reaches by place, as it is saved: for its members, in words.

An authority is reached by travelling when a postcode sector of it lies in the circle, which is
how the search's own index has it (`search_works_in`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.text import get_text_list

from partners.models import Organisation
from reference.area_names import with_article
from reference.fields import Distance
from reference.models import LocalAuthority, PostcodeSector
from reference.positions import METRES_PER_MILE

NOWHERE = (
    "No school finds you by place yet. Say whether schools can visit you, how far you travel, or "
    "which areas you cover."
)


@dataclass(frozen=True)
class Reached:
    """Authorities by why they are reached: they lie in the travel circle, wholly or in part, or
    they are covered, by their own name, their region's or England's."""

    organisation: Organisation
    authorities: Sequence[LocalAuthority]
    wholly: set[int]
    partly: set[int]
    covered: set[int]

    def sentences(self) -> Iterator[str]:
        """Each says one way of meeting, and where that holds."""
        yield from (said for said in (self._covers(), self._travels(), self._visited()) if said)
        if self.organisation.works_online:
            yield "You work online: schools anywhere find you if they ask for that."

    def _covers(self) -> str:
        if self.organisation.covers_england:
            return "You cover all of England."
        areas = in_regions(self.covered, self.authorities)
        return f"You cover {_joined(areas)}." if areas else ""

    def _travels(self) -> str:
        number = self.organisation.travel_miles
        if not number:
            return ""
        up_to = f"You travel up to {number} mile{'' if number == 1 else 's'}"
        if self.organisation.shown_position is None:
            return f"{up_to}, but from where we do not know: give your postcode."
        areas = in_regions(self.wholly, self.authorities)
        if self.partly:
            names = [one.name for one in self.authorities if one.pk in self.partly]
            areas.append(f"parts of {get_text_list(names, 'and')}")
        to = f": to {_joined(areas)}" if areas else ""
        return f"{up_to} from where you are based, in a straight line{to}."

    def _visited(self) -> str:
        venues = [one for one in self.organisation.venues.all() if one.receives_visits]
        places = sorted(venue.name for venue in venues)
        if self.organisation.receives_visits and not self.organisation.nation:
            places.insert(0, "where you are based")
        if not places:
            return ""
        number = "one place" if len(places) == 1 else f"{len(places)} places"
        return f"Schools can visit you in {number}: {get_text_list(places, 'and')}."


def reached(organisation: Organisation) -> Reached:
    """Two queries; needs the organisation's venues and covered areas prefetched."""
    authorities = list(LocalAuthority.objects.with_areas().in_order())
    regions = {region.pk for region in organisation.covered_regions.all()}
    named = {authority.pk for authority in organisation.covered_authorities.all()}
    covered = {
        one.pk
        for one in authorities
        if organisation.covers_england or one.region_id in regions or one.pk in named
    }
    return Reached(organisation, authorities, *_in_the_circle(organisation), covered)


def _in_the_circle(organisation: Organisation) -> tuple[set[int], set[int]]:
    """Authorities all of whose sectors lie in the circle of travel, and those of which some do."""
    base, number = organisation.shown_position, organisation.travel_miles
    if base is None or not number:
        return set(), set()
    away = PostcodeSector.objects.alias(away=Distance("position", base)).order_by()
    is_inside = Q(away__lte=number * METRES_PER_MILE)
    by_authority = away.exclude(authority=None).values("authority")
    counted = by_authority.annotate(inside=Count("pk", filter=is_inside), of_all=Count("pk"))
    rows = list(counted.filter(inside__gt=0).values_list("authority", "inside", "of_all"))
    wholly = {authority for authority, inside, of_all in rows if inside == of_all}
    return wholly, {authority for authority, _, _ in rows} - wholly


def in_regions(chosen: Collection[int], authorities: Sequence[LocalAuthority]) -> list[str]:
    """“all of the South West”, “all of London except Barnet”, then the rest by name.

    Of each region what is shorter: those chosen, or those not.
    """
    by_region: dict[str, list[LocalAuthority]] = {}
    for authority in authorities:
        by_region.setdefault(authority.region.name, []).append(authority)
    areas, names = [], []
    for region, its_own in sorted(by_region.items()):
        here = [one.name for one in its_own if one.pk in chosen]
        others = [one.name for one in its_own if one.pk not in chosen]
        if len(others) >= len(here):
            names += here
        else:
            but = f" except {get_text_list(others, 'and')}" if others else ""
            areas.append(f"all of {with_article(region)}{but}")
    return [*areas, *([get_text_list(sorted(names), "and")] if names else [])]


def _joined(areas: list[str]) -> str:
    """Most of them are lists themselves: “Hull and York, and parts of Leeds”."""
    return ", and ".join(areas) if len(areas) < 3 else "; ".join(areas)
