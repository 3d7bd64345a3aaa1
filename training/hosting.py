"""What staff do with a session: open, close, move, cancel, and change how many may come."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.text import get_text_list

from accounts.models import User
from accounts.services import record
from partners.locating import CannotLocate
from training import emails, standing
from training.choices import EXPECTED, BookingState, SessionState
from training.emails import Stood
from training.locks import locked_session
from training.models import TrainingSession
from training.places import end, offer_free_places
from training.querysets import BookingQuerySet
from training.venue import set_place
from training.words import place_of, when

# State that follows: those it may follow upon.
_DECISIONS = {
    SessionState.OPEN: {SessionState.DRAFT, SessionState.CLOSED},
    SessionState.CLOSED: {SessionState.OPEN},
    SessionState.CANCELLED: {SessionState.OPEN, SessionState.CLOSED},
    SessionState.COMPLETED: {SessionState.OPEN, SessionState.CLOSED},
}


class Whom(TextChoices):
    """To whom staff write."""

    COMING = "coming", "All who have a place"
    WAITING = "waiting", "All on the waiting list"


class CannotHost(Exception):
    """Why it cannot be done, worded for staff."""


class Slot(NamedTuple):
    """When and where; each as in the fields of a session. What is None stays as it was."""

    starts_at: datetime
    ends_at: datetime
    venue_name: str
    address: str
    postcode: str
    format: str | None = None
    venue_access: str | None = None
    getting_there: str | None = None

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if value is not None}


def open_booking(*, session: TrainingSession, by: User) -> TrainingSession:
    """Let visitors see it and book.

    Raises:
        CannotHost: it has begun, has ended, or lacks something.
    """
    with locked_session(session.pk) as session:
        _check(session, SessionState.OPEN)
        if session.starts_at <= timezone.now():
            raise CannotHost("It has begun: nobody could book.")
        if missing := lacking(session):
            raise CannotHost(f"Add {get_text_list(missing, 'and')} first.")
        _set_state(session, SessionState.OPEN, by)
        offer_free_places(session)
        return session


def lacking(session: TrainingSession) -> list[str]:
    """What people who come must know, and nobody has written."""
    wanted = {"who it is for": session.for_whom, "the agenda": session.agenda}
    if not session.is_online:
        wanted["access at the venue"] = session.venue_access
        wanted["how to get there"] = session.getting_there
    return [name for name, text in wanted.items() if not text.strip()]


def close_booking(*, session: TrainingSession, by: User) -> TrainingSession:
    """Take no more bookings; the waiting list goes on.

    Raises:
        CannotHost: it is not open.
    """
    with locked_session(session.pk) as session:
        _check(session, SessionState.CLOSED)
        _set_state(session, SessionState.CLOSED, by)
        return session


def call_off(*, session: TrainingSession, by: User, reason: str) -> TrainingSession:
    """Cancel it, and tell everybody who comes or waits.

    Raises:
        CannotHost: it is over, was cancelled, or is a draft: cancelled ones are public.
    """
    with locked_session(session.pk) as session:
        if session.state == SessionState.DRAFT:
            raise CannotHost("Nobody has seen this draft: delete it instead.")
        _check(session, SessionState.CANCELLED)
        if session.starts_at <= timezone.now():
            raise CannotHost("It has begun: mark the register.")
        session.end_reason = reason
        session.sequence += 1
        _set_state(session, SessionState.CANCELLED, by, reason)
        for booking in session.bookings.standing().select_related("organisation").order_by("pk"):
            booking.note = reason
            end(booking, BookingState.CANCELLED_BY_HOST)
            standing.note(booking.organisation, by)
        return session


def move(*, session: TrainingSession, slot: Slot, by: User, reason: str) -> TrainingSession:
    """Give it another time or place, and tell everybody: one click gives the place back.

    Offers keep the time they had, and end at the new start at the latest.

    Raises:
        CannotHost: it has begun, is over or cancelled, the new time has passed, or nobody knows
            where the new place is.
    """
    with locked_session(session.pk) as session:
        if session.state in (SessionState.CANCELLED, SessionState.COMPLETED):
            raise CannotHost(f"It is {session.get_state_display().lower()}.")
        if slot.starts_at <= timezone.now():
            raise CannotHost("The new time has passed.")
        if session.has_begun and session.is_listed:
            raise CannotHost("It has begun: mark the register.")
        if _is_there(session, slot):
            # Pressed twice: everybody was told.
            return session
        before, was = session.starts_at, Stood(when(session), place_of(session))
        _set_slot(session, slot)
        session.save()
        record(session, "starts_at", before, session.starts_at, by, reason)
        for booking in session.bookings.filter(offer_until__gt=session.starts_at):
            booking.offer_until = session.starts_at
            booking.save(update_fields=["offer_until"])
        if session.is_listed:
            emails.post_moved(session, reason, was)
        return session


def _is_there(session: TrainingSession, slot: Slot) -> bool:
    return all(getattr(session, name) == value for name, value in slot.given().items())


def _set_slot(session: TrainingSession, slot: Slot) -> None:
    later = slot.starts_at - session.starts_at
    for name, value in slot.given().items():
        setattr(session, name, value)
    try:
        set_place(session)
    except CannotLocate as refusal:
        raise CannotHost(str(refusal)) from refusal
    session.sequence += 1
    if session.booking_closes_at:
        session.booking_closes_at = min(session.booking_closes_at + later, slot.starts_at)
    _keep_bookable(session, later)


def _keep_bookable(session: TrainingSession, later: timedelta) -> None:
    """What was announced stays, unless nobody could book any more: that moves along."""
    opens, own = session.booking_opens_at, session.own_area_until
    if opens and opens >= session.books_until():
        session.booking_opens_at = opens + later
    if own and own > timezone.localdate(session.starts_at):
        session.own_area_until = own + later


def set_capacity(*, session: TrainingSession, capacity: int, by: User) -> TrainingSession:
    """Raise it, and the waiting list moves up; lower it, and nobody who has a place loses it."""
    with locked_session(session.pk) as session:
        before, session.capacity = session.capacity, capacity
        session.over_by = max(session.seats_taken - capacity, 0)
        session.save(update_fields=["capacity", "over_by"])
        record(session, "capacity", before, capacity, by)
        offer_free_places(session)
        return session


def set_joining_link(*, session: TrainingSession, link: str) -> int:
    """Add or change it, and tell those who have a place; how many."""
    with locked_session(session.pk) as session:
        if session.joining_link == link:
            return 0
        session.joining_link = link
        session.save(update_fields=["joining_link"])
        if not session.is_listed or session.has_begun:
            return 0
        coming = list(session.bookings.filter(state=BookingState.CONFIRMED).order_by("pk"))
        for booking in coming:
            booking.sequence += 1
            booking.save(update_fields=["sequence"])
            emails.post_joining(booking)
        return len(coming)


def write_to(*, session: TrainingSession, to: Whom, subject: str, words: str, number: UUID) -> int:
    """Write to all who come, or to all who wait; with the number of its form once; how many."""
    with transaction.atomic():
        bookings = audience(session, to)
        return sum(emails.post_message(one, subject, words, number) for one in bookings)


def audience(session: TrainingSession, to: Whom) -> BookingQuerySet:
    """To whom such a letter goes."""
    states = EXPECTED if to == Whom.COMING else (BookingState.WAITLISTED, BookingState.OFFERED)
    return session.bookings.filter(state__in=states).exclude(email="").order_by("pk")


def complete(session: TrainingSession, now: datetime) -> bool:
    """Say of a session whose time has passed that it is over; whether it was not said before."""
    with locked_session(session.pk) as session:
        if not session.is_listed or session.ends_at > now:
            return False
        _set_state(session, SessionState.COMPLETED, None)
        return True


def _check(session: TrainingSession, follows: SessionState) -> None:
    if SessionState(session.state) not in _DECISIONS[follows]:
        raise CannotHost(f"It is {session.get_state_display().lower()}: nothing was done.")


def _set_state(
    session: TrainingSession, state: SessionState, by: User | None, reason: str = ""
) -> None:
    before, session.state = SessionState(session.state), state
    session.save()
    record(session, "state", before.label, state.label, by, reason)
