"""A member's offers: written, copied, withdrawn."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.typed import forget, keeps_what_is_typed, sent
from artsmark_site.http import person
from partners.choices import ListingState, OfferState
from partners.models import Offer, Organisation, ReviewNote
from partners.my import services
from partners.my.changes import save, waiting_values
from partners.my.forms import MemberOfferForm
from partners.my.views import of_member
from partners.services import missing_facts


@require_safe
@of_member
def offers(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    rows = list(organisation.offers.select_related("organisation").order_by("title", "pk"))
    notes = ReviewNote.objects.unsettled_by_offer(organisation)
    changes = dict(organisation.revisions.open().values_list("offer", "state"))
    for offer in rows:
        offer.change = changes.get(offer.pk, "")  # type: ignore[attr-defined]
        offer.notes = notes.get(offer.pk, [])  # type: ignore[attr-defined]
        offer.missing = missing_facts(offer)  # type: ignore[attr-defined]
    is_listed = organisation.listing_state == ListingState.APPROVED
    context = {"organisation": organisation, "offers": rows, "is_listed": is_listed}
    return render(request, "my/organisation/offers.html", context)


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def new_offer(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _edit(request, organisation, Offer(organisation=organisation))


@keeps_what_is_typed
@require_http_methods(["GET", "HEAD", "POST"])
@of_member
def offer(request: HttpRequest, organisation: Organisation, offer_pk: int) -> HttpResponse:
    row = get_object_or_404(Offer.objects.of(organisation), pk=offer_pk)
    if row.state == OfferState.SUBMITTED:
        messages.info(request, "It cannot be changed while staff read it. Take it back first.")
        return redirect("my-organisation:offers", organisation.pk)
    return _edit(request, organisation, row)


def _edit(request: HttpRequest, organisation: Organisation, row: Offer) -> HttpResponse:
    with transaction.atomic():
        if request.method == "POST" and row.pk:
            row = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        form = MemberOfferForm(sent(request), instance=row, **_asked_of(row))
        if request.method == "POST" and form.is_valid() and not form.is_overtaken:
            save(request, row, form, is_live=row.state == OfferState.APPROVED)
            forget(request)
            return redirect("my-organisation:offers", organisation.pk)
    context = {"organisation": organisation, "offer": row, "form": form}
    return render(request, "my/organisation/offer.html", context)


def _asked_of(row: Offer) -> dict[str, Any]:
    """What waits, and what staff ask for; a new one has neither."""
    if row._state.adding:
        return {}
    return {"waiting": waiting_values(row), "notes": ReviewNote.objects.unsettled(row)}


@require_POST
@of_member
def submit(request: HttpRequest, organisation: Organisation, offer_pk: int) -> HttpResponse:
    """To staff, where the profile is listed already; one that lacks facts opens and says which."""
    row = get_object_or_404(Offer.objects.of(organisation), pk=offer_pk)
    try:
        services.submit_offer(offer=row, by=person(request))
    except services.LacksFacts as refusal:
        messages.error(request, f"{row.title} is not handed in. {refusal}")
        return redirect("my-organisation:offer", organisation.pk, row.pk)
    except services.CannotSubmit as refusal:
        messages.error(request, f"{row.title}: {refusal}")
    else:
        messages.success(request, f"{row.title} is handed in: we write to you.")
    return redirect("my-organisation:offers", organisation.pk)


@require_POST
@of_member
def take_back(request: HttpRequest, organisation: Organisation, offer_pk: int) -> HttpResponse:
    row = get_object_or_404(Offer.objects.of(organisation), pk=offer_pk)
    if services.take_back_offer(offer=row, by=person(request)):
        messages.success(request, f"{row.title} is taken back: it is a draft again.")
    else:
        messages.info(request, f"{row.title} does not wait by itself any more.")
    return redirect("my-organisation:offers", organisation.pk)


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
    services.withdraw(offer=row, by=person(request))
    messages.success(request, f"{row.title} is withdrawn.")
    return redirect("my-organisation:offers", organisation.pk)
