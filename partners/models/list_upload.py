"""A list that somebody of staff brings in, between its preview and the moment they take it."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from accounts.models import User

KEPT_FOR = timedelta(days=1)
MOST_BYTES = 2_000_000


class ListUploadQuerySet(models.QuerySet["ListUpload"]):
    def of(self, user: User) -> ListUploadQuerySet:
        """Nobody reads a list that somebody else brought."""
        return self.filter(by=user)

    def expired(self) -> ListUploadQuerySet:
        return self.filter(at__lte=timezone.now() - KEPT_FOR)


class ListUpload(models.Model):
    """Its file as it came: it holds people's names, so it is deleted once taken, or after a day."""

    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    objects = ListUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
