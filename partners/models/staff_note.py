"""What staff note about an organisation for themselves: a call, a visit, an e-mail."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from partners.choices import NoteKind
from partners.models.organisation import Organisation
from partners.querysets import StaffNoteQuerySet


class StaffNote(models.Model):
    """Seen by staff of its area alone; its members never read it.

    With a follow-up date it comes up on the start page, until somebody has followed it up.
    """

    Kind = NoteKind

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="staff_notes"
    )
    kind = models.CharField("what it was", max_length=8, choices=NoteKind, default=NoteKind.CALL)
    on = models.DateField("day", default=timezone.localdate)
    words = models.TextField(
        "what was said",
        max_length=3000,
        help_text="Nothing about pupils, and about people only what the work needs.",
    )
    follow_up_on = models.DateField(
        "follow up on", null=True, blank=True, help_text="From that day on it is on the start page."
    )
    followed_up_at = models.DateTimeField("followed up", null=True, blank=True, editable=False)
    by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects: ClassVar = StaffNoteQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organisation", "-on"], name="staff_note_of_organisation"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=NoteKind.values), name="staff_note_kind_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="staff_note_has_words"),
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gte=F("on")),
                name="staff_note_followed_up_later",
                violation_error_message="Follow up on the same day or later.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {NoteKind(self.kind).label.lower()} of {date_format(self.on)}"
