"""What to try when a search finds nobody, or hardly anybody: each with its exact number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from partners.search.facets import FACETS
from partners.search.query import ANY_DISTANCE, SearchQuery
from partners.search.radius import RADII
from partners.search.reasons import in_miles
from partners.search.search import Search
from partners.search.wording import labels, listed

ENOUGH = 3


@dataclass(frozen=True)
class Suggestion:
    """A link, and the total of exactly that link."""

    text: str
    count: int
    url: str


def suggestions(search: Search) -> list[Suggestion]:
    """For fewer than three results: without each filter in use, then farther, then online.

    Only what brings more than there is.
    """
    if search.total >= ENOUGH:
        return []
    found = [*_without_one(search), *_farther(search), *_online(search)]
    if not found:
        everything = search.query.without_filters()
        found = [*_if_more(search, "Without any filters", everything)]
        found = found or [*_if_more(search, "All partners", SearchQuery())]
    return found


def _without_one(search: Search) -> Iterator[Suggestion]:
    query = search.query
    if query.q:
        yield from _if_more(search, f"Without the words “{query.q}”", query.without_words())
    for name in FACETS:
        if query.chosen(name):
            text = f"Without {listed(labels(search, name), 'or')}"
            yield from _if_more(search, text, query.with_values(name, ()))


def _farther(search: Search) -> Iterator[Suggestion]:
    """Wider radii, each of which adds to the one before."""
    if search.place is None or search.reach is None or search.reach.miles is None:
        return
    most = search.total
    for miles in (*(miles for miles in RADII if miles > search.reach.miles), None):
        within = ANY_DISTANCE if miles is None else str(miles)
        wider = search.query.changed(within=within)
        count = search.total_of(wider)
        if count > most:
            where = "At any distance from" if miles is None else f"Within {in_miles(miles)} of"
            yield Suggestion(f"{where} {search.place.label}", count, wider.url)
            most = count


def _online(search: Search) -> Iterator[Suggestion]:
    if search.place is not None and not search.query.online:
        text = "With partners who work online"
        yield from _if_more(search, text, search.query.changed(online=True))


def _if_more(search: Search, text: str, query: SearchQuery) -> Iterator[Suggestion]:
    count = search.total_of(query)
    if count > search.total:
        yield Suggestion(text, count, query.url)
