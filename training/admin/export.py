"""The register as a spreadsheet, with the columns that are needed and no more."""

import logging

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone

from artsmark_site.forms import InPlainWords
from artsmark_site.http import person
from partners.admin.export import Column, columns_field, spreadsheet
from training.admin.pages import SessionPages, sent_by
from training.register import register_of

log = logging.getLogger(__name__)

_COLUMNS = {
    "name": Column("Name", lambda row: row.name),
    "organisation": Column("Organisation", lambda row: row.organisation.name),
    "state": Column("State", lambda row: row.get_state_display()),
    "email": Column("E-mail", lambda row: row.email, True),
    "access": Column("Access needs", lambda row: row.access_needs, True),
    "dietary": Column("Dietary needs", lambda row: row.dietary_needs, True),
}


class RegisterColumnsForm(InPlainWords, forms.Form):
    columns = columns_field(_COLUMNS, ["name", "organisation", "state"])


class ExportsRegisters(SessionPages):
    """Adds that page to those of a session."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:pk>/register/export/", self.export, "export"),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Of those who are expected or were marked."""
        session = self.session_of(request, pk)
        register = register_of(session, timezone.now())
        form = RegisterColumnsForm(sent_by(request))
        if form.is_valid():
            names = form.cleaned_data["columns"]
            log.info(
                "export of the register of session %s by user %s: %s",
                session.pk, person(request).pk, ", ".join(names),
            )  # fmt: skip
            return spreadsheet(
                f"register-{session.pk}", [_COLUMNS[name] for name in names], register.expected
            )
        title = f"Export the register: {session}"
        return self.about(
            request, session, "export", title=title, form=form, number=len(register.expected)
        )
