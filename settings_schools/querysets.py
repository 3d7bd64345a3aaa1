"""Whose shortlist is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from settings_schools.models import Shortlist  # noqa: F401


class ShortlistQuerySet(models.QuerySet["Shortlist"]):
    def of_key(self, key: str) -> ShortlistQuerySet:
        """What a browser's cookie opens: nobody's, or that of an account on this browser."""
        return self.filter(key=key)
