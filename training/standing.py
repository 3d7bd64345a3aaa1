"""What bookings and attendance mean for the organisation; locked after session and people."""

from django.utils import timezone

from accounts.models import User
from partners.models import Organisation
from partners.training import Attended, set_attended, set_on_the_way
from training.choices import TRAINS, BookingState, InterestState, SessionKind
from training.models import Booking, InterestRegistration

_AHEAD = (BookingState.CONFIRMED, BookingState.OFFERED, BookingState.WAITLISTED)


def note(organisation: Organisation, by: User | None) -> None:
    """Write whether somebody of it is on the way to training."""
    ahead = Booking.objects.of(organisation).filter(
        state__in=_AHEAD, session__kind__in=TRAINS, session__starts_at__gt=timezone.now()
    )
    interested = InterestRegistration.objects.waiting().filter(organisation=organisation)
    set_on_the_way(
        organisation=organisation, booked=ahead.exists(), interested=interested.exists(), by=by
    )


def note_interest(booking: Booking) -> None:
    """Whoever booked need not be told of sessions; whoever gave a place back is again."""
    if booking.state in _AHEAD:
        hold_interest(booking)
    elif not booking.stands:
        free_interest(booking.email)


def hold_interest(booking: Booking) -> None:
    """Whoever comes, or came, is told of no other session."""
    theirs = InterestRegistration.objects.waiting().filter(email__iexact=booking.email)
    theirs.update(state=InterestState.BOOKED, organisation=booking.organisation)


def free_interest(email: str) -> None:
    """Whoever comes no more is told of sessions again."""
    theirs = InterestRegistration.objects.confirmed().filter(email__iexact=email)
    theirs.filter(state=InterestState.BOOKED).update(state=InterestState.OPEN)


def note_attendance(organisation: Organisation, by: User | None, reason: str = "") -> Organisation:
    """Write what follows from all that its people attended; again, and after an undo, too.

    Partner training makes a partner; a refresher renews one.
    """
    attended = (
        Booking.objects.of(organisation)
        .filter(state=BookingState.ATTENDED, session__kind__in=TRAINS)
        .select_related("session")
        .order_by("session__starts_at", "pk")
    )
    rows = list(attended)
    first = next((row for row in rows if row.session.kind == SessionKind.PARTNER_TRAINING), None)
    return set_attended(
        organisation=organisation,
        first=_attended(first) if first else None,
        last_on=timezone.localdate(rows[-1].session.starts_at) if rows else None,
        by=by,
        reason=reason,
    )


def _attended(booking: Booking) -> Attended:
    session = booking.session
    on = timezone.localdate(session.starts_at)
    return Attended(on=on, session=session.title, person=booking.name)
