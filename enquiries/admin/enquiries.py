"""Enquiries for staff of the area: figures and delays. Texts only for a reason, on record."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
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
from enquiries.models import EnquiryRecipient
from enquiries.reading import note_texts_read
from partners.admin.pages import DirectoryAdmin
from partners.forms import ReasonForm
from partners.launch import in_words
from partners.models import Organisation


@admin.register(EnquiryRecipient)
class EnquiryRecipientAdmin(OwnArea, DirectoryAdmin):
    """Neither the school nor a word of what was written stands on these pages."""

    list_display = ("number", "organisation", "sent_on", "state", "answer", "days", "overdue_on")
    list_filter = ("state", "answer", ("overdue_on", admin.EmptyFieldListFilter))
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
        return [
            path("figures/", figures, name=f"{name}_figures"),
            path("<int:pk>/texts/", texts, name=f"{name}_texts"),
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
        recipient = self._one(request).filter(pk=pk).first()
        if recipient is None or not is_writable(recipient, request):
            raise Http404
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

    def _one(self, request: HttpRequest) -> QuerySet[EnquiryRecipient]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows: QuerySet[EnquiryRecipient] = self.get_queryset(request).for_reading()
        return rows
