"""The page on which staff read a profile that was handed in, with its offers, and decide."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from artsmark_site.http import person
from partners.admin.review import (
    Decisions,
    answer,
    decide,
    places_of,
    read_groups,
    who_else_reads,
)
from partners.choices import ListingState, OfferState
from partners.models import Offer, Organisation
from partners.revisions import decisions
from partners.revisions.facts import facts_of
from partners.revisions.forms import DecisionForm
from partners.revisions.warnings import warnings

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object


class ReadsProfiles(_Page):
    """Adds that page to the organisations' own."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.review)
        name = "partners_organisation_review"
        return [path("<int:pk>/review/", view, name=name), *super().get_urls()]

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every field with room for a note, the offers in full, and the decision."""
        organisation = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, organisation):
            raise PermissionDenied
        offers = list(organisation.offers.filter(state=OfferState.SUBMITTED).order_by("pk"))
        facts, of_offers = facts_of(organisation), {one.pk: facts_of(one) for one in offers}
        places = places_of(facts)
        places += [place for pk, its in of_offers.items() for place in places_of(its, pk)]
        form = DecisionForm(
            request.POST or None,
            places=places,
            initial={"seen": decisions.seen_profile(organisation)},
        )
        ticked = request.POST.getlist("offer") if request.POST else [str(one.pk) for one in offers]
        chosen = [offer for offer in offers if str(offer.pk) in ticked]
        may_decide = self.has_change_permission(request, organisation)
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            how = _decisions(organisation, chosen)
            if form.is_valid() and decide(request, organisation, form, how):
                return redirect("admin:partners_organisation_change", organisation.pk)
        waits = organisation.listing_state == ListingState.SUBMITTED
        context: dict[str, Any] = {
            "title": f"Read {organisation}",
            "organisation": organisation,
            "groups": read_groups(facts, form, pictures=organisation.images.all()),
            "form": form,
            "warnings": warnings(organisation),
            "offers": [
                {
                    "row": offer,
                    "groups": read_groups(of_offers[offer.pk], form, offer.pk),
                    "warnings": warnings(offer),
                    "is_ticked": offer in chosen,
                }
                for offer in offers
            ],
            "reader": who_else_reads(organisation, person(request)) if waits else "",
            "may_decide": may_decide and waits,
        }
        return answer(self, request, "admin/partners/review.html", context)


def _decisions(organisation: Organisation, offers: list[Offer]) -> Decisions:
    return Decisions(
        seen=partial(decisions.seen_profile, organisation),
        approve=partial(decisions.approve_profile, organisation=organisation, offers=offers),
        send_back=partial(decisions.return_profile, organisation=organisation),
        reject=partial(decisions.reject_profile, organisation=organisation),
    )
