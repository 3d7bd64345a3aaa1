"""The funder's quarter: figures of a body's area, the names behind them, and closing them."""

import csv
import logging
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from artsmark_site.admin import OwnArea
from artsmark_site.forms import StaffForm
from artsmark_site.http import number_in, person
from partners.admin.pages import DirectoryAdmin, ShownInItsOwnWay
from reference.models import BridgeOrganisation, LocalAuthority
from reference.spreadsheet import safe_row
from training.models import AreaList, ClosedReport
from training.report import closing, periods, spreadsheet
from training.report.behind import behind
from training.report.periods import Period, PeriodKind
from training.report.sheet import Sheet, read, taken

log = logging.getLogger(__name__)

ENGLAND = "england"


@dataclass(frozen=True)
class Report:
    """What an address of the report asks for. `body` is None for all England."""

    period: Period
    body: BridgeOrganisation | None
    closed: ClosedReport | None

    @property
    def whose(self) -> str:
        return self.body.name if self.body else "All England"

    @property
    def query(self) -> str:
        """What leads to it again."""
        body = str(self.body.pk) if self.body else ENGLAND
        return urlencode({"body": body, "period": self.period.slug})

    @property
    def is_over(self) -> bool:
        return self.period.is_over(timezone.localdate())

    def sheet(self) -> Sheet:
        """As it was closed, or as it is now."""
        if self.closed:
            return read(self.closed.figures)
        return taken(self.period, self.body.pk if self.body else None)

    def says(self) -> list[str]:
        """Of what, whose and how final its numbers are."""
        today = timezone.localdate()
        state = f"As of {date_format(today, 'j F Y')}, not closed"
        if self.closed:
            state = f"Closed on {date_format(self.closed.closed_on, 'j F Y')}"
        return [self.period.as_said(today), self.whose, state]


def _asked(sent: Any, user: User) -> Report:
    """By an address or a form; at first the present quarter of their own body.

    Raises:
        Http404: no such period, one that has not begun, or a body that is not theirs.
    """
    today = timezone.localdate()
    slug = sent.get("period") or periods.present(PeriodKind.QUARTER, today).slug
    period, body = periods.named(slug, today), _body(sent.get("body", ""), user)
    if period is None:
        raise Http404
    return Report(period, body, closing.closed(period, body))


def _body(asked: str, user: User) -> BridgeOrganisation | None:
    bodies = user.writes_for()
    if user.is_superuser and asked in ("", ENGLAND):
        return None
    found = bodies.filter(pk=number_in(asked)).first() if asked else bodies.first()
    if found is None:
        raise Http404
    return found


