"""The pages of regions, and of an art form in a region."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from partners.landing import LandingPage, NoLandingPage, address
from partners.search.current import current
from partners.search.kept_pages import keep, kept


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
    except NoLandingPage as none:
        raise Http404 from none
    return keep(index, request, render(request, "partners/landing.html", {"page": page}))
