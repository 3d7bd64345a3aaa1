"""That one person of an organisation comes to a session, or would like to."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from accounts.history import kept
from accounts.models import User
from partners.models import Organisation
from training.choices import HOLDING, LONGEST_REASON, STANDING, BookingState
from training.models.session import TrainingSession
from training.querysets import BookingQuerySet

# Given back so shortly before the start, hardly anybody else can take it.
LATE = timedelta(days=2)

_HELD = ", ".join(f"'{state.value}'" for state in HOLDING)
_SEATS_FOLLOW = f"""
    IF TG_OP = 'UPDATE' AND OLD.session_id = NEW.session_id
        AND (OLD.state IN ({_HELD})) = (NEW.state IN ({_HELD})) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.state IN ({_HELD}) THEN
        UPDATE training_trainingsession
        SET seats_taken = seats_taken - 1, over_by = GREATEST(over_by - 1, 0)
        WHERE id = OLD.session_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state IN ({_HELD}) THEN
        UPDATE training_trainingsession SET seats_taken = seats_taken + 1
        WHERE id = NEW.session_id;
    END IF;
    RETURN NULL;
"""  # noqa: S608 - of our own words alone


def new_nonce() -> str:
    """What the link of a booking is derived from; another one ends it. 96 bits."""
    return secrets.token_urlsafe(12)


@kept(
    private=("name", "email", "access_needs", "dietary_needs", "nonce", "note"),
    derived=("submission", "number_in_form"),
    of="session",
)
class Booking(models.Model):
    """One named person, once in a session as long as it stands.

    What they need is kept until thirty days after the session. `submission` is the number of the
    form that was sent: sent twice, it books once.
    """

    State = BookingState

    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="training_bookings"
    )
    state = models.CharField(max_length=24, choices=BookingState)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    access_needs = models.TextField(max_length=1000, blank=True)
    dietary_needs = models.TextField(max_length=500, blank=True)

    booked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    submission = models.UUIDField(default=uuid.uuid4, editable=False)
    number_in_form = models.PositiveSmallIntegerField(default=0, editable=False)
    nonce = models.CharField(max_length=24, default=new_nonce, editable=False)
    booked_at = models.DateTimeField(db_default=Now(), editable=False)
    queued_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when they wait: the order of the waiting list."
    )
    offer_until = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    note = models.CharField("why", max_length=LONGEST_REASON, blank=True)
    sequence = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How often its calendar entry changed."
    )

    # Looked at from the pages of the organisation, and not by whoever comes (`training.links`).
    by_colleague = False

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("session", "booked_at", "pk")
        indexes = (
            models.Index(fields=["session", "state", "queued_at", "id"], name="training_queue"),
        )
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                "session",
                condition=Q(state__in=STANDING) & ~Q(email=""),
                name="training_person_once_in_a_session",
                violation_error_message="This person is in this session already.",
            ),
            models.UniqueConstraint(
                fields=["session", "submission", "number_in_form"],
                name="training_form_books_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BookingState.values), name="training_booking_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offer_until__isnull=False)
                | ~Q(state="offered") & Q(offer_until__isnull=True),
                name="training_offer_has_its_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state="waitlisted") | Q(queued_at__isnull=False),
                name="training_waits_since_a_moment",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="seats_follow_bookings",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_SEATS_FOLLOW,
            ),
        )

    def __str__(self) -> str:
        return f"{self.name or 'somebody'} in {self.session}"

    @property
    def stands(self) -> bool:
        return self.state in STANDING

    @property
    def was_late(self) -> bool:
        """Given back so late that hardly anybody else could come."""
        if self.state != BookingState.CANCELLED_BY_ATTENDEE or self.ended_at is None:
            return False
        return self.ended_at > self.session.starts_at - LATE
