"""What visitors did, in numbers by day: nothing in them leads to anybody."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from partners.choices import Missed
from partners.figures.querysets import DailyFiguresQuerySet, MissedSearchQuerySet
from partners.models.organisation import Organisation
from reference.models import ArtForm, ArtsmarkCriterion, KeyStage, Region


class DailyFigures(models.Model):
    """How often an organisation's pages were opened and it was saved, on one day of London."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="daily_figures"
    )
    day = models.DateField()
    seen = models.PositiveIntegerField(default=0, db_default=0)
    saved = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar = DailyFiguresQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "daily figures"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "day"], name="daily_figures_once"),
        )

    def __str__(self) -> str:
        return f"{self.organisation}, {self.day:%d/%m/%Y}"


class MissedSearch(models.Model):
    """How often schools looked for this on one day of London and found nobody, or too few.

    What they did not ask for is empty. No place finer than a region, and no words.
    """

    Missed = Missed

    day = models.DateField()
    missed = models.CharField(max_length=4, choices=Missed)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    art_form = models.ForeignKey(ArtForm, null=True, on_delete=models.PROTECT, related_name="+")
    key_stage = models.ForeignKey(KeyStage, null=True, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(
        ArtsmarkCriterion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    searches = models.PositiveIntegerField()

    objects: ClassVar = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "missed searches"
        constraints = (
            models.UniqueConstraint(
                fields=["day", "missed", "region", "art_form", "key_stage", "criterion"],
                nulls_distinct=False,
                name="missed_search_once",
            ),
            models.CheckConstraint(
                condition=Q(missed__in=Missed.values), name="missed_search_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_missed_display()}, {self.day:%d/%m/%Y}"
