"""Where anybody reports a concern about a partner."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import MUCH_CAME, is_within
from artsmark_site.http import number_in, same_origin_post
from enquiries.concerns import services
from enquiries.concerns.forms import ConcernForm
from enquiries.models import Concern
from enquiries.retention import CONCERN_MONTHS
from partners.models import Offer, Organisation

MOST_AN_HOUR = 20


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What to do at once, and then the form; also about a partner that is no longer listed."""
    organisation = get_object_or_404(Organisation.objects.once_listed(), pk=pk)
    offer = _offer(request, organisation)
    if request.method == "POST":
        concern = Concern(organisation=organisation, offer=offer)
        form = ConcernForm(data=request.POST, instance=concern)
        if form.is_valid():
            if is_within(request, "concern", most=MOST_AN_HOUR):
                services.report(form.save(commit=False))
                return redirect("concerns:reported", pk, slug)
            form.add_error(None, MUCH_CAME)
    else:
        form = ConcernForm()
    context = {
        "organisation": organisation,
        "offer": offer,
        "form": form,
        "months": CONCERN_MONTHS,
    }
    return render(request, "concerns/report.html", context)


def _offer(request: HttpRequest, organisation: Organisation) -> Offer | None:
    """The one whose page they come from, if it is of this organisation."""
    number = number_in(request.GET.get("offer", ""))
    return Offer.objects.once_listed().of(organisation).filter(pk=number).first()


@login_not_required
@require_safe
def reported(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The same for everybody."""
    organisation = get_object_or_404(Organisation.objects.once_listed(), pk=pk)
    return render(request, "concerns/reported.html", {"organisation": organisation})
