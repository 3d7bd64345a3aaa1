"""Offers: entering them with their six facts, approving and withdrawing them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from artsmark_site.admin import OwnArea
from artsmark_site.http import number_in
from partners import services
from partners.admin.decisions import decision, history_of
from partners.admin.offer_review import ReadsOffers
from partners.admin.pages import DirectoryAdmin
from partners.models import Offer
from partners.offer_form import OfferForm
from partners.revisions import decisions
from partners.standing import why_offer_not_public


@admin.register(Offer)
class OfferAdmin(OwnArea, ReadsOffers, DirectoryAdmin):
    form = OfferForm
    list_display = (
        "title",
        "organisation",
        "state",
        "offer_type",
        "cost",
        "available_to",
        "updated_at",
    )
    list_filter = (
        "state",
        "offer_type",
        "cost_band",
        "organisation__authority__region",
        "art_forms",
        "key_stages",
        ("available_to", admin.EmptyFieldListFilter),
    )
    list_select_related = ("organisation", "offer_type")
    left_out_of_lists = ("organisation__position",)
    ordering = ("title", "pk")
    search_fields = ("title", "organisation__name", "summary")
    search_help_text = "By title, summary or organisation."
    autocomplete_fields = ("organisation", "themes")
    readonly_fields = ("standing", "history")
    actions_on_what_was_read = ("approve",)
    actions = ("approve", "return_with_reason", "withdraw")
    fieldsets = (
        ("How it stands", {"fields": ("standing",)}),
        (
            "The offer",
            {"fields": ("organisation", "title", "summary", "description", "offer_type")},
        ),
        (
            "1. Whom it is for",
            {
                "fields": ("key_stages", "age_min", "age_max", "setting_types"),
                "description": (
                    "Key stages, or ages: an age range ticks each key stage that it overlaps by "
                    "a year or more."
                ),
            },
        ),
        ("2. Art forms", {"fields": ("art_forms",)}),
        ("3. Curriculum links", {"fields": ("themes", "curriculum_links")}),
        ("4. Learning outcomes", {"fields": ("learning_outcomes",)}),
        (
            "5. Cost",
            {
                "fields": (
                    "cost_basis",
                    "cost_from_pence",
                    "cost_to_pence",
                    "cost_note",
                    "vat",
                    "travel_cost",
                ),
            },
        ),
        ("6. What the school provides", {"fields": ("required_resources",)}),
        (
            "How it is done",
            {
                "fields": (
                    "delivery_modes",
                    "duration",
                    "group_size",
                    "group_note",
                    "lead_time_weeks",
                    "web_page",
                ),
            },
        ),
        ("When", {"fields": ("available_from", "available_to", "confirmed_on")}),
        ("Access", {"fields": ("access",), "classes": ("collapse",)}),
        (
            "What it can help with",
            {
                "fields": ("criteria", "quality_principles", "smsc_strands", "arts_award_levels"),
                "classes": ("collapse",),
            },
        ),
        ("Decisions so far", {"fields": ("history",), "classes": ("collapse",)}),
    )

    def what_is_read(self, row: Offer) -> str:
        return decisions.seen_offer(row)

    @admin.display(description="cost", ordering="cost_from_pence")
    def cost(self, offer: Offer) -> str:
        return offer.price

    # --- The page of one --------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Offer | None = None) -> Any:
        """A new one has no standing and no history yet."""
        if obj is not None:
            return self.fieldsets
        about_a_row = {"How it stands", "Decisions so far"}
        return [fieldset for fieldset in self.fieldsets if fieldset[0] not in about_a_row]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The organisation, for “Add an offer” on its page; nothing else from the address."""
        organisation = request.GET.get("organisation", "")
        return {"organisation": organisation} if number_in(organisation) else {}

    def view_on_site(self, offer: Offer) -> str | None:
        return None if why_offer_not_public(offer) else offer.get_absolute_url()

    @admin.display(description="seen by the public")
    def standing(self, offer: Offer) -> SafeString:
        context = {"row": offer, "reasons": why_offer_not_public(offer)}
        return render_to_string("admin/partners/standing.html", context)

    @admin.display(description="decisions")
    def history(self, offer: Offer) -> SafeString:
        return history_of(offer)

    # --- Saving and deleting ----------------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        """What was ever approved is withdrawn, so that its address says what became of it."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.was_approved)

    # --- Decisions --------------------------------------------------------------------------

    approve = decision(
        "Approve and publish", decisions.publish_offer, done="approved", as_read=True
    )
    return_with_reason = decision(
        "Return with a reason",
        decisions.return_offer,
        done="returned",
        question="What should they change?",
    )
    withdraw = decision(
        "Withdraw", services.withdraw_offer, done="withdrawn", question="Why is it withdrawn?"
    )
