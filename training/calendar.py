"""Calendar files (RFC 5545): of one session, of all to come, and of somebody's own booking.

The entry of a person's booking keeps its number as long as the booking lives, counts its SEQUENCE
up with each change, and takes itself out of the calendar when the place is given back or handed on.
"""

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event, Timezone, vCalAddress

from training.choices import BookingState, SessionState
from training.models import Booking, TrainingSession
from training.words import place_of, shows_link

# London's clock since 1996, as calendar programs know it: by rules, not by a list of dates.
_LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""

_, _SENDER = parseaddr(settings.DEFAULT_FROM_EMAIL)

# What takes an entry out again.
ENDED = (
    BookingState.CANCELLED_BY_ATTENDEE,
    BookingState.CANCELLED_BY_HOST,
    BookingState.DECLINED,
    BookingState.LAPSED,
)


def of_sessions(sessions: Iterable[TrainingSession]) -> str:
    """What anybody may have in their calendar, without a joining link."""
    events = [_public_event(session) for session in sessions]
    return _written(events, name=f"{settings.SITE_NAME}: training")


def _public_event(session: TrainingSession) -> Event:
    event = _event(session, f"training-{session.pk}", session.sequence)
    if session.state == SessionState.CANCELLED:
        event.add("status", "CANCELLED")
    event.add("url", settings.SITE_ADDRESS + session.get_absolute_url())
    event.add("description", session.purpose)
    return event


def of_booking(booking: Booking, *, mailed: bool = True) -> str:
    """The entry of whoever comes; of a booking that has ended, its cancellation.

    As it is mailed, or as it is fetched by its link: without what no page shows.
    """
    session, ended = booking.session, booking.state in ENDED
    event = _of(booking, booking.email, booking.sequence)
    if shows_link(booking):
        event.add("url", session.joining_link)
        event.add("description", f"Join here: {session.joining_link}")
    event.add("status", "CANCELLED" if ended else "CONFIRMED")
    if not mailed:
        return _written([event])
    return _sent(session, event, "CANCEL" if ended else "PUBLISH")


def taken_back(booking: Booking, email: str, sequence: int) -> str:
    """The cancellation for somebody in whose place a colleague comes."""
    event = _of(booking, email, sequence)
    event.add("status", "CANCELLED")
    return _sent(booking.session, event, "CANCEL")


def _of(booking: Booking, email: str, sequence: int) -> Event:
    """One number for each person: two of one office may keep the same calendar."""
    session = booking.session
    theirs = salted_hmac("training entry", email.lower(), algorithm="sha256").hexdigest()[:16]
    number = f"booking-{booking.pk}-{theirs}"
    return _event(session, number, session.sequence + sequence)


def _event(session: TrainingSession, number: str, sequence: int) -> Event:
    event = Event()
    event.add("uid", f"{number}@{settings.SITE_URL.hostname}")
    event.add("sequence", sequence)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", timezone.localtime(session.starts_at))
    event.add("dtend", timezone.localtime(session.ends_at))
    event.add("summary", session.title)
    event.add("location", place_of(session))
    return event


def _sent(session: TrainingSession, event: Event, method: str) -> str:
    """What a mail program is told to do needs somebody who says so (RFC 5546)."""
    organiser = vCalAddress(f"mailto:{session.bridge.contact_email or _SENDER}")
    organiser.params["cn"] = session.bridge.name
    event.add("organizer", organiser)
    return _written([event], method)


def _written(events: Iterable[Event], method: str = "", name: str = "") -> str:
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Training//EN")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    calendar.add_component(Timezone.from_ical(_LONDON))
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical().decode()
