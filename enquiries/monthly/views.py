"""The figures of all months; and where members end the monthly letter, and have it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import ends_by_one_click, person
from enquiries.monthly import services
from enquiries.monthly.figures import first_gap, months_of
from enquiries.monthly.links import reader
from partners.models import Organisation
from partners.my.views import of_member
from partners.standing import why_not_public


@login_not_required
@ends_by_one_click
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What the link in the letter opens. Opening it changes nothing: mail scanners do that."""
    membership = reader(pk, token)
    if membership is None:
        return render(request, "monthly/ended.html", status=410)
    if request.method == "POST":
        services.stop(membership)
        return redirect(request.path)
    return render(request, "monthly/off.html", {"membership": membership})


@require_POST
@of_member
def switch(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """On or off, on the page of who looks after it."""
    wants = request.POST.get("gets_figures") == "on"
    services.choose(organisation=organisation, user=person(request), gets_figures=wants)
    said = "You get the figures each month." if wants else "You get the monthly figures no longer."
    messages.success(request, said)
    return redirect("my-organisation:members", organisation.pk)


@never_cache
@require_safe
@of_member
def figures(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What the monthly letter tells, of every month of a year."""
    today = timezone.localdate()
    months = months_of(organisation, today)
    hindered_by = why_not_public(organisation)
    context = {
        "organisation": organisation,
        "months": months,
        "this_month": today.replace(day=1),
        "hindered_by": hindered_by,
        "gap": "" if months or hindered_by else first_gap(organisation),
    }
    return render(request, "monthly/figures.html", context)
