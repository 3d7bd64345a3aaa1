"""A name that several places share, or that we do not know, where a region is known.

The region is the one filtered by, or the one whose page somebody came from (`around`). That is
no filter: who lives beyond its border and travels to the school is found, too. Only while the
place is not known, it keeps the search in the region; and where the place was found elsewhere
only, it stays in the address, so that the page can say so.
"""

from __future__ import annotations

from dataclasses import replace

from partners.search.index import DirectoryIndex
from partners.search.query import SearchQuery
from partners.search.search import located, located_for
from reference.namesakes import is_in
from reference.places import Located, is_shared


def settled(index: DirectoryIndex, query: SearchQuery) -> SearchQuery:
    """The same search, with the namesake that lies in its region, and without `around` unless
    the place is still to be found, or was found elsewhere only."""
    region = query.home_region
    if not region:
        return query
    if not query.near:
        return _within_region(query) if query.around else query
    answer = located_for(index, query)
    if not isinstance(answer, Located):
        return replace(_within_region(query), around=query.around) if query.around else query
    if is_in(answer, region) and is_shared(located(index, query.near)):
        query = replace(query, near=answer.value)
    around = query.around if answer.absent_from else ""
    if query.around and query.chosen("region") in {(), (query.around,)}:
        query = query.with_values("region", ())
    return replace(query, around=around)


def _within_region(query: SearchQuery) -> SearchQuery:
    """In the region somebody came from, unless they chose another; without `around`."""
    if query.chosen("region"):
        return replace(query, around="")
    return query.with_values("region", [query.around])
