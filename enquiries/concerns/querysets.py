"""Which concerns somebody may read."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from enquiries.choices import ConcernState
from partners.models import Organisation

if TYPE_CHECKING:
    from enquiries.models.concern import Concern  # noqa: F401


class ConcernQuerySet(models.QuerySet["Concern"]):
    def led_by(self, bridges: Collection[int]) -> ConcernQuerySet:
        """About organisations that these bodies look after."""
        led = Organisation.objects.led_by(bridges).order_by()
        return self.filter(organisation__in=led.values("pk"))

    def readable_by(self, user: User) -> ConcernQuerySet:
        """For those who look after the organisation. Nobody reads about one they belong to."""
        own = self if user.is_superuser else self.led_by(user.bridges)
        return own.exclude(organisation__members__user=user)

    def writable_by(self, user: User) -> ConcernQuerySet:
        return self.readable_by(user)

    def unsettled(self) -> ConcernQuerySet:
        """The longest waiting first."""
        return self.exclude(state=ConcernState.SETTLED).order_by("reported_at", "pk")
