"""Those who would come: invited to a session, closed, or deleted, by staff of their area."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from partners.admin.decisions import EVERYWHERE
from partners.admin.pages import DirectoryAdmin, chosen_rows
from training.admin.filters import HowOld
from training.choices import InterestState
from training.interest import services
from training.models import InterestRegistration, TrainingSession
from training.staff_forms import InviteForm


@admin.register(InterestRegistration)
class InterestRegistrationAdmin(OwnArea, DirectoryAdmin):
    """Only those whose address somebody said is theirs, and who were not deleted."""

    list_display = (
        *("organisation_name", "name", "authority", "what_they_do"),
        *("state", "confirmed_at"),
    )
    list_display_links = ("organisation_name", "name")
    list_filter = (
        ("state", admin.ChoicesFieldListFilter),
        ("authority", admin.RelatedOnlyFieldListFilter),
        ("art_forms", admin.RelatedOnlyFieldListFilter),
        HowOld,
        "in_person",
        "online",
    )
    list_select_related = ("authority",)
    search_fields = ("name", "email", "organisation_name")
    search_help_text = "By name, e-mail address or organisation."
    ordering = ("confirmed_at", "pk")
    fields = readonly_fields = (
        *("state", "name", "email", "organisation_name", "organisation", "authority"),
        *("art_forms", "in_person", "online", "suits", "confirmed_at", "still_asked_at"),
    )
    actions = ("invite", "close", "open_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).confirmed().prefetch_related("art_forms")

    @admin.display(description="art forms")
    def what_they_do(self, interest: InterestRegistration) -> str:
        return ", ".join(str(art_form) for art_form in interest.art_forms.all())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: InterestRegistration) -> None:
        """Who they are goes; that somebody of the authority asked stays in the figures."""
        services.forget(interest=obj, now=timezone.now())

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """That one was deleted, and by whom; not whose it was."""
        for interest in queryset:
            interest.organisation_name = ""
        return super().log_deletions(request, queryset)

    # --- What is done with them -------------------------------------------------------------

    @admin.action(description="Invite to a session", permissions=["change"], location=EVERYWHERE)
    def invite(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Those who still wait, to a session of one's own body that can be booked."""
        by = person(request)
        own = InterestRegistration.objects.writable_by(by).waiting()
        chosen = list(own.filter(pk__in=queryset.order_by().values("pk")).order_by("pk"))
        coming = TrainingSession.objects.writable_by(by).open_for_booking(timezone.now())
        form = InviteForm(
            request.POST if "invite" in request.POST else None,
            sessions=coming.order_by("starts_at"),
        )
        if chosen and form.is_valid():
            session = form.cleaned_data["session"]
            told = services.invite(session=session, chosen=chosen, by=by)
            messages.success(request, f"{session}: {told} of {len(chosen)} invited.")
            if told < len(chosen):
                messages.info(request, "The others had been invited to it before.")
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Invite to a session",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "rows": chosen,
            "left_out": queryset.count() - len(chosen),
            "chosen": chosen_rows(request, "invite"),
            "here": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/training/invite.html", context)

    @admin.action(
        description="Close: no session is looked for", permissions=["change"], location=EVERYWHERE
    )
    def close(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, InterestState.CLOSED)

    @admin.action(
        description="Open again: they wait for a session",
        permissions=["change"],
        location=EVERYWHERE,
    )
    def open_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, InterestState.OPEN)

    def _each(self, request: HttpRequest, queryset: QuerySet, state: InterestState) -> None:
        rows: Any = [row for row in queryset if self.has_change_permission(request, row)]
        for interest in rows:
            services.set_state(interest=interest, state=state, by=person(request))
        if rows:
            messages.success(request, f"{state.label}: {len(rows)}.")
