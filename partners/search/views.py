"""The search."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

from partners.search import missed
from partners.search.asked import Asked
from partners.search.current import current
from partners.search.index import DirectoryIndex
from partners.search.kept_pages import keep, kept, note_of
from partners.search.missed import Lacks
from partners.search.page import SearchPage
from partners.search.search import Search
from partners.search.typing_suggestions import suggestions


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    """Partners that match the address, with the number beside every further choice."""

    def show(index: DirectoryIndex, asked: Asked) -> tuple[HttpResponse, Lacks]:
        found = Search.of(index, asked.query)
        page = SearchPage(found, asked.left_out)
        shown = render(request, "partners/search.html", {"page": page})
        return shown, missed.lacks_of(found)

    return results(request, show)


def results(
    request: HttpRequest, show: Callable[[DirectoryIndex, Asked], tuple[HttpResponse, Lacks]]
) -> HttpResponseBase:
    """A page of results: as it was kept, or where it stands better, or as `show` makes it.

    What it lacks is counted, kept or not.
    """
    index = current()
    if (known := kept(index, request)) is not None:
        missed.count(request, note_of(index, request))
        return known
    if not index.openings.any_open:
        not_yet = render(request, "launch/not_open_yet.html", {"openings": index.openings})
        return keep(index, request, not_yet)
    asked = Asked.of(index, request.GET)
    if (better := asked.better_address(request)) is not None:
        return redirect(better)
    page, lacks = show(index, asked)
    missed.count(request, lacks)
    return keep(index, request, page, note=lacks)


@login_not_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponseBase:
    """What somebody may be typing into one of the fields of the search."""
    response = JsonResponse({"suggestions": suggestions(current(), request.GET)})
    set_response_etag(response)
    response["Cache-Control"] = "private, max-age=60"
    return get_conditional_response(request, response["ETag"], response=response) or response
