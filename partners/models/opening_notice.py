"""Who wants to be told when the directory opens."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format

from reference.area_names import with_article
from reference.models import Region

# How long a link in a message can be used to confirm, as for accounts.
UNCONFIRMED_FOR = timedelta(days=14)


class OpeningNotice(models.Model):
    """That somebody at this address wants one message on the day on which a region opens.

    Without a region: the day of the national date. Before the address is confirmed nothing is
    sent to it but the question whether it was they who asked.
    """

    email = models.EmailField("e-mail address")
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, help_text="The last time they asked.")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                "region",
                nulls_distinct=False,
                name="opening_notice_once_for_each_region",
            ),
        )

    def __str__(self) -> str:
        return f"{self.where}, asked {date_format(timezone.localtime(self.asked_at))}"

    @property
    def where(self) -> str:
        """As in a sentence: “the South West”."""
        return with_article(self.region.name) if self.region else "all of England"

    @property
    def deleted_unconfirmed_at(self) -> datetime:
        """When the address goes if nobody confirms it."""
        return self.asked_at + UNCONFIRMED_FOR
