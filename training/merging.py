"""What becomes of bookings when their organisation goes up in another."""

from typing import Any

from partners.models import Organisation
from training import standing
from training.models import Booking, InterestRegistration


def move(*, gone: Organisation, stays: Organisation, **_: Any) -> None:
    """They are the heir's, with what was attended; nobody loses a place over it."""
    Booking.objects.of(gone).update(organisation=stays)
    InterestRegistration.objects.filter(organisation=gone).update(organisation=stays)
    standing.note(stays, None)
    if Booking.objects.of(stays).filter(state=Booking.State.ATTENDED).exists():
        standing.note_attendance(stays, None, f"{gone} went up in it.")
