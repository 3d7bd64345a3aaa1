"""The map of a search's results."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from partners.map.page import MapPage
from partners.search.current import current
from partners.search.filters import SearchFilterSet
from partners.search.kept_pages import keep, kept
from partners.search.query import MAP
from partners.search.search import Search
from partners.search.settled_place import settled
from partners.search.views import better_address, with_place_from_words


@login_not_required
@require_safe
def partner_map(request: HttpRequest) -> HttpResponseBase:
    """The same results as the search with the same parameters; `at` is the part shown closely."""
    index = current()
    if (known := kept(index, request)) is not None:
        return known
    if not index.openings.any_open:
        not_yet = render(request, "launch/not_open_yet.html", {"openings": index.openings})
        return keep(index, request, not_yet)
    filters = SearchFilterSet(request.GET, options=index.options)
    query = settled(index, with_place_from_words(filters.query))
    if (better := better_address(request, filters.query, query)) is not None:
        return redirect(better)
    at = request.GET.get("at", "").strip()
    page = MapPage(Search.of(index, replace(query, route=MAP)), filters.left_out, at)
    return keep(index, request, render(request, "partners/map.html", {"page": page}))
