"""What the hourly limit of uploads counts."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class PictureUpload(models.Model):
    """That an account handed in a picture, whether it was taken or refused.

    Kept for an hour; what is older goes with the account's next upload.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.by}, {self.at:%H:%M}"
