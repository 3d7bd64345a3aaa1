"""A training session of a regional body."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.history import kept
from partners.validators import validate_no_email, validate_postcode
from reference.fields import GridPointField
from reference.models import BridgeOrganisation, LocalAuthority
from training.choices import LISTED, LONGEST_REASON, SessionFormat, SessionKind, SessionState
from training.querysets import TrainingSessionQuerySet

MOST_PLACES = 500


@kept(
    derived=("position", "seats_taken", "over_by", "told_interested_at"), private=("joining_link",)
)
class TrainingSession(models.Model):
    """When and where people of cultural organisations meet, and how many may come.

    `seats_taken` follows the bookings by a trigger of the database, which refuses one more than
    `capacity`. Where staff lower that below what is taken, nobody loses a place: `over_by` says how
    many there are too many, and each that is given back lowers it.
    """

    Kind, Format, State = SessionKind, SessionFormat, SessionState

    bridge = models.ForeignKey(
        BridgeOrganisation, on_delete=models.PROTECT, related_name="training_sessions"
    )
    kind = models.CharField(
        max_length=20, choices=SessionKind, default=SessionKind.PARTNER_TRAINING
    )
    format = models.CharField(max_length=12, choices=SessionFormat, default=SessionFormat.IN_PERSON)
    state = models.CharField(
        max_length=12, choices=SessionState, default=SessionState.DRAFT, editable=False
    )
    title = models.CharField(max_length=120, validators=[validate_no_email])
    purpose = models.TextField("what it is for", max_length=2000, validators=[validate_no_email])
    for_whom = models.TextField(
        "who it is for", max_length=1000, blank=True, validators=[validate_no_email]
    )
    agenda = models.TextField(max_length=3000, blank=True, validators=[validate_no_email])

    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    venue_name = models.CharField("venue", max_length=160, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True, validators=[validate_postcode])
    position = GridPointField(null=True, blank=True, editable=False)
    authority = models.ForeignKey(
        LocalAuthority,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    venue_access = models.TextField(
        "access at the venue",
        max_length=1000,
        blank=True,
        help_text="Steps, lift, hearing loop, quiet room, toilets.",
    )
    getting_there = models.TextField("how to get there", max_length=1000, blank=True)
    joining_link = models.URLField(
        max_length=500,
        blank=True,
        help_text="Only people whose place is confirmed see it. It may be added later.",
    )

    capacity = models.PositiveSmallIntegerField(
        "places", default=20, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    most_per_organisation = models.PositiveSmallIntegerField(
        "most people of one organisation", default=2, validators=[MinValueValidator(1)]
    )
    booking_opens_at = models.DateTimeField(
        "booking opens", null=True, blank=True, help_text="Empty: as soon as the session is open."
    )
    booking_closes_at = models.DateTimeField(
        "booking closes", null=True, blank=True, help_text="Empty: when it starts."
    )
    own_area_until = models.DateField(
        "own area first until",
        null=True,
        blank=True,
        help_text="Until the day before, only organisations of your own area can book.",
    )

    seats_taken = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    over_by = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    sequence = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How often its time or place changed: for calendars."
    )
    end_reason = models.TextField("why it was cancelled", max_length=LONGEST_REASON, blank=True)
    told_interested_at = models.DateTimeField(null=True, editable=False)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=["state", "starts_at"], name="training_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity") + F("over_by")),
                name="training_never_oversold",
                violation_error_message="There is no place left.",
            ),
            models.CheckConstraint(
                condition=Q(over_by=0) | Q(seats_taken=F("capacity") + F("over_by")),
                name="training_over_by_what_is_taken",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=MOST_PLACES),
                name="training_capacity_in_bounds",
                violation_error_message=f"Give between 1 and {MOST_PLACES} places.",
            ),
            models.CheckConstraint(
                condition=Q(most_per_organisation__gte=1), name="training_lets_one_come"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="training_ends_after_its_start",
                violation_error_message="It must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(booking_closes_at=None) | Q(booking_closes_at__lte=F("starts_at")),
                name="training_booking_closes_before_it_starts",
                violation_error_message="Booking must close before the session starts.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SessionKind.values), name="training_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(format__in=SessionFormat.values), name="training_format_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values), name="training_state_known"
            ),
            models.CheckConstraint(
                condition=Q(format="online") | ~Q(venue_name="") & ~Q(postcode=""),
                name="training_has_a_venue_unless_online",
                violation_error_message="Say where it is: venue and postcode.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(end_reason=""),
                name="training_cancelled_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {date_format(timezone.localtime(self.starts_at), 'j F Y')}"

    def save(self, **kwargs: Any) -> None:
        """Leave alone what follows the bookings: the row may have been read before they changed."""
        if self.pk and kwargs.get("update_fields") is None and not kwargs.get("force_insert"):
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = names - {"seats_taken", "over_by"}
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("training:session", args=[self.pk])

    @property
    def is_listed(self) -> bool:
        """Whether visitors may read of it as of something to come."""
        return self.state in LISTED

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_online(self) -> bool:
        return self.format == SessionFormat.ONLINE

    @property
    def places_left(self) -> int:
        return max(self.capacity - self.seats_taken, 0)

    @property
    def is_full(self) -> bool:
        return self.places_left == 0

    @property
    def lasts(self) -> timedelta:
        """As a clock on the wall of no country measures it, also on the day of a clock change."""
        return self.ends_at - self.starts_at

    @property
    def is_own_area_first(self) -> bool:
        """Whether only organisations of its body's area can book yet."""
        return self.own_area_until is not None and timezone.localdate() < self.own_area_until

    def books_until(self) -> datetime:
        """Until when somebody may book; then, and in any case from the start, nobody may."""
        return self.booking_closes_at or self.starts_at
