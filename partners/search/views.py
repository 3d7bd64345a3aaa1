"""The search."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

from partners.search import missed, typing_suggestions
from partners.search.current import current
from partners.search.filters import SearchFilterSet
from partners.search.kept_pages import keep, kept, note_of
from partners.search.page import SearchPage
from partners.search.query import SearchQuery
from partners.search.search import Search
from partners.search.settled_place import settled
from reference.places import miles_said, split_place


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Partners that match the address, with the number beside every further choice."""
    index = current()
    if (known := kept(index, request)) is not None:
        missed.count(request, note_of(index, request))
        return known
    if not index.openings.any_open:
        not_yet = render(request, "launch/not_open_yet.html", {"openings": index.openings})
        return keep(index, request, not_yet)
    filters = SearchFilterSet(request.GET, options=index.options)
    query = settled(index, with_place_from_words(filters.query))
    if (better := better_address(request, filters.query, query)) is not None:
        return redirect(better)
    found = Search.of(index, query)
    page = render(request, "partners/search.html", {"page": SearchPage(found, filters.left_out)})
    lacks = missed.lacks_of(found)
    missed.count(request, lacks)
    return keep(index, request, page, note=lacks)


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """For `place` or `words` as far as they are typed, at most eight ways to go on."""
    if "place" in request.GET:
        found = typing_suggestions.places(request.GET["place"])
    else:
        found = typing_suggestions.words(current(), request.GET.get("words", ""))
    response = JsonResponse({"suggestions": found})
    set_response_etag(response)
    response["Cache-Control"] = "private, max-age=60"
    return get_conditional_response(request, response["ETag"], response=response) or response


def with_place_from_words(query: SearchQuery) -> SearchQuery:
    """“drama within 5 miles of Hull” with no place given is “drama” near “Hull”, within 5 miles."""
    if not query.q or query.near:
        return query
    words, place = split_place(query.q)
    within = query.within or miles_said(query.q)
    return replace(query, q=words, near=place, within=within) if place else query


def better_address(request: HttpRequest, asked: SearchQuery, query: SearchQuery) -> str | None:
    """Where the same search stands with its place settled and without what was left empty.

    None when that is this address. What cannot be used stays, to be said on the page.
    """
    parameters = request.GET.copy()
    if query != asked:
        parameters["q"], parameters["near"] = query.q, query.near
        parameters["around"] = query.around
        if query.within:
            parameters["within"] = query.within
        if query.chosen("region") != asked.chosen("region"):
            parameters.setlist("region", list(query.chosen("region")))
    if (written := written_parameters(parameters)) == request.GET:
        return None
    return f"{request.path}?{written.urlencode()}" if written else request.path


def written_parameters(parameters: QueryDict) -> QueryDict:
    """Those with a value: a form sent without JavaScript holds every box, also the empty ones."""
    written = QueryDict(mutable=True)
    for name, values in parameters.lists():
        if values := [value for value in values if value]:
            written.setlist(name, values)
    return written
