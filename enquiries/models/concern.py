"""A concern about a partner: never public, never seen by the partner, read by few."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from enquiries.choices import ConcernKind, ConcernState
from enquiries.concerns.querysets import ConcernQuerySet
from partners.models import Offer, Organisation


class Concern(models.Model):
    """Reported by anybody. Each time that staff open one is on record.

    It has no history of rows, and its name in lists and logs says nothing of what it is about.
    """

    State, Kind = ConcernState, ConcernKind

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(
        Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField("about", max_length=12, choices=ConcernKind)
    words = models.TextField("what happened", max_length=4000)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    reported_at = models.DateTimeField("reported", default=timezone.now)

    state = models.CharField(max_length=12, choices=ConcernState, default=ConcernState.OPEN)
    note = models.TextField(
        "notes", max_length=8000, blank=True, help_text="What was done about it, and when."
    )
    settled_at = models.DateTimeField("settled", null=True, blank=True)

    objects: ClassVar = ConcernQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        indexes = (models.Index(fields=["state", "reported_at"], name="concern_oldest_first"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=ConcernState.values), name="concern_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ConcernKind.values), name="concern_kind_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="concern_has_words"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_at__isnull=False)
                | ~Q(state="settled") & Q(settled_at__isnull=True),
                name="concern_settled_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"Concern {self.pk}"