@admin.register(ClosedReport)
class ClosedReportAdmin(OwnArea, ShownInItsOwnWay):
    """Its list is the report itself, of whichever period, closed or not."""

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"training_report_{name}")

        return [
            page("names/", require_safe(self.names), "names"),
            page("figures.csv", require_safe(self.figures), "figures"),
            page("close/", require_http_methods(["GET", "HEAD", "POST"])(self.close), "close"),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self._page(request, self._report(request))

    def page_of(self, request: HttpRequest, row: ClosedReport) -> HttpResponse:
        return self._page(request, Report(row.period, row.bridge, row))

    def _report(self, request: HttpRequest) -> Report:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return _asked(request.GET, person(request))

    def _page(self, request: HttpRequest, report: Report) -> HttpResponse:
        user = person(request)
        context = {
            **self._about(report, request),
            "title": "Reports",
            "bodies": user.writes_for(),
            "periods": list(periods.offered(timezone.localdate())),
            "already_closed": ClosedReport.objects.of(report.body.pk if report.body else None),
            "may_close": request.user.has_perm("training.add_closedreport"),
        }
        return TemplateResponse(request, "admin/training/report.html", context)

    def _about(self, report: Report, request: HttpRequest) -> dict[str, Any]:
        """Its figures, and what every page about it says."""
        sheet = report.sheet()
        return {
            **self.admin_site.each_context(request),
            "title": f"Close {report.period.label}",
            "opts": self.opts,
            "report": report,
            "says": report.says(),
            "sheet": sheet,
            "total": list(zip(sheet.columns, sheet.total().cells, strict=True)),
            "england": ENGLAND if person(request).is_superuser else "",
        }

    def names(self, request: HttpRequest) -> HttpResponse:
        """Who is behind one number."""
        report = self._report(request)
        figure, cut, value = (request.GET.get(name, "") for name in ("figure", "cut", "value"))
        found = behind(report.sheet(), figure, cut, value, person(request))
        if found is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": f"{found.figure}: {found.of}",
            "opts": self.opts,
            "report": report,
            "says": report.says(),
            "found": found,
        }
        return TemplateResponse(request, "admin/training/report_names.html", context)

    def figures(self, request: HttpRequest) -> HttpResponse:
        """CSV as Excel opens it; nothing in it runs as a formula, and nobody is named in it."""
        report = self._report(request)
        log.info("figures of %s: %s, by user %s", report.query, report.whose, request.user.pk)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        name = f"figures-{report.period.slug}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response.write("\ufeff")
        rows = spreadsheet.rows(report.sheet(), report.says())
        csv.writer(response).writerows(safe_row(row) for row in rows)
        return response

    def close(self, request: HttpRequest) -> HttpResponse:
        """What is closed, and the button: it cannot be opened again."""
        if not request.user.has_perm("training.add_closedreport"):
            raise PermissionDenied
        if request.method == "POST":
            return self._close(request, _asked(request.POST, person(request)))
        report = self._report(request)
        if report.closed or not report.is_over:
            return redirect(self._page_of(report))
        context = self._about(report, request)
        return TemplateResponse(request, "admin/training/report_close.html", context)

    def _close(self, request: HttpRequest, report: Report) -> HttpResponse:
        try:
            row = closing.close(period=report.period, body=report.body, by=person(request))
        except closing.CannotClose as refusal:
            messages.error(request, str(refusal))
        else:
            on = date_format(row.closed_on, "j F Y")
            messages.success(request, f"Closed on {on}: from now on it reads the same.")
        return redirect(self._page_of(report))

    def _page_of(self, report: Report) -> str:
        return f"{reverse('admin:training_closedreport_changelist')}?{report.query}"


class AreaListForm(StaffForm):
    """Of a body's own authorities; a national area of any."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        body, chosen = cleaned.get("bridge"), cleaned.get("authorities")
        if body and chosen is not None:
            others = [str(one) for one in chosen if one.bridge_id != body.pk]
            if others:
                self.add_error("authorities", f"Not of {body}: {', '.join(others)}.")
        return cleaned


@admin.register(AreaList)
class AreaListAdmin(OwnArea, DirectoryAdmin):
    form = AreaListForm
    list_display = ("name", "whose", "number")
    list_select_related = ("bridge",)
    search_fields = ("name",)
    ordering = ("bridge__name", "name", "pk")
    fields = ("name", "bridge", "authorities")
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(places=models.Count("authorities"))

    @admin.display(description="regional body", ordering="bridge__name")
    def whose(self, area: AreaList) -> str:
        return str(area.bridge or "All of them")

    @admin.display(description="local authorities", ordering="places")
    def number(self, area: AreaList) -> int:
        return int(getattr(area, "places", 0))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        user = person(request)
        return {} if user.is_superuser else {"bridge": user.writes_for().first()}

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Nobody cuts another body's area; national staff leave it empty for all."""
        user = person(request)
        kwargs["queryset"] = user.writes_for()
        found = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if found is not None and not user.is_superuser:
            found.required, found.help_text = True, ""
        return found

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        user, rows = person(request), LocalAuthority.objects.active()
        own = rows if user.is_superuser else rows.filter(bridge__in=user.bridges)
        kwargs |= {"queryset": own, "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)
