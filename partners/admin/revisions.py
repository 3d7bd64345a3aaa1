"""Changes of what is listed: those that wait, and those that went live at once."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from partners.admin.decisions import REFUSALS_SHOWN, decision
from partners.admin.pages import ShownInItsOwnWay
from partners.admin.review import (
    Decisions,
    answer,
    decide,
    decided,
    differences_of,
    rows_of,
    warnings_as_proposed,
    who_else_reads,
)
from partners.choices import RevisionState
from partners.desk.ages import age_of
from partners.forms import CodedReasonForm
from partners.models import Revision
from partners.revisions import decisions
from partners.revisions.facts import Group, facts_of
from partners.revisions.forms import DecisionForm, Place
from partners.services import CannotPublish

UNDOABLE = (RevisionState.APPROVED, RevisionState.AT_ONCE)
LIVE_NOW = "approved, and live now"


@admin.register(Revision)
class RevisionAdmin(OwnArea, ShownInItsOwnWay):
    list_display = ("what", "organisation", "state", "waits_for", "author", "decided_by")
    list_filter = (
        ("state", admin.ChoicesFieldListFilter),
        "decided_at",
        "organisation__authority__region",
    )
    list_select_related = ("organisation", "offer", "author", "decided_by")
    left_out_of_lists = ("organisation__position",)
    ordering = ("decided_at", "sent_at", "pk")
    search_fields = ("organisation__name", "offer__title")
    search_help_text = "By organisation or offer."
    actions = ("approve", "undo")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": "Changes of what is listed"} | (extra_context or {})
        return super().changelist_view(request, context)

    @admin.display(description="what")
    def what(self, revision: Revision) -> str:
        return str(revision.offer or "Profile")

    @admin.display(description="handed in", ordering="sent_at")
    def waits_for(self, revision: Revision) -> str:
        return age_of(revision.sent_at)

    # --- The page of one --------------------------------------------------------------------

    def page_of(self, request: HttpRequest, revision: Revision) -> HttpResponse:
        """Before and after, field by field, and the decision."""
        differences = differences_of(revision)
        form = DecisionForm(
            request.POST or None,
            places=[Place(one.name) for one in differences],
            initial={"seen": decisions.seen(revision)},
        )
        undo_form = _undo_form(request, revision)
        may_decide = self.has_change_permission(request, revision)
        if request.method == "POST":
            if not may_decide:
                messages.error(request, "A colleague decides about this one.")
                return redirect(request.path)
            if "undo" in request.POST:
                done = undo_form.is_valid() and _undo(request, revision, undo_form)
            else:
                done = form.is_valid() and decide(request, revision, form, _decisions(revision))
            if done:
                return redirect("admin:partners_revision_changelist")
        return answer(
            self,
            request,
            "admin/partners/change.html",
            {
                "title": str(revision),
                "revision": revision,
                "handed_in": age_of(revision.sent_at),
                "new_pictures": revision.pictures_that_came(),
                "live_pictures": revision.organisation.images.order_by("position_in_list", "pk"),
                "rows": rows_of(differences, form),
                "rest": _rest(revision) if _waits(revision) else [],
                "undo_form": undo_form,
                "form": form,
                "warnings": warnings_as_proposed(revision) if _waits(revision) else [],
                "reader": who_else_reads(revision, person(request)),
                "may_decide": may_decide and _waits(revision),
                "may_undo": may_decide and revision.state in UNDOABLE,
            },
        )

    # --- Decisions about many ---------------------------------------------------------------

    @admin.action(description="Read and approve together", permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """First a page that shows what each changes; then each by itself, as it was read."""
        chosen = list(queryset.filter(state=RevisionState.WAITING)[:REFUSALS_SHOWN])
        if "confirmed" not in request.POST:
            read = [(one, decisions.seen(one), differences_of(one)) for one in chosen]
            context = {"title": "Read and approve together", "read": read}
            return answer(self, request, "admin/partners/changes.html", context)
        for revision in chosen:
            if not self.has_change_permission(request, revision):
                messages.error(request, f"{revision} is not yours to decide about.")
                continue
            read_as = request.POST.get(f"seen-{revision.pk}", "")
            try:
                decisions.approve(revision=revision, read_as=read_as, by=person(request))
            except CannotPublish as refusal:
                messages.error(request, str(refusal))
            else:
                decided(request, revision, LIVE_NOW)
        return None

    undo = decision(
        "Undo",
        decisions.undo,
        done="undone",
        question="Why is it undone? Its owners read this.",
        has_code=True,
    )


def _undo_form(request: HttpRequest, revision: Revision) -> CodedReasonForm:
    """What staff approved is undone for a reason; what nobody read, with one click."""
    sent = request.POST if "undo" in request.POST else None
    return CodedReasonForm(sent, is_needed=revision.state == RevisionState.APPROVED)


def _undo(request: HttpRequest, revision: Revision, form: CodedReasonForm) -> bool:
    """Whether it was undone; else its reader is told why not."""
    reason = form.worded() or "Undone by staff."
    try:
        decisions.undo(revision=revision, by=person(request), reason=reason)
    except CannotPublish as refusal:
        messages.error(request, str(refusal))
        return False
    decided(request, revision, "undone")
    return True


def _decisions(revision: Revision) -> Decisions:
    return Decisions(
        seen=partial(decisions.seen, revision),
        approve=partial(decisions.approve, revision=revision),
        send_back=partial(decisions.send_back, revision=revision),
        reject=partial(decisions.reject, revision=revision),
        approved=LIVE_NOW,
    )


def _rest(revision: Revision) -> list[Group]:
    """All that the change leaves as it is, to be read along with it."""
    return [
        group._replace(given=[one for one in group.given if one.name not in revision.proposed])
        for group in facts_of(revision.target)
    ]


def _waits(revision: Revision) -> bool:
    return revision.state == RevisionState.WAITING
