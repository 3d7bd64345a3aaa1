"""Who came without a place, written into the register once the session has begun."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.services import record
from training import standing
from training.choices import EXPECTED, BookingState, SessionState
from training.locks import lock_people, locked_session
from training.models import Booking, TrainingSession
from training.models.session import MOST_PLACES
from training.places import Form, Person
from training.rules import CannotBook

_NO_REGISTER = (SessionState.DRAFT, SessionState.CANCELLED)


def add(*, session: TrainingSession, form: Form, person: Person) -> Booking:
    """Let staff write who came, and why without a place; sent again, the same answer.

    Who is in the room is there: no number of places holds. Whoever waited for a place has it now.

    Raises:
        CannotBook: it has not begun, has no register, or they are in the register already.
        Busy: others were at this session for longer than three seconds.
    """
    with locked_session(session.pk) as session:
        if done := session.bookings.filter(submission=form.submission).first():
            return done
        if session.state in _NO_REGISTER:
            raise CannotBook("This session has no register.")
        if not session.has_begun:
            raise CannotBook("Who came is written down once the session has begun.")
        lock_people([person.email])
        booking = _waited(session, form, person) or form.booking_of(session, person)
        before = booking.get_state_display() if booking.pk else ""
        booking.state, booking.offer_until = BookingState.CONFIRMED, None
        booking.submission, booking.number_in_form = form.submission, 0
        with _one_more(session, booking):
            booking.save()
        standing.note_interest(booking)
        record(booking, "state", before, BookingState.CONFIRMED.label, form.by, form.override)
        standing.note(booking.organisation, form.by)
        return booking


def _waited(session: TrainingSession, form: Form, person: Person) -> Booking | None:
    """What they waited with, of the same organisation: attendance counts for that one."""
    theirs = session.bookings.of_person(person.email).standing().first()
    if theirs and theirs.state in EXPECTED:
        raise CannotBook(f"{person.email} is in the register already.", person.email)
    if theirs and theirs.organisation_id != form.organisation.pk:
        raise CannotBook(
            f"They wait for a place for {theirs.organisation}. Choose that organisation, or take "
            "them out first.",
            person.email,
        )
    return theirs


@contextmanager
def _one_more(session: TrainingSession, booking: Booking) -> Iterator[None]:
    """A place for the block, and what is then too many; the session is locked.

    The database refuses one more than there are, and “over by” more than there are too many: so
    there is one more place for a moment, and after it the number that staff gave.
    """
    capacity, taken = session.capacity, session.seats_taken
    if taken < capacity:
        yield
        return
    if taken >= MOST_PLACES:
        raise CannotBook(f"The register has {MOST_PLACES} people: that is the most.")
    session.capacity, session.over_by = taken + 1, 0
    session.save(update_fields=["capacity", "over_by"])
    yield
    session.refresh_from_db(fields=["seats_taken"])
    session.capacity, session.over_by = capacity, max(session.seats_taken - capacity, 0)
    session.save(update_fields=["capacity", "over_by"])
