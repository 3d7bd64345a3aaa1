"""Concerns about partners, for those who look after the partner. Each opening is on record."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from enquiries.admin.settling import SettlesThem
from enquiries.concerns import services
from enquiries.models import Concern
from partners.admin.decisions import EVERYWHERE
from partners.admin.pages import DirectoryAdmin, number_of


class Unsettled(admin.SimpleListFilter):
    title = "what is to do"
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Not settled yet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "yes":
            return queryset
        unsettled = Concern.objects.unsettled().order_by()
        return queryset.filter(pk__in=unsettled.values("pk"))


@admin.register(Concern)
class ConcernAdmin(OwnArea, SettlesThem, DirectoryAdmin):
    """The list tells of whom and since when. What was said is read one by one."""

    done_by = services
    told_as = "concern"

    list_display = ("__str__", "organisation", "state", "reported_at", "settled_at")
    list_filter = (Unsettled, ("state", admin.ChoicesFieldListFilter))
    list_select_related = ("organisation",)
    left_out_of_lists = ("organisation__position",)
    search_fields = ("organisation__name",)
    search_help_text = "By organisation."
    ordering = ("-reported_at", "-pk")
    readonly_fields = (
        *("organisation", "offer", "kind", "words", "name", "email", "reported_at"),
        *("state", "settled_at"),
    )
    fields = (*readonly_fields, "note")
    actions = ("look_into", "settle", "open_again")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Noted before it is shown, so that nobody reads one without a trace."""
        concern = self.get_queryset(request).filter(pk=number_of(object_id)).first()
        if concern is not None and self.has_view_permission(request, concern):
            services.note_opening(concern, by=person(request))
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.action(
        description="It is being looked into", permissions=["change"], location=EVERYWHERE
    )
    def look_into(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.each(request, queryset, services.look_into, "being looked into")
