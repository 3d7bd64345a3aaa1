"""The pages on which staff bring in a list: choose the file, see what would happen, take it."""

import csv
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from artsmark_site.http import person
from partners.imports import upload
from partners.imports.forms import ListForm
from partners.imports.outcome import Outcome, write_remarks
from partners.imports.run import AnotherImportRuns
from partners.imports.table import UnreadableFile
from partners.imports.words import Words
from partners.models import ListUpload

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object

SHOWN = 200  # changes, and remarks, on the page; the report has all remarks


class BringsInLists(_Page):
    """Adds those pages to the list of organisations."""

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Any, name: str) -> URLPattern:
            view = self.admin_site.admin_view(view)
            return path(address, view, name=f"partners_organisation_{name}")

        return [
            page("import/", require_http_methods(["GET", "HEAD", "POST"])(self.bring_in), "import"),
            page("import/columns.csv", require_safe(self.columns), "import_columns"),
            page(
                "import/<int:pk>/",
                require_http_methods(["GET", "HEAD", "POST"])(self.preview_list),
                "import_preview",
            ),
            page("import/<int:pk>/report.csv", require_safe(self.report), "import_report"),
            *super().get_urls(),
        ]

    def bring_in(self, request: HttpRequest) -> HttpResponse:
        """Nothing is read before the preview."""
        self._check(request)
        form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
        if form.is_valid():
            file = form.cleaned_data["file"]
            kept = ListUpload.objects.create(
                by=person(request), name=str(file.name)[-120:], content=file.read()
            )
            return redirect("admin:partners_organisation_import_preview", kept.pk)
        columns = upload.scope_of(person(request)).columns
        context = {"title": "Bring in a list", "form": form, "columns": columns}
        return self._page(request, "admin/partners/import.html", context)

    def columns(self, request: HttpRequest) -> HttpResponse:
        """A list of one line, to be filled in."""
        self._check(request)
        response = _download("organisations.csv")
        csv.writer(response).writerow(upload.scope_of(person(request)).columns)
        return response

    def preview_list(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What each row would do, by column, and which stay out and why; then take it, or not."""
        self._check(request)
        kept = ListUpload.objects.of(person(request)).filter(pk=pk).first()
        if kept is None:
            messages.info(request, "That list was brought in, was dropped, or is over a day old.")
            return redirect("admin:partners_organisation_changelist")
        if request.method == "POST" and "drop" in request.POST:
            kept.delete()
            messages.success(request, "Dropped: nothing was changed.")
            return redirect("admin:partners_organisation_import")
        if request.method == "POST":
            return self._take(request, kept)
        context: dict[str, Any] = {"title": f"Preview of {kept.name}", "kept": kept}
        try:
            context |= _shown(upload.look_at(kept, person(request)))
        except (UnreadableFile, AnotherImportRuns) as refusal:
            context["refusal"] = str(refusal)
        return self._page(request, "admin/partners/import_preview.html", context)

    def _take(self, request: HttpRequest, kept: ListUpload) -> HttpResponse:
        try:
            outcome = upload.take(kept, person(request))
        except (UnreadableFile, AnotherImportRuns) as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        stayed = outcome.rejected + outcome.skipped
        messages.success(
            request,
            f"{outcome.created} new, {outcome.updated} changed, {outcome.unchanged} as they were, "
            f"{stayed} stayed out.",
        )
        return redirect("admin:partners_organisation_changelist")

    def report(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every remark by line and column, for whoever mends the list."""
        kept = self._kept(request, pk)
        try:
            outcome = upload.look_at(kept, person(request))
        except (UnreadableFile, AnotherImportRuns) as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:partners_organisation_import_preview", pk)
        response = _download("what-stayed-out.csv")
        write_remarks(outcome, response)  # type: ignore[arg-type]
        return response

    def _check(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _kept(self, request: HttpRequest, pk: int) -> ListUpload:
        self._check(request)
        return get_object_or_404(ListUpload.objects.of(person(request)), pk=pk)

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, template, frame | context)


def _shown(outcome: Outcome) -> dict[str, Any]:
    words = Words()
    new = [change for change in outcome.changes if change.is_new][:SHOWN]
    changed = [change for change in outcome.changes if not change.is_new][:SHOWN]
    return {
        "outcome": outcome,
        "new": [words.of(change) for change in new],
        "changed": [words.of(change) for change in changed],
        "remarks": outcome.remarks[:SHOWN],
        "more_remarks": max(0, len(outcome.remarks) - SHOWN),
        "may_take": bool(outcome.changes),
    }


def _download(name: str) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
