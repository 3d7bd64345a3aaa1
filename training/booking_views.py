"""One's own booking, by the link of its letters, without signing in. A GET changes nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artsmark_site.http import same_origin_post
from training import calendar as calendars
from training import places, rules
from training.choices import BookingState
from training.forms import PersonForm
from training.links import booking_of, booking_path
from training.locks import Busy
from training.models import Booking
from training.views import number_of
from training.words import can_answer, next_steps, place_of, shows_link, standing_of, when

type View[**P] = Callable[Concatenate[HttpRequest, Booking, P], HttpResponse]

_BUSY = "Somebody else is at this session just now. Press the button once more."


def by_link[**P](view: View[P]) -> Callable[..., HttpResponseBase]:
    """For whoever has the link; 410 once it has ended."""

    @wraps(view)
    def opened(
        request: HttpRequest, pk: int, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        found = booking_of(pk, token)
        if found is None:
            return render(request, "training/link_ended.html", status=410)
        return view(request, found, *args, **kwargs)

    return login_not_required(never_cache(opened))


@require_safe
def _page(request: HttpRequest, booking: Booking) -> HttpResponse:
    return _shown(request, booking)


booking = by_link(_page)


def _shown(
    request: HttpRequest, booking: Booking, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {**_context(booking), "problem": problem}
    return render(request, "training/booking.html", context, status=status)


def _context(booking: Booking) -> dict[str, Any]:
    session = booking.session
    to_come = session.starts_at > timezone.now()
    return {
        "booking": booking,
        "session": session,
        "when": when(session),
        "where": place_of(session),
        "here": booking_path(booking),
        "number": number_of(booking),
        "state": standing_of(booking),
        "can_change": booking.stands and to_come,
        "can_answer": to_come and can_answer(booking),
        "shows_link": shows_link(booking),
        "next_steps": next_steps(booking),
    }


def _done(request: HttpRequest, booking: Booking, change: Callable[[], object]) -> HttpResponse:
    """Do it, and show the page as it is then; why not, if it cannot be done."""
    try:
        change()
    except places.CannotChangePlace as refusal:
        booking.refresh_from_db()
        return _shown(request, booking, str(refusal), status=409)
    except Busy:
        return _shown(request, booking, _BUSY, status=503)
    return redirect(booking_path(booking))


@require_http_methods(["GET", "HEAD", "POST"])
def _cancel(request: HttpRequest, booking: Booking) -> HttpResponse:
    if request.method == "POST":
        return _done(request, booking, lambda: places.cancel(booking=booking))
    return render(request, "training/cancel.html", _context(booking))


cancel = same_origin_post(by_link(_cancel))


@require_POST
def _answer(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Take the place that is offered, or leave it to the next."""
    take = places.accept if "accept" in request.POST else places.decline
    return _done(request, booking, lambda: take(booking=booking))


answer = same_origin_post(by_link(_answer))


@require_http_methods(["GET", "HEAD", "POST"])
def _person(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Another person, or the same with other needs; a colleague gets a link of their own."""
    names = ("name", "email", "access_needs", "dietary_needs")
    initial = {name: getattr(booking, name) for name in names}
    form = PersonForm(
        request.POST or None,
        initial=initial,
        session=booking.session,
        asks_needs=not booking.by_colleague,
    )
    if form.is_valid():
        return _hand_on(request, booking, form)
    return _person_form(request, booking, form, 422 if form.is_bound else 200)


def _hand_on(request: HttpRequest, booking: Booking, form: PersonForm) -> HttpResponse:
    try:
        changed = places.change_person(booking=booking, person=_as_written(booking, form))
    except rules.CannotBook as refusal:
        form.add_error("email", str(refusal))
        return _person_form(request, booking, form, 409)
    except (places.CannotChangePlace, Busy) as refusal:
        form.add_error(None, _BUSY if isinstance(refusal, Busy) else str(refusal))
        return _person_form(request, booking, form, 503 if isinstance(refusal, Busy) else 409)
    if changed.email.lower() == booking.email.lower():
        return redirect(booking_path(booking))
    return render(request, "training/handed_on.html", {**_context(booking), "to": changed})


def _as_written(booking: Booking, form: PersonForm) -> places.Person:
    """What the form did not ask stays as it was."""
    kept = {"access_needs": booking.access_needs, "dietary_needs": booking.dietary_needs}
    return places.Person(**kept | form.cleaned_data)


def _person_form(
    request: HttpRequest, booking: Booking, form: PersonForm, status: int
) -> HttpResponse:
    context = {**_context(booking), "form": form}
    return render(request, "training/person.html", context, status=status)


person = same_origin_post(by_link(_person))


@require_safe
def _calendar(request: HttpRequest, booking: Booking) -> HttpResponse:
    if booking.state != BookingState.CONFIRMED and booking.state not in calendars.ENDED:
        raise Http404
    text = calendars.of_booking(booking, mailed=False)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


calendar = by_link(_calendar)


@require_safe
def _attendance(request: HttpRequest, booking: Booking) -> HttpResponse:
    """To print and keep: that they were there."""
    if booking.state != BookingState.ATTENDED:
        raise Http404
    return render(request, "training/attendance.html", _context(booking))


attendance = by_link(_attendance)
