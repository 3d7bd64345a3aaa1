"""The register of a session: who comes, who waits, who gave back too late, who marked what."""

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.db.models.functions import Lower

from accounts.models import StatusChange
from training.choices import EXPECTED, BookingState, SessionState
from training.models import Booking, TrainingSession
from training.retention import NEEDS_KEPT

_TRACES_SHOWN = 100


class Register(NamedTuple):
    """What the page shows. Needs are empty once they are nobody's business any more."""

    session: TrainingSession
    expected: list[Booking]
    offered: list[Booking]
    waiting: list[Booking]
    requested: list[Booking]
    given_back: list[Booking]
    late: list[Booking]
    trace: list[StatusChange]
    needs_until: datetime
    can_mark: bool

    @property
    def unmarked(self) -> int:
        return sum(booking.state == BookingState.CONFIRMED for booking in self.expected)


def register_of(session: TrainingSession, now: datetime) -> Register:
    """As it is at a moment."""
    bookings = Booking.objects.filter(session=session).select_related("organisation")
    rows = list(bookings.order_by(Lower("name"), "pk"))
    needs_until = session.ends_at + NEEDS_KEPT
    for booking in rows:
        booking.session = session
        if needs_until <= now:
            booking.access_needs = booking.dietary_needs = ""
    given_back = _in_state(rows, BookingState.CANCELLED_BY_ATTENDEE)
    return Register(
        session=session,
        expected=[booking for booking in rows if booking.state in EXPECTED],
        offered=_in_state(rows, BookingState.OFFERED),
        waiting=list(bookings.waiting()),
        requested=_in_state(rows, BookingState.REQUESTED),
        given_back=given_back,
        late=[booking for booking in given_back if booking.was_late],
        trace=list(trace_of(rows)[:_TRACES_SHOWN]),
        needs_until=needs_until,
        can_mark=session.state != SessionState.CANCELLED and session.starts_at <= now,
    )


def _in_state(rows: list[Booking], state: BookingState) -> list[Booking]:
    return [booking for booking in rows if booking.state == state]


def trace_of(bookings: list[Booking]) -> QuerySet[StatusChange, Any]:
    """What staff marked and took back, the newest first."""
    kind = ContentType.objects.get_for_model(Booking)
    changes = StatusChange.objects.filter(
        content_type=kind, object_id__in=[booking.pk for booking in bookings]
    )
    return changes.select_related("by").prefetch_related("subject").order_by("-at", "-pk")
