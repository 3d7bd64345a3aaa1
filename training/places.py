"""Who gets a place: booking, giving back, and the waiting list.

Each function takes the session's lock first and counts after that (`training.locks`); the letter
is posted in the same transaction.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Func
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from partners.models import Organisation
from training import emails, standing
from training.choices import MARKED, STANDING, BookingState, SessionState
from training.locks import lock_people, locked_session
from training.models import Booking, TrainingSession
from training.models.booking import new_nonce
from training.rules import check_may_book, needs_approval

# An offered place is kept so long; shorter once the session is near.
OFFER_LASTS, OFFER_LASTS_WHEN_NEAR = timedelta(hours=48), timedelta(hours=24)
NEAR = timedelta(days=5)
# Read while the session is ours: nobody is earlier by the clock of their own machine.
_DATABASE_CLOCK = Func(function="CLOCK_TIMESTAMP", output_field=DateTimeField())


class CannotChangePlace(Exception):
    """Why it cannot be done, worded for the person who tried."""


@dataclass(frozen=True)
class Person:
    """Who is to come; what they need is private."""

    name: str
    email: str
    access_needs: str = ""
    dietary_needs: str = ""


@dataclass(frozen=True)
class Form:
    """What was sent: for whom, by whom, and with which number."""

    organisation: Organisation
    by: User | None
    submission: uuid.UUID
    override: str = ""

    def booking_of(self, session: TrainingSession, person: Person, number: int = 0) -> Booking:
        """Not saved yet; `number` is theirs in the form."""
        return Booking(
            session=session,
            organisation=self.organisation,
            name=person.name,
            email=person.email,
            access_needs=person.access_needs,
            dietary_needs=person.dietary_needs,
            booked_by=self.by,
            submission=self.submission,
            number_in_form=number,
        )


# --- Booking --------------------------------------------------------------------------------


def book(
    *,
    session: TrainingSession,
    organisation: Organisation,
    people: Sequence[Person],
    by: User | None,
    submission: uuid.UUID,
    override: str = "",
) -> list[Booking]:
    """Give each of them a place, or the end of the waiting list; sent again, the same answer.

    Where somebody waits already, a place that is free for a moment is theirs. Staff who book
    (`override` says why) are held by no limit but the number of places.

    Raises:
        CannotBook: the session, the organisation or one of the people does not fit.
        Busy: others were at this session for longer than three seconds.
    """
    with locked_session(session.pk) as session:
        done = list(session.bookings.filter(submission=submission).order_by("pk"))
        if done:
            return done
        lock_people(person.email for person in people)
        them = [person.email for person in people]
        check_may_book(session, organisation, them, override, by=by)
        form = Form(organisation, by, submission, override)
        bookings = [_book(session, form, *numbered) for numbered in enumerate(people)]
        standing.note(organisation, by)
        return bookings


def _book(session: TrainingSession, form: Form, number: int, person: Person) -> Booking:
    booking = form.booking_of(session, person, number)
    if not form.override and needs_approval(person.email):
        booking.state = BookingState.REQUESTED
    else:
        _seat_or_queue(session, booking)
    _save(booking)
    if form.override:
        record(booking, "state", "", BookingState(booking.state).label, form.by, form.override)
    return booking


def _seat_or_queue(session: TrainingSession, booking: Booking) -> None:
    """A place if one is free and nobody waits for it; else the end of the list."""
    session.refresh_from_db(fields=["seats_taken", "capacity", "over_by"])
    if session.is_full or session.bookings.waiting().exists():
        booking.state = BookingState.WAITLISTED
        booking.queued_at = _DATABASE_CLOCK
    else:
        booking.state = BookingState.CONFIRMED


def approve(*, booking: Booking, by: User) -> Booking:
    """Let somebody come who stayed away twice: a place, or the end of the waiting list.

    Raises:
        CannotChangePlace: nobody asks for it any more, or the session has begun.
    """
    with locked_session(booking.session_id) as session:
        booking = _standing(booking, session)
        if booking.state != BookingState.REQUESTED:
            raise CannotChangePlace("This booking does not wait for an approval.")
        _seat_or_queue(session, booking)
        _save(booking)
        _record(booking, BookingState.REQUESTED, by)
        standing.note(booking.organisation, by)
        return booking


# --- Giving back ----------------------------------------------------------------------------


def cancel(*, booking: Booking, by: User | None = None) -> Booking:
    """Give the place, or the wish for one, back; twice does no harm. The next is offered it.

    Raises:
        CannotChangePlace: the session has begun.
    """
    with locked_session(booking.session_id) as session:
        booking = Booking.objects.get(pk=booking.pk)
        if booking.state == BookingState.CANCELLED_BY_ATTENDEE:
            return booking
        booking = _standing(booking, session)
        end(booking, BookingState.CANCELLED_BY_ATTENDEE)
        offer_free_places(session)
        standing.note(booking.organisation, by)
        return booking


def take_out(*, booking: Booking, by: User, reason: str) -> Booking:
    """As staff, say that somebody cannot come, or decline what waits for approval.

    Raises:
        CannotChangePlace: they are not in it any more, or the session has begun.
    """
    with locked_session(booking.session_id) as session:
        booking = _standing(booking, session)
        before = BookingState(booking.state)
        booking.note = reason
        asked = before == BookingState.REQUESTED
        end(booking, BookingState.DECLINED if asked else BookingState.CANCELLED_BY_HOST)
        _record(booking, before, by, reason)
        offer_free_places(session)
        standing.note(booking.organisation, by)
        return booking


def change_person(*, booking: Booking, person: Person) -> Booking:
    """Let a colleague come instead; the link of the one before ends, and both are told.

    What the one before needed is deleted; the colleague writes their own by their own link. One
    who stayed away twice is asked about first, and the place goes to the next meanwhile.

    Raises:
        CannotBook: the colleague is in this session or in another one already.
        CannotChangePlace: there is no place to hand on, or the session has begun.
    """
    with locked_session(booking.session_id) as session:
        booking = _standing(booking, session)
        lock_people([person.email])
        if booking.email.lower() == person.email.lower():
            _write_person(booking, person)
            booking.save()
        else:
            _hand_on(session, booking, person)
        return booking


def _hand_on(session: TrainingSession, booking: Booking, person: Person) -> None:
    if booking.state == BookingState.OFFERED:
        raise CannotChangePlace("Answer the offer first: then you can name a colleague.")
    if booking.state == BookingState.REQUESTED:
        raise CannotChangePlace("Once the booking is approved you can name a colleague.")
    check_may_book(session, booking.organisation, [person.email], instead_of=booking)
    emails.post_replaced(booking)
    standing.free_interest(booking.email)
    # Never lower: handed back, the entry of whoever had it first must count on.
    booking.nonce, booking.sequence = new_nonce(), booking.sequence + 1
    # Of a colleague nobody else says what they need, and theirs is nobody else's.
    _write_person(booking, replace(person, access_needs="", dietary_needs=""))
    asked = needs_approval(person.email)
    if asked:
        booking.state = BookingState.REQUESTED
    _save(booking)
    if asked:
        offer_free_places(session)
        standing.note(booking.organisation, None)


def _write_person(booking: Booking, person: Person) -> None:
    booking.name, booking.email = person.name, person.email
    booking.access_needs, booking.dietary_needs = person.access_needs, person.dietary_needs


def forget_person(booking: Booking) -> None:
    """Give back what they hold, and delete who they are. No letter: the address goes.

    That somebody of the organisation was there stays.
    """
    with locked_session(booking.session_id) as session:
        booking = Booking.objects.select_related("organisation").get(pk=booking.pk)
        gives_back = booking.state in STANDING and booking.state not in MARKED
        if gives_back:
            booking.state, booking.offer_until = BookingState.CANCELLED_BY_ATTENDEE, None
            booking.ended_at = timezone.now()
        booking.name = booking.email = booking.access_needs = booking.dietary_needs = ""
        booking.note, booking.nonce = "", new_nonce()
        booking.save()
        if gives_back:
            offer_free_places(session)
            standing.note(booking.organisation, None)


# --- The waiting list -----------------------------------------------------------------------


def accept(*, booking: Booking) -> Booking:
    """Take the place that was offered; twice does no harm.

    Raises:
        CannotChangePlace: the time for it is over, or the session has begun.
    """
    with locked_session(booking.session_id) as session:
        booking = Booking.objects.get(pk=booking.pk)
        if booking.state == BookingState.CONFIRMED:
            return booking
        booking = _standing(booking, session)
        until = booking.offer_until
        if until is None or until <= timezone.now():
            raise CannotChangePlace("The time to take this place is over.")
        booking.state, booking.offer_until = BookingState.CONFIRMED, None
        _save(booking)
        standing.note(booking.organisation, None)
        return booking


def decline(*, booking: Booking) -> Booking:
    """Leave the place that was offered to the next.

    Raises:
        CannotChangePlace: it was not offered any more, or the session has begun.
    """
    with locked_session(booking.session_id) as session:
        booking = Booking.objects.get(pk=booking.pk)
        if booking.state == BookingState.DECLINED:
            return booking
        booking = _standing(booking, session)
        if booking.state != BookingState.OFFERED:
            raise CannotChangePlace("This place is not offered to you any more.")
        end(booking, BookingState.DECLINED)
        offer_free_places(session)
        standing.note(booking.organisation, None)
        return booking


def pass_on(session: TrainingSession, now: datetime) -> int:
    """Let offers that nobody answered lapse, and offer what is free to the next; how many lapsed.

    Safe to run late, and twice at once.
    """
    with locked_session(session.pk) as session:
        lapsed = list(session.bookings.unanswered(now).order_by("pk"))
        for booking in lapsed:
            end(booking, BookingState.LAPSED)
            standing.note(booking.organisation, None)
        offer_free_places(session)
        return len(lapsed)


def end_waiting(session: TrainingSession, now: datetime) -> int:
    """Once it starts nobody gets a place any more, and they are told; how many waited."""
    with locked_session(session.pk) as session:
        if session.starts_at > now:
            return 0
        hopeful = (BookingState.WAITLISTED, BookingState.OFFERED, BookingState.REQUESTED)
        bookings = list(session.bookings.filter(state__in=hopeful).order_by("pk"))
        for booking in bookings:
            end(booking, BookingState.LAPSED)
            standing.note(booking.organisation, None)
        return len(bookings)


def offer_free_places(session: TrainingSession) -> None:
    """Offer what is free to those who wait longest. The session is locked, and read again here."""
    now = timezone.now()
    session.refresh_from_db()
    if session.state not in (SessionState.OPEN, SessionState.CLOSED) or session.starts_at <= now:
        return
    for booking in session.bookings.waiting()[: session.places_left]:
        booking.state = BookingState.OFFERED
        booking.offer_until = min(now + _offer_lasts(session, now), session.starts_at)
        _save(booking)


def number_in_list(booking: Booking) -> int:
    """“You are number 3”: how many wait no shorter than they do, themselves among them."""
    waiting = booking.session.bookings.waiting().values_list("pk", flat=True)
    return [*waiting].index(booking.pk) + 1


def _offer_lasts(session: TrainingSession, now: datetime) -> timedelta:
    return OFFER_LASTS_WHEN_NEAR if session.starts_at - now < NEAR else OFFER_LASTS


def _standing(booking: Booking, session: TrainingSession) -> Booking:
    """The booking as it is now that its session is locked.

    Raises:
        CannotChangePlace: it has ended, or the session has begun or was cancelled.
    """
    booking = Booking.objects.select_related("organisation").get(pk=booking.pk)
    booking.session = session
    if booking.state not in STANDING:
        raise CannotChangePlace("This booking has ended already.")
    if session.starts_at <= timezone.now():
        raise CannotChangePlace("The session has begun: nothing can be changed any more.")
    return booking


def end(booking: Booking, state: BookingState) -> None:
    """Take them out of it, and tell them; the letter says how it stood with them before."""
    before = emails.Before(BookingState(booking.state), booking.offer_until)
    booking.state, booking.offer_until, booking.ended_at = state, None, timezone.now()
    booking.sequence += 1
    _save(booking, before)


def _record(booking: Booking, before: BookingState, by: User, reason: str = "") -> None:
    """What staff decide about somebody's place goes on record."""
    record(booking, "state", before.label, BookingState(booking.state).label, by, reason)


def _save(booking: Booking, before: emails.Before | None = None) -> None:
    booking.save()
    standing.note_interest(booking)
    emails.post_state(booking, before)
