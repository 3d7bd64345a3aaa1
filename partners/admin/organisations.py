"""Organisations: entering, checking, listing, and taking off the list."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Exists, Model, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from artsmark_site.admin import OfOwnArea, OwnArea
from artsmark_site.http import person
from partners import images, services
from partners.admin.bringing_in import BringsInLists
from partners.admin.decisions import REFUSALS_SHOWN, decision
from partners.admin.export import ExportsThem
from partners.admin.filters import SeenByPublic, ToDo
from partners.admin.merging import MergesDuplicates
from partners.admin.moving import MovesToOtherBodies
from partners.admin.organisation_page import OrganisationPage
from partners.admin.pages import DirectoryAdmin
from partners.admin.people import DecidesAboutPeople
from partners.admin.profile_review import ReadsProfiles
from partners.admin.write_to import WritesToThem
from partners.choices import ListingState
from partners.forms import OrganisationForm, PictureForm, PictureFormSet, VenueForm
from partners.models import Offer, Organisation, OrganisationImage, Venue
from partners.revisions import decisions
from partners.standing import why_not_public

STATUS_FIELDS = {"trained_on", "training_source", "code_accepted_on", "renewal_due_on"}


class VenueInline(OfOwnArea, admin.StackedInline):
    model = Venue
    form = VenueForm
    extra = 0
    classes = ("collapse",)


class PictureInline(OfOwnArea, admin.StackedInline):
    model = OrganisationImage
    form = PictureForm
    formset = PictureFormSet
    extra = 0
    max_num = images.MAX_PICTURES
    ordering = ("position_in_list", "pk")
    verbose_name = "picture"
    fields = ("file", "alt_text", "permission_confirmed", "credit", "position_in_list")

    def get_formset(
        self, request: HttpRequest, obj: Model | None = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        formset.by = person(request)  # type: ignore[attr-defined]
        return formset


def say_what_else_is_needed(request: HttpRequest, chosen: QuerySet) -> None:
    """An approved profile is seen once its organisation is a partner, too."""
    rows = Organisation.objects.filter(pk__in=chosen.values("pk"))
    for organisation in rows.filter(listing_state=ListingState.APPROVED)[:REFUSALS_SHOWN]:
        reasons = why_not_public(organisation)
        if reasons:
            text = f"{organisation} is not seen by the public yet: {'; '.join(reasons)}."
            messages.warning(request, text)


@admin.register(Organisation)
class OrganisationAdmin(
    OwnArea,
    OrganisationPage,
    ReadsProfiles,
    DecidesAboutPeople,
    WritesToThem,
    ExportsThem,
    MergesDuplicates,
    MovesToOtherBodies,
    BringsInLists,
    DirectoryAdmin,
):
    form = OrganisationForm
    inlines = (VenueInline, PictureInline)
    list_display = (
        "name",
        "is_seen",
        "listing_state",
        "partner_status",
        "authority",
        "offers_count",
        "updated_at",
    )
    list_filter = (
        ToDo,
        SeenByPublic,
        "listing_state",
        "partner_status",
        "authority__region",
        "lead_bridge",
        ("hidden_at", admin.EmptyFieldListFilter),
        ("suspended_at", admin.EmptyFieldListFilter),
        "source",
        "is_demo",
    )
    list_select_related = ("authority",)
    left_out_of_lists = ("position",)
    ordering = ("name", "pk")
    search_fields = ("name", "postcode", "website", "charity_number")
    search_help_text = "By name, postcode, website or charity number."
    autocomplete_fields = ("authority", "covered_authorities")
    actions_on_what_was_read = ("approve",)
    read_along = (
        Prefetch("offers", Offer.objects.only("organisation", "state", "updated_at")),
        "venues",
        "images",
    )
    actions = (
        "approve",
        "return_with_reason",
        "reject",
        "undo_approval",
        "archive",
        "take_up",
        "hide",
        "show",
        "suspend",
        "reinstate",
        "invite",
        "write_to",
        "export",
        "merge",
        "move",
    )

    # --- The list ---------------------------------------------------------------------------

    def what_is_read(self, row: Organisation) -> str:
        return decisions.seen_profile(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        offers = Offer.objects.filter(organisation=OuterRef("pk")).order_by()
        counted = offers.values("organisation").annotate(number=Count("pk")).values("number")
        public = Organisation.objects.public().filter(pk=OuterRef("pk"))
        queryset = super().get_queryset(request)
        return queryset.annotate(
            offers_number=Coalesce(Subquery(counted), 0), is_public=Exists(public)
        )

    @admin.display(description="seen by the public", boolean=True)
    def is_seen(self, organisation: Organisation) -> bool:
        """An active partner may be hidden or suspended."""
        return organisation.is_public  # type: ignore[attr-defined]

    @admin.display(description="offers", ordering="offers_number")
    def offers_count(self, organisation: Organisation) -> int:
        return organisation.offers_number  # type: ignore[attr-defined]

    # --- The form ----------------------------------------------------------------------------

    def get_form(
        self,
        request: HttpRequest,
        obj: Organisation | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = person(request)  # type: ignore[attr-defined]
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    # --- Saving and deleting ----------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A picture that cannot be kept undoes the whole save, and says so."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except images.PictureRefused as refusal:
            messages.error(request, f"{refusal} Nothing was saved.")
            return redirect(request.get_full_path())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A browser does not send a file twice: whoever chose one is told to choose it again."""
        for inline in context["inline_admin_formsets"] if request.FILES else ():
            for form in inline.formset.forms:
                if form.files.get(form.add_prefix("file")) and "file" not in form.errors:
                    form.add_error("file", "Choose this picture again: nothing was saved yet.")
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: list[BaseInlineFormSet],
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        # An imported partner may have its status from a list that gave no dates: a corrected
        # telephone number must not take it out of the directory.
        if not STATUS_FIELDS.isdisjoint(form.changed_data):
            services.recompute_partner_status(organisation=form.instance, by=person(request))

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        """What was ever listed is archived, so that its address and history stay."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not obj.was_listed)

    def delete_model(self, request: HttpRequest, obj: Organisation) -> None:
        images.remove_files_on_commit(OrganisationImage.every.filter(organisation=obj))
        super().delete_model(request, obj)

    # --- Decisions --------------------------------------------------------------------------

    approve = decision(
        "Approve and publish",
        partial(decisions.approve_profile, offers=()),
        done="approved",
        as_read=True,
        then=say_what_else_is_needed,
    )
    return_with_reason = decision(
        "Return with a reason",
        services.return_listing,
        done="returned",
        question="What should they change?",
    )
    reject = decision(
        "Reject", services.reject_listing, done="rejected", question="Why can it not be listed?"
    )
    undo_approval = decision(
        "Undo the approval",
        services.undo_approval,
        done="no longer approved; it waits for you again",
        question="Why is the approval taken back? Its owners read this.",
        has_code=True,
    )
    archive = decision(
        "Archive",
        services.archive_listing,
        done="archived",
        question="Why does it leave the directory for good? Its owners read this.",
    )
    take_up = decision(
        "Make it a draft again",
        services.take_up_listing,
        done="a draft again; its owners can change it and hand it in",
        question="Why is it taken up again? Its owners read this.",
    )
    hide = decision(
        "Hide",
        partial(services.set_hidden, hidden=True),
        done="hidden",
        question="Who asked for it to be hidden, and why? This stays with staff.",
    )
    show = decision(
        "Show again", partial(services.set_hidden, hidden=False), done="no longer hidden"
    )
    suspend = decision(
        "Suspend",
        partial(services.set_suspended, suspended=True),
        done="suspended",
        question="Why is it suspended? This stays with staff.",
    )
    reinstate = decision(
        "Reinstate",
        partial(services.set_suspended, suspended=False),
        done="reinstated",
        question="Why is it reinstated?",
    )
