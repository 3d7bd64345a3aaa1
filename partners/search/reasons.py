"""Why a partner is among the results, in words for its card."""

from __future__ import annotations

from django.utils.text import get_text_list

from partners.choices import DeliveryMode
from partners.models import Organisation
from partners.search.index import DirectoryIndex
from partners.search.reach import Reach
from reference.area_names import with_article
from reference.positions import GridPoint, distance, miles

_MOST_AREAS = 3


def reason(index: DirectoryIndex, organisation: Organisation, slot: int, reach: Reach) -> str:
    """How this partner and the school come together: who travels, how far, or from how afar."""
    comes = _comes(organisation, reach) if reach.travels >> slot & 1 else ""
    visits = _miles(_nearest(index, slot, reach.position)) if reach.visits >> slot & 1 else ""
    if comes and visits:
        return f"{comes}, or you visit: {visits}"
    if comes or visits:
        return comes or f"You visit: {visits}"
    if reach.regional >> slot & 1:
        if index.covering_region.get(reach.region, 0) >> slot & 1:
            return f"Works across {with_article(reach.region_name)}{_based(organisation, reach)}"
        return f"Works in {reach.authority_name}{_based(organisation, reach)}"
    if reach.england >> slot & 1:
        return f"Works across England{_based(organisation, reach)}"
    return "Online"


def caution(
    index: DirectoryIndex,
    organisation: Organisation,
    slot: int,
    reach: Reach,
    needed: DeliveryMode,
) -> str:
    """What to know where the offer needs a way that this school cannot count on."""
    if needed == DeliveryMode.AT_VENUE:
        if not index.visit_points[slot]:
            return "Ask where their venue is"
        return f"Their venue is {_miles(_nearest(index, slot, reach.position))} away"
    if organisation.travel_miles:
        return f"They travel {in_miles(organisation.travel_miles)}, not as far as you"
    return "Ask whether they come to your school"


def general_reach(index: DirectoryIndex, organisation: Organisation, slot: int) -> str:
    """How schools and the partner come together, when no school's place is known."""
    ways = []
    if organisation.travel_miles:
        ways.append(f"comes to schools within {in_miles(organisation.travel_miles)}")
    if organisation.receives_visits:
        ways.append("schools visit them")
    if organisation.covers_england:
        ways.append("works across England")
    elif areas := _areas(index, slot):
        ways.append(f"works in {get_text_list(areas, 'and')}")
    if organisation.works_online:
        ways.append("works online")
    sentence = "; ".join(ways)
    return sentence[:1].upper() + sentence[1:]


def _areas(index: DirectoryIndex, slot: int) -> list[str]:
    """The regions and authorities that they name as theirs, the first few of them by name."""
    sets = {"region": index.covering_region, "authority": index.covering_authority}
    names = [
        with_article(option.label) if facet == "region" else option.label
        for facet, covering in sets.items()
        for option in index.options[facet].values()
        if covering.get(int(option.key), 0) >> slot & 1
    ]
    rest = len(names) - _MOST_AREAS
    return names if rest <= 1 else [*names[:_MOST_AREAS], f"{rest} more areas"]


def _comes(organisation: Organisation, reach: Reach) -> str:
    position = organisation.shown_position
    if position is None or organisation.travel_miles is None:
        return "Comes to you"
    away = _miles(distance(position, reach.position)).removesuffix(" miles")
    travels = in_miles(organisation.travel_miles)
    return f"Comes to you (travels {travels}, you are {away} away in a straight line)"


def _based(organisation: Organisation, reach: Reach) -> str:
    """How far off they are, for who works here whatever the distance."""
    position = organisation.shown_position
    return f"; based {_miles(distance(position, reach.position))} away" if position else ""


def _nearest(index: DirectoryIndex, slot: int, school: GridPoint) -> float:
    return min(distance(school, point) for point in index.visit_points[slot])


def _miles(metres: float) -> str:
    whole = round(miles(metres))
    return in_miles(whole) if whole else "less than a mile"


def in_miles(whole: int) -> str:
    return "1 mile" if whole == 1 else f"{whole} miles"
