"""Where members end the monthly letter, and have it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from artsmark_site.http import person
from enquiries.monthly import services
from enquiries.monthly.links import reader
from partners.models import Organisation
from partners.my.views import of_member


@login_not_required
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
