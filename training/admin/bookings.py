"""Bookings: finding a person, and deciding about a place."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from artsmark_site.admin import OwnArea
from artsmark_site.http import person
from partners.admin.pages import ShownInItsOwnWay
from training import places
from training.admin.pages import refused_on, said_if_refused
from training.choices import BookingState
from training.models import Booking
from training.places import number_in_list
from training.register import trace_of
from training.staff_forms import TakeOutForm


@admin.register(Booking)
class BookingAdmin(OwnArea, ShownInItsOwnWay):
    """A booking is made on the page of its session."""

    list_display = ("name", "organisation", "session", "state", "booked_at")
    list_filter = (
        ("state", admin.ChoicesFieldListFilter),
        ("session__kind", admin.ChoicesFieldListFilter),
        ("session__bridge", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("session", "organisation")
    left_out_of_lists = ("session__position", "organisation__position")
    search_fields = ("name", "email", "organisation__name")
    search_help_text = "By name, e-mail address or organisation."
    ordering = ("-session__starts_at", "name", "pk")
    actions = None

    def page_of(self, request: HttpRequest, booking: Booking) -> HttpResponse:
        """How it stands, what was decided, and what is to be decided."""
        form = TakeOutForm(request.POST if "take_out" in request.POST else None)
        if request.method == "POST":
            if not self.has_change_permission(request, booking):
                raise PermissionDenied
            if self._done(request, booking, form):
                return redirect(request.path)
        waits = booking.state == BookingState.WAITLISTED
        context = {
            **self.admin_site.each_context(request),
            "title": booking.name or "Somebody whose name was deleted",
            "opts": self.opts,
            "media": self.media,
            "booking": booking,
            "number": number_in_list(booking) if waits else None,
            "trace": trace_of([booking]),
            "form": form,
            "asks": booking.state == BookingState.REQUESTED,
            "may_decide": booking.stands and not booking.session.has_begun,
        }
        return TemplateResponse(request, "admin/training/booking.html", context)

    def _done(self, request: HttpRequest, booking: Booking, form: TakeOutForm) -> bool:
        """Whether there is nothing to put right on the page."""
        by: Any = person(request)
        if "approve" in request.POST:
            with said_if_refused(request):
                done = places.approve(booking=booking, by=by)
                messages.success(request, f"{done.name}: {done.get_state_display().lower()}.")
            return True
        if form.is_valid():
            with refused_on(form):
                done = places.take_out(booking=booking, by=by, reason=form.cleaned_data["reason"])
                messages.success(request, f"{done.name}: {done.get_state_display().lower()}.")
                return True
        return not form.is_bound
