"""Where anybody tells what they could not find."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import MUCH_CAME, is_within
from artsmark_site.http import same_origin_post
from enquiries.gaps import services
from enquiries.gaps.forms import GapForm, initial_from
from enquiries.retention import GAP_MONTHS

MOST_AN_HOUR = 20


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """The form, filled with what the search before it asked for."""
    if request.method == "POST":
        form = GapForm(data=request.POST)
        if form.is_valid():
            if is_within(request, "gap", most=MOST_AN_HOUR):
                services.tell(form.gap())
                return redirect("gaps:told")
            form.add_error(None, MUCH_CAME)
    else:
        form = GapForm(initial=initial_from(request.GET.dict()))
    return render(request, "gaps/tell.html", {"form": form, "months": GAP_MONTHS})


@login_not_required
@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    return render(request, "gaps/told.html")
