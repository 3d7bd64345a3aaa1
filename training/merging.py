"""What becomes of bookings when their organisation goes up in another."""

from collections.abc import Collection
from typing import Any

from partners.models import Organisation
from training import standing
from training.locks import lock_session
from training.models import Booking, InterestRegistration


def lock_sessions(*, organisations: Collection[int], **_: Any) -> None:
    """Those that the two are in: whoever books there has the session before the organisation."""
    bookings = Booking.objects.filter(organisation__in=organisations)
    for pk in sorted(set(bookings.values_list("session", flat=True))):
        lock_session(pk)


def move(*, gone: Organisation, stays: Organisation, **_: Any) -> None:
    """They are the heir's, with what was attended; nobody loses a place over it."""
    Booking.objects.of(gone).update(organisation=stays)
    InterestRegistration.objects.filter(organisation=gone).update(organisation=stays)
    standing.note(stays, None)
    if Booking.objects.of(stays).filter(state=Booking.State.ATTENDED).exists():
        standing.note_attendance(stays, None, f"{gone} went up in it.")
