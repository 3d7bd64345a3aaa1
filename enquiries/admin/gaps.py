"""What schools could not find: what they told us, and what their searches say in numbers."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.models import User
from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from enquiries.admin.settling import SettlesThem
from enquiries.gaps import services
from enquiries.gaps.missed import missed_in
from enquiries.models import GapReport
from partners.admin.decisions import EVERYWHERE
from partners.admin.pages import DirectoryAdmin


@admin.register(GapReport)
class GapReportAdmin(OwnArea, SettlesThem, DirectoryAdmin):
    done_by = services
    told_as = "gap"
    list_display = ("where", "art_form", "key_stage", "told_at", "state", "answered_at")
    list_filter = (("state", admin.ChoicesFieldListFilter),)
    list_select_related = ("region", "authority", "art_form", "key_stage")
    search_fields = ("words", "note")
    search_help_text = "By a word of what they looked for, or of your notes."
    ordering = ("-told_at", "-pk")
    readonly_fields = (
        *("region", "authority", "art_form", "key_stage", "words", "email", "told_at"),
        *("state", "answered_at"),
    )
    fields = (*readonly_fields, "note", "answer")
    actions = ("send_answer", "settle", "open_again")

    @admin.display(description="where", ordering="region__sort_order")
    def where(self, gap: GapReport) -> str:
        return gap.where

    def get_readonly_fields(self, request: HttpRequest, obj: GapReport | None = None) -> Any:
        """What was sent stays as it was sent; who left no address gets no answer."""
        is_over = obj is not None and (obj.answered_at or not obj.email)
        return (*self.readonly_fields, "answer") if is_over else self.readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(
        description="Send the answer by e-mail, and settle it",
        permissions=["change"],
        location=EVERYWHERE,
    )
    def send_answer(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.each(request, queryset, services.send_answer, "answered")

    def get_urls(self) -> list[URLPattern]:
        missed = self.admin_site.admin_view(self.missed)
        return [path("missed/", missed, name="enquiries_gapreport_missed"), *super().get_urls()]

    def missed(self, request: HttpRequest) -> HttpResponse:
        """What schools looked for and did not find, in a month or a term, in one's own area."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by: User = person(request)
        asked = (request.GET.get("time", ""), request.GET.get("region", ""))
        context = {
            **self.admin_site.each_context(request),
            "title": "What schools looked for and did not find",
            "opts": self.opts,
            "missed": missed_in(*asked, by=by, today=timezone.localdate()),
        }
        return TemplateResponse(request, "admin/enquiries/missed.html", context)
