"""Whose shortlist is whose, which settings there are, and who belongs to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from reference.names import name_key
from settings_schools.choices import LIVE, TEACHING, ConnectionState

if TYPE_CHECKING:
    from accounts.models import User
    from settings_schools.models import (  # noqa: F401
        ArtsmarkJourney,
        EducationSetting,
        SettingMembership,
        Shortlist,
        ShortlistItem,
    )


def search_words(name: str, town: str) -> str:
    """What people's spellings of a setting are compared with."""
    return name_key(f"{name} {town}")


class ShortlistQuerySet(models.QuerySet["Shortlist"]):
    def of(self, user: User | None, key: str) -> ShortlistQuerySet:
        """The account's own; without an account, that of a browser's cookie.

        A key never opens the list of an account: the next person at a shared computer has it, too.
        """
        return self.filter(user=user) if user else self.of_browser(key)

    def of_browser(self, key: str) -> ShortlistQuerySet:
        return self.filter(key=key, user=None)

    def of_either(self, user: User, key: str) -> ShortlistQuerySet:
        """Both, at the moment in which somebody signs in."""
        return self.filter(Q(user=user) | Q(key=key, user=None))

    def keeping(self, organisation: int) -> ShortlistQuerySet:
        return self.filter(items__organisation=organisation)

    def unused_since(self, moment: datetime) -> ShortlistQuerySet:
        return self.filter(used_at__lt=moment)

    def locked(self) -> ShortlistQuerySet:
        """In the order of their numbers, so that two who lock several do not wait in a ring."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class ShortlistItemQuerySet(models.QuerySet["ShortlistItem"]):
    def of(self, shortlist: Shortlist | None) -> ShortlistItemQuerySet:
        """As they were saved."""
        return self.filter(shortlist=shortlist).in_order()

    def of_organisation(self, organisation: int) -> ShortlistItemQuerySet:
        """On whosever list."""
        return self.filter(organisation=organisation).in_order()

    def in_order(self) -> ShortlistItemQuerySet:
        return self.select_related("organisation").order_by("saved_at", "pk")


class EducationSettingQuerySet(models.QuerySet["EducationSetting"]):
    def active(self) -> EducationSettingQuerySet:
        """Those that teach now, and that staff or the register vouch for."""
        return self.filter(status__in=TEACHING, checked_at__isnull=False)

    def to_check(self) -> EducationSettingQuerySet:
        """Added by somebody, and not yet looked at by staff; the longest waiting first."""
        return self.filter(checked_at=None).order_by("created_at", "pk")

    def like(self, setting: EducationSetting, user: User) -> EducationSettingQuerySet:
        """Of the same name in the same place: of those known to all, and those that they added."""
        known = Q(checked_at__isnull=False) | Q(added_by=user)
        same = self.filter(known, search_words=search_words(setting.name, setting.town))
        return same.filter(Q(postcode=setting.postcode) | Q(authority=setting.authority_id))

    def led_by(self, bridges: Collection[int]) -> EducationSettingQuerySet:
        return self.filter(authority__bridge__in=bridges)

    def readable_by(self, user: User) -> EducationSettingQuerySet:
        """For staff: those of authorities of their own area."""
        return self if user.is_superuser else self.led_by(user.bridges)

    def writable_by(self, user: User) -> EducationSettingQuerySet:
        return self.readable_by(user)

    def in_order(self) -> EducationSettingQuerySet:
        return self.order_by("name", "town", "pk")


class ArtsmarkJourneyQuerySet(models.QuerySet["ArtsmarkJourney"]):
    def current(self) -> ArtsmarkJourneyQuerySet:
        return self.filter(is_current=True)

    def readable_by(self, user: User) -> ArtsmarkJourneyQuerySet:
        """For staff: those of settings of their own area."""
        if user.is_superuser:
            return self
        return self.filter(setting__authority__bridge__in=user.bridges)

    def writable_by(self, user: User) -> ArtsmarkJourneyQuerySet:
        return self.readable_by(user)


class SettingMembershipQuerySet(models.QuerySet["SettingMembership"]):
    def live(self) -> SettingMembershipQuerySet:
        """Those that stand or wait."""
        return self.filter(state__in=LIVE)

    def confirmed(self) -> SettingMembershipQuerySet:
        return self.filter(state=ConnectionState.CONFIRMED)

    def readable_by(self, user: User) -> SettingMembershipQuerySet:
        """For staff: those of settings of their own area."""
        if user.is_superuser:
            return self
        return self.filter(setting__authority__bridge__in=user.bridges)

    def writable_by(self, user: User) -> SettingMembershipQuerySet:
        """The same; nobody decides about their own."""
        return self.readable_by(user).exclude(user=user)
