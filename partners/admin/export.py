"""The list of organisations as a spreadsheet: chosen ones, and only the columns that are needed."""

import csv
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from artsmark_site.forms import InPlainWords
from artsmark_site.http import person
from partners.admin.pages import chosen_rows
from partners.choices import MemberRole
from partners.models import Organisation
from reference.spreadsheet import safe_row

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Page
else:
    _Page = object

log = logging.getLogger(__name__)


class Column(NamedTuple):
    """What is written for an organisation. Personal ones are ticked by hand or not at all."""

    label: str
    value: Callable[[Any], Any]
    is_personal: bool = False


def _owners(organisation: Organisation) -> str:
    members = organisation.members.all()
    return "; ".join(m.user.email for m in members if m.role == MemberRole.OWNER)


COLUMNS = {
    "name": Column("Name", lambda row: row.name),
    "type": Column("Type", lambda row: row.get_type_display()),
    "town": Column("Town", lambda row: row.town),
    "postcode": Column("Postcode", lambda row: "" if row.hide_street else row.postcode),
    "authority": Column("Local authority", lambda row: str(row.authority or "")),
    "led_by": Column("Led by", lambda row: str(row.led_by or "")),
    "listing": Column("Listing", lambda row: row.get_listing_state_display()),
    "partner": Column("Partner status", lambda row: row.get_partner_status_display()),
    "public": Column("Seen by the public", lambda row: "yes" if row.is_public else "no"),
    "offers": Column("Offers", lambda row: row.offers_number),
    "website": Column("Website", lambda row: row.website),
    "charity": Column("Charity number", lambda row: row.charity_number),
    "trained": Column("Trained on", lambda row: row.trained_on),
    "session": Column("Training session", lambda row: row.trained_session),
    "code": Column("Code accepted on", lambda row: row.code_accepted_on),
    "since": Column("Partner since", lambda row: row.partner_since),
    "renewal": Column("Renewal due on", lambda row: row.renewal_due_on),
    "confirmed": Column("Said to be right on", lambda row: row.confirmed_on),
    "safeguarding": Column("Safeguarding reviewed on", lambda row: row.safeguarding_reviewed_on),
    "insurance": Column("Insured until", lambda row: row.insurance_expires_on),
    "owners": Column("Owners' e-mail addresses", _owners, True),
    "contact": Column("Contact", lambda row: row.contact_name, True),
    "email": Column("Contact e-mail", lambda row: row.contact_email, True),
    "phone": Column("Telephone", lambda row: row.phone, True),
    "trained_person": Column("Who was trained", lambda row: row.trained_person, True),
}
_USUAL = ["name", "authority", "listing", "partner"]


def columns_field(columns: dict[str, Column], usual: list[str]) -> forms.MultipleChoiceField:
    """Which of them are wanted."""
    return forms.MultipleChoiceField(
        label="Columns",
        choices=[
            (name, f"{column.label} (personal)" if column.is_personal else column.label)
            for name, column in columns.items()
        ],
        initial=usual,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one column."},
        help_text="Only what the work needs. Who exports how many, and which columns, is logged.",
    )


class ColumnsForm(InPlainWords, forms.Form):
    columns = columns_field(COLUMNS, _USUAL)


class ExportsThem(_Page):
    """Adds to the list of organisations the action that exports those chosen."""

    @admin.action(description="Export to a spreadsheet", permissions=["change"])
    def export(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        """Of one's own area alone, whatever is chosen."""
        by = person(request)
        own = queryset.filter(pk__in=Organisation.objects.writable_by(by).values("pk"))
        form = ColumnsForm(request.POST if "export" in request.POST else None)
        if form.is_valid():
            names = form.cleaned_data["columns"]
            log.info(
                "export of %s organisations by user %s: %s", own.count(), by.pk, ", ".join(names)
            )
            columns = [COLUMNS[name] for name in names]
            return spreadsheet("organisations", columns, _in_order(own))
        context = {
            **self.admin_site.each_context(request),
            "title": "Export to a spreadsheet",
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "number": own.count(),
            "not_ours": queryset.count() - own.count(),
            "chosen": chosen_rows(request, "export"),
            "here": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/partners/export.html", context)


def spreadsheet(name: str, columns: list[Column], rows: Iterable[Any]) -> HttpResponse:
    """CSV as Excel opens it; nothing in it runs as a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    file = f"{name}-{timezone.localdate().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([column.label for column in columns])
    for row in rows:
        values = (column.value(row) for column in columns)
        writer.writerow(safe_row("" if value is None else value for value in values))
    return response


def _in_order(rows: QuerySet) -> QuerySet:
    chosen = rows.select_related("authority__bridge", "lead_bridge")
    return chosen.prefetch_related("members__user").order_by("name", "pk")
