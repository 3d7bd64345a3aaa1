"""Who works for a setting, and the e-mail domains that prove it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from artsmark_site.admin import OwnArea
from artsmark_site.forms import StaffForm
from artsmark_site.http import person
from partners.admin.decisions import EVERYWHERE
from partners.admin.pages import DirectoryAdmin, number_of
from settings_schools.choices import SettingRole
from settings_schools.models import EducationSetting, SettingDomain, SettingMembership
from settings_schools.people import services


@admin.register(SettingMembership)
class SettingMembershipAdmin(OwnArea, DirectoryAdmin):
    """Staff confirm where no colleague does, and see to it that somebody leads."""

    list_display = ("setting", "user", "role", "state", "how", "asked_at")
    list_filter = ("state", "role", "how")
    list_select_related = ("setting", "user")
    search_fields = ("setting__name", "user__name", "user__email")
    search_help_text = "By setting, or by the person's name or e-mail address."
    ordering = ("-asked_at", "-pk")
    left_out_of_lists = ("setting__position",)
    fields = readonly_fields = (
        "setting",
        "user",
        "address",
        "state",
        "role",
        "how",
        "asked_at",
        "confirmed_at",
        "confirmed_by",
        "ended_at",
        "colleagues",
        "domains",
    )
    actions = ("confirm", "refuse", "let_lead", "end")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="e-mail address")
    def address(self, row: SettingMembership) -> str:
        return row.user.email

    @admin.display(description="who is there")
    def colleagues(self, row: SettingMembership) -> str:
        people = SettingMembership.objects.of(row.setting)
        return "; ".join(f"{one.user}, {one.get_role_display().lower()}" for one in people)

    @admin.display(description="e-mail domains of the setting")
    def domains(self, row: SettingMembership) -> SafeString:
        return domains_of(row.setting)

    @admin.action(
        description="They work there: confirm", permissions=["change"], location=EVERYWHERE
    )
    def confirm(self, request: HttpRequest, rows: QuerySet) -> None:
        """From then on others of their e-mail domain come in at once, unless many have it."""
        self._each(request, rows, "confirmed", lambda row: _decide(request, row, accept=True))

    @admin.action(
        description="They do not work there: refuse", permissions=["change"], location=EVERYWHERE
    )
    def refuse(self, request: HttpRequest, rows: QuerySet) -> None:
        self._each(request, rows, "refused", lambda row: _decide(request, row, accept=False))

    @admin.action(description="Let them lead", permissions=["change"], location=EVERYWHERE)
    def let_lead(self, request: HttpRequest, rows: QuerySet) -> None:
        def change(row: SettingMembership) -> None:
            services.set_role(membership=row, role=SettingRole.LEAD, by=person(request))

        self._each(request, rows, "leads", change)

    @admin.action(
        description="End their access, at once", permissions=["change"], location=EVERYWHERE
    )
    def end(self, request: HttpRequest, rows: QuerySet) -> None:
        def change(row: SettingMembership) -> None:
            services.end(membership=row, by=person(request))

        self._each(request, rows, "ended", change)

    def _each(
        self,
        request: HttpRequest,
        rows: QuerySet,
        said: str,
        change: Callable[[SettingMembership], None],
    ) -> None:
        for row in rows:
            try:
                change(row)
            except services.CannotChangePeople as refusal:
                messages.error(request, f"{row}: {refusal}")
            else:
                self.log_change(request, row, said.capitalize())
                messages.success(request, f"{row}: {said}. They are told.")


def domains_of(setting: EducationSetting) -> SafeString:
    """Each leads to its page, where it can be deleted; and the way to another one."""
    page = "admin:settings_schools_settingdomain"
    known = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        (
            (reverse(f"{page}_change", args=[one.pk]), one.domain)
            for one in setting.domains.order_by("domain", "pk")
        ),
    )
    add = f"{reverse(f'{page}_add')}?setting={setting.pk}"
    return format_html('{} <a href="{}">Add a domain</a>', known, add)


def _decide(request: HttpRequest, row: SettingMembership, *, accept: bool) -> None:
    services.decide(membership=row, accept=accept, by=person(request))


class SettingDomainForm(StaffForm):
    class Meta:
        model = SettingDomain
        fields = ("setting", "domain")
        widgets = {"setting": forms.HiddenInput}

    def clean_domain(self) -> str:
        """However it was copied: “@MillHouse.sch.uk ”."""
        return str(self.cleaned_data["domain"]).strip().lower().lstrip("@")


@admin.register(SettingDomain)
class SettingDomainAdmin(OwnArea, DirectoryAdmin):
    """Whoever confirmed an address of such a domain belongs to the setting at once."""

    form = SettingDomainForm
    list_display = ("domain", "setting", "entered_at", "entered_by")
    list_select_related = ("setting", "entered_by")
    search_fields = ("domain", "setting__name")
    search_help_text = "By domain or setting."
    ordering = ("domain", "pk")
    left_out_of_lists = ("setting__position",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Another domain is another row: who came in by the first is seen there."""
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A domain is of the setting on whose page it is begun."""
        number = number_of(request.POST.get("setting") or request.GET.get("setting"))
        own = EducationSetting.objects.writable_by(person(request)).filter(pk=number).first()
        if own is None:
            messages.info(request, "Open a setting, and press “Add a domain” there.")
            return redirect("admin:settings_schools_educationsetting_changelist")
        title = {"title": f"An e-mail domain of {own}"}
        return super().add_view(request, form_url, title | (extra_context or {}))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The setting; nothing else from the address."""
        return {"setting": request.GET.get("setting", "")}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A setting is one of one's own area, whatever a form sends."""
        if db_field.name == "setting":
            kwargs["queryset"] = EducationSetting.objects.writable_by(person(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.entered_by = person(request)
        super().save_model(request, obj, form, change)
