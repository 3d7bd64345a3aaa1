"""Opening dates: where staff say from when visitors see partners, and read what that means."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from artsmark_site.admin import RowsOfNoArea
from artsmark_site.forms import StaffForm
from artsmark_site.http import person
from partners.admin.pages import DirectoryAdmin
from partners.launch import in_words, taken_off_by, taken_off_without, what_it_means
from partners.models import Launch, OpeningNotice
from partners.readiness import TOO_FEW, readiness
from partners.search.wording import partners


class LaunchForm(StaffForm):
    """Asks once more before a date takes partners off the site."""

    take_off = forms.BooleanField(
        label="Take them off until then",
        required=False,
        help_text="Needed where visitors see partners now that a later date hides again.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        region = cleaned.get("region", self.instance.region)
        if (opens_on := cleaned.get("opens_on")) and not cleaned.get("take_off"):
            number = taken_off_by(Launch(region=region, opens_on=opens_on))
            if number:
                self.add_error(
                    "take_off",
                    f"Visitors see {partners(number)} now that would be gone until "
                    f"{in_words(opens_on)}. If you mean that, tick this and save again.",
                )
        return cleaned


@admin.register(Launch)
class LaunchAdmin(RowsOfNoArea, DirectoryAdmin):
    form = LaunchForm
    list_display = ("whose", "opens_on", "means")
    list_select_related = ("region",)
    ordering = ("region__sort_order", "pk")
    fields = ("region", "opens_on", "take_off", "means")
    readonly_fields = ("means",)
    show_facets = admin.ShowFacets.NEVER

    def get_fields(self, request: HttpRequest, obj: Launch | None = None) -> Any:
        return self.fields if obj else self.fields[:-1]

    def get_readonly_fields(self, request: HttpRequest, obj: Launch | None = None) -> Any:
        return ("region", "means") if obj else ()

    @admin.display(description="region", ordering="region__sort_order")
    def whose(self, launch: Launch) -> str:
        return launch.region.name if launch.region else "National"

    @admin.display(description="what it means")
    def means(self, launch: Launch) -> str:
        return what_it_means(launch)

    def has_delete_permission(self, request: HttpRequest, obj: Launch | None = None) -> bool:
        """Not where that takes partners off: a later date does, and asks before it."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not taken_off_without(obj))

    def save_model(
        self, request: HttpRequest, obj: Launch, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        self.message_user(request, what_it_means(obj))

    def get_urls(self) -> list[URLPattern]:
        ready = self.admin_site.admin_view(self.ready_to_open)
        return [path("ready/", ready, name="partners_launch_ready"), *super().get_urls()]

    def ready_to_open(self, request: HttpRequest) -> HttpResponse:
        """By authority: who is live, who is on the way, and where schools would find too few.

        Staff of a body see it of the authorities that it looks after.
        """
        by = person(request)
        if not (by.is_superuser or by.bridges):
            raise PermissionDenied
        region = request.GET.get("region", "")
        own = readiness(None if by.is_superuser else by.bridges)
        rows = [row for row in own if region in ("", row.authority.region.slug)]
        context = {
            **self.admin_site.each_context(request),
            "title": "Ready to open?",
            "may_see_dates": self.has_view_permission(request),
            "regions": list(dict.fromkeys(row.authority.region for row in own)),
            "everywhere": "All of England" if by.is_superuser else "All that you look after",
            "region": region,
            "rows": rows,
            "too_few": sum(row.finds_too_few for row in rows),
            "fewest": TOO_FEW,
        }
        return TemplateResponse(request, "admin/partners/ready_to_open.html", context)


@admin.register(OpeningNotice)
class OpeningNoticeAdmin(RowsOfNoArea, DirectoryAdmin):
    """Who waits to be told. People delete themselves; staff do it for those who ask them to."""

    list_display = ("email", "wants", "asked_at", "confirmed_at")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter), "region")
    list_select_related = ("region",)
    search_fields = ("email",)
    ordering = ("-asked_at", "pk")
    fields = readonly_fields = ("email", "wants", "asked_at", "confirmed_at")
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="wants to know of", ordering="region__sort_order")
    def wants(self, notice: OpeningNotice) -> str:
        return notice.where

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
