"""Enquiries for staff of the area: figures and delays. Texts only for a reason, on record."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from artsmark_site.admin import OwnArea, is_writable
from artsmark_site.http import person
from enquiries.clock import PartnerDays
from enquiries.facts import facts_of
from enquiries.figures import figures_of
from enquiries.forms import SettlementForm
from enquiries.models import EnquiryRecipient
from enquiries.reading import note_texts_read
from enquiries.refusal import ERASED
from enquiries.settling import CannotSettle, settle
from partners.admin.pages import DirectoryAdmin
from partners.forms import ReasonForm
from partners.launch import in_words
from partners.models import Organisation


class ForStaff(admin.SimpleListFilter):
    title = "what is to do"
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Not answered, not settled")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=EnquiryRecipient.objects.for_staff().values("pk"))


@admin.register(EnquiryRecipient)
class EnquiryRecipientAdmin(OwnArea, DirectoryAdmin):
    """Neither the school nor a word of what was written stands on these pages."""

    list_display = ("number", "organisation", "sent_on", "state", "answer", "days", "overdue_on")
    list_filter = (ForStaff, "state", "answer", ("overdue_on", admin.EmptyFieldListFilter))
    list_select_related = ("organisation", "enquiry")
    left_out_of_lists = ("organisation__position",)
    search_fields = ("organisation__name",)
    search_help_text = "By organisation."
    ordering = ("-enquiry__sent_at", "-pk")
    fields = readonly_fields = (
        "organisation",
        "sent_on",
        "state",
        "answer",
        "days",
        "read_at",
        "answered_at",
        "reminders",
        "overdue_on",
        "done",
        "texts",
    )
    change_list_template = "admin/enquiries/change_list.html"

    @admin.display(description="enquiry", ordering="pk")
    def number(self, recipient: EnquiryRecipient) -> str:
        return f"Number {recipient.enquiry_id}"

    @admin.display(description="sent on", ordering="enquiry__sent_at")
    def sent_on(self, recipient: EnquiryRecipient) -> str:
        sent = recipient.enquiry.sent_at
        return in_words(timezone.localdate(sent)) if sent else ""

    @admin.display(description="their days until the first answer, or until today")
    def days(self, recipient: EnquiryRecipient) -> int | None:
        since = recipient.waits_from
        if since is None:
            return None
        until = recipient.answered_at or timezone.now()
        days = PartnerDays.of(recipient.organisation)
        return days.between(since, timezone.localdate(until))

    @admin.display(description="what was written")
    def texts(self, recipient: EnquiryRecipient) -> SafeString:
        address = reverse("admin:enquiries_enquiryrecipient_texts", args=[recipient.pk])
        return format_html('<a href="{}">Read it, for a reason that is kept</a>', address)

    @admin.display(description="what was done")
    def done(self, recipient: EnquiryRecipient) -> str | SafeString:
        """By staff: said, or a link to where they say it."""
        if recipient.settled_on:
            day = in_words(recipient.settled_on)
            return f"{recipient.get_settlement_display()}: told the school on {day}"
        if not recipient.is_unanswered:
            return ""
        address = reverse("admin:enquiries_enquiryrecipient_settle", args=[recipient.pk])
        return format_html('<a href="{}">Say what you did, and tell the school</a>', address)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("enquiries.change_enquiryrecipient")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        name = "enquiries_enquiryrecipient"
        figures = self.admin_site.admin_view(self.figures)
        texts = self.admin_site.admin_view(self.read_texts)
        settlement = self.admin_site.admin_view(self.settle)
        return [
            path("figures/", figures, name=f"{name}_figures"),
            path("<int:pk>/texts/", texts, name=f"{name}_texts"),
            path("<int:pk>/settle/", settlement, name=f"{name}_settle"),
            *super().get_urls(),
        ]

    def figures(self, request: HttpRequest) -> HttpResponse:
        """By organisation, of the last year; they stay when the enquiries are erased."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "How organisations answer",
            "opts": self.opts,
            "rows": figures_of(Organisation.objects.writable_by(person(request))),
        }
        return TemplateResponse(request, "admin/enquiries/figures.html", context)

    def read_texts(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for a reason; the answer to it holds the texts, and is kept nowhere."""
        recipient = self._one(request, pk)
        form = ReasonForm(request.POST or None)
        may_read = request.method == "POST" and form.is_valid()
        context = {
            **self.admin_site.each_context(request),
            "title": f"What was written: {recipient}",
            "opts": self.opts,
            "recipient": recipient,
            "form": form,
            "may_read": may_read,
        }
        if may_read:
            reason = form.cleaned_data["reason"]
            note_texts_read(recipient=recipient, by=person(request), reason=reason)
            context |= {
                "facts": facts_of(recipient.enquiry),
                "thread": recipient.thread(),
            }
        return TemplateResponse(request, "admin/enquiries/texts.html", context)

    def settle(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was done about it, and words that the school reads."""
        if not self.has_settle_permission(request):
            raise PermissionDenied
        recipient = self._one(request, pk)
        form = SettlementForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                settle(recipient=recipient, by=person(request), **form.cleaned_data)
            except CannotSettle as refusal:
                form.add_error(None, str(refusal))
            except ERASED as gone:
                raise Http404 from gone
            else:
                self.log_change(request, recipient, "Settled, and the school was told.")
                messages.success(request, f"{recipient}: settled, and the school is told.")
                return redirect("admin:enquiries_enquiryrecipient_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"What was done: {recipient}",
            "opts": self.opts,
            "recipient": recipient,
            "form": form,
        }
        return TemplateResponse(request, "admin/enquiries/settle.html", context)

    def _one(self, request: HttpRequest, pk: int) -> EnquiryRecipient:
        """Of their area, and not of an organisation that they belong to."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows: QuerySet[EnquiryRecipient] = self.get_queryset(request).for_reading()
        recipient = rows.filter(pk=pk).first()
        if recipient is None or not is_writable(recipient, request):
            raise Http404
        return recipient
