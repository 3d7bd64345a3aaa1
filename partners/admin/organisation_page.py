"""What the staff's page of one organisation shows: its fields, and what belongs to it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from artsmark_site.admin import is_writable
from artsmark_site.http import person
from partners.admin.decisions import history_of
from partners.models import Membership, Offer, Organisation, StaffNote
from partners.profile import profile_of
from partners.standing import why_not_public

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object

# Of a new one there is nothing to say yet.
_ABOUT_A_ROW = {"How they stand", "Offers", "Who looks after it", "Notes", "Decisions so far"}
_FOR_ITS_STAFF = {"Who looks after it", "Notes", "Decisions so far"}
_CONTACT = {"contact_name", "contact_email", "phone"}
_NOTES_SHOWN = 20


def _without_contact(fields: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(name for name in fields if name not in _CONTACT)


class OrganisationPage(_Page):
    """That page, and the preview of the profile."""

    readonly_fields = (
        *("standing", "offers_here", "people_here", "notes_here", "nation", "history"),
        *("origin", "merged"),
    )
    fieldsets = (
        ("How they stand", {"fields": ("standing",)}),
        ("Who they are", {"fields": ("name", "type", "summary", "description", "website")}),
        ("What they do", {"fields": ("art_forms", "art_form_tags", "arts_award_role")}),
        ("Offers", {"fields": ("offers_here",)}),
        ("Who looks after it", {"fields": ("people_here",)}),
        ("Notes", {"fields": ("notes_here",)}),
        (
            "Where they are based",
            {"fields": ("address", "hide_street", "town", "postcode", "authority", "nation")},
        ),
        (
            "Where they work",
            {
                "fields": (
                    "receives_visits",
                    "travel_miles",
                    "covered_authorities",
                    "covered_regions",
                    "covers_england",
                    "works_online",
                ),
            },
        ),
        ("Access", {"fields": ("access", "access_statement"), "classes": ("collapse",)}),
        (
            "Safeguarding and insurance, as they state it",
            {
                "fields": (
                    "safeguarding_statement",
                    "safeguarding_reviewed_on",
                    "insurance_pounds",
                    "insurance_expires_on",
                ),
            },
        ),
        (
            "When they work",
            {
                "fields": (
                    "working_days",
                    "closed_from",
                    "closed_to",
                    "not_taking_enquiries_until",
                ),
                "classes": ("collapse",),
            },
        ),
        (
            "Training and partnership",
            {
                "fields": (
                    "trained_on",
                    "trained_session",
                    "trained_person",
                    "training_source",
                    "code_accepted_on",
                    "confirmed_on",
                    "partner_since",
                    "renewal_due_on",
                    "lead_bridge",
                ),
                "description": (
                    "Training, the accepted Code and an approved profile together make a partner. "
                    "The start and the renewal date are set then, if they are empty."
                ),
            },
        ),
        (
            "Contact and numbers",
            {
                "fields": (
                    "contact_name",
                    "contact_email",
                    "phone",
                    "charity_number",
                    "company_number",
                    "origin",
                    "merged",
                ),
                "classes": ("collapse",),
            },
        ),
        ("Decisions so far", {"fields": ("history",), "classes": ("collapse",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Organisation | None = None) -> Any:
        """People, notes, reasons and whom to write to are for staff of its area.

        Not for those who belong to it, nor for those in whose area it works.
        """
        if obj is None:
            return [fieldset for fieldset in self.fieldsets if fieldset[0] not in _ABOUT_A_ROW]
        if is_writable(obj, request):
            return list(self.fieldsets)
        shown = [fieldset for fieldset in self.fieldsets if fieldset[0] not in _FOR_ITS_STAFF]
        return [(title, {**how, "fields": _without_contact(how["fields"])}) for title, how in shown]

    def get_readonly_fields(self, request: HttpRequest, obj: Organisation | None = None) -> Any:
        """Who leads it is for national staff to change."""
        national = () if person(request).is_superuser else ("lead_bridge",)
        return (*self.readonly_fields, *national)

    def view_on_site(self, organisation: Organisation) -> str | None:
        return None if why_not_public(organisation) else organisation.get_absolute_url()

    @admin.display(description="seen by the public")
    def standing(self, organisation: Organisation) -> SafeString:
        context = {"row": organisation, "reasons": why_not_public(organisation)}
        return render_to_string("admin/partners/standing.html", context)

    @admin.display(description="offers")
    def offers_here(self, organisation: Organisation) -> SafeString:
        offers = organisation.offers.order_by("title", "pk")
        context = {"organisation": organisation, "offers": offers}
        return render_to_string("admin/partners/offers.html", context)

    @admin.display(description="people")
    def people_here(self, organisation: Organisation) -> SafeString:
        members = Membership.objects.of(organisation)
        return render_to_string("admin/partners/people.html", {"members": members})

    @admin.display(description="our notes")
    def notes_here(self, organisation: Organisation) -> SafeString:
        notes = StaffNote.objects.of(organisation)[:_NOTES_SHOWN]
        context = {"organisation": organisation, "notes": notes}
        return render_to_string("admin/partners/notes.html", context)

    @admin.display(description="decisions")
    def history(self, organisation: Organisation) -> SafeString:
        return history_of(organisation)

    @admin.display(description="came from")
    def origin(self, organisation: Organisation) -> str:
        parts = [organisation.source, organisation.external_id]
        return ", ".join(part for part in parts if part) or "entered by hand"

    @admin.display(description="merged into")
    def merged(self, organisation: Organisation) -> str:
        return str(organisation.merged_into or "nobody")

    # --- The preview ------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.preview)
        name = "partners_organisation_preview"
        return [path("<int:pk>/preview/", preview, name=name), *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The profile as visitors will see it, to staff who may see its page here."""
        here = Organisation.objects.for_profile().filter(pk__in=self.get_queryset(request))
        organisation = get_object_or_404(here, pk=pk)
        if not self.has_view_permission(request, organisation):
            raise PermissionDenied
        profile = profile_of(organisation, Offer.objects.ready(), QueryDict())
        hindered_by = why_not_public(organisation)
        return render(request, "partners/organisation.html", profile | {"hindered_by": hindered_by})
