"""Booking on somebody's behalf, for an organisation of any area."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from artsmark_site.http import person
from partners.admin.pages import LONGEST_SEARCH, NamedPicker
from partners.models import Organisation
from training import places, walk_in
from training.admin.pages import SessionPages, refused_on, sent_by
from training.choices import BookingState
from training.models import Booking, TrainingSession
from training.places import Form, number_in_list
from training.staff_forms import BookForm, WalkInForm

_FOUND = 20


class AnyOrganisation(NamedPicker):
    """Searches all that may book, not those of one's own area alone."""

    def get_url(self) -> str:
        return reverse("admin:training_trainingsession_organisations")


class BooksForOthers(SessionPages):
    """Adds that page to those of a session."""

    def get_urls(self) -> list[URLPattern]:
        found = require_safe(self.admin_site.admin_view(self.organisations))
        name = "training_trainingsession_organisations"
        return [
            path("organisations/", found, name=name),
            self.page("<int:pk>/book/", self.book_for, "book"),
            *super().get_urls(),
        ]

    def organisations(self, request: HttpRequest) -> HttpResponse:
        """By a part of the name; name and authority, as everybody finds them who joins one."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        term = request.GET.get("term", "")[:LONGEST_SEARCH].strip()
        found = Organisation.objects.joinable().filter(name__icontains=term)
        rows = found.select_related("authority").order_by("name", "pk")[:_FOUND] if term else ()
        results = [{"id": str(row.pk), "text": _told_apart(row)} for row in rows]
        return JsonResponse({"results": results, "pagination": {"more": False}})

    def book_for(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One person; beyond the rules with a reason, beyond the number of places never.

        Once it has begun: who came without a place.
        """
        session = self.session_of(request, pk)
        picker = AnyOrganisation(Booking._meta.get_field("organisation"), self.admin_site)
        kind = WalkInForm if session.has_begun else BookForm
        form = kind(sent_by(request), picker=picker)
        if form.is_valid():
            with refused_on(form):
                booking = _booked(session, form, person(request))
                self.log_change(request, session, f"Booked {booking.pk}.")
                messages.success(request, f"{booking.name}: {_outcome(booking)}.")
                return redirect("admin:training_trainingsession_register", pk)
        title = f"Book somebody: {session}"
        media = self.media + form.media
        return self.about(request, session, "book", title=title, form=form, media=media)


def _booked(session: TrainingSession, form: BookForm, by: User) -> Booking:
    told = form.cleaned_data
    if session.has_begun:
        sent = Form(told["organisation"], by, told["submission"], told["override"])
        return walk_in.add(session=session, form=sent, person=form.person)
    (booking,) = places.book(
        session=session,
        organisation=told["organisation"],
        people=[form.person],
        by=by,
        submission=told["submission"],
        override=told["override"],
    )
    return booking


def _told_apart(organisation: Organisation) -> str:
    area = organisation.authority or organisation.get_nation_display()
    return ", ".join(filter(None, [organisation.name, str(area)]))


def _outcome(booking: Booking) -> str:
    state = BookingState(booking.state)
    if state == BookingState.WAITLISTED:
        return f"number {number_in_list(booking)} on the waiting list"
    return state.label[:1].lower() + state.label[1:]
