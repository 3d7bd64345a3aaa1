"""The page on which staff read a profile that was handed in, with its offers, and decide."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from artsmark_site.http import person
from partners.admin.review import (
    answer,
    decide_profile,
    decided,
    places_of,
    read_groups,
    who_else_reads,
)
from partners.choices import ListingState, OfferState
from partners.models import Organisation
from partners.revisions import decisions
from partners.revisions.facts import facts_of
from partners.revisions.forms import DecisionForm
from partners.revisions.warnings import warnings
from partners.services import CannotPublish

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
        may_decide = self.has_change_permission(request, organisation)
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            if form.is_valid() and (done := self._decide(request, organisation, offers, form)):
                return done
        waits = organisation.listing_state == ListingState.SUBMITTED
        ticked = request.POST.getlist("offer") if request.POST else None
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
                    "is_ticked": ticked is None or str(offer.pk) in ticked,
                }
                for offer in offers
            ],
            "reader": who_else_reads(organisation, person(request)) if waits else "",
            "may_decide": may_decide and waits,
        }
        return answer(self, request, "admin/partners/review.html", context)

    def _decide(
        self, request: HttpRequest, organisation: Organisation, offers: list, form: DecisionForm
    ) -> HttpResponse | None:
        """None if it cannot be done: the notes stand there still, beside what is now to be read."""
        try:
            done = decide_profile(request, organisation, offers, form)
        except CannotPublish as refusal:
            messages.error(request, str(refusal))
            form.read_again(decisions.seen_profile(organisation))
            return None
        decided(request, organisation, done)
        return redirect("admin:partners_organisation_change", organisation.pk)
