"""Which collaborations somebody may see, and which are counted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from enquiries.choices import CollaborationState, GapState
from settings_schools.choices import ConnectionState

if TYPE_CHECKING:
    from accounts.models import User
    from enquiries.models.collaboration import (  # noqa: F401
        Collaboration,
        CollaborationPicture,
        NameToInvite,
    )
    from partners.models import Organisation
    from settings_schools.models import EducationSetting


class CollaborationQuerySet(models.QuerySet["Collaboration"]):
    def of_setting(self, setting: EducationSetting) -> CollaborationQuerySet:
        """All of theirs."""
        return self.filter(setting=setting)

    def of_partner(self, organisation: Organisation) -> CollaborationQuerySet:
        """All of theirs. What a setting did with somebody else is never among them."""
        return self.filter(organisation=organisation)

    def happened(self) -> CollaborationQuerySet:
        """Without those of which a side says that they did not."""
        return self.exclude(state=CollaborationState.DENIED)

    def confirmed(self) -> CollaborationQuerySet:
        return self.filter(state=CollaborationState.CONFIRMED)

    def counted(self) -> CollaborationQuerySet:
        """In the figures of partners, of bodies and of settings alike: both sides confirm them."""
        return self.confirmed().filter(organisation__isnull=False)

    def waiting_for(self, user: User) -> CollaborationQuerySet:
        """Those that somebody can confirm: of a side that they belong to and that said nothing."""
        waiting = self.filter(state=CollaborationState.WAITING)
        of_partner = Q(partner_confirmed_at=None, organisation__members__user=user)
        of_setting = Q(
            setting_confirmed_at=None,
            setting__people__user=user,
            setting__people__state=ConnectionState.CONFIRMED,
        )
        found = waiting.filter(of_partner | of_setting).values("pk")
        return self.filter(pk__in=found).for_reading()

    def within(self, first: date, end: date | None) -> CollaborationQuerySet:
        """That began from a London day up to another, which is not counted; None is for ever."""
        begun = self.filter(first_on__gte=first)
        return begun if end is None else begun.filter(first_on__lt=end)

    def silent_since(self, day: date) -> CollaborationQuerySet:
        """That wait for a side which heard of them, and was to be there, by that London day."""
        waiting = self.filter(state=CollaborationState.WAITING, asked_on=None)
        over = waiting.alias(over_on=Coalesce("last_on", "first_on"))
        return over.filter(begun_at__date__lte=day, over_on__lte=day)

    def for_reading(self) -> CollaborationQuerySet:
        """With all that pages and files show of them, the newest first."""
        return (
            self.select_related("setting__authority", "organisation", "offer", "name_to_invite")
            .prefetch_related("criteria", "quality_principles", "smsc_strands")
            .order_by("-first_on", "-pk")
        )

    def with_pictures(self) -> CollaborationQuerySet:
        """And their pictures, files and all: for a document."""
        return self.prefetch_related("pictures")


class CollaborationPictureQuerySet(models.QuerySet["CollaborationPicture"]):
    def of_setting(self, setting: EducationSetting) -> CollaborationPictureQuerySet:
        return self.filter(collaboration__setting=setting)

    def without_files(self) -> CollaborationPictureQuerySet:
        """What pages show of them: the files are read one by one, by their addresses."""
        return self.defer("webp").order_by("added_at", "pk")


class NameToInviteQuerySet(models.QuerySet["NameToInvite"]):
    def led_by(self, bridges: Collection[int]) -> NameToInviteQuerySet:
        """Of settings in authorities that these bodies look after."""
        return self.filter(collaboration__setting__authority__bridge__in=bridges)

    def readable_by(self, user: User) -> NameToInviteQuerySet:
        """For staff: those of their own area."""
        return self if user.is_superuser else self.led_by(user.bridges)

    def writable_by(self, user: User) -> NameToInviteQuerySet:
        return self.readable_by(user)

    def unsettled(self) -> NameToInviteQuerySet:
        """The longest waiting first."""
        rows = self.filter(state=GapState.OPEN).select_related("collaboration__setting")
        return rows.order_by("named_at", "pk")
