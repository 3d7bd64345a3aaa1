"""A member's offers: written, copied, withdrawn."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import person
from partners.choices import OfferState
from partners.models import Offer, Organisation
from partners.my import services
from partners.my.forms import MemberOfferForm
from partners.my.views import of_member
from partners.services import missing_facts, withdraw_offer


@require_safe
@of_member
def offers(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    rows = list(organisation.offers.select_related("organisation").order_by("title", "pk"))
    for offer in rows:
        offer.missing = missing_facts(offer)  # type: ignore[attr-defined]
    context = {"organisation": organisation, "offers": rows}
    return render(request, "my/organisation/offers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def new_offer(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _edit(request, organisation, Offer(organisation=organisation))


@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def offer(request: HttpRequest, organisation: Organisation, offer_pk: int) -> HttpResponse:
    row = get_object_or_404(Offer.objects.of(organisation), pk=offer_pk)
    if row.state not in (OfferState.DRAFT, OfferState.WITHDRAWN):
        messages.info(request, "It cannot be changed while it is submitted or listed. Copy it.")
        return redirect("my-organisation:offers", organisation.pk)
    return _edit(request, organisation, row)


def _edit(request: HttpRequest, organisation: Organisation, row: Offer) -> HttpResponse:
    with transaction.atomic():
        if request.method == "POST" and row.pk:
            row = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        form = MemberOfferForm(request.POST or None, instance=row)
        if request.method == "POST" and form.is_valid() and not form.is_overtaken:
            form.save()
            messages.success(request, "Saved.")
            return redirect("my-organisation:offers", organisation.pk)
    context = {"organisation": organisation, "offer": row, "form": form}
    return render(request, "my/organisation/offer.html", context)


@require_POST
@of_member
def copy_offer(request: HttpRequest, organisation: Organisation, offer_pk: int) -> HttpResponse:
    row = get_object_or_404(Offer.objects.of(organisation), pk=offer_pk)
    copy = services.duplicate_offer(offer=row)
    return redirect("my-organisation:offer", organisation.pk, copy.pk)


@require_POST
@of_member
def withdraw(request: HttpRequest, organisation: Organisation, offer_pk: int) -> HttpResponse:
    """At once, without asking anybody."""
    row = get_object_or_404(Offer.objects.of(organisation), pk=offer_pk)
    withdraw_offer(offer=row, by=person(request), reason="By a member.")
    messages.success(request, f"{row.title} is withdrawn.")
    return redirect("my-organisation:offers", organisation.pk)
