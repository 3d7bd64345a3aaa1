"""The information pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from artsmark_site.information.contents import INDEX
from artsmark_site.information.models import InformationPage
from artsmark_site.information.shown import TEMPLATE, context_of


@login_not_required
@require_safe
@conditional_page
@cache_control(no_cache=True)
def information_page(request: HttpRequest, slug: str = INDEX) -> HttpResponse:
    """One page; a browser that has it already is told so."""
    page = get_object_or_404(InformationPage.objects.published(), slug=slug)
    return render(request, TEMPLATE, context_of(page))
