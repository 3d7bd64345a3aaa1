"""One page of a search, as JSON: the numbers and sentences are those of the search page."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from partners.models import Organisation
from partners.open_data.fields import absolute, in_brief
from partners.search import wording
from partners.search.asked import Asked
from partners.search.cards import fitting_offers
from partners.search.filters import LONGEST_SHOWN, SearchFilterSet, left_out
from partners.search.index import DirectoryIndex
from partners.search.page import SearchPage
from partners.search.query import SearchQuery
from partners.search.search import PAGE_SIZE, Search
from reference.places import Located, SeveralPlaces

_OF_THE_LIST = "facets"
_MOST_UNKNOWN = 5


def search_of(index: DirectoryIndex, address: QueryDict) -> tuple[Search, SearchPage, list[str]]:
    """The search that an address asks for, what its page would say, and what was left out."""
    asked = Asked.of(index, address)
    search = Search.of(index, asked.query)
    page = SearchPage(search, asked.left_out)
    return search, page, [*_unknown(address), *page.notices]


def _unknown(address: QueryDict) -> Iterator[str]:
    """Programs are told of misspelt names, which a page passes over: nobody looks at theirs."""
    known = [*SearchFilterSet.base_filters, _OF_THE_LIST]
    unknown = [(name, value) for name, value in address.items() if name not in known]
    for name, value in unknown[:_MOST_UNKNOWN]:
        alike = get_close_matches(name.lower(), known, 1)
        meant = f"; did you mean {alike[0]}?" if alike else ""
        shown = name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"
        yield left_out(shown, str(value), f"there is no such parameter{meant}").replace("?.", "?")
    if (wanted := address.get(_OF_THE_LIST)) not in {None, "", "1"}:
        yield left_out(_OF_THE_LIST, str(wanted), "it is 1, or it is not there")


def listing(index: DirectoryIndex, address: QueryDict) -> dict[str, Any]:
    search, page, notices = search_of(index, address)
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
        "place": place_of(search),
        "left_out": notices,
        "licence": settings.OPEN_DATA_LICENCE,
        "partners": _partners(search),
    }
    return found | {"facets": _facets(page)} if with_facets else found


def _address(query: SearchQuery, number: int, with_facets: bool) -> str:
    parameters = query.on_page(number).url.partition("?")[2]
    parts = [part for part in (parameters, "facets=1" if with_facets else "") if part]
    address = absolute(reverse("open_data:partners"))
    return f"{address}?{'&'.join(parts)}" if parts else address


def place_of(search: Search) -> dict[str, Any] | None:
    """What became of `near`: its name, or why it could not be used, and what `near` could be."""
    answer = search.answer
    if answer is None:
        return None
    sentence = wording.which_place(search)
    if isinstance(answer, Located):
        choices = [one.value for one in answer.alternatives]
        return {"label": answer.label, "sentence": sentence, "choices": choices}
    if isinstance(answer, SeveralPlaces):
        choices = [one.value for one in answer.options]
    else:
        choices = list(answer.suggestions)
    return {"label": "", "sentence": sentence, "choices": choices}


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
