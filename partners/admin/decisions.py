"""Decisions of staff about chosen rows: the reason page, the calls, and what is said after."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from accounts.models import StatusChange
from artsmark_site.http import person
from partners.admin.pages import CHANGE_FORM_ACTION, chosen_rows
from partners.forms import CodedReasonForm, ReasonForm
from partners.models import Organisation
from partners.services import CannotPublish, ChangedMeanwhile

EVERYWHERE = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]
REFUSALS_SHOWN = 20


type Action = Callable[[Any, HttpRequest, QuerySet], HttpResponse | None]


def decision(
    title: str,
    service: Callable[..., object],
    *,
    done: str,
    question: str = "",
    has_code: bool = False,
    as_read: bool = False,
    then: Callable[[HttpRequest, QuerySet], None] | None = None,
) -> Action:
    """An action, on the list and on a row's page, that lets a service decide about each row.

    The service is told the row by its model's name, who decides, and where there is a `question`
    (asked on a page of its own) the reason that answers it, beginning with one of the codes where
    it `has_code`. With `as_read` it is told what the page showed of the row (`read_as`; see
    `DirectoryAdmin.what_is_read`). `then` follows with the rows.
    """

    @admin.action(description=title, permissions=["change"], location=EVERYWHERE)
    def act(
        model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        told: dict[str, object] = {"by": person(request)}
        if question:
            asked = CodedReasonForm if has_code else ReasonForm
            form = asked(request.POST if "with_reason" in request.POST else None)
            form.fields["reason"].label = question
            if not form.is_valid():
                return _reason_page(model_admin, request, queryset, form, title)
            told["reason"] = form.worded()
        decide = partial(service, **told)
        _decide_about_each(model_admin, request, queryset, decide, done, as_read)
        if then:
            then(request, queryset)
        return None

    return act


def _decide_about_each(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet,
    decide: Callable[..., object],
    done: str,
    as_read: bool,
) -> None:
    """Each chosen row by itself; then say how many were done and which were not."""
    decided, refusals = [], []
    for row in list(queryset):
        if not model_admin.has_change_permission(request, row):
            refusals.append(f"{row} is not yours to decide about: {_whose(row, request)}.")
            continue
        told = {str(model_admin.opts.model_name): row}
        if as_read:
            told["read_as"] = request.POST.get(f"seen-{row.pk}", "")
        try:
            decide(**told)
        except ChangedMeanwhile:
            refusals.append(
                f"{row} was changed since this list was opened, or did not stand on it: look at it "
                "again. It was not published."
            )
        except CannotPublish as refusal:
            refusals.append(str(refusal))
        else:
            decided.append(row)
            model_admin.log_change(request, row, f"{done.capitalize()}.")
    if decided:
        whom = str(decided[0]) if len(decided) == 1 else f"{len(decided)} entries"
        messages.success(request, f"{whom}: {done}.")
    for text in refusals[:REFUSALS_SHOWN]:
        messages.error(request, text)
    if len(refusals) > REFUSALS_SHOWN:
        messages.error(request, f"And {len(refusals) - REFUSALS_SHOWN} more for like reasons.")


def _whose(row: Any, request: HttpRequest) -> str:
    organisation = getattr(row, "organisation", row)
    if organisation.members.filter(user=person(request)).exists():
        return "you belong to it, so a colleague decides"
    return f"it is led by {organisation.led_by or 'national staff'}"


def _reason_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet,
    form: ReasonForm,
    title: str,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "form": form,
        "rows": queryset,
        "chosen": chosen_rows(request, _chosen_action(request)),
        "here": request.get_full_path(),
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/partners/reason.html", context)


def _chosen_action(request: HttpRequest) -> str:
    """A list has an action menu above and one below; the button says which was used."""
    sent = request.POST.getlist(CHANGE_FORM_ACTION) or request.POST.getlist("action")
    return next(filter(None, sent), "")


def history_of(row: Model) -> SafeString:
    """Who changed its standing, when, from what to what, and why; of what went up in it, too."""
    kind = ContentType.objects.get_for_model(row)
    numbers = [row.pk]
    if isinstance(row, Organisation):
        numbers += row.merged_from.values_list("pk", flat=True)
    changes = StatusChange.objects.filter(content_type=kind, object_id__in=numbers)
    recent = changes.select_related("by").prefetch_related("subject").order_by("-at", "-pk")
    return render_to_string("admin/partners/history.html", {"changes": recent[:50], "row": row})
