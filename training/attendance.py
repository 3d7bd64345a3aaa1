"""The register: who came. Marked in one transaction with all that follows from it."""

from collections.abc import Collection

from django.utils import timezone

from accounts.models import User
from accounts.services import record
from training import emails, standing
from training.choices import MARKED, BookingState, SessionState
from training.locks import locked_session
from training.models import Booking, TrainingSession


class CannotMark(Exception):
    """Why the register cannot be changed so, worded for staff."""


def mark(
    *, session: TrainingSession, numbers: Collection[int], state: BookingState, by: User
) -> int:
    """Write of these bookings what became of them; how many changed.

    Confirmed takes a mark back. However often it is done, each is told once of what they attended,
    and the organisation's training and partner status follow.

    Raises:
        CannotMark: the session has not begun, or was cancelled; or `by` belongs to an
            organisation that one of them comes from.
    """
    with locked_session(session.pk) as session:
        if session.state == SessionState.CANCELLED or session.starts_at > timezone.now():
            raise CannotMark("The register is marked once the session has begun.")
        expected = session.bookings.expected().filter(pk__in=numbers).exclude(state=state)
        bookings = list(expected.select_related("organisation").order_by("organisation", "pk"))
        if own := expected.filter(organisation__members__user=by).first():
            raise CannotMark(f"{own.name} is of your own organisation, so a colleague marks them.")
        for booking in bookings:
            booking.session = session
            _mark(booking, state, by)
        return len(bookings)


def mark_rest(*, session: TrainingSession, state: BookingState, by: User) -> tuple[int, list[str]]:
    """The same of all who are not marked yet; how many changed, and the names of those left out.

    Left out is whoever is of an organisation of one's own.
    """
    unmarked = session.bookings.filter(state=BookingState.CONFIRMED)
    own = unmarked.filter(organisation__members__user=by).order_by("name", "pk")
    numbers = unmarked.exclude(organisation__members__user=by).values_list("pk", flat=True)
    done = mark(session=session, numbers=[*numbers], state=state, by=by)
    return done, [booking.name for booking in own]


def _mark(booking: Booking, state: BookingState, by: User) -> None:
    before, booking.state = BookingState(booking.state), state
    booking.ended_at = timezone.now() if state in MARKED else None
    booking.save(update_fields=["state", "ended_at"])
    record(booking, "state", before.label, state.label, by)
    if BookingState.ATTENDED in (before, state):
        what = "attended" if state == BookingState.ATTENDED else "attendance undone"
        standing.note_attendance(booking.organisation, by, f"{booking.session.title}: {what}")
    if state == BookingState.ATTENDED:
        emails.post_attended(booking)
    if state in (BookingState.NO_SHOW, BookingState.LEFT_EARLY):
        standing.free_interest(booking.email)
    else:
        standing.hold_interest(booking)
    # Of whoever did not come nobody says any more that training is booked.
    standing.note(booking.organisation, by)
