"""Searches that somebody wants to be told about, and who they are."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from settings_schools.querysets import DigestReaderQuerySet, SavedSearchQuerySet

LONGEST_SEARCH = 1_000


class DigestReader(models.Model):
    """Somebody who is told, once a fortnight at most, what newly fits their searches."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="digest")
    said_yes_on = models.DateField(default=timezone.localdate)
    asked_again_on = models.DateField(
        null=True, blank=True, help_text="Since then we wait for an answer."
    )
    told_on = models.DateField(null=True, blank=True)

    objects = DigestReaderQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(asked_again_on=None) | Q(asked_again_on__gt=models.F("said_yes_on")),
                name="digestreader_asked_after_yes",
            ),
        )

    def __str__(self) -> str:
        return f"Digest of {self.user}"


class SavedSearch(models.Model):
    """One search, as its canonical address says it; and who was found by it so far."""

    reader = models.ForeignKey(DigestReader, on_delete=models.CASCADE, related_name="searches")
    asked = models.CharField(max_length=LONGEST_SEARCH)
    in_words = models.CharField(max_length=300)
    saved_at = models.DateTimeField(default=timezone.now)
    # The ids of organisations, of which nobody is told a second time.
    known = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["reader", "asked"],
                name="savedsearch_once",
                violation_error_message="You are told about this search already.",
            ),
            models.CheckConstraint(condition=~Q(asked=""), name="savedsearch_asks_something"),
        )

    def __str__(self) -> str:
        return f"{self.in_words} for {self.reader.user}"

    def get_absolute_url(self) -> str:
        return f"{reverse('partners:search')}?{self.asked}"
