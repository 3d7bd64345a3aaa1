"""The staff's pages: who may come in, and what every page of them has in common."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import Truncator, capfirst
from django.views.decorators.http import require_safe

from artsmark_site import every_change
from artsmark_site.forms import StaffForm
from artsmark_site.http import person
from partners.desk.piles import piles_of

# Libraries register pages of their own; what they keep is not for staff to read or change. Groups
# (`auth`) are code: `accounts.groups`.
_NOT_SHOWN = {"account", "auth", "mfa", "usersessions", "procrastinate"}
_TOLD = 200  # letters of a value, in a history


class StaffSite(admin.AdminSite):
    """The admin, behind the site's own sign-in, for staff with a second factor alone."""

    def register(self, model_or_iterable: Any, *args: Any, **kwargs: Any) -> None:
        models = model_or_iterable
        models = [models] if isinstance(models, type) else list(models)
        shown = [model for model in models if model._meta.app_label not in _NOT_SHOWN]
        super().register(shown, *args, **kwargs)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and is_mfa_enabled(request.user)

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one door, with the same limits and the same second step for all."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
            wanted = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if not super().has_permission(request):
            raise PermissionDenied
        if self.has_permission(request):
            return redirect(wanted)
        messages.info(request, "The staff pages need a second step: set it up here, once.")
        return redirect("mfa_activate_totp")

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits for whoever came in stands first."""
        user = person(request)
        context = {
            "title": "Waiting for me",
            "piles": piles_of(user),
            "may_see_readiness": user.is_superuser or user.bridges,
            "without_answers": user.writes_for().filter(contact_email="", is_active=True),
        }
        return super().index(request, context | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        page = self.admin_view(require_safe(self.every_change))
        address = "every-change/<slug:app>/<slug:model>/<int:pk>/"
        return [path(address, page, name="every_change"), *super().get_urls()]

    def every_change(self, request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
        """Of a row whose own page they may open; of one that is gone, for national staff."""
        kind = next(
            (kind for kind in self._registry if kind._meta.label_lower == f"{app}.{model}"), None
        )
        if kind is None or not every_change.is_kept(kind):
            raise Http404
        page = self._registry[kind]
        row = page.get_queryset(request).filter(pk=pk).first()
        is_seen = page.has_view_permission(request, row) if row else person(request).is_superuser
        pages = every_change.pages_of(kind, pk)
        if not is_seen or not pages.count:
            raise Http404
        here = pages.get_page(request.GET.get("page"))
        context = {
            **self.each_context(request),
            "title": "Every change",
            "subtitle": str(row or f"{kind._meta.verbose_name} {pk}, which is gone"),
            "opts": kind._meta,
            "row": row,
            "page": here,
            "occasions": every_change.occasions(kind, pk, here),
        }
        return TemplateResponse(request, "admin/every_change.html", context)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where everybody changes theirs."""
        return redirect("account_change_password")


class StaffPage:
    """A page of rows that speaks our words: in its titles, and in what its forms refuse."""

    form: Any = StaffForm

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What stands there; not “Select one to change”."""
        title = capfirst(str(self.opts.verbose_name_plural))  # type: ignore[attr-defined]
        context = {"title": title} | (extra_context or {})
        return super().changelist_view(request, context)  # type: ignore[misc]


class TellsWhatChanged:
    """Its history says what a field was and became: for pages on which nothing is private."""

    def construct_change_message(
        self, request: HttpRequest, form: Form, formsets: Iterable[BaseFormSet], add: bool = False
    ) -> list[dict[str, dict[str, list[str]]]]:
        said = super().construct_change_message(request, form, formsets, add)  # type: ignore[misc]
        for part in said:
            if "fields" in part.get("changed", {}):
                part["changed"]["fields"] = [_told(form, name) for name in form.changed_data]
        return said


def _told(form: Form, name: str) -> str:
    """“Label (was: Dance; is now: Dance and movement)”."""
    label = form.fields[name].label or name
    was, becomes = form.get_initial_for_field(form.fields[name], name), form.cleaned_data.get(name)
    short = Truncator(str(was)).chars(_TOLD), Truncator(str(becomes)).chars(_TOLD)
    return f"{label} (was: {short[0] or 'nothing'}; is now: {short[1] or 'nothing'})"


class RowsOfNoArea(StaffPage):
    """Says of a page that its rows belong to no area: who holds the permissions sees them all."""


class OwnArea(StaffPage):
    """A page whose rows are narrowed to what somebody may read or change, by every path.

    The querysets of its model know `readable_by` and `writable_by`. Lists, searches, details,
    histories, deletions, pickers of other pages and exports all begin at `get_queryset`.
    """

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).readable_by(request.user)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or is_writable(obj, request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or is_writable(obj, request))


class OfOwnArea:
    """Rows that are edited on the page of another row: what may be done there may be done here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_add_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or is_writable(obj, request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or is_writable(obj, request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or is_writable(obj, request))


def is_writable(row: Any, request: HttpRequest) -> bool:
    rows = type(row)._default_manager.writable_by(request.user)
    return row.pk is None or rows.filter(pk=row.pk).exists()
