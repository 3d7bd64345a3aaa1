"""Training sessions of the demo: some to come, of every kind there is, and one that was held."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from partners.models import Organisation
from reference.models import BridgeOrganisation
from training.choices import BookingState, SessionFormat, SessionKind, SessionState
from training.models import Booking, TrainingSession

_PURPOSE = (
    "What schools look for when they choose a partner, how Artsmark works, and how to write offers "
    "that a teacher can say yes to. Afterwards you accept the Code of Practice, finish your "
    "profile, and schools find you."
)
_AGENDA = (
    "10:00 Welcome, and Artsmark in half an hour\n10:30 What schools need of you\n"
    "11:30 Your first offer, written together\n12:30 Questions"
)
_FOR = "People who plan or lead work with schools in arts and culture organisations."
_TITLES = {
    SessionKind.PARTNER_TRAINING: "Become an Artsmark Partner",
    SessionKind.REFRESHER: "What is new, for partners",
    SessionKind.DROP_IN: "Ask us anything",
    SessionKind.NETWORKING: "Meet schools near you",
}
_KINDS = (SessionKind.PARTNER_TRAINING, *SessionKind)


def load() -> None:
    """Make them, unless some are still to come."""
    if TrainingSession.objects.listed(timezone.now()).exists():
        return
    for number, body in enumerate(BridgeOrganisation.objects.filter(is_active=True).order_by("pk")):
        hosts = Organisation.objects.public().led_by([body.pk]).filter(is_demo=True).order_by("pk")
        if host := hosts.exclude(position=None).first():
            _of_body(body, host, number)


def _of_body(body: BridgeOrganisation, host: Organisation, number: int) -> None:
    """One that was held, one to come at a venue, and one online."""
    kind = _KINDS[number % len(_KINDS)]
    held = _session(body, host, days=-40 - number, state=SessionState.COMPLETED)
    here = _session(body, host, days=20 + 5 * number, capacity=2 if number % 3 == 0 else 20)
    if number % 3 == 1:
        here.own_area_until = timezone.localdate() + timedelta(days=10)
        here.save()
    _session(body, host, days=27 + 5 * number, kind=kind, format=SessionFormat.ONLINE)
    theirs = Organisation.objects.public().led_by([body.pk]).filter(is_demo=True).order_by("pk")
    for row, organisation in enumerate(theirs[:3]):
        _book(held, organisation, row, BookingState.ATTENDED)
        _book(here, organisation, row, BookingState.CONFIRMED)


def _session(
    body: BridgeOrganisation, host: Organisation, *, days: int, **fields: Any
) -> TrainingSession:
    day = timezone.localdate() + timedelta(days=days)
    day -= timedelta(days=max(day.weekday() - 3, 0))  # by Thursday
    starts_at = timezone.make_aware(datetime.combine(day, time(10)))
    kind = fields.setdefault("kind", SessionKind.PARTNER_TRAINING)
    if fields.get("format") != SessionFormat.ONLINE:
        fields |= {
            "venue_name": host.name,
            "postcode": host.postcode,
            "position": host.position,
            "authority": host.authority,
            "venue_access": "Step-free from the street, a hearing loop, and a quiet room.",
            "getting_there": "Ten minutes on foot from the station; bicycles at the door.",
        }
    return TrainingSession.objects.create(
        bridge=body,
        title=_TITLES[kind],
        purpose=_PURPOSE,
        for_whom=_FOR,
        agenda=_AGENDA,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        **{"state": SessionState.OPEN} | fields,
    )


def _book(
    session: TrainingSession, organisation: Organisation, row: int, state: BookingState
) -> None:
    if state == BookingState.CONFIRMED and row >= session.capacity:
        state = BookingState.WAITLISTED
    Booking.objects.create(
        session=session,
        organisation=organisation,
        state=state,
        name=f"Demo Person {row + 1}",
        email=f"person{organisation.pk}@demo.example",
        queued_at=timezone.now() if state == BookingState.WAITLISTED else None,
    )
