"""What everybody sees of training, and booking it."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from artsmark_site.http import person
from partners.models import Organisation
from training import calendar, places, rules
from training.forms import BookingForm, check_distinct, people_forms
from training.links import colleagues_path
from training.listing import Listing
from training.locks import Busy
from training.maps import map_of
from training.models import Booking, TrainingSession
from training.words import place_of, places_in_words, standing_of, when

_CALENDAR = "text/calendar; charset=utf-8"


@login_not_required
@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Those to come; what is near whoever looks first."""
    listing = Listing(request.GET, timezone.now(), _organisation_of(request))
    return render(request, "training/list.html", {"listing": listing})


def _organisation_of(request: HttpRequest) -> Organisation | None:
    """The one that somebody looks after, if it is one."""
    if not isinstance(request.user, User):
        return None
    theirs = _theirs(request.user)[:2]
    return theirs[0] if len(theirs) == 1 else None


def _theirs(user: User) -> QuerySet[Organisation]:
    """Those that somebody can book for."""
    rows = Organisation.objects.of_member(user).joinable()
    return rows.select_related("authority__bridge", "lead_bridge").order_by("name", "pk")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """All sessions to come, for a calendar that looks again by itself."""
    rows = TrainingSession.objects.listed(timezone.now()).select_related("bridge")
    return HttpResponse(calendar.of_sessions(rows), content_type=_CALENDAR)


@login_not_required
@require_safe
def calendar_of_session(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(calendar.of_sessions([_shown(pk)]), content_type=_CALENDAR)


def _shown(pk: int) -> TrainingSession:
    rows = TrainingSession.objects.once_shown().select_related("bridge", "authority")
    return get_object_or_404(rows, pk=pk)


@login_not_required
@never_cache
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is for, when and where, and whether one can book."""
    context = _context(_shown(pk), _organisation_of(request))
    return render(request, "training/session.html", context)


def _context(session: TrainingSession, organisation: Organisation | None = None) -> dict[str, Any]:
    now = timezone.now()
    return {
        "session": session,
        "when": when(session),
        "where": place_of(session),
        "places": places_in_words(session),
        "map": map_of(session),
        "why_not": rules.why_not_open(session, organisation, now),
        "has_begun": session.starts_at <= now,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """For members of an organisation: who comes, and what they need."""
    session = _shown(pk)
    theirs = _theirs(person(request))
    if not theirs:
        return render(request, "training/no_organisation.html", {"session": session})
    if request.method == "POST":
        return _booked(request, session, theirs)
    refusals = [rules.why_not_open(session, one, timezone.now()) for one in theirs]
    if all(refusals):
        context = {**_context(session), "why_not": refusals[0]}
        return render(request, "training/not_open.html", context)
    form = BookingForm(organisations=theirs)
    user = person(request)
    people = people_forms(session, initial=[{"name": user.name, "email": user.email}])
    return _form(request, session, form, people)


def _booked(request: HttpRequest, session: TrainingSession, theirs: Any) -> HttpResponse:
    form = BookingForm(request.POST, organisations=theirs)
    people = people_forms(session, data=request.POST)
    filled = [one for one in people if one.has_changed() or one is people[0]]
    if not (form.is_valid() and people.is_valid() and check_distinct(filled)):
        return _form(request, session, form, people, status=422)
    try:
        places.book(
            session=session,
            organisation=form.cleaned_data["organisation"],
            people=[one.person for one in filled],
            by=person(request),
            submission=form.cleaned_data["submission"],
        )
    except rules.CannotBook as refusal:
        about = [one for one in filled if one.cleaned_data["email"] == refusal.email]
        if about:
            about[0].add_error("email", str(refusal))
        else:
            form.add_error(None, str(refusal))
        return _form(request, session, form, people, status=422)
    except Busy:
        form.add_error(None, "Many people are booking just now. Press the button once more.")
        return _form(request, session, form, people, status=503)
    return redirect("training:booked", session.pk, form.cleaned_data["submission"])


def _form(
    request: HttpRequest, session: TrainingSession, form: Any, people: Any, status: int = 200
) -> HttpResponse:
    context = {**_context(session), "form": form, "people": people}
    return render(request, "training/book.html", context, status=status)


@never_cache
@require_safe
def booked(request: HttpRequest, pk: int, submission: uuid.UUID) -> HttpResponse:
    """What became of one form: each person's place, or number in the waiting list."""
    bookings = list(Booking.objects.of_form(submission, person(request)).filter(session=pk))
    if not bookings:
        return redirect("training:session", pk)
    session = bookings[0].session
    outcomes = [(one, number_of(one), standing_of(one), colleagues_path(one)) for one in bookings]
    return render(request, "training/booked.html", {**_context(session), "outcomes": outcomes})


def number_of(booking: Booking) -> int | None:
    """Their number in the waiting list, if they wait."""
    waits = booking.state == Booking.State.WAITLISTED
    return places.number_in_list(booking) if waits else None
