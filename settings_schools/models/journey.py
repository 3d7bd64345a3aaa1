"""How far a setting is with Artsmark: all of it optional."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.history import kept
from reference.models import Lookup
from settings_schools.choices import JourneySource
from settings_schools.models.setting import EducationSetting
from settings_schools.querysets import ArtsmarkJourneyQuerySet


class JourneyStage(Lookup):
    """A step of the Artsmark Journey."""


class AwardLevel(Lookup):
    """What Artsmark is awarded at. Those of the past are inactive: imports alone use them."""


@kept(of="setting", derived=("imported",))
class ArtsmarkJourney(models.Model):
    """One way of a setting through Artsmark: from registering to the award, and its end.

    `imported` is what an import last wrote, so that the next tells people's corrections from it.
    """

    Source = JourneySource

    setting = models.ForeignKey(EducationSetting, on_delete=models.CASCADE, related_name="journeys")
    stage = models.ForeignKey(
        JourneyStage, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.ForeignKey(
        AwardLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    registered_on = models.DateField(null=True, blank=True)
    training_on = models.DateField("Development Training on", null=True, blank=True)
    commitment_on = models.DateField("Statement of Commitment on", null=True, blank=True)
    impact_due_on = models.DateField("Statement of Impact due on", null=True, blank=True)
    impact_on = models.DateField("Statement of Impact on", null=True, blank=True)
    awarded_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField("award ends on", null=True, blank=True)
    began_on = models.DateField(default=timezone.localdate, editable=False)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    is_current = models.BooleanField(default=True, editable=False)
    source = models.CharField(
        max_length=8, choices=JourneySource, default=JourneySource.SETTING, editable=False
    )
    imported = models.JSONField(default=dict, blank=True, editable=False)

    objects = ArtsmarkJourneyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["setting"],
                condition=Q(is_current=True),
                name="artsmarkjourney_one_at_a_time",
                violation_error_message="This setting is on a Journey already.",
            ),
            models.CheckConstraint(
                condition=Q(source__in=JourneySource.values), name="artsmarkjourney_source_known"
            ),
            models.CheckConstraint(
                condition=Q(is_current=True, ended_on=None) | Q(is_current=False),
                name="artsmarkjourney_ended_is_not_current",
            ),
        )

    def __str__(self) -> str:
        return f"Journey of {self.setting}"
