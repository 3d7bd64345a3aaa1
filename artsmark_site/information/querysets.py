"""What can be said about information pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from artsmark_site.information.contents import SLUGS

if TYPE_CHECKING:
    from artsmark_site.information.models import InformationPage  # noqa: F401


class InformationPageQuerySet(models.QuerySet["InformationPage"]):
    def published(self) -> InformationPageQuerySet:
        """Those that the code has an address for."""
        return self.filter(slug__in=SLUGS)

    def without_texts(self) -> InformationPageQuerySet:
        """For lists of pages, which show titles and summaries."""
        return self.defer("body")
