"""Moving an organisation to another regional body: asked on its page, answered by the other."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from partners.admin.decisions import EVERYWHERE
from partners.admin.pages import DirectoryAdmin, chosen_rows
from partners.models import BridgeMove
from partners.moving import services
from partners.moving.forms import MoveForm

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object


class MovesToOtherBodies(_Page):
    """Adds the question to the page of one organisation, also for whoever may only read it."""

    @admin.action(
        description="Let another body lead it",
        permissions=["view"],
        location=[ActionLocation.CHANGE_FORM],
    )
    def move(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        organisation, by = (
            queryset.select_related("authority__bridge", "lead_bridge").get(),
            person(request),
        )
        form = MoveForm(
            request.POST if "ask" in request.POST else None, organisation=organisation, by=by
        )
        if form.is_valid():
            try:
                asked = services.ask(organisation=organisation, by=by, **form.cleaned_data)
            except services.CannotMove as refusal:
                form.add_error(None, str(refusal))
            else:
                said = (
                    f"{asked.answer_by or 'National staff'} is asked." if asked else "It is moved."
                )
                messages.success(request, f"{organisation}: {said}")
                return redirect("admin:partners_organisation_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Who leads {organisation}",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "organisation": organisation,
            "chosen": chosen_rows(request, "move"),
            "here": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/partners/move.html", context)


@admin.register(BridgeMove)
class BridgeMoveAdmin(OwnArea, DirectoryAdmin):
    """Questions and answers, for both bodies."""

    list_display = ("organisation", "from_bridge", "to_bridge", "state", "asked_at", "decided_at")
    list_filter = (("state", admin.ChoicesFieldListFilter),)
    list_select_related = ("organisation", "from_bridge", "to_bridge")
    left_out_of_lists = ("organisation__position",)
    search_fields = ("organisation__name",)
    ordering = ("-asked_at", "-pk")
    fields = readonly_fields = (
        *("organisation", "from_bridge", "to_bridge", "reason", "state"),
        *("asked_by", "asked_at", "decided_by", "decided_at"),
    )
    actions = ("agree", "refuse")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Agree: it moves", permissions=["change"], location=EVERYWHERE)
    def agree(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._answer(request, queryset, agree=True)

    @admin.action(description="Do not agree", permissions=["change"], location=EVERYWHERE)
    def refuse(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._answer(request, queryset, agree=False)

    def _answer(self, request: HttpRequest, queryset: QuerySet, *, agree: bool) -> None:
        for move in queryset:
            try:
                services.answer(move=move, agree=agree, by=person(request))
            except services.CannotMove as refusal:
                messages.error(request, str(refusal))
            else:
                self.log_change(request, move, "Agreed." if agree else "Refused.")
                messages.success(request, f"{move}: {'agreed' if agree else 'refused'}.")
