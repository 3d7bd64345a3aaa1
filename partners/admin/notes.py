"""Staff's own notes about organisations, and what they mean to follow up."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from partners.admin.decisions import EVERYWHERE
from partners.admin.pages import DirectoryAdmin, number_of
from partners.forms import ErrorsBesideFields
from partners.models import Organisation, StaffNote


class StaffNoteForm(ErrorsBesideFields):
    constraint_fields = {"staff_note_followed_up_later": "follow_up_on"}

    class Meta:
        model = StaffNote
        fields = ("organisation", "kind", "on", "words", "follow_up_on")
        widgets = {"organisation": forms.HiddenInput}


class ToFollowUp(admin.SimpleListFilter):
    title = "to follow up"
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("due", "Today or earlier")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "due":
            return queryset
        due = StaffNote.objects.to_follow_up(timezone.localdate())
        return queryset.filter(pk__in=due.order_by().values("pk"))


@admin.register(StaffNote)
class StaffNoteAdmin(OwnArea, DirectoryAdmin):
    form = StaffNoteForm
    list_display = ("organisation", "kind", "on", "by", "follow_up_on", "is_done")
    list_filter = (ToFollowUp, "kind")
    list_select_related = ("organisation", "by")
    left_out_of_lists = ("organisation__position",)
    search_fields = ("organisation__name", "words")
    search_help_text = "By organisation, or by a word of the note."
    ordering = ("-on", "-pk")
    actions = ("follow_up",)

    @admin.display(description="done", boolean=True)
    def is_done(self, note: StaffNote) -> bool | None:
        """Nothing where nothing is to be followed up."""
        return note.followed_up_at is not None if note.follow_up_on else None

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A note is about the organisation on whose page it is begun."""
        number = number_of(request.POST.get("organisation") or request.GET.get("organisation"))
        own = Organisation.objects.writable_by(person(request))
        organisation = own.filter(pk=number or 0).first()
        if organisation is None:
            messages.info(request, "Open an organisation, and press “Add a note” there.")
            return redirect("admin:partners_organisation_changelist")
        title = {"title": f"A note about {organisation}"}
        return super().add_view(request, form_url, title | (extra_context or {}))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The organisation; nothing else from the address."""
        return {"organisation": request.GET.get("organisation", "")}

    def save_model(
        self, request: HttpRequest, obj: StaffNote, form: ModelForm, change: bool
    ) -> None:
        """A new day to follow it up begins it anew."""
        if not change:
            obj.by = person(request)
        if "follow_up_on" in form.changed_data:
            obj.followed_up_at = None
        super().save_model(request, obj, form, change)

    @admin.action(description="It is followed up", permissions=["change"], location=EVERYWHERE)
    def follow_up(self, request: HttpRequest, queryset: QuerySet) -> None:
        open_ones = queryset.filter(follow_up_on__isnull=False, followed_up_at=None)
        done = StaffNote.objects.filter(pk__in=open_ones.order_by().values("pk")).update(
            followed_up_at=timezone.now()
        )
        messages.success(request, f"Followed up: {done}.")
