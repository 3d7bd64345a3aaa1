"""The search that a visitor came from: the way back to it, and how far the partner is from there.

Links on the search page end in the search itself (`?near=Hull&key_stage=ks2`). So a profile is
the same for everybody who opens its address, nothing is remembered about anybody, and whoever is
sent the link sees the same distance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.urls import reverse_lazy

from partners.choices import DeliveryMode
from partners.models import Offer, Organisation
from partners.search.current import current
from partners.search.filters import SearchFilterSet
from partners.search.index import DirectoryIndex
from partners.search.meeting import possible_modes, what_prevents
from partners.search.query import ANY_DISTANCE, SearchQuery
from partners.search.reach import Reach, reach
from partners.search.reasons import caution, in_miles
from partners.search.search import Search
from partners.search.wording import partners
from reference.positions import GridPoint, distance, miles

_ONLINE = {DeliveryMode.ONLINE_LIVE, DeliveryMode.ONLINE_ANYTIME, DeliveryMode.BLENDED}


@dataclass(frozen=True)
class Arrival:
    """Without a search, a link to all partners. `query` goes with every link onward.

    `near` is the place that was searched, as an address names it. `facts` are how far away they
    are and how they and the school can meet, if a place was searched.
    """

    query: SearchQuery = field(default_factory=SearchQuery)
    back_url: str = reverse_lazy("partners:search")  # type: ignore[assignment]
    back_label: str = "All partners"
    near: str = ""
    facts: tuple[str, ...] = ()


def arrival(
    parameters: QueryDict, organisation: Organisation, offer: Offer | None = None
) -> Arrival:
    """What the address of a profile, or of one of its offers, says about where it was opened."""
    if not parameters:
        return Arrival()
    index = current()
    query = SearchFilterSet(parameters, options=index.options).query
    if query == SearchQuery():
        return Arrival()
    search = Search.of(index, query)
    query = replace(query, page=search.page)
    return Arrival(
        query=query,
        back_url=f"{query.url}#partner-{organisation.pk}",
        back_label=f"Back to {partners(search.total)}" if search.total else "Back to your search",
        near=search.place.value if search.place else "",
        facts=tuple(_facts(search, organisation, offer)),
    )


def distance_and_ways(search: Search, organisation: Organisation) -> tuple[str, ...]:
    """The same of any partner, from the place of a search that was made before."""
    return tuple(_facts(search, organisation, None))


def _facts(search: Search, organisation: Organisation, offer: Offer | None) -> Iterator[str]:
    """“12 miles from Hull in a straight line”, “they can come to you”."""
    index, slot = search.index, search.index.slot_of.get(organisation.pk)
    if search.place is None or slot is None:
        return
    # A visit is possible from any distance: the miles are said, the school decides.
    met = reach(index, replace(search.query, within=ANY_DISTANCE), search.place)
    if (nearest := _nearest(index, slot, met.position)) is not None:
        whole = round(miles(nearest))
        away = in_miles(whole) if whole else "less than a mile"
        yield f"{away} from {search.place.label} in a straight line"
    ways = list(_ways(index, slot, met, offer))
    yield from ways
    if ways:
        return
    offered = offer.delivery_modes if offer else [DeliveryMode.AT_SETTING]
    if prevented := what_prevents(offered, possible_modes(met, slot)):
        said = caution(index, organisation, slot, met, prevented)
        yield said[0].lower() + said[1:]


def _nearest(index: DirectoryIndex, slot: int, school: GridPoint) -> float | None:
    """Metres to them or to the nearest of the venues that receive schools."""
    points = list(index.visit_points[slot])
    facts = index.facts[slot]
    if facts and facts.position:
        points.append(facts.position)
    return min((distance(school, point) for point in points), default=None)


def _ways(index: DirectoryIndex, slot: int, met: Reach, offer: Offer | None) -> Iterator[str]:
    """How they meet: of a partner all ways, of an offer those in which it happens."""
    possible = possible_modes(met, slot)
    wanted: Collection[str] = set(offer.delivery_modes) if offer else set(DeliveryMode)
    if DeliveryMode.AT_SETTING in wanted and DeliveryMode.AT_SETTING in possible:
        yield "they can come to you"
    if DeliveryMode.AT_VENUE in wanted and DeliveryMode.AT_VENUE in possible:
        yield "you can visit them"
    if _ONLINE & set(wanted) if offer else index.online >> slot & 1:
        yield "they work online" if offer is None else "it happens online"
