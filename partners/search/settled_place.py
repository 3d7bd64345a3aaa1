"""A name that several places share, or that we do not know, where a region is known.

The region is the one filtered by, or the one whose page somebody came from (`around`). That is
no filter: who lives beyond its border and travels to the school is found, too. Only while the
place is not known, it keeps the search in the region.
"""

from __future__ import annotations

from dataclasses import replace

from partners.search.index import DirectoryIndex
from partners.search.query import SearchQuery
from partners.search.search import located
from reference.places import Answer, Located, SeveralPlaces, resolve


def settled(index: DirectoryIndex, query: SearchQuery) -> SearchQuery:
    """The same search, with the namesake that lies in its region, and without `around` unless
    the place is still to be found."""
    regions = query.chosen("region")
    region = query.around or (regions[0] if len(regions) == 1 else "")
    if not region:
        return query
    if not query.near:
        return _within_region(query) if query.around else query
    answer = _answer_in(index, query.near, region)
    if not isinstance(answer, Located):
        return replace(_within_region(query), around=query.around) if query.around else query
    if answer.value != query.near and _is_ambiguous(located(index, query.near)):
        query = replace(query, near=answer.value)
    if query.around and regions in {(), (query.around,)}:
        query = query.with_values("region", ())
    return replace(query, around="")


def _answer_in(index: DirectoryIndex, near: str, region: str) -> Answer:
    """A second question to the database only where the region can make a difference."""
    answer = located(index, near)
    if not _is_ambiguous(answer):
        return answer
    return index.answer(("place", near, region), lambda: resolve(near, region=region))


def _is_ambiguous(answer: Answer) -> bool:
    return isinstance(answer, SeveralPlaces) or (
        isinstance(answer, Located) and bool(answer.alternatives)
    )


def _within_region(query: SearchQuery) -> SearchQuery:
    """In the region somebody came from, unless they chose another; without `around`."""
    if query.chosen("region"):
        return replace(query, around="")
    return query.with_values("region", [query.around])
