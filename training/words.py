"""Times, places and next steps of training in words."""

from django.utils import timezone
from django.utils.formats import date_format

from partners.choices import HiddenBecause, ListingState, PartnerStatus
from partners.models import Organisation
from training.choices import TRAINS, BookingState, SessionFormat
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


# Whoever comes, and their colleagues, read of it in other words than staff.
_STATES = {
    BookingState.REQUESTED: "waits for approval",
    BookingState.DECLINED: "no place",
    BookingState.LAPSED: "not taken up in time",
    BookingState.CANCELLED_BY_ATTENDEE: "given back",
    BookingState.CANCELLED_BY_HOST: "cancelled by the organiser",
}


def standing_of(booking: Booking) -> str:
    """How it stands, for everybody but staff, in the middle of a sentence."""
    state = BookingState(booking.state)
    return _STATES.get(state, state.label[:1].lower() + state.label[1:])


def can_answer(booking: Booking) -> bool:
    """Whether the place that was offered can still be taken."""
    return booking.offer_until is not None and booking.offer_until > timezone.now()


def shows_link(booking: Booking) -> bool:
    """Whether they see the joining link: while their place is confirmed, and no longer."""
    return booking.state == BookingState.CONFIRMED and bool(booking.session.joining_link)


_SHOWN_AGAIN_BY = {
    "": "Your entry is hidden: show it again.",
    HiddenBecause.NOT_CONFIRMED: "Your entry is hidden: say whether it is all still right.",
    HiddenBecause.SAFEGUARDING: (
        "Your entry is hidden: say when your safeguarding was last reviewed."
    ),
}


def next_steps(booking: Booking) -> list[str]:
    """What is missing, after a session, until schools find the organisation."""
    organisation = booking.organisation
    if organisation.has_ended:
        return [f"Its entry has ended. If that is wrong, write to {booking.session.bridge}."]
    steps = []
    if not organisation.is_trained:
        counts = "" if booking.session.kind in TRAINS else " This session does not count as it."
        steps.append(f"Come to a session of partner training.{counts}")
    if organisation.partner_status == PartnerStatus.LAPSED:
        steps.append("The partnership has lapsed: renew it.")
    elif organisation.partner_status == PartnerStatus.WITHDRAWN:
        steps.append(f"It withdrew. To come back, write to {booking.session.bridge}.")
    if organisation.code_accepted_on is None:
        steps.append("Accept the Code of Practice.")
    return steps + _steps_of_the_entry(organisation)


def _steps_of_the_entry(organisation: Organisation) -> list[str]:
    steps = []
    if organisation.listing_state in (ListingState.DRAFT, ListingState.RETURNED):
        steps.append("Finish your profile with one offer, and hand it in.")
    elif organisation.listing_state == ListingState.SUBMITTED:
        steps.append("Nothing for now: your profile is being read. We write as soon as it is.")
    if organisation.hidden_at:
        steps.append(_SHOWN_AGAIN_BY[organisation.hidden_because])
    if organisation.suspended_at:
        steps.append("Your entry is suspended: the regional body that looks after it knows why.")
    return steps


def is_ready(organisation: Organisation) -> bool:
    """Whether schools find it, where the directory is open, with nothing left to do."""
    return Organisation.objects.ready().filter(pk=organisation.pk).exists()
