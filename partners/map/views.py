"""The map of a search's results."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.map.page import MapPage
from partners.search.asked import Asked
from partners.search.index import DirectoryIndex
from partners.search.missed import Lacks
from partners.search.query import MAP
from partners.search.search import Search
from partners.search.views import results


@login_not_required
@require_safe
def partner_map(request: HttpRequest) -> HttpResponseBase:
    """The same results as the search with the same parameters; see `MapPage` for its own."""

    def show(index: DirectoryIndex, asked: Asked) -> tuple[HttpResponse, Lacks]:
        search = Search.of(index, replace(asked.query, route=MAP))
        page = MapPage(search, asked.left_out, request.GET)
        return render(request, "partners/map.html", {"page": page}), ()  # the list counts them

    return results(request, show)
