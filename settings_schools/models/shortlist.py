"""What schools keep: the partners that they may ask, with their notes."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import User
from partners.models import Organisation
from settings_schools.models.setting import EducationSetting
from settings_schools.querysets import ShortlistItemQuerySet, ShortlistQuerySet

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


# What may be typed; two notes that become one may be longer.
NOTE_LENGTH = 500
# So many partners one enquiry may go to.
MOST_ASKED = 5


def new_key() -> str:
    """What a browser's cookie holds, and nothing else. 192 bits."""
    return secrets.token_urlsafe(24)


class Shortlist(models.Model):
    """The partners that one person keeps; without an account a cookie finds it.

    Whoever has the link reads it, and cannot change it, until the maker ends the link.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="shortlist"
    )
    title = models.CharField(max_length=80, blank=True)
    share_nonce = models.CharField(
        max_length=32, blank=True, editable=False, help_text="Empty: it is not shared."
    )
    setting = models.ForeignKey(
        EducationSetting,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="shortlists",
        help_text="Whose people may read it, too.",
    )
    started_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = ShortlistQuerySet.as_manager()

    if TYPE_CHECKING:
        items: RelatedManager[ShortlistItem]

    class Meta:
        indexes = (models.Index(fields=["used_at"], name="shortlist_left"),)

    def __str__(self) -> str:
        return f"Shortlist {self.pk}"


class ShortlistItem(models.Model):
    """One organisation that is kept, and why."""

    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="items")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    note = models.TextField(max_length=NOTE_LENGTH, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = ShortlistItemQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["shortlist", "organisation"], name="shortlist_keeps_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} in {self.shortlist}"
