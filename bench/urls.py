"""The site's addresses, and two that the search is measured against."""

from types import SimpleNamespace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from artsmark_site import urls as site
from partners.search.current import current
from partners.search.filters import SearchFilterSet
from partners.search.page import SearchPage
from partners.search.search import Search

_known: dict[str, SimpleNamespace] = {}


@login_not_required
@require_safe
def ok(request: HttpRequest) -> HttpResponse:
    """The least that any view of this project costs."""
    return HttpResponse("ok")


@login_not_required
@require_safe
def constants(request: HttpRequest) -> HttpResponse:
    """The search page's own template, fed with what was worked out at the first request."""
    address = request.META["QUERY_STRING"]
    if address not in _known:
        _known[address] = _worked_out(request)
    return render(request, "partners/search.html", {"page": _known[address]})


def _worked_out(request: HttpRequest) -> SimpleNamespace:
    """A search page with nothing left to do."""
    index = current()
    filters = SearchFilterSet(request.GET, options=index.options)
    page = SearchPage(Search.of(index, filters.query), filters.left_out)
    shown = {name: getattr(page, name) for name in dir(page) if not name.startswith("_")}
    return SimpleNamespace(**shown)


handler400, handler403 = site.handler400, site.handler403
handler404, handler500 = site.handler404, site.handler500
urlpatterns = [path("bench/ok", ok), path("bench/constants", constants), *site.urlpatterns]
