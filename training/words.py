"""Times, places and next steps of training in words."""

from django.utils import timezone
from django.utils.formats import date_format

from partners.choices import ListingState
from partners.models import Organisation
from training.choices import BookingState, SessionFormat
from training.models import Booking, TrainingSession


def when(session: TrainingSession) -> str:
    """“Tuesday 3 March 2026, 10:00 to 13:00”, London time, with the zone's name."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    until = f"{end:%H:%M}" if start.date() == end.date() else date_format(end, "l j F, H:i")
    return f"{date_format(start, 'l j F Y, H:i')} to {until} ({start.tzname()})"


def place_of(session: TrainingSession) -> str:
    """Where to go; of an online one, that it is online."""
    if session.is_online:
        return "Online"
    parts = [session.venue_name, session.address, session.postcode]
    place = ", ".join(part for part in parts if part)
    return f"{place}, or online" if session.format == SessionFormat.HYBRID else place


def places_in_words(session: TrainingSession) -> str:
    """“3 places left”, “Full: waiting list”."""
    left = session.places_left
    if left == 0:
        return "Full: you can join the waiting list"
    return "1 place left" if left == 1 else f"{left} places left"


def shows_link(booking: Booking) -> bool:
    """Whether they see the joining link: while their place is confirmed, and no longer."""
    return booking.state == BookingState.CONFIRMED and bool(booking.session.joining_link)


def next_steps(organisation: Organisation) -> list[str]:
    """What is missing, after training, until schools find it; empty once they do."""
    steps = []
    if organisation.code_accepted_on is None:
        steps.append("Accept the Code of Practice.")
    if organisation.listing_state in (ListingState.DRAFT, ListingState.RETURNED):
        steps.append("Finish your profile with one offer, and hand it in.")
    elif organisation.listing_state == ListingState.SUBMITTED:
        steps.append("Nothing for now: your profile is being read. We write as soon as it is.")
    return steps
