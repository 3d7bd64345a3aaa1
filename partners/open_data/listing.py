"""One page of a search, as JSON: the numbers and sentences are those of the search page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from partners.models import Organisation
from partners.open_data.fields import absolute, in_brief
from partners.search.cards import fitting_offers
from partners.search.filters import SearchFilterSet
from partners.search.index import DirectoryIndex
from partners.search.page import SearchPage
from partners.search.query import SearchQuery
from partners.search.search import PAGE_SIZE, Search
from partners.search.settled_place import settled
from partners.search.views import with_place_from_words


def search_of(index: DirectoryIndex, address: QueryDict) -> tuple[Search, SearchPage]:
    """The search that an address asks for, and what its page would say."""
    filters = SearchFilterSet(address, options=index.options)
    search = Search.of(index, settled(index, with_place_from_words(filters.query)))
    return search, SearchPage(search, filters.left_out)


def listing(index: DirectoryIndex, address: QueryDict) -> dict[str, Any]:
    search, page = search_of(index, address)
    with_facets = address.get("facets") == "1"
    number, last = search.page, search.pages
    found: dict[str, Any] = {
        "total": page.total,
        "page": number,
        "pages": last,
        "page_size": PAGE_SIZE,
        "next": _address(search.query, number + 1, with_facets) if number < last else None,
        "previous": _address(search.query, number - 1, with_facets) if number > 1 else None,
        "searched": page.query_in_words,
        "place": _place(page),
        "left_out": page.notices,
        "licence": settings.OPEN_DATA_LICENCE,
        "partners": _partners(search),
    }
    return found | {"facets": _facets(page)} if with_facets else found


def _address(query: SearchQuery, number: int, with_facets: bool) -> str:
    parameters = query.on_page(number).url.partition("?")[2]
    parts = [part for part in (parameters, "facets=1" if with_facets else "") if part]
    address = absolute(reverse("open_data:partners"))
    return f"{address}?{'&'.join(parts)}" if parts else address


def _place(page: SearchPage) -> dict[str, str] | None:
    """What became of `near`: its name, or a sentence that says why it could not be used."""
    if page.place is None:
        return None
    return {"label": page.place.label, "sentence": page.place.sentence}


def _partners(search: Search) -> list[dict[str, Any]]:
    """In the order of the page; `fitting_offers` are those that meet all conditions at once."""
    slots = [slot for slot, _ in search.shown()]
    ids = [search.index.ids[slot] for slot in slots]
    rows = Organisation.objects.public().for_open_data().in_bulk(ids)
    fitting = search.selection.fitting_offers()
    return [
        in_brief(rows[pk]) | {"fitting_offers": sorted(fitting_offers(search.index, slot, fitting))}
        for slot, pk in zip(slots, ids, strict=True)
        if pk in rows  # else hidden a moment ago
    ]


def _facets(page: SearchPage) -> dict[str, dict[str, int]]:
    """The total of the same search with this value alone chosen in its filter."""
    return {
        facet.name: {option.value: option.count for option in facet.options if option.count}
        for facet in page.facets
    }
