"""The rules of the search once more, as plainly as Python can say them, over plain data.

Nothing here is shared with the search: it is what the index and the SQL are held to.
"""

from dataclasses import dataclass, field
from math import hypot

METRES_IN_A_MILE = 1609.344
SCHOOL_RADII = (5, 10, 20, 40)


@dataclass
class ModelOffer:
    words: frozenset[str]
    values: dict[str, frozenset[str]]
    """By filter of the offer: slugs."""
    access: frozenset[str] = frozenset()
    is_public: bool = True


@dataclass
class ModelOrganisation:
    words: frozenset[str]
    position: tuple[int, int] | None = None
    authority: str | None = None
    receives_visits: bool = False
    travel_miles: int | None = None
    covers_authorities: frozenset[str] = frozenset()
    covers_regions: frozenset[str] = frozenset()
    covers_england: bool = False
    works_online: bool = False
    art_forms: frozenset[str] = frozenset()
    access: frozenset[str] = frozenset()
    visited_venues: list[tuple[int, int]] = field(default_factory=list)
    offers: list[ModelOffer] = field(default_factory=list)
    is_public: bool = True
    works_in: set[str] | None = None


@dataclass
class ModelSearch:
    words: frozenset[str] = frozenset()
    values: dict[str, frozenset[str]] = field(default_factory=dict)
    school: tuple[int, int] | None = None
    school_authority: str | None = None
    within: int | str | None = None
    online: bool = False


@dataclass
class ModelEngland:
    """Authorities with region and county, and the postcode sectors of each."""

    region_of: dict[str, str]
    county_of: dict[str, str]
    sectors_of: dict[str, list[tuple[int, int]]]


def matching(
    england: ModelEngland, organisations: list[ModelOrganisation], search: ModelSearch
) -> list[ModelOrganisation]:
    public = [one for one in organisations if one.is_public]
    miles = _miles(public, search) if search.school else None
    return [one for one in public if _matches(england, one, search, miles)]


def _matches(england, one, search, miles) -> bool:
    offers = [offer for offer in one.offers if offer.is_public]
    stand_in = ModelOffer(frozenset(), {"art_form": one.art_forms, "setting_type": frozenset()})
    return (
        any(_offer_fits(offer, one, search) for offer in offers or [stand_in])
        and _works_in_areas(england, one, search)
        and _has_access(one, offers, search)
        and (search.school is None or _reaches(england, one, search, miles))
    )


def _offer_fits(offer, one, search) -> bool:
    for name, wanted in search.values.items():
        if name in {"region", "county", "authority", "access"}:
            continue
        has = offer.values.get(name, frozenset())
        fits_all = name == "setting_type" and not has
        if not fits_all and not has & wanted:
            return False
    return search.words <= offer.words | one.words


def _works_in_areas(england, one, search) -> bool:
    there = works_in(england, one)
    regions = {england.region_of[slug] for slug in there}
    counties = {england.county_of[slug] for slug in there}
    for name, mine in (("authority", there), ("region", regions), ("county", counties)):
        if name in search.values and not mine & search.values[name]:
            return False
    return True


def works_in(england, one) -> set[str]:
    if one.works_in is None:
        one.works_in = _find_works_in(england, one)
    return one.works_in


def _find_works_in(england, one) -> set[str]:
    found = set()
    for slug, sectors in england.sectors_of.items():
        travels_there = one.position is not None and one.travel_miles is not None
        if (
            one.covers_england
            or slug == one.authority
            or slug in one.covers_authorities
            or england.region_of[slug] in one.covers_regions
            or (
                travels_there
                and any(apart(one.position, s) <= in_metres(one.travel_miles) for s in sectors)
            )
        ):
            found.add(slug)
    return found


def _has_access(one, offers, search) -> bool:
    wanted = search.values.get("access")
    has = one.access.union(*(offer.access for offer in offers))
    return wanted is None or bool(has & wanted)


def _reaches(england, one, search, miles) -> bool:
    places = list(one.visited_venues)
    if one.receives_visits and one.position:
        places.append(one.position)
    if any(miles is None or apart(place, search.school) <= in_metres(miles) for place in places):
        return True
    travels = one.position and one.travel_miles
    if travels and apart(one.position, search.school) <= in_metres(one.travel_miles):
        return True
    here = search.school_authority
    return (
        one.covers_england
        or here in one.covers_authorities
        or england.region_of[here] in one.covers_regions
        or (search.online and one.works_online)
    )


def _miles(public, search) -> int | None:
    if search.within == "any":
        return None
    if search.within is not None:
        return int(search.within)
    for miles in SCHOOL_RADII:
        based = [one for one in public if one.position]
        if sum(apart(one.position, search.school) <= in_metres(miles) for one in based) >= 10:
            return miles
    return SCHOOL_RADII[-1]


def apart(one: tuple[int, int], other: tuple[int, int]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def in_metres(miles: int) -> float:
    return miles * METRES_IN_A_MILE
