"""The page on which staff make two entries of one organisation into one."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from artsmark_site.http import person
from partners.admin.pages import chosen_rows
from partners.merging import services
from partners.merging.forms import MergeForm
from partners.models import Organisation

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object


class MergesDuplicates(_Page):
    """Adds that page to the page of one organisation."""

    @admin.action(
        description="Merge into another entry",
        permissions=["change"],
        location=[ActionLocation.CHANGE_FORM],
    )
    def merge(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Both are of one's own area; what goes over is said before."""
        by = person(request)
        own = Organisation.objects.writable_by(by)
        organisation = own.filter(pk__in=queryset.values("pk")).first()
        if organisation is None:
            messages.error(request, "It is not yours to decide about.")
            return None
        form = MergeForm(
            request.POST if "search" in request.POST else None, organisation=organisation, own=own
        )
        if "merge" in request.POST and form.is_valid():
            told = {name: form.cleaned_data[name] for name in ("into", "going", "reason")}
            try:
                stays = services.merge(organisation=organisation, by=by, **told)
            except services.CannotMerge as refusal:
                form.add_error("into", str(refusal))
            else:
                messages.success(request, f"{organisation} and {stays} are one now: {stays}.")
                return redirect("admin:partners_organisation_change", stays.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {organisation} into another entry",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "is_tried": "merge" in request.POST,
            "organisation": organisation,
            "offers": organisation.offers.count(),
            "pictures": organisation.images.count(),
            "chosen": chosen_rows(request, "merge"),
            "here": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/partners/merge.html", context)
