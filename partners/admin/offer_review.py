"""The page on which staff read an offer that was handed in by itself, and decide."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from artsmark_site.http import person
from partners.admin.review import (
    answer,
    decide_offer,
    decided,
    places_of,
    read_groups,
    who_else_reads,
)
from partners.choices import ListingState, OfferState
from partners.models import Offer
from partners.revisions import decisions
from partners.revisions.facts import facts_of
from partners.revisions.forms import DecisionForm
from partners.revisions.warnings import warnings
from partners.services import CannotPublish

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object


class ReadsOffers(_Page):
    """Adds that page to the offers' own."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.review)
        return [
            path("<int:pk>/review/", view, name="partners_offer_review"),
            *super().get_urls(),
        ]

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every field with room for a note, and the decision.

        What was handed in together with its profile is read there.
        """
        offer = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, offer):
            raise PermissionDenied
        if offer.organisation.listing_state == ListingState.SUBMITTED:
            return redirect("admin:partners_organisation_review", offer.organisation_id)
        facts = facts_of(offer)
        form = DecisionForm(
            request.POST or None,
            places=places_of(facts),
            initial={"seen": decisions.seen_offer(offer)},
        )
        may_decide = self.has_change_permission(request, offer)
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            if form.is_valid() and (done := self._decide(request, offer, form)):
                return done
        waits = offer.state == OfferState.SUBMITTED
        context: dict[str, Any] = {
            "title": f"Read {offer}",
            "offer": offer,
            "groups": read_groups(facts, form),
            "form": form,
            "warnings": warnings(offer),
            "reader": who_else_reads(offer, person(request)) if waits else "",
            "may_decide": may_decide and waits,
        }
        return answer(self, request, "admin/partners/offer_review.html", context)

    def _decide(
        self, request: HttpRequest, offer: Offer, form: DecisionForm
    ) -> HttpResponse | None:
        """None if it cannot be done: the notes stand there still, beside what is now to be read."""
        try:
            done = decide_offer(request, offer, form)
        except CannotPublish as refusal:
            messages.error(request, str(refusal))
            form.read_again(decisions.seen_offer(offer))
            return None
        decided(request, offer, done)
        return redirect("admin:partners_offer_change", offer.pk)
