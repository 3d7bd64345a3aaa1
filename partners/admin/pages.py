"""What the staff pages of this app have in common."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import ActionLocation
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models, transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from artsmark_site.forms import InPlainWords
from artsmark_site.http import number_in, person
from partners.admin.as_shown import compare, digests
from partners.locating import tidy_postcode
from partners.models import Organisation

CHANGE_FORM_ACTION = f"{ActionLocation.CHANGE_FORM.value}-action"
SAVE_BUTTONS = {"_save", "_continue", "_addanother"}
# What a filter's link may ask of its field. Patterns (`__regex`) are left out on purpose.
COMPARISONS = {"exact", "id__exact", "in", "isnull", "isempty", "gt", "gte", "lt", "lte"}
LONGEST_SEARCH = 100


class ListWithoutPositions(ChangeList):
    """Postgres cannot compare points, so a list without repeats must not read any."""

    model_admin: "DirectoryAdmin"

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> QuerySet:
        queryset = super().get_queryset(request, exclude_parameters)
        queryset = queryset.prefetch_related(*self.model_admin.read_along)
        return queryset.defer(*self.model_admin.left_out_of_lists)


class NamedPicker(AutocompleteSelect):
    """Django's search in a field, with a name for screen readers while nothing is chosen."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().build_attrs(*args, **kwargs) | {"data-placeholder": "Type to search"}


