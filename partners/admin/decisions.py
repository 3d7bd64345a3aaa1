"""Decisions of staff about chosen rows: the reason page, the calls, and what is said after."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from accounts.models import StatusChange, User
from partners.admin.pages import CHANGE_FORM_ACTION
from partners.forms import ReasonForm
from partners.services import CannotPublish

EVERYWHERE = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]
REFUSALS_SHOWN = 20


def officer(request: HttpRequest) -> User:
    """Whose decision it is; the staff pages are open to nobody else."""
    return cast(User, request.user)


def decide(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet,
    decision: Callable[[Any], object],
    *,
    done: str,
) -> None:
    """Decide about each chosen row by itself, then say how many were done and which were not."""
    decided, refusals = [], []
    for row in list(queryset):
        try:
            decision(row)
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


def decide_with_reason(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet,
    decision: Callable[[Any, str], object],
    *,
    title: str,
    question: str,
    done: str,
) -> HttpResponse | None:
    """Ask for the reason on a page of its own, then decide."""
    form = ReasonForm(request.POST if "with_reason" in request.POST else None)
    form.fields["reason"].label = question
    if not form.is_valid():
        return _reason_page(model_admin, request, queryset, form, title)
    reason = form.cleaned_data["reason"]
    decide(model_admin, request, queryset, lambda row: decision(row, reason), done=done)
    return None


def _reason_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet,
    form: ReasonForm,
    title: str,
) -> HttpResponse:
    action_name = CHANGE_FORM_ACTION if CHANGE_FORM_ACTION in request.POST else "action"
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "form": form,
        "rows": queryset,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "selected_name": ACTION_CHECKBOX_NAME,
        "select_across": request.POST.get("select_across", "0"),
        "action_name": action_name,
        "action": _chosen_action(request, action_name),
        "here": request.get_full_path(),
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/partners/reason.html", context)


def _chosen_action(request: HttpRequest, action_name: str) -> str:
    """A list has an action menu above and one below; the button says which was used."""
    chosen = [action for action in request.POST.getlist(action_name) if action]
    return chosen[0] if chosen else ""


def history_of(row: Model) -> SafeString:
    """Who changed its standing, when, from what to what, and why."""
    kind = ContentType.objects.get_for_model(row)
    changes = StatusChange.objects.filter(content_type=kind, object_id=row.pk)
    recent = changes.select_related("by").order_by("-at", "-pk")
    return render_to_string("admin/partners/history.html", {"changes": recent[:50]})
