"""Who may read and write what belongs to the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User
    from training.models.report import AreaList, ClosedReport  # noqa: F401


class AreaListQuerySet(models.QuerySet["AreaList"]):
    def of(self, body: int | None) -> AreaListQuerySet:
        """Those that the report of a body counts by: its own and the national ones."""
        national = self.filter(bridge=None)
        return national if body is None else national | self.filter(bridge=body)

    def readable_by(self, user: User) -> AreaListQuerySet:
        """For staff: those of their own regional body, and the national ones."""
        if user.is_superuser:
            return self
        return self.filter(Q(bridge__in=user.bridges) | Q(bridge=None))

    def writable_by(self, user: User) -> AreaListQuerySet:
        """Of those, national ones are for national staff to change."""
        return self if user.is_superuser else self.filter(bridge__in=user.bridges)


class ClosedReportQuerySet(models.QuerySet["ClosedReport"]):
    def of(self, body: int | None) -> ClosedReportQuerySet:
        """Those of a regional body, or of all England, the latest first."""
        return self.filter(bridge=body).order_by("-first_on", "-until_on", "pk")

    def readable_by(self, user: User) -> ClosedReportQuerySet:
        """For staff: those of their own regional body; of all England for national staff."""
        return self if user.is_superuser else self.filter(bridge__in=user.bridges)

    writable_by = readable_by
