"""Who may book, asked under the lock of the session and of the people."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from partners.models import Organisation
from training.choices import TRAINS, BookingState, SessionState
from training.models import Booking, TrainingSession

# Whoever stayed away so often, and came to none since, is asked about first.
NO_SHOWS = 2


class CannotBook(Exception):
    """Why not, worded for the person who tried; `email` is of the one person it is about."""

    def __init__(self, words: str, email: str = "") -> None:
        super().__init__(words)
        self.email = email


def check_may_book(
    session: TrainingSession,
    organisation: Organisation,
    emails: Sequence[str],
    override: str = "",
    instead_of: Booking | None = None,
    by: User | None = None,
) -> None:
    """Raise unless they may.

    Staff who `override` book beyond the limits, for whom they choose; a colleague who comes
    `instead_of` somebody takes a place that was booked. That somebody is booked by another
    organisation is told to staff alone.

    Raises:
        CannotBook: why not.
    """
    now = timezone.now()
    if refusal := _why_not_to_come(session, now):
        raise CannotBook(refusal)
    _check_people(session, organisation, emails, by)
    if override or instead_of:
        return
    if refusal := why_not_open(session, organisation, now):
        raise CannotBook(refusal)
    _check_number(session, organisation, len(emails))


def _why_not_to_come(session: TrainingSession, now: datetime) -> str:
    """Why nobody gets into it any more; empty if somebody may."""
    if session.state == SessionState.CANCELLED:
        return "This session was cancelled."
    if not session.is_listed:
        return "This session cannot be booked."
    return "This session has begun." if session.starts_at <= now else ""


def why_not_open(session: TrainingSession, organisation: Organisation | None, now: datetime) -> str:
    """Why it cannot be booked now, by this organisation; empty if it can."""
    if refusal := _why_not_to_come(session, now):
        return refusal
    if session.state == SessionState.CLOSED or session.books_until() <= now:
        return "Booking for this session is closed."
    if session.booking_opens_at and now < session.booking_opens_at:
        return f"Booking opens on {_moment(session.booking_opens_at)}."
    if organisation is None:
        return ""
    if organisation.has_ended:
        return f"{organisation} cannot book: its entry has ended."
    first = session.own_area_until
    if first and session.is_own_area_first and organisation.led_by != session.bridge:
        return (
            f"Places go to organisations of {session.bridge}’s own area first. "  # noqa: RUF001
            f"From {date_format(first, 'j F Y')} everybody can book what is left."
        )
    return ""


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def _check_number(session: TrainingSession, organisation: Organisation, more: int) -> None:
    there = session.bookings.of(organisation).standing().count()
    most = session.most_per_organisation
    if there + more <= most:
        return
    people = "one person" if most == 1 else f"{most} people"
    booked = f" {there} booked already." if there else ""
    raise CannotBook(f"Up to {people} of one organisation can come.{booked}")


def _check_people(
    session: TrainingSession, organisation: Organisation, emails: Sequence[str], by: User | None
) -> None:
    """Nobody twice in one session, nor in two of the same kind that are still to come."""
    for email in emails:
        found = _in_the_way(session, email)
        if found is None:
            continue
        if found.organisation_id != organisation.pk and not (by and by.is_staff):
            words = f"{email} cannot be booked here. Write to {session.bridge}."
        elif found.session_id == session.pk:
            words = f"{email} is in this session already."
        else:
            words = f"{email} is booked for {found.session} already. Cancel that first."
        raise CannotBook(words, email)


def _in_the_way(session: TrainingSession, email: str) -> Booking | None:
    theirs = Booking.objects.of_person(email).standing().select_related("session")
    here = theirs.filter(session=session).first()
    if here or session.kind not in TRAINS:
        return here
    to_come = theirs.filter(session__kind=session.kind, session__starts_at__gt=timezone.now())
    return to_come.first()


def needs_approval(email: str) -> bool:
    """Whether somebody stayed away twice since they last came."""
    marked = Booking.objects.of_person(email).filter(
        state__in=(BookingState.ATTENDED, BookingState.LEFT_EARLY, BookingState.NO_SHOW)
    )
    latest = marked.order_by("-session__starts_at").values_list("state", flat=True)[:NO_SHOWS]
    return [*latest] == [BookingState.NO_SHOW] * NO_SHOWS
