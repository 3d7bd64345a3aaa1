"""Which gaps somebody may read about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models import User
from enquiries.choices import GapState
from reference.models import LocalAuthority

if TYPE_CHECKING:
    from enquiries.models.gap_report import GapReport  # noqa: F401


class GapReportQuerySet(models.QuerySet["GapReport"]):
    def led_by(self, bridges: Collection[int]) -> GapReportQuerySet:
        """Of authorities that these bodies look after; of a whole region, where they have one."""
        looked_after = LocalAuthority.objects.filter(bridge__in=bridges).order_by()
        of_region = Q(authority=None, region__in=looked_after.values("region"))
        return self.filter(Q(authority__bridge__in=bridges) | of_region)

    def readable_by(self, user: User) -> GapReportQuerySet:
        """For staff: those of their own area."""
        return self if user.is_superuser else self.led_by(user.bridges)

    def writable_by(self, user: User) -> GapReportQuerySet:
        return self.readable_by(user)

    def unsettled(self) -> GapReportQuerySet:
        """The longest waiting first."""
        unsettled = self.filter(state=GapState.OPEN).select_related("region", "authority")
        return unsettled.order_by("told_at", "pk")

    def within(self, first: date, end: date) -> GapReportQuerySet:
        """Told from a London day up to another, which is not counted; the newest first."""
        told = self.filter(told_at__date__gte=first, told_at__date__lt=end)
        known = told.select_related("region", "authority", "art_form", "key_stage")
        return known.order_by("-told_at", "-pk")
