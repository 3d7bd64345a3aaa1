"""What an address asks for, and the address under which that stands best."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from django.http import HttpRequest, QueryDict

from partners.search.filters import SearchFilterSet
from partners.search.index import DirectoryIndex
from partners.search.query import SearchQuery
from partners.search.settled_place import settled
from reference.places import miles_said, split_place


class Asked(NamedTuple):
    """A search `as_written`, the `query` that is meant by it, and sentences about the rest."""

    as_written: SearchQuery
    query: SearchQuery
    left_out: list[str]

    @classmethod
    def of(cls, index: DirectoryIndex, address: QueryDict) -> Asked:
        filters = SearchFilterSet(address, options=index.options)
        query = settled(index, _with_place_from_words(filters.query))
        return cls(filters.query, query, filters.left_out)

    def better_address(self, request: HttpRequest) -> str | None:
        """Where the same search stands with its place settled and without what was left empty.

        None when that is this address. What cannot be used stays, to be said on the page.
        """
        parameters, query = request.GET.copy(), self.query
        if query != self.as_written:
            parameters["q"], parameters["near"] = query.q, query.near
            parameters["around"] = query.around
            if query.within:
                parameters["within"] = query.within
            if query.chosen("region") != self.as_written.chosen("region"):
                parameters.setlist("region", list(query.chosen("region")))
        if (written := written_parameters(parameters)) == request.GET:
            return None
        return f"{request.path}?{written.urlencode()}" if written else request.path


def _with_place_from_words(query: SearchQuery) -> SearchQuery:
    """“drama within 5 miles of Hull” with no place given is “drama” near “Hull”, within 5 miles."""
    if not query.q or query.near:
        return query
    words, place = split_place(query.q)
    within = query.within or miles_said(query.q)
    return replace(query, q=words, near=place, within=within) if place else query


def written_parameters(parameters: QueryDict) -> QueryDict:
    """Those with a value: a form sent without JavaScript holds every box, also the empty ones."""
    written = QueryDict(mutable=True)
    for name, values in parameters.lists():
        if values := [value for value in values if value]:
            written.setlist(name, values)
    return written
