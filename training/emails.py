"""The letters to whoever comes, written when they are sent, with the calendar's entry."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from training import calendar
from training.choices import BookingState, SessionState
from training.links import booking_address
from training.models import Booking, TrainingSession
from training.words import is_ready, next_steps, place_of, when

_STATE, _REPLACED, _MOVED = "training.state", "training.replaced", "training.moved"
_JOINING = "training.joining"
_REMINDER, _ATTENDED, _MESSAGE = "training.reminder", "training.attended", "training.message"
_SUBJECTS = {
    BookingState.REQUESTED: "We have your booking: {}",
    BookingState.CONFIRMED: "Your place is booked: {}",
    BookingState.WAITLISTED: "You are on the waiting list: {}",
    BookingState.OFFERED: "A place is free for you: {}",
    BookingState.DECLINED: "You are not booked: {}",
    BookingState.LAPSED: "Your place on the waiting list has ended: {}",
    BookingState.CANCELLED_BY_ATTENDEE: "Your place is given back: {}",
    BookingState.CANCELLED_BY_HOST: "You are no longer booked: {}",
}


class Before(NamedTuple):
    """How it stood with a booking that has ended; and until when a place was kept, if it was."""

    state: BookingState
    offer_until: datetime | None


def post_state(booking: Booking, before: Before | None = None) -> None:
    """Tell whoever comes how it stands with their place."""
    if not booking.email:
        return
    facts = {"state": str(booking.state)}
    if before:
        facts["before"] = before.state.value
    if before and before.offer_until:
        facts["offer_until"] = before.offer_until.isoformat()
    post(_STATE, to=booking.email, about=booking, facts=facts)


def _theirs(record: MailRecord) -> Booking | None:
    """The booking, if whoever is written to still has it: a letter holds its link."""
    booking = record.about
    if not isinstance(booking, Booking) or booking.email.lower() != record.to.lower():
        return None
    return booking


@writes(_STATE)
def write_state(record: MailRecord) -> Letter | None:
    """Nothing if it stands otherwise by now: then another letter says so."""
    booking = _theirs(record)
    if booking is None or booking.state != record.facts["state"]:
        return None
    state, session = BookingState(booking.state), booking.session
    before, kept_until = record.facts.get("before"), record.facts.get("offer_until")
    subject = _SUBJECTS[state]
    if session.state == SessionState.CANCELLED:
        subject = "Cancelled: {}"
    elif state == BookingState.LAPSED and before == BookingState.REQUESTED:
        subject = "Your booking has ended: {}"
    # Only who had a place has an entry, which its end takes out again.
    has_entry = BookingState.CONFIRMED in (state, before)
    return _letter(
        booking,
        subject,
        f"training/{state.value.replace('-', '_')}.txt",
        calendar=calendar.of_booking(booking) if has_entry else "",
        before=before,
        kept_until=datetime.fromisoformat(kept_until) if kept_until else None,
    )


def _letter(
    booking: Booking, subject: str, template: str, *, calendar: str = "", **more: Any
) -> Letter:
    session = booking.session
    return Letter(
        subject=subject.format(session.title),
        template=f"emails/{template}",
        context={
            "booking": booking,
            "session": session,
            "when": when(session),
            "where": place_of(session),
            "address": booking_address(booking),
            "others": f"{settings.SITE_ADDRESS}/training/",
            "has_entry": bool(calendar),
            **more,
        },
        reply_to=session.bridge.contact_email,
        sender=session.bridge.name,
        calendar=calendar,
    )


def post_replaced(booking: Booking) -> None:
    """Tell somebody, before their name goes, that a colleague comes in their place."""
    facts = {
        "name": booking.name,
        "sequence": booking.sequence + 1,
        "had_place": booking.state == BookingState.CONFIRMED,
    }
    post(_REPLACED, to=booking.email, about=booking, facts=facts)


@writes(_REPLACED, forgets_the_address=True)
def write_replaced(record: MailRecord) -> Letter | None:
    booking = record.about
    if not isinstance(booking, Booking):
        return None
    entry = ""
    if record.facts.get("had_place"):
        entry = calendar.taken_back(booking, record.to, record.facts["sequence"])
    return _letter(
        booking,
        "A colleague was named in your place: {}",
        "training/replaced.txt",
        calendar=entry,
        name=record.facts["name"],
    )


class Stood(NamedTuple):
    """When and where a session was to be, in words."""

    when: str
    where: str


def post_moved(session: TrainingSession, reason: str, was: Stood) -> None:
    """Tell all who come or wait that its time or place is another."""
    facts = {"reason": reason, "was_when": was.when, "was_where": was.where}
    for booking in session.bookings.standing().exclude(email=""):
        post(_MOVED, to=booking.email, about=booking, facts=facts)


@writes(_MOVED)
def write_moved(record: MailRecord) -> Letter | None:
    booking = _theirs(record)
    if booking is None or not booking.stands:
        return None
    entry = calendar.of_booking(booking) if booking.state == BookingState.CONFIRMED else ""
    return _letter(
        booking,
        "Moved: {}",
        "training/moved.txt",
        calendar=entry,
        give_back=booking_address(booking, "cancel"),
        **record.facts,
    )


def post_joining(booking: Booking) -> None:
    """Tell somebody who comes that the link to join is there, or is another."""
    if booking.email:
        post(_JOINING, to=booking.email, about=booking)


@writes(_JOINING)
def write_joining(record: MailRecord) -> Letter | None:
    booking = _theirs(record)
    if booking is None or booking.state != BookingState.CONFIRMED:
        return None
    entry = calendar.of_booking(booking)
    return _letter(booking, "How to join: {}", "training/joining.txt", calendar=entry)


def post_reminder(booking: Booking, days: int) -> bool:
    """Remind them a week or a day before, once for each time it was set; whether it was now."""
    once = f"training reminder {booking.pk} {booking.nonce} {booking.session.sequence} {days}"
    return post(_REMINDER, to=booking.email, about=booking, once=once) is not None


@writes(_REMINDER)
def write_reminder(record: MailRecord) -> Letter | None:
    booking = _theirs(record)
    if booking is None or booking.state != BookingState.CONFIRMED:
        return None
    if booking.session.starts_at <= timezone.now():
        return None
    return _letter(booking, "Soon: {}", "training/reminder.txt")


def post_attended(booking: Booking) -> None:
    """Thank them, and say what comes next; once, however often the register is marked."""
    if booking.email:
        once = f"training attended {booking.pk}"
        post(_ATTENDED, to=booking.email, about=booking, once=once)


@writes(_ATTENDED)
def write_attended(record: MailRecord) -> Letter | None:
    booking = _theirs(record)
    if booking is None or booking.state != BookingState.ATTENDED:
        return None
    return _letter(
        booking,
        "Thank you for coming: {}",
        "training/attended.txt",
        next_steps=next_steps(booking),
        is_ready=is_ready(booking.organisation),
        confirmation=booking_address(booking, "attendance"),
    )


def post_message(booking: Booking, subject: str, words: str, number: UUID) -> bool:
    """What staff write to those who come, or who wait; once for the number of its form."""
    facts, once = {"subject": subject, "words": words}, f"training message {number} {booking.pk}"
    return post(_MESSAGE, to=booking.email, about=booking, facts=facts, once=once) is not None


@writes(_MESSAGE)
def write_message(record: MailRecord) -> Letter | None:
    booking = _theirs(record)
    if booking is None:
        return None
    letter = _letter(booking, "", "training/message.txt", words=record.facts["words"])
    return letter._replace(subject=record.facts["subject"])
