"""What a shortlist shows: the facts of its partners side by side, and how far away they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.forms import BoundField

from partners.arrival import distance_and_ways
from partners.models import Offer, Organisation
from partners.reach import Reach, describe
from partners.search import wording
from partners.search.current import current
from partners.search.query import ANY_DISTANCE, SearchQuery
from partners.search.search import Search
from reference.models import AccessProvision
from reference.places import NotLocated, SeveralPlaces
from settings_schools.models import Shortlist, ShortlistItem


@dataclass
class Row:
    """One partner that is kept. Without `reach` and the rest where it is no longer listed.

    Only who is reachable, and takes enquiries now, can be asked through this site.
    """

    item: ShortlistItem
    organisation: Organisation
    is_listed: bool
    is_reachable: bool = False
    offers: list[Offer] = field(default_factory=list)
    reach: Reach | None = None
    away: tuple[str, ...] = ()
    access: list[AccessProvision] = field(default_factory=list)
    note: BoundField | None = None
    is_ticked: bool = False

    @property
    def can_be_asked(self) -> bool:
        return self.is_reachable and self.organisation.takes_enquiries


@dataclass(frozen=True)
class Place:
    """Where the school is: what was typed, and what is to be said about it, with its namesakes.

    `value` is how an address names it, once it is one place.
    """

    typed: str = ""
    value: str = ""
    label: str = ""
    sentence: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def rows_of(shortlist: Shortlist | None, search: Search | None = None) -> list[Row]:
    """In the order in which they were saved, in a fixed number of queries."""
    items = list(ShortlistItem.objects.of(shortlist))
    ids = [item.organisation_id for item in items]
    listed = {row.pk: row for row in Organisation.objects.public().for_profile().filter(pk__in=ids)}
    reachable = set(
        Organisation.objects.reachable().filter(pk__in=listed).values_list("pk", flat=True)
    )
    offers = defaultdict(list)
    for offer in Offer.objects.public().for_profile().filter(organisation__in=listed):
        offers[offer.organisation_id].append(offer)
    rows = []
    for item in items:
        if (organisation := listed.get(item.organisation_id)) is None:
            rows.append(Row(item, item.organisation, is_listed=False))
        else:
            row = _row(item, organisation, offers[organisation.pk], search)
            row.is_reachable = organisation.pk in reachable
            rows.append(row)
    return rows


def _row(
    item: ShortlistItem, organisation: Organisation, offers: list[Offer], search: Search | None
) -> Row:
    return Row(
        item,
        organisation,
        is_listed=True,
        offers=offers,
        reach=describe(organisation),
        away=distance_and_ways(search, organisation) if search and search.place else (),
        access=_access(organisation, offers),
    )


def _access(organisation: Organisation, offers: list[Offer]) -> list[AccessProvision]:
    """Of the organisation or of any of its offers, each once."""
    found = [*organisation.access.all()]
    for offer in offers:
        found += offer.access.all()
    return sorted(dict.fromkeys(found), key=lambda one: (one.sort_order, one.label))


def search_near(typed: str) -> Search | None:
    """The place alone: nobody is left out by it."""
    near = typed.strip()
    return Search.of(current(), SearchQuery(near=near, within=ANY_DISTANCE)) if near else None


def place_of(search: Search | None) -> Place:
    if search is None:
        return Place()
    answer = search.answer
    choices = tuple(_choices(answer))
    return Place(
        typed=search.query.near,
        value=search.place.value if search.place else "",
        label=search.place.label if search.place else "",
        sentence=wording.which_place(search),
        choices=choices,
    )


def _choices(answer: object) -> Iterator[tuple[str, str]]:
    if isinstance(answer, NotLocated):
        options = [(text, text) for text in answer.suggestions]
    elif isinstance(answer, SeveralPlaces):
        options = [(one.label, one.value) for one in answer.options]
    else:
        options = [(one.label, one.value) for one in getattr(answer, "alternatives", ())]
    for label, value in options:
        yield label, f"?{urlencode({'near': value})}"
