"""The pages of regions, and of an art form in a region."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from partners.landing import LandingPage, NoLandingPage, address, instead_of_a_page
from partners.search.current import current
from partners.search.index import DirectoryIndex
from partners.search.kept_pages import keep, kept


@login_not_required
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """They are listed on the first page."""
    return redirect(f"{reverse('home')}#where-title", permanent=True)


@login_not_required
@require_safe
def in_region(request: HttpRequest, region: str, art_form: str = "") -> HttpResponseBase:
    """Partners of a region, or of an art form there; only where three or more are based."""
    if (lower := (region.lower(), art_form.lower())) != (region, art_form):
        return redirect(address(*lower), permanent=True)
    index = current()
    if (known := kept(index, request)) is not None:
        return known
    try:
        page = LandingPage(index, region, art_form)
    except NoLandingPage:
        return _no_page(request, index, region, art_form)
    return keep(index, request, render(request, "partners/landing.html", {"page": page}))


def _no_page(
    request: HttpRequest, index: DirectoryIndex, region: str, art_form: str
) -> HttpResponse:
    """Nothing is here, or not yet; and where to go instead."""
    waiting = [one for one in index.openings.waiting if one.slug == region]
    context = {"waiting": waiting, "instead": instead_of_a_page(index, region, art_form)}
    return render(request, "partners/no_landing_page.html", context, status=HTTPStatus.NOT_FOUND)
