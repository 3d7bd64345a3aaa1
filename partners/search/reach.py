"""How organisations and a school at some place come together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from partners.search.index import DirectoryIndex
from partners.search.planes import Organisations
from partners.search.query import ANY_DISTANCE, SearchQuery
from partners.search.radius import usual_radius
from reference.places import Located
from reference.positions import METRES_PER_MILE, GridPoint, distance

# Miles; in the fair order those within each come before those farther away.
BAND_LIMITS = (5, 10, 20, 40)


@dataclass(frozen=True)
class Reach:
    """Who comes together with a school, and how: `ways` has a set for each.

    visits: the school can go there, within the radius. travels: the school lies within their own
    travel distance. regional, england: they cover its area. online: asked for, and they do.
    """

    position: GridPoint
    miles: int | None
    region: int
    authority_name: str
    region_name: str
    visits: Organisations
    travels: Organisations
    regional: Organisations
    england: Organisations
    online: Organisations

    @property
    def everybody(self) -> Organisations:
        return self.visits | self.travels | self.regional | self.england | self.online

    def metres_to(self, index: DirectoryIndex, slot: int) -> float | None:
        """How far apart they are, as their card says: the nearest of what can be met at.

        None for those that meet online, or gave no place.
        """
        found = []
        if self.visits >> slot & 1:
            found += [distance(self.position, point) for point in index.visit_points[slot]]
        facts = index.facts[slot]
        by_base = self.travels | self.regional | self.england
        if by_base >> slot & 1 and facts and facts.position:
            found.append(distance(self.position, facts.position))
        return min(found, default=None)

    def bands(self, index: DirectoryIndex) -> Iterator[Organisations]:
        """From the nearest on; over 40 miles, then regional, England-wide, online.

        An organisation that is visited, travels or covers the area stands where the distance of
        that puts it; one that covers the area from more than 40 miles off is regional.
        """
        nearer = 0
        for miles in BAND_LIMITS:
            metres = miles * METRES_PER_MILE
            near = (self.visits & index.visits.within(self.position, metres)) | (
                (self.travels | self.regional) & index.bases.within(self.position, metres)
            )
            yield near & ~nearer
            nearer |= near
        for band in (self.visits | self.travels, self.regional, self.england, self.online):
            yield band & ~nearer
            nearer |= band


def miles_searched(index: DirectoryIndex, query: SearchQuery, position: GridPoint) -> int | None:
    """The radius of a search, none for any distance."""
    if query.within == ANY_DISTANCE:
        return None
    return int(query.within) if query.within else usual_radius(index, position)


def reach(index: DirectoryIndex, query: SearchQuery, place: Located) -> Reach:
    position, miles = place.position, miles_searched(index, query, place.position)
    authority = place.authority.pk if place.authority else 0
    region = place.authority.region_id if place.authority else 0
    travels = 0
    for travel_miles, grid in index.travellers.items():
        travels |= grid.within(position, travel_miles * METRES_PER_MILE)
    return Reach(
        position=position,
        miles=miles,
        region=region,
        authority_name=place.authority.name if place.authority else "",
        region_name=next(
            (option.label for option in index.options["region"].values() if option.key == region),
            "",
        ),
        visits=index.visits.within(position, miles * METRES_PER_MILE)
        if miles is not None
        else index.visits.all(),
        travels=travels,
        regional=index.covering_authority.get(authority, 0) | index.covering_region.get(region, 0),
        england=index.covering_england,
        online=index.online if query.online else 0,
    )
