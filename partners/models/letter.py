"""Letters to organisations in a regional body's own words, and which of them went already."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from partners.choices import LetterKind, NoticeKind
from partners.letters.querysets import LetterTextQuerySet, NoticeQuerySet
from partners.models.organisation import Organisation
from reference.models import BridgeOrganisation


class LetterText(models.Model):
    """How a regional body words one kind of letter. Without one: `partners.letters.texts`."""

    Kind = LetterKind

    bridge = models.ForeignKey(
        BridgeOrganisation, on_delete=models.CASCADE, related_name="letter_texts"
    )
    kind = models.CharField("letter", max_length=24, choices=LetterKind)
    subject = models.CharField(max_length=150)
    body = models.TextField("text", max_length=4000)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        verbose_name = "letter in our words"
        verbose_name_plural = "letters in our words"
        constraints = (
            models.UniqueConstraint(
                fields=["bridge", "kind"],
                name="letter_text_once",
                violation_error_message="There are words for this letter already: change those.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=LetterKind.values), name="letter_text_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{LetterKind(self.kind).label}, {self.bridge}"


class Notice(models.Model):
    """That an organisation's owners were told something about one date, and need not be again."""

    Kind = NoticeKind

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=24, choices=NoticeKind)
    about_on = models.DateField(help_text="The date that the notice counts from, or leads to.")
    told_on = models.DateField(default=timezone.localdate)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "kind", "about_on"], name="notice_once_for_each_date"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=NoticeKind.values), name="notice_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {NoticeKind(self.kind).label}"
