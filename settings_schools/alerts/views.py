"""Ticking a search, seeing and removing what was ticked, and the links of the letters."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.sessions import signed_in
from artsmark_site.http import ends_by_one_click, person, same_origin_post
from partners.search.current import current
from settings_schools.alerts import services
from settings_schools.alerts.links import asked_reader, reader_of
from settings_schools.alerts.searching import canonical, in_words, search_of
from settings_schools.models import SavedSearch


@login_not_required
@same_origin_post
@never_cache
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """The tick on a page of results, which is the same for everybody and knows nobody.

    Who is not signed in does that first, and comes back to the tick.
    """
    asked = request.POST.get("asked", "")
    if (user := signed_in(request)) is None:
        return redirect(f"{reverse('searches:new')}?{_checked(asked)}")
    try:
        kept = services.tell_me(user=user, asked=asked)
    except services.CannotTell as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"We write to you when somebody new fits: {kept.in_words}.")
    return redirect("searches:list")


def _checked(asked: str) -> str:
    """The canonical form of what was ticked; nothing where it is none."""
    search = search_of(current(), asked)
    return canonical(search) if search else ""


@never_cache
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Where somebody comes back to after signing in: the search in words, and the tick."""
    search = search_of(current(), request.META.get("QUERY_STRING", ""))
    if search is None:
        return redirect("searches:list")
    context = {"asked": canonical(search), "in_words": in_words(search), "total": search.total}
    return render(request, "my/searches/new.html", context)


@never_cache
@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """What one is told about; of each whether it can still be looked for."""
    index, kept = current(), list(SavedSearch.objects.of(person(request)))
    rows = [(one, search_of(index, one.asked) is not None) for one in kept]
    context = {"rows": rows, "most": services.MOST_SEARCHES}
    return render(request, "my/searches/list.html", context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove(user=person(request), pk=pk)
    messages.success(request, "Removed.")
    return redirect("searches:list")


@login_not_required
@ends_by_one_click
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What the link in each letter opens. Opening it changes nothing: mail scanners do that."""
    reader = reader_of(pk, token)
    if reader is None:
        return render(request, "my/searches/stopped.html", status=410)
    if request.method == "POST":
        services.stop(reader=reader)
        return render(request, "my/searches/stopped.html")
    return render(request, "my/searches/off.html", {"searches": reader.searches.in_order()})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What the yearly question opens: a page with one button."""
    reader = asked_reader(pk, token)
    if reader is None:
        return render(request, "my/searches/answered.html", status=410)
    if request.method == "POST":
        services.go_on(reader=reader)
        return render(request, "my/searches/goes_on.html")
    return render(request, "my/searches/still.html", {"searches": reader.searches.in_order()})
