"""What somebody looked for in the directory and could not find."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from enquiries.choices import GapState
from enquiries.gaps.querysets import GapReportQuerySet
from reference.models import ArtForm, BridgeOrganisation, KeyStage, LocalAuthority, Region


class GapReport(models.Model):
    """Told by anybody, read by staff of that area; the address is there only to be answered."""

    State = GapState

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(
        LocalAuthority,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="local authority",
    )
    art_form = models.ForeignKey(
        ArtForm, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key_stage = models.ForeignKey(
        KeyStage, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField("what they looked for", max_length=1000)
    email = models.EmailField("e-mail address", blank=True)
    told_at = models.DateTimeField("told", default=timezone.now)

    state = models.CharField(max_length=8, choices=GapState, default=GapState.OPEN)
    note = models.TextField(
        max_length=2000, blank=True, help_text="For colleagues. Whoever told us does not see it."
    )
    answer = models.TextField(
        max_length=3000,
        blank=True,
        help_text="Save it, then choose “Send the answer” above: it goes by e-mail, once.",
    )
    answered_at = models.DateTimeField("answered", null=True, blank=True)

    objects: ClassVar = GapReportQuerySet.as_manager()

    class Meta:
        verbose_name = "report of a gap"
        verbose_name_plural = "what schools could not find"
        indexes = (models.Index(fields=["told_at"], name="gap_report_oldest_first"),)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=GapState.values), name="gap_state_known"),
            models.CheckConstraint(condition=~Q(words=""), name="gap_has_words"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="gap_answer_has_words"
            ),
        )

    def __str__(self) -> str:
        return f"Gap {self.pk}, {self.where}"

    @property
    def where(self) -> str:
        return self.authority.name if self.authority else self.region.name

    @property
    def led_by(self) -> list[BridgeOrganisation]:
        """The regional bodies that it goes to: of its authority, or all of its region."""
        if self.authority is not None:
            return [self.authority.bridge] if self.authority.bridge else []
        return list(BridgeOrganisation.objects.of_region(self.region_id).in_order())
