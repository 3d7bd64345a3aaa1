"""Letters to lists: how far each is, what came of each one sent, and stopping or sending again."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from partners.admin.pages import ShownInItsOwnWay, number_of
from partners.choices import MailingState
from partners.letters import rounds
from partners.letters.outcomes import outcomes_of
from partners.models import Addressee, Mailing


@admin.register(Mailing)
class MailingAdmin(OwnArea, ShownInItsOwnWay):
    """A letter is begun from the list of organisations."""

    list_display = ("subject", "kind", "bridge", "state", "how_far", "begun_at", "begun_by")
    list_filter = ("kind", ("state", admin.ChoicesFieldListFilter))
    list_select_related = ("bridge", "begun_by")
    search_fields = ("subject",)
    ordering = ("-begun_at", "-pk")
    actions = ("stop", "go_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counted = super().get_queryset(request)
        return counted.annotate(
            everybody=Count("addressees"),
            posted=Count("addressees", filter=Q(addressees__posted_at__isnull=False)),
        )

    @admin.display(description="sent")
    def how_far(self, mailing: Mailing) -> str:
        return f"{mailing.posted} of {mailing.everybody}"  # type: ignore[attr-defined]

    # --- The page of one --------------------------------------------------------------------

    def page_of(self, request: HttpRequest, mailing: Mailing) -> HttpResponse:
        """What came of each letter, with its buttons."""
        if request.method == "POST":
            if not self.has_change_permission(request, mailing):
                raise PermissionDenied
            self._do(request, mailing)
            return redirect(request.path)
        outcomes = outcomes_of(mailing)
        context = {
            **self.admin_site.each_context(request),
            "title": mailing.subject,
            "opts": self.opts,
            "media": self.media,
            "mailing": mailing,
            "outcomes": outcomes,
            "counts": outcomes.counts,
            "may_stop": mailing.state == MailingState.GOING,
            "may_go_on": mailing.state == MailingState.STOPPED,
        }
        return TemplateResponse(request, "admin/partners/mailing.html", context)

    def _do(self, request: HttpRequest, mailing: Mailing) -> None:
        if "stop" in request.POST:
            rounds.stop(mailing=mailing, by=person(request))
            messages.success(request, "Stopped: no more of it goes out.")
        elif "go_on" in request.POST:
            rounds.go_on(mailing=mailing, by=person(request))
            messages.success(request, "It goes on.")
        elif number := number_of(request.POST.get("again")):
            addressee = get_object_or_404(Addressee, mailing=mailing, pk=number)
            rounds.send_again(addressee=addressee, by=person(request))
            messages.success(request, f"It is sent again to {addressee.organisation}.")

    # --- Many -------------------------------------------------------------------------------

    @admin.action(description="Stop", permissions=["change"])
    def stop(self, request: HttpRequest, queryset: QuerySet) -> None:
        for mailing in queryset:
            rounds.stop(mailing=mailing, by=person(request))
            messages.success(request, f"{mailing.subject}: stopped.")

    @admin.action(description="Go on", permissions=["change"])
    def go_on(self, request: HttpRequest, queryset: QuerySet) -> None:
        for mailing in queryset:
            rounds.go_on(mailing=mailing, by=person(request))
            messages.success(request, f"{mailing.subject}: goes on.")
