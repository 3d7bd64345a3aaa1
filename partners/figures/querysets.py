"""What is asked of the figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import TruncMonth

from partners.choices import Missed
from reference.models import Region

if TYPE_CHECKING:
    from accounts.models import User
    from partners.models.figures import DailyFigures, MissedSearch  # noqa: F401

_LABELS = {
    "region_name": F("region__name"),
    "art_form_label": F("art_form__label"),
    "key_stage_label": F("key_stage__short_label"),
    "criterion_label": F("criterion__label"),
}


class DailyFiguresQuerySet(models.QuerySet["DailyFigures"]):
    def within(self, first: date, end: date) -> DailyFiguresQuerySet:
        """From a day up to another, which is not counted."""
        return self.filter(day__gte=first, day__lt=end)

    def totals(self) -> dict[str, int]:
        """`seen` and `saved`, added up."""
        found = self.aggregate(seen=Sum("seen", default=0), saved=Sum("saved", default=0))
        return dict(found)

    def by_month(self) -> dict[date, dict[str, int]]:
        """The same for each month that has any, by its first day."""
        months = self.order_by().values(month=TruncMonth("day"))
        rows = months.annotate(all_seen=Sum("seen"), all_saved=Sum("saved"))
        return {row["month"]: {"seen": row["all_seen"], "saved": row["all_saved"]} for row in rows}


class MissedSearchQuerySet(models.QuerySet["MissedSearch"]):
    def readable_by(self, user: User) -> MissedSearchQuerySet:
        """For staff: those of the regions that their body works in; for national staff all."""
        return self if user.is_superuser else self.filter(region__in=regions_of(user))

    def within(self, first: date, end: date) -> MissedSearchQuerySet:
        """From a day up to another, which is not counted."""
        return self.filter(day__gte=first, day__lt=end)

    def by_what(self) -> Any:
        """Added up by all that was asked for, the most often missed first."""
        zero = Sum("searches", filter=Q(missed=Missed.ZERO), default=0)
        thin = Sum("searches", filter=Q(missed=Missed.THIN), default=0)
        rows = self.order_by().values(**_LABELS).annotate(zero=zero, thin=thin)
        return rows.order_by(-(F("zero") + F("thin")), *_LABELS)


def regions_of(user: User) -> Any:
    """Those in which the regional bodies of a member of staff look after authorities."""
    if user.is_superuser:
        return Region.objects.in_order()
    own = Region.objects.filter(authorities__bridge__in=user.bridges)
    return Region.objects.filter(pk__in=own.order_by().values("pk")).in_order()
