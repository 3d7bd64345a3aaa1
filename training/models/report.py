"""What the reports count by, and what they said on the day on which they were closed."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reference.models import BridgeOrganisation, LocalAuthority
from training.report.periods import Period, PeriodKind
from training.report.querysets import AreaListQuerySet, ClosedReportQuerySet


class AreaList(models.Model):
    """A name for some authorities: bodies cut England in their own ways."""

    name = models.CharField(max_length=80)
    bridge = models.ForeignKey(
        BridgeOrganisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="area_lists",
        verbose_name="regional body",
        help_text="Empty: the reports of all bodies count by it.",
    )
    authorities = models.ManyToManyField(
        LocalAuthority, related_name="+", verbose_name="local authorities"
    )

    objects = AreaListQuerySet.as_manager()

    class Meta:
        verbose_name = "area of reports"
        verbose_name_plural = "areas of reports"
        constraints = (
            models.UniqueConstraint(
                fields=["bridge", "name"],
                nulls_distinct=False,
                name="area_list_name_once",
                violation_error_message="There is an area of this name already.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class ClosedReport(models.Model):
    """The figures of a period that is over, as they were when somebody closed it.

    `figures` is what `training.report.sheet` writes: no name of anybody, only the numbers of the
    rows that were counted. The database refuses to change or delete it.
    """

    bridge = models.ForeignKey(
        BridgeOrganisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="closed_reports",
        verbose_name="regional body",
        help_text="Empty: all England.",
    )
    kind = models.CharField(max_length=16, choices=PeriodKind)
    first_on = models.DateField("first day")
    until_on = models.DateField("day after the last")
    closed_on = models.DateField(default=timezone.localdate)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    figures = models.JSONField()

    objects = ClosedReportQuerySet.as_manager()

    class Meta:
        verbose_name = "report"
        constraints = (
            models.UniqueConstraint(
                fields=["bridge", "kind", "first_on"],
                nulls_distinct=False,
                name="closed_report_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PeriodKind.values), name="closed_report_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("first_on")), name="closed_report_has_days"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__gte=F("until_on")), name="closed_report_was_over"
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(name="closed_report_stays", exclude=["closed_by"]),
            pgtrigger.Protect(name="closed_report_is_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.bridge or 'All England'}: {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("admin:training_closedreport_change", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.kind), self.first_on)

    @property
    def closed_by_name(self) -> str:
        """Who closed it, as long as their account is there."""
        return str(self.closed_by or "somebody who left")