class DirectoryAdmin(admin.ModelAdmin):
    """Staff pages that work on a phone, refuse odd addresses, and lose nothing that was typed."""

    list_per_page = 50
    show_facets = admin.ShowFacets.ALWAYS
    save_on_top = True
    left_out_of_lists: tuple[str, ...] = ()
    # Those that publish: they wait where the page no longer shows what is stored.
    actions_on_what_was_read: tuple[str, ...] = ()
    # What `what_is_read` looks at beside the row, for all rows of a list at once.
    read_along: tuple[str | Prefetch, ...] = ()

    def what_is_read(self, row: Any) -> str:
        """Stands for the row as a page shows it: what is sent back with “Approve and publish”."""
        return ""

    def action_checkbox(self, obj: Any) -> SafeString:
        """Carries what the list showed, so that nothing newer is approved from there."""
        box, read_as = super().action_checkbox(obj), self.what_is_read(obj)
        if not read_as:
            return box
        return format_html(
            '{}<input type="hidden" name="seen-{}" value="{}">', box, obj.pk, read_as
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ListWithoutPositions

    # --- Saving -----------------------------------------------------------------------------

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """Read under a lock what is about to be saved or deleted.

        A form that was opened a while ago writes its own fields; how the row stands (listed,
        hidden, suspended) is what it is at this moment, whoever decides about it meanwhile.
        """
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST":
            return row
        if not transaction.get_connection().in_atomic_block:
            return row
        rows = self.model._default_manager.select_for_update(of=("self",), no_key=True)
        rows.filter(pk=row.pk).values_list("pk").first()
        return super().get_object(request, object_id, from_field)

    # --- Addresses --------------------------------------------------------------------------

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what the page's own filters ask; the rest is answered with 400."""
        for item in self.get_list_filter(request):
            if isinstance(item, type) and issubclass(item, admin.SimpleListFilter):
                if lookup == item.parameter_name:
                    return True
                continue
            name = item[0] if isinstance(item, tuple | list) else item
            if lookup == name or lookup.removeprefix(f"{name}__") in COMPARISONS:
                return True
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        term = tidy_postcode(search_term[:LONGEST_SEARCH])
        return super().get_search_results(request, queryset, term)

    # --- Fields -----------------------------------------------------------------------------

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """Dates as the browser asks for them; no links that leave the page half filled."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """An organisation is one of one's own area, whatever a form sends."""
        if db_field.name == "organisation":
            kwargs["queryset"] = Organisation.objects.writable_by(person(request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", NamedPicker(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Deleting is for one row at a time, on its own page, where it says what goes with it."""
        actions = super().get_actions(request, action_location=action_location)
        actions.pop("delete_selected", None)
        return actions

    def response_action(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        action_location: ActionLocation = ActionLocation.CHANGE_LIST,
    ) -> HttpResponse | None:
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(map(number_in, selected)):
            raise BadRequest("A chosen row is no number.")
        return super().response_action(request, queryset, action_location)

    # --- Actions on the page of one row -----------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Overwrite nothing that was saved meanwhile, and lose nothing that was typed.

        Django drops what was typed when an action runs: so the action waits until it is saved.
        """
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if refusal := self._refuse(request, object_id):
                # Django shows a form with its errors only where it was to be saved.
                _send_to_be_saved(request)
                request.refused_because = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _refuse(self, request: HttpRequest, object_id: str) -> str:
        """Why neither is it saved nor does an action run; the page then shows what is stored."""
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_change_permission(request, row):
            return ""
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form_class = self.get_form(request, row, change=True, fields=fields)
        form = form_class(request.POST, request.FILES, instance=row)
        if not request.POST.keys() & form.fields.keys():
            return ""
        formsets, _ = self._create_formsets(request, row, change=True)  # type: ignore[attr-defined]
        found = compare(request.POST, form, formsets)
        reasons = [found.why_not_saved()]
        if self._runs_action(request):
            reasons.append(found.why_no_action())
            acts_on_what_was_read = self._action(request) in self.actions_on_what_was_read
            if not found.has_typing and not acts_on_what_was_read:
                return ""
        request.POST = found.with_what_is_stored(request.POST)  # type: ignore[assignment]
        return " ".join(filter(None, reasons))

    def _runs_action(self, request: HttpRequest) -> bool:
        """The Enter key presses the first button of the page, with no action chosen: it saves."""
        if CHANGE_FORM_ACTION not in request.POST or SAVE_BUTTONS & request.POST.keys():
            return False
        if self._action(request):
            return True
        _send_to_be_saved(request)
        return False

    def _action(self, request: HttpRequest) -> str:
        return request.POST.get(CHANGE_FORM_ACTION, "")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        made = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refused_because", "")
        if not refusal:
            return made
        return type(made.__name__, (_Refused, made), {"refused_because": refusal})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if kwargs.get("change"):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["as_shown"] = digests(context["adminform"].form, formsets)
            context["read_as"] = self.what_is_read(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)


def _send_to_be_saved(request: HttpRequest) -> None:
    sent = request.POST.copy()
    sent["_continue"] = "yes"
    request.POST = sent  # type: ignore[assignment]


class _Refused(InPlainWords, forms.ModelForm):
    """Keeps what was typed on the page, and says why it is not saved."""

    refused_because: str

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.add_error(None, self.refused_because)
        return cleaned


class ShownInItsOwnWay(DirectoryAdmin):
    """Rows that are begun elsewhere and kept; the page of each is no form of its fields."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None:
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=number_of(object_id)).first()
        if row is None:
            return self._get_obj_does_not_exist_redirect(  # type: ignore[attr-defined]
                request, self.opts, object_id
            )
        return self.page_of(request, row)

    def page_of(self, request: HttpRequest, row: Any) -> HttpResponse:
        """What the page shows, and what its buttons do."""
        raise NotImplementedError


def chosen_rows(request: HttpRequest, action: str) -> dict[str, Any]:
    """What a page between an action and its doing sends again (`admin/partners/_chosen.html`)."""
    on_a_row = CHANGE_FORM_ACTION in request.POST
    return {
        "action_name": CHANGE_FORM_ACTION if on_a_row else "action",
        "action": action,
        "rows_name": ACTION_CHECKBOX_NAME,
        "rows": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }


def number_of(object_id: str | None) -> int:
    """The primary key that an address of the staff pages names; 0 if it is none."""
    return number_in(unquote(object_id or ""))
