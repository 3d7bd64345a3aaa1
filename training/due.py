"""What falls due by the clock: all of it safe to run again, late, or twice at once."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from reference.calendar_months import months_after
from training import emails, hosting, places
from training.choices import LISTED, REMINDED_BEFORE, BookingState
from training.interest import services as interest
from training.models import Booking, TrainingSession
from training.querysets import TrainingSessionQuerySet
from training.retention import NEEDS_KEPT, PEOPLE_MONTHS

log = logging.getLogger(__name__)


def run(now: datetime) -> dict[str, int]:
    """Do all that is due; how many of each."""
    sessions = TrainingSession.objects
    return {
        "training_offers_lapsed": _each(pass_on_due(now), lambda one: places.pass_on(one, now)),
        "training_lists_ended": _each(with_hope(now), lambda one: places.end_waiting(one, now)),
        "training_sessions_over": _each(
            sessions.over(now), lambda one: int(hosting.complete(one, now))
        ),
        "training_reminders": remind(now),
        "training_told_of_sessions": interest.tell_of_new_sessions(now=now),
        "training_asked_again": interest.ask_again(now=now),
    }


def pass_on_due(now: datetime) -> TrainingSessionQuerySet:
    """Sessions with an offer that nobody answered."""
    late = Booking.objects.unanswered(now).filter(session=OuterRef("pk"))
    return TrainingSession.objects.listed(now).filter(Exists(late))


def with_hope(now: datetime) -> TrainingSessionQuerySet:
    """Sessions that have begun while somebody still waits for a place."""
    hopeful = (BookingState.WAITLISTED, BookingState.OFFERED, BookingState.REQUESTED)
    waits = Booking.objects.filter(session=OuterRef("pk"), state__in=hopeful)
    return TrainingSession.objects.filter(Exists(waits), starts_at__lte=now)


def _each(rows: Iterable[TrainingSession], step: Callable[[TrainingSession], int]) -> int:
    """Each in a transaction of its own: one that fails stops no other."""
    done = 0
    for session in list(rows):
        try:
            done += step(session)
        except Exception:
            log.exception("what is due for training session %s failed", session.pk)
    return done


def remind(now: datetime) -> int:
    """Remind those who come, a week and a day before in London days; how many letters."""
    today, told = timezone.localdate(now), 0
    coming = Booking.objects.filter(
        state=BookingState.CONFIRMED, session__state__in=LISTED, session__starts_at__gt=now
    ).exclude(email="")
    last = today + timedelta(days=max(REMINDED_BEFORE))
    for booking in coming.filter(session__starts_at__date__lte=last).select_related("session"):
        starts_on = timezone.localdate(booking.session.starts_at)
        # After a time in which nothing was sent, one letter, not two.
        step = min(days for days in REMINDED_BEFORE if (starts_on - today).days <= days)
        # Whoever booked since then has just been told of it.
        if timezone.localdate(booking.booked_at) < starts_on - timedelta(days=step):
            told += emails.post_reminder(booking, step)
    return told


def erase(now: datetime) -> dict[str, int]:
    """Forget what people needed, thirty days after the session, and interest that has ended."""
    a_while_ago = months_after(timezone.localdate(now), -PEOPLE_MONTHS)
    past = Booking.objects.exclude(email="").filter(session__starts_at__date__lte=a_while_ago)
    for booking in past:
        places.forget_person(booking)
    needs = ~Q(access_needs="") | ~Q(dietary_needs="")
    old = Booking.objects.filter(needs, session__ends_at__lte=now - NEEDS_KEPT)
    return {
        "training_people": len(past),
        "training_needs": old.update(access_needs="", dietary_needs=""),
        "training_interest": interest.erase(now=now),
    }
