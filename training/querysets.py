"""What can be said about sessions, bookings and interest: who may see them, and what waits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from training.choices import (
    EXPECTED,
    LISTED,
    REMINDED_BEFORE,
    STANDING,
    STILL_INTERESTED,
    TRAINS,
    BookingState,
    SessionFormat,
    SessionState,
)

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models import Organisation
    from training.models.booking import Booking  # noqa: F401
    from training.models.interest import InterestRegistration  # noqa: F401
    from training.models.session import TrainingSession


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    def listed(self, now: datetime) -> TrainingSessionQuerySet:
        """Those to come that visitors see."""
        return self.filter(state__in=LISTED, starts_at__gt=now)

    def open_for_booking(self, now: datetime) -> TrainingSessionQuerySet:
        """Those to come that somebody can book now, if only organisations of their own area."""
        opened = Q(booking_opens_at=None) | Q(booking_opens_at__lte=now)
        not_closed = Q(booking_closes_at=None) | Q(booking_closes_at__gt=now)
        return self.filter(opened, not_closed, state=SessionState.OPEN, starts_at__gt=now)

    def once_shown(self) -> TrainingSessionQuerySet:
        """Those whose address visitors may have: all but drafts."""
        return self.exclude(state=SessionState.DRAFT)

    def over(self, now: datetime) -> TrainingSessionQuerySet:
        """Those that have ended and are not said to be over."""
        return self.filter(state__in=LISTED, ends_at__lte=now)

    def held(self, now: datetime) -> TrainingSessionQuerySet:
        """Those that took place, and that visitors had seen."""
        no_session = (SessionState.DRAFT, SessionState.CANCELLED)
        return self.exclude(state__in=no_session).filter(ends_at__lte=now)

    def to_mark(self, now: datetime) -> TrainingSessionQuerySet:
        """Those that have ended, with somebody of whom nobody said whether they came."""
        unmarked = Q(bookings__state=BookingState.CONFIRMED)
        ended = self.exclude(state=SessionState.CANCELLED).filter(unmarked, ends_at__lte=now)
        return ended.defer("position").distinct().order_by("ends_at", "pk")

    def without_a_link(self, now: datetime) -> TrainingSessionQuerySet:
        """Online, within the week in which reminders go out, and without what they promise."""
        soon = self.exclude(format=SessionFormat.IN_PERSON).filter(
            state__in=(SessionState.OPEN, SessionState.CLOSED),
            joining_link="",
            starts_at__range=(now, now + timedelta(days=max(REMINDED_BEFORE))),
        )
        return soon.defer("position").order_by("starts_at", "pk")

    def led_by(self, bridges: Collection[int]) -> TrainingSessionQuerySet:
        return self.filter(bridge__in=bridges)

    def readable_by(self, user: User) -> TrainingSessionQuerySet:
        """For staff: those of their own regional body."""
        return self if user.is_superuser else self.led_by(user.bridges)

    def writable_by(self, user: User) -> TrainingSessionQuerySet:
        return self.readable_by(user)


class BookingQuerySet(models.QuerySet["Booking"]):
    def standing(self) -> BookingQuerySet:
        """Those that hold a place or wait for one."""
        return self.filter(state__in=STANDING)

    def expected(self) -> BookingQuerySet:
        """Those that the register lists."""
        return self.filter(state__in=EXPECTED)

    def waiting(self) -> BookingQuerySet:
        """The waiting list, first come first."""
        return self.filter(state=BookingState.WAITLISTED).order_by("queued_at", "pk")

    def unanswered(self, now: datetime) -> BookingQuerySet:
        """Those whose offered place goes to the next."""
        return self.filter(state=BookingState.OFFERED, offer_until__lte=now)

    def of(self, organisation: Organisation) -> BookingQuerySet:
        return self.filter(organisation=organisation)

    def of_person(self, email: str) -> BookingQuerySet:
        return self.filter(email__iexact=email)

    def of_form(self, submission: UUID, user: User) -> BookingQuerySet:
        """What was booked with one form, for those who look after the organisation."""
        rows = self.filter(submission=submission, organisation__members__user=user)
        return rows.select_related("session__bridge", "organisation").order_by("number_in_form")

    def to_approve(self, now: datetime) -> BookingQuerySet:
        """Those that wait for a yes of staff, the longest waiting first."""
        asked = self.filter(state=BookingState.REQUESTED, session__starts_at__gt=now)
        return asked.select_related("session").order_by("booked_at", "pk")

    def led_by(self, bridges: Collection[int]) -> BookingQuerySet:
        return self.filter(session__bridge__in=bridges)

    def to_come(self, user: User, now: datetime) -> BookingQuerySet:
        """Of the organisations that somebody looks after, what stands and is still to come."""
        theirs = self.filter(organisation__members__user=user, session__starts_at__gt=now)
        rows = theirs.standing().exclude(email="").select_related("session", "organisation")
        return rows.order_by("session__starts_at", "pk")

    def readable_by(self, user: User) -> BookingQuerySet:
        """For staff: those of sessions of their own regional body."""
        return self if user.is_superuser else self.led_by(user.bridges)

    def writable_by(self, user: User) -> BookingQuerySet:
        return self.readable_by(user)


class InterestQuerySet(models.QuerySet["InterestRegistration"]):
    def confirmed(self) -> InterestQuerySet:
        """Those whose address somebody said is theirs, and that nobody deleted."""
        return self.filter(confirmed_at__isnull=False, forgotten_at=None)

    def waiting(self) -> InterestQuerySet:
        """Those that want to be told of a session."""
        return self.confirmed().filter(state__in=STILL_INTERESTED)

    def suited_by(self, session: TrainingSession) -> InterestQuerySet:
        """Whom its format suits, of its own area, or anywhere if it is online; it must train.

        While organisations of its own area go first, none of elsewhere.
        """
        if session.kind not in TRAINS:
            return self.none()
        own = Q(authority__bridge=session.bridge_id)
        here = own & Q(in_person=True)
        on_screen = own & Q(online=True) if session.is_own_area_first else Q(online=True)
        suits = {"in-person": here, "online": on_screen, "hybrid": here | on_screen}
        return self.waiting().filter(suits[session.format])

    def led_by(self, bridges: Collection[int]) -> InterestQuerySet:
        return self.filter(authority__bridge__in=bridges)

    def readable_by(self, user: User) -> InterestQuerySet:
        """For staff: those of authorities of their own area; without a body: national staff."""
        return self if user.is_superuser else self.led_by(user.bridges)

    def writable_by(self, user: User) -> InterestQuerySet:
        return self.readable_by(user)
