"""Register interest without an account, and the page that the letters lead to."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import MUCH_CAME, is_within
from artsmark_site.http import same_origin_post
from training.interest import services
from training.interest.forms import InterestForm, SuitsForm
from training.interest.suiting import suiting
from training.links import interest_of
from training.words import when

# A whole conference may stand behind one internet address.
MOST_AN_HOUR = 30


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    form = InterestForm(request.POST or None)
    if form.is_valid():
        if is_within(request, "interest", most=MOST_AN_HOUR):
            services.register(values=_values(form), now=timezone.now())
            return redirect("training:interest-sent")
        form.add_error(None, MUCH_CAME)
    status = 422 if form.is_bound else 200
    return render(request, "training/interest/register.html", {"form": form}, status=status)


def _values(form: SuitsForm) -> dict[str, Any]:
    fields = form._meta.fields or ()
    return {name: form.cleaned_data[name] for name in fields}


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same for everybody: it does not say which addresses we know."""
    return render(request, "training/interest/sent.html")


@login_not_required
@same_origin_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Confirm, change what suits, or delete it. Opening the page changes nothing."""
    interest = interest_of(pk, token)
    if interest is None:
        return render(request, "training/interest/link_ended.html", status=410)
    now = timezone.now()
    if request.method == "POST" and "forget" in request.POST:
        services.forget(interest=interest, now=now)
        return render(request, "training/interest/forgotten.html")
    if request.method == "POST" and "confirm" in request.POST:
        services.confirm(interest=interest, now=now)
        return redirect(request.path)
    form = SuitsForm(request.POST or None, instance=interest)
    if form.is_valid():
        services.change(interest=interest, values=_values(form))
        return redirect(request.path)
    fresh = interest_of(pk, token)
    suits = suiting(interest, now) if interest.confirmed_at else []
    context = {"interest": fresh, "form": form, "suits": [(one, when(one)) for one in suits]}
    status = 422 if form.is_bound else 200
    return render(request, "training/interest/registration.html", context, status=status)
